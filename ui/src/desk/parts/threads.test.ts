// Threads: the list, one that was opened, and one beside a conversation.
import { fireEvent, screen, within } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { describe, expect, it, vi } from 'vitest';

import { scenes } from '$lib/host/scenes';

import { atTheSameMoment, button, open } from '../test/open';
import { NOW } from '../test/recorder';

atTheSameMoment();

const field = () => screen.getByLabelText('Scrivi un messaggio');

describe('the list of threads', () => {
  it('says who wrote what and when, what is unread, and who can be called', async () => {
    const { host } = await open('threads');
    const list = screen.getByRole('region', { name: 'Messaggi' });
    expect(list).toHaveTextContent('2 da leggere');
    const rows = within(list).getAllByRole('button');
    expect(rows[0]).toHaveTextContent(
      /Omar El Idrissi.*09:41.*Avete la guida.*Da leggere.*Pagina aperta.*Banco centrale/,
    );
    expect(rows[1]).toHaveTextContent(/Senza nome.*Lo sportello ha chiuso.*Sala ragazzi/);
    expect(rows[2]).toHaveTextContent(/Nives Bo.*19 nov.*Ada Lastri: A domani/);
    expect(rows[2]).not.toHaveTextContent('Da leggere');
    expect(rows[3]).toHaveTextContent('Un file');
    if (rows[0]) await userEvent.click(rows[0]);
    expect(host.orders).toEqual([{ type: 'openThread', thread: 'thread-1' }]);
  });

  it('teaches what it is for while nobody has written', async () => {
    await open('empty');
    expect(screen.getByText(/Chi scrive senza aspettare compare qui/)).toBeVisible();
  });
});

describe('an opened thread', () => {
  it('shows all that stands in it', async () => {
    await open('openedThread');
    expect(screen.getByRole('heading', { level: 1, name: 'Omar El Idrissi' })).toBeVisible();
    const log = screen.getByRole('log', { name: 'Messaggi con Omar El Idrissi' });
    expect(log).toHaveTextContent('Era il suo turno, ma la pagina non era aperta.');
    expect(log).toHaveTextContent(/Letto.*Consegnato.*Inviato/);
    expect(screen.getByText('Omar El Idrissi sta scrivendo…')).toBeVisible();
    expect(screen.getByRole('progressbar', { name: 'Invio di scheda.pdf' })).toBeVisible();
    expect(
      within(screen.getByRole('region', { name: 'Messaggi' })).getAllByRole('button')[0],
    ).toHaveAttribute('aria-current', 'true');
  });

  it('is written in, and keeps a draft of its own', async () => {
    const { host } = await open('openedThread');
    await userEvent.type(field(), 'Subito{Enter}Ancora');
    expect(host.asked).toEqual([{ type: 'say', thread: 'thread-1', text: 'Subito' }]);
    expect(host.orders).toContainEqual({ type: 'typing', thread: 'thread-1' });
    host.tell(scenes.empty());
    await vi.waitFor(() => expect(screen.queryByRole('log')).toBeNull());
    host.tell(scenes.openedThread(NOW));
    expect(await screen.findByLabelText('Scrivi un messaggio')).toHaveValue('Ancora');
  });

  it('counts as read when somebody looks at the window', async () => {
    const focused = vi.spyOn(document, 'hasFocus').mockReturnValue(false);
    const { host } = await open('openedThread');
    expect(host.orders).toEqual([]);
    focused.mockReturnValue(true);
    await fireEvent(window, new Event('focus'));
    expect(host.orders).toEqual([{ type: 'read', thread: 'thread-1', upTo: NOW - 49 * 60_000 }]);
  });

  it('calls the patron whose page is open, in any mode', async () => {
    const { host } = await open('openedThread');
    await userEvent.click(button('Chiama in video'));
    await userEvent.click(button('Chiama a voce'));
    await userEvent.click(button('Chiama in chat'));
    expect(host.asked).toEqual(
      ['video', 'voice', 'chat'].map((mode) => ({ type: 'callPatron', thread: 'thread-1', mode })),
    );
    const away = scenes.openedThread(NOW);
    for (const entry of away.desk?.threads ?? []) entry.present = false;
    host.tell(away);
    expect(await screen.findByText(/La pagina è chiusa/)).toBeVisible();
    expect(screen.queryByRole('button', { name: 'Chiama a voce' })).toBeNull();
  });

  it('sends files that were chosen or pasted, and saves those of the patron', async () => {
    const { host } = await open('openedThread');
    const file = new File(['abc'], 'orari.txt', { type: 'text/plain' });
    const chooser = document.querySelector<HTMLInputElement>('input[type=file]');
    if (chooser) await userEvent.upload(chooser, file);
    await fireEvent.paste(field(), { clipboardData: { files: [file] } });
    const sent = { thread: 'thread-1', name: 'orari.txt', bytes: [97, 98, 99] };
    await vi.waitFor(() => expect(host.files).toEqual([sent, sent]));
    await userEvent.click(button(/copertina\.jpg/));
    expect(host.asked).toEqual([
      { type: 'saveFile', thread: 'thread-1', message: 'message-12', file: 'file-1' },
    ]);
  });

  it('copies an address instead of leaving for it', async () => {
    const { host } = await open('openedThread');
    const link = screen.getByRole('link', { name: 'https://catalogo.example/ricerca?q=guida' });
    expect(await fireEvent.click(link), 'not followed').toBe(false);
    expect(host.copied).toEqual(['https://catalogo.example/ricerca?q=guida']);
    expect(await screen.findByText(/Indirizzo copiato/)).toBeVisible();
  });

  it('is closed again', async () => {
    const { host } = await open('openedThread');
    await userEvent.click(button('Chiudi'));
    expect(host.asked).toEqual([{ type: 'closeThread' }]);
  });
});

describe('a thread beside a conversation', () => {
  it('takes the place of its chat only, and leads back to it', async () => {
    const { host } = await open('video');
    await userEvent.type(field(), 'Un momento');
    host.tell(scenes.threadInCall(NOW));
    expect(await screen.findByRole('heading', { level: 2, name: 'Omar El Idrissi' })).toBeVisible();
    expect(screen.getByTestId('patron-picture')).toBeVisible();
    expect(screen.queryByRole('button', { name: 'Chiama a voce' })).toBeNull();
    expect(field()).toHaveValue('');
    await userEvent.click(button('Torna alla chat di Giulia Ferri'));
    expect(host.asked).toEqual([{ type: 'closeThread' }]);
    host.tell(scenes.video(NOW));
    await vi.waitFor(() => expect(field()).toHaveValue('Un momento'));
  });
});
