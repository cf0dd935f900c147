// The patron's own cases, as this page lives them: how they stand, which one is looked at,
// what is being written, and what is under way. The server answers what is ordered with
// its case, so one order at a time stands open for each. Nothing may be done twice because
// a line broke: what was open then is looked up in what the server tells on the next one.
import type { MessageView, OwnCase, OwnCasesNews, OwnCasesOrder, OwnCasesRefusal } from '$lib/wire';

import type { Store } from '../outbox';
import { keepDrafts, readDrafts, type Drafts } from './drafts';

/** What the cases are given. */
export interface CasesParts {
  tell: (order: OwnCasesOrder) => boolean;
  store: Store | null;
  /** Puts the screen of cases before the patron, or away. */
  show: (shown: boolean) => void;
  /** A case was erased. */
  erased: (id: string) => void;
}

/** Where the patron is among their cases. */
export type CasesStep = 'asking' | 'none' | 'list' | 'case';

/** Why something was not done; `away` when nobody can say whether it was. */
export type CaseTrouble = OwnCasesRefusal | 'away';

/** What was done about a case. */
export type CaseDone = 'added' | 'closed';

/** An order that the server answers with its case. */
type CaseOrder = Exclude<OwnCasesOrder, { type: 'ask' }>;

interface Open {
  order: CaseOrder;
  /** The number of its case. */
  number: string;
  /** How often the patron had written those words when they were ordered. */
  written: number;
}

export class Cases {
  /** The newest first; null while the server has not told. */
  cases = $state.raw<OwnCase[] | null>(null);
  /** The screen of cases is before the patron. */
  shown = $state(false);
  undone = $state.raw<{ case: string; why: CaseTrouble } | null>(null);
  done = $state.raw<{ case: string; what: CaseDone } | null>(null);
  /** The number of the case that was erased last. */
  erased = $state('');
  /** Whoever opened the case did so to write. */
  writing = $state(false);

  private chosen = $state<string | null>(null);
  /** It was chosen elsewhere than among all of them. */
  private direct = false;
  private drafts = $state.raw<Drafts>({});
  private open = $state.raw<Open[]>([]);
  /** The server was asked how it stands, and has not answered. */
  private asking = $state(false);
  /** On this line the server tells each change. */
  private told = false;
  /** What was open when the line broke. */
  private lost: Open[] = [];
  /** A message speaks of a case. */
  private mentioned = false;

  private readonly parts: CasesParts;

  constructor(parts: CasesParts) {
    this.parts = parts;
    this.drafts = readDrafts(parts.store);
  }

  /** There is something to be looked at. */
  readonly offered = $derived.by(() => (this.cases?.length ?? 0) > 0);

  /** The case that is looked at, if it is still there. */
  readonly current = $derived.by(() => this.find(this.chosen));

  readonly step = $derived.by((): CasesStep => {
    if (this.current) return 'case';
    if (this.offered) return 'list';
    return this.asking ? 'asking' : 'none';
  });

  /** What is under way about a case. */
  busyWith(id: string): CaseOrder['type'] | null {
    return this.open.find(({ order }) => order.case === id)?.order.type ?? null;
  }

  /** A case as it stands; nothing once it is gone. */
  find(id: string | null): OwnCase | null {
    return this.cases?.find((one) => one.id === id) ?? null;
  }

  /** What is being written to a case. */
  draft(id: string): string {
    return this.drafts[id] ?? '';
  }

  write(id: string, text: string): void {
    this.setDrafts({ ...this.drafts, [id]: text });
    if (this.undone?.case === id && this.undone.why === 'text') this.undone = null;
  }

  /** Shows the cases. */
  begin(): void {
    this.shown = true;
    this.parts.show(true);
    this.ask();
  }

  /** Shows one of them, perhaps to be written to. */
  look(id: string, writing = false): void {
    this.forgetNews();
    this.direct = !this.shown;
    this.chosen = id;
    this.writing = writing;
    this.begin();
  }

  /** Back to where the one was chosen. */
  back(): void {
    if (this.direct) {
      this.leave();
      return;
    }
    this.forgetNews();
    this.chosen = null;
  }

  leave(): void {
    this.forgetNews();
    this.chosen = null;
    this.putAside();
    this.parts.show(false);
  }

  /** Another screen comes between. */
  putAside(): void {
    this.shown = false;
  }

  /** Adds what is written; what is over is opened again by it. */
  add(id: string): void {
    const text = this.draft(id).trim();
    if (text === '') this.undone = { case: id, why: 'text' };
    else this.order({ type: 'addInfo', case: id, text });
  }

  /** An answer is needed after all: these words open the case again. */
  reopen(id: string, text: string): void {
    this.order({ type: 'addInfo', case: id, text });
  }

  /** No answer is needed any more. */
  close(id: string): void {
    this.order({ type: 'close', case: id });
  }

  erase(id: string): void {
    this.order({ type: 'erase', case: id });
  }

  /** The server knows this page, on a new line: nothing of before will be answered. */
  greet(messages: readonly MessageView[]): void {
    this.lost = [...this.lost, ...this.open];
    this.open = [];
    this.told = false;
    this.mentioned ||= messages.some(isOfCase);
    if (this.mentioned || this.shown || this.lost.length > 0 || this.offered) this.ask();
  }

  /** Something was said in the thread. */
  hearMessage(message: MessageView): void {
    if (!isOfCase(message)) return;
    this.mentioned = true;
    this.ask();
  }

  hear(news: OwnCasesNews): void {
    switch (news.type) {
      case 'stands':
        this.hearStands(news.cases);
        break;
      case 'done':
        this.hearDone(news.case);
        break;
      case 'refused':
        this.answered(news.case);
        this.undone = { case: news.case, why: news.why };
        break;
    }
  }

  /** The patron was forgotten. */
  clear(): void {
    this.leave();
    this.cases = null;
    this.setDrafts({});
    this.open = [];
    this.lost = [];
    this.asking = false;
    this.told = false;
    this.mentioned = false;
  }

  private ask(): void {
    if (this.told) return;
    this.told = this.parts.tell({ type: 'ask' });
    this.asking = this.told && this.cases === null;
  }

  private order(order: CaseOrder): void {
    if (this.busyWith(order.case) !== null) return;
    this.forgetNews();
    if (!this.parts.tell(order)) {
      this.undone = { case: order.case, why: 'away' };
      return;
    }
    const number = this.find(order.case)?.number ?? '';
    const written = order.type === 'addInfo' ? this.writtenTo(order.case, order.text) : 0;
    this.open = [...this.open, { order, number, written }];
  }

  private answered(id: string): Open | undefined {
    const found = this.open.find(({ order }) => order.case === id);
    this.open = this.open.filter((one) => one !== found);
    return found;
  }

  private hearStands(cases: OwnCase[]): void {
    this.asking = false;
    this.cases = cases;
    for (const open of this.lost.splice(0)) this.lookUp(open);
    if (this.chosen !== null && !this.current) this.hearGone(this.chosen);
    const there = Object.entries(this.drafts).filter(([id]) => this.find(id));
    this.setDrafts(Object.fromEntries(there));
  }

  /** The case that is looked at is not there any more. */
  private hearGone(id: string): void {
    const open = this.answered(id);
    this.chosen = null;
    if (open?.order.type === 'erase') this.wasDone(open);
    else this.undone = { case: id, why: 'gone' };
  }

  private hearDone(id: string): void {
    const open = this.answered(id);
    if (open) this.wasDone(open);
  }

  private wasDone({ order, number }: Open): void {
    switch (order.type) {
      case 'addInfo':
        if (this.draft(order.case).trim() === order.text) this.write(order.case, '');
        this.done = { case: order.case, what: 'added' };
        break;
      case 'close':
        this.done = { case: order.case, what: 'closed' };
        break;
      case 'erase':
        this.erased = number;
        this.parts.erased(order.case);
        if (this.chosen === order.case) this.chosen = null;
        this.cases = (this.cases ?? []).filter(({ id }) => id !== order.case);
        break;
    }
  }

  /** Something was open when the line broke. What can be seen to be done is done, what
      may be ordered twice is ordered again, and of the rest nobody can say. */
  private lookUp(open: Open): void {
    const { order, written } = open;
    const stands = this.find(order.case);
    switch (order.type) {
      case 'addInfo':
        if (this.writtenTo(order.case, order.text) > written) this.wasDone(open);
        else if (stands) this.undone = { case: order.case, why: 'away' };
        break;
      case 'close':
        if (stands?.state === 'closed') this.wasDone(open);
        else if (stands) this.order(order);
        break;
      case 'erase':
        if (stands) this.order(order);
        else this.wasDone(open);
        break;
    }
  }

  private writtenTo(id: string, text: string): number {
    const entries = this.find(id)?.entries ?? [];
    return entries.filter((one) => one.what === 'wrote' && one.text.trim() === text).length;
  }

  private forgetNews(): void {
    this.undone = null;
    this.done = null;
    this.erased = '';
  }

  private setDrafts(drafts: Drafts): void {
    const begun = Object.entries(drafts).filter(([, text]) => text !== '');
    this.drafts = Object.fromEntries(begun);
    keepDrafts(this.parts.store, this.drafts);
  }
}

const isOfCase = (message: MessageView) => message.case !== null;
