// Calls of a Chromium that finds no direct way: it may use relayed addresses alone, as if
// every router were in between.
import assert from 'node:assert/strict';

import { story } from '../kit/cast.mjs';
import { Coturn } from '../kit/coturn.mjs';
import { Desk } from '../kit/desk.mjs';
import { Patron } from '../kit/patron.mjs';
import { Seat } from '../kit/seat.mjs';
import { isSyntheticPicture } from '../kit/senses.mjs';
import { until } from '../kit/until.mjs';
import { watchWays, ways } from '../kit/ways.mjs';

const EMBEDDED = {
  SPORTELLO_TURN_MODE: 'embedded',
  SPORTELLO_TURN_LISTEN: '127.0.0.1:0',
  SPORTELLO_TURN_ADDRESS: '127.0.0.1',
  SPORTELLO_TURN_PORTS: '43000-43099',
};

story('a call that finds no direct way goes through the relay of the desk', async (cast) => {
  await callsByRelay(cast, EMBEDDED);
});

story('a call that finds no direct way goes through coturn', async (cast) => {
  const coturn = await Coturn.start(cast);
  await callsByRelay(cast, coturn.settings);
});

story('a call by coturn outlives its credentials, and coturn itself', async (cast) => {
  const coturn = await Coturn.start(cast);
  const settings = { ...coturn.settings, SPORTELLO_TURN_LIFETIME_SECONDS: '10' };
  const { ada, carla } = await callsByRelay(cast, settings);
  const [first] = (await ways(carla)).given;
  await until('the first credentials to expire', () => Date.now() / 1000 > expiryOf(first));
  await seeEachOther(ada, carla);
  assert.equal((await ways(carla)).made, 1, 'nothing had to be mended');
  await coturn.startAgain();
  const { given } = await until(
    'the call to be mended with credentials of now',
    async () => {
      const now = await ways(carla);
      return expiryOf(now.given[0]) > expiryOf(first) && now;
    },
    30_000,
  );
  await seeEachOther(ada, carla);
  assert.equal((await ways(carla)).own, 'relay');
  assert.match(given[0], /\.patron$/);
});

story('without a relay such a call finds no way', async (cast) => {
  const desk = await Desk.open(cast);
  await Seat.signIn(cast, desk);
  const carla = await relayedPatron(cast, desk);
  await carla.call('voice');
  await carla.untilState('talking');
  // The page gives two that agreed a quarter of a minute to find each other.
  await until(
    'a leg that came to nothing, and another',
    async () => (await ways(carla)).made > 1,
    40_000,
  );
  assert.equal((await ways(carla)).own, null);
});

async function callsByRelay(cast, settings) {
  const desk = await Desk.open(cast, { settings });
  const ada = await Seat.signIn(cast, desk);
  const carla = await relayedPatron(cast, desk);
  assert.deepEqual((await ways(carla)).given, [], 'who only looks is given no way');
  await carla.call('video');
  await carla.untilState('talking');
  await seeEachOther(ada, carla);
  const { own, given } = await ways(carla);
  assert.equal(own, 'relay');
  assert.match(given[0], /^\d+:[0-9a-f-]+\.patron$/, 'credentials of this call and this patron');
  return { ada, carla };
}

async function seeEachOther(ada, carla) {
  await until(
    'the librarian to be seen',
    async () => isSyntheticPicture(await carla.librarianPicture()),
    30_000,
  );
  const before = await ada.report();
  await until('the patron to be seen moving at the seat', async () => {
    const { pictures } = await ada.report();
    return pictures > before.pictures + 10;
  });
}

const expiryOf = (username) => Number(username.split(':')[0]);

/** A patron whose browser uses relayed addresses alone. */
async function relayedPatron(cast, desk) {
  const carla = await Patron.arrive(cast, desk, { name: 'Carla' });
  await watchWays(carla, { relayOnly: true });
  return carla;
}
