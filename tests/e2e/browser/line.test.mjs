// The line and what comes after it: the words about the wait, hold, a change of mode on
// the same ticket, a librarian who calls, how it was, and who wins when two answer at once.
import assert from 'node:assert/strict';

import { story } from '../kit/cast.mjs';
import { Desk } from '../kit/desk.mjs';
import { Librarian } from '../kit/librarian.mjs';
import { Patron } from '../kit/patron.mjs';
import { Seat } from '../kit/seat.mjs';
import { hearsTheTone, isHeard, isSyntheticPicture } from '../kit/senses.mjs';
import { until } from '../kit/until.mjs';

/** How often two patrons and two librarians meet at once; a long night takes 1000. */
const RACES = Number(process.env['SPORTELLO_RACES'] ?? 25);

story('the place and the wait are told while one waits, and no number is made up', async (cast) => {
  const desk = await Desk.open(cast);
  const ada = await Librarian.signIn(cast, desk);
  const carla = await Patron.arrive(cast, desk, { name: 'Carla' });
  await carla.shown('patron_line_empty').waitFor();
  await carla.shown('patron_wait_unknown').waitFor();
  await carla.call('voice');
  await carla.heading('patron_ringing_title').waitFor();

  const dino = await Patron.arrive(cast, desk, { name: 'Dino' });
  await dino.shown('patron_line', { count: 1 }).waitFor();
  await dino.call('voice');
  await dino.heading('patron_waiting_title').waitFor();
  await dino.text('patron_waiting_before', { count: 1 }).waitFor();
  await dino.text('patron_still_unknown').waitFor();
  assert.equal(await dino.page.locator('.numeral').innerText(), '2');
  const where = 'Sportello, Biblioteca di Prova';
  const title = dino.words('patron_title_waiting', { position: 2, where });
  assert.equal(await dino.page.title(), title);

  await ada.answer();
  await carla.untilState('talking');
  await dino.text('patron_waiting_first').waitFor();
  assert.equal(await dino.page.locator('.numeral').innerText(), '1');
});

story('a librarian calls from a thread: the page rings, and is answered by voice', async (cast) => {
  const desk = await Desk.open(cast);
  const ada = await Seat.signIn(cast, desk, { answer: 'no' });
  const carla = await Patron.arrive(cast, desk, { name: 'Carla' });
  await carla.openThread();
  await carla.say('Mi chiamate, per favore?');
  const thread = await ada.openThread();
  ada.call(thread, 'voice');
  await carla.untilState('calling');
  await carla.heading('patron_calling_title', { librarian: 'Ada Bianchi' }).waitFor();
  assert.equal(await carla.button('patron_answer_video').count(), 0, 'it is no video call');
  await carla.button('patron_answer_voice').click();
  await carla.untilState('talking');
  await ada.untilTold('answered');
  await hearsTheTone(carla);
  await isHeard(ada);
  await carla.hangUp();
  await carla.untilState('ended');
});

story('who says no to a call is not rung any more, and can go on writing', async (cast) => {
  const desk = await Desk.open(cast);
  const ada = await Seat.signIn(cast, desk, { answer: 'no' });
  const carla = await Patron.arrive(cast, desk, { name: 'Carla' });
  await carla.openThread();
  await carla.say('Mi chiamate, per favore?');
  ada.call(await ada.openThread(), 'video');
  await carla.untilState('calling');
  await carla.button('patron_answer_video').waitFor();
  await carla.button('patron_answer_no').click();
  await carla.untilState('ended');
  ada.order({ type: 'closeThread' });
  const before = ada.events.length;
  await carla.say('Ora non posso');
  const isHers = ({ thread }) => thread.excerpt === 'Ora non posso';
  await ada.untilTold('hasWritten', { after: before, such: isHers });
});

story('a chat becomes a video call on the same ticket, and a chat again', async (cast) => {
  const desk = await Desk.open(cast);
  const ada = await Seat.signIn(cast, desk);
  const carla = await Patron.arrive(cast, desk, { name: 'Carla' });
  await carla.call('chat');
  await carla.untilState('talking');
  await carla.say('Le mostro la copertina');

  await carla.button('patron_to_video').click();
  await ada.untilTold('picture');
  // The first pictures may be smaller: the browser feels its way.
  await until('a decoded picture of at least QVGA', async () => {
    const { width, height } = await ada.report();
    return width >= 320 && height >= 240;
  });
  await hearsTheTone(carla);
  await isHeard(ada);

  await carla.button('patron_control_more').click();
  await carla.button('patron_to_chat').click();
  await carla.heading('patron_talking_chat', { librarian: 'Ada Bianchi' }).waitFor();
  await carla.untilRead('Le mostro la copertina');
  ada.say('Vista, grazie');
  await carla.untilRead('Vista, grazie');
  assert.equal(ada.events.filter(({ event }) => event === 'answered').length, 1, 'one ticket');
  assert.equal(await carla.ownPicture(), null, 'the camera is given back');
});

story(
  'a call goes on with a colleague, and the page finds the other seat by itself',
  async (cast) => {
    const desk = await Desk.open(cast);
    const besideAda = await Librarian.signIn(cast, desk);
    const ada = await Seat.signIn(cast, desk);
    const carla = await Patron.arrive(cast, desk, { name: 'Carla' });
    await carla.call('voice');
    await carla.untilState('talking');
    await hearsTheTone(carla);
    const bruno = await Seat.signIn(cast, desk, { user: 'bruno', answer: 'no' });
    const { id } = await until('Ada to have a colleague', () =>
      besideAda.desk.colleagues.find(({ takesCalls }) => takesCalls),
    );

    ada.order({ type: 'transfer', order: to(id, 'cerca una mappa') });
    const { contact } = await bruno.untilTold('ringing');
    assert.equal(contact.fromColleague, true);
    assert.equal(contact.passedOn.note, 'cerca una mappa');
    await carla
      .text('patron_passing_to', { librarian: 'Ada Bianchi', name: 'Bruno Conti' })
      .waitFor();
    bruno.order({ type: 'decline', contact: contact.contact });
    await carla.text('patron_on_hold', { librarian: 'Ada Bianchi' }).waitFor();
    ada.order({ type: 'hold', on: false });
    await hearsTheTone(carla);

    const after = bruno.events.length;
    ada.order({ type: 'transfer', order: to(id, '') });
    await bruno.untilTold('ringing', { after });
    bruno.order({ type: 'answer', contact: contact.contact, with: 'voice' });
    await carla.page.getByRole('heading', { name: 'Bruno Conti' }).waitFor();
    await hearsTheTone(carla);
    await isHeard(bruno);
    assert.equal(ada.program.ended, null);
  },
);

/** To this colleague, who is asked alone. */
function to(librarian, note) {
  return { type: 'to', whom: { type: 'librarian', librarian }, note, elseLine: false };
}

story('a librarian proposes video, and the patron decides', async (cast) => {
  const desk = await Desk.open(cast);
  const ada = await Seat.signIn(cast, desk);
  const carla = await Patron.arrive(cast, desk, { name: 'Carla' });
  await carla.call('chat');
  await carla.untilState('talking');
  ada.order({ type: 'setMode', mode: 'video' });
  await carla.text('patron_proposal_video', { librarian: 'Ada Bianchi' }).waitFor();
  await carla.button('patron_proposal_no').click();
  await carla
    .text('patron_proposal_video', { librarian: 'Ada Bianchi' })
    .waitFor({ state: 'detached' });
  await carla.heading('patron_talking_chat', { librarian: 'Ada Bianchi' }).waitFor();

  ada.order({ type: 'setMode', mode: 'video' });
  await carla.button('patron_answer_video').click();
  await until('the librarian to be seen', async () =>
    isSyntheticPicture(await carla.librarianPicture()),
  );
  await ada.untilTold('picture');
});

story(
  'who is put on hold is told so, and neither sees nor hears till she is back',
  async (cast) => {
    const desk = await Desk.open(cast);
    const ada = await Seat.signIn(cast, desk);
    const carla = await Patron.arrive(cast, desk, { name: 'Carla' });
    await carla.call('video');
    await carla.untilState('talking');
    await hearsTheTone(carla);
    ada.order({ type: 'hold', on: true });
    const hold = carla.text('patron_on_hold', { librarian: 'Ada Bianchi' });
    await hold.waitFor();
    await until('silence on hold', async () => (await carla.tone()) === 0);
    ada.order({ type: 'hold', on: false });
    await hold.waitFor({ state: 'detached' });
    await hearsTheTone(carla);
  },
);

story('how it was is asked after the end, and kept', async (cast) => {
  const desk = await Desk.open(cast);
  const ada = await Seat.signIn(cast, desk);
  const carla = await Patron.arrive(cast, desk, { name: 'Carla' });
  await carla.call('chat');
  await carla.untilState('talking');
  ada.hangUp();
  await carla.untilState('ended');
  await carla.rate(2);
  await carla.text('patron_rating_thanks').waitFor();
  await carla.rate(4);
  const told = await until('the stars to be kept', async () => {
    const answer = await carla.context.request.get(
      `${desk.server}/api/@biblioteca.prova/me/export.json`,
    );
    const kept = await answer.text();
    return /"rating":\s*4/.test(kept) ? kept : null;
  });
  assert.doesNotMatch(told, /"rating":\s*2/);
});

story(
  `two patrons and two librarians meet at once ${RACES} times: one wins each`,
  async (cast) => {
    const desk = await Desk.open(cast);
    const carla = await Patron.arrive(cast, desk, { name: 'Carla' });
    const dino = await Patron.arrive(cast, desk, { name: 'Dino' });
    const ada = await Seat.signIn(cast, desk, { user: 'ada' });
    const bruno = await Seat.signIn(cast, desk, { user: 'bruno' });
    const both = [carla, dino];
    await carla.shown('patron_available', { count: 2 }).waitFor();
    for (let race = 1; race <= RACES; race += 1) {
      await Promise.all(both.map((patron) => patron.call('chat')));
      await Promise.all(both.map((patron) => patron.untilState('talking')));
      const answering = await Promise.all(both.map((patron) => patron.librarian()));
      // A librarian may answer both chats; each is answered by one.
      const known = ['Ada Bianchi', 'Bruno Conti'];
      assert.ok(
        answering.every((name) => known.includes(name)),
        `race ${race}: ${answering}`,
      );
      await Promise.all(both.map((patron) => patron.button('patron_end_chat').click()));
      await Promise.all(both.map((patron) => patron.button('patron_again').click()));
      await carla.shown('patron_available', { count: 2 }).waitFor();
    }
    const answered = [ada, bruno].map((seat) => contactsOf(seat, 'answered'));
    const all = answered.flat();
    assert.equal(all.length, 2 * RACES, 'each contact was answered');
    assert.equal(new Set(all).size, all.length, 'and none by both');
    const rung = [ada, bruno].map((seat) => new Set(contactsOf(seat, 'ringing')));
    const contested = [...rung[0]].filter((contact) => rung[1].has(contact));
    assert.ok(contested.length > 0, 'they did race');
  },
  { patience: 30_000 + RACES * 8_000 },
);

const contactsOf = (seat, what) =>
  seat.events
    .filter(({ event }) => event === what)
    .map(({ contact }) => contact.contact ?? contact);
