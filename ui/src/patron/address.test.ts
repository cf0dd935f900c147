// Where the page stands.
import { describe, expect, it, vi } from 'vitest';

import { languageFor } from '$lib/language.svelte';

import { handleIn, register, secretIn } from './address';
import { openLink } from './room/requests';

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
    ['#k=abc-DEF_123', 'abc-DEF_123'],
    ['#k=', ''],
    ['#k=a b', ''],
    ['#elsewhere', ''],
    ['', ''],
  ])('%s holds the secret “%s”', (hash, secret) => {
    expect(secretIn(hash)).toBe(secret);
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
