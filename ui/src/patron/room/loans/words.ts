// Sentences about loans. A day of a loan is a day on the wall of the library, wherever it
// is read.
import { m } from '$lib/paraglide/messages';
import type { Happened, LoanMark, MessageView, NotRenewed, OwnCard, OwnLoan } from '$lib/wire';

import { dayWords } from '../booking/words';
import type { CardDone, LoanDone, LoansTrouble } from './loans.svelte';

/** `martedì 1 dicembre`. */
export function dueWords(due: string): string {
  const noon = Date.parse(`${due}T12:00:00Z`);
  return Number.isNaN(noon) ? due : dayWords(noon, 'UTC');
}

export const titleOf = (title: string) => title || m.patron_loans_untitled();

/** Whose card it is. */
export function cardWords({ name, cardEnd }: Pick<OwnCard, 'name' | 'cardEnd'>): string {
  if (!cardEnd) return name || m.patron_loans_card_one();
  const card = m.patron_loans_card_end({ end: cardEnd });
  return name ? m.patron_loans_card_of({ name, card }) : card;
}

/** Until when a loan goes, or since when it is late. */
export function untilWords({ due, state }: Pick<OwnLoan, 'due' | 'state'>): string {
  const day = dueWords(due);
  // It may be over though the patron has said that it was returned.
  const over = state === 'overdue' || due < new Date().toISOString().slice(0, 10);
  return over ? m.patron_loans_was_due({ day }) : m.patron_loans_due({ day });
}

/** What is under way with a loan; empty where nothing is. */
export function standsWords(loan: OwnLoan): string {
  switch (loan.state) {
    case 'renewalAsked':
      return m.patron_loans_renewal_asked();
    case 'returnSaid':
      return m.patron_loans_return_said();
    case 'out':
    case 'overdue':
      return '';
  }
}

/** What came of an answer to a notice, as the loan stands since. */
export function loanDoneWords({ what, due }: LoanDone, loan: OwnLoan | null): string {
  switch (what) {
    case 'renew':
      if (loan && loan.due > due) return m.patron_loans_renewed({ day: dueWords(loan.due) });
      return loan?.state === 'renewalAsked'
        ? m.patron_loans_renewal_asked()
        : m.patron_loans_sent();
    case 'returned':
      return m.patron_loans_return_said();
    case 'talkAbout':
      return m.patron_loans_told();
  }
}

export function cardDoneWords(what: CardDone): string {
  switch (what) {
    case 'linked':
      return m.patron_loans_linked();
    case 'codeSent':
      return m.patron_loans_code_sent();
    case 'stopped':
      return m.patron_loans_stopped();
    case 'resumed':
      return m.patron_loans_resumed();
    case 'unlinked':
      return m.patron_loans_unlinked();
  }
}

/** Why something was not done, and what to do. */
export function loansTroubleWords(why: LoansTrouble): string {
  switch (why.type) {
    case 'notOffered':
      return m.patron_loans_no_offer();
    case 'badCard':
      return m.patron_loans_no_card();
    case 'badCode':
      return m.patron_loans_no_digits();
    case 'tooManyTries':
      return m.patron_loans_no_tries();
    case 'wrongCode':
      return why.left === 0
        ? m.patron_loans_no_code_none()
        : m.patron_loans_no_code({ count: why.left });
    case 'codeOver':
      return m.patron_loans_no_code_over();
    case 'linkOver':
      return m.patron_loans_no_link();
    case 'gone':
      return m.patron_loans_no_loan();
    case 'notRenewed':
      return notRenewedWords(why.why);
    case 'away':
      return m.patron_loans_no_away();
    case 'linkWaits':
      return m.patron_loans_no_link_yet();
    case 'crowded':
      return m.patron_loans_no_room();
    case 'notSaved':
      return m.patron_loans_no_saved();
  }
}

/** Why the library does not renew a loan. */
export function notRenewedWords(why: NotRenewed): string {
  switch (why) {
    case 'tooMany':
      return m.patron_loans_not_renewed_many();
    case 'awaited':
      return m.patron_loans_not_renewed_awaited();
    case 'tooSoon':
      return m.patron_loans_not_renewed_soon();
    case 'overdue':
      return m.patron_loans_not_renewed_overdue();
    case 'card':
      return m.patron_loans_not_renewed_card();
    case 'returned':
      return m.patron_loans_not_renewed_returned();
    case 'notThisOne':
      return m.patron_loans_not_renewed_this();
  }
}

const WHY_NOT: readonly NotRenewed[] = [
  'tooMany',
  'awaited',
  'tooSoon',
  'overdue',
  'card',
  'returned',
  'notThisOne',
];

/** Why a loan was not renewed stands in a message as the word for it. */
function whyNot(text: string): string {
  const why = WHY_NOT.find((one) => one === text);
  return why ? notRenewedWords(why) : text;
}

/** What the desk put into the thread about loans. */
export function loansHappenedWords(
  happened: Exclude<
    Happened,
    | `appointment${string}`
    | `case${string}`
    | `callBack${string}`
    | 'turnMissed'
    | 'closedWhileWaiting'
    | 'callUnanswered'
  >,
  { text, loans }: Pick<MessageView, 'text' | 'loans'>,
): string {
  const [loan] = loans;
  const title = titleOf(loan?.title ?? '');
  switch (happened) {
    case 'loanNotice':
      return text || m.patron_loans_told_notice();
    case 'loanRenewed':
      return loan
        ? m.patron_loans_told_renewed({ title, day: dueWords(loan.due) })
        : m.patron_loans_told_renewed_one();
    case 'loanNotRenewed':
      return m.patron_loans_told_not_renewed({ title, why: whyNot(text) }).trim();
    case 'loanRenewalAsked':
      return m.patron_loans_told_asked({ title });
    case 'loanReturnSaid':
      return m.patron_loans_told_returned({ title });
    case 'loanToTalkAbout':
      return m.patron_loans_told_talk({ title });
    case 'cardLinked':
      return m.patron_loans_told_linked();
    case 'noticesStopped':
      return m.patron_loans_told_stopped();
  }
}

/** What became of a loan since its notice; empty while it stands as it did. */
export function sinceWords(mark: LoanMark, loan: OwnLoan | null): string {
  if (!loan) return m.patron_loans_over();
  return loan.due > mark.due ? m.patron_loans_renewed({ day: dueWords(loan.due) }) : '';
}
