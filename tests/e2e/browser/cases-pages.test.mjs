// The patron's cases can be used by everybody: all of them, one, what is added, closed and
// erased, and the cards in the thread, with a desk that is not there, in both languages,
// light and dark, wide and narrow, and from the keyboard alone.
import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { after } from 'node:test';

import { hasNoFault, isForEverybody, settled, staysInside } from '../kit/access.mjs';
import { Cast, story } from '../kit/cast.mjs';
import { OUT } from '../kit/programs.mjs';
import { Scenes } from '../kit/scenes.mjs';
import { until } from '../kit/until.mjs';
import { words } from '../kit/words.mjs';

const LONG = { patience: 300_000 };
const WIDE = { width: 1280, height: 800 };
const ASKED = '2026/11';
const OFFICE = '2026/12';
const say = words('it');

/** The pages are built once; each story has a browser of its own. */
const stage = new Cast('the pages');
const scenes = Scenes.open(stage, 'patron');
after(() => stage.goHome());

/** Somebody who has asked for something, on the public page's mock desk. */
class Asker {
  language = 'it';

  static async come(cast, query, options = {}) {
    const asker = new Asker();
    const { base } = await scenes;
    asker.page = await (await scenes).look(cast, { viewport: WIDE, ...options });
    asker.page.setDefaultTimeout(10_000);
    await asker.page.goto(`${base}/@biblioteca.prova?${query}`);
    return asker;
  }

  button(key, values) {
    return this.page.getByRole('button', { name: say(key, values), exact: true });
  }

  shown(key, values) {
    return this.page.getByText(say(key, values)).first();
  }

  async untilTitled(key, values) {
    const name = say(key, values);
    await this.page.getByRole('heading', { level: 1, name, exact: true }).waitFor();
  }

  async open(number) {
    await this.page.getByRole('button', { name: number }).click();
    await this.untilTitled('patron_cases_number', { number });
  }

  async judge(name) {
    await isForEverybody(this, name);
    await mkdir(OUT, { recursive: true });
    for (const colorScheme of ['light', 'dark']) {
      await this.page.emulateMedia({ colorScheme });
      await this.page.setViewportSize({ width: 390, height: 844 });
      await settled(this.page);
      const picture = path.join(OUT, `cases-${name}-${colorScheme}.png`);
      await this.page.screenshot({ path: picture, fullPage: true });
    }
    await this.page.emulateMedia({ colorScheme: 'light' });
    await this.page.setViewportSize(WIDE);
  }
}

story(
  'from the front to all cases, to one, and back, for everybody',
  async (cast) => {
    const asker = await Asker.come(cast, 'cases');
    const { page } = asker;
    await asker.button('patron_cases_go_asked', { count: 1 }).click();
    await asker.untilTitled('patron_cases_title');
    await asker.shown('patron_cases_over').waitFor();
    await asker.judge('all');
    await asker.open('2026/7');
    const file = page.getByRole('link', { name: 'Modulo sala studio.pdf' });
    assert.match(
      await file.getAttribute('href'),
      /^\/api\/@biblioteca\.prova\/case-files\/[\w-]+$/,
    );
    await asker.judge('answered');
    await asker.button('patron_back').click();
    await asker.open('2026/9');
    await page.getByText('Dovevamo risponderti').waitFor();
    await asker.judge('late');
    await asker.button('patron_back').click();
    await asker.untilTitled('patron_cases_title');
  },
  LONG,
);

story(
  'what a link leads to opens the cases at once, also where there are none',
  async (cast) => {
    const asker = await Asker.come(cast, 'cases&scene=closed#richieste');
    await asker.untilTitled('patron_cases_title');
    await asker.shown('patron_cases_open').waitFor();
    assert.equal(await asker.page.evaluate(() => location.hash), '');
    const stranger = await Asker.come(cast, 'scene=closed#richieste');
    await stranger.shown('patron_cases_none').waitFor();
    await stranger.judge('none');
  },
  LONG,
);

story(
  'what is added is kept over a reload until the desk has it',
  async (cast) => {
    const asker = await Asker.come(cast, 'cases#richieste');
    const { page } = asker;
    await asker.open(OFFICE);
    await asker.judge('office');
    const area = page.getByLabel(say('patron_cases_add'), { exact: true });
    await asker.button('patron_cases_send').click();
    await page.getByRole('alert').waitFor();
    await asker.judge('no-words');
    await area.fill('Il battesimo fu a Pontorme.');
    await page.reload();
    await asker.button('patron_cases_go_asked', { count: 1 }).click();
    await asker.open(OFFICE);
    assert.equal(await area.inputValue(), 'Il battesimo fu a Pontorme.');
    await area.press('Tab');
    await page.keyboard.press('Enter');
    await asker.shown('patron_cases_added').waitFor();
    await page.getByRole('listitem').filter({ hasText: 'Il battesimo fu a Pontorme.' }).waitFor();
    assert.equal(await area.inputValue(), '');
    await asker.judge('added');
  },
  LONG,
);

story(
  'a refusal is told where it happens, and nothing that was typed is lost',
  async (cast) => {
    const asker = await Asker.come(cast, 'cases&refuse=tooManyTries#richieste');
    await asker.open(OFFICE);
    const area = asker.page.getByLabel(say('patron_cases_add'), { exact: true });
    await area.fill('Il battesimo fu a Pontorme.');
    await asker.button('patron_cases_send').click();
    await asker.shown('patron_cases_no_tries').waitFor();
    assert.equal(await area.inputValue(), 'Il battesimo fu a Pontorme.');
    await asker.judge('refused');
  },
  LONG,
);

story(
  'a case is closed in one tap and opened again in another, and erased in two',
  async (cast) => {
    const asker = await Asker.come(cast, 'cases#richieste');
    await asker.open(OFFICE);
    await asker.button('patron_cases_close').click();
    await asker.shown('patron_cases_closed').waitFor();
    await asker.judge('closed');
    await asker.button('patron_cases_undo').click();
    await asker.shown('patron_cases_added').waitFor();
    await asker.button('patron_cases_close').waitFor();
    await asker.button('patron_cases_erase').click();
    await asker.shown('patron_cases_erase_final').waitFor();
    await asker.judge('erase');
    await asker.button('patron_cases_erase_yes').click();
    await asker.shown('patron_cases_erased', { number: OFFICE }).waitFor();
    await asker.judge('erased');
  },
  LONG,
);

story(
  'news of cases stand in the thread as cards that lead to them',
  async (cast) => {
    const asker = await Asker.come(cast, 'cases');
    const { page } = asker;
    await asker.button('patron_answer').click();
    const opened = page.getByRole('article', {
      name: say('patron_cases_told_opened', { number: OFFICE }),
    });
    await opened.getByText(/entro .+ 1 dicembre/).waitFor();
    await page.setViewportSize({ width: 390, height: 2600 });
    await asker.judge('thread');
    const log = page.getByRole('log');
    await mkdir(OUT, { recursive: true });
    // The log scrolls within itself: for the picture it is as high as what is in it.
    await page.addStyleTag({
      content: '.thread { height: auto !important; max-height: none !important; }',
    });
    await page.setViewportSize({ width: 390, height: 844 });
    await settled(page);
    await log.screenshot({ path: path.join(OUT, 'cases-cards.png') });
    await page.getByRole('button', { name: say('patron_cases_answer'), exact: true }).click();
    await asker.untilTitled('patron_cases_number', { number: ASKED });
    await until('the field to have the focus', () =>
      page.evaluate(() => document.activeElement?.tagName === 'TEXTAREA'),
    );
    await asker.judge('asked');
    await asker.button('patron_back').click();
    await asker.untilTitled('patron_messages_title');
  },
  LONG,
);

story(
  'a case is answered from the keyboard alone, at 200 % and in forced colours',
  async (cast) => {
    // A page of 640 px at 200 %.
    const asker = await Asker.come(cast, 'cases', { viewport: { width: 320, height: 400 } });
    const { page } = asker;
    await page.emulateMedia({ forcedColors: 'active' });
    await asker.button('patron_cases_go_asked', { count: 1 }).press('Enter');
    await asker.untilTitled('patron_cases_title');
    await tabTo(page, /2026\/11/);
    await page.keyboard.press('Enter');
    await asker.untilTitled('patron_cases_number', { number: ASKED });
    await until('the heading to have the focus', () =>
      page.evaluate(() => document.activeElement?.tagName === 'H1'),
    );
    await tabTo(page, /^Rispondi$/);
    await page.keyboard.press('Enter');
    await until('the field to have the focus', () =>
      page.evaluate(() => document.activeElement?.tagName === 'TEXTAREA'),
    );
    await page.keyboard.type('Per studio.');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await asker.shown('patron_cases_state_in_hand').waitFor();
    await tabTo(page, /^Non serve più$/);
    await page.keyboard.press('Enter');
    await asker.shown('patron_cases_closed').waitFor();
    await until('what came of it to have the focus', () =>
      page.evaluate(() => document.activeElement !== document.body),
    );
    await hasNoFault(page, 'cases, forced colours');
    await staysInside(page, 'cases, forced colours');
    await page.screenshot({ path: path.join(OUT, 'cases-forced.png'), fullPage: true });
  },
  LONG,
);

/** Presses Tab until something with this name has the focus. */
async function tabTo(page, name) {
  for (let step = 0; step < 60; step += 1) {
    await page.keyboard.press('Tab');
    const told = await page.evaluate(() => {
      const one = document.activeElement;
      return (one?.getAttribute('aria-label') ?? one?.textContent ?? '')
        .replace(/\s+/g, ' ')
        .trim();
    });
    if (name.test(told)) return;
  }
  assert.fail(`Tab never came to ${name}`);
}
