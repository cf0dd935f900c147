// Takes a picture of each screen of the patron's page, on a phone and on a desk, for people
// to look at: `npm --prefix tests/e2e run pages`. They lie in out/.
import { mkdir } from 'node:fs/promises';
import path from 'node:path';

import { Cast } from './kit/cast.mjs';
import { launch } from './kit/chromium.mjs';
import { Desk } from './kit/desk.mjs';
import { Librarian } from './kit/librarian.mjs';
import { Patron } from './kit/patron.mjs';
import { OUT } from './kit/programs.mjs';

const SIZES = { phone: { width: 390, height: 844 }, wide: { width: 1280, height: 800 } };

const cast = new Cast('the pictures of the screens');
try {
  await mkdir(OUT, { recursive: true });
  await take();
} catch (error) {
  await cast.complain();
  throw error;
} finally {
  await cast.goHome();
}

async function take() {
  const browser = await launch();
  cast.join({ stop: () => browser.close() });
  const desk = await Desk.open(cast);
  const ada = await Librarian.signIn(cast, desk);
  const dino = await Patron.arrive(cast, desk, { name: 'Dino', browser });
  await dino.call('chat');
  const carla = await Patron.arrive(cast, desk, { name: 'Carla', browser });
  await carla.shown('patron_line', { count: 1 }).waitFor();
  await carla.button('patron_to_message').waitFor();
  await keep(carla, 'front');
  await carla.choose('chat');
  await keep(carla, 'prepare');
  await carla.button('patron_back').click();
  await carla.call('chat');
  await carla.heading('patron_waiting_title').waitFor();
  await carla.say('Cerco un libro sulle api per mia figlia.');
  await keep(carla, 'waiting');
  await ada.answer();
  await dino.button('patron_end_chat').click();
  await ada.answer();
  await carla.untilState('talking');
  ada.say('Buongiorno! Quanti anni ha?');
  await carla.untilRead('Buongiorno! Quanti anni ha?');
  await keep(carla, 'talking');
  await carla.button('patron_end_chat').click();
  await carla.untilState('ended');
  await keep(carla, 'ended');
  await carla.button('patron_again').click();
  await carla.openThread('patron_to_messages');
  await keep(carla, 'thread');
}

async function keep({ page }, name) {
  for (const [size, viewport] of Object.entries(SIZES)) {
    await page.setViewportSize(viewport);
    await page.screenshot({ path: path.join(OUT, `${name}-${size}.png`), fullPage: true });
  }
}
