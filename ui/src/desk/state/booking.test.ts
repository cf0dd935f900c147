// Booking from a conversation: a slot and a yes are enough.
import { describe, expect, it } from 'vitest';

import { BOOKING_HOUSE } from '$lib/host/scene-calendar';
import type { CalendarOrder, DayView } from '$lib/wire';

import { Booking } from './booking.svelte';
import type { Calendar, CalendarNews, Outcome } from './calendar.svelte';

const WHOM = { thread: 'thread-1', desk: 'desk-1', patron: 'Omar' };
const slot = (starts: number) => ({ starts, ends: starts + 1, librarians: ['bo'] });
const DAYS: DayView[] = [{ date: '2026-11-24', slots: [slot(10), slot(20)] }];
const DONE: Outcome = { refused: null, next: [], days: [], more: null };

function booking() {
  const orders: CalendarOrder[] = [];
  const news: CalendarNews[] = [];
  let outcomes: Partial<Outcome>[] = [];
  const ask = (order: CalendarOrder): Promise<Outcome> => {
    orders.push(order);
    const slots = order.type === 'slots' ? { days: DAYS, more: 99 } : {};
    return Promise.resolve({ ...DONE, ...slots, ...outcomes.shift() });
  };
  const own = new Booking({
    calendar: { ask } as unknown as Calendar,
    house: () => BOOKING_HOUSE,
    news: (what) => news.push(what),
  });
  const answers = (...given: Partial<Outcome>[]) => (outcomes = given);
  return { own, orders, news, answers, last: () => orders.at(-1) };
}

describe('booking from a conversation', () => {
  it('opens on the next free slots of the first consultation, with whoever is free', async () => {
    const { own, orders } = booking();
    await own.open(WHOM);
    expect(orders).toEqual([
      {
        ...{ type: 'slots', consultation: 'consultation-1', meeting: 'video', branch: null },
        ...{ librarian: null, from: null },
      },
    ]);
    expect([own.days, own.step]).toEqual([DAYS, 'choosing']);
  });

  it('books a slot, tells it, and closes', async () => {
    const { own, news, last } = booking();
    await own.open(WHOM);
    own.choose(slot(20));
    expect(await own.confirm()).toBe(true);
    expect(last()).toMatchObject({
      ...{ type: 'book', thread: 'thread-1', consultation: 'consultation-1', starts: 20 },
      ...{ librarian: null, anyway: false },
    });
    expect(news).toEqual([{ type: 'appointmentBooked', patron: 'Omar', starts: 20 }]);
    expect(own.for).toBeNull();
  });

  it('opens the next time on what was booked last', async () => {
    const { own, last } = booking();
    await own.open(WHOM);
    await own.chooseConsultation('consultation-2');
    expect(last()).toMatchObject({ meeting: 'inPerson', branch: 'branch-1' });
    own.choose(slot(10));
    await own.confirm();
    await own.open(WHOM);
    expect(own.consultation).toBe('consultation-2');
  });

  it('asks anew for another way, place or person, and for later days', async () => {
    const { own, last } = booking();
    await own.open(WHOM);
    own.choose(slot(10));
    await own.chooseMeeting('inPerson');
    expect(own.slot).toBeNull();
    expect(last()).toMatchObject({ meeting: 'inPerson', branch: 'branch-1' });
    await own.chooseBranch('branch-2');
    await own.chooseLibrarian('bo');
    expect(last()).toMatchObject({ branch: 'branch-2', librarian: 'bo', from: null });
    await own.lookFurther();
    expect(last()).toMatchObject({ from: 99 });
    expect(own.isFurther).toBe(true);
  });

  it('takes a slot that went to another out, and offers what is free instead', async () => {
    const { own, answers } = booking();
    await own.open(WHOM);
    own.choose(slot(10));
    answers({ refused: 'taken', next: [slot(30)] });
    expect(await own.confirm()).toBe(false);
    expect([own.refused, own.slot, own.next]).toEqual(['taken', null, [slot(30)]]);
    expect(own.days).toEqual([{ date: '2026-11-24', slots: [slot(20)] }]);
  });

  it('tries the same appointment again after it was not saved', async () => {
    const { own, orders, answers } = booking();
    await own.open(WHOM);
    own.choose(slot(10));
    answers({ refused: 'notSaved' });
    await own.confirm();
    await own.confirm();
    const ids = orders.flatMap((one) => (one.type === 'book' ? [one.appointment] : []));
    expect(ids).toHaveLength(2);
    expect(new Set(ids).size).toBe(1);
  });

  it('is another appointment in another slot', async () => {
    const { own, orders, answers } = booking();
    await own.open(WHOM);
    answers({ refused: 'notSaved' });
    own.choose(slot(10));
    await own.confirm();
    own.choose(slot(20));
    await own.confirm();
    const ids = orders.flatMap((one) => (one.type === 'book' ? [one.appointment] : []));
    expect(new Set(ids).size).toBe(2);
  });

  it('offers nothing where the desk offers nothing', () => {
    expect(booking().own.offersOf('desk-2')).toEqual([]);
  });
});
