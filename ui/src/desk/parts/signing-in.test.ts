// Signing in, as a librarian meets it.
import { fireEvent, screen } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';

import { scenes } from '$lib/host/scenes';

import { atTheSameMoment, button, open } from '../test/open';

atTheSameMoment();

describe('signing in', () => {
  it('begins at the user name and sends what was typed', async () => {
    const { host } = await open('signedOut');
    expect(screen.getByLabelText('Nome utente')).toHaveFocus();
    expect(screen.getByLabelText('Indirizzo del server')).toHaveValue(
      'sportello.biblioteca.empoli.example',
    );
    await userEvent.keyboard('ada{Tab}secret{Enter}');
    expect(host.orders).toEqual([
      expect.objectContaining({ type: 'signIn', user: 'ada', password: 'secret' }),
    ]);
  });

  it('asks for no address on the computer that holds the desk, unless another is wanted', async () => {
    const { host } = await open('signedOutHere');
    expect(screen.getByText('Lo sportello di questo computer')).toBeVisible();
    expect(screen.queryByLabelText('Indirizzo del server')).toBeNull();
    const another = screen.getByText('Un altro server').closest('details');
    if (!another) throw new Error('no disclosure');
    another.open = true;
    await fireEvent(another, new Event('toggle'));
    await userEvent.type(await screen.findByLabelText('Indirizzo del server'), 'desk.example');
    await userEvent.type(screen.getByLabelText('Nome utente'), 'ada');
    await userEvent.type(screen.getByLabelText('Password'), 'secret{Enter}');
    expect(host.orders).toEqual([expect.objectContaining({ server: 'desk.example' })]);
  });

  it.each([
    ['wrongPassword', 'Password', /non corrispondono/],
    ['unreachable', 'Indirizzo del server', /non risponde nessun server/],
    ['badAddress', 'Indirizzo del server', /non è l'indirizzo di un server/],
  ] as const)('says %s at its field and goes there', async (scene, field, words) => {
    await open(scene);
    const input = screen.getByLabelText(field);
    expect(input).toHaveFocus();
    expect(input).toBeInvalid();
    expect(input).toHaveAccessibleDescription(expect.stringMatching(words));
    expect(screen.getByRole('alert')).toHaveTextContent(words);
  });

  it.each([
    ['sessionEnded', /scaduto/],
    ['tooManyTries', /Troppi tentativi/],
    ['unreachableHere', /questo computer non risponde/],
  ] as const)('says %s over the form', async (scene, words) => {
    await open(scene);
    expect(screen.getByRole('alert')).toHaveTextContent(words);
    expect(screen.getByLabelText('Nome utente')).toHaveFocus();
  });

  it('shows that it is under way, sends nothing twice, and keeps what was typed', async () => {
    const { host } = await open('signedOut');
    await userEvent.keyboard('ada{Tab}secret');
    host.tell(scenes.signingIn());
    expect(await screen.findByRole('progressbar')).toBeVisible();
    await userEvent.keyboard('{Enter}');
    await userEvent.click(button('Accesso in corso…'));
    expect(host.orders).toEqual([]);
    host.tell(scenes.wrongPassword());
    expect(await screen.findByRole('alert')).toBeVisible();
    expect(screen.getByLabelText('Nome utente')).toHaveValue('ada');
    expect(screen.getByLabelText('Password')).toHaveValue('secret');
    expect(screen.getByLabelText('Password')).toHaveFocus();
  });
});
