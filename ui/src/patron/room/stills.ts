// What the patron says to a librarian who asks for a still of their picture.
import type { StillAnswer } from '$lib/wire';

import type { Visit } from '../visit.svelte';

/** Says it; whether the server heard. */
export function answerStill(visit: Visit, answer: StillAnswer): boolean {
  const { contact } = visit;
  return contact !== null && visit.tell({ type: 'answerStill', contact: contact.id, answer });
}
