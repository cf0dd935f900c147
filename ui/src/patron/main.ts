// Puts the page on the screen and connects it to the desk.
import './old-browsers';
import '$lib/look/base.css';
import './facts.css';

import { mount } from 'svelte';

import { dialer, handleIn, register } from './address';
import App from './App.svelte';
import { Socket, type Dial } from './socket';
import { Visit } from './visit.svelte';

const { handle, person } = handleIn(location.pathname);
const room = () => import('./room');

/** A private link, and the like: no secret stays in the address bar, whatever comes of it. */
async function openedByLink(visit: Visit): Promise<void> {
  const { hash, pathname, search } = location;
  if (!hash) return;
  history.replaceState(null, '', pathname + search);
  await room()
    .then(({ openedBy }) => openedBy(visit, hash))
    .catch(() => (visit.trouble = 'link'));
}

function show(target: HTMLElement, dial: Dial, known: typeof register): void {
  let socket: Socket | undefined;
  const visit = new Visit({
    connect: (ears) => (socket = new Socket(dial, ears)),
    handle,
    register: () => known(handle),
  });
  const hurry = () => {
    if (document.visibilityState === 'visible') socket?.hurry();
  };
  window.addEventListener('online', hurry);
  window.addEventListener('pageshow', hurry);
  document.addEventListener('visibilitychange', hurry);
  void openedByLink(visit).then(() => visit.open());
  // What the server wrote there for those without scripts has served.
  target.textContent = '';
  mount(App, {
    target,
    props: { visit, calls: 'RTCPeerConnection' in window, room },
  });
}

const target = document.getElementById('page');
if (target) {
  if (import.meta.env.MODE === 'mock') {
    void import('../../mock/patron').then((mock) => show(target, mock.dial, mock.register));
  } else {
    show(target, dialer(handle, person, location), register);
  }
}
