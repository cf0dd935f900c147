// What the patron books, as this page lives it: what may be booked, how far they have
// come with it, what they typed, and their own appointments. The server answers orders in
// their order, so what is open stands in a row. What was typed stays until it is booked,
// whatever is refused and whichever screen comes between.
//
// Long, because each answer is told from the row of orders and may change any step: parted,
// the halves would share all of their state.
import type {
  AppointmentView,
  BookingNews,
  BookingOrder,
  BookingRefusal,
  ConsultationView,
  DayView,
  DeskView,
  Language,
  Meeting,
  PlaceView,
  SlotView,
} from '$lib/wire';

import type { Registered } from '../../address';

/** How long the server keeps a slot while the form is filled in. */
const HOLD_MS = 5 * 60_000;
/** From when on the patron is told that time runs out. */
const LAST_MS = 60_000;
/** How often what is told of time is looked at again. */
const TICK_MS = 5_000;

/** What a booking is given. */
export interface BookingParts {
  tell: (order: BookingOrder) => boolean;
  /** Makes the server know this page. */
  become: () => Promise<Registered>;
  desk: () => Pick<DeskView, 'consultations'> | null;
  now: () => number;
  /** Puts the screen of bookings before the patron, or away. */
  show: (shown: boolean) => void;
}

/** Where the patron is on the way to an appointment. */
export type BookingStep = 'what' | 'how' | 'when' | 'who' | 'done' | 'entered';

/** How and where one may meet. */
export interface Way {
  meeting: Meeting;
  place: PlaceView | null;
}

/** Why something was not done; `away` when nobody heard it. */
export type BookingTrouble = BookingRefusal | 'away' | 'tooMany';

/** What stands in the way of a form. */
export interface Fault {
  field: 'name' | 'mail' | 'answer';
  /** Which question. */
  index: number;
}

/** What was not done about one appointment. */
export interface CardTrouble {
  appointment: string;
  why: BookingTrouble;
}

/** A slot that is kept for this form. */
interface Held {
  id: string;
  starts: number;
  ends: number;
  /** By this page's clock. */
  until: number;
}

type Order = 'slots' | 'hold' | 'book' | 'move' | 'cancel' | 'enter';

/** What was ordered and not answered yet. */
interface Open {
  order: Order;
  appointment: string;
  slot: SlotView | null;
}

export class Booking {
  /** The patron's own, holds aside: the earliest first. */
  appointments = $state.raw<AppointmentView[]>([]);
  /** The screen of bookings is before the patron. */
  shown = $state(false);
  step = $state<BookingStep>('what');
  /** What is being booked; null while one is moved that is not offered any more. */
  kind = $state.raw<ConsultationView | null>(null);
  way = $state.raw<Way | null>(null);
  /** The appointment that is being moved. */
  moving = $state.raw<AppointmentView | null>(null);
  /** The days with free slots that are known; null while none were told. */
  days = $state.raw<DayView[] | null>(null);
  /** From when to ask for more days. */
  more = $state<number | null>(null);
  held = $state.raw<Held | null>(null);
  /** The appointment that was booked or moved at last. */
  doneWith = $state('');
  /** It was moved, not booked. */
  moved = $state(false);
  trouble = $state<BookingTrouble | null>(null);
  /** What is free instead. */
  next = $state.raw<SlotView[]>([]);
  fault = $state.raw<Fault | null>(null);
  /** What was not done about one of the own appointments. */
  cardTrouble = $state.raw<CardTrouble | null>(null);
  /** A way to be reached must be named. */
  needsWay = $state(false);
  /** The library can write by mail. */
  mail = $state(false);

  name = $state('');
  answers = $state<string[]>([]);
  /** Where to write, as it is typed. */
  typed = $state('');

  now = $state(0);
  private row = $state.raw<Open[]>([]);

  private readonly parts: BookingParts;
  /** The own appointments, holds too, as they were told last. */
  private all: AppointmentView[] = [];
  /** What the patron wants to begin with, until the server knows them. */
  private wanted: (() => void) | null = null;
  private lapse: ReturnType<typeof setTimeout> | undefined;
  private watchers = 0;
  private ticks: ReturnType<typeof setInterval> | undefined;

  constructor(parts: BookingParts) {
    this.parts = parts;
    this.now = parts.now();
  }

  /** What may be booked here. */
  readonly offered = $derived.by(() => this.parts.desk()?.consultations ?? []);

  readonly ahead = $derived(this.appointments.filter((one) => isAhead(one, this.now)));

  /** The one whose waiting page is open. */
  readonly entered = $derived(this.ahead.find(({ entered }) => entered) ?? null);

  /** Its time has come, the patron is here, and nobody answers yet. */
  readonly late = $derived(this.ahead.some(({ late }) => late));

  readonly done = $derived(this.appointments.find(({ id }) => id === this.doneWith) ?? null);

  /** How many whole minutes the slot is still kept; at least one. */
  readonly minutesLeft = $derived(
    this.held ? Math.max(1, Math.ceil((this.held.until - this.now) / 60_000)) : 0,
  );

  /** The last minute in which the slot is kept. */
  readonly lastMinute = $derived(this.held !== null && this.held.until - this.now <= LAST_MS);

  /** Slots are on their way. */
  readonly asking = $derived(this.row.some(({ order }) => order === 'slots'));

  /** Something was ordered that changes something. */
  readonly busy = $derived(this.row.some(({ order }) => order !== 'slots'));

  /** The ways of what is being booked. */
  readonly ways = $derived(waysOf(this.kind));

  /** The screen before the first has none before it. */
  readonly first = $derived(
    this.step === 'done' || this.step === 'entered' ? this.step : this.firstStep(),
  );

  /** What may be booked about a topic. */
  ofTopic(topic: string): ConsultationView[] {
    return topic === '' ? [] : this.offered.filter((kind) => kind.topic === topic);
  }

  /** Begins, or goes on where the patron was. */
  begin(id: string | null = null): void {
    this.show(true);
    const goesOn = this.held !== null && (id === null || id === this.kind?.id);
    if (goesOn) {
      this.step = 'who';
      return;
    }
    this.letGo();
    this.moving = null;
    this.trouble = null;
    this.kind = null;
    this.way = null;
    this.step = 'what';
    const only = this.offered.length === 1 ? this.offered[0] : undefined;
    const chosen = this.offered.find((one) => one.id === id) ?? only;
    if (chosen) this.choose(chosen);
    this.settle();
  }

  /** Away with the screen; what was typed stays. */
  leave(): void {
    this.letGo();
    this.moving = null;
    this.trouble = null;
    this.show(false);
  }

  /** Another screen comes between; the slot stays kept while it may. */
  putAside(): void {
    this.shown = false;
  }

  /** One step back. */
  back(): void {
    this.trouble = null;
    this.next = [];
    if (this.step === 'what' || this.step === this.first) {
      this.leave();
    } else if (this.step === 'who') {
      this.letGo();
      this.step = 'when';
      this.ask();
    } else {
      this.step = this.step === 'when' && this.ways.length > 1 ? 'how' : 'what';
    }
  }

  choose(kind: ConsultationView): void {
    if (this.kind?.id !== kind.id) this.answers = kind.questions.map(() => '');
    this.kind = kind;
    this.trouble = null;
    const [only] = this.ways;
    if (this.ways.length === 1 && only) this.chooseWay(only);
    else this.step = 'how';
  }

  chooseWay(way: Way): void {
    this.way = way;
    this.trouble = null;
    this.step = 'when';
    this.ask();
  }

  /** Chooses another time for an appointment. */
  move(appointment: AppointmentView): void {
    this.letGo();
    this.show(true);
    this.trouble = null;
    this.cardTrouble = null;
    this.moving = appointment;
    this.kind = this.offered.find(({ id }) => id === appointment.consultation) ?? null;
    this.way = null;
    this.step = 'when';
    this.ask();
  }

  /** Asks for free slots anew. */
  ask(): void {
    this.days = null;
    this.more = null;
    this.askFrom(null);
  }

  askMore(): void {
    if (this.more !== null && !this.asking) this.askFrom(this.more);
  }

  /** Has a slot kept, or moves the appointment there. */
  take(slot: SlotView): void {
    if (this.busy) return;
    const { starts } = slot;
    this.trouble = null;
    if (this.moving) {
      const { id: appointment } = this.moving;
      this.order('move', { type: 'move', appointment, starts }, appointment, slot);
    } else if (this.kind && this.way) {
      this.order('hold', { type: 'hold', starts, ...this.wish() }, '', slot);
    }
  }

  /** Books what is kept. */
  book(language: Language): void {
    if (!this.held || this.busy) return;
    this.judge();
    if (this.trouble) return;
    const mail = this.typed.trim() || null;
    const answers = this.answers.map((answer) => answer.trim());
    const { id: appointment } = this.held;
    const name = this.name.trim();
    this.order('book', { type: 'book', appointment, name, language, answers, mail }, appointment);
  }

  cancel(appointment: string): void {
    this.orderOf('cancel', appointment);
  }

  /** The patron is here for it. */
  enter(appointment: string): void {
    this.orderOf('enter', appointment);
  }

  /** Shows the waiting page of the one that was entered. */
  wait(): void {
    this.step = 'entered';
    this.show(true);
  }

  /** Back to all that is offered, or to all that is free. */
  again(): void {
    this.trouble = null;
    this.next = [];
    if (this.step === 'when') this.ask();
  }

  /** The server knows this page, on a new line: nothing of before will be answered. */
  greet(): void {
    const lost = this.row;
    this.row = [];
    if (!this.parts.tell({ type: 'ask' })) return;
    const { wanted } = this;
    this.wanted = null;
    if (wanted) wanted();
    else if (lost.some(({ order }) => order === 'slots')) this.askFrom(this.more);
    if (lost.some(({ order }) => order !== 'slots')) this.trouble = 'away';
  }

  hear(news: BookingNews): void {
    switch (news.type) {
      case 'stands':
        this.needsWay = news.needsWay;
        this.mail = news.mail;
        this.hearOwn(news.appointments);
        break;
      case 'slots':
        this.answered((order) => order === 'slots');
        this.hearSlots(news);
        break;
      case 'done':
        this.hearDone(news.appointment);
        break;
      case 'refused':
        this.hearRefused(news.why, news.next);
        break;
    }
  }

  /** Time is told, until the returned function is called. */
  watch(): () => void {
    this.watchers += 1;
    this.now = this.parts.now();
    this.ticks ??= setInterval(() => (this.now = this.parts.now()), TICK_MS);
    return () => {
      this.watchers -= 1;
      if (this.watchers > 0) return;
      clearInterval(this.ticks);
      this.ticks = undefined;
    };
  }

  /** The patron was forgotten. */
  clear(): void {
    this.drop();
    this.row = [];
    this.wanted = null;
    this.all = [];
    this.appointments = [];
    this.shown = false;
    this.moving = null;
    this.trouble = null;
    this.cardTrouble = null;
    this.name = '';
    this.typed = '';
    this.answers = [];
    this.kind = null;
    this.step = 'what';
  }

  private show(shown: boolean): void {
    this.shown = shown;
    this.parts.show(shown);
  }

  private firstStep(): BookingStep {
    if (this.moving) return 'when';
    if (this.offered.length > 1) return 'what';
    return this.ways.length > 1 ? 'how' : 'when';
  }

  /** Makes the server know this page, where it does not yet. */
  private settle(): void {
    if (this.parts.tell({ type: 'ask' })) return;
    this.wanted ??= () => undefined;
    void this.parts.become().then((registered) => {
      if (registered === 'known' || !this.wanted) return;
      this.wanted = null;
      this.trouble = registered === 'tooMany' ? 'tooMany' : 'away';
    });
  }

  private wish() {
    return {
      consultation: this.kind?.id ?? '',
      meeting: this.way?.meeting ?? 'video',
      branch: this.way?.place?.branch ?? null,
    };
  }

  private askFrom(from: number | null): void {
    const order: BookingOrder = this.moving
      ? { type: 'slotsToMove', appointment: this.moving.id, from }
      : { type: 'slots', from, ...this.wish() };
    // Whoever is not known yet is told once they are.
    if (this.parts.tell(order)) this.push('slots', this.moving?.id ?? '');
    else this.wanted = () => this.askFrom(from);
  }

  private order(
    order: Order,
    say: BookingOrder,
    appointment: string,
    slot: SlotView | null = null,
  ) {
    if (this.parts.tell(say)) this.push(order, appointment, slot);
    else this.trouble = 'away';
  }

  private orderOf(order: 'cancel' | 'enter', appointment: string): void {
    if (this.busy) return;
    this.cardTrouble = null;
    if (this.parts.tell({ type: order, appointment })) this.push(order, appointment);
    else this.cardTrouble = { appointment, why: 'away' };
  }

  private push(order: Order, appointment: string, slot: SlotView | null = null): void {
    this.row = [...this.row, { order, appointment, slot }];
  }

  /** Takes the first that this answers out of the row. */
  private answered(is: (order: Order) => boolean): Open | null {
    const at = this.row.findIndex(({ order }) => is(order));
    const found = this.row[at] ?? null;
    this.row = this.row.filter((_, index) => index !== at);
    return found;
  }

  private hearOwn(all: AppointmentView[]): void {
    this.now = this.parts.now();
    this.all = all;
    const before = this.entered;
    this.appointments = all.filter(({ state }) => state.type !== 'held');
    this.hearHeld(all);
    if (this.entered && !before) this.wait();
    if (before && !this.entered && this.step === 'entered') this.leave();
  }

  /** What became of the slot that is kept for this form. */
  private hearHeld(all: AppointmentView[]): void {
    const { held } = this;
    if (!held) return;
    const known = all.find(({ id }) => id === held.id);
    if (known?.state.type === 'held') this.keep(known, known.state.until);
    else if (known) this.finish(known.id);
    else this.lapsed();
  }

  private keep({ id, starts, ends }: AppointmentView, until: number): void {
    this.hold({ id, starts, ends, until: byOwnClock(until, this.parts.now()) });
  }

  private hold(held: Held): void {
    this.held = held;
    clearTimeout(this.lapse);
    this.lapse = setTimeout(() => this.lapsed(), Math.max(0, held.until - this.parts.now()));
  }

  /** The slot was kept too long. What was ordered meanwhile, the server answers. */
  private lapsed(): void {
    if (this.busy) return;
    this.trouble = 'holdOver';
    this.next = [];
    this.chooseAgain();
  }

  private drop(): void {
    clearTimeout(this.lapse);
    this.held = null;
    this.fault = null;
  }

  private letGo(): void {
    if (this.held) this.parts.tell({ type: 'letGo' });
    this.drop();
  }

  private finish(id: string): void {
    this.drop();
    this.moved = this.moving !== null;
    this.moving = null;
    this.trouble = null;
    this.next = [];
    this.doneWith = id;
    this.answers = this.answers.map(() => '');
    this.step = 'done';
  }

  private hearSlots({ consultation, appointment, days, more }: BookingNews & { type: 'slots' }) {
    const asked = this.moving ? appointment === this.moving.id : consultation === this.kind?.id;
    if (!asked) return;
    const known = this.days ?? [];
    const last = known[known.length - 1];
    const fresh = days.filter(({ date }) => !last || date > last.date);
    this.days = [...known, ...fresh];
    this.more = more;
  }

  private hearDone(id: string): void {
    const open = this.answered((order) => order !== 'slots');
    switch (open?.order) {
      case 'hold':
        this.heldAt(id, open.slot);
        break;
      case 'book':
      case 'move':
        this.finish(id);
        break;
      default:
        this.cardTrouble = null;
    }
  }

  private heldAt(id: string, slot: SlotView | null): void {
    if (!slot) return;
    this.now = this.parts.now();
    const { starts, ends } = slot;
    this.hold({ id, starts, ends, until: this.now + HOLD_MS });
    const known = this.all.find((one) => one.id === id);
    if (known?.state.type === 'held') this.keep(known, known.state.until);
    this.next = [];
    this.step = 'who';
  }

  private hearRefused(why: BookingRefusal, next: SlotView[]): void {
    const [open] = this.row;
    this.row = this.row.slice(1);
    if (open?.order === 'cancel' || open?.order === 'enter') {
      this.cardTrouble = { appointment: open.appointment, why };
      return;
    }
    this.trouble = why;
    this.next = next;
    if (isOfTheSlot(why)) this.chooseAgain();
    else if (why === 'noSuchConsultation') this.withdrawn();
    else this.fault = this.faultOf(why);
  }

  /** The slot is gone: choose again; what was typed stays. */
  private chooseAgain(): void {
    this.drop();
    this.step = 'when';
    this.ask();
  }

  private withdrawn(): void {
    this.drop();
    this.days = null;
    this.moving = null;
    this.kind = null;
    this.step = 'what';
  }

  private faultOf(why: BookingTrouble): Fault | null {
    switch (why) {
      case 'nameMissing':
        return { field: 'name', index: 0 };
      case 'noWay':
      case 'badAddress':
        return { field: 'mail', index: 0 };
      case 'answerMissing':
        return { field: 'answer', index: Math.max(0, this.unanswered()) };
      case 'answerTooLong':
        return { field: 'answer', index: longest(this.answers) };
      default:
        return null;
    }
  }

  /** What the server would refuse is said without asking it. */
  private judge(): void {
    this.trouble = null;
    if (this.name.trim() === '') this.trouble = 'nameMissing';
    else if (this.unanswered() >= 0) this.trouble = 'answerMissing';
    else if (this.needsWay && this.typed.trim() === '') this.trouble = 'noWay';
    this.fault = this.trouble && this.faultOf(this.trouble);
  }

  private unanswered(): number {
    return (this.kind?.questions ?? []).findIndex(
      ({ required }, index) => required && (this.answers[index] ?? '').trim() === '',
    );
  }
}

/** It takes place, or may. */
export function isAhead({ state, ends }: AppointmentView, now: number): boolean {
  return ['unconfirmed', 'booked', 'arrived'].includes(state.type) && ends > now;
}

/** The patron can still move or cancel it. */
export function canChange(one: AppointmentView, now: number): boolean {
  const stands = one.state.type === 'booked' || one.state.type === 'unconfirmed';
  return stands && now < one.changeUntil;
}

/** The patron can say that they are here for it. */
export function canEnter(one: AppointmentView, now: number): boolean {
  const { state, meeting, opens, ends, entered, late } = one;
  const stands = state.type === 'booked' && meeting !== 'inPerson';
  return stands && opens <= now && now < ends && !entered && !late;
}

/** The ways of meeting that a consultation has: each branch is one. */
export function waysOf(kind: ConsultationView | null): Way[] {
  return (kind?.meetings ?? []).flatMap((meeting): Way[] =>
    meeting === 'inPerson'
      ? (kind?.places ?? []).map((place) => ({ meeting, place }))
      : [{ meeting, place: null }],
  );
}

/** A refusal that another time would mend. */
function isOfTheSlot(why: BookingTrouble): boolean {
  switch (why) {
    case 'inThePast':
    case 'closed':
    case 'tooShortNotice':
    case 'tooFarAhead':
    case 'taken':
    case 'dayFull':
    case 'notGiven':
    case 'holdOver':
      return true;
    case 'noSuchConsultation':
    case 'noSuchAppointment':
    case 'tooLate':
    case 'answerMissing':
    case 'answerTooLong':
    case 'tooManyOfYours':
    case 'alreadyOver':
    case 'tooEarly':
    case 'notConfirmed':
    case 'nameMissing':
    case 'noWay':
    case 'badAddress':
    case 'notAllowed':
    case 'notSaved':
    case 'away':
    case 'tooMany':
      return false;
  }
}

function longest(answers: string[]): number {
  const lengths = answers.map((answer) => [...answer].length);
  return Math.max(0, lengths.indexOf(Math.max(...lengths)));
}

/** When a kept slot ends by this page's clock, which may be wrong by more than that. */
function byOwnClock(until: number, now: number): number {
  const left = until - now;
  return left > 0 && left <= HOLD_MS ? until : now + HOLD_MS;
}
