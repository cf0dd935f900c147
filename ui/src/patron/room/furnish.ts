// What a visit is given once there is more than the front.
import { newId } from '$lib/ids';

import type { Visit } from '../visit.svelte';
import { hearOpened } from './opened';
import { pushBrowser } from './push-browser';
import { fileHref, uploader } from './requests';
import { Thread } from './thread.svelte';

function sessionStore(): Storage | null {
  try {
    return sessionStorage;
  } catch {
    return null;
  }
}

/** Gives a visit its thread, which was spoken of already. */
export function furnish(visit: Visit): void {
  if (visit.thread) return;
  const thread = new Thread({
    tell: (message) => visit.tell(message),
    become: () => visit.become(),
    upload: uploader(visit.handle),
    href: (file) => fileHref(visit.handle, file),
    newId,
    now: () => Date.now(),
    store: sessionStore(),
    desk: () => visit.desk,
    showBooking: (shown) => showBooking(visit, shown),
    push: pushBrowser(visit.handle),
    watched: () => document.visibilityState === 'visible' && document.hasFocus(),
  });
  visit.attach(thread);
  thread.settle();
  hearOpened(visit);
}

/** A contact and the thread keep their place under the screen of bookings; the front and
    what is chosen there make room for it. */
export function showBooking(visit: Visit, shown: boolean): void {
  const { name } = visit.screen;
  if (shown && (name === 'front' || name === 'prepare')) {
    visit.back();
    visit.aside = 'booking';
  } else if (!shown && visit.aside === 'booking') {
    visit.back();
  }
}

/** The thread of a visit that was furnished. */
export function threadOf(visit: Visit): Thread {
  furnish(visit);
  return visit.thread as Thread;
}
