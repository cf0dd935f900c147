// What a form shows of a thing that is not there yet.
import type { BranchForm, ConsultationForm, DeskForm, GroupForm, HoursForm } from '$lib/wire';

export const blankBranch = (): BranchForm => ({ name: '', address: '' });

export const blankGroup = (): GroupForm => ({ name: '', members: [] });

export const blankHours = (): HoursForm => ({
  zone: 'Europe/Rome',
  italianHolidays: true,
  week: [[], [], [], [], [], [], []],
  closures: [],
});

/** Half an hour by a call, booked from tomorrow on. */
export const blankConsultation = (desk: string): ConsultationForm => ({
  desk,
  italian: '',
  english: '',
  descriptionItalian: '',
  descriptionEnglish: '',
  minutes: 30,
  meetings: ['video', 'voice'],
  beforeMinutes: 0,
  afterMinutes: 0,
  noticeMinutes: 24 * 60,
  aheadDays: 60,
  mostPerDay: null,
  givers: [],
  questions: [],
  colour: 'blue',
  topic: null,
  confirmByMail: false,
  changeMinutes: 120,
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
