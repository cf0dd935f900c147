// The contacts under way and which of them stands in front: the one that was answered
// last, until the librarian looks at another. What is to be written down has a place
// among them.
import type { ContactId, SeatContact } from '$lib/wire';

/** What stands in front: a contact, or the paper of one that is over. */
type Front = ContactId | 'paper';

export class Contacts {
  #all = $state.raw<readonly SeatContact[]>([]);
  #chosen = $state.raw<Front | null>(null);

  /** The call first, then the chats as they were answered. */
  get all(): readonly SeatContact[] {
    return this.#all;
  }

  /** The contact in front; none while something is written down. */
  readonly front = $derived(
    this.#chosen === 'paper'
      ? null
      : (this.#all.find(({ id }) => id === this.#chosen) ?? this.#all[0] ?? null),
  );

  /** A call is under way, here or at another seat, or rings at a patron's. */
  readonly onCall = $derived(this.#all.some(({ mode }) => mode !== 'chat'));

  /** The program says which are under way, and what is to be written down. */
  take(contacts: readonly SeatContact[], paper: ContactId | null): void {
    const before = this.#all;
    const inFront = this.front?.id;
    this.#all = contacts;
    const isNew = (one: SeatContact) => one.here && before.every(({ id }) => id !== one.id);
    const added = contacts.filter(isNew).at(-1);
    const isOver = inFront !== undefined && contacts.every(({ id }) => id !== inFront);
    if (added) this.#chosen = added.id;
    else if (isOver) this.#chosen = paper === inFront && contacts.length > 0 ? 'paper' : null;
    if (this.#chosen === 'paper' && (paper === null || contacts.length === 0)) this.#chosen = null;
  }

  /** Brings one to the front. */
  show(front: Front): void {
    this.#chosen = front;
  }
}
