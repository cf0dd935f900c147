// When librarians give consultations: one's own, or a colleague's for who may set it.
// What was typed for somebody is kept until it is saved or given up. The answers of the
// program are told apart by numbers.
import { book } from '$lib/book';
import type {
  AvailabilityFault,
  AvailabilityForm,
  AvailabilityOrder,
  AvailabilityRefusal,
  AvailabilityTold,
  AvailabilityView,
  AwayForm,
  Fault,
  Field,
  LibrarianId,
  Meeting,
  RuleForm,
} from '$lib/wire';

import { blankHours } from './blank-settings';
import { tidyDate } from './hours-editor';
import { PAUSE_MS, type Judged } from './settings-form.svelte';

const NOTHING_SAID: AvailabilityForm = { rules: [], away: [] };

/** Why nothing was done. */
export type AvailabilityTrouble = Exclude<
  AvailabilityRefusal['type'],
  'faults' | 'changedMeanwhile'
>;

/** What is told of hours that were saved, and how to take that back. */
export type AvailabilityNews =
  | { type: 'availabilitySaved'; librarian: LibrarianId; before: AvailabilityForm }
  | { type: 'availabilityNotUndone' };

interface Around {
  /** Gives an order to the program; false when it could not be given. */
  order(number: number, order: AvailabilityOrder): Promise<boolean>;
  news(what: AvailabilityNews): void;
}

type Asks = (
  order: AvailabilityOrder,
  answer: (told: AvailabilityTold) => void,
) => Promise<boolean>;

const same = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other);

export class Availabilities {
  /** Whose is looked at; none is one's own. */
  chosen = $state<LibrarianId | null>(null);

  readonly #around: Around;
  readonly #forms = book<LibrarianId, WhenGiven>();
  readonly #answers = book<number, (told: AvailabilityTold) => void>();
  // A window that was opened anew must not take old answers for its own.
  #number = Math.floor(Math.random() * 2 ** 30);

  constructor(around: Around) {
    this.#around = around;
  }

  /** The form of somebody; it is asked for when it is looked at. */
  of(librarian: LibrarianId): WhenGiven {
    const known = this.#forms.get(librarian);
    if (known) return known;
    const form = new WhenGiven(librarian, this.#asks, this.#around.news);
    this.#forms.set(librarian, form);
    return form;
  }

  /** What the program was told last. */
  take(told: readonly AvailabilityTold[]): void {
    for (const one of told) {
      const answer = this.#answers.get(one.number);
      this.#answers.delete(one.number);
      answer?.(one);
    }
  }

  /** What was asked for may never be answered. */
  retry(): void {
    this.#answers.clear();
    for (const form of this.#forms.values()) form.retry();
  }

  /** Whoever signs out leaves nothing half written behind. */
  clear(): void {
    this.chosen = null;
    this.#forms.clear();
    this.#answers.clear();
  }

  /** Back to what held before it was saved. */
  async undo({ librarian, before }: { librarian: LibrarianId; before: AvailabilityForm }) {
    await this.of(librarian).goBack(before);
  }

  readonly #asks: Asks = async (order, answer) => {
    this.#number += 1;
    const number = this.#number;
    this.#answers.set(number, answer);
    const done = await this.#around.order(number, order);
    if (!done) this.#answers.delete(number);
    return done;
  };
}

/** When one librarian gives consultations, as it is typed. */
export class WhenGiven {
  /** It is known how it stands. */
  known = $state(false);
  faults = $state.raw<AvailabilityFault[]>([]);
  saving = $state(false);
  trouble = $state.raw<AvailabilityTrouble | null>(null);
  /** What a colleague made of it meanwhile. */
  theirs = $state.raw<AvailabilityForm | null>(null);

  readonly librarian: LibrarianId;
  #draft = $state<AvailabilityForm>({ rules: [], away: [] });
  #seen = $state.raw<AvailabilityForm>(NOTHING_SAID);
  #zone = 'Europe/Rome';
  readonly #asks: Asks;
  readonly #news: (what: AvailabilityNews) => void;
  #pause: ReturnType<typeof setTimeout> | undefined;
  #asked = 0;

  constructor(librarian: LibrarianId, asks: Asks, news: (what: AvailabilityNews) => void) {
    this.librarian = librarian;
    this.#asks = asks;
    this.#news = news;
  }

  readonly dirty = $derived.by(() => !same(this.#draft, this.#seen));
  /** Nothing was ever said, and nothing is typed. */
  readonly isEmpty = $derived.by(() => same(this.#draft, NOTHING_SAID));

  get draft(): AvailabilityForm {
    return this.#draft;
  }

  /** What is wrong with the days away, or with all of it. */
  fault(field: Field, row: number | null = null): Fault | undefined {
    return this.#fault(null, field, row);
  }

  /** One of the rules, as the editor of hours knows forms. */
  rule(rule: number): Judged {
    return {
      fault: (field, row = null) => this.#fault(rule, field, row),
      edited: () => this.edited(),
    };
  }

  /** Asks how it stands; what was typed here stays. */
  async look(): Promise<void> {
    await this.#asks({ type: 'ask', librarian: this.librarian }, (told) => {
      if (told.type === 'view') this.#stands(told.view);
      else this.#refused(told);
    });
  }

  addRule(): void {
    const first = this.#draft.rules.length === 0;
    const hours = { ...blankHours(), zone: this.#zone };
    // One is met by calls wherever one is; what is usual is there to be changed.
    if (first) hours.week[0] = ['09:00-13:00'];
    const meetings: Meeting[] = first ? ['video', 'voice'] : [];
    this.#draft.rules.push({ meetings, branch: null, hours });
    this.edited();
  }

  removeRule(at: number): void {
    this.#draft.rules.splice(at, 1);
    this.edited();
  }

  /** Where there is one place only, nobody is asked for it. */
  meet(rule: RuleForm, meeting: Meeting, on: boolean, places: readonly string[]): void {
    const order: Meeting[] = ['video', 'voice', 'inPerson'];
    rule.meetings = order.filter((one) => (one === meeting ? on : rule.meetings.includes(one)));
    if (meeting === 'inPerson')
      rule.branch = on && places.length === 1 ? (places[0] ?? null) : null;
    this.edited();
  }

  addAway(date: string): void {
    this.#draft.away.push({ from: date, until: date, reason: '' });
    this.edited();
  }

  removeAway(at: number): void {
    this.#draft.away.splice(at, 1);
    this.edited();
  }

  /** A day is read as people write it; one day away moves whole. */
  setAway(away: AwayForm, side: 'from' | 'until', typed: string): void {
    const date = typed.trim() === '' && side === 'until' ? away.from : tidyDate(typed);
    if (side === 'from' && (away.until === away.from || away.until === '')) away.until = date;
    away[side] = date;
    this.edited();
  }

  /** Something was typed: it is judged as soon as the typing rests. */
  edited(): void {
    clearTimeout(this.#pause);
    this.#pause = setTimeout(() => void this.check(), PAUSE_MS);
  }

  async check(): Promise<void> {
    clearTimeout(this.#pause);
    this.#asked += 1;
    const asked = this.#asked;
    const form = $state.snapshot(this.#draft);
    await this.#asks({ type: 'check', librarian: this.librarian, form }, (told) => {
      if (asked === this.#asked && told.type === 'judged') this.faults = told.faults;
    });
  }

  async save(): Promise<void> {
    if (this.saving || !this.dirty) return;
    clearTimeout(this.#pause);
    await this.#save($state.snapshot(this.#draft), (before) =>
      this.#news({ type: 'availabilitySaved', librarian: this.librarian, before }),
    );
  }

  /** Back to how it stands. */
  discard(): void {
    this.#start(this.theirs ?? this.#seen);
  }

  /** What was typed stays, and is saved over what the colleague wrote. */
  keepMine(): void {
    if (this.theirs) this.#seen = this.theirs;
    this.theirs = null;
  }

  /** Saves what held before; nothing is told of that but that it did not work. */
  async goBack(before: AvailabilityForm): Promise<void> {
    await this.#save(before, () => undefined);
    if (this.trouble) this.#news({ type: 'availabilityNotUndone' });
  }

  retry(): void {
    this.saving = false;
  }

  async #save(form: AvailabilityForm, done: (before: AvailabilityForm) => void): Promise<void> {
    this.saving = true;
    this.trouble = null;
    this.#asked += 1;
    const { librarian } = this;
    const seen = this.#seen;
    const asked = await this.#asks({ type: 'save', librarian, form, seen }, (told) => {
      this.saving = false;
      if (told.type !== 'saved') return this.#refused(told);
      this.#zone = told.view.zone;
      this.#start(told.view.form);
      done(seen);
    });
    if (!asked) this.saving = false;
  }

  #stands({ form, zone }: AvailabilityView): void {
    this.#zone = zone;
    this.trouble = null;
    if (!this.known || !this.dirty) this.#start(form);
    else if (!same(form, this.#seen)) this.theirs = form;
  }

  #refused(told: AvailabilityTold): void {
    if (told.type !== 'refused') return;
    switch (told.why.type) {
      case 'faults':
        this.faults = told.why.faults;
        break;
      case 'changedMeanwhile':
        this.theirs = told.why.view.form;
        break;
      default:
        this.trouble = told.why.type;
    }
  }

  #start(form: AvailabilityForm): void {
    this.known = true;
    this.#seen = form;
    this.#draft = structuredClone(form);
    this.theirs = null;
    this.faults = [];
    this.trouble = null;
  }

  #fault(rule: number | null, field: Field, row: number | null): Fault | undefined {
    const here = (one: AvailabilityFault) =>
      one.rule === rule && one.fault.field === field && one.fault.row === row;
    return this.faults.find(here)?.fault;
  }
}

/** What somebody does on one day of the week, the earliest first. */
export interface Stretch {
  hours: string;
  meetings: Meeting[];
  branch: string | null;
}

/** The week that rules make, Monday first. */
export function weekOf(rules: readonly RuleForm[]): Stretch[][] {
  return Array.from({ length: 7 }, (_, day) =>
    rules
      .flatMap(({ meetings, branch, hours }) =>
        (hours.week[day] ?? []).map((opening) => ({ hours: opening, meetings, branch })),
      )
      .sort((one, other) => one.hours.localeCompare(other.hours)),
  );
}
