// Booking can be used by everybody: each step of it, and each state of an appointment, with
// a desk that is not there, in both languages, light and dark, wide and narrow, and from the
// keyboard alone.
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
class Visitor {
  language = 'it';

  static async come(cast, query, options = {}) {
    const visitor = new Visitor();
    const { base } = await scenes;
    visitor.page = await (await scenes).look(cast, { viewport: WIDE, ...options });
    visitor.page.setDefaultTimeout(10_000);
    await visitor.page.goto(`${base}/@biblioteca.prova?${query}`);
    return visitor;
  }

  button(key, values) {
    return this.page.getByRole('button', { name: say(key, values), exact: true });
  }

  async untilTitled(key) {
    await this.page.getByRole('heading', { level: 1, name: say(key), exact: true }).waitFor();
  }

  slots() {
    return this.page.getByRole('button', { name: /^\d+:\d\d, / });
  }

  async judge(name) {
    await isForEverybody(this, name);
    await this.page.setViewportSize({ width: 390, height: 844 });
    await settled(this.page);
    await mkdir(OUT, { recursive: true });
    await this.page.screenshot({ path: path.join(OUT, `booking-${name}.png`), fullPage: true });
    await this.page.setViewportSize(WIDE);
  }
}

story(
  'each step of booking is for everybody',
  async (cast) => {
    const visitor = await Visitor.come(cast, 'bookings&confirm');
    const { page } = visitor;
    await page.getByText(say('patron_booking_offers')).click();
    await visitor.judge('front');
    await visitor.button('patron_booking_go').click();
    await visitor.untilTitled('patron_booking_what_title');
    await visitor.judge('what');
    await page.getByRole('button', { name: /Aiuto con i servizi/ }).click();
    await visitor.untilTitled('patron_booking_how_title');
    await visitor.judge('how');
    await page.getByRole('button', { name: /Quartiere Avane/ }).click();
    await visitor.untilTitled('patron_booking_when_title');
    await visitor.slots().first().waitFor();
    await visitor.judge('when');
    await visitor.slots().first().click();
    await visitor.untilTitled('patron_booking_who_title');
    await visitor.judge('who');
    await visitor.button('patron_booking_submit').click();
    await page.getByRole('alert').waitFor();
    await visitor.judge('who-missing');
    await page.getByLabel(say('patron_booking_name')).fill('Carla');
    await page.getByLabel('Quale servizio?').fill('SPID');
    await page.getByLabel(say('patron_booking_mail')).fill('carla@example.org');
    await visitor.button('patron_booking_submit').click();
    await visitor.untilTitled('patron_booking_confirm_title');
    await visitor.judge('confirm');
  },
  LONG,
);

story(
  'a slot that somebody else took is told of with the next ones, for everybody',
  async (cast) => {
    const visitor = await Visitor.come(cast, 'bookings&known&refuse=taken');
    const { page } = visitor;
    await visitor.button('patron_booking_go').click();
    await page.getByRole('button', { name: /Ricerca bibliografica/ }).click();
    await visitor.slots().first().click();
    await visitor.untilTitled('patron_booking_who_title');
    await page.getByLabel(say('patron_booking_name')).fill('Carla');
    await page.getByLabel(say('patron_booking_mail')).fill('carla@example.org');
    await visitor.button('patron_booking_submit').click();
    await visitor.untilTitled('patron_booking_when_title');
    await page.getByText(say('patron_booking_no_taken')).waitFor();
    await visitor.judge('taken');
    await page
      .getByRole('region', { name: say('patron_booking_next') })
      .getByRole('button')
      .first()
      .click();
    await visitor.untilTitled('patron_booking_who_title');
    assert.equal(await page.getByLabel(say('patron_booking_name')).inputValue(), 'Carla');
  },
  LONG,
);

for (const appointment of ['unconfirmed', 'soon', 'late', 'inPerson']) {
  story(
    `the card of an appointment is for everybody: ${appointment}`,
    async (cast) => {
      const visitor = await Visitor.come(cast, `bookings&known&appointment=${appointment}`);
      await visitor.page
        .getByRole('region', { name: say('patron_booking_own') })
        .getByRole('article')
        .waitFor();
      if (appointment === 'inPerson') await visitor.button('patron_booking_cancel').click();
      await visitor.judge(`card-${appointment}`);
    },
    LONG,
  );
}

story(
  'the screen of who has entered is for everybody',
  async (cast) => {
    const visitor = await Visitor.come(cast, 'bookings&known&appointment=soon');
    await visitor.button('patron_booking_enter').click();
    await visitor.untilTitled('patron_booking_entered_title');
    await visitor.judge('entered');
  },
  LONG,
);

story(
  'who waits in line is told of bookings, and books meanwhile, like everybody',
  async (cast) => {
    const waiting = await Visitor.come(cast, 'bookings&scene=notes&mode=chat');
    await waiting.page.getByText(say('patron_booking_before', { count: 2 })).waitFor();
    await waiting.judge('waiting');
    await waiting.button('patron_booking_go').click();
    await waiting.untilTitled('patron_booking_what_title');
    await waiting.judge('what-in-line');
    await waiting.button('patron_back').click();
    await waiting.untilTitled('patron_waiting_title');
  },
  LONG,
);

story(
  'the thread with an appointment is for everybody',
  async (cast) => {
    const reader = await Visitor.come(cast, 'bookings&thread&appointment=over');
    await reader.button('patron_to_messages').click();
    await reader.page.getByText(say('patron_booking_state_missed')).waitFor();
    await reader.judge('thread');
  },
  LONG,
);

story(
  'an appointment is booked from the keyboard alone, at 200 % and in forced colours',
  async (cast) => {
    // A page of 640 px at 200 %.
    const visitor = await Visitor.come(cast, 'bookings', { viewport: { width: 320, height: 400 } });
    const { page } = visitor;
    await page.emulateMedia({ forcedColors: 'active' });
    await visitor.button('patron_booking_go').press('Enter');
    await visitor.untilTitled('patron_booking_what_title');
    await isHeadingFocused(page);
    await tabTo(page, /Ricerca bibliografica/);
    await page.keyboard.press('Enter');
    await visitor.untilTitled('patron_booking_when_title');
    await isHeadingFocused(page);
    await visitor.slots().first().waitFor();
    await hasNoFault(page, 'when, forced colours');
    await staysInside(page, 'when, forced colours');
    const before = await visitor.slots().count();
    await tabTo(page, new RegExp(`^${say('patron_booking_more')}$`));
    await page.keyboard.press('Enter');
    await until('more slots', async () => (await visitor.slots().count()) > before);
    await until('the first new day to have the focus', () =>
      page.evaluate(() => document.activeElement?.matches('h2[data-day]') ?? false),
    );
    await tabTo(page, /^\d+:\d\d, /);
    await page.keyboard.press('Enter');
    await visitor.untilTitled('patron_booking_who_title');
    await hasNoFault(page, 'who, forced colours');
    await tabTo(page, new RegExp(say('patron_booking_name').replace('?', '\\?')));
    await page.keyboard.type('Carla');
    await page.keyboard.press('Enter');
    await until('the mail to be asked for', () =>
      page.evaluate(() => document.activeElement?.getAttribute('type') === 'email'),
    );
    await page.keyboard.type('carla@example.org');
    await page.keyboard.press('Enter');
    await visitor.untilTitled('patron_booking_done_title');
    await hasNoFault(page, 'done, forced colours');
    await staysInside(page, 'done, forced colours');
    await page.screenshot({ path: path.join(OUT, 'booking-done-forced.png'), fullPage: true });
  },
  LONG,
);

async function isHeadingFocused(page) {
  await until('the heading to have the focus', () =>
    page.evaluate(() => document.activeElement?.tagName === 'H1'),
  );
}

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
