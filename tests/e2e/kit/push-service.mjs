// web-push-testing as the push service of a story: it makes subscriptions as a browser's
// service would, checks what is handed to it, and opens it as the browser would.
import { createServer } from 'node:net';
import path from 'node:path';

import { HERE, Program } from './programs.mjs';
import { until } from './until.mjs';

const SERVER = path.join(HERE, 'node_modules/web-push-testing/src/bin/server.js');

export class PushService {
  static async start(cast) {
    const service = new PushService();
    const port = await freePort();
    service.origin = `http://localhost:${port}`;
    // It is for tests alone, and says so nowhere: it has no key of anybody.
    const folder = await cast.folder('push-service');
    service.program = new Program('push service', process.execPath, [SERVER, `${port}`], {
      cwd: folder,
    });
    cast.join(service);
    await service.program.untilSaid(/Server running/);
    return service;
  }

  /** The settings of a desk that speaks to it. */
  get settings() {
    return {
      SPORTELLO_PUSH_SERVICES: this.origin,
      SPORTELLO_OUTBOX_READ_FIRST_SECONDS: '0',
      SPORTELLO_OUTBOX_FIRST_RETRY_SECONDS: '1',
    };
  }

  /** A subscription that is tied to the key of a server. */
  async subscribe(applicationServerKey) {
    const { data } = await this.#ask('/subscribe', {
      userVisibleOnly: 'true',
      applicationServerKey,
    });
    return data;
  }

  /** What was pushed to a browser, opened; the first `count`, waited for. */
  async untilPushed({ clientHash }, count) {
    return until(`${count} pushes`, async () => {
      const { data } = await this.#ask('/get-notifications', { clientHash });
      return data.messages.length >= count && data.messages;
    });
  }

  /** The browser is gone: what is pushed to it is answered with 410. */
  async expire({ clientHash }) {
    const answer = await fetch(`${this.origin}/expire-subscription/${clientHash}`, {
      method: 'POST',
    });
    if (!answer.ok) throw new Error(`it can't expire: ${answer.status}`);
  }

  async #ask(where, what) {
    const answer = await fetch(`${this.origin}${where}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(what),
    });
    const said = await answer.text();
    if (!answer.ok) throw new Error(`${where}: ${answer.status} ${said}`);
    return JSON.parse(said);
  }

  log() {
    return this.program.log();
  }

  async stop() {
    await this.program.stop();
  }
}

async function freePort() {
  const server = createServer();
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address();
  await new Promise((done) => server.close(done));
  return port;
}
