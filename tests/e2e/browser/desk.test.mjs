// The patron's page at the desk, without a call: what it says of the desk, the place in the
// line, the chat, and what becomes of them when a page or the network goes.
import assert from 'node:assert/strict';

import { story } from '../kit/cast.mjs';
import { Desk } from '../kit/desk.mjs';
import { Librarian } from '../kit/librarian.mjs';
import { Patron } from '../kit/patron.mjs';
import { isFakeCameraPicture } from '../kit/senses.mjs';
import { until } from '../kit/until.mjs';

story('a closed desk says so, and opens by itself when a librarian signs in', async (cast) => {
  const desk = await Desk.open(cast);
  const carla = await Patron.arrive(cast, desk);
  await carla.untilState('front');
  await carla.text('patron_nobody').waitFor();
  assert.equal(await carla.choice('video').count(), 0, 'nothing to choose at a closed desk');

  const ada = await Librarian.signIn(cast, desk, 'ada');
  await carla.text('patron_open').waitFor();
  await carla.shown('patron_available', { count: 1 }).waitFor();
  for (const mode of ['video', 'voice', 'chat']) await carla.choice(mode).waitFor();

  await Librarian.signIn(cast, desk, 'bruno');
  await carla.shown('patron_available', { count: 2 }).waitFor();

  ada.stop();
  await carla.shown('patron_available', { count: 1 }).waitFor();
});

story('a patron who chose video sees herself before anybody else does', async (cast) => {
  const desk = await Desk.open(cast);
  const ada = await Librarian.signIn(cast, desk);
  const carla = await Patron.arrive(cast, desk, { name: 'Carla' });
  await carla.choose('video');
  await carla.heading('patron_prepare_video').waitFor();
  await until('her own picture', async () => isFakeCameraPicture(await carla.ownPicture()));
  await carla.text('patron_microphone_heard').waitFor();
  assert.deepEqual(ada.desk.line, [], 'choosing takes no place in the line');

  await carla.button('patron_camera_off').click();
  await carla.text('patron_camera_is_off').waitFor();
  await carla.button('patron_camera_on').waitFor();
  await carla.button('patron_back').click();
  await carla.untilState('front');
});

story('who comes second is told the place, and moves up when the first has left', async (cast) => {
  const desk = await Desk.open(cast);
  const ada = await Librarian.signIn(cast, desk);
  const carla = await Patron.arrive(cast, desk, { name: 'Carla' });
  await carla.call('chat');
  await carla.heading('patron_ringing_title').waitFor();
  const dino = await Patron.arrive(cast, desk, { name: 'Dino', language: 'en' });
  await dino.shown('patron_line', { count: 1 }).waitFor();
  await dino.call('chat');
  await dino.text('patron_waiting_before', { count: 1 }).waitFor();
  await until('both to be in the line', () => ada.desk.line.length === 2);
  assert.deepEqual(
    ada.desk.line.map(({ name, language }) => [name, language]),
    [
      ['Carla', 'it'],
      ['Dino', 'en'],
    ],
  );

  await carla.button('patron_leave_line').click();
  await carla.text('patron_ended_patron').waitFor();
  await dino.heading('patron_ringing_title').waitFor();
  await until('the line to hold Dino alone', () => ada.desk.line.length === 1);
});

story('what is written while waiting is read by whoever answers', async (cast) => {
  const desk = await Desk.open(cast);
  const ada = await Librarian.signIn(cast, desk);
  const carla = await Patron.arrive(cast, desk, { name: 'Carla' });
  await carla.call('chat');
  await carla.say('Cerco un libro sulle api');
  const contact = await ada.answer();
  assert.equal(contact.name, 'Carla');
  await carla.untilState('talking');
  await carla.heading('patron_talking_chat', { librarian: 'Ada Bianchi' }).waitFor();
  await ada.untilTold('Cerco un libro sulle api');
  ada.say('Quale età ha chi legge?');
  await carla.untilRead('Quale età ha chi legge?');
  await carla.say('Sei anni');
  await ada.untilTold('Sei anni');

  ada.hangUp();
  await carla.untilState('ended');
  await carla.text('patron_ended_librarian').waitFor();
  await carla.untilRead('Cerco un libro sulle api');
  await carla.button('patron_again').click();
  await carla.untilState('front');
});

story('a reload keeps the place, the words and the conversation', async (cast) => {
  const desk = await Desk.open(cast);
  const ada = await Librarian.signIn(cast, desk);
  const carla = await Patron.arrive(cast, desk, { name: 'Carla' });
  await carla.call('chat');
  const dino = await Patron.arrive(cast, desk, { name: 'Dino' });
  await dino.call('chat');
  await dino.say('Sono Dino');
  const places = ada.desk.line.map(({ contact }) => contact);
  assert.equal(places.length, 2);

  await carla.page.reload();
  await carla.untilState('waiting');
  await dino.page.reload();
  await dino.untilState('waiting');
  await dino.text('patron_waiting_before', { count: 1 }).waitFor();
  await dino.untilRead('Sono Dino');
  assert.deepEqual(
    ada.desk.line.map(({ contact }) => contact),
    places,
    'the same contacts in the same order',
  );

  await ada.answer();
  await carla.untilState('talking');
  await carla.page.reload();
  await carla.untilState('talking');
  await carla.say('Eccomi di nuovo');
  await ada.untilTold('Eccomi di nuovo');
});

story('the place outlives a server that fell and came back', async (cast) => {
  const desk = await Desk.open(cast);
  const ada = await Librarian.signIn(cast, desk);
  const carla = await Patron.arrive(cast, desk, { name: 'Carla' });
  const dino = await Patron.arrive(cast, desk, { name: 'Dino' });
  await carla.call('chat');
  await dino.call('chat');
  await dino.text('patron_waiting_before', { count: 1 }).waitFor();
  await until('Ada to see both', () => ada.desk.line.length === 2);
  const places = ada.desk.line.map(({ contact }) => contact);
  for (const patron of [carla, dino]) patron.expectLoss();

  await desk.fail();
  await dino.text('patron_lost_place').waitFor();
  await dino.untilState('waiting');
  const field = dino.page.getByRole('textbox', { name: dino.words('patron_chat_field') });
  await field.fill('Scritto senza rete');
  await field.press('Enter');
  await dino.text('shared_chat_pending').waitFor();

  await desk.comeBack();
  await ada.resume();
  await dino.text('patron_lost_place').waitFor({ state: 'hidden' });
  await dino.text('patron_waiting_before', { count: 1 }).waitFor();
  await dino.untilRead('Scritto senza rete');
  await carla.heading('patron_ringing_title').waitFor();
  assert.deepEqual(
    ada.desk.line.map(({ contact }) => contact),
    places,
    'the same contacts in the same order',
  );
});

story('a phone that loses its network and finds it again is where it was', async (cast) => {
  const desk = await Desk.open(cast);
  const ada = await Librarian.signIn(cast, desk);
  const carla = await Patron.arrive(cast, desk, { name: 'Carla' });
  carla.expectLoss();
  await carla.call('chat');
  const { contact } = await ada.ringing();

  await carla.context.setOffline(true);
  // An open line may outlive the network; the next one can't be had.
  await carla.page.reload({ timeout: 2000 }).catch(() => undefined);
  await until('the desk to see that she is away', () => ada.desk.line[0]?.absent);

  await carla.context.setOffline(false);
  await carla.page.goto(desk.link);
  await carla.untilState('waiting');
  await until('the desk to see her again', () => ada.desk.line[0]?.absent === false);
  assert.equal(ada.desk.line[0].contact, contact, 'the same place');
});

story('a second tab takes the conversation, and the first can take it back', async (cast) => {
  const desk = await Desk.open(cast);
  const ada = await Librarian.signIn(cast, desk);
  const carla = await Patron.arrive(cast, desk, { name: 'Carla' });
  await carla.call('chat');
  const second = await carla.newTab();
  await second.goto(desk.link);
  await carla.untilState('waiting', second);
  await carla.untilState('elsewhere');
  await carla.heading('patron_elsewhere_title').waitFor();
  assert.equal(ada.desk.line.length, 1, 'one patron, one place');

  await carla.button('patron_elsewhere_here').click();
  await carla.untilState('waiting');
  await carla.untilState('elsewhere', second);
  assert.equal(ada.desk.line.length, 1, 'one patron, one place');
});

story('two librarians are rung, one answers, the other is told who', async (cast) => {
  const desk = await Desk.open(cast);
  const ada = await Librarian.signIn(cast, desk, 'ada');
  const bruno = await Librarian.signIn(cast, desk, 'bruno');
  const carla = await Patron.arrive(cast, desk, { name: 'Carla' });
  await carla.call('chat');
  await ada.ringing();
  await bruno.ringing();
  await bruno.answer();
  await carla.heading('patron_talking_chat', { librarian: 'Bruno Conti' }).waitFor();
  const told = await until('ada to be told', () =>
    ada.heard.find(({ type }) => type === 'offerEnded'),
  );
  assert.deepEqual(told.why, { type: 'answeredBy', librarian: 'Bruno Conti' });
});
