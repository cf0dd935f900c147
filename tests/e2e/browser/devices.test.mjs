// Sound and picture in the librarian's window: tried in the settings, changed in a call,
// and the patron in sight while something else stands before them.
import assert from 'node:assert/strict';

import { hasNoFault, staysInside } from '../kit/access.mjs';
import { story } from '../kit/cast.mjs';
import { Scenes } from '../kit/scenes.mjs';
import { until } from '../kit/until.mjs';
import { words } from '../kit/words.mjs';

const LONG = { patience: 180_000 };
const SIZES = [
  { width: 1280, height: 800 },
  { width: 800, height: 600 },
  { width: 320, height: 640 },
];

const say = words('it');
const button = (page, key, parts) => page.getByRole('button', { name: say(key, parts) });

story(
  'one tries how one looks and sounds, in the settings',
  async (cast) => {
    const scenes = await Scenes.open(cast);
    for (const viewport of SIZES) {
      const page = await scenes.look(cast, { language: 'it', viewport });
      await scenes.show(page, 'empty');
      await button(page, 'desk_rail_settings').click();
      await button(page, 'desk_devices_title').click();
      const own = page.getByTestId('own-view');
      await until('one sees oneself', async () => (await own.getAttribute('data-frames')) !== null);
      const meter = page.getByRole('meter', {
        name: say('desk_devices_own_level'),
      });
      await until('the level moves', () => meter.evaluate(({ value }) => value > 0));
      await page.getByLabel(say('desk_devices_ringing'), { exact: true }).selectOption('hall');
      await hasNoFault(page, `sound and picture, ${viewport.width} px`);
      await staysInside(page, `sound and picture, ${viewport.width} px`);
    }
  },
  LONG,
);

story(
  'in a call the devices are at hand, and the patron stays in sight in the settings',
  async (cast) => {
    const scenes = await Scenes.open(cast);
    const page = await scenes.look(cast, {
      language: 'it',
      viewport: SIZES[1],
    });
    await scenes.show(page, 'video');
    await button(page, 'desk_devices_menu').click();
    await hasNoFault(page, 'the menu of devices');
    await staysInside(page, 'the menu of devices');
    await page.keyboard.press('Escape');
    await button(page, 'desk_rail_settings').click();
    const floating = page.getByTestId('floating-picture');
    await until(
      'the patron is drawn',
      async () => (await floating.locator('canvas').getAttribute('data-frames')) !== null,
    );
    await hasNoFault(page, 'the floating picture');
    const before = await floating.boundingBox();
    await button(page, 'desk_devices_floating_move').press('Enter');
    const after = await floating.boundingBox();
    assert.notEqual(before.x, after.x, 'it moves to another corner');
    const name = { name: 'Giulia Ferri' };
    await button(page, 'desk_devices_floating_back', name).press('Enter');
    await page.getByTestId('patron-picture').waitFor();
    assert.equal(await floating.count(), 0);
  },
  LONG,
);
