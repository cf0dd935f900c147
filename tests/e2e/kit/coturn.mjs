// coturn, for a desk that has an external relay.
import { createSocket } from 'node:dgram';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';

import { Program, theirs } from './programs.mjs';

const SECRET = 'la-parola-segreta-del-relay';

export class Coturn {
  static async start(cast) {
    const coturn = new Coturn();
    const folder = await cast.folder('coturn');
    coturn.port = await freePort();
    const file = path.join(folder, 'turnserver.conf');
    await writeFile(file, coturn.#written(folder));
    coturn.file = file;
    coturn.#run();
    cast.join(coturn);
    return coturn;
  }

  #run() {
    this.program = new Program('coturn', theirs('turnserver'), ['-c', this.file]);
  }

  /** It forgets all addresses that it gave. */
  async startAgain() {
    await this.program.stop('SIGKILL');
    this.#run();
  }

  /** The settings of a desk that uses it. */
  get settings() {
    return {
      SPORTELLO_TURN_MODE: 'external',
      SPORTELLO_TURN_URLS: `turn:127.0.0.1:${this.port}?transport=udp`,
      SPORTELLO_TURN_SECRET: SECRET,
    };
  }

  #written(folder) {
    return [
      'listening-ip=127.0.0.1',
      'relay-ip=127.0.0.1',
      `listening-port=${this.port}`,
      'min-port=45000',
      'max-port=45099',
      'realm=biblioteca.test',
      'use-auth-secret',
      `static-auth-secret=${SECRET}`,
      'fingerprint',
      'no-cli',
      'no-tls',
      'no-dtls',
      // Everybody is on this computer.
      'allow-loopback-peers',
      'log-file=stdout',
      'simple-log',
      `pidfile=${folder}/turn.pid`,
      `userdb=${folder}/turndb`,
      '',
    ].join('\n');
  }

  log() {
    return this.program.log();
  }

  async stop() {
    await this.program.stop();
  }
}

async function freePort() {
  const socket = createSocket('udp4');
  await new Promise((done) => socket.bind(0, '127.0.0.1', done));
  const { port } = socket.address();
  await new Promise((done) => socket.close(done));
  return port;
}
