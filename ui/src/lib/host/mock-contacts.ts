// Contacts of the played program: people arrive, ring, are answered, talk, are passed on and
// leave, and what came of it is written down.
import type {
  ChosenPresence,
  LineEntry,
  Mode,
  StillsOrder,
  TransferOrder,
  TransferTo,
} from '$lib/wire';

import type { MockThreads } from './mock-threads';
import type { MockWindow } from './mock-window';
import { call, contact as contactOf, entry } from './scene-window';

const RINGS_FOR_MS = 40_000;
const CONNECTS_AFTER_MS = 1200;
const REPLIES_AFTER_MS = 2500;
const WRAP_UP_MS = 30_000;
const STILL_MS = 30_000;
const PASSED_ON_MS = 4000;

const ARRIVALS: { name: string; mode: Mode; language: 'it' | 'en' }[] = [
  { name: 'Giulia Ferri', mode: 'video', language: 'it' },
  { name: '', mode: 'chat', language: 'it' },
  { name: 'Tom Ashby', mode: 'voice', language: 'en' },
  { name: 'Nives Bo', mode: 'video', language: 'it' },
];

export class MockContacts {
  readonly #window: MockWindow;
  readonly #threads: MockThreads;

  constructor(window: MockWindow, threads: MockThreads) {
    this.#window = window;
    this.#threads = threads;
  }

  /** Somebody comes, and rings if Ada would take them. */
  arrive(): void {
    const seat = this.#window.state.desk?.seat;
    if (!seat) return;
    const made = this.#window.next();
    const arrival = ARRIVALS[made % ARRIVALS.length];
    const isCall = arrival?.mode !== 'chat';
    const busy = seat.contacts.some(({ mode }) => mode !== 'chat');
    const ringsHere = seat.chosen === 'available' && !(isCall && (busy || seat.wrapUp));
    const arrived = entry(1000 + made, { ...arrival, ringsHere, arrivedAt: Date.now() });
    this.#window.changeSeat({ line: [...seat.line, arrived], waiting: seat.waiting + 1 });
    if (ringsHere) setTimeout(() => this.#miss(arrived), RINGS_FOR_MS);
  }

  answer(id: string, mode: Mode): void {
    const line = this.#window.state.desk?.seat.line ?? [];
    const chosen = line.find(({ contact }) => contact === id);
    if (!chosen) return;
    const contact = contactOf({
      id,
      thread: `thread-of-${id}`,
      topic: chosen.topic,
      name: chosen.name,
      mode: chosen.mode,
      answeredWith: mode,
      language: chosen.language,
      since: Date.now(),
    });
    const others = line.filter((one) => one !== chosen);
    const under = this.#window.state.desk?.seat.contacts ?? [];
    this.#window.changeSeat({
      contacts: contact.mode === 'chat' ? [...under, contact] : [contact, ...under],
      presence: 'onContact',
      line: others.map((one) => ({ ...one, ringsHere: false })),
      waiting: others.length,
    });
    this.#threads.converse();
    if (chosen.mode !== 'chat') this.#connect(chosen.mode, mode);
  }

  hangUp(ended: string): void {
    const seat = this.#window.state.desk?.seat;
    const contact = seat?.contacts.find(({ id }) => id === ended);
    if (!seat || !contact) return;
    const { id, name, topic, thread, since } = contact;
    const booked = this.#threads
      .of(thread)
      .messages.some(
        ({ message: { speaker, at } }) =>
          speaker.type === 'desk' && speaker.happened === 'appointmentBooked' && at >= since,
      );
    const contacts = seat.contacts.filter((one) => one !== contact);
    const until = Date.now() + WRAP_UP_MS;
    const paper = contact.calling ? null : { contact: id, name, topic, booked, until, behind: 0 };
    const presence = contacts.length > 0 ? 'onContact' : paper ? 'wrapUp' : seat.chosen;
    this.#window.changeSeat({ contacts, presence, wrapUp: paper ?? seat.wrapUp });
    if (contact.mode !== 'chat') this.#window.changeDesk({ call: null });
    this.#threads.converse();
    this.#window.tellNews({ type: 'contactEnded', patron: name, by: 'librarian' });
    if (paper) setTimeout(() => this.endWrapUp(id), WRAP_UP_MS);
  }

  endWrapUp(contact = this.#window.state.desk?.seat.wrapUp?.contact): void {
    const seat = this.#window.state.desk?.seat;
    if (!seat || seat.wrapUp?.contact !== contact) return;
    const presence = seat.contacts.length > 0 ? 'onContact' : seat.chosen;
    this.#window.changeSeat({ wrapUp: null, presence });
  }

  choose(chosen: ChosenPresence): void {
    const seat = this.#window.state.desk?.seat;
    if (!seat) return;
    this.#window.changeSeat({ chosen });
    if (chosen === 'available') this.endWrapUp();
    else if (seat.contacts.length === 0 && !seat.wrapUp)
      this.#window.changeSeat({ presence: chosen });
  }

  propose(id: string, mode: Mode): void {
    this.#window.changeContact(id, { proposed: mode });
    setTimeout(() => {
      this.#window.changeContact(id, { proposed: null, mode, answeredWith: mode });
      this.#connect(mode, mode);
    }, REPLIES_AFTER_MS);
  }

  call(id: string, mode: Mode): void {
    const listed = this.#window.state.desk?.threads.find((one) => one.thread === id);
    if (!listed) return;
    const { name, language, desk } = listed;
    const given = { name, language, desk, mode, answeredWith: mode, calling: true };
    const contact = contactOf({ id: `called-${this.#window.next()}`, thread: id, ...given });
    const under = this.#window.state.desk?.seat.contacts ?? [];
    this.#window.changeSeat({ contacts: [contact, ...under], presence: 'onContact' });
    this.#threads.converse();
    setTimeout(() => {
      if (!this.#window.state.desk?.seat.contacts.some((one) => one.id === contact.id)) return;
      this.#window.changeContact(contact.id, { calling: false, since: Date.now() });
      this.#connect(mode, mode);
    }, REPLIES_AFTER_MS);
  }

  /** It rings at a colleague, who takes it after a while; or it is in the line again. */
  passOn(id: string, order: TransferOrder): void {
    const known = this.#window.state.desk?.seat.contacts.find((one) => one.id === id);
    if (!known) return;
    const to = order.type === 'to' ? this.#nameOf(order.whom) : null;
    if (order.type === 'takeBack') this.#window.changeContact(id, { transfer: null });
    else if (to === null) this.#letGo(id);
    else {
      const until = Date.now() + PASSED_ON_MS;
      const transfer = { to, until, elseLine: order.type === 'to' && order.elseLine };
      this.#window.changeContact(id, { transfer, onHold: known.mode !== 'chat' });
      setTimeout(() => {
        const now = this.#window.state.desk?.seat.contacts.find((one) => one.id === id);
        if (now?.transfer?.until !== until) return;
        this.#letGo(id);
        this.#window.tellNews({ type: 'takenOver', patron: now.name, librarian: to });
      }, PASSED_ON_MS);
    }
  }

  askForStill(order: StillsOrder): void {
    const { contact } = order;
    if (order.type === 'withdraw') {
      return this.#window.changeContact(contact, { still: { type: 'unasked' } });
    }
    const { purpose } = order;
    const until = () => Date.now() + STILL_MS;
    this.#window.changeContact(contact, { still: { type: 'asked', purpose, until: until() } });
    setTimeout(() => {
      const known = this.#window.state.desk?.seat.contacts.find(({ id }) => id === contact);
      if (known?.still.type !== 'asked') return;
      this.#window.changeContact(contact, { still: { type: 'allowed', purpose, until: until() } });
    }, REPLIES_AFTER_MS);
  }

  isNeeded(): boolean {
    const seat = this.#window.state.desk?.seat;
    return seat !== undefined && (seat.waiting > 0 || seat.contacts.length > 0);
  }

  stopRinging(contact: string): void {
    const line = this.#window.state.desk?.seat.line ?? [];
    this.#window.changeSeat({
      line: line.map((one) => (one.contact === contact ? { ...one, ringsHere: false } : one)),
    });
  }

  #miss(arrived: LineEntry): void {
    const rings = this.#window.state.desk?.seat.line.some(
      ({ contact, ringsHere }) => contact === arrived.contact && ringsHere,
    );
    if (!rings) return;
    this.stopRinging(arrived.contact);
    this.#window.tellNews({ type: 'missed', patron: arrived.name });
  }

  #connect(patrons: Mode, own: Mode): void {
    if (patrons === 'chat') return this.#window.changeDesk({ call: null });
    this.#window.changeDesk({
      call: call({
        link: 'connecting',
        own: { camera: own === 'video', microphone: true },
        patron: { camera: patrons === 'video', microphone: true },
      }),
    });
    setTimeout(() => {
      const { desk } = this.#window.state;
      if (desk?.call) this.#window.changeDesk({ call: { ...desk.call, link: 'connected' } });
    }, CONNECTS_AFTER_MS);
  }

  /** A contact goes on elsewhere: nothing is to be written down here. */
  #letGo(id: string): void {
    this.hangUp(id);
    this.endWrapUp(id);
  }

  #nameOf(whom: TransferTo): string {
    const { colleagues = [], groups = [] } = this.#window.state.desk?.seat ?? {};
    const known =
      whom.type === 'librarian'
        ? colleagues.find(({ id }) => id === whom.librarian)
        : groups.find(({ id }) => id === whom.group);
    return known?.name ?? '';
  }
}
