// A contact that rings.
import { screen } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { describe, expect, it, vi } from 'vitest';

import { scenes } from '$lib/host/scenes';

import { atTheSameMoment, button, open } from '../test/open';
import { NOW } from '../test/recorder';

atTheSameMoment();

describe('ringing', () => {
  it('is announced and shown, and takes no focus', async () => {
    const { host } = await open('empty');
    button('Assente').focus();
    host.tell(scenes.ringing(NOW));
    const bar = await screen.findByRole('region', { name: 'Chiamata in arrivo' });
    expect(bar).toHaveTextContent(/Giulia Ferri.*Videochiamata.*0:20/);
    expect(button('Assente')).toHaveFocus();
    expect(document.querySelector('[aria-live="assertive"]')).toHaveTextContent(
      'Videochiamata in arrivo: Giulia Ferri. Ctrl+Invio per rispondere',
    );
    expect(document.title).toBe('Giulia Ferri chiama – Sportello');
  });

  it('is answered with video, with voice, or not now', async () => {
    const { desk, host } = await open('ringing');
    await userEvent.click(button(/^Rispondi Ctrl/));
    host.tell(scenes.line1(NOW));
    host.tell(scenes.ringing(NOW));
    await vi.waitFor(() => expect(desk.ringing).toHaveLength(1));
    await userEvent.click(await screen.findByRole('button', { name: 'Rispondi a voce' }));
    host.tell(scenes.line1(NOW));
    host.tell(scenes.ringing(NOW));
    await userEvent.click(await screen.findByRole('button', { name: /^Non ora/ }));
    expect(host.asked).toEqual([
      { type: 'answer', contact: 'contact-1', with: 'video' },
      { type: 'answer', contact: 'contact-1', with: 'voice' },
      { type: 'decline', contact: 'contact-1' },
    ]);
  });

  it('offers voice only where there would be a picture, and says how many more call', async () => {
    await open('ringingThree');
    expect(screen.queryByRole('button', { name: 'Rispondi a voce' })).toBeNull();
    expect(screen.getByRole('region', { name: 'Chiamata in arrivo' })).toHaveTextContent(
      /Senza nome.*Richiesta di chat.*e altre 2 chiamate/,
    );
  });

  it('is answered and declined by keys while something is being typed', async () => {
    const { host } = await open('chat');
    const ringing = scenes.chat(NOW);
    const [first] = ringing.desk?.seat.line ?? [];
    if (first) first.ringsHere = true;
    await userEvent.type(screen.getByLabelText('Scrivi un messaggio'), 'Cerco sub');
    host.tell(ringing);
    await screen.findByRole('region', { name: 'Chiamata in arrivo' });
    await userEvent.keyboard('{Control>}{Enter}{/Control}ito');
    expect(screen.getByLabelText('Scrivi un messaggio')).toHaveValue('Cerco subito');
    expect(host.asked).toEqual([{ type: 'answer', contact: 'contact-1', with: 'video' }]);
  });

  it('leaves the keys to the composer when nobody calls', async () => {
    const { host } = await open('chat');
    await userEvent.type(
      screen.getByLabelText('Scrivi un messaggio'),
      'Ecco{Control>}{Enter}{/Control}',
    );
    expect(host.asked).toEqual([{ type: 'say', thread: 'thread-0', text: 'Ecco' }]);
  });

  it('leads to the conversation when the bar had the focus', async () => {
    const { host } = await open('ringing');
    await userEvent.click(button(/^Rispondi Ctrl/));
    host.tell(scenes.video(NOW));
    await vi.waitFor(() =>
      expect(screen.getByRole('heading', { level: 1, name: 'Giulia Ferri' })).toHaveFocus(),
    );
  });
});
