// What the computer around the window offers, and what is set of it. Every choice goes
// to the program and comes back as it really is.
import type { ComputerOrder, ComputerView, Shortcut } from '$lib/wire';

const NOTHING: ComputerView = {
  autostart: null,
  rest: 'minimised',
  notifications: null,
  shortcuts: { type: 'impossible' },
  quitting: false,
  asked: null,
};

export class Computer {
  view = $state.raw<ComputerView>(NOTHING);

  readonly #order: (order: ComputerOrder) => Promise<unknown>;

  constructor(order: (order: ComputerOrder) => Promise<unknown>) {
    this.#order = order;
  }

  /** Keys of other programs that stand in the way, as they are written. */
  readonly takenChords = $derived.by((): string[] => {
    const { shortcuts } = this.view;
    if (shortcuts.type === 'impossible' || !shortcuts.on) return [];
    return [shortcuts.answer, shortcuts.presence]
      .filter(({ taken }) => taken)
      .map(({ chord }) => chord);
  });

  take(view: ComputerView): void {
    this.view = view;
  }

  async setAutostart(on: boolean): Promise<void> {
    await this.#order({ type: 'setAutostart', on });
  }

  async setShortcuts(on: boolean): Promise<void> {
    await this.#order({ type: 'setShortcuts', on });
  }

  async setChord(shortcut: Shortcut, chord: string): Promise<void> {
    await this.#order({ type: 'setChord', shortcut, chord });
  }

  /** Ends the program; it asks first when somebody would lose by it. */
  async quit(): Promise<void> {
    await this.#order({ type: 'quit' });
  }

  async quitAnyway(): Promise<void> {
    await this.#order({ type: 'quitAnyway' });
  }

  async stay(): Promise<void> {
    await this.#order({ type: 'stay' });
  }

  /** What a link asked is done with. */
  async dismiss(): Promise<void> {
    await this.#order({ type: 'dismiss' });
  }
}
