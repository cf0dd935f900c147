// Booking for the patron of a thread: what, how, with whom, and one of the next free
// slots. It opens on what was booked last, so that a slot and a yes are enough.
import { newId } from '$lib/ids';
import type {
  AppointmentId,
  BookingRefusal,
  BranchId,
  ConsultationId,
  DayView,
  DeskId,
  House,
  LibrarianId,
  Meeting,
  PlaceView,
  SeatConsultation,
  SlotView,
  ThreadId,
} from '$lib/wire';
import { book } from '$lib/book';

import { mayBeAnyway, type Calendar, type CalendarNews } from './calendar.svelte';

/** For whom something is booked. */
export interface BookedFor {
  thread: ThreadId;
  desk: DeskId;
  patron: string;
}

/** What is being looked for, with what is free. */
export type Step = 'looking' | 'choosing' | 'booking';

export interface Means {
  calendar: Calendar;
  house: () => House;
  news: (what: CalendarNews) => void;
}

export class Booking {
  /** For whom the form is open. */
  for = $state.raw<BookedFor | null>(null);
  step = $state<Step>('looking');
  consultation = $state<ConsultationId>('');
  meeting = $state<Meeting>('video');
  branch = $state<BranchId | null>(null);
  /** None for whoever has had the fewest. */
  librarian = $state<LibrarianId | null>(null);
  days = $state.raw<readonly DayView[]>([]);
  /** From when to ask for more. */
  more = $state<number | null>(null);
  /** Later days than the next free ones are shown. */
  isFurther = $state(false);
  slot = $state.raw<SlotView | null>(null);
  refused = $state.raw<BookingRefusal | null>(null);
  /** What is free instead of what was refused. */
  next = $state.raw<readonly SlotView[]>([]);

  readonly #means: Means;
  /** The same until something else is to be booked: booking it twice is harmless. */
  #appointment: AppointmentId = newId();
  /** What was booked last, by desk. */
  readonly #last = book<DeskId, ConsultationId>();
  /** Counts the questions for slots: an old answer is not shown. */
  #asked = 0;

  constructor(means: Means) {
    this.#means = means;
  }

  readonly offers = $derived.by((): readonly SeatConsultation[] =>
    this.for ? this.offersOf(this.for.desk) : [],
  );
  readonly offer = $derived(this.offers.find(({ view }) => view.id === this.consultation) ?? null);
  readonly meetings = $derived<readonly Meeting[]>(this.offer?.view.meetings ?? []);
  readonly places = $derived<readonly PlaceView[]>(
    this.meeting === 'inPerson' ? (this.offer?.view.places ?? []) : [],
  );
  readonly givers = $derived.by(() => {
    const givers = this.offer?.givers ?? [];
    return this.#means.house().librarians.filter(({ id }) => givers.includes(id));
  });

  /** What a desk offers. */
  offersOf(desk: DeskId): readonly SeatConsultation[] {
    return this.#means.house().consultations.filter((one) => one.desk === desk);
  }

  isOpenFor(thread: ThreadId): boolean {
    return this.for?.thread === thread;
  }

  /** Opens the form with the next free slots. */
  async open(whom: BookedFor): Promise<void> {
    this.for = whom;
    this.librarian = null;
    const last = this.#last.get(whom.desk);
    const usual = this.offers.find(({ view }) => view.id === last) ?? this.offers[0];
    if (usual) await this.chooseConsultation(usual.view.id);
  }

  close(): void {
    this.for = null;
    this.#clear();
    this.#asked += 1;
  }

  async chooseConsultation(id: ConsultationId): Promise<void> {
    this.consultation = id;
    if (!this.givers.some((one) => one.id === this.librarian)) this.librarian = null;
    const [first = 'video'] = this.meetings;
    await this.chooseMeeting(this.meetings.includes(this.meeting) ? this.meeting : first);
  }

  async chooseMeeting(meeting: Meeting): Promise<void> {
    this.meeting = meeting;
    const kept = this.places.find(({ branch }) => branch === this.branch);
    await this.chooseBranch((kept ?? this.places[0])?.branch ?? null);
  }

  async chooseBranch(branch: BranchId | null): Promise<void> {
    this.branch = branch;
    await this.#lookForSlots(null);
  }

  async chooseLibrarian(librarian: LibrarianId | null): Promise<void> {
    this.librarian = librarian;
    await this.#lookForSlots(null);
  }

  /** The days after those that are shown. */
  async lookFurther(): Promise<void> {
    if (this.more !== null) await this.#lookForSlots(this.more);
  }

  /** Back to the next free slots. */
  async lookAgain(): Promise<void> {
    await this.#lookForSlots(null);
  }

  choose(slot: SlotView): void {
    if (this.slot?.starts !== slot.starts) this.#appointment = newId();
    this.slot = slot;
    this.refused = null;
  }

  /** Books the slot that was chosen. Says whether that was done. */
  async confirm(anyway = false): Promise<boolean> {
    const { slot, consultation, meeting, branch, librarian } = this;
    const whom = this.for;
    if (!whom || !slot || this.step === 'booking') return false;
    this.step = 'booking';
    this.refused = null;
    const { refused, next } = await this.#means.calendar.ask({
      ...{ type: 'book', appointment: this.#appointment, thread: whom.thread },
      ...{ consultation, meeting, branch, librarian, starts: slot.starts, anyway },
    });
    if (this.for?.thread === whom.thread) this.step = 'choosing';
    if (refused) {
      this.refused = refused;
      this.next = next;
      // What was not saved is tried again as it is, and the rest may be done anyway.
      if (refused !== 'notSaved' && !mayBeAnyway(refused)) this.#drop(slot);
      return false;
    }
    this.#last.set(whom.desk, consultation);
    this.#means.news({ type: 'appointmentBooked', patron: whom.patron, starts: slot.starts });
    if (this.for?.thread === whom.thread) this.close();
    return true;
  }

  /** A slot that is none. */
  #drop(slot: SlotView): void {
    this.slot = null;
    this.days = this.days
      .map((day) => ({ ...day, slots: day.slots.filter(({ starts }) => starts !== slot.starts) }))
      .filter(({ slots }) => slots.length > 0);
  }

  async #lookForSlots(from: number | null): Promise<void> {
    if (!this.offer) return;
    this.#clear();
    this.#asked += 1;
    const asked = this.#asked;
    const { consultation, meeting, branch, librarian } = this;
    const { refused, days, more } = await this.#means.calendar.ask({
      ...{ type: 'slots', consultation, meeting, branch, librarian, from },
    });
    if (asked !== this.#asked) return;
    this.step = 'choosing';
    this.refused = refused;
    this.days = days;
    this.more = more;
    this.isFurther = from !== null;
  }

  #clear(): void {
    this.step = 'looking';
    this.#appointment = newId();
    this.days = [];
    this.more = null;
    this.slot = null;
    this.refused = null;
    this.next = [];
  }
}
