// States of a window to look at and to test with: one sentence a scene. Ada's
// colleagues call themselves Bo and Cleo; the patrons have names of all lengths.
import type {
  CallView,
  LineEntry,
  SeatContact,
  SignInTrouble,
  WindowDesk,
  WindowMessage,
  WindowState,
} from '$lib/wire';

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
    arrivedAt: now,
    ringsHere: false,
    absent: false,
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
    name: 'Giulia Ferri',
    mode: 'video',
    answeredWith: 'video',
    language: 'it',
    since: now - 2 * MINUTE - 12 * SECOND,
    here: true,
    absent: false,
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
    ...given,
  };
}

function message(
  number: number,
  from: 'patron' | 'librarian',
  text: string,
  at: number,
  pending = false,
): WindowMessage {
  return {
    message: {
      id: `message-${number}`,
      contact: 'contact-0',
      speaker: from === 'patron' ? { type: 'patron' } : { type: 'librarian', name: 'Ada Lastri' },
      text,
      at,
    },
    pending,
  };
}

/** What was said in a contact that lasts two minutes. */
export function talk(now: number): WindowMessage[] {
  return [
    message(
      1,
      'patron',
      'Buongiorno, cerco un libro per mia figlia, quinta elementare.',
      now - 110_000,
    ),
    message(
      2,
      'librarian',
      'Buongiorno! Le piacciono di più le avventure o le storie vere?',
      now - 80_000,
    ),
    message(
      3,
      'patron',
      'Le avventure. Ha letto tutto «Geronimo Stilton» e ora si annoia.',
      now - 42_000,
    ),
    message(
      4,
      'patron',
      'Il codice sul retro della tessera è questo: 0091 4410 2231',
      now - 30_000,
    ),
  ];
}

/** A desk at which Ada sits and nobody waits. */
export function deskOf(given: Partial<WindowDesk> = {}): WindowDesk {
  return {
    librarian: { id: 'ada', name: 'Ada Lastri' },
    library: 'Biblioteca comunale Renato Fucini',
    links: [LINK],
    public: { base: 'https://sportello.biblioteca.empoli.example', thisComputerOnly: false },
    seat: { chosen: 'available', presence: 'available', line: [], contact: null },
    messages: [],
    call: null,
    ...given,
  };
}

function signedIn(desk: Partial<WindowDesk>, state: Partial<WindowState> = {}): WindowState {
  return {
    connection: { type: 'online' },
    server: 'sportello.biblioteca.empoli.example',
    embedded: false,
    desk: deskOf(desk),
    news: [],
    ...state,
  };
}

function signedOut(why: SignInTrouble | null, state: Partial<WindowState> = {}): WindowState {
  return {
    connection: { type: 'signedOut', why },
    server: 'sportello.biblioteca.empoli.example',
    embedded: false,
    desk: null,
    news: [],
    ...state,
  };
}

const available = { chosen: 'available', presence: 'available' } as const;
const onContact = { chosen: 'available', presence: 'onContact' } as const;

function talking(
  now: number,
  given: Partial<SeatContact>,
  view: Partial<CallView> | null,
  state: Partial<WindowState> = {},
): WindowState {
  return signedIn(
    {
      seat: { ...onContact, line: lineOf(3, now), contact: contact(given, now) },
      messages: talk(now),
      call: view && call(view),
    },
    state,
  );
}

function ringing(now: number, lines: Partial<LineEntry>[]): WindowState {
  const line = lines.map((given, index) =>
    entry(index + 1, { arrivedAt: now - (20 - index) * SECOND, ringsHere: true, ...given }, now),
  );
  return signedIn({
    seat: { ...available, line: [...line, ...lineOf(3, now).map(later)], contact: null },
  });
}

function later(entry: LineEntry): LineEntry {
  return { ...entry, contact: `later-${entry.contact}` };
}

/** Every scene by its name; `now` is the moment it is looked at. */
export const scenes = {
  signedOut: () => signedOut(null),
  signedOutHere: () => signedOut(null, { embedded: true, server: 'https://localhost:7788' }),
  signingIn: () => signedOut(null, { connection: { type: 'signingIn' } }),
  wrongPassword: () => signedOut({ type: 'refused', code: 'wrongNameOrPassword' }),
  sessionEnded: () => signedOut({ type: 'refused', code: 'sessionEnded' }),
  tooManyTries: () => signedOut({ type: 'refused', code: 'tooManyTries' }),
  unreachable: () => signedOut({ type: 'unreachable' }),
  unreachableHere: () => signedOut({ type: 'unreachable' }, { embedded: true }),
  badAddress: () => signedOut({ type: 'badAddress' }),
  empty: () => signedIn({}),
  emptyHere: () =>
    signedIn({
      links: ['https://localhost:7788/@biblioteca.empoli'],
      public: { base: 'https://localhost:7788', thisComputerOnly: true },
    }),
  away: (now: number) =>
    signedIn({ seat: { chosen: 'away', presence: 'away', line: lineOf(2, now), contact: null } }),
  line1: (now: number) => signedIn({ seat: { ...available, line: lineOf(1, now), contact: null } }),
  line7: (now: number) => signedIn({ seat: { ...available, line: lineOf(7, now), contact: null } }),
  line300: (now: number) =>
    signedIn({ seat: { ...available, line: lineOf(300, now), contact: null } }),
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
  patronQuiet: (now: number) => talking(now, {}, { patron: { camera: false, microphone: false } }),
  interrupted: (now: number) => talking(now, { absent: true }, { link: 'interrupted' }),
  failed: (now: number) => talking(now, {}, { link: 'failed' }),
  troubles: (now: number) => talking(now, {}, { troubles: ['camera', 'microphone', 'speaker'] }),
  elsewhere: (now: number) => talking(now, { here: false }, null),
  serverAway: (now: number) => {
    const state = talking(now, {}, {}, { connection: { type: 'away' } });
    const pending = message(5, 'librarian', 'Guardo subito negli scaffali.', now, true);
    return { ...state, desk: state.desk && { ...state.desk, messages: [...talk(now), pending] } };
  },
  serverAwayIdle: (now: number) =>
    signedIn(
      { seat: { chosen: 'available', presence: 'offline', line: lineOf(2, now), contact: null } },
      { connection: { type: 'away' } },
    ),
  news: (now: number) => ({
    ...signedIn({ seat: { ...available, line: lineOf(2, now), contact: null } }),
    news: [
      { number: 1, what: { type: 'missed', patron: '' } },
      { number: 2, what: { type: 'answeredBy', patron: 'Piero', librarian: 'Bo Cecchi' } },
    ],
  }),
} satisfies Record<string, (now: number) => WindowState>;

/** The name of a scene. */
export type Scene = keyof typeof scenes;
