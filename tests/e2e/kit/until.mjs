// Waiting for something to be so. Nothing here sleeps for a fixed time: a condition is
// asked again and again, and it fails with a sentence when it stays untrue.

const BETWEEN_MS = 50;

export const pause = (span) => new Promise((done) => setTimeout(done, span));

/**
 * Waits until `ask` gives something true, and gives it back.
 *
 * @template T
 * @param {string} what it is waited for, as it ends "waited in vain for …"
 * @param {() => T | Promise<T>} ask an error counts as "not yet"
 * @param {number} [patience] in milliseconds
 * @returns {Promise<NonNullable<T>>}
 */
export async function until(what, ask, patience = 15_000) {
  const deadline = Date.now() + patience;
  let last;
  for (;;) {
    try {
      last = await ask();
      if (last) return last;
    } catch (error) {
      last = error;
    }
    if (Date.now() > deadline) {
      const told = last instanceof Error ? last.message.split('\n')[0] : JSON.stringify(last);
      throw new Error(`waited ${patience / 1000} s in vain for ${what}; last: ${told}`);
    }
    await pause(BETWEEN_MS);
  }
}

/** Gives up on a promise after a while, with a sentence. */
export async function within(what, promise, patience) {
  let timer;
  const deadline = new Promise((_, fail) => {
    timer = setTimeout(
      () => fail(new Error(`${what} was not done within ${patience / 1000} s`)),
      patience,
    );
  });
  try {
    return await Promise.race([promise, deadline]);
  } finally {
    clearTimeout(timer);
  }
}
