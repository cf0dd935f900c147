// Lengths of time as people say them: minutes, hours or days.

export type Unit = 'minutes' | 'hours' | 'days';

const SIZE: Record<Unit, number> = { minutes: 1, hours: 60, days: 24 * 60 };

export function minutesOf(count: number, unit: Unit): number {
  return count * SIZE[unit];
}

/** The largest unit of which it is a whole number. */
export function unitOf(minutes: number): Unit {
  if (minutes === 0) return 'hours';
  if (minutes % SIZE.days === 0) return 'days';
  return minutes % SIZE.hours === 0 ? 'hours' : 'minutes';
}
