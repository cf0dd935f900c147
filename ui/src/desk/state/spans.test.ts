import { describe, expect, it } from 'vitest';

import { minutesOf, unitOf } from './spans';

describe('a length of time', () => {
  it('is said in the largest unit of which it is whole', () => {
    expect([0, 45, 60, 90, 120, 1440, 2880, 1500].map(unitOf)).toEqual([
      'hours',
      'minutes',
      'hours',
      'minutes',
      'hours',
      'days',
      'days',
      'hours',
    ]);
  });

  it('is kept in minutes', () => {
    expect([minutesOf(3, 'minutes'), minutesOf(3, 'hours'), minutesOf(3, 'days')]).toEqual([
      3, 180, 4320,
    ]);
  });
});
