// A real calendar server, Radicale, with a calendar and an account. `scripts/peers` installs
// it.
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { homedir } from 'node:os';
import path from 'node:path';

import { Program, theirs } from './programs.mjs';
import { until } from './until.mjs';

const PEERS = process.env['SPORTELLO_PEERS'] ?? path.join(homedir(), '.cache/sportello/peers');

export class Radicale {
  user = 'desk';
  password = 'acqua e sale';
  /** The name of its calendar. */
  calendar = 'Consulenze';

  static async open(cast) {
    const radicale = new Radicale();
    radicale.folder = await cast.folder('radicale');
    radicale.address = `http://127.0.0.1:${await freePort()}/`;
    cast.join(radicale);
    await radicale.#start();
    return radicale;
  }

  async #start() {
    const { folder, events } = this;
    await mkdir(events, { recursive: true });
    const properties = {
      tag: 'VCALENDAR',
      'D:displayname': this.calendar,
      'C:supported-calendar-component-set': 'VEVENT',
    };
    await writeFile(path.join(events, '.Radicale.props'), JSON.stringify(properties));
    await writeFile(path.join(folder, 'users'), `${this.user}:${this.password}\n`);
    const settings = path.join(folder, 'settings');
    await writeFile(settings, this.#written());
    const radicale = theirs('radicale', { standard: path.join(PEERS, 'bin/radicale') });
    this.program = new Program('radicale', radicale, ['--config', settings]);
    await until('Radicale to answer', async () => (await fetch(this.address)).ok);
  }

  #written() {
    const { folder } = this;
    return [
      '[server]',
      `hosts = ${new URL(this.address).host}`,
      '[auth]',
      'type = htpasswd',
      'delay = 0',
      `htpasswd_filename = ${folder}/users`,
      'htpasswd_encryption = plain',
      '[storage]',
      `filesystem_folder = ${folder}/storage`,
      '[logging]',
      'level = error',
      '',
    ].join('\n');
  }

  get events() {
    return path.join(this.folder, 'storage/collection-root', this.user, 'frontdesk');
  }

  /** Waits for its only event, and gives back its text. */
  async untilHasOne() {
    const { events } = this;
    return until('one event in the calendar', async () => {
      const files = (await readdir(events)).filter((name) => !name.startsWith('.'));
      return files.length === 1 && readFile(path.join(events, files[0]), 'utf8');
    });
  }

  log() {
    return this.program?.log() ?? '';
  }

  async stop() {
    await this.program?.stop();
  }
}

/** A port at which nobody listens at this moment. */
export function freePort() {
  return new Promise((done, fail) => {
    const server = createServer();
    server.once('error', fail);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => done(port));
    });
  });
}
