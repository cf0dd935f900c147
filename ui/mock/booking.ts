// Consultations of the desk that is not there: free slots of the next days, and a book of
// the appointments that were made on this page. `&refuse=` refuses each booking with this
// reason; `&appointment=` begins with one (booked, unconfirmed, soon, entered, late,
// inPerson, over).
import { newId } from '$lib/ids';
import type {
  AppointmentView,
  BookingNews,
  BookingOrder,
  BookingRefusal,
  ConsultationView,
  DayView,
  SlotView,
} from '$lib/wire';

const asked = new URLSearchParams(location.search);
const MINUTE = 60_000;
const DAYS_SHOWN = 5;

const AFTERNOON = ['15:00-18:00'];
const MORNING = ['09:00-12:30'];

export const consultations: ConsultationView[] = [
  {
    id: newId(),
    name: { it: 'Aiuto con i servizi digitali', en: 'Help with digital services' },
    description: {
      it: 'SPID, MLOL e prestito di ebook: guardiamo insieme come si fa.',
      en: 'Digital identity, e-books and more: we look at it together.',
    },
    minutes: 30,
    meetings: ['video', 'voice', 'inPerson'],
    places: [
      { branch: newId(), name: 'Centrale', address: 'Via Cavour 36, 50053 Empoli' },
      { branch: newId(), name: 'Quartiere Avane', address: 'Via Magolo 4' },
    ],
    questions: [
      { text: { it: 'Quale servizio?', en: 'Which service?' }, required: true },
      { text: { it: 'Con quale dispositivo?', en: 'On which device?' }, required: false },
    ],
    colour: 'blue',
    topic: null,
    week: [AFTERNOON, [], MORNING, [], [...MORNING, ...AFTERNOON], [], []],
    confirmByMail: asked.has('confirm'),
  },
  {
    id: newId(),
    name: { it: 'Ricerca bibliografica', en: 'Finding sources' },
    description: { it: 'Per la tesi o per uno studio.', en: 'For a thesis or a study.' },
    minutes: 60,
    meetings: ['video'],
    places: [],
    questions: [],
    colour: 'green',
    topic: null,
    week: [[], MORNING, [], MORNING, [], [], []],
    confirmByMail: false,
  },
];

/** The book of one patron. */
export class MockBook {
  readonly #tell: (news: BookingNews) => void;
  #own: AppointmentView[] = [];

  constructor(tell: (news: BookingNews) => void) {
    // As over a network: never at once.
    this.#tell = (news) => void setTimeout(() => tell(news), 50);
    const kind = asked.get('appointment');
    if (kind) this.#own = [given(kind)];
  }

  hear(order: BookingOrder): void {
    switch (order.type) {
      case 'ask':
        this.#stands();
        break;
      case 'slots':
      case 'slotsToMove':
        this.#slots(order);
        break;
      case 'hold':
        this.#hold(order);
        break;
      case 'letGo':
        this.#own = this.#own.filter(({ state }) => state.type !== 'held');
        break;
      case 'book':
        this.#change(order.appointment, { state: this.#booked() });
        break;
      case 'move':
        this.#change(order.appointment, slotAt(order.starts));
        break;
      case 'cancel':
        this.#change(order.appointment, { state: { type: 'cancelled', by: 'patron' } });
        break;
      case 'enter':
        this.#change(order.appointment, { entered: true });
        break;
    }
  }

  #booked(): AppointmentView['state'] {
    return asked.has('confirm')
      ? { type: 'unconfirmed', until: Date.now() + 120 * MINUTE }
      : { type: 'booked' };
  }

  #stands(): void {
    this.#tell({ type: 'stands', appointments: this.#own, needsWay: true, mail: true });
  }

  #slots(order: BookingOrder & { type: 'slots' | 'slotsToMove' }): void {
    const moved = order.type === 'slotsToMove' ? order.appointment : null;
    const days = daysFrom(order.from ?? Date.now());
    const consultation = order.type === 'slots' ? order.consultation : '';
    const more = days[days.length - 1]?.slots[0]?.starts ?? 0;
    const after = more + 24 * 60 * MINUTE;
    setTimeout(
      () => this.#tell({ type: 'slots', consultation, appointment: moved, days, more: after }),
      300,
    );
  }

  #hold({ consultation, meeting, branch, starts }: BookingOrder & { type: 'hold' }): void {
    const kind = consultations.find(({ id }) => id === consultation);
    const place = kind?.places.find((one) => one.branch === branch);
    const held: AppointmentView = {
      ...appointment(starts),
      consultation,
      name: kind?.name ?? { it: '', en: '' },
      meeting,
      place: place ? [place.name, place.address] : [],
      state: { type: 'held', until: Date.now() + Number(asked.get('hold') ?? 5) * MINUTE },
    };
    this.#own = [...this.#own.filter(({ state }) => state.type !== 'held'), held];
    this.#done(held.id);
  }

  #change(id: string, change: Partial<AppointmentView>): void {
    const why = asked.get('refuse') as BookingRefusal | null;
    if (why) {
      const next = daysFrom(Date.now()).flatMap(({ slots }) => slots.slice(0, 1));
      this.#tell({ type: 'refused', why, next });
      return;
    }
    this.#own = this.#own.map((one) => (one.id === id ? { ...one, ...change } : one));
    this.#done(id);
  }

  #done(id: string): void {
    this.#tell({ type: 'done', appointment: id });
    this.#stands();
  }
}

function slotAt(starts: number): SlotView {
  return { starts, ends: starts + 30 * MINUTE, librarians: [] };
}

function daysFrom(from: number): DayView[] {
  const first = new Date(from);
  return Array.from({ length: DAYS_SHOWN }, (_, index) => {
    const day = new Date(first.getFullYear(), first.getMonth(), first.getDate() + 1 + index);
    const hours = index % 2 === 0 ? [9, 9.5, 10, 11.5] : [15, 15.5, 16, 16.5, 17, 17.5];
    const slots = hours.map((hour) => slotAt(day.getTime() + hour * 60 * MINUTE));
    const pad = (number: number) => String(number).padStart(2, '0');
    const date = `${day.getFullYear()}-${pad(day.getMonth() + 1)}-${pad(day.getDate())}`;
    return { date, slots };
  });
}

function appointment(starts: number): AppointmentView {
  return {
    id: newId(),
    consultation: consultations[0]?.id ?? '',
    name: consultations[0]?.name ?? { it: '', en: '' },
    meeting: 'video',
    place: [],
    starts,
    ends: starts + 30 * MINUTE,
    librarian: 'Maria Rossi',
    state: { type: 'booked' },
    changeUntil: starts - 120 * MINUTE,
    opens: starts - 10 * MINUTE,
    entered: false,
    late: false,
  };
}

/** The appointment that a scene begins with. */
function given(kind: string): AppointmentView {
  const now = Date.now();
  const tomorrow = daysFrom(now)[0]?.slots[0]?.starts ?? now;
  switch (kind) {
    case 'unconfirmed':
      return {
        ...appointment(tomorrow),
        state: { type: 'unconfirmed', until: now + 90 * MINUTE },
      };
    case 'soon':
      return appointment(now + 6 * MINUTE);
    case 'entered':
      return { ...appointment(now + 6 * MINUTE), entered: true };
    case 'late':
      return { ...appointment(now - 2 * MINUTE), late: true, state: { type: 'arrived' } };
    case 'inPerson':
      return {
        ...appointment(tomorrow),
        meeting: 'inPerson',
        place: ['Centrale', 'Via Cavour 36, 50053 Empoli'],
      };
    case 'over':
      return { ...appointment(now - 90 * MINUTE), state: { type: 'noShow' } };
    default:
      return appointment(tomorrow);
  }
}
