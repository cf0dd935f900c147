// Where the page stands and whom it asks; the only module that knows the server's
// paths.
import type { Dial } from './socket';

/** How the server took the request to be known. */
export type Registered = 'known' | 'tooMany' | 'unreachable';

/** The handle in a path like `/@biblioteca.prova`. */
export function handleIn(path: string): string {
  return /^\/@([^/]+)/.exec(path)?.[1] ?? '';
}

/** The way to the desk with this handle. */
export function dialer(handle: string, { protocol, host }: Location): Dial {
  const scheme = protocol === 'https:' ? 'wss:' : 'ws:';
  return (onmessage, onclose) => {
    const socket = new WebSocket(`${scheme}//${host}/api/@${handle}/socket`);
    socket.onmessage = ({ data }) => onmessage(data);
    socket.onclose = onclose;
    return socket;
  };
}

/** Asks the server for the cookie by which it knows a patron again. */
export async function register(handle: string): Promise<Registered> {
  try {
    const answer = await fetch(`/api/@${handle}/patron`, { method: 'POST' });
    if (answer.status === 429) return 'tooMany';
    return answer.ok ? 'known' : 'unreachable';
  } catch {
    return 'unreachable';
  }
}
