// The loans of the desk that is not there: `&loans` offers them, `&cards` begins with a
// card that is linked (`&cards=none` without loans). Any card is sent the code 482913;
// `&refuse=` refuses each order with this reason, and `&renew=` says what becomes of a
// renewal (asked, or a reason why not). `&notice` puts a notice into the thread.
import { newId } from '$lib/ids';
import type {
  LoanMark,
  NotRenewed,
  OwnCard,
  OwnLoan,
  OwnLoansNews,
  OwnLoansOrder,
  OwnLoansRefusal,
} from '$lib/wire';

const asked = new URLSearchParams(location.search);
const CODE = '482913';
const DAY = 24 * 60 * 60_000;

/** The day that is so many days from now. */
function dayFrom(days: number): string {
  const day = new Date(Date.now() + days * DAY);
  const pad = (number: number) => String(number).padStart(2, '0');
  return `${day.getFullYear()}-${pad(day.getMonth() + 1)}-${pad(day.getDate())}`;
}

function loan(title: string, author: string, days: number, given: Partial<OwnLoan> = {}): OwnLoan {
  const state = days < 0 ? 'overdue' : 'out';
  return { id: newId(), title, author, due: dayFrom(days), state, ...given };
}

const LOANS: OwnLoan[] = [
  loan('Il barone rampante', 'Italo Calvino', -3),
  loan('Lessico famigliare', 'Natalia Ginzburg', 3),
  loan('La chiave a stella', 'Primo Levi', 10, { state: 'renewalAsked' }),
  loan('Se questo è un uomo', 'Primo Levi', 24),
  loan('', '', 24),
];

/** What a notice in the thread is about: one of them was renewed since, one returned. */
export const marks: LoanMark[] = [
  ...LOANS.slice(0, 2).map(({ id, title, due }) => ({ id, title, due })),
  { id: LOANS[3]?.id ?? '', title: 'Se questo è un uomo', due: dayFrom(-4) },
  { id: newId(), title: 'Cristo si è fermato a Eboli', due: dayFrom(1) },
];

function card(): OwnCard {
  return {
    borrower: newId(),
    name: 'Ada Rossi',
    cardEnd: '4721',
    notices: true,
    loans: asked.get('cards') === 'none' ? [] : LOANS,
    readAt: Date.now() - 40 * 60_000,
  };
}

/** The loans of one patron. */
export class MockLoans {
  readonly #tell: (news: OwnLoansNews) => void;
  #cards: OwnCard[] = asked.has('cards') ? [card()] : [];
  #awaited: string | null = null;
  #left = 5;

  constructor(tell: (news: OwnLoansNews) => void) {
    // As over a network: never at once.
    this.#tell = (news) => void setTimeout(() => tell(news), 150);
  }

  hear(order: OwnLoansOrder): void {
    const loan = 'loan' in order ? order.loan : null;
    const refuse = asked.get('refuse');
    if (refuse && order.type !== 'ask') {
      this.#tell({ type: 'refused', loan, why: { type: refuse } as OwnLoansRefusal });
      return;
    }
    switch (order.type) {
      case 'ask':
        this.#stands();
        break;
      case 'nameCard':
        this.#awaited = order.card;
        this.#left = 5;
        this.#tell({ type: 'codeSent' });
        this.#stands();
        break;
      case 'code':
        if (order.code === CODE) this.#link();
        else this.#wrong();
        break;
      case 'link':
        this.#link();
        break;
      case 'renew':
        this.#renew(order.loan);
        break;
      case 'returned':
        this.#change(order.loan, { state: 'returnSaid' });
        break;
      case 'talkAbout':
        this.#change(order.loan, {});
        break;
      case 'setNotices':
        this.#cards = this.#cards.map((one) =>
          one.borrower === order.borrower ? { ...one, notices: order.on } : one,
        );
        this.#done(null);
        break;
      case 'unlink':
        this.#cards = this.#cards.filter(({ borrower }) => borrower !== order.borrower);
        this.#done(null);
        break;
    }
  }

  #wrong(): void {
    this.#left -= 1;
    const why: OwnLoansRefusal =
      this.#left > 0 ? { type: 'wrongCode', left: this.#left } : { type: 'codeOver' };
    this.#tell({ type: 'refused', loan: null, why });
  }

  #link(): void {
    this.#awaited = null;
    this.#cards = [...this.#cards, card()];
    this.#done(null);
  }

  #renew(id: string): void {
    const becomes = asked.get('renew');
    if (becomes && becomes !== 'asked') {
      const why = becomes as NotRenewed;
      this.#tell({ type: 'refused', loan: id, why: { type: 'notRenewed', why } });
    } else if (becomes) {
      this.#change(id, { state: 'renewalAsked' });
    } else {
      this.#change(id, { state: 'out', due: dayFrom(30) });
    }
  }

  #change(id: string, change: Partial<OwnLoan>): void {
    this.#cards = this.#cards.map((one) => ({
      ...one,
      loans: one.loans.map((own) => (own.id === id ? { ...own, ...change } : own)),
    }));
    this.#done(id);
  }

  #done(loan: string | null): void {
    this.#tell({ type: 'done', loan });
    this.#stands();
  }

  #stands(): void {
    this.#tell({ type: 'stands', cards: this.#cards, awaited: this.#awaited });
  }
}
