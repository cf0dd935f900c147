// A seat in a library whose firewall lets out nothing but TCP: a real one, in a network
// that `scripts/firewalled` makes. The desk has a certificate of the town's own authority.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

import { Authority } from '../kit/authority.mjs';
import { story } from '../kit/cast.mjs';
import { Desk } from '../kit/desk.mjs';
import { Names } from '../kit/names.mjs';
import { Patron } from '../kit/patron.mjs';
import { theirs } from '../kit/programs.mjs';
import { Seat } from '../kit/seat.mjs';
import { isSyntheticPicture } from '../kit/senses.mjs';
import { until } from '../kit/until.mjs';
import { watchWays, ways } from '../kit/ways.mjs';

const { FIREWALLED_LIBRARY, FIREWALLED_NAME: NAME, FIREWALLED_ADDRESS: ADDRESS } = process.env;
if (!FIREWALLED_LIBRARY) throw new Error('Run it with scripts/firewalled: make firewall does.');
/** What is started in the library has these words before it. */
const IN_THE_LIBRARY = FIREWALLED_LIBRARY.split(' ');
const PORT = 8443;
const STUN_PORT = '3478';
const ASKED_FOR_MS = 4_000;

const execute = promisify(execFile);

story(
  'a seat behind a firewall that drops UDP takes calls by the port of the web',
  async (cast) => {
    const { desk, ada, carla } = await callOutOfTheLibrary(cast);
    assert.match(await stun([]), /reflexive addr/, 'the desk answers STUN outside');
    assert.equal(await stun(IN_THE_LIBRARY), '', 'no answer to UDP comes into the library');
    assert.equal((await ways(carla)).other, 'relay', 'the seat is reached by the relay alone');
    assert.match(ada.log(), /UDP is not let out; the relay is reached in a stream/);
    assert.match(desk.log(), /calls that find no other way are relayed/, 'by itself');
  },
);

story('a call through the firewall outlives its credentials and its server', async (cast) => {
  const { desk, ada, carla } = await callOutOfTheLibrary(cast, {
    SPORTELLO_TURN_LIFETIME_SECONDS: '10',
  });
  const [first] = (await ways(carla)).given;
  await until('the first credentials to expire', () => Date.now() / 1000 > expiryOf(first));
  await seeEachOther(ada, carla);
  assert.equal((await ways(carla)).made, 1, 'nothing had to be mended');
  carla.expectLoss();
  await desk.fail();
  await desk.comeAgain();
  await until('the call to be made anew', async () => (await ways(carla)).made > 1, 40_000);
  await seeEachOther(ada, carla);
  const { other, given } = await ways(carla);
  assert.equal(other, 'relay');
  assert.ok(expiryOf(given[0]) > expiryOf(first), 'with credentials of now');
});

async function callOutOfTheLibrary(cast, settings = {}) {
  const authority = await Authority.found(cast);
  await Names.open(cast, NAME, ADDRESS);
  const desk = await deskOfTheTown(cast, authority, settings);
  const ada = await Seat.signIn(cast, desk, {
    through: IN_THE_LIBRARY,
    env: { SSL_CERT_FILE: authority.file, RUST_LOG: 'warn,sportello_media=info' },
  });
  const carla = await Patron.arrive(cast, desk, { name: 'Carla', trusting: true });
  await watchWays(carla);
  await carla.call('video');
  await carla.untilState('talking');
  await seeEachOther(ada, carla);
  return { desk, ada, carla };
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
    return pictures > before.pictures + 30;
  });
}

const expiryOf = (username) => Number(username.split(':')[0]);

/** The sample library, served to others under a name, as `sportello-server serve` does it
 * when it is told an address and a certificate and nothing of relays. */
async function deskOfTheTown(cast, authority, settings) {
  const desk = await Desk.open(cast);
  await desk.fail('SIGTERM');
  const { certificate, key } = await authority.sign(NAME);
  desk.server = `https://${NAME}:${PORT}`;
  desk.link = new URL(new URL(desk.link).pathname, desk.server).href;
  const served = {
    ...settings,
    SPORTELLO_LISTEN: `${ADDRESS}:${PORT}`,
    SPORTELLO_PUBLIC: desk.server,
    SPORTELLO_TLS_MODE: 'files',
    SPORTELLO_TLS_CERTIFICATE: certificate,
    SPORTELLO_TLS_KEY: key,
  };
  desk.comeAgain = () => desk.comeBack(served, (url) => authority.statusOf(url));
  await desk.comeAgain();
  return desk;
}

/** What a STUN client says; nothing when it is not answered. */
async function stun(words) {
  const [program, ...rest] = [...words, theirs('turnutils_stunclient')];
  const asked = execute(program, [...rest, '-p', STUN_PORT, ADDRESS], { timeout: ASKED_FOR_MS });
  return asked.then(
    ({ stdout }) => stdout,
    ({ stdout }) => stdout,
  );
}
