// A story: a test with a cast. Whoever is on stage goes home at the end, whatever happened,
// in the opposite order; when the story failed, their logs are shown. Ada and Bruno staff
// the desk, Carla and Dino are patrons.
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';

import { newFolder, OUT, removeFolder } from './programs.mjs';
import { within } from './until.mjs';

const PATIENCE_MS = 90_000;
const HOME_MS = 20_000;

/**
 * A test whose name is a sentence.
 *
 * @param {string} name
 * @param {(cast: Cast) => Promise<void>} tell
 */
export function story(name, tell, { patience = PATIENCE_MS } = {}) {
  test(name, { timeout: patience + 2 * HOME_MS }, async () => {
    const cast = new Cast(name);
    let failed = true;
    try {
      await within('the story', tell(cast), patience);
      await cast.content();
      failed = false;
    } finally {
      if (failed) await cast.complain();
      await cast.goHome();
    }
  });
}

export class Cast {
  #name;
  #members = [];

  constructor(name) {
    this.#name = name;
  }

  /**
   * Puts somebody on stage. They may have `stop()`, `log()`, `picture()` for a failure, and
   * `content()`, which throws when something is left that should not be.
   */
  join(member) {
    this.#members.push(member);
    return member;
  }

  /** A folder that lives as long as the story. */
  async folder(purpose) {
    const folder = await newFolder(purpose);
    this.join({ stop: () => removeFolder(folder) });
    return folder;
  }

  /** Nobody has anything left to complain about. */
  async content() {
    for (const member of this.#members) await member.content?.();
  }

  async complain() {
    const safe = this.#name.replace(/[^\p{L}\d]+/gu, '-').slice(0, 80);
    const logs = [];
    let number = 0;
    for (const member of this.#members) {
      if (member.log) logs.push(member.log());
      if (!member.picture) continue;
      try {
        number += 1;
        await mkdir(OUT, { recursive: true });
        await writeFile(path.join(OUT, `failed-${safe}-${number}.png`), await member.picture());
      } catch {
        // Whoever is gone can't be pictured.
      }
    }
    console.error(`\nWhat was said during “${this.#name}”:\n${logs.join('\n')}\n`);
  }

  async goHome() {
    const troubles = [];
    for (const member of this.#members.reverse()) {
      try {
        await within('going home', Promise.resolve(member.stop?.()), HOME_MS);
      } catch (error) {
        troubles.push(error);
      }
    }
    this.#members = [];
    if (troubles.length > 0) throw new AggregateError(troubles, 'not everybody went home');
  }
}
