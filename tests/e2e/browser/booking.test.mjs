// Consultations are booked on the page: with the desk closed, from the line, and from the
// thread; moved, cancelled, and told of when somebody else was faster. Each step of it is
// for everybody; what a calendar is given comes as a file.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';

import { hasNoFault, isForEverybody } from '../kit/access.mjs';
import { story } from '../kit/cast.mjs';
import { Desk } from '../kit/desk.mjs';
import { Librarian } from '../kit/librarian.mjs';
import { Patron } from '../kit/patron.mjs';
import { closedNow, settings } from '../kit/settings.mjs';
import { until } from '../kit/until.mjs';

const LONG = { patience: 300_000 };
const DIGITAL = 'Aiuto con i servizi digitali';
const SOURCES = 'Ricerca bibliografica';
const DAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'];

story(
  'a consultation is booked while the desk is closed, and each step is for everybody',
  async (cast) => {
    const desk = await withConsultations(cast, { opening: closedNow().opening });
    const carla = await Patron.arrive(cast, desk, { name: 'Carla' });
    await carla.button('patron_booking_go').click();
    await untilStep(carla, 'what');
    await isForEverybody(carla, 'what to book');
    await kind(carla, DIGITAL).click();
    await untilStep(carla, 'how');
    await isForEverybody(carla, 'how to meet');
    await carla.page.getByRole('button', { name: /Centrale/ }).click();
    await untilStep(carla, 'when');
    await slots(carla).first().waitFor();
    await isForEverybody(carla, 'when to meet');
    await slots(carla).first().click();
    await untilStep(carla, 'who');
    await isForEverybody(carla, 'who books');
    await carla.button('patron_booking_submit').click();
    await carla.text('patron_booking_no_name').waitFor();
    await field(carla, 'patron_booking_name').fill('Carla');
    await carla.page.getByLabel('Quale servizio?').fill('SPID');
    await carla.button('patron_booking_submit').click();
    await untilStep(carla, 'done');
    await carla.shown('patron_booking_come', { place: place() }).waitFor();
    await isForEverybody(carla, 'booked');

    const text = await calendarFile(carla);
    assert.match(text, /^BEGIN:VCALENDAR\r\n/);
    assert.match(text.replaceAll('\r\n ', ''), new RegExp(`SUMMARY[^\r\n]*${DIGITAL}`));
    await carla.button('patron_booking_close').click();
    await carla.untilState('front');
    await cards(carla).waitFor();
    await isForEverybody(carla, 'the front with an appointment');

    await carla.openThread('patron_answer');
    const line = carla.page.getByRole('log').getByText(/Appuntamento prenotato: Aiuto con/);
    await line.waitFor();
    await isForEverybody(carla, 'the thread with an appointment');
  },
  LONG,
);

story('an appointment is moved, and cancelled by a second press', async (cast) => {
  const desk = await withConsultations(cast);
  const carla = await Patron.arrive(cast, desk, { name: 'Carla' });
  await book(carla, SOURCES);
  await carla.button('patron_booking_close').click();
  await carla.untilState('front');
  const before = await when(carla);

  await carla.button('patron_booking_move').click();
  await carla.heading('patron_booking_move_title').waitFor();
  await slots(carla).nth(2).click();
  await carla.heading('patron_booking_moved_title').waitFor();
  await hasNoFault(carla.page, 'moved');
  await carla.button('patron_booking_close').click();
  await cards(carla).waitFor();
  assert.notEqual(await when(carla), before);

  await carla.page.reload();
  await cards(carla).waitFor();
  await carla.button('patron_booking_cancel').click();
  await carla.text('patron_booking_cancel_sure').waitFor();
  await hasNoFault(carla.page, 'asked whether to cancel');
  await carla.button('patron_booking_cancel_no').click();
  await carla.text('patron_booking_cancel_sure').waitFor({ state: 'hidden' });
  await carla.button('patron_booking_cancel').click();
  await carla.button('patron_booking_cancel_yes').click();
  await cards(carla).waitFor({ state: 'hidden' });
  await carla.openThread('patron_answer');
  await carla.text('patron_booking_state_by_patron').waitFor();
});

story('who is too late for a slot is told so, and takes the next one', async (cast) => {
  const desk = await withConsultations(cast);
  const carla = await Patron.arrive(cast, desk, { name: 'Carla' });
  const dino = await Patron.arrive(cast, desk, { name: 'Dino' });
  for (const patron of [carla, dino]) {
    await patron.button('patron_booking_go').click();
    await kind(patron, SOURCES).click();
    await slots(patron).first().waitFor();
  }
  const first = await slots(carla).first().getAttribute('aria-label');
  await slots(carla).first().click();
  await untilStep(carla, 'who');
  await dino.page.getByRole('button', { name: first, exact: true }).click();
  await dino.text('patron_booking_no_taken').waitFor();
  await hasNoFault(dino.page, 'taken');
  const next = dino.page.getByRole('region', { name: dino.words('patron_booking_next') });
  await next.getByRole('button').first().click();
  await untilStep(dino, 'who');
  await confirm(dino);

  // Carla goes back, and her time is free for others at once.
  await carla.button('patron_booking_change').click();
  await untilStep(carla, 'when');
  const elio = await Patron.arrive(cast, desk, { name: 'Elio' });
  await elio.button('patron_booking_go').click();
  await kind(elio, SOURCES).click();
  await elio.page.getByRole('button', { name: first, exact: true }).waitFor();
});

story('who waits in line books meanwhile, and the ringing goes before', async (cast) => {
  const desk = await withConsultations(cast);
  const ada = await Librarian.signIn(cast, desk);
  const dino = await Patron.arrive(cast, desk, { name: 'Dino' });
  await dino.call('chat');
  await ada.answer();
  ada.goAway();
  const carla = await Patron.arrive(cast, desk, { name: 'Carla' });
  await carla.call('chat');
  await carla.untilState('waiting');
  await carla.button('patron_booking_go').click();
  await untilStep(carla, 'what');
  await carla.text('patron_booking_in_line', { position: 1 }).waitFor();
  await hasNoFault(carla.page, 'booking in the line');
  await kind(carla, SOURCES).click();
  await slots(carla).first().click();
  await untilStep(carla, 'who');
  ada.hangUp();
  ada.comeBack();
  await carla.heading('patron_ringing_title').waitFor();
  await ada.answer();
  await carla.untilState('talking');
  await carla.button('patron_end_chat').click();
  await carla.untilState('ended');
  await carla.button('patron_booking_go').click();
  await untilStep(carla, 'who');
  assert.equal(await field(carla, 'patron_booking_name').inputValue(), 'Carla', 'it was kept');
  await confirm(carla);
});

story('the private link brings the appointment to another browser', async (cast) => {
  const desk = await withConsultations(cast);
  const carla = await Patron.arrive(cast, desk, { name: 'Carla' });
  await book(carla, SOURCES);
  await carla.button('patron_link_make').click();
  const link = await carla.page.getByRole('link', { name: /#k=/ }).getAttribute('href');
  const elsewhere = await Patron.arrive(cast, desk, { link });
  await elsewhere.untilState('thread');
  await cards(elsewhere).waitFor();
  await elsewhere.button('patron_booking_move').waitFor();
});

story('who can not be reached is told so before anything is booked', async (cast) => {
  // The desk can push and nothing else, and this browser can't be pushed to.
  const desk = await withConsultations(cast, { pushes: true });
  const carla = await Patron.arrive(cast, desk, { name: 'Carla' });
  await carla.page.addInitScript(() => delete window.PushManager);
  await carla.page.reload();
  await carla.button('patron_booking_go').click();
  await kind(carla, SOURCES).click();
  await slots(carla).first().click();
  await untilStep(carla, 'who');
  await carla.text('patron_booking_no_way').waitFor();
  await field(carla, 'patron_booking_name').fill('Carla');
  await carla.button('patron_booking_submit').click();
  await carla.text('patron_booking_no_reach').waitFor();
  await hasNoFault(carla.page, 'no way to be reached');
});

/**
 * A desk that offers two consultations, given by Ada each day from eight to eight. It is
 * open whenever somebody sits there, or has this opening each day. Unless it pushes it has
 * no way to reach anybody, and asks for none.
 */
async function withConsultations(cast, { opening, pushes = false } = {}) {
  const env = pushes ? {} : { SPORTELLO_PUSH_ENABLED: 'false' };
  const desk = await Desk.open(cast, { settings: env });
  const week = DAYS.map((day) => `${day} = ["08:00-20:00"]`).join('\n');
  await desk.apply(`${settings(opening)}
[[consultation]]
desk = "@biblioteca.prova"
name = { italian = "${DIGITAL}", english = "Help with digital services" }
description = { italian = "Guardiamo insieme come si fa.", english = "We look at it together." }
minutes = 30
meetings = ["video", "inPerson"]
notice_hours = 1
givers = ["ada"]
[[consultation.question]]
text = { italian = "Quale servizio?", english = "Which service?" }
required = true

[[consultation]]
desk = "@biblioteca.prova"
name = { italian = "${SOURCES}", english = "Finding sources" }
minutes = 60
meetings = ["video"]
notice_hours = 24
givers = ["ada"]

[[availability]]
librarian = "ada"
[[availability.rule]]
meetings = ["video", "inPerson"]
branch = "Centrale"
[availability.rule.hours]
zone = "Europe/Rome"
[availability.rule.hours.week]
${week}
`);
  return desk;
}

async function untilStep(patron, step) {
  await patron.heading(`patron_booking_${step}_title`).waitFor();
}

const kind = (patron, name) => patron.page.getByRole('button', { name: new RegExp(`^${name}`) });

/** The times to choose from, by their days. */
const slots = (patron) => patron.page.getByRole('button', { name: /^\d+:\d\d, / });

const field = (patron, key) => patron.page.getByLabel(patron.words(key), { exact: true });

const place = () => 'Centrale, Piazza della Biblioteca 1, Prova';

/** The own appointments. */
const cards = (patron) =>
  patron.page
    .getByRole('region', { name: patron.words('patron_booking_own') })
    .getByRole('article');

const when = (patron) => cards(patron).locator('p').first().innerText();

/** Gives a name, and books. */
async function confirm(patron) {
  await field(patron, 'patron_booking_name').fill(patron.name);
  await patron.button('patron_booking_submit').click();
  await untilStep(patron, 'done');
}

async function book(patron, name) {
  await patron.button('patron_booking_go').click();
  await kind(patron, name).click();
  await slots(patron).first().click();
  await untilStep(patron, 'who');
  await confirm(patron);
}

async function calendarFile(patron) {
  const download = patron.page.waitForEvent('download');
  await patron.page.getByRole('link', { name: patron.words('patron_booking_ics') }).click();
  const came = await until('the download', () => download);
  assert.match(came.suggestedFilename(), /\.ics$/);
  return readFile(await came.path(), 'utf8');
}
