// Cases that are looked for: on which shelf, whose, about what, with which words; and the
// row at which the keyboard stands.
import type {
  CaseId,
  CaseRow,
  CasesLook,
  CasesRefusal,
  CasesShelf,
  DeskId,
  LibrarianId,
  TopicId,
  WindowCases,
} from '$lib/wire';

import type { AskOfCases } from './cases.svelte';

export const SHELVES: readonly CasesShelf[] = [
  'toDo',
  'overdue',
  'waitingForOffice',
  'waitingForPatron',
  'snoozed',
  'answered',
  'closed',
  'all',
];

/** Of nobody: somebody should take them. */
export const NOBODY = 'nobody';

/** How long nothing is typed before it is looked for. */
export const SEARCH_PAUSE_MS = 300;
/** So many pages are asked for anew when something changes. */
const MOST_PAGES = 6;

export class CaseList {
  text = $state('');
  shelf = $state<CasesShelf>('toDo');
  /** Whose: a librarian's, nobody's, or, as null, anybody's. */
  owner = $state<LibrarianId | typeof NOBODY | null>(null);
  desk = $state<DeskId | null>(null);
  topic = $state<TopicId | null>(null);
  /** They; null before they were ever asked for. */
  rows = $state.raw<readonly CaseRow[] | null>(null);
  more = $state(false);
  loading = $state(false);
  refused = $state.raw<CasesRefusal | null>(null);
  /** The row that has the keyboard. */
  at = $state<CaseId | null>(null);

  readonly #ask: AskOfCases;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** Each look outdates the ones before. */
  #look = 0;
  #pages = 1;
  /** What is known of all cases; when it changes, the list may have. */
  #known = '';

  constructor(ask: AskOfCases) {
    this.#ask = ask;
  }

  /** Something narrows the list besides its shelf. */
  readonly filtered = $derived(
    this.text.trim() !== '' || this.owner !== null || this.desk !== null || this.topic !== null,
  );

  /** A case that changed while the list is there changes in it too. */
  take({ view, open }: WindowCases): void {
    if (this.rows === null) return;
    const known = JSON.stringify([view?.counts, view?.near, open?.row]);
    if (known === this.#known) return;
    this.#known = known;
    void this.again();
  }

  typed(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.look(), SEARCH_PAUSE_MS);
  }

  choose(shelf: CasesShelf): void {
    this.shelf = shelf;
    void this.look();
  }

  async look(): Promise<void> {
    clearTimeout(this.#timer);
    this.#pages = 1;
    this.loading = true;
    await this.#fetch();
  }

  /** The same anew, as far as it had been looked through. */
  async again(): Promise<void> {
    if (this.rows !== null) await this.#fetch();
  }

  async older(): Promise<void> {
    if (this.loading || !this.more) return;
    this.#pages = Math.min(this.#pages + 1, MOST_PAGES);
    this.loading = true;
    await this.#fetch();
  }

  /** To the next row, or the one before; says which. */
  move(by: 1 | -1): CaseId | null {
    const rows = this.rows ?? [];
    const here = rows.findIndex(({ id }) => id === this.at);
    const to = here < 0 ? (by > 0 ? 0 : rows.length - 1) : here + by;
    this.at = rows[Math.min(Math.max(to, 0), rows.length - 1)]?.id ?? null;
    return this.at;
  }

  clear(): void {
    clearTimeout(this.#timer);
    this.#look += 1;
    this.#pages = 1;
    this.#known = '';
    this.text = '';
    this.shelf = 'toDo';
    this.owner = null;
    this.desk = null;
    this.topic = null;
    this.rows = null;
    this.more = false;
    this.loading = false;
    this.refused = null;
    this.at = null;
  }

  async #fetch(): Promise<void> {
    this.#look += 1;
    const mine = this.#look;
    let rows: readonly CaseRow[] = [];
    let more = false;
    for (let page = 0; page < this.#pages; page += 1) {
      const after = rows.at(-1)?.id ?? null;
      const { refused, brought } = await this.#ask({
        type: 'askList',
        look: this.#wanted(),
        after,
      });
      if (mine !== this.#look) return;
      this.refused = refused;
      if (refused || brought.type !== 'list') break;
      rows = [...rows, ...brought.cases];
      more = brought.more;
      if (!more) break;
    }
    this.loading = false;
    if (this.refused) return;
    this.rows = rows;
    this.more = more && this.#pages < MOST_PAGES;
  }

  #wanted(): CasesLook {
    const { shelf, desk, topic } = this;
    const unowned = this.owner === NOBODY;
    const owner = unowned ? null : this.owner;
    return { text: this.text.trim(), shelf, owner, unowned, desk, topic };
  }
}
