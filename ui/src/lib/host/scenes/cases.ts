// Scenes of cases, of their mail, and of who is to be called back.
import type { CaseView, WindowDesk, WindowState, WindowThread } from '$lib/wire';

import { BOOKING_HOUSE } from '../scene-calendar';
import { callBacksOf } from '../scene-call-backs';
import { caseOf, casesOf, casesView, noCasesAtAll, sevenCases } from '../scene-cases';
import { message, openThread, talk, thread, threadList } from '../scene-threads';
import { LONG_NAME, TWO_DESKS, signedIn, talking } from '../scene-window';

const MINUTE = 60_000;

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

export const caseScenes = {
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
} satisfies Record<string, (now: number) => WindowState>;
