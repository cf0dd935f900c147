// The thread of the contact under way, as the shared chat draws it.
import type { ChatLine } from '$lib/parts/chat';
import type { WindowMessage } from '$lib/wire';

/** The lines; what the desk said is "own", whichever librarian said it. */
export function chatLines(messages: readonly WindowMessage[], patron: string): ChatLine[] {
  return messages.map(({ message, pending }) => ({
    id: message.id,
    own: message.speaker.type === 'librarian',
    author: message.speaker.type === 'librarian' ? message.speaker.name : patron,
    text: message.text,
    at: message.at,
    pending,
  }));
}
