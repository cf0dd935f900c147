// After a contact: how it came out is written down.
import { screen } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { describe, expect, it, vi } from 'vitest';

import { scenes } from '$lib/host/scenes';

import { atTheSameMoment, button, open } from '../test/open';
import { NOW } from '../test/recorder';

atTheSameMoment();

const note = () => screen.getByLabelText('Nota per chi risponde la prossima volta');

describe('the wrap-up', () => {
  it('is prefilled, and saved with the keys', async () => {
    const { host } = await open('wrapUp');
    expect(screen.getByRole('heading', { name: "Com'è andata con Giulia Ferri?" })).toHaveFocus();
    expect(screen.getByLabelText('Argomento')).toHaveDisplayValue('Prestiti e rinnovi');
    expect(screen.getByLabelText('Risolto subito')).toBeChecked();
    await userEvent.type(note(), 'Rinnovati due libri{Control>}{Enter}{/Control}');
    expect(host.orders).toEqual([
      {
        type: 'wrapUp',
        contact: 'contact-0',
        topic: 'topic-1',
        outcome: 'resolvedAtFirstLevel',
        note: 'Rinnovati due libri',
      },
    ]);
    expect(button(/^Salvataggio/)).toHaveAttribute('aria-disabled', 'true');
    host.tell(scenes.empty());
    expect(await screen.findByRole('heading', { name: 'Tutto pronto' })).toBeVisible();
  });

  it('takes another topic and outcome', async () => {
    const { host } = await open('wrapUp');
    await userEvent.selectOptions(screen.getByLabelText('Argomento'), 'Nessuno');
    await userEvent.click(screen.getByLabelText('Passato ad altri'));
    await userEvent.click(button(/^Salva/));
    expect(host.orders).toEqual([
      expect.objectContaining({ type: 'wrapUp', topic: null, outcome: 'handedOff', note: '' }),
    ]);
  });

  it('counts the seconds until the next may ring', async () => {
    const { desk } = await open('wrapUp');
    expect(screen.getByText('La prossima chiamata può suonare tra 24 secondi.')).toBeVisible();
    desk.clock.now += 23_000;
    expect(await screen.findByText(/tra 1 secondo\./)).toBeVisible();
    desk.clock.now += 5000;
    expect(await screen.findByText('La prossima chiamata può già suonare.')).toBeVisible();
  });

  it('keeps what was typed while somebody rings, and the keys answer then', async () => {
    const { host } = await open('wrapUp');
    await userEvent.type(note(), 'Rinnovati');
    host.tell(scenes.wrapUpRinging(NOW));
    await screen.findByRole('region', { name: 'Chiamata in arrivo' });
    expect(note()).toHaveFocus();
    await userEvent.keyboard('{Control>}{Enter}{/Control} due');
    expect(host.orders).toEqual([{ type: 'answer', contact: 'contact-1', with: 'video' }]);
    expect(note()).toHaveValue('Rinnovati due');
  });

  it('is skipped, and may be rung again at once', async () => {
    const { host } = await open('wrapUp');
    await userEvent.click(button('Salta'));
    expect(host.orders).toEqual([{ type: 'setPresence', presence: 'available' }]);
    await vi.waitFor(() => expect(screen.queryByText(/Com'è andata/)).toBeNull());
  });

  it('waits behind a thread that is read, and says so', async () => {
    const { host } = await open('threadInWrapUp');
    expect(screen.getByText("C'è un riepilogo da finire.")).toBeVisible();
    await userEvent.click(button('Torna al riepilogo'));
    expect(host.asked).toEqual([{ type: 'closeThread' }]);
  });
});
