// Reports: which days and which part of the library are looked at, and what came of it.
import type {
  Language,
  PeriodKind,
  Report,
  ReportFileForm,
  ReportPeriod,
  ReportQuestion,
  ReportsWindowOrder,
  WindowReports,
} from '$lib/wire';
import { addDays } from '$lib/zoned';

/** Nothing is known of reports. */
export const NO_REPORTS: WindowReports = { look: { type: 'none' }, saving: { type: 'none' } };

/** What can be chosen of each kind: the newest first. */
const MOST: Record<Exclude<PeriodKind, 'days'>, number> = { month: 24, quarter: 12, year: 5 };
const LENGTH: Record<Exclude<PeriodKind, 'days'>, number> = { month: 1, quarter: 3, year: 12 };

interface Means {
  tell: (order: ReportsWindowOrder) => Promise<boolean>;
  /** The day of now, where the library is. */
  today: () => string;
}

export class Reports {
  shown = $state.raw<WindowReports>(NO_REPORTS);
  kind = $state<PeriodKind>('month');
  /** The first day of the month, quarter or year that was chosen. */
  from = $state('');
  /** The days that were chosen by hand. */
  days = $state<ReportPeriod>({ from: '', to: '' });
  /** All of the library, `branch:…` or `desk:…`. */
  place = $state('');
  /** A topic, or all. */
  topic = $state('');

  readonly #means: Means;

  constructor(means: Means) {
    this.#means = means;
  }

  readonly report = $derived.by((): Report | null =>
    this.shown.look.type === 'there' ? this.shown.look.report : null,
  );

  /** The days that were chosen; none while they are not whole. */
  readonly period = $derived.by((): ReportPeriod | null => {
    if (this.kind === 'days') {
      const { from, to } = this.days;
      return from && to && from <= to ? { from, to } : null;
    }
    return this.from ? periodFrom(this.from, LENGTH[this.kind]) : null;
  });

  take(shown: WindowReports): void {
    this.shown = shown;
  }

  /** Nobody is signed in any more. */
  leave(): void {
    this.shown = NO_REPORTS;
    this.kind = 'month';
    this.from = '';
    this.days = { from: '', to: '' };
    this.place = '';
    this.topic = '';
  }

  /** What can be chosen: the first day of each, the newest first. */
  choices(kind: Exclude<PeriodKind, 'days'>): string[] {
    const first = firstOf(this.#means.today(), kind);
    return Array.from({ length: MOST[kind] }, (_, back) => later(first, -back * LENGTH[kind]));
  }

  /** The last whole month is what one wants to see. */
  open(): void {
    if (!this.from) this.choose('month');
    else void this.look();
  }

  choose(kind: PeriodKind): void {
    this.kind = kind;
    if (kind === 'days') {
      const to = addDays(this.#means.today(), -1);
      this.days = { from: addDays(to, -6), to };
    } else {
      this.from = this.choices(kind)[1] ?? '';
    }
    void this.look();
  }

  async look(): Promise<void> {
    const question = this.#question();
    if (question) await this.#means.tell({ type: 'look', question });
  }

  async save(form: ReportFileForm, language: Language): Promise<void> {
    const question = this.#question();
    if (question) await this.#means.tell({ type: 'save', question, form, language });
  }

  async close(): Promise<void> {
    await this.#means.tell({ type: 'leave' });
  }

  #question(): ReportQuestion | null {
    const { period } = this;
    const [what, id] = this.place.split(':');
    return (
      period && {
        period,
        slice: {
          branch: what === 'branch' ? (id ?? null) : null,
          desk: what === 'desk' ? (id ?? null) : null,
          topic: this.topic || null,
        },
      }
    );
  }
}

/** So many months from a first of a month. */
function periodFrom(from: string, months: number): ReportPeriod {
  return { from, to: addDays(later(from, months), -1) };
}

/** A first of a month, so many months later. */
function later(first: string, months: number): string {
  const [year = 0, month = 1] = first.split('-').map(Number);
  return new Date(Date.UTC(year, month - 1 + months, 1)).toISOString().slice(0, 10);
}

function firstOf(day: string, kind: Exclude<PeriodKind, 'days'>): string {
  const [year = 0, month = 1] = day.split('-').map(Number);
  const first = month - 1 - ((month - 1) % LENGTH[kind]);
  return new Date(Date.UTC(year, first, 1)).toISOString().slice(0, 10);
}
