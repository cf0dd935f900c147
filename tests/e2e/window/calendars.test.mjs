// Calendars outside of the desk, in the real window: an address to subscribe to, made and
// revoked; one's own busy times, out of a file; the library's calendar on a server, from an
// address where nobody listens to an appointment that stands there.
import assert from 'node:assert/strict';

import { story } from '../kit/cast.mjs';
import { Desk } from '../kit/desk.mjs';
import { Patron } from '../kit/patron.mjs';
import { freePort, Radicale } from '../kit/radicale.mjs';
import { Screen } from '../kit/screen.mjs';
import { withConsultations } from '../kit/settings.mjs';
import { until } from '../kit/until.mjs';
import { Window } from '../kit/window.mjs';

const LONG = { patience: 300_000 };
const DAY_MS = 24 * 60 * 60 * 1000;

story(
  'a feed is made and revoked, and busy times are read out of a file',
  async (cast) => {
    const { ada } = await atCalendars(cast);
    await ada.untilRead('desk_outside_feeds_none');
    await ada.hasNoFault('calendars');
    await ada.press('desk_outside_new_make');
    await ada.untilRead('desk_outside_made_title');
    const address = await ada.driver.run(() => document.querySelector('.address').innerText);
    assert.equal(await answers(address), 200);
    await ada.hasNoFault('an address that was made');
    await ada.keepShot('calendars-feed');
    await ada.press('desk_outside_made_close');
    await ada.press('desk_outside_revoke');
    await ada.untilRead('desk_outside_revoked', { name: 'Ada Bianchi' });
    assert.equal(await answers(address), 404);
    await ada.hasNoFault('an address that was revoked');
    await ada.press('desk_outside_undo');
    await until('the address to be read again', async () => (await answers(address)) === 200);

    await chooseFile(ada, 'foto.ics', 'JFIF');
    await ada.untilRead('desk_outside_busy_not_a_calendar');
    await chooseFile(ada, 'impegni.ics', busyTomorrow());
    await ada.untilRead('desk_outside_busy_read', { count: 1 });
    await ada.hasNoFault('busy times that were read');
    await ada.keepShot('calendars-busy');
    await ada.press('desk_outside_busy_forget');
    await ada.untilRead('desk_outside_busy_never');
  },
  LONG,
);

story(
  "the library's calendar is found after two mistakes, and an appointment is put there",
  async (cast) => {
    const radicale = await Radicale.open(cast);
    const { desk, ada } = await atCalendars(cast);
    await ada.untilRead('desk_outside_account_title');
    await ada.retype('main input[id$="-address"]', `http://127.0.0.1:${await freePort()}/`);
    await ada.retype('main input[id$="-user"]', radicale.user);
    await ada.retype('main input[type="password"]', 'olio e sale');
    await ada.press('desk_outside_account_look');
    await ada.untilRead('desk_outbox_calendar_cause_unreachable');
    await ada.hasNoFault('a calendar server that is not there');
    await intoView(ada, 'desk_outbox_calendar_cause_unreachable');
    await ada.keepShot('calendars-unreachable');

    await ada.retype('main input[id$="-address"]', radicale.address);
    await ada.press('desk_outside_account_look');
    await ada.untilRead('desk_outbox_calendar_cause_wrong_password');
    await ada.retype('main input[type="password"]', radicale.password);
    await ada.press('desk_outside_account_look');
    await ada.untilRead('desk_outside_account_found');
    await ada.hasNoFault('a calendar to choose');
    await intoView(ada, 'desk_outside_account_save');
    await ada.keepShot('calendars-found');
    await ada.press('desk_outside_account_save');
    await ada.untilRead('desk_outside_account_saved');
    await ada.untilRead('desk_outside_account_kept', { name: radicale.calendar });
    await ada.hasNoFault('a calendar that is kept');
    await ada.keepShot('calendars-kept');

    const carla = await Patron.arrive(cast, desk, { name: 'Carla' });
    await book(carla);
    const event = await radicale.untilHasOne();
    assert.match(event, /SUMMARY:Ricerca bibliografica\r?\n/);
    assert.doesNotMatch(event, /Carla/, 'no name without being asked for it');
  },
  LONG,
);

/** Ada at a desk with consultations, before the calendars in her settings. */
async function atCalendars(cast) {
  // No way to be reached is asked for where there is none.
  const desk = await Desk.open(cast, { settings: { SPORTELLO_PUSH_ENABLED: 'false' } });
  await desk.apply(withConsultations());
  const screen = await Screen.open(cast);
  const data = await cast.folder('home');
  const ada = await Window.open(cast, screen, { sample: false, data });
  await ada.join(desk, 'ada', desk.passwords.ada);
  await ada.press('desk_rail_settings');
  await until('the calendars in the settings', () => ada.driver.find(SECTION));
  await ada.driver.click(SECTION);
  return { desk, ada };
}

const SECTION = '.settings nav [data-section="calendars"]';

/** How the server answers whoever reads a feed. */
async function answers(address) {
  const answer = await fetch(address);
  if (answer.ok) assert.match(await answer.text(), /^BEGIN:VCALENDAR\r\n/);
  return answer.status;
}

/** WebDriver opens no dialogue of the system: the page is handed a file. */
async function chooseFile(window, name, text) {
  await window.driver.run(
    (name, text) => {
      const chosen = new DataTransfer();
      chosen.items.add(new File([text], name, { type: 'text/calendar' }));
      const input = document.querySelector('main input[type="file"]');
      input.files = chosen.files;
      input.dispatchEvent(new Event('change', { bubbles: true }));
    },
    name,
    text,
  );
}

/** A calendar in which an hour of tomorrow is taken. */
function busyTomorrow() {
  const day = new Date(Date.now() + DAY_MS).toISOString().slice(0, 10).replaceAll('-', '');
  return [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Prova//IT',
    'BEGIN:VEVENT',
    'UID:dentista',
    `DTSTAMP:${day}T000000Z`,
    `DTSTART:${day}T090000Z`,
    `DTEND:${day}T100000Z`,
    'SUMMARY:Dentista',
    'END:VEVENT',
    'END:VCALENDAR',
    '',
  ].join('\r\n');
}

/** Scrolls to where these words stand. */
async function intoView(window, key) {
  await window.driver.run((words) => {
    const all = [...document.querySelectorAll('main p, main button')];
    all.find(({ innerText }) => innerText.includes(words)).scrollIntoView({ block: 'center' });
  }, window.words(key));
}

/** Books the first free slot of the only thing on offer. */
async function book(patron) {
  await patron.button('patron_booking_go').click();
  await patron.page
    .getByRole('button', { name: /^\d+:\d\d, / })
    .first()
    .click();
  await patron.heading('patron_booking_who_title').waitFor();
  await patron.page.getByLabel(patron.words('patron_booking_name'), { exact: true }).fill('Carla');
  await patron.button('patron_booking_submit').click();
  await patron.heading('patron_booking_done_title').waitFor();
}
