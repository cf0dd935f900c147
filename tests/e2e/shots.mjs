// Makes the pictures of the documentation from the real window and a real call: the desk
// in both languages and colours, at 800 px, with three hundred in line, every section of
// the settings, a week of appointments, a request that goes to an office, a month's report,
// and the patron's page. Wants a display and a bus: `scripts/window npm
// --prefix tests/e2e run shots`.
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';

import { launch } from './kit/chromium.mjs';
import { Cast } from './kit/cast.mjs';
import { bringCrowd, LONG_NAME } from './kit/crowd.mjs';
import { Desk } from './kit/desk.mjs';
import { Librarian } from './kit/librarian.mjs';
import { Mailbox } from './kit/mailbox.mjs';
import { Patron } from './kit/patron.mjs';
import { greenOf } from './kit/pictures.mjs';
import { Post } from './kit/post.mjs';
import { REPOSITORY } from './kit/programs.mjs';
import {
  addOffice,
  ANSWER,
  answerTo,
  composeHandOff,
  makeCase,
  OFFICE,
  PASSWORD,
  setMail,
  setMailbox,
} from './kit/request.mjs';
import { Scenes } from './kit/scenes.mjs';
import { Screen } from './kit/screen.mjs';
import { isSyntheticPicture } from './kit/senses.mjs';
import { until } from './kit/until.mjs';
import { Window } from './kit/window.mjs';
import { words } from './kit/words.mjs';

const PICTURES = path.join(REPOSITORY, 'assets/screenshots');
const CROWD = 300;
/** What is booked in the pictures. */
const WEEK = [
  { day: 0, hour: 9, librarian: 'Ada Bianchi' },
  { day: 0, hour: 15, minute: 30, librarian: 'Ada Bianchi', meeting: 'inPerson' },
  { day: 1, hour: 10, minute: 30, librarian: 'Bruno Conti', name: 'Prestito digitale' },
  { day: 1, hour: 11, librarian: 'Ada Bianchi', meeting: 'voice' },
  { day: 2, hour: 9, minute: 30, librarian: 'Ada Bianchi' },
  { day: 2, hour: 12, librarian: 'Ada Bianchi', meeting: 'inPerson' },
  { day: 3, hour: 10, librarian: 'Bruno Conti' },
  { day: 3, hour: 14, librarian: 'Bruno Conti', name: 'Prestito digitale', meeting: 'inPerson' },
  { day: 4, hour: 9, librarian: 'Ada Bianchi' },
  { day: 5, hour: 10, minute: 30, librarian: 'Bruno Conti', meeting: 'voice' },
];
// The computers in the pictures stand where the library does.
process.env.TZ = 'Europe/Rome';

const cast = new Cast('the pictures of the documentation');
try {
  await mkdir(PICTURES, { recursive: true });
  const screen = await Screen.open(cast);
  const browser = await launch();
  cast.join({ stop: () => browser.close() });
  await takeCalendar(screen, browser);
  await takeRequest(screen, browser);
  const ada = await Window.open(cast, screen);
  await takeCall(screen, ada, browser);
  await takeSettings(screen, ada);
  await takeCrowd(screen, ada);
  await ada.stop();
  await takeReport(browser);
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
  await untilCalm(screen, ada);
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
  await untilCalm(screen, ada);
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
  await screen.dismissNotifications();
  await untilCalm(screen, ada);
  await keep(screen, ada, 'line-300');
}

/** A request that goes to an office and comes back, and what the patron sees of it. */
async function takeRequest(screen, browser) {
  const post = await Post.open(cast, { user: 'biblioteca', password: PASSWORD });
  const mailbox = await Mailbox.open(cast);
  const ada = await Window.open(cast, screen);
  await resize(screen, ada, 1280, 800);
  await setMail(ada, post);
  await setMailbox(ada, mailbox);
  await addOffice(ada);
  const viewport = { width: 1200, height: 750 };
  const carla = await Patron.arrive(cast, ada, { name: 'Carla', viewport, browser });
  await carla.call('chat');
  await ada.press('desk_ring_answer');
  await carla.untilState('talking');
  await carla.say('Buongiorno, cerco l’atto di nascita di mia bisnonna, del 1921.');
  await makeCase(ada);
  await ada.press('desk_cases_make_and_hand_off');
  await composeHandOff(ada);
  await untilCalm(screen, ada);
  await keep(screen, ada, 'cases-hand-off');
  await ada.press('desk_cases_hand_off_send');
  await mailbox.deliver(answerTo(await post.untilCame(1)));
  await ada.untilRead('desk_cases_entry_wrote', { whom: OFFICE });
  await untilCalm(screen, ada);
  await keep(screen, ada, 'cases');
  await ada.press('desk_cases_forward');
  await carla.line(ANSWER).first().waitFor();
  await carla.button('patron_end_chat').click();
  await carla.untilState('ended');
  await carla.button('patron_cases_go').click();
  await carla.page
    .getByRole('button', { name: /2026\/1/ })
    .last()
    .click();
  await carla.page.getByText(ANSWER).first().waitFor();
  await carla.page.evaluate(rest);
  await writeFile(path.join(PICTURES, 'patron-case.png'), await carla.page.screenshot());
  await carla.page.close();
  await ada.stop();
}

/** The report of a busy month: of the played desk, because this one has had three visits. */
async function takeReport(browser) {
  const scenes = await Scenes.open(cast);
  const page = await scenes.look(cast, { viewport: { width: 1280, height: 800 }, browser });
  await scenes.show(page, 'reports');
  await page.getByRole('table', { name: words('it')('desk_reports_levels') }).waitFor();
  await writeFile(path.join(PICTURES, 'reports.png'), await page.screenshot());
}

/** A week of appointments, what is told of one, and how a patron books. */
async function takeCalendar(screen, browser) {
  const desk = await Desk.open(cast, { settings: { SPORTELLO_PUSH_ENABLED: 'false' } });
  const bruno = await Librarian.signIn(cast, desk, 'bruno');
  bruno.goAway();
  const threads = [];
  for (const name of ['Giulia Ferri', 'Omar El Idrissi', 'Nives Bo']) {
    const patron = await Patron.arrive(cast, desk, { name, browser });
    await patron.openThread();
    await patron.page.getByLabel(patron.words('patron_name'), { exact: true }).fill(name);
    await patron.say('Buongiorno, vorrei un appuntamento.');
    const { thread } = await until('the thread', () =>
      bruno.threads?.find((one) => one.name === name),
    );
    threads.push(thread);
    await patron.page.close();
  }
  for (const [at, { day, hour, minute = 0, ...wish }] of WEEK.entries()) {
    await bruno.book(threads[at % threads.length], nextWeek(day, hour, minute), wish);
  }

  const viewport = { width: 1200, height: 750 };
  const carla = await Patron.arrive(cast, desk, { name: 'Carla', viewport, browser });
  await carla.button('patron_booking_go').click();
  await carla.page.getByRole('button', { name: /^Aiuto nella ricerca/ }).click();
  await carla.page.getByRole('button', { name: carla.words('patron_booking_video') }).click();
  await carla.page
    .getByRole('button', { name: /^\d+:\d\d, / })
    .first()
    .waitFor();
  await carla.page.evaluate(rest);
  await writeFile(path.join(PICTURES, 'patron-booking.png'), await carla.page.screenshot());
  await carla.page.close();

  const data = await cast.folder('home');
  const ada = await Window.open(cast, screen, { sample: false, data });
  await ada.join(desk, 'ada', desk.passwords.ada);
  await resize(screen, ada, 1280, 800);
  await ada.press('desk_calendar_title');
  await ada.untilRead('desk_calendar_look_week');
  await ada.press('desk_calendar_later');
  await until('the week', async () => (await appointments(ada)) === WEEK.length);
  await untilCalm(screen, ada);
  await keep(screen, ada, 'calendar');
  await ada.driver.click('[data-appointment]');
  await ada.untilRead('desk_calendar_card_state');
  await keep(screen, ada, 'calendar-appointment');
  await ada.stop();
}

/** A time of next week. */
function nextWeek(day, hour, minute) {
  const at = new Date();
  at.setDate(at.getDate() - ((at.getDay() + 6) % 7) + 7 + day);
  return at.setHours(hour, minute, 0, 0);
}

/** Neither a notification nor news that fade lie over the window. */
async function untilCalm(screen, ada) {
  await until('no more notification', async () => (await screen.notificationsShown()) === 0);
  const news = ada.words('desk_news_region');
  const css = `section[aria-label="${news}"] li`;
  await until('no more news', async () =>
    ada.driver.run((css) => document.querySelector(css) === null, css),
  );
}

function appointments(window) {
  return window.driver.run(() => document.querySelectorAll('[data-appointment]').length);
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
