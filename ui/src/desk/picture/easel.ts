// A canvas that pictures are put on, whoever brings them. Without a canvas, or
// without a context, a picture is quietly lost: the next one follows soon.
import type { Planes } from '$lib/host/picture';

import { toRgba } from './i420';

/** How often the canvas says in `data-frames` how many pictures it has had. */
const TELL_EVERY_MS = 1000;

/** How little of a still may be lost: print must stay readable. */
const STILL_QUALITY = 0.92;

const COLOURS: VideoColorSpaceInit = {
  primaries: 'smpte170m',
  transfer: 'smpte170m',
  matrix: 'smpte170m',
  fullRange: false,
};

export class Easel {
  #canvas: HTMLCanvasElement | null = null;
  #context: CanvasRenderingContext2D | null = null;
  #image: ImageData | null = null;
  #framesRefused = false;
  #count = 0;
  #told = 0;

  /** Puts a canvas up; gives back how to take it down. */
  mount(canvas: HTMLCanvasElement): () => void {
    this.#canvas = canvas;
    this.#context = null;
    this.#count = 0;
    this.#told = Number.NEGATIVE_INFINITY;
    return () => {
      if (this.#canvas === canvas) {
        this.#canvas = null;
        this.#context = null;
      }
    };
  }

  /** Draws a decoded frame; the frame stays the caller's. Says whether it can be seen. */
  drawFrame(frame: VideoFrame): boolean {
    const context = this.#sized(frame.displayWidth, frame.displayHeight);
    if (!context) return false;
    try {
      context.drawImage(frame, 0, 0, frame.displayWidth, frame.displayHeight);
    } catch {
      // A frame whose memory the webview has lost; the next one has its own.
      return false;
    }
    this.#countOne();
    return true;
  }

  /** Draws planes. Says whether they can be seen. */
  drawPlanes(planes: Planes): boolean {
    const frame = this.#frameOf(planes);
    if (frame) {
      try {
        return this.drawFrame(frame);
      } finally {
        frame.close();
      }
    }

    const context = this.#sized(planes.width, planes.height);
    if (!context) return false;
    if (this.#image?.width !== planes.width || this.#image.height !== planes.height) {
      this.#image = context.createImageData(planes.width, planes.height);
    }
    toRgba(planes, this.#image.data);
    context.putImageData(this.#image, 0, 0);
    this.#countOne();
    return true;
  }

  /** The picture that stands there now, as a JPEG; null when there is none. */
  async still(): Promise<Uint8Array<ArrayBuffer> | null> {
    const canvas = this.#canvas;
    if (!canvas || !this.#context || this.#count === 0) return null;
    const blob = await new Promise<Blob | null>((done) =>
      canvas.toBlob(done, 'image/jpeg', STILL_QUALITY),
    );
    return blob && new Uint8Array(await blob.arrayBuffer());
  }

  /** Leaves nothing of the last picture. */
  clear(): void {
    if (this.#canvas) this.#context?.clearRect(0, 0, this.#canvas.width, this.#canvas.height);
    this.#image = null;
  }

  #frameOf({ width, height, time, data }: Planes): VideoFrame | null {
    if (this.#framesRefused || typeof VideoFrame === 'undefined') return null;
    try {
      return new VideoFrame(data, {
        format: 'I420',
        codedWidth: width,
        codedHeight: height,
        timestamp: Math.round((time * 100) / 9),
        colorSpace: COLOURS,
      });
    } catch {
      // Odd sizes, or a webview that only claims to know I420.
      this.#framesRefused = true;
      return null;
    }
  }

  #sized(width: number, height: number): CanvasRenderingContext2D | null {
    const canvas = this.#canvas;
    if (!canvas) return null;
    this.#context ??= canvas.getContext('2d', { alpha: false });
    if (canvas.width !== width) canvas.width = width;
    if (canvas.height !== height) canvas.height = height;
    return this.#context;
  }

  #countOne(): void {
    this.#count += 1;
    const now = performance.now();
    if (this.#canvas && now - this.#told >= TELL_EVERY_MS) {
      this.#told = now;
      this.#canvas.dataset['frames'] = String(this.#count);
    }
  }
}
