// A longer request in the real window, from beginning to end: made of a conversation, handed
// to an office as exactly the letter that was shown, answered there by mail, forwarded as it
// is, and read by the patron; then the month's report, which counts it.
import assert from 'node:assert/strict';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';

import { story } from '../kit/cast.mjs';
import { Mailbox } from '../kit/mailbox.mjs';
import { Patron } from '../kit/patron.mjs';
import { chooseFirst, Post, typePassword } from '../kit/post.mjs';
import {
  addOffice,
  ANSWER,
  answerTo,
  ASKED,
  composeHandOff,
  makeCase,
  OFFICE,
  PASSWORD,
  setMail,
  setMailbox,
} from '../kit/request.mjs';
import { Screen } from '../kit/screen.mjs';
import { until } from '../kit/until.mjs';
import { Window } from '../kit/window.mjs';

const LONG = { patience: 300_000 };

story(
  'a request is handed to an office by mail, answered there, forwarded, read and counted',
  async (cast) => {
    const post = await Post.open(cast, { user: 'biblioteca', password: PASSWORD });
    const mailbox = await Mailbox.open(cast);
    const screen = await Screen.open(cast);
    const data = await cast.folder('home');
    const downloads = path.join(data, 'Scaricati');
    await mkdir(downloads);
    await writeFile(path.join(data, 'user-dirs.dirs'), `XDG_DOWNLOAD_DIR="${downloads}"\n`);
    const ada = await Window.open(cast, screen, { data });
    await setMail(ada, post);
    await setMailbox(ada, mailbox, () => sayWrongPassword(ada));
    await ada.hasNoFault('the mailbox');
    await addOffice(ada);

    const carla = await Patron.arrive(cast, ada, { name: 'Carla' });
    await carla.call('chat');
    await ada.untilRinging();
    await ada.press('desk_ring_answer');
    await carla.untilState('talking');
    await carla.say('Cerco un atto del 1921.');
    await ada.untilInChat('Cerco un atto del 1921.');

    await makeCase(ada);
    await ada.hasNoFault('a case is made');
    await ada.keepShot('cases-made');
    await ada.press('desk_cases_make_and_hand_off');
    const letter = await handOff(ada, post);
    await carla.line('Archivio storico').first().waitFor();

    await mailbox.deliver(answerTo(letter));
    await ada.untilRead('desk_cases_entry_wrote', { whom: OFFICE });
    await until('the office’s words', async () => (await ada.text()).includes(ANSWER));
    await mailbox.untilAllRead();
    assert.ok(!(await ada.text()).includes(`> ${ASKED}`), 'what is quoted is not folded');
    await ada.hasNoFault('a case that was answered');
    await ada.keepShot('cases-office-wrote');
    await ada.press('desk_cases_forward');
    await ada.untilRead('desk_cases_entry_answered');
    await carla.line(ANSWER).first().waitFor();

    await carla.button('patron_end_chat').click();
    await carla.untilState('ended');
    await carla.button('patron_cases_go').click();
    await carla.shown('patron_cases_state_answered').first().waitFor();
    await carla.page
      .getByRole('button', { name: /2026\/1/ })
      .last()
      .click();
    await carla.page.getByText(ANSWER).first().waitFor();
    await carla.picture();

    await ada.press('desk_reports_title');
    await readReport(ada);
    for (const kind of ['pdf', 'csv']) {
      await ada.press(`desk_reports_${kind}`);
      await until(`the report as ${kind}`, async () =>
        (await readdir(downloads).catch(() => [])).some((name) => name.endsWith(`.${kind}`)),
      );
    }
    await ada.untilRead('desk_reports_saved', { path: downloads });
  },
  LONG,
);

async function sayWrongPassword(window) {
  await typePassword(window, 'olio e sale');
  await window.press('desk_cases_mailbox_try');
  await window.untilRead('desk_outbox_cause_wrong_password');
  await window.keepShot('cases-mailbox-wrong-password');
}

/** The letter goes out as it was shown, and is answered to an address of its own. */
async function handOff(window, post) {
  const shown = await composeHandOff(window);
  await window.hasNoFault('a hand-off');
  await window.keepShot('cases-hand-off');
  await window.press('desk_cases_hand_off_send');
  const letter = await post.untilCame(1);
  assert.match(letter.to, /archivio@comune\.example/);
  assert.match(letter.text, /^Reply-To: .*risposte\+c/m);
  const sent = words(letter);
  for (const line of shown.split('\n').filter(Boolean)) {
    assert.ok(sent.includes(line.trim()), `“${line}” in ${sent}`);
  }
  return letter;
}

/** What a letter says, decoded. */
function words({ text }) {
  const [, ...body] = text.split('\n\n');
  const bytes = body
    .join('\n\n')
    .replaceAll(/=\n/g, '')
    .replaceAll(/=([0-9A-F]{2})/g, (_, code) => String.fromCharCode(Number.parseInt(code, 16)));
  return Buffer.from(bytes, 'latin1').toString('utf8');
}

/** The month that runs counts the conversation and its case. */
async function readReport(window) {
  const day = new Date();
  const month = new Date(Date.UTC(day.getFullYear(), day.getMonth(), 1)).toISOString().slice(0, 10);
  await chooseFirst(window, 'main select[id$="-from"]', month);
  for (const [table, row] of [
    ['desk_reports_visits', 'desk_reports_visits'],
    ['desk_reports_cases', 'desk_reports_cases_opened'],
    ['desk_reports_cases', 'desk_reports_cases_in_time'],
  ]) {
    const [title, label] = [window.words(table), window.words(row)];
    const counted = () => window.driver.run(figure, title, label);
    await until(`“${label}” to count`, async () => /^1\b|100/.test((await counted()) ?? ''));
  }
  await window.hasNoFault('the month’s report');
  await window.keepShot('reports');
}

/** What stands in the first column of a row of a table. */
function figure(title, label) {
  const named = (one) =>
    one.caption?.innerText ??
    document.getElementById(one.getAttribute('aria-labelledby'))?.innerText ??
    one.getAttribute('aria-label');
  const table = [...document.querySelectorAll('main table')].find((one) =>
    named(one)?.startsWith(title),
  );
  const row = [...(table?.rows ?? [])].find((one) => one.cells[0].innerText.startsWith(label));
  return row?.cells[1]?.innerText;
}
