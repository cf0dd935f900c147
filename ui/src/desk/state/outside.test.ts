// Calendars outside of the desk: what is ordered of feeds, and what can be taken back.
import { describe, expect, it } from 'vitest';

import { outsideOf, outsideView } from '$lib/host/mock-outside';
import type { CalendarWindowOrder, OutsideOrder, OutsideRefusal } from '$lib/wire';

import { Outside } from './outside.svelte';

const NOW = 1_800_000_000_000;

function outside({ reached = true } = {}) {
  const told: CalendarWindowOrder[] = [];
  const sent: number[][] = [];
  const own = new Outside({
    tell: (order) => {
      told.push(order);
      return Promise.resolve(reached);
    },
    send: (bytes) => {
      sent.push([...bytes]);
      return reached ? Promise.resolve() : Promise.reject(new Error('away'));
    },
  });
  own.take(outsideOf(NOW));
  const answer = async (refused: OutsideRefusal | null = null, shown = own.shown) => {
    await Promise.resolve();
    const number = told.at(-1)?.number ?? 0;
    own.take({ ...shown, answer: { number, refused, calendars: [], trouble: null } });
  };
  const last = (): OutsideOrder | null => {
    const order = told.at(-1)?.order;
    return order?.type === 'outside' ? order.order : null;
  };
  return { own, answer, last, sent };
}

const [feed] = outsideView(NOW).feeds;

describe('a feed', () => {
  it('is one of their own, without names, unless somebody says otherwise', async () => {
    const { own, answer, last } = outside();
    const made = own.make('ada', 'it');
    await answer();
    await made;
    expect(last()).toEqual({
      type: 'makeFeed',
      of: { type: 'librarian', librarian: 'ada' },
      names: false,
      language: 'it',
    });
  });

  it('is a desk’s if that is chosen, and the next one has no names again', async () => {
    const { own, answer, last } = outside();
    own.of = 'desk desk-1';
    own.names = true;
    const made = own.make('ada', 'en');
    await answer();
    await made;
    expect(last()).toMatchObject({ of: { type: 'desk', desk: 'desk-1' }, names: true });
    expect(own.names).toBe(false);
  });

  it('that was revoked can be had back', async () => {
    if (!feed) throw new Error('there is one');
    const { own, answer, last } = outside();
    const revoked = own.revoke(feed);
    await answer();
    await revoked;
    expect(own.revoked).toEqual(feed);
    const back = own.undo();
    await answer();
    await back;
    expect(last()).toEqual({ type: 'restoreFeed', id: feed.id });
    expect(own.revoked).toBeNull();
  });

  it('that was not revoked is not told as if it were', async () => {
    if (!feed) throw new Error('there is one');
    const { own, answer } = outside();
    const revoked = own.revoke(feed);
    await answer({ type: 'notAllowed' });
    await revoked;
    expect([own.revoked, own.trouble]).toEqual([null, { type: 'notAllowed' }]);
  });

  it('has an address that is shown until it is put away, or until it works no more', async () => {
    const { own, answer } = outside();
    own.take(outsideOf(NOW, { made: true }));
    expect(own.made?.address).toContain('/calendar/');
    if (!feed) throw new Error('there is one');
    const revoked = own.revoke(feed);
    await answer();
    await revoked;
    expect(own.made).toBeNull();
    own.revoked = null;
    expect(own.made).not.toBeNull();
    own.putAway();
    expect(own.made).toBeNull();
  });
});

it('nothing is said to be saved when the server is away', async () => {
  const { own } = outside({ reached: false });
  await own.make('ada', 'it');
  expect(own.trouble).toEqual({ type: 'notSaved' });
});

describe('a calendar of one’s own', () => {
  it('is handed over as it is', async () => {
    const { own, sent } = outside();
    await own.readBusy(new File(['BEGIN'], 'lavoro.ics'));
    expect(sent).toEqual([[66, 69, 71, 73, 78]]);
    expect(own.reading).toEqual({ type: 'none' });
  });

  it('that is too large is not even sent', async () => {
    const { own, sent } = outside();
    await own.readBusy(new File([new Uint8Array(2 * 1024 * 1024 + 1)], 'tutto.ics'));
    expect([own.reading, sent]).toEqual([{ type: 'failed', why: 'tooLarge' }, []]);
  });

  it('that could not be handed over is told as such', async () => {
    const { own } = outside({ reached: false });
    await own.readBusy(new File(['BEGIN'], 'lavoro.ics'));
    expect(own.reading).toEqual({ type: 'failed', why: 'failed' });
  });
});
