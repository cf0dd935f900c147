import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { FakeDecoder, FakeFrame, stubCodecs } from './fakes';
import { decodesVp8, Vp8 } from './vp8';

const frame = (key: boolean, time = 0) => ({ key, time, data: new Uint8Array([1, 2, 3]) });

function stream() {
  const outlet = { draw: vi.fn(), settled: vi.fn(), needKey: vi.fn(), hopeless: vi.fn() };
  return { vp8: new Vp8(outlet), outlet };
}

beforeEach(() => {
  stubCodecs();
  vi.useFakeTimers();
});

afterEach(() => {
  expect(FakeFrame.all.filter(({ closed }) => !closed)).toEqual([]);
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

describe('whether VP8 can be decoded', () => {
  it('is asked of the webview', async () => {
    expect(await decodesVp8()).toBe(true);
    FakeDecoder.supported = false;
    expect(await decodesVp8()).toBe(false);
    FakeDecoder.supported = 'throws';
    expect(await decodesVp8()).toBe(false);
  });

  it('is answered no where there are no WebCodecs', async () => {
    vi.stubGlobal('VideoDecoder', undefined);
    expect(await decodesVp8()).toBe(false);
  });
});

describe('a VP8 stream', () => {
  it('is drawn, and each frame is settled after it was drawn', () => {
    const { vp8, outlet } = stream();
    vp8.take(frame(true, 0));
    vp8.take(frame(false, 3000));
    expect(FakeDecoder.last.chunks.map(({ type }) => type)).toEqual(['key', 'delta']);
    expect(outlet.settled).not.toHaveBeenCalled();
    FakeDecoder.last.give(0);
    expect(outlet.draw).toHaveBeenCalledTimes(1);
    expect(outlet.settled).toHaveBeenCalledTimes(1);
    FakeDecoder.last.give(1);
    expect(outlet.settled).toHaveBeenCalledTimes(2);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('has one decoder for all its frames', () => {
    const { vp8 } = stream();
    vp8.take(frame(true));
    vp8.take(frame(false, 3000));
    vp8.take(frame(true, 6000));
    expect(FakeDecoder.all).toHaveLength(1);
    vp8.reset();
  });

  it('that begins in the middle waits for a key frame, and asks for it with patience', () => {
    const { vp8, outlet } = stream();
    vp8.take(frame(false));
    vp8.take(frame(false));
    expect(outlet.settled).toHaveBeenCalledTimes(2);
    expect(outlet.needKey).toHaveBeenCalledTimes(1);
    vi.advanceTimersByTime(1000);
    vp8.take(frame(false));
    expect(outlet.needKey).toHaveBeenCalledTimes(2);
    expect(FakeDecoder.all).toEqual([]);
  });

  it('settles a frame that is never shown together with the next one', () => {
    const { vp8, outlet } = stream();
    vp8.take(frame(true, 0));
    vp8.take(frame(false, 3000));
    FakeDecoder.last.give(1);
    expect(outlet.draw).toHaveBeenCalledTimes(1);
    expect(outlet.settled).toHaveBeenCalledTimes(2);
  });

  it('keeps its time growing when the clock of the frames begins anew', () => {
    const { vp8, outlet } = stream();
    vp8.take(frame(true, 0xffff_ffff));
    vp8.take(frame(false, 2000));
    const [first, second] = FakeDecoder.last.chunks.map(({ timestamp }) => timestamp);
    expect(second).toBeGreaterThan(first ?? Infinity);
    FakeDecoder.last.give(0);
    FakeDecoder.last.give(1);
    expect(outlet.settled).toHaveBeenCalledTimes(2);
  });

  it('survives a broken decoder: credits back, a key frame asked for, a new decoder', () => {
    const { vp8, outlet } = stream();
    vp8.take(frame(true, 0));
    vp8.take(frame(false, 3000));
    FakeDecoder.last.break();
    expect(outlet.settled).toHaveBeenCalledTimes(2);
    expect(outlet.needKey).toHaveBeenCalledTimes(1);

    vp8.take(frame(false, 6000));
    expect(outlet.settled).toHaveBeenCalledTimes(3);
    vp8.take(frame(true, 9000));
    expect(FakeDecoder.all).toHaveLength(2);
    FakeDecoder.last.give(0);
    expect(outlet.draw).toHaveBeenCalledTimes(1);
    expect(outlet.settled).toHaveBeenCalledTimes(4);
  });

  it('survives a frame that the decoder does not even take', () => {
    const { vp8, outlet } = stream();
    FakeDecoder.refuses = true;
    vp8.take(frame(true));
    expect(outlet.settled).toHaveBeenCalledTimes(1);
    expect(outlet.needKey).toHaveBeenCalledTimes(1);
    expect(FakeDecoder.last.state).toBe('closed');
  });

  it('does not draw what an old decoder still gives', () => {
    const { vp8, outlet } = stream();
    vp8.take(frame(true, 0));
    const old = FakeDecoder.last;
    vp8.reset();
    old.give(0);
    expect(outlet.draw).not.toHaveBeenCalled();
    expect(outlet.settled).toHaveBeenCalledTimes(1);
  });

  it('gives up on a decoder that keeps the frames to itself', () => {
    const { vp8, outlet } = stream();
    vp8.take(frame(true, 0));
    vp8.take(frame(false, 3000));
    vi.advanceTimersByTime(2000);
    expect(outlet.settled).toHaveBeenCalledTimes(2);
    expect(outlet.needKey).toHaveBeenCalledTimes(1);
    expect(FakeDecoder.last.state).toBe('closed');
  });

  it('is handed to somebody else after three failures in a row', () => {
    const { vp8, outlet } = stream();
    for (let i = 0; i < 3; i += 1) {
      vp8.take(frame(true, i * 3000));
      FakeDecoder.last.break();
    }
    expect(outlet.hopeless).toHaveBeenCalledTimes(1);
    vp8.take(frame(true, 9000));
    expect(FakeDecoder.all).toHaveLength(3);
    expect(outlet.settled).toHaveBeenCalledTimes(4);
  });

  it('forgives failures that lie far apart', () => {
    const { vp8, outlet } = stream();
    for (let i = 0; i < 5; i += 1) {
      vp8.take(frame(true, i * 6000));
      FakeDecoder.last.give(0);
      vp8.take(frame(false, i * 6000 + 3000));
      FakeDecoder.last.break();
    }
    expect(outlet.hopeless).not.toHaveBeenCalled();
    expect(outlet.settled).toHaveBeenCalledTimes(10);
  });

  it('begins anew with a key frame after a reset', () => {
    const { vp8, outlet } = stream();
    vp8.take(frame(true, 0));
    vp8.reset();
    vp8.take(frame(false, 3000));
    expect(outlet.needKey).toHaveBeenCalledTimes(1);
    expect(outlet.settled).toHaveBeenCalledTimes(2);
    expect(vi.getTimerCount()).toBe(0);
  });
});
