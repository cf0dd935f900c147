// States of a window to look at and to test with: one sentence a scene. Ada's
// colleagues call themselves Bo and Cleo; the patrons have names of all lengths.
import type {
  CaseView,
  CallView,
  LineEntry,
  LoansView,
  SeatContact,
  SeatDesk,
  SettingsView,
  SignInTrouble,
  WindowDesk,
  WindowLoans,
  WindowState,
  WindowThread,
  WrapUpView,
} from '$lib/wire';

import { callBacksOf } from './scene-call-backs';
import { accountsView, madeLink, noAccounts } from './mock-accounts';
import { computerOf } from './mock-computer';
import { casesOf, casesView, caseOf, NO_CASES_YET, noCasesAtAll, sevenCases } from './scene-cases';
import type { Played } from './mock-cases';
import { NO_LOANS_YET } from './mock-loans';
import { NO_REPORTS_YET } from './scene-reports';
import { NOTHING, outboxInDoubt, outboxOf } from './mock-outbox';
import { appointment, BOOKING_HOUSE, calendarOf } from './scene-calendar';
import { behind, dayFrom, loansOf, NO_COLUMNS, previewOf, troubledSources } from './scene-loans';
import { NOTHING_OUTSIDE, outsideOf } from './mock-outside';
import { ASSISTANT, HERE, JOINED, QR, setup } from './scene-setup';
import { settingsView } from './scene-settings';
import {
  ANSWERS,
  DESK,
  HOUSE,
  message,
  openThread,
  talk,
  thread,
  THREAD,
  threadList,
  threadWithPast,
} from './scene-threads';
import { devicesOf, gone } from './scene-devices';

const SECOND = 1000;
const MINUTE = 60 * SECOND;

/** As long as a name may be: sixty characters. */
export const LONG_NAME = 'Maria Vittoria Annunziata Castelfranco-Della Robbia Bentivog';

const LINK = 'https://sportello.biblioteca.empoli.example/@biblioteca.empoli';

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

function signedIn(desk: Partial<WindowDesk>, state: Partial<WindowState> = {}): WindowState {
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

function signedOut(why: SignInTrouble | null, state: Partial<WindowState> = {}): WindowState {
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

/** An administrator who looks at accounts. */
function administrating(now: number, given: Partial<WindowState['accounts']>): WindowState {
  const accounts = noAccounts({
    user: 'ada.bianchi',
    kept: 'keyring',
    view: accountsView(now),
    ...given,
  });
  return signedIn({ role: 'administrator' }, { accounts });
}

const onContact = { chosen: 'available', presence: 'onContact' } as const;

function talking(
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

/** A call, and beside it as many chats as there are names. */
function severalAtOnce(now: number, names: string[], desk: Partial<SeatDesk> = {}): WindowState {
  const chats = names.map((name, index) =>
    contact({
      id: `chat-${index + 1}`,
      thread: `thread-of-chat-${index + 1}`,
      name,
      mode: 'chat',
      answeredWith: 'chat',
      since: now - (60 - index) * SECOND,
    }),
  );
  const threads = chats.map(({ thread: id, name }, index) =>
    thread({
      thread: id,
      name,
      messages: [message(20 + index, 'patron', { text: 'Avete posto?', at: now - 9000 + index })],
      unread: index === 0,
      typing: index === 1,
    }),
  );
  return signedIn({
    seat: seat({
      ...onContact,
      line: lineOf(2, now),
      contacts: [contact({}, now), ...chats],
      ...desk,
    }),
    conversations: [thread({ name: 'Giulia Ferri', messages: talk(now) }), ...threads],
    call: call(),
  });
}

/** Who could go on with a contact, and who could not. */
const COLLEAGUES: Partial<SeatDesk> = {
  colleagues: [
    { id: 'bo', name: 'Bo Conti', presence: 'onContact', takesCalls: false, takesChats: true },
    { id: 'cleo', name: 'Cleo Neri', presence: 'available', takesCalls: true, takesChats: true },
    { id: 'dora', name: 'Dora Villa', presence: 'inPerson', takesCalls: true, takesChats: true },
  ],
  groups: [
    { id: 'group-1', name: 'Storia locale', takeCalls: 2, takeChats: 2 },
    { id: 'group-2', name: 'Sala ragazzi', takeCalls: 0, takeChats: 1 },
  ],
};

const PASSED_ON = { by: 'Bo Conti', note: 'cerca una mappa di Empoli del 1850' };

/** A call that could be passed on, or is. */
function passable(now: number, given: Partial<SeatContact> = {}): WindowState {
  const state = talking(now, given, {});
  const desk = state.desk && { ...state.desk, seat: { ...state.desk.seat, ...COLLEAGUES } };
  return { ...state, desk };
}

function ringing(now: number, lines: Partial<LineEntry>[]): WindowState {
  const line = lines.map((given, index) =>
    entry(index + 1, { arrivedAt: now - (20 - index) * SECOND, ringsHere: true, ...given }, now),
  );
  return signedIn({
    seat: seat({ line: [...line, ...lineOf(3, now).map(later)] }),
  });
}

/** Two who booked, and one who walked in. */
function bookedLine(now: number): LineEntry[] {
  const waits = now - 3 * MINUTE;
  return [
    entry(1, { name: LONG_NAME, arrivedAt: waits, booked: { id: 'today-2', starts: now } }),
    entry(2, { name: 'Piero', mode: 'voice', arrivedAt: waits + SECOND }),
    entry(3, { name: '', arrivedAt: waits, booked: { id: 'other', starts: now + 30 * MINUTE } }),
  ];
}

function later(entry: LineEntry): LineEntry {
  return { ...entry, contact: `later-${entry.contact}` };
}

const TWO_DESKS = {
  ...HOUSE,
  desks: [...HOUSE.desks, { ...DESK, id: 'desk-2', name: 'Sala ragazzi', admission: true }],
};

/** Five who wait for different things, at two desks. */
function lineOfMany(now: number): LineEntry[] {
  const given: Partial<LineEntry>[] = [
    { name: 'Giulia Ferri', called: true, absent: true, topic: 'topic-1' },
    { name: 'Omar El Idrissi', wanted: 'Maria Rossi', language: 'en', mode: 'voice' },
    { name: LONG_NAME, desk: 'desk-2', topic: 'topic-2', mine: false },
    { name: '', mode: 'chat', topic: 'topic-2' },
    { name: 'Piero', desk: 'desk-2', mine: false, mode: 'chat' },
  ];
  return given.map((one, index) =>
    entry(index + 1, { arrivedAt: now - (5 - index) * 130 * SECOND, ...one }),
  );
}

function paper(now: number): WrapUpView {
  const until = now + 24 * SECOND;
  return {
    contact: 'contact-0',
    name: 'Giulia Ferri',
    topic: 'topic-1',
    booked: false,
    until,
    behind: 0,
  };
}

function wrapUpSeat(now: number): SeatDesk {
  return seat({ presence: 'wrapUp', line: lineOf(2, now), wrapUp: paper(now) });
}

/** An administrator looks at the settings; `#settings/hours` in the address shows them. */
function administering(now: number, given: Partial<SettingsView> = {}): WindowState {
  const settings = settingsView(now, given);
  const house = { ...TWO_DESKS, warnings: settings.warnings };
  return signedIn({
    role: 'administrator',
    house,
    administration: { settings, verdicts: [] },
  });
}

/** An administrator looks at consultations; nobody has said when they give the second. */
function offering(now: number, given: Partial<SettingsView> = {}): WindowState {
  const state = administering(now, given);
  const [first, second, ...others] = BOOKING_HOUSE.consultations;
  const silent = second && {
    ...second,
    view: { ...second.view, week: [[], [], [], [], [], [], []] },
  };
  const consultations = first && silent ? [first, silent, ...others] : [];
  const house = { ...BOOKING_HOUSE, consultations };
  return { ...state, desk: state.desk && { ...state.desk, house } };
}

/** A library that offers consultations, with something booked or nothing. */
function booking(now: number, given: Partial<WindowDesk> = {}): Partial<WindowDesk> {
  return { house: BOOKING_HOUSE, calendar: calendarOf(now), threads: threadList(now), ...given };
}

/** The desk wrote of an appointment in a thread, and what it was. */
function threadOfBooked(now: number): WindowThread {
  const starts = now + 95 * MINUTE;
  const happened = [
    'appointmentBooked',
    'appointmentMoved',
    'appointmentTomorrow',
    'appointmentSoon',
    'appointmentMissed',
    'appointmentToConfirm',
    'appointmentUnconfirmed',
    'appointmentCancelled',
  ] as const;
  const before = openThread(now);
  const told = happened.map((one, index) => {
    const { message: plain, pending } = message(40 + index, 'patron', {
      at: now - (10 - index) * MINUTE,
    });
    const speaker = { type: 'desk', happened: one } as const;
    const mark = { id: 'today-3', starts };
    return { message: { ...plain, speaker, appointment: mark }, pending };
  });
  return { ...before, messages: [...before.messages.slice(0, 2), ...told] };
}

/** An administrator looks at where loans are read from. */
function administersLoans(
  now: number,
  view: Partial<LoansView> = {},
  given: Partial<WindowLoans> = {},
): Partial<WindowDesk> {
  const loans = loansOf(now, { administers: true, mayPause: true, ...view }, given);
  return { role: 'administrator', house: TWO_DESKS, loans };
}

/** What is played of cases in a scene, besides what it shows. */
export function casesPlayed(scene: Scene | null): Played {
  if (scene === 'casesMany') return { many: true };
  return scene === 'casesRefused' ? { refuses: { type: 'notSaved' } } : {};
}

/** Cases stand there, and perhaps something else. */
function withCases(now: number, given: Partial<WindowDesk> = {}): Partial<WindowDesk> {
  return { house: BOOKING_HOUSE, threads: threadList(now), cases: casesOf(now), ...given };
}

/** One of the seven stands open. */
function openCase(now: number, nth: number, given: Partial<CaseView> = {}): Partial<WindowDesk> {
  const row = sevenCases(now)[nth];
  return withCases(now, {
    cases: casesOf(now, {}, { open: row ? caseOf(row, now, given) : null }),
  });
}

/** What the desk told a patron of a case in their thread. */
function threadOfCases(now: number): WindowThread {
  const before = openThread(now);
  const happened = [
    'caseOpened',
    'caseAsked',
    'caseInfoAdded',
    'casePromiseMoved',
    'caseAnswered',
    'caseClosed',
    'caseReopened',
  ] as const;
  const about = {
    id: 'case-12',
    number: '2026/12',
    subject: 'Mappa catastale di Ponzano',
    office: 'Archivio storico',
    promised: '2026-12-01',
  };
  const said: Partial<Record<(typeof happened)[number], string>> = {
    caseAsked: 'Ti basta una copia in PDF?',
    caseInfoAdded: 'Sì, va benissimo.',
    caseAnswered: 'Abbiamo la mappa del 1842, in scala 1:2000.',
  };
  const told = happened.map((one, index) => {
    const { message: plain, pending } = message(80 + index, 'patron', {
      at: now - (12 - index) * MINUTE,
      text: said[one] ?? '',
    });
    return {
      message: { ...plain, speaker: { type: 'desk', happened: one } as const, case: about },
      pending,
    };
  });
  return { ...before, messages: [...before.messages.slice(0, 2), ...told], uploading: [] };
}

/** The desk reminded of two loans in a thread, and what came of it. */
function threadOfLoans(now: number): WindowThread {
  const before = openThread(now);
  const happened = [
    'cardLinked',
    'loanNotice',
    'loanRenewalAsked',
    'loanRenewed',
    'loanNotRenewed',
    'loanReturnSaid',
    'loanToTalkAbout',
    'noticesStopped',
  ] as const;
  const guide = { id: 'loan-2', title: 'La guida delle Dolomiti', due: dayFrom(now, 4) };
  const untitled = { id: 'loan-3', title: '', due: dayFrom(now, 4) };
  const told = happened.map((one, index) => {
    const { message: plain, pending } = message(60 + index, 'patron', {
      at: now - (12 - index) * MINUTE,
    });
    const speaker = { type: 'desk', happened: one } as const;
    const notice = one === 'loanNotice';
    const text = notice ? 'Buongiorno Omar, tra pochi giorni scadono questi prestiti:' : '';
    const cards = one === 'cardLinked' || one === 'noticesStopped';
    const loans = cards ? [] : notice ? [guide, untitled] : [guide];
    return { message: { ...plain, speaker, text, loans }, pending };
  });
  return { ...before, messages: [...before.messages.slice(0, 2), ...told], uploading: [] };
}

function asked(type: 'asked' | 'allowed', until: number) {
  return { type, purpose: 'la copertina del libro', until } as const;
}

/** Every scene by its name; `now` is the moment it is looked at. */
export const scenes = {
  signedOut: () => signedOut(null),
  signedOutHere: () =>
    signedOut(null, { embedded: true, server: 'https://localhost:7788', setup: HERE }),
  signingIn: () => signedOut(null, { connection: { type: 'signingIn' } }),
  wrongPassword: () => signedOut({ type: 'refused', code: 'wrongNameOrPassword' }),
  sessionEnded: () => signedOut({ type: 'refused', code: 'sessionEnded' }),
  tooManyTries: () => signedOut({ type: 'refused', code: 'tooManyTries' }),
  unreachable: () => signedOut({ type: 'unreachable' }),
  unreachableHere: () => signedOut({ type: 'unreachable' }, { embedded: true, setup: HERE }),
  badAddress: () => signedOut({ type: 'badAddress' }),
  firstRun: () => signedOut(null, { setup: ASSISTANT }),
  firstRunKept: () => signedOut(null, { setup: { ...ASSISTANT, library: 'Biblioteca di Empoli' } }),
  firstRunAgain: () => signedIn({}, { setup: { ...ASSISTANT, way: { type: 'sample' } } }),
  firstRunTrouble: () =>
    signedOut(null, { setup: { ...ASSISTANT, trouble: { type: 'portTaken', port: 8443 } } }),
  firstRunDone: () =>
    signedIn({}, { setup: setup({ assistant: 'trying', codes: [{ link: LINK, svg: QR }] }) }),
  firstRunDoneHere: () =>
    signedIn(
      {
        links: ['http://localhost:8470/@biblioteca.empoli'],
        public: { base: 'http://localhost:8470', thisComputerOnly: true },
      },
      { setup: setup({ way: { type: 'here', port: 8470 }, assistant: 'trying' }) },
    ),
  setupTrouble: () =>
    signedOut(null, {
      setup: setup({ way: { type: 'here', port: 8470 }, trouble: { type: 'inUse' } }),
    }),
  empty: () => signedIn({}),
  emptyHere: () =>
    signedIn({
      links: ['https://localhost:7788/@biblioteca.empoli'],
      public: { base: 'https://localhost:7788', thisComputerOnly: true },
    }),
  away: (now: number) =>
    signedIn({ seat: seat({ chosen: 'away', presence: 'away', line: lineOf(2, now) }) }),
  line1: (now: number) => signedIn({ seat: seat({ line: lineOf(1, now) }) }),
  line7: (now: number) => signedIn({ seat: seat({ line: lineOf(7, now) }) }),
  line300: (now: number) =>
    signedIn({ seat: seat({ line: lineOf(300, now).slice(0, 100), waiting: 300 }) }),
  ringing: (now: number) => ringing(now, [{ name: 'Giulia Ferri' }]),
  ringingLong: (now: number) => ringing(now, [{ name: LONG_NAME, language: 'en' }]),
  ringingThree: (now: number) =>
    ringing(now, [
      { name: '', mode: 'chat' },
      { name: 'Piero', mode: 'voice' },
      { name: 'Nives Bo' },
    ]),
  connecting: (now: number) =>
    talking(now, {}, { link: 'connecting', patron: { camera: false, microphone: false } }),
  video: (now: number) => talking(now, {}, {}),
  videoLong: (now: number) => talking(now, { name: LONG_NAME, language: 'en' }, {}),
  voice: (now: number) =>
    talking(
      now,
      { name: 'Piero', mode: 'voice', answeredWith: 'voice' },
      { own: { camera: false, microphone: true }, patron: { camera: false, microphone: true } },
    ),
  answeredWithVoice: (now: number) =>
    talking(now, { answeredWith: 'voice' }, { own: { camera: false, microphone: false } }),
  chat: (now: number) => talking(now, { name: '', mode: 'chat', answeredWith: 'chat' }, null),
  severalChats: (now: number) => severalAtOnce(now, ['Omar El Idrissi', LONG_NAME, '']),
  severalWrapUp: (now: number) =>
    severalAtOnce(now, ['Omar El Idrissi'], {
      wrapUp: { ...paper(now), contact: 'contact-9', name: 'Piero', behind: 1 },
    }),
  patronQuiet: (now: number) => talking(now, {}, { patron: { camera: false, microphone: false } }),
  interrupted: (now: number) => talking(now, { absent: true }, { link: 'interrupted' }),
  failed: (now: number) => talking(now, {}, { link: 'failed' }),
  troubles: (now: number) =>
    talking(now, {}, { troubles: [gone('camera'), gone('microphone'), gone('speaker')] }),
  replaced: (now: number) =>
    talking(now, {}, { troubles: [gone('microphone', 'Jabra Evolve2 40', 'Microfono integrato')] }),
  narrow: (now: number) =>
    talking(now, {}, { quality: { grade: 'weak', cause: 'narrowNetwork' }, silent: true }),
  lostSound: (now: number) => talking(now, {}, { quality: { grade: 'poor', cause: 'lostSound' } }),
  elsewhere: (now: number) => talking(now, { here: false }, null),
  serverAway: (now: number) => {
    const away = { since: now - 3 * MINUTE, next: now + 9 * SECOND };
    const state = talking(now, {}, {}, { connection: { type: 'away' }, away });
    const messages = [
      ...talk(now),
      message(5, 'librarian', { text: 'Guardo subito negli scaffali.', at: now, pending: true }),
    ];
    const conversations = [thread({ messages })];
    return { ...state, desk: state.desk && { ...state.desk, conversations } };
  },
  serverAwayIdle: (now: number) =>
    signedIn(
      { seat: seat({ presence: 'offline', line: lineOf(2, now) }) },
      { connection: { type: 'away' }, away: { since: now - 12 * SECOND, next: null } },
    ),
  news: (now: number) => ({
    ...signedIn({ seat: seat({ line: lineOf(2, now) }) }),
    news: [
      { number: 1, what: { type: 'missed', patron: '' } },
      { number: 2, what: { type: 'answeredBy', patron: 'Piero', librarian: 'Bo Cecchi' } },
    ],
  }),
  inPerson: (now: number) =>
    signedIn({ seat: seat({ chosen: 'inPerson', presence: 'inPerson', line: lineOf(1, now) }) }),
  madeAway: (now: number) => ({
    ...signedIn({ seat: seat({ chosen: 'away', presence: 'away', line: lineOf(1, now) }) }),
    news: [{ number: 1, what: { type: 'presenceChanged', presence: 'away' } }],
  }),
  lineOfMany: (now: number) =>
    signedIn({ seat: seat({ line: lineOfMany(now), waiting: 5 }), house: TWO_DESKS }),
  wrapUp: (now: number) => signedIn({ seat: wrapUpSeat(now), threads: threadList(now) }),
  wrapUpBooked: (now: number) =>
    signedIn({ seat: { ...wrapUpSeat(now), wrapUp: { ...paper(now), booked: true } } }),
  wrapUpRinging: (now: number) =>
    signedIn({
      seat: { ...wrapUpSeat(now), line: [entry(1, { name: 'Piero', ringsHere: true }, now)] },
    }),
  threads: (now: number) => signedIn({ threads: threadList(now), house: TWO_DESKS }),
  openedThread: (now: number) =>
    signedIn({ threads: threadList(now), reading: openThread(now), house: TWO_DESKS }),
  threadInWrapUp: (now: number) =>
    signedIn({ seat: wrapUpSeat(now), threads: threadList(now), reading: openThread(now) }),
  threadInCall: (now: number) => {
    const state = talking(now, {}, {});
    const more = { threads: threadList(now), reading: openThread(now) };
    return { ...state, desk: state.desk && { ...state.desk, ...more } };
  },
  threadPast: (now: number) => signedIn({ threads: threadList(now), reading: threadWithPast(now) }),
  stillAsked: (now: number) => talking(now, { still: asked('asked', now + 24 * SECOND) }, {}),
  stillAllowed: (now: number) => talking(now, { still: asked('allowed', now + 24 * SECOND) }, {}),
  stillRefused: (now: number) =>
    talking(now, { still: { type: 'refused', until: now + 45 * SECOND } }, {}),
  supervisor: (now: number) => signedIn({ role: 'supervisor', threads: threadList(now) }),
  onHold: (now: number) => talking(now, { onHold: true }, {}),
  passable: (now: number) => passable(now),
  passableChat: (now: number) => passable(now, { mode: 'chat', answeredWith: 'chat' }),
  passingOn: (now: number) =>
    passable(now, {
      onHold: true,
      transfer: { to: 'Cleo Neri', until: now + 20 * SECOND, elseLine: false },
    }),
  passedOn: (now: number) => passable(now, { passedOn: PASSED_ON }),
  ringingPassedOn: (now: number) =>
    ringing(now, [{ name: 'Giulia Ferri', passedOn: PASSED_ON, fromColleague: true }]),
  proposal: (now: number) =>
    talking(now, { name: '', mode: 'chat', answeredWith: 'chat', proposed: 'voice' }, null),
  calling: (now: number) => talking(now, { calling: true, since: now }, null),
  notAdmitted: (now: number) => talking(now, { admitted: false, topic: 'topic-1' }, {}),
  warnings: (now: number) =>
    signedIn({
      seat: seat({ line: lineOf(1, now) }),
      house: {
        ...TWO_DESKS,
        warnings: [
          { type: 'nobodyAnswers', desk: 'desk-2' },
          { type: 'neverOpens', desk: 'desk-2' },
          { type: 'emptyGroup', group: 'group-2', name: 'Ragazzi' },
        ],
      },
    }),
  quitting: (now: number) =>
    signedIn(
      { seat: seat({ line: lineOf(3, now) }) },
      { embedded: true, computer: computerOf({ quitting: true }) },
    ),
  quittingInCall: (now: number) =>
    talking(now, {}, {}, { computer: computerOf({ quitting: true }) }),
  unreadableLink: () => signedIn({}, { computer: computerOf({ asked: { type: 'unreadable' } }) }),
  linkElsewhere: () =>
    signedIn(
      {},
      {
        computer: computerOf({
          asked: { type: 'join', server: 'desk.example.org', invitation: null },
        }),
      },
    ),
  settings: (now: number) => administering(now),
  settingsEmpty: (now: number) =>
    administering(now, { branches: [], groups: [], topics: [], changes: [] }),
  consultations: (now: number) => offering(now),
  consultationsEmpty: (now: number) => offering(now, { consultations: [] }),
  availability: (now: number) => signedIn(booking(now, { role: 'supervisor' })),
  availabilityEmpty: (now: number) =>
    signedIn(booking(now, { librarian: { id: 'bo', name: 'Bo Cecchi' } })),
  settingsProblems: (now: number) =>
    administering(now, {
      warnings: [
        { type: 'neverOpens', desk: 'desk-2' },
        { type: 'emptyGroup', group: 'group-2', name: 'Ragazzi' },
      ],
    }),
  sessionOver: () =>
    signedOut({ type: 'refused', code: 'sessionEnded' }, { accounts: noAccounts({ user: 'ada' }) }),
  invited: () =>
    signedOut(null, {
      accounts: noAccounts({
        invitation: {
          library: 'Biblioteca di Empoli',
          name: 'Maria Rossi',
          user: null,
          server: 'https://sportello.biblioteca.empoli.example',
        },
      }),
    }),
  outbox: (now: number) => signedIn({ role: 'administrator', outbox: outboxOf(now) }),
  threadInDoubt: (now: number) => {
    const reading = openThread(now);
    return signedIn({
      threads: threadList(now),
      reading,
      outbox: outboxInDoubt(reading.thread, now),
    });
  },
  outboxStill: (now: number) =>
    signedIn({ role: 'administrator', outbox: outboxOf(now, { still: true }) }),
  outboxEmpty: (now: number) =>
    signedIn({ role: 'administrator', outbox: outboxOf(now, { mail: false }) }),
  calendar: (now: number) => signedIn(booking(now)),
  calendarFull: (now: number) => signedIn(booking(now, { calendar: calendarOf(now, 'full') })),
  calendarEmpty: (now: number) => signedIn(booking(now, { calendar: calendarOf(now, 'empty') })),
  calendarAway: (now: number) =>
    signedIn(booking(now), {
      connection: { type: 'away' },
      away: { since: now - 3 * MINUTE, next: now + 9 * SECOND },
    }),
  calendarDay: (now: number) => signedIn(booking(now, { calendar: calendarOf(now, 'full') })),
  calendarList: (now: number) => {
    const cancelled = appointment('cancelled-1', now - 26 * 60 * MINUTE, {
      patron: LONG_NAME,
      state: { type: 'cancelled', by: 'patron' },
    });
    const held = appointment('held-1', now + 2 * 60 * MINUTE, {
      patron: '',
      state: { type: 'held', until: now + 4 * MINUTE },
    });
    const lively = calendarOf(now);
    const appointments = [...(lively.calendar?.appointments ?? []), cancelled, held];
    const calendar = lively.calendar && { ...lively.calendar, appointments };
    return signedIn(booking(now, { calendar: { ...lively, calendar } }));
  },
  today: (now: number) =>
    signedIn(booking(now, { seat: seat({ line: bookedLine(now) }), calendar: calendarOf(now) })),
  ringingBooked: (now: number) => {
    const line = bookedLine(now).map((one, index) => ({ ...one, ringsHere: index === 0 }));
    return signedIn(booking(now, { seat: seat({ line }) }));
  },
  callToBook: (now: number) => {
    const state = talking(now, { booked: { id: 'today-2', starts: now } }, {});
    return { ...state, desk: state.desk && { ...state.desk, ...booking(now) } };
  },
  threadBooked: (now: number) => signedIn(booking(now, { reading: threadOfBooked(now) })),
  calendars: (now: number) =>
    signedIn({ role: 'supervisor', house: BOOKING_HOUSE, outside: outsideOf(now) }),
  calendarsOwn: (now: number) =>
    signedIn({ house: BOOKING_HOUSE, outside: outsideOf(now, { everybodys: false }) }),
  calendarsUnread: (now: number) => {
    const reading = { type: 'failed', why: 'notACalendar' } as const;
    return signedIn({ house: BOOKING_HOUSE, outside: { ...outsideOf(now), reading } });
  },
  calendarsMade: (now: number) =>
    signedIn({
      role: 'administrator',
      house: BOOKING_HOUSE,
      outside: outsideOf(now, { made: true, administers: true }),
    }),
  loans: (now: number) => signedIn({ threads: threadList(now), loans: loansOf(now) }),
  loansQuiet: (now: number) => {
    const view = { requests: [], run: null, morning: null, toPrint: 0, mayPause: true };
    return signedIn({ role: 'supervisor', loans: loansOf(now, view) });
  },
  loansTrouble: (now: number) => {
    const run = { began: now - MINUTE, ended: null, looked: 2210, of: 5552, sent: 8 };
    return signedIn({
      role: 'supervisor',
      house: TWO_DESKS,
      loans: loansOf(now, {
        sources: troubledSources(now),
        run: { ...run, waits: 'stale' },
        morning: { day: '2026-11-20', sent: 1, failed: 1, toPrint: 1 },
        pausedAt: now - 26 * 60 * MINUTE,
        mayPause: true,
      }),
    });
  },
  threadOfLoans: (now: number) =>
    signedIn({
      threads: threadList(now),
      reading: threadOfLoans(now),
      loans: loansOf(now, {}, { ofThreads: behind(now, ['thread-1']) }),
    }),
  threadOfNobody: (now: number) =>
    signedIn({
      threads: threadList(now),
      reading: { ...openThread(now), thread: 'thread-4', name: 'Piero' },
      loans: loansOf(now, {}, { ofThreads: behind(now, ['thread-4']) }),
    }),
  callOfLoans: (now: number) => {
    const state = talking(now, { thread: 'thread-1', name: 'Omar El Idrissi' }, {});
    const conversations = [thread({ thread: 'thread-1', messages: talk(now) })];
    const loans = loansOf(now, {}, { ofThreads: behind(now, ['thread-1']) });
    return { ...state, desk: state.desk && { ...state.desk, conversations, loans } };
  },
  reports: () => signedIn({ role: 'supervisor', house: TWO_DESKS }),
  casesSettings: () => signedIn({ role: 'administrator', house: TWO_DESKS }),
  reportsSettings: () => signedIn({ role: 'administrator', house: TWO_DESKS }),
  loansWeek: (now: number) => signedIn({ loans: loansOf(now) }),
  loansLedger: (now: number) => signedIn({ loans: loansOf(now) }),
  loansPrint: (now: number) => signedIn({ loans: loansOf(now) }),
  loanSources: (now: number) => signedIn(administersLoans(now)),
  noticesOfDesk: (now: number) =>
    administering(now, { desks: settingsView(now).desks.slice(0, 1) }),
  loanSourcesEmpty: (now: number) => signedIn(administersLoans(now, { sources: [] })),
  loanSourcesTrouble: (now: number) =>
    signedIn({ loans: loansOf(now, { sources: troubledSources(now) }) }),
  loanFile: (now: number) => {
    const sending = { type: 'there', preview: previewOf(now) } as const;
    return signedIn(administersLoans(now, {}, { sending }));
  },
  loanFileAsks: (now: number) => {
    const sending = { type: 'there', preview: previewOf(now, { asks: true }) } as const;
    return signedIn(administersLoans(now, {}, { sending }));
  },
  loanFileUnknown: (now: number) => {
    const preview = { ...previewOf(now, { columns: NO_COLUMNS }), isSame: true };
    return signedIn(administersLoans(now, {}, { sending: { type: 'there', preview } }));
  },
  cases: (now: number) => signedIn(withCases(now)),
  casesMany: (now: number) => signedIn(withCases(now)),
  casesEmpty: (now: number) => signedIn(withCases(now, { cases: noCasesAtAll(now) })),
  casesAway: (now: number) =>
    signedIn(withCases(now), { connection: { type: 'away' }, away: { since: now, next: null } }),
  casesRefused: (now: number) => signedIn(openCase(now, 0)),
  caseAnswered: (now: number) => signedIn(openCase(now, 0, { alsoHere: ['Bo Cecchi'] })),
  caseLong: (now: number) =>
    signedIn(openCase(now, 3, { asker: { name: LONG_NAME, mail: '', phone: '0571 1' } })),
  caseClosed: (now: number) => signedIn(openCase(now, 6)),
  casesLetters: (now: number) =>
    signedIn(withCases(now, { house: { ...BOOKING_HOUSE, desks: TWO_DESKS.desks } })),
  casesOffices: (now: number) => signedIn(withCases(now, { role: 'supervisor' })),
  casesOfficesEmpty: (now: number) => signedIn(withCases(now, { cases: noCasesAtAll(now) })),
  mailbox: (now: number) => signedIn(withCases(now, { role: 'administrator' })),
  mailboxTrouble: (now: number) => {
    const trouble = { cause: 'wrongPassword', said: 'NO [AUTHENTICATIONFAILED]' } as const;
    const mailbox = casesView(now).mailbox;
    const cases = casesOf(now, { mailbox: mailbox && { ...mailbox, trouble } });
    return signedIn(withCases(now, { role: 'administrator', cases }));
  },
  callBacks: (now: number) => signedIn(withCases(now, { callBacks: callBacksOf(now) })),
  threadOfCases: (now: number) => {
    const ofThreads = [{ thread: 'thread-1', cases: sevenCases(now).slice(0, 2) }];
    const cases = casesOf(now, {}, { ofThreads });
    return signedIn(withCases(now, { reading: threadOfCases(now), cases }));
  },
  callOfCases: (now: number) => {
    const state = talking(now, { thread: 'thread-1', name: 'Omar El Idrissi' }, {});
    const conversations = [thread({ thread: 'thread-1', messages: talk(now) })];
    const ofThreads = [{ thread: 'thread-1', cases: sevenCases(now).slice(0, 2) }];
    const cases = casesOf(now, {}, { ofThreads });
    return { ...state, desk: state.desk && { ...state.desk, conversations, cases } };
  },
  accounts: (now: number) => administrating(now, {}),
  accountsLink: (now: number) =>
    administrating(now, { kept: 'file', link: madeLink('Dora Blu', now) }),
} satisfies Record<string, (now: number) => WindowState>;

/** Where the window stands in a scene, if not at the desk. */
export const sceneLinks: Partial<Record<Scene, string>> = {
  calendar: '#calendar/week',
  calendarFull: '#calendar/week',
  calendarEmpty: '#calendar/week',
  calendarAway: '#calendar/week',
  calendarDay: '#calendar/day',
  calendarList: '#calendar/list',
  consultations: '#settings/consultations',
  consultationsEmpty: '#settings/consultations',
  availability: '#settings/availability',
  cases: '#cases/list',
  casesMany: '#cases/list',
  casesEmpty: '#cases/list',
  casesAway: '#cases/list',
  casesRefused: '#cases/case-12',
  caseAnswered: '#cases/case-12',
  caseLong: '#cases/case-9',
  caseClosed: '#cases/case-6',
  casesLetters: '#cases/letters',
  casesOffices: '#cases/offices',
  casesOfficesEmpty: '#cases/offices',
  mailbox: '#settings/mailbox',
  mailboxTrouble: '#settings/mailbox',
  loans: '#loans/today',
  loansQuiet: '#loans/today',
  loansTrouble: '#loans/today',
  reports: '#reports',
  casesSettings: '#settings/cases',
  reportsSettings: '#settings/reports',
  loansWeek: '#loans/week',
  loansLedger: '#loans/ledger',
  loansPrint: '#loans/print',
  loanSources: '#settings/loan-sources',
  noticesOfDesk: '#settings/notices',
  loanSourcesEmpty: '#settings/loan-sources',
  loanSourcesTrouble: '#settings/loan-sources',
  loanFile: '#settings/loan-sources',
  loanFileAsks: '#settings/loan-sources',
  loanFileUnknown: '#settings/loan-sources',
  availabilityEmpty: '#settings/availability',
};

/** The name of a scene. */
export type Scene = keyof typeof scenes;
