// The assistant of the played program, which finds everything in order.
import type { Network, NetworkTrouble, ServerFound, Setup, SetupOrder } from '$lib/wire';

import type { MockWindow } from './mock-window';
import { QR } from './scene-setup';

const NEXT_YEAR = Date.UTC(2027, 10, 21);
const HERE = { type: 'here', port: 8470 } as const;

function networkTroubles({ host, certificate, key }: Network): NetworkTrouble[] {
  const troubles: NetworkTrouble[] = [];
  if (!host.includes('.')) troubles.push({ type: 'notAName' });
  if (!certificate.startsWith('/')) troubles.push({ type: 'certificateUnreadable' });
  if (!key.startsWith('/')) troubles.push({ type: 'keyUnreadable' });
  return troubles;
}

function serverFound(typed: string): ServerFound {
  if (typed.startsWith('http://')) return { typed, address: '', trouble: 'notSecure' };
  if (!typed.includes('.')) return { typed, address: '', trouble: 'notAnAddress' };
  const address = `https://${typed.replace(/^https:\/\//, '')}`;
  return { typed, address, trouble: typed.includes('nowhere') ? 'noAnswer' : null };
}

/** `signIn` signs in with a password, at the server inside or the one that was joined. */
export function setUp(
  window: MockWindow,
  order: SetupOrder,
  signIn: (password: string) => void,
): void {
  const { setup } = window.state;
  if (!setup) return;
  const change = (changed: Partial<Setup>) => window.change({ setup: { ...setup, ...changed } });
  switch (order.type) {
    case 'lookAtNetwork': {
      const troubles = networkTroubles(order.network);
      return change({ network: { network: order.network, troubles, ends: NEXT_YEAR } });
    }
    case 'lookForServer':
      return change({ server: serverFound(order.server) });
    case 'openSample':
      change({ way: { type: 'sample' }, assistant: null });
      return signIn('sample');
    case 'found':
    case 'openLibrary': {
      const { network } = order;
      const library = order.type === 'found' ? order.founding.library : setup.library;
      const way = network ? { type: 'network' as const, network } : HERE;
      change({ way, library, assistant: 'trying' });
      return order.type === 'found' ? signIn(order.founding.password) : undefined;
    }
    case 'join': {
      const server = serverFound(order.server);
      if (server.trouble) return change({ server });
      const way = { type: 'join' as const, server: server.address };
      change({ way, server, assistant: 'trying' });
      return window.change({ server: server.address, embedded: false });
    }
    case 'startAgain':
      return change({ trouble: null });
    case 'beginAnew':
      return change({ assistant: 'choosing' });
    case 'leave':
      return change({ assistant: null });
    case 'drawCode':
      return change({ codes: [...setup.codes, { link: order.link, svg: QR }] });
    case 'openPoster':
      return;
  }
}
