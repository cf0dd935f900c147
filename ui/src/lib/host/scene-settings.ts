// Settings to look at and to test with: a library with two branches, two desks, groups
// and topics, names of all lengths, and changes of the last days.
import type { ConsultationForm, DeskForm, HoursForm, NoticesForm, SettingsView } from '$lib/wire';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
/** As long as a name may be read with comfort: sixty characters. */
const LONG_NAME = 'Maria Vittoria Annunziata Castelfranco-Della Robbia Bentivog';
const BOTH = ['09:00-13:00', '15:00-19:00'];

const HOURS: HoursForm = {
  zone: 'Europe/Rome',
  italianHolidays: true,
  week: [BOTH, BOTH, BOTH, BOTH, BOTH, ['09:00-13:00'], []],
  closures: [
    { from: '2026-12-24', to: '2026-12-24', hours: ['09:00-12:00'], reason: 'Vigilia di Natale' },
    { from: '2026-12-27', to: '2027-01-05', hours: [], reason: 'Inventario' },
  ],
};

const DESK: DeskForm = {
  handle: 'biblioteca.empoli',
  name: 'Banco centrale',
  branch: 'branch-1',
  email: 'banco@biblioteca.example',
  strategy: 'longestIdle',
  ringingSeconds: 20,
  wrapUpSeconds: 30,
  tiers: [
    { group: 'group-1', afterSeconds: 0 },
    { group: 'group-2', afterSeconds: 30 },
  ],
  admission: false,
  retentionDays: 90,
  embedAncestors: ['https://www.comune.example'],
};

/** One that is given, and one that nobody has said hours for. */
const CONSULTATION: ConsultationForm = {
  desk: 'desk-1',
  italian: 'Ricerca bibliografica',
  english: 'Finding literature',
  descriptionItalian: 'Cataloghi, banche dati e bibliografie per tesi e studi.',
  descriptionEnglish: 'Catalogues, databases and bibliographies for theses and studies.',
  minutes: 30,
  meetings: ['video', 'voice', 'inPerson'],
  beforeMinutes: 0,
  afterMinutes: 10,
  noticeMinutes: 24 * 60,
  aheadDays: 60,
  mostPerDay: 6,
  givers: ['ada', 'bo', 'cleo'],
  questions: [{ italian: 'Di che cosa si tratta?', english: 'What is it about?', required: false }],
  colour: 'blue',
  topic: 'topic-2',
  confirmByMail: false,
  changeMinutes: 120,
};

/** As the notices of a desk are where nobody has set anything: off. */
export const USUAL_NOTICES: NoticesForm = {
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

/** Notices that go out, with words of the library's own. */
const NOTICES: NoticesForm = {
  ...USUAL_NOTICES,
  isOn: true,
  daysAfter: [7, 21, null],
  wordings: [
    { kind: 'due', language: 'it', text: 'Ciao {nome}, oggi {biblioteca} aspetta i suoi libri:' },
  ],
};

const SILENT = { greetingItalian: '', greetingEnglish: '', closedItalian: '', closedEnglish: '' };

/** The settings of a library; `now` is the moment they are looked at. */
export function settingsView(now: number, given: Partial<SettingsView> = {}): SettingsView {
  return {
    library: {
      name: 'Biblioteca comunale Renato Fucini',
      privacyContact: 'privacy@comune.example',
      privacyItalian: 'Il titolare del trattamento è il Comune.',
      privacyEnglish: '',
    },
    branches: [
      {
        id: 'branch-1',
        form: { name: 'Sede centrale', address: 'Via Cavour 36, Empoli' },
        hours: HOURS,
      },
      {
        id: 'branch-2',
        form: { name: LONG_NAME, address: '' },
        hours: null,
      },
    ],
    desks: [
      {
        id: 'desk-1',
        form: DESK,
        hours: null,
        texts: { ...SILENT, greetingItalian: 'Buongiorno! Oggi anche consigli di lettura.' },
        notices: NOTICES,
      },
      {
        id: 'desk-2',
        form: { ...DESK, handle: 'ragazzi.empoli', name: 'Sala ragazzi', tiers: [], branch: null },
        hours: { ...HOURS, week: [[], [], [], [], [], [], []], closures: [] },
        texts: SILENT,
        notices: USUAL_NOTICES,
      },
    ],
    groups: [
      { id: 'group-1', form: { name: 'Prestito', members: ['ada', 'bo', 'cleo'] } },
      { id: 'group-2', form: { name: 'Ragazzi', members: [] } },
    ],
    topics: [
      { id: 'topic-1', italian: 'Prestiti e rinnovi', english: 'Loans and renewals', group: null },
      {
        id: 'topic-2',
        italian: 'Ricerche bibliografiche',
        english: 'Finding literature',
        group: 'group-1',
      },
    ],
    consultations: [
      { id: 'consultation-1', form: CONSULTATION },
      {
        id: 'consultation-2',
        form: {
          ...CONSULTATION,
          italian: 'Aiuto con lo SPID',
          english: 'Help with SPID',
          minutes: 45,
          meetings: ['inPerson'],
          questions: [],
          mostPerDay: null,
          confirmByMail: true,
          colour: 'amber',
          givers: ['bo'],
        },
      },
    ],
    reports: { withinSeconds: 20, perPerson: false },
    cases: { keptDays: 365, usualPromiseDays: 5 },
    people: [
      { id: 'ada', name: 'Ada Lastri' },
      { id: 'bo', name: 'Bo Cecchi' },
      { id: 'cleo', name: LONG_NAME },
      { id: 'dino', name: 'Dino Neri' },
    ],
    warnings: [],
    changes: [
      {
        number: 3,
        at: now - 12 * MINUTE,
        who: 'Ada Lastri',
        what: { type: 'hours', name: 'Sede centrale' },
      },
      {
        number: 2,
        at: now - DAY,
        who: LONG_NAME,
        what: { type: 'groupRemoved', name: 'Periodici' },
      },
      { number: 1, at: now - 3 * DAY, who: '', what: { type: 'file' } },
    ],
    ...given,
  };
}
