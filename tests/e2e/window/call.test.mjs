// The librarian's real window answers a real browser: what rings, what is seen and heard at
// both ends, and that everybody can use it.
import assert from 'node:assert/strict';

import { story } from '../kit/cast.mjs';
import { Patron } from '../kit/patron.mjs';
import { greenOf } from '../kit/pictures.mjs';
import { Screen } from '../kit/screen.mjs';
import { isSyntheticPicture } from '../kit/senses.mjs';
import { until } from '../kit/until.mjs';
import { Window } from '../kit/window.mjs';

const LONG = { patience: 180_000 };
const ADA = { librarian: 'Ada Bianchi' };
const CONTROL = '\uE009';
const ENTER = '\uE007';

story(
  'a patron calls, the window rings and answers, and both see and hear',
  async (cast) => {
    const screen = await Screen.open(cast);
    const ada = await Window.open(cast, screen);
    await ada.untilRead('desk_empty_title');
    await ada.hasNoFault('signed in, nobody there');
    await ada.keepShot('empty');

    const carla = await Patron.arrive(cast, ada, { name: 'Carla' });
    await carla.call('video');
    await ada.untilRinging();
    await ada.untilRead('desk_ring_calls_video');
    await until('the taskbar to say who rings', async () =>
      (await screen.title('sportello')).startsWith(
        ada.words('desk_title_ringing', { name: 'Carla' }),
      ),
    );
    await until('the notification', async () => (await screen.notificationsShown()) === 1);
    assert.match(screen.notifications(), /summary: 'Carla chiama lo sportello'/);
    assert.match(screen.notifications(), /body: 'Videochiamata'/);
    await ada.keepShot('ringing');
    await ada.hasNoFault('ringing');

    await ada.press('desk_ring_answer');
    await carla.untilState('talking');
    await ada.untilQuiet();
    await until('no more notification', async () => (await screen.notificationsShown()) === 0);

    await until('the librarian to be seen', async () =>
      isSyntheticPicture(await carla.librarianPicture()),
    );
    await until('the tone to be heard', async () => Math.abs((await carla.tone()) - 440) <= 6);
    const frames = await until('the patron to be drawn', () => ada.frames());
    await until('her picture to move on', async () => (await ada.frames()) > frames + 20);
    await until('her picture on the screen', () => isOnScreen(screen, ada));
    await ada.keepShot('talking');
    await ada.hasNoFault('talking');

    await carla.say('Mi sente?');
    await ada.untilInChat('Mi sente?');
    await ada.say('Sì, buongiorno');
    await carla.untilRead('Sì, buongiorno');

    await ada.press('desk_bar_camera');
    await carla.shown('patron_librarian_unseen', ADA).waitFor();
    await ada.press('desk_bar_microphone');
    await carla.shown('patron_librarian_muted', ADA).waitFor();
    await carla.button('patron_camera_off').click();
    await ada.untilRead('desk_call_patron_camera_off', { name: 'Carla' });
    await ada.hasNoFault('talking, cameras off');

    await ada.press('desk_bar_hang_up');
    await carla.untilState('ended');
    await carla.text('patron_ended_librarian').waitFor();
    await ada.press('desk_wrapup_save');
    await ada.untilRead('desk_empty_title');
  },
  LONG,
);

story(
  'the notification answers the call',
  async (cast) => {
    const screen = await Screen.open(cast);
    const ada = await Window.open(cast, screen);
    const carla = await Patron.arrive(cast, ada, { name: 'Carla' });
    await carla.call('voice');
    await until('the notification', async () => (await screen.notificationsShown()) === 1);
    await screen.pressNotification();
    await carla.untilState('talking');
    await until('the tone to be heard', async () => Math.abs((await carla.tone()) - 440) <= 6);
    await ada.untilRead('desk_call_voice');

    await carla.hangUp();
    await ada.press('desk_wrapup_skip');
    await ada.untilRead('desk_empty_title');
  },
  LONG,
);

story(
  'who leaves the line takes the ringing and the notification along',
  async (cast) => {
    const screen = await Screen.open(cast);
    const ada = await Window.open(cast, screen);
    const carla = await Patron.arrive(cast, ada, { name: 'Carla' });
    await carla.call('chat');
    await ada.untilRinging();
    await until('the notification', async () => (await screen.notificationsShown()) === 1);
    await carla.button('patron_leave_line').click();
    await ada.untilQuiet();
    await until('no more notification', async () => (await screen.notificationsShown()) === 0);
    await ada.untilRead('desk_news_patron_left', { patron: 'Carla' });
  },
  LONG,
);

story(
  'two keys answer from wherever one is, and the chat is written at once',
  async (cast) => {
    const screen = await Screen.open(cast);
    const ada = await Window.open(cast, screen);
    const carla = await Patron.arrive(cast, ada, { name: 'Carla' });
    await carla.call('chat');
    await carla.say('Buongiorno');
    await ada.untilButton('desk_ring_answer');
    await ada.driver.press(CONTROL, ENTER);
    await carla.untilState('talking');
    await ada.untilInChat('Buongiorno');
    await ada.say('Buongiorno a Lei');
    await carla.untilRead('Buongiorno a Lei');
    await ada.hasNoFault('chatting');
    await ada.press('desk_bar_end');
    await carla.untilState('ended');
  },
  LONG,
);

story(
  'who signs out closes the desk, and a wrong password says so',
  async (cast) => {
    const screen = await Screen.open(cast);
    const ada = await Window.open(cast, screen);
    const carla = await Patron.arrive(cast, ada);
    await carla.text('patron_open').waitFor();
    await ada.press('desk_signout');
    await ada.untilRead('desk_signin_title');
    await carla.text('patron_nobody').waitFor();
    await ada.hasNoFault('signed out');
    await ada.keepShot('signed-out');

    await ada.driver.type('input[name="user"]', 'ada');
    await ada.driver.type('input[name="password"]', `wrong${ENTER}`);
    await ada.untilRead('desk_signin_wrong');
    await ada.hasNoFault('signed out, refused');
    await ada.chooseLanguage('en');
    await ada.untilRead('desk_signin_title');
    await ada.hasNoFault('signed out, in English');
  },
  LONG,
);

story(
  'who is away is not rung',
  async (cast) => {
    const screen = await Screen.open(cast);
    const ada = await Window.open(cast, screen);
    const carla = await Patron.arrive(cast, ada, { name: 'Carla' });
    await carla.text('patron_open').waitFor();
    await ada.press('desk_presence_away');
    await ada.untilRead('desk_empty_away_title');
    await carla.text('patron_nobody').waitFor();
    await ada.press('desk_empty_available');
    await carla.text('patron_open').waitFor();
    await carla.call('chat');
    await ada.untilRinging();
  },
  LONG,
);

/** The fake camera's green fills its place on the screen. */
async function isOnScreen(screen, window) {
  const region = await window.region('patron-picture');
  return region && greenOf(await screen.pixels(), region) > 0.5;
}
