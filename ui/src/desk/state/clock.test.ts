import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { Clock } from './clock.svelte';

describe('the clock', () => {
  beforeEach(() => vi.useFakeTimers({ now: 10_000 }));
  afterEach(() => vi.useRealTimers());

  it('moves on each second until it is stopped', () => {
    const clock = new Clock();
    const stop = clock.start();
    vi.advanceTimersByTime(3000);
    expect(clock.since(10_000)).toBe(3000);
    stop();
    vi.advanceTimersByTime(3000);
    expect(clock.since(10_000)).toBe(3000);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('knows no negative times, even when another clock goes ahead', () => {
    expect(new Clock().since(60_000)).toBe(0);
  });
});
