import { afterEach, describe, expect, it, vi } from 'vitest';

import { Remembered } from './remembered.svelte';

describe('a choice of this computer', () => {
  afterEach(() => localStorage.removeItem('sportello.desk.test'));

  it('is remembered', () => {
    const choice = new Remembered('test', false);
    expect(choice.value).toBe(false);
    choice.value = true;
    expect(new Remembered('test', false).value).toBe(true);
  });

  it('lasts as long as the window where nothing may be stored', () => {
    const forbidden = () => {
      throw new DOMException('forbidden', 'SecurityError');
    };
    vi.spyOn(Storage.prototype, 'getItem').mockImplementation(forbidden);
    vi.spyOn(Storage.prototype, 'setItem').mockImplementation(forbidden);
    const choice = new Remembered('test', true);
    expect(choice.value).toBe(true);
    choice.value = false;
    expect(choice.value).toBe(false);
  });
});
