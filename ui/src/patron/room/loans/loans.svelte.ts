// The patron's own loans, as this page lives them: the cards that are linked, how far one
// has come with linking another, and what is open about a loan. The server answers what is
// about one loan with that loan, and the rest in its order, so what was ordered stands in a
// row until it is answered. Nothing may be done twice because a line broke: what was open
// then is looked up in what the server tells on the next one.
import type {
  DeskView,
  LoanMark,
  OwnCard,
  OwnLoan,
  OwnLoansNews,
  OwnLoansOrder,
  OwnLoansRefusal,
} from '$lib/wire';

import type { Registered } from '../../address';

/** The digits of a code. */
export const CODE_DIGITS = 6;

/** What the loans are given. */
export interface LoansParts {
  tell: (order: OwnLoansOrder) => boolean;
  /** Makes the server know this page. */
  become: () => Promise<Registered>;
  desk: () => Pick<DeskView, 'loans'> | null;
  /** Puts the screen of loans before the patron, or away. */
  show: (shown: boolean) => void;
  /** The patron chooses how to talk about what they have told. */
  arrive: () => void;
}

/** Where the patron is on the way to their loans. */
export type LoansStep = 'asking' | 'card' | 'code' | 'list';

/** Why something was not done; `away` when nobody can say whether it was. */
export type LoansTrouble = OwnLoansRefusal | { type: 'away' | 'crowded' | 'badCode' | 'linkWaits' };

/** Something was not done about a loan; without one, about a card or a form. */
export interface Undone {
  loan: string | null;
  why: LoansTrouble;
}

/** What was done about a loan, and when it was due before. */
export interface LoanDone {
  loan: string;
  what: 'renew' | 'returned' | 'talkAbout';
  due: string;
}

/** What came of a card. */
export type CardDone = 'linked' | 'codeSent' | 'stopped' | 'resumed' | 'unlinked';

interface Open {
  order: OwnLoansOrder;
  /** When the loan was due as it was ordered. */
  due: string;
}

export class Loans {
  /** The cards that are linked; null while the server has not told. */
  cards = $state.raw<OwnCard[] | null>(null);
  /** The screen of loans is before the patron. */
  shown = $state(false);
  /** The number of a card, and a code, as they are typed. */
  card = $state('');
  code = $state('');
  undone = $state.raw<Undone | null>(null);
  loanDone = $state.raw<LoanDone | null>(null);
  cardDone = $state<CardDone | null>(null);
  /** The title of the loan that the patron wants to talk about. */
  about = $state<string | null>(null);

  /** The card for which a code is awaited, as it was typed. */
  private awaited = $state<string | null>(null);
  /** Another card is named though one is linked, or awaited. */
  private naming = $state(false);
  /** The server was asked how it stands, and has not answered. */
  private asking = $state(false);
  private row = $state.raw<Open[]>([]);

  private readonly parts: LoansParts;
  /** What is ordered as soon as the server knows this page. */
  private wanted = $state.raw<OwnLoansOrder | null>(null);
  /** The server is asked to know this page. */
  private becoming = $state(false);
  /** What was open when the line broke. */
  private lost: Open[] = [];

  constructor(parts: LoansParts) {
    this.parts = parts;
  }

  /** The library tells of loans here. */
  readonly offered = $derived.by(() => this.parts.desk()?.loans === true);

  readonly step = $derived.by((): LoansStep => {
    if (this.naming) return 'card';
    if (this.awaited !== null) return 'code';
    if (this.cards?.length) return 'list';
    const waits = this.asking || (this.linking && this.undone === null);
    return waits ? 'asking' : 'card';
  });

  /** The card for which a code was sent. */
  readonly sentFor = $derived(this.awaited ?? '');

  /** There is something to go back to from the form for a card. */
  readonly another = $derived(this.naming && (this.cards?.length ?? 0) > 0);

  /** A personal link led here, and the server has not heard of it. */
  readonly hasLink = $derived(this.wanted?.type === 'link');

  /** Something about a card is under way. */
  readonly busy = $derived(this.becoming || this.row.some(({ order }) => loanOf(order) === null));

  private readonly linking = $derived(
    this.hasLink || this.row.some(({ order }) => order.type === 'link'),
  );

  /** What is under way about a loan. */
  busyWith(loan: string): OwnLoansOrder['type'] | null {
    return this.row.find(({ order }) => loanOf(order) === loan)?.order.type ?? null;
  }

  /** A loan as it stands; nothing once it is over. */
  loan(id: string): OwnLoan | null {
    return (this.cards ?? []).flatMap(({ loans }) => loans).find((one) => one.id === id) ?? null;
  }

  /** Whose the loans of a notice are; all cards where that is not known any more. */
  cardsOf(marks: readonly LoanMark[]): OwnCard[] {
    const cards = this.cards ?? [];
    const has = (card: OwnCard) => card.loans.some(({ id }) => marks.some((one) => one.id === id));
    const found = cards.filter(has);
    return found.length > 0 ? found : cards;
  }

  /** Shows the loans. */
  begin(): void {
    this.shown = true;
    this.parts.show(true);
    this.about = null;
    if (this.wanted) this.settle();
    else if (this.cards === null && !this.asking) this.asking = this.parts.tell({ type: 'ask' });
  }

  leave(): void {
    this.putAside();
    this.undone = null;
    this.cardDone = null;
    this.loanDone = null;
    this.naming = false;
    this.parts.show(false);
  }

  /** Another screen comes between. */
  putAside(): void {
    this.shown = false;
    this.about = null;
  }

  /** A personal link led here. */
  link(secret: string): void {
    this.wanted = { type: 'link', secret };
  }

  /** Once more with that. */
  tryLink(): void {
    this.undone = null;
    this.settle();
  }

  /** Names the card that is typed, and has a code sent. */
  nameCard(): void {
    const card = this.card.trim();
    if (this.busy) return;
    if (card === '') this.undone = { loan: null, why: { type: 'badCard' } };
    else this.orderKnown({ type: 'nameCard', card });
  }

  /** Has another code sent. */
  again(): void {
    if (this.busy || this.awaited === null) return;
    this.code = '';
    this.orderKnown({ type: 'nameCard', card: this.awaited });
  }

  /** Another card instead, or besides. */
  nameAnother(): void {
    this.undone = null;
    this.cardDone = null;
    this.naming = true;
  }

  /** Back from that. */
  nameNone(): void {
    this.undone = null;
    this.naming = false;
    // Whoever has a card already need not wait for the code of another one.
    if (this.cards?.length) this.awaited = null;
  }

  sendCode(): void {
    const code = this.code.replace(/\D/g, '');
    if (this.busy) return;
    if (code.length !== CODE_DIGITS) this.undone = { loan: null, why: { type: 'badCode' } };
    else this.order({ type: 'code', code });
  }

  renew(loan: string): void {
    this.orderOf('renew', loan);
  }

  returned(loan: string): void {
    this.orderOf('returned', loan);
  }

  talkAbout(loan: string): void {
    this.orderOf('talkAbout', loan);
  }

  /** Notices come, or do not. */
  setNotices(cards: readonly OwnCard[], on: boolean): void {
    if (this.busy) return;
    for (const { borrower, notices } of cards) {
      if (notices !== on) this.order({ type: 'setNotices', borrower, on });
    }
  }

  unlink(borrower: string): void {
    if (!this.busy) this.order({ type: 'unlink', borrower });
  }

  /** The server knows this page, on a new line: nothing of before will be answered. */
  greet(): void {
    this.lost = [...this.lost, ...this.row];
    this.row = [];
    if (!this.offered && this.lost.length === 0 && !this.wanted) return;
    if (!this.parts.tell({ type: 'ask' })) return;
    this.asking = this.cards === null;
    const { wanted } = this;
    this.wanted = null;
    if (wanted) this.order(wanted);
  }

  hear(news: OwnLoansNews): void {
    switch (news.type) {
      case 'stands':
        this.asking = false;
        this.hearStands(news.cards, news.awaited);
        break;
      case 'codeSent':
        this.answered(null);
        this.codeSent();
        break;
      case 'done':
        this.hearDone(news.loan);
        break;
      case 'refused':
        this.hearRefused(news.loan, news.why);
        break;
    }
  }

  /** The patron was forgotten. */
  clear(): void {
    this.leave();
    this.cards = null;
    this.awaited = null;
    this.asking = false;
    this.row = [];
    this.lost = [];
    this.wanted = null;
    this.card = '';
    this.code = '';
    this.about = null;
  }

  /** Orders what may come from somebody whom the server does not know yet. */
  private orderKnown(order: OwnLoansOrder): void {
    this.undone = null;
    this.cardDone = null;
    if (this.parts.tell(order)) {
      this.push(order);
      return;
    }
    this.wanted = order;
    this.settle();
  }

  /** Makes the server know this page: its greeting is answered with what is wanted. */
  private settle(): void {
    const { wanted } = this;
    if (!wanted || this.becoming) return;
    if (this.parts.tell(wanted)) {
      this.wanted = null;
      this.push(wanted);
      return;
    }
    this.becoming = true;
    void this.parts.become().then((registered) => {
      this.becoming = false;
      if (registered === 'known' || this.wanted !== wanted) return;
      // A link is worth another try; what was typed stands in its field.
      if (wanted.type !== 'link') this.wanted = null;
      const why = registered === 'tooMany' ? 'crowded' : 'away';
      this.undone = { loan: null, why: { type: wanted.type === 'link' ? 'linkWaits' : why } };
    });
  }

  private order(order: OwnLoansOrder): void {
    const loan = loanOf(order);
    this.undone = null;
    this.cardDone = null;
    this.loanDone = null;
    if (this.parts.tell(order)) this.push(order);
    else this.undone = { loan, why: { type: 'away' } };
  }

  private orderOf(type: LoanDone['what'], loan: string): void {
    if (this.busyWith(loan) === null) this.order({ type, loan });
  }

  private push(order: OwnLoansOrder): void {
    const due = this.loan(loanOf(order) ?? '')?.due ?? '';
    this.row = [...this.row, { order, due }];
  }

  /** Takes the first that this answers out of the row. */
  private answered(loan: string | null): Open | null {
    const at = this.row.findIndex(({ order }) => loanOf(order) === loan);
    const found = this.row[at] ?? null;
    this.row = this.row.filter((_, index) => index !== at);
    return found;
  }

  private codeSent(): void {
    this.awaited = this.awaited ?? this.card.trim();
    if (this.naming) this.awaited = this.card.trim();
    this.naming = false;
    this.cardDone = 'codeSent';
  }

  private hearStands(cards: OwnCard[], awaited: string | null): void {
    this.cards = cards;
    this.awaited = awaited;
    for (const open of this.lost.splice(0)) this.lookUp(open);
  }

  /** Something was open when the line broke. What can be seen to be done is done, what
      may be ordered twice is ordered again, and of the rest nobody can say. */
  private lookUp({ order, due }: Open): void {
    const why: LoansTrouble = { type: 'away' };
    switch (order.type) {
      case 'renew': {
        const loan = this.loan(order.loan);
        if (!loan) break;
        const seen = loan.due > due || loan.state === 'renewalAsked';
        if (seen) this.loanDone = { loan: order.loan, what: 'renew', due };
        else this.undone = { loan: order.loan, why };
        break;
      }
      case 'returned': {
        const loan = this.loan(order.loan);
        if (loan && loan.state !== 'returnSaid') this.order(order);
        break;
      }
      case 'talkAbout':
        this.undone = { loan: order.loan, why };
        break;
      case 'setNotices':
        if (this.cards?.some(({ borrower, notices }) => isOther(order, borrower, notices))) {
          this.order(order);
        }
        break;
      case 'unlink':
        if (this.cards?.some(({ borrower }) => borrower === order.borrower)) this.order(order);
        break;
      case 'nameCard':
        if (this.awaited === order.card) this.codeSent();
        else this.undone = { loan: null, why };
        break;
      case 'code':
        if (this.awaited === null && this.cards?.length) this.linked();
        else this.undone = { loan: null, why };
        break;
      case 'link':
        if (this.cards?.length) this.linked();
        else this.order(order);
        break;
      case 'ask':
        break;
    }
  }

  private linked(): void {
    this.awaited = null;
    this.naming = false;
    this.card = '';
    this.code = '';
    this.undone = null;
    this.cardDone = 'linked';
  }

  private hearDone(loan: string | null): void {
    const open = this.answered(loan);
    if (!open) return;
    const { order, due } = open;
    switch (order.type) {
      case 'code':
      case 'link':
        this.linked();
        break;
      case 'setNotices':
        this.cardDone = order.on ? 'resumed' : 'stopped';
        break;
      case 'unlink':
        this.cardDone = 'unlinked';
        break;
      case 'renew':
      case 'returned':
        this.loanDone = { loan: order.loan, what: order.type, due };
        break;
      case 'talkAbout':
        this.loanDone = { loan: order.loan, what: order.type, due };
        this.putAside();
        this.about = this.loan(order.loan)?.title ?? '';
        this.parts.arrive();
        break;
      case 'ask':
      case 'nameCard':
        break;
    }
  }

  private hearRefused(loan: string | null, why: OwnLoansRefusal): void {
    const open = this.answered(loan);
    this.undone = { loan, why };
    if (open?.order.type !== 'code') return;
    this.code = '';
    if (why.type === 'codeOver') this.awaited = this.awaited ?? this.card.trim();
  }
}

/** The loan that an order is about; none when it is about a card. */
function loanOf(order: OwnLoansOrder): string | null {
  switch (order.type) {
    case 'renew':
    case 'returned':
    case 'talkAbout':
      return order.loan;
    case 'ask':
    case 'nameCard':
    case 'code':
    case 'link':
    case 'setNotices':
    case 'unlink':
      return null;
  }
}

const isOther = (
  order: OwnLoansOrder & { type: 'setNotices' },
  borrower: string,
  notices: boolean,
) => order.borrower === borrower && order.on !== notices;
