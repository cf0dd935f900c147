// Who is to be called back: taken, spoken to or not, moved, called off, and agreed.
import { screen, within } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';

import { scenes } from '$lib/host/scenes';
import { expectAccessible } from '$lib/test/axe';
import type { CallBackRefusal } from '$lib/wire';

import { atTheSameMoment, button, open } from '../../test/open';
import { NOW, type Recorder } from '../../test/recorder';

atTheSameMoment();

const section = () => within(screen.getByRole('region', { name: 'Da richiamare' }));
const row = (name: string) => {
  const found = section()
    .getAllByRole('listitem', { hidden: true })
    .find((one) => one.textContent.includes(name));
  if (!found) throw new Error(`Nobody is called ${name}.`);
  return within(found);
};

/** What was asked last of call-backs. */
function asked(host: Recorder) {
  const last = host.asked.filter(({ type }) => type === 'callBacks').at(-1);
  if (last?.type !== 'callBacks') throw new Error('Nothing was asked.');
  return last;
}

/** The program says how the last order came out. */
function comesOut(
  host: Recorder,
  refused: CallBackRefusal | null,
  scene: 'callBacks' | 'caseOpen',
) {
  const state = scenes[scene === 'callBacks' ? 'callBacks' : 'caseAnswered'](NOW);
  if (!state.desk) throw new Error('Nobody is signed in.');
  const answer = { number: asked(host).number, refused };
  const { callBacks } = state.desk;
  host.tell({ ...state, desk: { ...state.desk, callBacks: { ...callBacks, answer } } });
}

describe('who is to be called back', () => {
  it('stands above the line, with what for, and the later ones folded away', async () => {
    await open('callBacks');
    const heading = screen.getByRole('heading', { name: 'Da richiamare' });
    const line = screen.getByRole('heading', { name: 'In fila' });
    const follows = heading.compareDocumentPosition(line) & Node.DOCUMENT_POSITION_FOLLOWING;
    expect(follows).toBeTruthy();
    expect(section().getByText('4 persone da richiamare adesso')).toBeInTheDocument();
    const omar = row('Omar El Idrissi');
    expect(omar.getByText('Pratica 2026/12: Mappa catastale di Ponzano')).toBeVisible();
    expect(omar.getByText('Ha le fotografie')).toBeVisible();
    expect(row('Nives Bo').getByText('tentativi a vuoto: 1 su 3')).toBeVisible();
    expect(row('Nives Bo').getByText('pagina chiusa: riceverà un avviso')).toBeVisible();
    expect(section().getByText('1 più avanti')).toBeVisible();
    await expectAccessible(document.body);
  });

  it('is called by the keyboard alone, and a colleague who was faster is named', async () => {
    const { host } = await open('callBacks');
    row('Omar').getByRole('button', { name: 'Richiama' }).focus();
    await userEvent.keyboard('{Enter}');
    expect(asked(host).order).toEqual({ type: 'take', callBack: 'call-back-1' });
    comesOut(host, { type: 'taken', by: 'bo' }, 'callBacks');
    expect(await screen.findByText(/^Sta già richiamando /)).toBeVisible();
    await expectAccessible(document.body);
  });

  it('on a telephone shows the number to who took it, and is told how it came out', async () => {
    const { host } = await open('callBacks');
    expect(row('Tom Ashby').getByText('0571 757840')).toBeVisible();
    const group = within(row('Tom Ashby').getByRole('group', { name: "Com'è andata?" }));
    await userEvent.click(group.getByRole('button', { name: 'Non risponde' }));
    const order = { type: 'cameOut', callBack: 'call-back-3', how: 'notReached' };
    expect(asked(host).order).toEqual(order);
    expect(screen.getByText(/^Sta richiamando /)).toBeVisible();
  });

  it('is called off, and moved to another time', async () => {
    const { host } = await open('callBacks');
    await userEvent.click(button('Annulla la richiamata di Nives Bo'));
    expect(asked(host).order).toEqual({ type: 'callOff', callBack: 'call-back-2' });
    comesOut(host, null, 'callBacks');
    await expect.poll(() => button('Sposta la richiamata di Nives Bo')).toBeEnabled();
    await userEvent.click(button('Sposta la richiamata di Nives Bo'));
    const dialog = within(screen.getByRole('dialog', { hidden: true }));
    await userEvent.click(dialog.getByLabelText(/^Appena possibile/));
    await userEvent.click(dialog.getByRole('button', { name: 'Sposta', hidden: true }));
    const order = { type: 'move', callBack: 'call-back-2', when: { type: 'soon' } };
    expect(asked(host).order).toEqual(order);
  });
});

describe('a call-back that is agreed', () => {
  it('from a case says when and how, and why it cannot be', async () => {
    const { desk, host } = await open('caseAnswered');
    desk.showCase('case-12');
    await userEvent.click(await screen.findByRole('button', { name: 'Concorda una richiamata…' }));
    const dialog = within(screen.getByRole('dialog', { hidden: true }));
    await userEvent.click(dialog.getByLabelText('Al telefono della biblioteca'));
    const phone = dialog.getByLabelText('Numero');
    await userEvent.clear(phone);
    await userEvent.type(phone, '0571 757840');
    await expectAccessible(document.body);
    await userEvent.click(dialog.getByRole('button', { name: 'Concorda', hidden: true }));
    const { order } = asked(host);
    expect(order).toMatchObject({
      type: 'agree',
      way: { type: 'phone', number: '0571 757840' },
      when: { type: 'at', shown: expect.stringMatching(/^\d{4}-\d{2}-\d{2}T10:00$/) as string },
    });
    const why = { type: 'closed', reason: 'Natale', opens: null } as const;
    comesOut(host, why, 'caseOpen');
    const told = await screen.findByText('Allora lo sportello è chiuso: Natale.');
    expect(told).toBeInTheDocument();
  });
});
