// The loans beside a conversation: a narrow window is folded until somebody wants it.
import { beforeEach, expect, it } from 'vitest';

import { LoansPanel } from './loans-panel.svelte';

beforeEach(() => localStorage.clear());

function windowOf(matches: boolean) {
  const listeners: (() => void)[] = [];
  const media = {
    matches,
    addEventListener: (_: string, listener: () => void) => void listeners.push(listener),
    removeEventListener: (_: string, gone: () => void) =>
      void listeners.splice(listeners.indexOf(gone), 1),
  };
  const turn = (wide: boolean) => {
    media.matches = wide;
    for (const listener of listeners) listener();
  };
  return { media, turn, listeners };
}

it('is open in a wide window, folded in a narrow one, and each is remembered', () => {
  const panel = new LoansPanel();
  const { media, turn, listeners } = windowOf(true);
  const stop = panel.follow(media);
  expect(panel.unfolded).toBe(true);
  turn(false);
  expect(panel.unfolded).toBe(false);
  panel.unfolded = true;
  turn(true);
  panel.unfolded = false;
  turn(false);
  expect(panel.unfolded).toBe(true);
  stop();
  expect(listeners).toEqual([]);
  const later = new LoansPanel();
  expect(later.unfolded).toBe(false);
});
