// The call: one peer connection to the librarian's seat, begun by this page.
//
// Its rule: while the contact is talking, it never stops trying. A connection that
// stumbles is repaired on the same leg; one that stays broken, or is never answered,
// is replaced by a new leg. Signals of any other leg are dropped: they belong to a
// connection that is gone. The server may forget a signal, so nothing waits for one
// without a deadline.
import type { CallData, CallDevices, IceServer, Mode, Signal } from '$lib/wire';

import { vp8First } from './codecs';
import type { Devices } from './devices.svelte';

/** How long an offer may stay unanswered, the first time. */
const ANSWER_MS = 8_000;
const LONGEST_ANSWER_MS = 20_000;
/** How long two peers that agreed may take to find each other. */
const MEETING_MS = 15_000;
/** A radio that breathes; less is no trouble at all. */
const STUMBLE_MS = 2_000;
/** How long a repair may take. */
const REPAIR_MS = 10_000;

/** How the two ends stand. */
export type CallLink = 'connecting' | 'connected' | 'interrupted';

/** What a call is given. */
export interface CallParts {
  mode: Mode;
  /** What the librarian sends, until they tell it themselves. */
  answeredWith: Mode;
  devices: Devices;
  iceServers: () => IceServer[];
  signal: (leg: string, signal: Signal) => void;
  connect: (configuration: RTCConfiguration) => RTCPeerConnection;
  stream: () => MediaStream;
  newId: () => string;
}

export class Call {
  link = $state<CallLink>('connecting');
  /** What the librarian sends. */
  remote = $state.raw<MediaStream | null>(null);
  librarian = $state.raw<CallDevices>({ camera: false, microphone: true });

  private readonly parts: CallParts;
  private mode: Mode;
  private peer: RTCPeerConnection | null = null;
  private channel: RTCDataChannel | null = null;
  private sound: RTCRtpSender | null = null;
  private picture: RTCRtpSender | null = null;
  private leg = '';
  /** The two ends have found each other on this leg. */
  private met = false;
  /** Legs that came to nothing, since the last one that worked. */
  private vain = 0;
  /** Candidates that came before the answer. */
  private early: RTCIceCandidateInit[] = [];
  private deadline: ReturnType<typeof setTimeout> | undefined;

  constructor(parts: CallParts) {
    this.parts = parts;
    this.mode = parts.mode;
    this.librarian = { camera: parts.answeredWith === 'video', microphone: true };
    parts.devices.onchange = () => this.devicesChanged();
  }

  start(): void {
    void this.newLeg();
  }

  /** They go on in another mode: what each sends is agreed anew, on a leg of its own. */
  change(mode: Mode, answeredWith: Mode): void {
    if (mode === this.mode) return;
    this.mode = mode;
    this.librarian = { camera: answeredWith === 'video', microphone: this.librarian.microphone };
    this.link = 'connecting';
    void this.newLeg();
  }

  /** Another librarian goes on with it, at another seat: that one knows nothing of the leg. */
  goOnElsewhere(answeredWith: Mode): void {
    this.librarian = { camera: answeredWith === 'video', microphone: true };
    this.link = 'connecting';
    void this.newLeg();
  }

  /** A step from the librarian's side. */
  async hear(leg: string, signal: Signal): Promise<void> {
    const peer = this.peer;
    if (!peer || leg !== this.leg) return;
    try {
      if (signal.type === 'answer') await this.hearAnswer(peer, signal.sdp);
      else if (signal.type === 'candidate') await this.hearCandidate(peer, signal.candidate);
    } catch {
      // A description or a candidate that this browser does not understand: the
      // deadline will bring a new leg.
    }
  }

  /** The server can be reached again: what was said meanwhile is lost. */
  restored(): void {
    if (this.link !== 'connected') void this.newLeg();
  }

  /** Hangs up. */
  close(): void {
    this.parts.devices.onchange = null;
    this.drop();
  }

  private async newLeg(): Promise<void> {
    this.drop();
    if (this.link === 'connected') this.link = 'interrupted';
    const leg = this.parts.newId();
    const peer = this.parts.connect(this.configuration());
    this.leg = leg;
    this.peer = peer;
    this.expectAnswer();
    this.attach(peer, leg);
    await this.offer(peer, false);
  }

  private attach(peer: RTCPeerConnection, leg: string): void {
    const { devices, signal, stream } = this.parts;
    const remote = stream();
    const own = stream();
    peer.onicecandidate = ({ candidate }) => {
      if (!candidate || leg !== this.leg) return;
      signal(leg, { type: 'candidate', candidate: candidateInit(candidate) });
    };
    peer.ontrack = ({ track }) => {
      remote.addTrack(track);
      this.remote = remote;
    };
    peer.oniceconnectionstatechange = () => this.linkChanged(peer);
    peer.onconnectionstatechange = () => {
      if (peer === this.peer && peer.connectionState === 'failed') this.linkFailed(peer);
    };
    this.channel = this.openChannel(peer);
    // Both ways even without a device, so that one can be switched on later.
    this.sound = peer.addTransceiver(devices.microphone ?? 'audio', {
      direction: 'sendrecv',
      streams: [own],
    }).sender;
    if (this.mode !== 'video') return;
    const picture = peer.addTransceiver(devices.camera ?? 'video', {
      direction: 'sendrecv',
      streams: [own],
    });
    preferVp8(picture);
    this.picture = picture.sender;
  }

  private openChannel(peer: RTCPeerConnection): RTCDataChannel {
    const channel = peer.createDataChannel('desk', { ordered: true });
    channel.onopen = () => this.tellDevices();
    channel.onmessage = ({ data }: { data: unknown }) => {
      const said = callData(data);
      if (peer !== this.peer || !said) return;
      this.librarian = { camera: said.camera, microphone: said.microphone };
    };
    return channel;
  }

  private async offer(peer: RTCPeerConnection, iceRestart: boolean): Promise<void> {
    try {
      const offer = await peer.createOffer({ iceRestart });
      if (peer !== this.peer) return;
      await peer.setLocalDescription(offer);
    } catch {
      // The deadline brings a new leg.
      return;
    }
    if (peer !== this.peer) return;
    const sdp = peer.localDescription?.sdp ?? '';
    this.parts.signal(this.leg, { type: 'offer', sdp });
  }

  private async hearAnswer(peer: RTCPeerConnection, sdp: string): Promise<void> {
    if (peer.signalingState !== 'have-local-offer') return;
    await peer.setRemoteDescription({ type: 'answer', sdp });
    if (peer !== this.peer) return;
    const early = this.early;
    this.early = [];
    await Promise.all(early.map((candidate) => peer.addIceCandidate(candidate)));
    if (peer === this.peer && !this.met) this.expectMeeting();
  }

  private async hearCandidate(
    peer: RTCPeerConnection,
    candidate: RTCIceCandidateInit,
  ): Promise<void> {
    if (peer.remoteDescription) await peer.addIceCandidate(candidate);
    else this.early.push(candidate);
  }

  private linkChanged(peer: RTCPeerConnection): void {
    if (peer !== this.peer) return;
    switch (peer.iceConnectionState) {
      case 'connected':
      case 'completed':
        this.link = 'connected';
        this.met = true;
        this.vain = 0;
        this.within(null);
        break;
      case 'disconnected':
        this.link = 'interrupted';
        this.within(STUMBLE_MS, () => this.repair(peer));
        break;
      case 'failed':
        this.linkFailed(peer);
        break;
      case 'new':
      case 'checking':
      case 'closed':
        break;
    }
  }

  private linkFailed(peer: RTCPeerConnection): void {
    // Who never met waits for the leg's deadline, so that vain legs do not follow
    // each other without a breath.
    if (!this.met) return;
    this.link = 'interrupted';
    this.repair(peer);
  }

  private configuration(): RTCConfiguration {
    return { iceServers: this.parts.iceServers().map(iceServer), bundlePolicy: 'max-bundle' };
  }

  private repair(peer: RTCPeerConnection): void {
    this.within(REPAIR_MS, () => void this.newLeg());
    try {
      // Credentials that the leg began with may have expired.
      peer.setConfiguration(this.configuration());
    } catch {
      // It is repaired with what it has, or replaced.
    }
    void this.offer(peer, true);
  }

  private expectAnswer(): void {
    const patience = Math.min(LONGEST_ANSWER_MS, ANSWER_MS * 1.5 ** this.vain);
    this.vain += 1;
    this.within(patience, () => void this.newLeg());
  }

  private expectMeeting(): void {
    this.within(MEETING_MS, () => void this.newLeg());
  }

  /** One deadline at a time: the newest one knows best what to wait for. */
  private within(span: number | null, then: () => void = () => undefined): void {
    clearTimeout(this.deadline);
    this.deadline = span === null ? undefined : setTimeout(then, span);
  }

  private devicesChanged(): void {
    const { camera, microphone } = this.parts.devices;
    void this.sound?.replaceTrack(microphone).catch(() => undefined);
    void this.picture?.replaceTrack(camera).catch(() => undefined);
    this.tellDevices();
  }

  private tellDevices(): void {
    if (this.channel?.readyState !== 'open') return;
    const { camera, microphone, speaking } = this.parts.devices;
    const said: CallData = {
      type: 'devices',
      camera: camera !== null && this.mode === 'video',
      microphone: microphone !== null && speaking,
    };
    this.channel.send(JSON.stringify(said));
  }

  private drop(): void {
    this.within(null);
    const peer = this.peer;
    this.peer = null;
    this.channel = null;
    this.sound = null;
    this.picture = null;
    this.early = [];
    this.leg = '';
    this.met = false;
    peer?.close();
  }
}

function iceServer({ urls, username, credential }: IceServer): RTCIceServer {
  return username === '' ? { urls } : { urls, username, credential };
}

function candidateInit({ candidate, sdpMid, sdpMLineIndex }: RTCIceCandidate) {
  return { candidate, sdpMid, sdpMLineIndex };
}

function preferVp8(transceiver: RTCRtpTransceiver): void {
  const codecs =
    typeof RTCRtpReceiver === 'undefined' ? null : RTCRtpReceiver.getCapabilities('video')?.codecs;
  if (!codecs || !('setCodecPreferences' in transceiver)) return;
  try {
    transceiver.setCodecPreferences(vp8First(codecs));
  } catch {
    // Its own order will do.
  }
}

function callData(data: unknown): CallData | null {
  try {
    const said = JSON.parse(String(data)) as CallData;
    return said.type === 'devices' ? said : null;
  } catch {
    return null;
  }
}
