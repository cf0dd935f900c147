// The week of a new library: simple beginnings, and a day at a time.

/** From when to when, as typed. */
export interface Span {
  from: string;
  to: string;
}

/** From Monday to Sunday; a day without spans is closed. */
export type Week = Span[][];

/** Ways to begin; `always` has no hours, `own` is whatever was made of another. */
export type Preset = 'always' | 'mornings' | 'split' | 'full' | 'own';
export type HoursTrouble = 'time' | 'order' | 'overlap' | 'neverOpen';

export const DAYS = 7;
export const MOST_SPANS = 2;

const MORNING: Span = { from: '09:00', to: '13:00' };
const AFTERNOON: Span = { from: '15:00', to: '19:00' };
const DAY: Span = { from: '09:00', to: '19:00' };

/** The week that a preset begins with. */
export function weekOf(preset: Exclude<Preset, 'own'>): Week {
  const weekdays = (spans: Span[], saturday: Span[]): Week =>
    Array.from({ length: DAYS }, (_, day) => copy(day < 5 ? spans : day === 5 ? saturday : []));
  switch (preset) {
    case 'always':
      return weekdays([], []);
    case 'mornings':
      return weekdays([MORNING], []);
    case 'split':
      return weekdays([MORNING, AFTERNOON], [MORNING]);
    case 'full':
      return weekdays([DAY], [DAY]);
  }
}

/** What somebody gets who opens a day, or adds a second span to it. */
export function nextSpan(spans: readonly Span[]): Span {
  const last = spans.at(-1);
  if (!last) return { ...MORNING };
  const ends = minutes(last.to) ?? 0;
  return ends <= 15 * 60 ? { ...AFTERNOON } : { from: '', to: '' };
}

/** "9", "9.30" and "09:30" are times; `24:00` ends a day. */
export function minutes(typed: string): number | null {
  const read = /^\s*(\d{1,2})(?:[:.,h](\d{2}))?\s*$/.exec(typed);
  if (!read) return null;
  const [hours, past] = [Number(read[1]), Number(read[2] ?? 0)];
  const all = hours * 60 + past;
  return past < 60 && all <= 24 * 60 ? all : null;
}

/** A time as it is written down; what is none stays as it was typed. */
export function tidyTime(typed: string): string {
  const all = minutes(typed);
  if (all === null) return typed;
  const two = (number: number) => String(number).padStart(2, '0');
  return `${two(Math.floor(all / 60))}:${two(all % 60)}`;
}

/** What is wrong with a day. */
export function dayTrouble(spans: readonly Span[]): HoursTrouble | null {
  const read: [number, number][] = [];
  for (const { from, to } of spans) {
    const [begins, ends] = [minutes(from), minutes(to)];
    if (begins === null || ends === null) return 'time';
    if (begins >= ends) return 'order';
    read.push([begins, ends]);
  }
  read.sort(([one], [other]) => one - other);
  const meets = read.some(([begins], index) => index > 0 && begins < (read[index - 1]?.[1] ?? 0));
  return meets ? 'overlap' : null;
}

/** The openings of a day, in the words of the program. */
export function openings(spans: readonly Span[]): string[] {
  return spans.map(({ from, to }) => `${tidyTime(from)}-${tidyTime(to)}`).sort();
}

function copy(spans: readonly Span[]): Span[] {
  return spans.map((span) => ({ ...span }));
}
