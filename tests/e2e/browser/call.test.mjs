// A call between Chromium and the seat of the desktop app: pictures and sound cross for
// real, through both encoders, and are known again at the other end.
import assert from 'node:assert/strict';

import { story } from '../kit/cast.mjs';
import { Desk } from '../kit/desk.mjs';
import { greenOf } from '../kit/pictures.mjs';
import { Patron } from '../kit/patron.mjs';
import { Seat } from '../kit/seat.mjs';
import { hearsTheTone, isHeard, isSyntheticPicture } from '../kit/senses.mjs';
import { until } from '../kit/until.mjs';

story('a video call carries pictures and sound both ways', async (cast) => {
  const desk = await Desk.open(cast);
  const ada = await Seat.signIn(cast, desk, { png: true });
  const carla = await Patron.arrive(cast, desk, { name: 'Carla' });
  await carla.call('video');
  await carla.untilState('talking');
  await seesAndHears(carla);
  await isSeenAndHeard(ada);
  await until('the decoded picture to be green', () => {
    const picture = ada.patronPicture();
    return picture && greenOf(picture) > 0.8;
  });
  const before = await ada.report();
  await until('both pictures to move on', async () => {
    const { pictures, ownPictures } = await ada.report();
    return pictures > before.pictures + 10 && ownPictures > before.ownPictures + 10;
  });
  // A browser on a busy computer begins smaller, and grows within seconds.
  await until('a picture of at least QVGA', async () => {
    const { width, height } = await ada.report();
    return width >= 320 && height >= 240;
  });
});

story('a voice call carries sound both ways and no picture', async (cast) => {
  const desk = await Desk.open(cast);
  const ada = await Seat.signIn(cast, desk);
  const carla = await Patron.arrive(cast, desk, { name: 'Carla' });
  await carla.call('voice');
  await carla.untilState('talking');
  await carla.shown('patron_librarian_voice').waitFor();
  await hearsTheTone(carla);
  await isHeard(ada);
  assert.equal((await ada.report()).pictures, 0, 'no picture of the patron');
  assert.equal(await carla.ownPicture(), null, 'no camera is on');
});

story('a librarian answers video with voice: she sees and is not seen', async (cast) => {
  const desk = await Desk.open(cast);
  const ada = await Seat.signIn(cast, desk, { answer: 'voice' });
  const carla = await Patron.arrive(cast, desk, { name: 'Carla' });
  await carla.call('video');
  await carla.untilState('talking');
  await carla.shown('patron_librarian_unseen', { librarian: 'Ada Bianchi' }).waitFor();
  await hearsTheTone(carla);
  await isSeenAndHeard(ada);
  const still = await carla.librarianPicture();
  assert.ok(!isSyntheticPicture(still), 'her camera is off, and a still is all that is sent');
});

story('who keeps the camera off calls all the same, and can switch it on later', async (cast) => {
  const desk = await Desk.open(cast);
  const ada = await Seat.signIn(cast, desk);
  const carla = await Patron.arrive(cast, desk, { name: 'Carla' });
  await carla.choose('video');
  await carla.button('patron_camera_off').click();
  await carla.text('patron_camera_is_off').waitFor();
  await carla.button('patron_call').click();
  await carla.untilState('talking');
  await seesAndHears(carla);
  await ada.untilTold('patronDevices', { such: devices({ camera: false, microphone: true }) });
  await isHeard(ada);
  await carla.button('patron_camera_on').click();
  await ada.untilTold('patronDevices', { such: devices({ camera: true }) });
  await isSeenAndHeard(ada);
});

story('who gives the page no device still sees and hears the librarian', async (cast) => {
  const desk = await Desk.open(cast);
  const ada = await Seat.signIn(cast, desk);
  const carla = await Patron.arrive(cast, desk, { name: 'Carla', devices: false });
  await carla.page.addInitScript(() => {
    const no = () => Promise.reject(new DOMException('no', 'NotAllowedError'));
    navigator.mediaDevices.getUserMedia = no;
  });
  await carla.page.reload();
  await carla.choose('video');
  await carla.page.getByRole('alert').waitFor();
  await carla.button('patron_call').click();
  await carla.untilState('talking');
  await seesAndHears(carla);
  await ada.untilTold('patronDevices', { such: devices({ camera: false, microphone: false }) });
});

story('both write during a call, and the patron hangs up', async (cast) => {
  const desk = await Desk.open(cast);
  const ada = await Seat.signIn(cast, desk);
  const carla = await Patron.arrive(cast, desk, { name: 'Carla' });
  await carla.call('video');
  await carla.untilState('talking');
  await carla.say('Mi sente?');
  await ada.untilRead('Mi sente?');
  ada.say('Sì, buongiorno');
  await carla.untilRead('Sì, buongiorno');

  await carla.hangUp();
  await carla.untilState('ended');
  await carla.text('patron_ended_patron').waitFor();
  await ada.untilTold('ended');
  await until('camera and microphone to be given back', async () => !(await carla.ownPicture()));
  await carla.untilRead('Sì, buongiorno');
});

story('the librarian hangs up, and the next call is as good as the first', async (cast) => {
  const desk = await Desk.open(cast);
  const ada = await Seat.signIn(cast, desk);
  const carla = await Patron.arrive(cast, desk, { name: 'Carla' });
  await carla.call('video');
  await carla.untilState('talking');
  await seesAndHears(carla);
  ada.hangUp();
  await carla.untilState('ended');
  await carla.text('patron_ended_librarian').waitFor();

  const before = ada.events.length;
  await carla.button('patron_again').click();
  await carla.call('video');
  await carla.untilState('talking');
  await ada.untilTold('answered', { after: before });
  await seesAndHears(carla);
  await ada.untilTold('picture', { after: before });
  await isSeenAndHeard(ada);
});

story('a reload in the middle of a call finds the call again', async (cast) => {
  const desk = await Desk.open(cast);
  const ada = await Seat.signIn(cast, desk);
  const carla = await Patron.arrive(cast, desk, { name: 'Carla' });
  await carla.call('video');
  await carla.untilState('talking');
  await seesAndHears(carla);
  await ada.untilTold('picture');
  const { pictures, heard } = await ada.report();

  await carla.page.reload();
  await carla.untilState('talking');
  const tap = carla.button('patron_hear');
  await until('her to see again', async () => {
    if (await tap.isVisible()) await tap.click();
    return isSyntheticPicture(await carla.librarianPicture());
  });
  await hearsTheTone(carla);
  await until('her to be seen again', async () => (await ada.report()).pictures > pictures + 20);
  await until('her to be heard again', async () => {
    const again = (await ada.report()).heard;
    return again.beeps > heard.beeps + 1;
  });
  assert.equal(ada.events.filter(({ event }) => event === 'ended').length, 0, 'one contact');
});

story('the camera and the microphone can be switched at both ends', async (cast) => {
  const desk = await Desk.open(cast);
  const ada = await Seat.signIn(cast, desk);
  const carla = await Patron.arrive(cast, desk, { name: 'Carla' });
  await carla.call('video');
  await carla.untilState('talking');
  await seesAndHears(carla);
  await isSeenAndHeard(ada);

  let before = ada.events.length;
  await carla.button('patron_camera_off').click();
  await ada.untilTold('patronDevices', { after: before, such: devices({ camera: false }) });
  await carla.button('patron_microphone_off').click();
  await ada.untilTold('patronDevices', { after: before, such: devices({ microphone: false }) });
  await until('silence at the seat', async () => (await ada.report()).heard.loudness < 0.005);
  const { pictures } = await ada.report();

  before = ada.events.length;
  await carla.button('patron_camera_on').click();
  await carla.button('patron_microphone_on').click();
  const both = devices({ camera: true, microphone: true });
  await ada.untilTold('patronDevices', { after: before, such: both });
  await until('her to be seen again', async () => (await ada.report()).pictures > pictures + 10);
  await isSeenAndHeard(ada);

  ada.order({ type: 'setCamera', on: false });
  await carla.shown('patron_librarian_unseen', { librarian: 'Ada Bianchi' }).waitFor();
  ada.order({ type: 'setMicrophone', on: false });
  await carla.shown('patron_librarian_muted', { librarian: 'Ada Bianchi' }).waitFor();
  await until('silence at the page', async () => (await carla.tone()) === 0);

  ada.order({ type: 'setCamera', on: true });
  ada.order({ type: 'setMicrophone', on: true });
  await carla
    .shown('patron_librarian_muted', { librarian: 'Ada Bianchi' })
    .waitFor({ state: 'hidden' });
  await seesAndHears(carla);
});

story('the call goes on while the server is away, and the chat catches up', async (cast) => {
  const desk = await Desk.open(cast);
  const ada = await Seat.signIn(cast, desk);
  const carla = await Patron.arrive(cast, desk, { name: 'Carla' });
  carla.expectLoss();
  await carla.call('video');
  await carla.untilState('talking');
  await seesAndHears(carla);

  await desk.fail();
  await carla.text('patron_lost').waitFor();
  await ada.untilTold('away');
  const { pictures } = await ada.report();
  await seesAndHears(carla);
  await until(
    'pictures without the server',
    async () => (await ada.report()).pictures > pictures + 20,
  );
  ada.say('Scritto senza server');

  const before = ada.events.length;
  await desk.comeBack();
  await ada.untilTold('online', { after: before });
  await carla.text('patron_lost').waitFor({ state: 'hidden' });
  await carla.untilState('talking');
  await carla.untilRead('Scritto senza server');
  await seesAndHears(carla);
});

const devices =
  (wanted) =>
  ({ devices: told }) =>
    Object.entries(wanted).every(([name, on]) => told[name] === on);

async function seesAndHears(patron) {
  await until('the librarian to be seen', async () =>
    isSyntheticPicture(await patron.librarianPicture()),
  );
  await hearsTheTone(patron);
}

async function isSeenAndHeard(seat) {
  await until('the patron to be seen at the seat', async () => {
    // Chromium's fake camera draws in luma alone: without chroma, all is green.
    const { width, mean } = await seat.report();
    return width > 0 && mean[1] < 60 && mean[2] < 60;
  });
  await isHeard(seat);
}
