import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { NewsBoard, STAYS_MS } from './news.svelte';

const left = (number: number) => ({
  number,
  what: { type: 'patronLeft', patron: `Patron ${number}` } as const,
});

describe('the news', () => {
  beforeEach(() => vi.useFakeTimers());
  afterEach(() => {
    expect(vi.getTimerCount()).toBe(0);
    vi.useRealTimers();
  });

  const keys = (board: NewsBoard) => board.toasts.map(({ key }) => key);
  const fadeAll = () => vi.advanceTimersByTime(STAYS_MS);

  it('are shown once for each number, however often they are told', () => {
    const board = new NewsBoard();
    expect(board.take([left(1), left(2)])).toHaveLength(2);
    expect(board.take([left(1), left(2), left(3)])).toEqual([left(3)]);
    expect(keys(board)).toEqual(['news-1', 'news-2', 'news-3']);
    board.dismiss('news-2');
    expect(board.take([left(2), left(3)])).toEqual([]);
    expect(keys(board)).toEqual(['news-1', 'news-3']);
    fadeAll();
  });

  it('fade by themselves, and never before six seconds', () => {
    const board = new NewsBoard();
    board.take([left(1)]);
    vi.advanceTimersByTime(6000);
    expect(board.toasts).toHaveLength(1);
    fadeAll();
    expect(board.toasts).toEqual([]);
  });

  it('stay while somebody looks at them, and their whole time again after that', () => {
    const board = new NewsBoard();
    board.take([left(1)]);
    board.hold();
    board.take([left(2)]);
    vi.advanceTimersByTime(60_000);
    expect(board.toasts).toHaveLength(2);
    board.release();
    vi.advanceTimersByTime(STAYS_MS - 1);
    expect(board.toasts).toHaveLength(2);
    vi.advanceTimersByTime(1);
    expect(board.toasts).toEqual([]);
  });

  it('of an appointment stand there alone: the older ones make room', () => {
    const board = new NewsBoard();
    const booked = { type: 'appointmentBooked', patron: 'Carla', starts: 1 } as const;
    board.take([left(1)]);
    board.tell(booked);
    board.hold();
    board.tell({ ...booked, patron: 'Dino' });
    expect(keys(board)).toEqual(['news-1', 'own-2']);
    // Whoever looked at the older one looks at the newer one.
    vi.advanceTimersByTime(60_000);
    expect(board.toasts).toHaveLength(2);
    board.release();
    fadeAll();
    expect(board.toasts).toEqual([]);
  });

  it('fade again after the last one was dismissed under the pointer', () => {
    const board = new NewsBoard();
    board.take([left(1)]);
    board.hold();
    board.dismiss('news-1');
    board.take([left(2)]);
    fadeAll();
    expect(board.toasts).toEqual([]);
  });

  it('can be of the window itself, beside those of the program', () => {
    const board = new NewsBoard();
    board.tell({ type: 'orderFailed' });
    board.tell({ type: 'orderFailed' });
    expect(board.take([left(1)])).toHaveLength(1);
    expect(new Set(keys(board)).size).toBe(3);
    fadeAll();
  });
});
