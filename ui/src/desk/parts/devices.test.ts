// Devices: chosen, tried, lost; and the patron in sight elsewhere.
import { screen, within } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';

import { expectAccessible } from '$lib/test/axe';

import { atTheSameMoment, button, open } from '../test/open';

const MENU = /^Dispositivi$/;

atTheSameMoment();

describe('devices', () => {
  it('are changed at the call bar, and the call goes on', async () => {
    const { host } = await open('video');
    await userEvent.click(button(MENU));
    expect(host.asked).toEqual([{ type: 'devices', order: { type: 'look', on: true } }]);
    const menu = screen.getByRole('region', { name: 'Dispositivi di questa chiamata' });
    await userEvent.selectOptions(within(menu).getByLabelText('Microfono'), 'Jabra Evolve2 40');
    expect(host.asked.at(-1)).toEqual({
      type: 'devices',
      order: { type: 'choose', usedFor: 'microphone', id: 'jabra' },
    });
    await expectAccessible(document.body);
    await userEvent.keyboard('{Escape}');
    expect(host.asked.at(-1)).toEqual({ type: 'devices', order: { type: 'look', on: false } });
    expect(screen.queryByLabelText('Suoneria')).toBeNull();
  });

  it('are tried in the settings, as long as one is there', async () => {
    const { desk, host } = await open('empty');
    desk.go('settings');
    await userEvent.click(await screen.findByRole('button', { name: 'Suono e immagine' }));
    expect(host.asked).toEqual([{ type: 'devices', order: { type: 'rehearse', on: true } }]);
    await userEvent.click(button('Fai sentire la suoneria'));
    expect(host.asked.at(-1)).toEqual({ type: 'devices', order: { type: 'tryRinging' } });
    await userEvent.click(button('Spegni la videocamera'));
    expect(host.asked.at(-1)).toEqual({ type: 'setCamera', on: false });
    await expectAccessible(document.body);
    desk.go('desk');
    await screen.findByRole('heading', { level: 1 });
    expect(host.asked.at(-1)).toEqual({ type: 'devices', order: { type: 'rehearse', on: false } });
  });

  it('that are gone are told with what to do and what is used meanwhile', async () => {
    await open('replaced');
    expect(
      screen.getByText(/Jabra Evolve2 40 non c'è più.*si usa Microfono integrato/),
    ).toBeVisible();
  });

  it('show oneself before one is seen', async () => {
    const { host } = await open('ringing');
    const bar = screen.getByTestId('ring-bar');
    expect(within(bar).getByTestId('own-view')).toBeInTheDocument();
    await userEvent.click(within(bar).getByRole('button', { name: 'Spegni la videocamera' }));
    expect(host.asked).toEqual([{ type: 'setCamera', on: false }]);
  });

  it('tell a weak connection by word and cause', async () => {
    await open('narrow');
    expect(screen.getByText('debole')).toBeVisible();
    expect(screen.getByText(/La rete è lenta/)).toBeVisible();
    expect(screen.getByText(/Dal tuo microfono non si sente niente/)).toBeVisible();
  });
});

describe('the floating picture', () => {
  it('keeps the patron in sight in the settings, moves, and leads back', async () => {
    const { desk } = await open('video');
    expect(screen.queryByTestId('floating-picture')).toBeNull();
    desk.go('settings');
    const floating = await screen.findByTestId('floating-picture');
    expect(floating).toHaveAccessibleName('Chiamata in corso con Giulia Ferri');
    await userEvent.click(button("Sposta l'immagine in un altro angolo"));
    expect(floating).toHaveClass('bottomLeft');
    await userEvent.click(button('Torna alla chiamata con Giulia Ferri'));
    expect(screen.queryByTestId('floating-picture')).toBeNull();
    expect(screen.getByTestId('patron-picture')).toBeInTheDocument();
  });
});
