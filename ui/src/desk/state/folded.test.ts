import { describe, expect, it, vi } from 'vitest';

import { Finder } from './folded';

const found = (text: string, words: string) =>
  new Finder().find(text, words).map(({ from, to }) => text.slice(from, to));

describe('words are found', () => {
  it('whatever their case and accents, in both directions', () => {
    expect(found('Perché no? perche sì.', 'perche')).toEqual(['Perché', 'perche']);
    expect(found('perche no', 'PERCHÉ')).toEqual(['perche']);
  });

  it('also where an accent stands apart from its letter', () => {
    expect(found('Si apre cosi\u0300 tardi', 'cosi t')).toEqual(['cosi\u0300 t']);
  });

  it('behind letters that need two units', () => {
    expect(found('📚📚 libro', 'libro')).toEqual(['libro']);
    expect(found('İstanbul e libro', 'libro')).toEqual(['libro']);
  });

  it('and nothing is found by nothing', () => {
    expect(found('abc', '  ')).toEqual([]);
    expect(found('aaa', 'aa')).toEqual(['aa']);
  });
});

it('a text is folded once, however often it is searched', () => {
  const finder = new Finder();
  const texts = Array.from({ length: 200 }, (_, n) => `${'perché è così, '.repeat(20)}${n}`);
  const folding = vi.spyOn(String.prototype, 'normalize');
  expect(texts.flatMap((text) => finder.find(text, 'cosi'))).toHaveLength(4_000);
  folding.mockClear();
  for (const text of texts) finder.find(text, 'perche');
  const again = folding.mock.calls.length;
  folding.mockRestore();
  expect(again).toBe(0);
});
