import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { packPicture, planesLength } from '$lib/host/picture';
import { scenes } from '$lib/host/scenes';

import { fakeCanvas, FakeDecoder, stubCodecs } from '../picture/fakes';
import { deskAt, NOW, Recorder } from '../test/recorder';
import { Desk } from './desk.svelte';

beforeEach(() => vi.useFakeTimers({ now: NOW }));
afterEach(() => {
  vi.unstubAllGlobals();
  vi.clearAllTimers();
  vi.useRealTimers();
});

describe('the desk at the start', () => {
  it('waits until the program has spoken', () => {
    expect(new Desk(new Recorder()).screen).toBe('starting');
  });

  it('says how it wants the pictures once it is attached', async () => {
    const host = new Recorder();
    await new Desk(host).start();
    expect(host.orders).toEqual([{ type: 'setPictures', decodesVp8: false }]);

    stubCodecs();
    const other = new Recorder();
    await new Desk(other).start();
    expect(other.orders).toEqual([{ type: 'setPictures', decodesVp8: true }]);
  });

  it('says that it is cut off when there is no program', async () => {
    const host = new Recorder();
    host.refuses = true;
    const desk = new Desk(host);
    await desk.start();
    expect(desk.screen).toBe('cutOff');
    expect(host.orders).toEqual([]);
  });
});

describe('signing in', () => {
  it('sends what was typed and keeps it when the server says no', async () => {
    const { desk, host } = await deskAt('signedOut');
    expect(desk.screen).toBe('signIn');
    desk.signIn.user = 'ada';
    desk.signIn.password = 'secret';
    await desk.submitSignIn();
    expect(host.orders).toEqual([
      {
        type: 'signIn',
        server: 'sportello.biblioteca.empoli.example',
        user: 'ada',
        password: 'secret',
      },
    ]);

    host.tell(scenes.signingIn());
    expect(desk.signingIn).toBe(true);
    host.tell(scenes.wrongPassword());
    expect(desk.signInTrouble).toEqual({ type: 'refused', code: 'wrongNameOrPassword' });
    expect(desk.signIn.password).toBe('secret');

    host.tell(scenes.empty());
    expect(desk.screen).toBe('desk');
    expect(desk.signIn.password).toBe('');
  });
});

describe('presence', () => {
  it('is switched by a key and shown as the program says', async () => {
    const { desk, host } = await deskAt('away');
    expect(desk.presence).toBe('away');
    expect(desk.press('presence')).toBe(true);
    expect(host.orders).toEqual([{ type: 'setPresence', presence: 'available' }]);
    expect(desk.chosen).toBe('away');
  });

  it('is offline while the server is away, whatever was true before', async () => {
    const { desk } = await deskAt('serverAway');
    expect(desk.desk?.seat.presence).toBe('onContact');
    expect(desk.presence).toBe('offline');
  });
});

describe('ringing', () => {
  it('is answered with the first contact, as the patron wants to talk', async () => {
    const { desk, host } = await deskAt('ringingThree');
    expect(desk.press('answer')).toBe(true);
    expect(host.orders).toEqual([{ type: 'answer', contact: 'contact-1', with: 'chat' }]);
  });

  it('is declined by a key', async () => {
    const { desk, host } = await deskAt('ringing');
    expect(desk.press('decline')).toBe(true);
    expect(host.orders).toEqual([{ type: 'decline', contact: 'contact-1' }]);
  });

  it('leaves the keys alone when nobody calls', async () => {
    const { desk, host } = await deskAt('line7');
    expect(desk.press('answer')).toBe(false);
    expect(desk.press('decline')).toBe(false);
    expect(host.orders).toEqual([]);
  });

  it('is answered once, however often the key is pressed', async () => {
    const { desk, host } = await deskAt('ringing');
    host.hangs = true;
    desk.press('answer');
    desk.press('answer');
    desk.press('decline');
    expect(host.orders).toHaveLength(1);
  });

  it('can be answered again after the program has refused', async () => {
    const { desk, host } = await deskAt('ringing');
    const [first] = desk.ringing;
    if (!first) throw new Error('nobody rings');
    await desk.answer(first);
    expect(desk.settling(first)).toBe(true);
    host.tell({
      ...scenes.ringing(NOW),
      news: [{ number: 1, what: { type: 'refused', code: 'notSaved' } }],
    });
    expect(desk.settling(first)).toBe(false);

    host.refuses = true;
    await desk.answer(first);
    expect(desk.settling(first)).toBe(false);
    expect(desk.news.toasts.at(-1)?.what.type).toBe('orderFailed');
  });

  it('is settled when it rings no more', async () => {
    const { desk, host } = await deskAt('ringing');
    const [first] = desk.ringing;
    if (!first) throw new Error('nobody rings');
    await desk.decline(first);
    host.tell(scenes.line1(NOW));
    expect(desk.settling(first)).toBe(false);
  });
});

describe('a contact', () => {
  it('knows whether its call is here', async () => {
    expect((await deskAt('video')).desk.contactHere?.name).toBe('Giulia Ferri');
    const { desk } = await deskAt('elsewhere');
    expect(desk.contact?.name).toBe('Giulia Ferri');
    expect(desk.contactHere).toBeNull();
  });

  it('passes on what is switched and said', async () => {
    const { desk, host } = await deskAt('video');
    await desk.setCamera(false);
    await desk.setMicrophone(false);
    await desk.hold(true);
    await desk.setMode('chat');
    await desk.admit();
    await desk.hangUp();
    expect(host.orders).toEqual([
      { type: 'setCamera', on: false },
      { type: 'setMicrophone', on: false },
      { type: 'hold', contact: 'contact-0', on: true },
      { type: 'setMode', contact: 'contact-0', mode: 'chat' },
      { type: 'admit', contact: 'contact-0' },
      { type: 'hangUp', contact: 'contact-0' },
    ]);
  });

  it('has the chat to itself: what was read before is closed', async () => {
    const { desk, host } = await deskAt('openedThread');
    host.tell(scenes.threadInCall(NOW));
    expect(host.orders).toEqual([{ type: 'closeThread' }]);
    expect(desk.contactHere).not.toBeNull();
  });

  it('asks for days and a reason before it blocks, and forgets them with its end', async () => {
    const { desk, host } = await deskAt('video');
    expect(desk.press('block')).toBe(true);
    expect(desk.blocking.open).toBe(true);
    expect(host.orders).toEqual([]);
    desk.blocking.days = 30;
    desk.blocking.reason = ' Insulti ';
    await desk.block();
    expect(host.orders).toEqual([
      { type: 'block', contact: 'contact-0', days: 30, reason: 'Insulti' },
    ]);
    host.tell(scenes.empty());
    expect([desk.blocking.open, desk.blocking.days, desk.blocking.reason]).toEqual([false, 7, '']);
    expect(desk.press('block')).toBe(false);
  });
});

describe('pictures', () => {
  const planes = new Uint8Array(planesLength(4, 4));

  it('find their canvas, and nothing of the patron stays after the call', async () => {
    stubCodecs();
    const { desk, host } = await deskAt('video');
    desk.patronPicture.mount(fakeCanvas().canvas);
    desk.ownPicture.mount(fakeCanvas().canvas);
    host.show(packPicture('patronI420', 4, 4, 0, planes));
    host.show(packPicture('ownI420', 4, 4, 0, planes));
    expect([desk.patronPicture.showing, desk.ownPicture.showing]).toEqual([true, true]);
    expect(host.credits).toBe(1);

    host.tell(scenes.empty());
    expect([desk.patronPicture.showing, desk.ownPicture.showing]).toEqual([false, false]);
  });

  it('of one patron do not stay for the next', async () => {
    stubCodecs();
    const { desk, host } = await deskAt('video');
    desk.patronPicture.mount(fakeCanvas().canvas);
    host.show(packPicture('patronI420', 4, 4, 0, planes));
    const next = scenes.video(NOW);
    const contact = next.desk?.seat.contacts[0];
    if (contact) contact.id = 'contact-next';
    host.tell(next);
    expect(desk.patronPicture.showing).toBe(false);
  });

  it('that can not be decoded are asked for in silence', async () => {
    stubCodecs();
    const { desk, host } = await deskAt('video');
    host.refuses = true;
    host.show(packPicture('patronDelta', 0, 0, 0, new Uint8Array([1])));
    for (let i = 0; i < 3; i += 1) {
      host.show(packPicture('patronKey', 0, 0, i, new Uint8Array([1])));
      FakeDecoder.last.break();
    }
    await vi.advanceTimersByTimeAsync(0);
    expect(host.orders[0]).toEqual({ type: 'needKeyPicture' });
    expect(host.orders.at(-1)).toEqual({ type: 'setPictures', decodesVp8: false });
    expect(host.credits).toBe(4);
    expect(desk.news.toasts).toEqual([]);
  });

  it('of nobody cost nothing', async () => {
    const { host } = await deskAt('video');
    host.show(new ArrayBuffer(3));
    expect(host.credits).toBe(0);
  });
});

describe('a link', () => {
  it('that opens a new program stands in the assistant, at the step it is about', async () => {
    const { desk, host } = await deskAt('firstRun');
    const led = (invitation: string | null) => {
      const state = scenes.firstRun();
      const server = 'https://desk.example/';
      host.tell({
        ...state,
        computer: { ...state.computer, asked: { type: 'join', server, invitation } },
      });
    };
    led(null);
    expect([desk.screen, desk.setup.step, desk.setup.server]).toEqual([
      'setup',
      'server',
      'https://desk.example/',
    ]);
    expect(desk.setup.invited).toBe(false);
    desk.setup.server = 'https://other.example';
    led(null);
    expect(desk.setup.server, 'what was typed since stays').toBe('https://other.example');
    led('aB9');
    expect(desk.setup.server).toBe('https://desk.example/invito#aB9');
    expect(desk.setup.invited).toBe(true);
  });

  it('says for a while that it was copied', async () => {
    const { desk, host } = await deskAt('empty');
    await desk.copy('https://a.example/@b');
    expect(host.copied).toEqual(['https://a.example/@b']);
    expect(desk.copied).toEqual({ link: 'https://a.example/@b', how: 'done' });
    vi.advanceTimersByTime(4000);
    expect(desk.copied).toBeNull();
  });

  it('says so when it can not be copied', async () => {
    const { desk, host } = await deskAt('empty');
    host.refuses = true;
    await desk.copy('https://a.example/@b');
    vi.advanceTimersByTime(60_000);
    expect(desk.copied?.how).toBe('failed');
  });
});
