// A desk server with the sample library, on a port of its own.
import { writeFile } from 'node:fs/promises';
import path from 'node:path';

import { ours, Program } from './programs.mjs';
import { until } from './until.mjs';

/** The sample library's name. */
const LIBRARY = 'Biblioteca di Prova';

export class Desk {
  /** @param {{settings?: Record<string, string>}} [options] variables of its settings */
  static async open(cast, { settings = {} } = {}) {
    const desk = new Desk();
    desk.settings = settings;
    desk.data = await cast.folder('desk');
    cast.join(desk);
    await desk.#start();
    return desk;
  }

  async #start() {
    const args = ['demo', '--listen', '127.0.0.1:0', '--data', this.data];
    const options = { cwd: this.data, env: this.settings };
    this.program = new Program('server', ours('sportello-server'), args, options);
    const [, link] = await this.program.untilSaid(/Patrons:\s+(http\S+)/);
    const [, server] = await this.program.untilSaid(/Desk server:\s+(http\S+)/);
    this.link = link;
    this.server = server;
    this.port = Number(new URL(server).port);
    this.passwords = {};
    for (const user of ['ada', 'bruno']) {
      const pattern = new RegExp(`Librarian:\\s+${user}\\s+password (\\S+)`);
      this.passwords[user] = (await this.program.untilSaid(pattern))[1];
    }
  }

  /** Makes these the settings of the library, while its server runs; see `demo.toml`. */
  async apply(settings) {
    const file = path.join(this.data, 'settings.toml');
    await writeFile(file, settings);
    const args = ['admin', 'apply', LIBRARY, file];
    const env = { SPORTELLO_DATA: this.data };
    const admin = new Program('admin', ours('sportello-server'), args, { cwd: this.data, env });
    await admin.gone;
    if (admin.ended !== 'ended with 0') throw new Error(`${admin.ended}\n${admin.log()}`);
  }

  /** The server is gone, as after a cut cable or a crash; see `comeBack`. */
  async fail(signal = 'SIGKILL') {
    await this.program.stop(signal);
  }

  /** The same library again, at the same address, with what is on its disk. It is served as
   * a real one: the demo would give its librarians new passwords. With `settings` it may be
   * at another address; then `statusOf` knows how to ask there. */
  async comeBack(settings = {}, statusOf = async (url) => (await fetch(url)).status) {
    this.program = new Program('server', ours('sportello-server'), ['serve'], {
      cwd: this.data,
      env: {
        ...this.settings,
        SPORTELLO_LISTEN: `127.0.0.1:${this.port}`,
        SPORTELLO_DATA: this.data,
        ...settings,
      },
    });
    await until('the server to be well again', async () => {
      if (this.program.ended) throw new Error(`it ${this.program.ended}`);
      return (await statusOf(`${this.server}/healthz`)) === 200;
    });
  }

  log() {
    return this.program?.log() ?? '';
  }

  content() {
    if (this.program.ended) throw new Error(`the server ${this.program.ended}`);
  }

  async stop() {
    await this.program?.stop();
  }
}
