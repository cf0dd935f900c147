import { beforeEach, describe, expect, it } from 'vitest';

import { contact } from '$lib/host/scene-window';
import type { SeatContact, StillsOrder } from '$lib/wire';

import { Stills } from './stills.svelte';

const PICTURE = new Uint8Array([1, 2, 3]);

let orders: StillsOrder[];
let sent: [string, Uint8Array][];
let failed: number;
let picture: Uint8Array<ArrayBuffer> | null;
let stills: Stills;

beforeEach(() => {
  [orders, sent, failed, picture] = [[], [], 0, PICTURE];
  stills = new Stills({
    order: (order) => Promise.resolve(orders.push(order) > 0),
    take: () => Promise.resolve(picture),
    send: (id, bytes) => Promise.resolve(void sent.push([id, bytes])),
    failed: () => (failed += 1),
  });
});

const allowed = (until: number): SeatContact =>
  contact({ still: { type: 'allowed', purpose: 'la copertina', until } });

const settled = () => new Promise((done) => setTimeout(done));

describe('a still', () => {
  it('is asked for with what it is for', async () => {
    stills.open = true;
    await stills.ask('contact-0');
    expect(orders).toEqual([]);
    stills.purpose = ' la copertina ';
    await stills.ask('contact-0');
    expect(orders).toEqual([{ type: 'ask', contact: 'contact-0', purpose: 'la copertina' }]);
    expect(stills.open).toBe(false);
  });

  it('is taken at once after a yes, and once for each', async () => {
    stills.follow(contact({ still: { type: 'asked', purpose: 'x', until: 1 } }));
    stills.follow(allowed(7));
    stills.follow(allowed(7));
    await settled();
    expect(sent).toEqual([['contact-0', PICTURE]]);
    stills.follow(allowed(90));
    await settled();
    expect(sent).toHaveLength(2);
  });

  it('is not taken for a call at another seat', async () => {
    stills.follow({ ...allowed(7), here: false });
    await settled();
    expect(sent).toEqual([]);
  });

  it('that can not be taken is said, and the consent is given back', async () => {
    picture = null;
    stills.follow(allowed(7));
    await settled();
    expect([sent, failed]).toEqual([[], 1]);
    expect(orders).toEqual([{ type: 'withdraw', contact: 'contact-0' }]);
  });
});
