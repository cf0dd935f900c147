import { expect, it } from 'vitest';

import { talk } from '$lib/host/scenes';

import { chatLines } from './chat-lines';

it('the thread is drawn with the desk on its own side, whoever of it speaks', () => {
  const lines = chatLines(talk(0), 'Giulia');
  expect(lines.map(({ own, author }) => [own, author])).toEqual([
    [false, 'Giulia'],
    [true, 'Ada Lastri'],
    [false, 'Giulia'],
    [false, 'Giulia'],
  ]);
});
