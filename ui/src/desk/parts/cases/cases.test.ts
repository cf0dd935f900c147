// Cases, as a librarian meets them.
import { fireEvent, screen, within } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';

import { MockCases } from '$lib/host/mock-cases';
import { NO_CASES_YET } from '$lib/host/scene-cases';
import { casesPlayed, scenes, sceneLinks, type Scene } from '$lib/host/scenes';
import { expectAccessible } from '$lib/test/axe';
import type { CasesOrder } from '$lib/wire';

import { atTheSameMoment, button, open } from '../../test/open';
import { NOW } from '../../test/recorder';
import { IMAP_PORTS } from '../../state/mail-ports';
import { causeWord } from '../outbox/words';
import { dayWord } from './said';
import { nearWord, promiseWord, remarkWord } from './words';
import { caseRow } from '$lib/host/scene-cases';

atTheSameMoment();

/** A scene with a program that does what is ordered of cases. */
async function cases(scene: Scene) {
  const opened = await open(scene);
  const { host, desk } = opened;
  let state = scenes[scene](NOW);
  const mock = new MockCases(state.desk?.cases ?? NO_CASES_YET, () => NOW, casesPlayed(scene));
  const asked: CasesOrder[] = [];
  const order = host.order.bind(host);
  host.order = async (one) => {
    await order(one);
    if (one.type !== 'cases' || !state.desk) return;
    if (one.order.type === 'ask') asked.push(one.order.order);
    state = { ...state, desk: { ...state.desk, cases: mock.obey(state.desk.cases, one.order) } };
    host.tell(state);
  };
  desk.follow(sceneLinks[scene] ?? '#desk');
  await screen.findByRole('heading', { level: 1 });
  const last = () => asked.filter(({ type }) => type !== 'askList').at(-1);
  return { ...opened, last, asked };
}

describe('a promise', () => {
  it('is told as seen from today', () => {
    const row = (promised: string) => caseRow(1, { promised }, NOW);
    expect(promiseWord(row('2026-11-18'), '2026-11-21')).toBe('in ritardo di 3 giorni');
    expect(promiseWord(row('2026-11-21'), '2026-11-21')).toBe('entro oggi');
    expect(promiseWord(row('2026-11-22'), '2026-11-21')).toBe('entro domani');
    expect(promiseWord(row('2026-12-01'), '2026-11-21')).toBe('entro martedì 1º dicembre');
    expect(dayWord('2027-01-04', 2026)).toBe('lunedì 4 gennaio 2027');
  });

  it('is nagged about, and no more once there is an answer', () => {
    const near = [
      caseRow(1, { promised: '2026-11-22' }, NOW),
      caseRow(2, { promised: '2026-11-22' }, NOW),
    ];
    expect(nearWord(near, '2026-11-21')).toBe('2 scadono domani');
    expect(promiseWord(caseRow(1, { state: 'answered' }, NOW), '2026-11-21')).toBe('');
  });
});

describe('the list', () => {
  it('shows what nobody looks after', async () => {
    const { asked } = await cases('cases');
    await screen.findByRole('button', { name: /2026\/11/ });
    await userEvent.selectOptions(
      screen.getByLabelText('In carico a'),
      'Nessuno: da prendere in carico',
    );
    expect(asked.at(-1)).toMatchObject({ type: 'askList', look: { owner: null, unowned: true } });
    expect(screen.getAllByText('non presa in carico').length).toBeGreaterThan(0);
    expect(screen.queryByRole('button', { name: /2026\/12/ })).toBeNull();
  });

  it('says whose they are and what presses', async () => {
    await cases('cases');
    expect(
      await screen.findByRole('button', { name: /2026\/11.*in ritardo di 3 giorni/ }),
    ).toBeVisible();
    expect(screen.getByText('non presa in carico')).toBeVisible();
    await expectAccessible();
  });

  it('teaches the first step where there is none', async () => {
    await cases('casesEmpty');
    expect(await screen.findByText(/Niente da fare, per ora/)).toBeVisible();
  });
});

describe('a case', () => {
  it('is forwarded as the office wrote it, with its files, in one action', async () => {
    const { last } = await cases('caseAnswered');
    expect(await screen.findByText('Anche Bo Cecchi guarda questa pratica.')).toBeVisible();
    await userEvent.click(button('Inoltra così com’è'));
    expect(last()).toMatchObject({ type: 'answerPatron', filesOf: 'entry-11', close: false });
    await expectAccessible();
  });

  it('keeps what was typed when the server could not save', async () => {
    await cases('casesRefused');
    const field = await screen.findByRole('textbox', { name: 'Rispondi all’utente' });
    await userEvent.type(field, 'Eccola');
    await userEvent.click(button('Invia la risposta'));
    expect(screen.getByRole('alert')).toHaveTextContent('non è cambiato niente');
    expect(field).toHaveValue('Eccola');
  });

  it('takes a promise back that was moved', async () => {
    const { desk, last } = await cases('caseAnswered');
    await screen.findByText('Anche Bo Cecchi guarda questa pratica.');
    const view = desk.cases.open;
    if (!view) throw new Error('it stands open');
    await desk.cases.change(view, { type: 'promise', day: '2026-12-01' });
    await userEvent.click(await screen.findByRole('button', { name: /Ripristina/ }));
    expect(last()).toMatchObject({ change: { type: 'promise', day: view.row.promised } });
  });

  it('is put off until the day that was chosen, and woken', async () => {
    const { last } = await cases('caseAnswered');
    await userEvent.click(await screen.findByRole('button', { name: 'Rimanda…' }));
    const day = screen.getByLabelText('Fino al giorno');
    expect(day).toHaveFocus();
    expect(day).toHaveValue('2026-11-22');
    await fireEvent.input(day, { target: { value: '2026-12-07' } });
    await userEvent.keyboard('{Enter}');
    expect(last()).toMatchObject({ change: { type: 'snooze', until: '2026-12-07' } });
    await expectAccessible();
    await userEvent.click(await screen.findByRole('button', { name: 'Non rimandare più' }));
    expect(last()).toMatchObject({ change: { type: 'snooze', until: null } });
  });

  it('keeps its day when Escape is pressed over another one', async () => {
    const { asked } = await cases('caseAnswered');
    await userEvent.click(await screen.findByRole('button', { name: 'Rimanda…' }));
    await userEvent.keyboard('{Escape}');
    expect(button('Rimanda…')).toHaveFocus();
    expect(asked.some(({ type }) => type === 'changeCase')).toBe(false);
  });

  it('knows another asker once that was put right, and it can be taken back', async () => {
    const { last } = await cases('caseAnswered');
    await userEvent.click(await screen.findByText('Titolare, giorno, argomento e chi ha chiesto'));
    await userEvent.click(button('Cambia chi ha chiesto'));
    const form = within(screen.getByRole('form', { name: 'Chi ha chiesto' }));
    const name = form.getByLabelText('Nome');
    expect(name).toHaveFocus();
    const before = (name as HTMLInputElement).value;
    await userEvent.clear(name);
    await userEvent.type(name, 'Ida Ferrini');
    await userEvent.clear(form.getByLabelText('E-mail'));
    await userEvent.type(form.getByLabelText('E-mail'), 'ida@example.org{Enter}');
    const asker = { name: 'Ida Ferrini', mail: 'ida@example.org' };
    expect(last()).toMatchObject({ change: { type: 'asker', asker } });
    expect(await screen.findByText(/ida@example.org/)).toBeVisible();
    await expectAccessible();
    await userEvent.click(await screen.findByRole('button', { name: /Ripristina/ }));
    expect(last()).toMatchObject({ change: { type: 'asker', asker: { name: before } } });
  });

  it('that is closed says how to write in it again', async () => {
    const { last } = await cases('caseClosed');
    await userEvent.click(await screen.findByRole('button', { name: 'Riapri' }));
    expect(last()).toEqual({ type: 'reopenCase', case: 'case-6' });
  });
});

describe('a message', () => {
  it('becomes a case by itself, by the keyboard alone', async () => {
    const { desk, last } = await cases('threadOfCases');
    playsDialogs();
    const log = await screen.findByRole('log');
    expect(within(log).queryByRole('button', { name: 'Fanne una pratica' })).toBeNull();
    log.focus();
    const newest = await within(log).findByRole('button', { name: 'Fanne una pratica' });
    // An address that somebody sent comes before it.
    await userEvent.tab();
    await userEvent.tab();
    expect(newest).toHaveFocus();
    await userEvent.keyboard('{ArrowUp}{ArrowDown}{Enter}');
    expect(desk.cases.making.form?.messages).toHaveLength(1);
    const dialog = within(await screen.findByRole('dialog'));
    await userEvent.click(dialog.getByRole('button', { name: 'Crea' }));
    expect(last()).toMatchObject({ type: 'makeCase', form: { thread: 'thread-1' } });
  });
});

describe('mail that belongs to no case', () => {
  it('says what is wrong with it where it has no words of its own', () => {
    expect(remarkWord({ type: 'tooLarge', megabytes: 31 })).toBe(
      'È troppo grande per essere letta qui (31 MB). È nella casella di posta.',
    );
    expect(remarkWord({ type: 'unreadable' })).toMatch(/^Non si può leggere qui/);
    expect(remarkWord({ type: 'notYet' })).toMatch(/^Non è ancora arrivata/);
  });

  it('becomes a case of the desk that was chosen', async () => {
    const { asked } = await cases('casesLetters');
    const desk = await screen.findByLabelText('Sportello della pratica');
    const [, other] = within(desk).getAllByRole<HTMLOptionElement>('option');
    if (!other) throw new Error('there are two desks');
    await userEvent.selectOptions(desk, other);
    const [make] = screen.getAllByRole('button', { name: 'Fanne una pratica' });
    if (!make) throw new Error('there is a letter');
    await userEvent.click(make);
    const made = asked.find(({ type }) => type === 'letterToCase');
    expect(made).toMatchObject({ desk: other.value });
  });
});

/** The document of these tests opens no dialogs by itself. */
function playsDialogs() {
  HTMLDialogElement.prototype.showModal ??= function (this: HTMLDialogElement) {
    this.open = true;
  };
}

describe('the mailbox', () => {
  it('is of incoming mail, at the ports of such servers', async () => {
    await cases('mailbox');
    expect(await screen.findByLabelText('Server di posta in arrivo (IMAP)')).toBeVisible();
    expect(screen.getByRole('option', { name: 'TLS (di solito porta 993)' })).toBeVisible();
    expect(causeWord('encryptionFailed', 'mail', IMAP_PORTS)).toMatch(
      '143 per STARTTLS, 993 per TLS',
    );
  });
});

describe('a hand-off', () => {
  it('shows exactly the letter that goes out', async () => {
    const { last } = await cases('caseAnswered');
    playsDialogs();
    await userEvent.click(await screen.findByRole('button', { name: 'Passa a un ufficio…' }));
    const dialog = within(await screen.findByRole('dialog'));
    expect(await dialog.findByText(/Archivio storico <archivio@/)).toBeInTheDocument();
    await userEvent.click(dialog.getByRole('button', { name: 'Invia' }));
    expect(last()).toMatchObject({
      type: 'handOff',
      case: 'case-12',
      form: { office: 'office-1' },
    });
  });
});
