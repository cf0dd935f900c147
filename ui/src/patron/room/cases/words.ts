// Sentences about cases. A promised day is a day on the wall of the library, wherever it is
// read.
import { m } from '$lib/paraglide/messages';
import type { OwnCase, OwnCaseEntry, OwnCaseState, OwnCaseWhat } from '$lib/wire';
import { knownZone, ownZone, wallOf } from '$lib/zoned';

import { dayWords } from '../booking/words';
import type { CaseDone, CaseTrouble } from './cases.svelte';
import type { CaseNews } from './news';

/** `martedì 1 dicembre`. */
export function promisedWords(day: string): string {
  const noon = Date.parse(`${day}T12:00:00Z`);
  return Number.isNaN(noon) ? day : dayWords(noon, 'UTC');
}

export const numberWords = (number: string) => m.patron_cases_number({ number });

export const subjectWords = (subject: string) => subject || m.patron_cases_untitled();

/** Who has it. */
export const whoWords = (office: string) => office || m.patron_cases_desk();

/** Nothing more is to be done about it. */
export const isOver = (state: OwnCaseState) => state === 'answered' || state === 'closed';

/** The promised day is over, and the library has not answered. */
export function isLate({ state, promised }: OwnCase, now: number, zone: string): boolean {
  const waits = state === 'inHand' || state === 'withOffice';
  const wall = wallOf(now, zone ? knownZone(zone) : ownZone());
  return waits && promised !== '' && promised < wall.date;
}

/** Where it stands, in a few words. */
export function stateWords(state: OwnCaseState): string {
  switch (state) {
    case 'inHand':
      return m.patron_cases_state_in_hand();
    case 'withOffice':
      return m.patron_cases_state_office();
    case 'waitsForYou':
      return m.patron_cases_state_asked();
    case 'answered':
      return m.patron_cases_state_answered();
    case 'closed':
      return m.patron_cases_state_closed();
  }
}

/** What happens next. */
export function nextWords({ state, office }: OwnCase): string {
  switch (state) {
    case 'inHand':
      return m.patron_cases_next_in_hand();
    case 'withOffice':
      return office ? m.patron_cases_next_office({ office }) : m.patron_cases_next_in_hand();
    case 'waitsForYou':
      return m.patron_cases_next_asked();
    case 'answered':
      return m.patron_cases_next_answered();
    case 'closed':
      return m.patron_cases_next_closed();
  }
}

/** By when it is answered; empty once it is over. */
export function byWords(own: OwnCase, late: boolean): string {
  if (isOver(own.state) || !own.promised) return '';
  const day = promisedWords(own.promised);
  return late ? m.patron_cases_by_late({ day }) : m.patron_cases_by({ day });
}

/** The words of an entry. With another promise they are its day, or the one that was not
    kept: which day is promised now stands above. */
export const wordsOf = ({ what, text }: OwnCaseEntry) => (what === 'promiseMoved' ? '' : text);

export function entryWords(what: OwnCaseWhat): string {
  switch (what) {
    case 'asked':
      return m.patron_cases_entry_asked();
    case 'wrote':
      return m.patron_cases_entry_wrote();
    case 'answered':
      return m.patron_cases_entry_answered();
    case 'promiseMoved':
      return m.patron_cases_entry_moved();
    case 'closed':
      return m.patron_cases_entry_closed();
    case 'reopened':
      return m.patron_cases_entry_reopened();
  }
}

/** The field for what is added, by what it is good for. */
export function addWords(state: OwnCaseState): { label: string; hint: string } {
  if (isOver(state)) {
    return { label: m.patron_cases_add_over(), hint: m.patron_cases_add_over_hint() };
  }
  return state === 'waitsForYou'
    ? { label: m.patron_cases_add_answer(), hint: m.patron_cases_add_answer_hint() }
    : { label: m.patron_cases_add(), hint: m.patron_cases_add_hint() };
}

export function caseDoneWords(what: CaseDone): string {
  switch (what) {
    case 'added':
      return m.patron_cases_added();
    case 'closed':
      return m.patron_cases_closed();
  }
}

/** Why something was not done, and what to do. */
export function caseTroubleWords(why: CaseTrouble): string {
  switch (why) {
    case 'gone':
      return m.patron_cases_no_case();
    case 'text':
      return m.patron_cases_no_text();
    case 'over':
      return m.patron_cases_no_over();
    case 'tooManyTries':
      return m.patron_cases_no_tries();
    case 'notSaved':
      return m.patron_cases_no_saved();
    case 'away':
      return m.patron_cases_no_away();
  }
}

/** What the desk tells of a case: the heading of its card. */
export function newsTitle({ happened, mark }: CaseNews): string {
  if (!mark) return m.patron_cases_told_erased();
  const { number } = mark;
  switch (happened) {
    case 'caseOpened':
      return m.patron_cases_told_opened({ number });
    case 'caseAsked':
      return m.patron_cases_told_asked({ number });
    case 'caseAnswered':
      return m.patron_cases_told_answered({ number });
    case 'casePromiseMoved':
      return m.patron_cases_told_moved({ number });
    case 'caseClosed':
      return m.patron_cases_told_closed({ number });
    case 'caseReopened':
      return m.patron_cases_told_reopened({ number });
    case 'caseInfoAdded':
      return m.patron_cases_told_added({ number });
  }
}

/** The day that is promised now; where it is the one of before, that it is not kept. */
function movedWords(promised: string, before: string): string[] {
  const day = promisedWords(promised);
  if (before === '' || promised === '') return [];
  return before === promised
    ? [m.patron_cases_told_not_by({ day })]
    : [m.patron_cases_told_by({ day })];
}

/** What there is to know with it, beside its words. */
export function newsLines({ happened, mark, before }: CaseNews): string[] {
  if (!mark) return [];
  const by = mark.promised ? [m.patron_cases_told_by({ day: promisedWords(mark.promised) })] : [];
  switch (happened) {
    case 'caseOpened':
      return [m.patron_cases_told_who({ who: whoWords(mark.office) }), ...by];
    case 'casePromiseMoved':
      return [m.patron_cases_told_sorry(), ...movedWords(mark.promised, before)];
    case 'caseReopened':
      return [m.patron_cases_told_again(), ...by];
    case 'caseClosed':
      return [m.patron_cases_told_over()];
    case 'caseAsked':
    case 'caseAnswered':
    case 'caseInfoAdded':
      return [];
  }
}
