// The public page carries its messages without the machinery it does not use.
import { readFileSync } from 'node:fs';

import { expect, it } from 'vitest';

import { leanMessage } from '../../scripts/lean-messages.mjs';

const source = (key: string) => readFileSync(`src/lib/paraglide/messages/${key}.js`, 'utf8');

it.each(['patron_open', 'patron_open_until', 'patron_wait_range'])('%s says the same', (key) => {
  const lean = leanMessage(source(key));
  const words = source(key).match(/`[^`]+`/g) ?? [];
  expect(words).toHaveLength(2);
  for (const said of words) expect(lean).toContain(said.replaceAll('i?.', 'i.'));
  expect(lean.match(/=>/g), 'one function').toHaveLength(1);
});

it('a message with a plural keeps its forms', () => {
  const lean = leanMessage(source('patron_line'));
  expect(lean).toMatch(/const locale = getLocale\(\)/);
  const words = source('patron_line').match(/\(`[^`]+`\)/g) ?? [];
  expect(words).toHaveLength(4);
  for (const said of words) expect(lean).toContain(said.replaceAll('i?.', 'i.'));
});

it('what is no message is told apart', () => {
  expect(() => leanMessage('const other = 1;')).toThrow('no compiled message');
});
