// How the patron wants to be reached.
import { describe, expect, it } from 'vitest';

import type { ReachOrder } from '$lib/wire';

import { fakePush } from '../test/push';
import { Reach } from './reach.svelte';

const noPush = fakePush({ support: 'no' });

function reach({ hears = true } = {}) {
  const said: ReachOrder[] = [];
  const own = new Reach((order) => {
    if (hears) said.push(order);
    return hears;
  }, noPush);
  return { own, said };
}

const ADA = 'ada@example.org';

describe('the wish to be reached', () => {
  it('is what the server knows, and fills the field until something is typed', () => {
    const { own } = reach();
    own.hear({ type: 'stands', mail: true, wish: { type: 'mail', address: ADA }, push: null });
    expect([own.mail, own.address, own.typed, own.done]).toEqual([true, ADA, ADA, 'none']);
    own.typed = 'altra';
    own.hear({ type: 'stands', mail: true, wish: { type: 'mail', address: ADA }, push: null });
    expect(own.typed).toBe('altra');
  });

  it('is said without blanks around it, and saved once the server says so', () => {
    const { own, said } = reach();
    own.typed = ` ${ADA} `;
    own.wantMail();
    expect(said).toEqual([{ type: 'wish', wish: { type: 'mail', address: ADA } }]);
    expect(own.done).toBe('asked');
    own.hear({ type: 'stands', mail: true, wish: { type: 'mail', address: ADA }, push: null });
    expect([own.done, own.typed]).toEqual(['saved', ADA]);
  });

  it('can be taken back', () => {
    const { own } = reach();
    own.wantNothing();
    own.hear({ type: 'stands', mail: true, wish: { type: 'notAtAll' }, push: null });
    expect([own.done, own.address]).toEqual(['saved', null]);
  });

  it('says why it was not taken, and that nobody heard it', () => {
    const { own } = reach();
    own.wantMail();
    own.hear({ type: 'refused', why: 'badAddress' });
    expect([own.done, own.trouble]).toEqual(['failed', 'badAddress']);
    const { own: deaf } = reach({ hears: false });
    deaf.sendLink();
    expect([deaf.done, deaf.trouble]).toEqual(['failed', 'notSaved']);
  });

  it('tells that the link is on its way', () => {
    const { own, said } = reach();
    own.sendLink();
    own.hear({ type: 'linkSent' });
    expect([said, own.done]).toEqual([[{ type: 'sendLink' }], 'linkSent']);
  });
});
