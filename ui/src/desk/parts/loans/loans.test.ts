// Loans and their notices, as a librarian meets them.
import { screen, within } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';

import { MockLoans, NO_LOANS_YET } from '$lib/host/mock-loans';
import { scenes, sceneLinks, type Scene } from '$lib/host/scenes';
import { expectAccessible } from '$lib/test/axe';
import type { LoansOrder } from '$lib/wire';

import { atTheSameMoment, button, open } from '../../test/open';
import { NOW } from '../../test/recorder';

atTheSameMoment();

/** A scene with a program that does what is ordered of loans. */
async function loans(scene: Scene) {
  const opened = await open(scene);
  const { host, desk } = opened;
  let state = scenes[scene](NOW);
  const mock = new MockLoans(state.desk?.loans ?? NO_LOANS_YET, () => NOW);
  const asked: LoansOrder[] = [];
  const order = host.order.bind(host);
  host.order = async (one) => {
    await order(one);
    if (one.type !== 'loans' || !state.desk) return;
    if (one.order.type === 'ask') asked.push(one.order.order);
    const shown = mock.obey(state.desk.loans, one.order);
    state = { ...state, desk: { ...state.desk, loans: shown } };
    host.tell(state);
  };
  host.sendLoans = async (source, _name, bytes) => {
    if (!state.desk) return;
    const shown = mock.received(state.desk.loans, source, bytes);
    state = { ...state, desk: { ...state.desk, loans: shown } };
    host.tell(state);
  };
  desk.follow(sceneLinks[scene] ?? '#desk');
  await screen.findByRole('heading', { level: 1 });
  return { ...opened, last: () => asked.at(-1) };
}

describe('today', () => {
  it('says how the notices went, and answers a patron with a new date', async () => {
    const { last } = await loans('loans');
    expect(screen.getByText('14 inviati')).toBeVisible();
    expect(screen.getByText('2 non riusciti')).toBeVisible();
    const request = within(screen.getByRole('article', { name: /Omar El Idrissi/ }));
    await userEvent.click(request.getByRole('button', { name: 'Rinnovato…' }));
    expect(screen.getByLabelText('Nuova scadenza')).toHaveFocus();
    await userEvent.click(request.getByRole('button', { name: 'Dillo all’utente' }));
    expect(last()).toEqual({ type: 'renewed', request: 'request-1', due: '2026-12-21' });
    expect(screen.queryByRole('article', { name: /Omar El Idrissi/ })).toBeNull();
    expect(screen.getByRole('heading', { name: 'Richieste degli utenti' })).toHaveFocus();
  });

  it('says why it waits, and leads to what is too old', async () => {
    const { desk } = await loans('loansTrouble');
    expect(screen.getByText(/i dati dei prestiti sono troppo vecchi/)).toBeVisible();
    await userEvent.click(button('Vai a «Prestiti: da dove»'));
    expect([desk.place, desk.section]).toEqual(['settings', 'loan-sources']);
    await expectAccessible();
  });

  it('lets a supervisor stop everything, and nobody else', async () => {
    const { last } = await loans('loansQuiet');
    await userEvent.click(button('Sospendi tutti'));
    expect(last()).toEqual({ type: 'setPaused', paused: true });
    expect(button('Riattiva')).toBeVisible();
    expect(button('Controlla adesso')).toBeDisabled();
  });
});

describe('the ledger', () => {
  it('sends one again only with a reason', async () => {
    await loans('loansLedger');
    await userEvent.click(await screen.findByRole('button', { name: /Rimanda a Wei Zhang/ }));
    await userEvent.click(button('Rimanda'));
    expect(screen.getByRole('alert')).toHaveTextContent('Scrivi perché');
    await userEvent.type(screen.getByLabelText('Perché lo rimandi'), 'Indirizzo corretto');
    await userEvent.click(button('Rimanda'));
    expect(await screen.findByText('Rinviato: Indirizzo corretto')).toBeVisible();
  });
});

describe('letters', () => {
  it('are each in the language of who reads them, and leave once they were printed', async () => {
    await loans('loansPrint');
    const letter = await screen.findByRole('article', { name: 'Lettera per Tom Ashby' });
    expect(letter).toHaveAttribute('lang', 'en');
    expect(within(letter).getByText(/due October 22, 2026|due 22 October 2026/)).toBeVisible();
    await userEvent.click(button('Segna come stampate'));
    expect(await screen.findByText('2 lettere segnate come stampate.')).toBeVisible();
    expect(screen.queryByRole('article')).toBeNull();
  });
});

describe('the poster for the counter', () => {
  it('is opened from where loans are read, and leads to them', async () => {
    const { host } = await loans('loanSources');
    await userEvent.click(button('Apri il cartello dei prestiti'));
    const { order } = host.orders.at(-1) as { order: { type: string; link: string } };
    expect(order.type).toBe('openPoster');
    expect(order.link).toMatch(/^https:\/\/[^/]+\/@[^#]+#prestiti$/);
  });

  it('is none where no loans are read', async () => {
    await loans('loanSourcesEmpty');
    expect(screen.queryByRole('button', { name: /cartello/ })).toBeNull();
  });
});

describe('a file', () => {
  it('is taken once its columns are known', async () => {
    const { last } = await loans('loanSources');
    const input = document.querySelector<HTMLInputElement>('input[type=file]');
    if (!input) throw new Error('a file can be chosen');
    const rows = 'Numero;Chi\n1;2\n'.padEnd(100, 'x');
    await userEvent.upload(input, new File([rows], 'prestiti.csv', { type: 'text/csv' }));
    await screen.findByText('Che cosa c’è in ogni colonna');
    expect(button('Prendi questo file')).toBeDisabled();
    await userEvent.selectOptions(screen.getByLabelText('Scadenza (serve)'), 'Scadenza');
    await userEvent.selectOptions(screen.getByLabelText('Tessera'), 'Tessera');
    expect(screen.getByText('3 righe scartate')).toBeVisible();
    await userEvent.click(button('Prendi questo file'));
    expect(last()).toMatchObject({ type: 'takeFile', anyway: false });
    expect(screen.getByText(/Il file è stato preso: 61 nuovi/)).toBeVisible();
  });

  it('that closes many loans must be ticked first', async () => {
    await loans('loanFileAsks');
    expect(button('Prendi questo file')).toBeDisabled();
    await userEvent.click(screen.getByRole('checkbox', { name: /chiudi 2620 prestiti/ }));
    expect(button('Prendi questo file')).toBeEnabled();
    await expectAccessible();
  });
});

describe('a thread', () => {
  it('shows whose loans these are, with what the desk wrote of them', async () => {
    await loans('threadOfLoans');
    expect(screen.getByText('1 in ritardo')).toBeVisible();
    const log = screen.getByRole('log');
    expect(log).toHaveTextContent('tra pochi giorni scadono questi prestiti:');
    expect(log).toHaveTextContent('La guida delle Dolomiti (entro 25 novembre 2026)');
    const tick = screen.getByRole('checkbox', { name: 'Omar El Idrissi riceve i promemoria' });
    await userEvent.click(tick);
    expect(tick).not.toBeChecked();
    await expectAccessible();
  });

  it('of nobody is linked to a card that was seen', async () => {
    const { last } = await loans('threadOfNobody');
    await userEvent.click(button('Collega una tessera'));
    await userEvent.type(screen.getByLabelText('Nome o numero di tessera'), 'ferri{Enter}');
    await userEvent.click(await screen.findByRole('button', { name: /tessera di Giulia Ferri:/ }));
    expect(last()).toEqual({ type: 'link', thread: 'thread-4', borrower: 'borrower-2' });
    expect(await screen.findByRole('article', { name: 'Giulia Ferri' })).toBeVisible();
    await userEvent.click(button('Crea un link personale per Giulia Ferri'));
    expect(screen.getByText(/#card=/)).toBeVisible();
    await userEvent.click(button('L’ho consegnato'));
    expect(screen.queryByText(/#card=/)).toBeNull();
  });
});

describe('the policy', () => {
  it('says in a sentence what goes out, and shows the standard words', async () => {
    const { desk } = await loans('noticesOfDesk');
    expect(screen.getByText(/3 giorni prima, il giorno della scadenza/)).toBeVisible();
    expect(screen.getByText(/Ciao Giulia, questi prestiti scadono presto:/)).toBeVisible();
    await userEvent.click(button('Scrivilo con parole vostre'));
    const field = screen.getByLabelText('Con parole vostre');
    await userEvent.clear(field);
    await userEvent.type(field, 'Buongiorno {{nome}!');
    expect(screen.getByText('Buongiorno Giulia!')).toBeVisible();
    await userEvent.click(screen.getByLabelText('I promemoria partono da soli'));
    expect(screen.getByText(/non parte nessun promemoria/)).toBeVisible();
    expect(desk.administration.unsaved('notices:desk-1')).toBe(true);
    await expectAccessible();
  });
});
