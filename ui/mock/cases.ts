// The cases of the desk that is not there: `&cases` begins with some (`&cases=none` with
// none), and puts what the desk told of them into the thread; `&refuse=` refuses each order
// with this reason, and `&away` never answers one. Their ids are the same after a reload.
import { newId } from '$lib/ids';
import type {
  CaseMark,
  Happened,
  OwnCase,
  OwnCaseEntry,
  OwnCasesNews,
  OwnCasesOrder,
  OwnCasesRefusal,
} from '$lib/wire';

const asked = new URLSearchParams(location.search);
const DAY = 24 * 60 * 60_000;

const before = (days: number) => Date.now() - days * DAY;

/** The day that is so many days from now. */
const dayFrom = (days: number) => new Date(before(-days)).toISOString().slice(0, 10);

const entry = (
  what: OwnCaseEntry['what'],
  days: number,
  text = '',
  files: OwnCaseEntry['files'] = [],
): OwnCaseEntry => ({ what, at: before(days), text, files });

function ownCase(number: number, subject: string, given: Partial<OwnCase>): OwnCase {
  return {
    id: `case-${number}`,
    number: `2026/${number}`,
    subject,
    state: 'inHand',
    office: '',
    promised: dayFrom(7),
    openedAt: before(2),
    entries: [],
    ...given,
  };
}

const CASES: OwnCase[] = [
  ownCase(15, 'Acquisto: «La ferrovia Empoli-Siena», di un autore locale', { openedAt: before(1) }),
  ownCase(12, 'Atto di nascita di Guglielmo Lastri, Empoli 1921', {
    state: 'withOffice',
    office: 'Archivio storico comunale',
    promised: dayFrom(10),
    entries: [entry('wrote', 1, 'Il padre si chiamava Torquato: forse aiuta.')],
  }),
  ownCase(11, 'Fotografie della piazza dei Leoni prima del 1944', {
    state: 'waitsForYou',
    office: 'Archivio storico comunale',
    openedAt: before(4),
    entries: [
      entry(
        'asked',
        1,
        'Buongiorno, ne abbiamo una quarantina. Le servono per una pubblicazione o per studio?\nQui il catalogo: https://archivio.example/fototeca?serie=piazza-dei-leoni',
      ),
    ],
  }),
  ownCase(9, 'Ludoteca: orari di dicembre', {
    state: 'inHand',
    openedAt: before(9),
    promised: dayFrom(-1),
    entries: [entry('promiseMoved', 3, dayFrom(-1))],
  }),
  ownCase(7, 'Sala studio per un gruppo di dodici persone', {
    state: 'answered',
    openedAt: before(20),
    promised: dayFrom(-13),
    entries: [
      entry('promiseMoved', 16),
      entry('answered', 15, 'Sì: il martedì e il giovedì dalle 15. Trovi il modulo qui sotto.', [
        { id: newId(), name: 'Modulo sala studio.pdf', kind: 'application/pdf', size: 182_000 },
      ]),
    ],
  }),
  ownCase(3, 'Donazione di libri', {
    state: 'closed',
    openedAt: before(60),
    promised: dayFrom(-50),
    entries: [
      entry('answered', 55, 'Grazie! Portali quando vuoi, il lunedì mattina.'),
      entry('closed', 40),
    ],
  }),
];

const markOf = ({ id, number, subject, office, promised }: OwnCase): CaseMark => ({
  id,
  number,
  subject,
  office,
  promised,
});

/** What the desk told of them: what, its words, and of which. */
export function caseNews(): { happened: Happened; text: string; mark: CaseMark }[] {
  const news = (index: number, happened: Happened, what?: OwnCaseEntry['what']) => {
    const own = CASES[index];
    if (!own) return [];
    const text = own.entries.find((one) => one.what === what)?.text ?? '';
    return [{ happened, text, mark: markOf(own) }];
  };
  if (!asked.has('cases') || asked.get('cases') === 'none') return [];
  return [
    ...news(5, 'caseClosed'),
    ...news(4, 'caseAnswered', 'answered'),
    ...news(3, 'caseOpened'),
    ...news(3, 'casePromiseMoved'),
    ...news(2, 'caseAsked', 'asked'),
    ...news(1, 'caseOpened'),
    ...news(1, 'caseInfoAdded', 'wrote'),
  ];
}

/** The cases of one patron. */
export class MockCases {
  readonly #tell: (news: OwnCasesNews) => void;
  #cases: OwnCase[] = asked.has('cases') && asked.get('cases') !== 'none' ? CASES : [];

  constructor(tell: (news: OwnCasesNews) => void) {
    // As over a network: never at once.
    this.#tell = (news) => void setTimeout(() => tell(news), 150);
  }

  hear(order: OwnCasesOrder): void {
    if (order.type === 'ask') {
      this.#stands();
      return;
    }
    const refuse = asked.get('refuse');
    if (refuse) {
      this.#tell({ type: 'refused', case: order.case, why: refuse as OwnCasesRefusal });
      return;
    }
    if (asked.has('away')) return;
    switch (order.type) {
      case 'addInfo':
        this.#change(order.case, (own) => ({
          ...own,
          state: own.state === 'withOffice' ? 'withOffice' : 'inHand',
          entries: [...own.entries, entry('wrote', 0, order.text)],
        }));
        break;
      case 'close':
        this.#change(order.case, (own) => ({
          ...own,
          state: 'closed',
          entries: [...own.entries, entry('closed', 0)],
        }));
        break;
      case 'erase':
        this.#cases = this.#cases.filter(({ id }) => id !== order.case);
        break;
    }
    this.#tell({ type: 'done', case: order.case });
    this.#stands();
  }

  #change(id: string, change: (own: OwnCase) => OwnCase): void {
    this.#cases = this.#cases.map((own) => (own.id === id ? change(own) : own));
  }

  #stands(): void {
    this.#tell({ type: 'stands', cases: this.#cases });
  }
}
