// Reports, as whoever looks after the desk meets them.
import { screen, within } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';

import { afterReportsOrder, reportOf } from '$lib/host/scene-reports';
import { scenes, sceneLinks, type Scene } from '$lib/host/scenes';
import { expectAccessible } from '$lib/test/axe';
import type { ReportsWindowOrder, WindowReports } from '$lib/wire';

import { atTheSameMoment, button, open } from '../../test/open';
import { NOW } from '../../test/recorder';

atTheSameMoment();

/** A scene with a program that answers what is asked of reports. */
async function reports(scene: Scene = 'reports', answer?: WindowReports) {
  const opened = await open(scene);
  const { host, desk } = opened;
  let state = scenes[scene](NOW);
  const asked: ReportsWindowOrder[] = [];
  const order = host.order.bind(host);
  host.order = async (one) => {
    await order(one);
    if (one.type !== 'reports' || !state.desk) return;
    asked.push(one.order);
    const shown = answer ?? afterReportsOrder(state.desk.reports, one.order, NOW);
    state = { ...state, desk: { ...state.desk, reports: shown } };
    host.tell(state);
  };
  desk.follow(sceneLinks[scene] ?? '#desk');
  await screen.findByRole('heading', { level: 1 });
  return { ...opened, last: () => asked.at(-1) };
}

const table = (name: string) => within(screen.getByRole('table', { name }));

describe('reports', () => {
  it('begin with the last whole month, with figures, definitions and the time before', async () => {
    const { last } = await reports();
    expect(last()).toEqual({
      type: 'look',
      question: {
        period: { from: '2026-10-01', to: '2026-10-31' },
        slice: { branch: null, desk: null, topic: null },
      },
    });
    expect(screen.getByText(/312 visite nel periodo/)).toHaveTextContent(
      /11,8\s?% in più rispetto al periodo prima \(settembre 2026\)/,
    );
    const levels = table('Livelli di servizio');
    expect(levels.getByRole('row', { name: /^SL / })).toHaveTextContent('70,9');
    expect(screen.getByText(/quante l’hanno avuta entro 20 secondi/)).toBeVisible();
    await expectAccessible(document.body);
  });

  it('say of few visits only that they are few', async () => {
    await reports();
    const topics = table('Per argomento');
    expect(topics.getByRole('row', { name: /Sala studio/ })).toHaveTextContent('meno di 5');
    expect(screen.queryByRole('table', { name: 'Per persona' })).toBeNull();
  });

  it('are asked for another quarter, another desk and a topic', async () => {
    const { last } = await reports();
    await userEvent.selectOptions(screen.getByLabelText('Periodo'), 'Trimestre');
    await userEvent.selectOptions(screen.getByLabelText('Dove'), 'desk:desk-1');
    await userEvent.selectOptions(screen.getByLabelText('Argomento'), 'topic-1');
    expect(last()).toEqual({
      type: 'look',
      question: {
        period: { from: '2026-07-01', to: '2026-09-30' },
        slice: { branch: null, desk: 'desk-1', topic: 'topic-1' },
      },
    });
  });

  it('are of no days while the last comes before the first', async () => {
    const { last } = await reports();
    await userEvent.selectOptions(screen.getByLabelText('Periodo'), 'Giorni a scelta');
    expect(last()).toMatchObject({
      question: { period: { from: '2026-11-14', to: '2026-11-20' } },
    });
    const before = last();
    await userEvent.clear(screen.getByLabelText('Ultimo giorno'));
    expect(screen.getByText('Scelga un primo e un ultimo giorno.')).toBeVisible();
    expect(last()).toBe(before);
  });

  it('are saved, and it is said where', async () => {
    const { last } = await reports();
    await userEvent.click(button('Salva in PDF'));
    expect(last()).toMatchObject({ type: 'save', form: 'pdf', language: 'it' });
    expect(screen.getByText(/Salvato in .*rapporto-2026-10-01\.pdf/)).toBeVisible();
  });

  it('say what is in the way, and are asked for again', async () => {
    const { last } = await reports('reports', {
      look: { type: 'failed', why: 'busy' },
      saving: { type: 'none' },
    });
    expect(screen.getByRole('alert')).toHaveTextContent(/altri rapporti/);
    await userEvent.click(button('Riprova'));
    expect(last()).toMatchObject({ type: 'look' });
  });

  it('of too few visits show nothing but that', async () => {
    const question = {
      period: { from: '2026-11-02', to: '2026-11-03' },
      slice: { branch: null, desk: null, topic: 'topic-1' },
    };
    const report = reportOf(NOW, question);
    await reports('reports', { look: { type: 'there', report }, saving: { type: 'none' } });
    expect(screen.getByText(/Meno di 5 visite/)).toBeVisible();
    expect(screen.queryByRole('table')).toBeNull();
  });

  it('tell librarians apart only where it was set', async () => {
    const report = reportOf(NOW, {
      period: { from: '2026-10-01', to: '2026-10-31' },
      slice: { branch: null, desk: null, topic: null },
    });
    const people = [
      { librarian: 'l-1', name: 'Bo Conti', answered: 40, talk: { count: 40, hundredths: 30_000 } },
      { librarian: 'l-2', name: 'Cleo Neri', answered: null, talk: { count: 3, hundredths: null } },
    ];
    await reports('reports', {
      look: { type: 'there', report: { ...report, people } },
      saving: { type: 'none' },
    });
    const rows = table('Per persona');
    expect(rows.getByRole('row', { name: /Bo Conti/ })).toHaveTextContent('5 min 00 s');
    expect(rows.getByRole('row', { name: /Cleo Neri/ })).toHaveTextContent('meno di 5');
  });

  it('are no place for who only answers', async () => {
    const { desk } = await open('loans');
    desk.follow('#reports');
    expect(screen.queryByRole('button', { name: 'Rapporti' })).toBeNull();
  });
});
