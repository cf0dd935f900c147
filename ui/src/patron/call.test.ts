// The call never stops trying while the contact is talking.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import type { Mode, Signal } from '$lib/wire';

import { Call } from './call.svelte';
import { vp8First } from './codecs';
import { Devices } from './devices.svelte';
import { media, Peer, workingDevices } from './test/cast';

const said: { leg: string; signal: Signal }[] = [];
let credential = 'c';
let call: Call;
let devices: Devices;

class Stream {
  tracks: unknown[] = [];
  addTrack(track: unknown) {
    this.tracks.push(track);
  }
}

/** Lets promises that are already settled go on. */
const settle = () => vi.advanceTimersByTimeAsync(0);

async function start(mode: Mode = 'video', own: Devices = workingDevices()) {
  devices = own;
  await devices.open(mode);
  let legs = 0;
  call = new Call({
    mode,
    answeredWith: 'video',
    devices,
    iceServers: () => [
      { urls: ['stun:a'], username: '', credential: '' },
      { urls: ['turn:b'], username: 'u', credential },
    ],
    signal: (leg, signal) => said.push({ leg, signal }),
    connect: (configuration) => new Peer(configuration) as unknown as RTCPeerConnection,
    stream: () => new Stream() as unknown as MediaStream,
    newId: () => `leg-${(legs += 1)}`,
  });
  call.start();
  await settle();
}

async function answer(leg: string) {
  await call.hear(leg, { type: 'answer', sdp: 'answer' });
}

async function connect(leg = 'leg-1') {
  await answer(leg);
  Peer.last.ice('connected');
}

const offers = () =>
  said.flatMap(({ leg, signal }) => (signal.type === 'offer' ? [[leg, signal.sdp]] : []));

beforeEach(() => {
  credential = 'c';
  vi.useFakeTimers();
  said.length = 0;
  Peer.made = [];
});

afterEach(() => {
  call.close();
  expect(
    Peer.made.every(({ closed }) => closed),
    'a peer connection left open',
  ).toBe(true);
  expect(vi.getTimerCount(), 'timers left over').toBe(0);
  vi.useRealTimers();
});

describe('a call', () => {
  it('offers sound, a picture and the channel to talk about them', async () => {
    await start('video');
    expect(offers()).toEqual([['leg-1', 'offer 1']]);
    expect(Peer.last.channel.label).toBe('desk');
    expect(Peer.last.transceivers.map(({ kind }) => kind)).toEqual([
      'audio sendrecv',
      'video sendrecv',
    ]);
    expect(Peer.last.configuration.iceServers).toEqual([
      { urls: ['stun:a'] },
      { urls: ['turn:b'], username: 'u', credential: 'c' },
    ]);
  });

  it('offers no picture in a voice call', async () => {
    await start('voice');
    expect(Peer.last.transceivers.map(({ kind }) => kind)).toEqual(['audio sendrecv']);
  });

  it('can be made with no device at all', async () => {
    await start('video', new Devices(undefined));
    expect(Peer.last.transceivers.map(({ kind, track }) => [kind, track])).toEqual([
      ['audio sendrecv', null],
      ['video sendrecv', null],
    ]);
  });

  it('keeps candidates until the answer is there', async () => {
    await start();
    const candidate = { candidate: 'c', sdpMid: '0', sdpMLineIndex: 0 };
    await call.hear('leg-1', { type: 'candidate', candidate });
    expect(Peer.last.candidates).toEqual([]);
    await answer('leg-1');
    expect(Peer.last.candidates).toEqual([candidate]);
    await call.hear('leg-1', { type: 'candidate', candidate });
    expect(Peer.last.candidates).toHaveLength(2);
  });

  it('sends its own candidates, without what the wire does not know', async () => {
    await start();
    Peer.last.onicecandidate?.({
      candidate: { candidate: 'c', sdpMid: '0', sdpMLineIndex: 0, usernameFragment: 'x' },
    });
    Peer.last.onicecandidate?.({ candidate: null });
    expect(said.slice(1)).toEqual([
      {
        leg: 'leg-1',
        signal: { type: 'candidate', candidate: { candidate: 'c', sdpMid: '0', sdpMLineIndex: 0 } },
      },
    ]);
  });

  it('drops what belongs to another leg', async () => {
    await start();
    await answer('leg-0');
    expect(Peer.last.remoteDescription).toBeNull();
  });

  it('shows what comes', async () => {
    await start();
    Peer.last.ontrack?.({ track: 'sound' });
    Peer.last.ontrack?.({ track: 'picture' });
    expect((call.remote as unknown as Stream).tracks).toEqual(['sound', 'picture']);
    await connect();
    expect(call.link).toBe('connected');
  });
});

describe('without an answer', () => {
  it('offers a new leg after eight seconds, then ever more patiently', async () => {
    await start();
    await vi.advanceTimersByTimeAsync(7_999);
    expect(Peer.made).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(1);
    expect(offers().map(([leg]) => leg)).toEqual(['leg-1', 'leg-2']);
    await vi.advanceTimersByTimeAsync(11_999);
    expect(Peer.made).toHaveLength(2);
    await vi.advanceTimersByTimeAsync(1);
    await vi.advanceTimersByTimeAsync(18_000);
    await vi.advanceTimersByTimeAsync(20_000);
    await vi.advanceTimersByTimeAsync(20_000);
    expect(Peer.made).toHaveLength(6);
    expect(call.link).toBe('connecting');
    expect(Peer.made.slice(0, -1).every(({ closed }) => closed)).toBe(true);
  });

  it('offers again when the two never meet', async () => {
    await start();
    await answer('leg-1');
    Peer.last.ice('failed');
    await vi.advanceTimersByTimeAsync(14_999);
    expect(Peer.made).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(1);
    expect(offers()).toHaveLength(2);
  });

  it('offers at once when the server is back', async () => {
    await start();
    call.restored();
    await settle();
    expect(offers().map(([leg]) => leg)).toEqual(['leg-1', 'leg-2']);
  });
});

describe('a call in trouble', () => {
  it('lets the network breathe for two seconds', async () => {
    await start();
    await connect();
    Peer.last.ice('disconnected');
    expect(call.link).toBe('interrupted');
    await vi.advanceTimersByTimeAsync(1_999);
    Peer.last.ice('connected');
    await vi.advanceTimersByTimeAsync(60_000);
    expect(offers()).toHaveLength(1);
    expect(call.link).toBe('connected');
  });

  it('is repaired on the same leg', async () => {
    await start();
    await connect();
    Peer.last.ice('disconnected');
    await vi.advanceTimersByTimeAsync(2_000);
    expect(offers()[1]).toEqual(['leg-1', 'repair 2']);
    await answer('leg-1');
    Peer.last.ice('connected');
    await vi.advanceTimersByTimeAsync(60_000);
    expect(Peer.made).toHaveLength(1);
  });

  it('is repaired with the credentials that are good now', async () => {
    await start();
    await connect();
    credential = 'renewed';
    Peer.last.ice('disconnected');
    await vi.advanceTimersByTimeAsync(2_000);
    expect(Peer.made).toHaveLength(1);
    expect(Peer.last.configuration.iceServers?.[1]?.credential).toBe('renewed');
  });

  it('is repaired at once when it failed, and replaced when that does not help', async () => {
    await start();
    await connect();
    Peer.last.ice('failed');
    await settle();
    expect(offers()[1]).toEqual(['leg-1', 'repair 2']);
    await answer('leg-1');
    await vi.advanceTimersByTimeAsync(10_000);
    expect(offers()[2]).toEqual(['leg-2', 'offer 1']);
    expect(call.link).toBe('interrupted');
    await connect('leg-2');
    expect(call.link).toBe('connected');
  });

  it('is left alone when only the server was away', async () => {
    await start();
    await connect();
    call.restored();
    await settle();
    expect(Peer.made).toHaveLength(1);
  });

  it('survives words it does not understand', async () => {
    await start();
    Peer.last.setRemoteDescription = () => Promise.reject(new Error('no such line'));
    await answer('leg-1');
    expect(call.link).toBe('connecting');
  });
});

it('goes on with another librarian on a new leg, and believes nothing of the old one', async () => {
  await start();
  await connect();
  call.goOnElsewhere('voice');
  await settle();
  expect(offers()).toHaveLength(2);
  expect(call.link).toBe('connecting');
  expect(call.librarian).toEqual({ camera: false, microphone: true });
  await answer('leg-1');
  expect(Peer.last.remoteDescription).toBeNull();
  await connect('leg-2');
  expect(call.link).toBe('connected');
});

describe('the devices in a call', () => {
  it('are told when the channel opens and at each change', async () => {
    await start();
    await connect();
    Peer.last.openChannel();
    await devices.setMicrophone(false);
    await devices.setCamera(false);
    expect(Peer.last.channel.sent.map((text) => JSON.parse(text) as unknown)).toEqual([
      { type: 'devices', camera: true, microphone: true },
      { type: 'devices', camera: true, microphone: false },
      { type: 'devices', camera: false, microphone: false },
    ]);
  });

  it('can be switched on later, without a new offer', async () => {
    await start('video', new Devices(media({ video: 'NotReadableError' })));
    await connect();
    await devices.setCamera(false);
    expect(Peer.last.transceivers[1]?.sender.replaceTrack).toHaveBeenCalledWith(null);
    expect(offers()).toHaveLength(1);
  });

  it('of the librarian are believed, and nonsense is not', async () => {
    await start();
    expect(call.librarian).toEqual({ camera: true, microphone: true });
    Peer.last.channel.onmessage?.({ data: '{"type":"devices","camera":false,"microphone":false}' });
    Peer.last.channel.onmessage?.({ data: 'hello' });
    expect(call.librarian).toEqual({ camera: false, microphone: false });
  });
});

it('VP8 and its repair stream come first, the others stay', () => {
  const codecs = ['video/AV1', 'video/rtx', 'video/H264', 'video/VP8'].map((mimeType) => ({
    mimeType,
  }));
  expect(vp8First(codecs).map(({ mimeType }) => mimeType)).toEqual([
    'video/VP8',
    'video/rtx',
    'video/AV1',
    'video/H264',
  ]);
});
