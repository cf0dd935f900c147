import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { planesLength } from '$lib/host/picture';

import { Easel } from './easel';
import { fakeCanvas, FakeFrame, stubCodecs } from './fakes';

const planes = (width = 4, height = 2) => ({
  width,
  height,
  time: 90_000,
  data: new Uint8Array(planesLength(width, height)).fill(128),
});

describe('the easel', () => {
  beforeEach(() => {
    stubCodecs();
    vi.useFakeTimers({ toFake: ['performance'] });
  });
  afterEach(() => {
    expect(FakeFrame.all.filter(({ closed }) => !closed)).toEqual([]);
    vi.unstubAllGlobals();
    vi.useRealTimers();
  });

  it('draws planes as a video frame, in the size of the picture', () => {
    const easel = new Easel();
    const { canvas, context } = fakeCanvas();
    easel.mount(canvas);
    expect(easel.drawPlanes(planes(6, 4))).toBe(true);
    expect([canvas.width, canvas.height]).toEqual([6, 4]);
    expect(context.drawImage).toHaveBeenCalledOnce();
    expect(FakeFrame.all[0]?.timestamp).toBe(1_000_000);
  });

  it('paints the pixels itself where there are no video frames', () => {
    vi.stubGlobal('VideoFrame', undefined);
    const easel = new Easel();
    const { canvas, context } = fakeCanvas();
    easel.mount(canvas);
    expect(easel.drawPlanes(planes())).toBe(true);
    expect(easel.drawPlanes(planes())).toBe(true);
    expect(context.putImageData).toHaveBeenCalledTimes(2);
    expect(context.createImageData).toHaveBeenCalledOnce();
    easel.drawPlanes(planes(8, 8));
    expect(context.createImageData).toHaveBeenCalledTimes(2);
  });

  it('paints them too where video frames do not take I420, and does not ask again', () => {
    FakeFrame.refuses = true;
    const easel = new Easel();
    const { canvas, context } = fakeCanvas();
    easel.mount(canvas);
    expect(easel.drawPlanes(planes())).toBe(true);
    FakeFrame.refuses = false;
    easel.drawPlanes(planes());
    expect(context.putImageData).toHaveBeenCalledTimes(2);
    expect(FakeFrame.all).toEqual([]);
  });

  it('loses pictures quietly while no canvas is up', () => {
    const easel = new Easel();
    expect(easel.drawPlanes(planes())).toBe(false);
    const { canvas, context } = fakeCanvas();
    const takeDown = easel.mount(canvas);
    takeDown();
    expect(easel.drawPlanes(planes())).toBe(false);
    expect(context.drawImage).not.toHaveBeenCalled();
  });

  it('keeps the newer canvas when an older one is taken down late', () => {
    const easel = new Easel();
    const older = easel.mount(fakeCanvas().canvas);
    const { canvas, context } = fakeCanvas();
    easel.mount(canvas);
    older();
    easel.drawPlanes(planes());
    expect(context.drawImage).toHaveBeenCalledOnce();
  });

  it('tells the number of pictures at once, then each second', () => {
    const easel = new Easel();
    const { canvas } = fakeCanvas();
    easel.mount(canvas);
    easel.drawPlanes(planes());
    expect(canvas.dataset['frames']).toBe('1');
    easel.drawPlanes(planes());
    expect(canvas.dataset['frames']).toBe('1');
    vi.advanceTimersByTime(1000);
    easel.drawPlanes(planes());
    expect(canvas.dataset['frames']).toBe('3');
  });

  it('leaves nothing when it is cleared', () => {
    const easel = new Easel();
    const { canvas, context } = fakeCanvas();
    easel.mount(canvas);
    easel.drawPlanes(planes(6, 4));
    easel.clear();
    expect(context.clearRect).toHaveBeenCalledWith(0, 0, 6, 4);
  });
});
