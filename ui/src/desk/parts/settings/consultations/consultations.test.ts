// What an administrator and a librarian meet when consultations are set.
import { screen, within } from '@testing-library/svelte';
import { userEvent } from '@testing-library/user-event';
import { tick } from 'svelte';
import { describe, expect, it } from 'vitest';

import { scenes } from '$lib/host/scenes';
import type { AvailabilityOrder } from '$lib/wire';

import { atTheSameMoment, button, open } from '../../../test/open';
import type { Scene } from '$lib/host/scenes';

async function openAt(scene: Scene, section: string) {
  const opened = await open(scene);
  opened.desk.follow(`#settings/${section}`);
  await tick();
  return opened;
}

type Host = Awaited<ReturnType<typeof open>>['host'];

/** What was ordered about hours, with the numbers. */
function ordered(host: Host): { number: number; order: AvailabilityOrder }[] {
  return host.asked.flatMap((one) =>
    one.type === 'calendar' && one.order.order.type === 'availability'
      ? [{ number: one.order.number, order: one.order.order.order }]
      : [],
  );
}

describe('consultations', () => {
  atTheSameMoment();

  it('tell a first-timer what they are and what to do first', async () => {
    await openAt('consultationsEmpty', 'consultations');
    expect(screen.getByText(/Una consulenza è un appuntamento/)).toBeVisible();
    expect(screen.getByText(/Per cominciare bastano un nome/)).toBeVisible();
    expect(screen.getByLabelText('Nome, in italiano')).toBeVisible();
  });

  it('show what the patron will see while they are typed', async () => {
    await openAt('consultationsEmpty', 'consultations');
    await userEvent.type(screen.getByLabelText('Nome, in italiano'), 'Aiuto per la tesi');
    const preview = within(screen.getByTestId('consultation-preview'));
    expect(preview.getByText('Aiuto per la tesi')).toBeVisible();
    expect(preview.getByText('30 minuti: videochiamata o chiamata vocale.')).toBeVisible();
    expect(preview.getByText(/da domenica 22 novembre alle 10:30 fino a/)).toBeVisible();
  });

  it('are saved with who gives them and how', async () => {
    const { host } = await openAt('consultationsEmpty', 'consultations');
    await userEvent.type(screen.getByLabelText('Nome, in italiano'), 'Tesi');
    await userEvent.click(screen.getByRole('checkbox', { name: 'Bo Cecchi' }));
    await userEvent.click(screen.getByRole('checkbox', { name: 'Di persona' }));
    await userEvent.click(screen.getByRole('checkbox', { name: 'Chiamata vocale' }));
    await userEvent.click(button('Salva'));
    const saved = host.asked.at(-1);
    expect(saved).toMatchObject({
      type: 'administer',
      order: {
        type: 'save',
        change: {
          type: 'consultation',
          consultation: null,
          form: { italian: 'Tesi', givers: ['bo'], meetings: ['video', 'inPerson'] },
        },
      },
    });
  });

  it('say the notice in hours or days, as it is chosen', async () => {
    const { desk } = await openAt('consultationsEmpty', 'consultations');
    const label = 'Preavviso per prenotare';
    const count = screen.getByLabelText(label);
    expect(count).toHaveValue('1');
    expect(screen.getByLabelText(`${label}: unità`)).toHaveValue('days');
    await userEvent.selectOptions(screen.getByLabelText(`${label}: unità`), 'hours');
    await userEvent.clear(count);
    await userEvent.type(count, '48');
    expect(screen.getByLabelText(`${label}: unità`)).toHaveValue('hours');
    expect(desk.administration.consultation(null).draft.form.noticeMinutes).toBe(48 * 60);
  });

  it('ask two questions at most', async () => {
    await openAt('consultationsEmpty', 'consultations');
    await userEvent.click(button('Aggiungi una domanda'));
    await userEvent.click(button('Aggiungi una domanda'));
    expect(screen.queryByRole('button', { name: 'Aggiungi una domanda' })).toBeNull();
    await userEvent.click(button('Togli Domanda 1'));
    expect(button('Aggiungi una domanda')).toBeVisible();
  });

  it('say at the field what is wrong', async () => {
    const { desk } = await openAt('consultationsEmpty', 'consultations');
    desk.administration.consultation(null).faults = [
      { field: 'givers', row: null, why: { type: 'noneChosen' } },
      { field: 'minutes', row: null, why: { type: 'noStep', of: 5 } },
    ];
    await tick();
    expect(screen.getByText('Sceglierne almeno uno.')).toBeVisible();
    expect(screen.getByLabelText('Quanto dura, in minuti')).toHaveAccessibleDescription(
      /multiplo di 5/,
    );
  });

  it('lead to the hours where nobody who gives one has said any', async () => {
    const { desk } = await openAt('consultations', 'consultations');
    expect(screen.getByText(/«Aiuto con lo SPID»: nessuno di chi la dà/)).toBeVisible();
    await userEvent.click(button('Scegli gli orari'));
    expect(screen.getByRole('heading', { level: 1 })).toHaveTextContent('Quando do consulenze');
    expect(desk.availability.chosen).toBe('bo');
    expect(screen.getByLabelText('Di chi')).toHaveValue('bo');
  });

  it('can be taken away, and that can be undone', async () => {
    const { host } = await openAt('consultations', 'consultations');
    await userEvent.click(screen.getByText('Aiuto con lo SPID'));
    await userEvent.click(await screen.findByRole('button', { name: 'Togli Aiuto con lo SPID' }));
    expect(host.asked.at(-1)).toMatchObject({
      order: {
        type: 'save',
        change: { type: 'removeConsultation', consultation: 'consultation-2' },
      },
    });
  });

  it('are nothing for librarians, who have their own hours', async () => {
    await openAt('availabilityEmpty', 'consultations');
    expect(screen.queryByRole('button', { name: 'Consulenze' })).toBeNull();
    expect(button('Quando do consulenze')).toBeVisible();
  });
});

describe('when a librarian gives consultations', () => {
  atTheSameMoment();

  /** As the program shows it, in answer to the order that was given last. */
  async function shown(
    host: Host,
    librarian: string,
    scene: Scene,
    form = { rules: [], away: [] } as never,
  ) {
    const { number } = ordered(host).at(-1) ?? { number: -1 };
    const state = scenes[scene](Date.now());
    const view = { librarian, form, zone: 'Europe/Rome' };
    const availability = [{ type: 'view', number, view } as const];
    if (!state.desk) throw new Error('nobody is signed in');
    const calendar = { ...state.desk.calendar, availability };
    host.tell({ ...state, desk: { ...state.desk, calendar } });
    await tick();
  }

  it('is their own alone, and says what to do first', async () => {
    const { host } = await openAt('availabilityEmpty', 'availability');
    expect(ordered(host)).toMatchObject([{ order: { type: 'ask', librarian: 'bo' } }]);
    expect(screen.queryByLabelText('Di chi')).toBeNull();
    await shown(host, 'bo', 'availabilityEmpty');
    expect(screen.getByText(/nessuno può prenotare con Lei/)).toBeVisible();
    expect(button('Salva')).toHaveAttribute('aria-disabled', 'true');
  });

  it('is set with the hours of a week, and shown at a glance', async () => {
    const { host, desk } = await openAt('availabilityEmpty', 'availability');
    await shown(host, 'bo', 'availabilityEmpty');
    await userEvent.click(button('Aggiungi le prime ore'));
    const week = within(screen.getByTestId('availability-week'));
    expect(week.getByText('09:00–13:00')).toBeVisible();
    expect(week.getByText(/Videochiamata, Chiamata vocale/)).toBeVisible();
    await userEvent.click(screen.getByRole('checkbox', { name: 'Di persona' }));
    await userEvent.selectOptions(screen.getByLabelText('In quale sede'), 'branch-1');
    expect(week.getByText(/Di persona, Sede centrale/)).toBeVisible();
    await userEvent.click(button("Aggiungi un'assenza"));
    await userEvent.clear(screen.getByLabelText('al, compreso'));
    await userEvent.type(screen.getByLabelText('al, compreso'), '6/1/2027');
    await userEvent.click(button('Salva'));
    const { draft } = desk.availability.of('bo');
    expect(ordered(host).at(-1)?.order).toEqual({
      type: 'save',
      librarian: 'bo',
      form: draft,
      seen: { rules: [], away: [] },
    });
    expect(draft.away).toEqual([{ from: '2026-11-21', until: '2027-01-06', reason: '' }]);
    expect(draft.rules[0]?.branch).toBe('branch-1');
  });

  it('is set for colleagues by who may', async () => {
    const { host } = await openAt('availability', 'availability');
    await shown(host, 'ada', 'availability');
    expect(screen.getByLabelText('Di chi')).toHaveValue('ada');
    await userEvent.selectOptions(screen.getByLabelText('Di chi'), 'bo');
    expect(ordered(host).at(-1)?.order).toEqual({ type: 'ask', librarian: 'bo' });
    await shown(host, 'bo', 'availability');
    expect(screen.getByText(/nessuno può prenotare con questa persona/)).toBeVisible();
  });
});
