// The chat of both pages.
import { fireEvent, render, screen } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { describe, expect, it, vi } from 'vitest';

import { expectAccessible } from '$lib/test/axe';

import { charactersLeft, LONGEST_TEXT, rows, type ChatLine } from './chat';
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
