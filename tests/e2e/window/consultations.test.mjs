// An administrator sets a consultation in the window and says when it is given; a patron
// who has the page open can book it at once, and no more once it is taken back.
import { story } from '../kit/cast.mjs';
import { Desk } from '../kit/desk.mjs';
import { Patron } from '../kit/patron.mjs';
import { Screen } from '../kit/screen.mjs';
import { settings } from '../kit/settings.mjs';
import { until } from '../kit/until.mjs';
import { Window } from '../kit/window.mjs';

const LONG = { patience: 180_000 };
const NAME = 'Aiuto per la tesi';

story(
  'a consultation that is set in the window can be booked on an open page, until it goes',
  async (cast) => {
    const desk = await Desk.open(cast);
    // Ada says nothing yet of when she gives any.
    await desk.apply(`${settings()}\n[[availability]]\nlibrarian = "ada"\n`);
    const screen = await Screen.open(cast);
    const data = await cast.folder('home');
    const ada = await Window.open(cast, screen, { sample: false, data });
    await ada.join(desk, 'ada', desk.passwords.ada);
    const carla = await Patron.arrive(cast, desk);
    await carla.text('patron_open').waitFor();

    await ada.press('desk_rail_settings');
    await ada.press('desk_consultations_title');
    await ada.untilRead('desk_consultations_none');
    await ada.hasNoFault('no consultation yet');
    await ada.driver.type(await fieldOf(ada, 'desk_consultations_italian'), NAME);
    await ada.check('desk_calendar_meeting_in_person');
    await tick(ada, 'Ada Bianchi');
    await until('the preview to say how', async () =>
      (await read(ada, 'consultation-preview')).includes(NAME),
    );
    await ada.hasNoFault('a consultation being set');
    await ada.keepShot('consultations-set');

    await ada.press('desk_library_save');
    await carla.text('patron_booking_go').waitFor();
    await ada.untilRead('desk_consultations_no_hours', { name: NAME });
    await ada.keepShot('consultations-saved');

    await ada.press('desk_consultations_say_when');
    await ada.untilRead('desk_consultations_when_none');
    await ada.press('desk_consultations_rule_first');
    await until('the week to stand there', async () =>
      (await read(ada, 'availability-week')).includes('09:00–13:00'),
    );
    await ada.hasNoFault('hours being set');
    await ada.keepShot('consultations-hours');
    await ada.press('desk_library_save');
    await ada.untilRead('desk_library_saved');

    await ada.press('desk_consultations_title');
    await ada.untilRead('desk_consultations_help');
    await until('nothing to be missing any more', async () => {
      const wanting = ada.words('desk_consultations_no_hours', { name: NAME });
      return !(await ada.text()).includes(wanting);
    });
    await ada.driver.run((name) => {
      const all = [...document.querySelectorAll('summary')];
      all.find(({ innerText }) => innerText.includes(name))?.click();
    }, NAME);
    await ada.press('desk_library_remove_name', { name: NAME });
    await carla.text('patron_booking_go').waitFor({ state: 'detached' });
    await ada.undoNewest();
    await carla.text('patron_booking_go').waitFor();
  },
  LONG,
);

/** The field beside these words. */
async function fieldOf(window, key) {
  const label = window.words(key);
  await until(`the field “${label}”`, () =>
    window.driver.run((label) => {
      const all = [...document.querySelectorAll('label')];
      const field = all.find(({ innerText }) => innerText.trim() === label)?.control;
      for (const old of document.querySelectorAll('[data-field-of-test]')) {
        delete old.dataset.fieldOfTest;
      }
      if (field) field.dataset.fieldOfTest = '';
      return field !== undefined;
    }, label),
  );
  return '[data-field-of-test]';
}

/** Ticks what stands beside a name. */
async function tick(window, name) {
  await until(`“${name}” to tick`, () =>
    window.driver.run((name) => {
      const all = [...document.querySelectorAll('main label')];
      const label = all.find(({ innerText }) => innerText.trim() === name);
      label?.click();
      return label !== undefined;
    }, name),
  );
}

function read(window, part) {
  return window.driver.run(
    (part) => document.querySelector(`[data-testid="${part}"]`)?.innerText ?? '',
    part,
  );
}
