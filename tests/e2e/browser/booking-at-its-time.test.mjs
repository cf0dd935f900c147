// An appointment at its time: the patron's private link opens the waiting page before it,
// the librarian sees who is there already; at its time it is a place in the line, before
// that of somebody who came without and is told why.
import assert from 'node:assert/strict';

import { isForEverybody } from '../kit/access.mjs';
import { story } from '../kit/cast.mjs';
import { Desk } from '../kit/desk.mjs';
import { Librarian } from '../kit/librarian.mjs';
import { Patron } from '../kit/patron.mjs';
import { withConsultations } from '../kit/settings.mjs';
import { until } from '../kit/until.mjs';

const MINUTE_MS = 60_000;
const LONG = { patience: 4 * MINUTE_MS };
/** An appointment begins with a minute of the wall clock; the story wants some of it. */
const BEFORE_MS = 15_000;
const QUESTION = 'Vorrei un appuntamento.';

story(
  'the private link opens the waiting page, and at its time the line begins with the appointment',
  async (cast) => {
    const desk = await Desk.open(cast, { settings: { SPORTELLO_PUSH_ENABLED: 'false' } });
    await desk.apply(withConsultations());
    const ada = await Librarian.signIn(cast, desk);
    const carla = await Patron.arrive(cast, desk, { name: 'Carla' });
    await carla.openThread();
    await carla.page.getByLabel(carla.words('patron_name'), { exact: true }).fill(carla.name);
    await carla.say(QUESTION);
    const link = await linkOf(carla);
    await carla.page.close();
    const { thread } = await ada.unreadThread();

    // Ada is on another contact, and Dino waits.
    const eva = await Patron.arrive(cast, desk, { name: 'Eva' });
    await eva.call('chat');
    const underWay = await ada.answer();
    const dino = await Patron.arrive(cast, desk, { name: 'Dino' });
    await dino.call('chat');
    await dino.untilState('waiting');

    const starts = Math.ceil((Date.now() + BEFORE_MS) / MINUTE_MS) * MINUTE_MS;
    const appointment = await ada.book(thread, starts);

    const phone = await Patron.arrive(cast, desk, { link });
    await phone.untilState('thread');
    await phone.button('patron_booking_enter').click();
    await phone.heading('patron_booking_entered_title').waitFor();
    await isForEverybody(phone, 'before the time of an appointment');
    await until('Ada to see that Carla is there', () =>
      today(ada)?.some(({ id, entered }) => id === appointment && entered),
    );
    assert.ok(Date.now() < starts, 'all of this was before its time');
    const names = () => ada.desk.line.map(({ name }) => name);
    assert.deepEqual(names(), ['Dino'], 'before its time it is no place in the line');

    await until(
      'the appointment to be a place in the line',
      () => ada.desk.line.some(({ booked }) => booked?.id === appointment),
      starts - Date.now() + 15_000,
    );
    assert.ok(Date.now() >= starts, 'not before its time');
    assert.deepEqual(names(), ['Carla', 'Dino']);
    await phone.untilState('waiting');
    await dino.shown('patron_booking_before', { count: 1 }).waitFor();
    await isForEverybody(dino, 'waiting behind an appointment');

    ada.hangUp(underWay.id);
    const answered = await ada.answer();
    assert.equal(answered.booked?.id, appointment);
    await phone.untilState('talking');
  },
  LONG,
);

/** Makes the private link of the thread that is open. */
async function linkOf(patron) {
  await patron.page.getByText(patron.words('patron_link'), { exact: true }).click();
  await patron.button('patron_link_make').click();
  return patron.page.getByRole('link', { name: /#k=/ }).evaluate(({ href }) => href);
}

/** What a librarian was told last of today's appointments. */
function today({ heard }) {
  const told = heard.filter(({ type, told }) => type === 'calendar' && told.type === 'today');
  return told.at(-1)?.told.appointments;
}
