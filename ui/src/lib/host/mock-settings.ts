// The settings of the desk that is only played: changes are taken as they come, but for
// a name that is missing. A name that ends in “!” was changed by a colleague meanwhile.
import type {
  Administration,
  AdministrationOrder,
  ConsultationForm,
  Fault,
  HoursForm,
  HoursPreview,
  SettingsChange,
  SettingsView,
  Told,
  Verdict,
} from '$lib/wire';

import { settingsView, USUAL_NOTICES } from './scene-settings';

/** What an order makes of what the window knows. */
export function administered(
  before: Administration | null,
  order: AdministrationOrder,
): Administration | null {
  const known = before ?? { settings: settingsView(Date.now()), verdicts: [] };
  switch (order.type) {
    case 'watch':
    case 'unwatch':
      return known;
    case 'check':
      return judged(known, order.asked, order.change, null);
    case 'save':
      return saved(known, order.asked, order.change);
    case 'goBack': {
      const settings = noted(settingsView(Date.now()), { type: 'wentBack', at: Date.now() });
      return answered({ ...known, settings }, verdict(order.asked, settings.changes[0]?.number));
    }
  }
}

function saved(known: Administration, asked: number, change: SettingsChange): Administration {
  const faults = faultsOf(change);
  if (faults.length > 0) return judged(known, asked, change, null);
  const settings = noted(changed(known.settings, change), toldOf(change));
  return judged({ ...known, settings }, asked, change, settings.changes[0]?.number ?? null);
}

function judged(
  known: Administration,
  asked: number,
  change: SettingsChange,
  number: number | null,
): Administration {
  const hours = 'hours' in change ? change.hours : null;
  return answered(known, {
    ...verdict(asked, number),
    faults: faultsOf(change),
    preview: hours && previewOf(hours),
  });
}

function answered(known: Administration, verdict: Verdict): Administration {
  return { ...known, verdicts: [...known.verdicts.slice(-7), verdict] };
}

function verdict(asked: number, saved: number | null = null): Verdict {
  return { asked, saved, faults: [], warnings: [], preview: null };
}

function faultsOf(change: SettingsChange): Fault[] {
  if (change.type === 'consultation') return faultsOfConsultation(change.form);
  if (!('form' in change) || !('name' in change.form)) return [];
  const { name } = change.form;
  if (name.trim() === '') return [{ field: 'name', row: null, why: { type: 'missing' } }];
  if (!name.endsWith('!')) return [];
  return [{ field: 'itself', row: null, why: { type: 'changedMeanwhile' } }];
}

function faultsOfConsultation(form: ConsultationForm): Fault[] {
  const missing = { field: 'italian', row: null, why: { type: 'missing' } } as const;
  const nobody = { field: 'givers', row: null, why: { type: 'noneChosen' } } as const;
  const nohow = { field: 'meetings', row: null, why: { type: 'noneChosen' } } as const;
  return [
    ...(form.italian.trim() === '' && form.english.trim() === '' ? [missing] : []),
    ...(form.meetings.length === 0 ? [nohow] : []),
    ...(form.givers.length === 0 ? [nobody] : []),
  ];
}

function previewOf(hours: HoursForm): HoursPreview {
  const ahead = hours.closures.slice(0, 4).map(({ from, hours, reason }) => ({
    date: from,
    hours,
    reason,
  }));
  return { open: true, changes: '2026-11-21T13:00', reason: '', ahead };
}

function noted(settings: SettingsView, what: Told): SettingsView {
  const number = (settings.changes[0]?.number ?? 0) + 1;
  const change = { number, at: Date.now(), who: 'Ada Lastri', what };
  return { ...settings, changes: [change, ...settings.changes].slice(0, 20) };
}

/** The row with this id anew, or one more. */
function put<T extends { id: string }>(rows: T[], row: T): T[] {
  return rows.some(({ id }) => id === row.id)
    ? rows.map((one) => (one.id === row.id ? row : one))
    : [...rows, row];
}

const newId = () => `new-${Date.now()}`;

function changed(settings: SettingsView, change: SettingsChange): SettingsView {
  const branchOf = (id: string | null) => settings.branches.find((one) => one.id === id);
  const deskOf = (id: string | null) => settings.desks.find((one) => one.id === id);
  switch (change.type) {
    case 'library':
      return { ...settings, library: change.form };
    case 'branch': {
      const hours = branchOf(change.branch)?.hours ?? null;
      const row = { id: change.branch ?? newId(), form: change.form, hours };
      return { ...settings, branches: put(settings.branches, row) };
    }
    case 'branchHours': {
      const row = branchOf(change.branch);
      if (!row) return settings;
      return { ...settings, branches: put(settings.branches, { ...row, hours: change.hours }) };
    }
    case 'desk': {
      const row = deskOf(change.desk);
      const silent = {
        greetingItalian: '',
        greetingEnglish: '',
        closedItalian: '',
        closedEnglish: '',
      };
      const kept = row ?? { id: newId(), hours: null, texts: silent, notices: USUAL_NOTICES };
      return { ...settings, desks: put(settings.desks, { ...kept, form: change.form }) };
    }
    case 'deskHours': {
      const row = deskOf(change.desk);
      if (!row) return settings;
      return { ...settings, desks: put(settings.desks, { ...row, hours: change.hours }) };
    }
    case 'texts': {
      const row = deskOf(change.desk);
      if (!row) return settings;
      return { ...settings, desks: put(settings.desks, { ...row, texts: change.form }) };
    }
    case 'group': {
      const row = { id: change.group ?? newId(), form: change.form };
      return { ...settings, groups: put(settings.groups, row) };
    }
    case 'topics': {
      const topics = change.topics.map((one, at) => ({ ...one, id: one.id ?? `${newId()}-${at}` }));
      return { ...settings, topics };
    }
    case 'consultation': {
      const row = { id: change.consultation ?? newId(), form: change.form };
      return { ...settings, consultations: put(settings.consultations, row) };
    }
    case 'notices': {
      const row = deskOf(change.desk);
      if (!row) return settings;
      return { ...settings, desks: put(settings.desks, { ...row, notices: change.form }) };
    }
    case 'reports':
      return { ...settings, reports: change.form };
    case 'cases':
      return { ...settings, cases: change.form };
    case 'removeConsultation': {
      const kept = settings.consultations.filter(({ id }) => id !== change.consultation);
      return { ...settings, consultations: kept };
    }
    case 'removeBranch':
      return {
        ...settings,
        branches: settings.branches.filter(({ id }) => id !== change.branch),
      };
    case 'removeDesk':
      return { ...settings, desks: settings.desks.filter(({ id }) => id !== change.desk) };
    case 'removeGroup':
      return { ...settings, groups: settings.groups.filter(({ id }) => id !== change.group) };
  }
}

function toldOf(change: SettingsChange): Told {
  const name = 'form' in change && 'name' in change.form ? change.form.name : '';
  switch (change.type) {
    case 'library':
      return { type: 'library' };
    case 'branch':
      return change.branch ? { type: 'branch', name } : { type: 'branchAdded', name };
    case 'branchHours':
    case 'deskHours':
      return { type: 'hours', name };
    case 'desk':
      return change.desk ? { type: 'desk', name } : { type: 'deskAdded', name };
    case 'texts':
      return { type: 'texts', name };
    case 'group':
      return change.group ? { type: 'group', name } : { type: 'groupAdded', name };
    case 'topics':
      return { type: 'topics' };
    case 'consultation': {
      const { italian } = change.form;
      return change.consultation
        ? { type: 'consultation', name: italian }
        : { type: 'consultationAdded', name: italian };
    }
    case 'notices':
      return { type: 'notices', name };
    case 'reports':
      return { type: 'reports' };
    case 'cases':
      return { type: 'cases' };
    case 'removeConsultation':
      return { type: 'consultationRemoved', name };
    case 'removeBranch':
      return { type: 'branchRemoved', name };
    case 'removeDesk':
      return { type: 'deskRemoved', name };
    case 'removeGroup':
      return { type: 'groupRemoved', name };
  }
}
