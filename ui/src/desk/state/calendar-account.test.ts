// The library's calendar on a server, as it is typed.
import { describe, expect, it } from 'vitest';

import type { OutsideOrder } from '$lib/wire';

import { CalendarAccountForm, type Outcome } from './calendar-account.svelte';

const FINE: Outcome = { refused: null, calendars: [], trouble: null };
const ACCOUNT = {
  address: 'https://cloud.example/',
  user: 'sportello',
  collection: 'https://cloud.example/dav/consulenze/',
  collectionName: 'Consulenze',
  authority: '',
  names: false,
  language: 'it',
} as const;

/** A form whose server answers with this. */
function form(outcome: Partial<Outcome> = {}) {
  const asked: OutsideOrder[] = [];
  const own = new CalendarAccountForm((order) => {
    asked.push(order);
    return Promise.resolve({ ...FINE, ...outcome });
  });
  return { own, asked };
}

describe('the library’s calendar', () => {
  it('is filled once, and not over what is being typed', () => {
    const { own } = form();
    own.fill(ACCOUNT);
    expect(own.calendars.map(({ name }) => name)).toEqual(['Consulenze']);
    own.address = 'https://altro.example/';
    own.fill(ACCOUNT);
    expect(own.address).toBe('https://altro.example/');
  });

  it('is the first that can be used, unless the one that is chosen is among those found', async () => {
    const calendars = [
      { collection: 'https://cloud.example/dav/ferie/', name: 'Ferie', takesEvents: false },
      { collection: 'https://cloud.example/dav/nuovo/', name: 'Nuovo', takesEvents: true },
    ];
    const { own } = form({ calendars });
    own.fill(ACCOUNT);
    await own.look('it');
    expect([own.done, own.collection]).toEqual(['found', 'https://cloud.example/dav/nuovo/']);
  });

  it('keeps the password that is there when none is typed', async () => {
    const { own, asked } = form();
    own.fill(ACCOUNT);
    await own.save('it');
    expect(asked).toEqual([{ type: 'saveCalendar', account: ACCOUNT, password: null }]);
    expect(own.done).toBe('saved');
  });

  it('says in which field something is wrong', async () => {
    const { own } = form({ refused: { type: 'fault', fault: 'address' } });
    await own.save('it');
    expect([own.fault, own.done]).toEqual(['address', 'none']);
  });

  it('that can’t be reached leaves what was chosen', async () => {
    const trouble = { cause: 'nobodyAnswers', said: '' } as const;
    const { own } = form({ trouble });
    own.fill(ACCOUNT);
    await own.look('it');
    expect([own.done, own.collection]).toEqual(['bad', ACCOUNT.collection]);
  });
});
