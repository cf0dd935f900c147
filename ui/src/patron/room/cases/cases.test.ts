// Cases as the page lives them: when it asks for them, what is done about one, what is
// being written, and a line that breaks in between.
import { beforeEach, describe, expect, it } from 'vitest';

import { Desk, desk as deskView, ended, fromBo, history, memory, OPEN } from '../../test/cast';
import { done, entry, mark, news, ownCase, refused, stands } from '../../test/cases';
import type { Thread } from '../thread.svelte';
import type { Cases } from './cases.svelte';

let desk: Desk;
let thread: Thread;
let cases: Cases;

beforeEach(() => begin());

function begin(store = memory()): void {
  desk = new Desk(store);
  thread = desk.furnish();
  cases = thread.cases;
}

/** The desk greets a patron whom it knows. */
function greet(messages = [news('caseOpened')]): void {
  desk.say({ type: 'desk', desk: deskView(OPEN) });
  desk.put(null);
  desk.say(history(messages));
}

/** It knows this patron, and tells these cases. */
function known(...own: ReturnType<typeof ownCase>[]): void {
  greet();
  desk.say(stands(...(own.length > 0 ? own : [ownCase()])));
  desk.taken();
}

/** The line breaks, and the server tells on the next one. */
function reconnect(...own: ReturnType<typeof ownCase>[]): void {
  desk.lose();
  greet();
  desk.say(stands(...own));
}

const asks = () => desk.heard.splice(0).filter((said) => said.type === 'cases').length;

describe('how they stand is asked', () => {
  it('once a message speaks of a case, and once on each line', () => {
    greet([fromBo('hello', 'Buongiorno')]);
    expect(asks()).toBe(0);
    desk.say({ type: 'message', message: news('caseOpened') });
    desk.say({ type: 'message', message: news('caseAnswered', 'Sì.') });
    expect([asks(), cases.offered]).toEqual([1, false]);
    desk.say(stands(ownCase()));
    expect(cases.offered).toBe(true);
    desk.lose();
    greet([]);
    expect(asks()).toBe(1);
  });

  it('when they are to be shown, though nothing speaks of them', () => {
    desk.visit.aside = 'cases';
    desk.greetStranger();
    cases.begin();
    expect([asks(), cases.step]).toEqual([0, 'none']);
    greet([]);
    expect([asks(), cases.step]).toEqual([1, 'asking']);
    desk.say(stands());
    expect(cases.step).toBe('none');
  });
});

describe('looking at one', () => {
  it('goes from all of them to one and back, and from the thread back to the thread', () => {
    known(ownCase(), ownCase({ id: 'other', number: '2126/13' }));
    cases.begin();
    expect([cases.step, desk.visit.screen.name]).toEqual(['list', 'cases']);
    cases.look('other');
    expect([cases.step, cases.current?.number]).toEqual(['case', '2126/13']);
    cases.back();
    expect([cases.step, cases.shown]).toEqual(['list', true]);
    cases.leave();
    expect(desk.visit.screen.name).toBe('front');
    desk.visit.read();
    cases.look('case', true);
    expect([cases.step, cases.writing, desk.visit.screen.name]).toEqual(['case', true, 'thread']);
    cases.back();
    expect([cases.shown, desk.visit.screen.name]).toEqual([false, 'thread']);
  });

  it('says that it is gone when it is, and shows the others', () => {
    known(ownCase(), ownCase({ id: 'other' }));
    cases.look('case');
    desk.say(stands(ownCase({ id: 'other' })));
    expect([cases.step, cases.undone?.why]).toEqual(['list', 'gone']);
  });

  it('leaves a contact that is over where it is', () => {
    known();
    desk.put(ended());
    cases.look('case');
    expect([desk.visit.screen.name, cases.shown]).toEqual(['ended', true]);
  });
});

describe('an order', () => {
  it('is one at a time for each case, and is answered with its case', () => {
    known(ownCase(), ownCase({ id: 'other' }));
    cases.close('case');
    cases.close('case');
    cases.erase('case');
    cases.close('other');
    expect(desk.orderedCases()).toEqual([
      { type: 'close', case: 'case' },
      { type: 'close', case: 'other' },
    ]);
    desk.say(done('other'));
    expect([cases.busyWith('case'), cases.busyWith('other')]).toEqual(['close', null]);
    expect(cases.done).toEqual({ case: 'other', what: 'closed' });
    desk.say(refused('over'));
    expect([cases.busyWith('case'), cases.undone]).toEqual([null, { case: 'case', why: 'over' }]);
  });

  it('that nobody hears is told, and what was typed stays', () => {
    known();
    cases.write('case', 'Il padre era Torquato.');
    desk.lose();
    cases.add('case');
    expect(cases.undone).toEqual({ case: 'case', why: 'away' });
    expect(cases.draft('case')).toBe('Il padre era Torquato.');
  });

  it('to add something asks for words, and keeps them until they are taken', () => {
    known();
    cases.write('case', '   ');
    cases.add('case');
    expect([desk.orderedCases(), cases.undone?.why]).toEqual([[], 'text']);
    cases.write('case', ' Il padre era Torquato. ');
    expect(cases.undone).toBe(null);
    cases.add('case');
    expect(desk.orderedCases()).toEqual([
      { type: 'addInfo', case: 'case', text: 'Il padre era Torquato.' },
    ]);
    desk.say(refused('tooManyTries'));
    expect([cases.draft('case'), cases.undone?.why]).toEqual([
      ' Il padre era Torquato. ',
      'tooManyTries',
    ]);
    cases.add('case');
    desk.say(done());
    expect([cases.draft('case'), cases.done?.what]).toEqual(['', 'added']);
  });

  it('to close is undone by words that open it again, which are no draft', () => {
    known();
    cases.write('case', 'Un appunto');
    cases.close('case');
    desk.say(stands(ownCase({ state: 'closed' })), done());
    expect(cases.done?.what).toBe('closed');
    cases.reopen('case', 'Mi serve ancora.');
    expect(desk.orderedCases().pop()).toEqual({
      type: 'addInfo',
      case: 'case',
      text: 'Mi serve ancora.',
    });
    desk.say(done());
    expect([cases.done?.what, cases.draft('case')]).toEqual(['added', 'Un appunto']);
  });

  it.each([
    ['before', [done(), stands()]],
    ['after', [stands(), done()]],
  ])('to erase leads to the others, told %s how they stand', (_, told) => {
    known();
    cases.look('case');
    cases.erase('case');
    desk.say(...told);
    expect([cases.current, cases.erased, cases.undone]).toEqual([null, '2126/12', null]);
    expect(cases.step).toBe('none');
    expect(thread.caseNewsIn('caseOpened')).toMatchObject({ mark: null, text: '' });
  });
});

describe('what is being written', () => {
  it('outlives a reload, each case for itself, and goes with its case', () => {
    const store = memory();
    begin(store);
    known(ownCase(), ownCase({ id: 'other' }));
    cases.write('case', 'Il padre');
    cases.write('other', 'La madre');
    begin(store);
    expect([cases.draft('case'), cases.draft('other')]).toEqual(['Il padre', 'La madre']);
    known(ownCase());
    expect([cases.draft('case'), cases.draft('other')]).toEqual(['Il padre', '']);
    cases.write('case', '');
    expect(store.kept.size).toBe(0);
  });

  it.each(['[', '[1]', 'null', '{"case":7}'])('is none where %s was kept', (kept) => {
    const store = memory();
    store.setItem('sportello.case-drafts', kept);
    begin(store);
    expect(cases.draft('case')).toBe('');
    expect(cases.draft('0')).toBe('');
  });
});

describe('a line that breaks', () => {
  it('writes nothing twice: what arrived is done, what nobody knows is asked of the patron', () => {
    const before = ownCase({ entries: [entry('wrote', 'Grazie')] });
    known(before, ownCase({ id: 'other' }));
    for (const id of ['case', 'other']) {
      cases.write(id, 'Grazie');
      cases.add(id);
    }
    desk.taken();
    const after = ownCase({ entries: [entry('wrote', 'Grazie'), entry('wrote', 'Grazie')] });
    reconnect(after, ownCase({ id: 'other' }));
    expect(desk.orderedCases()).toEqual([]);
    expect([cases.draft('case'), cases.draft('other')]).toEqual(['', 'Grazie']);
    expect(cases.undone).toEqual({ case: 'other', why: 'away' });
    expect(cases.busyWith('other')).toBe(null);
  });

  it('closes and erases again what may be done twice', () => {
    known(ownCase(), ownCase({ id: 'other' }));
    cases.close('case');
    cases.erase('other');
    desk.taken();
    reconnect(ownCase(), ownCase({ id: 'other' }));
    expect(desk.orderedCases()).toEqual([
      { type: 'close', case: 'case' },
      { type: 'erase', case: 'other' },
    ]);
    reconnect(ownCase({ state: 'closed' }));
    expect(desk.orderedCases()).toEqual([]);
    expect(cases.erased).toBe('2126/12');
  });
});

describe('in the thread', () => {
  it('news of a case are said by the library, and what was added by the patron', () => {
    greet([news('caseAnswered', 'Sì.', { at: 1 }), news('caseInfoAdded', 'Grazie', { at: 2 })]);
    expect(thread.lines).toMatchObject([
      { text: '', author: 'Biblioteca di prova', own: false, narrated: false },
      { text: '', author: '', own: true, narrated: false },
    ]);
    expect(thread.caseNewsIn('caseAnswered')).toEqual({
      happened: 'caseAnswered',
      mark: mark(),
      text: 'Sì.',
      before: '',
    });
    expect(thread.caseNewsIn('caseInfoAdded')?.before).toBe('2126-12-01');
    expect(thread.caseNewsIn('other')).toBe(null);
  });
});

it('forgets all with the patron', () => {
  known();
  cases.look('case');
  cases.write('case', 'Il padre');
  thread.clear();
  expect([cases.cases, cases.shown, cases.draft('case'), cases.step]).toEqual([
    null,
    false,
    '',
    'none',
  ]);
});
