// The librarian's real window: the program with its embedded desk server and synthetic
// devices, driven over WebDriver. What it is asked is what a librarian sees: names of
// buttons, texts, and the two pictures.
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import path from 'node:path';

import { atRest, told } from './access.mjs';
import { HERE, OUT, ours, Program, theirs } from './programs.mjs';
import { until, within } from './until.mjs';
import { WebDriver } from './webdriver.mjs';
import { words } from './words.mjs';

/** A busy computer takes its time to open a window. */
const OPENING_MS = 45_000;
const CLOSING_MS = 5_000;
const AXE = path.join(HERE, 'node_modules/axe-core/axe.min.js');

export class Window {
  /**
   * Opens the window with the sample library; or, with `sample: false`, as the computer
   * was set up whose folder is `data`: a new one asks. `given` are further arguments.
   */
  static async open(cast, screen, options = {}) {
    const { language = 'it', sample = true, data = null, given = [], env = {} } = options;
    const window = new Window(screen, language);
    window.data = data ?? (await cast.folder('window'));
    await window.#start(cast, { sample, given, env });
    return window;
  }

  constructor(screen, language) {
    this.screen = screen;
    this.language = language;
    this.words = words(language);
  }

  async #start(cast, { sample, given, env }) {
    const { data } = this;
    const port = await freePort();
    this.env = {
      SPORTELLO_DEVICES: 'synthetic',
      XDG_DATA_HOME: data,
      XDG_CACHE_HOME: data,
      XDG_CONFIG_HOME: data,
      LANG: 'it_IT.UTF-8',
      LANGUAGE: 'it',
      ...env,
    };
    this.program = new Program('window', theirs('WebKitWebDriver'), [`--port=${port}`], {
      env: { TAURI_WEBVIEW_AUTOMATION: 'true', ...this.env },
    });
    cast.join(this);
    this.driver = new WebDriver(`http://127.0.0.1:${port}`);
    const capabilities = {
      browserName: 'wry',
      'webkitgtk:browserOptions': {
        binary: ours('sportello'),
        args: sample ? ['--sample', ...given] : given,
      },
    };
    await until('the driver to open the window', () =>
      this.driver.open(capabilities).then(() => true),
    );
    // The driver starts the window; it is the driver's only child.
    const { pid } = this.program;
    this.pid = Number(readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim());
    if (sample) await this.untilServing();
    await this.chooseLanguage(this.language);
  }

  /** Waits for the server inside, and knows its link. */
  async untilServing() {
    const [, link] = await this.program.untilSaid(/Patrons: (http\S+)/);
    this.link = link;
    this.server = new URL(link).origin;
  }

  async chooseLanguage(language) {
    await until(
      'the switch of languages',
      () => this.driver.find(`button[lang="${language}"]`),
      OPENING_MS,
    );
    await this.driver.click(`button[lang="${language}"]`);
    await until(
      `the window to be read in ${language}`,
      async () => (await this.driver.run(() => document.documentElement.lang)) === language,
    );
    this.language = language;
    this.words = words(language);
  }

  /** All the text that is to be read. */
  text() {
    return this.driver.run(() => document.body.innerText);
  }

  async untilRead(key, values) {
    const wanted = this.words(key, values);
    await until(`the window to say “${wanted}”`, async () => (await this.text()).includes(wanted));
  }

  /** Words stand in the chat, and no more on their way. */
  async untilInChat(text) {
    await until(`“${text}” in the window's chat`, () =>
      this.driver.run(
        (wanted, pending) => {
          const lines = [...document.querySelectorAll('[role="log"] li')];
          return lines.some(
            ({ innerText }) => innerText.includes(wanted) && !innerText.includes(pending),
          );
        },
        text,
        this.words('shared_chat_pending'),
      ),
    );
  }

  /** Presses the button whose name begins like this, once it can be pressed. */
  async press(key, values) {
    const name = this.words(key, values);
    await until(`a button “${name}” to press`, () => this.driver.run(markButton, name));
    await this.driver.click('[data-pressed-by-test]');
  }

  /** Presses the button that says this somewhere, within a part of the window. */
  async pressWithin(css, text) {
    await until(`“${text}” to press within ${css}`, () =>
      this.driver.run(
        (css, text) => {
          const part = document.querySelector(css);
          const able = [...(part?.querySelectorAll('button') ?? [])];
          const found = able.find(({ innerText }) => innerText.includes(text));
          found?.click();
          return found !== undefined;
        },
        css,
        text,
      ),
    );
  }

  /** Opens a thread of the list, by who it is with. */
  async openThread(name) {
    await this.pressWithin('[data-testid="threads"]', name);
  }

  /** What stands in a field. */
  value(css) {
    return this.driver.run((css) => document.querySelector(css)?.value ?? null, css);
  }

  /** Types over what stands in a field. */
  async retype(css, text) {
    await until(`the field ${css}`, () => this.driver.find(css));
    await this.driver.run((css) => document.querySelector(css).select(), css);
    await this.driver.type(css, text);
  }

  /** The field of the chat that is open. */
  get field() {
    return `textarea[placeholder="${this.words('desk_chat_field')}"]`;
  }

  /** A new program joins a server, as the assistant leads it, and signs in there. */
  async join(desk, user, password) {
    await this.untilRead('desk_setup_way_title');
    await this.driver.click('input[value="join"]');
    await this.press('desk_setup_next');
    await this.untilRead('desk_setup_server_title');
    await this.retype('input[name="server"]', desk.link);
    await this.untilRead('desk_setup_server_found', { address: desk.server });
    await this.press('desk_setup_server_join');
    await this.signIn(user, password);
    await this.press('desk_setup_trial_go');
    await this.untilRead('desk_empty_title');
  }

  async signIn(user, password) {
    await this.untilRead('desk_signin_title');
    await this.retype('input[name="user"]', user);
    await this.retype('input[name="password"]', `${password}\uE007`);
  }

  /** Ticks what stands beside these words. */
  async check(key, values) {
    const words = this.words(key, values);
    await until(`“${words}” to tick`, () =>
      this.driver.run((words) => {
        const label = [...document.querySelectorAll('label')].find(({ innerText }) =>
          innerText.includes(words),
        );
        for (const old of document.querySelectorAll('[data-ticked-by-test]')) {
          delete old.dataset.tickedByTest;
        }
        if (!label?.control) return false;
        label.control.dataset.tickedByTest = '';
        return true;
      }, words),
    );
    await this.driver.click('[data-ticked-by-test]');
  }

  /** Whether the program has ended. */
  isGone() {
    return !existsSync(`/proc/${this.pid}`);
  }

  async untilButton(key) {
    const name = this.words(key);
    await until(`a button “${name}”`, () => this.driver.run(markButton, name));
  }

  /** Takes the newest change back: an older one may still offer it, too. */
  async undoNewest() {
    const name = this.words('desk_library_undo');
    await until('something to take back', () =>
      this.driver.run((name) => {
        const all = [...document.querySelectorAll('button')];
        const newest = all.filter(({ innerText }) => innerText.trim() === name).at(-1);
        newest?.click();
        return newest !== undefined;
      }, name),
    );
  }

  async say(text) {
    const field = `textarea[placeholder="${this.words('desk_chat_field')}"]`;
    await until('the field to write in', () => this.driver.find(field));
    await this.driver.type(field, `${text}\uE007`);
    await this.untilInChat(text);
  }

  async rings() {
    return this.driver.run(() => document.querySelector('[data-testid="ring-bar"]') !== null);
  }

  async untilRinging() {
    await until('the window to ring', () => this.rings());
  }

  async untilQuiet() {
    await until('the window to ring no more', async () => !(await this.rings()));
  }

  /** How many pictures of the patron were drawn so far. */
  frames() {
    return this.driver.run(() => {
      const canvas = document.querySelector('[data-testid="patron-picture"]');
      return Number(canvas?.dataset.frames ?? 0);
    });
  }

  /** Where one of the pictures is on the screen. */
  async region(name) {
    const inside = await this.driver.run((name) => {
      const canvas = document.querySelector(`[data-testid="${name}"]`);
      if (!canvas) return null;
      const { left, top, width, height } = canvas.getBoundingClientRect();
      return { left, top, width, height };
    }, name);
    if (!inside) return null;
    const { left, top } = await this.screen.window('sportello');
    return {
      left: Math.round(left + inside.left),
      top: Math.round(top + inside.top),
      width: Math.round(inside.width),
      height: Math.round(inside.height),
    };
  }

  /** axe finds nothing, in the window as it is. */
  async hasNoFault(state) {
    const isThere = await this.driver.run(() => typeof window.axe === 'object');
    if (!isThere) await this.driver.load(readFileSync(AXE, 'utf8'));
    await this.driver.run(atRest);
    const { violations, passes } = await this.driver.run(() =>
      window.axe.run().then(({ violations, passes }) => ({
        passes: passes.length,
        violations: violations.map(({ id, nodes }) => ({
          id,
          nodes: nodes.map(({ target, failureSummary }) => ({ target, failureSummary })),
        })),
      })),
    );
    if (passes < 5) throw new Error(`${state}: axe saw too little`);
    if (violations.length > 0) {
      throw new Error(`${state}: axe finds ${JSON.stringify(told(violations), null, 2)}`);
    }
  }

  /** Keeps what is on the screen, for people to look at. */
  async keepShot(name) {
    await this.painted();
    await mkdir(OUT, { recursive: true });
    await writeFile(path.join(OUT, `${name}.png`), await this.screen.shot());
  }

  /** What the page says is also on the screen. */
  painted() {
    return this.driver.run(
      () =>
        new Promise((done) =>
          requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done, 100))),
        ),
    );
  }

  log() {
    return this.program.log();
  }

  content() {
    const { ended, stopped } = this.program;
    if (ended && !stopped) throw new Error(`the window ${ended}`);
  }

  async stop() {
    await within('closing', this.driver.close(), CLOSING_MS).catch(() => undefined);
    if (this.pid) {
      await until('the window to be gone', () => this.isGone(), CLOSING_MS).catch(() =>
        this.#end(),
      );
    }
    await this.program.stop();
  }

  #end() {
    try {
      process.kill(this.pid, 'SIGKILL');
    } catch {
      // It went by itself.
    }
  }
}

/* Runs in the page. */
function markButton(name) {
  for (const old of document.querySelectorAll('[data-pressed-by-test]')) {
    delete old.dataset.pressedByTest;
  }
  const found = [...document.querySelectorAll('button')].find((button) => {
    const label = button.getAttribute('aria-label') ?? button.innerText.trim();
    const asleep = button.disabled || button.getAttribute('aria-disabled') === 'true';
    return !asleep && label.startsWith(name);
  });
  if (!found) return false;
  found.dataset.pressedByTest = '';
  return true;
}

/** A port that nobody uses at this moment. */
function freePort() {
  return new Promise((done, fail) => {
    const server = createServer();
    server.once('error', fail);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => done(port));
    });
  });
}
