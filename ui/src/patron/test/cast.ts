// What the tests of the public page play with: a server, a peer and devices that do
// as they are told. Ada is the patron, Bo the librarian.
import { vi } from 'vitest';

import type {
  BookingOrder,
  DeskState,
  DeskView,
  FromPatron,
  MarksView,
  MessageView,
  Mode,
  OwnCasesOrder,
  OwnLoansOrder,
  PatronContactState,
  ToPatron,
  WaitView,
} from '$lib/wire';

import type { Registered } from '../address';
import { Devices, type Media } from '../devices.svelte';
import { arrive, showAside } from '../room/furnish';
import type { Store } from '../room/outbox';
import { Thread, type Upload } from '../room/thread.svelte';
import type { SocketEars, Wire } from '../socket';
import { Visit } from '../visit.svelte';
import { fakePush } from './push';

export const CONTACT = '00000000-0000-4000-8000-00000000000c';
export const OPEN: DeskState = {
  type: 'open',
  until: null,
  available: 1,
  onContact: 0,
  inPerson: 0,
};
export const CLOSED: DeskState = { type: 'closed', opens: null, reason: '' };
export const UNKNOWN: WaitView = { type: 'unknown' };
const NOTHING: MarksView = { received: 0, read: 0 };

export function desk(state: DeskState = OPEN, given: Partial<DeskView> = {}): DeskView {
  return {
    library: 'Biblioteca di prova',
    name: 'Banco centrale',
    handle: 'biblioteca.prova',
    state,
    waiting: 0,
    wait: UNKNOWN,
    chatWait: UNKNOWN,
    email: 'banco@biblioteca.example',
    topics: [],
    consultations: [],
    loans: false,
    branch: [],
    hours: [],
    person: null,
    retentionDays: 90,
    admission: false,
    greeting: { it: '', en: '' },
    privacyContact: '',
    privacyNotice: { it: '', en: '' },
    zone: '',
    ...given,
  };
}

type Waiting = PatronContactState & { type: 'waiting' };
type Talking = PatronContactState & { type: 'talking' };
type Ended = PatronContactState & { type: 'ended' };

export function waiting(position = 1, ringing = false, given: Partial<Waiting> = {}): Waiting {
  return {
    type: 'waiting',
    position,
    wait: UNKNOWN,
    ringing,
    bookedBefore: 0,
    steppedBack: false,
    atCounter: false,
    insteadOf: null,
    ...given,
  };
}

export function talking(answeredWith: Mode = 'video', given: Partial<Talking> = {}): Talking {
  return {
    type: 'talking',
    librarian: 'Bo Bianchi',
    since: 0,
    answeredWith,
    onHold: false,
    proposed: null,
    admitted: true,
    stillFor: null,
    passingTo: null,
    ...given,
  };
}

export const calling: PatronContactState = { type: 'calling', librarian: 'Bo Bianchi' };

export function ended(by: Ended['by'] = 'librarian', given: Partial<Ended> = {}): Ended {
  return {
    type: 'ended',
    by,
    outcome: 'resolvedAtFirstLevel',
    librarian: 'Bo Bianchi',
    rating: null,
    ...given,
  };
}

export function fromBo(id: string, text: string, at = 1): MessageView {
  const speaker = { type: 'librarian', name: 'Bo Bianchi' } as const;
  return {
    id,
    contact: CONTACT,
    speaker,
    text,
    attachment: null,
    appointment: null,
    loans: [],
    case: null,
    at,
  };
}

export function fromAda(id: string, text: string, at = 1): MessageView {
  return {
    id,
    contact: CONTACT,
    speaker: { type: 'patron' },
    text,
    attachment: null,
    appointment: null,
    loans: [],
    case: null,
    at,
  };
}

export function history(messages: MessageView[], given: Partial<ToPatron> = {}): ToPatron {
  return { type: 'history', messages, desk: NOTHING, own: NOTHING, ...given } as ToPatron;
}

/** A store in memory. */
export function memory(): Store & { kept: Map<string, string> } {
  const kept = new Map<string, string>();
  return {
    kept,
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => void kept.set(key, value),
    removeItem: (key) => void kept.delete(key),
  };
}

/** A server at the other end of the wire, and the visit that speaks to it. */
export class Desk implements Wire {
  ears!: SocketEars;
  up = false;
  opened = 0;
  closed = false;
  heard: FromPatron[] = [];
  registered: Registered = 'known';
  register = vi.fn(async () => this.registered);
  readonly visit: Visit;
  /** Whether somebody looks at the page. */
  watched = true;
  now = 1000;
  upload: Upload = async (file) => ({
    file: `file ${file.name}`,
    name: file.name,
    kind: 'pdf',
    size: file.size,
    consentedAt: null,
  });
  private ids = 0;

  constructor(readonly store: Store | null = memory()) {
    this.visit = new Visit({
      connect: (ears) => {
        this.ears = ears;
        return this;
      },
      handle: 'biblioteca.prova',
      register: this.register,
    });
    this.visit.open();
  }

  /** Gives the visit its thread, as the page does once it is drawn. */
  furnish(): Thread {
    const thread = new Thread({
      tell: (message) => this.visit.tell(message),
      become: () => this.visit.become(),
      upload: (...asked) => this.upload(...asked),
      href: (file) => `/files/${file}`,
      newId: () => `id-${(this.ids += 1)}`,
      now: () => this.now,
      store: this.store,
      desk: () => this.visit.desk,
      showBooking: (shown) => showAside(this.visit, 'booking', shown),
      showLoans: (shown) => showAside(this.visit, 'loans', shown),
      showCases: (shown) => showAside(this.visit, 'cases', shown),
      arrive: () => arrive(this.visit),
      push: fakePush({ support: 'no' }),
      watched: () => this.watched,
    });
    this.visit.attach(thread);
    thread.settle();
    return thread;
  }

  open(): void {
    this.opened += 1;
    this.up = false;
  }

  reopen(): void {
    this.open();
  }

  close(): void {
    this.closed = true;
    this.up = false;
  }

  send(message: FromPatron): boolean {
    if (this.up) this.heard.push(message);
    return this.up;
  }

  /** What the page said since the last time it was asked. That it asks for its
      appointments, its loans and its cases goes with each greeting, and is left out. */
  taken(): FromPatron[] {
    return this.heard
      .splice(0)
      .filter(
        (said) =>
          !(
            (said.type === 'booking' || said.type === 'loans' || said.type === 'cases') &&
            said.order.type === 'ask'
          ),
      );
  }

  /** What the page ordered about appointments since the last time. */
  ordered(): BookingOrder[] {
    return this.taken().flatMap((said) => (said.type === 'booking' ? [said.order] : []));
  }

  /** What the page ordered about loans since the last time. */
  orderedLoans(): OwnLoansOrder[] {
    return this.taken().flatMap((said) => (said.type === 'loans' ? [said.order] : []));
  }

  /** What the page ordered about cases since the last time. */
  orderedCases(): OwnCasesOrder[] {
    return this.taken().flatMap((said) => (said.type === 'cases' ? [said.order] : []));
  }

  say(...messages: ToPatron[]): void {
    this.up = true;
    messages.forEach((message) => this.ears.heard(message));
  }

  lose(): void {
    this.up = false;
    this.ears.lost();
  }

  /** Greets a page that has no cookie. */
  greetStranger(state: DeskState = OPEN, given: Partial<DeskView> = {}): void {
    this.say({ type: 'desk', desk: desk(state, given) });
  }

  /** Greets a page by its cookie. */
  greet(state: PatronContactState | null, mode: Mode = 'video', said: MessageView[] = []): void {
    this.say({ type: 'desk', desk: desk() });
    this.put(state, mode);
    this.say(history(said));
  }

  /** Says where the contact stands. */
  put(state: PatronContactState | null, mode: Mode = 'video', id = CONTACT): void {
    this.say({
      type: 'contact',
      contact: state && { id, mode, state },
      iceServers: [{ urls: ['stun:stun.example'], username: '', credential: '' }],
    });
  }
}

/** A track that can be switched and pulled out. */
export class Track {
  enabled = true;
  stopped = false;
  onended: (() => void) | null = null;

  constructor(readonly kind: 'audio' | 'video') {}

  stop(): void {
    this.stopped = true;
  }
}

/** A browser's devices: an error's name for what fails. */
export function media(fails: { video?: string; audio?: string } = {}) {
  const getUserMedia = vi.fn(async (what: MediaStreamConstraints = {}) => {
    for (const kind of ['video', 'audio'] as const) {
      const name = what[kind] ? fails[kind] : undefined;
      if (name) throw new DOMException('no', name);
    }
    const tracks = (['audio', 'video'] as const)
      .filter((kind) => what[kind])
      .map((kind) => new Track(kind));
    return {
      getTracks: () => tracks,
      getVideoTracks: () => tracks.filter(({ kind }) => kind === 'video'),
      getAudioTracks: () => tracks.filter(({ kind }) => kind === 'audio'),
    } as unknown as MediaStream;
  });
  const enumerateDevices = vi.fn(async () =>
    (['videoinput', 'audioinput', 'audiooutput'] as const).flatMap((kind) =>
      [1, 2].map((number) => ({
        kind,
        deviceId: `${kind} ${number}`,
        label: `${kind} number ${number}`,
      })),
    ),
  );
  return { getUserMedia, enumerateDevices } as unknown as Media & {
    getUserMedia: typeof getUserMedia;
  };
}

/** Devices that work. */
export const workingDevices = () => new Devices(media());

/** The page's end of a peer connection, without a network. */
export class Peer {
  static made: Peer[] = [];

  static get last(): Peer {
    const peer = Peer.made[Peer.made.length - 1];
    if (!peer) throw new Error('No peer connection was made.');
    return peer;
  }

  closed = false;
  signalingState: RTCSignalingState = 'stable';
  iceConnectionState: RTCIceConnectionState = 'new';
  connectionState: RTCPeerConnectionState = 'new';
  localDescription: { sdp: string } | null = null;
  remoteDescription: { sdp: string } | null = null;
  candidates: RTCIceCandidateInit[] = [];
  transceivers: { kind: string; track: unknown; sender: { replaceTrack: (t: unknown) => void } }[] =
    [];
  channel = {
    label: '',
    readyState: 'connecting',
    sent: [] as string[],
    onopen: null as (() => void) | null,
    onmessage: null as ((event: { data: unknown }) => void) | null,
    send: (data: string) => void this.channel.sent.push(data),
  };
  onicecandidate: ((event: { candidate: unknown }) => void) | null = null;
  ontrack: ((event: { track: unknown }) => void) | null = null;
  oniceconnectionstatechange: (() => void) | null = null;
  onconnectionstatechange: (() => void) | null = null;
  offers = 0;

  constructor(public configuration: RTCConfiguration) {
    Peer.made.push(this);
  }

  setConfiguration(configuration: RTCConfiguration) {
    this.configuration = configuration;
  }

  createDataChannel(label: string) {
    this.channel.label = label;
    return this.channel;
  }

  addTransceiver(what: unknown, { direction }: { direction: string }) {
    const track = typeof what === 'string' ? null : what;
    const kind = typeof what === 'string' ? what : (what as Track).kind;
    const sender = { replaceTrack: vi.fn(async () => undefined) };
    this.transceivers.push({ kind: `${kind} ${direction}`, track, sender });
    return { sender };
  }

  async createOffer({ iceRestart }: { iceRestart: boolean }) {
    this.offers += 1;
    return { type: 'offer', sdp: `${iceRestart ? 'repair' : 'offer'} ${this.offers}` };
  }

  async setLocalDescription(description: { sdp: string }) {
    this.localDescription = description;
    this.signalingState = 'have-local-offer';
  }

  async setRemoteDescription(description: { sdp: string }) {
    this.remoteDescription = description;
    this.signalingState = 'stable';
  }

  async addIceCandidate(candidate: RTCIceCandidateInit) {
    this.candidates.push(candidate);
  }

  close(): void {
    this.closed = true;
  }

  ice(state: RTCIceConnectionState): void {
    this.iceConnectionState = state;
    this.oniceconnectionstatechange?.();
  }

  openChannel(): void {
    this.channel.readyState = 'open';
    this.channel.onopen?.();
  }
}
