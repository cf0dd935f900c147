// Where the page stands.
import { describe, expect, it, vi } from 'vitest';

import { languageFor } from '$lib/language.svelte';

import { handleIn, register } from './address';
import { openedBy } from './room/fragment';
import { openLink } from './room/requests';
import { Desk } from './test/cast';

it.each([
  ['/@biblioteca.prova', 'biblioteca.prova', ''],
  ['/@biblioteca.prova/', 'biblioteca.prova', ''],
  ['/@biblioteca.empoli/maria.rossi', 'biblioteca.empoli', 'maria.rossi'],
  ['/', '', ''],
])('the handle in %s is %s, of “%s”', (path, handle, person) => {
  expect(handleIn(path)).toEqual({ handle, person });
});

describe('a private link', () => {
  it.each([
    ['#k=abc-DEF_123', ['{"secret":"abc-DEF_123"}'], 'thread'],
    ['#k=', [], ''],
    ['#k=a b', [], ''],
    ['#elsewhere', [], ''],
    ['#prestiti', [], 'loans'],
    ['#loans', [], 'loans'],
    ['#tessera=abc-DEF_123', [], 'loans'],
    ['#tessera=', [], ''],
  ])('%s asks for %j and leads to “%s”', async (hash, asked, aside) => {
    const fetch = vi.fn(async (_: string, { body }: RequestInit) => {
      bodies.push(String(body));
      return new Response(null, { status: 204 });
    });
    const bodies: string[] = [];
    vi.stubGlobal('fetch', fetch);
    const { visit } = new Desk();
    await openedBy(visit, hash);
    expect([bodies, visit.aside, visit.trouble]).toEqual([asked, aside, null]);
    vi.unstubAllGlobals();
  });

  it('that is worth nothing any more is told of', async () => {
    vi.stubGlobal('fetch', async () => new Response(null, { status: 404 }));
    const { visit } = new Desk();
    await openedBy(visit, '#k=abc');
    expect([visit.aside, visit.trouble]).toEqual(['', 'link']);
    vi.unstubAllGlobals();
  });

  it('is opened with the secret in the body, never in the address', async () => {
    const fetch = vi.fn(async () => new Response(null, { status: 204 }));
    vi.stubGlobal('fetch', fetch);
    expect(await openLink('biblioteca.prova', 'secret')).toBe('known');
    expect(fetch).toHaveBeenCalledWith(
      '/api/@biblioteca.prova/link',
      expect.objectContaining({ method: 'POST', body: '{"secret":"secret"}' }),
    );
    vi.unstubAllGlobals();
  });
});

describe('asking for a cookie', () => {
  it.each([
    [204, 'known'],
    [429, 'tooMany'],
    [500, 'unreachable'],
  ])('%d means %s', async (status, registered) => {
    const fetch = vi.fn(async () => new Response(null, { status }));
    vi.stubGlobal('fetch', fetch);
    expect(await register('biblioteca.prova')).toBe(registered);
    expect(fetch).toHaveBeenCalledWith(
      '/api/@biblioteca.prova/patron',
      expect.objectContaining({ method: 'POST' }),
    );
    vi.unstubAllGlobals();
  });
});

it.each([
  [['it-IT', 'en'], 'it'],
  [['it'], 'it'],
  [['en-GB', 'it'], 'en'],
  [['fr'], 'en'],
  [[], 'it'],
])('a browser that speaks %j is shown %s', (preferred, language) => {
  expect(languageFor(preferred)).toBe(language);
});
