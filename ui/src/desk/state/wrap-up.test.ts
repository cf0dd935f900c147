import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { scenes } from '$lib/host/scenes';

import { deskAt, NOW } from '../test/recorder';
import { WrapUp } from './wrap-up.svelte';

beforeEach(() => vi.useFakeTimers({ now: NOW }));
afterEach(() => {
  vi.clearAllTimers();
  vi.useRealTimers();
});

const asked = (contact: string) => ({
  contact,
  name: 'Ada',
  topic: null,
  booked: false,
  until: NOW,
  behind: 0,
});

describe('the wrap-up', () => {
  it('is the same paper for as long as the program asks for it', () => {
    const wrapUp = new WrapUp();
    wrapUp.take(asked('one'));
    const paper = wrapUp.current;
    wrapUp.take(asked('one'));
    expect(wrapUp.current).toBe(paper);
  });

  it('that nobody began goes away with its time', () => {
    const wrapUp = new WrapUp();
    wrapUp.take(asked('one'));
    wrapUp.take(null);
    expect(wrapUp.current).toBeNull();
  });

  it('suggests an appointment where one was booked, and is not begun by that', () => {
    const wrapUp = new WrapUp();
    wrapUp.take({ ...asked('one'), booked: true });
    expect(wrapUp.current?.outcome).toBe('appointment');
    expect(wrapUp.current?.begun).toBe(false);
    expect(wrapUp.current?.order()).toMatchObject({ outcome: 'appointment' });
    if (wrapUp.current) wrapUp.current.outcome = 'resolvedAtFirstLevel';
    expect(wrapUp.current?.begun).toBe(true);
  });

  it('that was begun outlives its time and the next contact', () => {
    const wrapUp = new WrapUp();
    wrapUp.take(asked('one'));
    if (wrapUp.current) wrapUp.current.note = 'Richiamare';
    wrapUp.take(null);
    expect(wrapUp.current?.note).toBe('Richiamare');
    wrapUp.take(asked('two'));
    expect(wrapUp.current?.contact).toBe('two');
    wrapUp.take(null);
    expect(wrapUp.current?.contact).toBe('one');
    if (wrapUp.current) wrapUp.drop(wrapUp.current);
    expect(wrapUp.current).toBeNull();
  });

  it('can be saved again after the program has refused', async () => {
    const { desk, host } = await deskAt('wrapUp');
    const paper = desk.wrapUp.current;
    if (!paper) throw new Error('nothing to write down');
    await desk.saveWrapUp(paper);
    await desk.saveWrapUp(paper);
    expect(host.orders, 'not twice').toHaveLength(1);
    host.tell({
      ...scenes.wrapUp(NOW),
      news: [{ number: 1, what: { type: 'refused', code: 'notSaved' } }],
    });
    expect(paper.saving).toBe(false);
    expect(desk.wrapUp.current).toBe(paper);
  });

  it('that was saved and is asked for no more is done', async () => {
    const { desk, host } = await deskAt('wrapUp');
    const paper = desk.wrapUp.current;
    if (!paper) throw new Error('nothing to write down');
    paper.note = 'Tutto bene';
    await desk.saveWrapUp(paper);
    host.tell(scenes.empty());
    expect(desk.wrapUp.current).toBeNull();
  });

  it('that is late is saved all the same, and off the table at once', async () => {
    const { desk, host } = await deskAt('wrapUp');
    const paper = desk.wrapUp.current;
    if (!paper) throw new Error('nothing to write down');
    paper.outcome = 'messageLeft';
    host.tell(scenes.empty());
    await desk.saveWrapUp(paper);
    expect(host.orders).toEqual([
      expect.objectContaining({ type: 'wrapUp', contact: 'contact-0', outcome: 'messageLeft' }),
    ]);
    expect(desk.wrapUp.current).toBeNull();
  });

  it('is skipped without becoming available when that was not chosen', async () => {
    const { desk, host } = await deskAt('wrapUp');
    const state = scenes.wrapUp(NOW);
    if (state.desk) state.desk.seat.chosen = 'away';
    host.tell(state);
    const paper = desk.wrapUp.current;
    if (paper) await desk.skipWrapUp(paper);
    expect(host.orders).toEqual([]);
    host.tell(state);
    expect(desk.wrapUp.current).toBeNull();
  });

  it('is not saved by the keys while a thread stands in its place', async () => {
    const { desk, host } = await deskAt('threadInWrapUp');
    expect(desk.writing).toBeNull();
    expect(desk.press('answer')).toBe(false);
    expect(host.orders).toEqual([]);
  });

  it('leaves no papers to the next who signs in', async () => {
    const { desk, host } = await deskAt('wrapUp');
    if (desk.wrapUp.current) desk.wrapUp.current.note = 'Riservato';
    host.tell(scenes.signedOut());
    host.tell(scenes.empty());
    expect(desk.wrapUp.current).toBeNull();
  });
});
