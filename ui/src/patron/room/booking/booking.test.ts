// Booking, moving and cancelling: each way through it, and each no.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import type { BookingNews, BookingOrder, BookingRefusal, ConsultationView } from '$lib/wire';

import type { Registered } from '../../address';
import {
  appointment,
  AVANE,
  CENTRAL,
  consultation,
  day,
  heldUntil,
  MINUTE,
  NOW,
  plain,
  slot,
  slots,
  stands,
  TOMORROW,
} from '../../test/bookings';
import { Booking, canChange, canEnter } from './booking.svelte';

interface Given {
  offered?: ConsultationView[];
  /** The server knows the page. */
  known?: boolean;
  registered?: Registered;
}

function scene({ offered = [plain()], known = true, registered = 'known' }: Given = {}) {
  const said: BookingOrder[] = [];
  const line = { known, registered, shown: [] as boolean[] };
  const become = vi.fn(async () => line.registered);
  const booking = new Booking({
    tell: (order) => {
      if (line.known) said.push(order);
      return line.known;
    },
    become,
    desk: () => ({ consultations: offered }),
    now: () => Date.now(),
    show: (shown) => line.shown.push(shown),
  });
  const taken = () => said.splice(0).filter(({ type }) => type !== 'ask');
  return { booking, taken, line, become };
}

/** The patron has a slot kept, and has the form before them. */
function atTheForm(given: Given = {}) {
  const all = scene(given);
  const { booking, taken } = all;
  booking.begin();
  booking.hear(stands([]));
  booking.hear(slots([day(TOMORROW)]));
  booking.take(slot(TOMORROW));
  taken();
  booking.hear({ type: 'done', appointment: 'appointment' });
  booking.hear(stands([heldUntil(NOW + 5 * MINUTE)]));
  expect(booking.step).toBe('who');
  return all;
}

const fill = (booking: Booking) => {
  booking.name = ' Ada ';
  booking.typed = ' ada@example.org ';
};

const REFUSED = (why: BookingRefusal, next = [slot(TOMORROW + 60 * MINUTE)]): BookingNews => ({
  type: 'refused',
  why,
  next,
});

beforeEach(() => {
  vi.useFakeTimers();
  vi.setSystemTime(NOW);
});

afterEach(() => {
  vi.useRealTimers();
});

describe('choosing', () => {
  it('goes through what, how and when, and asks for the slots of that', () => {
    const { booking, taken, line } = scene({ offered: [consultation(), plain({ id: 'other' })] });
    booking.begin();
    expect([booking.step, line.shown]).toEqual(['what', [true]]);
    booking.choose(consultation());
    expect(booking.step).toBe('how');
    expect(booking.ways).toEqual([
      { meeting: 'video', place: null },
      { meeting: 'inPerson', place: CENTRAL },
      { meeting: 'inPerson', place: AVANE },
    ]);
    booking.chooseWay({ meeting: 'inPerson', place: AVANE });
    expect(booking.step).toBe('when');
    expect(taken()).toEqual([
      {
        type: 'slots',
        consultation: 'digital',
        meeting: 'inPerson',
        branch: 'avane',
        from: null,
      },
    ]);
    booking.hear(slots([day(TOMORROW)]));
    expect([booking.days, booking.asking]).toEqual([[day(TOMORROW)], false]);
  });

  it('skips what there is only one of', () => {
    const { booking, taken } = scene();
    booking.begin();
    expect([booking.step, booking.first]).toEqual(['when', 'when']);
    expect(taken()).toMatchObject([{ type: 'slots', meeting: 'video', branch: null }]);
  });

  it('begins with the one that was asked for', () => {
    const { booking } = scene({ offered: [plain(), plain({ id: 'other' })] });
    booking.begin('other');
    expect([booking.step, booking.kind?.id]).toEqual(['when', 'other']);
  });

  it('finds what a topic has', () => {
    const { booking } = scene({ offered: [plain(), plain({ id: 'other', topic: null })] });
    expect(booking.ofTopic('loans').map(({ id }) => id)).toEqual(['digital']);
    expect([booking.ofTopic(''), booking.ofTopic('hours')]).toEqual([[], []]);
  });

  it('adds more days to those that are there, each once', () => {
    const { booking, taken } = scene();
    booking.begin();
    booking.hear(slots([day(TOMORROW)], { more: TOMORROW + MINUTE }));
    taken();
    booking.askMore();
    booking.askMore();
    expect(taken(), 'asked once').toMatchObject([{ type: 'slots', from: TOMORROW + MINUTE }]);
    const later = day(TOMORROW + 48 * 60 * MINUTE);
    booking.hear(slots([day(TOMORROW), later]));
    expect([booking.days, booking.more]).toEqual([[day(TOMORROW), later], null]);
    booking.askMore();
    expect(taken()).toEqual([]);
  });

  it('hears nothing of slots that it does not ask for any more', () => {
    const { booking } = scene({ offered: [plain(), plain({ id: 'other' })] });
    booking.begin('other');
    booking.hear(slots([day(TOMORROW)]));
    expect(booking.days).toBeNull();
  });

  it('goes back step by step, and away from the first', () => {
    const { booking, line } = scene({ offered: [consultation(), plain({ id: 'other' })] });
    booking.begin();
    booking.choose(consultation());
    booking.chooseWay({ meeting: 'video', place: null });
    booking.back();
    expect(booking.step).toBe('how');
    booking.back();
    expect(booking.step).toBe('what');
    booking.back();
    expect([booking.shown, line.shown]).toEqual([false, [true, false]]);
  });

  it('makes the server know the page first, and asks once it does', async () => {
    const { booking, taken, line, become } = scene({ known: false });
    booking.begin();
    await vi.advanceTimersByTimeAsync(0);
    expect(become).toHaveBeenCalledOnce();
    line.known = true;
    booking.greet();
    expect(taken()).toMatchObject([{ type: 'slots', consultation: 'digital' }]);
  });

  it.each([
    ['tooMany', 'tooMany'],
    ['unreachable', 'away'],
  ] as const)('says why the server does not know it: %s', async (registered, trouble) => {
    const { booking } = scene({ known: false, registered });
    booking.begin();
    await vi.advanceTimersByTimeAsync(0);
    expect(booking.trouble).toBe(trouble);
  });

  it('asks again for what was on its way when the line was lost', () => {
    const { booking, taken } = scene();
    booking.begin();
    taken();
    booking.greet();
    expect(taken()).toMatchObject([{ type: 'slots', from: null }]);
    expect(booking.trouble).toBeNull();
  });
});

describe('the slot that is kept', () => {
  it('is asked for once, and told with the time that is left', () => {
    const { booking, taken } = scene();
    booking.begin();
    booking.hear(slots([day(TOMORROW)]));
    taken();
    booking.take(slot(TOMORROW));
    booking.take(slot(TOMORROW + 30 * MINUTE));
    expect(taken()).toEqual([
      { type: 'hold', consultation: 'digital', meeting: 'video', branch: null, starts: TOMORROW },
    ]);
    booking.hear({ type: 'done', appointment: 'appointment' });
    expect([booking.step, booking.minutesLeft]).toEqual(['who', 5]);
  });

  it.each([
    ['before its answer', (b: Booking) => b.hear(stands([heldUntil(NOW + 4 * MINUTE)]))],
    ['after it', () => undefined],
  ])('may be told of %s', (_, before) => {
    const { booking } = scene();
    booking.begin();
    booking.take(slot(TOMORROW));
    before(booking);
    booking.hear({ type: 'done', appointment: 'appointment' });
    booking.hear(stands([heldUntil(NOW + 4 * MINUTE)]));
    expect([booking.held?.until, booking.appointments]).toEqual([NOW + 4 * MINUTE, []]);
  });

  it('counts down, and says that the last minute has come', () => {
    const { booking } = atTheForm();
    const stop = booking.watch();
    expect([booking.minutesLeft, booking.lastMinute]).toEqual([5, false]);
    vi.advanceTimersByTime(3.5 * MINUTE);
    expect([booking.minutesLeft, booking.lastMinute]).toEqual([2, false]);
    vi.advanceTimersByTime(MINUTE);
    expect([booking.minutesLeft, booking.lastMinute]).toEqual([1, true]);
    stop();
    expect(vi.getTimerCount(), 'only the end of the slot is waited for').toBe(1);
  });

  it('is believed for five minutes where the clock of the device is wrong', () => {
    const { booking } = atTheForm();
    booking.hear(stands([heldUntil(NOW - 60 * MINUTE)]));
    expect(booking.minutesLeft).toBe(5);
    booking.hear(stands([heldUntil(NOW + 90 * MINUTE)]));
    expect(booking.minutesLeft).toBe(5);
  });

  it.each([
    ['its time runs out', () => vi.advanceTimersByTime(5 * MINUTE)],
    ['the server says so', (booking: Booking) => booking.hear(stands([]))],
  ])('is gone when %s; what was typed stays', (_, pass) => {
    const { booking, taken } = atTheForm();
    fill(booking);
    pass(booking);
    expect([booking.step, booking.trouble, booking.held]).toEqual(['when', 'holdOver', null]);
    expect(taken()).toMatchObject([{ type: 'slots' }]);
    expect([booking.name, booking.typed]).toEqual([' Ada ', ' ada@example.org ']);
  });

  it('is not called gone while it is being booked: the server answers that', () => {
    const { booking } = atTheForm();
    fill(booking);
    booking.book('it');
    vi.advanceTimersByTime(6 * MINUTE);
    booking.hear(stands([]));
    expect([booking.step, booking.trouble]).toEqual(['who', null]);
    booking.hear(REFUSED('holdOver'));
    expect([booking.step, booking.trouble, booking.next]).toEqual([
      'when',
      'holdOver',
      [slot(TOMORROW + 60 * MINUTE)],
    ]);
  });

  it('is let go on the way back, and with the screen', () => {
    const { booking, taken } = atTheForm();
    booking.back();
    expect(booking.step).toBe('when');
    expect(taken()).toMatchObject([{ type: 'letGo' }, { type: 'slots' }]);
    const { booking: other, taken: others } = atTheForm();
    other.leave();
    expect(others()).toEqual([{ type: 'letGo' }]);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('stays kept while a call comes between, and the form with it', () => {
    const { booking, taken } = atTheForm();
    fill(booking);
    booking.putAside();
    booking.begin();
    expect([booking.step, booking.name, booking.shown]).toEqual(['who', ' Ada ', true]);
    expect(taken()).toEqual([]);
  });
});

describe('the form', () => {
  it('is sent tidied, and answered with the appointment', () => {
    const { booking, taken } = atTheForm();
    fill(booking);
    booking.book('it');
    booking.book('it');
    expect(taken()).toEqual([
      {
        type: 'book',
        appointment: 'appointment',
        name: 'Ada',
        language: 'it',
        answers: [],
        mail: 'ada@example.org',
      },
    ]);
    expect(booking.busy).toBe(true);
    booking.hear({ type: 'done', appointment: 'appointment' });
    booking.hear(stands([appointment()]));
    expect([booking.step, booking.done, booking.busy]).toEqual(['done', appointment(), false]);
    expect([booking.name, booking.moved]).toEqual([' Ada ', false]);
  });

  it('is known to be booked even if only the appointment is told of', () => {
    const { booking } = atTheForm();
    fill(booking);
    booking.book('it');
    booking.greet();
    expect(booking.trouble).toBe('away');
    booking.hear(stands([appointment({ state: { type: 'unconfirmed', until: NOW } })]));
    expect([booking.step, booking.trouble]).toEqual(['done', null]);
  });

  it('says without asking the server what is missing, and where', () => {
    const { booking, taken } = atTheForm({
      offered: [consultation({ meetings: ['video'] })],
    });
    booking.book('it');
    expect([booking.trouble, booking.fault]).toEqual(['nameMissing', { field: 'name', index: 0 }]);
    booking.name = 'Ada';
    booking.answers = [' ', ''];
    booking.book('it');
    expect([booking.trouble, booking.fault]).toEqual([
      'answerMissing',
      { field: 'answer', index: 0 },
    ]);
    booking.answers = ['SPID', ''];
    booking.book('it');
    expect([booking.trouble, booking.fault]).toEqual(['noWay', { field: 'mail', index: 0 }]);
    expect(taken()).toEqual([]);
    booking.hear(stands([heldUntil(NOW + 5 * MINUTE)], { needsWay: false }));
    booking.book('en');
    expect(taken()).toMatchObject([{ type: 'book', mail: null, answers: ['SPID', ''] }]);
    expect(booking.fault).toBeNull();
  });

  it('keeps everything when nobody hears it', () => {
    const { booking, line } = atTheForm();
    fill(booking);
    line.known = false;
    booking.book('it');
    expect([booking.trouble, booking.step, booking.name]).toEqual(['away', 'who', ' Ada ']);
  });
});

describe('a no of the server', () => {
  it.each<BookingRefusal>([
    'inThePast',
    'closed',
    'tooShortNotice',
    'tooFarAhead',
    'taken',
    'dayFull',
    'notGiven',
    'holdOver',
  ])('to the slot leads to the next free ones, with the form kept: %s', (why) => {
    const { booking, taken } = atTheForm();
    fill(booking);
    booking.book('it');
    taken();
    booking.hear(REFUSED(why));
    expect([booking.step, booking.trouble, booking.held, booking.busy]).toEqual([
      'when',
      why,
      null,
      false,
    ]);
    expect(booking.next).toEqual([slot(TOMORROW + 60 * MINUTE)]);
    expect(taken()).toMatchObject([{ type: 'slots' }]);
    expect([booking.name, booking.typed]).toEqual([' Ada ', ' ada@example.org ']);
    booking.take(slot(TOMORROW + 60 * MINUTE));
    expect([booking.trouble, taken()]).toMatchObject([null, [{ type: 'hold' }]]);
  });

  it.each<[BookingRefusal, object | null]>([
    ['nameMissing', { field: 'name', index: 0 }],
    ['noWay', { field: 'mail', index: 0 }],
    ['badAddress', { field: 'mail', index: 0 }],
    ['answerMissing', { field: 'answer', index: 0 }],
    ['answerTooLong', { field: 'answer', index: 1 }],
    ['tooManyOfYours', null],
    ['notAllowed', null],
    ['notSaved', null],
    ['noSuchAppointment', null],
    ['tooLate', null],
    ['alreadyOver', null],
    ['tooEarly', null],
    ['notConfirmed', null],
  ])('to the form is said there: %s', (why, fault) => {
    const { booking } = atTheForm();
    fill(booking);
    booking.answers = ['a', 'long'];
    booking.book('it');
    booking.hear(REFUSED(why, []));
    expect([booking.step, booking.trouble, booking.fault]).toEqual(['who', why, fault]);
    expect(booking.held).not.toBeNull();
    expect(booking.name).toBe(' Ada ');
  });

  it('to a consultation that was withdrawn leads to those that are there', () => {
    const { booking } = scene({ offered: [plain(), plain({ id: 'other' })] });
    booking.begin('other');
    booking.take(slot(TOMORROW));
    booking.hear(slots([], { consultation: 'other' }));
    booking.hear(REFUSED('noSuchConsultation', []));
    expect([booking.step, booking.trouble]).toEqual(['what', 'noSuchConsultation']);
    booking.back();
    expect(booking.shown).toBe(false);
  });
});

describe('own appointments', () => {
  it('are those that stand, without what is only kept', () => {
    const { booking } = scene();
    const over = appointment({ id: 'over', state: { type: 'done' }, starts: NOW - 60 * MINUTE });
    booking.hear(stands([over, heldUntil(NOW + MINUTE, { id: 'held' }), appointment()]));
    expect(booking.appointments.map(({ id }) => id)).toEqual(['over', 'appointment']);
    expect(booking.ahead.map(({ id }) => id)).toEqual(['appointment']);
  });

  it('are moved in one order', () => {
    const { booking, taken, line } = scene({ offered: [] });
    booking.hear(stands([appointment()]));
    booking.move(appointment());
    expect([booking.step, booking.first, line.shown]).toEqual(['when', 'when', [true]]);
    expect(taken()).toEqual([{ type: 'slotsToMove', appointment: 'appointment', from: null }]);
    booking.hear(slots([day(TOMORROW)], { appointment: 'appointment' }));
    booking.take(slot(TOMORROW + 30 * MINUTE));
    expect(taken()).toEqual([
      { type: 'move', appointment: 'appointment', starts: TOMORROW + 30 * MINUTE },
    ]);
    booking.hear({ type: 'done', appointment: 'appointment' });
    booking.hear(stands([appointment({ starts: TOMORROW + 30 * MINUTE })]));
    expect([booking.step, booking.moved, booking.done?.starts]).toEqual([
      'done',
      true,
      TOMORROW + 30 * MINUTE,
    ]);
    booking.leave();
    expect(line.shown).toEqual([true, false]);
  });

  it('stay where they are when the other time was taken meanwhile', () => {
    const { booking, taken } = scene();
    booking.hear(stands([appointment()]));
    booking.move(appointment());
    booking.take(slot(TOMORROW + 30 * MINUTE));
    booking.hear(slots([], { appointment: 'appointment' }));
    taken();
    booking.hear(REFUSED('taken'));
    expect([booking.step, booking.trouble, booking.moving?.id]).toEqual([
      'when',
      'taken',
      'appointment',
    ]);
    expect(taken()).toMatchObject([{ type: 'slotsToMove' }]);
  });

  it('are cancelled, or it is said on the card why not', () => {
    const { booking, taken, line } = scene();
    booking.hear(stands([appointment()]));
    booking.cancel('appointment');
    expect(taken()).toEqual([{ type: 'cancel', appointment: 'appointment' }]);
    booking.hear(REFUSED('tooLate', []));
    expect(booking.cardTrouble).toEqual({ appointment: 'appointment', why: 'tooLate' });
    expect(booking.trouble).toBeNull();
    booking.cancel('appointment');
    booking.hear({ type: 'done', appointment: 'appointment' });
    booking.hear(stands([appointment({ state: { type: 'cancelled', by: 'patron' } })]));
    expect([booking.cardTrouble, booking.ahead]).toEqual([null, []]);
    line.known = false;
    booking.enter('appointment');
    expect(booking.cardTrouble).toEqual({ appointment: 'appointment', why: 'away' });
  });

  it('can be changed until the limit, and entered from ten minutes before', () => {
    const one = appointment({ starts: NOW + 180 * MINUTE });
    const unconfirmed = { ...one, state: { type: 'unconfirmed', until: NOW } } as const;
    expect([canChange(one, NOW), canChange(one, NOW + 60 * MINUTE)]).toEqual([true, false]);
    expect(canChange(unconfirmed, NOW)).toBe(true);
    expect(canChange({ ...one, state: { type: 'arrived' } }, NOW)).toBe(false);
    expect([canEnter(one, NOW), canEnter(one, NOW + 170 * MINUTE)]).toEqual([false, true]);
    expect(canEnter({ ...one, meeting: 'inPerson' }, NOW + 170 * MINUTE)).toBe(false);
    expect(canEnter(unconfirmed, NOW + 170 * MINUTE)).toBe(false);
    expect(canEnter({ ...one, entered: true }, NOW + 170 * MINUTE)).toBe(false);
  });

  it('once entered are waited for, also by a page that was loaded anew', () => {
    const { booking, taken, line } = scene();
    const soon = appointment({ starts: NOW + 5 * MINUTE });
    booking.hear(stands([soon]));
    booking.enter('appointment');
    expect(taken()).toEqual([{ type: 'enter', appointment: 'appointment' }]);
    booking.hear({ type: 'done', appointment: 'appointment' });
    booking.hear(stands([{ ...soon, entered: true }]));
    expect([booking.step, booking.shown, booking.entered?.id]).toEqual([
      'entered',
      true,
      'appointment',
    ]);
    booking.back();
    expect(booking.shown, 'one can look elsewhere meanwhile').toBe(false);
    booking.hear(stands([{ ...soon, entered: true, librarian: 'Ada' }]));
    expect(booking.shown, 'and is not fetched back by other news').toBe(false);
    booking.wait();
    booking.hear(stands([{ ...soon, state: { type: 'arrived' }, late: true }]));
    expect([booking.shown, booking.late]).toEqual([false, true]);
    expect(line.shown[line.shown.length - 1]).toBe(false);
  });

  it('are forgotten with the patron', () => {
    const { booking } = atTheForm();
    fill(booking);
    booking.hear(stands([appointment({ id: 'other' }), heldUntil(NOW + 5 * MINUTE)]));
    booking.clear();
    expect([booking.appointments, booking.name, booking.typed, booking.held]).toEqual([
      [],
      '',
      '',
      null,
    ]);
    expect(vi.getTimerCount()).toBe(0);
  });
});
