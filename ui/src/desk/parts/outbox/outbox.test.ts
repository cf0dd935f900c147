// The outbox and the mail account, as a librarian meets them.
import { screen } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';

import { expectAccessible } from '$lib/test/axe';

import { atTheSameMoment, button, open } from '../../test/open';

atTheSameMoment();

async function settings(scene: 'outbox' | 'outboxEmpty', section: string) {
  const opened = await open(scene);
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
