// Scenes of the program itself: signing in, the assistant, the server out of reach, a link
// that led here, and its end.
import type { WindowState } from '$lib/wire';

import { noAccounts } from '../mock-accounts';
import { computerOf } from '../mock-computer';
import { ASSISTANT, HERE, QR, setup } from '../scene-setup';
import { message, talk, thread } from '../scene-threads';
import { LINK, TWO_DESKS, lineOf, seat, signedIn, signedOut, talking } from '../scene-window';

const SECOND = 1000;
const MINUTE = 60 * SECOND;

export const programScenes = {
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
} satisfies Record<string, (now: number) => WindowState>;
