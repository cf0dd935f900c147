// Loans in the window: what is asked, one thing after another, and what comes of it.
import { describe, expect, it } from 'vitest';

import { borrowersOf, ledgerOf, loansOf, previewOf, weekOf } from '$lib/host/scene-loans';
import type { LoansBrought, LoansOrder, LoansRefusal, LoansWindowOrder } from '$lib/wire';

import { Loans } from './loans.svelte';

const NOW = Date.UTC(2026, 10, 21, 9, 30);
const NOTHING: LoansBrought = { type: 'nothing' };

function loans({ reached = true } = {}) {
  const told: LoansWindowOrder[] = [];
  const sent: { source: string; name: string; bytes: number[] }[] = [];
  const own = new Loans({
    tell: (order) => {
      told.push(order);
      return Promise.resolve(reached);
    },
    send: (source, name, bytes) => {
      sent.push({ source, name, bytes: [...bytes] });
      return reached ? Promise.resolve() : Promise.reject(new Error('away'));
    },
  });
  own.take(loansOf(NOW));
  const settled = () => new Promise((done) => setTimeout(done));
  const last = (): LoansOrder | null => {
    const order = told.at(-1);
    return order?.type === 'ask' ? order.order : null;
  };
  /** The server answers the newest order. */
  const answer = async (brought: LoansBrought = NOTHING, refused: LoansRefusal | null = null) => {
    await settled();
    const order = told.at(-1);
    const number = order?.type === 'ask' ? order.number : 0;
    own.take({ ...own.shown, answer: { number, refused, brought } });
    await settled();
  };
  return { own, told, sent, last, answer, settled };
}

describe('what is asked', () => {
  it('goes one after another, however fast it was wanted', async () => {
    const { own, told, answer, settled } = loans();
    void own.week.look('desk-1');
    void own.ledger.look();
    await settled();
    expect(told).toHaveLength(1);
    await answer({ type: 'week', notices: weekOf(NOW), count: 5 });
    expect(own.week.count).toBe(5);
    expect(told).toHaveLength(2);
    await answer({ type: 'ledger', notices: ledgerOf(NOW), more: true });
    expect(own.ledger.notices).toHaveLength(8);
  });

  it('was not done when the program could not even be told', async () => {
    const { own } = loans({ reached: false });
    await own.runNow();
    expect(own.trouble).toEqual({ type: 'notSaved' });
    expect(own.busy).toBe(false);
  });

  it('is shown as long as anybody looks', () => {
    const { own, last, told } = loans();
    const first = own.watch();
    const second = own.watch();
    expect(last()).toEqual({ type: 'watch', on: true });
    first();
    expect(told).toHaveLength(1);
    second();
    expect(last()).toEqual({ type: 'watch', on: false });
  });

  it('leaves nothing of anybody’s loans behind when somebody signs out', async () => {
    const { own, answer } = loans();
    void own.ledger.look();
    await answer({ type: 'ledger', notices: ledgerOf(NOW), more: false });
    own.leave();
    expect([own.view, own.ledger.notices, own.isThere]).toEqual([null, null, false]);
  });
});

describe('what waits for somebody', () => {
  it('is every request, and every source that is too old or asks first', () => {
    const { own } = loans();
    expect(own.toLookAt).toBe(2);
    const sources = own.sources.map((one, at) => ({ ...one, isStale: at === 0 }));
    own.take(loansOf(NOW, { sources }));
    expect(own.toLookAt).toBe(3);
  });
});

describe('a request', () => {
  it('is answered with a day, and gone meanwhile it says so', async () => {
    const { own, last, answer } = loans();
    const renewed = own.renewed('request-1', '2026-12-21');
    await answer(NOTHING, { type: 'gone' });
    expect(await renewed).toBe(false);
    expect(last()).toEqual({ type: 'renewed', request: 'request-1', due: '2026-12-21' });
    expect(own.unanswered).toEqual({ request: 'request-1', why: { type: 'gone' } });
  });

  it('is answered with a reason', async () => {
    const { own, last, answer } = loans();
    const told = own.notRenewed('request-1', 'awaited');
    await answer();
    expect(await told).toBe(true);
    expect(last()).toEqual({ type: 'notRenewed', request: 'request-1', why: 'awaited' });
    expect(own.unanswered).toBeNull();
  });
});

describe('a file of loans', () => {
  async function chosen(asks = false) {
    const all = loans();
    const { own } = all;
    await own.file.choose('source-1', new File(['ab'], 'prestiti.csv'));
    own.take({ ...own.shown, sending: { type: 'there', preview: previewOf(NOW, { asks }) } });
    return all;
  }

  it('is handed over with its name, and understood before it is taken', async () => {
    const { own, sent } = await chosen();
    expect(sent).toEqual([{ source: 'source-1', name: 'prestiti.csv', bytes: [97, 98] }]);
    expect(own.file.columns?.columns.due).toBe('Scadenza');
    expect(own.file.mayTake).toBe(true);
  });

  it('is understood anew with another column, and with none', async () => {
    const { own, last, answer } = await chosen();
    void own.file.map('title', '');
    await answer({ type: 'preview', preview: { ...previewOf(NOW), outcome: null } });
    const order = last();
    expect(order?.type === 'preview' && order.columns?.columns).not.toHaveProperty('title');
    expect(own.file.mayTake).toBe(false);
    void own.file.map('title', 'Titolo');
    await answer({ type: 'preview', preview: previewOf(NOW) });
    expect(own.file.mayTake).toBe(true);
  });

  it('that closes many loans is taken only once somebody has said so', async () => {
    const { own, last, answer } = await chosen(true);
    expect(own.file.mayTake).toBe(false);
    await own.file.accept();
    expect(last()).toBeNull();
    own.file.anyway = true;
    void own.file.accept();
    await answer();
    expect(own.file.taken?.outcome?.closes).toBe(2620);
    expect(own.file.preview).toBeNull();
  });

  it('that turns out to close many asks again, with the new number', async () => {
    const { own, answer } = await chosen();
    void own.file.accept();
    await answer(NOTHING, { type: 'asksFirst', closes: 900, of: 1000 });
    expect(own.file.outcome).toMatchObject({ asksFirst: true, closes: 900 });
    expect(own.file.mayTake).toBe(false);
  });

  it('that was left does not come back with the next state', async () => {
    const { own, told } = await chosen();
    const { shown } = own;
    void own.file.drop();
    expect(told.some(({ type }) => type === 'leaveFile')).toBe(true);
    own.take(shown);
    expect(own.file.preview).toBeNull();
  });

  it('of a folder goes on waiting there when it is only looked at', async () => {
    const { own, told, answer } = loans();
    void own.file.look('source-1', 'upload-9');
    await answer({ type: 'preview', preview: previewOf(NOW, { upload: 'upload-9' }) });
    expect(own.file.fromFolder).toBe(true);
    const before = told.length;
    own.file.leave();
    expect(told).toHaveLength(before);
  });

  it('that did not even leave this computer says so', async () => {
    const { own } = loans({ reached: false });
    await own.file.choose('source-1', new File(['ab'], 'prestiti.csv'));
    expect(own.file.failed).toBe('failed');
  });
});

describe('where loans come from', () => {
  it('keeps the password that is kept unless another one is typed', async () => {
    const { own, last, answer } = loans();
    const [, koha] = own.sources;
    if (!koha) throw new Error('there is a Koha');
    own.source.edit(koha);
    void own.source.save();
    await answer();
    expect(last()).toMatchObject({ type: 'saveSource', id: 'source-2', password: null });
    own.source.edit(koha);
    own.source.password = 'segreta';
    void own.source.save();
    await answer(NOTHING, { type: 'fault', field: 'user' });
    expect(last()).toMatchObject({ password: 'segreta' });
    expect(own.source.fault).toBe('user');
    expect(own.source.open).toEqual({ id: 'source-2' });
  });

  it('is tried as it is typed, and what was in the way is told', async () => {
    const { own, last, answer } = loans();
    own.source.begin('desk-1');
    own.source.kind = 'koha';
    own.source.address = ' https://koha.example.org ';
    void own.source.try();
    const trouble = { cause: 'oAuthOff', said: '', at: NOW } as const;
    await answer({ type: 'tried', loans: null, trouble });
    expect(last()).toMatchObject({
      form: { kind: { type: 'koha', address: 'https://koha.example.org' } },
    });
    expect(own.source.done).toBe('bad');
    own.source.typed();
    expect(own.source.done).toBe('none');
  });
});

describe('a loan that is typed in', () => {
  it('leaves the card for the next one, and nothing after a change', async () => {
    const { own, answer } = loans();
    own.hand.begin('source-3');
    own.hand.form = { ...own.hand.form, card: 'P-0007', title: 'Orto', due: '2026-12-01' };
    void own.hand.save();
    await answer();
    expect(own.hand.form).toMatchObject({ card: 'P-0007', title: '', due: '' });
    const borrower = borrowersOf(NOW)[3];
    const loan = borrower?.loans[0];
    if (!borrower || !loan) throw new Error('somebody has something out');
    own.hand.edit(borrower, loan);
    expect(own.hand.form).toMatchObject({ card: 'P-0007', title: 'Orto e giardino' });
    void own.hand.save();
    await answer();
    expect(own.hand.form.card).toBe('');
    expect(own.hand.open).toEqual({ source: 'source-3', id: null });
  });
});

describe('whoever stands behind a thread', () => {
  it('is linked once the card was seen, and can be brought back when taken away', async () => {
    const { own, last, answer } = loans();
    own.patrons.search('thread-4');
    own.patrons.text = ' giulia ';
    void own.patrons.find();
    const [omar] = borrowersOf(NOW);
    if (!omar) throw new Error('somebody is known');
    await answer({ type: 'borrowers', borrowers: [omar] });
    expect(own.patrons.found).toHaveLength(1);
    void own.patrons.connect('thread-4', omar.id);
    await answer();
    expect(last()).toEqual({ type: 'link', thread: 'thread-4', borrower: 'borrower-1' });
    expect(own.patrons.searching).toBeNull();
    void own.patrons.disconnect('thread-4', omar);
    await answer();
    void own.patrons.undo();
    await answer();
    expect(last()).toEqual({ type: 'link', thread: 'thread-4', borrower: 'borrower-1' });
    expect(own.patrons.unlinked).toBeNull();
  });

  it('gets a link that is forgotten with the next thread', async () => {
    const { own, answer } = loans();
    const made = own.patrons.makeLink('thread-1', 'borrower-1');
    await answer({ type: 'link', address: 'https://example.org/#card=1', until: NOW });
    expect(await made).toBe('https://example.org/#card=1');
    own.patrons.look('thread-2');
    expect(own.patrons.link).toBeNull();
  });
});

describe('the ledger', () => {
  it('goes on where it ended', async () => {
    const { own, last, answer } = loans();
    void own.ledger.look();
    await answer({ type: 'ledger', notices: ledgerOf(NOW).slice(0, 3), more: true });
    void own.ledger.older();
    await answer({ type: 'ledger', notices: ledgerOf(NOW).slice(3), more: false });
    expect(last()).toMatchObject({ before: 'notice-3' });
    expect(own.ledger.notices).toHaveLength(8);
  });

  it('sends one again with a reason, which is kept when it is refused', async () => {
    const { own, last, answer } = loans();
    own.ledger.begin('notice-3');
    if (own.ledger.again) own.ledger.again.reason = ' Casella piena ';
    void own.ledger.sendAgain();
    await answer(NOTHING, { type: 'nothingToSay' });
    expect(last()).toEqual({ type: 'sendAgain', id: 'notice-3', reason: 'Casella piena' });
    expect(own.ledger.again?.reason).toBe(' Casella piena ');
    expect(own.ledger.againRefused).toEqual({ type: 'nothingToSay' });
  });
});
