import { afterEach, expect, it } from 'vitest';

import { Appearance } from './appearance.svelte';

afterEach(() => {
  localStorage.clear();
  document.documentElement.removeAttribute('data-more-contrast');
});

function windowOf() {
  const asked: (string | null)[] = [];
  return { asked, host: { setColours: (colours: 'light' | 'dark' | null) => asked.push(colours) } };
}

it('follows the system until something else is chosen', () => {
  const { asked, host } = windowOf();
  const look = new Appearance(host);
  expect(asked).toEqual([null]);
  look.chooseColours('dark');
  look.chooseColours('system');
  expect(asked).toEqual([null, 'dark', null]);
});

it('is as it was when the window opens again', () => {
  const first = new Appearance(windowOf().host);
  first.chooseColours('dark');
  first.chooseContrast('more');
  document.documentElement.removeAttribute('data-more-contrast');

  const { asked, host } = windowOf();
  const again = new Appearance(host);
  expect([again.colours, again.contrast]).toEqual(['dark', 'more']);
  expect(asked).toEqual(['dark']);
  expect(document.documentElement.hasAttribute('data-more-contrast')).toBe(true);
});
