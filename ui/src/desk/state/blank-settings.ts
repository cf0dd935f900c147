// What a form shows of a thing that is not there yet.
import type { BranchForm, DeskForm, GroupForm, HoursForm } from '$lib/wire';

export const blankBranch = (): BranchForm => ({ name: '', address: '' });

export const blankGroup = (): GroupForm => ({ name: '', members: [] });

export const blankHours = (): HoursForm => ({
  zone: 'Europe/Rome',
  italianHolidays: true,
  week: [[], [], [], [], [], [], []],
  closures: [],
});

/** As a desk is before anything else is set: everybody answers, all ring. */
export const blankDesk = (): DeskForm => ({
  handle: '',
  name: '',
  branch: null,
  email: '',
  strategy: 'ringAll',
  ringingSeconds: 20,
  wrapUpSeconds: 30,
  tiers: [],
  admission: false,
  retentionDays: 90,
  embedAncestors: [],
});
