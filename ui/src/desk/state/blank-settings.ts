// What a form shows of a thing that is not there yet.
import type {
  NoticesForm,
  BranchForm,
  ConsultationForm,
  DeskForm,
  GroupForm,
  HoursForm,
} from '$lib/wire';

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

/** As the notices of a desk are before anybody has set them. */
export function blankNotices(): NoticesForm {
  return {
    isOn: false,
    daysBefore: 3,
    onTheDay: true,
    daysAfter: [7, 21, 45],
    daysAfterWhenAwaited: 2,
    isDigest: true,
    quietFrom: 20 * 60,
    quietUntil: 8 * 60,
    skipsRenewing: true,
    mailAfterHours: 24,
    staleAfterHours: 36,
    keptDays: 30,
    unlinked: 'nothing',
    language: 'it',
    wordings: [],
  };
}
