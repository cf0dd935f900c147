// A new computer: the assistant leads to a library of its own or to a server elsewhere, and
// whoever sits there goes on when the server goes and comes back.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { request } from 'node:https';
import path from 'node:path';
import { promisify } from 'node:util';

import { story } from '../kit/cast.mjs';
import { Desk } from '../kit/desk.mjs';
import { Patron } from '../kit/patron.mjs';
import { theirs } from '../kit/programs.mjs';
import { Screen } from '../kit/screen.mjs';
import { until } from '../kit/until.mjs';
import { Window } from '../kit/window.mjs';

const execute = promisify(execFile);

const LONG = { patience: 180_000 };
const PASSWORD = 'acqua e sale 7';
const LIBRARY = 'Biblioteca di Empoli';
const DRAFT = 'Guardo subito negli scaffali';

story(
  'a new computer gets a library of its own, a patron calls it, and it is there the next day',
  async (cast) => {
    const screen = await Screen.open(cast);
    const data = await cast.folder('home');
    const maria = await Window.open(cast, screen, { sample: false, data });
    await maria.untilRead('desk_setup_way_title');
    await look(maria, 'first-run-way');

    await maria.press('desk_setup_next');
    await maria.untilRead('desk_setup_library_title');
    await maria.press('desk_setup_next');
    await maria.untilRead('desk_setup_missing');
    await look(maria, 'first-run-library-missing');
    await maria.driver.type('input[name="library"]', LIBRARY);
    await until('the name in the link', async () => {
      const handle = await value(maria, 'input[name="handle"]');
      return handle === 'biblioteca.empoli';
    });
    await maria.press('desk_setup_next');
    await maria.untilRead('desk_setup_hours_title');
    await look(maria, 'first-run-hours');
    await choose(maria, 'select', 'always');
    await maria.press('desk_setup_back');
    assert.equal(await value(maria, 'input[name="library"]'), LIBRARY);
    await maria.press('desk_setup_next');
    await maria.press('desk_setup_next');
    await maria.untilRead('desk_setup_you_title');
    await maria.driver.type('input[name="name"]', 'Maria Rossi');
    await maria.driver.type('input[name="password"]', PASSWORD);
    await look(maria, 'first-run-you');
    await maria.press('desk_setup_you_found');

    await maria.untilRead('desk_setup_trial_title');
    await maria.untilRead('desk_setup_trial_link_here');
    await look(maria, 'first-run-trial');
    await maria.untilServing();
    assert.match(maria.link, /\/@biblioteca\.empoli$/);
    assert.equal(await maria.driver.run(() => document.querySelectorAll('img').length), 0);
    await maria.press('desk_setup_trial_go');
    await maria.untilRead('desk_empty_title');

    const carla = await Patron.arrive(cast, maria, { name: 'Carla' });
    await carla.call('chat');
    await maria.untilRinging();
    await maria.press('desk_ring_answer');
    await carla.untilState('talking');
    await maria.press('desk_bar_end');
    await carla.untilState('ended');
    carla.expectLoss();
    const { link } = maria;
    await maria.stop();

    const again = await Window.open(cast, screen, { sample: false, data });
    await again.untilServing();
    assert.equal(again.link, link, 'the link stays the same');
    // The session of the day before is kept.
    await again.untilRead('desk_links_this_computer');
    assert.ok((await again.text()).includes(LIBRARY));
  },
  LONG,
);

story(
  'a library with a name and a certificate is reached from elsewhere, and its link has a code',
  async (cast) => {
    const screen = await Screen.open(cast);
    const data = await cast.folder('home');
    const good = await certificate(data, 'sportello.example');
    const other = await certificate(data, 'altro.example');
    const maria = await Window.open(cast, screen, { sample: false, data });
    await maria.untilRead('desk_setup_way_title');
    await maria.driver.click('input[value="network"]');
    await maria.press('desk_setup_next');
    await maria.untilRead('desk_setup_network_title');
    await maria.driver.type('input[name="host"]', 'sportello.example');
    await maria.driver.type('input[name="certificate"]', other.certificate);
    await maria.driver.type('input[name="key"]', other.key);
    await maria.untilRead('desk_setup_network_other_name', { names: 'altro.example' });
    await look(maria, 'first-run-network');
    await retype(maria, 'input[name="certificate"]', good.certificate);
    await maria.untilRead('desk_setup_network_key_of_another');
    await retype(maria, 'input[name="key"]', good.key);
    await retype(maria, 'input[name="port"]', '18443');
    await until('the certificate to be found good', async () =>
      /vale fino al/.test(await maria.text()),
    );
    await maria.press('desk_setup_next');
    await maria.untilRead('desk_setup_library_title');
    await maria.driver.type('input[name="library"]', LIBRARY);
    await maria.press('desk_setup_next');
    await maria.untilRead('desk_setup_hours_title');
    await maria.press('desk_setup_next');
    await maria.untilRead('desk_setup_you_title');
    await maria.driver.type('input[name="name"]', 'Maria Rossi');
    await maria.driver.type('input[name="password"]', PASSWORD);
    await maria.press('desk_setup_you_found');
    await maria.untilRead('desk_setup_trial_link_help');
    const link = 'https://sportello.example:18443/@biblioteca.empoli';
    await until('the code of the link', () =>
      maria.driver.run(
        (name) => document.querySelector(`img[alt="${name}"]`)?.naturalWidth > 0,
        maria.words('desk_setup_trial_code', { link }),
      ),
    );
    await look(maria, 'first-run-trial-network');
    assert.equal(await statusOf('/@biblioteca.empoli', 18443), 200);
    await maria.press('desk_setup_trial_go');
    await maria.untilRead('desk_empty_title', {});
  },
  LONG,
);

story(
  'a computer joins a server, and its librarian goes on when that goes and comes back',
  async (cast) => {
    const screen = await Screen.open(cast);
    const desk = await Desk.open(cast);
    const ada = await Window.open(cast, screen, { sample: false });
    await ada.untilRead('desk_setup_way_title');
    await ada.driver.click('input[value="join"]');
    await ada.press('desk_setup_next');
    await ada.untilRead('desk_setup_server_title');
    await ada.driver.type('input[name="server"]', 'http://desk.example');
    await ada.untilRead('desk_setup_server_not_secure');
    await look(ada, 'first-run-server');
    await retype(ada, 'input[name="server"]', desk.link);
    await ada.untilRead('desk_setup_server_found', { address: desk.server });
    await ada.press('desk_setup_server_join');
    await ada.untilRead('desk_signin_title');
    assert.equal(await value(ada, 'input[name="server"]'), desk.server);
    await signIn(ada, 'ada', desk.passwords.ada);
    await ada.untilRead('desk_setup_trial_title');
    await ada.press('desk_setup_trial_go');
    await ada.untilRead('desk_empty_title');

    const carla = await Patron.arrive(cast, desk, { name: 'Carla' });
    carla.expectLoss();
    await carla.call('video');
    await ada.untilRinging();
    await ada.press('desk_ring_answer');
    await carla.untilState('talking');
    await until('the patron to be drawn', () => ada.frames());
    const field = `textarea[placeholder="${ada.words('desk_chat_field')}"]`;
    await ada.driver.type(field, DRAFT);

    await desk.fail();
    await ada.untilButton('desk_away_now');
    await ada.untilRead('desk_away_call');
    const frames = await ada.frames();
    await until('her picture to move on', async () => (await ada.frames()) > frames + 20);
    assert.equal(await value(ada, field), DRAFT);
    await look(ada, 'away-in-a-call');
    await desk.comeBack();
    await ada.press('desk_away_now').catch(() => undefined); // it may have come back by itself
    await until('the server to be back', async () => {
      return !(await ada.text()).includes(ada.words('desk_away_now'));
    });
    const after = await ada.frames();
    await until('her picture to move on after it', async () => (await ada.frames()) > after + 20);
    assert.equal(await value(ada, field), DRAFT);
    await ada.driver.type(field, '\uE007');
    await ada.untilInChat(DRAFT);
    await ada.press('desk_bar_hang_up');
    await carla.untilState('ended');
  },
  LONG,
);

/** Everybody can use it, and it is kept to be looked at. */
async function look(window, name) {
  await window.hasNoFault(name);
  await window.keepShot(name);
}

function value(window, css) {
  return window.driver.run((css) => document.querySelector(css)?.value ?? null, css);
}

/** Types over what stands in a field. */
async function retype(window, css, text) {
  await window.driver.run((css) => document.querySelector(css).select(), css);
  await window.driver.type(css, text);
}

async function choose(window, css, value) {
  await window.driver.run(
    (css, value) => {
      const field = document.querySelector(css);
      field.value = value;
      field.dispatchEvent(new Event('change', { bubbles: true }));
    },
    css,
    value,
  );
}

async function signIn(window, user, password) {
  await window.driver.type('input[name="user"]', user);
  await window.driver.type('input[name="password"]', `${password}\uE007`);
}

/** A certificate of nobody's for a name, and its key. */
async function certificate(folder, name) {
  const [certificate, key] = ['pem', 'key'].map((end) => path.join(folder, `${name}.${end}`));
  await execute(theirs('openssl'), [
    ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1'],
    ...['-nodes', '-days', '30', '-subj', `/CN=${name}`],
    ...['-addext', `subjectAltName=DNS:${name}`, '-out', certificate, '-keyout', key],
  ]);
  return { certificate, key };
}

function statusOf(path, port) {
  return new Promise((done, fail) => {
    const asking = request(
      { host: '127.0.0.1', port, path, rejectUnauthorized: false, agent: false },
      (answer) => {
        answer.resume();
        done(answer.statusCode);
      },
    );
    asking.once('error', fail);
    asking.end();
  });
}
