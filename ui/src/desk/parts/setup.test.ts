// The first run, as a librarian meets it.
import { render, screen } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';

import { MockHost } from '$lib/host/mock';
import { scenes } from '$lib/host/scenes';
import { expectAccessible } from '$lib/test/axe';

import App from '../App.svelte';
import { Desk } from '../state/desk.svelte';
import { atTheSameMoment, button, open } from '../test/open';

atTheSameMoment();

const choose = (name: RegExp) => userEvent.click(screen.getByRole('radio', { name }));
const onwards = () => userEvent.click(button('Avanti'));
const heading = (name: string) => screen.findByRole('heading', { name });

describe('the assistant', () => {
  it('leads from the first question to the library, with its link', async () => {
    const { host } = await open('firstRun');
    await choose(/Provare su questo computer/);
    await onwards();
    expect(await heading('La biblioteca')).toHaveFocus();
    await userEvent.type(screen.getByLabelText('Nome della biblioteca'), 'Biblioteca di Empoli');
    expect(screen.getByLabelText('Nome nel link')).toHaveValue('biblioteca.empoli');
    await expectAccessible();
    await onwards();
    await heading('Gli orari dello sportello');
    await expectAccessible();
    await onwards();
    await heading('Chi sta allo sportello');
    await userEvent.type(screen.getByLabelText('Nome e cognome'), 'Maria Rossi');
    await userEvent.type(screen.getByLabelText('Password'), 'acqua e sale');
    await expectAccessible();
    await userEvent.click(button('Crea la biblioteca'));
    expect(host.orders).toMatchObject([
      { type: 'setup', order: { type: 'found', founding: { handle: 'biblioteca.empoli' } } },
    ]);
    host.tell(scenes.firstRunDoneHere());
    await heading('Lo sportello è pronto');
    expect(screen.getByText(/funziona solo su questo computer/)).toBeVisible();
    expect(screen.queryByRole('img', { name: /Codice QR/ })).toBeNull();
    expect(screen.queryByText(/locandina/)).toBeNull();
    await userEvent.click(button('Vai allo sportello'));
    expect(host.orders.at(-1)).toEqual({ type: 'setup', order: { type: 'leave' } });
  });

  it('goes to what is wrong and says it there', async () => {
    await open('firstRun');
    await onwards();
    await heading('La biblioteca');
    await onwards();
    const field = screen.getByLabelText('Nome della biblioteca');
    expect(field).toHaveFocus();
    expect(field).toHaveAccessibleDescription(/manca qualcosa/);
    await expectAccessible();
  });

  it('shows the code and the poster of a link that works elsewhere', async () => {
    const { host } = await open('firstRunDone');
    const code = screen.getByRole('img', { name: /Codice QR del link https/ });
    expect(code.getAttribute('src')).toMatch(/^data:image\/svg\+xml,/);
    await userEvent.click(button(/locandina/));
    expect(host.orders.at(-1)).toMatchObject({ order: { type: 'openPoster' } });
  });

  it('tells what the program could not do, and keeps what was typed', async () => {
    const { host } = await open('firstRun');
    await onwards();
    await userEvent.type(await screen.findByLabelText('Nome della biblioteca'), 'Prato');
    host.tell(scenes.firstRunTrouble());
    expect(await screen.findByRole('alert')).toHaveTextContent('La porta 8443');
    expect(screen.getByLabelText('Nome della biblioteca')).toHaveValue('Prato');
  });

  it('that was begun anew can be left', async () => {
    const { host } = await open('firstRunAgain');
    await userEvent.click(button(/Lascia tutto/));
    expect(host.orders).toEqual([{ type: 'setup', order: { type: 'leave' } }]);
  });
});

it('an invitation that is pasted leads to its server and is looked at there', async () => {
  const { host } = await open('firstRun');
  await choose(/Usare un server/);
  await onwards();
  const link = 'https://sportello.biblioteca.empoli.example/invito#aB-9_x';
  await userEvent.type(await screen.findByLabelText('Indirizzo del server'), link);
  await userEvent.click(button('Usa questo server'));
  expect(host.orders).toMatchObject([{ type: 'setup', order: { type: 'join', server: link } }]);
  host.tell(scenes.signedOut());
  await expect
    .poll(() => host.orders.at(-1))
    .toMatchObject({
      type: 'accounts',
      order: { type: 'lookAtInvitation', link },
    });
});

it('a desk that does not start says why, and what can be done', async () => {
  const { host } = await open('setupTrouble');
  expect(screen.getByRole('alert')).toHaveTextContent(/un altro programma/);
  await userEvent.click(button('Riprova'));
  expect(await heading('Un momento…')).toBeVisible();
  host.tell(scenes.setupTrouble());
  await heading('Lo sportello di questo computer non si avvia');
  await userEvent.click(button("Cambia l'impostazione"));
  expect(host.orders).toEqual([
    { type: 'setup', order: { type: 'startAgain' } },
    { type: 'setup', order: { type: 'beginAnew' } },
  ]);
});

it('the settings tell which server this computer uses, and lead to another', async () => {
  const { desk, host } = await open('empty');
  desk.go('settings');
  await userEvent.click(
    await screen.findByRole('button', { name: 'Il server di questo computer' }),
  );
  expect(screen.getByText(/usa il server sportello/)).toBeVisible();
  await userEvent.click(button('Cambia'));
  expect(host.orders).toEqual([{ type: 'setup', order: { type: 'beginAnew' } }]);
});

it('a server that is away is looked for now, if somebody wants it', async () => {
  const { desk, host } = await open('serverAway');
  expect(screen.getByText(/non è raggiungibile da 10:27/)).toBeVisible();
  expect(screen.getByText('Nuovo tentativo fra 9 s.')).toBeVisible();
  desk.clock.now += 10_000;
  expect(await screen.findByText('Nuovo tentativo in corso…')).toBeVisible();
  await userEvent.click(button('Prova adesso'));
  expect(host.asked).toEqual([{ type: 'tryNow' }]);
});

it('who only plays the program leads through all of it', async () => {
  const desk = new Desk(new MockHost(null));
  render(App, { desk });
  await desk.start();
  await choose(/Usare un server/);
  await onwards();
  await userEvent.type(await screen.findByLabelText('Indirizzo del server'), 'desk.example');
  await userEvent.click(button('Usa questo server'));
  expect(await screen.findByLabelText('Nome utente')).toBeVisible();
});
