// A longer request in the real window, from beginning to end: made of a conversation, handed
// to an office as exactly the letter that was shown, answered there by mail, forwarded as it
// is, and read by the patron; then the month's report, which counts it.
import assert from 'node:assert/strict';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';

import { story } from '../kit/cast.mjs';
import { Mailbox } from '../kit/mailbox.mjs';
import { Patron } from '../kit/patron.mjs';
import { chooseFirst, Post, setAccount, typePassword } from '../kit/post.mjs';
import { Screen } from '../kit/screen.mjs';
import { until } from '../kit/until.mjs';
import { Window } from '../kit/window.mjs';

const LONG = { patience: 300_000 };
const PASSWORD = 'acqua e sale';
const ASKED = 'Si cerca l’atto di nascita di Ida Ferrini, 1921.';
const OFFICE = 'Archivio storico <archivio@comune.example>';
const ANSWER = 'L’atto c’è: registro 14, foglio 3.';

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
    await setMailbox(ada, mailbox);
    await addOffice(ada);

    const carla = await Patron.arrive(cast, ada, { name: 'Carla' });
    await carla.call('chat');
    await ada.untilRinging();
    await ada.press('desk_ring_answer');
    await carla.untilState('talking');
    await carla.say('Cerco un atto del 1921.');
    await ada.untilInChat('Cerco un atto del 1921.');

    await makeCase(ada);
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

async function setMail(window, post) {
  await window.press('desk_rail_settings');
  await window.press('desk_outbox_mail_title');
  await window.untilRead('desk_outbox_mail_security');
  await setAccount(window, post);
  await typePassword(window, PASSWORD);
  await window.press('desk_outbox_mail_save');
  await window.untilRead('desk_outbox_mail_saved');
}

/** The mailbox is tried first, with a password that is wrong and with the right one. */
async function setMailbox(window, mailbox) {
  await window.press('desk_cases_mailbox_title');
  await window.untilRead('desk_cases_mailbox_what');
  await chooseFirst(window, 'main select', 'plain');
  await window.retype('main input[id$="-server"]', '127.0.0.1');
  await window.retype('main input[type="number"]', String(mailbox.port));
  await window.retype('main input[id$="-user"]', mailbox.user);
  await typePassword(window, 'olio e sale');
  await window.press('desk_cases_mailbox_try');
  await window.untilRead('desk_outbox_cause_wrong_password');
  await window.keepShot('cases-mailbox-wrong-password');
  await typePassword(window, mailbox.password);
  await window.press('desk_cases_mailbox_try');
  await window.untilRead('desk_cases_mailbox_good', { count: 0 });
  await window.press('desk_cases_keep');
  await window.untilRead('desk_cases_mailbox_saved');
  await window.hasNoFault('the mailbox');
}

async function addOffice(window) {
  await window.press('desk_cases_title');
  await window.press('desk_cases_part_offices');
  await window.press('desk_cases_office_add');
  await window.retype('form input[id$="-name"]', 'Archivio storico');
  await window.retype('form input[id$="-mail"]', 'archivio@comune.example');
  await window.press('desk_cases_keep');
  await until('the office in the book', async () =>
    (await window.text()).includes('archivio@comune.example'),
  );
  await window.press('desk_rail_desk');
}

async function makeCase(window) {
  await window.press('desk_cases_make_here');
  await window.untilRead('desk_cases_make_title');
  await window.retype('dialog input[id$="-subject"]', 'Un atto del 1921');
  await window.hasNoFault('a case is made');
  await window.keepShot('cases-made');
  await window.press('desk_cases_make_and_hand_off');
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

/** To the only office of the book; the letter goes out as it was shown. */
async function handOff(window, post) {
  await window.untilRead('desk_cases_preview');
  await until('the office to choose', () =>
    window.driver.run(() => {
      const select = document.querySelector('dialog select[id$="-office"]');
      const office = [...(select?.options ?? [])].find((one) => one.text.includes('Archivio'));
      if (!office) return false;
      select.value = office.value;
      select.dispatchEvent(new Event('change', { bubbles: true }));
      return true;
    }),
  );
  await window.retype('dialog textarea[id$="-summary"]', ASKED);
  const shown = await until('the letter, exactly', () =>
    window.driver.run((asked) => {
      const text = document.querySelector('dialog section .text')?.innerText ?? '';
      return text.includes(asked) && text;
    }, ASKED),
  );
  await window.hasNoFault('a hand-off');
  await window.keepShot('cases-hand-off');
  await window.press('desk_cases_hand_off_send');
  const letter = await post.untilCame(1);
  assert.match(letter.to, /archivio@comune\.example/);
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

/** The mail with which the office answers, as its program writes it. */
function answerTo(letter) {
  const [, to] = /^Reply-To: .*?([^\s<>]+@example\.org)/m.exec(letter.text);
  const [, id] = /^Message-ID: (<.*>)/im.exec(letter.text);
  assert.match(to, /^risposte\+c/);
  return [
    `Delivered-To: ${to}`,
    `From: ${OFFICE}`,
    `To: ${to}`,
    'Subject: Re: Un atto del 1921',
    'Message-ID: <risposta-1@comune.example>',
    `In-Reply-To: ${id}`,
    'Date: Mon, 23 Nov 2026 10:00:00 +0100',
    'MIME-Version: 1.0',
    'Content-Type: text/plain; charset=utf-8',
    'Content-Transfer-Encoding: 8bit',
    '',
    ANSWER,
    '',
    '-- ',
    'Archivio storico comunale',
    '',
    'Il giorno 23/11/2026 la biblioteca ha scritto:',
    `> ${ASKED}`,
  ];
}
