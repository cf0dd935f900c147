// The words of loans and notices. Every code has its words, and says what to do.
import { language } from '$lib/language.svelte';
import { m } from '$lib/paraglide/messages';
import type {
  Happened,
  LoanMark,
  LoansField,
  LoansRefusal,
  NoticeKind,
  NoticeState,
  NoticeWay,
  NotRenewed,
  RunWaits,
} from '$lib/wire';

import type { LoansPart } from '../../state/loans.svelte';

/** What the desk wrote about loans. */
export type LoanHappened = Exclude<
  Happened,
  | 'turnMissed'
  | 'closedWhileWaiting'
  | 'callUnanswered'
  | `appointment${string}`
  | `case${string}`
  | `callBack${string}`
>;

export function loanHappenedWord(happened: LoanHappened): string {
  switch (happened) {
    case 'loanNotice':
      return m.desk_loans_said_notice();
    case 'loanRenewed':
      return m.desk_loans_said_renewed();
    case 'loanNotRenewed':
      return m.desk_loans_said_not_renewed();
    case 'loanRenewalAsked':
      return m.desk_loans_said_renewal_asked();
    case 'loanReturnSaid':
      return m.desk_loans_said_return_said();
    case 'loanToTalkAbout':
      return m.desk_loans_said_to_talk_about();
    case 'cardLinked':
      return m.desk_loans_said_card_linked();
    case 'noticesStopped':
      return m.desk_loans_said_notices_stopped();
  }
}

/** The loans that a message is about, one on each line. */
export function loanMarksWord(loans: readonly LoanMark[]): string {
  return loans
    .map(({ title, due }) => m.desk_loans_said_loan({ title: titleOf(title), day: dueWord(due) }))
    .join('\n');
}

export function titleOf(title: string): string {
  return title === '' ? m.desk_loans_no_title() : title;
}

export function borrowerOf({ name, card }: { name: string; card: string }): string {
  return name === '' ? m.desk_loans_card({ card }) : name;
}

/** A card, or that there is none. */
export function cardWord(card: string): string {
  return card === '' ? m.desk_loans_no_card() : m.desk_loans_card({ card });
}

/** A day as a due date: `12 novembre 2026`. */
export function dueWord(day: string): string {
  return dayFormat({ day: 'numeric', month: 'long', year: 'numeric' }).format(noonOf(day));
}

/** A day in a narrow column: `12/11/2026`. */
export function shortDueWord(day: string): string {
  return dayFormat({ day: '2-digit', month: '2-digit', year: 'numeric' }).format(noonOf(day));
}

/** A day as a heading: `lunedì 23 novembre`. */
export function weekdayWord(day: string): string {
  return dayFormat({ weekday: 'long', day: 'numeric', month: 'long' }).format(noonOf(day));
}

/** A moment, as it is read at the library. */
export function atWord(moment: number, timeZone: string): string {
  return new Intl.DateTimeFormat(language.current, {
    dateStyle: 'short',
    timeStyle: 'short',
    hourCycle: 'h23',
    timeZone,
  }).format(moment);
}

export function numberWord(count: number): string {
  return new Intl.NumberFormat(language.current, { useGrouping: true }).format(count);
}

export function partWord(part: LoansPart, toPrint: number): string {
  switch (part) {
    case 'today':
      return m.desk_loans_part_today();
    case 'week':
      return m.desk_loans_part_week();
    case 'ledger':
      return m.desk_loans_part_ledger();
    case 'print':
      return toPrint > 0
        ? m.desk_loans_part_print_count({ count: toPrint })
        : m.desk_loans_part_print();
  }
}

export function kindWord(kind: NoticeKind): string {
  switch (kind) {
    case 'predue':
      return m.desk_loans_kind_predue();
    case 'due':
      return m.desk_loans_kind_due();
    case 'overdue1':
      return m.desk_loans_kind_overdue1();
    case 'overdue2':
      return m.desk_loans_kind_overdue2();
    case 'overdue3':
      return m.desk_loans_kind_overdue3();
  }
}

export function wayWord(way: NoticeWay): string {
  switch (way) {
    case 'thread':
      return m.desk_loans_way_thread();
    case 'mail':
      return m.desk_loans_way_mail();
    case 'print':
      return m.desk_loans_way_print();
  }
}

export function stateWord(state: NoticeState): string {
  switch (state) {
    case 'written':
      return m.desk_loans_state_written();
    case 'pushed':
      return m.desk_loans_state_pushed();
    case 'read':
      return m.desk_loans_state_read();
    case 'mailed':
      return m.desk_loans_state_mailed();
    case 'uncertain':
      return m.desk_loans_state_uncertain();
    case 'failed':
      return m.desk_loans_state_failed();
    case 'forPrint':
      return m.desk_loans_state_for_print();
    case 'printed':
      return m.desk_loans_state_printed();
  }
}

/** Why a run waits, and what helps. */
export function waitsWord(why: RunWaits): string {
  switch (why) {
    case 'paused':
      return m.desk_loans_waits_paused();
    case 'quiet':
      return m.desk_loans_waits_quiet();
    case 'stale':
      return m.desk_loans_waits_stale();
    case 'outboxFull':
      return m.desk_loans_waits_outbox();
    case 'notSaved':
      return m.desk_loans_waits_saved();
  }
}

/** Why a loan is not renewed. */
export function notRenewedWord(why: NotRenewed): string {
  switch (why) {
    case 'tooMany':
      return m.desk_loans_why_too_many();
    case 'awaited':
      return m.desk_loans_why_awaited();
    case 'tooSoon':
      return m.desk_loans_why_too_soon();
    case 'overdue':
      return m.desk_loans_why_overdue();
    case 'card':
      return m.desk_loans_why_card();
    case 'returned':
      return m.desk_loans_why_returned();
    case 'notThisOne':
      return m.desk_loans_why_not_this();
  }
}

/** Why something was not done, and what to do. */
export function refusalWord(why: LoansRefusal): string {
  switch (why.type) {
    case 'notAllowed':
      return m.desk_loans_refused_not_allowed();
    case 'gone':
      return m.desk_loans_refused_gone();
    case 'fault':
      return faultWord(why.field);
    case 'notATable':
      return m.desk_loans_refused_not_a_table();
    case 'columnsMissing':
      return m.desk_loans_refused_columns();
    case 'asksFirst':
      return m.desk_loans_refused_asks_first({
        closes: numberWord(why.closes),
        of: numberWord(why.of),
      });
    case 'nothingToSay':
      return m.desk_loans_refused_nothing_to_say();
    case 'busy':
      return m.desk_loans_refused_busy();
    case 'away':
      return m.desk_loans_refused_away();
    case 'tooManyTries':
      return m.desk_loans_refused_too_many();
    case 'notSaved':
      return m.desk_loans_refused_not_saved();
  }
}

/** What is wrong with a part of a form. */
export function faultWord(field: LoansField): string {
  switch (field) {
    case 'name':
      return m.desk_loans_fault_name();
    case 'desk':
      return m.desk_loans_fault_desk();
    case 'folder':
      return m.desk_loans_fault_folder();
    case 'address':
      return m.desk_loans_fault_address();
    case 'user':
      return m.desk_loans_fault_user();
    case 'password':
      return m.desk_loans_fault_password();
    case 'authority':
      return m.desk_loans_fault_authority();
    case 'card':
      return m.desk_loans_fault_card();
    case 'mail':
      return m.desk_loans_fault_mail();
    case 'title':
      return m.desk_loans_fault_title();
    case 'due':
      return m.desk_loans_fault_due();
    case 'reason':
      return m.desk_loans_fault_reason();
  }
}

function dayFormat(shape: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat(language.current, { ...shape, timeZone: 'UTC' });
}

function noonOf(day: string): number {
  return Date.parse(`${day}T12:00:00Z`);
}
