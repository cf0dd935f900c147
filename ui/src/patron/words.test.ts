// The desk's times are those of the clock on its wall, wherever the browser is.
import { afterEach, beforeEach, expect, it } from 'vitest';

import { language } from '$lib/language.svelte';

import { stateWords } from './words';

beforeEach(() => language.choose('it'));
afterEach(() => language.choose('it'));

const lateInRome = Date.UTC(2026, 11, 23, 23, 30);
const closed = { type: 'closed', opens: Date.UTC(2026, 11, 24, 8), reason: '' } as const;

it('a desk opens today or another day by its own calendar', () => {
  expect(stateWords({ state: closed, zone: 'Europe/Rome' }, lateInRome)).toBe(
    'Chiuso. Apriamo oggi alle 9:00',
  );
  const inNewYork = stateWords({ state: closed, zone: 'America/New_York' }, lateInRome);
  expect(inNewYork).toMatch(/gioved\S+ alle 3:00/);
});

it('a desk closes by its own clock', () => {
  const until = Date.UTC(2026, 11, 24, 18);
  const open = { type: 'open', until, available: 1, onContact: 0, inPerson: 0 } as const;
  const words = stateWords({ state: open, zone: 'Europe/Rome' }, lateInRome);
  expect(words).toMatch(/19:00/);
});
