// Loans in the librarian's window, worked with: a file is understood and taken, patrons are
// answered, the ledger is searched, letters are printed, a card is linked, and it is set
// when reminders go out; under the rules for styles that the program sets. Behind the page
// stands its mock host, at a moment that stands still.
import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';

import { hasNoFault, settled, staysInside } from '../kit/access.mjs';
import { story } from '../kit/cast.mjs';
import { OUT } from '../kit/programs.mjs';
import { Scenes } from '../kit/scenes.mjs';
import { words } from '../kit/words.mjs';

const LONG = { patience: 400_000 };
const DESK = { width: 1280, height: 800 };
const SMALL = { width: 640, height: 400 };
const POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:";

const it = words('it');

story('loans are read, told and answered, by keys and by hand', work, LONG);

async function work(cast) {
  const scenes = await Scenes.open(cast);
  const page = await scenes.look(cast, { viewport: DESK });
  await watchStyles(page);
  await takeFile(scenes, page);
  await answerRequests(scenes, page);
  await searchLedger(scenes, page);
  await printLetters(scenes, page);
  await linkCard(scenes, page);
  await setPolicy(scenes, page);
  assert.deepEqual(
    await page.evaluate(() => window.stylesRefused ?? []),
    [],
    'the rules for styles are broken',
  );
  const small = await scenes.look(cast, { viewport: SMALL, colorScheme: 'dark' });
  await scenes.show(small, 'loanFileAsks');
  await isFine(small, 'loans-file-small');
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

/** A file without known columns: they are said, one is left out, and it is taken. */
async function takeFile(scenes, page) {
  await scenes.show(page, 'loanSources');
  const rows = 'Numero;Chi;Quando\n'.padEnd(200, '1;2;3\n');
  await page
    .locator('input[type=file]')
    .setInputFiles({ name: 'prestiti.csv', mimeType: 'text/csv', buffer: Buffer.from(rows) });
  const take = page.getByRole('button', { name: it('desk_sources_take') });
  await take.waitFor();
  assert.ok(await take.isDisabled(), 'a file that nobody understands can be taken');
  await page.getByText(it('desk_sources_columns_missing')).waitFor();
  const due = it('desk_sources_columns_needed', { column: it('desk_sources_column_due') });
  await page.getByLabel(due).selectOption('Scadenza');
  await page.getByLabel(it('desk_sources_column_card'), { exact: true }).selectOption('Tessera');
  await page.getByText(it('desk_sources_outcome_title')).waitFor();
  await isFine(page, 'loans-file');
  await take.click();
  const counts = { new: '61', changed: '27', closes: '12' };
  await page.getByText(it('desk_sources_taken', counts)).waitFor();
  assert.equal(await take.count(), 0, 'the file stays');
}

/** With the keyboard alone: there by its keys, renewed until a day, and seen to. */
async function answerRequests(scenes, page) {
  await scenes.show(page, 'loans');
  await page.keyboard.press('Control+Shift+L');
  await page.getByRole('heading', { name: it('desk_loans_title'), level: 1 }).waitFor({
    state: 'detached',
  });
  await page.keyboard.press('Control+Shift+L');
  await page.getByRole('heading', { name: it('desk_loans_title'), level: 1 }).waitFor();
  await isFine(page, 'loans-today');
  const requests = page.getByRole('article');
  assert.equal(await requests.count(), 2);
  await page.getByRole('button', { name: it('desk_loans_renewed'), exact: true }).focus();
  await page.keyboard.press('Enter');
  const day = page.getByLabel(it('desk_loans_renewed_due'));
  assert.equal(await day.inputValue(), '2026-12-21', 'no usual day stands there');
  await day.press('Enter');
  await requests.nth(1).waitFor({ state: 'detached' });
  await page.getByRole('button', { name: it('desk_loans_settle') }).click();
  await page.getByText(it('desk_loans_requests_none')).waitFor();
}

async function searchLedger(scenes, page) {
  await scenes.show(page, 'loansLedger');
  await page.getByLabel(it('desk_loans_ledger_search')).fill('nives');
  await page.keyboard.press('Enter');
  await page.getByText('Orto e giardino').waitFor();
  assert.equal(await page.getByRole('row').count(), 3);
  await page.getByLabel(it('desk_loans_ledger_state')).selectOption('failed');
  await page.getByText(it('desk_loans_ledger_none_found')).waitFor();
}

/** On paper stand the letters, one on each page, and nothing of the window. */
async function printLetters(scenes, page) {
  await scenes.show(page, 'loansPrint');
  await page.getByRole('article').first().waitFor();
  await isFine(page, 'loans-print');
  await page.emulateMedia({ media: 'print' });
  const bare = await page.evaluate(() => {
    const seen = (one) => one.checkVisibility();
    return {
      window: [...document.querySelectorAll('nav, header, button')].filter(seen).length,
      letters: [...document.querySelectorAll('article')].filter(seen).length,
      breaks: getComputedStyle(document.querySelector('article')).breakAfter,
    };
  });
  assert.deepEqual(bare, { window: 0, letters: 2, breaks: 'page' });
  await mkdir(OUT, { recursive: true });
  await page.pdf({ path: path.join(OUT, 'loans-letters.pdf'), format: 'A4' });
  await page.emulateMedia({ media: null });
  await page.getByRole('button', { name: it('desk_loans_print_mark') }).click();
  await page.getByText(it('desk_loans_print_none')).waitFor();
}

async function linkCard(scenes, page) {
  await scenes.show(page, 'threadOfNobody');
  await page.getByRole('button', { name: it('desk_loans_behind_link') }).click();
  await page.keyboard.type('5521');
  await page.keyboard.press('Enter');
  const seen = it('desk_loans_behind_seen_name', { name: 'Giulia Ferrini' });
  await page.getByRole('button', { name: seen }).click();
  await page.getByRole('article', { name: 'Giulia Ferrini' }).waitFor();
  const make = it('desk_loans_behind_make_link_name', { name: 'Giulia Ferrini' });
  await page.getByRole('button', { name: make }).click();
  await page.getByRole('img', { name: it('desk_loans_link_code') }).waitFor();
  await isFine(page, 'loans-link');
  await page.getByRole('button', { name: it('desk_loans_link_close') }).click();
  assert.equal(await page.getByText('#card=').count(), 0, 'the secret stays');
}

async function setPolicy(scenes, page) {
  await scenes.show(page, 'noticesOfDesk');
  await page.getByLabel(it('desk_notices_before'), { exact: true }).uncheck();
  await page.getByLabel(it('desk_notices_after_third'), { exact: true }).check();
  await page.getByText(/21 giorni dopo e 45 giorni dopo/).waitFor();
  await page.getByRole('button', { name: it('desk_notices_words_write') }).click();
  await page.getByLabel(it('desk_notices_words_own')).fill('Buongiorno {nome}!');
  await page.getByText('Buongiorno Giulia!').waitFor();
  await isFine(page, 'loans-policy');
  await page.getByRole('button', { name: it('desk_library_save') }).click();
  await page.getByText(it('desk_library_saved')).waitFor();
  await page.getByRole('button', { name: it('desk_notices_words_restore') }).click();
  await page.getByText(it('desk_notices_preview_usual')).waitFor();
}

/** Nothing is wrong with it for anybody, and a picture of it lies in out/. */
async function isFine(page, name) {
  await settled(page);
  await hasNoFault(page, name);
  await staysInside(page, name);
  await mkdir(OUT, { recursive: true });
  await page.screenshot({ path: path.join(OUT, `${name}.png`) });
}
