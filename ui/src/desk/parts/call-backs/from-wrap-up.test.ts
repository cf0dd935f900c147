// A call-back that is agreed while a contact is written down.
import { fireEvent, screen, within } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';

import { scenes } from '$lib/host/scenes';
import { expectAccessible } from '$lib/test/axe';
import type { CallBackRefusal, CallBacksOrder } from '$lib/wire';

import { atTheSameMoment, button, open } from '../../test/open';
import { NOW, type Recorder } from '../../test/recorder';

atTheSameMoment();

/** A call with Giulia is over and is being written down; she is to be called back. */
async function paper() {
  const opened = await open('video');
  opened.host.tell(scenes.wrapUp(NOW));
  await userEvent.click(await screen.findByLabelText('Da richiamare'));
  return opened;
}

const agree = () => button('Concorda una richiamata…');
const note = () => screen.getByLabelText('Nota per chi risponde la prossima volta');
const anyDialog = () => screen.queryByRole('dialog', { hidden: true });

/** The same, with the dialog open. */
async function agreeing(about = '') {
  const opened = await paper();
  if (about) await userEvent.type(note(), about);
  agree().focus();
  await userEvent.keyboard('{Enter}');
  const dialog = within(screen.getByRole('dialog', { name: 'Richiamare Giulia Ferri' }));
  return { ...opened, dialog };
}

/** What was ordered of call-backs. */
function ordered(host: Recorder): { number: number; order: CallBacksOrder }[] {
  return host.orders.flatMap((order) => (order.type === 'callBacks' ? [order] : []));
}

/** The program says how the last order came out. */
function comesOut(host: Recorder, refused: CallBackRefusal | null) {
  const state = scenes.wrapUp(NOW);
  const number = ordered(host).at(-1)?.number;
  if (!state.desk || number === undefined) throw new Error('Nothing was asked.');
  const callBacks = { ...state.desk.callBacks, answer: { number, refused } };
  host.tell({ ...state, desk: { ...state.desk, callBacks } });
}

describe('in the wrap-up, a call-back', () => {
  it('is offered once that is how the contact came out', async () => {
    const { host } = await open('video');
    host.tell(scenes.wrapUp(NOW));
    const outcome = await screen.findByLabelText('Da richiamare');
    expect(screen.queryByText('Concorda una richiamata…')).toBeNull();
    await userEvent.click(outcome);
    expect(screen.getByText(/^Se l'ora è già concordata/)).toBeVisible();
    expect(agree()).toHaveAttribute('aria-haspopup', 'dialog');
    await userEvent.click(screen.getByLabelText('Risolto subito'));
    expect(screen.queryByText('Concorda una richiamata…')).toBeNull();
  });

  it('is not offered where nobody knows in which conversation the contact was', async () => {
    await open('wrapUp');
    await userEvent.click(screen.getByLabelText('Da richiamare'));
    expect(screen.queryByText('Concorda una richiamata…')).toBeNull();
  });

  it('waits for the server to be there again', async () => {
    const { host } = await paper();
    host.tell({ ...scenes.wrapUp(NOW), connection: { type: 'away' } });
    await expect.poll(agree).toBeDisabled();
  });
});

describe('the dialog', () => {
  it('begins with tomorrow, with the page, and with what was noted first', async () => {
    const { dialog } = await agreeing('Cerca la mappa{Enter}Ha le fotografie');
    expect(dialog.getByLabelText("A un giorno e un'ora")).toBeChecked();
    expect(dialog.getByLabelText('Giorno')).toHaveValue('2026-11-22');
    expect(dialog.getByLabelText('Giorno')).toHaveAttribute('min', '2026-11-21');
    expect(dialog.getByLabelText('Ora')).toHaveValue('10:00');
    expect(dialog.getByLabelText(/^Sulla sua pagina/)).toBeChecked();
    expect(dialog.getByLabelText('Con')).toHaveDisplayValue('Voce');
    expect(dialog.queryByLabelText('Numero')).toBeNull();
    expect(dialog.getByLabelText(/^Due parole/)).toHaveValue('Cerca la mappa');
    expect(dialog.getByText(/^La persona lo legge subito/)).toBeVisible();
    await expectAccessible(document.body);
  });

  it('agrees a time on the page, in the mode that was chosen', async () => {
    const { dialog, host } = await agreeing();
    await fireEvent.input(dialog.getByLabelText('Giorno'), { target: { value: '2026-11-25' } });
    await fireEvent.input(dialog.getByLabelText('Ora'), { target: { value: '16:30' } });
    await userEvent.selectOptions(dialog.getByLabelText('Con'), 'Video');
    await userEvent.type(dialog.getByLabelText(/^Due parole/), '  La tessera ');
    await userEvent.click(dialog.getByRole('button', { name: 'Concorda' }));
    expect(ordered(host).map(({ order }) => order)).toEqual([
      {
        type: 'agree',
        callBack: expect.any(String) as string,
        case: null,
        thread: 'thread-0',
        way: { type: 'page', mode: 'video' },
        when: { type: 'at', shown: '2026-11-25T16:30' },
        about: 'La tessera',
      },
    ]);
  });

  it('agrees a telephone call as soon as possible, by the keyboard alone', async () => {
    const { dialog, host } = await agreeing();
    dialog.getByLabelText("A un giorno e un'ora").focus();
    await userEvent.keyboard('{ArrowDown}');
    expect(dialog.getByLabelText(/^Appena possibile/)).toBeChecked();
    expect(dialog.queryByLabelText('Giorno')).toBeNull();
    await userEvent.tab();
    expect(dialog.getByLabelText(/^Sulla sua pagina/)).toHaveFocus();
    await userEvent.keyboard('{ArrowDown}');
    expect(dialog.queryByLabelText('Con')).toBeNull();
    await userEvent.tab();
    expect(dialog.getByLabelText('Numero')).toHaveFocus();
    expect(dialog.getByLabelText('Numero')).toHaveAccessibleDescription(/^Si vede solo/);
    await userEvent.keyboard(' 0571 757840 ');
    await userEvent.tab();
    expect(dialog.getByLabelText(/^Due parole/)).toHaveFocus();
    await userEvent.keyboard('Le foto{Enter}');
    expect(ordered(host).map(({ order }) => order)).toMatchObject([
      {
        type: 'agree',
        way: { type: 'phone', number: '0571 757840' },
        when: { type: 'soon' },
        about: 'Le foto',
      },
    ]);
  });

  it('asks once, however often it is pressed before there is an answer', async () => {
    const { dialog, host } = await agreeing();
    dialog.getByLabelText(/^Due parole/).focus();
    await userEvent.keyboard('{Enter}');
    expect(dialog.getByRole('button', { name: 'Concorda' })).toBeDisabled();
    await userEvent.keyboard('{Enter}{Enter}');
    expect(ordered(host)).toHaveLength(1);
  });

  it('is gone once it is agreed; the focus and what was noted are where they were', async () => {
    const { dialog, host } = await agreeing('Cerca la mappa');
    await userEvent.click(dialog.getByRole('button', { name: 'Concorda' }));
    comesOut(host, null);
    await expect.poll(anyDialog).toBeNull();
    await expect.poll(agree).toHaveFocus();
    expect(note()).toHaveValue('Cerca la mappa');
    note().focus();
    await userEvent.keyboard('{Control>}{Enter}{/Control}');
    expect(host.orders.at(-1)).toMatchObject({
      type: 'wrapUp',
      outcome: 'callBack',
      note: 'Cerca la mappa',
    });
  });

  it('orders nothing when it is left, and the focus is where it was', async () => {
    const { dialog, host } = await agreeing();
    dialog.getByRole('button', { name: 'Lascia stare' }).focus();
    await userEvent.keyboard('{Enter}');
    await expect.poll(anyDialog).toBeNull();
    await expect.poll(agree).toHaveFocus();
    // Escape: the browser closes the dialog, and says so.
    await userEvent.keyboard('{Enter}');
    const again = screen.getByRole('dialog', { name: 'Richiamare Giulia Ferri' });
    await fireEvent(again, new Event('close'));
    await expect.poll(anyDialog).toBeNull();
    await expect.poll(agree).toHaveFocus();
    expect(ordered(host)).toEqual([]);
  });

  it('begins anew after it was left', async () => {
    const { dialog } = await agreeing();
    await userEvent.type(dialog.getByLabelText(/^Due parole/), 'Le foto');
    await userEvent.click(dialog.getByRole('button', { name: 'Lascia stare' }));
    await userEvent.click(agree());
    expect(screen.getByLabelText(/^Due parole/)).toHaveValue('');
  });
});

describe('a call-back that cannot be', () => {
  it('says so, and keeps what was typed until it can', async () => {
    const { dialog, host } = await agreeing();
    await userEvent.click(dialog.getByLabelText('Al telefono della biblioteca'));
    const number = dialog.getByLabelText('Numero');
    await userEvent.type(number, 'domani{Enter}');
    comesOut(host, { type: 'badNumber' });
    expect(await dialog.findByRole('alert')).toHaveTextContent(
      'Scrivere un numero di telefono, con cifre e spazi.',
    );
    expect(number).toBeInvalid();
    expect(number).toHaveValue('domani');
    expect(number).toHaveFocus();
    await expectAccessible(document.body);
    await userEvent.clear(number);
    await userEvent.keyboard('0571 757840{Enter}');
    expect(ordered(host)).toHaveLength(2);
    comesOut(host, null);
    await expect.poll(anyDialog).toBeNull();
    await expect.poll(agree).toHaveFocus();
  });

  const opens = new Date(2026, 10, 23, 9).getTime();
  it.each<[CallBackRefusal, RegExp]>([
    [{ type: 'past' }, /^Quell'ora è già passata/],
    [{ type: 'tooFar' }, /al massimo per i prossimi 90 giorni/],
    [{ type: 'noSuchTime' }, /^Quell'ora non esiste/],
    [{ type: 'closed', reason: '', opens }, /^Allora lo sportello è chiuso\. Riapre .*9:00/],
    [{ type: 'closed', reason: 'Natale', opens: null }, /chiuso: Natale\.$/],
    [{ type: 'noPage' }, /resta il telefono/],
    [{ type: 'tooMany' }, /annullarne una prima/],
    [{ type: 'notSaved' }, /^Non è stato possibile salvare/],
  ])('is told why: %o', async (refused, words) => {
    const { dialog, host } = await agreeing();
    await userEvent.click(dialog.getByRole('button', { name: 'Concorda' }));
    comesOut(host, refused);
    expect(await dialog.findByRole('alert')).toHaveTextContent(words);
    expect(dialog.getByRole('button', { name: 'Concorda' })).toBeEnabled();
  });

  it('because the program did not take it is not lost either', async () => {
    const { dialog, host } = await agreeing('Cerca la mappa');
    host.refuses = true;
    await userEvent.click(dialog.getByRole('button', { name: 'Concorda' }));
    expect(await dialog.findByRole('alert')).toHaveTextContent(/^Non è stato possibile salvare/);
    expect(dialog.getByLabelText(/^Due parole/)).toHaveValue('Cerca la mappa');
    expect(dialog.getByRole('button', { name: 'Concorda' })).toBeEnabled();
  });

  it('no longer says why once it is begun anew', async () => {
    const { dialog, host } = await agreeing();
    await userEvent.click(dialog.getByRole('button', { name: 'Concorda' }));
    comesOut(host, { type: 'past' });
    await dialog.findByRole('alert');
    await userEvent.click(dialog.getByRole('button', { name: 'Lascia stare' }));
    await userEvent.click(agree());
    expect(screen.queryByText(/^Quell'ora è già passata/)).toBeNull();
  });
});
