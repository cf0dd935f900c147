// How long somebody has waited, and how it should be looked at.

/** Up to three minutes is what a person at a counter expects. */
const LONG_MS = 3 * 60_000;

/** After eight minutes people give up. */
const VERY_LONG_MS = 8 * 60_000;

export type Wait = 'usual' | 'long' | 'veryLong';

/** What to make of a waiting time. */
export function waitOf(ms: number): Wait {
  if (ms >= VERY_LONG_MS) return 'veryLong';
  return ms >= LONG_MS ? 'long' : 'usual';
}

/** A length of time as a stopwatch shows it: `0:07`, `12:05`, `1:02:05`. */
export function stopwatch(ms: number): string {
  const whole = Math.floor(ms / 1000);
  const seconds = String(whole % 60).padStart(2, '0');
  const minutes = Math.floor(whole / 60) % 60;
  const hours = Math.floor(whole / 3600);
  if (hours === 0) return `${minutes}:${seconds}`;
  return `${hours}:${String(minutes).padStart(2, '0')}:${seconds}`;
}

/** The same for machines, as `<time datetime>` wants it. */
export function duration(ms: number): string {
  return `PT${Math.floor(ms / 1000)}S`;
}
