// The computer around the window, as a librarian meets it: what is set of it, and the
// question before the end.
import { screen, within } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';

import { computerOf } from '$lib/host/mock-computer';
import { scenes } from '$lib/host/scenes';
import { expectAccessible } from '$lib/test/axe';
import type { ComputerView } from '$lib/wire';

import { atTheSameMoment, button, open } from '../test/open';
import { NOW } from '../test/recorder';

atTheSameMoment();

async function openSettings(given: Partial<ComputerView> = {}) {
  const { desk, host } = await open('empty');
  const tell = (given: Partial<ComputerView>) =>
    host.tell({ ...scenes.empty(), computer: computerOf(given) });
  tell(given);
  await userEvent.click(button('Impostazioni'));
  await userEvent.click(button('Avvio, avvisi e tasti'));
  return { desk, host, tell };
}

describe('this computer', () => {
  it('starts the program with the session when it is told to', async () => {
    const { host, tell } = await openSettings();
    const autostart = screen.getByRole('checkbox', { name: /insieme alla sessione/ });
    expect(autostart).not.toBeChecked();
    await userEvent.click(autostart);
    const order = { type: 'setAutostart', on: true };
    expect(host.orders).toContainEqual({ type: 'computer', order });
    tell({ autostart: true });
    expect(autostart).toBeChecked();
    await expectAccessible();
  });

  it('gives keys for other programs, and says which one is taken', async () => {
    const { host, tell } = await openSettings();
    expect(screen.queryByRole('combobox')).toBeNull();
    await userEvent.click(screen.getByRole('checkbox', { name: /altro programma/ }));
    expect(host.orders).toContainEqual({
      type: 'computer',
      order: { type: 'setShortcuts', on: true },
    });
    const { shortcuts } = computerOf();
    if (shortcuts.type === 'impossible') throw new Error('no keys');
    const answer = { ...shortcuts.answer, taken: true };
    tell({ shortcuts: { ...shortcuts, on: true, answer } });
    expect(await screen.findByText(/Ctrl\+Alt\+Enter appartiene già/)).toBeVisible();
    await userEvent.selectOptions(screen.getByLabelText('Rispondere'), 'Ctrl+Alt+R');
    expect(host.orders).toContainEqual({
      type: 'computer',
      order: { type: 'setChord', shortcut: 'answer', chord: 'Ctrl+Alt+R' },
    });
    await expectAccessible();
  });

  it('shows only what works here, and says plainly what does not', async () => {
    const { tell } = await openSettings({
      autostart: null,
      rest: 'minimised',
      notifications: { type: 'missing' },
      shortcuts: { type: 'impossible' },
    });
    expect(screen.queryByRole('checkbox')).toBeNull();
    expect(screen.getByText(/nessuno mostra avvisi/)).toBeVisible();
    expect(screen.getByText(/Wayland/)).toBeVisible();
    expect(screen.getByText(/si riduce a icona/)).toBeVisible();
    tell({ notifications: { type: 'plain' } });
    expect(await screen.findByText(/un clic risponde/)).toBeVisible();
    tell({ notifications: null });
    expect(await screen.findByText(/Non si sa ancora/)).toBeVisible();
  });
});

describe('quitting', () => {
  it('is asked for with a key wherever one is, and from the settings', async () => {
    const { host } = await open('signedOut');
    await userEvent.keyboard('{Control>}q{/Control}');
    expect(host.orders).toEqual([{ type: 'computer', order: { type: 'quit' } }]);
    host.tell(scenes.empty());
    await userEvent.click(await screen.findByRole('button', { name: 'Impostazioni' }));
    await userEvent.click(button('Avvio, avvisi e tasti'));
    await userEvent.click(button(/^Esci da Sportello/));
    expect(host.asked.filter(({ type }) => type === 'computer')).toHaveLength(2);
  });

  it('says who would lose by it, and waits for a choice', async () => {
    const { host } = await open('quitting');
    const dialog = screen.getByRole('dialog', { name: 'Aspettano 3 persone.' });
    expect(dialog).toHaveAccessibleDescription('Se esci, lo sportello chiude.');
    await expectAccessible();
    await userEvent.click(within(dialog).getByRole('button', { name: 'Resta' }));
    await userEvent.click(within(dialog).getByRole('button', { name: 'Esci lo stesso' }));
    expect(host.orders).toEqual([
      { type: 'computer', order: { type: 'stay' } },
      { type: 'computer', order: { type: 'quitAnyway' } },
    ]);
  });

  it('follows what changes while it asks', async () => {
    const { host } = await open('quitting');
    const state = scenes.quitting(NOW);
    const desk = scenes.empty().desk;
    host.tell({ ...state, desk });
    expect(
      await screen.findByRole('dialog', { name: 'Non aspetta più nessuno.' }),
    ).toBeInTheDocument();
    host.tell({ ...state, computer: computerOf() });
    await expect.poll(() => screen.queryByRole('dialog')).toBeNull();
  });

  it('names who is talked with', async () => {
    await open('quittingInCall');
    expect(screen.getByRole('dialog')).toHaveAccessibleDescription(
      /^La conversazione con Giulia Ferri finisce\..*possono rispondere solo i colleghi/,
    );
  });
});

it('says that a link could not be read, until that is dismissed', async () => {
  const { host } = await open('unreadableLink');
  expect(screen.getByText(/Il collegamento che hai aperto/)).toBeVisible();
  await userEvent.click(button('Va bene'));
  expect(host.orders).toEqual([{ type: 'computer', order: { type: 'dismiss' } }]);
  host.tell(scenes.empty());
  await expect.poll(() => screen.queryByText(/Il collegamento che hai aperto/)).toBeNull();
});

describe('a link to a server', () => {
  const asked = { type: 'join', server: 'desk.example.org', invitation: null } as const;

  it('fills the form to sign in, once', async () => {
    const { host } = await open('signedOutHere');
    host.tell({ ...scenes.signedOutHere(), computer: computerOf({ asked }) });
    const field = await screen.findByLabelText('Indirizzo del server');
    expect(field).toHaveValue('desk.example.org');
    await userEvent.clear(field);
    await userEvent.type(field, 'other.example');
    host.tell({ ...scenes.signedOutHere(), computer: computerOf({ asked }) });
    expect(field).toHaveValue('other.example');
  });

  it('says where it leads while somebody works elsewhere', async () => {
    await open('linkElsewhere');
    expect(screen.getByText(/porta allo sportello su desk\.example\.org/)).toBeVisible();
    await expectAccessible();
  });

  it('that leads to where one is says nothing', async () => {
    const { host } = await open('linkElsewhere');
    const here = { ...scenes.linkElsewhere(), server: 'https://desk.example.org' };
    const asked = { type: 'join', server: 'https://desk.example.org/', invitation: null } as const;
    host.tell({ ...here, computer: computerOf({ asked }) });
    await expect.poll(() => screen.queryByText(/porta allo sportello/)).toBeNull();
  });
});
