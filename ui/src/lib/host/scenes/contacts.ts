// Scenes of the desk: the line, what rings, contacts under way and written down, threads.
import type { LineEntry, SeatContact, SeatDesk, WindowState, WrapUpView } from '$lib/wire';

import { gone } from '../scene-devices';
import { message, openThread, talk, thread, threadList, threadWithPast } from '../scene-threads';
import {
  LONG_NAME,
  TWO_DESKS,
  call,
  contact,
  entry,
  lineOf,
  onContact,
  seat,
  signedIn,
  talking,
} from '../scene-window';

const SECOND = 1000;

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

function later(entry: LineEntry): LineEntry {
  return { ...entry, contact: `later-${entry.contact}` };
}

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

function asked(type: 'asked' | 'allowed', until: number) {
  return { type, purpose: 'la copertina del libro', until } as const;
}

export const contactScenes = {
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
} satisfies Record<string, (now: number) => WindowState>;
