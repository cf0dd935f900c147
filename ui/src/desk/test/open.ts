// The window drawn in one of its scenes, for tests of what a librarian meets.
import { render, screen } from '@testing-library/svelte';
import { afterEach, beforeEach, vi } from 'vitest';

import type { Scene } from '$lib/host/scenes';
import { language } from '$lib/language.svelte';

import App from '../App.svelte';
import { deskAt, NOW } from './recorder';

export async function open(scene: Scene) {
  const { desk, host } = await deskAt(scene);
  render(App, { desk });
  return { desk, host };
}

export const button = (name: string | RegExp) => screen.getByRole('button', { name });

/** Every test looks at the same moment, in Italian, and leaves nothing remembered. */
export function atTheSameMoment(): void {
  beforeEach(() => vi.useFakeTimers({ now: NOW, toFake: ['Date'] }));
  afterEach(() => {
    vi.useRealTimers();
    language.choose('it');
    localStorage.clear();
    document.documentElement.removeAttribute('data-more-contrast');
  });
}
