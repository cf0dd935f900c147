// The thread with the desk: said once and only once, with or without a contact.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import type { Attachment } from '$lib/wire';

import { Desk, fromAda, fromBo, history, memory, talking, waiting } from '../test/cast';

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  expect(vi.getTimerCount(), 'timers left over').toBe(0);
  vi.useRealTimers();
});

const said = (id: string, text: string, file: string | null = null) => ({
  type: 'say',
  id,
  text,
  file,
});
const mark = (received: number, read: number) => ({ type: 'mark', marks: { received, read } });

describe('a message', () => {
  it('is shown at once, and as sent when it is on disk', () => {
    const desk = new Desk();
    const thread = desk.furnish();
    desk.greet(talking('chat'), 'chat');
    thread.say('Ciao');
    expect(desk.taken()).toEqual([said('id-1', 'Ciao')]);
    expect(thread.lines).toMatchObject([{ id: 'id-1', own: true, pending: true }]);
    desk.say({ type: 'message', message: fromAda('id-1', 'Ciao') });
    expect(thread.lines).toMatchObject([{ id: 'id-1', pending: false, reached: 'sent' }]);
  });

  it('is delivered, then read, as far as the desk has come', () => {
    const desk = new Desk();
    const thread = desk.furnish();
    desk.greet(null, 'chat', [fromAda('1', 'uno', 10), fromAda('2', 'due', 20)]);
    const reached = () => thread.lines.map((line) => line.reached);
    expect(reached()).toEqual(['sent', 'sent']);
    desk.say({ type: 'marks', desk: { received: 20, read: 10 } });
    expect(reached()).toEqual(['read', 'delivered']);
    desk.say({ type: 'marks', desk: { received: 10, read: 10 } });
    expect(reached(), 'marks never go back').toEqual(['read', 'delivered']);
  });

  it('is said again after a loss, with the same id, only if the server has not got it', () => {
    const desk = new Desk();
    const thread = desk.furnish();
    desk.greet(talking('chat'), 'chat');
    desk.lose();
    thread.say('uno');
    thread.say('due');
    expect(desk.taken()).toEqual([]);
    expect(desk.register, 'the server knows this page already').not.toHaveBeenCalled();
    desk.greet(talking('chat'), 'chat', [fromAda('id-1', 'uno')]);
    expect(desk.taken()).toEqual([said('id-2', 'due')]);
    desk.say({ type: 'message', message: fromAda('id-2', 'due') });
    expect(thread.lines.map(({ text, pending }) => [text, pending])).toEqual([
      ['uno', false],
      ['due', false],
    ]);
  });

  it('is drawn once when it is heard twice', () => {
    const desk = new Desk();
    const thread = desk.furnish();
    desk.greet(talking('chat'), 'chat', [fromBo('1', 'Eccomi')]);
    desk.say({ type: 'message', message: fromBo('1', 'Eccomi') });
    expect(thread.lines).toHaveLength(1);
  });

  it('is tried again when the server could not write', () => {
    const desk = new Desk();
    const thread = desk.furnish();
    desk.greet(talking('chat'), 'chat');
    thread.say('Ciao');
    desk.taken();
    desk.say({ type: 'refused', code: 'notSaved', about: 'id-1' });
    vi.advanceTimersByTime(5000);
    expect(desk.taken()).toEqual([said('id-1', 'Ciao')]);
  });

  it('is given back when it never will arrive, with the reason', () => {
    const desk = new Desk();
    const thread = desk.furnish();
    desk.greet(null);
    thread.say('Ancora una cosa');
    desk.say({ type: 'refused', code: 'blocked', about: 'id-1' });
    expect(thread.undelivered).toEqual([{ text: 'Ancora una cosa', why: 'blocked' }]);
    expect(thread.lines).toEqual([]);
  });

  it('remembers that a call can not be yet, and loses nothing for it', () => {
    const desk = new Desk();
    const thread = desk.furnish();
    desk.greet(talking('chat'), 'chat');
    thread.say('Ciao');
    desk.say({ type: 'refused', code: 'alreadyOnContact', about: null });
    expect(thread.callLater).toBe(true);
    expect(thread.undelivered).toEqual([]);
    expect(thread.lines).toHaveLength(1);
  });

  it('outlives a reload, also after the end of its contact', async () => {
    const store = memory();
    const before = new Desk(store);
    const thread = before.furnish();
    before.greet(waiting());
    before.lose();
    thread.say('Non perdermi');
    await vi.advanceTimersByTimeAsync(0);
    vi.clearAllTimers();
    const after = new Desk(store);
    after.greet(null);
    after.furnish();
    expect(after.taken()).toContainEqual(said('id-1', 'Non perdermi'));
    after.say({ type: 'message', message: fromAda('id-1', 'Non perdermi') });
    expect(store.kept.size).toBe(0);
  });

  it('is heard before the thread is there', () => {
    const desk = new Desk();
    desk.greet(null, 'chat', [fromBo('1', 'Eccomi')]);
    desk.say({ type: 'message', message: fromBo('2', 'Ci sei?', 2) });
    const thread = desk.furnish();
    expect(thread.lines.map(({ text }) => text)).toEqual(['Eccomi', 'Ci sei?']);
    expect(desk.visit.thread?.unread).toBe(2);
  });
});

describe('who was never here', () => {
  it('leaves a message: known first, introduced, then heard', async () => {
    const desk = new Desk();
    const thread = desk.furnish();
    desk.greetStranger({ type: 'closed', opens: null, reason: '' });
    thread.introduce(' Ada ', 'it');
    thread.say('Siete aperti sabato?');
    await vi.advanceTimersByTimeAsync(0);
    expect(desk.register).toHaveBeenCalledOnce();
    expect(desk.opened).toBe(2);
    desk.greet(null);
    expect(desk.taken()).toEqual([
      { type: 'introduce', name: 'Ada', language: 'it' },
      said('id-1', 'Siete aperti sabato?'),
    ]);
    desk.say({ type: 'message', message: fromAda('id-1', 'Siete aperti sabato?') });
  });

  it('is told that there are too many, and tried again', async () => {
    const desk = new Desk();
    const thread = desk.furnish();
    desk.registered = 'tooMany';
    desk.greetStranger();
    thread.say('Ciao');
    await vi.advanceTimersByTimeAsync(0);
    expect(thread.crowded).toBe(true);
    desk.registered = 'known';
    await vi.advanceTimersByTimeAsync(5000);
    expect(thread.crowded).toBe(false);
    desk.greet(null);
    expect(desk.taken()).toEqual([said('id-1', 'Ciao')]);
    desk.say({ type: 'message', message: fromAda('id-1', 'Ciao') });
  });
});

describe('marks', () => {
  it('say received at once, and read only while somebody looks at the thread', () => {
    const desk = new Desk();
    const thread = desk.furnish();
    desk.greet(null, 'chat', [fromBo('1', 'Eccomi', 10)]);
    expect(desk.taken()).toEqual([mark(10, 0)]);
    expect(thread.unread).toBe(1);
    desk.watched = false;
    const hide = thread.show();
    expect(desk.taken()).toEqual([]);
    desk.watched = true;
    thread.look();
    thread.look();
    expect(desk.taken(), 'once').toEqual([mark(10, 10)]);
    expect(thread.unread).toBe(0);
    hide();
    desk.say({ type: 'message', message: fromBo('2', 'E poi', 20) });
    expect(desk.taken()).toEqual([mark(20, 10)]);
  });

  it('begin where the server says the patron had come', () => {
    const desk = new Desk();
    const thread = desk.furnish();
    desk.greet(null);
    desk.say(history([fromBo('1', 'Eccomi', 10)], { own: { received: 10, read: 10 } }));
    expect(desk.taken()).toEqual([]);
    expect(thread.unread).toBe(0);
  });

  it('wait for the server', () => {
    const desk = new Desk();
    const thread = desk.furnish();
    desk.greet(null, 'chat', [fromBo('1', 'Eccomi', 10)]);
    desk.lose();
    desk.taken();
    thread.show();
    expect(thread.unread, 'nobody was told').toBe(1);
    desk.greet(null, 'chat', [fromBo('1', 'Eccomi', 10)]);
    expect(desk.taken()).toEqual([mark(10, 10)]);
  });
});

describe('typing', () => {
  it('is said once in three seconds', () => {
    const desk = new Desk();
    const thread = desk.furnish();
    desk.greet(talking('chat'), 'chat');
    thread.typed();
    desk.now += 2999;
    thread.typed();
    expect(desk.taken()).toEqual([{ type: 'typing' }]);
    desk.now += 1;
    thread.typed();
    expect(desk.taken()).toEqual([{ type: 'typing' }]);
  });

  it('is shown for five seconds, or until the words come', () => {
    const desk = new Desk();
    const thread = desk.furnish();
    desk.greet(talking('chat'), 'chat');
    desk.say({ type: 'typing', librarian: 'Bo Bianchi' });
    vi.advanceTimersByTime(4999);
    expect(thread.typing).toBe('Bo Bianchi');
    vi.advanceTimersByTime(1);
    expect(thread.typing).toBe('');
    desk.say({ type: 'typing', librarian: 'Bo Bianchi' });
    desk.say({ type: 'message', message: fromBo('1', 'Eccomi') });
    expect(thread.typing).toBe('');
  });
});

describe('files', () => {
  const file = (name: string, size = 10) => {
    const made = new File(['x'.repeat(Math.min(size, 10))], name);
    Object.defineProperty(made, 'size', { value: size });
    return made;
  };

  it('are sent, then said', async () => {
    const desk = new Desk();
    const thread = desk.furnish();
    desk.greet(null);
    let progress: (share: number) => void = () => undefined;
    let arrive: (attachment: Attachment) => void = () => undefined;
    desk.upload = (_, told) => {
      progress = told;
      return new Promise((done) => (arrive = done));
    };
    thread.attach([file('modulo.pdf')]);
    await vi.advanceTimersByTimeAsync(0);
    progress(0.5);
    expect(thread.uploads).toMatchObject([{ name: 'modulo.pdf', share: 0.5, trouble: null }]);
    arrive({ file: 'f', name: 'modulo.pdf', kind: 'pdf', size: 10, consentedAt: null });
    await vi.advanceTimersByTimeAsync(0);
    expect(thread.uploads).toEqual([]);
    expect(desk.taken()).toEqual([said('id-2', '', 'f')]);
    expect(thread.lines).toMatchObject([{ file: { name: 'modulo.pdf', href: '/files/f' } }]);
  });

  it('that are too large are not even sent, and it is said why', async () => {
    const desk = new Desk();
    const thread = desk.furnish();
    desk.greet(null);
    desk.upload = vi.fn();
    thread.attach([file('film.png', 10 * 1024 * 1024 + 1)]);
    await vi.advanceTimersByTimeAsync(0);
    expect(thread.uploads).toMatchObject([{ trouble: 'tooLarge' }]);
    expect(desk.upload).not.toHaveBeenCalled();
    thread.cancel('id-1');
    expect(thread.uploads).toEqual([]);
  });

  it('that the server refuses stay there with the reason', async () => {
    const desk = new Desk();
    const thread = desk.furnish();
    desk.greet(null);
    desk.upload = () => Promise.reject('wrongKind');
    thread.attach([file('virus.exe')]);
    await vi.advanceTimersByTimeAsync(0);
    expect(thread.uploads).toMatchObject([{ name: 'virus.exe', trouble: 'wrongKind' }]);
  });

  it('can be stopped, and then say nothing', async () => {
    const desk = new Desk();
    const thread = desk.furnish();
    desk.greet(null);
    let stopped: AbortSignal | undefined;
    let arrive: (attachment: Attachment) => void = () => undefined;
    desk.upload = (_, __, signal) => {
      stopped = signal;
      return new Promise((done) => (arrive = done));
    };
    thread.attach([file('modulo.pdf')]);
    await vi.advanceTimersByTimeAsync(0);
    thread.cancel('id-1');
    expect(stopped?.aborted).toBe(true);
    arrive({ file: 'f', name: 'modulo.pdf', kind: 'pdf', size: 10, consentedAt: null });
    await vi.advanceTimersByTimeAsync(0);
    expect(desk.taken()).toEqual([]);
    expect(thread.uploads).toEqual([]);
  });
});

it('says in words what the desk itself put there', () => {
  const desk = new Desk();
  const thread = desk.furnish();
  const speaker = { type: 'desk', happened: 'turnMissed' } as const;
  desk.greet(null, 'chat', [{ ...fromBo('1', ''), speaker }]);
  expect(thread.lines).toMatchObject([{ narrated: true, own: false }]);
  expect(thread.lines[0]?.text).toMatch(/Toccava a te/);
});

it('forgets everything when the patron is forgotten', () => {
  const store = memory();
  const desk = new Desk(store);
  const thread = desk.furnish();
  desk.greet(null, 'chat', [fromBo('1', 'Eccomi')]);
  thread.say('Ciao');
  thread.draft = 'Ancora';
  thread.clear();
  expect(thread.lines).toEqual([]);
  expect(thread.draft).toBe('');
  expect(store.kept.size).toBe(0);
});
