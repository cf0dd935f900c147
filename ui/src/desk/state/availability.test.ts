import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import type {
  AvailabilityForm,
  AvailabilityOrder,
  AvailabilityRefusal,
  AvailabilityTold,
} from '$lib/wire';

import {
  Availabilities,
  weekOf,
  type AvailabilityNews,
  type WhenGiven,
} from './availability.svelte';
import { blankHours } from './blank-settings';
import { PAUSE_MS } from './settings-form.svelte';

const NONE: AvailabilityForm = { rules: [], away: [] };

function given(opening: string): AvailabilityForm {
  const hours = { ...blankHours(), week: [[], [opening], [], [], [], [], []] };
  return { rules: [{ meetings: ['video'], branch: null, hours }], away: [] };
}

function stage() {
  const orders: { number: number; order: AvailabilityOrder }[] = [];
  const news: AvailabilityNews[] = [];
  const here = { works: true };
  const all = new Availabilities({
    order: async (number, order) => {
      if (here.works) orders.push({ number, order });
      return here.works;
    },
    news: (what) => news.push(what),
  });
  const number = () => orders.at(-1)?.number ?? -1;
  const view = (form: AvailabilityForm) => ({ librarian: 'ada', form, zone: 'Europe/Berlin' });
  const tell = (told: AvailabilityTold) => all.take([told]);
  const shows = async (form: AvailabilityForm) => {
    void all.of('ada').look();
    tell({ type: 'view', number: number(), view: view(form) });
  };
  const saves = (form: AvailabilityForm) =>
    tell({ type: 'saved', number: number(), view: view(form) });
  const refuses = (why: AvailabilityRefusal) => tell({ type: 'refused', number: number(), why });
  return { all, ada: all.of('ada'), orders, news, here, shows, saves, refuses, view, tell, number };
}

function nothing(): never {
  throw new Error('there is nothing');
}

/** Other hours are typed on Tuesday. */
function opens({ draft }: WhenGiven, opening: string) {
  const [rule = nothing()] = draft.rules;
  rule.hours.week[1] = [opening];
}

describe('when somebody gives consultations', () => {
  beforeEach(() => vi.useFakeTimers());
  afterEach(() => vi.useRealTimers());

  it('is asked for, and shown as it stands', async () => {
    const { ada, orders, shows } = stage();
    expect(ada.known).toBe(false);
    await shows(given('09:00-12:00'));
    expect(orders[0]?.order).toEqual({ type: 'ask', librarian: 'ada' });
    expect(ada.draft).toEqual(given('09:00-12:00'));
    expect([ada.known, ada.dirty]).toEqual([true, false]);
  });

  it('begins with usual hours by calls, where the library’s clock hangs', async () => {
    const { ada, shows } = stage();
    await shows(NONE);
    expect(ada.isEmpty).toBe(true);
    ada.addRule();
    expect(ada.draft.rules[0]).toMatchObject({ meetings: ['video', 'voice'], branch: null });
    expect(ada.draft.rules[0]?.hours.zone).toBe('Europe/Berlin');
    ada.addRule();
    expect(ada.draft.rules[1]?.meetings).toEqual([]);
  });

  it('is judged once the typing rests, and each rule has its own faults', async () => {
    const { ada, orders, shows, tell, number } = stage();
    await shows(given('09:00-12:00'));
    ada.addRule();
    ada.edited();
    expect(orders).toHaveLength(1);
    vi.advanceTimersByTime(PAUSE_MS);
    expect(orders.at(-1)?.order.type).toBe('check');
    const fault = { field: 'week', row: 1, why: { type: 'overlap' } } as const;
    tell({ type: 'judged', number: number(), faults: [{ rule: 1, fault }] });
    expect(ada.rule(1).fault('week', 1)).toEqual(fault);
    expect(ada.rule(0).fault('week', 1)).toBeUndefined();
    expect(ada.fault('week', 1)).toBeUndefined();
  });

  it('is judged by the newest answer alone', async () => {
    const { ada, shows, tell, number } = stage();
    await shows(given('09:00-12:00'));
    void ada.check();
    const first = number();
    void ada.check();
    const fault = { field: 'away', row: 0, why: { type: 'noDate' } } as const;
    tell({ type: 'judged', number: number(), faults: [] });
    tell({ type: 'judged', number: first, faults: [{ rule: null, fault }] });
    expect(ada.faults).toEqual([]);
  });

  it('is saved with how it stood, and can be taken back', async () => {
    const { all, ada, orders, news, shows, saves } = stage();
    await shows(given('09:00-12:00'));
    opens(ada, '10:00-12:00');
    void ada.save();
    expect(ada.saving).toBe(true);
    expect(orders.at(-1)?.order).toEqual({
      type: 'save',
      librarian: 'ada',
      form: given('10:00-12:00'),
      seen: given('09:00-12:00'),
    });
    saves(given('10:00-12:00'));
    expect([ada.saving, ada.dirty]).toEqual([false, false]);
    const before = given('09:00-12:00');
    expect(news).toEqual([{ type: 'availabilitySaved', librarian: 'ada', before }]);
    void all.undo({ librarian: 'ada', before });
    expect(orders.at(-1)?.order).toMatchObject({ form: before, seen: given('10:00-12:00') });
    saves(before);
    expect(ada.draft).toEqual(before);
    expect(news).toHaveLength(1);
  });

  it('is not saved twice at once, nor when nothing was typed', async () => {
    const { ada, orders, shows } = stage();
    await shows(given('09:00-12:00'));
    void ada.save();
    expect(orders).toHaveLength(1);
    ada.addAway('2026-12-24');
    void ada.save();
    void ada.save();
    expect(orders).toHaveLength(2);
  });

  it('shows at the fields what a refusal says', async () => {
    const { ada, shows, refuses } = stage();
    await shows(given('09:00-12:00'));
    ada.addAway('');
    void ada.save();
    const fault = { field: 'away', row: 0, why: { type: 'noDate' } } as const;
    refuses({ type: 'faults', faults: [{ rule: null, fault }] });
    expect(ada.fault('away', 0)).toEqual(fault);
    expect([ada.saving, ada.dirty]).toEqual([false, true]);
  });

  it('keeps what was typed when the server could not write, or went away', async () => {
    const { all, ada, here, shows, refuses } = stage();
    await shows(given('09:00-12:00'));
    ada.addAway('2026-12-24');
    void ada.save();
    refuses({ type: 'notSaved' });
    expect([ada.trouble, ada.dirty, ada.saving]).toEqual(['notSaved', true, false]);
    void ada.save();
    all.retry();
    expect(ada.saving).toBe(false);
    here.works = false;
    await ada.save();
    expect([ada.saving, ada.dirty]).toEqual([false, true]);
  });

  it('lets one choose when a colleague was quicker', async () => {
    const { ada, orders, shows, refuses, view } = stage();
    await shows(given('09:00-12:00'));
    opens(ada, '10:00-12:00');
    void ada.save();
    const theirs = given('15:00-18:00');
    refuses({ type: 'changedMeanwhile', view: view(theirs) });
    expect(ada.theirs).toEqual(theirs);
    ada.keepMine();
    void ada.save();
    expect(orders.at(-1)?.order).toMatchObject({ form: given('10:00-12:00'), seen: theirs });
    refuses({ type: 'changedMeanwhile', view: view(theirs) });
    ada.discard();
    expect(ada.draft).toEqual(theirs);
    expect(ada.dirty).toBe(false);
  });

  it('that is looked at again keeps what was typed', async () => {
    const { ada, shows } = stage();
    await shows(given('09:00-12:00'));
    ada.addAway('2026-12-24');
    await shows(given('09:00-12:00'));
    expect([ada.draft.away.length, ada.theirs]).toEqual([1, null]);
    await shows(given('15:00-18:00'));
    expect(ada.theirs).toEqual(given('15:00-18:00'));
  });

  it('takes the only branch for granted, and forgets it with the meeting in person', async () => {
    const { ada, shows } = stage();
    await shows(given('09:00-12:00'));
    const [rule = nothing()] = ada.draft.rules;
    ada.meet(rule, 'inPerson', true, ['branch-1']);
    expect([rule.meetings, rule.branch]).toEqual([['video', 'inPerson'], 'branch-1']);
    ada.meet(rule, 'inPerson', false, ['branch-1']);
    expect([rule.meetings, rule.branch]).toEqual([['video'], null]);
    ada.meet(rule, 'inPerson', true, ['branch-1', 'branch-2']);
    expect(rule.branch).toBeNull();
  });

  it('reads days away as people write them', async () => {
    const { ada, shows } = stage();
    await shows(NONE);
    ada.addAway('2026-11-21');
    const [away = nothing()] = ada.draft.away;
    ada.setAway(away, 'from', '24/12/26');
    expect(away).toMatchObject({ from: '2026-12-24', until: '2026-12-24' });
    ada.setAway(away, 'until', '6.1.2027');
    expect(away.until).toBe('2027-01-06');
    ada.setAway(away, 'until', ' ');
    expect(away.until).toBe('2026-12-24');
  });

  it('is forgotten when somebody signs out', async () => {
    const { all, shows } = stage();
    await shows(given('09:00-12:00'));
    all.chosen = 'ada';
    all.clear();
    expect([all.chosen, all.of('ada').known]).toEqual([null, false]);
  });
});

describe('the week that hours make', () => {
  it('is told day by day, the earliest first', () => {
    const [late = nothing()] = given('15:00-18:00').rules;
    const [early = nothing()] = given('09:00-12:00').rules;
    const week = weekOf([late, { ...early, meetings: ['inPerson'], branch: 'branch-1' }]);
    expect(week[1]).toEqual([
      { hours: '09:00-12:00', meetings: ['inPerson'], branch: 'branch-1' },
      { hours: '15:00-18:00', meetings: ['video'], branch: null },
    ]);
    expect(week[0]).toEqual([]);
  });
});
