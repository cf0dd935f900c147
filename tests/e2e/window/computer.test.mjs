// What only a desktop has: notifications with buttons, a tray, keys for all programs, one
// program at a time, a computer that stays awake, and a window that is found again.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';

import { story } from '../kit/cast.mjs';
import { ownBus, Part } from '../kit/desktop.mjs';
import { Patron } from '../kit/patron.mjs';
import { ours, Program, theirs } from '../kit/programs.mjs';
import { Screen } from '../kit/screen.mjs';
import { until } from '../kit/until.mjs';
import { Window } from '../kit/window.mjs';

const execute = promisify(execFile);

const LONG = { patience: 240_000 };
const CONTROL = '\uE009';
const ANSWER = 'Rispondi';
const DECLINE = 'Lascia ai colleghi';

story(
  'the buttons of a notification answer and decline, pressed with the mouse',
  async (cast) => {
    const screen = await Screen.open(cast, { daemon: 'buttons' });
    const ada = await Window.open(cast, screen);
    const carla = await Patron.arrive(cast, ada, { name: 'Carla' });
    await carla.call('video');
    await ada.untilRinging();
    await until('three buttons', async () => (await screen.notificationButtons()).length >= 3);
    await ada.keepShot('notification-with-buttons');
    assert.match(await screen.property((await screen.window('sportello')).id, 'WM_HINTS'), URGENT);
    await screen.pressButton(DECLINE);
    await ada.untilQuiet();
    await until('no more buttons', async () => (await screen.notificationButtons()).length === 0);
    await ada.keepShot('notification-declined');
    await carla.button('patron_leave_line').click();

    const dino = await Patron.arrive(cast, ada, { name: 'Dino' });
    await dino.call('voice');
    await screen.pressButton(ANSWER);
    await dino.untilState('talking');
    await ada.untilRead('desk_call_voice');
    await ada.keepShot('notification-answered');
    await dino.hangUp();
  },
  LONG,
);

story(
  'a call of two is answered with voice alone from the notification',
  async (cast) => {
    const screen = await Screen.open(cast, { daemon: 'buttons' });
    const ada = await Window.open(cast, screen);
    const carla = await Patron.arrive(cast, ada, { name: 'Carla' });
    await carla.call('video');
    await screen.pressButton('Solo voce');
    await carla.untilState('talking');
    await carla.shown('patron_librarian_unseen', { librarian: 'Ada Bianchi' }).waitFor();
    await ada.press('desk_bar_hang_up');
  },
  LONG,
);

story(
  'with nobody to show notices the program rings all the same, and says so',
  async (cast) => {
    await ownBus(cast);
    const screen = await Screen.open(cast, { daemon: 'none' });
    const ada = await Window.open(cast, screen);
    const carla = await Patron.arrive(cast, ada, { name: 'Carla' });
    await carla.call('chat');
    await ada.untilRinging();
    await ada.press('desk_rail_settings');
    await ada.press('desk_computer_title');
    await ada.untilRead('desk_computer_notices_missing');
    await ada.untilRead('desk_computer_rest_minimised');
    await ada.hasNoFault('this computer, without notices and tray');
    await ada.keepShot('this-computer');
    // Who comes later is taken.
    const program = '/usr/lib/notification-daemon/notification-daemon';
    cast.join(new Program('notification-daemon', program));
    await ada.untilRead('desk_computer_notices_with_buttons');
  },
  LONG,
);

story(
  'a closed window rests in the tray, and the tray knows the presence',
  async (cast) => {
    await ownBus(cast);
    const tray = await Part.open(cast, 'tray');
    const screen = await Screen.open(cast, { daemon: 'none' });
    const ada = await Window.open(cast, screen);
    await tray.untilTold('item');
    await ada.untilRead('desk_empty_title');
    const checked = async (words) => {
      const { entries } = await tray.menu();
      return entries.find((entry) => entry.words === words)?.checked;
    };
    await until('the presence in the tray', () => checked('Disponibile'));
    const available = (await tray.menu()).icon;
    tray.order('press Al banco');
    await until('the presence chosen there', () => checked('Al banco'));
    assert.equal(await checked('Disponibile'), false);
    assert.equal((await tray.menu()).tip, 'Al banco');
    assert.notDeepEqual((await tray.menu()).icon, available);
    tray.order('press Disponibile');
    await until('the presence back', () => checked('Disponibile'));

    const window = await screen.window('sportello');
    await close(window);
    await untilState(screen, window, 'Withdrawn');
    const carla = await Patron.arrive(cast, ada, { name: 'Carla' });
    await carla.call('chat');
    await ada.untilRinging();
    tray.order('activate');
    await untilState(screen, window, 'Normal');
    await close(window);
    await untilState(screen, window, 'Withdrawn');
    // Without its tray a hidden window could not be found.
    await tray.program.stop();
    await untilState(screen, window, 'Iconic');
  },
  LONG,
);

story(
  'without a tray a closed window is minimised, and a second start brings it back',
  async (cast) => {
    await ownBus(cast);
    const screen = await Screen.open(cast);
    const ada = await Window.open(cast, screen);
    await ada.untilRead('desk_empty_title');
    const window = await screen.window('sportello');
    await close(window);
    await untilState(screen, window, 'Iconic');
    await until('to be told where it went', () =>
      /Sportello resta attivo/.test(screen.notifications()),
    );

    await startAgain(ada);
    await untilState(screen, window, 'Normal');
    await startAgain(ada, 'sportello://format?disk=yes');
    await ada.untilRead('desk_computer_unreadable_link');
    await ada.press('desk_computer_dismiss');
    await close(window);
    await untilState(screen, window, 'Iconic');
    assert.equal(screen.notifications().match(/summary: 'Sportello resta attivo'/g).length, 1);
  },
  LONG,
);

story(
  'who quits with somebody in line is asked, and the desk stays open until they mean it',
  async (cast) => {
    await ownBus(cast);
    const tray = await Part.open(cast, 'tray');
    const screen = await Screen.open(cast, { daemon: 'none' });
    const ada = await Window.open(cast, screen);
    await tray.untilTold('item');
    const carla = await Patron.arrive(cast, ada, { name: 'Carla' });
    await carla.call('chat');
    await ada.untilRinging();
    await ada.driver.press(CONTROL, 'q');
    await ada.untilRead('desk_computer_quit_waiting', { count: 1 });
    await ada.untilRead('desk_computer_quit_closes');
    await ada.hasNoFault('asked before quitting');
    await ada.keepShot('quitting');
    await ada.press('desk_computer_quit_stay');
    await until(
      'no question',
      async () => !(await ada.text()).includes(ada.words('desk_computer_quit_stay')),
    );
    assert.ok(await ada.rings());

    tray.order('press Esci');
    await ada.untilRead('desk_computer_quit_waiting', { count: 1 });
    await ada.press('desk_computer_quit_anyway').catch(() => undefined); // it takes the driver along
    await until('the program to be gone', () => ada.isGone());
  },
  LONG,
);

story(
  'who quits with nobody there is asked nothing',
  async (cast) => {
    await ownBus(cast);
    const screen = await Screen.open(cast, { daemon: 'none' });
    const ada = await Window.open(cast, screen);
    await ada.untilRead('desk_empty_title');
    await ada.driver.press(CONTROL, 'q').catch(() => undefined); // it takes the driver along
    await until('the program to be gone', () => ada.isGone());
  },
  LONG,
);

story(
  'keys work while another program has the focus, and one that is taken is told',
  async (cast) => {
    await ownBus(cast);
    const screen = await Screen.open(cast);
    const ada = await Window.open(cast, screen);
    await ada.untilRead('desk_empty_title');
    await ada.press('desk_rail_settings');
    await ada.press('desk_computer_title');
    await ada.check('desk_computer_keys_on');
    await ada.untilRead('desk_computer_key_answer');
    await ada.keepShot('keys');

    const other = cast.join(new Program('another program', theirs('xev')));
    await until('the focus elsewhere', async () => {
      const { stdout } = await execute(theirs('xdotool'), ['search', '--name', 'Event Tester']);
      const [id] = stdout.trim().split('\n');
      await execute(theirs('wmctrl'), ['-i', '-a', id]);
      return (await screen.focused()) === id;
    });
    await screen.type('ctrl+alt+p');
    await until('to be told of the presence', () =>
      /Ora risulti assente/.test(screen.notifications()),
    );
    await screen.type('ctrl+alt+p');
    await until('to be available again', () =>
      /Ora risulti disponibile/.test(screen.notifications()),
    );
    const carla = await Patron.arrive(cast, ada, { name: 'Carla' });
    await carla.call('chat');
    await ada.untilRinging();
    await screen.type('ctrl+alt+Return');
    await carla.untilState('talking');
    await ada.press('desk_bar_end');
    await other.stop();

    // A second program of the same kind finds the keys taken.
    const bo = await Window.open(cast, screen);
    await bo.press('desk_rail_settings');
    await bo.press('desk_computer_title');
    await bo.check('desk_computer_keys_on');
    await bo.untilRead('desk_computer_taken', { chord: 'Ctrl+Alt+Enter' });
    await bo.hasNoFault('keys that are taken');
  },
  LONG,
);

story(
  'the computer stays awake while somebody waits or talks, and may sleep afterwards',
  async (cast) => {
    await ownBus(cast);
    const saver = await Part.open(cast, 'saver');
    const screen = await Screen.open(cast, { daemon: 'none' });
    const ada = await Window.open(cast, screen);
    const carla = await Patron.arrive(cast, ada, { name: 'Carla' });
    await carla.call('chat');
    const held = await saver.untilTold('held');
    assert.equal(held.who, 'Sportello');
    await ada.press('desk_ring_answer');
    await carla.untilState('talking');
    assert.equal(saver.told('let go').length, 0);
    await ada.press('desk_bar_end');
    const { cookie } = await saver.untilTold('let go');
    assert.equal(cookie, held.cookie);
    assert.equal(saver.told('held').length, 1);
  },
  LONG,
);

story(
  'the window opens where it was, and starts with the session when told to',
  async (cast) => {
    await ownBus(cast);
    const screen = await Screen.open(cast, { daemon: 'none' });
    const data = await cast.folder('window');
    const first = await Window.open(cast, screen, { data });
    await first.untilRead('desk_empty_title');
    const { id } = await screen.window('sportello');
    await execute(theirs('xdotool'), ['windowsize', '--sync', id, '1000', '700']);
    await execute(theirs('xdotool'), ['windowmove', '--sync', id, '120', '90']);
    await first.press('desk_rail_settings');
    await first.press('desk_computer_title');
    await first.check('desk_computer_autostart');
    const entry = path.join(data, 'autostart/sportello.desktop');
    await until('the entry of the session', async () =>
      (await readFile(entry, 'utf8')).includes('--hidden'),
    );
    const before = await screen.window('sportello');
    await first.driver.press(CONTROL, 'q').catch(() => undefined);
    await until('the program to be gone', () => first.isGone());

    const again = await Window.open(cast, screen, { data });
    await again.untilRead('desk_empty_title');
    const { left, top, width, height } = await screen.window('sportello');
    assert.deepEqual(
      { left, top, width, height },
      { left: before.left, top: before.top, width: 1000, height: 700 },
    );
  },
  LONG,
);

const URGENT = /urgency hint bit is set/;

/** Presses the cross of the window. */
async function close({ id }) {
  await execute(theirs('wmctrl'), ['-i', '-c', id]);
}

/** How the window manager has the window; one that is hidden has no state. */
async function untilState(screen, { id }, wanted) {
  await until(`the window to be ${wanted}`, async () => {
    const told = await screen.property(id, 'WM_STATE');
    const [, state = 'Withdrawn'] = /window state: (\w+)/.exec(told) ?? [];
    return state === wanted;
  });
}

/** Starts the program a second time, as a menu or a link would. */
async function startAgain(window, ...given) {
  const env = { ...process.env, ...window.env };
  await execute(ours('sportello'), given, { env, timeout: 20_000 });
}
