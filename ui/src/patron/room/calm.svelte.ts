// What a screen reader is told, at a pace that can be listened to: a line that moves
// fast says only its newest place, and what can't wait goes at once.

/** How long one announcement stands before the next. */
const PACE_MS = 5_000;

export class Calm {
  /** What is said now. */
  text = $state('');

  private next: string | null = null;
  private pause: ReturnType<typeof setTimeout> | undefined;

  say(text: string, urgent: boolean): void {
    if (urgent || this.pause === undefined) this.speak(text);
    else this.next = text;
  }

  close(): void {
    clearTimeout(this.pause);
    this.pause = undefined;
    this.next = null;
  }

  private speak(text: string): void {
    this.close();
    this.text = text;
    this.pause = setTimeout(() => {
      this.pause = undefined;
      if (this.next !== null) this.speak(this.next);
    }, PACE_MS);
  }
}
