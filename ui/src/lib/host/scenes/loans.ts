// Scenes of loans, of their sources, and of what the desk reminded of.
import type { LoansView, WindowDesk, WindowLoans, WindowState, WindowThread } from '$lib/wire';

import { NO_COLUMNS, behind, dayFrom, loansOf, previewOf, troubledSources } from '../scene-loans';
import { message, openThread, talk, thread, threadList } from '../scene-threads';
import { TWO_DESKS, signedIn, talking } from '../scene-window';

const MINUTE = 60_000;

/** An administrator looks at where loans are read from. */
function administersLoans(
  now: number,
  view: Partial<LoansView> = {},
  given: Partial<WindowLoans> = {},
): Partial<WindowDesk> {
  const loans = loansOf(now, { administers: true, mayPause: true, ...view }, given);
  return { role: 'administrator', house: TWO_DESKS, loans };
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

export const loanScenes = {
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
  loansWeek: (now: number) => signedIn({ loans: loansOf(now) }),
  loansLedger: (now: number) => signedIn({ loans: loansOf(now) }),
  loansPrint: (now: number) => signedIn({ loans: loansOf(now) }),
  loanSources: (now: number) => signedIn(administersLoans(now)),
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
} satisfies Record<string, (now: number) => WindowState>;
