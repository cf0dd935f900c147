// The chat of both pages.
import { fireEvent, render, screen } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { describe, expect, it, vi } from 'vitest';

import { expectAccessible } from '$lib/test/axe';

import { charactersLeft, LONGEST_TEXT, pieces, rows, type ChatLine } from './chat';
import Chat from './Chat.svelte';

const NOON = new Date(2026, 10, 21, 12, 0).getTime();
const DAY = 24 * 60 * 60 * 1000;

const labels = { log: 'Messaggi', field: 'Scrivi un messaggio', empty: 'Ancora niente.' };

function line(id: string, given: Partial<ChatLine> = {}): ChatLine {
  return { id, own: false, author: 'Bo', text: `testo ${id}`, at: NOON, pending: false, ...given };
}

describe('rows', () => {
  it('name an author once in a run', () => {
    const drawn = rows([line('1'), line('2'), line('3', { own: true, author: 'Ada' })], NOON);
    expect(drawn.map((row) => row.startsRun)).toEqual([true, false, true]);
  });

  it('name a day only where it changes, and never a lone today', () => {
    const started = (lines: ChatLine[]) => rows(lines, NOON).map((row) => row.startsDay);
    expect(started([line('1'), line('2')])).toEqual([false, false]);
    expect(started([line('1', { at: NOON - DAY }), line('2')])).toEqual([true, true]);
  });
});

describe('the counter', () => {
  it('is silent while there is room and exact near the limit', () => {
    expect(charactersLeft('ciao')).toBeNull();
    expect(charactersLeft('a'.repeat(LONGEST_TEXT - 10))).toBe(10);
  });
});

describe('the chat', () => {
  it('can be used by everyone, with and without messages', async () => {
    const target = document.body.appendChild(document.createElement('main'));
    const { rerender } = render(
      Chat,
      { target, props: { messages: [], labels, onsay: () => undefined } },
      { baseElement: document.body },
    );
    await expectAccessible();
    await rerender({ messages: [line('1'), line('2', { own: true, pending: true })] });
    expect(screen.getByRole('log', { name: 'Messaggi' })).toHaveTextContent('In invio…');
    await expectAccessible();
  });

  it('sends on Enter, and begins a line on Shift and Enter', async () => {
    const onsay = vi.fn();
    render(Chat, { messages: [], labels, onsay });
    const field = screen.getByLabelText<HTMLTextAreaElement>(labels.field);
    await userEvent.type(field, 'Buongiorno{Shift>}{Enter}{/Shift}a voi');
    expect(onsay).not.toHaveBeenCalled();
    await userEvent.type(field, '{Enter}');
    expect(onsay).toHaveBeenCalledExactlyOnceWith('Buongiorno\na voi');
    expect(field).toHaveValue('');
  });

  it('does not send white space, nor a word that is still being composed', async () => {
    const onsay = vi.fn();
    render(Chat, { messages: [], labels, onsay });
    const field = screen.getByLabelText(labels.field);
    await userEvent.type(field, '   {Enter}');
    await userEvent.type(field, 'ni');
    await fireEvent.keyDown(field, { key: 'Enter', isComposing: true });
    expect(onsay).not.toHaveBeenCalled();
  });

  it('gives the words back when they could not be sent', async () => {
    const onsay = vi.fn().mockRejectedValue(new Error('away'));
    render(Chat, { messages: [], labels, onsay });
    const field = screen.getByLabelText(labels.field);
    await userEvent.type(field, 'Non perdermi{Enter}');
    expect(field).toHaveValue('Non perdermi');
  });
});

describe('addresses in a text', () => {
  const found = (text: string) =>
    pieces(text)
      .filter(({ href }) => href)
      .map(({ text }) => text);

  it.each([
    ['Guarda https://opac.example/libro?id=3.', ['https://opac.example/libro?id=3']],
    [
      '(http://uno.example) e http://due.example/a_(b)!',
      ['http://uno.example', 'http://due.example/a_(b)'],
    ],
    ['javascript:alert(1) ftp://x.example data:text/html,x', []],
    ['https://', []],
    ['ciao', []],
  ])('%s', (text, addresses) => {
    expect(found(text)).toEqual(addresses);
    expect(
      pieces(text)
        .map((piece) => piece.text)
        .join(''),
    ).toBe(text);
  });

  it('lead there in a tab that knows nothing of this one', () => {
    render(Chat, { messages: [line('1', { text: 'Vedi https://opac.example/3 grazie' })], labels });
    const link = screen.getByRole('link', { name: 'https://opac.example/3' });
    expect(link).toHaveAttribute('rel', 'noopener noreferrer');
    expect(link).toHaveAttribute('target', '_blank');
    expect(screen.getByRole('log')).toHaveTextContent('Vedi https://opac.example/3 grazie');
  });
});

describe('files', () => {
  const file = {
    file: 'f',
    name: 'modulo.pdf',
    kind: 'pdf',
    size: 1_234_567,
    consentedAt: null,
  } as const;

  it('are drawn as what they are, with the way to have them', async () => {
    const target = document.body.appendChild(document.createElement('main'));
    const picture = { ...file, kind: 'jpeg', name: 'copertina.jpg', href: '/f' } as const;
    const onsave = vi.fn();
    render(
      Chat,
      {
        target,
        props: {
          messages: [line('1', { text: '', file: picture }), line('2', { text: '', file })],
          labels,
          onsave,
        },
      },
      { baseElement: document.body },
    );
    const link = screen.getByRole('link', { name: /copertina\.jpg.*Immagine/ });
    expect(link).toHaveAttribute('href', '/f');
    expect(link.querySelector('img')).toHaveAttribute('src', '/f');
    await userEvent.click(screen.getByRole('button', { name: /modulo\.pdf.*PDF, 1,2 MB/ }));
    expect(onsave).toHaveBeenCalledExactlyOnceWith(expect.objectContaining({ id: '2' }));
    await expectAccessible();
  });

  it('come by the button, by pasting and by dropping', async () => {
    const onattach = vi.fn();
    render(Chat, { messages: [], labels, onsay: () => undefined, onattach });
    const made = new File(['x'], 'foto.png');
    const chooser = document.querySelector<HTMLInputElement>('input[type=file]');
    if (!chooser) throw new Error('There is no way to choose a file.');
    await userEvent.upload(chooser, made, { applyAccept: false });
    await fireEvent.paste(screen.getByLabelText(labels.field), {
      clipboardData: { files: [made] },
    });
    await fireEvent.drop(screen.getByRole('log'), {
      dataTransfer: { files: [made], types: ['Files'] },
    });
    expect(onattach.mock.calls).toEqual([[[made]], [[made]], [[made]]]);
  });

  it('on their way can be stopped, and say why they did not go', async () => {
    const oncancel = vi.fn();
    const uploads = [
      { id: '1', name: 'uno.pdf', share: 0.5, trouble: null },
      { id: '2', name: 'due.exe', share: 0, trouble: 'wrongKind' as const },
    ];
    const target = document.body.appendChild(document.createElement('main'));
    render(
      Chat,
      { target, props: { messages: [], labels, onsay: () => undefined, uploads, oncancel } },
      { baseElement: document.body },
    );
    expect(screen.getByRole('progressbar', { name: 'Invio di uno.pdf' })).toHaveValue(0.5);
    expect(screen.getByRole('alert')).toHaveTextContent(/immagini \(JPEG, PNG, WebP\)/);
    await userEvent.click(screen.getByRole('button', { name: 'Annulla l’invio di uno.pdf' }));
    expect(oncancel).toHaveBeenCalledExactlyOnceWith('1');
    await expectAccessible();
  });
});

describe('what becomes of a message', () => {
  it.each([
    ['sent', 'Inviato'],
    ['delivered', 'Consegnato'],
    ['read', 'Letto'],
  ] as const)('is told in words: %s', (reached, words) => {
    render(Chat, { messages: [line('1', { own: true, reached })], labels });
    expect(screen.getByRole('log')).toHaveTextContent(words);
  });

  it('is told of who types, and of what nobody said', () => {
    const messages = [line('1', { author: '', narrated: true, text: 'Toccava a te.' })];
    render(Chat, { messages, labels, typing: 'Bo sta scrivendo…' });
    expect(screen.getByRole('status')).toHaveTextContent('Bo sta scrivendo…');
    expect(screen.getByRole('log')).not.toHaveTextContent('Tu');
  });
});
