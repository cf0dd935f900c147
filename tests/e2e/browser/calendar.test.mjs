// The calendar of the librarian's window, worked with: booked from a call in three actions,
// moved by keys and by hand, refused and taken back; under the rules for styles that the
// program sets. Behind the page stands its mock host, at a moment that stands still.
import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';

import { hasNoFault, settled, staysInside } from '../kit/access.mjs';
import { story } from '../kit/cast.mjs';
import { OUT } from '../kit/programs.mjs';
import { Scenes } from '../kit/scenes.mjs';
import { until } from '../kit/until.mjs';
import { words } from '../kit/words.mjs';

const LONG = { patience: 400_000 };
const DESK = { width: 1280, height: 800 };
const SMALL = { width: 640, height: 400 };
const POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:";
/** Ada's first of next Monday, at nine. */
const NINE = '[data-appointment="appointment-7-ada-0"]';

const it = words('it');

story('the calendar is worked with, by keys and by hand', work, LONG);

async function work(cast) {
  const scenes = await Scenes.open(cast);
  const page = await scenes.look(cast, { viewport: DESK });
  await watchStyles(page);
  await bookFromCall(scenes, page);
  await moveByKeys(scenes, page);
  await refuseAndOffer(scenes, page);
  await moveByHand(scenes, page);
  await tickOff(scenes, page);
  await walkWithArrows(scenes, page);
  assert.deepEqual(
    await page.evaluate(() => window.stylesRefused ?? []),
    [],
    'the rules for styles are broken',
  );
  const small = await scenes.look(cast, { viewport: SMALL, colorScheme: 'dark' });
  await scenes.show(small, 'callToBook');
  await small.keyboard.press('Control+b');
  await small.getByRole('button', { name: it('desk_calendar_book_confirm') }).waitFor();
  await isFine(small, 'booking-small');
}

/** The page stands under the program's own rules, and what breaks them is kept. */
async function watchStyles(page) {
  await page.route(
    (url) => url.pathname === '/',
    async (route) => {
      const answer = await route.fetch();
      const headers = { ...answer.headers(), 'content-security-policy': POLICY };
      await route.fulfill({ response: answer, headers });
    },
  );
  await page.addInitScript(() => {
    window.stylesRefused = [];
    document.addEventListener('securitypolicyviolation', ({ violatedDirective, sourceFile }) => {
      if (violatedDirective.startsWith('style')) window.stylesRefused.push(sourceFile);
    });
  });
}

async function bookFromCall(scenes, page) {
  await scenes.show(page, 'callToBook');
  await page.getByRole('button', { name: it('desk_calendar_book_here') }).click();
  const free = page.getByRole('group', { name: it('desk_calendar_book_free') });
  await free.getByRole('button').first().waitFor();
  await isFine(page, 'booking');
  await free.getByRole('button').first().click();
  await page.getByRole('button', { name: it('desk_calendar_book_confirm') }).click();
  const said = it('desk_calendar_said_booked');
  await page.getByRole('log').getByText(said).first().waitFor();
  assert.equal(await free.count(), 0, 'the form stays');
  assert.equal(
    await page.evaluate(() => document.activeElement?.tagName),
    'TEXTAREA',
    'nobody can go on writing',
  );
}

async function nextWeek(scenes, page) {
  await scenes.show(page, 'calendar');
  await page.keyboard.press('Control+PageDown');
  await page.locator(NINE).waitFor();
}

async function moveByKeys(scenes, page) {
  await nextWeek(scenes, page);
  await page.locator(NINE).focus();
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: it('desk_calendar_move'), exact: true }).click();
  await page.getByRole('button', { name: it('desk_calendar_move_do') }).waitFor();
  await isFine(page, 'calendar-moving');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await untilBegins(page, '09:30');
  await page.getByText(it('desk_calendar_news_moved')).waitFor();
  await isFine(page, 'calendar-moved');
  await page.getByRole('button', { name: it('desk_library_undo') }).click();
  await untilBegins(page, '09:00');
}

async function refuseAndOffer(scenes, page) {
  await nextWeek(scenes, page);
  await page.locator(NINE).click();
  await page.getByRole('button', { name: it('desk_calendar_move'), exact: true }).click();
  await page.getByRole('button', { name: it('desk_calendar_move_do') }).waitFor();
  for (let step = 0; step < 6; step += 1) await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await page.getByRole('alert').getByText(it('desk_calendar_refused_taken')).waitFor();
  await untilBegins(page, '09:00');
  await isFine(page, 'calendar-refused');
  const free = page.getByRole('group', { name: it('desk_calendar_instead') }).getByRole('button');
  const time = (await free.first().innerText()).trim();
  await free.first().click();
  await page.getByText(it('desk_calendar_news_moved')).waitFor();
  assert.match(time, /^\d\d:\d\d$/);
}

async function moveByHand(scenes, page) {
  await nextWeek(scenes, page);
  const from = await page.locator(NINE).boundingBox();
  const to = await page.locator('[data-date="2026-11-25"] h2').boundingBox();
  await page.mouse.move(from.x + 20, from.y + 10);
  await page.mouse.down();
  await page.mouse.move(to.x + 40, from.y + 30, { steps: 5 });
  // Twelve quarters of an hour further down.
  await page.mouse.move(to.x + 40, from.y + 10 + 12 * 20, { steps: 2 });
  await page.mouse.up();
  await page.getByText(it('desk_calendar_news_moved')).waitFor();
  await untilBegins(page, '12:00');
  const column = await page.locator('[data-date="2026-11-25"]').locator(NINE).count();
  assert.equal(column, 1, 'it is not on the day where it was dropped');
}

async function tickOff(scenes, page) {
  await scenes.show(page, 'today');
  const came = it('desk_calendar_came_name', { name: 'Nives Bo' });
  await page.getByRole('button', { name: came }).click();
  await page.getByText(it('desk_calendar_state_arrived')).waitFor();
}

async function walkWithArrows(scenes, page) {
  await nextWeek(scenes, page);
  await page.locator(NINE).focus();
  const here = () => page.evaluate(() => document.activeElement?.dataset.appointment ?? '');
  await page.keyboard.press('ArrowDown');
  assert.match(await here(), /^appointment-7-/);
  assert.notEqual(await here(), 'appointment-7-ada-0');
  await page.keyboard.press('ArrowRight');
  assert.match(await here(), /^appointment-8-/);
}

async function untilBegins(page, time) {
  await until(`it to begin at ${time}`, async () =>
    (await page.locator(NINE).first().innerText()).includes(time),
  );
}

async function isFine(page, name) {
  await settled(page);
  await hasNoFault(page, name);
  await staysInside(page, name);
  await mkdir(OUT, { recursive: true });
  await page.screenshot({ path: path.join(OUT, `${name}.png`) });
}
