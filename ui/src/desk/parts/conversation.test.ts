// The contact under way.
import { screen, within } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { describe, expect, it, vi } from 'vitest';

import { packPicture, planesLength } from '$lib/host/picture';
import { scenes } from '$lib/host/scenes';
import { expectAccessible } from '$lib/test/axe';

import { fakeCanvas, stubCodecs } from '../picture/fakes';

import { atTheSameMoment, button, open } from '../test/open';
import { NOW } from '../test/recorder';

atTheSameMoment();

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
    expect(host.asked).toEqual([
      { type: 'setMicrophone', on: false },
      { type: 'setCamera', on: false },
      { type: 'hangUp', contact: 'contact-0' },
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
    expect(host.asked).toEqual([{ type: 'hangUp', contact: 'contact-0' }]);
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

  it('is put on hold and taken off again, unless it is a chat', async () => {
    const { host } = await open('video');
    await userEvent.click(button('Metti in attesa'));
    host.tell(scenes.onHold(NOW));
    await userEvent.click(await screen.findByRole('button', { name: 'Riprendi' }));
    expect(host.asked).toEqual([
      { type: 'hold', contact: 'contact-0', on: true },
      { type: 'hold', contact: 'contact-0', on: false },
    ]);
    expect(screen.getByText(/di qua e di là non si vede/)).toBeVisible();
    host.tell(scenes.chat(NOW));
    await vi.waitFor(() => expect(screen.queryByRole('button', { name: 'Riprendi' })).toBeNull());
    expect(screen.queryByRole('button', { name: 'Metti in attesa' })).toBeNull();
  });

  it('goes on in another mode, once that was answered', async () => {
    const { host } = await open('chat');
    await userEvent.click(button('Passa alla voce'));
    expect(host.asked).toEqual([{ type: 'setMode', contact: 'contact-0', mode: 'voice' }]);
    host.tell(scenes.proposal(NOW));
    expect(await screen.findByText(/Proposto di passare alla voce/)).toBeVisible();
    expect(button('Passa alla voce')).toBeDisabled();
    expect(button('Passa al video')).toBeEnabled();
  });

  it('that the librarian begins rings until it is answered or called off', async () => {
    const { host } = await open('calling');
    expect(screen.getByText('Chiamata a Giulia Ferri in corso…')).toBeVisible();
    expect(screen.queryByRole('group', { name: 'Comandi della chiamata' })).toBeNull();
    await userEvent.click(button('Annulla'));
    expect(host.asked).toEqual([{ type: 'hangUp', contact: 'contact-0' }]);
  });

  it('shows nobody clearly before they are admitted', async () => {
    stubCodecs();
    const { desk, host } = await open('notAdmitted');
    desk.patronPicture.mount(fakeCanvas().canvas);
    host.show(packPicture('patronI420', 4, 4, 0, new Uint8Array(planesLength(4, 4))));
    await userEvent.click(await screen.findByRole('button', { name: 'Ammetti' }));
    expect(screen.getByTestId('patron-picture')).toHaveClass('veiled');
    expect(screen.getByText(/Il video è sfocato/)).toBeVisible();
    expect(host.asked).toEqual([{ type: 'admit', contact: 'contact-0' }]);
    host.tell(scenes.video(NOW));
    await vi.waitFor(() => expect(screen.getByTestId('patron-picture')).not.toHaveClass('veiled'));
    vi.unstubAllGlobals();
  });

  it('is ended and its patron blocked, for so many days and with a reason', async () => {
    const { host } = await open('video');
    await userEvent.keyboard('{Control>}{Shift>}{Backspace}{/Shift}{/Control}');
    const reason = await screen.findByLabelText('Motivo, per il registro');
    expect(reason).toHaveFocus();
    await expectAccessible();
    await userEvent.click(screen.getByLabelText('30 giorni'));
    await userEvent.click(button('Chiudi e blocca'));
    expect(host.asked, 'not without a reason').toEqual([]);
    await userEvent.type(reason, 'Insulti');
    await userEvent.click(button('Chiudi e blocca'));
    expect(host.asked).toEqual([
      { type: 'block', contact: 'contact-0', days: 30, reason: 'Insulti' },
    ]);
    await userEvent.keyboard('{Escape}');
    await vi.waitFor(() => expect(screen.queryByLabelText('Motivo, per il registro')).toBeNull());
  });

  it('tells what it is about and where', async () => {
    await open('notAdmitted');
    const person = screen.getByRole('complementary', { name: "Chi c'è" });
    expect(person).toHaveTextContent(/Argomento.*Prestiti e rinnovi/);
    expect(person).not.toHaveTextContent('Banco centrale');
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
