// Reports in the librarian's window, worked with: chosen by keys, read, saved; in both
// languages, light and dark, small and large; under the rules for styles that the program
// sets. Behind the page stands its mock host, at a moment that stands still.
import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';

import { hasNoFault, settled, staysInside } from '../kit/access.mjs';
import { story } from '../kit/cast.mjs';
import { OUT } from '../kit/programs.mjs';
import { Scenes } from '../kit/scenes.mjs';
import { words } from '../kit/words.mjs';

const LONG = { patience: 300_000 };
const DESK = { width: 1280, height: 800 };
const SMALL = { width: 640, height: 400 };
const POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:";

const it = words('it');
const en = words('en');

story('a month is chosen, read and saved, by keys and by hand', work, LONG);

async function work(cast) {
  const scenes = await Scenes.open(cast);
  const page = await scenes.look(cast, { viewport: DESK });
  await watchStyles(page);
  await read(scenes, page);
  await save(page);
  await set(scenes, page);
  assert.deepEqual(
    await page.evaluate(() => window.stylesRefused ?? []),
    [],
    'the rules for styles are broken',
  );
  const small = await scenes.look(cast, { viewport: SMALL, colorScheme: 'dark' });
  await scenes.show(small, 'reports');
  await small.getByRole('table', { name: it('desk_reports_levels') }).waitFor();
  await isFine(small, 'reports-small');
  const english = await scenes.look(cast, { viewport: DESK, language: 'en' });
  await scenes.show(english, 'reports');
  await english.getByRole('table', { name: en('desk_reports_levels') }).waitFor();
  await isFine(english, 'reports-english');
}

/** The page stands under the program's own rules, and what breaks them is kept. */
async function watchStyles(page) {
  await page.route(
    (url) => url.pathname === '/',
    async (route) => {
      const answer = await route.fetch();
      const headers = { ...answer.headers(), 'content-security-policy': POLICY };
      await route.fulfill({ response: answer, headers });
    },
  );
  await page.addInitScript(() => {
    window.stylesRefused = [];
    document.addEventListener('securitypolicyviolation', ({ violatedDirective, sourceFile }) => {
      if (violatedDirective.startsWith('style')) window.stylesRefused.push(sourceFile);
    });
  });
}

/** From the rail, with the keyboard alone; every chart is a table that can be read. */
async function read(scenes, page) {
  await scenes.show(page, 'reports');
  const entry = page.getByRole('button', { name: it('desk_reports_title'), exact: true });
  await entry.focus();
  await page.keyboard.press('Enter');
  await page.getByRole('table', { name: it('desk_reports_levels') }).waitFor();
  await isFine(page, 'reports');
  const topics = page.getByRole('table', { name: it('desk_reports_by_topic') });
  await topics.getByText(it('desk_reports_few')).waitFor();
  const hours = page.getByRole('table', { name: it('desk_reports_hours') });
  assert.equal(await hours.getByRole('row').count(), 11);
  await page.getByLabel(it('desk_reports_period')).selectOption('quarter');
  await page.getByText(it('desk_reports_quarter_of', { quarter: '3', year: '2026' })).first().waitFor();
}

async function save(page) {
  await page.getByRole('button', { name: it('desk_reports_pdf') }).click();
  await page.getByText('/home/ada/Scaricati/rapporto-2026-07-01.pdf').waitFor();
  await page.getByRole('button', { name: it('desk_reports_csv') }).click();
  await page.getByText('/home/ada/Scaricati/rapporto-2026-07-01.csv').waitFor();
}

async function set(scenes, page) {
  await scenes.show(page, 'reportsSettings');
  const people = page.getByLabel(it('desk_reports_settings_people'));
  assert.ok(!(await people.isChecked()), 'librarians are told apart as usual');
  await isFine(page, 'reports-settings');
  await page.getByLabel(it('desk_reports_settings_within')).fill('45');
  await page.getByRole('button', { name: it('desk_library_save') }).click();
  await page.getByText(it('desk_library_saved')).waitFor();
}

/** Nothing is wrong with it for anybody, and a picture of it lies in out/. */
async function isFine(page, name) {
  await settled(page);
  await hasNoFault(page, name);
  await staysInside(page, name);
  await mkdir(OUT, { recursive: true });
  await page.screenshot({ path: path.join(OUT, `${name}.png`) });
}
