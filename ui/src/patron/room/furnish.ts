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
    showBooking: (shown) => showAside(visit, 'booking', shown),
    showLoans: (shown) => showAside(visit, 'loans', shown),
    showCases: (shown) => showAside(visit, 'cases', shown),
    arrive: () => arrive(visit),
    push: pushBrowser(visit.handle),
    watched: () => document.visibilityState === 'visible' && document.hasFocus(),
  });
  visit.attach(thread);
  thread.settle();
  hearOpened(visit, () => {
    thread.loans.putAside();
    thread.cases.putAside();
  });
}

/** A contact and the thread keep their place under the screen of bookings, of loans or of
    cases; the front and what is chosen there make room for it. */
export function showAside(
  visit: Visit,
  aside: 'booking' | 'loans' | 'cases',
  shown: boolean,
): void {
  const { name } = visit.screen;
  if (shown && (name === 'front' || name === 'prepare')) {
    visit.back();
    visit.aside = aside;
  } else if (!shown && visit.aside === aside) {
    visit.back();
  }
}

/** What the patron wants to talk about stands in the thread: now they choose how, or
    read that nobody is there. */
export function arrive(visit: Visit): void {
  const { contact, desk } = visit;
  if (contact && contact.state.type !== 'ended') return;
  if (contact) visit.again();
  if (desk?.state.type === 'open') visit.back();
  else visit.read();
}

/** The thread of a visit that was furnished. */
export function threadOf(visit: Visit): Thread {
  furnish(visit);
  return visit.thread as Thread;
}
