// The programs that the tests start: where they are, what they said, and their end. A
// program that is missing is told in a plain sentence, and fails the test.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

import { until } from './until.mjs';

/** The folder of these tests. */
export const HERE = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
/** The folder of the repository. */
export const REPOSITORY = path.resolve(HERE, '../..');
/** Where pictures of the tests go; git ignores it. */
export const OUT = path.join(HERE, 'out');

const LOG_LINES = 400;
const STOP_MS = 8_000;

/** A program of this workspace, as `cargo build --workspace --bins` leaves it. */
export function ours(name) {
  const target = process.env['CARGO_TARGET_DIR'] ?? path.join(homedir(), '.cache/sportello/target');
  const program = path.resolve(REPOSITORY, target, 'debug', name);
  if (!existsSync(program)) {
    throw new Error(`There is no ${name} in ${path.dirname(program)}: build it with make.`);
  }
  return program;
}

/** A program of the system, or the one that a variable names. */
export function theirs(name, { variable = '', standard = `/usr/bin/${name}` } = {}) {
  const program = (variable && process.env[variable]) || standard;
  if (!existsSync(program)) {
    const remedy = variable ? `make setup-test installs it, ${variable} names another` : '';
    throw new Error(`There is no ${program}${remedy ? `: ${remedy}.` : ': make setup-test.'}`);
  }
  return program;
}

/** A folder that is thrown away; see `Cast.folder`. */
export const newFolder = (purpose) => mkdtemp(path.join(tmpdir(), `sportello-${purpose}-`));
export const removeFolder = (folder) =>
  rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });

/** A running program. */
export class Program {
  /** All it said, oldest first. */
  lines = [];
  /** How it ended, once it has. */
  ended = null;
  /** It was asked to end by the story. */
  stopped = false;
  #ears = new Set();

  constructor(name, file, args = [], { env = {}, cwd } = {}) {
    this.name = name;
    this.child = spawn(file, args, {
      cwd,
      env: { ...process.env, ...env },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    this.child.stdin.on('error', () => undefined);
    for (const stream of ['stdout', 'stderr']) {
      createInterface({ input: this.child[stream] }).on('line', (text) => {
        this.lines.push({ stream, text });
        if (stream === 'stdout') for (const ear of this.#ears) ear(text);
      });
    }
    this.gone = new Promise((done) => {
      this.child.once('error', (error) => done((this.ended = `did not start: ${error.message}`)));
      this.child.once('close', (code, signal) =>
        done((this.ended ??= signal ? `was ended by ${signal}` : `ended with ${code}`)),
      );
    });
  }

  get pid() {
    return this.child.pid;
  }

  /** Hears each further line of its standard output. */
  onLine(ear) {
    this.#ears.add(ear);
  }

  /** What a line of its standard output matches. */
  said(pattern) {
    for (const { stream, text } of this.lines) {
      const match = stream === 'stdout' && pattern.exec(text);
      if (match) return match;
    }
    return null;
  }

  /** Waits for such a line. */
  async untilSaid(pattern, patience) {
    return until(
      `${this.name} to say ${pattern}`,
      () => {
        const match = this.said(pattern);
        if (!match && this.ended) return { ended: this.ended };
        return match;
      },
      patience,
    ).then((match) => {
      if (match.ended) throw new Error(`${this.name} ${match.ended}\n${this.log()}`);
      return match;
    });
  }

  log() {
    const shown = this.lines.slice(-LOG_LINES).map(({ text }) => `  ${this.name}| ${text}`);
    return [...shown, ...(this.ended ? [`  ${this.name} ${this.ended}`] : [])].join('\n');
  }

  /** Asks it to end, and ends it if it does not. */
  async stop(signal = 'SIGTERM') {
    if (this.ended) return this.ended;
    this.stopped = true;
    this.child.kill(signal);
    const killer = setTimeout(() => this.child.kill('SIGKILL'), STOP_MS);
    await this.gone;
    clearTimeout(killer);
    return this.ended;
  }
}
