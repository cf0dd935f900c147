// A contact under way is passed on to a colleague, a group or the line.
import { screen, within } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';

import { scenes } from '$lib/host/scenes';
import { expectAccessible } from '$lib/test/axe';

import { atTheSameMoment, button, open } from '../test/open';
import { NOW } from '../test/recorder';

atTheSameMoment();

const form = () => within(screen.getByRole('form', { name: /^A chi passare/ }));

async function openForm(scene: 'passable' | 'passableChat' = 'passable') {
  const opened = await open(scene);
  await userEvent.keyboard('{Control>}{Shift>}T{/Shift}{/Control}');
  return opened;
}

describe('passing a contact on', () => {
  it('goes to a colleague with a few words, by the keyboard alone', async () => {
    const { host } = await openForm();
    const cleo = form().getByLabelText('Cleo Neri: Disponibile');
    expect(cleo).toHaveFocus();
    await userEvent.keyboard(' ');
    await userEvent.type(form().getByLabelText(/^Due parole/), 'cerca una mappa{Enter}');
    const whom = { type: 'librarian', librarian: 'cleo' };
    const order = { type: 'to', whom, note: 'cerca una mappa', elseLine: false };
    expect(host.asked).toEqual([{ type: 'transfer', contact: 'contact-0', order }]);
    expect(screen.queryByRole('form', { name: /^A chi passare/ })).toBeNull();
  });

  it('shows who cannot take it, and why, and asks none of them', async () => {
    const { host } = await openForm();
    expect(form().getByLabelText(/^Bo Conti: .*non può prenderla adesso$/)).toBeDisabled();
    expect(form().getByLabelText('Sala ragazzi: nessuno libero adesso')).toBeDisabled();
    expect(form().getByRole('button', { name: 'Passa' })).toBeDisabled();
    await expectAccessible(document.body);
    await userEvent.keyboard('{Escape}');
    expect(host.asked).toEqual([]);
    expect(screen.queryByRole('form', { name: /^A chi passare/ })).toBeNull();
  });

  it('takes who is on a call for a chat, and nobody who became busy meanwhile', async () => {
    const { host } = await openForm('passableChat');
    await userEvent.click(form().getByLabelText(/^Bo Conti: /));
    expect(form().getByRole('button', { name: 'Passa' })).toBeEnabled();
    const state = scenes.passableChat(NOW);
    const desk = state.desk;
    if (!desk) throw new Error('Nobody is signed in.');
    const colleagues = desk.seat.colleagues.map((one) => ({ ...one, takesChats: false }));
    host.tell({ ...state, desk: { ...desk, seat: { ...desk.seat, colleagues } } });
    await expect.poll(() => form().getByLabelText(/^Bo Conti: /)).toBeDisabled();
    expect(form().getByRole('button', { name: 'Passa' })).toBeDisabled();
  });

  it('asks a group, and puts it back into the line if nobody is free', async () => {
    const { host } = await openForm();
    await userEvent.click(form().getByLabelText('Storia locale: 2 persone libere'));
    expect(form().getByLabelText('Se nessuno risponde, rimetti in fila')).toBeChecked();
    await userEvent.click(form().getByRole('button', { name: 'Passa' }));
    const whom = { type: 'group', group: 'group-1' };
    const order = { type: 'to', whom, note: '', elseLine: true };
    expect(host.asked).toEqual([{ type: 'transfer', contact: 'contact-0', order }]);
  });

  it('sends it to the line, always', async () => {
    const { host } = await open('passable');
    await userEvent.click(button('Passa a…'));
    await userEvent.click(form().getByLabelText('In fila, al posto che aveva'));
    await userEvent.click(form().getByRole('button', { name: 'Rimetti in fila' }));
    const order = { type: 'toLine', note: '' };
    expect(host.asked).toEqual([{ type: 'transfer', contact: 'contact-0', order }]);
  });
});

describe('a contact that is passed on', () => {
  it('says where it rings, and can be taken back or put into the line', async () => {
    const { host } = await open('passingOn');
    expect(screen.getByText(/^Sta suonando da Cleo Neri. Giulia Ferri aspetta qui./)).toBeVisible();
    expect(screen.getByText('20 s')).toBeVisible();
    expect(screen.queryByRole('button', { name: 'Passa a…' })).toBeNull();
    await expectAccessible(document.body);
    await userEvent.click(button('Continuo io'));
    await userEvent.click(button('Rimetti in fila'));
    expect(host.asked).toEqual([
      { type: 'hold', contact: 'contact-0', on: false },
      { type: 'transfer', contact: 'contact-0', order: { type: 'toLine', note: '' } },
    ]);
  });

  it('rings with who passes it on and what they wrote, and goes on saying so', async () => {
    const { host } = await open('ringingPassedOn');
    const words = 'Da Bo Conti: «cerca una mappa di Empoli del 1850»';
    expect(within(screen.getByTestId('ring-bar')).getByText(words)).toBeVisible();
    host.tell(scenes.passedOn(NOW));
    const person = await screen.findByRole('complementary', { name: "Chi c'è" });
    expect(within(person).getByText('cerca una mappa di Empoli del 1850')).toBeVisible();
  });
});
