// Loans from beginning to end, in the real window and a real browser: Ada says where loans
// come from and takes a file; Carla, who never called, comes by the link on the receipt,
// proves by a code that the card is hers, is told what is overdue, asks to renew it, and
// reads what Ada answers.
import assert from 'node:assert/strict';

import { isForEverybody } from '../kit/access.mjs';
import { story } from '../kit/cast.mjs';
import { Desk } from '../kit/desk.mjs';
import { Patron } from '../kit/patron.mjs';
import { Post } from '../kit/post.mjs';
import { Screen } from '../kit/screen.mjs';
import { settings } from '../kit/settings.mjs';
import { until } from '../kit/until.mjs';
import { Window } from '../kit/window.mjs';

const LONG = { patience: 300_000 };
const DAY_MS = 24 * 60 * 60 * 1000;
const PASSWORD = 'acqua e sale';
const CARD = '00124721';
const TITLE = 'Il Gattopardo';
const SOURCE = 'Prestiti della sede';
const SECTION = '.settings nav [data-section="loan-sources"]';

/** Reminders at any hour: the story runs when it runs. */
const NOTICES = `
[[notices]]
desk = "@biblioteca.prova"
on = true
quiet_from = "00:00"
quiet_until = "00:00"
`;

story(
  'a file of loans is taken, and who borrowed is told, asks and is answered',
  async (cast) => {
    const post = await Post.open(cast, { user: 'biblioteca', password: PASSWORD });
    const desk = await Desk.open(cast, { settings: { SPORTELLO_PUSH_ENABLED: 'false' } });
    await desk.apply(settings() + NOTICES);
    const screen = await Screen.open(cast);
    const data = await cast.folder('home');
    const ada = await Window.open(cast, screen, { sample: false, data });
    await ada.join(desk, 'ada', desk.passwords.ada);
    await writesMail(ada, post);
    await takesFile(ada);

    const carla = await Patron.arrive(cast, desk, { link: `${linkOf(desk)}#prestiti` });
    await provesCard(carla, post);
    await carla.page.getByText(carla.words('patron_loans_linked')).waitFor();
    await carla.page.getByRole('article', { name: TITLE }).waitFor();
    await isForEverybody(carla, 'loans of a card that was linked');

    const loan = carla.page.getByRole('article', { name: TITLE }).first();
    await loan.getByRole('button', { name: carla.words('patron_loans_renew') }).click();
    await carla.page
      .getByText(carla.words('patron_loans_renewal_asked'), { exact: true })
      .first()
      .waitFor();

    await ada.press('desk_loans_title');
    await ada.untilRead('desk_loans_request_renew');
    await ada.hasNoFault('what a patron asks about a loan');
    await ada.keepShot('loans-today');
    await ada.press('desk_loans_renewed');
    await ada.press('desk_loans_renewed_tell');
    await ada.untilRead('desk_loans_requests_none');
    await until('Carla to read the new day', async () =>
      (await carla.page.locator('body').innerText()).includes(await newDay(carla)),
    );
    await ada.press('desk_loans_part_ledger');
    await ada.untilRead('desk_loans_ledger_search');
    await until('the notice in the ledger', async () => (await ada.text()).includes(TITLE));
    await ada.hasNoFault('the ledger of notices');
    await ada.keepShot('loans-ledger');
  },
  LONG,
);

/** The library writes mail through the story's own server. */
async function writesMail(ada, post) {
  await ada.press('desk_rail_settings');
  await ada.press('desk_outbox_mail_title');
  await ada.untilRead('desk_outbox_mail_security');
  await ada.driver.run(() => {
    const select = document.querySelector('main select');
    select.value = 'plain';
    select.dispatchEvent(new Event('change', { bubbles: true }));
  });
  await ada.retype('main input[id$="-server"]', '127.0.0.1');
  await ada.retype('main input[type="number"]', String(post.port));
  await ada.retype('main input[id$="-user"]', 'biblioteca');
  await ada.retype('main input[id$="-sender"]', 'biblioteca@example.org');
  await ada.retype('main input[type="password"]', PASSWORD);
  await ada.press('desk_outbox_mail_save');
  await ada.untilRead('desk_outbox_mail_saved');
}

/** Says where loans come from, and takes a file as it is understood. */
async function takesFile(ada) {
  await until('the sources in the settings', () => ada.driver.find(SECTION));
  await ada.driver.click(SECTION);
  await ada.untilRead('desk_sources_none');
  await ada.hasNoFault('no source of loans');
  await ada.press('desk_sources_add');
  await ada.retype('main input[id$="-name"]', SOURCE);
  await ada.hasNoFault('a new source of loans');
  await ada.keepShot('loans-source');
  await ada.press('desk_sources_save');
  await ada.untilRead('desk_sources_saved', { name: SOURCE });
  await ada.driver.run((text) => {
    const chosen = new DataTransfer();
    chosen.items.add(new File([text], 'prestiti.csv', { type: 'text/csv' }));
    const input = document.querySelector('main input[type="file"]');
    input.files = chosen.files;
    input.dispatchEvent(new Event('change', { bubbles: true }));
  }, file());
  await ada.untilRead('desk_sources_outcome_title');
  await ada.hasNoFault('a file of loans that is understood');
  await ada.keepShot('loans-file');
  await ada.press('desk_sources_take');
  await ada.untilRead('desk_sources_taken', { new: '2', changed: '0', closes: '0' });
  await ada.keepShot('loans-taken');
}

/** As an Italian spreadsheet writes it: one loan is overdue by a week, one is not due. */
function file() {
  const day = (days) =>
    new Date(Date.now() + days * DAY_MS).toLocaleDateString('it-IT', {
      ...{ day: '2-digit', month: '2-digit', year: 'numeric' },
      timeZone: 'Europe/Rome',
    });
  return [
    'Inventario;Titolo;Tessera;Cognome;Nome;E-mail;Data prestito;Scadenza',
    `A-1;${TITLE};${CARD};Ferrini;Carla;carla@example.org;${day(-38)};${day(-8)}`,
    `A-2;Lessico famigliare;${CARD};Ferrini;Carla;carla@example.org;${day(-10)};${day(20)}`,
    '',
  ].join('\r\n');
}

/** Names the card, and types the code of the letter. */
async function provesCard(carla, post) {
  const { page } = carla;
  await page.getByLabel(carla.words('patron_loans_card'), { exact: true }).fill(CARD);
  await carla.button('patron_loans_card_send').click();
  const letter = await post.untilCame(1);
  assert.match(letter.to, /carla@example\.org/);
  // On a line of its own: six digits in a row stand in many a Message-ID.
  const [code] = letter.text.match(/^\d{6}$/m) ?? assert.fail('no code in the letter');
  await page.getByLabel(carla.words('patron_loans_code')).fill(code);
  await carla.button('patron_loans_code_check').click();
}

/** The day a month from today, as the page says it. */
async function newDay(carla) {
  const due = new Date(Date.now() + 30 * DAY_MS);
  const day = new Intl.DateTimeFormat(carla.language, {
    ...{ day: 'numeric', month: 'long' },
    timeZone: 'Europe/Rome',
  });
  return day.format(due);
}

const linkOf = (desk) => `${desk.server}/@biblioteca.prova`;
