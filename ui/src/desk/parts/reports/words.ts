// The words and numbers of a report.
import { language } from '$lib/language.svelte';
import { m } from '$lib/paraglide/messages';
import type {
  Mean,
  NoticeKind,
  Outcome,
  PeriodKind,
  Report,
  ReportPeriod,
  ReportTrouble,
  Share,
} from '$lib/wire';

import { outcomeWord } from '../../words';

export function kindWord(kind: PeriodKind): string {
  switch (kind) {
    case 'month':
      return m.desk_reports_month();
    case 'quarter':
      return m.desk_reports_quarter();
    case 'year':
      return m.desk_reports_year();
    case 'days':
      return m.desk_reports_days();
  }
}

/** `novembre 2026`, `4º trimestre 2026`, `2026`, or from when to when. */
export function periodWord({ from, to }: ReportPeriod, kind: PeriodKind): string {
  switch (kind) {
    case 'month':
      return date(from, { month: 'long', year: 'numeric' });
    case 'quarter': {
      const quarter = (Number(from.slice(5, 7)) - 1) / 3 + 1;
      return m.desk_reports_quarter_of({ quarter, year: from.slice(0, 4) });
    }
    case 'year':
      return from.slice(0, 4);
    case 'days':
      return m.desk_reports_from_to({ from: dayWord(from), to: dayWord(to) });
  }
}

export function dayWord(day: string): string {
  return date(day, { day: 'numeric', month: 'long', year: 'numeric' });
}

/** A day of a report that is shown by days; or its month. */
export function stepWord(day: string, byMonth: boolean): string {
  return byMonth
    ? date(day, { month: 'long', year: 'numeric' })
    : date(day, { weekday: 'short', day: 'numeric', month: 'short' });
}

export function isByMonth({ period }: Report): boolean {
  const days = (Date.parse(period.to) - Date.parse(period.from)) / 86_400_000 + 1;
  return days > 92;
}

export function weekdayShort(day: number): string {
  // 5 January 1970 was a Monday.
  return date(new Date(Date.UTC(1970, 0, 5 + day)).toISOString().slice(0, 10), {
    weekday: 'short',
  });
}

export function shareWord({ part, whole }: Share): string {
  return whole === 0 ? m.desk_reports_nothing() : percent(part / whole);
}

export function percent(part: number): string {
  return new Intl.NumberFormat(language.current, {
    style: 'percent',
    maximumFractionDigits: 1,
  }).format(part);
}

export function count(number: number): string {
  return new Intl.NumberFormat(language.current).format(number);
}

export function meanWord({ count: of, hundredths }: Mean): string {
  if (of === 0) return m.desk_reports_nothing();
  if (hundredths === null) return m.desk_reports_few();
  return new Intl.NumberFormat(language.current, { minimumFractionDigits: 2 }).format(
    hundredths / 100,
  );
}

export function meanLength({ count: of, hundredths }: Mean): string {
  if (of === 0) return m.desk_reports_nothing();
  return hundredths === null ? m.desk_reports_few() : length(Math.round(hundredths / 100));
}

/** `3 min 05 s` */
export function length(seconds: number | undefined): string {
  if (seconds === undefined) return m.desk_reports_nothing();
  const two = (number: number) => String(number).padStart(2, '0');
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  if (hours > 0) return `${hours} h ${two(minutes)} min`;
  return minutes > 0 ? `${minutes} min ${two(seconds % 60)} s` : `${seconds} s`;
}

export function outcomeOf(outcome: Outcome): string {
  switch (outcome) {
    case 'abandoned':
      return m.desk_reports_outcome_abandoned();
    case 'notReached':
      return m.desk_reports_outcome_not_reached();
    case 'blocked':
      return m.desk_reports_outcome_blocked();
    default:
      return outcomeWord(outcome);
  }
}

export function noticeOf(kind: NoticeKind): string {
  switch (kind) {
    case 'predue':
      return m.desk_reports_notice_predue();
    case 'due':
      return m.desk_reports_notice_due();
    case 'overdue1':
      return m.desk_reports_notice_first();
    case 'overdue2':
      return m.desk_reports_notice_second();
    case 'overdue3':
      return m.desk_reports_notice_third();
  }
}

export function troubleWord(why: ReportTrouble): string {
  switch (why) {
    case 'notAllowed':
      return m.desk_reports_trouble_not_allowed();
    case 'wrongDays':
      return m.desk_reports_trouble_days();
    case 'busy':
      return m.desk_reports_trouble_busy();
    case 'failed':
      return m.desk_reports_trouble_failed();
  }
}

/** How the visits compare with the time before, in a sentence. */
export function comparison({ totals, before, periodBefore, kind }: Report): string {
  const period = periodWord(periodBefore, kind);
  if (!before || before.came === 0) return m.desk_reports_compared_nothing({ period });
  const more = totals.came / before.came - 1;
  const share = percent(Math.abs(more));
  if (Math.abs(more) < 0.0005) return m.desk_reports_compared_same({ period });
  return more > 0
    ? m.desk_reports_compared_more({ share, period })
    : m.desk_reports_compared_less({ share, period });
}

function date(day: string, form: Intl.DateTimeFormatOptions): string {
  const format = new Intl.DateTimeFormat(language.current, { ...form, timeZone: 'UTC' });
  return format.format(Date.parse(`${day}T00:00Z`));
}
