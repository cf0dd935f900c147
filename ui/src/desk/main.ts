// Puts the window on the screen.
import '$lib/look/base.css';
import './desk.css';
import './calendar-colours.css';

import { mount } from 'svelte';

import { program } from '$lib/host/program';

import App from './App.svelte';
import { Desk } from './state/desk.svelte';

const target = document.getElementById('page');
if (target && import.meta.env.MODE === 'mock' && location.search.startsWith('?all')) {
  const { showGallery } = await import('../../mock/gallery');
  showGallery(target);
} else if (target) {
  const desk = new Desk(await program());
  mount(App, { target, props: { desk } });
  desk.clock.start();
  const follow = () => desk.follow(location.hash);
  window.addEventListener('hashchange', follow);
  follow();
  await desk.start();
}
