// Each screen of loans as it is drawn, the cards in the thread, and the words on them.
import { render, screen, waitFor, within } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';

import { language } from '$lib/language.svelte';
import { expectAccessible } from '$lib/test/axe';
import type { Happened, MessageView, NotRenewed, OwnCard } from '$lib/wire';

import App from '../../App.svelte';
import { CLOSED, Desk, history, OPEN } from '../../test/cast';
import { card, done, late, loan, mark, notice, stands, told } from '../../test/loans';
import type { CaseHappened } from '../cases/news';
import { happenedWords } from '../words';
import type { LoansTrouble } from './loans.svelte';
import { cardWords, dueWords, loansTroubleWords, notRenewedWords, untilWords } from './words';

const ROME = 'Europe/Rome';

const button = (name: string | RegExp) => screen.getByRole('button', { name });
const heading = async (name: string) => screen.findByRole('heading', { level: 1, name });
const article = (name: string) => screen.getByRole('article', { name });

/** A page of a patron whom the desk knows. */
function show(cards: OwnCard[], messages: MessageView[] = [], state = OPEN): Desk {
  const desk = new Desk();
  render(App, { visit: desk.visit, calls: true, room: () => import('../index') });
  desk.greetStranger(state, { loans: true, zone: ROME });
  desk.put(null);
  desk.say(history(messages), told(stands(cards)));
  return desk;
}

/** The way to the loans comes with the room, after the front. */
const toLoans = async () =>
  userEvent.click(
    await screen.findByRole('button', { name: 'I miei prestiti' }, { timeout: 10_000 }),
  );
const toThread = async () =>
  userEvent.click(await screen.findByRole('button', { name: 'I tuoi messaggi' }));

beforeAll(() => import('../index'), 120_000);

beforeEach(() => {
  language.choose('it');
  sessionStorage.clear();
  document.hasFocus = () => true;
  vi.stubGlobal('matchMedia', () => ({ matches: false }));
  window.scrollTo = () => undefined;
});

describe('linking a card', () => {
  it.each([
    ['open', OPEN],
    ['closed', CLOSED],
  ] as const)('goes from the front of a desk that is %s to the loans', async (_, state) => {
    const desk = show([], [], state);
    await toLoans();
    expect(await heading('I miei prestiti')).toHaveFocus();
    await expectAccessible();
    await userEvent.click(button('Mandami un codice'));
    const number = screen.getByLabelText('Numero della tessera');
    await waitFor(() => expect(number).toHaveFocus());
    expect(number).toHaveAccessibleDescription(/non sembra il numero di una tessera/);
    await expectAccessible();
    await userEvent.type(number, '00123');
    desk.ordered();
    await userEvent.click(button('Mandami un codice'));
    expect(desk.orderedLoans()).toEqual([{ type: 'nameCard', card: '00123' }]);
    desk.say(told({ type: 'codeSent' }), told(stands([], '00123')));
    expect(await heading('Scrivi il codice')).toHaveFocus();
    expect(screen.getByText(/Se questa tessera \(00123\) è nel nostro archivio/)).toBeVisible();
    const code = screen.getByLabelText('Codice di sei cifre');
    expect(code).toHaveAttribute('autocomplete', 'one-time-code');
    expect(code).toHaveAttribute('inputmode', 'numeric');
    await userEvent.type(code, '482914{Enter}');
    desk.say(told({ type: 'refused', loan: null, why: { type: 'wrongCode', left: 1 } }));
    await waitFor(() => expect(code).toHaveAccessibleDescription(/Resta un tentativo/));
    expect(code).toHaveFocus();
    await expectAccessible();
    await userEvent.type(code, '482913{Enter}');
    desk.say(told(done()), told(stands([card([late(), loan()])])));
    expect(await heading('I miei prestiti')).toHaveFocus();
    expect(screen.getByText('Tessera collegata: ecco i tuoi prestiti.')).toBeVisible();
    expect(article('Il barone rampante')).toHaveTextContent(
      /Scaduto.*Era da restituire entro domenica 1 dicembre 2126/,
    );
    expect(article('Lessico famigliare')).toHaveTextContent(
      /di Natalia Ginzburg.*Da restituire entro domenica 1 dicembre 2126/,
    );
    expect(screen.getByText(/Aggiornato domenica 24 novembre 2126 alle 8:30/)).toBeVisible();
    await expectAccessible();
  });

  it('is not spoken of where the library has no loans', async () => {
    const desk = new Desk();
    render(App, { visit: desk.visit, calls: true, room: () => import('../index') });
    desk.greetStranger();
    await screen.findByText(/banco@/);
    expect(screen.queryByRole('button', { name: 'I miei prestiti' })).toBeNull();
  });

  it('leads to a librarian who helps', async () => {
    const desk = show([]);
    await toLoans();
    await userEvent.click(button('Fatti aiutare da un bibliotecario'));
    expect(desk.visit.screen.name).toBe('front');
  });
});

describe('a loan', () => {
  it('is renewed once, and tells until when', async () => {
    const desk = show([card([loan(), late()])]);
    await toLoans();
    await heading('I miei prestiti');
    desk.taken();
    const renew = within(article('Lessico famigliare')).getByRole('button', { name: 'Rinnova' });
    expect(renew).toHaveAccessibleDescription('Lessico famigliare');
    await userEvent.click(renew);
    expect(renew).toHaveTextContent('Rinnovo in corso…');
    expect(renew).toHaveAttribute('aria-disabled', 'true');
    await userEvent.click(renew);
    expect(desk.orderedLoans()).toEqual([{ type: 'renew', loan: 'loan' }]);
    desk.say(told(done('loan')), told(stands([card([loan({ due: '2126-12-29' }), late()])])));
    const status = within(article('Lessico famigliare')).getByRole('status');
    await waitFor(() =>
      expect(status).toHaveTextContent('Rinnovato: ora da restituire entro domenica 29 dicembre'),
    );
    expect(renew).toHaveFocus();
  });

  it('that can’t be renewed says why, and what is asked for stands there', async () => {
    const desk = show([card([loan(), late({ state: 'renewalAsked' })])]);
    await toLoans();
    await heading('I miei prestiti');
    await userEvent.click(button('Rinnova'));
    const why = { type: 'notRenewed', why: 'awaited' } as const;
    desk.say(told({ type: 'refused', loan: 'loan', why }));
    expect(await within(article('Lessico famigliare')).findByRole('alert')).toHaveTextContent(
      'un’altra persona lo aspetta',
    );
    expect(article('Il barone rampante')).toHaveTextContent(/Rinnovo chiesto/);
    expect(within(article('Il barone rampante')).getAllByRole('button')).toHaveLength(2);
    await expectAccessible();
  });

  it('that was returned keeps the focus, though its buttons are gone', async () => {
    const desk = show([card([loan()])]);
    await toLoans();
    await heading('I miei prestiti');
    await userEvent.click(button('Già restituito'));
    desk.say(told(done('loan')), told(stands([card([loan({ state: 'returnSaid' })])])));
    await waitFor(() => expect(article('Lessico famigliare')).toHaveFocus());
    expect(article('Lessico famigliare')).toHaveTextContent(
      'Ci hai detto di averlo restituito: controlliamo noi.',
    );
    expect(within(article('Lessico famigliare')).getAllByRole('button')).toHaveLength(1);
  });

  it('to talk about leads to the choice of how', async () => {
    const desk = show([card([loan()])]);
    await toLoans();
    await heading('I miei prestiti');
    await userEvent.click(button('Parla con lo sportello'));
    desk.say(told(done('loan')));
    expect(await screen.findByText(/Vuoi parlare di «Lessico famigliare»/)).toBeVisible();
    expect(button(/Chat/)).toBeVisible();
    await expectAccessible();
  });
});

describe('a card', () => {
  it('has its notices stopped in one tap, and is unlinked in two', async () => {
    const desk = show([card([])]);
    await toLoans();
    await heading('I miei prestiti');
    expect(screen.getByText(/Nessun prestito/)).toBeVisible();
    desk.taken();
    await userEvent.click(button('Ferma i promemoria'));
    desk.say(told(done()), told(stands([card([], { notices: false })])));
    expect(await screen.findByText('Fatto: non ti mandiamo più promemoria.')).toBeVisible();
    await userEvent.click(button('Scollega la tessera'));
    await expectAccessible();
    await userEvent.click(button('No, lasciala'));
    expect(button('Scollega la tessera')).toHaveFocus();
    await userEvent.click(button('Scollega la tessera'));
    await userEvent.click(button('Sì, scollega'));
    expect(desk.orderedLoans()).toEqual([
      { type: 'setNotices', borrower: 'ada', on: false },
      { type: 'unlink', borrower: 'ada' },
    ]);
    desk.say(told(done()), told(stands([])));
    expect(await screen.findByText('Tessera scollegata.')).toBeVisible();
    expect(screen.getByLabelText('Numero della tessera')).toBeVisible();
  });
});

describe('a notice in the thread', () => {
  it('has the loans under it as they stand now, each with its answers', async () => {
    const marks = [
      mark(),
      mark({ id: 'late', title: 'Il barone rampante', due: '2126-11-20' }),
      mark({ id: 'renewed', title: 'La chiave a stella' }),
      mark({ id: 'gone', title: 'Cristo si è fermato a Eboli' }),
    ];
    const renewed = loan({ id: 'renewed', title: 'La chiave a stella', due: '2126-12-29' });
    const now = [card([loan(), late({ due: '2126-11-20' }), renewed])];
    const desk = show(now, [notice(marks)]);
    await toThread();
    await screen.findByText('Ti ricordiamo i tuoi prestiti.');
    const buttonsOf = (name: string) =>
      within(article(name))
        .queryAllByRole('button')
        .map((one) => one.textContent?.trim());
    const all = ['Rinnova', 'Già restituito', 'Parla con lo sportello'];
    expect(buttonsOf('Lessico famigliare')).toEqual(all);
    expect(buttonsOf('Il barone rampante')).toEqual(all);
    expect(article('Il barone rampante')).toHaveTextContent('Scaduto');
    expect(buttonsOf('La chiave a stella')).toEqual([]);
    expect(article('La chiave a stella')).toHaveTextContent(/Rinnovato: ora.*29 dicembre/);
    expect(buttonsOf('Cristo si è fermato a Eboli')).toEqual([]);
    expect(article('Cristo si è fermato a Eboli')).toHaveTextContent(
      'Non è più tra i tuoi prestiti.',
    );
    await expectAccessible();
    desk.taken();
    await userEvent.click(button('Ferma i promemoria'));
    desk.say(told(done()), told(stands([{ ...card(), notices: false }])));
    expect(await screen.findByRole('button', { name: 'Riattiva i promemoria' })).toBeVisible();
    expect(desk.orderedLoans()).toEqual([{ type: 'setNotices', borrower: 'ada', on: false }]);
  });

  it.each([
    [true, 1],
    [false, 0],
  ])('asks how to be told of notices where the library can (mail: %s)', async (mail, count) => {
    const desk = show([card()]);
    await toLoans();
    await heading('I miei prestiti');
    desk.say({ type: 'reach', news: { type: 'stands', mail, wish: null, push: null } });
    await waitFor(() =>
      expect(screen.queryAllByRole('heading', { name: /ricevere i promemoria/ })).toHaveLength(
        count,
      ),
    );
  });

  it('has no answers while nobody knows how the loans stand', async () => {
    const desk = new Desk();
    render(App, { visit: desk.visit, calls: true, room: () => import('../index') });
    desk.greet(null, 'video', [notice([mark()])]);
    await toThread();
    expect(await screen.findByRole('article', { name: 'Lessico famigliare' })).toHaveTextContent(
      'Da restituire entro domenica 1 dicembre 2126',
    );
    expect(screen.queryByRole('button', { name: 'Rinnova' })).toBeNull();
    expect(screen.queryByRole('button', { name: 'Ferma i promemoria' })).toBeNull();
  });
});

describe('words', () => {
  const said = (happened: Exclude<Happened, CaseHappened>, text = '', loans = [mark()]) =>
    happenedWords(happened, { text, loans, appointment: null, at: 1 }, ROME);

  it('tell a day of the library wherever it is read', () => {
    expect(dueWords('2126-12-01')).toBe('domenica 1 dicembre 2126');
    expect(dueWords('soon')).toBe('soon');
    const past = { due: '2026-01-07', state: 'returnSaid' } as const;
    expect(untilWords(past)).toMatch(/^Era da restituire entro mercoledì 7 gennaio/);
  });

  it('name a card by what is known of it', () => {
    expect(cardWords(card())).toBe('Ada Rossi, tessera …4721');
    expect(cardWords(card([], { name: '' }))).toBe('tessera …4721');
    expect(cardWords(card([], { name: '', cardEnd: '' }))).toBe('La tua tessera');
  });

  it('are there for whatever the desk puts into the thread, in both languages', () => {
    const happened: Exclude<Happened, CaseHappened>[] = [
      'loanNotice',
      'loanRenewed',
      'loanNotRenewed',
      'loanRenewalAsked',
      'loanReturnSaid',
      'loanToTalkAbout',
      'cardLinked',
      'noticesStopped',
    ];
    const italian = happened.map((one) => said(one));
    language.choose('en');
    const english = happened.map((one) => said(one));
    expect(new Set([...italian, ...english]).size).toBe(16);
    language.choose('it');
    expect(said('loanNotice', 'Ciao Ada.')).toBe('Ciao Ada.');
    expect(said('loanNotRenewed', 'awaited')).toBe(
      '«Lessico famigliare» non è stato rinnovato. Non si può rinnovare: un’altra persona lo aspetta.',
    );
    expect(said('loanNotRenewed', 'Passa da noi.')).toMatch(/Passa da noi\.$/);
    expect(said('loanReturnSaid', '', [])).toBe(
      'Ci hai detto di aver già restituito «Un prestito».',
    );
  });

  it('are there for every refusal', () => {
    const whys: NotRenewed[] = [
      'tooMany',
      'awaited',
      'tooSoon',
      'overdue',
      'card',
      'returned',
      'notThisOne',
    ];
    const troubles: LoansTrouble[] = [
      { type: 'notOffered' },
      { type: 'badCard' },
      { type: 'badCode' },
      { type: 'tooManyTries' },
      { type: 'wrongCode', left: 0 },
      { type: 'wrongCode', left: 1 },
      { type: 'wrongCode', left: 2 },
      { type: 'codeOver' },
      { type: 'linkOver' },
      { type: 'linkWaits' },
      { type: 'gone' },
      { type: 'away' },
      { type: 'crowded' },
      { type: 'notSaved' },
      { type: 'notRenewed', why: 'overdue' },
    ];
    expect(new Set(whys.map(notRenewedWords)).size).toBe(whys.length);
    expect(new Set(troubles.map(loansTroubleWords)).size).toBe(troubles.length);
  });
});
