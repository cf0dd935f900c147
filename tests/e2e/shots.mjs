// Makes the pictures of the documentation from the real window and a real call: the desk
// in both languages and colours, at 800 px, with three hundred in line, every section of
// the settings, and the patron's page. Wants a display and a bus: `scripts/window npm
// --prefix tests/e2e run shots`.
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';

import { launch } from './kit/chromium.mjs';
import { Cast } from './kit/cast.mjs';
import { bringCrowd, LONG_NAME } from './kit/crowd.mjs';
import { Patron } from './kit/patron.mjs';
import { greenOf } from './kit/pictures.mjs';
import { REPOSITORY } from './kit/programs.mjs';
import { Screen } from './kit/screen.mjs';
import { isSyntheticPicture } from './kit/senses.mjs';
import { until } from './kit/until.mjs';
import { Window } from './kit/window.mjs';

const PICTURES = path.join(REPOSITORY, 'assets/screenshots');
const CROWD = 300;

const cast = new Cast('the pictures of the documentation');
try {
  await mkdir(PICTURES, { recursive: true });
  const screen = await Screen.open(cast);
  const ada = await Window.open(cast, screen);
  const browser = await launch();
  cast.join({ stop: () => browser.close() });
  await takeCall(screen, ada, browser);
  await takeSettings(screen, ada);
  await takeCrowd(screen, ada);
  console.log(`The pictures lie in ${path.relative(process.cwd(), PICTURES)}.`);
} catch (error) {
  await cast.complain();
  throw error;
} finally {
  await cast.goHome();
}

/** A call from its ringing to its end, seen from both sides. */
async function takeCall(screen, ada, browser) {
  await keep(screen, ada, 'empty');
  const viewport = { width: 1200, height: 750 };
  const carla = await Patron.arrive(cast, ada, { name: LONG_NAME, viewport, browser });
  await carla.call('video');
  await ada.untilRinging();
  await keep(screen, ada, 'ringing-long-name');
  await carla.button('patron_leave_line').click();
  await ada.untilQuiet();
  await carla.page.close();

  const dora = await Patron.arrive(cast, ada, { name: 'Carla', viewport, browser });
  await dora.call('video');
  await ada.press('desk_ring_answer');
  await dora.untilState('talking');
  await dora.say('Buongiorno, cerco un libro sulle api per mia figlia.');
  await ada.untilInChat('Buongiorno, cerco un libro sulle api per mia figlia.');
  await ada.say('Buongiorno! Quanti anni ha?');
  await dora.untilRead('Buongiorno! Quanti anni ha?');
  await until('the librarian on the page', async () =>
    isSyntheticPicture(await dora.librarianPicture()),
  );
  await until(
    'the patron on the screen',
    async () => greenOf(await screen.pixels(), await ada.region('patron-picture')) > 0.5,
  );
  await until('no more notification', async () => (await screen.notificationsShown()) === 0);
  await keep(screen, ada, 'desk');
  await dora.page.evaluate(rest);
  await writeFile(path.join(PICTURES, 'patron.png'), await dora.page.screenshot());
  await chooseColours(ada, 'desk_settings_dark');
  await keep(screen, ada, 'desk-dark');
  await resize(screen, ada, 800, 600);
  await keep(screen, ada, 'desk-800-dark');
  await chooseColours(ada, 'desk_settings_light');
  await ada.chooseLanguage('en');
  await keep(screen, ada, 'desk-800-english');
  await resize(screen, ada, 1280, 800);
  await keep(screen, ada, 'desk-english');
  await ada.chooseLanguage('it');
  await ada.press('desk_bar_hang_up');
  await dora.untilState('ended');
  await keep(screen, ada, 'wrap-up');
  await ada.press('desk_wrapup_save');
  await dora.page.close();
}

/** Every section of the settings, and the sheet of keys. */
async function takeSettings(screen, ada) {
  await ada.press('desk_rail_settings');
  await ada.untilRead('desk_settings_group_computer');
  const sections = await ada.driver.run(() =>
    [...document.querySelectorAll('.settings nav button')].map((one) => one.innerText.trim()),
  );
  for (const [number] of sections.entries()) {
    const name = await ada.driver.run((at) => {
      const one = document.querySelectorAll('.settings nav button')[at];
      one.click();
      return one.dataset.section;
    }, number);
    await keep(screen, ada, `settings-${name}`);
  }
  await ada.press('desk_sheet_open');
  await keep(screen, ada, 'keys');
  await ada.press('desk_sheet_close');
  await ada.press('desk_rail_desk');
}

async function takeCrowd(screen, ada) {
  await bringCrowd(cast, ada.link, CROWD);
  await until('three hundred in line', async () => (await ada.text()).includes(`${CROWD}`));
  await keep(screen, ada, 'line-300');
}

async function chooseColours(ada, key) {
  await ada.press('desk_rail_settings');
  await ada.driver.run((id) => {
    document.querySelector(`.settings nav [data-section="${id}"]`)?.click();
  }, 'appearance');
  const label = ada.words(key);
  await until(`“${label}” to choose`, () =>
    ada.driver.run((wanted) => {
      const found = [...document.querySelectorAll('label')].find(
        ({ innerText }) => innerText.trim() === wanted,
      );
      found?.querySelector('input').click();
      return found !== undefined;
    }, label),
  );
  await ada.press('desk_rail_desk');
}

async function resize(screen, ada, width, height) {
  await screen.resize('sportello', width, height);
  await until(`the window to be ${width} px wide`, async () => {
    const inner = await ada.driver.run(() => innerWidth);
    return Math.abs(inner - width) <= 2;
  });
}

/** No cursor, so that two runs look the same. */
function rest() {
  document.activeElement.blur();
}

async function keep(screen, ada, name) {
  await ada.driver.run(rest);
  await ada.painted();
  const { id } = await screen.window('sportello');
  await writeFile(path.join(PICTURES, `${name}.png`), await screen.shot(id));
}
