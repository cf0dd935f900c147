// Each screen of cases as it is drawn, the cards in the thread, and the words on them.
import { render, screen, waitFor, within } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';

import { language } from '$lib/language.svelte';
import { expectAccessible } from '$lib/test/axe';
import type { MessageView, OwnCase, OwnCaseState, OwnCaseWhat } from '$lib/wire';

import App from '../../App.svelte';
import { Desk, history, OPEN } from '../../test/cast';
import { done, entry, mark, news, ownCase, refused, stands } from '../../test/cases';
import type { CaseTrouble } from './cases.svelte';
import type { CaseHappened } from './news';
import {
  caseTroubleWords,
  entryWords,
  isLate,
  newsLines,
  newsTitle,
  promisedWords,
  stateWords,
} from './words';

const ROME = 'Europe/Rome';

const button = (name: string | RegExp) => screen.getByRole('button', { name });
const heading = async (name: string) => screen.findByRole('heading', { level: 1, name });

/** A page of a patron whom the desk knows. */
function show(cases: OwnCase[], messages: MessageView[] = [news('caseOpened')]): Desk {
  const desk = new Desk();
  render(App, { visit: desk.visit, calls: true, room: () => import('../index') });
  desk.greetStranger(OPEN, { zone: ROME });
  desk.put(null);
  desk.say(history(messages), stands(...cases));
  return desk;
}

/** The way to the cases comes with the room, after the front. */
async function toCases(name = 'Le tue richieste'): Promise<void> {
  await userEvent.click(await screen.findByRole('button', { name }, { timeout: 10_000 }));
  await heading('Le tue richieste');
}

async function toCase(cases: OwnCase[]): Promise<Desk> {
  const desk = show(cases);
  await toCases();
  await userEvent.click(button(/2126\/12/));
  await heading('Pratica 2126/12');
  desk.taken();
  return desk;
}

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

describe('all of them', () => {
  it('stand with what is under way above, each with its number, its state and its day', async () => {
    show([
      ownCase({ id: 'new', number: '2126/14', state: 'closed', subject: 'Sala studio' }),
      ownCase({ id: 'late', number: '2026/13', state: 'inHand', promised: '2026-01-07' }),
      ownCase(),
    ]);
    await toCases();
    const named = (name: string) => within(screen.getByRole('region', { name }));
    const under = named('In corso').getAllByRole('button');
    expect(under.map((one) => one.textContent)).toEqual([
      expect.stringMatching(/2026\/13.*Ce ne occupiamo.*siamo in ritardo/s),
      expect.stringMatching(
        /2126\/12.*Atto di nascita del 1921.*L’abbiamo passata.*Risposta entro domenica 1 dicembre 2126/s,
      ),
    ]);
    expect(named('Concluse').getByRole('button')).toHaveTextContent(
      /2126\/14.*Sala studio.*Chiusa$/,
    );
    await expectAccessible();
  });

  it('are not spoken of where there are none', async () => {
    show([], []);
    await screen.findByText(/banco@/);
    expect(screen.queryByRole('button', { name: /richieste/ })).toBeNull();
  });

  it('say on the way there that an answer is waited for', async () => {
    show([ownCase({ state: 'waitsForYou' })]);
    await toCases('Le tue richieste: una aspetta la tua risposta');
  });
});

describe('one of them', () => {
  it('says where it stands, who has it, by when and how it is answered', async () => {
    await toCase([ownCase({ entries: [entry('wrote', 'Vedi https://archivio.example/1921')] })]);
    expect(screen.getByRole('heading', { level: 1 })).toHaveFocus();
    const main = screen.getByRole('main');
    for (const words of [
      'Atto di nascita del 1921',
      'L’abbiamo passata a chi sa rispondere',
      /Aspettiamo una risposta da Archivio storico/,
      /Risposta entro\s*domenica 1 dicembre 2126/,
      /Chi la segue\s*Archivio storico/,
      /Come arriva la risposta\s*Qui e tra i tuoi messaggi/,
      /Richiesta aperta\s*lunedì 18 novembre 2126 alle 10:00/,
    ]) {
      expect(main).toHaveTextContent(words);
    }
    expect(screen.getByRole('link', { name: 'https://archivio.example/1921' })).toBeVisible();
    await expectAccessible();
  });

  it('begs pardon for a promise that was not kept', async () => {
    await toCase([ownCase({ promised: '2026-01-07' })]);
    expect(
      screen.getByText(/Dovevamo risponderti entro mercoledì 7 gennaio.*Scusa il ritardo/),
    ).toBeVisible();
  });

  it('has its files to be fetched', async () => {
    const file = { id: 'f1', name: 'Atto.pdf', kind: 'application/pdf', size: 182_000 };
    await toCase([
      ownCase({ state: 'answered', entries: [entry('answered', 'Eccolo', { files: [file] })] }),
    ]);
    const link = screen.getByRole('link', { name: /Atto\.pdf.*Scarica/ });
    expect(link).toHaveAttribute('href', '/api/@biblioteca.prova/case-files/f1');
    expect(link).toHaveAttribute('download', 'Atto.pdf');
    await expectAccessible();
  });

  it('tells aloud when it is answered meanwhile', async () => {
    const desk = await toCase([ownCase()]);
    desk.say(stands(ownCase({ state: 'answered', entries: [entry('answered', 'Eccolo.')] })));
    const status = await screen.findAllByRole('status');
    await waitFor(() =>
      expect(status.map((one) => one.textContent).join()).toMatch(/Ti abbiamo risposto/),
    );
    expect(screen.getByText('Eccolo.')).toBeVisible();
  });

  it('takes more words, says when there are none, and keeps what was refused', async () => {
    const desk = await toCase([ownCase()]);
    const area = screen.getByLabelText('Aggiungi qualcosa');
    await userEvent.click(button('Invia'));
    await waitFor(() => expect(area).toHaveFocus());
    expect(area).toHaveAccessibleDescription(/al massimo 4000 caratteri/);
    await expectAccessible();
    await userEvent.type(area, 'Il padre era Torquato.');
    await userEvent.click(button('Invia'));
    expect(desk.orderedCases()).toEqual([
      { type: 'addInfo', case: 'case', text: 'Il padre era Torquato.' },
    ]);
    expect(area).toHaveAttribute('readonly');
    desk.say(refused('notSaved'));
    expect(await screen.findByRole('alert')).toHaveTextContent(/non è cambiato niente/);
    expect(area).toHaveValue('Il padre era Torquato.');
    await userEvent.click(button('Invia'));
    desk.say(done(), stands(ownCase({ entries: [entry('wrote', 'Il padre era Torquato.')] })));
    expect(await screen.findByText(/l’abbiamo aggiunto alla tua richiesta/)).toBeVisible();
    expect(area).toHaveValue('');
  });

  it('counts what is left near the limit', async () => {
    await toCase([ownCase()]);
    const area = screen.getByLabelText('Aggiungi qualcosa');
    expect(area).toHaveAttribute('maxlength', '4000');
    await userEvent.click(area);
    await userEvent.paste('a'.repeat(3_900));
    await waitFor(() => expect(area).toHaveAccessibleDescription(/100 caratteri/));
  });

  it('is closed in one tap, and opened again in another', async () => {
    const desk = await toCase([ownCase()]);
    await userEvent.click(button('Non serve più'));
    expect(desk.orderedCases()).toEqual([{ type: 'close', case: 'case' }]);
    desk.say(done(), stands(ownCase({ state: 'closed', entries: [entry('closed')] })));
    expect(await screen.findByText('Fatto: la richiesta è chiusa.')).toBeVisible();
    await waitFor(() => expect(document.activeElement).not.toBe(document.body));
    await expectAccessible();
    await userEvent.click(button('Annulla: mi serve ancora'));
    expect(desk.orderedCases()).toEqual([
      { type: 'addInfo', case: 'case', text: 'Mi serve ancora.' },
    ]);
  });

  it('is erased only after it was said what that means', async () => {
    const desk = await toCase([ownCase()]);
    await userEvent.click(button('Cancella questa richiesta'));
    const alert = await screen.findByRole('alert');
    expect(alert).toHaveTextContent(/pratica 2126\/12\?.*senza il tuo nome.*Nessuno ti risponderà/);
    expect(alert).toHaveTextContent('Non si può annullare.');
    await expectAccessible();
    await userEvent.click(button('No, tienila'));
    expect(button('Cancella questa richiesta')).toHaveFocus();
    await userEvent.click(button('Cancella questa richiesta'));
    await userEvent.click(button('Sì, cancella'));
    expect(desk.orderedCases()).toEqual([{ type: 'erase', case: 'case' }]);
    desk.say(done(), stands());
    expect(await heading('Le tue richieste')).toHaveFocus();
    expect(screen.getByText('La pratica 2126/12 è cancellata.')).toBeVisible();
    await expectAccessible();
  });
});

describe('a card in the thread', () => {
  it('tells number, who, and by when at once, and leads to the case and back', async () => {
    show([ownCase()]);
    await toThread();
    const card = await screen.findByRole('article', {
      name: 'La tua richiesta è la pratica 2126/12',
    });
    expect(card).toHaveTextContent(
      /«Atto di nascita del 1921».*La segue Archivio storico\..*Ti rispondiamo qui entro domenica 1 dicembre 2126\./,
    );
    await expectAccessible();
    await userEvent.click(within(card).getByRole('button', { name: 'Vedi la richiesta' }));
    await heading('Pratica 2126/12');
    await userEvent.click(button('Indietro'));
    await heading('I tuoi messaggi');
  });

  it('that asks leads to where one answers', async () => {
    show(
      [ownCase({ state: 'waitsForYou', entries: [entry('asked', 'Di che anno?')] })],
      [news('caseAsked', 'Di che anno?')],
    );
    await toThread();
    await userEvent.click(await screen.findByRole('button', { name: 'Rispondi' }));
    await heading('Pratica 2126/12');
    await waitFor(() => expect(screen.getByLabelText('La tua risposta')).toHaveFocus());
  });

  it('of a case that is gone leads nowhere', async () => {
    show([], [news('caseAnswered', 'Eccolo.'), news('caseClosed', '', { case: null })]);
    await toThread();
    expect(await screen.findByText('Eccolo.')).toBeVisible();
    expect(screen.getByRole('article', { name: 'Una richiesta che non c’è più' })).toBeVisible();
    expect(screen.queryByRole('button', { name: 'Vedi la richiesta' })).toBeNull();
  });
});

describe('words', () => {
  const HAPPENED: CaseHappened[] = [
    'caseOpened',
    'caseAsked',
    'caseAnswered',
    'casePromiseMoved',
    'caseClosed',
    'caseReopened',
    'caseInfoAdded',
  ];

  it('are there for whatever the desk tells of a case, in both languages', () => {
    const title = () =>
      HAPPENED.map((happened) => newsTitle({ happened, mark: mark(), text: '', before: '' }));
    const italian = title();
    language.choose('en');
    expect(new Set([...italian, ...title()]).size).toBe(14);
    language.choose('it');
    const moved = (before: string) =>
      newsLines({ happened: 'casePromiseMoved', mark: mark(), text: '', before });
    expect(moved('')).toHaveLength(1);
    expect(moved('2126-12-01')[1]).toMatch(/^Contavamo di risponderti entro domenica 1 dicembre/);
    expect(moved('2126-11-25')).toEqual([
      'Scusaci: ci mettiamo più del previsto.',
      'Ti rispondiamo qui entro domenica 1 dicembre 2126.',
    ]);
    expect(
      newsLines({ happened: 'caseOpened', mark: mark({ office: '' }), text: '', before: '' })[0],
    ).toBe('La segue questo sportello.');
  });

  it('are there for every state, entry and refusal', () => {
    const states: OwnCaseState[] = ['inHand', 'withOffice', 'waitsForYou', 'answered', 'closed'];
    const whats: OwnCaseWhat[] = [
      'asked',
      'wrote',
      'answered',
      'promiseMoved',
      'closed',
      'reopened',
    ];
    const whys: CaseTrouble[] = ['gone', 'text', 'over', 'tooManyTries', 'notSaved', 'away'];
    expect(new Set(states.map(stateWords)).size).toBe(states.length);
    expect(new Set(whats.map(entryWords)).size).toBe(whats.length);
    expect(new Set(whys.map(caseTroubleWords)).size).toBe(whys.length);
  });

  it('call late what is late where the library is, and only while it is owed', () => {
    const own = ownCase({ promised: '2026-12-01' });
    const at = (time: string) => Date.parse(time);
    expect(isLate(own, at('2026-12-01T23:30:00+01:00'), ROME)).toBe(false);
    expect(isLate(own, at('2026-12-02T00:30:00+01:00'), ROME)).toBe(true);
    const over = { ...own, state: 'answered' } as const;
    expect(isLate(over, at('2027-01-01T00:00:00Z'), ROME)).toBe(false);
    expect(promisedWords('soon')).toBe('soon');
  });
});
