// Told on this device, with the page closed: asked for by a tap, pushed by the desk, opened
// by a push service, shown by Chromium, and leading back to the conversation.
//
// No real push service is in it: subscribing is played, since a browser subscribes at its
// maker's alone, and what the service opened is handed to the real worker by DevTools.
import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';

import { hasNoFault, isForEverybody } from '../kit/access.mjs';
import { story } from '../kit/cast.mjs';
import { kept } from '../kit/chromium.mjs';
import { Desk } from '../kit/desk.mjs';
import { Librarian } from '../kit/librarian.mjs';
import { Patron } from '../kit/patron.mjs';
import { OUT } from '../kit/programs.mjs';
import { PushService } from '../kit/push-service.mjs';
import { until } from '../kit/until.mjs';

const WRITTEN = 'Avete il libro sulle api?';
const ANSWER = 'Sì, lo teniamo da parte fino a sabato.';

story('an answer is shown on the device, and opens the conversation', async (cast) => {
  const { desk, service, carla } = await carlaWithHerPhone(cast);
  await leaveMessage(carla);
  await openReach(carla);
  assert.equal(await timesAsked(carla), 0, 'the browser asks nothing before a tap');
  await picture(carla, 'push-offered');
  await carla.button('patron_push_want').click();
  await carla.text('patron_push_on').waitFor();
  assert.equal(await timesAsked(carla), 1);
  await picture(carla, 'push-on');
  await isForEverybody(carla, 'told on this device');
  await carla.page.goto('about:blank');

  const ada = await Librarian.signIn(cast, desk);
  const { thread } = await ada.unreadThread();
  ada.openThread(thread);
  ada.say(ANSWER, thread);
  const [pushed] = await service.untilPushed(carla.subscription, 1);
  const told = JSON.parse(pushed);
  assert.equal(told.title, 'Biblioteca di Prova');
  assert.equal(told.body, 'La biblioteca ha risposto.');
  assert.doesNotMatch(pushed, /Carla|sabato|api\?/, 'it says nothing of the conversation');

  const worker = await deliver(carla, desk, pushed);
  const shown = await until('the notification', () => notification(worker));
  assert.deepEqual(shown, { ...shown, title: told.title, body: told.body, tag: told.about });

  // Only a finger may open a window: where it would lead is caught, and gone to.
  const [address] = await clicked(worker);
  assert.equal(address, `${desk.link}?opened`);
  await carla.page.goto(address);
  await carla.untilState('thread');
  await carla.untilRead(ANSWER);
  assert.equal(carla.page.url(), desk.link, 'the word is gone from the address');

  // With the page open, the page itself goes there.
  await carla.button('patron_back').click();
  await carla.untilState('front');
  await deliver(carla, desk, pushed);
  await until('the notification', () => notification(worker));
  assert.deepEqual(await clicked(worker), []);
  await carla.untilState('thread');
});

story('a browser that has gone is forgotten, and can ask again', async (cast) => {
  const { desk, service, carla } = await carlaWithHerPhone(cast);
  await leaveMessage(carla);
  await wantPush(carla);
  await service.expire(carla.subscription);
  await carla.page.goto('about:blank');
  const ada = await Librarian.signIn(cast, desk);
  const { thread } = await ada.unreadThread();
  ada.openThread(thread);
  ada.say(ANSWER, thread);
  await until('the browser to be forgotten', () =>
    desk.program.lines.some(({ text }) => /takes no pushes any more/.test(text)),
  );
  await carla.page.goto(desk.link);
  await carla.openThread('patron_answer');
  await openReach(carla);
  await carla.button('patron_push_want').waitFor();
});

story('it is taken back as easily as it was asked for', async (cast) => {
  const { carla } = await carlaWithHerPhone(cast);
  await leaveMessage(carla);
  await wantPush(carla);
  await carla.page.reload();
  await carla.openThread('patron_to_messages');
  await openReach(carla);
  await carla.text('patron_push_on').waitFor();
  await carla.button('patron_push_stop').click();
  await carla.text('patron_push_stopped').waitFor();
  await carla.page.reload();
  await carla.openThread('patron_to_messages');
  await openReach(carla);
  await carla.button('patron_push_want').waitFor();
});

story('who is told on the device may leave the line and keep the place', async (cast) => {
  const { desk, service, carla } = await carlaWithHerPhone(cast);
  const ada = await Librarian.signIn(cast, desk);
  const dino = await Patron.arrive(cast, desk, { name: 'Dino' });
  await dino.call('chat');
  await ada.answer();
  ada.goAway();
  await carla.call('chat');
  await openReach(carla);
  await carla.button('patron_push_want').click();
  await carla.text('patron_push_keep_what').waitFor();
  await picture(carla, 'push-keep-the-place');
  await hasNoFault(carla.page, 'in the line, told on this device');
  await carla.button('patron_reach_keep').click();
  await carla.text('patron_push_out_text').waitFor();
  await picture(carla, 'push-gone-for-now');
  await carla.page.goto('about:blank');
  ada.hangUp();
  ada.comeBack();
  const [pushed] = await service.untilPushed(carla.subscription, 1);
  assert.equal(JSON.parse(pushed).body, 'Tocca a te: hai due minuti per tornare.');
  const worker = await deliver(carla, desk, pushed);
  const shown = await until('the notification', () => notification(worker));
  assert.equal(shown.requireInteraction, true);
  const [address] = await clicked(worker);
  await carla.page.goto(address);
  await ada.answer();
  await carla.untilState('talking');
});

story('a no, and a browser that can not, are told plainly', async (cast) => {
  const { desk, service } = await deskWithService(cast);
  const no = await withPhone(cast, desk, service, { allowed: false });
  await leaveMessage(no);
  await openReach(no);
  await no.button('patron_push_want').click();
  await no.text('patron_push_denied').waitFor();
  await picture(no, 'push-denied');
  await hasNoFault(no.page, 'told no');
  const old = await Patron.arrive(cast, desk, { name: 'Dino' });
  await old.page.addInitScript(() => delete window.PushManager);
  await old.page.reload();
  await leaveMessage(old);
  await openReach(old);
  await old.text('patron_push_no').waitFor();
  assert.equal(await old.button('patron_push_want').count(), 0);
});

async function deskWithService(cast) {
  const service = await PushService.start(cast);
  const desk = await Desk.open(cast, { settings: service.settings });
  return { desk, service };
}

async function carlaWithHerPhone(cast) {
  const { desk, service } = await deskWithService(cast);
  const carla = await withPhone(cast, desk, service, { allowed: true });
  return { desk, service, carla };
}

/** Carla, with a browser whose subscriptions are made at the service of the story. */
async function withPhone(cast, desk, service, { allowed }) {
  const folder = await cast.folder('profile');
  let carla = null;
  const browser = kept(folder, async (context) => {
    await context.exposeFunction('subscribeAtTheService', async (key) => {
      carla.subscription = await service.subscribe(key);
      return carla.subscription;
    });
    await context.addInitScript(playSubscribing);
    if (allowed) await context.grantPermissions(['notifications'], { origin: desk.server });
    else await context.addInitScript(playSayingNo);
  });
  carla = await Patron.arrive(cast, desk, { name: 'Carla', browser });
  return carla;
}

/** Runs in the page before its own scripts. */
function playSubscribing() {
  if (!window.PushManager || !location.host) return;
  const read = () => JSON.parse(localStorage.getItem('subscription') ?? 'null');
  const made = (subscription) => ({
    ...subscription,
    toJSON: () => subscription,
    unsubscribe: async () => {
      localStorage.removeItem('subscription');
      return true;
    },
  });
  PushManager.prototype.subscribe = async ({ applicationServerKey, userVisibleOnly }) => {
    if (!userVisibleOnly) throw new Error('a browser does not allow what nobody sees');
    const subscription = await window.subscribeAtTheService(applicationServerKey);
    localStorage.setItem('subscription', JSON.stringify(subscription));
    return made(subscription);
  };
  PushManager.prototype.getSubscription = async () => {
    const subscription = read();
    return subscription && made(subscription);
  };
  const ask = Notification.requestPermission.bind(Notification);
  window.timesAsked = 0;
  Notification.requestPermission = async () => {
    window.timesAsked += 1;
    return ask();
  };
}

/** Runs in the page: the person is asked, and says no. */
function playSayingNo() {
  let said = 'default';
  Object.defineProperty(Notification, 'permission', { get: () => said });
  Notification.requestPermission = async () => (said = 'denied');
}

const timesAsked = ({ page }) => page.evaluate(() => window.timesAsked);

async function leaveMessage(patron) {
  await patron.openThread();
  await patron.page.getByLabel(patron.words('patron_name'), { exact: true }).fill(patron.name);
  await patron.say(WRITTEN);
}

async function openReach(patron) {
  await patron.page.getByText(patron.words('patron_reach'), { exact: true }).click();
}

async function wantPush(patron) {
  await openReach(patron);
  await patron.button('patron_push_want').click();
  await patron.text('patron_push_on').waitFor();
}

/** Hands a push, as the service opened it, to the worker of the desk; gives the worker. */
async function deliver(patron, desk, data) {
  const session = await patron.context.newCDPSession(patron.page);
  const registrations = [];
  session.on('ServiceWorker.workerRegistrationUpdated', (event) =>
    registrations.push(...event.registrations),
  );
  await session.send('ServiceWorker.enable');
  const { registrationId } = await until('the worker to be registered', () =>
    registrations.find(({ scopeURL, isDeleted }) => scopeURL === desk.link && !isDeleted),
  );
  const origin = desk.server;
  // A worker that is being put to sleep just then hears nothing; said twice, it shows one.
  return until('the notification', async () => {
    await session.send('ServiceWorker.deliverPushMessage', { origin, registrationId, data });
    const workers = patron.context.serviceWorkers();
    const worker = workers.find((one) => one.url().endsWith('/push-worker.js'));
    return worker && (await until('it to be shown', () => notification(worker), 2_000)) && worker;
  });
}

/** What the device shows. */
function notification(worker) {
  return worker.evaluate(async () => {
    const [shown] = await self.registration.getNotifications();
    if (!shown) return null;
    const { title, body, tag, requireInteraction } = shown;
    return { title, body, tag, requireInteraction };
  });
}

/** Somebody taps the notification; gives back which windows would be opened. */
async function clicked(worker) {
  return worker.evaluate(async () => {
    const [notification] = await self.registration.getNotifications();
    const opened = [];
    self.clients.openWindow = async (url) => void opened.push(url);
    const event = new NotificationEvent('notificationclick', { notification });
    const done = [];
    event.waitUntil = (promise) => done.push(promise);
    self.dispatchEvent(event);
    await Promise.allSettled(done);
    return opened;
  });
}

async function picture(patron, name) {
  await mkdir(OUT, { recursive: true });
  await patron.page.screenshot({ path: path.join(OUT, `${name}.png`), fullPage: true });
}
