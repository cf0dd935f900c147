// A program that only plays one: a living desk for `npm run dev:desk`. People arrive,
// ring, talk and leave; a scene of `scenes.ts` stands still. It is no part of the
// program that is delivered. Every order of the window comes here; what plays it stands in
// files beside it (`mock-*.ts`).
import type {
  AccountsWindowOrder,
  AdministrationOrder,
  AnswersOrder,
  Attachment,
  CalendarWindowOrder,
  CallBacksOrder,
  CasesWindowOrder,
  LoansWindowOrder,
  OutboxWindowOrder,
  OutsideOrder,
  WindowOrder,
  WindowState,
} from '$lib/wire';

import type { Host } from './host';
import { afterOrder, noAccounts } from './mock-accounts';
import { MockCalendar } from './mock-calendar';
import { MockCases } from './mock-cases';
import { computerOf, obeyed } from './mock-computer';
import { MockContacts } from './mock-contacts';
import { MockLoans, NO_LOANS_YET } from './mock-loans';
import { afterOutboxOrder } from './mock-outbox';
import { afterOutsideOrder, afterReading } from './mock-outside';
import { MockPictures } from './mock-pictures';
import { administered } from './mock-settings';
import { setUp } from './mock-setup';
import { MockThreads } from './mock-threads';
import { MockWindow } from './mock-window';
import { BOOKING_HOUSE, calendarOf } from './scene-calendar';
import { NO_CASES_YET } from './scene-cases';
import { devicesOf } from './scene-devices';
import { afterReportsOrder } from './scene-reports';
import { ASSISTANT } from './scene-setup';
import { threadList } from './scene-threads';
import { deskOf, lineOf, seat } from './scene-window';
import { casesPlayed, scenes, type Scene } from './scenes';

const ARRIVES_EVERY_MS = 25_000;
const SAVED_AFTER_MS = 600;
const JUDGED_AFTER_MS = 150;

/** A program that was never started before. */
const NEW_COMPUTER: WindowState = {
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

/** The scene of the page's address, such as `?scene=ringing`. */
export function sceneOf(address: string): Scene | null {
  const name = new URL(address).searchParams.get('scene');
  return name !== null && Object.hasOwn(scenes, name) ? (name as Scene) : null;
}

export class MockHost implements Host {
  readonly #pictures: MockPictures;
  readonly #window: MockWindow;
  readonly #threads: MockThreads;
  readonly #contacts: MockContacts;
  readonly #calendar: MockCalendar;
  readonly #loans: MockLoans;
  readonly #cases: MockCases;
  readonly #living: boolean;

  constructor(scene: Scene | null, pictures = new MockPictures()) {
    this.#living = scene === null;
    this.#pictures = pictures;
    const now = Date.now();
    const state = scene ? scenes[scene](now) : NEW_COMPUTER;
    this.#window = new MockWindow(state, pictures);
    this.#threads = new MockThreads(this.#window);
    this.#contacts = new MockContacts(this.#window, this.#threads);
    const { calendar, loans, cases } = state.desk ?? {};
    this.#calendar = new MockCalendar(calendar ?? calendarOf(now));
    this.#cases = new MockCases(cases ?? NO_CASES_YET, () => Date.now(), casesPlayed(scene));
    this.#loans = new MockLoans(loans ?? NO_LOANS_YET, () => Date.now(), this.#living);
  }

  attach(
    onState: (state: WindowState) => void,
    onPicture: (bytes: ArrayBuffer) => void,
  ): Promise<void> {
    this.#pictures.start(onPicture);
    this.#window.follow(onState);
    if (this.#living) setInterval(() => this.#contacts.arrive(), ARRIVES_EVERY_MS);
    return Promise.resolve();
  }

  drawn(): void {
    this.#pictures.drawn();
  }

  sendFile(id: string, name: string): Promise<void> {
    this.#threads.upload(id, name);
    return Promise.resolve();
  }

  sendStill(contact: string, name: string): Promise<void> {
    const known = this.#window.state.desk?.seat.contacts.find(({ id }) => id === contact);
    if (!known) return Promise.resolve();
    const { thread, still } = known;
    this.#window.changeContact(contact, { still: { type: 'unasked' } });
    const attachment: Attachment = {
      file: `still-${Date.now()}`,
      name,
      kind: 'jpeg',
      size: 91_204,
      consentedAt: Date.now(),
    };
    const text = still.type === 'allowed' ? still.purpose : '';
    this.#threads.put(thread, 'librarian', text, false, attachment);
    return Promise.resolve();
  }

  sendCalendar(bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    const { desk } = this.#window.state;
    if (!desk) return Promise.resolve();
    const reading = { type: 'reading' } as const;
    this.#window.changeDesk({ outside: { ...desk.outside, reading } });
    setTimeout(() => {
      const now = this.#window.state.desk?.outside;
      if (now) this.#window.changeDesk({ outside: afterReading(now, bytes, Date.now()) });
    }, SAVED_AFTER_MS);
    return Promise.resolve();
  }

  sendLoans(source: string, _name: string, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    const { desk } = this.#window.state;
    if (!desk) return Promise.resolve();
    this.#window.changeDesk({ loans: { ...desk.loans, sending: { type: 'sending' } } });
    setTimeout(() => {
      const now = this.#window.state.desk?.loans;
      if (now) this.#window.changeDesk({ loans: this.#loans.received(now, source, bytes) });
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
        this.#window.change({ connection: { type: 'signedOut', why: null }, desk: null });
        break;
      case 'setPresence':
        this.#contacts.choose(order.presence);
        break;
      case 'answer':
        this.#contacts.answer(order.contact, order.with);
        break;
      case 'decline':
        this.#contacts.stopRinging(order.contact);
        break;
      case 'hangUp':
        this.#contacts.hangUp(order.contact);
        break;
      case 'computer':
        this.#window.change({
          computer: obeyed(this.#window.state.computer, order.order, this.#contacts.isNeeded()),
        });
        break;
      case 'wrapUp':
        this.#contacts.endWrapUp(order.contact);
        break;
      case 'hold':
        this.#window.changeContact(order.contact, { onHold: order.on });
        break;
      case 'transfer':
        this.#contacts.passOn(order.contact, order.order);
        break;
      case 'setMode':
        this.#contacts.propose(order.contact, order.mode);
        break;
      case 'admit':
        this.#window.changeContact(order.contact, { admitted: true });
        break;
      case 'block':
        this.#contacts.hangUp(order.contact);
        this.#contacts.endWrapUp(order.contact);
        break;
      case 'callPatron':
        this.#contacts.call(order.thread, order.mode);
        break;
      case 'openThread':
        this.#window.changeDesk({ reading: this.#threads.of(order.thread) });
        break;
      case 'closeThread':
        this.#window.changeDesk({ reading: null });
        break;
      case 'say':
        this.#threads.say(order.thread, order.text);
        break;
      case 'read':
        this.#threads.read(order.thread);
        break;
      case 'saveFile':
        this.#window.tellNews({ type: 'fileSaved', path: '/home/ada/Scaricati/copertina.jpg' });
        break;
      case 'typing':
        break;
      case 'setCamera':
        this.#window.changeCall({ camera: order.on });
        this.#window.devices.rememberCamera(order.on);
        this.#window.change({});
        break;
      case 'devices':
        this.#window.devices.obey(order.order, () => this.#window.change({}));
        this.#window.change({});
        break;
      case 'setMicrophone':
        this.#window.changeCall({ microphone: order.on });
        break;
      case 'setup':
        setUp(this.#window, order.order, (password) => this.#signIn('', password));
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
        this.#contacts.askForStill(order.order);
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
        const now = this.#window.state.desk?.reports;
        if (now)
          this.#window.changeDesk({ reports: afterReportsOrder(now, order.order, Date.now()) });
        break;
      }
      case 'setPictures':
      case 'needKeyPicture':
        break;
    }
    return Promise.resolve();
  }

  #comeBack(): void {
    if (this.#window.state.connection.type !== 'away') return;
    this.#window.change({ connection: { type: 'online' }, away: null });
  }

  #administer(order: AdministrationOrder): void {
    const administration = administered(this.#window.state.desk?.administration ?? null, order);
    setTimeout(() => this.#window.changeDesk({ administration }), JUDGED_AFTER_MS);
  }

  #changeOutbox(order: OutboxWindowOrder): void {
    const { desk } = this.#window.state;
    if (desk) this.#window.changeDesk({ outbox: afterOutboxOrder(desk.outbox, order, Date.now()) });
  }

  #changeCalendar(order: CalendarWindowOrder): void {
    const { desk, connection } = this.#window.state;
    if (!desk) return;
    if (connection.type === 'away' && order.order.type !== 'watch') {
      const answer = { number: order.number, refused: 'notSaved', next: [] } as const;
      return this.#window.changeDesk({
        calendar: { ...desk.calendar, answer: { ...answer, next: [] } },
      });
    }
    if (connection.type === 'away') return;
    const { calendar, said } = this.#calendar.obey(desk.calendar, order, {
      house: desk.house,
      me: desk.librarian.id,
      nameOf: (thread) => this.#threads.of(thread).name,
      now: Date.now(),
    });
    this.#window.changeDesk({ calendar });
    if (said) this.#threads.tell(said);
  }

  #changeOutside(number: number, order: OutsideOrder): void {
    const { desk } = this.#window.state;
    if (!desk) return;
    this.#window.changeDesk({ outside: afterOutsideOrder(desk, { number, order }, Date.now()) });
  }

  #changeLoans(order: LoansWindowOrder): void {
    const { desk } = this.#window.state;
    if (desk) this.#window.changeDesk({ loans: this.#loans.obey(desk.loans, order) });
  }

  /** Whoever is taken is called; what came out of it, or was called off, is gone. */
  #changeCallBacks(number: number, order: CallBacksOrder): void {
    const now = this.#window.state.desk?.callBacks;
    if (!now) return;
    const open = now.open.flatMap((one) => {
      if (order.type === 'agree' || one.id !== order.callBack) return [one];
      if (order.type === 'take') return [{ ...one, isDue: false, takenBy: 'ada' }];
      return order.type === 'move' ? [{ ...one, isDue: false }] : [];
    });
    this.#window.changeDesk({ callBacks: { open, answer: { number, refused: null } } });
  }

  #changeCases(order: CasesWindowOrder): void {
    const { desk } = this.#window.state;
    if (!desk) return;
    this.#window.changeDesk({ cases: this.#cases.obey(desk.cases, order) });
    if (order.type === 'ask') return;
    const path = '/home/ada/Scaricati/' + (order.type === 'saveOffices' ? order.name : 'mappa.pdf');
    this.#window.tellNews({ type: 'fileSaved', path });
  }

  #changeAccounts(order: AccountsWindowOrder): void {
    const { accounts, joined } = afterOrder(this.#window.state.accounts, order, Date.now());
    this.#window.change({ accounts });
    if (joined) this.#signIn('', 'quattro parole');
  }

  #signIn(server: string, password: string): void {
    this.#window.change({ connection: { type: 'signingIn' } });
    setTimeout(() => {
      if (server.includes(' ')) {
        this.#window.change({ connection: { type: 'signedOut', why: { type: 'badAddress' } } });
      } else if (password.length < 3) {
        const why = { type: 'refused', code: 'wrongNameOrPassword' } as const;
        this.#window.change({ connection: { type: 'signedOut', why } });
      } else {
        const now = Date.now();
        const desk = deskOf({
          role: 'administrator',
          house: BOOKING_HOUSE,
          calendar: { ...calendarOf(now), calendar: null },
          seat: seat({ line: lineOf(2, now) }),
          threads: threadList(now),
        });
        this.#window.change({ connection: { type: 'online' }, desk });
        setTimeout(() => this.#contacts.arrive(), 3000);
      }
    }, 900);
  }

  #changeAnswers(order: AnswersOrder): void {
    const answers = this.#window.state.desk?.answers.all ?? [];
    const id = order.type === 'save' ? order.answer.id : order.id;
    const others = answers.filter((one) => one.id !== id);
    const all = order.type === 'save' ? [...others, order.answer] : others;
    all.sort((one, other) => one.name.localeCompare(other.name));
    setTimeout(() => this.#window.changeDesk({ answers: { all, refused: null } }), SAVED_AFTER_MS);
  }
}
