import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { packPicture, planesLength, readPicture, type Picture } from '$lib/host/picture';

import { fakeCanvas, FakeDecoder, FakeFrame, stubCodecs } from './fakes';
import { OwnPicture } from './own-picture.svelte';
import { PatronPicture } from './patron-picture.svelte';

type OfPatron = Extract<Picture, { of: 'patron' }>;

const vp8 = (kind: 'patronKey' | 'patronDelta', time: number) =>
  readPicture(packPicture(kind, 0, 0, time, new Uint8Array([1]))) as OfPatron;
const i420 = () =>
  readPicture(packPicture('patronI420', 4, 4, 0, new Uint8Array(planesLength(4, 4)))) as OfPatron;

function shown() {
  const outlet = { drawn: vi.fn(), needKeyPicture: vi.fn(), cannotDecodeVp8: vi.fn() };
  const picture = new PatronPicture(outlet);
  const easel = fakeCanvas();
  const takeDown = picture.mount(easel.canvas);
  return { picture, outlet, takeDown, ...easel };
}

describe("the patron's picture", () => {
  beforeEach(stubCodecs);
  afterEach(() => {
    expect(FakeFrame.all.filter(({ closed }) => !closed)).toEqual([]);
    vi.unstubAllGlobals();
  });

  it('shows and gives a credit back for each VP8 picture', () => {
    const { picture, outlet, context } = shown();
    picture.take(vp8('patronKey', 0));
    expect(picture.showing).toBe(false);
    expect(outlet.drawn).not.toHaveBeenCalled();
    FakeDecoder.last.give(0);
    expect(picture.showing).toBe(true);
    expect(context.drawImage).toHaveBeenCalledTimes(1);
    expect(outlet.drawn).toHaveBeenCalledTimes(1);
  });

  it('gives the credit back for planes, and also when drawing fails', () => {
    const { picture, outlet, context } = shown();
    picture.take(i420());
    expect(outlet.drawn).toHaveBeenCalledTimes(1);
    context.drawImage.mockImplementation(() => {
      throw new DOMException('lost', 'InvalidStateError');
    });
    picture.take(i420());
    picture.take(vp8('patronKey', 0));
    FakeDecoder.last.give(0);
    expect(outlet.drawn).toHaveBeenCalledTimes(3);
  });

  it('gives the credit back for what can not be read or seen', () => {
    const { picture, outlet, takeDown } = shown();
    picture.take({ of: 'patron', as: 'broken' });
    takeDown();
    picture.take(i420());
    picture.take(vp8('patronKey', 0));
    FakeDecoder.last.give(0);
    expect(outlet.drawn).toHaveBeenCalledTimes(3);
    expect(picture.showing).toBe(false);
  });

  it('leaves nothing on the canvas when the call ends, and owes nothing', () => {
    const { picture, outlet, context } = shown();
    picture.take(vp8('patronKey', 0));
    FakeDecoder.last.give(0);
    picture.take(vp8('patronDelta', 3000));
    picture.clear();
    expect(outlet.drawn).toHaveBeenCalledTimes(2);
    expect(context.clearRect).toHaveBeenCalled();
    expect(picture.showing).toBe(false);
  });

  it('passes on what the decoder needs', () => {
    const { picture, outlet } = shown();
    picture.take(vp8('patronDelta', 0));
    expect(outlet.needKeyPicture).toHaveBeenCalledTimes(1);
    for (let i = 0; i < 3; i += 1) {
      picture.take(vp8('patronKey', i));
      FakeDecoder.last.break();
    }
    expect(outlet.cannotDecodeVp8).toHaveBeenCalledTimes(1);
    expect(outlet.drawn).toHaveBeenCalledTimes(4);
  });
});

describe('the own picture', () => {
  beforeEach(stubCodecs);
  afterEach(() => vi.unstubAllGlobals());

  it('shows until the call ends', () => {
    const picture = new OwnPicture();
    const { canvas, context } = fakeCanvas();
    picture.mount(canvas);
    const data = new Uint8Array(planesLength(4, 4));
    picture.take({ width: 4, height: 4, time: 0, data });
    expect(picture.showing).toBe(true);
    picture.clear();
    expect(picture.showing).toBe(false);
    expect(context.clearRect).toHaveBeenCalled();
  });
});
