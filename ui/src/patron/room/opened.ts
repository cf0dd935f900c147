// Who comes from a notification wants to read what was said, or to have their turn: the
// worker opens the page with a word in its address, or says it to the page that is open.
import type { Visit } from '../visit.svelte';

const OPENED = 'opened';

/** Hears that a notification was opened, here or on the way here; `before` the patron
    comes back to what was said. */
export function hearOpened(visit: Visit, before: () => void): void {
  if (new URLSearchParams(location.search).has(OPENED)) {
    history.replaceState(null, '', location.pathname);
    visit.read();
  }
  navigator.serviceWorker?.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
    if ((data as { type?: unknown } | null)?.type === OPENED) comeBack(visit, before);
  });
}

function comeBack(visit: Visit, before: () => void): void {
  if (visit.screen.name === 'elsewhere') visit.continueHere();
  before();
  // Whoever is in the line or in a call sees that.
  if (!visit.contact || visit.contact.state.type === 'ended') visit.read();
}
