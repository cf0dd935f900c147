// Everybody can use the patron's page: each of its states in each way of seeing it, and all
// of it from the keyboard.
import assert from 'node:assert/strict';

import { hasNoFault, isForEverybody } from '../kit/access.mjs';
import { story } from '../kit/cast.mjs';
import { Desk } from '../kit/desk.mjs';
import { Librarian } from '../kit/librarian.mjs';
import { Patron } from '../kit/patron.mjs';
import { Seat } from '../kit/seat.mjs';
import { isSyntheticPicture } from '../kit/senses.mjs';
import { closedNow, settings } from '../kit/settings.mjs';
import { until } from '../kit/until.mjs';

const LONG = { patience: 180_000 };

story(
  'the front of the desk and the preparation are for everybody',
  async (cast) => {
    const desk = await Desk.open(cast);
    const carla = await Patron.arrive(cast, desk, { name: 'Carla' });
    await carla.text('patron_nobody').waitFor();
    await isForEverybody(carla, 'closed');
    await Librarian.signIn(cast, desk);
    await carla.text('patron_open').waitFor();
    await isForEverybody(carla, 'open');
    await saysToReaders(carla, 'front', [
      ['heading', 'Biblioteca di Prova'],
      ['heading', carla.words('patron_choose')],
      ['button', carla.words('patron_to_message')],
    ]);
    await carla.choose('video');
    await carla.untilHeardHere();
    await isForEverybody(carla, 'prepare video');
    await carla.button('patron_camera_off').click();
    await carla.text('patron_camera_is_off').waitFor();
    await isForEverybody(carla, 'prepare video, camera off');
  },
  LONG,
);

story(
  'who refuses the devices is told so, in a way for everybody',
  async (cast) => {
    const desk = await Desk.open(cast);
    await Librarian.signIn(cast, desk);
    const carla = await Patron.arrive(cast, desk);
    await carla.page.addInitScript(() => {
      const no = () => Promise.reject(new DOMException('no', 'NotAllowedError'));
      navigator.mediaDevices.getUserMedia = no;
    });
    await carla.page.reload();
    await carla.choose('video');
    await carla.page.getByRole('alert').waitFor();
    await isForEverybody(carla, 'prepare video, refused');
    await carla.button('patron_call').click();
    await carla.untilState('waiting');
  },
  LONG,
);

story(
  'waiting, ringing, chatting and the end are for everybody',
  async (cast) => {
    const desk = await Desk.open(cast);
    const ada = await Librarian.signIn(cast, desk);
    const dino = await Patron.arrive(cast, desk, { name: 'Dino' });
    await dino.call('chat');
    const carla = await Patron.arrive(cast, desk, { name: 'Carla' });
    await carla.call('video');
    await carla.text('patron_waiting_before', { count: 1 }).waitFor();
    await carla.say('Cerco https://example.org/una-pagina-dal-nome-molto-lungo-che-non-si-spezza');
    await isForEverybody(carla, 'waiting');
    await saysToReaders(carla, 'waiting', [
      ['heading', carla.words('patron_waiting_title')],
      ['button', carla.words('patron_leave_line')],
      ['heading', carla.words('patron_waiting_write')],
      ['textbox', carla.words('patron_chat_field')],
    ]);
    const place = carla.page.getByRole('status').filter({ hasText: /2/ });
    await until('the place to be in a live region', async () => (await place.count()) > 0);
    await ada.answer();
    // Who chats is free for a call: Carla's turn has come.
    await carla.heading('patron_ringing_title').waitFor();
    await isForEverybody(carla, 'ringing');
    await carla.button('patron_leave_line').click();
    await carla.untilState('ended');
    await isForEverybody(carla, 'ended');
    await dino.untilState('talking');
    await dino.say('Buongiorno');
    ada.say('Buongiorno a Lei');
    await dino.untilRead('Buongiorno a Lei');
    await isForEverybody(dino, 'talking by chat');
    const second = await dino.newTab();
    await second.goto(desk.link);
    await dino.untilState('elsewhere');
    await isForEverybody(dino, 'elsewhere');
  },
  LONG,
);

story(
  'a message, a call that rings and the rating are for everybody',
  async (cast) => {
    const desk = await Desk.open(cast);
    const ada = await Seat.signIn(cast, desk, { answer: 'no' });
    const carla = await Patron.arrive(cast, desk, { name: 'Carla' });
    await carla.openThread();
    await isForEverybody(carla, 'thread, empty');
    await carla.say('Mi chiamate?');
    for (const key of ['patron_link', 'patron_data']) {
      await carla.page.getByText(carla.words(key), { exact: true }).click();
    }
    await carla.button('patron_link_make').click();
    await carla.page.getByAltText(carla.words('patron_link_picture')).waitFor();
    await carla.button('patron_forget').click();
    await isForEverybody(carla, 'thread, all open');
    await carla.button('patron_forget_no').click();

    ada.call(await ada.openThread(), 'video');
    await carla.untilState('calling');
    await carla.button('patron_answer_video').waitFor();
    // It rings for half a minute: one look each way is what there is time for.
    await hasNoFault(carla.page, 'calling');
    await carla.button('patron_answer_voice').click();
    await carla.untilState('talking');
    ada.hangUp();
    await carla.untilState('ended');
    await carla.rate(4);
    await isForEverybody(carla, 'ended, rated');
  },
  LONG,
);

story(
  'a desk out of its hours is for everybody',
  async (cast) => {
    const desk = await Desk.open(cast);
    const { opening, opens } = closedNow();
    await desk.apply(settings(opening));
    const carla = await Patron.arrive(cast, desk);
    await carla
      .shown(...opens)
      .first()
      .waitFor();
    await carla.page.getByText(carla.words('patron_hours'), { exact: true }).click();
    await isForEverybody(carla, 'closed, with hours');
  },
  LONG,
);

story(
  'a call is for everybody, with and without its chat',
  async (cast) => {
    const desk = await Desk.open(cast);
    const ada = await Seat.signIn(cast, desk);
    const viewport = { width: 320, height: 640 };
    const carla = await Patron.arrive(cast, desk, { name: 'Carla', viewport });
    await carla.call('video');
    await carla.untilState('talking');
    await until('the librarian to be seen', async () =>
      isSyntheticPicture(await carla.librarianPicture()),
    );
    await isForEverybody(carla, 'talking');
    await carla.say('Mi sente?');
    ada.say('Sì, buongiorno');
    await carla.untilRead('Sì, buongiorno');
    await isForEverybody(carla, 'talking, chat open');
  },
  LONG,
);

story(
  'a lost network is told in a way for everybody',
  async (cast) => {
    const desk = await Desk.open(cast);
    await Librarian.signIn(cast, desk);
    const carla = await Patron.arrive(cast, desk, { name: 'Carla' });
    carla.expectLoss();
    await carla.call('chat');
    await desk.fail();
    await carla.text('patron_lost_place').waitFor();
    await isForEverybody(carla, 'waiting, network lost');
    await desk.comeBack();
  },
  LONG,
);

story('the keyboard alone leads from the link to the end of a call', async (cast) => {
  const desk = await Desk.open(cast);
  await Seat.signIn(cast, desk);
  const carla = await Patron.arrive(cast, desk);
  const { keyboard } = carla.page;
  await carla.choice('video').waitFor();

  await walkTo(carla, carla.choice('video'));
  await keyboard.press('Enter');
  await carla.untilState('prepare');
  await until('the focus to be on the new screen', () =>
    holdsFocus(carla.heading('patron_prepare_video')),
  );
  await carla.untilHeardHere();
  await walkTo(carla, carla.page.getByLabel(carla.words('patron_name'), { exact: true }));
  await keyboard.type('Carla');
  await keyboard.press('Enter');

  await carla.untilState('talking');
  await until('the focus to be on the librarian', () =>
    holdsFocus(carla.page.getByRole('heading', { level: 1 })),
  );
  await walkTo(carla, carla.button('patron_microphone_off'));
  await keyboard.press('Space');
  await carla.button('patron_microphone_on').waitFor();
  await walkTo(carla, carla.page.getByRole('textbox', { name: carla.words('patron_chat_field') }));
  await keyboard.type('Grazie');
  await keyboard.press('Enter');
  await carla.untilRead('Grazie');
  await walkTo(carla, carla.button('patron_control_hang_up'));
  await keyboard.press('Enter');
  await carla.untilState('ended');
  await until('the focus to be on the end', () => holdsFocus(carla.heading('patron_ended_title')));
});

story('the judge is awake: planted faults are found', async (cast) => {
  const desk = await Desk.open(cast);
  const carla = await Patron.arrive(cast, desk);
  await carla.untilState('front');
  await hasNoFault(carla.page, 'front');
  await carla.page.evaluate(() => {
    document.querySelector('main').insertAdjacentHTML('beforeend', '<p>pale</p><input>');
    document.querySelector('main > p:last-of-type').style.color = 'lightgrey';
  });
  const [pale, unnamed] = ['color-contrast', 'label'];
  await assert.rejects(hasNoFault(carla.page, 'planted'), ({ actual }) => {
    const found = actual.map(({ id }) => id);
    return found.includes(pale) && found.includes(unnamed);
  });
});

/** What a screen reader meets in the main part, in this order, each in its own role. */
async function saysToReaders({ page }, state, wanted) {
  const tree = await page.getByRole('main').ariaSnapshot();
  let from = 0;
  for (const [role, name] of wanted) {
    const at = tree.indexOf(`- ${role} "${name}"`, from);
    assert.ok(at >= 0, `${state}: ${role} “${name}” comes next in\n${tree}`);
    from = at + 1;
  }
}

/** Tabs on until something has the focus; it must be seen, and have a ring around it. */
async function walkTo({ page }, target) {
  for (let step = 0; step < 40; step += 1) {
    await page.keyboard.press('Tab');
    if (await holdsFocus(target)) {
      const ring = await target.evaluate((one) => {
        const { outlineStyle, boxShadow } = getComputedStyle(one);
        return outlineStyle !== 'none' || boxShadow !== 'none';
      });
      assert.ok(ring, `${target} shows its focus`);
      return;
    }
  }
  assert.fail(`forty steps do not lead to ${target}`);
}

const holdsFocus = (target) => target.evaluate((one) => one === document.activeElement);
