// An administrator closes the desk in the window; a patron who has the page open reads it
// at once, and reads it no more once it is taken back.
import { story } from '../kit/cast.mjs';
import { Patron } from '../kit/patron.mjs';
import { Screen } from '../kit/screen.mjs';
import { until } from '../kit/until.mjs';
import { Window } from '../kit/window.mjs';

const LONG = { patience: 180_000 };
const REASON = 'Assemblea del personale';

story(
  'hours that are set in the window close an open page at once, and undo opens it again',
  async (cast) => {
    const screen = await Screen.open(cast);
    const ada = await Window.open(cast, screen);
    const carla = await Patron.arrive(cast, ada);
    await carla.text('patron_open').waitFor();

    await ada.press('desk_rail_settings');
    await ada.press('desk_library_title_hours');
    await ada.untilRead('desk_library_hours_help');
    await clickText(ada, 'summary', ada.words('desk_library_hours_of_branch', { name: 'Centrale' }));
    await clickText(ada, 'label', ada.words('desk_library_hours_own'));
    await ada.press('desk_library_closure_today');
    // The form is judged and drawn anew while one types.
    await until('the reason to be typed', () =>
      ada.driver.type('fieldset ol input[type="text"]:not([inputmode])', REASON).then(() => true),
    );
    await until('the preview to know why', async () =>
      (await previewOf(ada)).includes(REASON),
    );
    await ada.hasNoFault('hours being set');
    await ada.keepShot('settings-hours');

    await ada.press('desk_library_save');
    await carla.page.getByText(REASON).waitFor();
    await ada.untilRead('desk_library_saved');

    await ada.press('desk_library_undo');
    await carla.text('patron_open').waitFor();

    await ada.press('desk_library_title_changes');
    await ada.untilRead('desk_library_what_went_back');
    await ada.hasNoFault('the latest changes');
    await ada.keepShot('settings-changes');
  },
  LONG,
);

function previewOf(window) {
  return window.driver.run(
    () => document.querySelector('[data-testid="hours-preview"]')?.innerText ?? '',
  );
}

/** Clicks what is no button, by what it says. */
async function clickText(window, tag, text) {
  await until(`“${text}” to click`, () =>
    window.driver.run(
      (tag, text) => {
        const found = [...document.querySelectorAll(tag)].find((one) =>
          one.innerText.includes(text),
        );
        found?.click();
        return found !== undefined;
      },
      tag,
      text,
    ),
  );
}
