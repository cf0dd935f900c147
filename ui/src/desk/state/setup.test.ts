// The assistant, without a window.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { ASSISTANT, setup as given } from '$lib/host/scene-setup';
import type { SetupOrder } from '$lib/wire';

import { Setup } from './setup.svelte';

let orders: SetupOrder[];

beforeEach(() => {
  orders = [];
  vi.useFakeTimers();
});
afterEach(() => vi.useRealTimers());

function begun(view = ASSISTANT): Setup {
  const setup = new Setup({
    order: async (order) => orders.push(order) > 0,
    usual: () => ({ desk: 'Sportello', branch: 'Sede centrale' }),
  });
  setup.take(view);
  return setup;
}

function describeLibrary(setup: Setup): void {
  setup.library = ' Biblioteca di Empoli ';
  setup.name = 'Maria Rossi';
  setup.password = 'acqua e sale';
}

const NETWORK = { host: 'desk.example', port: 8443, certificate: '/c.pem', key: '/k.pem' };

function describeNetwork(setup: Setup): void {
  setup.host = NETWORK.host;
  setup.certificate = NETWORK.certificate;
  setup.key = NETWORK.key;
}

describe('a library of this computer', () => {
  it('is described in three steps and founded', async () => {
    const setup = begun();
    describeLibrary(setup);
    const walked: string[] = [];
    while (!setup.last) {
      walked.push(setup.step);
      expect(await setup.next()).toBe(true);
    }
    expect(walked).toEqual(['way', 'library', 'hours']);
    expect(setup.step).toBe('you');
    expect([setup.number, setup.steps.length]).toEqual([4, 5]);
    await setup.next();
    const [order] = orders;
    if (order?.type !== 'found') throw new Error('it is founded');
    expect(order.network).toBeNull();
    expect(order.founding).toMatchObject({
      library: 'Biblioteca di Empoli',
      handle: 'biblioteca.empoli',
      desk: 'Sportello',
      branch: 'Sede centrale',
      user: 'maria.rossi',
      password: 'acqua e sale',
    });
    expect(order.founding.hours?.week[0]).toEqual(['09:00-13:00', '15:00-19:00']);
    expect(order.founding.hours?.week[6]).toEqual([]);
  });

  it('may have no hours', async () => {
    const setup = begun();
    describeLibrary(setup);
    setup.choosePreset('always');
    setup.step = 'you';
    await setup.next();
    expect(orders).toMatchObject([{ type: 'found', founding: { hours: null } }]);
  });

  it('that is there already is opened without a question', async () => {
    const setup = begun({ ...ASSISTANT, library: 'Biblioteca di Empoli' });
    expect(setup.steps).toEqual(['way', 'trial']);
    await setup.next();
    expect(orders).toEqual([{ type: 'openLibrary', network: null }]);
  });
});

describe('what is typed', () => {
  it('stays while one goes back and forth, and what is wrong is said only then', async () => {
    const setup = begun();
    await setup.next();
    expect(setup.says('library')).toBe(false);
    expect(await setup.next()).toBe(false);
    expect(setup.says('library')).toBe(true);
    expect(setup.troubles).toMatchObject({ library: 'missing', handle: 'missing' });
    setup.library = 'Biblioteca di Empoli';
    expect(await setup.next()).toBe(true);
    setup.back();
    expect(setup.step).toBe('library');
    expect(setup.library).toBe('Biblioteca di Empoli');
    setup.back();
    setup.back();
    expect(setup.step).toBe('way');
  });

  it('is followed by the suggestions until one is written by hand', () => {
    const setup = begun();
    setup.library = 'Biblioteca di Prato';
    expect(setup.handle).toBe('biblioteca.prato');
    setup.typeHandle('prato');
    setup.library = 'Biblioteca di Empoli';
    expect(setup.handle).toBe('prato');
    setup.typeHandle('');
    expect(setup.troubles.handle).toBe('missing');
  });

  it('of a day makes the hours one’s own; a wrong day keeps one here', async () => {
    const setup = begun();
    setup.step = 'hours';
    setup.openDay(6, true);
    expect(setup.preset).toBe('own');
    setup.typeTime(6, 0, 'to', '8');
    expect(setup.days[6]).toBe('order');
    expect(await setup.next()).toBe(false);
    setup.typeTime(6, 0, 'to', '12.30');
    setup.tidyTime(6, 0, 'to');
    expect(setup.week[6]).toEqual([{ from: '09:00', to: '12:30' }]);
    setup.addSpan(6);
    setup.addSpan(6);
    expect(setup.week[6]).toHaveLength(2);
    setup.removeSpan(6);
    expect(await setup.next()).toBe(true);
  });

  it('never opens the desk: that is said', async () => {
    const setup = begun();
    setup.step = 'hours';
    for (let day = 0; day < 7; day += 1) setup.openDay(day, false);
    expect(setup.hoursTrouble).toBe('neverOpen');
    expect(await setup.next()).toBe(false);
  });
});

describe('a computer that others reach', () => {
  it('is looked at once the keys rest, and left only when all is well', async () => {
    const setup = begun();
    setup.choice = 'network';
    setup.step = 'network';
    expect(await setup.next()).toBe(false);
    describeNetwork(setup);
    setup.typedNetwork();
    setup.typedNetwork();
    vi.runAllTimers();
    expect(orders).toEqual([{ type: 'lookAtNetwork', network: NETWORK }]);
    const trouble = { network: NETWORK, troubles: [{ type: 'ended' as const }], ends: 1 };
    setup.take({ ...ASSISTANT, network: trouble });
    expect(await setup.next()).toBe(false);
    setup.take({ ...ASSISTANT, network: { ...trouble, troubles: [] } });
    setup.port = '443';
    expect(setup.networkFound, 'that was another port').toBeNull();
    setup.port = '8443';
    expect(await setup.next()).toBe(true);
    expect(setup.step).toBe('library');
  });

  it('goes on by itself when it was looked at after all', async () => {
    const setup = begun();
    setup.choice = 'network';
    setup.step = 'network';
    describeNetwork(setup);
    expect(await setup.next()).toBe(false);
    expect(setup.looking).toBe(true);
    setup.take({ ...ASSISTANT, network: { network: NETWORK, troubles: [], ends: 1 } });
    await vi.waitFor(() => expect(setup.step).toBe('library'));
  });

  it.each(['0', '65536', 'x', ''])('has no port %j', (port) => {
    const setup = begun();
    setup.port = port;
    expect(setup.troubles.port).toBe('port');
  });
});

describe('a server elsewhere', () => {
  it('is looked for as typed, then joined', async () => {
    const setup = begun();
    setup.choice = 'join';
    await setup.next();
    setup.server = 'desk.example';
    setup.typedServer();
    vi.runAllTimers();
    expect(orders).toEqual([{ type: 'lookForServer', server: 'desk.example' }]);
    const server = { typed: 'desk.example', address: 'https://desk.example', trouble: null };
    setup.take({ ...ASSISTANT, server });
    expect(setup.serverFound).toEqual(server);
    setup.server = 'desk.example.org';
    expect(setup.serverFound).toBeNull();
    await setup.next();
    expect(orders.at(-1)).toEqual({ type: 'join', server: 'desk.example.org' });
  });
});

it('what was sent is not sent twice', async () => {
  const setup = begun();
  setup.choice = 'sample';
  await setup.next();
  await setup.next();
  expect(orders).toEqual([{ type: 'openSample' }]);
  setup.take({ ...ASSISTANT, trouble: { type: 'inUse' } });
  await setup.next();
  expect(orders).toHaveLength(2);
});

it('when it works the link is shown, and nothing of the password stays', () => {
  const setup = begun();
  describeLibrary(setup);
  setup.take(given({ way: { type: 'here', port: 8470 }, assistant: 'trying' }));
  expect(setup.step).toBe('trial');
  expect(setup.password).toBe('');
  setup.back();
  expect(setup.step).toBe('trial');
});
