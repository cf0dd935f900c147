// The outbox and the mail account, as a librarian meets them.
import { screen } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';

import { afterOutboxOrder } from '$lib/host/mock-outbox';
import { scenes, type Scene } from '$lib/host/scenes';
import { expectAccessible } from '$lib/test/axe';

import { NOW } from '../../test/recorder';
import { atTheSameMoment, button, open } from '../../test/open';

atTheSameMoment();

/** The window in a scene, with a program that does what is ordered of the outbox. */
async function played(scene: Scene) {
  const opened = await open(scene);
  const { host } = opened;
  let state = scenes[scene](NOW);
  const order = host.order.bind(host);
  host.order = async (one) => {
    await order(one);
    if (one.type !== 'outbox' || !state.desk) return;
    const outbox = afterOutboxOrder(state.desk.outbox, one.order, NOW);
    state = { ...state, desk: { ...state.desk, outbox } };
    host.tell(state);
  };
  return opened;
}

async function settings(scene: 'outbox' | 'outboxEmpty' | 'outboxStill', section: string) {
  const opened = await played(scene);
  opened.desk.place = 'settings';
  opened.desk.section = section;
  await screen.findByRole('heading', { level: 1 });
  return opened;
}

describe('what goes out', () => {
  it('shows what is in doubt first, and says what to do about it', async () => {
    await settings('outbox', 'outgoing');
    expect(screen.getByText('Incerta')).toBeVisible();
    expect(screen.getByText(/può essere arrivata o no/)).toBeVisible();
    expect(screen.getByText(/550 5.1.1 nobody of that name/)).toBeVisible();
    await expectAccessible();
  });

  it('goes out again, or is settled, only when somebody says so', async () => {
    const { host } = await settings('outbox', 'outgoing');
    await userEvent.click(button('È arrivata a ada.lovelace@example.org'));
    expect(host.orders.at(-1)).toMatchObject({
      order: { order: { type: 'arrived', id: 'outgoing-1' } },
    });
  });

  it('can be stopped by who leads', async () => {
    const { host } = await settings('outbox', 'outgoing');
    await userEvent.click(button("Ferma l'invio: Posta elettronica"));
    expect(host.orders.at(-1)).toMatchObject({
      order: { order: { type: 'setPaused', channel: 'mail', paused: true } },
    });
  });

  it('says that it stands still, why, and that it can be tried at once', async () => {
    const { host } = await settings('outboxStill', 'outgoing');
    expect(screen.getByText(/È ferma dalle/)).toHaveTextContent(
      /Il server non accetta nome utente e password/,
    );
    expect(screen.getByText(/Nessun messaggio va perso/)).toBeVisible();
    expect(screen.getAllByText('Posta ferma')).toHaveLength(2);
    await expectAccessible();
    await userEvent.click(button('Prova adesso'));
    expect(host.orders.at(-1)).toMatchObject({
      order: { order: { type: 'tryNow', channel: 'mail' } },
    });
    expect(screen.queryByText(/È ferma dalle/)).toBeNull();
  });

  it('can be left as it is, and is then no more to be looked at', async () => {
    const { host } = await settings('outbox', 'outgoing');
    expect(screen.getAllByText('3 da guardare')).toHaveLength(2);
    await userEvent.click(button('Lascia così quella a ada.lovelace@example.org'));
    expect(host.orders.at(-1)).toMatchObject({
      order: { order: { type: 'leave', id: 'outgoing-1' } },
    });
    expect(screen.getAllByText('2 da guardare')).toHaveLength(2);
    expect(screen.getByText(/Lasciata così/)).toBeVisible();
  });

  it('tells a device from an address, and a browser that is gone from a refused letter', async () => {
    await settings('outbox', 'outgoing');
    expect(screen.getAllByText(/a un dispositivo, con fcm.googleapis.com/)).toHaveLength(2);
    expect(screen.getByText(/ha tolto gli avvisi su quel dispositivo/)).toBeVisible();
  });

  it('says that nothing can go out before there is an account', async () => {
    await settings('outboxEmpty', 'outgoing');
    expect(screen.getByText(/non ha ancora un account di posta/)).toBeVisible();
  });
});

describe('a thread whose mail is in doubt', () => {
  it('says so, and goes out again only if somebody says so', async () => {
    const { host } = await played('threadInDoubt');
    const mails = await screen.findByRole('region', { name: 'Email di questa conversazione' });
    expect(mails).toHaveTextContent(/non sappiamo se è arrivata/);
    await expectAccessible();
    await userEvent.click(button('Manda di nuovo a ada.lovelace@example.org'));
    expect(host.orders.at(-1)).toMatchObject({
      order: { order: { type: 'sendAgain', id: 'outgoing-1' } },
    });
    expect(mails).not.toHaveTextContent(/non sappiamo se è arrivata/);
  });
});

describe('what letters say', () => {
  it('is judged as it is typed, and shown as it arrives', async () => {
    const { host } = await settings('outbox', 'letters');
    const subject = await screen.findByLabelText('Oggetto');
    expect(screen.getByText('È il testo di Sportello.')).toBeVisible();
    await userEvent.clear(subject);
    await userEvent.type(subject, '{{link}');
    expect(await screen.findByText(/possono stare solo la biblioteca/)).toBeVisible();
    expect(subject).toBeInvalid();
    await userEvent.clear(subject);
    await userEvent.type(subject, 'Notizie da {{biblioteca}');
    expect(await screen.findByText('Notizie da Biblioteca di prova')).toBeVisible();
    expect(screen.getByText('Legga la risposta')).toBeVisible();
    await expectAccessible();
    await userEvent.click(button('Usa questo testo'));
    expect(host.orders.at(-1)).toMatchObject({
      order: {
        order: { order: { type: 'save', wording: { subject: 'Notizie da {biblioteca}' } } },
      },
    });
    expect(await screen.findByText('È un testo della biblioteca.')).toBeVisible();
    await userEvent.click(button('Torna al testo di Sportello'));
    expect(await screen.findByText('È il testo di Sportello.')).toBeVisible();
    expect(subject).toHaveValue('Un messaggio da {biblioteca}');
    await userEvent.click(button('Torna al testo di prima'));
    expect(await screen.findByText('È un testo della biblioteca.')).toBeVisible();
    expect(subject).toHaveValue('Notizie da {biblioteca}');
  });

  it('takes a placeholder where the caret stands', async () => {
    await settings('outbox', 'letters');
    const text: HTMLTextAreaElement = await screen.findByLabelText('Testo');
    text.setSelectionRange(0, 0);
    await userEvent.click(button('{sportello}'));
    expect(text.value.startsWith('{sportello}{saluto}')).toBe(true);
    expect(text).toHaveFocus();
  });
});

describe('the mail account', () => {
  it('is tested as it is typed, without its password being shown', async () => {
    const { host } = await settings('outbox', 'mail');
    expect(screen.getByLabelText(/^Server di posta/)).toHaveValue('smtp.comune.example');
    expect(screen.getByLabelText('Password')).toHaveValue('');
    await userEvent.click(button('Prova la connessione'));
    expect(host.orders.at(-1)).toMatchObject({
      order: {
        order: { type: 'testMail', account: { server: 'smtp.comune.example' }, password: null },
      },
    });
    await expectAccessible();
  });
});
