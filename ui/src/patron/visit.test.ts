// One visit to the desk, from the front to the end.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { calling, CLOSED, CONTACT, Desk, ended, talking, waiting } from './test/cast';

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  expect(vi.getTimerCount(), 'timers left over').toBe(0);
  vi.useRealTimers();
});

describe('the front', () => {
  it('is shown as soon as the desk is known', () => {
    const desk = new Desk();
    expect(desk.visit.screen.name).toBe('connecting');
    desk.greetStranger();
    expect(desk.visit.screen.name).toBe('front');
  });

  it('follows the desk by itself', () => {
    const desk = new Desk();
    desk.greetStranger(CLOSED);
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
    expect(desk.taken()).toEqual([
      { type: 'arrive', mode: 'video', name: 'Ada', language: 'it', topic: null, person: null },
    ]);
    desk.put(waiting(2));
    expect(desk.visit.screen).toMatchObject({ name: 'waiting', state: { position: 2 } });
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

  it('says what it is about, and whom the page was opened for', async () => {
    const desk = new Desk();
    const person = { person: 'maria.rossi', name: 'Maria Rossi', available: false };
    desk.greetStranger(undefined, { person });
    desk.visit.prepare('chat');
    desk.visit.topic = 'loans';
    await desk.visit.arrive('chat', 'it');
    desk.put(null);
    expect(desk.taken()).toMatchObject([{ topic: 'loans', person: 'maria.rossi' }]);
    desk.put(waiting(), 'chat');
  });

  it.each([
    ['deskClosed', 'deskClosed'],
    ['blocked', 'blocked'],
    ['tooMany', 'tooMany'],
    ['notSaved', 'failed'],
  ] as const)('says why the desk said no: %s', async (code, trouble) => {
    const desk = new Desk();
    desk.greet(null);
    desk.visit.prepare('video');
    await desk.visit.arrive('video', 'it');
    desk.say({ type: 'refused', code, about: null });
    expect(desk.visit.trouble).toBe(trouble);
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
    expect(desk.visit.screen).toMatchObject({ name: 'waiting', state: { position: 4 } });
  });

  it('finds the conversation again', () => {
    const desk = new Desk();
    desk.greet(talking(), 'video');
    expect(desk.visit.screen).toMatchObject({
      name: 'talking',
      state: { librarian: 'Bo Bianchi' },
    });
    expect(desk.visit.iceServers).toHaveLength(1);
  });
});

describe('becoming known', () => {
  it('is asked for once, and not while the network is away from a page that was known', async () => {
    const desk = new Desk();
    desk.greet(null);
    desk.lose();
    expect(await desk.visit.become()).toBe('known');
    expect(desk.register).not.toHaveBeenCalled();
  });

  it('is asked for anew when the server forgot the cookie meanwhile', async () => {
    const desk = new Desk();
    desk.greet(null);
    desk.lose();
    desk.greetStranger();
    desk.say({ type: 'heartbeat' });
    await desk.visit.become();
    expect(desk.register).toHaveBeenCalledOnce();
  });
});

describe('a librarian who calls', () => {
  it('is answered, or told no, and only once', () => {
    const desk = new Desk();
    desk.greet(calling);
    expect(desk.visit.screen).toMatchObject({
      name: 'calling',
      state: { librarian: 'Bo Bianchi' },
    });
    desk.visit.answer('voice');
    expect(desk.taken()).toEqual([{ type: 'answerCall', contact: CONTACT, with: 'voice' }]);
    expect(desk.visit.answering).toBe(true);
    desk.put(talking());
    expect(desk.visit.answering).toBe(false);
  });

  it('may find the network away, and then nothing is pretended', () => {
    const desk = new Desk();
    desk.greet(calling);
    desk.lose();
    desk.visit.answer(null);
    expect(desk.visit.answering).toBe(false);
    expect(desk.visit.screen.name).toBe('calling');
  });
});

it('another mode is asked for on the same ticket', () => {
  const desk = new Desk();
  desk.greet(talking('chat'), 'chat');
  desk.visit.setMode('video');
  expect(desk.taken()).toEqual([{ type: 'setMode', mode: 'video' }]);
});

describe('the thread', () => {
  it('is opened without a contact, and left again', () => {
    const desk = new Desk();
    desk.greetStranger(CLOSED);
    desk.visit.read();
    expect(desk.visit.screen.name).toBe('thread');
    desk.visit.back();
    expect(desk.visit.screen.name).toBe('front');
  });
});

describe('the end', () => {
  it.each(['patron', 'librarian', 'absence', 'closing'] as const)('is told by whom: %s', (by) => {
    const desk = new Desk();
    desk.greet(talking());
    desk.put(ended(by));
    expect(desk.visit.screen).toMatchObject({ name: 'ended', state: { by } });
  });

  it('can be rated, and the page shows it at once', () => {
    const desk = new Desk();
    desk.greet(talking());
    desk.put(ended());
    desk.visit.rate(4);
    expect(desk.taken()).toEqual([{ type: 'rate', contact: CONTACT, rating: 4 }]);
    expect(desk.visit.screen).toMatchObject({ state: { rating: 4 } });
  });

  it('is known better once the desk has told how it came out', () => {
    const desk = new Desk();
    desk.greet(talking());
    desk.visit.leave();
    desk.put(ended('patron', { outcome: 'handedOff' }));
    expect(desk.visit.screen).toMatchObject({ state: { outcome: 'handedOff' } });
    desk.visit.again();
    desk.put(ended('patron', { outcome: 'handedOff' }));
    expect(desk.visit.screen.name, 'news of an end that was left behind').toBe('front');
  });

  it('of a patron who is forgotten begins a new one', () => {
    const desk = new Desk();
    desk.greet(talking());
    desk.put(ended());
    desk.visit.name = 'Ada';
    desk.say({ type: 'superseded' });
    desk.visit.startOver();
    expect(desk.opened).toBe(2);
    expect(desk.visit.screen.name).toBe('front');
    expect([desk.visit.name, desk.visit.forgotten]).toEqual(['', true]);
  });

  it('leads back to the front', () => {
    const desk = new Desk();
    desk.greet(talking());
    desk.put(ended());
    desk.visit.again();
    expect(desk.visit.screen.name).toBe('front');
  });

  it('does not wait for the server when the patron leaves', () => {
    const desk = new Desk();
    desk.greet(waiting());
    desk.visit.leave();
    expect(desk.taken()).toEqual([{ type: 'leave' }]);
    expect(desk.visit.screen).toMatchObject({ name: 'ended', state: { by: 'patron' } });
    desk.visit.again();
    desk.put(ended('patron'));
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
    desk.greet(null);
    expect(desk.visit.screen).toMatchObject({ name: 'ended', state: { by: 'absence' } });
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
