// The headless librarian: the seat of the desktop app with its real media engine, a
// synthetic camera and a 440 Hz tone, and no window. It tells what it sees and hears.
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

import { PNG } from 'pngjs';

import { ours, Program } from './programs.mjs';
import { until } from './until.mjs';

export class Seat {
  #reports = 0;

  /**
   * @param {{user?: string, answer?: 'auto' | 'voice' | 'no', png?: boolean,
   *   downloads?: string, through?: string[], env?: Record<string, string>}} [options]
   *   `png` has it write down the patron's picture, which costs it a lot; `downloads` is
   *   the folder in which it saves files; `through` are words of a command that starts it
   */
  static async signIn(cast, desk, options = {}) {
    const { user = 'ada', answer = 'auto', png = false, downloads = '' } = options;
    const { through = [], env } = options;
    const seat = new Seat();
    seat.user = user;
    const args = ['librarian', '--server', desk.server, '--user', user];
    args.push('--password', desk.passwords[user], '--answer', answer);
    if (png) {
      seat.png = path.join(await cast.folder('seat'), 'patron.png');
      args.push('--png', seat.png);
    }
    if (downloads) args.push('--downloads', downloads);
    const [program, ...words] = [...through, ours('sportello-bench'), ...args];
    seat.program = new Program(`${user}'s seat`, program, words, { env });
    cast.join(seat);
    await seat.untilTold('online');
    return seat;
  }

  /** All events, oldest first. */
  get events() {
    return this.program.lines
      .filter(({ stream, text }) => stream === 'stdout' && text.startsWith('{'))
      .map(({ text }) => JSON.parse(text));
  }

  /** Waits for an event, after the first `after` ones. */
  async untilTold(event, { after = 0, such = () => true, patience = 20_000 } = {}) {
    return until(
      `${this.user}'s seat to tell “${event}”`,
      () => {
        if (this.program.ended) throw new Error(this.program.ended);
        return this.events.slice(after).find((told) => told.event === event && such(told));
      },
      patience,
    );
  }

  /** What it saw and heard so far. */
  async report() {
    this.#reports += 1;
    const wanted = this.#reports;
    this.#order('report');
    return until(`${this.user}'s seat to report`, () => {
      const reports = this.events.filter(({ event }) => event === 'report');
      return reports.length >= wanted ? reports.at(-1) : null;
    });
  }

  /** The newest picture of the patron, as it was decoded; null while there is none. */
  patronPicture() {
    return existsSync(this.png) ? PNG.sync.read(readFileSync(this.png)) : null;
  }

  /** Gives the seat an order as its window would. One about a contact means the one that
   * was answered last, if none is named. */
  order(order) {
    const about = ['hangUp', 'hold', 'setMode', 'admit', 'block', 'transfer'].includes(order.type);
    const contact = about ? { contact: this.#answered?.contact } : {};
    this.#order(JSON.stringify({ ...contact, ...order }));
  }

  get #answered() {
    return this.events.findLast(({ event }) => event === 'answered');
  }

  /** Says something in a thread; in that of the contact that was answered last, if none is
   * named. */
  say(text, thread = this.#answered?.thread) {
    this.order({ type: 'say', thread, text });
  }

  /** Opens the thread in which somebody has written, without a contact. */
  async openThread() {
    const { thread } = await this.untilTold('hasWritten');
    this.order({ type: 'openThread', thread: thread.thread });
    return thread.thread;
  }

  /** Calls the patron of a thread. */
  call(thread, mode) {
    this.order({ type: 'callPatron', thread, mode });
  }

  hangUp() {
    this.order({ type: 'hangUp' });
  }

  async untilRead(text) {
    return this.untilTold('message', { such: ({ message }) => message.text === text });
  }

  #order(line) {
    this.program.child.stdin.write(`${line}\n`);
  }

  log() {
    return this.program.log();
  }

  content() {
    const misunderstood = this.events.find(({ event }) => event === 'misunderstood');
    if (misunderstood) throw new Error(`the seat did not understand: ${misunderstood.why}`);
    if (this.program.ended) throw new Error(`${this.user}'s seat ${this.program.ended}`);
  }

  async stop() {
    await this.program.stop();
  }
}
