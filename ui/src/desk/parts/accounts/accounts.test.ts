// Accounts, as a librarian meets them.
import { screen, within } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';

import { scenes } from '$lib/host/scenes';
import { expectAccessible } from '$lib/test/axe';

import { atTheSameMoment, button, open } from '../../test/open';

atTheSameMoment();

async function settings(scene: 'accounts' | 'accountsLink', section: string) {
  const opened = await open(scene);
  opened.desk.place = 'settings';
  opened.desk.section = section;
  await screen.findByRole('heading', { level: 1 });
  return opened;
}

describe('my account', () => {
  it('shows where the session is kept and which session is this', async () => {
    await settings('accounts', 'account');
    expect(screen.getByText('Conservato nel portachiavi di questo computer.')).toBeVisible();
    expect(screen.getByText('Questo programma')).toBeVisible();
    expect(screen.queryByLabelText(/Chiudi l'accesso su .*banco-prestiti/)).toBeNull();
    await expectAccessible();
  });

  it('ends another session', async () => {
    const { host } = await settings('accounts', 'account');
    await userEvent.click(screen.getByLabelText("Chiudi l'accesso su Sportello 0.1.0, ufficio"));
    expect(host.orders.at(-1)).toMatchObject({
      order: { type: 'ask', order: { type: 'endSession', session: 'session-2' } },
    });
  });

  it('tells in words how a new password looks', async () => {
    await settings('accounts', 'account');
    await userEvent.type(screen.getByLabelText('Nuova password'), 'quattro parole a caso');
    expect(screen.getByText('Ottima')).toBeVisible();
  });
});

describe('people', () => {
  it('stand with their role, and the last administrator says why nothing can be changed', async () => {
    await settings('accounts', 'people');
    await userEvent.click(button('Modifica Ada Bianchi'));
    expect(screen.getByText(/unico amministratore/)).toBeVisible();
    expect(screen.queryByRole('radio', { name: 'Responsabile' })).toBeVisible();
    const form = screen.getByRole('form', { name: 'Modifica Ada Bianchi' });
    expect(within(form).queryByRole('radio')).toBeNull();
    await expectAccessible();
  });

  it('who are invited stand with the end of their invitation', async () => {
    await settings('accounts', 'people');
    expect(screen.getByText(/Bibliotecario\. L'invito vale fino al/)).toBeVisible();
    expect(screen.getByText(/Responsabile\. L'invito è scaduto il/)).toBeVisible();
  });

  it('are shown the link once, with its code', async () => {
    const { host } = await settings('accountsLink', 'people');
    expect(screen.getByRole('heading', { name: 'Invito per Dora Blu' })).toBeVisible();
    expect(screen.getByRole('img', { name: 'Codice QR del link' })).toBeVisible();
    await userEvent.click(button('Copia il link'));
    expect(host.copied).toEqual([expect.stringContaining('/invito#')]);
    await userEvent.click(button('Fatto'));
    expect(host.orders.at(-1)).toEqual({ type: 'accounts', order: { type: 'putLinkAway' } });
    await expectAccessible();
  });

  it('are judged while they are typed', async () => {
    await settings('accounts', 'people');
    await userEvent.click(button('Modifica Bruno Conti'));
    const person = screen.getByLabelText("Nome nell'indirizzo");
    await userEvent.clear(person);
    await userEvent.type(person, 'bru no');
    expect(person).toBeInvalid();
    expect(person).toHaveAccessibleDescription(/comincia e finisce/);
  });
});

describe('blocked people', () => {
  it('are let in again', async () => {
    const { host } = await settings('accounts', 'blocks');
    expect(screen.getByText('Minacce al telefono')).toBeVisible();
    await userEvent.click(button('Riammetti Piero'));
    expect(host.orders.at(-1)).toMatchObject({
      order: { order: { type: 'endBlock', thread: 'thread-7' } },
    });
    await expectAccessible();
  });
});

describe('who may not', () => {
  it('see neither people nor blocks', async () => {
    const { desk } = await open('threads');
    desk.place = 'settings';
    await screen.findByRole('heading', { level: 1 });
    expect(screen.getByRole('button', { name: 'Il mio accesso' })).toBeVisible();
    expect(screen.queryByRole('button', { name: 'Persone' })).toBeNull();
    expect(screen.queryByRole('button', { name: 'Persone bloccate' })).toBeNull();
  });
});

describe('an invitation on the sign-in screen', () => {
  it('is pasted, and then name and password are chosen', async () => {
    const { host } = await open('signedOut');
    await userEvent.click(button('Ho un invito'));
    await userEvent.type(
      screen.getByLabelText("Link dell'invito"),
      'https://desk.example/invito#aB9{Enter}',
    );
    expect(host.orders).toEqual([
      {
        type: 'accounts',
        order: { type: 'lookAtInvitation', link: 'https://desk.example/invito#aB9' },
      },
    ]);
    host.tell(scenes.invited());
    expect(await screen.findByText('Maria Rossi, Biblioteca di Empoli')).toBeVisible();
    await userEvent.type(screen.getByLabelText('Nome utente'), 'maria');
    await userEvent.type(screen.getByLabelText('Password'), 'acqua e sale{Enter}');
    expect(host.orders.at(-1)).toEqual({
      type: 'accounts',
      order: { type: 'join', user: 'maria', password: 'acqua e sale' },
    });
    await expectAccessible();
  });

  it('that opened the program is looked at, once', async () => {
    const { desk, host } = await open('signedOut');
    const state = scenes.signedOut();
    const asked = { type: 'join', server: 'https://desk.example', invitation: 'aB9' } as const;
    const led = { ...state, computer: { ...state.computer, asked } };
    host.tell(led);
    host.tell(led);
    expect(await screen.findByLabelText("Link dell'invito")).toBeVisible();
    const link = 'sportello://join?server=https%3A%2F%2Fdesk.example&invitation=aB9';
    expect(host.orders).toEqual([{ type: 'accounts', order: { type: 'lookAtInvitation', link } }]);
    expect(desk.signIn.invited).toBe(true);
  });

  it('leaves a session that has ended with the user filled in', async () => {
    await open('sessionOver');
    expect(screen.getByLabelText('Nome utente')).toHaveValue('ada');
    expect(screen.getByLabelText('Password')).toHaveFocus();
  });
});
