// The desk while nobody is talked to.
import { screen, within } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { describe, expect, it, vi } from 'vitest';

import { LONG_NAME } from '$lib/host/scene-window';
import { scenes } from '$lib/host/scenes';

import { atTheSameMoment, button, open } from '../test/open';
import { NOW } from '../test/recorder';

atTheSameMoment();

describe('the desk', () => {
  it('teaches the first step while nobody calls', async () => {
    await open('empty');
    expect(screen.getByRole('heading', { name: 'Tutto pronto' })).toBeVisible();
    expect(screen.getByText('Nessuno in attesa.')).toBeVisible();
    expect(screen.queryByRole('complementary')).toBeNull();
  });

  it('claims nothing while the server is away', async () => {
    await open('serverAwayIdle');
    expect(screen.getByRole('heading', { level: 1, name: 'In attesa del server' })).toBeVisible();
    expect(screen.getByText(/La fila qui sotto è ferma a prima/)).toBeVisible();
  });

  it('says who waits, how, for how long, and who is not there', async () => {
    await open('line7');
    const line = screen.getByRole('region', { name: '7 persone in attesa' });
    const rows = within(line).getAllByRole('listitem');
    expect(rows).toHaveLength(7);
    expect(rows[0]).toHaveTextContent(/Giulia Ferri.*Attesa molto lunga.*11:05.*Video/);
    expect(rows[1]).toHaveTextContent(/Senza nome.*9:30.*Voce/);
    expect(rows[3]).toHaveTextContent(LONG_NAME);
    expect(rows[4]).toHaveTextContent(/Piero.*Attesa lunga.*Ha lasciato la pagina/);
    expect(rows[6]).toHaveTextContent(/In attesa da.*1:35/);
  });

  it('lets the waiting times run', async () => {
    const { desk } = await open('line1');
    expect(screen.getByText('1:35')).toBeVisible();
    desk.clock.now += 1000;
    expect(await screen.findByText('1:36')).toBeVisible();
  });

  it('shows the first hundred of three hundred, and says how many more there are', async () => {
    await open('line300');
    const line = screen.getByRole('region', { name: '300 persone in attesa' });
    expect(within(line).getAllByRole('listitem')).toHaveLength(100);
    expect(line).toHaveTextContent('e altre 200 persone in fila');
  });

  it('says what they come for, at which desk, whom they ask for and who is called', async () => {
    await open('lineOfMany');
    const line = screen.getByRole('region', { name: '5 persone in attesa' });
    const rows = within(line).getAllByRole('listitem');
    expect(rows[0]).toHaveTextContent(
      /Prestiti e rinnovi.*Sportello: Banco centrale.*il suo turno/,
    );
    expect(rows[0]).not.toHaveTextContent('Ha lasciato la pagina');
    expect(rows[1]).toHaveTextContent('Chiede di Maria Rossi');
    expect(rows[1]).not.toHaveTextContent('Risponde un altro gruppo');
    expect(rows[2]).toHaveTextContent(/Sportello: Sala ragazzi.*Risponde un altro gruppo/);
  });

  it('names no desk where there is only one', async () => {
    await open('line7');
    expect(screen.queryByText(/Sportello: /)).toBeNull();
  });

  it('warns of what leaves patrons unanswered', async () => {
    await open('warnings');
    const warnings = screen.getByRole('region', { name: 'Da sistemare' });
    expect(within(warnings).getAllByRole('listitem')).toHaveLength(3);
    expect(warnings).toHaveTextContent(
      /«Sala ragazzi» non può rispondere nessuno.*non apre mai.*«Ragazzi» non c'è nessuno/,
    );
  });

  it('serves at the counter, and says when it rings then', async () => {
    const { host } = await open('empty');
    expect(screen.queryByRole('region', { name: 'Da sistemare' })).toBeNull();
    await userEvent.click(button('Al banco'));
    expect(host.orders).toEqual([{ type: 'setPresence', presence: 'inPerson' }]);
    host.tell(scenes.inPerson(NOW));
    await vi.waitFor(() => expect(button('Al banco')).toHaveAttribute('aria-pressed', 'true'));
    expect(screen.getByRole('heading', { name: 'Al banco con qualcuno' })).toBeVisible();
    expect(
      screen.getAllByText('Le chiamate suonano qui solo se nessun altro è libero.')[0],
    ).toBeVisible();
  });

  it('switches the presence with a click and with a key', async () => {
    const { host } = await open('away');
    expect(button('Assente')).toHaveAttribute('aria-pressed', 'true');
    expect(screen.getByRole('heading', { name: 'Ora qui non suona niente' })).toBeVisible();
    await userEvent.click(button('Disponibile'));
    await userEvent.click(button('Passa a Disponibile'));
    await userEvent.keyboard('{F9}');
    expect(host.orders).toEqual(Array(3).fill({ type: 'setPresence', presence: 'available' }));
  });

  it('copies a link, and says where it is of no use', async () => {
    const { host } = await open('emptyHere');
    const link = 'https://localhost:7788/@biblioteca.empoli';
    expect(screen.getByText('Funziona solo su questo computer.')).toBeVisible();
    expect(
      screen.getByRole('heading', { name: 'Provare il link su questo computer' }),
    ).toBeVisible();
    await userEvent.click(button(`Copia il link ${link}`));
    expect(host.copied).toEqual([link]);
    expect((await screen.findAllByText('Copiato'))[0]).toBeVisible();
  });

  it('says what to do when a link can not be copied', async () => {
    const { host } = await open('empty');
    host.refuses = true;
    await userEvent.click(button(/^Copia il link/));
    expect(await screen.findByRole('alert')).toHaveTextContent('copiarlo a mano');
    expect(screen.queryByText('Funziona solo su questo computer.')).toBeNull();
  });

  it('is read in the other language at once, and remembers it', async () => {
    await open('empty');
    await userEvent.click(button('English'));
    expect(await screen.findByRole('heading', { name: 'All set' })).toBeVisible();
    expect(document.documentElement.lang).toBe('en');
    expect(localStorage.getItem('sportello.language')).toBe('en');
  });

  it('lets the librarian go', async () => {
    const { host } = await open('empty');
    await userEvent.click(button('Esci'));
    expect(host.orders).toEqual([{ type: 'signOut' }]);
  });
});
