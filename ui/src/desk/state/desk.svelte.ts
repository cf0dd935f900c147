// The window's one state: what the program said last is taken here, and the librarian may ask
// for something. It decides nothing that the program decides. Families of state have classes
// of their own beside it (`desk-parts`); on them stand what follows from the state
// (`desk-facts`), what is asked about contacts (`desk-contacts`), and this.
import { book } from '$lib/book';
import { readPicture } from '$lib/host/picture';
import type {
  CaseId,
  ContactId,
  DeskId,
  Mode,
  SeatAppointment,
  ThreadId,
  Way,
  WindowState,
  WindowThread,
} from '$lib/wire';

import { decodesVp8 } from '../picture/vp8';
import type { For } from './answer-picker.svelte';
import { type Look, NO_CALENDAR } from './calendar.svelte';
import { NO_CALL_BACKS } from './call-backs.svelte';
import { CASES_PARTS, NO_CASES } from './cases.svelte';
import type { Chord } from './chord';
import { DeskContacts } from './desk-contacts.svelte';
import type { Place } from './desk-facts.svelte';
import { press } from './desk-keys';
import { LOANS_PARTS, NO_LOANS } from './loans.svelte';
import { NO_OUTBOX } from './outbox.svelte';
import { NO_OUTSIDE } from './outside.svelte';
import { hoursInWords } from './placeholders';
import { NO_REPORTS } from './reports.svelte';

export type { Place, Screen } from './desk-facts.svelte';

/** The link that was copied last; "done" is said for a while. */
export type Copied = { link: string; how: 'done' | 'failed' };

const LOOKS: readonly Look[] = ['week', 'day', 'list'];

const COPIED_MS = 4000;

export class Desk extends DeskContacts {
  copied = $state.raw<Copied | null>(null);

  /** Where contacts were that this window has seen: one that is over may become a case. */
  readonly #places = book<ContactId, { thread: ThreadId; desk: DeskId }>();

  /** The server that was joined last. */
  #joined = '';

  #uncopy: ReturnType<typeof setTimeout> | undefined;

  /** Begins to listen; the window is empty until the program has spoken. */
  async start(): Promise<void> {
    try {
      await this.host.attach(
        (state) => this.take(state),
        (bytes) => this.takePicture(bytes),
      );
    } catch {
      this.cutOff = true;
      return;
    }
    await this.ask({ type: 'setPictures', decodesVp8: await decodesVp8() });
  }

  take(state: WindowState): void {
    const before = this.contactHere?.id;
    const talked = this.callContact?.id;
    this.state = state;
    this.setup.take(state.setup);
    this.#prefill(state.setup?.way ?? null);
    this.cutOff = false;
    this.computer.take(state.computer);
    const { contacts, wrapUp } = state.desk?.seat ?? { contacts: [], wrapUp: null };
    this.contacts.take(contacts, wrapUp?.contact ?? null);
    this.devices.view = state.devices;
    const refused = this.news.take(state.news).some(({ what }) => what.type === 'refused');
    this.letSettle(refused);
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
    if (this.reading) void this.ask({ type: 'closeThread' });
  }

  /** The keys that work everywhere; some mean the `nth`. Says whether there was anything
   * to do. */
  press(chord: Chord, nth = 1): boolean {
    return press(this, chord, nth);
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

  async submitSignIn(): Promise<void> {
    await this.order(this.signIn.order(this.embedded));
  }

  /** Looks for the server now, not after the pause. */
  async tryNow(): Promise<void> {
    await this.order({ type: 'tryNow' });
  }

  /** Whoever signs out leaves nothing on this computer that they had begun to write. */
  async signOut(): Promise<void> {
    if (await this.order({ type: 'signOut' })) this.threads.forgetDrafts();
  }

  /** Brings the call before everything else. */
  backToCall(): void {
    if (this.callContact) this.show(this.callContact.id);
  }

  /** Shows a thread; that of a contact under way comes to the front. */
  async openThread(thread: ThreadId): Promise<void> {
    const talked = this.contacts.all.find((one) => one.here && one.thread === thread);
    if (talked) this.show(talked.id);
    else await this.order({ type: 'openThread', thread });
  }

  async closeThread(): Promise<void> {
    await this.order({ type: 'closeThread' });
  }

  async callPatron(thread: ThreadId, mode: Mode): Promise<void> {
    await this.order({ type: 'callPatron', thread, mode });
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
      await this.host.copyLink(link);
      this.news.tell({ type: 'addressCopied', link });
    } catch {
      this.news.tell({ type: 'addressNotCopied' });
    }
  }

  async copy(link: string): Promise<void> {
    clearTimeout(this.#uncopy);
    try {
      await this.host.copyLink(link);
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
    if (this.state?.desk?.reading) void this.ask({ type: 'closeThread' });
  }
}
