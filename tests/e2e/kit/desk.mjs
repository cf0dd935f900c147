// A desk server with the sample library, on a port of its own.
import { ours, Program } from './programs.mjs';

export class Desk {
  /** Opens a desk. With `data` and `port` of an earlier one it is the same desk again. */
  static async open(cast, { data, port = 0 } = {}) {
    const desk = new Desk();
    desk.data = data ?? (await cast.folder('desk'));
    await desk.start(port);
    return cast.join(desk);
  }

  async start(port) {
    const args = ['demo', '--listen', `127.0.0.1:${port}`, '--data', this.data];
    this.program = new Program('server', ours('sportello-server'), args, { cwd: this.data });
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

  /** The server is gone, as after a cut cable or a crash; see `comeBack`. */
  async fail(signal = 'SIGKILL') {
    await this.program.stop(signal);
  }

  /** The same server again, with what is on its disk. */
  async comeBack() {
    await this.start(this.port);
  }

  log() {
    return this.program.log();
  }

  content() {
    if (this.program.ended) throw new Error(`the server ${this.program.ended}`);
  }

  async stop() {
    await this.program.stop();
  }
}
