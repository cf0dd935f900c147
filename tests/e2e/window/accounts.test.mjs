// Accounts in the real window: somebody is invited by a link, chooses a password in a real
// browser, opens the program by the link that is offered there, and finds what their role
// allows; changes the password, sees another session and ends it.
import assert from 'node:assert/strict';

import { story } from '../kit/cast.mjs';
import { openChromium } from '../kit/chromium.mjs';
import { Desk } from '../kit/desk.mjs';
import { Librarian } from '../kit/librarian.mjs';
import { Screen } from '../kit/screen.mjs';
import { until } from '../kit/until.mjs';
import { Window } from '../kit/window.mjs';

const LONG = { patience: 300_000 };
const NAME = 'Dora Blu';
const USER = 'dora.blu';
const FIRST = 'pane burro e marmellata';
const SECOND = 'quattro gatti sul tetto';

story(
  'who is invited comes by the link, finds what their role allows, and looks after their account',
  async (cast) => {
    const screen = await Screen.open(cast);
    const desk = await Desk.open(cast);
    const ada = await Window.open(cast, screen, { sample: false });
    await ada.join(desk, 'ada', desk.passwords.ada);
    await ada.press('desk_rail_settings');
    const all = await sections(ada);
    for (const one of ['library', 'desks', 'people', 'blocks', 'answers', 'account']) {
      assert.ok(all.includes(one), `an administrator has no ${one}`);
    }
    await ada.press('desk_accounts_people_title');
    await until('the form', () => ada.driver.find('input[name="name"]'));
    await ada.driver.type('input[name="name"]', NAME);
    await ada.press('desk_accounts_invite_do');
    await ada.untilRead('desk_accounts_link_invitation', { name: NAME });
    const link = await until('the link', () =>
      ada.driver.run(() => document.querySelector('.address')?.innerText.trim()),
    );
    await ada.hasNoFault('an invitation made');
    await ada.keepShot('accounts-invitation');

    const opens = await accept(cast, desk, link);
    await ada.untilRead('desk_accounts_person_signs_in', { user: USER });
    await ada.stop();

    desk.passwords[USER] = FIRST;
    const elsewhere = await Librarian.signIn(cast, desk, USER);
    const dora = await Window.open(cast, screen, { sample: false, given: [opens] });
    await dora.untilRead('desk_setup_server_found', { address: desk.server });
    await dora.keepShot('accounts-led-here');
    await dora.press('desk_setup_server_join');
    await dora.signIn(USER, FIRST);
    await dora.press('desk_setup_trial_go');
    await dora.untilRead('desk_empty_title');
    await dora.press('desk_rail_settings');
    assert.deepEqual(
      await sections(dora),
      [
        ...['appearance', 'devices', 'this-computer', 'server', 'account'],
        ...['availability', 'outgoing', 'calendars', 'loan-sources'],
      ],
      'a librarian sets what is theirs',
    );
    await dora.press('desk_accounts_mine_title');
    await dora.untilRead('desk_accounts_session_this');
    assert.equal(await sessions(dora), 2);
    await dora.hasNoFault('my account');
    await dora.keepShot('accounts-mine');

    await dora.press('desk_accounts_session_end_name', {
      program: dora.words('desk_accounts_session_unknown'),
    });
    await until('one session', async () => (await sessions(dora)) === 1);
    await until('the other to be signed out', () =>
      elsewhere.heard.some(({ code }) => code === 'sessionEnded'),
    );

    await dora.retype('input[name="old-password"]', 'sbagliata davvero');
    await dora.retype(NEW, SECOND);
    await dora.press('desk_accounts_password_save');
    await dora.untilRead('desk_accounts_refused_wrong_password');
    await dora.retype('input[name="old-password"]', FIRST);
    await dora.press('desk_accounts_password_save');
    await dora.untilRead('desk_accounts_password_changed');
    await dora.keepShot('accounts-password');

    await dora.press('desk_signout');
    await dora.signIn(USER, FIRST);
    await dora.untilRead('desk_signin_wrong');
    await dora.signIn(USER, SECOND);
    await dora.untilRead('desk_empty_title');
  },
  LONG,
);

const NEW = 'input[autocomplete="new-password"]';

/** Uses the invitation in a browser; the link that opens the program. */
async function accept(cast, desk, link) {
  const browser = await openChromium();
  const context = await browser.newContext({ locale: 'it-IT' });
  cast.join({ stop: () => context.close() });
  const page = await context.newPage();
  page.setDefaultTimeout(10_000);
  await page.goto(link);
  await page.getByText(NAME).waitFor();
  await page.locator('#user').fill(USER);
  await page.locator('#password').fill('corta');
  await page.locator('#do').click();
  await page.locator('[data-code="passwordTooShort"]').waitFor();
  await page.locator('#password').fill(FIRST);
  await page.locator('#do').click();
  await page.locator('[data-state="done"] h1').waitFor();
  assert.equal(new URL(page.url()).hash, '', 'the secret is out of the address');
  const opens = await page.locator('#open-app').getAttribute('href');
  assert.match(opens, /^sportello:\/\/join\?server=/);
  await page.goto('about:blank');
  await page.goto(link);
  await page.locator('[data-state="over"] h1').waitFor();
  return opens;
}

/** The sections of the settings that are there to be chosen. */
function sections(window) {
  return until('the settings', () =>
    window.driver.run(() => {
      const all = [...document.querySelectorAll('.settings nav [data-section]')];
      return all.length > 0 && all.map(({ dataset }) => dataset.section);
    }),
  );
}

/** How many sessions are shown. */
function sessions(window) {
  return window.driver.run(() => document.querySelectorAll('.accounts .rows > li').length);
}
