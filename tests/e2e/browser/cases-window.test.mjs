// Cases in the librarian's window, worked with: found by keys, answered with what an office
// wrote, made from a conversation, handed to an office, and the address book, the mail that
// came and the mailbox kept; under the rules for styles that the program sets. Behind the
// page stands its mock host, at a moment that stands still.
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
const SMALLER = { width: 1024, height: 768 };
const SMALL = { width: 800, height: 600 };
const POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:";

const it = words('it');

story('cases are found, answered, made and handed on, by keys and by hand', work, LONG);

async function work(cast) {
  const scenes = await Scenes.open(cast);
  const page = await scenes.look(cast, { viewport: DESK });
  await watchStyles(page);
  await findByKeys(scenes, page);
  await answer(scenes, page);
  await putRight(scenes, page);
  await makeOfMessage(scenes, page);
  await makeAndHandOff(scenes, page);
  await keepBook(scenes, page);
  await sortLetters(scenes, page);
  await setMailbox(scenes, page);
  await setKeeping(scenes, page);
  assert.deepEqual(
    await page.evaluate(() => window.stylesRefused ?? []),
    [],
    'the rules for styles are broken',
  );
  await lookElsewhere(scenes, cast);
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

/** Three hundred, with the keyboard alone: there by its keys, down the rows, open, back. */
async function findByKeys(scenes, page) {
  await scenes.show(page, 'casesMany');
  const rows = page.locator('[data-case]');
  await rows.first().waitFor();
  await page.getByRole('button', { name: it('desk_cases_shelf_all') }).click();
  await page.getByRole('button', { name: it('desk_cases_more') }).waitFor();
  assert.equal(await rows.count(), 50, 'a page holds fifty');
  await page.getByRole('button', { name: it('desk_cases_more') }).click();
  await rows.nth(99).waitFor();
  await page.getByRole('heading', { level: 1 }).focus();
  await page.keyboard.press('j');
  await page.keyboard.press('j');
  await page.keyboard.press('ArrowDown');
  assert.equal(await rows.nth(2).evaluate((row) => row === document.activeElement), true);
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { level: 2, name: /2026\/398/ }).waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('heading', { level: 2, name: /2026\/398/ }).waitFor({ state: 'detached' });
  await page.keyboard.press('/');
  await page.keyboard.type('vetreria');
  await page.waitForFunction(() =>
    [...document.querySelectorAll('[data-case]')].every((row) => /vetreria/.test(row.textContent)),
  );
  await isFine(page, 'cases-found');
  await scenes.show(page, 'cases');
  await rows.first().waitFor();
  await isFine(page, 'cases-list');
  const owner = page.getByLabel(it('desk_cases_owner'));
  await owner.selectOption({ label: it('desk_cases_of_nobody') });
  await page.waitForFunction((nobody) => {
    const shown = [...document.querySelectorAll('[data-case]')];
    return shown.length > 0 && shown.every((row) => row.textContent.includes(nobody));
  }, it('desk_cases_row_nobody'));
}

/** Put off until a chosen day and woken, and whoever asked put right: by the keyboard. */
async function putRight(scenes, page) {
  await scenes.show(page, 'caseAnswered');
  const snooze = page.getByRole('button', { name: it('desk_cases_snooze'), exact: true });
  await snooze.focus();
  await page.keyboard.press('Enter');
  const day = page.getByLabel(it('desk_cases_snooze_until'));
  assert.equal(await day.inputValue(), '2026-11-22', 'tomorrow is the nearest day');
  await isFine(page, 'cases-snooze');
  await day.fill('2026-12-07');
  await page.keyboard.press('Enter');
  await page.getByText(it('desk_cases_sleeps', { day: 'lunedì 7 dicembre' })).waitFor();
  await page.getByRole('button', { name: it('desk_cases_wake') }).click();
  await snooze.waitFor();
  await page.getByText(it('desk_cases_sets')).click();
  await page.getByRole('button', { name: it('desk_cases_asker_change') }).click();
  const form = page.getByRole('form', { name: it('desk_cases_asker') });
  await form.getByLabel(it('desk_cases_asker_mail')).fill('ida@example.org');
  await isFine(page, 'cases-asker');
  await page.keyboard.press('Enter');
  await form.waitFor({ state: 'detached' });
  await page
    .getByText(/ida@example.org/)
    .first()
    .waitFor();
}

/** One message of a conversation becomes a case: what is done with it stands under it alone. */
async function makeOfMessage(scenes, page) {
  await scenes.show(page, 'threadOfCases');
  const log = page.getByRole('log');
  const make = log.getByRole('button', { name: it('desk_cases_make_of_message') });
  await log.waitFor();
  assert.equal(await make.count(), 0, 'nothing was pointed at');
  await log.focus();
  await make.waitFor();
  await isFine(page, 'cases-message');
  await make.focus();
  await page.keyboard.press('ArrowUp');
  assert.equal(await make.count(), 1);
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog', { name: it('desk_cases_make_title') });
  const ticked = dialog.getByRole('group', { name: it('desk_cases_make_messages') });
  assert.equal(await ticked.first().getByRole('checkbox', { checked: true }).count(), 1);
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });
}

/** What an office wrote is changed and goes to the patron; what was typed outlives the case. */
async function answer(scenes, page) {
  await scenes.show(page, 'caseAnswered');
  const field = page.locator('[data-composer]');
  await field.waitFor();
  await isFine(page, 'cases-one');
  await page.getByText(it('desk_cases_folded')).click();
  await page.getByRole('button', { name: it('desk_cases_edit_and_answer') }).click();
  assert.match(await field.inputValue(), /La scala è 1:2000/);
  await page.getByText('mappa-ponzano-1842.pdf').last().waitFor();
  await page.getByRole('heading', { level: 2 }).focus();
  await page.keyboard.press('Escape');
  await field.waitFor({ state: 'detached' });
  await page.getByRole('button', { name: it('desk_cases_shelf_all') }).click();
  await page.locator('[data-case="case-12"]').click();
  await field.waitFor();
  assert.match(await field.inputValue(), /La scala è 1:2000/, 'what was typed is lost');
  await page.getByRole('button', { name: it('desk_cases_send_answer') }).click();
  await page.getByText(it('desk_cases_entry_answered')).waitFor();
  assert.equal(await field.inputValue(), '');
  await page.getByText(it('desk_cases_sets')).click();
  await page.getByLabel(it('desk_cases_promised')).fill('2026-12-01');
  await page.getByText(it('desk_cases_news_changed', { number: '2026/12' })).waitFor();
  await page.getByRole('button', { name: it('desk_library_undo') }).click();
}

/** From a conversation, in one action, and on to an office with exactly this letter. */
async function makeAndHandOff(scenes, page) {
  await scenes.show(page, 'threadOfCases');
  await isFine(page, 'cases-thread');
  await page
    .getByRole('button', { name: it('desk_cases_make_here') })
    .first()
    .click();
  const subject = page.getByLabel(it('desk_cases_subject'));
  await subject.waitFor();
  await isFine(page, 'cases-make');
  await subject.fill('Una guida');
  await page.getByRole('button', { name: it('desk_cases_make_and_hand_off') }).click();
  const letter = page.getByRole('heading', { name: it('desk_cases_preview') });
  await letter.waitFor();
  await page.getByText(/Archivio storico <archivio@/).waitFor();
  await page.getByLabel(it('desk_cases_hide_names')).check();
  await page.getByText('Utente', { exact: false }).last().waitFor();
  await isFine(page, 'cases-hand-off');
  await page.getByRole('button', { name: it('desk_cases_hand_off_send'), exact: true }).click();
  await letter.waitFor({ state: 'detached' });
  await page.getByText(/L’utente vede subito: pratica/).waitFor();
}

async function keepBook(scenes, page) {
  await scenes.show(page, 'casesOffices');
  await page.getByRole('article').first().waitFor();
  await isFine(page, 'cases-offices');
  await page.getByRole('button', { name: it('desk_cases_office_add'), exact: true }).click();
  await page.keyboard.type('Ragioneria');
  await page.keyboard.press('Enter');
  await page.getByText(it('desk_cases_fault_mail')).waitFor();
  await page.getByLabel(it('desk_cases_office_mail')).fill('ragioneria@comune.example');
  await page.keyboard.press('Enter');
  await page.getByRole('article', { name: 'Ragioneria' }).waitFor();
  const remove = it('desk_cases_office_remove_name', { name: 'Ragioneria' });
  await page.getByRole('button', { name: remove }).click();
  await page.getByRole('button', { name: it('desk_library_undo') }).click();
  await page.getByRole('article', { name: 'Ragioneria' }).waitFor();
  const buffer = Buffer.from('nome;mail\nA;a@b.example\nB;niente\n');
  await page
    .locator('input[type=file]')
    .setInputFiles({ name: 'rubrica.csv', mimeType: 'text/csv', buffer });
  await page.getByText(/Non è ancora cambiato niente/).waitFor();
  await isFine(page, 'cases-offices-file');
  await page.getByRole('button', { name: it('desk_cases_offices_take') }).click();
  await page.getByText(/rubrica.csv: 2 aggiunti/).waitFor();
}

async function sortLetters(scenes, page) {
  await scenes.show(page, 'casesLetters');
  await page.getByRole('article').first().waitFor();
  await isFine(page, 'cases-letters');
  await page.getByLabel(it('desk_cases_letter_desk')).selectOption({ label: 'Sala ragazzi' });
  const about = '2026/12 «Mappa catastale di Ponzano»';
  await page.getByRole('button', { name: it('desk_cases_letter_to', { case: about }) }).click();
  await page.getByText(it('desk_cases_letter_filed', { number: '2026/12' })).waitFor();
  await page.getByRole('button', { name: it('desk_cases_letter_drop') }).click();
  await page.getByText(it('desk_cases_letters_none')).waitFor();
}

/** How long cases are kept, and how soon they are answered. */
async function setKeeping(scenes, page) {
  await scenes.show(page, 'casesSettings');
  const kept = page.getByLabel(it('desk_cases_settings_kept'));
  await kept.waitFor();
  await isFine(page, 'cases-settings');
  await kept.fill('180');
  await page.keyboard.press('Enter');
  await page.getByText(it('desk_library_saved')).waitFor();
}

async function setMailbox(scenes, page) {
  await scenes.show(page, 'mailboxTrouble');
  await page.getByLabel(it('desk_cases_mailbox_server')).waitFor();
  await isFine(page, 'cases-mailbox');
  await page.getByLabel(it('desk_outbox_mail_password')).fill('sbagliata');
  await page.getByRole('button', { name: it('desk_cases_mailbox_try') }).click();
  await page
    .getByText(/AUTHENTICATIONFAILED/)
    .nth(1)
    .waitFor();
  await page.getByRole('button', { name: it('desk_cases_mailbox_stop') }).click();
  await page.getByText(it('desk_cases_mailbox_stopped')).waitFor();
}

/** Smaller, darker, empty, long and refused. */
async function lookElsewhere(scenes, cast) {
  const dark = await scenes.look(cast, { viewport: SMALLER, colorScheme: 'dark' });
  for (const scene of ['cases', 'caseAnswered', 'callOfCases', 'casesEmpty']) {
    await scenes.show(dark, scene);
    await isFine(dark, `cases-dark-${scene}`);
  }
  const small = await scenes.look(cast, { viewport: SMALL, language: 'en' });
  for (const scene of ['cases', 'caseLong', 'caseClosed', 'casesOffices', 'mailbox']) {
    await scenes.show(small, scene);
    await isFine(small, `cases-small-${scene}`);
  }
}

/** Nothing is wrong with it for anybody, and a picture of it lies in out/. */
async function isFine(page, name) {
  await settled(page);
  await hasNoFault(page, name);
  await staysInside(page, name);
  await mkdir(OUT, { recursive: true });
  await page.screenshot({ path: path.join(OUT, `${name}.png`) });
}
