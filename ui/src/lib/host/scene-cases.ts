// Cases of the scenes: seven of every state, one that has been through everything, the
// address book, mail that came, and the mailbox it is read from.
import type {
  CaseEntryKind,
  CaseEntryView,
  CaseFile,
  CaseRow,
  CasesView,
  CaseView,
  LetterInView,
  MailboxView,
  OfficeView,
  WindowCases,
} from '$lib/wire';
import { addDays, wallOf } from '../zoned';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const ZONE = 'Europe/Rome';
const LONG_SUBJECT =
  'Riproduzioni ad alta risoluzione delle pergamene dell’archivio storico comunale del Quattrocento';

/** Cases of which nothing is known. */
export const NO_CASES_YET: WindowCases = {
  view: null,
  open: null,
  gone: null,
  ofThreads: [],
  answer: null,
};

/** A day, so many days from the moment. */
function dayFrom(now: number, days: number): string {
  return addDays(wallOf(now, ZONE).date, days);
}

/** One case in a list. */
export function caseRow(number: number, given: Partial<CaseRow>, now: number): CaseRow {
  return {
    id: `case-${number}`,
    number: `2026/${number}`,
    desk: 'desk-1',
    subject: 'Mappa catastale di Ponzano',
    topic: 'topic-1',
    state: 'open',
    owner: 'ada',
    office: '',
    asker: 'Omar El Idrissi',
    promised: dayFrom(now, 5),
    overdue: false,
    news: false,
    changedAt: now - number * HOUR,
    ...given,
  };
}

/** Seven cases, one of each kind that a day brings. */
export function sevenCases(now: number): CaseRow[] {
  return [
    caseRow(12, { state: 'waitingForOffice', office: 'Archivio storico', news: true }, now),
    caseRow(
      11,
      {
        subject: 'Prestito interbibliotecario di una rivista',
        asker: 'Nives Bo',
        promised: dayFrom(now, -3),
        overdue: true,
        owner: null,
        topic: 'topic-2',
      },
      now,
    ),
    caseRow(
      10,
      { subject: 'Proposta di acquisto', asker: 'Wei Zhang', promised: dayFrom(now, 1) },
      now,
    ),
    caseRow(9, { subject: LONG_SUBJECT, asker: '', owner: 'bo', promised: dayFrom(now, 0) }, now),
    caseRow(
      8,
      { state: 'waitingForPatron', subject: 'Tesi di laurea sulla vetreria', asker: 'Tom Ashby' },
      now,
    ),
    caseRow(7, { state: 'answered', subject: 'Sala per un gruppo di lettura' }, now),
    caseRow(6, { state: 'closed', subject: 'Tessera smarrita', asker: 'Piero' }, now),
  ];
}

/** Three hundred of them. */
export function manyCases(now: number): CaseRow[] {
  const seven = sevenCases(now);
  return Array.from({ length: 300 }, (_, index) => {
    const like = seven[index % seven.length];
    return caseRow(
      400 - index,
      { ...like, id: `many-${index}`, number: `2026/${400 - index}` },
      now,
    );
  });
}

export const LETTER_FILE: CaseFile = {
  id: 'file-9',
  name: 'mappa-ponzano-1842.pdf',
  kind: 'application/pdf',
  size: 1_482_113,
};

function caseEntry(
  number: number,
  kind: CaseEntryKind,
  at: number,
  given: Partial<CaseEntryView> = {},
): CaseEntryView {
  return {
    id: `entry-${number}`,
    kind,
    at,
    by: '',
    with: '',
    subject: '',
    text: '',
    folded: '',
    files: [],
    letter: null,
    leftOut: 0,
    remark: null,
    contact: null,
    ...given,
  };
}

/** What happened to a case that an office has answered. */
export function caseEntries(now: number): CaseEntryView[] {
  const by = 'Ada Lastri';
  const office = 'Archivio storico';
  return [
    caseEntry(1, 'opened', now - 3 * DAY, {
      by,
      text: 'Cerca la mappa del 1842 per una causa di confine: gli serve una copia leggibile.',
    }),
    caseEntry(2, 'excerpt', now - 3 * DAY + MINUTE, {
      by,
      text: 'Omar: Avete la mappa catastale di Ponzano?\nAda: Dell’Ottocento?\nOmar: Sì, del 1842.',
    }),
    caseEntry(3, 'told', now - 3 * DAY + 2 * MINUTE, {
      text: 'La tua richiesta è la pratica 2026/12.',
    }),
    caseEntry(4, 'handedOff', now - 3 * DAY + 10 * MINUTE, {
      by,
      with: office,
      subject: '[2026/12] Mappa catastale di Ponzano',
      text: 'Buongiorno,\nun utente chiede una copia della mappa catastale di Ponzano del 1842.',
      letter: { type: 'sent' },
    }),
    caseEntry(5, 'autoReply', now - 3 * DAY + 12 * MINUTE, {
      with: office,
      text: 'Sono in ferie fino a lunedì.',
    }),
    caseEntry(6, 'note', now - 2 * DAY, { by, text: 'Ho sentito Franca per telefono: ci guarda.' }),
    caseEntry(7, 'promiseMoved', now - 2 * DAY + MINUTE, { by, text: dayFrom(now, 5) }),
    caseEntry(8, 'askedPatron', now - 2 * DAY + 2 * MINUTE, {
      by,
      text: 'Ti basta una copia in PDF?',
    }),
    caseEntry(9, 'patronWrote', now - DAY, { with: 'Omar El Idrissi', text: 'Sì, va benissimo.' }),
    caseEntry(10, 'notDelivered', now - DAY + MINUTE, {
      with: 'archivio-vecchio@comune.example',
      text: '550 5.1.1 Mailbox unknown',
      letter: { type: 'failed' },
    }),
    caseEntry(11, 'officeWrote', now - 40 * MINUTE, {
      with: office,
      subject: 'Re: [2026/12] Mappa catastale di Ponzano',
      text: 'Buongiorno, in allegato la mappa del 1842. La scala è 1:2000.\nFranca',
      folded: '> Buongiorno,\n> un utente chiede una copia della mappa catastale di Ponzano.',
      files: [LETTER_FILE],
      leftOut: 1,
    }),
  ];
}

/** A case, whole. */
export function caseOf(row: CaseRow, now: number, given: Partial<CaseView> = {}): CaseView {
  return {
    row,
    level: row.office === '' ? 'first' : 'second',
    thread: 'thread-1',
    asker: { name: row.asker, mail: 'omar@posta.example', phone: '' },
    office: row.office === '' ? null : 'office-1',
    suggested: 'office-1',
    snoozedUntil: null,
    openedAt: now - 3 * DAY,
    answeredAt: null,
    closedAt: row.state === 'closed' ? now - HOUR : null,
    entries: caseEntries(now),
    alsoHere: [],
    ...given,
  };
}

function office(number: number, given: Partial<OfficeView['form']>): OfficeView {
  return {
    id: `office-${number}`,
    form: {
      name: 'Archivio storico',
      mail: 'archivio@comune.empoli.example',
      phone: '',
      hours: '',
      note: '',
      topics: [],
      straight: false,
      ...given,
    },
    badSince: null,
    badSaid: '',
  };
}

/** The address book: an archive, an office whose mail comes back, a colleague. */
export function officesOf(now: number): OfficeView[] {
  return [
    office(1, {
      phone: '0571 757001',
      hours: 'lun–ven 9–13',
      note: 'Chiedere di Franca per le mappe.',
      topics: ['topic-1'],
    }),
    {
      ...office(2, { name: 'Prestito interbibliotecario', mail: 'ill@biblioteche.example' }),
      badSince: now - 2 * DAY,
      badSaid: '550 5.1.1 Mailbox unknown',
    },
    office(3, { name: 'Ufficio acquisti', mail: 'acquisti@comune.example', straight: true }),
  ];
}

/** Two mails that belong to no case, as far as anybody knows. */
export function lettersIn(now: number): LetterInView[] {
  return [
    {
      id: 'letter-1',
      at: now - 20 * MINUTE,
      from: 'Franca Bini <franca.bini@posta.example>',
      subject: 'mappa',
      text: 'Ti scrivo da casa: la mappa c’è, domani la fotografo.',
      files: 1,
      remark: null,
      suggested: caseRow(12, { state: 'waitingForOffice', office: 'Archivio storico' }, now),
    },
    {
      id: 'letter-2',
      at: now - 5 * HOUR,
      from: 'newsletter@fornitore.example',
      subject: '',
      text: 'Le novità del mese per la tua biblioteca.',
      files: 0,
      remark: null,
      suggested: null,
    },
  ];
}

/** Mail is read, and that goes well. */
export function mailboxOf(now: number, given: Partial<MailboxView> = {}): MailboxView {
  return {
    form: {
      server: 'imap.comune.example',
      port: 993,
      security: 'tls',
      user: 'biblioteca',
      folder: 'INBOX',
      authority: '',
      unknown: null,
    },
    hasPassword: true,
    readAt: now - 2 * MINUTE,
    trouble: null,
    ...given,
  };
}

/** What is known of all cases. */
export function casesView(now: number, given: Partial<CasesView> = {}): CasesView {
  const [, overdue, tomorrow] = sevenCases(now);
  return {
    counts: {
      toDo: 4,
      overdue: 1,
      waitingForOffice: 1,
      waitingForPatron: 1,
      snoozed: 0,
      answered: 1,
      news: 1,
    },
    near: [overdue, tomorrow].flatMap((one) => (one ? [one] : [])),
    offices: officesOf(now),
    letters: lettersIn(now),
    mailbox: mailboxOf(now),
    usualDays: [
      { desk: 'desk-1', day: dayFrom(now, 7) },
      { desk: 'desk-2', day: dayFrom(now, 7) },
    ],
    ...given,
  };
}

/** What the window shows of cases. */
export function casesOf(
  now: number,
  view: Partial<CasesView> = {},
  given: Partial<WindowCases> = {},
): WindowCases {
  return { ...NO_CASES_YET, view: casesView(now, view), ...given };
}

/** Nobody has ever made a case. */
export function noCasesAtAll(now: number): WindowCases {
  const counts = { toDo: 0, overdue: 0, waitingForOffice: 0, waitingForPatron: 0 };
  return casesOf(now, {
    counts: { ...counts, snoozed: 0, answered: 0, news: 0 },
    near: [],
    offices: [],
    letters: [],
    mailbox: null,
  });
}
