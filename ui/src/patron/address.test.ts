// Where the page stands.
import { describe, expect, it, vi } from 'vitest';

import { languageFor } from '$lib/language.svelte';

import { handleIn, register } from './address';

it.each([
  ['/@biblioteca.prova', 'biblioteca.prova'],
  ['/@biblioteca.prova/', 'biblioteca.prova'],
  ['/@biblioteca.empoli/maria.rossi', 'biblioteca.empoli'],
  ['/', ''],
])('the handle in %s is %s', (path, handle) => {
  expect(handleIn(path)).toBe(handle);
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
    expect(fetch).toHaveBeenCalledWith('/api/@biblioteca.prova/patron', { method: 'POST' });
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
