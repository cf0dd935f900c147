// The librarian's own picture, as the patron gets it. It costs no credit.
import type { Planes } from '$lib/host/picture';

import { Easel } from './easel';

export class OwnPicture {
  /** A picture can be seen. */
  showing = $state(false);

  readonly #easel = new Easel();

  /** Puts a canvas up; gives back how to take it down. */
  mount(canvas: HTMLCanvasElement): () => void {
    const takeDown = this.#easel.mount(canvas);
    return () => {
      takeDown();
      this.showing = false;
    };
  }

  take(planes: Planes): void {
    if (this.#easel.drawPlanes(planes)) this.showing = true;
  }

  /** Ends: nothing stays on the screen. */
  clear(): void {
    this.#easel.clear();
    this.showing = false;
  }
}
