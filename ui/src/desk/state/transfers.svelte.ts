// A contact that somebody else should go on with: to whom, and with which words. The
// server says who can take it; here stands what is chosen and typed.
import type { ContactId, GroupId, LibrarianId, TransferOrder } from '$lib/wire';

/** The longest note the window lets be typed, in characters. */
export const LONGEST_NOTE = 500;

/** What is chosen in the form. */
export type Whom =
  | { type: 'librarian'; librarian: LibrarianId }
  | { type: 'group'; group: GroupId }
  | { type: 'line' };

export class Transfers {
  open = $state(false);
  whom = $state.raw<Whom | null>(null);
  note = $state('');
  /** If nobody takes it, it goes to the line at once. */
  elseLine = $state(false);

  readonly #tell: (contact: ContactId, order: TransferOrder) => Promise<boolean>;

  constructor(tell: (contact: ContactId, order: TransferOrder) => Promise<boolean>) {
    this.#tell = tell;
  }

  begin(): void {
    this.reset();
    this.open = true;
  }

  /** Nothing was begun; the next patron needs something else. */
  reset(): void {
    this.open = false;
    this.whom = null;
    this.note = '';
    this.elseLine = false;
  }

  /** A group is asked for whoever is free: if nobody is, the line is as good. */
  choose(whom: Whom): void {
    this.whom = whom;
    this.elseLine = whom.type === 'group';
  }

  async pass(contact: ContactId): Promise<void> {
    const { whom, elseLine } = this;
    if (!whom) return;
    const note = this.note.trim();
    const done =
      whom.type === 'line'
        ? await this.toLine(contact, note)
        : await this.#tell(contact, { type: 'to', whom, note, elseLine });
    if (done) this.reset();
  }

  async toLine(contact: ContactId, note = ''): Promise<boolean> {
    return this.#tell(contact, { type: 'toLine', note });
  }

  async takeBack(contact: ContactId): Promise<boolean> {
    return this.#tell(contact, { type: 'takeBack' });
  }
}
