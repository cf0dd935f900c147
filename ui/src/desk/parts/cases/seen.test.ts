// What comes to a case that stands open counts as seen once somebody looks at it.
import { fireEvent, screen } from '@testing-library/svelte';
import { beforeEach, describe, expect, it, vi } from 'vitest';

import { caseEntries, caseOf, caseRow } from '$lib/host/scene-cases';
import { scenes } from '$lib/host/scenes';
import type { CaseEntryView } from '$lib/wire';

import { atTheSameMoment, open } from '../../test/open';
import { NOW, type Recorder } from '../../test/recorder';

atTheSameMoment();

const SEES_12 = { type: 'openCase', case: 'case-12' };
const SEES_11 = { type: 'openCase', case: 'case-11' };

let visibility: DocumentVisibilityState;
let focused: boolean;

beforeEach(() => {
  visibility = 'visible';
  focused = true;
  vi.spyOn(document, 'visibilityState', 'get').mockImplementation(() => visibility);
  vi.spyOn(document, 'hasFocus').mockImplementation(() => focused);
});

async function looksAway(how: { hidden: boolean }) {
  focused = false;
  if (how.hidden) visibility = 'hidden';
  await fireEvent(document, new Event('visibilitychange'));
}

/** The window system tells the two in either order. */
async function comesBack() {
  visibility = 'visible';
  await fireEvent(document, new Event('visibilitychange'));
  focused = true;
  await fireEvent(window, new Event('focus'));
}

/** A window in which case 12 stands open and nothing in it is new. */
async function caseOpen() {
  const { host, desk } = await open('caseAnswered');
  desk.showCase('case-12');
  await shows(host, 12);
  host.orders.length = 0;
  return { host, desk };
}

/** The server shows a case, with as many mails that came to it since. */
async function shows(
  host: Recorder,
  number: number,
  { mails = 0, news = mails > 0 }: { mails?: number; news?: boolean } = {},
) {
  const state = scenes.caseAnswered(NOW);
  if (!state.desk) throw new Error('somebody is signed in');
  const entries = [...caseEntries(NOW), ...mailsOf(number, mails)];
  const row = caseRow(number, { subject: `Mappa ${number}`, news }, NOW);
  state.desk.cases.open = caseOf(row, NOW, { entries });
  host.tell(state);
  await screen.findByText(mails > 0 ? `${number}: mail ${mails}` : `Mappa ${number}`);
}

function mailsOf(number: number, count: number): CaseEntryView[] {
  const like = caseEntries(NOW).at(-1);
  if (!like) throw new Error('an office wrote');
  return Array.from({ length: count }, (_, index) => ({
    ...like,
    id: `entry-${number}-${index}`,
    text: `${number}: mail ${index + 1}`,
  }));
}

/** What the window had said of the case that stands open. */
function said(host: Recorder) {
  return host.orders.flatMap((order) =>
    order.type === 'cases' && order.order.type === 'ask' && order.order.order.type === 'openCase'
      ? [order.order.order]
      : [],
  );
}

describe('what comes to the case that stands open', () => {
  it('is seen at once by whoever looks', async () => {
    const { host } = await caseOpen();
    await shows(host, 12, { mails: 1 });
    expect(said(host)).toEqual([SEES_12]);
  });

  it('is seen once, however often the server shows it before it knows', async () => {
    const { host } = await caseOpen();
    await shows(host, 12, { mails: 1 });
    await shows(host, 12, { mails: 1 });
    await comesBack();
    expect(said(host)).toEqual([SEES_12]);
  });

  it('is seen anew with each that comes', async () => {
    const { host } = await caseOpen();
    await shows(host, 12, { mails: 1 });
    await shows(host, 12, { mails: 1, news: false });
    expect(said(host)).toEqual([SEES_12]);
    await shows(host, 12, { mails: 2 });
    await shows(host, 12, { mails: 3 });
    expect(said(host)).toEqual([SEES_12, SEES_12, SEES_12]);
  });

  it('is not said to be seen where nothing is new', async () => {
    const { host } = await caseOpen();
    await shows(host, 12, { mails: 1, news: false });
    await comesBack();
    expect(said(host)).toEqual([]);
  });

  it('stays new in a hidden window until somebody is back', async () => {
    const { host } = await caseOpen();
    await looksAway({ hidden: true });
    await shows(host, 12, { mails: 1 });
    await shows(host, 12, { mails: 2 });
    expect(said(host)).toEqual([]);
    await comesBack();
    expect(said(host)).toEqual([SEES_12]);
  });

  it('stays new behind another window until somebody is back', async () => {
    const { host } = await caseOpen();
    await looksAway({ hidden: false });
    await shows(host, 12, { mails: 1 });
    expect(said(host)).toEqual([]);
    await comesBack();
    expect(said(host)).toEqual([SEES_12]);
  });

  it('stays new while another one is shown', async () => {
    const { host, desk } = await caseOpen();
    desk.cases.show('case-11');
    await vi.waitFor(() => expect(said(host)).toEqual([SEES_11]));
    const late = scenes.caseAnswered(NOW);
    const row = caseRow(12, { news: true }, NOW);
    if (late.desk) late.desk.cases.open = caseOf(row, NOW, { entries: mailsOf(12, 1) });
    host.tell(late);
    await comesBack();
    expect(said(host)).toEqual([SEES_11]);
    await shows(host, 11, { mails: 1 });
    expect(said(host)).toEqual([SEES_11, SEES_11]);
  });

  it('stays new once the case was put away', async () => {
    const { host, desk } = await caseOpen();
    desk.go('desk');
    await vi.waitFor(() => expect(screen.queryByRole('log')).toBeNull());
    const state = scenes.caseAnswered(NOW);
    const row = caseRow(12, { news: true }, NOW);
    if (state.desk) state.desk.cases.open = caseOf(row, NOW, { entries: mailsOf(12, 1) });
    host.tell(state);
    await comesBack();
    expect(said(host)).toEqual([]);
  });

  it('is tried again when the program did not take it', async () => {
    const { host } = await caseOpen();
    host.refuses = true;
    await shows(host, 12, { mails: 1 });
    host.refuses = false;
    await comesBack();
    expect(said(host)).toEqual([SEES_12, SEES_12]);
  });
});
