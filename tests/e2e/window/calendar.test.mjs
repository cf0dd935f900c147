// Consultations in the real window: booked from a call in three actions and read in the
// patron's chat; the week; moved by keys, and cancelled.
import assert from 'node:assert/strict';

import { story } from '../kit/cast.mjs';
import { Desk } from '../kit/desk.mjs';
import { Patron } from '../kit/patron.mjs';
import { Screen } from '../kit/screen.mjs';
import { withConsultations } from '../kit/settings.mjs';
import { until } from '../kit/until.mjs';
import { Window } from '../kit/window.mjs';

const LONG = { patience: 300_000 };
const CONTROL = '\uE009';
const PAGE_DOWN = '\uE00F';
const ENTER = '\uE007';
const ARROW_DOWN = '\uE015';
const F8 = '\uE038';

story(
  'a consultation is booked from a call in three actions, moved by keys and cancelled',
  async (cast) => {
    const desk = await Desk.open(cast);
    await desk.apply(withConsultations());
    const screen = await Screen.open(cast);
    const data = await cast.folder('home');
    // This computer's clock is set elsewhere; what is told is told in the library's time.
    const env = { TZ: 'America/New_York' };
    const ada = await Window.open(cast, screen, { sample: false, data, env });
    await ada.join(desk, 'ada', desk.passwords.ada);
    await ada.untilButton('desk_calendar_title');

    const carla = await Patron.arrive(cast, desk, { name: 'Carla' });
    await carla.call('video');
    await ada.untilRinging();
    await ada.press('desk_ring_answer');
    await carla.untilState('talking');

    await ada.press('desk_calendar_book_here');
    // A day ahead, so that nothing of it is over before the story is.
    const when = await chooseSlot(ada, { day: 1 });
    await ada.hasNoFault('a slot is chosen');
    await ada.keepShot('calendar-booking');
    await ada.press('desk_calendar_book_confirm');
    await ada.untilInChat(when.time);
    await ada.untilRead('desk_calendar_news_booked', { patron: 'Carla', when: when.words });
    await carla.openChat();
    await readsOf(carla, when.time);

    await ada.driver.press(F8);
    await ada.untilRead('desk_calendar_look_week');
    await untilInView(ada, when.time);
    await ada.hasNoFault('the week');
    await ada.keepShot('calendar-week');

    const card = await openCard(ada);
    assert.ok(card.includes('Carla'), card);
    await ada.press('desk_calendar_move');
    await ada.untilRead('desk_calendar_move_do');
    // Two hours further on; whoever moves it there says it twice where nobody gives it.
    for (let step = 0; step < 8; step += 1) await ada.driver.press(ARROW_DOWN);
    await ada.driver.press(ENTER);
    await ada.untilRead('desk_calendar_news_moved');
    await untilNoMore(ada, when.time);
    await ada.keepShot('calendar-moved');
    await ada.press('desk_library_undo');
    await untilShown(ada, when.time);
    await until('Carla to read that it begins as it did', async () => {
      const said = await carla.page.getByRole('log').innerText();
      return said.lastIndexOf(when.time) > said.search(/spostato/i);
    });

    // The call is over: how it came out is known already.
    await ada.press('desk_rail_desk');
    await ada.press('desk_bar_hang_up');
    await carla.untilState('ended');
    await until(
      'the appointment to be suggested',
      async () => (await outcome(ada)) === 'appointment',
    );
    await ada.hasNoFault('writing down what was booked');
    await ada.keepShot('calendar-wrap-up');
    await ada.press('desk_wrapup_save');
    await carla.text('patron_ended_appointment').waitFor();

    await ada.driver.press(F8);
    await untilShown(ada, when.time);
    await openCard(ada);
    await ada.press('desk_calendar_cancel');
    await ada.untilRead('desk_calendar_news_cancelled');
    await until('the week to be empty', async () => (await blocks(ada)).length === 0);
    await until('Carla to read that it is cancelled', async () =>
      /annullat/i.test(await carla.page.getByRole('log').innerText()),
    );
  },
  LONG,
);

/** Chooses the first slot of a day, counted from the next that is free; says which. */
async function chooseSlot(window, { day }) {
  const css = 'form [role="group"] button[aria-pressed]';
  await until('free slots', () => window.driver.find(css));
  return window.driver.run(
    (css, day) => {
      const all = [...document.querySelectorAll(css)];
      const rows = [...new Set(all.map((one) => one.parentElement))];
      const slot = (rows[day] ?? rows[0]).querySelector('button');
      slot.click();
      return { time: slot.innerText.trim(), words: slot.getAttribute('aria-label') };
    },
    css,
    day,
  );
}

/** The patron reads in the chat what was booked. */
async function readsOf(patron, time) {
  await until(`Carla to read of ${time}`, async () => {
    const said = await patron.page.getByRole('log').innerText();
    return /prenotato/i.test(said) && said.includes(time);
  });
}

/** How the contact that is written down came out, as it is ticked. */
function outcome(window) {
  return window.driver.run(() => document.querySelector('fieldset input:checked')?.value);
}

/** What stands in the calendar. */
function blocks(window) {
  return window.driver.run(() =>
    [...document.querySelectorAll('[data-appointment]')].map(({ innerText }) => innerText),
  );
}

/** Turns to the next week if an appointment at that time is not in this one. */
async function untilInView(window, time) {
  let turned = false;
  await until(`an appointment at ${time}, in this week or in the next`, async () => {
    if (await stands(window, time)) return true;
    const isLoaded = !(await window.text()).includes(window.words('desk_calendar_loading'));
    if (isLoaded && !turned) await window.driver.press(CONTROL, PAGE_DOWN);
    turned ||= isLoaded;
    return false;
  });
}

async function untilShown(window, time) {
  await until(`an appointment at ${time}`, () => stands(window, time));
}

async function untilNoMore(window, time) {
  await until(`no appointment at ${time}`, async () => !(await stands(window, time)));
}

async function stands(window, time) {
  return (await blocks(window)).some((one) => one.includes(time));
}

/** Opens the card of the only appointment, and reads it. */
async function openCard(window) {
  await until('an appointment', () => window.driver.find('[data-appointment]'));
  await window.driver.run(() => document.querySelector('[data-appointment]').click());
  await window.untilRead('desk_calendar_card_state');
  return window.driver.run(() => document.querySelector('aside h2').innerText);
}
