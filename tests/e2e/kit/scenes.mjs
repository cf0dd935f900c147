// The librarian's window in every state that it can be in, without a program behind it: its
// pages built with their mock host, at a moment that stands still. And the public page with
// its mock desk.
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import path from 'node:path';
import { promisify } from 'node:util';

import { openChromium } from './chromium.mjs';
import { REPOSITORY } from './programs.mjs';
import { settled } from './access.mjs';

const execute = promisify(execFile);

const UI = path.join(REPOSITORY, 'ui');
const NOW = '2026-11-21T10:30:00+01:00';
const KINDS = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
};

export class Scenes {
  /** @param {'desk' | 'patron'} [pages] whose pages */
  static async open(cast, pages = 'desk') {
    const scenes = new Scenes();
    const folder = await cast.folder('scenes');
    const build = ['build', '--config', `vite.${pages}.config.ts`, '--mode', 'mock'];
    await execute(path.join(UI, 'node_modules/.bin/vite'), [...build, '--outDir', folder], {
      cwd: UI,
    });
    scenes.base = await scenes.#serve(cast, folder);
    return scenes;
  }

  #serve(cast, folder) {
    const server = createServer(async ({ url }, answer) => {
      const { pathname } = new URL(url, 'http://scenes');
      const isPage = pathname === '/' || pathname.startsWith('/@');
      const name = isPage ? '/index.html' : path.normalize(pathname);
      try {
        const body = await readFile(path.join(folder, name));
        answer.setHeader('content-type', KINDS[path.extname(name)] ?? 'image/png').end(body);
      } catch {
        answer.writeHead(404).end();
      }
    });
    cast.join({ stop: () => new Promise((done) => server.close(done)) });
    return new Promise((done) => {
      server.listen(0, '127.0.0.1', () => done(`http://127.0.0.1:${server.address().port}`));
    });
  }

  /** A browser in which scenes are looked at, in one way of seeing. */
  async look(cast, { language = 'it', colorScheme = 'light', viewport, browser: given }) {
    const browser = given ?? (await openChromium());
    const context = await browser.newContext({
      viewport,
      colorScheme,
      locale: language,
      timezoneId: 'Europe/Rome',
      reducedMotion: 'reduce',
    });
    cast.join({ stop: () => context.close() });
    const page = await context.newPage();
    await page.clock.setFixedTime(new Date(NOW));
    return page;
  }

  /** The names of all scenes. */
  async names(page) {
    await page.goto(`${this.base}/?all`);
    await page.locator('iframe').first().waitFor();
    return page.locator('iframe').evaluateAll((frames) => frames.map(({ title }) => title));
  }

  async show(page, scene) {
    await page.goto(`${this.base}/?scene=${scene}`);
    await page.locator('h1, h2').first().waitFor();
    await settled(page);
  }
}
