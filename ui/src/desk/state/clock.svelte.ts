// The time of day, moving on every second, for all that says how long.
export class Clock {
  /** Milliseconds since 1970 UTC. */
  now = $state(Date.now());

  #beat: ReturnType<typeof setInterval> | undefined;

  /** Begins to move; gives back how to stop. */
  start(): () => void {
    this.now = Date.now();
    clearInterval(this.#beat);
    this.#beat = setInterval(() => {
      this.now = Date.now();
    }, 1000);
    return () => clearInterval(this.#beat);
  }

  /** How long ago that was; never less than nothing, whatever other clocks say. */
  since(moment: number): number {
    return Math.max(0, this.now - moment);
  }
}
