// Cases in the window: what the server shows, what was ordered and how it came out. One
// thing is asked at a time, in the order in which it was wanted.
import type {
  CaseChange,
  CaseEntryId,
  CaseId,
  CaseRow,
  CaseView,
  CasesAnswer,
  CasesOrder,
  CasesRefusal,
  CasesWindowOrder,
  FileId,
  ThreadId,
  WindowCases,
} from '$lib/wire';
import { wallOf } from '$lib/zoned';

import { AddressBook } from './case-offices.svelte';
import { CaseLetters } from './case-letters.svelte';
import { CaseList } from './case-list.svelte';
import { CaseMaking } from './case-making.svelte';
import { HandOff } from './case-hand-off.svelte';
import { MailboxSettings } from './case-mailbox.svelte';

/** Nothing is known of cases. */
export const NO_CASES: WindowCases = {
  view: null,
  open: null,
  gone: null,
  ofThreads: [],
  answer: null,
};

/** How an order came out. */
export type CaseOutcome = Omit<CasesAnswer, 'number'>;
export type AskOfCases = (order: CasesOrder) => Promise<CaseOutcome>;

const NOT_DONE: CaseOutcome = { refused: { type: 'notSaved' }, brought: { type: 'nothing' } };

/** The parts of the place. */
export const CASES_PARTS = ['list', 'letters', 'offices'] as const;
export type CasesPart = (typeof CASES_PARTS)[number];

/** What is written in a case. */
export type CaseMode = 'answer' | 'ask' | 'note';

/** What this window tells of cases. */
export type CaseNews =
  | { type: 'caseMade'; case: CaseId; number: string }
  | { type: 'caseChanged'; case: CaseId; number: string; what: CaseChange; back: CaseChange }
  | { type: 'caseNotChanged'; why: CasesRefusal }
  | { type: 'caseHandedOff'; number: string; office: string; promised: string };

interface Means {
  tell: (order: CasesWindowOrder) => Promise<boolean>;
  news: (what: CaseNews) => void;
  /** What was begun to be written, which outlives the window. */
  drafts: { draftOf: (key: string) => string; keep: (key: string, draft: string) => void };
  zone: () => string;
  /** Somebody looks at this window. */
  watched: () => boolean;
}

export class Cases {
  shown = $state.raw<WindowCases>(NO_CASES);
  /** The part that is looked at. */
  part = $state<CasesPart>('list');
  /** The case that is to stand open. */
  wanted = $state<CaseId | null>(null);
  mode = $state<CaseMode>('answer');
  /** Why the last thing about the open case was not done. */
  trouble = $state.raw<CasesRefusal | null>(null);
  /** Something is asked that changes something. */
  busy = $state(false);
  /** The letter whose files go along with the answer. */
  filesOf = $state<CaseEntryId | null>(null);
  /** The answer closes the case. */
  closes = $state(false);

  readonly list: CaseList;
  readonly making: CaseMaking;
  readonly hand: HandOff;
  readonly offices: AddressBook;
  readonly letters: CaseLetters;
  readonly mailbox: MailboxSettings;

  readonly #means: Means;
  // A window that was opened anew must not take old answers for its own.
  #number = Math.floor(Math.random() * 2 ** 30);
  #waiting: { number: number; settle: (outcome: CaseOutcome) => void } | null = null;
  #last: Promise<unknown> = Promise.resolve();
  #watchers = 0;
  /** What had come last when the server was told that it is seen, until it says so too. */
  #seen: CaseEntryId | null = null;

  constructor(means: Means) {
    this.#means = means;
    const ask: AskOfCases = (order) => this.#ask(order);
    this.list = new CaseList(ask);
    this.making = new CaseMaking({ ask, news: means.news });
    this.hand = new HandOff({ ask, news: means.news });
    this.offices = new AddressBook({
      ask,
      save: (name, text) => void means.tell({ type: 'saveOffices', name, text }),
    });
    this.letters = new CaseLetters(ask);
    this.mailbox = new MailboxSettings(ask);
  }

  readonly view = $derived(this.shown.view);
  readonly counts = $derived(this.view?.counts ?? null);
  readonly book = $derived(this.view?.offices ?? []);
  readonly cameIn = $derived(this.view?.letters ?? []);

  /** How many things wait for somebody. */
  readonly toDo = $derived((this.counts?.toDo ?? 0) + this.cameIn.length);
  /** The case that stands open, once it has come. */
  readonly open = $derived(this.shown.open?.row.id === this.wanted ? this.shown.open : null);
  /** It was erased while it stood open. */
  readonly isGone = $derived(this.wanted !== null && this.shown.gone === this.wanted);

  take(shown: WindowCases): void {
    this.shown = shown;
    this.list.take(shown);
    this.mailbox.fill(shown.view);
    const waiting = this.#waiting;
    if (waiting && shown.answer?.number === waiting.number) {
      this.#waiting = null;
      waiting.settle(shown.answer);
    }
  }

  /** Nobody is signed in any more: nothing of anybody's cases stays. */
  leave(): void {
    this.#waiting?.settle(NOT_DONE);
    this.#waiting = null;
    this.shown = NO_CASES;
    this.part = 'list';
    this.wanted = null;
    this.#begin();
    this.list.clear();
    this.making.close();
    this.hand.close();
    this.offices.close();
    this.letters.clear();
    this.mailbox.empty();
  }

  /** Somebody looks, until the answer is called. */
  watch(): () => void {
    this.#watchers += 1;
    if (this.#watchers === 1) void this.#order({ type: 'watch', on: true });
    return () => {
      this.#watchers -= 1;
      if (this.#watchers === 0) void this.#order({ type: 'watch', on: false });
    };
  }

  /** The cases of a conversation, the newest first; null while nobody knows. */
  ofThread(thread: ThreadId): readonly CaseRow[] | null {
    return this.shown.ofThreads.find((one) => one.thread === thread)?.cases ?? null;
  }

  askThread(thread: ThreadId): void {
    void this.#order({ type: 'askThread', thread });
  }

  /** Puts a case in front; it is asked for by whoever draws it. */
  show(id: CaseId): void {
    if (this.wanted !== id) this.#begin();
    this.part = 'list';
    this.wanted = id;
  }

  /** Back to the list. */
  putAway(): void {
    this.wanted = null;
    this.#begin();
  }

  /** The case stands on the screen until the answer is called. */
  stands(id: CaseId): () => void {
    void this.#order({ type: 'openCase', case: id });
    return () => void this.#order({ type: 'closeCase' });
  }

  /** The open case is on the screen: if somebody looks at it, what came to it is seen. */
  look(): void {
    const { open } = this;
    if (!open?.row.news) this.#seen = null;
    const newest = open?.entries.at(-1)?.id ?? null;
    if (!open?.row.news || newest === this.#seen || !this.#means.watched()) return;
    this.#seen = newest;
    void this.#order({ type: 'openCase', case: open.row.id }).then((taken) => {
      if (!taken) this.#seen = null;
    });
  }

  #begin(): void {
    this.trouble = null;
    this.mode = 'answer';
    this.filesOf = null;
    this.closes = false;
    this.hand.close();
  }

  draftOf(id: CaseId, mode: CaseMode): string {
    return this.#means.drafts.draftOf(`case ${id} ${mode}`);
  }

  keep(id: CaseId, mode: CaseMode, draft: string): void {
    this.#means.drafts.keep(`case ${id} ${mode}`, draft);
  }

  async takeCase(id: CaseId): Promise<boolean> {
    return this.#do({ type: 'takeCase', case: id });
  }

  async end(id: CaseId, note: string): Promise<boolean> {
    return this.#do({ type: 'endCase', case: id, note });
  }

  async reopen(id: CaseId): Promise<boolean> {
    return this.#do({ type: 'reopenCase', case: id });
  }

  /** Changes something; what can cheaply be taken back is offered to be. */
  async change(of: CaseView, what: CaseChange): Promise<boolean> {
    const back = this.#backFrom(of, what);
    const { id, number } = of.row;
    const done = await this.#do({ type: 'changeCase', case: id, change: what });
    if (done) this.#means.news({ type: 'caseChanged', case: id, number, what, back });
    return done;
  }

  /** Takes a change back. */
  async undo({ case: id, back }: Extract<CaseNews, { type: 'caseChanged' }>): Promise<void> {
    const { refused } = await this.#ask({ type: 'changeCase', case: id, change: back });
    if (refused) this.#means.news({ type: 'caseNotChanged', why: refused });
    void this.list.again();
  }

  /** Sends what was written; it stays in the field if it does not go. */
  async write(id: CaseId): Promise<boolean> {
    const { mode } = this;
    const text = this.draftOf(id, mode).trim();
    if (text === '' || !(await this.#do(this.#writing(id, mode, text)))) return false;
    this.keep(id, mode, '');
    this.filesOf = null;
    this.closes = false;
    return true;
  }

  /** What an office wrote goes to the patron as it stands, with its files. */
  async forward(id: CaseId, entry: { id: CaseEntryId; text: string }): Promise<boolean> {
    const { text, id: filesOf } = entry;
    return this.#do({ type: 'answerPatron', case: id, text, filesOf, close: false });
  }

  saveFile(file: FileId): void {
    void this.#means.tell({ type: 'saveFile', file });
  }

  #writing(id: CaseId, mode: CaseMode, text: string): CasesOrder {
    switch (mode) {
      case 'answer': {
        const { filesOf, closes: close } = this;
        return { type: 'answerPatron', case: id, text, filesOf, close };
      }
      case 'ask':
        return { type: 'askPatron', case: id, text };
      case 'note':
        return { type: 'addNote', case: id, text };
    }
  }

  #backFrom({ row, asker, snoozedUntil }: CaseView, what: CaseChange): CaseChange {
    switch (what.type) {
      case 'subject':
        return { type: 'subject', subject: row.subject };
      case 'topic':
        return { type: 'topic', topic: row.topic };
      case 'promise':
        return { type: 'promise', day: row.promised };
      case 'owner':
        return { type: 'owner', librarian: row.owner };
      case 'snooze': {
        const until = snoozedUntil === null ? null : wallOf(snoozedUntil, this.#means.zone()).date;
        return { type: 'snooze', until };
      }
      case 'asker':
        return { type: 'asker', asker };
    }
  }

  async #do(order: CasesOrder): Promise<boolean> {
    if (this.busy) return false;
    this.busy = true;
    this.trouble = (await this.#ask(order)).refused;
    this.busy = false;
    if (!this.trouble) void this.list.again();
    return this.trouble === null;
  }

  /** Asks the server for one thing, once what was asked before is answered. */
  #ask(order: CasesOrder): Promise<CaseOutcome> {
    const asked = this.#last.then(() => this.#askNow(order));
    this.#last = asked;
    return asked;
  }

  async #askNow(order: CasesOrder): Promise<CaseOutcome> {
    this.#number += 1;
    const number = this.#number;
    const answered = new Promise<CaseOutcome>((settle) => {
      this.#waiting = { number, settle };
    });
    if (await this.#means.tell({ type: 'ask', number, order })) return answered;
    this.#waiting = null;
    return NOT_DONE;
  }

  /** What is never answered with a number. */
  #order(order: CasesOrder): Promise<boolean> {
    this.#number += 1;
    return this.#means.tell({ type: 'ask', number: this.#number, order });
  }
}
