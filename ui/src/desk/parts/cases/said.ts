// What the desk wrote into a conversation about a case, and days as a case says them.
import { language } from '$lib/language.svelte';
import { m } from '$lib/paraglide/messages';
import type { CaseMark, Happened } from '$lib/wire';

/** What the desk wrote about cases. */
export type CaseHappened = Extract<Happened, `case${string}`>;

export const isOfCase = (happened: Happened): happened is CaseHappened =>
  happened.startsWith('case');

/** Of these the words are the message itself, and go to the patron as they stand. */
export function speaksItself(happened: Happened): boolean {
  return happened === 'caseAsked' || happened === 'caseAnswered';
}

/** A day of a promise: `martedì 1º dicembre`; with its year where it is another one. */
export function dayWord(day: string, year = new Date().getFullYear()): string {
  const noon = Date.parse(`${day}T12:00:00Z`);
  if (Number.isNaN(noon)) return day;
  const shape = { weekday: 'long', day: 'numeric', month: 'long', timeZone: 'UTC' } as const;
  const other = day.startsWith(`${year}-`) ? {} : ({ year: 'numeric' } as const);
  return new Intl.DateTimeFormat(language.current, { ...shape, ...other })
    .formatToParts(noon)
    .map(({ type, value }) => (type === 'day' ? ordinal(value) : value))
    .join('');
}

/** The first of a month is written so in Italian. */
const ordinal = (day: string) => (language.current === 'it' && day === '1' ? '1º' : day);

/** What the desk wrote; with the case, where it is known. */
export function caseHappenedWord(
  happened: CaseHappened,
  about: CaseMark | null = null,
  text = '',
): string {
  if (!about) return bareWord(happened);
  const { number, subject, office } = about;
  const day = dayWord(about.promised);
  switch (happened) {
    case 'caseOpened':
      return office === ''
        ? m.desk_cases_said_opened_case({ number, subject, day })
        : m.desk_cases_said_opened_office({ number, subject, office, day });
    case 'caseAsked':
    case 'caseAnswered':
      return text || bareWord(happened);
    case 'casePromiseMoved':
      return m.desk_cases_said_moved_case({ number, day });
    case 'caseClosed':
      return m.desk_cases_said_closed_case({ number, subject });
    case 'caseReopened':
      return m.desk_cases_said_reopened_case({ number, subject, day });
    case 'caseInfoAdded':
      return text ? m.desk_cases_said_info_case({ number, text }) : bareWord(happened);
  }
}

function bareWord(happened: CaseHappened): string {
  switch (happened) {
    case 'caseOpened':
      return m.desk_cases_said_opened();
    case 'caseAsked':
      return m.desk_cases_said_asked();
    case 'caseAnswered':
      return m.desk_cases_said_answered();
    case 'casePromiseMoved':
      return m.desk_cases_said_moved();
    case 'caseClosed':
      return m.desk_cases_said_closed();
    case 'caseReopened':
      return m.desk_cases_said_reopened();
    case 'caseInfoAdded':
      return m.desk_cases_said_info();
  }
}
