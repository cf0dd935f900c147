// How loud it is, beside the state: it changes ten times a second.

/** Whoever asked for less motion sees it in coarse steps. */
const COARSE = 3;
const FINE = 12;

export class Levels {
  /** The own microphone, 0 to 1. */
  own = $state(0);
  /** The patron, 0 to 1. */
  patron = $state(0);

  readonly #calm: () => boolean;

  constructor(calm: () => boolean = prefersLessMotion) {
    this.#calm = calm;
  }

  take(own: number, patron: number): void {
    this.own = this.#stepped(own);
    this.patron = this.#stepped(patron);
  }

  #stepped(level: number): number {
    const steps = this.#calm() ? COARSE : FINE;
    return Math.ceil(level * steps) / steps;
  }
}

function prefersLessMotion(): boolean {
  return globalThis.matchMedia?.('(prefers-reduced-motion: reduce)').matches ?? false;
}
