// Puts the page on the screen and connects it to the desk.
import './old-browsers';
import '$lib/look/base.css';

import { newId } from '$lib/ids';
import { mount } from 'svelte';

import { dialer, handleIn, register } from './address';
import App from './App.svelte';
import { Socket, type Dial } from './socket';
import { Visit } from './visit.svelte';

const handle = handleIn(location.pathname);

function sessionStore(): Storage | null {
  try {
    return sessionStorage;
  } catch {
    return null;
  }
}

function show(target: HTMLElement, dial: Dial, known: typeof register): void {
  let socket: Socket | undefined;
  const visit = new Visit({
    connect: (ears) => (socket = new Socket(dial, ears)),
    register: () => known(handle),
    newId,
    now: () => Date.now(),
    store: sessionStore(),
  });
  const hurry = () => {
    if (document.visibilityState === 'visible') socket?.hurry();
  };
  window.addEventListener('online', hurry);
  window.addEventListener('pageshow', hurry);
  document.addEventListener('visibilitychange', hurry);
  visit.open();
  mount(App, {
    target,
    props: {
      visit,
      calls: 'RTCPeerConnection' in window,
      room: () => import('./room/Room.svelte'),
    },
  });
}

const target = document.getElementById('page');
if (target) {
  if (import.meta.env.MODE === 'mock') {
    void import('../../mock/patron').then((mock) => show(target, mock.dial, mock.register));
  } else {
    show(target, dialer(handle, location), register);
  }
}
