// I420 into RGBA, for a webview that has no VideoFrame. BT.601 with the video range,
// which is what VP8 and webcams mean when they say nothing.
import type { Planes } from '$lib/host/picture';

/** Writes the picture into `out`, four bytes a pixel, opaque. */
export function toRgba({ width, height, data }: Planes, out: Uint8ClampedArray): void {
  const chromaWidth = Math.ceil(width / 2);
  const u = width * height;
  const v = u + chromaWidth * Math.ceil(height / 2);
  let to = 0;
  for (let row = 0; row < height; row += 1) {
    const chromaRow = (row >> 1) * chromaWidth;
    for (let column = 0; column < width; column += 1) {
      const chroma = chromaRow + (column >> 1);
      const luma = 298 * (at(data, row * width + column) - 16) + 128;
      const blue = at(data, u + chroma) - 128;
      const red = at(data, v + chroma) - 128;
      out[to] = (luma + 409 * red) >> 8;
      out[to + 1] = (luma - 100 * blue - 208 * red) >> 8;
      out[to + 2] = (luma + 516 * blue) >> 8;
      out[to + 3] = 255;
      to += 4;
    }
  }
}

const at = (data: Uint8Array, index: number): number => data[index] ?? 0;
