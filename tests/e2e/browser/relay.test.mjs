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

story('without a relay such a call finds no way', async (cast) => {
  const desk = await Desk.open(cast);
  await Seat.signIn(cast, desk);
  const carla = await relayedPatron(cast, desk);
  await carla.call('voice');
  await carla.untilState('talking');
  await until('a leg that came to nothing, and another', async () => {
    const { made } = await ways(carla);
    return made > 1;
  });
  assert.equal((await ways(carla)).way, null);
});

async function callsByRelay(cast, settings) {
  const desk = await Desk.open(cast, { settings });
  const ada = await Seat.signIn(cast, desk);
  const carla = await relayedPatron(cast, desk);
  assert.deepEqual((await ways(carla)).given, [], 'who only looks is given no way');
  await carla.call('video');
  await carla.untilState('talking');
  await until('the librarian to be seen', async () =>
    isSyntheticPicture(await carla.librarianPicture()),
  );
  const before = await ada.report();
  await until('the patron to be seen moving at the seat', async () => {
    const { pictures } = await ada.report();
    return pictures > before.pictures + 10;
  });
  const { way, given } = await ways(carla);
  assert.equal(way, 'relay');
  assert.match(given[0], /^\d+:[0-9a-f-]+\.patron$/, 'credentials of this call and this patron');
}

/** A patron whose browser uses relayed addresses alone. */
async function relayedPatron(cast, desk) {
  const carla = await Patron.arrive(cast, desk, { name: 'Carla' });
  await carla.page.addInitScript(() => {
    const made = [];
    const Real = window.RTCPeerConnection;
    window.RTCPeerConnection = class extends Real {
      constructor(configuration) {
        super({ ...configuration, iceTransportPolicy: 'relay' });
        made.push({ peer: this, configuration });
      }

      setConfiguration(configuration) {
        super.setConfiguration({ ...configuration, iceTransportPolicy: 'relay' });
      }
    };
    window.madeByTheStory = made;
  });
  await carla.page.reload();
  return carla;
}

/** How many connections the page made, with whose credentials the last one was, and the
 * kind of the own address that it uses. */
async function ways(patron) {
  return patron.page.evaluate(async () => {
    const made = window.madeByTheStory;
    const last = made[made.length - 1];
    if (!last) return { made: 0, given: [], way: null };
    const servers = last.configuration.iceServers ?? [];
    const given = servers.flatMap(({ username }) => username ?? []);
    const stats = [...(await last.peer.getStats()).values()];
    const pair = stats.find(
      ({ type, nominated, state }) =>
        type === 'candidate-pair' && nominated && state === 'succeeded',
    );
    const own = stats.find(({ id }) => id === pair?.localCandidateId);
    return { made: made.length, given, way: own?.candidateType ?? null };
  });
}
