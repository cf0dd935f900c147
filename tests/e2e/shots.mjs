// Makes the pictures of the README from a real call: the patron's page and the librarian's
// window while they talk. Wants a display and a bus: `scripts/window npm --prefix tests/e2e
// run shots`.
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';

import { launch } from './kit/chromium.mjs';
import { Cast } from './kit/cast.mjs';
import { Patron } from './kit/patron.mjs';
import { greenOf } from './kit/pictures.mjs';
import { REPOSITORY } from './kit/programs.mjs';
import { Screen } from './kit/screen.mjs';
import { isSyntheticPicture } from './kit/senses.mjs';
import { until } from './kit/until.mjs';
import { Window } from './kit/window.mjs';

const PICTURES = path.join(REPOSITORY, 'docs/pictures');

const cast = new Cast('the pictures of the README');
try {
  await take();
} catch (error) {
  await cast.complain();
  throw error;
} finally {
  await cast.goHome();
}

async function take() {
  const screen = await Screen.open(cast);
  const ada = await Window.open(cast, screen);
  const browser = await launch();
  cast.join({ stop: () => browser.close() });
  const viewport = { width: 1200, height: 750 };
  const carla = await Patron.arrive(cast, ada, { name: 'Carla', viewport, browser });
  await carla.call('video');
  await ada.press('desk_ring_answer');
  await carla.untilState('talking');
  await carla.say('Buongiorno, cerco un libro sulle api per mia figlia.');
  await ada.untilInChat('Buongiorno, cerco un libro sulle api per mia figlia.');
  await ada.say('Buongiorno! Quanti anni ha?');
  await carla.untilRead('Buongiorno! Quanti anni ha?');

  await until('the librarian on the page', async () =>
    isSyntheticPicture(await carla.librarianPicture()),
  );
  await until(
    'the patron on the screen',
    async () => greenOf(await screen.pixels(), await ada.region('patron-picture')) > 0.5,
  );
  await until('no more notification', async () => (await screen.notificationsShown()) === 0);
  // No cursor, so that two runs look the same.
  const rest = () => document.activeElement.blur();
  await ada.driver.run(rest);
  await carla.page.evaluate(rest);
  await ada.painted();

  await mkdir(PICTURES, { recursive: true });
  const { id } = await screen.window('sportello');
  await writeFile(path.join(PICTURES, 'desk.png'), await screen.shot(id));
  await writeFile(path.join(PICTURES, 'patron.png'), await carla.page.screenshot());
  console.log(`The pictures lie in ${path.relative(process.cwd(), PICTURES)}.`);
}
