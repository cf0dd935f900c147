// What the tests of loans play with: a card, and two loans on it.
import type { LoanMark, MessageView, OwnCard, OwnLoan, OwnLoansNews, ToPatron } from '$lib/wire';

import { CONTACT } from './cast';

export function loan(given: Partial<OwnLoan> = {}): OwnLoan {
  return {
    id: 'loan',
    title: 'Lessico famigliare',
    author: 'Natalia Ginzburg',
    due: '2126-12-01',
    state: 'out',
    ...given,
  };
}

export const late = (given: Partial<OwnLoan> = {}) =>
  loan({ id: 'late', title: 'Il barone rampante', author: '', state: 'overdue', ...given });

export function card(loans: OwnLoan[] = [loan()], given: Partial<OwnCard> = {}): OwnCard {
  return {
    borrower: 'ada',
    name: 'Ada Rossi',
    cardEnd: '4721',
    notices: true,
    loans,
    readAt: Date.parse('2126-11-24T08:30:00+01:00'),
    ...given,
  };
}

export const stands = (cards: OwnCard[], awaited: string | null = null): OwnLoansNews => ({
  type: 'stands',
  cards,
  awaited,
});

export const done = (about: string | null = null): OwnLoansNews => ({ type: 'done', loan: about });

/** As the page hears it. */
export const told = (news: OwnLoansNews): ToPatron => ({ type: 'loans', news });

export const mark = (given: Partial<LoanMark> = {}): LoanMark => ({
  id: 'loan',
  title: 'Lessico famigliare',
  due: '2126-12-01',
  ...given,
});

/** A notice in the thread. */
export function notice(loans: LoanMark[], given: Partial<MessageView> = {}): MessageView {
  return {
    id: 'notice',
    contact: CONTACT,
    speaker: { type: 'desk', happened: 'loanNotice' },
    text: 'Ti ricordiamo i tuoi prestiti.',
    attachment: null,
    appointment: null,
    loans,
    case: null,
    at: 1,
    ...given,
  };
}
