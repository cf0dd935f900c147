import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { openThread, thread } from '$lib/host/scene-threads';
import type { FileTrouble, WindowOrder } from '$lib/wire';

import { NOW } from '../test/recorder';
import { Threads } from './threads.svelte';

function means() {
  const orders: WindowOrder[] = [];
  const files: string[] = [];
  const troubles: [string, FileTrouble][] = [];
  const so = { watched: true, refuses: false };
  const take = async (order: WindowOrder) => {
    orders.push(order);
    return !so.refuses;
  };
  const threads = new Threads({
    host: {
      sendFile: async (where, name, bytes) => {
        if (so.refuses) throw new Error('refused');
        files.push(`${where} ${name} ${bytes.length}`);
      },
    },
    order: take,
    ask: take,
    fileNotSent: (name, why) => troubles.push([name, why]),
    watched: () => so.watched,
  });
  return { threads, orders, files, troubles, so };
}

beforeEach(() => vi.useFakeTimers({ now: NOW }));
afterEach(() => vi.useRealTimers());

describe('open threads', () => {
  it('keep a draft each, and none for the next who signs in', () => {
    const { threads } = means();
    threads.keep('one', 'Gentile signora');
    threads.keep('two', 'Ciao');
    threads.keep('two', '');
    expect([threads.draftOf('one'), threads.draftOf('two')]).toEqual(['Gentile signora', '']);
    threads.clear();
    expect(threads.draftOf('one')).toBe('');
  });

  it('tell of typing at most every three seconds, and again after something was said', async () => {
    const { threads, orders } = means();
    threads.typed('one');
    threads.typed('one');
    vi.advanceTimersByTime(2999);
    threads.typed('one');
    expect(orders).toEqual([{ type: 'typing', thread: 'one' }]);
    vi.advanceTimersByTime(1);
    threads.typed('one');
    expect(orders).toHaveLength(2);
    await threads.say('one', 'Ecco');
    threads.typed('one');
    expect(orders.map(({ type }) => type)).toEqual(['typing', 'typing', 'say', 'typing']);
  });

  it('fail aloud when words were not taken, so that they are kept', async () => {
    const { threads, so } = means();
    so.refuses = true;
    await expect(threads.say('one', 'Ecco')).rejects.toThrow();
  });

  it('are read up to what the patron wrote last, once, and only in front of somebody', () => {
    const { threads, orders, so } = means();
    so.watched = false;
    threads.look(openThread(NOW));
    expect(orders).toEqual([]);
    so.watched = true;
    threads.look(openThread(NOW));
    threads.look(openThread(NOW));
    expect(orders).toEqual([{ type: 'read', thread: 'thread-1', upTo: NOW - 49 * 60_000 }]);
    threads.look(thread());
    expect(orders, 'nothing to read').toHaveLength(1);
  });

  it('are read again when that was not taken', async () => {
    const { threads, orders, so } = means();
    so.refuses = true;
    threads.look(openThread(NOW));
    await vi.advanceTimersByTimeAsync(0);
    so.refuses = false;
    threads.look(openThread(NOW));
    expect(orders).toHaveLength(2);
  });

  it('send files, and say which did not go and why', async () => {
    const { threads, files, troubles, so } = means();
    const large = new File([], 'film.pdf');
    Object.defineProperty(large, 'size', { value: 10_000_001 });
    const broken = new File([], 'rotto.pdf');
    broken.arrayBuffer = () => Promise.reject(new Error('gone'));
    threads.attach('one', [new File(['abc'], 'è.txt'), large, broken]);
    await vi.waitFor(() => expect(files).toEqual(['one è.txt 3']));
    so.refuses = true;
    threads.attach('one', [new File(['abc'], 'b.txt')]);
    await vi.waitFor(() =>
      expect(troubles).toEqual([
        ['film.pdf', 'tooLarge'],
        ['rotto.pdf', 'unreadable'],
        ['b.txt', 'failed'],
      ]),
    );
  });

  it('save the file of a message', async () => {
    const { threads, orders } = means();
    for (const { message } of openThread(NOW).messages) await threads.save('thread-1', message);
    expect(orders).toEqual([
      { type: 'saveFile', thread: 'thread-1', message: 'message-12', file: 'file-1' },
    ]);
  });
});
