// Several chats beside one call in the real window: each in its place, none in another's way,
// and no more of them than were set for this librarian.
import assert from 'node:assert/strict';

import { story } from '../kit/cast.mjs';
import { Patron } from '../kit/patron.mjs';
import { Screen } from '../kit/screen.mjs';
import { until } from '../kit/until.mjs';
import { Window } from '../kit/window.mjs';

const LONG = { patience: 300_000 };
const ADA = { name: 'Ada Bianchi' };

story(
  'two chats beside a call, each in its place, and no third before the limit says three',
  async (cast) => {
    const screen = await Screen.open(cast);
    const ada = await Window.open(cast, screen);
    await ada.untilRead('desk_empty_title');
    await ada.press('desk_rail_settings');
    await limit(ada, '0', { refused: true });
    await limit(ada, '2');
    await ada.press('desk_rail_desk');

    const carla = await comes(cast, ada, 'Carla', 'video');
    await until('her picture', () => ada.frames());
    const dora = await comes(cast, ada, 'Dora', 'chat');
    const ezio = await comes(cast, ada, 'Ezio', 'chat');
    const gino = await Patron.arrive(cast, ada, { name: 'Gino' });
    await gino.call('chat');
    await until('Gino in the line', async () => (await ada.text()).includes('Gino'));
    assert.equal(await ada.rings(), false, 'a third chat rings');

    await front(ada, 'Dora');
    await ada.say('Buongiorno Dora');
    await dora.untilRead('Buongiorno Dora');
    assert.equal(await ezio.line('Buongiorno Dora').count(), 0, 'Ezio reads what is for Dora');
    await ezio.say('Avete posto?');
    await ada.untilRead('desk_contacts_unread');
    const frames = await ada.frames();
    await until('the picture of the call beside the chat', async () => {
      return (await ada.frames()) > frames + 20;
    });
    await ada.hasNoFault('a chat in front of a call');
    await ada.keepShot('several-chats');
    await front(ada, 'Ezio');
    await ada.untilInChat('Avete posto?');
    await ada.say('Sì, domani');
    await ezio.untilRead('Sì, domani');

    // A chat becomes no second call: both are told why.
    await dora.button('patron_to_voice').click();
    await dora.shown('patron_call_later', { librarian: ADA.name }).waitFor();
    await ada.untilRead('desk_news_would_call', { patron: 'Dora' });
    await ada.keepShot('several-chats-would-call');

    await ada.press('desk_rail_settings');
    await limit(ada, '3');
    await ada.untilRinging();
    await ada.press('desk_ring_answer');
    await gino.untilState('talking');
    await front(ada, 'Carla');
    // A canvas put up again counts from its own beginning.
    await until('her picture to move on', async () => (await ada.frames()) > 20);
    await ada.press('desk_bar_hang_up');
    await carla.untilState('ended');
    for (const patron of [dora, ezio, gino]) assert.equal(await patron.state(), 'talking');
  },
  LONG,
);

/** Somebody comes and is answered, whatever else is under way. */
async function comes(cast, ada, name, mode) {
  const patron = await Patron.arrive(cast, ada, { name });
  await patron.call(mode);
  await ada.untilRinging();
  await ada.press('desk_ring_answer');
  await patron.untilState('talking');
  return patron;
}

/** Brings somebody's contact to the front. */
function front(ada, name) {
  return ada.pressWithin(`nav[aria-label="${ada.words('desk_contacts_title')}"]`, name);
}

/** Sets how many chats Ada may have at once. */
async function limit(ada, chats, { refused = false } = {}) {
  await ada.press('desk_accounts_people_title');
  if (!(await ada.driver.run(() => document.querySelector('input[name="chats"]') !== null))) {
    await ada.press('desk_accounts_person_edit_name', ADA);
  }
  await ada.retype('input[name="chats"]', chats);
  if (refused) {
    await ada.untilRead('desk_accounts_refused_bad_chats');
    await ada.hasNoFault('a number of chats that can not be');
    return;
  }
  await ada.press('desk_accounts_save');
  await ada.untilRead('desk_accounts_edited', ADA);
  await ada.untilButton('desk_accounts_undo');
}
