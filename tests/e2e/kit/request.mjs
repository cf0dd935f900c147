// The steps of a request that goes to an office by mail and comes back, in the window.
import { until } from './until.mjs';
import { chooseFirst, setAccount, typePassword } from './post.mjs';

/** The password with which the library signs in to write mail. */
export const PASSWORD = 'acqua e sale';
/** The office that is in the address book, as it writes. */
export const OFFICE = 'Archivio storico <archivio@comune.example>';
export const ASKED = 'Si cerca l’atto di nascita di Ida Ferrini, 1921.';
export const ANSWER = 'L’atto c’è: registro 14, foglio 3.';

/** The account with which the library writes mail. */
export async function setMail(window, post) {
  await window.press('desk_rail_settings');
  await window.press('desk_outbox_mail_title');
  await window.untilRead('desk_outbox_mail_security');
  await setAccount(window, post);
  await typePassword(window, PASSWORD);
  await window.press('desk_outbox_mail_save');
  await window.untilRead('desk_outbox_mail_saved');
}

/** From where it reads mail; `wrong` is what is done with a password that is not the right one. */
export async function setMailbox(window, mailbox, wrong = () => undefined) {
  await window.press('desk_cases_mailbox_title');
  await window.untilRead('desk_cases_mailbox_what');
  await chooseFirst(window, 'main select', 'plain');
  await window.retype('main input[id$="-server"]', '127.0.0.1');
  await window.retype('main input[type="number"]', String(mailbox.port));
  await window.retype('main input[id$="-user"]', mailbox.user);
  await wrong();
  await typePassword(window, mailbox.password);
  await window.press('desk_cases_mailbox_try');
  await window.untilRead('desk_cases_mailbox_good', { count: 0 });
  await window.press('desk_cases_keep');
  await window.untilRead('desk_cases_mailbox_saved');
}

/** An office in the address book. */
export async function addOffice(window) {
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

/** Of the conversation that is open, in the dialog that is open then. */
export async function makeCase(window) {
  await window.press('desk_cases_make_here');
  await window.untilRead('desk_cases_make_title');
  await window.retype('dialog input[id$="-subject"]', 'Un atto del 1921');
}

/** To the only office of the book; gives back the letter as it is shown before it goes. */
export async function composeHandOff(window) {
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
  return until('the letter, exactly', () =>
    window.driver.run((asked) => {
      const text = document.querySelector('dialog section .text')?.innerText ?? '';
      return text.includes(asked) && text;
    }, ASKED),
  );
}

/** The mail with which the office answers, as its program writes it. */
export function answerTo(letter) {
  const [, to] = /^Reply-To: .*?([^\s<>]+@example\.org)/m.exec(letter.text);
  const [, id] = /^Message-ID: (<.*>)/im.exec(letter.text);
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
