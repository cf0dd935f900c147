import { expect, test } from 'vitest';

import { Levels } from './levels.svelte';

test('the level moves in fine steps, and in coarse ones where less motion is wanted', () => {
  const fine = new Levels(() => false);
  const coarse = new Levels(() => true);
  for (const levels of [fine, coarse]) levels.take(0.3, 0);
  expect(fine.own).toBeCloseTo(4 / 12);
  expect(coarse.own).toBeCloseTo(1 / 3);
  coarse.take(0.32, 0.9);
  expect(coarse.own).toBeCloseTo(1 / 3);
  expect(coarse.patron).toBe(1);
});

test('silence stands at nothing', () => {
  const levels = new Levels(() => false);
  levels.take(0, 0);
  expect([levels.own, levels.patron]).toEqual([0, 0]);
});
