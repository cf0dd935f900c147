import { describe, expect, it } from 'vitest';

import type { ChatLine } from '$lib/parts/chat';

import { ThreadSearch } from './thread-search.svelte';

const line = (id: string, text: string): ChatLine => ({
  id,
  own: false,
  author: 'Giulia',
  text,
  at: 0,
  pending: false,
});

const LINES = [
  line('1', 'Perché il libro è a https://libro.example/libri?'),
  line('2', 'Non so.'),
  line('3', 'Il LIBRO è qui'),
];

function search(words: string): ThreadSearch {
  const search = new ThreadSearch();
  search.open = true;
  search.take(LINES);
  search.words = words;
  return search;
}

describe('the search in a thread', () => {
  it('counts what it found and begins at the newest', () => {
    const found = search('libr');
    expect([found.at, found.places.length]).toEqual([4, 4]);
    expect(found.current?.line).toBe('3');
  });

  it('goes on to older places and round again', () => {
    const found = search('libro');
    expect(found.places).toHaveLength(3);
    const seen = [found.at];
    for (let step = 0; step < 3; step += 1) {
      found.older();
      seen.push(found.at);
    }
    expect(seen).toEqual([3, 2, 1, 3]);
    found.newer();
    expect(found.at).toBe(1);
  });

  it('stays where the reader is when something is said meanwhile', () => {
    const found = search('non so');
    expect(found.at).toBe(1);
    const libri = search('libro');
    libri.older();
    libri.take([...LINES, line('4', 'Niente.')]);
    expect(libri.current?.line).toBe('1');
  });

  it('marks what it found, inside addresses too, and nothing of the text is lost', () => {
    const found = search('libro');
    const marked = found.marked(LINES[0] as ChatLine);
    expect(marked.map(({ text }) => text).join('')).toBe(LINES[0]?.text);
    expect(
      marked.filter(({ mark }) => mark).map(({ text, href, mark }) => [text, href, mark]),
    ).toEqual([
      ['libro', null, 'found'],
      ['libro', 'https://libro.example/libri', 'found'],
    ]);
    const newest = found.marked(LINES[2] as ChatLine);
    expect(newest.find(({ mark }) => mark)).toEqual({ text: 'LIBRO', href: null, mark: 'current' });
  });

  it('finds nothing when it is closed, and forgets the words', () => {
    const found = search('libro');
    found.close();
    expect([found.at, found.words, found.current]).toEqual([0, '', null]);
    expect(found.marked(LINES[2] as ChatLine)).toEqual([{ text: 'Il LIBRO è qui', href: null }]);
  });
});
