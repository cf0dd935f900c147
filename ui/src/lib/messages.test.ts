// Both languages say the same things, and say something.
import { readdirSync, readFileSync } from 'node:fs';

import { describe, expect, it } from 'vitest';

type Entry = string | { match: Record<string, string> }[];

function read(part: string, locale: string): Record<string, Entry> {
  const path = `messages/${part}/${locale}.json`;
  const entries = JSON.parse(readFileSync(path, 'utf8'));
  delete entries.$schema;
  return entries;
}

function texts(entry: Entry): string[] {
  return typeof entry === 'string'
    ? [entry]
    : entry.flatMap((variant) => Object.values(variant.match));
}

function placeholders(entry: Entry): string[] {
  const names = texts(entry).flatMap((text) => text.match(/\{\w+\}/g) ?? []);
  return [...new Set(names)].sort();
}

const sources = readdirSync('src', { recursive: true, encoding: 'utf8' })
  .filter((path) => /\.(svelte|ts)$/.test(path) && !/paraglide|\.test\.ts$/.test(path))
  .map((path) => readFileSync(`src/${path}`, 'utf8'))
  .join('\n');

describe.each(readdirSync('messages'))('the messages of %s', (part) => {
  const it_ = read(part, 'it');
  const en = read(part, 'en');

  it('have the same keys in both languages', () => {
    expect(Object.keys(en).sort()).toEqual(Object.keys(it_).sort());
  });

  it('begin with the name of their part', () => {
    expect(Object.keys(it_).filter((key) => !key.startsWith(`${part}_`))).toEqual([]);
  });

  it('are all said somewhere', () => {
    const unsaid = Object.keys(it_).filter((key) => !new RegExp(`\\bm\\.${key}\\b`).test(sources));
    expect(unsaid).toEqual([]);
  });

  it('are never empty', () => {
    for (const [key, entry] of [...Object.entries(it_), ...Object.entries(en)]) {
      expect(
        texts(entry).every((text) => text.trim() !== ''),
        key,
      ).toBe(true);
    }
  });

  it('are given the same values in both languages', () => {
    for (const [key, entry] of Object.entries(it_)) {
      expect(placeholders(en[key] ?? ''), key).toEqual(placeholders(entry));
    }
  });
});
