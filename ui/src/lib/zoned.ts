// Days and hours as the clock of the library shows them, whatever zone this computer is
// set to. A day is written `2026-11-24`; a time of day is minutes since midnight.
import { book } from './book';

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;

/** A moment as it is read off a clock on the wall. */
export interface Wall {
  date: string;
  minutes: number;
}

const formats = book<string, Intl.DateTimeFormat>();

/** The zone in which this computer stands. */
export function ownZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone;
}

/** The same zone, or this computer's where nobody knows it here. */
export function knownZone(zone: string): string {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return zone;
  } catch {
    return ownZone();
  }
}

/** What the clock on the wall shows at a moment. */
export function wallOf(moment: number, zone: string): Wall {
  const parts = Object.fromEntries(
    formatOf(zone)
      .formatToParts(moment)
      .map(({ type, value }) => [type, value]),
  );
  return {
    date: `${parts.year}-${parts.month}-${parts.day}`,
    minutes: Number(parts.hour) * 60 + Number(parts.minute),
  };
}

/**
 * When the clock shows that. What it shows twice is meant the first time; what it skips
 * is taken as late as it would have been without skipping.
 */
export function momentOf(date: string, minutes: number, zone: string): number {
  const wanted = Date.parse(`${date}T00:00:00Z`) + minutes * MINUTE_MS;
  const before = wanted - offsetAt(wanted - DAY_MS, zone);
  const after = wanted - offsetAt(wanted + DAY_MS, zone);
  const found = [Math.min(before, after), Math.max(before, after)].find(
    (one) => one + offsetAt(one, zone) === wanted,
  );
  return found ?? before;
}

/** Some days later, or earlier. */
export function addDays(date: string, days: number): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);
}

/** The Monday of its week. */
export function mondayOf(date: string): string {
  return addDays(date, -weekday(date));
}

/** 0 is Monday. */
export function weekday(date: string): number {
  return (new Date(`${date}T00:00:00Z`).getUTCDay() + 6) % 7;
}

/** How far the zone's clock is ahead of UTC, in milliseconds. */
function offsetAt(moment: number, zone: string): number {
  const whole = Math.floor(moment / MINUTE_MS) * MINUTE_MS;
  const { date, minutes } = wallOf(whole, zone);
  return Date.parse(`${date}T00:00:00Z`) + minutes * MINUTE_MS - whole;
}

function formatOf(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone);
  if (known) return known;
  const made = new Intl.DateTimeFormat('en-CA', {
    timeZone: zone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
  formats.set(zone, made);
  return made;
}
