import { describe, expect, it } from 'vitest';

import { duration, stopwatch, waitOf } from './waiting';

const SECOND = 1000;
const MINUTE = 60 * SECOND;

describe('a waiting time', () => {
  it.each([
    [0, '0:00'],
    [7 * SECOND + 999, '0:07'],
    [12 * MINUTE + 5 * SECOND, '12:05'],
    [62 * MINUTE + 5 * SECOND, '1:02:05'],
    [25 * 60 * MINUTE, '25:00:00'],
  ])('of %i ms is written %s', (ms, written) => {
    expect(stopwatch(ms)).toBe(written);
  });

  it('is long from three minutes on, and very long from eight', () => {
    expect(waitOf(3 * MINUTE - 1)).toBe('usual');
    expect(waitOf(3 * MINUTE)).toBe('long');
    expect(waitOf(8 * MINUTE - 1)).toBe('long');
    expect(waitOf(8 * MINUTE)).toBe('veryLong');
  });

  it('can be read by machines', () => {
    expect(duration(62 * MINUTE + 500)).toBe('PT3720S');
  });
});
