import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { settingsView } from '$lib/host/scene-settings';
import type { AdministrationOrder, Fault, SettingsView, Verdict } from '$lib/wire';

import { Administration } from './administration.svelte';
import { moved } from './lists';
import { PAUSE_MS } from './settings-form.svelte';

const CHANGED: Fault = { field: 'itself', row: null, why: { type: 'changedMeanwhile' } };

function stage() {
  const orders: AdministrationOrder[] = [];
  const saved: number[] = [];
  const refused: Fault['why'][] = [];
  const stands = settingsView(0);
  const here = { works: true };
  const administration = new Administration({
    order: async (order) => {
      if (here.works) orders.push(order);
      return here.works;
    },
    saved: (number) => saved.push(number),
    notUndone: (why) => refused.push(why),
  });
  administration.take({ settings: stands, verdicts: [] });
  const last = () => orders.at(-1) as AdministrationOrder & { asked: number };
  const answer = (given: Partial<Verdict> = {}, settings: SettingsView = stands) =>
    administration.take({
      settings,
      verdicts: [
        { asked: last().asked, saved: null, faults: [], warnings: [], preview: null, ...given },
      ],
    });
  const named = (name: string): SettingsView => ({
    ...stands,
    library: { ...stands.library, name },
  });
  return { administration, orders, saved, refused, stands, here, last, answer, named };
}

describe('the settings of the library', () => {
  beforeEach(() => vi.useFakeTimers());
  afterEach(() => vi.useRealTimers());

  it('are watched as long as somebody looks at a section', () => {
    const { administration, orders } = stage();
    const [one, two] = [administration.watch(), administration.watch()];
    one();
    expect(orders).toEqual([{ type: 'watch' }]);
    two();
    expect(orders.at(-1)).toEqual({ type: 'unwatch' });
  });

  it('are judged once the typing rests', async () => {
    const { administration, orders, answer } = stage();
    const form = administration.library();
    form.draft.form.name = '';
    form.edited();
    form.edited();
    await vi.advanceTimersByTimeAsync(PAUSE_MS);
    expect(orders.length).toBe(1);
    expect(orders[0]).toMatchObject({ type: 'check', change: { form: { name: '' } } });
    answer({ faults: [{ field: 'name', row: null, why: { type: 'missing' } }] });
    expect(form.fault('name')?.why).toEqual({ type: 'missing' });
    expect(form.dirty).toBe(true);
  });

  it('forget what was judged before more was typed', async () => {
    const { administration, orders } = stage();
    const form = administration.library();
    await form.check();
    const first = orders[0] as { asked: number };
    await form.check();
    const verdict = { saved: null, warnings: [], preview: null, faults: [CHANGED] };
    administration.take({
      settings: settingsView(0),
      verdicts: [{ ...verdict, asked: first.asked }],
    });
    expect(form.faults).toEqual([]);
  });

  it('are saved with how they stood, and can be taken back', async () => {
    const { administration, last, answer, saved, stands, named, orders } = stage();
    const form = administration.library();
    form.draft.form.name = 'Nuova';
    await form.save();
    expect(form.saving).toBe(true);
    expect(last()).toMatchObject({
      type: 'save',
      change: { form: { name: 'Nuova' } },
      seen: { type: 'library', form: stands.library },
    });
    answer({ saved: 4 }, named('Nuova'));
    expect(form.saving).toBe(false);
    expect(form.dirty).toBe(false);
    expect(saved).toEqual([4]);
    await administration.goBack(4, 4);
    expect(orders.at(-1)).toMatchObject({ type: 'goBack', before: 4, newest: 4 });
  });

  it('keep what was typed when a colleague saves first, and show both', () => {
    const { administration, answer, named, orders } = stage();
    const form = administration.library();
    form.draft.form.name = 'Mia';
    void form.save();
    answer({ faults: [CHANGED] }, named('Loro'));
    expect(form.theirs?.form.name).toBe('Loro');
    expect(form.draft.form.name).toBe('Mia');
    form.showsTheirs = true;
    expect(form.draft.form.name).toBe('Loro');
    form.keepMine();
    expect(form.draft.form.name).toBe('Mia');
    expect(form.faults).toEqual([]);
    void form.save();
    expect(orders.at(-1)).toMatchObject({ seen: { form: { name: 'Loro' } } });
  });

  it('follow a colleague where nothing was typed', () => {
    const { administration, named } = stage();
    const form = administration.library();
    administration.take({ settings: named('Loro'), verdicts: [] });
    expect(form.draft.form.name).toBe('Loro');
    expect(form.theirs).toBeNull();
  });

  it('say when a colleague took something away', () => {
    const { administration, stands } = stage();
    const form = administration.branch('branch-1');
    administration.take({ settings: { ...stands, branches: [] }, verdicts: [] });
    expect(form.gone).toBe(true);
  });

  it('can be saved again when nothing could be asked, or nothing was answered', async () => {
    const { administration, here } = stage();
    const form = administration.library();
    here.works = false;
    await form.save();
    expect(form.saving).toBe(false);
    here.works = true;
    await form.save();
    administration.retry();
    expect(form.saving).toBe(false);
  });

  it('begin a new thing from nothing once the last one is saved', async () => {
    const { administration, answer } = stage();
    const form = administration.branch(null);
    form.draft.form.name = 'Nord';
    await form.save();
    answer({ saved: 4 });
    expect(form.draft.form.name).toBe('');
    expect(administration.unsaved('branch:null')).toBe(false);
  });

  it('say why something can not be taken away, and tell of a way back that is closed', async () => {
    const { administration, answer, refused } = stage();
    await administration.remove('desk', { type: 'removeDesk', desk: 'desk-1' });
    answer({ faults: [{ field: 'itself', row: null, why: { type: 'inUse' } }] });
    expect(administration.removal).toEqual({ key: 'desk', why: { type: 'inUse' } });
    await administration.goBack(1);
    answer({ faults: [CHANGED] });
    expect(refused).toEqual([CHANGED.why]);
  });
});

it('a list keeps its rows when one of them moves', () => {
  expect(moved(['a', 'b', 'c'], 0, 2)).toEqual(['b', 'c', 'a']);
  expect(moved(['a', 'b', 'c'], 2, 1)).toEqual(['a', 'c', 'b']);
});
