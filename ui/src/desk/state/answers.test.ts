import { beforeEach, describe, expect, it } from 'vitest';

import type { AnswersOrder, AnswerView } from '$lib/wire';

import { Answers } from './answers.svelte';

const ORARI: AnswerView = { id: 'o', name: 'Orari', italian: 'Aperti {orari}', english: '' };

let orders: AnswersOrder[];
let answers: Answers;

beforeEach(() => {
  orders = [];
  answers = new Answers((order) => Promise.resolve(orders.push(order) > 0));
  answers.take({ all: [ORARI], refused: null });
});

const saved = (): AnswerView => {
  const [last] = orders.slice(-1);
  if (last?.type !== 'save') throw new Error('Nothing was saved.');
  return last.answer;
};

describe('an answer that is written', () => {
  it('is kept once it stands with the others, and can be undone', async () => {
    answers.write(null);
    Object.assign(answers.draft ?? {}, { name: ' Tessera  nuova ', english: 'Bring an ID.' });
    await answers.save();
    expect(answers.saving).toBe(true);
    expect(saved()).toMatchObject({ name: 'Tessera nuova', italian: '', english: 'Bring an ID.' });
    answers.take({ all: [ORARI, saved()], refused: null });
    expect([answers.saving, answers.draft, answers.done?.what]).toEqual([false, null, 'saved']);
    const { id } = saved();
    await answers.undo();
    expect(orders.at(-1)).toEqual({ type: 'remove', id });
    expect(answers.done).toBeNull();
  });

  it('is put back as it was when a change is undone', async () => {
    answers.write(ORARI);
    if (answers.draft) answers.draft.italian = 'Chiusi.';
    await answers.save();
    answers.take({ all: [{ ...ORARI, italian: 'Chiusi.' }], refused: null });
    await answers.undo();
    expect(orders.at(-1)).toEqual({ type: 'save', answer: ORARI });
  });

  it('is not sent while something is wrong with it, and what is wrong is told', async () => {
    answers.write(null);
    const { draft } = answers;
    expect(draft?.wrong).toEqual({ name: 'missing', text: 'missing', unknown: [] });
    if (draft) draft.name = 'è'.repeat(61);
    if (draft) draft.italian = 'Ciao {noem} {nome}';
    expect(draft?.wrong).toEqual({ name: 'tooLong', text: null, unknown: ['{noem}'] });
    await answers.save();
    expect([orders, draft?.told]).toEqual([[], true]);
  });

  it('keeps what was typed when the server says no, and may be sent again', async () => {
    answers.write(ORARI);
    if (answers.draft) answers.draft.name = 'Orario';
    await answers.save();
    const refused = { id: 'o', why: 'notSaved' } as const;
    answers.take({ all: [ORARI], refused });
    expect([answers.refused, answers.draft?.name]).toEqual(['notSaved', 'Orario']);
    await answers.save();
    answers.take({ all: [ORARI], refused });
    expect(answers.saving, 'that was the no of before').toBe(true);
    answers.take({ all: [ORARI], refused: null });
    answers.take({ all: [saved()], refused: null });
    expect([answers.refused, answers.draft]).toEqual([null, null]);
  });
});

describe('an answer that is taken away', () => {
  it('comes back as it was', async () => {
    await answers.remove(ORARI);
    expect(orders).toEqual([{ type: 'remove', id: 'o' }]);
    answers.take({ all: [], refused: null });
    expect(answers.done).toMatchObject({ what: 'removed', name: 'Orari' });
    await answers.undo();
    expect(orders.at(-1)).toEqual({ type: 'save', answer: ORARI });
  });
});

it('an order that does not reach the program can be given again', async () => {
  const deaf = new Answers(() => Promise.resolve(false));
  deaf.take({ all: [ORARI], refused: null });
  await deaf.remove(ORARI);
  expect([deaf.saving, deaf.done]).toEqual([false, null]);
});
