// The one message of a chat at which the pointer or the keyboard is: what can be done with
// it stands under that one alone. So the log reads nothing out but what was said, and the
// keyboard walks from message to message with the arrows and past all of them with one tab.
import type { ChatLine } from '$lib/parts/chat';

/** Somebody else said it, and it has come. */
const isSaid = (line: ChatLine) => !line.own && !line.narrated && !line.pending;

export class AtMessage {
  id = $state<string | null>(null);

  readonly #lines: () => readonly ChatLine[];

  constructor(lines: () => readonly ChatLine[]) {
    this.#lines = lines;
  }

  /** Follows the pointer and the focus over a chat. */
  readonly follow = (region: HTMLElement): (() => void) => {
    const point = ({ target }: Event) => this.#point(target);
    const focus = ({ target }: FocusEvent) => {
      const isLog = target instanceof Element && target.getAttribute('role') === 'log';
      if (isLog) this.id ??= this.#said().at(-1)?.id ?? null;
    };
    region.addEventListener('pointerover', point);
    region.addEventListener('focusin', focus);
    return () => {
      region.removeEventListener('pointerover', point);
      region.removeEventListener('focusin', focus);
    };
  };

  /** To the message before, or the one after; says whether there is one. */
  move(by: -1 | 1): boolean {
    const said = this.#said();
    const to = said[said.findIndex(({ id }) => id === this.id) + by];
    if (to) this.id = to.id;
    return to !== undefined;
  }

  #point(target: EventTarget | null): void {
    const row = target instanceof Element && target.closest('[role="log"] li');
    if (!row) return;
    const at = [...(row.parentElement?.children ?? [])].indexOf(row);
    const line = this.#lines()[at];
    if (line && isSaid(line)) this.id = line.id;
  }

  #said(): ChatLine[] {
    return this.#lines().filter(isSaid);
  }
}
