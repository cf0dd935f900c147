// A week as people type it.
import { describe, expect, it } from 'vitest';

import { dayTrouble, minutes, nextSpan, openings, tidyTime, weekOf } from './setup-hours';

describe('a time', () => {
  it.each([
    ['9', '09:00'],
    ['9.30', '09:30'],
    [' 14:05 ', '14:05'],
    ['24', '24:00'],
  ])('%j is written as %s', (typed, tidy) => {
    expect(tidyTime(typed)).toBe(tidy);
  });

  it.each(['', '25', '9:60', '24:01', 'nove'])('%j is none', (typed) => {
    expect(minutes(typed)).toBeNull();
    expect(tidyTime(typed)).toBe(typed);
  });
});

describe('a day', () => {
  it('is told what is wrong with it', () => {
    const morning = { from: '9', to: '13' };
    expect(dayTrouble([])).toBeNull();
    expect(dayTrouble([morning, { from: '15', to: '19' }])).toBeNull();
    expect(dayTrouble([morning, { from: '13', to: '19' }])).toBeNull();
    expect(dayTrouble([{ from: '9', to: '' }])).toBe('time');
    expect(dayTrouble([{ from: '13', to: '9' }])).toBe('order');
    expect(dayTrouble([{ from: '12', to: '19' }, morning])).toBe('overlap');
  });

  it('is opened in the morning, then in the afternoon', () => {
    expect(nextSpan([])).toEqual({ from: '09:00', to: '13:00' });
    expect(nextSpan([{ from: '9', to: '12' }])).toEqual({ from: '15:00', to: '19:00' });
    expect(nextSpan([{ from: '9', to: '19' }])).toEqual({ from: '', to: '' });
  });

  it('goes to the program in its words, the earlier first', () => {
    const spans = [
      { from: '15', to: '19' },
      { from: '9.30', to: '13' },
    ];
    expect(openings(spans)).toEqual(['09:30-13:00', '15:00-19:00']);
  });
});

it.each(['mornings', 'split', 'full'] as const)('the beginning %s is a good week', (preset) => {
  const week = weekOf(preset);
  expect(week).toHaveLength(7);
  expect(week.map(dayTrouble)).toEqual(Array(7).fill(null));
  expect(week[6]).toEqual([]);
});
