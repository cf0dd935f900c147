// Loans and notices of the scenes: three places they are read from, what patrons have
// out, and what was sent about it.
import type {
  BorrowerView,
  Mapping,
  FileOutcome,
  FilePreview,
  LedgerEntry,
  LoanRequestView,
  LoansView,
  NoticeKind,
  NoticeState,
  PrintLetter,
  SeatLoan,
  SourceView,
  ThreadBorrowers,
  WeekNotice,
  WindowLoans,
} from '$lib/wire';
import { addDays, wallOf } from '../zoned';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const ZONE = 'Europe/Rome';
const LONG_TITLE =
  'Il nome della rosa; con le Postille dell’autore, i disegni preparatori e le traduzioni dal latino';

/** A day, so many days from the moment. */
export function dayFrom(now: number, days: number): string {
  return addDays(wallOf(now, ZONE).date, days);
}

export const NO_COLUMNS: Mapping = { columns: {}, order: 'dayFirst' };

const FILE_COLUMNS: Mapping = {
  columns: {
    card: 'Tessera',
    surname: 'Cognome',
    name: 'Nome',
    mail: 'E-mail',
    item: 'Inventario',
    title: 'Titolo',
    due: 'Scadenza',
    status: 'Stato',
  },
  order: 'dayFirst',
};

/** One place loans are read from. */
export function source(number: number, given: Partial<SourceView>, now: number): SourceView {
  return {
    id: `source-${number}`,
    form: { name: '', desk: 'desk-1', kind: { type: 'hand' } },
    hasPassword: false,
    loans: 0,
    borrowers: 0,
    linked: 0,
    readAt: now - 2 * HOUR,
    isStale: false,
    reading: null,
    trouble: null,
    waiting: null,
    columns: null,
    ...given,
  };
}

/** A file of every night, the ILS of the children's branch, and what is typed in. */
export function sourcesOf(now: number): SourceView[] {
  const kind = { type: 'file', folder: '/srv/prestiti', isWhole: true } as const;
  const koha = {
    type: 'koha',
    address: 'https://koha.biblioteca.empoli.example',
    signIn: 'apiKey',
    user: 'sportello',
    authority: '',
  } as const;
  return [
    source(
      1,
      {
        form: { name: 'Prestiti della notte', desk: 'desk-1', kind },
        loans: 4812,
        borrowers: 1934,
        linked: 412,
        columns: FILE_COLUMNS,
      },
      now,
    ),
    source(
      2,
      {
        form: { name: 'Koha dei ragazzi', desk: 'desk-1', kind: koha },
        hasPassword: true,
        loans: 731,
        borrowers: 288,
        linked: 61,
        readAt: now - 20 * MINUTE,
      },
      now,
    ),
    source(
      3,
      {
        form: { name: 'Punto prestito di Ponzano', desk: 'desk-1', kind: { type: 'hand' } },
        loans: 9,
        borrowers: 7,
        linked: 2,
        readAt: null,
      },
      now,
    ),
  ];
}

/** The same places, and each has something that somebody should look at. */
export function troubledSources(now: number): SourceView[] {
  const [first, second, third] = sourcesOf(now);
  if (!first || !second || !third) return [];
  return [
    {
      ...first,
      waiting: 'upload-9',
      trouble: { cause: 'asksFirst', said: 'prestiti-2026-11-21.csv', at: now - HOUR },
    },
    {
      ...second,
      isStale: true,
      readAt: now - 3 * DAY,
      trouble: { cause: 'wrongPassword', said: '401 {"error":"invalid_client"}', at: now - HOUR },
    },
    { ...third, reading: { done: 3, of: 9 } },
  ];
}

/** A loan, due so many days from now. */
export function seatLoan(
  number: number,
  title: string,
  days: number,
  now: number,
  given: Partial<SeatLoan> = {},
): SeatLoan {
  return {
    id: `loan-${number}`,
    title,
    author: '',
    item: `E${100_300 + number}`,
    due: dayFrom(now, days),
    isOverdue: days < 0,
    renewals: null,
    byHand: false,
    next: null,
    ...given,
  };
}

/** Everybody of whom the played library knows. */
export function borrowersOf(now: number): BorrowerView[] {
  const usual = { hasMail: true, notices: true, source: 'Prestiti della notte', thread: null };
  const overdue2 = { day: dayFrom(now, 5), kind: 'overdue2' as const };
  const predue = { day: dayFrom(now, 1), kind: 'predue' as const };
  return [
    {
      ...usual,
      id: 'borrower-1',
      name: 'Omar El Idrissi',
      card: '0091 4410 2231',
      thread: 'thread-1',
      loans: [
        seatLoan(1, LONG_TITLE, -9, now, {
          author: 'Umberto Eco',
          renewals: 2,
          next: overdue2,
        }),
        seatLoan(2, 'La guida delle Dolomiti', 4, now, { next: predue }),
        seatLoan(3, '', 12, now),
      ],
    },
    {
      ...usual,
      id: 'borrower-2',
      name: 'Giulia Ferri',
      card: '0091 4410 0017',
      hasMail: false,
      loans: [seatLoan(4, 'Geronimo Stilton. Il mistero del tesoro scomparso', 1, now)],
    },
    {
      ...usual,
      id: 'borrower-3',
      name: 'Giulia Ferrini',
      card: '0091 4410 5521',
      notices: false,
      loans: [],
    },
    {
      ...usual,
      id: 'borrower-4',
      name: 'Nives Bo',
      card: 'P-0007',
      source: 'Punto prestito di Ponzano',
      thread: 'thread-3',
      loans: [
        seatLoan(5, 'Orto e giardino', -2, now, { byHand: true, item: '' }),
        seatLoan(6, 'Cucina toscana', 9, now, { byHand: true, item: '' }),
      ],
    },
  ];
}

/** Who stands behind a thread of the scenes. */
export function behind(now: number, threads: readonly string[]): ThreadBorrowers[] {
  return threads.map((thread) => ({
    thread,
    borrowers: borrowersOf(now).filter((one) => one.thread === thread),
  }));
}

/** What two patrons ask. */
export function requestsOf(now: number): LoanRequestView[] {
  return [
    {
      id: 'request-1',
      kind: 'renew',
      loan: 'loan-1',
      title: LONG_TITLE,
      item: 'E100301',
      due: dayFrom(now, -9),
      name: 'Omar El Idrissi',
      card: '0091 4410 2231',
      thread: 'thread-1',
      at: now - 40 * MINUTE,
    },
    {
      id: 'request-2',
      kind: 'returned',
      loan: 'loan-5',
      title: 'Orto e giardino',
      item: '',
      due: dayFrom(now, -2),
      name: 'Nives Bo',
      card: 'P-0007',
      thread: 'thread-3',
      at: now - 12 * MINUTE,
    },
  ];
}

/** A day on which all went as it should. */
export function loansView(now: number, given: Partial<LoansView> = {}): LoansView {
  return {
    sources: sourcesOf(now),
    pausedAt: null,
    run: {
      began: now - 90 * MINUTE,
      ended: now - 89 * MINUTE,
      looked: 5552,
      of: 5552,
      sent: 19,
      waits: null,
    },
    morning: { day: dayFrom(now, 0), sent: 14, failed: 2, toPrint: 3 },
    requests: requestsOf(now),
    toPrint: 3,
    administers: false,
    mayPause: false,
    ...given,
  };
}

/** Loans as the window is told of them. */
export function loansOf(
  now: number,
  view: Partial<LoansView> = {},
  given: Partial<WindowLoans> = {},
): WindowLoans {
  return {
    view: loansView(now, view),
    ofThreads: [],
    sending: { type: 'none' },
    answer: null,
    ...given,
  };
}

/** The notices of the next seven days. */
export function weekOf(now: number): WeekNotice[] {
  const one = (
    day: number,
    kind: NoticeKind,
    [name, card, title]: [string, string, string],
    due: number,
    way: WeekNotice['way'] = 'thread',
  ): WeekNotice => ({
    day: dayFrom(now, day),
    kind,
    name,
    card,
    title,
    due: dayFrom(now, due),
    way,
  });
  return [
    one(1, 'predue', ['Omar El Idrissi', '0091 4410 2231', 'La guida delle Dolomiti'], 4),
    one(1, 'due', ['Giulia Ferri', '0091 4410 0017', 'Geronimo Stilton'], 1, 'mail'),
    one(3, 'overdue1', ['Wei Zhang', '0091 4410 7702', 'Le città invisibili'], 0, 'print'),
    one(5, 'overdue2', ['Omar El Idrissi', '0091 4410 2231', LONG_TITLE], -9),
    one(5, 'overdue3', ['', '0091 4410 9999', ''], -25, 'print'),
  ];
}

const LEDGER: readonly [NoticeKind, string, string, string, NoticeState][] = [
  ['overdue1', 'Omar El Idrissi', '0091 4410 2231', LONG_TITLE, 'read'],
  ['predue', 'Giulia Ferri', '0091 4410 0017', 'Geronimo Stilton', 'mailed'],
  ['due', 'Wei Zhang', '0091 4410 7702', 'Le città invisibili', 'failed'],
  ['overdue2', 'Piero Landi', '0091 4410 4440', 'Manuale dell’orto', 'uncertain'],
  ['overdue3', 'Tom Ashby', '0091 4410 3131', 'Italian grammar in practice', 'forPrint'],
  ['predue', 'Nives Bo', 'P-0007', 'Cucina toscana', 'pushed'],
  ['overdue1', 'Nives Bo', 'P-0007', 'Orto e giardino', 'written'],
  ['overdue2', '', '0091 4410 9999', '', 'printed'],
];

/** Notices that were sent, the newest first. */
export function ledgerOf(now: number): LedgerEntry[] {
  return LEDGER.map(([kind, name, card, title, state], index) => ({
    id: `notice-${index + 1}`,
    kind,
    name,
    card,
    thread: name.startsWith('Omar') ? 'thread-1' : null,
    title,
    due: dayFrom(now, 3 - index * 2),
    at: now - index * 19 * HOUR - 90 * MINUTE,
    state,
    again: index === 3 ? 'La casella era piena (Bo Cecchi)' : '',
    isOpen: index !== 7,
  }));
}

/** Letters to print: one in each language. */
export function lettersOf(now: number): PrintLetter[] {
  return [
    {
      ids: ['notice-5'],
      name: 'Tom Ashby',
      card: '0091 4410 3131',
      phone: '+39 333 1234567',
      language: 'en',
      text: 'Dear Tom Ashby,\nthese items from Biblioteca comunale Renato Fucini are overdue. Please bring them back.',
      loans: [{ title: 'Italian grammar in practice', due: dayFrom(now, -30) }],
    },
    {
      ids: ['notice-20', 'notice-21'],
      name: 'Wei Zhang',
      card: '0091 4410 7702',
      phone: '',
      language: 'it',
      text: 'Gentile Wei Zhang,\nquesti prestiti della Biblioteca comunale Renato Fucini sono in ritardo. La preghiamo di riportarli.',
      loans: [
        { title: 'Le città invisibili', due: dayFrom(now, -16) },
        { title: '', due: dayFrom(now, -16) },
      ],
    },
  ];
}

const HEADS = ['Tessera', 'Cognome', 'Nome', 'E-mail', 'Inventario', 'Titolo', 'Scadenza', 'Stato'];

/** What a file would change, with these columns; most of what is out when it asks first. */
export function previewOf(
  now: number,
  { columns = FILE_COLUMNS, asks = false, upload = 'upload-1', source = 'source-1' } = {},
): FilePreview {
  const { card, borrower, due } = columns.columns;
  const readable = due !== undefined && (card ?? borrower) !== undefined;
  return {
    upload,
    name: 'prestiti-2026-11-21.csv',
    source,
    heads: HEADS,
    sample: [
      [
        '009144102231',
        'El Idrissi',
        'Omar',
        'omar@example.org',
        'E100301',
        LONG_TITLE,
        '12/11/26',
        '',
      ],
      ['009144100017', 'Ferri', 'Giulia', '', 'E100304', 'Geronimo Stilton', '22/11/26', ''],
      [
        '009144107702',
        'Zhang',
        'Wei',
        'wei@example.org',
        'E100991',
        'Le città invisibili',
        '',
        'out',
      ],
    ],
    columns,
    outcome: readable ? outcomeOf(now, asks) : null,
    isSame: false,
  };
}

function outcomeOf(now: number, asks: boolean): FileOutcome {
  return {
    rows: 4815,
    new: 61,
    changed: 27,
    same: asks ? 2104 : 4712,
    closes: asks ? 2620 : 12,
    asksFirst: asks,
    rejected: 3,
    rejects: [
      { line: 4, why: 'dueMissing', cell: '', leftOut: true },
      { line: 118, why: 'dueUnreadable', cell: '31/02/26', leftOut: true },
      { line: 902, why: 'loanTwice', cell: 'E100304', leftOut: true },
      { line: 1204, why: 'mailUnreadable', cell: 'giulia@', leftOut: false },
    ],
    loans: [
      {
        card: '009144102231',
        name: 'Omar El Idrissi',
        title: LONG_TITLE,
        due: dayFrom(now, -9),
      },
      {
        card: '009144100017',
        name: 'Giulia Ferri',
        title: 'Geronimo Stilton',
        due: dayFrom(now, 1),
      },
    ],
  };
}
