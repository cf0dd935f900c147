// The threads of the scenes: what was written, sent and read, and the house around it.
import type {
  AnswerView,
  Attachment,
  DeskName,
  House,
  Speaker,
  ThreadEntry,
  VisitView,
  WindowMessage,
  WindowThread,
} from '$lib/wire';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/** The thread of the contact under way. */
export const THREAD = 'thread-0';

const ADA: Speaker = { type: 'librarian', name: 'Ada Lastri' };
const PATRON: Speaker = { type: 'patron' };

/** Its desk, open in the mornings and on some afternoons. */
export const DESK: DeskName = {
  id: 'desk-1',
  name: 'Banco centrale',
  admission: false,
  handle: 'biblioteca.empoli',
  email: 'sportello@biblioteca.empoli.example',
  hours: [
    ['09:00-13:00', '15:00-19:00'],
    ['09:00-13:00', '15:00-19:00'],
    ['09:00-13:00', '15:00-19:00'],
    ['09:00-13:00'],
    ['09:00-13:00'],
    ['09:00-12:30'],
    [],
  ],
};

/** A library with one desk. */
export const HOUSE: House = {
  library: 'Biblioteca comunale Renato Fucini',
  zone: 'Europe/Rome',
  handles: ['biblioteca.empoli'],
  topics: [
    { id: 'topic-1', italian: 'Prestiti e rinnovi', english: 'Loans and renewals' },
    { id: 'topic-2', italian: 'Ricerche bibliografiche', english: 'Finding literature' },
    { id: 'topic-3', italian: 'Tessera', english: 'Library card' },
  ],
  desks: [DESK],
  branches: [],
  consultations: [],
  librarians: [],
  warnings: [],
};

/** What the librarians keep at hand. */
export const ANSWERS: AnswerView[] = [
  {
    id: 'answer-1',
    name: 'Dove siamo',
    italian: 'Il nostro indirizzo per scriverci è {email}, la pagina dello sportello {link}.',
    english: '',
  },
  {
    id: 'answer-2',
    name: 'Orari',
    italian: 'Buongiorno {nome}, siamo aperti: {orari}.',
    english: 'Hello {name}, we are open: {hours}.',
  },
  {
    id: 'answer-3',
    name: 'Saluto finale',
    italian: 'Grazie di averci scritto. {bibliotecario}, {biblioteca}',
    english: 'Thank you for writing to us. {librarian}, {library}',
  },
];

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
      appointment: null,
      loans: [],
      case: null,
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
    unread: false,
    uploading: [],
    visits: [],
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
        attachment: {
          file: 'file-1',
          name: 'copertina.jpg',
          kind: 'jpeg',
          size: 482_113,
          consentedAt: null,
        },
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

/** One visit that was answered. */
export function visit(number: number, given: Partial<VisitView> = {}): VisitView {
  return {
    contact: `visited-${number}`,
    mode: 'video',
    arrivedAt: 0,
    calledOut: false,
    answeredAt: null,
    endedAt: null,
    endedBy: 'patron',
    librarian: null,
    outcome: null,
    wrappedUp: false,
    topic: null,
    note: '',
    ...given,
  };
}

/** A thread with a past: colleagues answered, or nobody did; and a still. */
export function threadWithPast(now: number): WindowThread {
  const CLEO: Speaker = { type: 'librarian', name: 'Cleo Neri' };
  const before = message(20, 'librarian', {
    text: 'La guida arriva giovedì, gliela metto da parte.',
    at: now - 2 * DAY + 8 * MINUTE,
  });
  return thread({
    thread: 'thread-3',
    name: 'Nives Bo',
    messages: [
      { ...before, message: { ...before.message, speaker: CLEO } },
      message(21, 'patron', { text: 'Perché non la trovo?', at: now - DAY }),
      message(22, 'librarian', {
        text: 'la copertina del libro',
        at: now - 40 * MINUTE,
        attachment: {
          file: 'file-2',
          name: 'Fermo immagine.jpg',
          kind: 'jpeg',
          size: 91_204,
          consentedAt: now - 41 * MINUTE,
        },
      }),
      message(23, 'patron', { text: 'Perche non c’è sullo scaffale', at: now - 20 * MINUTE }),
    ],
    visits: [
      visit(1, {
        arrivedAt: now - 2 * DAY,
        answeredAt: now - 2 * DAY + MINUTE,
        endedAt: now - 2 * DAY + 13 * MINUTE,
        librarian: 'Cleo Neri',
        outcome: 'handedOff',
        wrappedUp: true,
        topic: 'topic-2',
        note: 'Aspetta la guida della Toscana: avvisare quando arriva.',
      }),
      visit(2, {
        mode: 'voice',
        arrivedAt: now - DAY - 5 * MINUTE,
        endedAt: now - DAY - 2 * MINUTE,
        outcome: 'abandoned',
      }),
      visit(3, {
        arrivedAt: now - 45 * MINUTE,
        calledOut: true,
        answeredAt: now - 44 * MINUTE,
        endedAt: now - 38 * MINUTE,
        librarian: 'Ada Lastri',
        outcome: 'resolvedAtFirstLevel',
        wrappedUp: true,
      }),
    ],
  });
}
