// The page is light, and it is alone: its first view is small, its policy strict, and it
// asks nobody but its own desk. (That it asks nobody else, every story watches.)
import assert from 'node:assert/strict';
import http from 'node:http';

import { story } from '../kit/cast.mjs';
import { Desk } from '../kit/desk.mjs';
import { Librarian } from '../kit/librarian.mjs';
import { Patron } from '../kit/patron.mjs';
import { until } from '../kit/until.mjs';

const FIRST_VIEW = 50_000;
const SCRIPTS = 25_000;

story('the first view weighs at most 50 kB, of which 25 kB of script', async (cast) => {
  const desk = await Desk.open(cast);
  await Librarian.signIn(cast, desk);
  const carla = await Patron.arrive(cast, desk);
  await carla.choice('video').waitFor();
  const asked = await askedBeforeTheFirstPaint(carla.page);
  const weights = new Map();
  for (const address of [desk.link, ...asked]) weights.set(address, await weigh(address));

  const all = sum([...weights.values()]);
  const scripts = sum([...weights].filter(([to]) => to.endsWith('.js')).map(([, size]) => size));
  const told = [...weights].map(([to, size]) => `${size} ${new URL(to).pathname}`).join('\n');
  assert.ok(scripts > 0, `there are scripts among\n${told}`);
  assert.ok(all <= FIRST_VIEW, `${all} bytes:\n${told}`);
  assert.ok(scripts <= SCRIPTS, `${scripts} bytes of script:\n${told}`);
});

story('the page is served with a strict policy, and no other page may hold it', async (cast) => {
  const desk = await Desk.open(cast);
  const { headers } = await get(desk.link);
  const policy = headers['content-security-policy'];
  assert.match(policy, /default-src 'none'/);
  assert.match(policy, /script-src 'self';/);
  assert.match(policy, /frame-ancestors 'none'/);
  assert.doesNotMatch(policy, /unsafe|\*|https:/);
  assert.equal(headers['x-content-type-options'], 'nosniff');
  assert.equal(headers['referrer-policy'], 'no-referrer');
});

story('a patron is known by a cookie that no script can read', async (cast) => {
  const desk = await Desk.open(cast);
  await Librarian.signIn(cast, desk);
  const carla = await Patron.arrive(cast, desk);
  await carla.untilState('front');
  assert.deepEqual(await carla.context.cookies(), [], 'who only looks is not known');
  await carla.call('chat');
  const cookies = await carla.context.cookies();
  assert.equal(cookies.length, 1);
  const [{ httpOnly, sameSite }] = cookies;
  assert.deepEqual({ httpOnly, sameSite }, { httpOnly: true, sameSite: 'Strict' });
  assert.equal(await carla.page.evaluate(() => document.cookie), '');
});

story('an address that leads nowhere says so', async (cast) => {
  const desk = await Desk.open(cast);
  const carla = await Patron.arrive(cast, desk);
  carla.expect(/404/);
  const answer = await carla.page.goto(`${desk.server}/@nessuno.qui`);
  assert.equal(answer.status(), 404);
  await carla.page.getByRole('heading').waitFor();
});

/** The parts of the page that the browser fetched to draw the front. */
async function askedBeforeTheFirstPaint(page) {
  const paint = await until('the first paint', () =>
    page.evaluate(
      () => performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? null,
    ),
  );
  return page.evaluate(
    (paint) =>
      performance
        .getEntriesByType('resource')
        .filter(({ startTime }) => startTime < paint)
        .map(({ name }) => name),
    paint,
  );
}

/** The bytes of an answer as they cross the network. */
async function weigh(address) {
  const { body, headers } = await get(address);
  assert.equal(headers['content-encoding'], 'gzip', `${address} is compressed`);
  return body.length;
}

function get(address) {
  return new Promise((done, fail) => {
    const ask = http.get(address, { headers: { 'accept-encoding': 'gzip' } }, (answer) => {
      const parts = [];
      answer.on('data', (part) => parts.push(part));
      answer.on('end', () => done({ body: Buffer.concat(parts), headers: answer.headers }));
    });
    ask.on('error', fail);
  });
}

const sum = (numbers) => numbers.reduce((all, one) => all + one, 0);
