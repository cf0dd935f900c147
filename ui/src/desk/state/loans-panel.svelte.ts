// Whether the loans of whoever stands behind a thread are unfolded. In a wide window they
// have a column of their own; in a narrow one they would take it from the conversation.
import { Remembered } from './remembered.svelte';

const WIDE = '(min-width: 1024px)';

/** What is asked of a `MediaQueryList`. */
interface Media {
  readonly matches: boolean;
  addEventListener(type: 'change', listener: () => void): void;
  removeEventListener(type: 'change', listener: () => void): void;
}

export class LoansPanel {
  readonly #wide = new Remembered('loans-unfolded', true);
  readonly #narrow = new Remembered('loans-unfolded-narrow', false);
  #isWide = $state(true);

  /** Follows the width of the window, until the answer is called. */
  follow(media: Media | null): () => void {
    if (!media) return () => undefined;
    const look = () => (this.#isWide = media.matches);
    look();
    media.addEventListener('change', look);
    return () => media.removeEventListener('change', look);
  }

  get unfolded(): boolean {
    return this.#isWide ? this.#wide.value : this.#narrow.value;
  }

  set unfolded(unfolded: boolean) {
    (this.#isWide ? this.#wide : this.#narrow).value = unfolded;
  }
}

/** The width of this window, where there is one. */
export function widthOfWindow(): MediaQueryList | null {
  return globalThis.matchMedia?.(WIDE) ?? null;
}
