// Mail that came and belongs to no case: put to one, made one, or dropped.
import type { CaseId, CaseRow, CasesRefusal, DeskId, LetterInId } from '$lib/wire';

import type { AskOfCases } from './cases.svelte';

export class CaseLetters {
  /** The letter for which a case is looked for. */
  filing = $state<LetterInId | null>(null);
  text = $state('');
  /** Cases that were found; none before something was looked for. */
  found = $state.raw<readonly CaseRow[] | null>(null);
  trouble = $state.raw<{ letter: LetterInId; why: CasesRefusal } | null>(null);
  busy = $state(false);
  /** The desk whose cases letters become; none for the first. */
  desk = $state<DeskId | null>(null);
  /** What became of the last letter. */
  done = $state.raw<{ how: 'filed' | 'dropped'; what: string } | null>(null);

  readonly #ask: AskOfCases;

  constructor(ask: AskOfCases) {
    this.#ask = ask;
  }

  begin(letter: LetterInId): void {
    this.filing = this.filing === letter ? null : letter;
    this.text = '';
    this.found = null;
    this.trouble = null;
  }

  async find(): Promise<void> {
    const look = {
      text: this.text.trim(),
      shelf: 'all',
      owner: null,
      unowned: false,
      desk: null,
      topic: null,
    };
    const order = {
      type: 'askList',
      look: { ...look, shelf: 'all' as const },
      after: null,
    } as const;
    const { brought } = await this.#ask(order);
    this.found = brought.type === 'list' ? brought.cases.slice(0, 10) : [];
  }

  async file(letter: LetterInId, to: CaseRow): Promise<boolean> {
    const done = await this.#do(letter, { type: 'fileLetter', letter, case: to.id });
    if (done) this.done = { how: 'filed', what: to.number };
    return done;
  }

  /** A case of its own; says which it is. */
  async makeCase(letter: LetterInId, desk: DeskId): Promise<CaseId | null> {
    if (this.busy) return null;
    this.busy = true;
    const { refused, brought } = await this.#ask({ type: 'letterToCase', letter, desk });
    this.busy = false;
    this.trouble = refused && { letter, why: refused };
    return brought.type === 'made' ? brought.case : null;
  }

  async drop(letter: LetterInId, what: string): Promise<boolean> {
    const done = await this.#do(letter, { type: 'dropLetter', letter });
    if (done) this.done = { how: 'dropped', what };
    return done;
  }

  clear(): void {
    this.filing = null;
    this.text = '';
    this.found = null;
    this.trouble = null;
    this.done = null;
    this.desk = null;
    this.busy = false;
  }

  async #do(letter: LetterInId, order: Parameters<AskOfCases>[0]): Promise<boolean> {
    if (this.busy) return false;
    this.busy = true;
    const { refused } = await this.#ask(order);
    this.busy = false;
    this.trouble = refused && { letter, why: refused };
    if (!refused) this.filing = null;
    return refused === null;
  }
}
