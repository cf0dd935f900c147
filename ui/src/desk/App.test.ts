// The window in all its states, as a librarian meets it.
import { render, screen } from '@testing-library/svelte';
import { describe, expect, it, vi } from 'vitest';

import { scenes, type Scene } from '$lib/host/scenes';
import { language } from '$lib/language.svelte';
import { expectAccessible } from '$lib/test/axe';

import App from './App.svelte';
import { Desk } from './state/desk.svelte';
import { atTheSameMoment, open } from './test/open';
import { Recorder } from './test/recorder';

atTheSameMoment();

describe('every state', () => {
  // The rows of a hundred are those of seven, and jsdom needs long for them.
  const looked = (Object.keys(scenes) as Scene[]).filter((scene) => scene !== 'line300');

  it.each(looked)('%s can be used by everyone', async (scene) => {
    await open(scene);
    await expectAccessible();
    language.choose('en');
    await vi.waitFor(() => expect(document.documentElement.lang).toBe('en'));
    expect(document.querySelectorAll('[style]')).toHaveLength(
      // The shared composer grows with its text.
      document.querySelectorAll('textarea[style]').length,
    );
  });

  it('before the program has spoken, and without a program', async () => {
    const host = new Recorder();
    host.refuses = true;
    const desk = new Desk(host);
    render(App, { desk });
    expect(screen.getByRole('heading', { name: 'Un momento…' })).toBeVisible();
    await expectAccessible();
    await desk.start();
    expect(await screen.findByRole('alert')).toHaveTextContent('Chiudere Sportello');
    await expectAccessible();
  });
});
