// What is the patron's own.
import { describe, expect, it, vi } from 'vitest';

import { Belongings, type BelongingsParts } from './belongings.svelte';
import { privateLinkWords } from './words';

function belongings(given: Partial<BelongingsParts> = {}) {
  return new Belongings({
    makeLink: async () => ({
      link: 'https://desk.example/@prova#k=secret',
      qr: '<svg/>',
      until: null,
    }),
    forget: async () => true,
    forgotten: () => undefined,
    copy: async () => undefined,
    ...given,
  });
}

describe('the private link', () => {
  it('is made on demand, drawn, and copied', async () => {
    const copy = vi.fn(async () => undefined);
    const own = belongings({ copy });
    expect(own.link).toBe('');
    await own.makeLink();
    expect([own.linking, own.picture]).toEqual(['made', 'data:image/svg+xml,%3Csvg%2F%3E']);
    await own.copy();
    expect(copy).toHaveBeenCalledExactlyOnceWith('https://desk.example/@prova#k=secret');
    expect(own.linking).toBe('copied');
    own.close();
    expect([own.link, own.picture]).toEqual(['', '']);
  });

  it('says that it could not be made', async () => {
    const own = belongings({ makeLink: async () => null });
    await own.makeLink();
    expect([own.linking, own.link]).toEqual(['failed', '']);
  });

  it('stays to be copied by hand where the browser does not copy', async () => {
    const own = belongings({ copy: () => Promise.reject(new Error('no')) });
    await own.makeLink();
    await own.copy();
    expect([own.linking, own.link]).toEqual(['made', 'https://desk.example/@prova#k=secret']);
  });
});

describe('being forgotten', () => {
  it('is asked for twice, and can be left', () => {
    const own = belongings();
    own.ask();
    expect(own.forgetting).toBe('asked');
    own.keep();
    expect(own.forgetting).toBe('no');
  });

  it('is told to the page only once the server has done it', async () => {
    const forgotten = vi.fn();
    const failing = belongings({ forget: async () => false, forgotten });
    await failing.forget();
    expect(failing.forgetting).toBe('failed');
    expect(forgotten).not.toHaveBeenCalled();
    await belongings({ forgotten }).forget();
    expect(forgotten).toHaveBeenCalledOnce();
  });
});

describe('the words under a private link', () => {
  it('name the day on which it ends, if it does', () => {
    expect(privateLinkWords(null)).not.toMatch(/20\d\d/);
    expect(privateLinkWords(Date.UTC(2026, 11, 24, 12))).toContain('24 dicembre 2026');
  });
});
