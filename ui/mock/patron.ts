// A desk that is not there, for working on the public page: `npm run dev:patron`, then
// /@biblioteca.prova. It answers by itself after a while; `?scene=` jumps to a moment
// (closed, nobody, busy, person, waiting, first, ringing, notes, calling, talking, silent,
// hold, proposed, ended, absence, blocked, elsewhere, lost), `&mode=` says how to meet,
// `&thread` fills the chat, `&waiting=` sets the line; for what can be booked, see booking.ts
// (`&bookings`, and `&known` for a patron of before), for loans, loans.ts, and for cases,
// cases.ts.
import { newId } from '$lib/ids';
import type {
  DeskState,
  DeskView,
  EndedBy,
  FromPatron,
  MessageView,
  Mode,
  Outcome,
  PatronContactState,
  Signal,
  Speaker,
  ToPatron,
} from '$lib/wire';

import type { Registered } from '../src/patron/address';
import type { Dial } from '../src/patron/socket';
import { consultations, MockBook } from './booking';
import { caseNews, MockCases } from './cases';
import { marks, MockLoans } from './loans';

const asked = new URLSearchParams(location.search);
const scene = asked.get('scene') ?? '';
const librarian = asked.get('librarian') ?? 'Maria Rossi';
const contact = newId();

const FRONTS = ['closed', 'nobody', 'busy', 'person', 'lost'];
let known =
  (scene !== '' && !FRONTS.includes(scene)) ||
  asked.has('thread') ||
  asked.has('notice') ||
  asked.has('cases') ||
  asked.has('known');

export const register = async (): Promise<Registered> => {
  known = true;
  return 'known';
};

function waiting(position: number, ringing = false): PatronContactState {
  const notes = scene === 'notes';
  return {
    type: 'waiting',
    position,
    wait: { type: 'range', shortest: 3, longest: 5, fits: !notes },
    ringing,
    bookedBefore: notes ? 2 : 0,
    steppedBack: notes,
    atCounter: notes,
    insteadOf: notes ? 'Maria Rossi' : null,
  };
}

function talking(answeredWith: Mode, stillFor: string | null = null): PatronContactState {
  return {
    type: 'talking',
    seat: 'seat-1',
    librarian,
    answeredWith,
    onHold: scene === 'hold',
    proposed: scene === 'proposed' ? 'video' : null,
    admitted: !asked.has('blurred'),
    stillFor,
    passingTo: null,
  };
}

function ended(by: EndedBy, outcome: Outcome = 'resolvedAtFirstLevel'): PatronContactState {
  return { type: 'ended', by, outcome, librarian, rating: null };
}

const sends = asMode(asked.get('with') ?? 'video');
const states: Record<string, PatronContactState> = {
  waiting: waiting(Number(asked.get('position') ?? 3)),
  notes: waiting(3),
  first: waiting(1),
  ringing: waiting(1, true),
  calling: { type: 'calling', librarian },
  talking: talking(sends),
  silent: talking('video'),
  hold: talking(sends),
  proposed: talking(sends),
  still: talking('video', 'la copertina del libro'),
  ended: ended('librarian'),
  absence: ended('absence', 'messageLeft'),
  blocked: ended('librarian', 'blocked'),
};

function asMode(value: string): Mode {
  return value === 'voice' || value === 'chat' ? value : 'video';
}

function todayAt(hour: number, daysOn = 0): number {
  const now = new Date();
  return new Date(now.getFullYear(), now.getMonth(), now.getDate() + daysOn, hour).getTime();
}

function deskState(): DeskState {
  const until = todayAt(19);
  const open = { type: 'open', until, inPerson: 0 } as const;
  if (scene === 'closed') {
    return { type: 'closed', opens: todayAt(9, 2), reason: 'Festa del patrono' };
  }
  if (scene === 'nobody') return { type: 'nobodyThere', until };
  if (scene === 'busy') return { ...open, available: 0, onContact: 2 };
  return { ...open, available: 2, onContact: 1 };
}

const HOURS = ['09:00-13:00', '15:00-19:00'];

function deskView(): DeskView {
  return {
    library: asked.get('library') ?? 'Biblioteca comunale Renato Fucini',
    name: asked.get('desk') ?? 'Prestito e informazioni',
    handle: 'biblioteca.prova',
    state: deskState(),
    waiting: Number(asked.get('waiting') ?? 2),
    wait: { type: 'range', shortest: 3, longest: 5, fits: scene !== 'busy' },
    chatWait: { type: 'range', shortest: 0, longest: 1, fits: true },
    email: 'biblioteca@comune.example',
    topics: [
      { id: newId(), italian: 'Prestiti e proroghe', english: 'Loans and renewals' },
      { id: newId(), italian: 'Cercare un libro', english: 'Finding a book' },
    ],
    loans: asked.has('loans'),
    consultations: asked.has('bookings') ? consultations : [],
    branch: ['Biblioteca Renato Fucini', 'Via Cavour 36, 50053 Empoli'],
    hours: [...Array.from({ length: 5 }, () => HOURS), ['09:00-13:00'], []],
    person:
      scene === 'person' ? { person: 'maria.rossi', name: librarian, available: false } : null,
    retentionDays: 90,
    admission: asked.has('blurred'),
    greeting: asked.has('greeting')
      ? { it: 'Benvenuti! Oggi anche consigli di lettura.', en: 'Welcome!' }
      : { it: '', en: '' },
    privacyContact: '',
    privacyNotice: { it: '', en: '' },
    zone: 'Europe/Rome',
  };
}

function message(speaker: Speaker, text: string, minutesAgo = 0): MessageView {
  const at = Date.now() - minutesAgo * 60_000;
  return {
    id: newId(),
    contact,
    speaker,
    text,
    attachment: null,
    appointment: null,
    loans: [],
    case: null,
    at,
  };
}

/** A notice about loans, as the desk puts it into the thread. */
function notice(): MessageView[] {
  if (!asked.has('notice')) return [];
  const desk: Speaker = { type: 'desk', happened: 'loanNotice' };
  const text = 'Ciao Ada, ti ricordiamo i prestiti che scadono in questi giorni.';
  return [{ ...message(desk, text, 3), loans: marks }];
}

/** What the desk told of cases. */
function tellings(): MessageView[] {
  return caseNews().map(({ happened, text, mark }) => ({
    ...message({ type: 'desk', happened }, text, 2),
    case: mark,
  }));
}

function thread(): MessageView[] {
  if (!asked.has('thread')) return [...notice(), ...tellings()];
  const bo: Speaker = { type: 'librarian', name: librarian };
  const ada: Speaker = { type: 'patron' };
  return [
    message(ada, 'Buongiorno! Avete “Il barone rampante” in edizione illustrata?', 5),
    message(bo, 'Buongiorno. Un momento, guardo subito sullo scaffale.', 4),
    message(bo, 'Sì, una copia c’è. Posso metterla da parte fino a sabato.', 2),
    {
      ...message(bo, 'Ecco la scheda: https://opac.example/libro/12345', 2),
      attachment: {
        file: newId(),
        name: 'Come arrivare.pdf',
        kind: 'pdf',
        size: 123_456,
        consentedAt: null,
      },
    },
    message(ada, 'Perfetto, grazie. Passo domani pomeriggio dopo le cinque.', 1),
    ...notice(),
    ...tellings(),
  ];
}

/** The librarian's end of the call: a peer in this very page, with a drawn picture. */
class MockSeat {
  #peer: RTCPeerConnection | null = null;
  readonly #tell: (leg: string, signal: Signal) => void;

  constructor(tell: (leg: string, signal: Signal) => void) {
    this.#tell = tell;
  }

  async hear(leg: string, signal: Signal): Promise<void> {
    if (scene === 'silent') return;
    if (signal.type === 'candidate') {
      await this.#peer?.addIceCandidate(signal.candidate);
    } else if (signal.type === 'offer') {
      this.#peer?.close();
      const peer = new RTCPeerConnection();
      this.#peer = peer;
      peer.onicecandidate = ({ candidate }) => {
        if (!candidate) return;
        const { candidate: words, sdpMid, sdpMLineIndex } = candidate;
        this.#tell(leg, {
          type: 'candidate',
          candidate: { candidate: words, sdpMid, sdpMLineIndex },
        });
      };
      peer.ondatachannel = ({ channel }) => {
        const camera = asked.get('with') !== 'voice';
        channel.onopen = () =>
          channel.send(JSON.stringify({ type: 'devices', camera, microphone: true }));
      };
      await peer.setRemoteDescription({ type: 'offer', sdp: signal.sdp });
      const picture = drawnPicture();
      for (const track of picture.getTracks()) peer.addTrack(track, picture);
      await peer.setLocalDescription(await peer.createAnswer());
      this.#tell(leg, { type: 'answer', sdp: peer.localDescription?.sdp ?? '' });
    }
  }
}

function drawnPicture(): MediaStream {
  const canvas = document.createElement('canvas');
  canvas.width = 1280;
  canvas.height = 720;
  const pen = canvas.getContext('2d');
  const draw = () => {
    if (!pen) return;
    const ground = pen.createLinearGradient(0, 0, 1280, 720);
    ground.addColorStop(0, '#cfc3ad');
    ground.addColorStop(1, '#8c7b62');
    pen.fillStyle = ground;
    pen.fillRect(0, 0, 1280, 720);
    for (let shelf = 0; shelf < 24; shelf += 1) {
      pen.fillStyle = ['#7c2f2f', '#2f4a7c', '#3d6b4b', '#b08a3c'][shelf % 4] ?? '';
      pen.fillRect(20 + shelf * 52, 60 + (shelf % 3) * 12, 44, 230 - (shelf % 3) * 12);
    }
    const sway = Math.sin(Date.now() / 900) * 10;
    pen.fillStyle = '#34506b';
    pen.beginPath();
    pen.ellipse(640 + sway / 2, 780, 300, 290, 0, 0, 7);
    pen.fill();
    pen.fillStyle = '#d9ab8b';
    pen.beginPath();
    pen.ellipse(640 + sway, 370, 120, 150, 0, 0, 7);
    pen.fill();
    pen.fillStyle = '#3a2a20';
    pen.beginPath();
    pen.ellipse(640 + sway, 270, 135, 90, 0, 3.1, 6.3);
    pen.fill();
  };
  draw();
  setInterval(draw, 50);
  return canvas.captureStream(20);
}

let dialled = 0;

export const dial: Dial = (onmessage, onclose) => {
  dialled += 1;
  if (scene === 'lost' && dialled > 1) return { send: () => undefined, close: () => undefined };
  let mode = asMode(asked.get('mode') ?? 'video');
  const timers: ReturnType<typeof setTimeout>[] = [];
  const tell = (said: ToPatron) => onmessage(JSON.stringify(said));
  const after = (ms: number, then: () => void) => timers.push(setTimeout(then, ms));
  const stand = (state: PatronContactState) =>
    tell({ type: 'contact', contact: { id: contact, mode, state }, iceServers: [] });
  const book = new MockBook((news) => tell({ type: 'booking', news }));
  const loans = new MockLoans((news) => tell({ type: 'loans', news }));
  const cases = new MockCases((news) => tell({ type: 'cases', news }));
  const seat = new MockSeat((leg, signal) => tell({ type: 'signal', leg, signal }));

  after(50, () => {
    tell({ type: 'desk', desk: deskView() });
    if (!known) return;
    const state = states[scene];
    if (state) stand(state);
    else tell({ type: 'contact', contact: null, iceServers: [] });
    const said = thread();
    const desk = { received: Date.now(), read: Date.now() - 120_000 };
    const own = { received: 0, read: 0 };
    tell({ type: 'history', messages: said, desk, own });
    if (asked.has('typing')) tell({ type: 'typing', librarian });
    if (scene === 'elsewhere') tell({ type: 'superseded' });
  });
  if (scene === 'lost') after(900, onclose);
  timers.push(setInterval(() => tell({ type: 'heartbeat' }), 10_000));

  return {
    send(data) {
      const said = JSON.parse(data) as FromPatron;
      switch (said.type) {
        case 'arrive':
          mode = said.mode;
          stand(waiting(2));
          after(3000, () => stand(waiting(1)));
          after(5000, () => stand(waiting(1, true)));
          after(8000, () => stand(talking(mode)));
          break;
        case 'leave':
          stand(ended('patron'));
          break;
        case 'say': {
          const { id, text } = said;
          after(600, () =>
            tell({ type: 'message', message: { ...message({ type: 'patron' }, text), id } }),
          );
          after(2500, () =>
            tell({
              type: 'message',
              message: message({ type: 'librarian', name: librarian }, 'Va bene, guardo subito.'),
            }),
          );
          break;
        }
        case 'setMode':
          mode = said.mode;
          stand(talking(mode));
          break;
        case 'answerCall':
          mode = said.with ?? mode;
          stand(said.with ? talking(mode) : ended('patron', 'notReached'));
          break;
        case 'answerStill':
          stand(talking(mode));
          break;
        case 'booking':
          book.hear(said.order);
          break;
        case 'loans':
          loans.hear(said.order);
          break;
        case 'cases':
          cases.hear(said.order);
          break;
        case 'introduce':
        case 'mark':
        case 'typing':
        case 'rate':
          break;
        case 'signal':
          void seat.hear(said.leg, said.signal);
          break;
      }
    },
    close() {
      timers.forEach(clearTimeout);
    },
  };
};
