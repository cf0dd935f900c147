// The window in all its states, as a librarian meets it.
import { fireEvent, render, screen, within } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { LONG_NAME, scenes, type Scene } from '$lib/host/scenes';
import { language } from '$lib/language.svelte';
import { expectAccessible } from '$lib/test/axe';

import App from './App.svelte';
import { Desk } from './state/desk.svelte';
import { deskAt, NOW, Recorder } from './test/recorder';

async function open(scene: Scene) {
  const { desk, host } = await deskAt(scene);
  render(App, { desk });
  return { desk, host };
}

const button = (name: string | RegExp) => screen.getByRole('button', { name });

beforeEach(() => vi.useFakeTimers({ now: NOW, toFake: ['Date'] }));
afterEach(() => {
  vi.useRealTimers();
  language.choose('it');
  localStorage.removeItem('sportello.desk.person-folded');
});

describe('every state', () => {
  // The rows of three hundred are those of seven, and jsdom needs minutes for them.
  const looked = (Object.keys(scenes) as Scene[]).filter((scene) => scene !== 'line300');

  it.each(looked)('%s can be used by everyone', async (scene) => {
    await open(scene);
    await expectAccessible();
    language.choose('en');
    await vi.waitFor(() => expect(document.documentElement.lang).toBe('en'));
    expect(document.querySelectorAll('[style]')).toHaveLength(
      // The shared composer grows with its text.
      document.querySelectorAll('textarea[style]').length,
    );
  });

  it('before the program has spoken, and without a program', async () => {
    const host = new Recorder();
    host.refuses = true;
    const desk = new Desk(host);
    render(App, { desk });
    expect(screen.getByRole('heading', { name: 'Un momento…' })).toBeVisible();
    await expectAccessible();
    await desk.start();
    expect(await screen.findByRole('alert')).toHaveTextContent('Chiudere Sportello');
    await expectAccessible();
  });
});

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

  it('holds a line of three hundred', async () => {
    await open('line300');
    const line = screen.getByRole('region', { name: '300 persone in attesa' });
    expect(within(line).getAllByRole('listitem')).toHaveLength(300);
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
    expect(host.orders).toEqual([
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
    expect(host.orders).toEqual([{ type: 'answer', contact: 'contact-1', with: 'video' }]);
  });

  it('leaves the keys to the composer when nobody calls', async () => {
    const { host } = await open('chat');
    await userEvent.type(
      screen.getByLabelText('Scrivi un messaggio'),
      'Ecco{Control>}{Enter}{/Control}',
    );
    expect(host.orders).toEqual([{ type: 'say', text: 'Ecco' }]);
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

describe('a conversation', () => {
  it('by video has the pictures, the switches and the chat', async () => {
    const { host } = await open('video');
    expect(screen.getByTestId('patron-picture')).toHaveAttribute(
      'aria-label',
      'Video di Giulia Ferri',
    );
    expect(screen.getByTestId('own-picture')).toHaveAttribute('role', 'img');
    expect(screen.getByRole('log', { name: 'Messaggi con Giulia Ferri' })).toHaveTextContent(
      'cerco un libro',
    );
    expect(document.title).toBe('Con Giulia Ferri – Sportello');
    expect(button('Microfono')).toHaveAttribute('aria-pressed', 'true');
    await userEvent.click(button('Microfono'));
    await userEvent.click(button('Videocamera'));
    await userEvent.click(button('Riaggancia'));
    expect(host.orders).toEqual([
      { type: 'setMicrophone', on: false },
      { type: 'setCamera', on: false },
      { type: 'hangUp' },
    ]);
  });

  it('shows a switched off device by word and state', async () => {
    await open('answeredWithVoice');
    expect(button('Microfono')).toHaveAttribute('aria-pressed', 'false');
    expect(button('Microfono')).toHaveTextContent('spento');
    expect(button('Videocamera')).toHaveTextContent('spenta');
    expect(screen.queryByTestId('own-picture')).toBeNull();
  });

  it('by voice has no camera to switch', async () => {
    await open('voice');
    expect(screen.queryByRole('button', { name: 'Videocamera' })).toBeNull();
    expect(screen.getByText('Chiamata vocale')).toBeVisible();
  });

  it('by chat has the chat alone', async () => {
    const { host } = await open('chat');
    expect(screen.queryByTestId('patron-picture')).toBeNull();
    expect(screen.queryByRole('button', { name: 'Microfono' })).toBeNull();
    expect(document.title).toBe('Con chi chiama – Sportello');
    await userEvent.click(button('Chiudi la conversazione'));
    expect(host.orders).toEqual([{ type: 'hangUp' }]);
  });

  it.each([
    ['connecting', 'Collegamento in corso…'],
    ['interrupted', 'Collegamento interrotto, nuovi tentativi in corso…'],
    ['interrupted', 'Chi chiama ha lasciato la pagina. Se torna, si riprende da qui.'],
    ['failed', 'Il collegamento audio e video non è riuscito. La chat continua.'],
    ['troubles', "Manca la videocamera: al suo posto si vede un'immagine fissa. È collegata?"],
    ['troubles', 'Manca il microfono: chi chiama non sente niente. È collegato?'],
    ['troubles', 'Mancano altoparlanti o cuffie: qui non si sente niente. Sono collegati?'],
    ['patronQuiet', 'Chi chiama ha la videocamera spenta'],
    ['patronQuiet', 'Chi chiama ha il microfono spento'],
    ['elsewhere', 'La conversazione è aperta su un altro computer, con lo stesso accesso.'],
  ] as const)('that is %s says: %s', async (scene, words) => {
    await open(scene);
    expect(screen.getAllByText(words)[0]).toBeVisible();
  });

  it('without sound and picture keeps the chat and the way out, and nothing to switch', async () => {
    await open('failed');
    expect(screen.queryByTestId('patron-picture')).toBeNull();
    expect(screen.queryByRole('button', { name: 'Microfono' })).toBeNull();
    expect(button('Riaggancia')).toBeVisible();
    expect(screen.getByLabelText('Scrivi un messaggio')).toBeVisible();
  });

  it('at another computer can not be steered from here', async () => {
    await open('elsewhere');
    expect(screen.queryByRole('group', { name: 'Comandi della chiamata' })).toBeNull();
    expect(screen.queryByLabelText('Scrivi un messaggio')).toBeNull();
  });

  it('tells who it is, and folds that away for good', async () => {
    await open('answeredWithVoice');
    const person = screen.getByRole('complementary', { name: "Chi c'è" });
    expect(person).toHaveTextContent(/Giulia Ferri.*Video.*Voce.*Italiano.*10:27/);
    await userEvent.click(within(person).getByRole('button', { name: 'Nascondi' }));
    expect(within(person).queryByText('Italiano')).not.toBeVisible();
    expect(button("Mostra chi c'è")).toHaveAttribute('aria-expanded', 'false');
    expect(localStorage.getItem('sportello.desk.person-folded')).toBe('true');
  });

  it('keeps the draft and the pending words while the server is away', async () => {
    const { host } = await open('video');
    await userEvent.type(screen.getByLabelText('Scrivi un messaggio'), 'Quasi finito');
    host.tell(scenes.serverAway(NOW));
    expect(
      await screen.findByText(/Il server non è raggiungibile.*La chiamata continua/),
    ).toBeVisible();
    expect(screen.getByLabelText('Scrivi un messaggio')).toHaveValue('Quasi finito');
    expect(screen.getByRole('log')).toHaveTextContent(/Guardo subito.*In invio/);
    expect(screen.getByText('Non in linea')).toBeVisible();
  });

  it('keeps words that the program did not take', async () => {
    const { host } = await open('chat');
    host.refuses = true;
    await userEvent.type(screen.getByLabelText('Scrivi un messaggio'), 'Non perdermi{Enter}');
    await vi.waitFor(() =>
      expect(screen.getByLabelText('Scrivi un messaggio')).toHaveValue('Non perdermi'),
    );
    expect(await screen.findByText('Non ha funzionato. Riprovare tra un momento.')).toBeVisible();
  });
});

describe('the news', () => {
  it('are told in words, and can be sent away', async () => {
    await open('news');
    const news = screen.getByRole('region', { name: 'Avvisi' });
    expect(news).toHaveTextContent('Qualcuno ha chiamato e qui non ha risposto nessuno.');
    expect(news).toHaveTextContent('Bo Cecchi ha risposto a Piero.');
    const [first] = within(news).getAllByRole('button', { name: "Chiudi l'avviso" });
    if (first) await userEvent.click(first);
    expect(news).not.toHaveTextContent('Qualcuno');
  });

  it('stay while the pointer or the focus is on them', async () => {
    const { desk } = await open('news');
    const hold = vi.spyOn(desk.news, 'hold');
    const release = vi.spyOn(desk.news, 'release');
    const news = screen.getByRole('region', { name: 'Avvisi' });
    await fireEvent.pointerEnter(news);
    await fireEvent.pointerLeave(news);
    const [first, second] = within(news).getAllByRole('button');
    first?.focus();
    second?.focus();
    expect(hold).toHaveBeenCalledTimes(3);
    expect(release).toHaveBeenCalledTimes(1);
    second?.blur();
    expect(release).toHaveBeenCalledTimes(2);
  });
});
