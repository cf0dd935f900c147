// VP8 frames into pictures, by WebCodecs. It owes one `settled` for every frame it is
// given, whatever becomes of it: drawn, thrown away, or lost with a broken decoder.
//
// A decoder that fails is thrown away; so is one that keeps frames to itself, because
// the program sends no more until it has its credits back. After too many failures in
// a row it says `hopeless`, and somebody else must decode.
import type { Vp8Frame } from '$lib/host/picture';

/** As asked of every webview; latency matters more than anything. */
export const VP8: VideoDecoderConfig = { codec: 'vp8', optimizeForLatency: true };

/** A decoder that has given nothing for so long is stuck. */
const STUCK_AFTER_MS = 2000;

/** A key picture that did not come is asked for again. */
const ASK_AGAIN_MS = 1000;

const HOPELESS_AFTER = 3;

/** What comes out. */
export interface Vp8Outlet {
  /** A picture; it is closed on return. */
  draw(frame: VideoFrame): void;
  /** One of the given frames is dealt with. */
  settled(): void;
  /** The next frame that helps is a key frame. */
  needKey(): void;
  /** This webview can't decode VP8, whatever it said. */
  hopeless(): void;
}

/** Whether this webview says that it decodes VP8. */
export async function decodesVp8(): Promise<boolean> {
  if (typeof VideoDecoder === 'undefined' || typeof EncodedVideoChunk === 'undefined') return false;
  try {
    return (await VideoDecoder.isConfigSupported(VP8)).supported === true;
  } catch {
    return false;
  }
}

export class Vp8 {
  readonly #outlet: Vp8Outlet;
  #decoder: VideoDecoder | null = null;
  /** Times of the frames inside the decoder, oldest first. */
  #inside: number[] = [];
  #needsKey = true;
  #askedAt = Number.NEGATIVE_INFINITY;
  #failures = 0;
  #lastTime = 0;
  #watch: ReturnType<typeof setTimeout> | undefined;

  constructor(outlet: Vp8Outlet) {
    this.#outlet = outlet;
  }

  take(frame: Vp8Frame): void {
    if (this.#failures >= HOPELESS_AFTER) {
      this.#outlet.settled();
      return;
    }
    if (this.#needsKey && !frame.key) {
      this.#outlet.settled();
      this.#askForKey();
      return;
    }

    const timestamp = this.#growing(frame.time);
    this.#inside.push(timestamp);
    this.#watchOver();
    try {
      this.#decoder ??= this.#open();
      this.#decoder.decode(
        new EncodedVideoChunk({ type: frame.key ? 'key' : 'delta', timestamp, data: frame.data }),
      );
      this.#needsKey = false;
    } catch {
      this.#fail();
    }
  }

  /** Forgets the stream; the next one begins with a key frame. */
  reset(): void {
    this.#drop();
    this.#needsKey = true;
    this.#askedAt = Number.NEGATIVE_INFINITY;
  }

  #open(): VideoDecoder {
    const decoder = new VideoDecoder({
      output: (frame) => {
        if (this.#decoder === decoder) this.#out(frame);
        frame.close();
      },
      error: () => {
        if (this.#decoder === decoder) this.#fail();
      },
    });
    decoder.configure(VP8);
    return decoder;
  }

  #out(frame: VideoFrame): void {
    this.#failures = 0;
    this.#outlet.draw(frame);
    // A frame that is never shown has no output of its own; a later one settles it.
    const settled = this.#inside.filter((time) => time <= frame.timestamp);
    this.#inside = this.#inside.filter((time) => time > frame.timestamp);
    this.#watchOver();
    settled.forEach(() => this.#outlet.settled());
  }

  #fail(): void {
    this.#failures += 1;
    this.#needsKey = true;
    this.#drop();
    if (this.#failures >= HOPELESS_AFTER) {
      this.#outlet.hopeless();
    } else {
      this.#askedAt = Number.NEGATIVE_INFINITY;
      this.#askForKey();
    }
  }

  #drop(): void {
    const decoder = this.#decoder;
    this.#decoder = null;
    if (decoder && decoder.state !== 'closed') decoder.close();
    const owed = this.#inside.length;
    this.#inside = [];
    this.#watchOver();
    for (let i = 0; i < owed; i += 1) this.#outlet.settled();
  }

  #askForKey(): void {
    const now = performance.now();
    if (now - this.#askedAt < ASK_AGAIN_MS) return;
    this.#askedAt = now;
    this.#outlet.needKey();
  }

  #watchOver(): void {
    clearTimeout(this.#watch);
    if (this.#inside.length > 0) this.#watch = setTimeout(() => this.#fail(), STUCK_AFTER_MS);
  }

  /**
   * Microseconds that only grow: the 90 kHz clock begins anew after 13 hours and at
   * every call, and outputs are matched to frames by their time.
   */
  #growing(time: number): number {
    this.#lastTime = Math.max(this.#lastTime + 1, Math.round((time * 100) / 9));
    return this.#lastTime;
  }
}
