// The outbox in the window: orders, answers, and the mail account as it is typed.
import { describe, expect, it } from 'vitest';

import { outboxInDoubt, outboxOf } from '$lib/host/mock-outbox';
import type { OutboxAnswer, OutboxOrder, OutboxWindowOrder } from '$lib/wire';

import { Outbox } from './outbox.svelte';

function outbox({ reached = true } = {}) {
  const orders: OutboxWindowOrder[] = [];
  const own = new Outbox((order) => {
    orders.push(order);
    return Promise.resolve(reached);
  });
  const answer = async (given: Partial<OutboxAnswer> = {}) => {
    await Promise.resolve();
    const number = orders.at(-1)?.number ?? 0;
    own.take({ ...own.shown, answer: { number, refused: null, trouble: null, ...given } });
  };
  return { own, orders, answer, last: (): OutboxOrder | undefined => orders.at(-1)?.order };
}

describe('the outbox', () => {
  it('tells why something was not done', async () => {
    const { own, answer, last } = outbox();
    const done = own.sendAgain('one');
    await answer({ refused: { type: 'settled' } });
    await done;
    expect(last()).toEqual({ type: 'sendAgain', id: 'one' });
    expect(own.trouble).toEqual({ type: 'settled' });
  });

  it('says that nothing was saved when the server is away', async () => {
    const { own } = outbox({ reached: false });
    await own.arrived('one');
    expect(own.trouble).toEqual({ type: 'notSaved' });
  });
});

describe('what concerns everybody', () => {
  it('is counted, and told apart by thread', () => {
    const { own } = outbox();
    expect([own.toLookAt, own.standsStill]).toEqual([0, false]);
    own.take(outboxInDoubt('one', 0));
    expect([own.toLookAt, own.of('one').length, own.of('two').length]).toEqual([3, 3, 0]);
    own.take(outboxOf(0, { still: true }));
    expect(own.standsStill).toBe(true);
    own.leave();
    expect([own.toLookAt, own.standsStill]).toEqual([0, false]);
  });
});

describe('the mail account', () => {
  it('is filled once, and not over what is being typed', () => {
    const { own } = outbox();
    own.take(outboxOf(0));
    expect(own.mail.server).toBe('smtp.comune.example');
    own.mail.server = 'posta.comune.example';
    own.take(outboxOf(1));
    expect(own.mail.server).toBe('posta.comune.example');
    expect(own.mail.password).toBe('');
  });

  it('keeps its password unless another is typed, and forgets what was typed', async () => {
    const { own, answer, last } = outbox();
    own.take(outboxOf(0));
    let done = own.mail.save();
    await answer();
    await done;
    expect(last()).toMatchObject({ type: 'saveMail', password: null });
    own.mail.password = 'acqua e sale';
    done = own.mail.save();
    await answer();
    await done;
    expect(last()).toMatchObject({ type: 'saveMail', password: 'acqua e sale' });
    expect([own.mail.done, own.mail.password]).toEqual(['saved', '']);
  });

  it('tells what was in the way of a test, and in which field something is wrong', async () => {
    const { own, answer } = outbox();
    let done = own.mail.test();
    expect(own.mail.busy).toBe(true);
    const trouble = { cause: 'wrongPassword', said: '535' } as const;
    await answer({ trouble });
    await done;
    expect([own.mail.done, own.mail.trouble]).toEqual(['bad', trouble]);
    done = own.mail.test();
    await answer({ refused: { type: 'fault', fault: 'sender' } });
    await done;
    expect([own.mail.done, own.mail.fault]).toEqual(['none', 'sender']);
  });

  it('changes the usual port with the encryption, and no other', () => {
    const { own } = outbox();
    own.mail.setSecurity('tls');
    expect(own.mail.port).toBe(465);
    own.mail.port = 2525;
    own.mail.setSecurity('startTls');
    expect(own.mail.port).toBe(2525);
  });
});
