// The threads of the scenes: what was written, sent and read, and the house around it.
import type {
  Attachment,
  House,
  Speaker,
  ThreadEntry,
  WindowMessage,
  WindowThread,
} from '$lib/wire';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/** The thread of the contact under way. */
export const THREAD = 'thread-0';

const ADA: Speaker = { type: 'librarian', name: 'Ada Lastri' };
const PATRON: Speaker = { type: 'patron' };

/** A library with one desk. */
export const HOUSE: House = {
  library: 'Biblioteca comunale Renato Fucini',
  handles: ['biblioteca.empoli'],
  topics: [
    { id: 'topic-1', italian: 'Prestiti e rinnovi', english: 'Loans and renewals' },
    { id: 'topic-2', italian: 'Ricerche bibliografiche', english: 'Finding literature' },
    { id: 'topic-3', italian: 'Tessera', english: 'Library card' },
  ],
  desks: [{ id: 'desk-1', name: 'Banco centrale', admission: false }],
  warnings: [],
};

interface Said {
  text?: string;
  at: number;
  pending?: boolean;
  attachment?: Attachment;
}

/** One message. */
export function message(
  number: number,
  from: 'patron' | 'librarian',
  { text = '', at, pending = false, attachment }: Said,
): WindowMessage {
  return {
    message: {
      id: `message-${number}`,
      contact: 'contact-0',
      speaker: from === 'patron' ? PATRON : ADA,
      text,
      attachment: attachment ?? null,
      at,
    },
    pending,
  };
}

/** What was said in a contact that lasts two minutes. */
export function talk(now: number): WindowMessage[] {
  return [
    message(1, 'patron', {
      text: 'Buongiorno, cerco un libro per mia figlia, quinta elementare.',
      at: now - 110_000,
    }),
    message(2, 'librarian', {
      text: 'Buongiorno! Le piacciono di più le avventure o le storie vere?',
      at: now - 80_000,
    }),
    message(3, 'patron', {
      text: 'Le avventure. Ha letto tutto «Geronimo Stilton» e ora si annoia.',
      at: now - 42_000,
    }),
    message(4, 'patron', {
      text: 'Il codice sul retro della tessera è questo: 0091 4410 2231',
      at: now - 30_000,
    }),
  ];
}

/** An open thread in which nothing is on its way. */
export function thread(given: Partial<WindowThread> = {}): WindowThread {
  return {
    thread: THREAD,
    name: 'Giulia Ferri',
    messages: [],
    patron: { received: 0, read: 0 },
    typing: false,
    uploading: [],
    ...given,
  };
}

/** The thread of Omar, with everything that a thread can hold. */
export function openThread(now: number): WindowThread {
  const missed: Speaker = { type: 'desk', happened: 'turnMissed' };
  const first = message(10, 'patron', { at: now - DAY });
  return thread({
    thread: 'thread-1',
    name: 'Omar El Idrissi',
    messages: [
      { ...first, message: { ...first.message, speaker: missed } },
      message(11, 'patron', {
        text: 'Avete la guida di cui si parla qui? https://catalogo.example/ricerca?q=guida',
        at: now - 50 * MINUTE,
      }),
      message(12, 'patron', {
        at: now - 49 * MINUTE,
        attachment: { file: 'file-1', name: 'copertina.jpg', kind: 'jpeg', size: 482_113 },
      }),
      message(13, 'librarian', { text: 'Sì, due copie.', at: now - 30 * MINUTE }),
      message(14, 'librarian', { text: 'Una si può prenotare.', at: now - 20 * MINUTE }),
      message(15, 'librarian', { text: 'La metto da parte?', at: now - MINUTE }),
    ],
    patron: { received: now - 20 * MINUTE, read: now - 30 * MINUTE },
    typing: true,
    uploading: ['scheda.pdf'],
  });
}

/** A list in which everything occurs. */
export function threadList(now: number): ThreadEntry[] {
  const usual = { desk: 'desk-1', language: 'it', unread: false, present: false } as const;
  return [
    {
      ...usual,
      thread: 'thread-1',
      name: 'Omar El Idrissi',
      language: 'en',
      speaker: PATRON,
      excerpt: 'Avete la guida di cui si parla qui? https://catalogo.example',
      at: now - 49 * MINUTE,
      unread: true,
      present: true,
    },
    {
      ...usual,
      thread: 'thread-2',
      name: '',
      desk: 'desk-2',
      speaker: { type: 'desk', happened: 'closedWhileWaiting' },
      excerpt: '',
      at: now - 15 * 60 * MINUTE,
      unread: true,
    },
    {
      ...usual,
      thread: 'thread-3',
      name: 'Nives Bo',
      speaker: ADA,
      excerpt: 'A domani alle dieci, allora.',
      at: now - 2 * DAY,
    },
    {
      ...usual,
      thread: 'thread-4',
      name: 'Piero',
      speaker: PATRON,
      excerpt: '',
      at: now - 9 * DAY,
    },
  ];
}
