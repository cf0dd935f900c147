// Being told on this device.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import type { ReachOrder } from '$lib/wire';

import { fakePush, SUBSCRIPTION, type FakePush } from '../test/push';
import { Push } from './push.svelte';
import { pushTroubleWords } from './words';

const DEVICE = `device of ${SUBSCRIPTION.endpoint}`;
const nobody = { serverKey: 'key', devices: [] };
const here = { serverKey: 'key', devices: ['another', DEVICE] };

function push(browser: FakePush, { hears = true } = {}) {
  const said: ReachOrder[] = [];
  const own = new Push({
    browser,
    tell: (order) => {
      if (hears) said.push(order);
      return hears;
    },
  });
  return { own, said };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('being told on this device', () => {
  it('is not spoken of while the server does not push', async () => {
    const { own } = push(fakePush());
    expect(own.offered).toBe(false);
    await own.hear(null);
    expect(own.offered).toBe(false);
  });

  it('is asked for by a tap, and is on once the server says so', async () => {
    const { own, said } = push(fakePush());
    await own.hear(nobody);
    expect([own.state, said]).toEqual(['off', []]);
    await own.want();
    expect(said).toEqual([{ type: 'push', subscription: SUBSCRIPTION }]);
    expect(own.state).toBe('asking');
    await own.hear(here);
    expect(own.state).toBe('on');
  });

  it('is found on by a page that comes later', async () => {
    const { own } = push(fakePush({ before: 'granted', subscribed: SUBSCRIPTION }));
    await own.hear(here);
    expect(own.state).toBe('on');
    const other = push(fakePush({ before: 'granted', subscribed: SUBSCRIPTION })).own;
    await other.hear({ serverKey: 'key', devices: ['another'] });
    expect(other.state).toBe('off');
  });

  it('is taken back, at the server and in the browser', async () => {
    const browser = fakePush({ before: 'granted', subscribed: SUBSCRIPTION });
    const { own, said } = push(browser);
    await own.hear(here);
    await own.stop();
    expect(said).toEqual([{ type: 'noPush', device: DEVICE }]);
    expect([own.state, own.stopped, browser.subscribed]).toEqual(['off', true, null]);
    await own.hear(nobody);
    expect(own.stopped).toBe(true);
  });

  it('says that the browser said no, now or before', async () => {
    const { own, said } = push(fakePush({ answers: Promise.resolve('denied') }));
    await own.hear(nobody);
    await own.want();
    expect([own.state, said]).toEqual(['denied', []]);
    const before = push(fakePush({ before: 'denied' })).own;
    await before.hear(nobody);
    expect(before.state).toBe('denied');
  });

  it('may be asked for again when the question was closed', async () => {
    const { own } = push(fakePush({ answers: Promise.resolve('default') }));
    await own.hear(nobody);
    await own.want();
    expect(own.state).toBe('off');
  });

  it('says when the browser can not: no service, no worker, or not from the home screen', async () => {
    const { own } = push(fakePush({ fails: true }));
    await own.hear(nobody);
    await own.want();
    expect(own.state).toBe('failed');
    await own.hear(nobody);
    expect(own.state).toBe('failed');
    for (const support of ['no', 'homeScreen'] as const) {
      const without = push(fakePush({ support })).own;
      await without.hear(nobody);
      expect(without.state).toBe(support);
      expect(pushTroubleWords(support, true)).toContain('email');
      expect(pushTroubleWords(support, false)).not.toContain('email');
    }
  });

  it('says when the server does not take it, or does not hear', async () => {
    const { own } = push(fakePush());
    await own.hear(nobody);
    expect(own.hearRefused('noPush')).toBe(false);
    await own.want();
    expect(own.hearRefused('badAddress')).toBe(false);
    expect([own.hearRefused('noPush'), own.state]).toEqual([true, 'failed']);
    const deaf = push(fakePush(), { hears: false }).own;
    await deaf.hear(nobody);
    await deaf.want();
    expect(deaf.state).toBe('failed');
  });

  it('tells who waits that the browser has not answered, and takes a late answer', async () => {
    let answer: (permission: NotificationPermission) => void = () => undefined;
    const answers = new Promise<NotificationPermission>((done) => (answer = done));
    const { own, said } = push(fakePush({ answers }));
    await own.hear(nobody);
    const asked = own.want();
    expect(own.slow).toBe(false);
    vi.advanceTimersByTime(15_000);
    expect([own.state, own.slow]).toEqual(['asking', true]);
    answer('granted');
    await asked;
    expect(said).toHaveLength(1);
    await own.hear(here);
    expect([own.state, own.slow]).toEqual(['on', false]);
  });

  it('ends with who is forgotten', async () => {
    const browser = fakePush({ before: 'granted', subscribed: SUBSCRIPTION });
    const { own } = push(browser);
    await own.hear(here);
    await own.clear();
    expect([own.offered, browser.subscribed]).toEqual([false, null]);
  });
});
