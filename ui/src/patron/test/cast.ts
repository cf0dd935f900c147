// What the tests of the public page play with: a server, a peer and devices that do
// as they are told. Ada is the patron, Bo the librarian.
import { vi } from 'vitest';

import type {
  DeskState,
  DeskView,
  FromPatron,
  MessageView,
  Mode,
  PatronContactState,
  ToPatron,
} from '$lib/wire';

import type { Registered } from '../address';
import { Devices } from '../devices.svelte';
import type { Store } from '../outbox';
import type { SocketEars, Wire } from '../socket';
import { Visit } from '../visit.svelte';

export const CONTACT = '00000000-0000-4000-8000-00000000000c';
export const OPEN: DeskState = { type: 'open', available: 1, onContact: 0 };

export function desk(state: DeskState = OPEN, waiting = 0): DeskView {
  return {
    library: 'Biblioteca di prova',
    name: 'Banco centrale',
    handle: 'biblioteca.prova',
    state,
    waiting,
  };
}

export function waiting(position = 1, ringing = false): PatronContactState {
  return { type: 'waiting', position, ringing };
}

export function talking(answeredWith: Mode = 'video'): PatronContactState {
  return { type: 'talking', librarian: 'Bo Bianchi', answeredWith };
}

export function fromBo(id: string, text: string): MessageView {
  return { id, contact: CONTACT, speaker: { type: 'librarian', name: 'Bo Bianchi' }, text, at: 1 };
}

export function fromAda(id: string, text: string): MessageView {
  return { id, contact: CONTACT, speaker: { type: 'patron' }, text, at: 1 };
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

  constructor(store: Store | null = memory()) {
    let ids = 0;
    this.visit = new Visit({
      connect: (ears) => {
        this.ears = ears;
        return this;
      },
      register: this.register,
      newId: () => `id-${(ids += 1)}`,
      now: () => 1000,
      store,
    });
    this.visit.open();
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

  /** What the page said since the last time it was asked. */
  taken(): FromPatron[] {
    return this.heard.splice(0);
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
  greetStranger(state: DeskState = OPEN): void {
    this.say({ type: 'desk', desk: desk(state) });
  }

  /** Greets a page by its cookie. */
  greet(state: PatronContactState | null, mode: Mode = 'video', said: MessageView[] = []): void {
    this.say({ type: 'desk', desk: desk() });
    this.put(state, mode);
    this.say({ type: 'history', messages: said });
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
  return { getUserMedia };
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

  constructor(readonly configuration: RTCConfiguration) {
    Peer.made.push(this);
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
