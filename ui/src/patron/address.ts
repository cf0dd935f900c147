// Where the page stands and whom it asks before anybody is known. What is asked of
// the server later stands in room/requests.ts.
import type { Dial } from './socket';

/** How the server took the request to be known. */
export type Registered = 'known' | 'tooMany' | 'unreachable';

/** The handle in a path like `/@biblioteca.prova/maria.rossi`, and whose it is. */
export function handleIn(path: string): { handle: string; person: string } {
  const [, handle = '', person = ''] = /^\/@([^/]+)\/?([^/]*)/.exec(path) ?? [];
  return { handle, person };
}

/** Where a desk is asked. */
export const api = (handle: string) => `/api/@${handle}`;

/** The way to the desk with this handle, or to a person of it. */
export function dialer(handle: string, person: string, { protocol, host }: Location): Dial {
  const scheme = protocol === 'https:' ? 'wss:' : 'ws:';
  const asked = person && `?person=${person}`;
  return (onmessage, onclose) => {
    const socket = new WebSocket(`${scheme}//${host}${api(handle)}/socket${asked}`);
    socket.onmessage = ({ data }) => onmessage(data);
    socket.onclose = onclose;
    return socket;
  };
}

/** Posts, and reads the answer as an answer to being known. */
export async function post(path: string, body: string | null = null): Promise<Registered> {
  const headers = { 'content-type': 'application/json' };
  try {
    const answer = await fetch(path, { method: 'POST', body, headers });
    if (answer.status === 429) return 'tooMany';
    return answer.ok ? 'known' : 'unreachable';
  } catch {
    return 'unreachable';
  }
}

/** Asks the server for the cookie by which it knows a patron again. */
export const register = (handle: string) => post(`${api(handle)}/patron`);
