// Everybody can use the librarian's window: each of its states, in ways that differ in
// language, colours and width; what a screen reader meets; and the keyboard alone.
import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';

import { hasNoFault, staysInside } from '../kit/access.mjs';
import { story } from '../kit/cast.mjs';
import { HERE } from '../kit/programs.mjs';
import { Scenes } from '../kit/scenes.mjs';
import { pause, until } from '../kit/until.mjs';

const LONG = { patience: 300_000 };
const DESK = { width: 1280, height: 800 };

/** Each scene is judged in two of these, each of them judges half of the scenes. */
const WAYS = [
  { language: 'it', colorScheme: 'light', viewport: DESK },
  {
    language: 'en',
    colorScheme: 'dark',
    viewport: { width: 800, height: 600 },
  },
  // A window of 1280 px at 200 %, and one of 640 px.
  {
    language: 'it',
    colorScheme: 'dark',
    viewport: { width: 640, height: 400 },
  },
  {
    language: 'en',
    colorScheme: 'light',
    viewport: { width: 320, height: 640 },
  },
];

/** Whose trees are kept beside this file; `SPORTELLO_KEEP_TREES=1` writes them anew. */
const TREES = ['empty', 'line7', 'ringing', 'video', 'openedThread', 'wrapUp'];

for (const [number, way] of WAYS.entries()) {
  const how = `${way.language}, ${way.colorScheme}, ${way.viewport.width} px`;
  story(`the states of the window are for everybody: ${how}`, (cast) => judge(cast, number), LONG);
}

/** Looks at half of the scenes in one of the ways, and tells of all faults at once. */
async function judge(cast, number) {
  const scenes = await Scenes.open(cast);
  const page = await scenes.look(cast, WAYS[number]);
  const names = await scenes.names(page);
  assert.ok(names.length > 40, `${names.length} scenes`);
  const faults = [];
  for (const name of names.filter((_, at) => (at + number) % 2 === 0)) {
    await scenes.show(page, name);
    await hasNoFault(page, name).catch(({ message }) => faults.push(message));
    await staysInside(page, name).catch(({ message }) => faults.push(message));
  }
  assert.equal(faults.length, 0, faults.join('\n'));
}

story('a screen reader meets the window as it was written down', readTrees, LONG);

async function readTrees(cast) {
  const scenes = await Scenes.open(cast);
  const page = await scenes.look(cast, { viewport: DESK });
  for (const name of TREES) {
    await scenes.show(page, name);
    const kept = path.join(HERE, 'browser/trees', `${name}.yml`);
    if (process.env.SPORTELLO_KEEP_TREES) await writeFile(kept, await stillTree(page));
    const wanted = await readFile(kept, 'utf8');
    // A picture may be on its way yet.
    const there = until(
      'the tree to be as it is kept',
      async () => (await treeOf(page)) === wanted,
      5_000,
    );
    await there.catch(async () => assert.equal(await treeOf(page), wanted, `the tree of ${name}`));
  }
}

async function treeOf(page) {
  return `${await page.locator('body').ariaSnapshot()}\n`;
}

/** The tree once nothing changes in it any more. */
async function stillTree(page) {
  let tree;
  await until('the tree to stand still', async () => {
    const before = tree;
    tree = await treeOf(page);
    if (before === tree) return true;
    await pause(1_000);
    return false;
  });
  return tree;
}

story('the keyboard alone reaches everything, and it is seen where it is', keyboardWalk, LONG);

async function keyboardWalk(cast) {
  const scenes = await Scenes.open(cast);
  const page = await scenes.look(cast, { viewport: DESK });
  for (const name of ['ringing', 'video', 'openedThread', 'wrapUp', 'lineOfMany']) {
    await scenes.show(page, name);
    assert.deepEqual(await unreached(page), [], `${name}: the keyboard does not lead there`);
  }
}

/** What can be pressed or written in, and no Tab leads to; each must show its focus. */
async function unreached(page) {
  const count = await page.evaluate(() => {
    document.activeElement?.blur();
    const able = [...document.querySelectorAll('button, a[href], input, select, textarea')];
    const here = able.filter((one) => !one.disabled && one.checkVisibility());
    // Of radio buttons in a group, Tab leads to one; arrows lead to the others.
    const wanted = here.filter((one) => one.type !== 'radio' || one.checked);
    for (const one of wanted) one.dataset.wanted = '';
    return wanted.length;
  });
  for (let step = 0; step < 2 * count + 4; step += 1) {
    await page.keyboard.press('Tab');
    const shown = await page.evaluate(() => {
      const one = document.activeElement;
      delete one.dataset.wanted;
      const { outlineStyle, boxShadow } = getComputedStyle(one);
      return one === document.body || outlineStyle !== 'none' || boxShadow !== 'none'
        ? null
        : one.outerHTML.slice(0, 120);
    });
    assert.equal(shown, null, 'it shows no focus');
  }
  return page
    .locator('[data-wanted]')
    .evaluateAll((left) => left.map((one) => one.outerHTML.slice(0, 120)));
}
