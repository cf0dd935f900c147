// The patron's picture: what the program sends, on the canvas that is up. Each picture
// taken gives exactly one credit back, whether it was seen or not.
import type { Picture } from '$lib/host/picture';

import { Easel } from './easel';
import { Vp8 } from './vp8';

/** What the picture asks of the program. */
export interface PatronPictureOutlet {
  /** One credit back. */
  drawn(): void;
  /** The decoder lost its thread. */
  needKeyPicture(): void;
  /** The program must decode. */
  cannotDecodeVp8(): void;
}

export class PatronPicture {
  /** A picture can be seen. */
  showing = $state(false);

  readonly #outlet: PatronPictureOutlet;
  readonly #easel = new Easel();
  readonly #vp8: Vp8;

  constructor(outlet: PatronPictureOutlet) {
    this.#outlet = outlet;
    this.#vp8 = new Vp8({
      draw: (frame) => this.#seen(this.#easel.drawFrame(frame)),
      settled: () => outlet.drawn(),
      needKey: () => outlet.needKeyPicture(),
      hopeless: () => outlet.cannotDecodeVp8(),
    });
  }

  /** Puts a canvas up; gives back how to take it down. */
  mount(canvas: HTMLCanvasElement): () => void {
    const takeDown = this.#easel.mount(canvas);
    return () => {
      takeDown();
      this.showing = false;
    };
  }

  take(picture: Extract<Picture, { of: 'patron' }>): void {
    switch (picture.as) {
      case 'vp8':
        this.#vp8.take(picture.frame);
        return;
      case 'i420':
        this.#seen(this.#easel.drawPlanes(picture.planes));
        this.#outlet.drawn();
        return;
      case 'broken':
        this.#outlet.drawn();
        return;
    }
  }

  /** What can be seen now, as a JPEG; null when nothing can. */
  async still(): Promise<Uint8Array<ArrayBuffer> | null> {
    return this.showing ? this.#easel.still() : null;
  }

  /** Ends: nothing of the patron stays on the screen. */
  clear(): void {
    this.#vp8.reset();
    this.#easel.clear();
    this.showing = false;
  }

  #seen(visible: boolean): void {
    if (visible) this.showing = true;
  }
}
