// A program that only plays one: a living desk for `npm run dev:desk`. People arrive,
// ring, talk and leave; a scene of `scenes.ts` stands still. It is no part of the
// program that is delivered. It is long because every order of the window is answered
// here; what has a state of its own to play stands in files beside it (`mock-*.ts`).
import type {
  AccountsWindowOrder,
  AdministrationOrder,
  AnswersOrder,
  CasesWindowOrder,
  Attachment,
  CalendarWindowOrder,
  CallBacksOrder,
  ChosenPresence,
  LineEntry,
  LoansWindowOrder,
  Mode,
  Network,
  NetworkTrouble,
  OutboxWindowOrder,
  OutsideOrder,
  SeatContact,
  ServerFound,
  Setup,
  SetupOrder,
  StillsOrder,
  TransferOrder,
  TransferTo,
  WindowDesk,
  WindowOrder,
  WindowState,
  WindowThread,
} from '$lib/wire';

import { administered } from './mock-settings';
import type { Host } from './host';
import { computerOf, obeyed } from './mock-computer';
import { afterOrder, noAccounts } from './mock-accounts';
import { afterOutboxOrder } from './mock-outbox';
import { MockCalendar, type Said } from './mock-calendar';
import { afterOutsideOrder, afterReading } from './mock-outside';
import { MockCases } from './mock-cases';
import { MockLoans, NO_LOANS_YET } from './mock-loans';
import { afterReportsOrder } from './scene-reports';
import { MockDevices } from './mock-devices';
import { MockPictures } from './mock-pictures';
import { devicesOf } from './scene-devices';
import { NO_CASES_YET } from './scene-cases';
import { BOOKING_HOUSE, calendarOf } from './scene-calendar';
import { ASSISTANT, QR } from './scene-setup';
import { message, thread, threadList } from './scene-threads';
import { call, contact as contactOf, deskOf, entry, lineOf, seat } from './scene-window';
import { casesPlayed, scenes, type Scene } from './scenes';

const ARRIVES_EVERY_MS = 25_000;
const RINGS_FOR_MS = 40_000;
const CONNECTS_AFTER_MS = 1200;
const SAVED_AFTER_MS = 600;
const REPLIES_AFTER_MS = 2500;
const JUDGED_AFTER_MS = 150;
const WRAP_UP_MS = 30_000;
const STILL_MS = 30_000;
const PASSED_ON_MS = 4000;

const ARRIVALS: { name: string; mode: Mode; language: 'it' | 'en' }[] = [
  { name: 'Giulia Ferri', mode: 'video', language: 'it' },
  { name: '', mode: 'chat', language: 'it' },
  { name: 'Tom Ashby', mode: 'voice', language: 'en' },
  { name: 'Nives Bo', mode: 'video', language: 'it' },
];

const NEXT_YEAR = Date.UTC(2027, 10, 21);
const HERE = { type: 'here', port: 8470 } as const;

function networkTroubles({ host, certificate, key }: Network): NetworkTrouble[] {
  const troubles: NetworkTrouble[] = [];
  if (!host.includes('.')) troubles.push({ type: 'notAName' });
  if (!certificate.startsWith('/')) troubles.push({ type: 'certificateUnreadable' });
  if (!key.startsWith('/')) troubles.push({ type: 'keyUnreadable' });
  return troubles;
}

function serverFound(typed: string): ServerFound {
  if (typed.startsWith('http://')) return { typed, address: '', trouble: 'notSecure' };
  if (!typed.includes('.')) return { typed, address: '', trouble: 'notAnAddress' };
  const address = `https://${typed.replace(/^https:\/\//, '')}`;
  return { typed, address, trouble: typed.includes('nowhere') ? 'noAnswer' : null };
}

/** The scene of the page's address, such as `?scene=ringing`. */
export function sceneOf(address: string): Scene | null {
  const name = new URL(address).searchParams.get('scene');
  return name !== null && Object.hasOwn(scenes, name) ? (name as Scene) : null;
}

export class MockHost implements Host {
  readonly #pictures: MockPictures;
  readonly #devices: MockDevices;
  readonly #calendar: MockCalendar;
  readonly #loans: MockLoans;
  readonly #cases: MockCases;
  #state: WindowState;
  #tell: (state: WindowState) => void = () => undefined;
  readonly #threads = new Map<string, WindowThread>();
  #news = 0;
  #made = 0;
  readonly #living: boolean;

  constructor(scene: Scene | null, pictures = new MockPictures()) {
    this.#living = scene === null;
    this.#pictures = pictures;
    const now = Date.now();
    this.#state = scene
      ? scenes[scene](now)
      : {
          connection: { type: 'signedOut', why: null },
          server: 'https://localhost:7788',
          embedded: true,
          away: null,
          setup: ASSISTANT,
          desk: null,
          news: [],
          computer: computerOf(),
          accounts: noAccounts(),
          devices: devicesOf(),
        };
    this.#devices = new MockDevices(this.#state.devices);
    this.#calendar = new MockCalendar(this.#state.desk?.calendar ?? calendarOf(now));
    const loans = this.#state.desk?.loans ?? NO_LOANS_YET;
    const cases = this.#state.desk?.cases ?? NO_CASES_YET;
    this.#cases = new MockCases(cases, () => Date.now(), casesPlayed(scene));
    this.#loans = new MockLoans(loans, () => Date.now(), this.#living);
  }

  attach(
    onState: (state: WindowState) => void,
    onPicture: (bytes: ArrayBuffer) => void,
  ): Promise<void> {
    this.#tell = onState;
    this.#pictures.start(onPicture);
    this.#change({});
    if (this.#living) setInterval(() => this.#arrive(), ARRIVES_EVERY_MS);
    return Promise.resolve();
  }

  drawn(): void {
    this.#pictures.drawn();
  }

  sendFile(id: string, name: string): Promise<void> {
    const before = this.#threadOf(id);
    this.#keep({ ...before, uploading: [...before.uploading, name] });
    setTimeout(() => this.#keep({ ...this.#threadOf(id), uploading: [] }), REPLIES_AFTER_MS);
    return Promise.resolve();
  }

  sendStill(contact: string, name: string): Promise<void> {
    const known = this.#state.desk?.seat.contacts.find(({ id }) => id === contact);
    if (!known) return Promise.resolve();
    const { thread, still } = known;
    this.#changeContact(contact, { still: { type: 'unasked' } });
    const attachment: Attachment = {
      file: `still-${Date.now()}`,
      name,
      kind: 'jpeg',
      size: 91_204,
      consentedAt: Date.now(),
    };
    const text = still.type === 'allowed' ? still.purpose : '';
    this.#put(thread, 'librarian', text, false, attachment);
    return Promise.resolve();
  }

  sendCalendar(bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    const { desk } = this.#state;
    if (!desk) return Promise.resolve();
    const reading = { type: 'reading' } as const;
    this.#changeDesk({ outside: { ...desk.outside, reading } });
    setTimeout(() => {
      const now = this.#state.desk?.outside;
      if (now) this.#changeDesk({ outside: afterReading(now, bytes, Date.now()) });
    }, SAVED_AFTER_MS);
    return Promise.resolve();
  }

  sendLoans(source: string, _name: string, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    const { desk } = this.#state;
    if (!desk) return Promise.resolve();
    this.#changeDesk({ loans: { ...desk.loans, sending: { type: 'sending' } } });
    setTimeout(() => {
      const now = this.#state.desk?.loans;
      if (now) this.#changeDesk({ loans: this.#loans.received(now, source, bytes) });
    }, SAVED_AFTER_MS);
    return Promise.resolve();
  }

  copyLink(link: string): Promise<void> {
    return navigator.clipboard.writeText(link);
  }

  setColours(): void {
    // A browser's pages look as the system says.
  }

  order(order: WindowOrder): Promise<void> {
    if (order.type === 'calendar' && order.order.order.type === 'outside') {
      this.#changeOutside(order.order.number, order.order.order.order);
      return Promise.resolve();
    }
    switch (order.type) {
      case 'signIn':
        this.#signIn(order.server, order.password);
        break;
      case 'signOut':
        this.#change({ connection: { type: 'signedOut', why: null }, desk: null });
        break;
      case 'setPresence':
        this.#choose(order.presence);
        break;
      case 'answer':
        this.#answer(order.contact, order.with);
        break;
      case 'decline':
        this.#stopRinging(order.contact);
        break;
      case 'hangUp':
        this.#hangUp(order.contact);
        break;
      case 'computer':
        this.#change({ computer: obeyed(this.#state.computer, order.order, this.#isNeeded()) });
        break;
      case 'wrapUp':
        this.#endWrapUp(order.contact);
        break;
      case 'hold':
        this.#changeContact(order.contact, { onHold: order.on });
        break;
      case 'transfer':
        this.#passOn(order.contact, order.order);
        break;
      case 'setMode':
        this.#propose(order.contact, order.mode);
        break;
      case 'admit':
        this.#changeContact(order.contact, { admitted: true });
        break;
      case 'block':
        this.#hangUp(order.contact);
        this.#endWrapUp(order.contact);
        break;
      case 'callPatron':
        this.#call(order.thread, order.mode);
        break;
      case 'openThread':
        this.#changeDesk({ reading: this.#threadOf(order.thread) });
        break;
      case 'closeThread':
        this.#changeDesk({ reading: null });
        break;
      case 'say':
        this.#say(order.thread, order.text);
        break;
      case 'read':
        this.#read(order.thread);
        break;
      case 'saveFile':
        this.#tellNews({ type: 'fileSaved', path: '/home/ada/Scaricati/copertina.jpg' });
        break;
      case 'typing':
        break;
      case 'setCamera':
        this.#changeCall({ camera: order.on });
        this.#devices.rememberCamera(order.on);
        this.#change({});
        break;
      case 'devices':
        this.#devices.obey(order.order, () => this.#change({}));
        this.#change({});
        break;
      case 'setMicrophone':
        this.#changeCall({ microphone: order.on });
        break;
      case 'setup':
        this.#setUp(order.order);
        break;
      case 'tryNow':
        this.#comeBack();
        break;
      case 'administer':
        this.#administer(order.order);
        break;
      case 'answers':
        this.#changeAnswers(order.order);
        break;
      case 'stills':
        this.#askForStill(order.order);
        break;
      case 'accounts':
        this.#changeAccounts(order.order);
        break;
      case 'outbox':
        this.#changeOutbox(order.order);
        break;
      case 'calendar':
        this.#changeCalendar(order.order);
        break;
      case 'loans':
        this.#changeLoans(order.order);
        break;
      case 'cases':
        this.#changeCases(order.order);
        break;
      case 'callBacks':
        this.#changeCallBacks(order.number, order.order);
        break;
      case 'reports': {
        const now = this.#state.desk?.reports;
        if (now) this.#changeDesk({ reports: afterReportsOrder(now, order.order, Date.now()) });
        break;
      }
      case 'setPictures':
      case 'needKeyPicture':
        break;
    }
    return Promise.resolve();
  }

  /** It rings at a colleague, who takes it after a while; or it is in the line again. */
  #passOn(id: string, order: TransferOrder): void {
    const known = this.#state.desk?.seat.contacts.find((one) => one.id === id);
    if (!known) return;
    const to = order.type === 'to' ? this.#nameOf(order.whom) : null;
    if (order.type === 'takeBack') this.#changeContact(id, { transfer: null });
    else if (to === null) this.#letGo(id);
    else {
      const until = Date.now() + PASSED_ON_MS;
      const transfer = { to, until, elseLine: order.type === 'to' && order.elseLine };
      this.#changeContact(id, { transfer, onHold: known.mode !== 'chat' });
      setTimeout(() => {
        const now = this.#state.desk?.seat.contacts.find((one) => one.id === id);
        if (now?.transfer?.until !== until) return;
        this.#letGo(id);
        this.#tellNews({ type: 'takenOver', patron: now.name, librarian: to });
      }, PASSED_ON_MS);
    }
  }

  #nameOf(whom: TransferTo): string {
    const { colleagues = [], groups = [] } = this.#state.desk?.seat ?? {};
    const known =
      whom.type === 'librarian'
        ? colleagues.find(({ id }) => id === whom.librarian)
        : groups.find(({ id }) => id === whom.group);
    return known?.name ?? '';
  }

  /** A contact goes on elsewhere: nothing is to be written down here. */
  #letGo(id: string): void {
    this.#hangUp(id);
    this.#endWrapUp(id);
  }

  /** The assistant of a program that finds everything in order. */
  #setUp(order: SetupOrder): void {
    const { setup } = this.#state;
    if (!setup) return;
    const change = (changed: Partial<Setup>) => this.#change({ setup: { ...setup, ...changed } });
    switch (order.type) {
      case 'lookAtNetwork': {
        const troubles = networkTroubles(order.network);
        return change({ network: { network: order.network, troubles, ends: NEXT_YEAR } });
      }
      case 'lookForServer':
        return change({ server: serverFound(order.server) });
      case 'openSample':
        change({ way: { type: 'sample' }, assistant: null });
        return this.#signIn('', 'sample');
      case 'found':
      case 'openLibrary': {
        const { network } = order;
        const library = order.type === 'found' ? order.founding.library : setup.library;
        const way = network ? { type: 'network' as const, network } : HERE;
        change({ way, library, assistant: 'trying' });
        return order.type === 'found' ? this.#signIn('', order.founding.password) : undefined;
      }
      case 'join': {
        const server = serverFound(order.server);
        if (server.trouble) return change({ server });
        const way = { type: 'join' as const, server: server.address };
        change({ way, server, assistant: 'trying' });
        return this.#change({ server: server.address, embedded: false });
      }
      case 'startAgain':
        return change({ trouble: null });
      case 'beginAnew':
        return change({ assistant: 'choosing' });
      case 'leave':
        return change({ assistant: null });
      case 'drawCode':
        return change({ codes: [...setup.codes, { link: order.link, svg: QR }] });
      case 'openPoster':
        return;
    }
  }

  #comeBack(): void {
    if (this.#state.connection.type !== 'away') return;
    this.#change({ connection: { type: 'online' }, away: null });
  }

  #administer(order: AdministrationOrder): void {
    const administration = administered(this.#state.desk?.administration ?? null, order);
    setTimeout(() => this.#changeDesk({ administration }), JUDGED_AFTER_MS);
  }

  #changeOutbox(order: OutboxWindowOrder): void {
    const { desk } = this.#state;
    if (desk) this.#changeDesk({ outbox: afterOutboxOrder(desk.outbox, order, Date.now()) });
  }

  #changeCalendar(order: CalendarWindowOrder): void {
    const { desk, connection } = this.#state;
    if (!desk) return;
    if (connection.type === 'away' && order.order.type !== 'watch') {
      const answer = { number: order.number, refused: 'notSaved', next: [] } as const;
      return this.#changeDesk({ calendar: { ...desk.calendar, answer: { ...answer, next: [] } } });
    }
    if (connection.type === 'away') return;
    const { calendar, said } = this.#calendar.obey(desk.calendar, order, {
      house: desk.house,
      me: desk.librarian.id,
      nameOf: (thread) => this.#threadOf(thread).name,
      now: Date.now(),
    });
    this.#changeDesk({ calendar });
    if (said) this.#tellOf(said);
  }

  /** The desk writes of an appointment into its thread. */
  #tellOf({ happened, about }: Said): void {
    this.#made += 1;
    const { message: plain } = message(1000 + this.#made, 'patron', { at: Date.now() });
    const speaker = { type: 'desk', happened } as const;
    const appointment = { id: about.id, starts: about.starts };
    const before = this.#threadOf(about.thread);
    const told = { message: { ...plain, speaker, appointment }, pending: false };
    this.#keep({ ...before, messages: [...before.messages, told] });
  }

  #changeOutside(number: number, order: OutsideOrder): void {
    const { desk } = this.#state;
    if (!desk) return;
    this.#changeDesk({ outside: afterOutsideOrder(desk, { number, order }, Date.now()) });
  }

  #changeLoans(order: LoansWindowOrder): void {
    const { desk } = this.#state;
    if (desk) this.#changeDesk({ loans: this.#loans.obey(desk.loans, order) });
  }

  /** Whoever is taken is called; what came out of it, or was called off, is gone. */
  #changeCallBacks(number: number, order: CallBacksOrder): void {
    const now = this.#state.desk?.callBacks;
    if (!now) return;
    const open = now.open.flatMap((one) => {
      if (order.type === 'agree' || one.id !== order.callBack) return [one];
      if (order.type === 'take') return [{ ...one, isDue: false, takenBy: 'ada' }];
      return order.type === 'move' ? [{ ...one, isDue: false }] : [];
    });
    this.#changeDesk({ callBacks: { open, answer: { number, refused: null } } });
  }

  #changeCases(order: CasesWindowOrder): void {
    const { desk } = this.#state;
    if (!desk) return;
    this.#changeDesk({ cases: this.#cases.obey(desk.cases, order) });
    if (order.type === 'ask') return;
    const path = '/home/ada/Scaricati/' + (order.type === 'saveOffices' ? order.name : 'mappa.pdf');
    this.#tellNews({ type: 'fileSaved', path });
  }

  #changeAccounts(order: AccountsWindowOrder): void {
    const { accounts, joined } = afterOrder(this.#state.accounts, order, Date.now());
    this.#change({ accounts });
    if (joined) this.#signIn('', 'quattro parole');
  }

  #signIn(server: string, password: string): void {
    this.#change({ connection: { type: 'signingIn' } });
    setTimeout(() => {
      if (server.includes(' ')) {
        this.#change({ connection: { type: 'signedOut', why: { type: 'badAddress' } } });
      } else if (password.length < 3) {
        const why = { type: 'refused', code: 'wrongNameOrPassword' } as const;
        this.#change({ connection: { type: 'signedOut', why } });
      } else {
        const now = Date.now();
        const desk = deskOf({
          role: 'administrator',
          house: BOOKING_HOUSE,
          calendar: { ...calendarOf(now), calendar: null },
          seat: seat({ line: lineOf(2, now) }),
          threads: threadList(now),
        });
        this.#change({ connection: { type: 'online' }, desk });
        setTimeout(() => this.#arrive(), 3000);
      }
    }, 900);
  }

  #arrive(): void {
    const seat = this.#state.desk?.seat;
    if (!seat) return;
    this.#made += 1;
    const arrival = ARRIVALS[this.#made % ARRIVALS.length];
    const isCall = arrival?.mode !== 'chat';
    const busy = seat.contacts.some(({ mode }) => mode !== 'chat');
    const ringsHere = seat.chosen === 'available' && !(isCall && (busy || seat.wrapUp));
    const id = 1000 + this.#made;
    const arrived = entry(id, { ...arrival, ringsHere, arrivedAt: Date.now() });
    this.#changeSeat({ line: [...seat.line, arrived], waiting: seat.waiting + 1 });
    if (ringsHere) setTimeout(() => this.#miss(arrived), RINGS_FOR_MS);
  }

  #miss(arrived: LineEntry): void {
    const rings = this.#state.desk?.seat.line.some(
      ({ contact, ringsHere }) => contact === arrived.contact && ringsHere,
    );
    if (!rings) return;
    this.#stopRinging(arrived.contact);
    this.#tellNews({ type: 'missed', patron: arrived.name });
  }

  #stopRinging(contact: string): void {
    const line = this.#state.desk?.seat.line ?? [];
    this.#changeSeat({
      line: line.map((one) => (one.contact === contact ? { ...one, ringsHere: false } : one)),
    });
  }

  #answer(id: string, mode: Mode): void {
    const line = this.#state.desk?.seat.line ?? [];
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
    const under = this.#state.desk?.seat.contacts ?? [];
    this.#changeSeat({
      contacts: contact.mode === 'chat' ? [...under, contact] : [contact, ...under],
      presence: 'onContact',
      line: others.map((one) => ({ ...one, ringsHere: false })),
      waiting: others.length,
    });
    this.#converse();
    if (chosen.mode !== 'chat') this.#connect(chosen.mode, mode);
  }

  #connect(patrons: Mode, own: Mode): void {
    if (patrons === 'chat') return this.#changeDesk({ call: null });
    this.#changeDesk({
      call: call({
        link: 'connecting',
        own: { camera: own === 'video', microphone: true },
        patron: { camera: patrons === 'video', microphone: true },
      }),
    });
    setTimeout(() => {
      const { desk } = this.#state;
      if (desk?.call) this.#changeDesk({ call: { ...desk.call, link: 'connected' } });
    }, CONNECTS_AFTER_MS);
  }

  #hangUp(ended: string): void {
    const seat = this.#state.desk?.seat;
    const contact = seat?.contacts.find(({ id }) => id === ended);
    if (!seat || !contact) return;
    const { id, name, topic, thread, since } = contact;
    const booked = this.#threadOf(thread).messages.some(
      ({ message: { speaker, at } }) =>
        speaker.type === 'desk' && speaker.happened === 'appointmentBooked' && at >= since,
    );
    const contacts = seat.contacts.filter((one) => one !== contact);
    const until = Date.now() + WRAP_UP_MS;
    const paper = contact.calling ? null : { contact: id, name, topic, booked, until, behind: 0 };
    const presence = contacts.length > 0 ? 'onContact' : paper ? 'wrapUp' : seat.chosen;
    this.#changeSeat({ contacts, presence, wrapUp: paper ?? seat.wrapUp });
    if (contact.mode !== 'chat') this.#changeDesk({ call: null });
    this.#converse();
    this.#tellNews({ type: 'contactEnded', patron: name, by: 'librarian' });
    if (paper) setTimeout(() => this.#endWrapUp(id), WRAP_UP_MS);
  }

  /** The threads of the contacts under way, in their order. */
  #converse(): void {
    const contacts = this.#state.desk?.seat.contacts ?? [];
    const conversations = contacts.map(({ thread, name }) => this.#threadOf(thread, name));
    this.#changeDesk({ conversations });
  }

  #isNeeded(): boolean {
    const seat = this.#state.desk?.seat;
    return seat !== undefined && (seat.waiting > 0 || seat.contacts.length > 0);
  }

  #endWrapUp(contact = this.#state.desk?.seat.wrapUp?.contact): void {
    const seat = this.#state.desk?.seat;
    if (!seat || seat.wrapUp?.contact !== contact) return;
    const presence = seat.contacts.length > 0 ? 'onContact' : seat.chosen;
    this.#changeSeat({ wrapUp: null, presence });
  }

  #choose(chosen: ChosenPresence): void {
    const seat = this.#state.desk?.seat;
    if (!seat) return;
    this.#changeSeat({ chosen });
    if (chosen === 'available') this.#endWrapUp();
    else if (seat.contacts.length === 0 && !seat.wrapUp) this.#changeSeat({ presence: chosen });
  }

  #propose(id: string, mode: Mode): void {
    this.#changeContact(id, { proposed: mode });
    setTimeout(() => {
      this.#changeContact(id, { proposed: null, mode, answeredWith: mode });
      this.#connect(mode, mode);
    }, REPLIES_AFTER_MS);
  }

  #call(id: string, mode: Mode): void {
    const listed = this.#state.desk?.threads.find((one) => one.thread === id);
    if (!listed) return;
    const { name, language, desk } = listed;
    this.#made += 1;
    const given = { name, language, desk, mode, answeredWith: mode, calling: true };
    const contact = contactOf({ id: `called-${this.#made}`, thread: id, ...given });
    const under = this.#state.desk?.seat.contacts ?? [];
    this.#changeSeat({ contacts: [contact, ...under], presence: 'onContact' });
    this.#converse();
    setTimeout(() => {
      if (!this.#state.desk?.seat.contacts.some((one) => one.id === contact.id)) return;
      this.#changeContact(contact.id, { calling: false, since: Date.now() });
      this.#connect(mode, mode);
    }, REPLIES_AFTER_MS);
  }

  #threadOf(id: string, name?: string): WindowThread {
    const { reading = null, conversations = [] } = this.#state.desk ?? {};
    const open = [...conversations, ...(reading ? [reading] : [])];
    const known = this.#threads.get(id) ?? open.find((one) => one.thread === id);
    if (known) return known;
    const listed = this.#state.desk?.threads.find((one) => one.thread === id);
    return thread({ thread: id, name: name ?? listed?.name ?? '' });
  }

  #read(id: string): void {
    const threads = this.#state.desk?.threads ?? [];
    this.#changeDesk({
      threads: threads.map((one) => (one.thread === id ? { ...one, unread: false } : one)),
    });
    const { conversations } = this.#state.desk ?? { conversations: [] };
    const read = conversations.find((one) => one.thread === id && one.unread);
    if (read) this.#keep({ ...read, unread: false });
  }

  #say(id: string, text: string): void {
    this.#put(id, 'librarian', text, true);
    if (this.#state.connection.type === 'away') return;
    setTimeout(() => {
      const { messages } = this.#threadOf(id);
      this.#keep({
        ...this.#threadOf(id),
        messages: messages.map((one) => ({ ...one, pending: false })),
        patron: { received: Date.now(), read: 0 },
      });
    }, SAVED_AFTER_MS);
    setTimeout(() => this.#put(id, 'patron', 'Grazie mille!', false), REPLIES_AFTER_MS);
  }

  #changeAnswers(order: AnswersOrder): void {
    const answers = this.#state.desk?.answers.all ?? [];
    const id = order.type === 'save' ? order.answer.id : order.id;
    const others = answers.filter((one) => one.id !== id);
    const all = order.type === 'save' ? [...others, order.answer] : others;
    all.sort((one, other) => one.name.localeCompare(other.name));
    setTimeout(() => this.#changeDesk({ answers: { all, refused: null } }), SAVED_AFTER_MS);
  }

  #askForStill(order: StillsOrder): void {
    const { contact } = order;
    if (order.type === 'withdraw') {
      return this.#changeContact(contact, { still: { type: 'unasked' } });
    }
    const { purpose } = order;
    const until = () => Date.now() + STILL_MS;
    this.#changeContact(contact, { still: { type: 'asked', purpose, until: until() } });
    setTimeout(() => {
      const known = this.#state.desk?.seat.contacts.find(({ id }) => id === contact);
      if (known?.still.type !== 'asked') return;
      this.#changeContact(contact, { still: { type: 'allowed', purpose, until: until() } });
    }, REPLIES_AFTER_MS);
  }

  #put(
    thread: string,
    from: 'patron' | 'librarian',
    text: string,
    pending: boolean,
    attachment?: Attachment,
  ): void {
    this.#made += 1;
    const given = attachment ? { attachment } : {};
    const said = message(1000 + this.#made, from, { text, at: Date.now(), pending, ...given });
    const before = this.#threadOf(thread);
    this.#keep({ ...before, messages: [...before.messages, said] });
  }

  /** Remembers a thread, and shows it where it is open. */
  #keep(view: WindowThread): void {
    this.#threads.set(view.thread, view);
    const { desk } = this.#state;
    if (!desk) return;
    const shown = (open: WindowThread) => (open.thread === view.thread ? view : open);
    this.#changeDesk({
      conversations: desk.conversations.map(shown),
      reading: desk.reading && shown(desk.reading),
    });
  }

  #changeContact(id: string, changed: Partial<SeatContact>): void {
    const contacts = this.#state.desk?.seat.contacts ?? [];
    this.#changeSeat({
      contacts: contacts.map((one) => (one.id === id ? { ...one, ...changed } : one)),
    });
  }

  #changeCall(own: { camera?: boolean; microphone?: boolean }): void {
    const view = this.#state.desk?.call;
    if (view) this.#changeDesk({ call: { ...view, own: { ...view.own, ...own } } });
  }

  #tellNews(what: WindowState['news'][number]['what']): void {
    this.#news += 1;
    this.#change({ news: [...this.#state.news.slice(-4), { number: this.#news, what }] });
  }

  #changeSeat(seat: Partial<WindowDesk['seat']>): void {
    const { desk } = this.#state;
    if (desk) this.#changeDesk({ seat: { ...desk.seat, ...seat } });
  }

  #changeDesk(changed: Partial<WindowDesk>): void {
    const { desk } = this.#state;
    if (desk) this.#change({ desk: { ...desk, ...changed } });
  }

  #change(changed: Partial<WindowState>): void {
    this.#state = { ...this.#state, ...changed, devices: this.#devices.view };
    const { desk, devices } = this.#state;
    const view = desk?.call;
    const flows = view?.link === 'connected' || view?.link === 'interrupted';
    const rings = desk?.seat.line.some(({ ringsHere, mode }) => ringsHere && mode === 'video');
    const before = !view && (devices.rehearsal !== null || rings === true);
    this.#pictures.show({
      patron: flows && view.patron.camera,
      own: view?.own.camera === true || (before && !devices.chosen.cameraOff),
    });
    this.#pictures.hear({
      patron: flows && view.patron.microphone,
      own: view ? view.own.microphone : devices.rehearsal !== null,
    });
    this.#tell(this.#state);
  }
}
