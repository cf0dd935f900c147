import { describe, expect, it } from 'vitest';

import { CHORDS, chordOf, numberOf } from './chord';

const press = (key: string, given: KeyboardEventInit = {}) =>
  chordOf(new KeyboardEvent('keydown', { key, ...given }));

describe('the keys that work everywhere', () => {
  it('answer, decline and switch the presence', () => {
    expect(press('Enter', { ctrlKey: true })).toBe('answer');
    expect(press('Backspace', { ctrlKey: true })).toBe('decline');
    expect(press('F9')).toBe('presence');
  });

  it('lead to blocking, with one finger more than declining', () => {
    expect(press('Backspace', { ctrlKey: true, shiftKey: true })).toBe('block');
    expect(press('Backspace', { shiftKey: true })).toBeNull();
    expect(press('F9', { shiftKey: true })).toBeNull();
  });

  it('are the same with a capital letter and without', () => {
    expect(press('M', { ctrlKey: true, shiftKey: true })).toBe('microphone');
    expect(press('m', { ctrlKey: true, shiftKey: true })).toBe('microphone');
    expect(press('m', { ctrlKey: true })).toBeNull();
  });

  it('lead to a conversation by its number', () => {
    expect(press('1', { ctrlKey: true })).toBe('contact');
    expect(press('9', { ctrlKey: true })).toBe('contact');
    expect(press('0', { ctrlKey: true })).toBeNull();
    expect(press('1')).toBeNull();
    expect(numberOf(new KeyboardEvent('keydown', { key: '4' }))).toBe(4);
  });

  it('are never two for the same keys', () => {
    const keys = CHORDS.map(({ key, ctrl, shift }) => `${ctrl} ${shift} ${key}`);
    expect(new Set(keys).size).toBe(CHORDS.length);
  });

  it('leave ordinary keys alone', () => {
    expect(press('Enter')).toBeNull();
    expect(press('Backspace')).toBeNull();
    expect(press('a', { ctrlKey: true })).toBeNull();
    expect(press('Enter', { ctrlKey: true, shiftKey: true })).toBeNull();
    expect(press('Enter', { ctrlKey: true, altKey: true })).toBeNull();
    expect(press('F9', { metaKey: true })).toBeNull();
  });

  it('mean it once when they are held, and nothing in a word being composed', () => {
    expect(press('Enter', { ctrlKey: true, repeat: true })).toBeNull();
    expect(press('Enter', { ctrlKey: true, isComposing: true })).toBeNull();
  });
});
