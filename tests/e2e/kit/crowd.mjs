// A crowd in the line: patrons without a browser, who come, wait and say nothing. They come
// from several addresses of this computer, since one may only send so many a minute.
import { once } from 'node:events';
import { request } from 'node:http';

import WebSocket from 'ws';

const FROM_ONE_ADDRESS = 30;
const NAMES = ['Giulia Ferri', '', 'Omar El Idrissi', 'Piero', 'Nives Bo', 'Wei Zhang'];
/** As long as a name may be: sixty characters. */
export const LONG_NAME = 'Maria Vittoria Annunziata Castelfranco-Della Robbia Bentivog';
const MODES = ['video', 'voice', 'chat'];

/** So many people wait at a desk until the story is over. */
export async function bringCrowd(cast, link, count) {
  const sockets = [];
  cast.join({ stop: () => sockets.forEach((socket) => socket.terminate()) });
  for (let number = 0; number < count; number += 1) {
    const localAddress = `127.0.0.${2 + Math.floor(number / FROM_ONE_ADDRESS)}`;
    sockets.push(await arrive(link, localAddress, number));
  }
}

async function arrive(link, localAddress, number) {
  const { origin, host, pathname } = new URL(link);
  const api = `/api${pathname}`;
  const cookie = await register(`${origin}${api}/patron`, localAddress, origin);
  const headers = { cookie, origin };
  const socket = new WebSocket(`ws://${host}${api}/socket`, { headers, localAddress });
  await once(socket, 'open');
  const name = number === 4 ? LONG_NAME : NAMES[number % NAMES.length];
  const wanted = { mode: MODES[number % MODES.length], name, language: 'it' };
  socket.send(JSON.stringify({ type: 'arrive', ...wanted, topic: null, person: null }));
  return socket;
}

/** The cookie by which the server knows a patron again. */
function register(url, localAddress, origin) {
  return new Promise((done, fail) => {
    const headers = { 'content-type': 'application/json', origin };
    const asked = request(url, { method: 'POST', localAddress, headers }, (answer) => {
      answer.resume();
      const [cookie] = answer.headers['set-cookie'] ?? [];
      if (cookie) done(cookie.split(';')[0]);
      else fail(new Error(`nobody was registered: ${answer.statusCode}`));
    });
    asked.once('error', fail).end();
  });
}
