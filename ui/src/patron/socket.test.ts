// The line to the desk server comes back by itself.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import type { ToPatron } from '$lib/wire';

import { pause, Socket } from './socket';

class Raw {
  sent: string[] = [];
  closed = false;

  constructor(
    readonly onmessage: (data: unknown) => void,
    readonly onclose: () => void,
  ) {}

  send(data: string) {
    this.sent.push(data);
  }

  close() {
    this.closed = true;
  }
}

const dialled: Raw[] = [];
const heard: ToPatron[] = [];
let losses = 0;
let socket: Socket;

function last(): Raw {
  const raw = dialled[dialled.length - 1];
  if (!raw) throw new Error('Nothing was dialled.');
  return raw;
}

const beat = () => last().onmessage('{"type":"heartbeat"}');

beforeEach(() => {
  vi.useFakeTimers();
  vi.spyOn(Math, 'random').mockReturnValue(0);
  dialled.length = 0;
  heard.length = 0;
  losses = 0;
  socket = new Socket(
    (onmessage, onclose) => {
      const raw = new Raw(onmessage, onclose);
      dialled.push(raw);
      return raw;
    },
    { heard: (message) => heard.push(message), lost: () => (losses += 1) },
  );
  socket.open();
});

afterEach(() => {
  socket.close();
  expect(vi.getTimerCount()).toBe(0);
  vi.useRealTimers();
});

describe('the pause between two tries', () => {
  it('grows from half a second to ten, and is never the same for all', () => {
    expect([0, 1, 2, 3, 4, 5, 20].map((tries) => pause(tries, 0))).toEqual([
      500, 1000, 2000, 4000, 8000, 10_000, 10_000,
    ]);
    expect(pause(0, 0.5)).toBe(575);
  });
});

describe('the socket', () => {
  it('passes on what it hears, and drops what it does not understand', () => {
    beat();
    last().onmessage('<html>');
    expect(heard).toEqual([{ type: 'heartbeat' }]);
  });

  it('sends nothing before the server has spoken', () => {
    expect(socket.send({ type: 'leave' })).toBe(false);
    beat();
    expect(socket.send({ type: 'leave' })).toBe(true);
    expect(last().sent).toEqual(['{"type":"leave"}']);
  });

  it('dials again after a loss, ever more slowly, and quickly again after a success', () => {
    for (const wait of [500, 1000, 2000]) {
      const before = dialled.length;
      last().onclose();
      vi.advanceTimersByTime(wait - 1);
      expect(dialled).toHaveLength(before);
      vi.advanceTimersByTime(1);
      expect(dialled).toHaveLength(before + 1);
    }
    beat();
    last().onclose();
    vi.advanceTimersByTime(500);
    expect(dialled).toHaveLength(5);
    expect(losses).toBe(4);
  });

  it('takes 25 seconds of silence for a loss', () => {
    beat();
    vi.advanceTimersByTime(20_000);
    beat();
    vi.advanceTimersByTime(24_999);
    expect(losses).toBe(0);
    vi.advanceTimersByTime(1);
    expect(losses).toBe(1);
    expect(dialled[0]?.closed).toBe(true);
  });

  it('does not wait for ever for the first word', () => {
    vi.advanceTimersByTime(10_000);
    expect(losses).toBe(1);
  });

  it('hurries when the network or the reader comes back', () => {
    last().onclose();
    last().onclose();
    socket.hurry();
    expect(dialled).toHaveLength(2);
    beat();
    socket.hurry();
    expect(dialled, 'a line that works is left alone').toHaveLength(2);
  });

  it('notices after a sleep that the line is long dead', () => {
    beat();
    vi.setSystemTime(Date.now() + 60_000);
    socket.hurry();
    expect(losses).toBe(1);
    expect(dialled).toHaveLength(2);
  });

  it('hears nothing more from a line that it has left', () => {
    const old = last();
    socket.reopen();
    old.onmessage('{"type":"superseded"}');
    old.onclose();
    expect(heard).toEqual([]);
    expect(losses).toBe(0);
  });
});
