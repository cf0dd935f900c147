// The window of which the scenes are made: nobody is signed in, or Ada sits at a desk, and
// somebody waits or talks.
import type {
  CallView,
  LineEntry,
  SeatContact,
  SeatDesk,
  SignInTrouble,
  WindowDesk,
  WindowState,
} from '$lib/wire';

import { noAccounts } from './mock-accounts';
import { computerOf } from './mock-computer';
import { NO_LOANS_YET } from './mock-loans';
import { NOTHING } from './mock-outbox';
import { NOTHING_OUTSIDE } from './mock-outside';
import { NO_CASES_YET } from './scene-cases';
import { devicesOf } from './scene-devices';
import { NO_REPORTS_YET } from './scene-reports';
import { JOINED } from './scene-setup';
import { ANSWERS, DESK, HOUSE, THREAD, talk, thread } from './scene-threads';

const SECOND = 1000;
const MINUTE = 60 * SECOND;

/** As long as a name may be: sixty characters. */
export const LONG_NAME = 'Maria Vittoria Annunziata Castelfranco-Della Robbia Bentivog';

export const LINK = 'https://sportello.biblioteca.empoli.example/@biblioteca.empoli';

export const TWO_DESKS = {
  ...HOUSE,
  desks: [...HOUSE.desks, { ...DESK, id: 'desk-2', name: 'Sala ragazzi', admission: true }],
};

/** Somebody in the line. */
export function entry(number: number, given: Partial<LineEntry> = {}, now = 0): LineEntry {
  return {
    contact: `contact-${number}`,
    name: '',
    mode: 'video',
    language: 'it',
    desk: 'desk-1',
    topic: null,
    wanted: null,
    arrivedAt: now,
    ringsHere: false,
    absent: false,
    called: false,
    mine: true,
    booked: null,
    passedOn: null,
    fromColleague: false,
    ...given,
  };
}

/** A line of any length. */
export function lineOf(length: number, now: number): LineEntry[] {
  const names = [
    'Giulia Ferri',
    '',
    'Omar El Idrissi',
    LONG_NAME,
    'Piero',
    'Nives Bo',
    'Wei Zhang',
  ];
  const modes = ['video', 'voice', 'chat', 'video', 'chat', 'video', 'voice'] as const;
  return Array.from({ length }, (_, index) =>
    entry(
      index + 1,
      {
        name: names[index % names.length] ?? '',
        mode: modes[index % modes.length] ?? 'video',
        language: index % 5 === 2 ? 'en' : 'it',
        arrivedAt: now - (length - index) * 95 * SECOND,
        absent: index % 7 === 4,
      },
      now,
    ),
  );
}

/** A contact under way. */
export function contact(given: Partial<SeatContact> = {}, now = 0): SeatContact {
  return {
    id: 'contact-0',
    thread: THREAD,
    desk: 'desk-1',
    topic: null,
    calling: false,
    onHold: false,
    proposed: null,
    admitted: true,
    name: 'Giulia Ferri',
    mode: 'video',
    answeredWith: 'video',
    language: 'it',
    since: now - 2 * MINUTE - 12 * SECOND,
    here: true,
    wanted: null,
    absent: false,
    still: { type: 'unasked' },
    booked: null,
    transfer: null,
    passedOn: null,
    ...given,
  };
}

/** A call in which everything works. */
export function call(given: Partial<CallView> = {}): CallView {
  return {
    link: 'connected',
    own: { camera: true, microphone: true },
    patron: { camera: true, microphone: true },
    troubles: [],
    silent: false,
    quality: { grade: 'good', cause: null },
    ...given,
  };
}

/** What the seat knows of presence and line; nobody waits. */
export function seat(given: Partial<SeatDesk>): SeatDesk {
  return {
    chosen: 'available',
    presence: 'available',
    line: [],
    waiting: given.line?.length ?? 0,
    contacts: [],
    wrapUp: null,
    colleagues: [],
    groups: [],
    ...given,
  };
}

/** A desk at which Ada sits and nobody waits. */
export function deskOf(given: Partial<WindowDesk> = {}): WindowDesk {
  return {
    librarian: { id: 'ada', name: 'Ada Lastri' },
    role: 'librarian',
    library: 'Biblioteca comunale Renato Fucini',
    links: [LINK],
    public: { base: 'https://sportello.biblioteca.empoli.example', thisComputerOnly: false },
    seat: seat({}),
    house: HOUSE,
    threads: [],
    answers: { all: ANSWERS, refused: null },
    conversations: [],
    reading: null,
    call: null,
    administration: null,
    outbox: NOTHING,
    callBacks: { open: [], answer: null },
    calendar: { calendar: null, today: [], slots: null, answer: null, availability: [] },
    outside: NOTHING_OUTSIDE,
    loans: NO_LOANS_YET,
    cases: NO_CASES_YET,
    reports: NO_REPORTS_YET,
    ...given,
  };
}

export function signedIn(desk: Partial<WindowDesk>, state: Partial<WindowState> = {}): WindowState {
  return {
    connection: { type: 'online' },
    server: 'sportello.biblioteca.empoli.example',
    embedded: false,
    away: null,
    setup: JOINED,
    desk: deskOf(desk),
    news: [],
    computer: computerOf(),
    accounts: noAccounts({ user: 'ada', kept: 'keyring' }),
    devices: devicesOf(),
    ...state,
  };
}

export function signedOut(
  why: SignInTrouble | null,
  state: Partial<WindowState> = {},
): WindowState {
  return {
    connection: { type: 'signedOut', why },
    server: 'sportello.biblioteca.empoli.example',
    embedded: false,
    away: null,
    setup: JOINED,
    desk: null,
    news: [],
    computer: computerOf(),
    accounts: noAccounts(),
    devices: devicesOf(),
    ...state,
  };
}

export const onContact = { chosen: 'available', presence: 'onContact' } as const;

export function talking(
  now: number,
  given: Partial<SeatContact>,
  view: Partial<CallView> | null,
  state: Partial<WindowState> = {},
): WindowState {
  return signedIn(
    {
      seat: seat({ ...onContact, line: lineOf(3, now), contacts: [contact(given, now)] }),
      conversations: [thread({ name: given.name ?? 'Giulia Ferri', messages: talk(now) })],
      call: view && call(view),
    },
    state,
  );
}
