// What is booked in the scenes: a week as a library has it, one that is full, and what
// the house offers.
import type {
  BusyView,
  CalendarView,
  Colour,
  House,
  Meeting,
  PlaceView,
  SeatAppointment,
  SeatConsultation,
  SpokenView,
  WindowCalendar,
} from '$lib/wire';
import { addDays, momentOf, mondayOf, wallOf } from '../zoned';

import { HOUSE } from './scene-threads';

const MINUTE = 60_000;
export const ZONE = 'Europe/Rome';
/** How many weeks the played library knows of, from the one of now on. */
const WEEKS = 3;

const PLACES: PlaceView[] = [
  { branch: 'branch-1', name: 'Sede centrale', address: 'Via Cavour 36, Empoli' },
  { branch: 'branch-2', name: 'Biblioteca di Ponzano', address: 'Via Val d’Orme 12, Empoli' },
];

const QUESTION: SpokenView = {
  it: 'Di che cosa si tratta?',
  en: 'What is it about?',
};

function consultation(
  number: number,
  name: SpokenView,
  minutes: number,
  meetings: Meeting[],
  colour: Colour,
  givers: string[],
): SeatConsultation {
  return {
    desk: 'desk-1',
    view: {
      id: `consultation-${number}`,
      name,
      description: { it: '', en: '' },
      minutes,
      meetings,
      places: meetings.includes('inPerson') ? PLACES : [],
      questions: [{ text: QUESTION, required: false }],
      colour,
      topic: null,
      week: [['09:00-13:00'], ['09:00-13:00', '15:00-18:00'], [], [], [], [], []],
      confirmByMail: false,
    },
    givers,
  };
}

export const CONSULTATIONS: SeatConsultation[] = [
  consultation(
    1,
    { it: 'Ricerca bibliografica', en: 'Finding literature' },
    30,
    ['video', 'voice', 'inPerson'],
    'blue',
    ['ada', 'bo', 'cleo'],
  ),
  consultation(2, { it: 'Aiuto con lo SPID', en: 'Help with SPID' }, 45, ['inPerson'], 'amber', [
    'bo',
    'dora',
  ]),
  consultation(
    3,
    { it: 'Prestito digitale su telefono e tablet', en: 'Lending e-books to phones and tablets' },
    60,
    ['video', 'inPerson'],
    'violet',
    ['ada', 'ezio'],
  ),
];

const LIBRARIANS = [
  { id: 'ada', name: 'Ada Lastri' },
  { id: 'bo', name: 'Bo Cecchi' },
  { id: 'cleo', name: 'Cleo Neri' },
  { id: 'dora', name: 'Dora Blu' },
  { id: 'ezio', name: 'Ezio Montanari-Castellani' },
];

/** A library that offers three consultations at two branches. */
export const BOOKING_HOUSE: House = {
  ...HOUSE,
  branches: PLACES,
  consultations: CONSULTATIONS,
  librarians: LIBRARIANS,
};

const NAMES = [
  'Giulia Ferri',
  'Omar El Idrissi',
  'Maria Vittoria Annunziata Castelfranco-Della Robbia Bentivog',
  'Piero',
  'Nives Bo',
  'Wei Zhang',
  'Tom Ashby',
];
const BEGINNINGS = [9 * 60, 10 * 60 + 45, 11 * 60 + 30, 15 * 60, 16 * 60 + 15];

/** One appointment, of the consultation with this number. */
export function appointment(
  id: string,
  starts: number,
  given: Partial<SeatAppointment> = {},
  number = 1,
): SeatAppointment {
  const { view, desk } = CONSULTATIONS[number - 1] ?? (CONSULTATIONS[0] as SeatConsultation);
  return {
    id,
    desk,
    consultation: view.id,
    name: view.name,
    colour: view.colour,
    librarian: 'ada',
    thread: 'thread-1',
    patron: 'Omar El Idrissi',
    meeting: 'video',
    branch: null,
    starts,
    ends: starts + view.minutes * MINUTE,
    state: { type: 'booked' },
    answers: [{ question: QUESTION, answer: '' }],
    bookedBy: 'patron',
    entered: false,
    ...given,
  };
}

/** What three weeks hold, given how many librarians there are and how much each does. */
function booked(now: number, librarians: string[], each: number): SeatAppointment[] {
  const monday = mondayOf(wallOf(now, ZONE).date);
  const all: SeatAppointment[] = [];
  for (let day = 0; day < 7 * WEEKS; day += 1) {
    if (day % 7 === 6) continue; // closed on Sundays
    for (const [who, librarian] of librarians.entries()) {
      for (let nth = 0; nth < each; nth += 1) {
        const seed = day * 7 + who * 3 + nth;
        const minutes = BEGINNINGS[(nth + who) % BEGINNINGS.length] ?? 0;
        const starts = momentOf(addDays(monday, day), minutes, ZONE);
        const isOver = starts < now;
        const isInPerson = seed % 3 === 1;
        all.push(
          appointment(
            `appointment-${day}-${librarian}-${nth}`,
            starts,
            {
              librarian,
              patron: NAMES[seed % NAMES.length] ?? '',
              meeting: isInPerson ? 'inPerson' : seed % 3 === 2 ? 'voice' : 'video',
              branch: isInPerson ? (seed % 2 === 0 ? 'branch-1' : 'branch-2') : null,
              state: isOver ? { type: seed % 5 === 0 ? 'noShow' : 'done' } : { type: 'booked' },
              thread: `thread-${(seed % 4) + 1}`,
              bookedBy: seed % 2 === 0 ? 'patron' : 'librarian',
            },
            (seed % 3) + 1,
          ),
        );
      }
    }
  }
  return all;
}

/** What Ada has today: one who waits, one expected in person, one later. */
function aheadToday(now: number): SeatAppointment[] {
  return [
    appointment(
      'today-1',
      now - 5 * MINUTE,
      {
        patron: 'Nives Bo',
        meeting: 'inPerson',
        branch: 'branch-1',
        thread: 'thread-3',
        answers: [{ question: QUESTION, answer: 'Non riesco a entrare con la carta d’identità.' }],
      },
      2,
    ),
    appointment('today-2', now + 12 * MINUTE, {
      patron: NAMES[2] ?? '',
      thread: 'thread-2',
      entered: true,
      answers: [
        { question: QUESTION, answer: 'Una tesina sulla bonifica del padule di Fucecchio.' },
      ],
    }),
    appointment(
      'today-3',
      now + 95 * MINUTE,
      { state: { type: 'unconfirmed', until: now + 60 * MINUTE } },
      3,
    ),
  ];
}

const EMPTY: WindowCalendar = {
  calendar: null,
  today: [],
  slots: null,
  answer: null,
  availability: [],
};

/** How much is booked. */
export type Fullness = 'lively' | 'full' | 'empty';

/** A calendar somebody looks at: this week, with what the weeks after it hold. */
export function calendarOf(now: number, fullness: Fullness = 'lively'): WindowCalendar {
  const monday = mondayOf(wallOf(now, ZONE).date);
  const from = momentOf(monday, 0, ZONE);
  const until = momentOf(addDays(monday, 7), 0, ZONE);
  const today = fullness === 'empty' ? [] : aheadToday(now);
  const view: CalendarView = {
    from,
    until,
    appointments: [...booksOf(now, fullness), ...today].sort(
      (one, other) => one.starts - other.starts,
    ),
    busy: fullness === 'empty' ? [] : busyOf(monday),
  };
  return { ...EMPTY, calendar: view, today };
}

function booksOf(now: number, fullness: Fullness): SeatAppointment[] {
  switch (fullness) {
    case 'empty':
      return [];
    case 'lively': {
      const day = wallOf(now, ZONE).date;
      return booked(now, ['ada', 'bo'], 2).filter(
        ({ librarian, starts }) => librarian !== 'ada' || wallOf(starts, ZONE).date !== day,
      );
    }
    case 'full':
      return booked(
        now,
        LIBRARIANS.map(({ id }) => id),
        4,
      );
  }
}

function busyOf(monday: string): BusyView[] {
  const stretch = (day: number, librarian: string, from: number, until: number): BusyView => ({
    librarian,
    from: momentOf(addDays(monday, day), from, ZONE),
    until: momentOf(addDays(monday, day), until, ZONE),
  });
  return [stretch(1, 'bo', 10 * 60, 12 * 60), stretch(3, 'ada', 14 * 60, 15 * 60 + 30)];
}
