// What notices say by themselves stands in the core; the form shows the same.
import { readFileSync } from 'node:fs';

import { describe, expect, it } from 'vitest';

import {
  filledWording,
  NOTICE_KINDS,
  noticePlaceholders,
  ownWording,
  usualWording,
} from './notice-words';

const core = readFileSync('../src-tauri/core/src/notices/words.rs', 'utf8')
  .replaceAll(/\\\n\s*/g, '')
  .replaceAll(/\s+/g, ' ');

describe('the words of a notice', () => {
  it.each(NOTICE_KINDS)('are those that the core says: %s', (kind) => {
    expect(core).toContain(`"${usualWording(kind, 'it').replace('{nome}', '{name}')}"`);
    expect(core).toContain(`"${usualWording(kind, 'en')}"`);
  });

  it('are the library’s own where it has some, of that kind and language', () => {
    const wordings = [{ kind: 'due', language: 'it', text: 'Oggi!' } as const];
    expect(ownWording(wordings, 'due', 'it')).toEqual({ row: 0, text: 'Oggi!' });
    expect(ownWording(wordings, 'due', 'en')).toBeNull();
  });

  it('are filled in whichever language the placeholder is in', () => {
    expect(filledWording('{nome} {library} {altro}', 'A', 'B')).toBe('A B {altro}');
    expect(noticePlaceholders('it')).toEqual(['{nome}', '{biblioteca}']);
  });
});
