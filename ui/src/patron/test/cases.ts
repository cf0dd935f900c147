// What the tests of cases play with: cases as they stand, and what the desk tells of them.
import type {
  CaseMark,
  MessageView,
  OwnCase,
  OwnCaseEntry,
  OwnCasesNews,
  OwnCasesRefusal,
  ToPatron,
} from '$lib/wire';

import type { CaseHappened } from '../room/cases/news';
import { CONTACT } from './cast';

/** Wednesday 18 November 2126, 10:00 in Rome. */
export const OPENED = Date.parse('2126-11-18T10:00:00+01:00');

export function ownCase(given: Partial<OwnCase> = {}): OwnCase {
  return {
    id: 'case',
    number: '2126/12',
    subject: 'Atto di nascita del 1921',
    state: 'withOffice',
    office: 'Archivio storico',
    promised: '2126-12-01',
    openedAt: OPENED,
    entries: [],
    ...given,
  };
}

export const entry = (
  what: OwnCaseEntry['what'],
  text = '',
  given: Partial<OwnCaseEntry> = {},
): OwnCaseEntry => ({ what, at: OPENED + 3_600_000, text, files: [], ...given });

export const stands = (...cases: OwnCase[]): ToPatron => told({ type: 'stands', cases });
export const done = (id = 'case'): ToPatron => told({ type: 'done', case: id });
export const refused = (why: OwnCasesRefusal, id = 'case'): ToPatron =>
  told({ type: 'refused', case: id, why });

/** As the page hears it. */
const told = (news: OwnCasesNews): ToPatron => ({ type: 'cases', news });

export const mark = (given: Partial<CaseMark> = {}): CaseMark => ({
  id: 'case',
  number: '2126/12',
  subject: 'Atto di nascita del 1921',
  office: 'Archivio storico',
  promised: '2126-12-01',
  ...given,
});

/** News of a case in the thread. */
export function news(
  happened: CaseHappened,
  text = '',
  given: Partial<MessageView> = {},
): MessageView {
  return {
    id: happened,
    contact: CONTACT,
    speaker: { type: 'desk', happened },
    text,
    attachment: null,
    appointment: null,
    loans: [],
    case: mark(),
    at: 1,
    ...given,
  };
}
