// The desktop around the window, as far as the tests play it: a session bus of a story's
// own, a tray, and a screen saver.
import { writeFile } from 'node:fs/promises';
import path from 'node:path';

import { HERE, Program, theirs } from './programs.mjs';
import { until } from './until.mjs';

const BUS = 'DBUS_SESSION_BUS_ADDRESS';

/**
 * A bus on which only those are who were put there: no service starts by itself. Whoever
 * starts from now on in this story is on it.
 */
export async function ownBus(cast) {
  const folder = await cast.folder('bus');
  const settings = path.join(folder, 'bus.conf');
  await writeFile(
    settings,
    `<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
      "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
    <busconfig><type>session</type><listen>unix:dir=${folder}</listen><policy context="default">
      <allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/>
    </policy></busconfig>`,
  );
  const given = [`--config-file=${settings}`, '--nofork', '--print-address=1'];
  const bus = cast.join(new Program('bus', theirs('dbus-daemon'), given));
  const [address] = await bus.untilSaid(/^unix:\S+/);
  const before = process.env[BUS];
  process.env[BUS] = address;
  cast.join({ stop: () => void (process.env[BUS] = before) });
}

/** A part of the desktop that `desktop.py` plays. */
export class Part {
  static async open(cast, name) {
    const part = new Part();
    const given = [path.join(HERE, 'kit/desktop.py'), name];
    part.program = cast.join(new Program(name, theirs('python3'), given));
    await part.untilTold('ready');
    return part;
  }

  /** All that was told of one kind. */
  told(what) {
    return this.program.lines
      .filter(({ stream }) => stream === 'stdout')
      .map(({ text }) => JSON.parse(text))
      .filter((fact) => fact.what === what);
  }

  untilTold(what, count = 1) {
    return until(`“${what}” to be told`, () => this.told(what)[count - 1]);
  }

  order(line) {
    this.program.child.stdin.write(`${line}\n`);
  }

  /** What the tray shows now. */
  async menu() {
    const count = this.told('menu').length + 1;
    this.order('menu');
    return this.untilTold('menu', count);
  }
}
