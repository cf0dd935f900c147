// Hours as a person types them: times with or without their zeros, dates in the
// order of the country. What can't be read stays as it was typed, for the server to
// say what is wrong with it.
import type { ClosureForm, HoursForm } from '$lib/wire';

/** `9`, `930`, `9.30` or `9:30` as `09:30`. */
export function tidyTime(typed: string): string {
  const text = typed.trim();
  const match = /^(\d{1,2})(?:[:.,]?(\d{2}))?$/.exec(text);
  if (!match) return text;
  return `${(match[1] ?? '').padStart(2, '0')}:${match[2] ?? '00'}`;
}

/** `24/12/2026` or `24.12.26` as `2026-12-24`. */
export function tidyDate(typed: string): string {
  const text = typed.trim();
  const match = /^(\d{1,2})[./ -](\d{1,2})[./ -](\d{4}|\d{2})$/.exec(text);
  if (!match) return text;
  const [, day = '', month = '', year = ''] = match;
  return `${year.padStart(4, '20')}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
}

/** `2026-12-24` as people write it here. */
export function dateAsTyped(date: string): string {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(date);
  return match ? `${match[3]}/${match[2]}/${match[1]}` : date;
}

/** The two times of an opening; what is none stands in the first. */
export function timesOf(opening: string): { from: string; to: string } {
  const cut = opening.indexOf('-');
  return cut < 0
    ? { from: opening, to: '' }
    : { from: opening.slice(0, cut), to: opening.slice(cut + 1) };
}

/** Works on the draft of a form. */
export class HoursEditor {
  readonly #hours: HoursForm;

  constructor(hours: HoursForm) {
    this.#hours = hours;
  }

  setOpening(openings: string[], at: number, side: 'from' | 'to', typed: string): void {
    const times = timesOf(openings[at] ?? '');
    times[side] = tidyTime(typed);
    openings[at] = `${times.from}-${times.to}`;
  }

  /** One more opening: the first in the morning, the next after a pause. */
  addOpening(openings: string[]): void {
    const last = openings.at(-1);
    if (last === undefined) openings.push('09:00-13:00');
    else openings.push(Number(timesOf(last).to.slice(0, 2)) < 15 ? '15:00-19:00' : '-');
  }

  removeOpening(openings: string[], at: number): void {
    openings.splice(at, 1);
  }

  /** The hours of the day before, for a day like it. */
  copyFromDayBefore(day: number): void {
    this.#hours.week[day] = [...(this.#hours.week[day - 1] ?? [])];
  }

  /** Closed on a day that is known: the closure of today is one click away. */
  addClosure(date: string): void {
    const closure: ClosureForm = { from: date, to: date, hours: [], reason: '' };
    this.#hours.closures.push(closure);
  }

  removeClosure(at: number): void {
    this.#hours.closures.splice(at, 1);
  }

  /** The first day moved: a closure of one day moves whole. */
  setFrom(closure: ClosureForm, typed: string): void {
    const date = tidyDate(typed);
    if (closure.to === closure.from || closure.to === '') closure.to = date;
    closure.from = date;
  }

  setTo(closure: ClosureForm, typed: string): void {
    closure.to = typed.trim() === '' ? closure.from : tidyDate(typed);
  }
}

/** Today where the clock hangs, as `2026-12-24`; the computer's day where that is unknown. */
export function todayIn(zone: string, now: number): string {
  const shape = { year: 'numeric', month: '2-digit', day: '2-digit' } as const;
  try {
    return new Intl.DateTimeFormat('sv', { ...shape, timeZone: zone }).format(now);
  } catch {
    return new Intl.DateTimeFormat('sv', shape).format(now);
  }
}
