// What the librarian may ask for about contacts: whether they ring here, answering them, what
// goes on in a call, and how one came out.
import type {
  ChosenPresence,
  ContactId,
  LineEntry,
  Mode,
  SeatContact,
  WindowOrder,
} from '$lib/wire';

import { DeskFacts } from './desk-facts.svelte';
import type { Writing } from './wrap-up.svelte';

export abstract class DeskContacts extends DeskFacts {
  /** Contacts that were answered or declined here, until the program has done it. */
  #settling = $state.raw<readonly ContactId[]>([]);

  async choose(presence: ChosenPresence): Promise<void> {
    await this.order({ type: 'setPresence', presence });
  }

  async switchPresence(): Promise<void> {
    await this.choose(this.chosen === 'available' ? 'away' : 'available');
  }

  /** Whether this contact was answered or declined a moment ago. */
  settling(entry: LineEntry): boolean {
    return this.#settling.includes(entry.contact);
  }

  async answer(entry: LineEntry, mode: Mode = entry.mode): Promise<void> {
    await this.#settle(entry, { type: 'answer', contact: entry.contact, with: mode });
  }

  async decline(entry: LineEntry): Promise<void> {
    await this.#settle(entry, { type: 'decline', contact: entry.contact });
  }

  async hangUp(contact = this.contactHere): Promise<void> {
    if (contact) await this.order({ type: 'hangUp', contact: contact.id });
  }

  async setCamera(on: boolean): Promise<void> {
    await this.order({ type: 'setCamera', on });
  }

  async setMicrophone(on: boolean): Promise<void> {
    await this.order({ type: 'setMicrophone', on });
  }

  async hold(on: boolean, contact = this.contactHere): Promise<void> {
    if (contact) await this.order({ type: 'hold', contact: contact.id, on });
  }

  /** Goes on in another mode; to more than before the patron must say yes. */
  async setMode(mode: Mode, contact = this.contactHere): Promise<void> {
    if (contact) await this.order({ type: 'setMode', contact: contact.id, mode });
  }

  /** Opens the form to pass the contact in front on, unless it rings at somebody already. */
  passOnHere(): boolean {
    const contact = this.contactHere;
    if (!contact || contact.calling || contact.transfer) return false;
    this.blocking.reset();
    this.transfers.begin();
    return true;
  }

  /** Goes on with a contact instead of passing it on: off hold, where it is a call. */
  async takeBack(contact: SeatContact): Promise<void> {
    if (contact.onHold) await this.hold(false, contact);
    else await this.transfers.takeBack(contact.id);
  }

  /** Lets the patron's picture be seen clearly. */
  async admit(contact = this.contactHere): Promise<void> {
    if (contact) await this.order({ type: 'admit', contact: contact.id });
  }

  /** Ends the contact and keeps its patron away, for the reason that was typed. */
  async block(contact = this.contactHere): Promise<void> {
    const { days, reason } = this.blocking;
    if (!contact) return;
    await this.order({ type: 'block', contact: contact.id, days, reason: reason.trim() });
  }

  async saveWrapUp(writing: Writing): Promise<void> {
    if (writing.saving) return;
    writing.saving = true;
    const saved = await this.order(writing.order());
    if (!saved) writing.saving = false;
    // Nothing more will be heard of what nobody waits for.
    else if (!this.wrapUp.holdsUp(writing)) this.wrapUp.drop(writing);
  }

  /** Writes nothing down, and may be rung again at once. */
  async skipWrapUp(writing: Writing): Promise<void> {
    const early = this.wrapUp.holdsUp(writing) && this.chosen === 'available';
    // Being available would leave what is behind it unwritten, too.
    const order: WindowOrder =
      this.papersBehind > 0 ? writing.plainOrder() : { type: 'setPresence', presence: 'available' };
    if (early && !(await this.order(order))) return;
    this.wrapUp.drop(writing);
  }

  /** The program has spoken: what rings no more is settled, and what was refused is not. */
  protected letSettle(refused: boolean): void {
    this.#settling = refused
      ? []
      : this.#settling.filter((id) => this.ringing.some(({ contact }) => contact === id));
  }

  async #settle(entry: LineEntry, order: WindowOrder): Promise<void> {
    if (this.settling(entry)) return;
    this.#settling = [...this.#settling, entry.contact];
    if (!(await this.order(order))) {
      this.#settling = this.#settling.filter((id) => id !== entry.contact);
    }
  }
}
