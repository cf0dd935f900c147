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
    push: pushBrowser(visit.handle),
    watched: () => document.visibilityState === 'visible' && document.hasFocus(),
  });
  visit.attach(thread);
  thread.settle();
  hearOpened(visit);
}

/** The thread of a visit that was furnished. */
export function threadOf(visit: Visit): Thread {
  furnish(visit);
  return visit.thread as Thread;
}
