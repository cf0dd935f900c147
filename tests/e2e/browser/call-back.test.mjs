// A call-back that was agreed: the patron reads when and how, at its time the librarian
// takes it, the patron's page rings, and they talk. With a real desk, a real browser and
// the seat of the desktop program; the window beside the line is looked at on its mock.
import { randomUUID } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';

import { hasNoFault, isForEverybody, settled, staysInside } from '../kit/access.mjs';
import { story } from '../kit/cast.mjs';
import { Desk } from '../kit/desk.mjs';
import { Patron } from '../kit/patron.mjs';
import { OUT } from '../kit/programs.mjs';
import { Scenes } from '../kit/scenes.mjs';
import { Seat } from '../kit/seat.mjs';
import { until } from '../kit/until.mjs';
import { words } from '../kit/words.mjs';

const LONG = { patience: 300_000 };
const it = words('it');

story(
  'an agreed call-back rings the page of the patron, who answers, and they hear each other',
  async (cast) => {
    const desk = await Desk.open(cast);
    const ada = await Seat.signIn(cast, desk, { answer: 'no' });
    const carla = await Patron.arrive(cast, desk, { name: 'Carla' });
    await carla.openThread();
    await carla.say('Mi richiamate, per favore?');
    const thread = await ada.openThread();

    const kept = agree(ada, thread, 1);
    await ada.untilTold('callBackIsDue', { such: ({ callBack }) => callBack.id === kept });
    await carla.shown('patron_callbacks_title').waitFor();
    await carla.page.getByText(it('patron_callbacks_page')).waitFor();
    await isForEverybody(carla, 'a call-back that was agreed');
    const gone = agree(ada, thread, 2);
    await until('two call-backs to stand there', async () => (await offered(carla)) === 2);
    await offs(carla).last().click();
    await carla.button('patron_callbacks_yes').click();
    await until('one of them to be called off', async () => (await offered(carla)) === 1);

    order(ada, 3, { type: 'take', callBack: gone });
    order(ada, 4, { type: 'take', callBack: kept });
    await carla.untilState('calling');
    await carla.heading('patron_calling_title', { librarian: 'Ada Bianchi' }).waitFor();
    await isForEverybody(carla, 'a call-back that rings');
    await carla.button('patron_answer_voice').click();
    await carla.untilState('talking');
    await ada.untilTold('answered');
    await until('Ada to hear Carla', async () => (await ada.report()).heard.beeps > 1);
    await carla.hangUp();
    await carla.untilState('ended');
  },
  LONG,
);

story(
  'the window says who is to be called back, for everybody',
  async (cast) => {
    const scenes = await Scenes.open(cast);
    const page = await scenes.look(cast, { viewport: { width: 1280, height: 800 } });
    await scenes.show(page, 'callBacks');
    await page.getByRole('heading', { name: it('desk_callbacks_title') }).waitFor();
    await judge(page, 'line');
    const name = it('desk_callbacks_move_name', { name: 'Nives Bo' });
    await page.getByRole('button', { name }).click();
    await page.getByRole('heading', { name: /^Spostare/ }).waitFor();
    await judge(page, 'move');
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
  },
  LONG,
);

/** Agrees a call-back, as soon as the desk can; its id. */
function agree(seat, thread, number) {
  const callBack = randomUUID();
  order(seat, number, {
    type: 'agree',
    callBack,
    case: null,
    thread,
    way: { type: 'page', mode: 'voice' },
    when: { type: 'soon' },
    about: 'La tessera',
  });
  return callBack;
}

function order(seat, number, order) {
  seat.order({ type: 'callBacks', number, order });
}

/** The buttons by which the patron calls one off. */
function offs({ page }) {
  const name = new RegExp(`^${it('patron_callbacks_off_when', { when: '' }).trim()}`);
  return page.getByRole('button', { name });
}

async function offered(patron) {
  return offs(patron).count();
}

async function judge(page, name) {
  await mkdir(OUT, { recursive: true });
  for (const colorScheme of ['light', 'dark']) {
    await page.emulateMedia({ colorScheme });
    await settled(page);
    await hasNoFault(page, `call-backs ${name} ${colorScheme}`);
    await page.screenshot({ path: path.join(OUT, `call-backs-${name}-${colorScheme}.png`) });
  }
  await page.emulateMedia({ colorScheme: 'light' });
  await page.setViewportSize({ width: 800, height: 600 });
  await staysInside(page, name);
  await page.setViewportSize({ width: 1280, height: 800 });
}
