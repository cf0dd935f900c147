// Loans can be used by everybody: each step of linking a card, the loans and the answers to
// a notice, with a desk that is not there, in both languages, light and dark, wide and
// narrow, and from the keyboard alone.
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
const say = words('it');

/** The pages are built once; each story has a browser of its own. */
const stage = new Cast('the pages');
const scenes = Scenes.open(stage, 'patron');
after(() => stage.goHome());

/** A page of the public page's mock desk, and what is done on it. */
class Borrower {
  language = 'it';

  static async come(cast, query, options = {}) {
    const borrower = new Borrower();
    const { base } = await scenes;
    borrower.page = await (await scenes).look(cast, { viewport: WIDE, ...options });
    borrower.page.setDefaultTimeout(10_000);
    await borrower.page.goto(`${base}/@biblioteca.prova?${query}`);
    return borrower;
  }

  button(key, values) {
    return this.page.getByRole('button', { name: say(key, values), exact: true });
  }

  loan(name) {
    return this.page.getByRole('article', { name });
  }

  async untilTitled(key) {
    await this.page.getByRole('heading', { level: 1, name: say(key), exact: true }).waitFor();
  }

  async judge(name) {
    await isForEverybody(this, name);
    for (const colorScheme of ['light', 'dark']) {
      await this.page.emulateMedia({ colorScheme });
      await this.page.setViewportSize({ width: 390, height: 844 });
      await settled(this.page);
      await mkdir(OUT, { recursive: true });
      const picture = path.join(OUT, `loans-${name}-${colorScheme}.png`);
      await this.page.screenshot({ path: picture, fullPage: true });
    }
    await this.page.emulateMedia({ colorScheme: 'light' });
    await this.page.setViewportSize(WIDE);
  }
}

story(
  'each step from the front to the loans is for everybody',
  async (cast) => {
    const borrower = await Borrower.come(cast, 'loans');
    const { page } = borrower;
    await borrower.button('patron_loans_go').waitFor();
    await borrower.judge('front');
    await borrower.button('patron_loans_go').click();
    await borrower.untilTitled('patron_loans_title');
    await borrower.button('patron_loans_card_send').click();
    await page.getByText(say('patron_loans_no_card')).waitFor();
    await borrower.judge('card');
    await page.getByLabel(say('patron_loans_card'), { exact: true }).fill('00124721');
    await borrower.button('patron_loans_card_send').click();
    await borrower.untilTitled('patron_loans_code_title');
    await page.getByLabel(say('patron_loans_code')).fill('111111');
    await borrower.button('patron_loans_code_check').click();
    await page.getByRole('alert').waitFor();
    await borrower.judge('code');
    await page.getByLabel(say('patron_loans_code')).fill('482913');
    await borrower.button('patron_loans_code_check').click();
    await page.getByText(say('patron_loans_linked')).waitFor();
    await borrower.judge('linked');
  },
  LONG,
);

story(
  'a personal link leads to the loans, and its secret does not stay in the address bar',
  async (cast) => {
    const borrower = await Borrower.come(cast, 'loans#tessera=abc-DEF_123');
    const { page } = borrower;
    await page.getByText(say('patron_loans_linked')).waitFor();
    assert.equal(await page.evaluate(() => location.hash), '');
  },
  LONG,
);

story(
  'what a poster leads to opens the loans at once, and a link that is over says so',
  async (cast) => {
    const reader = await Borrower.come(cast, 'loans&scene=closed#prestiti');
    await reader.untilTitled('patron_loans_title');
    assert.equal(await reader.page.evaluate(() => location.hash), '');
    const late = await Borrower.come(cast, 'loans&refuse=linkOver#tessera=abc');
    await late.page.getByText(say('patron_loans_no_link')).waitFor();
    await late.judge('link-over');
  },
  LONG,
);

story(
  'loans are renewed, told to be returned, and talked about',
  async (cast) => {
    const borrower = await Borrower.come(cast, 'loans&cards&known');
    await borrower.button('patron_loans_go').click();
    await borrower.untilTitled('patron_loans_title');
    const late = borrower.loan('Il barone rampante');
    await late.getByText(say('patron_loans_overdue')).waitFor();
    await late.getByRole('button', { name: say('patron_loans_renew') }).click();
    await late.getByRole('status').filter({ hasText: 'Rinnovato' }).waitFor();
    const near = borrower.loan('Lessico famigliare');
    await near.getByRole('button', { name: say('patron_loans_returned') }).click();
    await near.getByText(say('patron_loans_return_said')).waitFor();
    await borrower.button('patron_loans_stop').click();
    await borrower.page.getByText(say('patron_loans_stopped')).waitFor();
    await borrower.button('patron_loans_unlink').click();
    await borrower.judge('answered');
    await near.getByRole('button', { name: say('patron_loans_talk') }).click();
    await borrower.page
      .getByText(say('patron_loans_about', { title: 'Lessico famigliare' }))
      .waitFor();
    await borrower.judge('talk');
  },
  LONG,
);

story(
  'a notice in the thread has its answers under it, and says why a renewal can’t be',
  async (cast) => {
    const borrower = await Borrower.come(cast, 'loans&cards&notice&renew=awaited');
    const { page } = borrower;
    await borrower.button('patron_answer').click();
    const near = borrower.loan('Lessico famigliare');
    await near.getByRole('button', { name: say('patron_loans_renew') }).click();
    await near.getByText(say('patron_loans_not_renewed_awaited')).waitFor();
    await borrower
      .loan('Cristo si è fermato a Eboli')
      .getByText(say('patron_loans_over'))
      .waitFor();
    await borrower.judge('notice');
    await borrower.button('patron_loans_stop').click();
    await page.getByText(say('patron_loans_notices_off')).waitFor();
  },
  LONG,
);

story(
  'a card is linked from the keyboard alone, at 200 % and in forced colours',
  async (cast) => {
    // A page of 640 px at 200 %.
    const borrower = await Borrower.come(cast, 'loans', { viewport: { width: 320, height: 400 } });
    const { page } = borrower;
    await page.emulateMedia({ forcedColors: 'active' });
    await borrower.button('patron_loans_go').press('Enter');
    await borrower.untilTitled('patron_loans_title');
    await until('the heading to have the focus', () =>
      page.evaluate(() => document.activeElement?.tagName === 'H1'),
    );
    await tabTo(page, /^Numero della tessera$/);
    await page.keyboard.type('00124721');
    await page.keyboard.press('Enter');
    await borrower.untilTitled('patron_loans_code_title');
    await tabTo(page, /^Codice di sei cifre$/);
    await page.keyboard.type('482913');
    await page.keyboard.press('Enter');
    await page.getByText(say('patron_loans_linked')).waitFor();
    await tabTo(page, /^Già restituito$/);
    await page.keyboard.press('Enter');
    await borrower.loan('Il barone rampante').getByText(say('patron_loans_return_said')).waitFor();
    await until('the loan to have the focus', () =>
      page.evaluate(() => document.activeElement?.tagName === 'ARTICLE'),
    );
    await hasNoFault(page, 'loans, forced colours');
    await staysInside(page, 'loans, forced colours');
    await page.screenshot({ path: path.join(OUT, 'loans-forced.png'), fullPage: true });
  },
  LONG,
);

/** Presses Tab until something with this name has the focus. */
async function tabTo(page, name) {
  for (let step = 0; step < 60; step += 1) {
    await page.keyboard.press('Tab');
    const told = await page.evaluate(() => {
      const one = document.activeElement;
      const label =
        one?.getAttribute('aria-label') ?? one?.labels?.[0]?.textContent ?? one?.textContent ?? '';
      return label.replace(/\s+/g, ' ').trim();
    });
    if (name.test(told)) return;
  }
  assert.fail(`Tab never came to ${name}`);
}
