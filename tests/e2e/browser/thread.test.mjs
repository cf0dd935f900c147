// What is written at the desk stays: messages while nobody is there, answers that come
// later, files, the way back to them from another browser, and how to have them forgotten.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import http from 'node:http';
import path from 'node:path';

import { PNG } from 'pngjs';

import { story } from '../kit/cast.mjs';
import { Desk } from '../kit/desk.mjs';
import { Librarian } from '../kit/librarian.mjs';
import { Patron } from '../kit/patron.mjs';
import { Seat } from '../kit/seat.mjs';
import { until } from '../kit/until.mjs';

const WRITTEN = 'Avete il libro sulle api?';
const ANSWER = 'Sì, lo teniamo da parte fino a sabato.';

story('a message left while nobody is there is read later, and answered', async (cast) => {
  const desk = await Desk.open(cast);
  const carla = await Patron.arrive(cast, desk, { name: 'Carla' });
  await carla.text('patron_nobody').waitFor();
  await leaveMessage(carla);
  await carla.untilReached(WRITTEN, 'sent');

  const ada = await Librarian.signIn(cast, desk);
  const entry = await ada.unreadThread();
  assert.equal(entry.name, 'Carla', 'she is called as she said');
  assert.equal(entry.excerpt, WRITTEN);
  ada.openThread(entry.thread);
  const { at } = await ada.untilTold(WRITTEN);
  ada.mark(entry.thread, { received: at, read: 0 });
  await carla.untilReached(WRITTEN, 'delivered');
  ada.mark(entry.thread, { received: at, read: at });
  await carla.untilReached(WRITTEN, 'read');

  await carla.button('patron_back').click();
  await carla.untilState('front');
  ada.say(ANSWER, entry.thread);
  await carla.openThread('patron_answer');
  await carla.untilRead(ANSWER);
  await carla.button('patron_back').click();
  await carla.button('patron_to_messages').waitFor();
  assert.equal(await carla.button('patron_answer').count(), 0, 'it was read');
});

story('a picture crosses as a card, looks like itself, and comes as a download', async (cast) => {
  const desk = await Desk.open(cast);
  const downloads = await cast.folder('downloads');
  const ada = await Seat.signIn(cast, desk, { downloads });
  const carla = await Patron.arrive(cast, desk, { name: 'Carla' });
  await carla.call('chat');
  const { thread } = await ada.untilTold('answered');

  await attach(carla, 'copertina.png', redPicture(64, 48));
  const card = carla.page.getByRole('log').getByRole('link', { name: /copertina\.png/ });
  await card.waitFor();
  const preview = card.locator('img');
  await until('the preview to be drawn', () => preview.evaluate((image) => image.naturalWidth > 0));
  assert.deepEqual(
    await preview.evaluate(({ naturalWidth, naturalHeight }) => [naturalWidth, naturalHeight]),
    [64, 48],
  );

  const download = carla.page.waitForEvent('download');
  await card.click();
  assert.equal((await download).suggestedFilename(), 'copertina.png');
  isRed(PNG.sync.read(await readFile(await (await download).path())));
  const { headers } = await get(carla, await card.evaluate(({ href }) => href));
  assert.match(headers['content-disposition'], /^attachment/);
  assert.match(headers['content-security-policy'], /sandbox/);
  assert.equal(headers['x-content-type-options'], 'nosniff');

  const { message } = await ada.untilTold('message', { such: ({ message }) => message.attachment });
  const { file } = message.attachment;
  ada.order({ type: 'saveFile', thread, message: message.id, file });
  const saved = await until('the file at the seat', () => readPng(downloads, 'copertina.png'));
  isRed(saved);
});

story('what is no picture, whatever its name says, is not taken', async (cast) => {
  const desk = await Desk.open(cast);
  const carla = await Patron.arrive(cast, desk, { name: 'Carla' });
  carla.expect(/status of 4\d\d/);
  await leaveMessage(carla);
  await attach(carla, 'foto.png', Buffer.from('MZ\u0000\u0001 this runs somewhere'));
  await carla.page.getByRole('alert').waitFor();
  assert.equal(await carla.page.getByRole('log').getByRole('link').count(), 0);
});

story('the private link opens the thread in another browser', async (cast) => {
  const desk = await Desk.open(cast);
  const carla = await Patron.arrive(cast, desk, { name: 'Carla' });
  await leaveMessage(carla);
  const link = await makeLink(carla);
  assert.match(link, /#k=[\w-]{43}$/, 'the secret stands where no server sees it');
  const code = carla.page.getByAltText(carla.words('patron_link_picture'));
  await until('the code to be drawn', () => code.evaluate((image) => image.naturalWidth > 0));

  const phone = await Patron.arrive(cast, desk, { name: 'Carla’s phone', link });
  await phone.untilState('thread');
  await phone.untilRead(WRITTEN);
  assert.doesNotMatch(phone.page.url(), /#/, 'the secret does not stay in the address');
  const asked = phone.addresses.filter((address) => address.includes(link.split('#k=')[1]));
  assert.deepEqual(
    asked.filter((address) => !address.includes('#')),
    [],
    'it was in no request',
  );

  const wrong = await Patron.arrive(cast, desk, { link: `${desk.link}#k=${'x'.repeat(43)}` });
  wrong.expect(/status of 404/);
  await wrong.text('patron_trouble_link').waitFor();
});

story('who asks to be forgotten is forgotten, here and at the desk', async (cast) => {
  const desk = await Desk.open(cast);
  const carla = await Patron.arrive(cast, desk, { name: 'Carla' });
  await leaveMessage(carla);
  const link = await makeLink(carla);
  await carla.page.getByText(carla.words('patron_data'), { exact: true }).click();
  const [told] = await Promise.all([
    carla.page.waitForEvent('download'),
    carla.page.getByRole('link', { name: carla.words('patron_data_json') }).click(),
  ]);
  assert.match(await readFile(await told.path(), 'utf8'), new RegExp(WRITTEN.replace('?', '\\?')));

  await carla.button('patron_forget').click();
  await carla.button('patron_forget_no').click();
  await carla.button('patron_forget').click();
  await carla.button('patron_forget_yes').click();
  await carla.untilState('front');
  await carla.text('patron_forgotten').waitFor();
  await carla.button('patron_to_message').waitFor();
  assert.deepEqual(await carla.context.cookies(), [], 'the browser is nobody again');

  const late = await Patron.arrive(cast, desk, { link });
  late.expect(/status of 404/);
  await late.text('patron_trouble_link').waitFor();
  const ada = await Librarian.signIn(cast, desk);
  await carla.text('patron_open').waitFor();
  assert.deepEqual(await until('the threads', () => ada.threads), []);
});

/** Opens the thread, says a name, and writes. */
async function leaveMessage(patron) {
  await patron.openThread();
  await patron.page.getByLabel(patron.words('patron_name'), { exact: true }).fill(patron.name);
  await patron.say(WRITTEN);
}

async function makeLink(patron) {
  await patron.page.getByText(patron.words('patron_link'), { exact: true }).click();
  await patron.button('patron_link_make').click();
  const link = patron.page.getByRole('link', { name: /#k=/ });
  return link.evaluate(({ href }) => href);
}

function attach(patron, name, buffer) {
  const field = patron.page.locator('input[type="file"]');
  return field.setInputFiles({ name, mimeType: 'image/png', buffer });
}

function redPicture(width, height) {
  const picture = new PNG({ width, height });
  for (let at = 0; at < picture.data.length; at += 4) picture.data.set([200, 20, 20, 255], at);
  return PNG.sync.write(picture);
}

function isRed({ width, height, data }) {
  assert.deepEqual([width, height], [64, 48]);
  assert.ok(data[0] > 190 && data[1] < 40 && data[2] < 40, `${data.subarray(0, 4)} is red`);
}

const readPng = async (folder, name) => PNG.sync.read(await readFile(path.join(folder, name)));

/** Asks for an address as the patron's browser would, and reads the headers. */
async function get(patron, address) {
  const cookies = await patron.context.cookies();
  const cookie = cookies.map(({ name, value }) => `${name}=${value}`).join('; ');
  return new Promise((done, fail) => {
    const ask = http.get(address, { headers: { cookie } }, (answer) => {
      answer.resume();
      done(answer);
    });
    ask.on('error', fail);
  });
}
