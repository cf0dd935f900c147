// When the library calls back, as the patron reads it, and how they call it off.
import { render, screen, within } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';

import { language } from '$lib/language.svelte';
import { expectAccessible } from '$lib/test/axe';
import type { MessageView, OwnCallBack } from '$lib/wire';

import App from '../../App.svelte';
import { news, ownCase, stands } from '../../test/cases';
import { Desk, history, OPEN } from '../../test/cast';

const AT = Date.parse('2126-11-24T10:30:00+01:00');

function own(given: Partial<OwnCallBack> = {}): OwnCallBack {
  return {
    id: 'call-back',
    way: { type: 'page', mode: 'voice' },
    due: AT,
    case: '2126/12',
    calling: false,
    ...given,
  };
}

function show(callBacks: OwnCallBack[], messages: MessageView[] = [news('caseOpened')]): Desk {
  const desk = new Desk();
  render(App, { visit: desk.visit, calls: true, room: () => import('../index') });
  desk.greetStranger(OPEN, { zone: 'Europe/Rome' });
  desk.put(null);
  desk.say(history(messages), stands(ownCase()), { type: 'callBacks', callBacks });
  return desk;
}

const section = async () =>
  within(
    await screen.findByRole('region', { name: 'La biblioteca ti richiama' }, { timeout: 10_000 }),
  );

beforeAll(() => import('../index'), 120_000);

beforeEach(() => {
  language.choose('it');
  sessionStorage.clear();
  document.hasFocus = () => true;
  vi.stubGlobal('matchMedia', () => ({ matches: false }));
  window.scrollTo = () => undefined;
});

describe('a call-back that was agreed', () => {
  it('says the day, the time by the desk’s clock, and how', async () => {
    show([own(), own({ id: 'other', way: { type: 'phone', number: '840' }, case: '' })]);
    const there = await section();
    expect(there.getAllByText(/24 novembre.*10:30/)).toHaveLength(2);
    expect(there.getByText(/su questa pagina/)).toHaveTextContent('pratica 2126/12');
    expect(there.getByText(/al numero che finisce per 840/)).toBeVisible();
    await expectAccessible(document.body);
  });

  it('is called off after a second question, by the keyboard alone', async () => {
    const desk = show([own()]);
    const there = await section();
    there.getByRole('button', { name: /^Annulla la richiamata/ }).focus();
    desk.taken();
    await userEvent.keyboard('{Enter}');
    expect(desk.taken()).toEqual([]);
    await userEvent.click(there.getByRole('button', { name: 'Sì, annulla' }));
    const order = { type: 'callOff', callBack: 'call-back' };
    expect(desk.taken()).toEqual([{ type: 'callBacks', order }]);
    desk.say({ type: 'callBacks', callBacks: [] });
    await expect
      .poll(() => screen.queryByRole('region', { name: 'La biblioteca ti richiama' }))
      .toBeNull();
  });

  it('can’t be called off while somebody calls', async () => {
    show([own({ calling: true })]);
    const there = await section();
    expect(there.getByText('Ti sta chiamando adesso')).toBeVisible();
    expect(there.queryByRole('button')).toBeNull();
  });

  it('stands beside its case, and not beside another', async () => {
    show([own(), own({ id: 'other', case: '2126/99' })]);
    await section();
    await userEvent.click(await screen.findByRole('button', { name: 'Le tue richieste' }));
    await userEvent.click(await screen.findByRole('button', { name: /2126\/12/ }));
    await screen.findByRole('heading', { level: 1, name: 'Pratica 2126/12' });
    expect((await section()).getAllByRole('listitem')).toHaveLength(1);
  });
});
