// The calendar in the window: which days are looked at, what is moved, and what comes of
// it.
import { describe, expect, it } from 'vitest';

import { appointment, BOOKING_HOUSE, calendarOf, ZONE } from '$lib/host/scene-calendar';
import { MockCalendar } from '$lib/host/mock-calendar';
import type { BookingRefusal, CalendarAnswer, CalendarWindowOrder } from '$lib/wire';
import { momentOf } from '$lib/zoned';

import { Calendar, mayBeAnyway, NO_CALENDAR, type CalendarNews } from './calendar.svelte';

/** Wednesday morning. */
const NOW = momentOf('2026-11-18', 10 * 60 + 30, ZONE);
const AT_TEN = momentOf('2026-11-20', 10 * 60, ZONE);

function calendar({ reached = true, now = NOW, zone = ZONE } = {}) {
  const orders: CalendarWindowOrder[] = [];
  const news: CalendarNews[] = [];
  const own = new Calendar({
    tell: (order) => {
      orders.push(order);
      return Promise.resolve(reached);
    },
    now: () => now,
    house: () => ({ ...BOOKING_HOUSE, zone }),
    news: (what) => news.push(what),
  });
  own.take(calendarOf(now, 'empty'));
  /** The server answers what was asked last. */
  const answer = async (given: Partial<CalendarAnswer> = {}) => {
    await settled();
    const number = orders.at(-1)?.number ?? 0;
    own.take({ ...own.shown, answer: { number, refused: null, next: [], ...given } });
    await settled();
  };
  const last = () => orders.at(-1)?.order;
  return { own, orders, news, answer, last };
}

async function settled() {
  for (let step = 0; step < 5; step += 1) await Promise.resolve();
}

describe('the days that are shown', () => {
  it('are the week of now, from its Monday, on the clock of the library', () => {
    const { own } = calendar();
    expect([own.days[0], own.days[6]]).toEqual(['2026-11-16', '2026-11-22']);
    expect(own.from).toBe(momentOf('2026-11-16', 0, ZONE));
    expect(own.loaded).toBe(true);
  });

  it('are those of the library, before any of them was told', () => {
    const { own } = calendar({ now: momentOf('2026-11-16', 30, ZONE), zone: 'America/New_York' });
    own.leave();
    expect([own.zone, own.today]).toEqual(['America/New_York', '2026-11-15']);
  });

  it('turn by a week, a day, or two weeks of a list', () => {
    const { own } = calendar();
    own.turn(1);
    expect(own.days[0]).toBe('2026-11-23');
    expect(own.loaded).toBe(false);
    own.look = 'day';
    expect(own.days).toEqual(['2026-11-25']);
    own.turn(-1);
    expect(own.days).toEqual(['2026-11-24']);
    own.look = 'list';
    expect(own.days).toHaveLength(14);
    own.goToToday();
    expect(own.days[0]).toBe('2026-11-16');
  });

  it('are watched, and then no more', async () => {
    const { own, orders } = calendar();
    await own.watch(1, 2);
    await own.lookAway();
    expect(orders.map(({ order }) => order)).toEqual([
      { type: 'watch', from: 1, until: 2 },
      { type: 'watch', from: null, until: 0 },
    ]);
  });
});

describe('the filters', () => {
  it('leave those of a person, of a branch, or those at a distance', () => {
    const { own } = calendar();
    const remote = appointment('remote', AT_TEN);
    const there = appointment('there', AT_TEN, {
      meeting: 'inPerson',
      branch: 'branch-2',
      librarian: 'bo',
    });
    const view = calendarOf(NOW, 'empty');
    const shown = view.calendar && { ...view.calendar, appointments: [remote, there] };
    own.take({ ...view, calendar: shown });
    const ids = () => own.appointments.map(({ id }) => id);
    expect(ids()).toEqual(['remote', 'there']);
    own.where = 'remote';
    expect(ids()).toEqual(['remote']);
    own.where = 'branch-2';
    expect(ids()).toEqual(['there']);
    own.person = 'ada';
    expect(ids()).toEqual([]);
  });

  it('show what was cancelled in the list alone', () => {
    const { own } = calendar();
    const gone = appointment('gone', AT_TEN, { state: { type: 'cancelled', by: 'patron' } });
    const view = calendarOf(NOW, 'empty');
    own.take({ ...view, calendar: view.calendar && { ...view.calendar, appointments: [gone] } });
    expect(own.appointments).toEqual([]);
    own.look = 'list';
    expect(own.appointments).toHaveLength(1);
  });
});

/** A calendar in which one appointment stands. */
function withOne() {
  const cast = calendar();
  const one = appointment('one', AT_TEN);
  const view = calendarOf(NOW, 'empty');
  cast.own.take({ ...view, calendar: view.calendar && { ...view.calendar, appointments: [one] } });
  return { ...cast, one };
}

describe('a move', () => {
  it('is shown before it is said, by quarters of an hour and by days', async () => {
    const { own, one, answer } = withOne();
    void own.takeUp(one);
    await answer();
    own.nudge({ minutes: 15 });
    own.nudge({ days: -1 });
    expect(own.appointments[0]?.starts).toBe(momentOf('2026-11-19', 10 * 60 + 15, ZONE));
    own.letGo();
    expect(own.appointments[0]?.starts).toBe(AT_TEN);
  });

  it('keeps the time of day over a night in which the clock jumps', async () => {
    const cast = calendar({ now: momentOf('2026-10-20', 600, ZONE) });
    const one = appointment('one', momentOf('2026-10-24', 600, ZONE));
    cast.own.drag(one);
    cast.own.nudge({ days: 2 });
    expect(cast.own.moving?.starts).toBe(momentOf('2026-10-26', 600, ZONE));
  });

  it('never goes into the past', () => {
    const { own, one } = withOne();
    own.drag(one);
    own.place('2026-11-17', 600);
    expect(own.moving?.starts).toBe(AT_TEN);
  });

  it('is said once, told, and can be taken back', async () => {
    const { own, one, orders, news, answer, last } = withOne();
    own.drag(one);
    own.place('2026-11-19', 11 * 60);
    void own.putDown();
    void own.putDown();
    const starts = momentOf('2026-11-19', 11 * 60, ZONE);
    await answer();
    expect(orders).toHaveLength(1);
    expect(last()).toEqual({
      ...{ type: 'move', appointment: 'one', starts, librarian: null, anyway: false },
    });
    expect(own.moving).toBeNull();
    expect(news).toEqual([{ type: 'appointmentMoved', before: one }]);
    own.turn(1);
    void own.undo(news[0] as CalendarNews);
    await answer();
    expect(own.days).toContain('2026-11-20');
    expect(last()).toMatchObject({ type: 'move', starts: AT_TEN, librarian: 'ada', anyway: true });
  });

  it('goes back when it is refused, with what is free instead', async () => {
    const { own, one, news, answer } = withOne();
    own.drag(one);
    own.place('2026-11-19', 11 * 60);
    const wanted = own.moving?.starts;
    void own.putDown();
    const next = [{ starts: 1, ends: 2, librarians: [] }];
    await answer({ refused: 'taken', next });
    expect(own.appointments[0]?.starts).toBe(AT_TEN);
    expect(own.refused).toEqual({ appointment: 'one', why: 'taken', next, wanted });
    expect(own.selected?.id).toBe('one');
    expect(news).toEqual([]);
  });

  it('is nothing where it began', async () => {
    const { own, one, orders } = withOne();
    own.drag(one);
    await own.putDown();
    expect([orders.length, own.moving]).toEqual([0, null]);
  });

  it('ends when somebody else cancels the appointment meanwhile', async () => {
    const { own, one, answer } = withOne();
    void own.takeUp(one);
    await answer();
    const gone = appointment('one', AT_TEN, { state: { type: 'cancelled', by: 'patron' } });
    const days = own.shown.calendar;
    own.take({ ...own.shown, calendar: days && { ...days, appointments: [gone] } });
    expect(own.moving).toBeNull();
  });

  it('is not for what is over', () => {
    const { own } = calendar();
    expect(own.canMove(appointment('past', NOW - 1))).toBe(false);
    expect(own.canMove(appointment('done', AT_TEN, { state: { type: 'done' } }))).toBe(false);
    expect(own.canMove(appointment('next', AT_TEN))).toBe(true);
  });
});

describe('an order', () => {
  it('says that nothing was saved when the program did not take it', async () => {
    const { own } = calendar({ reached: false });
    await own.cancel(appointment('one', AT_TEN));
    expect(own.refused).toMatchObject({ appointment: 'one', why: 'notSaved' });
  });

  it('waits for the one before', async () => {
    const { own, one, orders, answer } = withOne();
    void own.came(one);
    void own.didNotCome(one);
    await settled();
    expect(orders.map(({ order }) => order.type)).toEqual(['came']);
    await answer();
    expect(orders.map(({ order }) => order.type)).toEqual(['came', 'noShow']);
  });

  it('that cancels can be taken back by booking the same again', async () => {
    const { own, one, news, answer, last } = withOne();
    void own.cancel(one);
    await answer();
    void own.undo(news[0] as CalendarNews);
    await answer({ refused: 'taken' });
    expect(last()).toMatchObject({ type: 'book', thread: 'thread-1', starts: AT_TEN });
    expect(news.at(-1)).toEqual({ type: 'appointmentNotUndone', why: 'taken' });
  });

  it('is answered as not saved once nobody is signed in any more', async () => {
    const { own, one } = withOne();
    const done = own.cancel(one);
    await settled();
    own.leave();
    await done;
    expect(own.shown).toEqual(NO_CALENDAR);
  });
});

it('only what lies outside the offer may be done anyway', () => {
  const may: BookingRefusal[] = ['closed', 'tooShortNotice', 'tooFarAhead', 'dayFull'];
  expect(may.every(mayBeAnyway)).toBe(true);
  expect(mayBeAnyway('taken')).toBe(false);
});

describe('what is ahead today', () => {
  it('is what is not over, and who may be ticked off', () => {
    const { own } = calendar();
    const inPerson = { meeting: 'inPerson', branch: 'branch-1' } as const;
    const begun = appointment('begun', NOW - 60_000, inPerson);
    const soon = appointment('soon', NOW + 12 * 60_000, inPerson);
    const late = appointment('late', NOW + 90 * 60_000, inPerson);
    const done = appointment('done', NOW - 60_000, { state: { type: 'done' } });
    own.take({ ...NO_CALENDAR, today: [done, begun, soon, late] });
    const { ahead } = own;
    expect(ahead.all.map(({ id }) => id)).toEqual(['begun', 'soon', 'late']);
    expect(ahead.minutesTo(soon)).toBe(12);
    expect([begun, soon, late].map((one) => ahead.canCome(one))).toEqual([true, true, false]);
    expect([begun, soon].map((one) => ahead.canMiss(one))).toEqual([true, false]);
  });
});

describe('the played server', () => {
  it('gives one slot to one alone', () => {
    const played = new MockCalendar(calendarOf(NOW, 'empty'));
    const around = { house: BOOKING_HOUSE, me: 'ada', nameOf: () => 'Piero', now: NOW };
    const wanted = {
      thread: 'thread-1',
      consultation: 'consultation-1',
      meeting: 'video',
      branch: null,
      librarian: 'ada',
      starts: AT_TEN,
      anyway: false,
    } as const;
    const book = (appointment: string) => {
      const order = { type: 'book', appointment, ...wanted } as const;
      return played.obey(NO_CALENDAR, { type: 'ask', number: 1, order }, around).calendar.answer;
    };
    expect(book('one')?.refused).toBeNull();
    expect(book('two')).toMatchObject({ refused: 'taken' });
    expect(book('two')?.next.length).toBeGreaterThan(0);
  });
});
