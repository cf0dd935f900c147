// States of a window to look at and to test with: one sentence a scene. Ada's
// colleagues call themselves Bo and Cleo; the patrons have names of all lengths.
import type { WindowState } from '$lib/wire';

import type { Played } from './mock-cases';
import { bookingScenes } from './scenes/booking';
import { caseScenes } from './scenes/cases';
import { contactScenes } from './scenes/contacts';
import { loanScenes } from './scenes/loans';
import { programScenes } from './scenes/program';
import { settingsScenes } from './scenes/settings';

/** Every scene by its name; `now` is the moment it is looked at. */
export const scenes = {
  ...programScenes,
  ...contactScenes,
  ...settingsScenes,
  ...bookingScenes,
  ...loanScenes,
  ...caseScenes,
} satisfies Record<string, (now: number) => WindowState>;

/** The name of a scene. */
export type Scene = keyof typeof scenes;

/** Where the window stands in a scene, if not at the desk. */
export const sceneLinks: Partial<Record<Scene, string>> = {
  calendar: '#calendar/week',
  calendarFull: '#calendar/week',
  calendarEmpty: '#calendar/week',
  calendarAway: '#calendar/week',
  calendarDay: '#calendar/day',
  calendarList: '#calendar/list',
  consultations: '#settings/consultations',
  consultationsEmpty: '#settings/consultations',
  availability: '#settings/availability',
  cases: '#cases/list',
  casesMany: '#cases/list',
  casesEmpty: '#cases/list',
  casesAway: '#cases/list',
  casesRefused: '#cases/case-12',
  caseAnswered: '#cases/case-12',
  caseLong: '#cases/case-9',
  caseClosed: '#cases/case-6',
  casesLetters: '#cases/letters',
  casesOffices: '#cases/offices',
  casesOfficesEmpty: '#cases/offices',
  mailbox: '#settings/mailbox',
  mailboxTrouble: '#settings/mailbox',
  loans: '#loans/today',
  loansQuiet: '#loans/today',
  loansTrouble: '#loans/today',
  reports: '#reports',
  casesSettings: '#settings/cases',
  reportsSettings: '#settings/reports',
  loansWeek: '#loans/week',
  loansLedger: '#loans/ledger',
  loansPrint: '#loans/print',
  loanSources: '#settings/loan-sources',
  noticesOfDesk: '#settings/notices',
  loanSourcesEmpty: '#settings/loan-sources',
  loanSourcesTrouble: '#settings/loan-sources',
  loanFile: '#settings/loan-sources',
  loanFileAsks: '#settings/loan-sources',
  loanFileUnknown: '#settings/loan-sources',
  availabilityEmpty: '#settings/availability',
};

/** What is played of cases in a scene, besides what it shows. */
export function casesPlayed(scene: Scene | null): Played {
  if (scene === 'casesMany') return { many: true };
  return scene === 'casesRefused' ? { refuses: { type: 'notSaved' } } : {};
}
