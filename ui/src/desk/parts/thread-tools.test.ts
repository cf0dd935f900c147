// The tools of a thread: answers at hand, the search, stills, and their settings.
import { fireEvent, screen, waitFor, within } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';

import { scenes } from '$lib/host/scenes';
import { expectAccessible } from '$lib/test/axe';

import { atTheSameMoment, button, open } from '../test/open';
import { NOW } from '../test/recorder';

atTheSameMoment();

const field = () =>
  screen.getByRole<HTMLTextAreaElement>('textbox', { name: 'Scrivi un messaggio' });

describe('an answer at hand', () => {
  it('is opened with a slash, chosen with keys, and goes into the field filled in', async () => {
    const { host } = await open('openedThread');
    const user = userEvent.setup();
    await user.click(field());
    await user.keyboard('/');
    const words = screen.getByRole('combobox', { name: 'Cerca tra le risposte' });
    expect(words).toHaveFocus();
    await expectAccessible(document.body);
    await user.keyboard('open');
    expect(screen.getAllByRole('option')).toHaveLength(1);
    await user.keyboard('{Enter}');
    await waitFor(() => expect(field()).toHaveFocus());
    expect(field().value).toMatch(/^Hello Omar El Idrissi, we are open: Monday–Wednesday/);
    expect(host.asked).toEqual([]);
    await user.keyboard('{Enter}');
    expect(host.asked).toMatchObject([{ type: 'say', thread: 'thread-1' }]);
  });

  it('with a hole in it is not sent before somebody has filled it', async () => {
    const { host, desk } = await open('threadPast');
    const state = scenes.threadPast(NOW);
    const reading = state.desk?.reading && { ...state.desk.reading, name: '' };
    host.tell({ ...state, desk: state.desk && { ...state.desk, reading: reading ?? null } });
    const user = userEvent.setup();
    await user.click(field());
    await user.keyboard('/orari{Enter}');
    await waitFor(() => expect(field().value).toContain('{nome}'));
    expect(field().value.slice(field().selectionStart, field().selectionEnd)).toBe('{nome}');
    await user.keyboard('{End}{Enter}');
    expect(host.asked).toEqual([]);
    expect(screen.getByText('Prima di inviare, completare o togliere: {nome}')).toBeVisible();
    desk.threads.keep('thread-3', 'Buongiorno, siamo aperti.');
    await user.keyboard('{Enter}');
    expect(host.asked).toMatchObject([{ type: 'say' }]);
  });

  it('leaves the field as it was with Escape, and a slash is typed with a second one', async () => {
    await open('openedThread');
    const user = userEvent.setup();
    await user.click(field());
    await user.keyboard('/xy{Escape}');
    await waitFor(() => expect(field()).toHaveFocus());
    expect(field()).toHaveValue('');
    await user.keyboard('//');
    await waitFor(() => expect(field()).toHaveValue('/'));
    expect(screen.queryByRole('combobox')).toBeNull();
  });
});

describe('the search', () => {
  it('opens with Ctrl+F, counts, goes on with Enter, and gives the focus back', async () => {
    await open('threadPast');
    const user = userEvent.setup();
    await user.click(field());
    await user.keyboard('{Control>}f{/Control}');
    const search = screen.getByRole('search');
    const words = within(search).getByRole('searchbox');
    expect(words).toHaveFocus();
    await user.keyboard('PERCHÉ');
    expect(within(search).getByRole('status')).toHaveTextContent('2 di 2');
    expect(document.querySelectorAll('mark')).toHaveLength(2);
    expect(document.querySelector('mark.current')).toHaveTextContent('Perche');
    await user.keyboard('{Enter}');
    expect(within(search).getByRole('status')).toHaveTextContent('1 di 2');
    await user.keyboard('{Shift>}{Enter}{/Shift}');
    expect(within(search).getByRole('status')).toHaveTextContent('2 di 2');
    await expectAccessible(document.body);
    await user.keyboard('{Escape}');
    await waitFor(() => expect(field()).toHaveFocus());
    expect(document.querySelectorAll('mark')).toHaveLength(0);
  });
});

it('a draft is seen in the list of threads', async () => {
  const { desk } = await open('threads');
  desk.threads.keep('thread-3', 'Gentile Nives');
  await waitFor(() => expect(screen.getByText('Bozza: Gentile Nives')).toBeVisible());
});

it('a dropped folder is said, and the files beside it go in their order', async () => {
  const { desk, host } = await open('openedThread');
  const item = (name: string, isDirectory: boolean) => ({
    kind: 'file',
    webkitGetAsEntry: () => ({ name, isDirectory }),
    getAsFile: () => new File(['x'], name),
  });
  const items = [item('a.pdf', false), item('vacanze', true), item('b.pdf', false)];
  await fireEvent.drop(screen.getByRole('log'), {
    dataTransfer: { types: ['Files'], items, files: [] },
  });
  await waitFor(() => expect(host.files.map(({ name }) => name)).toEqual(['a.pdf', 'b.pdf']));
  expect(desk.news.toasts.map(({ what }) => what)).toEqual([
    { type: 'folderNotSent', name: 'vacanze' },
  ]);
});

describe('a still', () => {
  it('is asked for with what it is for', async () => {
    const { host, desk } = await open('video');
    desk.patronPicture.showing = true;
    await waitFor(() => button('Fermo immagine'));
    const user = userEvent.setup();
    await user.click(button('Fermo immagine'));
    await expectAccessible(document.body);
    await user.type(
      screen.getByRole('textbox', { name: 'A che cosa serve' }),
      'la copertina{Enter}',
    );
    expect(host.asked).toEqual([
      { type: 'stills', order: { type: 'ask', contact: 'contact-0', purpose: 'la copertina' } },
    ]);
  });

  it('says how it stands, and the question can be taken back', async () => {
    const { host } = await open('stillAsked');
    expect(
      screen.getByText('Giulia Ferri deve dire sì o no: la copertina del libro'),
    ).toBeVisible();
    await userEvent.click(button('Ritira la domanda'));
    expect(host.asked).toEqual([
      { type: 'stills', order: { type: 'withdraw', contact: 'contact-0' } },
    ]);
  });

  it('can not be asked for while a no holds', async () => {
    await open('stillRefused');
    expect(screen.getByText(/ha detto no\. Si può chiedere di nuovo tra 45 s/)).toBeVisible();
    expect(screen.queryByRole('button', { name: 'Fermo immagine' })).toBeNull();
  });
});

describe('the section of answers', () => {
  it('is there for who leads, and not for the others', async () => {
    const { desk } = await open('threads');
    desk.place = 'settings';
    await waitFor(() => screen.getByRole('navigation', { name: 'Sezioni delle impostazioni' }));
    expect(screen.queryByRole('button', { name: 'Risposte pronte' })).toBeNull();
  });

  it('writes an answer, says what is wrong as it is typed, and undoes', async () => {
    const { desk, host } = await open('supervisor');
    desk.place = 'settings';
    desk.section = 'answers';
    await waitFor(() => button('Nuova risposta'));
    const user = userEvent.setup();
    await expectAccessible(document.body);
    await user.click(button('Nuova risposta'));
    await user.type(screen.getByRole('textbox', { name: 'Nome breve' }), 'Tessera');
    const italian = screen.getByRole('textbox', { name: 'Testo in italiano' });
    await user.type(italian, 'Ciao {{noem}');
    expect(screen.getByText(/che nessuno sa completare: \{noem\}/)).toBeVisible();
    await user.click(button('Salva'));
    expect(host.asked).toEqual([]);
    await user.clear(italian);
    await user.type(italian, 'Ciao {{nome}');
    await user.click(button('Salva'));
    const [order] = host.asked;
    if (order?.type !== 'answers' || order.order.type !== 'save') throw new Error('not saved');
    const state = scenes.supervisor(NOW);
    const { answer } = order.order;
    const answers = { all: [answer], refused: null };
    host.tell({ ...state, desk: state.desk && { ...state.desk, answers } });
    await waitFor(() => screen.getByText('«Tessera» è salvata.'));
    await user.click(button('Ripristina'));
    expect(host.asked.at(-1)).toEqual({
      type: 'answers',
      order: { type: 'remove', id: answer.id },
    });
  });
});
