// How the patron's own things reach the server and the browser.
import type { Visit } from '../visit.svelte';
import { Belongings } from './belongings.svelte';
import { threadOf } from './furnish';
import { forget, makeLink } from './requests';

/** The belongings of a visit. */
export function belongingsOf(visit: Visit): Belongings {
  return new Belongings({
    makeLink: () => makeLink(visit.handle),
    forget: () => forget(visit.handle),
    forgotten: () => {
      threadOf(visit).clear();
      visit.startOver();
    },
    copy: (text) => navigator.clipboard.writeText(text),
  });
}
