// A still of the patron's picture: asked for in the real window, given or refused by a tap
// in a real browser, and nothing before it.
import assert from 'node:assert/strict';

import { story } from '../kit/cast.mjs';
import { Patron } from '../kit/patron.mjs';
import { Screen } from '../kit/screen.mjs';
import { until } from '../kit/until.mjs';
import { Window } from '../kit/window.mjs';

const LONG = { patience: 240_000 };
const PURPOSE = 'la copertina del libro';

story(
  'a still of the picture comes into the chat after a yes, and never before it',
  async (cast) => {
    const screen = await Screen.open(cast);
    const ada = await Window.open(cast, screen);

    const dino = await isSeen(cast, ada, 'Dino');
    await ask(ada, 'Dino');
    await dino.heading('patron_still_title', { librarian: 'Ada Bianchi' }).waitFor();
    await dino.shown('patron_still_for', { purpose: PURPOSE }).waitFor();
    await dino.button('patron_still_no').click();
    await until('the no in the window', async () => /Dino ha detto no/.test(await ada.text()));
    await ada.keepShot('still-refused');
    await dino.openChat();
    assert.deepEqual([await files(dino.page), await filesHere(ada)], [0, 0]);
    await ada.press('desk_bar_hang_up');
    await dino.untilState('ended');
    await ada.press('desk_wrapup_skip');

    const carla = await isSeen(cast, ada, 'Carla');
    await ask(ada, 'Carla');
    await carla.heading('patron_still_title', { librarian: 'Ada Bianchi' }).waitFor();
    await ada.hasNoFault('asking for a still');
    await ada.keepShot('still-asked');
    assert.deepEqual([await files(carla.page), await filesHere(ada)], [0, 0]);
    await carla.button('patron_still_yes').click();
    await ada.untilInChat(ada.words('desk_threads_still_file'));
    await carla.openChat();
    await until('the picture at her page', async () => (await files(carla.page)) === 1);
    const { width, height, green } = await picture(carla.page);
    assert.ok(width >= 320 && height >= 180, `${width} × ${height}`);
    assert.ok(green > 0.3, `the fake camera is green, ${green} of the still is`);
    assert.match(await ada.text(), consented(ada, 'desk_threads_still_consented'));
    assert.match(
      await carla.page.getByRole('log').innerText(),
      consented(carla, 'patron_still_consented'),
    );
    await ada.keepShot('still-taken');
  },
  LONG,
);

/** Somebody calls, is answered, and seen. */
async function isSeen(cast, ada, name) {
  const patron = await Patron.arrive(cast, ada, { name });
  await patron.call('video');
  await ada.untilRinging();
  await ada.press('desk_ring_answer');
  await patron.untilState('talking');
  await until(`${name}'s picture`, async () => (await ada.frames()) > 20);
  return patron;
}

async function ask(ada, name) {
  await ada.press('desk_threads_still_button');
  const field = `form[aria-label="${ada.words('desk_threads_still_title')}"] input`;
  await ada.retype(field, PURPOSE);
  await ada.press('desk_threads_still_ask');
  await ada.untilRead('desk_threads_still_asked', { name, purpose: PURPOSE });
}

function files(page) {
  return page.locator('[role="log"] a[href*="/file"]').count();
}

function filesHere(window) {
  return window.driver.run(
    (words) =>
      [...document.querySelectorAll('[role="log"] li')].filter(({ innerText }) =>
        innerText.includes(words),
      ).length,
    window.words('desk_threads_still_file'),
  );
}

/** How large the still is that the page was given, and how much of it is green. */
function picture(page) {
  return page.evaluate(async () => {
    const { href } = document.querySelector('[role="log"] a[href*="/file"]');
    const bitmap = await createImageBitmap(await (await fetch(href)).blob());
    const { width, height } = bitmap;
    const canvas = new OffscreenCanvas(width, height).getContext('2d');
    canvas.drawImage(bitmap, 0, 0);
    const { data } = canvas.getImageData(0, 0, width, height);
    let green = 0;
    for (let at = 0; at < data.length; at += 4) {
      if (data[at + 1] > 100 && data[at] < 100 && data[at + 2] < 100) green += 1;
    }
    return { width, height, green: green / (width * height) };
  });
}

function consented(who, key) {
  const [before] = who.words(key, { time: '|' }).split('|');
  return new RegExp(`${before}\\d{1,2}:\\d{2}`);
}
