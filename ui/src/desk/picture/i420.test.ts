import { describe, expect, it } from 'vitest';

import { toRgba } from './i420';

function pixels(width: number, height: number, data: number[]): number[][] {
  const out = new Uint8ClampedArray(width * height * 4);
  toRgba({ width, height, time: 0, data: new Uint8Array(data) }, out);
  return Array.from({ length: width * height }, (_, i) => [...out.slice(i * 4, i * 4 + 4)]);
}

describe('I420 into RGBA', () => {
  it.each([
    ['black', [16, 128, 128], [0, 0, 0, 255]],
    ['white', [235, 128, 128], [255, 255, 255, 255]],
    ['red', [81, 90, 240], [255, 0, 0, 255]],
    ['green', [145, 54, 34], [0, 255, 1, 255]],
    ['blue', [41, 240, 110], [0, 0, 255, 255]],
    ['below black', [0, 128, 128], [0, 0, 0, 255]],
    ['above white', [255, 128, 128], [255, 255, 255, 255]],
  ])('gives %s', (_, yuv, rgba) => {
    expect(pixels(1, 1, yuv)).toEqual([rgba]);
  });

  it('shares a colour among four pixels, and among fewer at an odd edge', () => {
    const grey = 126;
    const drawn = pixels(3, 3, [
      ...Array<number>(9).fill(grey),
      ...[128, 240, 128, 128], // U: blue in the last column of the first two rows
      ...[128, 128, 128, 128],
    ]);
    const bluer = drawn.map(([red = 0, , blue = 0]) => blue > red + 50);
    expect(bluer).toEqual([false, false, true, false, false, true, false, false, false]);
  });
});
