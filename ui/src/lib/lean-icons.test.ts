// Lucide's icons can be drawn without its machinery.
import { readFileSync } from 'node:fs';

import { expect, it } from 'vitest';

import { leanIcon } from '../../scripts/lean-icons.mjs';

it('an icon becomes a plain template', () => {
  const source = readFileSync('node_modules/@lucide/svelte/dist/icons/video.svelte', 'utf8');
  const lean = leanIcon(source);
  expect(lean).toMatch(/<path d="[^"]+" \/>/);
  expect(lean).toContain('aria-hidden="true"');
  expect(() => leanIcon('<p>something else</p>')).toThrow('no Lucide icon');
});
