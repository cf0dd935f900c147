// One visit to the desk, from the front to the end.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { CONTACT, Desk, fromAda, fromBo, memory, talking, waiting } from './test/cast';

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  expect(vi.getTimerCount(), 'timers left over').toBe(0);
  vi.useRealTimers();
});

const say = (id: string, text: string) => ({ type: 'say', id, text });

describe('the front', () => {
  it('is shown as soon as the desk is known', () => {
    const desk = new Desk();
    expect(desk.visit.screen.name).toBe('connecting');
    desk.greetStranger();
    expect(desk.visit.screen.name).toBe('front');
  });

  it('follows the desk by itself', () => {
    const desk = new Desk();
    desk.greetStranger({ type: 'closed' });
    expect(desk.visit.desk?.state.type).toBe('closed');
    desk.greetStranger();
    expect(desk.visit.desk?.state.type).toBe('open');
  });

  it('leads to the preparing and back', () => {
    const desk = new Desk();
    desk.greetStranger();
    desk.visit.prepare('voice');
    expect(desk.visit.screen).toMatchObject({ name: 'prepare', mode: 'voice' });
    desk.visit.back();
    expect(desk.visit.screen.name).toBe('front');
  });
});

describe('arriving', () => {
  it('asks for a cookie first, then opens the line again and takes a place', async () => {
    const desk = new Desk();
    desk.greetStranger();
    desk.visit.prepare('video');
    desk.visit.name = ' Ada ';
    await desk.visit.arrive('video', 'it');
    expect(desk.register).toHaveBeenCalledOnce();
    expect(desk.opened).toBe(2);
    expect(desk.visit.connection, 'no alarm for a line opened on purpose').toBe('connecting');
    desk.greet(null);
    expect(desk.taken()).toEqual([{ type: 'arrive', mode: 'video', name: 'Ada', language: 'it' }]);
    desk.put(waiting(2));
    expect(desk.visit.screen).toMatchObject({ name: 'waiting', position: 2 });
    expect(desk.visit.arriving).toBe(false);
  });

  it('needs no cookie when the server knows the page already', async () => {
    const desk = new Desk();
    desk.greet(null);
    desk.visit.prepare('chat');
    await desk.visit.arrive('chat', 'en');
    expect(desk.register).not.toHaveBeenCalled();
    expect(desk.taken()).toMatchObject([{ type: 'arrive', mode: 'chat' }]);
    desk.put(waiting(), 'chat');
  });

  it('arrives after a loss in the middle, and only once a connection', async () => {
    const desk = new Desk();
    desk.greet(null);
    desk.visit.prepare('voice');
    await desk.visit.arrive('voice', 'it');
    desk.lose();
    desk.greet(null, 'voice');
    desk.put(null);
    expect(desk.taken().filter(({ type }) => type === 'arrive')).toHaveLength(2);
    desk.put(waiting(), 'voice');
  });

  it.each([
    ['tooMany', 'tooMany'],
    ['unreachable', 'failed'],
  ] as const)('says why there was no cookie: %s', async (registered, trouble) => {
    const desk = new Desk();
    desk.registered = registered;
    desk.greetStranger();
    desk.visit.prepare('video');
    await desk.visit.arrive('video', 'it');
    expect(desk.visit.trouble).toBe(trouble);
    expect(desk.visit.screen.name).toBe('prepare');
  });

  it('says when the desk closed at that moment', async () => {
    const desk = new Desk();
    desk.greet(null);
    desk.visit.prepare('video');
    await desk.visit.arrive('video', 'it');
    desk.say({ type: 'refused', code: 'deskClosed', about: null });
    expect(desk.visit.trouble).toBe('deskClosed');
    expect(desk.visit.arriving).toBe(false);
  });

  it('gives up after a while, and can be tried again', async () => {
    const desk = new Desk();
    desk.greetStranger();
    desk.visit.prepare('video');
    await desk.visit.arrive('video', 'it');
    desk.greetStranger();
    vi.advanceTimersByTime(15_000);
    expect(desk.visit.trouble).toBe('failed');
    await desk.visit.arrive('video', 'it');
    expect(desk.register).toHaveBeenCalledTimes(2);
    desk.visit.back();
  });

  it('is forgotten by going back', async () => {
    const desk = new Desk();
    desk.greetStranger();
    desk.visit.prepare('video');
    const arriving = desk.visit.arrive('video', 'it');
    desk.visit.back();
    await arriving;
    desk.greet(null);
    expect(desk.taken()).toEqual([]);
  });
});

describe('a reload', () => {
  it('finds the place in the line again', () => {
    const desk = new Desk();
    desk.greet(waiting(4), 'voice');
    expect(desk.visit.screen).toMatchObject({ name: 'waiting', position: 4 });
  });

  it('finds the conversation again, with its messages', () => {
    const desk = new Desk();
    desk.greet(talking(), 'video', [fromAda('1', 'Ciao'), fromBo('2', 'Buongiorno')]);
    expect(desk.visit.screen).toMatchObject({ name: 'talking', librarian: 'Bo Bianchi' });
    expect(desk.visit.lines.map(({ text }) => text)).toEqual(['Ciao', 'Buongiorno']);
    expect(desk.visit.iceServers).toHaveLength(1);
  });

  it('keeps what was not sent yet', () => {
    const store = memory();
    const before = new Desk(store);
    before.greet(waiting());
    before.lose();
    before.visit.say('Non perdermi');
    const after = new Desk(store);
    after.greet(waiting());
    expect(after.taken()).toEqual([say('id-1', 'Non perdermi')]);
    after.say({ type: 'message', message: fromAda('id-1', 'Non perdermi') });
    expect(store.kept.size).toBe(0);
  });
});

it('a greeting may come in any order', () => {
  const store = memory();
  const before = new Desk(store);
  before.greet(waiting());
  before.lose();
  before.visit.say('uno');
  const after = new Desk(store);
  after.say({ type: 'history', messages: [] });
  after.put(waiting());
  after.greetStranger();
  expect(after.visit.screen.name).toBe('waiting');
  expect(after.taken()).toEqual([say('id-1', 'uno')]);
});

describe('a reload after the end', () => {
  it('says nothing into the next conversation, and gives the words back', () => {
    const store = memory();
    const before = new Desk(store);
    before.greet(waiting());
    before.lose();
    before.visit.say('Troppo tardi');
    const after = new Desk(store);
    after.put(null);
    expect(after.visit.undelivered).toEqual(['Troppo tardi']);
    after.greet(waiting());
    expect(after.taken()).toEqual([]);
  });
});

describe('the chat', () => {
  it('shows a message at once, and as said when it is on disk', () => {
    const desk = new Desk();
    desk.greet(talking('chat'), 'chat');
    desk.visit.say('Ciao');
    expect(desk.taken()).toEqual([say('id-1', 'Ciao')]);
    expect(desk.visit.lines).toMatchObject([{ id: 'id-1', own: true, pending: true }]);
    desk.say({ type: 'message', message: fromAda('id-1', 'Ciao') });
    expect(desk.visit.lines).toMatchObject([{ id: 'id-1', own: true, pending: false }]);
  });

  it('says again after a loss, with the same id, only what the server has not got', () => {
    const desk = new Desk();
    desk.greet(talking('chat'), 'chat');
    desk.lose();
    desk.visit.say('uno');
    desk.visit.say('due');
    expect(desk.taken()).toEqual([]);
    desk.greet(talking('chat'), 'chat', [fromAda('id-1', 'uno')]);
    expect(desk.taken()).toEqual([say('id-2', 'due')]);
    expect(desk.visit.lines.map(({ text, pending }) => [text, pending])).toEqual([
      ['uno', false],
      ['due', true],
    ]);
  });

  it('draws a message heard twice once', () => {
    const desk = new Desk();
    desk.greet(talking('chat'), 'chat', [fromBo('1', 'Eccomi')]);
    desk.say({ type: 'message', message: fromBo('1', 'Eccomi') });
    expect(desk.visit.lines).toHaveLength(1);
  });

  it('tries again when the server could not write', () => {
    const desk = new Desk();
    desk.greet(talking('chat'), 'chat');
    desk.visit.say('Ciao');
    desk.taken();
    desk.say({ type: 'refused', code: 'notSaved', about: 'id-1' });
    vi.advanceTimersByTime(5000);
    expect(desk.taken()).toEqual([say('id-1', 'Ciao')]);
  });

  it('gives back words that came too late', () => {
    const desk = new Desk();
    desk.greet(talking('chat'), 'chat');
    desk.visit.say('Ancora una cosa');
    desk.say({ type: 'refused', code: 'contactEnded', about: 'id-1' });
    expect(desk.visit.undelivered).toEqual(['Ancora una cosa']);
    expect(desk.visit.lines).toEqual([]);
  });
});

describe('the end', () => {
  it.each(['patron', 'librarian', 'absence'] as const)('is told by whom: %s', (by) => {
    const desk = new Desk();
    desk.greet(talking());
    desk.put({ type: 'ended', by });
    expect(desk.visit.screen).toEqual({ name: 'ended', by });
  });

  it('leads back to the front', () => {
    const desk = new Desk();
    desk.greet(talking());
    desk.put({ type: 'ended', by: 'librarian' });
    desk.visit.again();
    expect(desk.visit.screen.name).toBe('front');
  });

  it('does not wait for the server when the patron leaves', () => {
    const desk = new Desk();
    desk.greet(waiting());
    desk.visit.leave();
    expect(desk.taken()).toEqual([{ type: 'leave' }]);
    expect(desk.visit.screen).toEqual({ name: 'ended', by: 'patron' });
    desk.visit.again();
    desk.put({ type: 'ended', by: 'patron' });
    expect(desk.visit.screen.name, 'news of an end that is known').toBe('front');
  });

  it('leaves again when the network was away, and may arrive anew meanwhile', async () => {
    const desk = new Desk();
    desk.greet(waiting());
    desk.lose();
    desk.visit.leave();
    desk.visit.again();
    desk.visit.prepare('chat');
    await desk.visit.arrive('chat', 'it');
    desk.greet(waiting());
    expect(desk.taken().map(({ type }) => type)).toEqual(['leave', 'arrive']);
    desk.put(waiting(), 'chat', 'another');
    expect(desk.visit.screen).toMatchObject({ name: 'waiting', contact: { id: 'another' } });
  });

  it('is an absence when it came while the page was away', () => {
    const desk = new Desk();
    desk.greet(talking());
    desk.lose();
    desk.visit.say('Ci siete?');
    desk.greet(null);
    expect(desk.visit.screen).toEqual({ name: 'ended', by: 'absence' });
    expect(desk.visit.undelivered).toEqual(['Ci siete?']);
  });
});

describe('another tab', () => {
  it('puts this one aside, until the patron continues here', () => {
    const desk = new Desk();
    desk.greet(talking());
    desk.say({ type: 'superseded' });
    expect(desk.visit.screen.name).toBe('elsewhere');
    expect(desk.closed).toBe(true);
    desk.visit.continueHere();
    desk.greet(talking());
    expect(desk.visit.screen).toMatchObject({ name: 'talking', contact: { id: CONTACT } });
  });
});

describe('the call', () => {
  it('is told the steps of the other side, and that the server is back', () => {
    const desk = new Desk();
    desk.greet(talking());
    const call = { signal: vi.fn(), restored: vi.fn() };
    desk.visit.call = call;
    desk.say({ type: 'signal', leg: 'leg', signal: { type: 'answer', sdp: 'yes' } });
    expect(call.signal).toHaveBeenCalledExactlyOnceWith('leg', { type: 'answer', sdp: 'yes' });
    expect(call.restored).not.toHaveBeenCalled();
    desk.lose();
    expect(desk.visit.connection).toBe('lost');
    desk.greet(talking());
    expect(call.restored).toHaveBeenCalledOnce();
  });
});
