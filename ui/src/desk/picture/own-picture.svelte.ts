// The librarian's own picture, as the patron gets it. It costs no credit, and may be seen
// in more than one place.
import type { Planes } from '$lib/host/picture';

import { Easel } from './easel';

export class OwnPicture {
  /** A picture can be seen. */
  showing = $state(false);

  #easels: readonly Easel[] = [];

  /** Puts a canvas up; gives back how to take it down. */
  mount(canvas: HTMLCanvasElement): () => void {
    const easel = new Easel();
    const takeDown = easel.mount(canvas);
    this.#easels = [...this.#easels, easel];
    return () => {
      takeDown();
      this.#easels = this.#easels.filter((one) => one !== easel);
      if (this.#easels.length === 0) this.showing = false;
    };
  }

  take(planes: Planes): void {
    for (const easel of this.#easels) {
      if (easel.drawPlanes(planes)) this.showing = true;
    }
  }

  /** Ends: nothing stays on the screen. */
  clear(): void {
    for (const easel of this.#easels) easel.clear();
    this.showing = false;
  }
}
