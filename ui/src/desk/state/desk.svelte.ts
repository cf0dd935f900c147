// The window's one state: what the program said last, what follows from it, and what
// the librarian may ask for. It decides nothing that the program decides.
// Families of state have classes of their own beside it; what is here hangs together by
// the one state that comes down, and most of its length is orders of one line.
import type { Host } from '$lib/host/host';
import { book } from '$lib/book';
import { readPicture } from '$lib/host/picture';
import { m } from '$lib/paraglide/messages';
import { knownZone, wallOf } from '$lib/zoned';
import type {
  CaseId,
  ChosenPresence,
  ContactId,
  DeskId,
  House,
  LineEntry,
  Mode,
  Presence,
  SeatAppointment,
  SeatContact,
  ThreadId,
  Way,
  WindowOrder,
  WindowState,
  WindowThread,
} from '$lib/wire';

import { OwnPicture } from '../picture/own-picture.svelte';
import { PatronPicture } from '../picture/patron-picture.svelte';
import { decodesVp8 } from '../picture/vp8';
import { Accounts } from './accounts.svelte';
import { CallBacks, NO_CALL_BACKS } from './call-backs.svelte';
import { Cases, CASES_PARTS, NO_CASES } from './cases.svelte';
import { Loans, LOANS_PARTS, NO_LOANS } from './loans.svelte';
import { NO_REPORTS, Reports } from './reports.svelte';
import { LoansPanel } from './loans-panel.svelte';
import { NO_OUTBOX, Outbox } from './outbox.svelte';
import { NO_OUTSIDE, Outside } from './outside.svelte';
import { Administration } from './administration.svelte';
import { Answers } from './answers.svelte';
import { Availabilities } from './availability.svelte';
import { Appearance } from './appearance.svelte';
import { Blocking } from './blocking.svelte';
import { Booking } from './booking.svelte';
import { Calendar, NO_CALENDAR, type Look } from './calendar.svelte';
import { nextPane } from '../focus';
import type { Chord } from './chord';
import { Clock } from './clock.svelte';
import { Computer } from './computer.svelte';
import type { For } from './answer-picker.svelte';
import { hoursInWords } from './placeholders';
import { Contacts } from './contacts.svelte';
import { Devices } from './devices.svelte';
import { NewsBoard } from './news.svelte';
import { Remembered } from './remembered.svelte';
import { Setup } from './setup.svelte';
import { SignIn } from './sign-in.svelte';
import { Stills } from './stills.svelte';
import { Transfers } from './transfers.svelte';
import { Threads } from './threads.svelte';
import { WrapUp, type Writing } from './wrap-up.svelte';

/** What stands in the window. */
export type Screen = 'starting' | 'cutOff' | 'setup' | 'setupTrouble' | 'signIn' | 'desk';

/** Where the rail leads. */
export type Place = 'desk' | 'calendar' | 'cases' | 'loans' | 'reports' | 'settings';

/** The link that was copied last; "done" is said for a while. */
export type Copied = { link: string; how: 'done' | 'failed' };

const NO_HOUSE: House = {
  library: '',
  zone: '',
  handles: [],
  topics: [],
  desks: [],
  branches: [],
  consultations: [],
  librarians: [],
  warnings: [],
};

const LOOKS: readonly Look[] = ['week', 'day', 'list'];

const COPIED_MS = 4000;

/** Somebody looks at this window. */
const watched = () => document.visibilityState === 'visible' && document.hasFocus();

export class Desk {
  readonly clock = new Clock();
  readonly news = new NewsBoard();
  readonly signIn = new SignIn();
  readonly accounts: Accounts;
  readonly outbox: Outbox;
  readonly calendar: Calendar;
  readonly booking: Booking;
  readonly outside: Outside;
  readonly loans: Loans;
  readonly cases: Cases;
  readonly callBacks: CallBacks;
  readonly reports: Reports;
  readonly setup: Setup;
  readonly patronPicture: PatronPicture;
  readonly ownPicture = new OwnPicture();
  readonly wrapUp = new WrapUp();
  readonly blocking = new Blocking();
  readonly administration: Administration;
  readonly availability: Availabilities;
  readonly contacts = new Contacts();
  readonly threads: Threads;
  readonly answers: Answers;
  readonly stills: Stills;
  readonly transfers: Transfers;
  readonly devices: Devices;
  readonly appearance: Appearance;
  readonly computer: Computer;
  readonly personFolded = new Remembered('person-folded', false);
  readonly loansPanel = new LoansPanel();

  copied = $state.raw<Copied | null>(null);

  /** Where the librarian is; whoever answers comes back to the desk. */
  place = $state<Place>('desk');
  /** The section of the settings that was opened last. */
  section = $state('');
  /** The sheet of keys lies over the window. */
  sheetOpen = $state(false);

  #state = $state.raw<WindowState | null>(null);
  #cutOff = $state(false);
  /** Contacts that were answered or declined here, until the program has done it. */
  #settling = $state.raw<readonly ContactId[]>([]);

  /** Where contacts were that this window has seen: one that is over may become a case. */
  readonly #places = book<ContactId, { thread: ThreadId; desk: DeskId }>();

  /** The server that was joined last. */
  #joined = '';

  #uncopy: ReturnType<typeof setTimeout> | undefined;

  readonly #host: Host;

  constructor(host: Host) {
    this.#host = host;
    this.appearance = new Appearance(host);
    this.accounts = new Accounts((order) => this.#order({ type: 'accounts', order }));
    this.outbox = new Outbox((order) => this.#order({ type: 'outbox', order }));
    this.calendar = new Calendar({
      tell: (order) => this.#order({ type: 'calendar', order }),
      now: () => this.clock.now,
      house: () => this.house,
      news: (what) => this.news.tell(what),
    });
    this.booking = new Booking({
      calendar: this.calendar,
      house: () => this.house,
      news: (what) => this.news.tell(what),
    });
    this.outside = new Outside({
      tell: (order) => this.#order({ type: 'calendar', order }),
      send: (bytes) => host.sendCalendar(bytes),
    });
    this.loans = new Loans({
      tell: (order) => this.#order({ type: 'loans', order }),
      send: (source, name, bytes) => host.sendLoans(source, name, bytes),
    });
    this.cases = new Cases({
      tell: (order) => this.#order({ type: 'cases', order }),
      news: (what) => this.news.tell(what),
      drafts: {
        draftOf: (key) => this.threads.draftOf(key),
        keep: (key, draft) => this.threads.keep(key, draft),
      },
      zone: () => this.calendar.zone,
      watched,
    });
    this.callBacks = new CallBacks({
      tell: (number, order) => this.#order({ type: 'callBacks', number, order }),
      now: () => this.clock.now,
      zone: () => this.calendar.zone,
      self: () => this.desk?.librarian.id ?? null,
    });
    this.reports = new Reports({
      tell: (order) => this.#order({ type: 'reports', order }),
      today: () => wallOf(this.clock.now, knownZone(this.house.zone)).date,
    });
    this.devices = new Devices({
      order: (order) => void this.#order({ type: 'devices', order }),
      ask: (order) => void this.#ask({ type: 'devices', order }),
    });
    this.computer = new Computer((order) => this.#order({ type: 'computer', order }));
    this.setup = new Setup({
      order: (order) => this.#order({ type: 'setup', order }),
      usual: () => ({ desk: m.desk_setup_usual_desk(), branch: m.desk_setup_usual_branch() }),
    });
    this.threads = new Threads({
      host,
      order: (order) => this.#order(order),
      ask: (order) => this.#ask(order),
      fileNotSent: (name, why) => this.news.tell({ type: 'fileNotSent', name, why }),
      folderNotSent: (name) => this.news.tell({ type: 'folderNotSent', name }),
      watched,
    });
    this.administration = new Administration({
      order: (order) => this.#order({ type: 'administer', order }),
      saved: (number) => this.news.tell({ type: 'settingsSaved', number }),
      notUndone: (why) => this.news.tell({ type: 'settingsNotUndone', why }),
    });
    this.availability = new Availabilities({
      order: (number, order) => {
        const asked = { type: 'availability', order } as const;
        return this.#order({ type: 'calendar', order: { type: 'ask', number, order: asked } });
      },
      news: (what) => this.news.tell(what),
    });
    this.answers = new Answers((order) => this.#order({ type: 'answers', order }));
    this.stills = new Stills({
      order: (order) => this.#order({ type: 'stills', order }),
      take: () => this.patronPicture.still(),
      send: (contact, bytes) => host.sendStill(contact, m.desk_threads_still_file(), bytes),
      failed: () => this.news.tell({ type: 'stillNotTaken' }),
    });
    this.transfers = new Transfers((contact, order) =>
      this.#order({ type: 'transfer', contact, order }),
    );
    this.patronPicture = new PatronPicture({
      drawn: () => host.drawn(),
      needKeyPicture: () => void this.#ask({ type: 'needKeyPicture' }),
      cannotDecodeVp8: () => void this.#ask({ type: 'setPictures', decodesVp8: false }),
    });
  }

  readonly screen = $derived.by((): Screen => {
    if (this.#cutOff) return 'cutOff';
    const { assistant, trouble, working } = this.setup;
    if (assistant === 'choosing') return 'setup';
    switch (this.#state?.connection.type) {
      case undefined:
        return 'starting';
      case 'signedOut':
        if (working) return 'starting';
        return trouble ? 'setupTrouble' : 'signIn';
      case 'signingIn':
        return 'signIn';
      case 'online':
      case 'away':
        if (!this.#state?.desk) return 'starting';
        return assistant === 'trying' ? 'setup' : 'desk';
    }
  });

  readonly server = $derived(this.#state?.server ?? '');
  readonly embedded = $derived(this.#state?.embedded ?? false);
  readonly signingIn = $derived(this.#state?.connection.type === 'signingIn');
  readonly signInTrouble = $derived(
    this.#state?.connection.type === 'signedOut' ? this.#state.connection.why : null,
  );

  /** The server can't be reached; a call goes on without it. */
  readonly serverAway = $derived(this.#state?.connection.type === 'away');
  /** Since when, and when it is looked for next. */
  readonly away = $derived(this.#state?.away ?? null);

  readonly desk = $derived(this.#state?.desk ?? null);
  /** Whoever is signed in would answer here; the assistant may stand before the desk. */
  readonly attended = $derived(
    this.screen === 'desk' || (this.screen === 'setup' && this.desk !== null),
  );
  readonly line = $derived(this.desk?.seat.line ?? []);
  readonly ringing = $derived(this.line.filter((entry) => entry.ringsHere));
  readonly chosen = $derived(this.desk?.seat.chosen ?? 'away');
  readonly presence = $derived.by((): Presence =>
    this.serverAway ? 'offline' : (this.desk?.seat.presence ?? 'offline'),
  );
  /** The contact in front, of those under way. */
  readonly contact = $derived(this.contacts.front);
  readonly contactHere = $derived(this.contact?.here ? this.contact : null);
  readonly house = $derived(this.desk?.house ?? NO_HOUSE);
  readonly waiting = $derived(this.desk?.seat.waiting ?? 0);
  /** The thread of the contact in front. */
  readonly conversation = $derived(
    this.desk?.conversations.find(({ thread }) => thread === this.contact?.thread) ?? null,
  );
  /** The thread that was opened from the list, unless it is talked in anyway. */
  readonly reading = $derived.by(() => {
    const reading = this.desk?.reading ?? null;
    const talked = this.contacts.all.some(({ thread }) => thread === reading?.thread);
    return talked ? null : reading;
  });
  /** The contact that is written down now; nothing while something else stands there. */
  readonly writing = $derived(this.contact || this.reading ? null : this.wrapUp.current);
  /** How many more are to be written down after what the program asks for. */
  readonly papersBehind = $derived(this.desk?.seat.wrapUp?.behind ?? 0);
  /** Something is to be written down while contacts are under way. */
  readonly papers = $derived(this.contacts.all.length > 0 ? this.wrapUp.current : null);
  /** The calendar stands there; once there is none any more, the desk does. */
  readonly calendarShown = $derived.by(
    () => this.place === 'calendar' && this.screen === 'desk' && this.calendar.isThere,
  );
  /** The same of loans. */
  readonly loansShown = $derived.by(
    () => this.place === 'loans' && this.screen === 'desk' && this.loans.isThere,
  );
  /** Who looks after the desk sees what it has done. */
  readonly seesReports = $derived(
    this.desk?.role === 'supervisor' || this.desk?.role === 'administrator',
  );
  readonly reportsShown = $derived(
    this.place === 'reports' && this.screen === 'desk' && this.seesReports,
  );
  readonly call = $derived(this.desk?.call ?? null);
  /** Whose call it is, whatever stands in front. */
  readonly callContact = $derived(
    this.call &&
      (this.contacts.all.find(({ here, calling, mode }) => here && !calling && mode !== 'chat') ??
        null),
  );
  /** The contact whose picture floats, because something else stands before the desk. */
  readonly floating = $derived.by(() => {
    const flows = this.call?.link === 'connected' || this.call?.link === 'interrupted';
    return flows && this.place !== 'desk' ? this.callContact : null;
  });

  /** Begins to listen; the window is empty until the program has spoken. */
  async start(): Promise<void> {
    try {
      await this.#host.attach(
        (state) => this.take(state),
        (bytes) => this.takePicture(bytes),
      );
    } catch {
      this.#cutOff = true;
      return;
    }
    await this.#ask({ type: 'setPictures', decodesVp8: await decodesVp8() });
  }

  take(state: WindowState): void {
    const before = this.contactHere?.id;
    const talked = this.callContact?.id;
    this.#state = state;
    this.setup.take(state.setup);
    this.#prefill(state.setup?.way ?? null);
    this.#cutOff = false;
    this.computer.take(state.computer);
    const { contacts, wrapUp } = state.desk?.seat ?? { contacts: [], wrapUp: null };
    this.contacts.take(contacts, wrapUp?.contact ?? null);
    this.devices.view = state.devices;
    const refused = this.news.take(state.news).some(({ what }) => what.type === 'refused');
    this.#settling = refused
      ? []
      : this.#settling.filter((id) => this.ringing.some(({ contact }) => contact === id));
    this.wrapUp.take(wrapUp);
    this.administration.take(state.desk?.administration ?? null);
    if (refused || this.serverAway) {
      this.wrapUp.retry();
      this.administration.retry();
      this.availability.retry();
    }
    const signedOut = state.connection.type === 'signedOut';
    this.accounts.take(state.accounts, signedOut);
    if (signedOut) this.outbox.leave();
    else this.outbox.take(state.desk?.outbox ?? NO_OUTBOX);
    if (signedOut) this.calendar.leave();
    else this.calendar.take(state.desk?.calendar ?? NO_CALENDAR);
    this.availability.take(state.desk?.calendar.availability ?? []);
    if (signedOut) this.booking.close();
    if (signedOut) this.outside.leave();
    else this.outside.take(state.desk?.outside ?? NO_OUTSIDE);
    if (signedOut) this.loans.leave();
    else this.loans.take(state.desk?.loans ?? NO_LOANS);
    if (signedOut) this.cases.leave();
    else this.cases.take(state.desk?.cases ?? NO_CASES);
    if (signedOut) this.callBacks.leave();
    else this.callBacks.take(state.desk?.callBacks ?? NO_CALL_BACKS);
    if (signedOut) this.reports.leave();
    else this.reports.take(state.desk?.reports ?? NO_REPORTS);
    if (signedOut) {
      // Whoever sits down next begins at the desk.
      this.place = 'desk';
      this.signIn.prefill(state.server, state.embedded, state.accounts.user);
      const { asked } = state.computer;
      if (asked?.type === 'join') this.#beLedTo(asked.server, asked.invitation);
      this.threads.clear();
      this.answers.clear();
      this.wrapUp.clear();
      this.administration.clear();
      this.availability.clear();
    }
    if (signedOut) this.#places.clear();
    for (const { id, thread, desk } of state.desk?.seat.contacts ?? []) {
      this.#places.set(id, { thread, desk });
    }
    if (state.desk) {
      this.threads.belongTo(`${state.server} ${state.desk.librarian.id}`);
      this.threads.follow(state.desk.threads);
      this.answers.take(state.desk.answers);
    }
    if (this.attended) {
      this.signIn.forget();
      this.accounts.join.clear();
    }
    if (this.callContact?.id !== talked) {
      this.patronPicture.clear();
      this.ownPicture.clear();
    }
    if (this.contactHere?.id !== before) this.#begin();
    this.stills.follow(this.callContact);
  }

  /** Whether this is the server somebody is signed in at. */
  isAt(server: string): boolean {
    const bare = (address: string) => address.replace(/\/+$/, '').toLowerCase();
    return bare(this.server) === bare(server);
  }

  /** A link led here: to a server, or to an invitation, which is looked at at once; on a
      new computer through the assistant. */
  #beLedTo(server: string, invitation: string | null): void {
    if (!this.signIn.leadTo(server, invitation)) return;
    if (this.setup.assistant === 'choosing') this.setup.leadTo(server, invitation);
    else if (invitation !== null) this.#lookAt(server, invitation);
  }

  #lookAt(server: string, invitation: string): void {
    const [at, secret] = [encodeURIComponent(server), encodeURIComponent(invitation)];
    this.accounts.join.link = `sportello://join?server=${at}&invitation=${secret}`;
    void this.accounts.lookAtInvitation();
  }

  takePicture(bytes: ArrayBuffer): void {
    const picture = readPicture(bytes);
    if (!picture) return;
    if (picture.of === 'own') this.ownPicture.take(picture.planes);
    else if (picture.of === 'sound') this.devices.levels.take(picture.own, picture.patron);
    else this.patronPicture.take(picture);
  }

  /** Follows the rail. */
  go(place: Place): void {
    this.place = place;
  }

  /** Goes where a link leads, such as `#settings/hours`. */
  follow(link: string): void {
    const [place, section] = link.replace(/^#/, '').split('/');
    if (place === 'calendar') {
      this.calendar.look = LOOKS.find((one) => one === section) ?? this.calendar.look;
      this.go('calendar');
    }
    if (place === 'loans') {
      this.loans.part = LOANS_PARTS.find((one) => one === section) ?? this.loans.part;
      this.go('loans');
    }
    if (place === 'cases') {
      this.cases.part = CASES_PARTS.find((one) => one === section) ?? this.cases.part;
      if (section?.startsWith('case-')) this.cases.show(section);
      this.go('cases');
    }
    if (place === 'reports') this.go('reports');
    if (place !== 'settings') return;
    if (section) this.section = section;
    this.go('settings');
  }

  /** Where a contact was, if this window has seen it. */
  placeOf(contact: ContactId): { thread: ThreadId; desk: DeskId } | null {
    return this.#places.get(contact) ?? null;
  }

  /** Shows a case where cases are. */
  showCase(id: CaseId): void {
    this.cases.show(id);
    this.go('cases');
  }

  /** Brings a contact to the front. */
  show(contact: ContactId): void {
    if (contact !== this.contact?.id) this.#bringToFront(contact);
    else if (this.reading) void this.closeThread();
    this.place = 'desk';
  }

  /** Brings what is to be written down to the front. */
  showPaper(): void {
    this.#bringToFront('paper');
    this.place = 'desk';
  }

  #bringToFront(front: ContactId | 'paper'): void {
    this.contacts.show(front);
    this.blocking.reset();
    this.transfers.reset();
    if (this.reading) void this.#ask({ type: 'closeThread' });
  }

  /** The keys that work everywhere; some mean the `nth`. Says whether there was anything
   * to do. */
  press(chord: Chord, nth = 1): boolean {
    if (chord === 'quit') {
      void this.computer.quit();
      return true;
    }
    if (!this.attended) return false;
    const [first] = this.ringing;
    if (this.screen === 'setup' && !first) return false; // its own keys are its own
    switch (chord) {
      case 'answer':
        if (first) void this.answer(first);
        else if (this.writing) void this.saveWrapUp(this.writing);
        else return false;
        return true;
      case 'decline':
        if (first) void this.decline(first);
        return first !== undefined;
      case 'presence':
        void this.switchPresence();
        return true;
      case 'microphone':
        if (this.call) void this.setMicrophone(!this.call.own.microphone);
        return this.call !== null;
      case 'camera':
        if (this.call) void this.setCamera(!this.call.own.camera);
        return this.call !== null;
      case 'hold':
        if (this.callContact) void this.hold(!this.callContact.onHold, this.callContact);
        return this.call !== null;
      case 'hangUp':
        if (this.contactHere) void this.hangUp();
        return this.contactHere !== null;
      case 'transfer':
        return this.passOnHere();
      case 'block':
        if (this.contactHere && !this.contactHere.calling) this.blocking.open = true;
        return this.blocking.open;
      case 'find':
        return this.threads.find();
      case 'contact': {
        const meant = this.contacts.all[nth - 1];
        if (meant) this.show(meant.id);
        else if (nth === this.contacts.all.length + 1 && this.papers) this.showPaper();
        else return false;
        return true;
      }
      case 'book':
        return this.bookHere();
      case 'calendar':
        if (this.calendar.isThere) this.go(this.place === 'calendar' ? 'desk' : 'calendar');
        return this.calendar.isThere;
      case 'loans':
        if (this.loans.isThere) this.go(this.place === 'loans' ? 'desk' : 'loans');
        return this.loans.isThere;
      case 'cases':
        this.go(this.place === 'cases' ? 'desk' : 'cases');
        return true;
      case 'earlier':
      case 'later':
      case 'today':
        if (!this.calendarShown) return false;
        if (chord === 'today') this.calendar.goToToday();
        else this.calendar.turn(chord === 'later' ? 1 : -1);
        return true;
      case 'pane':
        return nextPane();
      case 'settings':
        this.go(this.place === 'settings' ? 'desk' : 'settings');
        return true;
      case 'sheet':
        this.sheetOpen = !this.sheetOpen;
        return true;
    }
  }

  /** The desk at which the patron of a thread is, if that is known. */
  deskOf(thread: ThreadId): DeskId | null {
    const contact = this.contacts.all.find((one) => one.thread === thread);
    const entry = this.desk?.threads.find((one) => one.thread === thread);
    return contact?.desk ?? entry?.desk ?? null;
  }

  /** Something can be booked for the patron of this thread. */
  canBook(thread: ThreadId): boolean {
    const desk = this.deskOf(thread);
    return desk !== null && this.booking.offersOf(desk).length > 0;
  }

  /** Opens the form to book for the patron of a thread, or puts it away. */
  book({ thread, name }: WindowThread): void {
    const desk = this.deskOf(thread);
    if (this.booking.isOpenFor(thread)) this.booking.close();
    else if (desk !== null) void this.booking.open({ thread, desk, patron: name });
  }

  /** The same in the thread that is in front. */
  bookHere(): boolean {
    const view = this.reading ?? (this.contactHere ? this.conversation : null);
    if (this.place !== 'desk' || !view || !this.canBook(view.thread)) return false;
    this.book(view);
    return true;
  }

  /** Shows an appointment in the calendar. */
  showAppointment(appointment: SeatAppointment): void {
    this.calendar.show(appointment);
    this.go('calendar');
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

  async submitSignIn(): Promise<void> {
    await this.#order(this.signIn.order(this.embedded));
  }

  /** Looks for the server now, not after the pause. */
  async tryNow(): Promise<void> {
    await this.#order({ type: 'tryNow' });
  }

  /** Whoever signs out leaves nothing on this computer that they had begun to write. */
  async signOut(): Promise<void> {
    if (await this.#order({ type: 'signOut' })) this.threads.forgetDrafts();
  }

  async choose(presence: ChosenPresence): Promise<void> {
    await this.#order({ type: 'setPresence', presence });
  }

  async switchPresence(): Promise<void> {
    await this.choose(this.chosen === 'available' ? 'away' : 'available');
  }

  /** Brings the call before everything else. */
  backToCall(): void {
    if (this.callContact) this.show(this.callContact.id);
  }

  async hangUp(contact = this.contactHere): Promise<void> {
    if (contact) await this.#order({ type: 'hangUp', contact: contact.id });
  }

  async setCamera(on: boolean): Promise<void> {
    await this.#order({ type: 'setCamera', on });
  }

  async setMicrophone(on: boolean): Promise<void> {
    await this.#order({ type: 'setMicrophone', on });
  }

  async hold(on: boolean, contact = this.contactHere): Promise<void> {
    if (contact) await this.#order({ type: 'hold', contact: contact.id, on });
  }

  /** Goes on in another mode; to more than before the patron must say yes. */
  async setMode(mode: Mode, contact = this.contactHere): Promise<void> {
    if (contact) await this.#order({ type: 'setMode', contact: contact.id, mode });
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
    if (contact) await this.#order({ type: 'admit', contact: contact.id });
  }

  /** Ends the contact and keeps its patron away, for the reason that was typed. */
  async block(contact = this.contactHere): Promise<void> {
    const { days, reason } = this.blocking;
    if (!contact) return;
    await this.#order({ type: 'block', contact: contact.id, days, reason: reason.trim() });
  }

  async saveWrapUp(writing: Writing): Promise<void> {
    if (writing.saving) return;
    writing.saving = true;
    const saved = await this.#order(writing.order());
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
    if (early && !(await this.#order(order))) return;
    this.wrapUp.drop(writing);
  }

  /** Shows a thread; that of a contact under way comes to the front. */
  async openThread(thread: ThreadId): Promise<void> {
    const talked = this.contacts.all.find((one) => one.here && one.thread === thread);
    if (talked) this.show(talked.id);
    else await this.#order({ type: 'openThread', thread });
  }

  async closeThread(): Promise<void> {
    await this.#order({ type: 'closeThread' });
  }

  async callPatron(thread: ThreadId, mode: Mode): Promise<void> {
    await this.#order({ type: 'callPatron', thread, mode });
  }

  /** What an answer in this thread is filled in with. */
  answersFor({ thread, name }: WindowThread): For {
    const entry = this.desk?.threads.find((one) => one.thread === thread);
    const contact = this.contact?.thread === thread ? this.contact : null;
    const at = contact?.desk ?? entry?.desk;
    const desk = this.house.desks.find(({ id }) => id === at);
    const { base = '', thisComputerOnly = true } = this.desk?.public ?? {};
    return {
      language: contact?.language ?? entry?.language ?? 'it',
      values: (language) => ({
        name,
        desk: desk?.name ?? '',
        library: this.desk?.library ?? '',
        librarian: this.desk?.librarian.name ?? '',
        email: desk?.email ?? '',
        hours: hoursInWords(desk?.hours ?? [], language),
        // A link that nobody else can use is none.
        link: desk && !thisComputerOnly ? `${base}/@${desk.handle}` : '',
      }),
    };
  }

  /** An address of a message: this window does not leave for it. */
  async copyAddress(link: string): Promise<void> {
    try {
      await this.#host.copyLink(link);
      this.news.tell({ type: 'addressCopied', link });
    } catch {
      this.news.tell({ type: 'addressNotCopied' });
    }
  }

  async copy(link: string): Promise<void> {
    clearTimeout(this.#uncopy);
    try {
      await this.#host.copyLink(link);
      this.copied = { link, how: 'done' };
      this.#uncopy = setTimeout(() => (this.copied = null), COPIED_MS);
    } catch {
      this.copied = { link, how: 'failed' };
    }
  }

  /** Whoever joined a server signs in there. */
  #prefill(way: Way | null): void {
    if (way?.type !== 'join' || way.server === this.#joined) return;
    this.#joined = way.server;
    this.signIn.server = way.server;
    if (!this.setup.invited) return;
    this.signIn.invited = true;
    this.accounts.join.link = this.setup.server.trim();
    void this.accounts.lookAtInvitation();
  }

  /** Another contact in front, or none: what belonged to the one before is put away. */
  #begin(): void {
    this.blocking.reset();
    this.transfers.reset();
    this.stills.reset();
    this.devices.menuOpen = false;
    if (!this.contactHere) return;
    this.place = 'desk';
    if (this.setup.assistant) void this.setup.leave();
    // Whoever is answered has the window; what was written elsewhere is kept.
    if (this.#state?.desk?.reading) void this.#ask({ type: 'closeThread' });
  }

  async #settle(entry: LineEntry, order: WindowOrder): Promise<void> {
    if (this.settling(entry)) return;
    this.#settling = [...this.#settling, entry.contact];
    if (!(await this.#order(order))) {
      this.#settling = this.#settling.filter((id) => id !== entry.contact);
    }
  }

  async #order(order: WindowOrder): Promise<boolean> {
    const done = await this.#ask(order);
    if (!done) this.news.tell({ type: 'orderFailed' });
    return done;
  }

  /** What nobody asked for by hand fails in silence; the program tries again. */
  async #ask(order: WindowOrder): Promise<boolean> {
    try {
      await this.#host.order(order);
      return true;
    } catch {
      return false;
    }
  }
}
