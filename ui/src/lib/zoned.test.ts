// What the clock on the wall shows, on both days on which it jumps.
import { describe, expect, it } from 'vitest';

import { addDays, knownZone, momentOf, mondayOf, ownZone, wallOf, weekday } from './zoned';

const ROME = 'Europe/Rome';

describe('a clock on the wall', () => {
  it('shows the time of its own zone', () => {
    expect(wallOf(Date.UTC(2026, 10, 24, 9, 30), ROME)).toEqual({
      date: '2026-11-24',
      minutes: 630,
    });
    expect(wallOf(Date.UTC(2026, 6, 1, 22, 15), ROME)).toEqual({ date: '2026-07-02', minutes: 15 });
  });

  it('is read back, in winter and in summer', () => {
    expect(momentOf('2026-11-24', 630, ROME)).toBe(Date.UTC(2026, 10, 24, 9, 30));
    expect(momentOf('2026-07-02', 15, ROME)).toBe(Date.UTC(2026, 6, 1, 22, 15));
  });

  it('shows an hour twice in October, and means the first', () => {
    expect(momentOf('2026-10-25', 150, ROME)).toBe(Date.UTC(2026, 9, 25, 0, 30));
    expect(wallOf(Date.UTC(2026, 9, 25, 1, 30), ROME).minutes).toBe(150);
  });

  it('skips an hour in March, and is taken as late as without skipping', () => {
    expect(momentOf('2026-03-29', 150, ROME)).toBe(Date.UTC(2026, 2, 29, 1, 30));
    expect(wallOf(Date.UTC(2026, 2, 29, 1, 30), ROME).minutes).toBe(210);
  });

  it('has days of 23 and of 25 hours', () => {
    const length = (date: string) =>
      (momentOf(addDays(date, 1), 0, ROME) - momentOf(date, 0, ROME)) / 3_600_000;
    expect([length('2026-03-29'), length('2026-10-25'), length('2026-11-24')]).toEqual([
      23, 25, 24,
    ]);
  });

  it('begins its week on Monday', () => {
    expect(mondayOf('2026-11-22')).toBe('2026-11-16');
    expect(mondayOf('2026-11-23')).toBe('2026-11-23');
    expect(weekday('2026-11-22')).toBe(6);
  });

  it('is this computer’s where nobody knows the zone', () => {
    expect(knownZone('Nowhere/Atlantis')).toBe(ownZone());
    expect(knownZone(ROME)).toBe(ROME);
  });
});
