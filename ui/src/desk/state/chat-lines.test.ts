import { describe, expect, it } from 'vitest';

import { openThread, talk, thread } from '$lib/host/scene-threads';

import { chatLines, chatUploads } from './chat-lines';

describe('a thread', () => {
  it('is drawn with the desk on its own side, whoever of it speaks', () => {
    const lines = chatLines(thread({ messages: talk(0) }), 'Giulia');
    expect(lines.map(({ own, author }) => [own, author])).toEqual([
      [false, 'Giulia'],
      [true, 'Ada Lastri'],
      [false, 'Giulia'],
      [false, 'Giulia'],
    ]);
  });

  it('says how far each word of the desk has come, and nothing of the others', () => {
    const lines = chatLines(openThread(0), 'Omar');
    expect(lines.map(({ reached }) => reached)).toEqual([
      undefined,
      undefined,
      undefined,
      'read',
      'delivered',
      'sent',
    ]);
  });

  it('claims nothing of what the server has not taken', () => {
    const messages = talk(0).map((one) => ({ ...one, pending: true }));
    const [, own] = chatLines(thread({ messages, patron: { received: 1, read: 1 } }), '');
    expect(own).toMatchObject({ own: true, pending: true, reached: undefined });
  });

  it('puts what happened into words that nobody said', () => {
    const [first] = chatLines(openThread(0), 'Omar');
    expect(first).toMatchObject({
      narrated: true,
      own: false,
      author: '',
      text: 'Era il suo turno, ma la pagina non era aperta.',
    });
  });

  it('has its files, and those on their way', () => {
    const view = openThread(0);
    expect(chatLines(view, 'Omar')[2]?.file).toMatchObject({ name: 'copertina.jpg' });
    expect(chatUploads(view)).toEqual([
      { id: '0-scheda.pdf', name: 'scheda.pdf', share: null, trouble: null },
    ]);
  });
});
