// A thread, as the shared chat draws it.
import type { ChatLine, ChatUpload, Reached } from '$lib/parts/chat';
import type { MarksView, WindowThread } from '$lib/wire';

import { happenedWord } from '../words';

/** The lines; what the desk said is "own", whichever librarian said it. */
export function chatLines({ messages, patron }: WindowThread, name: string): ChatLine[] {
  return messages.map(({ message, pending }) => {
    const { speaker, attachment } = message;
    const own = speaker.type === 'librarian';
    return {
      id: message.id,
      own,
      author: authorOf(speaker, name),
      text: speaker.type === 'desk' ? happenedWord(speaker.happened) : message.text,
      at: message.at,
      pending,
      narrated: speaker.type === 'desk',
      reached: own && !pending ? reached(message.at, patron) : undefined,
      file: attachment ?? undefined,
    };
  });
}

/** Files on their way; nobody knows how far they have come. */
export function chatUploads({ uploading }: WindowThread): ChatUpload[] {
  return uploading.map((name, index) => ({
    id: `${index}-${name}`,
    name,
    share: null,
    trouble: null,
  }));
}

function authorOf(
  speaker: WindowThread['messages'][number]['message']['speaker'],
  patron: string,
): string {
  switch (speaker.type) {
    case 'patron':
      return patron;
    case 'librarian':
      return speaker.name;
    case 'desk':
      return '';
  }
}

function reached(at: number, marks: MarksView): Reached {
  if (at <= marks.read) return 'read';
  return at <= marks.received ? 'delivered' : 'sent';
}
