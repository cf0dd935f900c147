// The display that `scripts/window` gives: a window manager, a notification daemon, and
// pictures of what is really painted.
import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';

import { PNG } from 'pngjs';

import { HERE, Program, theirs } from './programs.mjs';
import { until } from './until.mjs';

const execute = promisify(execFile);

export class Screen {
  /**
   * Puts a window manager and a notification daemon on the display: `dunst`, which draws no
   * buttons; one that draws them (`buttons`); or none.
   */
  static async open(cast, { daemon = 'dunst' } = {}) {
    for (const [name, what] of [
      ['DISPLAY', 'a display'],
      ['DBUS_SESSION_BUS_ADDRESS', 'a session bus'],
    ]) {
      if (!process.env[name]) throw new Error(`The window needs ${what}: run it with make window.`);
    }
    const screen = new Screen();
    cast.join(screen);
    const folder = await cast.folder('screen');
    screen.manager = cast.join(new Program('openbox', theirs('openbox')));
    if (daemon === 'dunst') {
      const settings = path.join(folder, 'dunstrc');
      await writeFile(settings, '[global]\nidle_threshold = 0\nwidth = 300\n');
      const given = ['-conf', settings, '-print'];
      screen.daemon = cast.join(new Program('dunst', theirs('dunst'), given));
    } else if (daemon === 'buttons') {
      const standard = '/usr/lib/notification-daemon/notification-daemon';
      const program = theirs('notification-daemon', { standard });
      screen.daemon = cast.join(new Program('notification-daemon', program));
    }
    if (daemon !== 'none') await until('the notification daemon', isThereADaemon);
    return screen;
  }

  /** How many notifications are on the screen. */
  async notificationsShown() {
    const { stdout } = await execute(theirs('dunstctl'), ['count', 'displayed']);
    return Number(stdout);
  }

  /** Puts away what is shown. */
  async dismissNotifications() {
    await execute(theirs('dunstctl'), ['close-all']);
  }

  /** All that the daemon was ever given, as it prints it. */
  notifications() {
    return this.daemon.lines.map(({ text }) => text).join('\n');
  }

  /** Clicks the notification. */
  async pressNotification() {
    await execute(theirs('dunstctl'), ['action']);
  }

  /** The buttons that the daemon draws, by what stands on them, and their middles. */
  async notificationButtons() {
    const { stdout } = await execute(theirs('python3'), [path.join(HERE, 'kit/buttons.py')]);
    return JSON.parse(stdout);
  }

  /** Presses a button of a notification where it is drawn, with the mouse. */
  async pressButton(words) {
    const found = await until(`a button “${words}” on the screen`, async () =>
      (await this.notificationButtons()).find(({ name }) => name === words),
    );
    await this.click(found.x, found.y);
  }

  async click(x, y) {
    await execute(theirs('xdotool'), ['mousemove', String(x), String(y), 'click', '1']);
  }

  /** Presses keys as the keyboard would, whoever has the focus. */
  async type(chord) {
    await execute(theirs('xdotool'), ['key', '--clearmodifiers', chord]);
  }

  /** A property of a window, as `xprop` tells it. */
  async property(id, name) {
    const { stdout } = await execute(theirs('xprop'), ['-id', id, name]);
    return stdout.trim();
  }

  /** The window that has the focus. */
  async focused() {
    const { stdout } = await execute(theirs('xdotool'), ['getactivewindow']);
    return stdout.trim();
  }

  /** All that is on the screen, or in one window of it. */
  async shot(window = 'root') {
    const { stdout } = await execute(theirs('import'), ['-window', window, 'png:-'], {
      encoding: 'buffer',
      maxBuffer: 32 * 1024 * 1024,
    });
    return stdout;
  }

  async pixels() {
    return PNG.sync.read(await this.shot());
  }

  /** The window of a class: its id, and where its inside is on the screen. */
  async window(name) {
    const { stdout } = await execute(theirs('xdotool'), [
      'search',
      '--onlyvisible',
      '--class',
      name,
    ]);
    const id = stdout.trim().split('\n').at(-1);
    const { stdout: told } = await execute(theirs('xdotool'), ['getwindowgeometry', '--shell', id]);
    const part = (key) => Number(new RegExp(`^${key}=(-?\\d+)`, 'm').exec(told)[1]);
    return { id, left: part('X'), top: part('Y'), width: part('WIDTH'), height: part('HEIGHT') };
  }

  /** Gives the window of a class another size, as a hand at its edge would. */
  async resize(name, width, height) {
    const { id } = await this.window(name);
    await execute(theirs('xdotool'), ['windowsize', id, `${width}`, `${height}`]);
  }

  /** What a taskbar shows of the window of a class. */
  async title(name) {
    const { id } = await this.window(name);
    const { stdout } = await execute(theirs('xdotool'), ['getwindowname', id]);
    return stdout.trim();
  }

  picture() {
    return this.shot();
  }
}

/** Whether somebody takes notifications; to ask them would start another daemon. */
async function isThereADaemon() {
  const bus = 'org.freedesktop.DBus';
  const question = [`${bus}.NameHasOwner`, 'string:org.freedesktop.Notifications'];
  const { stdout } = await execute(theirs('dbus-send'), [
    '--session',
    '--print-reply=literal',
    `--dest=${bus}`,
    '/',
    ...question,
  ]);
  return stdout.includes('true');
}
