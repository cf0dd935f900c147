// Each screen of the public page, as it is drawn, in the order in which a patron comes
// through them; long, because it is that whole walk.
import { render, screen, waitFor } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';

import { language } from '$lib/language.svelte';
import { expectAccessible } from '$lib/test/axe';
import type { DeskState, DeskView, Mode, PatronContactState } from '$lib/wire';

import App from './App.svelte';
import { threadOf } from './room/furnish';
import {
  calling,
  CLOSED,
  Desk,
  ended,
  fromAda,
  fromBo,
  media,
  OPEN,
  Peer,
  talking,
  type Track,
  waiting,
} from './test/cast';

function show(calls = true): Desk {
  const desk = new Desk();
  render(App, { visit: desk.visit, calls, room: () => import('./room') });
  return desk;
}

const state = () => screen.getByRole('main').dataset['state'];
const button = (name: string | RegExp) => screen.getByRole('button', { name });
const heading = async (name: string | RegExp) => screen.findByRole('heading', { level: 1, name });

class Stream {
  addTrack() {
    return undefined;
  }
}

// Compiling the room for the first time takes longer than a test may wait.
beforeAll(() => import('./room'), 120_000);

beforeEach(() => {
  language.choose('it');
  sessionStorage.clear();
  document.hasFocus = () => true;
  Peer.made = [];
  vi.stubGlobal('MediaStream', Stream);
  vi.stubGlobal('RTCPeerConnection', Peer);
  vi.stubGlobal('matchMedia', () => ({ matches: false }));
  Object.defineProperty(navigator, 'mediaDevices', { value: media(), configurable: true });
  HTMLMediaElement.prototype.play = async () => undefined;
  window.scrollTo = () => undefined;
});

describe('the front', () => {
  const at = (hour: number, daysOn = 0) => {
    const now = new Date();
    return new Date(now.getFullYear(), now.getMonth(), now.getDate() + daysOn, hour).getTime();
  };
  const open = (given: Partial<DeskState>): DeskState => ({ ...OPEN, ...given }) as DeskState;
  const range = (shortest: number, longest: number, fits = true) =>
    ({ type: 'range', shortest, longest, fits }) as const;

  it.each<[string, DeskState, Partial<DeskView>, RegExp]>([
    ['one', OPEN, {}, /Una persona è libera.*Non sappiamo ancora/],
    ['several', open({ available: 3 }), { waiting: 7 }, /3 persone sono libere.*7 persone/],
    ['busy', open({ available: 0, onContact: 1 }), { waiting: 300 }, /sta parlando con un’altra/],
    ['at the counter', open({ available: 0, inPerson: 1 }), {}, /servendo qualcuno al banco/],
    ['nobody free', open({ available: 0 }), { waiting: 1 }, /nessuno è libero/],
    [
      'until when',
      open({ until: at(19) }),
      { wait: range(3, 5) },
      /fino alle 19:00.*da 3 a 5 minuti/,
    ],
    ['at once', OPEN, { wait: range(0, 1) }, /al massimo un minuto/],
    ['soon', OPEN, { wait: range(0, 4) }, /al massimo 4 minuti/],
    ['about', OPEN, { wait: range(4, 4) }, /circa 4 minuti/],
    [
      'sooner by chat',
      OPEN,
      { wait: range(4, 9), chatWait: range(0, 1) },
      /da 4 a 9 minuti\. In chat: Aspetteresti al massimo un minuto/,
    ],
  ])('tells who is there, and how long it takes: %s', async (_, deskState, given, words) => {
    show().greetStranger(deskState, given);
    await heading('Biblioteca di prova');
    expect(state()).toBe('front');
    expect(screen.getByRole('main')).toHaveTextContent(words);
    expect(screen.getAllByRole('button', { name: /^(Video|Voce|Chat)/ })).toHaveLength(3);
    expect(button('Lascia un messaggio')).toBeVisible();
    await expectAccessible();
  });

  it('says when there may be no time before closing', async () => {
    show().greetStranger(OPEN, { wait: range(20, 50, false) });
    expect(await screen.findByText(/non facciamo in tempo/)).toBeVisible();
  });

  const closed = (opens: number | null, reason = ''): DeskState =>
    ({ ...CLOSED, opens, reason }) as DeskState;
  it.each<[string, DeskState, RegExp]>([
    ['for today', closed(at(23)), /Apriamo oggi alle 23:00/],
    ['for days', closed(at(9, 3)), /Apriamo (lun|mar|mer|gio|ven|sab|dom)\S+ alle 9:00/],
    ['for weeks', closed(at(9, 20)), /Apriamo \S+ \d+ \S+ alle 9:00/],
    ['for a reason', closed(null, 'Santo patrono'), /Santo patrono/],
    ['with nobody', { type: 'nobodyThere', until: null }, /Adesso non c’è nessuno/],
  ])('takes a message where nobody can answer: closed %s', async (_, deskState, words) => {
    show().greetStranger(deskState);
    await heading('Biblioteca di prova');
    expect(screen.queryByRole('button', { name: /Video|Voce|Chat/ })).toBeNull();
    expect(screen.getByRole('main')).toHaveTextContent(words);
    await expectAccessible();
    await userEvent.click(button('Lascia un messaggio'));
    await heading('Lascia un messaggio');
    expect(screen.getByRole('main'), 'told before anything is typed').toHaveTextContent(words);
    await expectAccessible();
  });

  it('has the email, the hours and the address', async () => {
    const hours = [['09:00-13:00', '15:00-19:00'], [], [], [], [], [], []];
    show().greetStranger(OPEN, { hours, branch: ['Biblioteca Fucini', 'Via Cavour 36'] });
    expect(await screen.findByRole('link', { name: 'banco@biblioteca.example' })).toBeVisible();
    await userEvent.click(screen.getByText('Orari e indirizzo'));
    const main = screen.getByRole('main');
    expect(main).toHaveTextContent(
      /Via Cavour 36.*lunedì.*09:00–13:00.*15:00–19:00.*martedì.*chiuso/,
    );
    await expectAccessible();
  });

  it.each([
    [true, /Maria Rossi è qui/],
    [false, /Maria Rossi adesso non può rispondere: risponde un collega/],
  ])('says whether the person behind the handle can be rung: %s', async (available, words) => {
    const person = { person: 'maria.rossi', name: 'Maria Rossi', available };
    show().greetStranger(OPEN, { person });
    await heading('Biblioteca di prova');
    expect(screen.getByRole('main')).toHaveTextContent(words);
  });

  it('tells of an answer, and leads to it', async () => {
    const desk = show();
    desk.greet(null, 'chat', [fromAda('1', 'Avete i Promessi sposi?'), fromBo('2', 'Sì!', 2)]);
    await userEvent.click(await screen.findByRole('button', { name: 'Hai una risposta' }));
    await heading('I tuoi messaggi');
    expect(screen.getByRole('log')).toHaveTextContent('Sì!');
    expect(desk.taken()).toContainEqual({ type: 'mark', marks: { received: 2, read: 2 } });
    await expectAccessible();
    await userEvent.click(button('Indietro'));
    expect(screen.queryByRole('button', { name: 'Hai una risposta' })).toBeNull();
    expect(button('I tuoi messaggi')).toBeVisible();
  });

  it('offers only the chat to a browser that can’t call', async () => {
    show(false).greetStranger();
    await heading('Biblioteca di prova');
    expect(screen.queryByRole('button', { name: /^Video/ })).toBeNull();
    expect(button(/^Chat/)).toBeVisible();
  });

  it('speaks the other language at a touch', async () => {
    show().greetStranger();
    await heading('Biblioteca di prova');
    await userEvent.click(button('English'));
    expect(screen.getByRole('main')).toHaveTextContent(/How would you like to talk to us/);
    expect(document.documentElement.lang).toBe('en');
    expect(button('Italiano')).toBeVisible();
  });
});

describe('before the call', () => {
  async function prepare(mode: RegExp): Promise<Desk> {
    const desk = show();
    desk.greetStranger();
    await userEvent.click(await screen.findByRole('button', { name: mode }));
    return desk;
  }

  it('shows the own picture, and moves the focus to the new heading', async () => {
    await prepare(/^Video/);
    expect(await heading('Prima della videochiamata')).toHaveFocus();
    expect(await screen.findByTestId('own-picture')).toBeVisible();
    await userEvent.click(button('Spegni la fotocamera'));
    expect(screen.queryByTestId('own-picture')).toBeNull();
    expect(screen.getByRole('main')).toHaveTextContent(/Va bene anche così/);
    await expectAccessible();
  });

  it('says what is wrong with the devices, and lets the patron call all the same', async () => {
    const fails = media({ audio: 'NotAllowedError', video: 'NotAllowedError' });
    Object.defineProperty(navigator, 'mediaDevices', { value: fails, configurable: true });
    const desk = await prepare(/^Video/);
    expect(await screen.findByText(/non ci lascia usare il microfono/)).toBeVisible();
    await expectAccessible();
    expect(screen.getByText(/Per dare il permesso/)).toBeVisible();
    await userEvent.click(button('Chiama'));
    expect(desk.register).toHaveBeenCalledOnce();
  });

  it('asks only for a name before a chat', async () => {
    const desk = await prepare(/^Chat/);
    await heading('Prima di scrivere');
    const name = screen.getByLabelText('Come ti chiami?');
    expect(name).toHaveAttribute('maxlength', '60');
    await userEvent.type(name, 'Ada{Enter}');
    await waitFor(() => expect(desk.opened).toBe(2));
    desk.greet(null, 'chat');
    expect(desk.taken()).toMatchObject([{ type: 'arrive', name: 'Ada', mode: 'chat' }]);
    await expectAccessible();
  });

  it('asks what it is about where there are topics, and tells what is kept', async () => {
    const desk = show();
    desk.greetStranger(OPEN, {
      topics: [{ id: 'loans', italian: 'Prestiti', english: 'Loans' }],
    });
    await userEvent.click(await screen.findByRole('button', { name: /^Chat/ }));
    await userEvent.selectOptions(
      await screen.findByLabelText('Di che cosa hai bisogno?'),
      'Prestiti',
    );
    await userEvent.click(screen.getByText(/resta 90 giorni/));
    expect(screen.getByText(/cookie tecnico/)).toBeVisible();
    await expectAccessible();
    await userEvent.click(button('Inizia la chat'));
    await waitFor(() => expect(desk.opened).toBe(2));
    desk.put(null);
    expect(desk.taken()).toMatchObject([{ type: 'arrive', topic: 'loans' }]);
  });

  it('says where it happens that there is no place', async () => {
    const desk = await prepare(/^Chat/);
    desk.registered = 'tooMany';
    await userEvent.click(await screen.findByRole('button', { name: 'Inizia la chat' }));
    expect(await screen.findByText(/troppe richieste/)).toBeVisible();
    await userEvent.click(button('Indietro'));
    expect(state()).toBe('front');
  });
});

describe('in the line', () => {
  it.each([1, 7, 300])('shows place %d and takes messages', async (place) => {
    const desk = show();
    desk.greet(waiting(place), 'chat');
    await heading('Sei in fila');
    expect(screen.getByRole('main')).toHaveTextContent(String(place));
    expect(document.title).toMatch(`Posto ${place} in fila`);
    await userEvent.type(screen.getByLabelText('Scrivi un messaggio'), 'Cerco un libro{Enter}');
    expect(desk.taken()).toMatchObject([
      { type: 'reach', order: { type: 'ask' } },
      { type: 'typing' },
      { type: 'say', text: 'Cerco un libro' },
    ]);
    await expectAccessible();
  });

  it.each<[string, Parameters<typeof waiting>[2], RegExp]>([
    [
      'how long',
      { wait: { type: 'range', shortest: 3, longest: 5, fits: true } },
      /circa 3–5 minuti/,
    ],
    ['nothing known', {}, /Non sappiamo ancora dire/],
    [
      'too late',
      { wait: { type: 'range', shortest: 9, longest: 99, fits: false } },
      /resta come messaggio/,
    ],
    ['a step back', { steppedBack: true }, /Sei ancora in fila/],
    ['a colleague', { insteadOf: 'Maria Rossi' }, /Maria Rossi adesso non può/],
    ['the counter', { atCounter: true }, /servendo qualcuno al banco/],
  ])('says what else is so: %s', async (_, given, words) => {
    const desk = show();
    desk.greet(waiting(3, false, given), 'chat');
    await heading('Sei in fila');
    expect(screen.getByRole('main')).toHaveTextContent(words);
    await expectAccessible();
  });

  it('announces that it rings, and can be left', async () => {
    const desk = show();
    desk.greet(waiting(1), 'chat');
    await heading('Sei in fila');
    desk.put(waiting(1, true), 'chat');
    await heading(/Stiamo chiamando/);
    expect(screen.getAllByRole('status').map((region) => region.textContent)).toContain(
      'Lo sportello sta suonando: tra poco ti rispondono.',
    );
    await expectAccessible();
    await userEvent.click(button('Esci dalla fila'));
    expect(state()).toBe('ended');
    expect(desk.taken()).toContainEqual({ type: 'leave' });
  });

  it('tells that the place is kept while the network is away', async () => {
    const desk = show();
    desk.greet(waiting(2), 'chat');
    await heading('Sei in fila');
    desk.lose();
    expect(await screen.findByText(/Il tuo posto in fila è salvo/)).toBeVisible();
  });
});

describe('talking', () => {
  async function talk(mode: Mode): Promise<Desk> {
    const desk = show();
    desk.greet(talking(mode), mode);
    await heading(/Bo Bianchi/);
    return desk;
  }

  it('begins a video call by itself, and has its controls', async () => {
    const desk = await talk('video');
    await waitFor(() => expect(desk.heard.some(({ type }) => type === 'signal')).toBe(true));
    expect(screen.getByTestId('librarian-picture')).toBeInTheDocument();
    expect(screen.getByRole('main')).toHaveTextContent('Ci stiamo collegando…');
    for (const name of [/il microfono$/, /la fotocamera$/, 'Chat', 'Chiudi']) button(name);
    await expectAccessible();
  });

  it('shows a chat over the call, and counts what was not read', async () => {
    const desk = await talk('video');
    desk.say({ type: 'message', message: fromBo('1', 'Mi sente?') });
    expect(await screen.findByText('Un messaggio nuovo')).toBeInTheDocument();
    await userEvent.click(button(/^Chat/));
    expect(screen.getByRole('log')).toHaveTextContent('Mi sente?');
    expect(screen.queryByText('Un messaggio nuovo')).toBeNull();
    await expectAccessible();
  });

  it('has no camera in a voice call', async () => {
    await talk('voice');
    expect(screen.queryByRole('button', { name: /fotocamera/ })).toBeNull();
    await expectAccessible();
  });

  it('offers to be heard when the browser plays nothing by itself', async () => {
    HTMLMediaElement.prototype.play = () =>
      Promise.reject(new DOMException('touch me', 'NotAllowedError'));
    await talk('voice');
    await waitFor(() => expect(Peer.made).toHaveLength(1));
    Peer.last.ontrack?.({ track: 'sound' });
    const hear = await screen.findByRole('button', { name: 'Tocca per sentire' });
    HTMLMediaElement.prototype.play = async () => undefined;
    await userEvent.click(hear);
    expect(screen.queryByRole('button', { name: 'Tocca per sentire' })).toBeNull();
  });

  it('hangs up, closes the connection and gives the devices back', async () => {
    const desk = await talk('video');
    await userEvent.click(button('Chiudi'));
    expect(await heading('La conversazione è finita')).toHaveFocus();
    expect(Peer.made.every(({ closed }) => closed)).toBe(true);
    expect(desk.heard.some(({ type }) => type === 'leave')).toBe(true);
  });

  it('goes on without the picture on the same ticket, and with it again', async () => {
    const desk = await talk('video');
    await userEvent.click(button('Altro'));
    await expectAccessible();
    await userEvent.click(button('Passa alla voce'));
    expect(desk.heard).toContainEqual({ type: 'setMode', mode: 'voice' });
    desk.put(talking('voice'), 'voice');
    await waitFor(() => expect(Peer.made).toHaveLength(2));
    expect(Peer.last.transceivers.map(({ kind }) => kind)).toEqual(['audio sendrecv']);
    expect(Peer.made[0]?.closed).toBe(true);
    await userEvent.click(button('Altro'));
    await userEvent.click(button('Passa al video'));
    await waitFor(() => expect(desk.heard).toContainEqual({ type: 'setMode', mode: 'video' }));
  });

  it('chooses among devices', async () => {
    await talk('video');
    await userEvent.click(button('Altro'));
    const choice = await screen.findByRole('combobox', { name: 'Microfono' });
    await userEvent.selectOptions(choice, 'audioinput number 2');
    expect(choice).toHaveValue('audioinput 2');
    await expectAccessible();
  });

  it.each<[Mode, Mode, string, Mode]>([
    ['chat', 'video', 'Rispondi con il video', 'video'],
    ['chat', 'video', 'Rispondi solo con la voce', 'voice'],
    ['chat', 'voice', 'Rispondi solo con la voce', 'voice'],
    ['voice', 'video', 'No, resto così', 'voice'],
    ['video', 'chat', 'Passa alla chat', 'chat'],
  ])('from %s, %s is proposed: «%s» means %s', async (mode, proposed, answer, means) => {
    const desk = show();
    desk.greet(talking(mode, { proposed }), mode);
    await userEvent.click(await screen.findByRole('button', { name: answer }));
    await waitFor(() => expect(desk.heard).toContainEqual({ type: 'setMode', mode: means }));
    await expectAccessible();
  });

  it('says why a chat can not become a call yet, and gives the microphone back', async () => {
    const desk = show();
    desk.greet(talking('chat'), 'chat');
    await userEvent.click(await screen.findByRole('button', { name: 'Passa alla voce' }));
    await waitFor(() => expect(desk.heard).toContainEqual({ type: 'setMode', mode: 'voice' }));
    desk.say({ type: 'refused', code: 'alreadyOnContact', about: null });
    expect(await screen.findByText(/ora è al telefono con un'altra persona/)).toBeVisible();
    const given = vi.mocked(navigator.mediaDevices.getUserMedia).mock.results[0];
    const tracks = ((await given?.value) as MediaStream).getTracks() as unknown as Track[];
    await waitFor(() => expect(tracks.map(({ stopped }) => stopped)).toEqual([true]));
    await expectAccessible();
  });

  it('says that the librarian is away for a moment, and that the picture is not seen yet', async () => {
    const desk = show();
    desk.greetStranger(OPEN, { admission: true });
    desk.put(talking('video', { admitted: false }), 'video');
    await heading(/Bo Bianchi/);
    await userEvent.click(button(/la fotocamera$/));
    expect(await screen.findByText(/non vede ancora chiaramente/)).toBeVisible();
    desk.put(talking('video', { onHold: true }), 'video');
    expect(await screen.findAllByText(/torna subito da te/)).not.toHaveLength(0);
  });

  it('says to whom it is passed on, and calls the other librarian on a leg of its own', async () => {
    const desk = show();
    desk.greet(talking('video'), 'video');
    await heading(/Bo Bianchi/);
    const passingTo = { type: 'librarian', name: 'Cleo Neri' } as const;
    desk.put(talking('video', { onHold: true, passingTo }), 'video');
    expect(await screen.findAllByText(/Bo Bianchi ti sta passando a Cleo Neri/)).not.toHaveLength(
      0,
    );
    expect(Peer.made).toHaveLength(1);
    desk.put(talking('voice', { librarian: 'Cleo Neri', since: 1 }), 'video');
    await heading(/Cleo Neri/);
    await waitFor(() => expect(Peer.made).toHaveLength(2));
    expect(screen.queryByText(/ti sta passando/)).toBeNull();
    await expectAccessible();
    // Another Cleo Neri, at another seat.
    desk.put(talking('voice', { librarian: 'Cleo Neri', since: 2 }), 'video');
    await waitFor(() => expect(Peer.made).toHaveLength(3));
  });

  it('says in a chat, too, that somebody else will go on with it', async () => {
    const desk = await talk('chat');
    desk.put(talking('chat', { passingTo: { type: 'colleagues' } }), 'chat');
    expect(await screen.findAllByText(/ti sta passando a chi può aiutarti/)).not.toHaveLength(0);
    await expectAccessible();
  });

  it('is a chat alone when the patron chose one', async () => {
    const desk = await talk('chat');
    expect(Peer.made).toHaveLength(0);
    desk.say({ type: 'message', message: fromBo('1', 'Buongiorno') });
    expect(await screen.findByText('Buongiorno')).toBeVisible();
    await expectAccessible();
  });
});

describe('a librarian who calls', () => {
  it('rings, and is answered with the voice', async () => {
    const desk = show();
    desk.greet(calling, 'video');
    await heading('Bo Bianchi ti chiama');
    expect(document.title).toMatch('Bo Bianchi ti chiama');
    await expectAccessible();
    await userEvent.click(button('Rispondi solo con la voce'));
    expect(desk.heard).toContainEqual(
      expect.objectContaining({ type: 'answerCall', with: 'voice' }),
    );
    expect(button('Rispondi con il video')).toBeDisabled();
  });

  it('can be told no', async () => {
    const desk = show();
    desk.greet(calling, 'voice');
    await heading('Bo Bianchi ti chiama');
    await userEvent.click(button('Non ora'));
    expect(desk.heard).toContainEqual(expect.objectContaining({ type: 'answerCall', with: null }));
  });
});

describe('at the end', () => {
  const abandoned = { outcome: 'abandoned', librarian: null } as const;
  it.each<[string, PatronContactState, string, RegExp]>([
    ['by the patron', ended('patron'), 'La conversazione è finita', /Hai chiuso tu/],
    ['by the librarian', ended(), 'La conversazione è finita', /ha chiuso la conversazione/],
    ['by absence', ended('absence', abandoned), 'Ti abbiamo aspettato', /non c’era più/],
    [
      'as a message',
      ended('absence', { outcome: 'messageLeft' }),
      'Ti abbiamo aspettato',
      /come messaggio/,
    ],
    [
      'by closing',
      ended('closing', abandoned),
      'Lo sportello ha chiuso',
      /Non abbiamo fatto in tempo/,
    ],
    [
      'handed off',
      ended('librarian', { outcome: 'handedOff' }),
      'La conversazione è finita',
      /va avanti/,
    ],
    [
      'not reached',
      ended('librarian', { outcome: 'notReached' }),
      'La biblioteca ti ha chiamato',
      /Non vi siete trovati/,
    ],
  ])('says how it ended, and keeps the thread open: %s', async (_, end, title, words) => {
    const desk = show();
    desk.greet(talking(), 'chat', [fromBo('1', 'È allo scaffale 3')]);
    desk.put(end, 'chat');
    await heading(title);
    expect(screen.getByRole('main')).toHaveTextContent(words);
    expect(screen.getByRole('log')).toHaveTextContent('scaffale 3');
    desk.taken();
    await userEvent.type(screen.getByLabelText('Scrivi un messaggio'), 'Grazie{Enter}');
    expect(desk.taken()).toContainEqual(expect.objectContaining({ type: 'say', text: 'Grazie' }));
    await expectAccessible();
    await userEvent.click(button('Chiama di nuovo'));
    expect(state()).toBe('front');
  });

  it('tells a blocked patron so, and lets them write nowhere but by mail', async () => {
    const desk = show();
    desk.greet(talking(), 'chat');
    desk.put(ended('librarian', { outcome: 'blocked' }), 'chat');
    await heading('La conversazione è finita');
    expect(screen.queryByLabelText('Scrivi un messaggio')).toBeNull();
    expect(screen.getByRole('link', { name: /banco@/ })).toBeVisible();
    await expectAccessible();
  });

  it('asks how it was, in words, and takes the answer', async () => {
    const desk = show();
    desk.greet(talking(), 'chat');
    desk.put(ended(), 'chat');
    await userEvent.click(await screen.findByRole('radio', { name: '4, bene' }));
    expect(desk.heard).toContainEqual(expect.objectContaining({ type: 'rate', rating: 4 }));
    expect(await screen.findByText(/Grazie! Puoi cambiare idea/)).toBeVisible();
  });

  it('erases everything only after a second, clear yes', async () => {
    const fetch = vi.fn(async () => new Response(null, { status: 204 }));
    vi.stubGlobal('fetch', fetch);
    const desk = show();
    desk.greet(talking(), 'chat', [fromBo('1', 'Eccomi')]);
    desk.put(ended(), 'chat');
    await heading('La conversazione è finita');
    await userEvent.click(screen.getByText('I tuoi dati'));
    expect(screen.getByRole('link', { name: 'Scarica da leggere' })).toHaveAttribute(
      'href',
      '/api/@biblioteca.prova/me/export.html',
    );
    await userEvent.click(button('Dimenticami'));
    expect(fetch).not.toHaveBeenCalled();
    await expectAccessible();
    await userEvent.click(button('Sì, cancella tutto'));
    await waitFor(() => expect(state()).toBe('front'));
    expect(fetch).toHaveBeenCalledWith('/api/@biblioteca.prova/me/forget', { method: 'POST' });
    expect(screen.getByText('Abbiamo cancellato i tuoi dati.')).toBeVisible();
    expect(threadOf(desk.visit).empty).toBe(true);
  });
});

it('another tab has the conversation', async () => {
  const desk = show();
  desk.greet(waiting(), 'chat');
  desk.say({ type: 'superseded' });
  await heading(/un’altra scheda/);
  await expectAccessible();
  await userEvent.click(button('Continua qui'));
  expect(desk.opened).toBe(2);
});
