import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { openThread, thread, threadList } from '$lib/host/scene-threads';
import type { FileTrouble, WindowOrder } from '$lib/wire';

import { NOW } from '../test/recorder';
import { Threads } from './threads.svelte';

function means() {
  const orders: WindowOrder[] = [];
  const files: string[] = [];
  const troubles: [string, FileTrouble][] = [];
  const folders: string[] = [];
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
    folderNotSent: (name) => folders.push(name),
    watched: () => so.watched,
  });
  return { threads, orders, files, folders, troubles, so };
}

beforeEach(() => vi.useFakeTimers({ now: NOW }));
afterEach(() => {
  vi.useRealTimers();
  localStorage.clear();
});

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

  it('send several files in their order, however long each takes to be read', async () => {
    const { threads, files } = means();
    const slow = new File(['abcd'], 'a.pdf');
    const whole = slow.arrayBuffer.bind(slow);
    slow.arrayBuffer = async () => {
      await new Promise((done) => setTimeout(done, 50));
      return whole();
    };
    threads.attach('one', [slow, new File(['b'], 'b.pdf'), new File(['c'], 'c.pdf')]);
    threads.attach('one', [new File(['d'], 'd.pdf')]);
    await vi.advanceTimersByTimeAsync(60);
    await vi.waitFor(() => expect(files).toHaveLength(4));
    expect(files.map((sent) => sent.split(' ')[1])).toEqual(['a.pdf', 'b.pdf', 'c.pdf', 'd.pdf']);
  });

  it('say that a folder, or too much at once, does not go', async () => {
    const { threads, files, folders, troubles } = means();
    threads.refuseFolder('vacanze');
    expect(folders).toEqual(['vacanze']);
    threads.attach(
      'one',
      Array.from({ length: 22 }, (_, n) => new File(['x'], `${n}.pdf`)),
    );
    await vi.waitFor(() => expect(files).toHaveLength(20));
    expect(troubles).toEqual([
      ['20.pdf', 'tooMany'],
      ['21.pdf', 'tooMany'],
    ]);
  });

  it('save the file of a message', async () => {
    const { threads, orders } = means();
    for (const { message } of openThread(NOW).messages) await threads.save('thread-1', message);
    expect(orders).toEqual([
      { type: 'saveFile', thread: 'thread-1', message: 'message-12', file: 'file-1' },
    ]);
  });
});

describe('drafts', () => {
  /** Another window of the same program. */
  const again = (account = 'server ada') => {
    const { threads } = means();
    threads.belongTo(account);
    return threads;
  };

  it('are there again after a reload and a restart, for the same account alone', () => {
    const before = again();
    before.keep('one', 'Gentile signora');
    before.clear();
    expect(again().draftOf('one')).toBe('Gentile signora');
    expect(again('server bo').draftOf('one')).toBe('');
    expect(again().draftOf('one'), 'thrown away for Bo').toBe('');
  });

  it('are gone from this computer once they were sent, or at the sign-out', () => {
    const threads = again();
    threads.keep('one', 'Ecco');
    threads.keep('one', '');
    expect(localStorage.length).toBe(0);
    threads.keep('one', 'Ecco');
    threads.forgetDrafts();
    expect([localStorage.length, again().draftOf('one')]).toEqual([0, '']);
  });

  it('go with their thread, and not before it was ever listed', () => {
    const threads = again();
    const list = threadList(NOW);
    threads.keep('thread-1', 'A domani');
    threads.keep('thread-new', 'Un momento');
    threads.follow(list);
    threads.follow(list.slice(1));
    expect(threads.draftOf('thread-1')).toBe('');
    expect(threads.draftOf('thread-new')).toBe('Un momento');
    expect(again().draftOf('thread-1')).toBe('');
  });

  it('are not kept for ever, and what is unreadable is no draft', () => {
    again().keep('one', 'Ecco');
    vi.advanceTimersByTime(31 * 24 * 60 * 60 * 1000);
    expect(again().draftOf('one')).toBe('');
    localStorage.setItem('sportello.desk.drafts', '{"account":"server ada","drafts":{"one":7}');
    expect(again().draftOf('one')).toBe('');
  });
});
