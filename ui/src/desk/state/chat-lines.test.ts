import { describe, expect, it } from 'vitest';

import { HOUSE, openThread, talk, thread, threadWithPast } from '$lib/host/scene-threads';

import { NOW } from '../test/recorder';
import { chatLines, chatUploads } from './chat-lines';

describe('a thread', () => {
  it('is drawn with the desk on its own side, whoever of it speaks', () => {
    const lines = chatLines(thread({ messages: talk(0) }), 'Giulia', HOUSE);
    expect(lines.map(({ own, author }) => [own, author])).toEqual([
      [false, 'Giulia'],
      [true, 'Ada Lastri'],
      [false, 'Giulia'],
      [false, 'Giulia'],
    ]);
  });

  it('says how far each word of the desk has come, and nothing of the others', () => {
    const lines = chatLines(openThread(0), 'Omar', HOUSE);
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
    const [, own] = chatLines(thread({ messages, patron: { received: 1, read: 1 } }), '', HOUSE);
    expect(own).toMatchObject({ own: true, pending: true, reached: undefined });
  });

  it('puts what happened into words that nobody said', () => {
    const [first] = chatLines(openThread(0), 'Omar', HOUSE);
    expect(first).toMatchObject({
      narrated: true,
      own: false,
      author: '',
      text: 'Era il suo turno, ma la pagina non era aperta.',
    });
  });

  it('tells of an appointment in the time of the library', () => {
    const speaker = { type: 'desk', happened: 'appointmentBooked' } as const;
    const [said] = talk(0);
    if (!said) throw new Error('nobody said anything');
    const starts = Date.UTC(2026, 10, 24, 9, 30);
    const appointment = { id: 'one', starts, name: { it: 'Ricerca', en: 'Finding' } };
    const message = { ...said.message, speaker, appointment };
    const view = thread({ messages: [{ ...said, message }] });
    const [line] = chatLines(view, '', { ...HOUSE, zone: 'America/New_York' });
    expect(line?.text).toContain('04:30');
  });

  it('has its files, and those on their way', () => {
    const view = openThread(0);
    expect(chatLines(view, 'Omar', HOUSE)[2]?.file).toMatchObject({ name: 'copertina.jpg' });
    expect(chatUploads(view)).toEqual([
      { id: '0-scheda.pdf', name: 'scheda.pdf', share: null, trouble: null },
    ]);
  });

  it('marks who answered when, where it happened, with what was written down', () => {
    const lines = chatLines(threadWithPast(NOW), 'Nives', HOUSE);
    const marks = lines.filter(({ id }) => id.startsWith('visit-'));
    expect(marks.map(({ text, aside }) => [text, aside])).toEqual([
      [
        'Videochiamata: ha risposto Cleo Neri, 12 min',
        'Esito: Passato ad altri\nTema: Ricerche bibliografiche\nNota: Aspetta la guida della Toscana: avvisare quando arriva.',
      ],
      ['Chiamata vocale senza risposta: ha lasciato la fila', undefined],
      ['Videochiamata: Ada Lastri ha chiamato, 6 min', 'Esito: Risolto subito'],
    ]);
    const at = lines.map((line) => line.at);
    expect(at).toEqual([...at].sort((one, other) => one - other));
  });

  it('signs every word of the desk, and says when a patron consented to a still', () => {
    const lines = chatLines(threadWithPast(NOW), 'Nives', HOUSE);
    const desks = lines.filter(({ own }) => own);
    expect(desks.map(({ author, signed }) => [author, signed])).toEqual([
      ['Cleo Neri', true],
      ['Ada Lastri', true],
    ]);
    expect(desks[1]?.aside).toBe('Fermo immagine: consenso dato alle 09:49');
  });
});
