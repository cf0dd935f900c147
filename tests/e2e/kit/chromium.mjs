// A Chromium with a fake camera, a moving face on green, and a fake microphone, which
// beeps. One for a file of tests; every patron has a context of their own in it.
import { after } from 'node:test';

import { chromium } from 'playwright-core';

import { theirs } from './programs.mjs';

const ARGUMENTS = [
  '--headless=new',
  '--use-fake-device-for-media-stream=fps=30',
  '--use-fake-ui-for-media-stream',
  // Both ends of a call are on this computer.
  '--allow-loopback-in-peer-connection',
  '--disable-quic',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
];

let running = null;

/** The browser of this file; its profile is new and thrown away. */
export function openChromium() {
  if (running) return running;
  after(async () => {
    const browser = await running?.catch(() => null);
    running = null;
    await browser?.close();
  });
  running = launch();
  return running;
}

const options = () => ({
  executablePath: theirs('chromium', { variable: 'SPORTELLO_CHROMIUM' }),
  // Playwright's headless is another program; this one is Chromium's own.
  headless: false,
  chromiumSandbox: false,
  ignoreDefaultArgs: ['--mute-audio'],
  args: ARGUMENTS,
});

export function launch() {
  return chromium.launch(options());
}

/** A browser for one patron, with a profile that is kept while the story lasts: only such
 * a one shows notifications. `prepare` is given its context before any page opens. */
export function kept(folder, prepare = async () => undefined) {
  return {
    async newContext(given) {
      const context = await chromium.launchPersistentContext(folder, { ...options(), ...given });
      await prepare(context);
      return context;
    },
  };
}
