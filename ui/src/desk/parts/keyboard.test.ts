// The window by its keys: the sheet of them, its parts in turn, and the settings.
import { screen, within } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';

import { scenes } from '$lib/host/scenes';
import { expectAccessible } from '$lib/test/axe';

import { CASE_KEYS, CHORDS } from '../state/chord';
import { atTheSameMoment, button, open } from '../test/open';
import { NOW } from '../test/recorder';

atTheSameMoment();

describe('the sheet of keys', () => {
  it('opens with F1 or from the rail, and tells every key', async () => {
    await open('empty');
    await userEvent.keyboard('{F1}');
    const sheet = screen.getByRole('dialog', { name: 'Tasti rapidi' });
    expect(within(sheet).getAllByRole('term')).toHaveLength(CHORDS.length + CASE_KEYS.length);
    expect(sheet).toHaveTextContent(/Ctrl\+Invio.*Rispondere/);
    await userEvent.keyboard('{F1}');
    expect(screen.queryByRole('dialog')).toBeNull();

    await userEvent.click(button('Tasti'));
    expect(screen.getByRole('dialog')).toBeInTheDocument();
  });
});

describe('the parts of the window', () => {
  it('are reached one after another with F6, and the first again after the last', async () => {
    await open('video');
    const panes = [...document.querySelectorAll('[data-pane]')];
    expect(panes).toHaveLength(4);
    for (const pane of [...panes, panes[0]]) {
      await userEvent.keyboard('{F6}');
      expect(document.activeElement).toBe(pane);
    }
  });
});

describe('the keys of a call', () => {
  it('switch the microphone and the camera, hold and hang up', async () => {
    const { host } = await open('video');
    await userEvent.keyboard('{Control>}{Shift>}mvhe{/Shift}{/Control}');
    expect(host.asked).toEqual([
      { type: 'setMicrophone', on: false },
      { type: 'setCamera', on: false },
      { type: 'hold', contact: 'contact-0', on: true },
      { type: 'hangUp', contact: 'contact-0' },
    ]);
  });

  it('mean nothing while nobody is talked with', async () => {
    const { host } = await open('empty');
    await userEvent.keyboard('{Control>}{Shift>}mvhe{/Shift}{/Control}');
    expect(host.asked).toEqual([]);
  });
});

describe('the settings', () => {
  it('open from the rail or with two keys, and the desk is there again', async () => {
    const { desk } = await open('empty');
    await userEvent.click(button('Impostazioni'));
    expect(screen.getByRole('heading', { level: 1, name: 'Aspetto' })).toBeVisible();
    await expectAccessible();
    await userEvent.keyboard('{Control>},{/Control}');
    expect(desk.place).toBe('desk');
    expect(screen.getByRole('heading', { name: 'Tutto pronto' })).toBeVisible();
  });

  it('choose the colours and the contrast of this window', async () => {
    const { host, desk } = await open('empty');
    desk.go('settings');
    await userEvent.click(await screen.findByRole('radio', { name: 'Scuri' }));
    expect(host.colours).toBe('dark');
    await userEvent.click(screen.getByRole('radio', { name: 'Alto' }));
    expect(document.documentElement).toHaveAttribute('data-more-contrast');
  });

  it('are left for whoever was answered meanwhile', async () => {
    const { desk, host } = await open('ringing');
    desk.go('settings');
    host.tell(scenes.video(NOW));
    expect(desk.place).toBe('desk');
  });
});
