// Each screen of the public page, as it is drawn.
import { render, screen, waitFor } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';

import { language } from '$lib/language.svelte';
import { expectAccessible } from '$lib/test/axe';
import type { DeskState, Mode } from '$lib/wire';

import App from './App.svelte';
import { Desk, desk as deskView, fromBo, media, Peer, talking, waiting } from './test/cast';

function show(calls = true): Desk {
  const desk = new Desk();
  render(App, { visit: desk.visit, calls, room: () => import('./room/Room.svelte') });
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
beforeAll(() => import('./room/Room.svelte'));

beforeEach(() => {
  language.choose('it');
  Peer.made = [];
  vi.stubGlobal('MediaStream', Stream);
  vi.stubGlobal('RTCPeerConnection', Peer);
  vi.stubGlobal('matchMedia', () => ({ matches: false }));
  Object.defineProperty(navigator, 'mediaDevices', { value: media(), configurable: true });
  HTMLMediaElement.prototype.play = async () => undefined;
  window.scrollTo = () => undefined;
});

describe('the front', () => {
  it.each<[string, DeskState, number, RegExp]>([
    ['one', { type: 'open', available: 1, onContact: 0 }, 0, /Una persona è libera/],
    ['several', { type: 'open', available: 3, onContact: 0 }, 7, /3 persone sono libere/],
    ['busy', { type: 'open', available: 0, onContact: 1 }, 300, /sta parlando con un’altra/],
    ['nobody free', { type: 'open', available: 0, onContact: 0 }, 1, /nessuno è libero/],
  ])('tells who is there: %s', async (_, deskState, inLine, words) => {
    const desk = show();
    desk.say({ type: 'desk', desk: deskView(deskState, inLine) });
    await heading('Biblioteca di prova');
    expect(state()).toBe('front');
    expect(screen.getByRole('main')).toHaveTextContent(words);
    expect(screen.getAllByRole('button', { name: /^(Video|Voce|Chat)/ })).toHaveLength(3);
    await expectAccessible();
  });

  it('offers nothing when the desk is closed, and says that it will update', async () => {
    show().greetStranger({ type: 'closed' });
    await heading('Biblioteca di prova');
    expect(screen.queryByRole('button', { name: /Video|Voce|Chat/ })).toBeNull();
    expect(screen.getByRole('main')).toHaveTextContent(/si aggiorna da sola/);
    await expectAccessible();
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
    expect(desk.taken()).toMatchObject([{ type: 'say', text: 'Cerco un libro' }]);
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
    expect(desk.taken()).toEqual([{ type: 'leave' }]);
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

  it('is a chat alone when the patron chose one', async () => {
    const desk = await talk('chat');
    expect(Peer.made).toHaveLength(0);
    desk.say({ type: 'message', message: fromBo('1', 'Buongiorno') });
    expect(await screen.findByText('Buongiorno')).toBeVisible();
    await expectAccessible();
  });
});

describe('at the end', () => {
  it.each([
    ['patron', 'La conversazione è finita'],
    ['librarian', 'La conversazione è finita'],
    ['absence', 'Ti abbiamo aspettato'],
  ] as const)('says how it ended: %s', async (by, title) => {
    const desk = show();
    desk.greet(talking(), 'chat', [fromBo('1', 'È allo scaffale 3')]);
    desk.put({ type: 'ended', by }, 'chat');
    await heading(title);
    expect(screen.getByRole('log')).toHaveTextContent('scaffale 3');
    expect(screen.queryByLabelText('Scrivi un messaggio')).toBeNull();
    await expectAccessible();
    await userEvent.click(button('Chiama di nuovo'));
    expect(state()).toBe('front');
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
