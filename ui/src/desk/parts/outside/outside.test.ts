// Calendars outside of the desk, as a librarian meets them.
import { screen } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';

import { afterOutsideOrder } from '$lib/host/mock-outside';
import { scenes, type Scene } from '$lib/host/scenes';
import { expectAccessible } from '$lib/test/axe';

import { NOW } from '../../test/recorder';
import { atTheSameMoment, button, open } from '../../test/open';

atTheSameMoment();

/** The section in a scene, with a program that does what is ordered of it. */
async function calendars(scene: Scene) {
  const opened = await open(scene);
  const { host } = opened;
  let state = scenes[scene](NOW);
  const order = host.order.bind(host);
  host.order = async (one) => {
    await order(one);
    if (one.type !== 'calendar' || one.order.order.type !== 'outside' || !state.desk) return;
    const asked = { number: one.order.number, order: one.order.order.order };
    const outside = afterOutsideOrder(state.desk, asked, NOW);
    state = { ...state, desk: { ...state.desk, outside } };
    host.tell(state);
  };
  opened.desk.place = 'settings';
  opened.desk.section = 'calendars';
  await screen.findByRole('heading', { level: 1 });
  return opened;
}

describe('a calendar of one’s own', () => {
  it('tells when it was read, is read again from a file, and is forgotten', async () => {
    const { host } = await calendars('calendars');
    expect(screen.getByText(/Orari occupati da qui in avanti: 41/)).toBeVisible();
    const input = document.querySelector<HTMLInputElement>('input[type=file]');
    if (!input) throw new Error('a file can be chosen');
    await userEvent.upload(input, new File(['BEGIN'], 'lavoro.ics', { type: 'text/calendar' }));
    expect(host.calendars).toEqual([[66, 69, 71, 73, 78]]);
    await userEvent.click(button('Dimentica gli orari'));
    expect(screen.getByText('Nessun calendario è stato letto.')).toBeVisible();
  });

  it('that is none is told in words', async () => {
    await calendars('calendarsUnread');
    expect(screen.getByRole('alert')).toHaveTextContent(/non è un calendario/);
    await expectAccessible();
  });
});

describe('addresses to subscribe to', () => {
  it('are listed with who made them and whether they name anybody', async () => {
    await calendars('calendars');
    expect(
      screen.getByText(/Creato da Ada Lastri il .* Mostra i nomi degli utenti\./),
    ).toBeVisible();
    expect(screen.getByText(/Non mostra nomi di utenti\./)).toBeVisible();
    await expectAccessible();
  });

  it('show their secret once, with what to do with it', async () => {
    const { host } = await calendars('calendars');
    await userEvent.selectOptions(screen.getByLabelText('Appuntamenti di'), 'desk desk-1');
    await userEvent.click(button("Crea l'indirizzo"));
    expect(host.orders.at(-1)).toMatchObject({
      order: { order: { order: { type: 'makeFeed', of: { type: 'desk' }, names: false } } },
    });
    expect(await screen.findByText(/\/calendar\/.*\.ics/)).toBeVisible();
    expect(screen.getByText(/scegliere «Abbonati»/)).toBeVisible();
    await expectAccessible();
    await userEvent.click(button('Fatto'));
    expect(screen.queryByText(/\/calendar\/.*\.ics/)).toBeNull();
  });

  it('can be revoked, and that can be taken back', async () => {
    const { host } = await calendars('calendars');
    await userEvent.click(button("Revoca l'indirizzo di Ada Lastri"));
    expect(screen.getByText(/non funziona più/)).toBeVisible();
    await userEvent.click(button('Ripristina'));
    expect(host.orders.at(-1)).toMatchObject({
      order: { order: { order: { type: 'restoreFeed', id: 'feed-1' } } },
    });
    expect(screen.queryByText(/non funziona più/)).toBeNull();
  });

  it('of others are not offered to whoever makes only their own', async () => {
    await calendars('calendarsOwn');
    expect(screen.getByText("Non c'è ancora nessun indirizzo.")).toBeVisible();
    expect(screen.queryByLabelText('Appuntamenti di')).toBeNull();
    await expectAccessible();
  });
});

describe('the library’s calendar', () => {
  it('is looked for, chosen and kept, without names unless somebody says so', async () => {
    const { host } = await calendars('calendarsMade');
    await userEvent.type(screen.getByLabelText('Indirizzo del server'), 'https://cloud.example');
    await userEvent.click(button('Cerca i calendari'));
    expect(await screen.findByText(/Il collegamento funziona/)).toBeVisible();
    await expectAccessible();
    await userEvent.click(button('Tieni qui gli appuntamenti'));
    expect(host.orders.at(-1)).toMatchObject({
      order: {
        order: {
          order: { type: 'saveCalendar', account: { collectionName: 'Consulenze', names: false } },
        },
      },
    });
    expect(await screen.findByText(/stanno nel calendario «Consulenze»/)).toBeVisible();
  });

  it('that can’t be reached is told in words', async () => {
    await calendars('calendarsMade');
    await userEvent.type(screen.getByLabelText('Password'), 'sbagliata');
    await userEvent.click(button('Cerca i calendari'));
    expect(await screen.findByText(/non accetta nome utente e password/)).toBeVisible();
  });

  it('is set by administrators alone', async () => {
    await calendars('calendars');
    expect(screen.queryByLabelText('Indirizzo del server')).toBeNull();
  });
});
