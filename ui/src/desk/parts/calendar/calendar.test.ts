// The calendar and booking, as a librarian meets them.
import { screen, within } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';

import { MockCalendar } from '$lib/host/mock-calendar';
import { scenes, type Scene } from '$lib/host/scenes';
import { expectAccessible } from '$lib/test/axe';
import type { BookingRefusal, Happened } from '$lib/wire';

import { NOW } from '../../test/recorder';
import { atTheSameMoment, button, open } from '../../test/open';
import { appointmentHappenedWord, bookingRefusalWord, untilWord, whenWord } from './words';

atTheSameMoment();

/** The window in a scene, with a program that does what is ordered of the calendar. */
async function played(scene: Scene) {
  const opened = await open(scene);
  const { host, desk } = opened;
  let state = scenes[scene](NOW);
  const played = state.desk && new MockCalendar(state.desk.calendar);
  const order = host.order.bind(host);
  host.order = async (one) => {
    await order(one);
    if (one.type !== 'calendar' || !state.desk || !played) return;
    const around = { house: state.desk.house, me: 'ada', nameOf: () => 'Giulia Ferri', now: NOW };
    const { calendar } = played.obey(state.desk.calendar, one.order, around);
    state = { ...state, desk: { ...state.desk, calendar } };
    host.tell(state);
  };
  return { host, desk };
}

async function calendarIn(scene: Scene) {
  const opened = await played(scene);
  opened.desk.go('calendar');
  await screen.findByRole('heading', { level: 1, name: 'Calendario' });
  return opened;
}

describe('the calendar', () => {
  it('is no place where nothing can be booked and nothing is', async () => {
    const { desk } = await open('line1');
    expect(screen.queryByRole('button', { name: 'Calendario' })).toBeNull();
    desk.press('calendar');
    expect(desk.place).toBe('desk');
  });

  it('shows the week day after day, each thing with all there is to hear of it', async () => {
    await calendarIn('calendar');
    const today = screen.getByRole('region', { name: /^sabato 21 novembre, oggi$/ });
    const one = within(today).getByRole('button', { name: /^10:42.*Maria Vittoria/ });
    expect(one).toHaveAccessibleName(/10:42–11:12.*Ricerca bibliografica.*Videochiamata.*Ada/);
    expect(one).toHaveAccessibleName(/In attesa adesso/);
    expect(screen.getByText(/Altri impegni: Bo Cecchi/)).toBeInTheDocument();
    await expectAccessible();
  });

  it('turns to the days after by key, and asks for them', async () => {
    const { host, desk } = await calendarIn('calendarEmpty');
    expect(screen.getByText(/non c'è nessun appuntamento/)).toBeVisible();
    await userEvent.keyboard('{Control>}{PageDown}{/Control}');
    expect(screen.getByText('23–29 novembre 2026')).toBeVisible();
    expect(host.orders.at(-1)).toMatchObject({
      order: { order: { type: 'watch', from: desk.calendar.from } },
    });
  });

  it('says when the server is away, and keeps what it showed', async () => {
    await calendarIn('calendarAway');
    expect(screen.getByText(/gli appuntamenti che si sapevano/)).toBeVisible();
    await userEvent.click(screen.getAllByRole('button', { name: /^12:05/ })[0] as HTMLElement);
    expect(button('Sposta')).toBeDisabled();
  });

  it('opens a card with everything, and gives the focus back', async () => {
    await calendarIn('calendar');
    const block = screen.getByRole('button', { name: /^10:25.*Nives Bo/ });
    await userEvent.click(block);
    const card = screen.getByRole('complementary', { name: 'Nives Bo' });
    expect(card).toHaveTextContent('Di persona, Sede centrale');
    expect(card).toHaveTextContent('Non riesco a entrare con la carta d’identità.');
    await expectAccessible();
    await userEvent.keyboard('{Escape}');
    expect(screen.queryByRole('complementary', { name: 'Nives Bo' })).toBeNull();
    expect(block).toHaveFocus();
  });

  it('cancels, and books again what was cancelled', async () => {
    const { host } = await calendarIn('calendar');
    await userEvent.click(screen.getByRole('button', { name: /^10:42/ }));
    await userEvent.click(button("Annulla l'appuntamento"));
    expect(await screen.findByText('Appuntamento annullato.')).toBeVisible();
    await userEvent.click(button("Ripristina com'era"));
    expect(host.orders.at(-1)).toMatchObject({ order: { order: { type: 'book' } } });
  });
});

describe('today at a glance', () => {
  it('says how long until the next, and who waits', async () => {
    await open('today');
    const ahead = screen.getByRole('region', { name: 'I miei appuntamenti di oggi' });
    expect(ahead).toHaveTextContent(/tra 12 minuti/);
    expect(ahead).toHaveTextContent(/In attesa adesso/);
    expect(screen.getByText('Appuntamento delle 11:00')).toBeVisible();
    await expectAccessible();
  });

  it('ticks off who came to the counter', async () => {
    const { host } = await played('today');
    await userEvent.click(button('Nives Bo: presente'));
    expect(host.orders.at(-1)).toMatchObject({
      order: { order: { type: 'came', appointment: 'today-1' } },
    });
    expect(await screen.findByText('La persona è arrivata')).toBeVisible();
  });
});

describe('booking in the conversation', () => {
  it('takes three actions from the call to the appointment', async () => {
    const { host } = await played('callToBook');
    await userEvent.click(button('Prenota un appuntamento'));
    await userEvent.click(await screen.findByRole('button', { name: /23 novembre alle 09:00$/ }));
    await userEvent.click(button('Conferma'));
    expect(host.orders.at(-1)).toMatchObject({
      order: { order: { type: 'book', thread: 'thread-0', librarian: null, anyway: false } },
    });
    expect(await screen.findByText(/^Prenotato per Giulia Ferri: lunedì 23/)).toBeVisible();
  });

  it('opens by key, in words that can be read by all', async () => {
    await played('callToBook');
    await userEvent.keyboard('{Control>}b{/Control}');
    expect(await screen.findByText('Scegliere un posto.')).toBeVisible();
    await expectAccessible();
  });

  it('is not there where the desk offers nothing', async () => {
    await open('video');
    expect(screen.queryByRole('button', { name: /^Prenota/ })).toBeNull();
  });
});

describe('the words', () => {
  it('say every refusal', () => {
    const all: BookingRefusal[] = [
      ...(['inThePast', 'closed', 'tooShortNotice', 'tooFarAhead', 'taken', 'dayFull'] as const),
      ...(['noSuchConsultation', 'noSuchAppointment', 'tooLate', 'holdOver'] as const),
      ...(['answerMissing', 'answerTooLong', 'tooManyOfYours', 'notGiven', 'alreadyOver'] as const),
      ...(['tooEarly', 'notConfirmed'] as const),
      ...(['nameMissing', 'noWay', 'badAddress', 'notAllowed', 'notSaved'] as const),
    ];
    const said = all.map(bookingRefusalWord);
    expect(new Set(said).size).toBe(all.length);
    expect(said.every((one) => one.endsWith('.'))).toBe(true);
  });

  it('say the hour of the library, wherever this computer stands', () => {
    const noon = Date.UTC(2026, 10, 23, 11, 0);
    expect(whenWord(noon, 'Europe/Rome')).toBe('lunedì 23 novembre alle 12:00');
    expect(whenWord(noon, 'America/New_York')).toBe('lunedì 23 novembre alle 06:00');
  });

  it('say what the desk wrote, with the hour where it is known', () => {
    type Kind = Extract<Happened, `appointment${string}`>;
    const kinds: Kind[] = ['appointmentBooked', 'appointmentMoved', 'appointmentCancelled'];
    for (const kind of kinds) {
      expect(appointmentHappenedWord(kind, 'lunedì alle 10:00')).toContain('lunedì alle 10:00');
      expect(appointmentHappenedWord(kind, '')).not.toBe('');
    }
  });

  it('count minutes up to two hours', () => {
    expect([untilWord(-3), untilWord(12), untilWord(95), untilWord(150)]).toEqual([
      'adesso',
      'tra 12 minuti',
      'tra 95 minuti',
      'tra 2 ore',
    ]);
  });
});
