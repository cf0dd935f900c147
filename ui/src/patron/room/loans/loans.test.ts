// Loans as the page lives them: linking a card, answering about a loan, and a line that
// breaks in between.
import { beforeEach, describe, expect, it, vi } from 'vitest';

import type { OwnLoansRefusal } from '$lib/wire';

import { CLOSED, Desk, desk as deskView, ended, history, OPEN, waiting } from '../../test/cast';
import { card, done, late, loan, mark, notice, stands, told } from '../../test/loans';
import type { Thread } from '../thread.svelte';
import type { Loans } from './loans.svelte';

let desk: Desk;
let thread: Thread;
let loans: Loans;

beforeEach(() => {
  desk = new Desk();
  thread = desk.furnish();
  loans = thread.loans;
});

const refused = (why: OwnLoansRefusal, about: string | null = null) =>
  told({ type: 'refused', loan: about, why });

/** The desk knows this patron, and tells these cards. */
function known(cards = [card([loan(), late()])], state = OPEN): void {
  desk.say({ type: 'desk', desk: deskView(state, { loans: true }) });
  desk.put(null);
  desk.say(history([]), told(stands(cards)));
  desk.taken();
}

/** The desk has not seen this page before. */
function stranger(): void {
  desk.greetStranger(OPEN, { loans: true });
}

/** The line breaks, and the server tells on the next one. */
function reconnect(cards = [card([loan(), late()])], awaited: string | null = null): void {
  desk.lose();
  desk.say({ type: 'desk', desk: deskView(OPEN, { loans: true }) });
  desk.put(null);
  desk.say(history([]), told(stands(cards, awaited)));
}

describe('linking a card', () => {
  it('makes the server know this page only once a card is named', async () => {
    stranger();
    loans.begin();
    expect([loans.step, desk.visit.screen.name]).toEqual(['card', 'loans']);
    expect(desk.register).not.toHaveBeenCalled();
    loans.card = ' 00123 ';
    loans.nameCard();
    expect(loans.busy).toBe(true);
    loans.nameCard();
    await desk.register.mock.results[0]?.value;
    expect(desk.register).toHaveBeenCalledTimes(1);
    desk.put(null);
    desk.say(history([]));
    expect(desk.orderedLoans()).toEqual([{ type: 'nameCard', card: '00123' }]);
    desk.say(told({ type: 'codeSent' }));
    expect([loans.step, loans.sentFor]).toEqual(['code', '00123']);
    await vi.waitFor(() => expect(loans.busy).toBe(false));
  });

  it('takes the code however it is grouped, and tells what is left of the tries', () => {
    known([]);
    loans.begin();
    loans.card = '00123';
    loans.nameCard();
    desk.say(told({ type: 'codeSent' }));
    desk.taken();
    loans.code = '48 29';
    loans.sendCode();
    expect(loans.undone?.why.type).toBe('badCode');
    loans.code = '482 914';
    loans.sendCode();
    loans.sendCode();
    expect(desk.orderedLoans()).toEqual([{ type: 'code', code: '482914' }]);
    desk.say(refused({ type: 'wrongCode', left: 4 }));
    expect([loans.undone?.why, loans.code]).toEqual([{ type: 'wrongCode', left: 4 }, '']);
    loans.code = '482913';
    loans.sendCode();
    desk.say(told(done()), told(stands([card()])));
    expect([loans.step, loans.cardDone, loans.undone]).toEqual(['list', 'linked', null]);
  });

  it('goes on with the awaited code after a reload, and has another one sent', () => {
    known([]);
    desk.say(told(stands([], '00123')));
    loans.begin();
    expect([loans.step, loans.sentFor]).toEqual(['code', '00123']);
    desk.taken();
    loans.again();
    expect(desk.orderedLoans()).toEqual([{ type: 'nameCard', card: '00123' }]);
    desk.say(told({ type: 'codeSent' }));
    expect(loans.cardDone).toBe('codeSent');
    loans.nameAnother();
    expect(loans.step).toBe('card');
    loans.card = '00999';
    loans.nameCard();
    desk.say(told({ type: 'codeSent' }));
    expect([loans.step, loans.sentFor]).toEqual(['code', '00999']);
  });

  it('asks nothing of the server without a number', () => {
    known([]);
    loans.begin();
    desk.taken();
    loans.card = '  ';
    loans.nameCard();
    expect([desk.taken(), loans.undone?.why.type]).toEqual([[], 'badCard']);
  });

  it('by a personal link becomes a patron first', async () => {
    loans.link('secret');
    desk.visit.aside = 'loans';
    stranger();
    loans.begin();
    expect(loans.step).toBe('asking');
    await desk.register.mock.results[0]?.value;
    desk.put(null);
    desk.say(history([]));
    expect(desk.orderedLoans()).toEqual([{ type: 'link', secret: 'secret' }]);
    desk.say(told(done()), told(stands([card()])));
    expect([loans.step, loans.cardDone]).toEqual(['list', 'linked']);
  });

  it('keeps a personal link that found no room, and forgets one that is over', async () => {
    desk.registered = 'tooMany';
    loans.link('secret');
    stranger();
    loans.begin();
    await vi.waitFor(() => expect(loans.undone?.why.type).toBe('linkWaits'));
    expect([loans.undone?.why.type, loans.hasLink, loans.step]).toEqual([
      'linkWaits',
      true,
      'card',
    ]);
    desk.registered = 'known';
    loans.tryLink();
    await desk.register.mock.results[1]?.value;
    desk.put(null);
    desk.say(history([]));
    expect(desk.orderedLoans()).toEqual([{ type: 'link', secret: 'secret' }]);
    desk.say(refused({ type: 'linkOver' }));
    desk.say(told(stands([])));
    expect([loans.step, loans.undone?.why.type, loans.hasLink]).toEqual([
      'card',
      'linkOver',
      false,
    ]);
  });

  it('of another one leaves the first where it is', () => {
    known();
    loans.begin();
    loans.nameAnother();
    expect([loans.step, loans.another]).toEqual(['card', true]);
    loans.nameNone();
    expect(loans.step).toBe('list');
    desk.say(told(stands([card()], '00999')));
    expect(loans.step).toBe('code');
    loans.nameNone();
    expect(loans.step).toBe('list');
  });
});

describe('an answer about a loan', () => {
  it('is given once, however often it is pressed, and others meanwhile', () => {
    known();
    loans.renew('loan');
    loans.renew('loan');
    loans.returned('loan');
    loans.returned('late');
    expect(desk.orderedLoans()).toEqual([
      { type: 'renew', loan: 'loan' },
      { type: 'returned', loan: 'late' },
    ]);
    expect([loans.busyWith('loan'), loans.busyWith('late')]).toEqual(['renew', 'returned']);
    // The library answers the later one first.
    desk.say(told(done('late')));
    expect(loans.loanDone).toMatchObject({ loan: 'late', what: 'returned' });
    expect([loans.busyWith('loan'), loans.busyWith('late')]).toEqual(['renew', null]);
    desk.say(told(done('loan')), told(stands([card([loan({ due: '2126-12-29' })])])));
    expect(loans.loanDone).toEqual({ loan: 'loan', what: 'renew', due: '2126-12-01' });
    expect(loans.loan('loan')?.due).toBe('2126-12-29');
  });

  it('that is refused is told at its loan', () => {
    known();
    loans.renew('loan');
    desk.say(refused({ type: 'notRenewed', why: 'awaited' }, 'loan'));
    expect(loans.undone).toEqual({ loan: 'loan', why: { type: 'notRenewed', why: 'awaited' } });
    expect(loans.busyWith('loan')).toBe(null);
  });

  it('is told to be lost where nobody hears it', () => {
    known();
    desk.lose();
    loans.renew('loan');
    expect(loans.undone).toEqual({ loan: 'loan', why: { type: 'away' } });
  });

  it.each([
    ['open', OPEN, 'front'],
    ['closed', CLOSED, 'thread'],
  ] as const)('of talking leads to the choice at a desk that is %s', (_, state, screen) => {
    known(undefined, state);
    loans.begin();
    loans.talkAbout('loan');
    desk.say(told(done('loan')));
    expect(desk.visit.screen.name).toBe(screen);
    expect([loans.shown, loans.about]).toEqual([false, 'Lessico famigliare']);
  });

  it('of talking keeps a place in the line, and begins anew after a contact', () => {
    known();
    desk.put(waiting());
    loans.begin();
    loans.talkAbout('loan');
    desk.say(told(done('loan')));
    expect([desk.visit.screen.name, loans.shown]).toEqual(['waiting', false]);
    desk.put(ended());
    loans.begin();
    loans.talkAbout('loan');
    desk.say(told(done('loan')));
    expect(desk.visit.screen.name).toBe('front');
  });
});

describe('notices', () => {
  it('are stopped for whoever has the loans of a message, and come again', () => {
    known([card(), card([late()], { borrower: 'bruno' })]);
    const ofMessage = loans.cardsOf([mark()]);
    expect(ofMessage.map(({ borrower }) => borrower)).toEqual(['ada']);
    expect(loans.cardsOf([mark({ id: 'gone' })])).toHaveLength(2);
    loans.setNotices(ofMessage, false);
    loans.setNotices(ofMessage, false);
    expect(desk.orderedLoans()).toEqual([{ type: 'setNotices', borrower: 'ada', on: false }]);
    desk.say(told(done()), told(stands([card([loan()], { notices: false })])));
    expect(loans.cardDone).toBe('stopped');
    loans.setNotices(loans.cardsOf([mark()]), true);
    desk.say(told(done()));
    expect(loans.cardDone).toBe('resumed');
  });

  it('stand in the thread as what the library says, with their loans', () => {
    known();
    desk.say({ type: 'message', message: notice([mark()]) });
    expect(thread.lines[0]).toMatchObject({
      text: 'Ti ricordiamo i tuoi prestiti.',
      author: 'Biblioteca di prova',
      narrated: false,
      own: false,
    });
    expect(thread.noticeIn('notice')).toEqual([mark()]);
    expect(thread.noticeIn('other')).toEqual([]);
    const renewed = notice([mark()], {
      id: 'other',
      speaker: { type: 'desk', happened: 'loanRenewed' },
    });
    desk.say({ type: 'message', message: renewed });
    expect(thread.noticeIn('other')).toEqual([]);
    expect(thread.lines[1]).toMatchObject({ narrated: true });
  });
});

describe('a line that breaks', () => {
  it('renews nothing twice: what was done is told, and what nobody knows is asked of the patron', () => {
    known();
    loans.renew('loan');
    loans.renew('late');
    reconnect([card([loan({ due: '2126-12-29' }), late()])]);
    expect(desk.orderedLoans().filter(({ type }) => type === 'renew')).toHaveLength(2);
    expect(loans.loanDone).toMatchObject({ loan: 'loan', what: 'renew' });
    expect(loans.undone).toEqual({ loan: 'late', why: { type: 'away' } });
    expect(loans.busyWith('late')).toBe(null);
  });

  it('orders again what may be ordered twice', () => {
    known();
    loans.returned('loan');
    loans.returned('late');
    loans.setNotices(loans.cards ?? [], false);
    desk.taken();
    reconnect([card([loan(), late({ state: 'returnSaid' })])]);
    expect(desk.orderedLoans()).toEqual([
      { type: 'returned', loan: 'loan' },
      { type: 'setNotices', borrower: 'ada', on: false },
    ]);
    reconnect([card([loan({ state: 'returnSaid' })], { notices: false })]);
    expect(desk.taken()).toEqual([]);
  });

  it('finds the code taken, or the card awaited', () => {
    known([]);
    loans.card = '00123';
    loans.nameCard();
    reconnect([], '00123');
    expect([loans.step, loans.undone]).toEqual(['code', null]);
    loans.code = '482913';
    loans.sendCode();
    reconnect([card()]);
    expect([loans.step, loans.cardDone]).toEqual(['list', 'linked']);
  });

  it('keeps the code that nobody answered', () => {
    known([]);
    desk.say(told(stands([], '00123')));
    loans.code = '482913';
    loans.sendCode();
    reconnect([], '00123');
    expect([loans.step, loans.code, loans.undone?.why.type]).toEqual(['code', '482913', 'away']);
  });
});

it('forgets all with the patron', () => {
  known();
  loans.begin();
  loans.card = '00999';
  thread.clear();
  expect([loans.cards, loans.shown, loans.card, loans.step]).toEqual([null, false, '', 'card']);
});
