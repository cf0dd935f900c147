// The line to the desk server: a WebSocket that comes back by itself. It knows
// nothing of what is said on it. Silence counts as a lost line, because a phone that
// changed its network is told nothing.
import type { FromPatron, ToPatron } from '$lib/wire';

/** The server says something every ten seconds. */
const SILENCE_MS = 25_000;
/** How long a first word may take. */
const GREETING_MS = 10_000;
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 10_000;

/** What is used of a browser's WebSocket. */
export interface RawSocket {
  send(data: string): void;
  close(): void;
}

/** Dials the server, and tells what becomes of it. */
export type Dial = (onmessage: (data: unknown) => void, onclose: () => void) => RawSocket;

/** Who is told. */
export interface SocketEars {
  /** The line is gone; it will be back. */
  lost(): void;
  heard(message: ToPatron): void;
}

/** What a visit needs of it. */
export interface Wire {
  open(): void;
  /** False when the line is down; nothing is kept for later. */
  send(message: FromPatron): boolean;
  /** Hangs up and dials again, to be known by a new cookie. */
  reopen(): void;
  /** Hangs up for good. */
  close(): void;
}

/** How long to wait before the next try, after so many vain ones. */
export function pause(tries: number, random: number): number {
  return Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** tries) * (1 + random * 0.3);
}

export class Socket implements Wire {
  private readonly dial: Dial;
  private readonly ears: SocketEars;
  private raw: RawSocket | null = null;
  /** The server has said something on this line. */
  private greeted = false;
  private heardAt = 0;
  private tries = 0;
  private retry: ReturnType<typeof setTimeout> | undefined;
  private silence: ReturnType<typeof setTimeout> | undefined;

  constructor(dial: Dial, ears: SocketEars) {
    this.dial = dial;
    this.ears = ears;
  }

  open(): void {
    this.hangUp();
    const raw: RawSocket = this.dial(
      (data) => {
        if (raw === this.raw) this.hear(data);
      },
      () => {
        if (raw === this.raw) this.lose();
      },
    );
    this.raw = raw;
    this.expectWithin(GREETING_MS);
  }

  send(message: FromPatron): boolean {
    if (!this.raw || !this.greeted) return false;
    this.raw.send(JSON.stringify(message));
    return true;
  }

  reopen(): void {
    this.tries = 0;
    this.open();
  }

  close(): void {
    this.hangUp();
  }

  /** The network or the reader came back: no reason to wait any longer. */
  hurry(): void {
    const waiting = this.retry !== undefined;
    const stale = this.raw !== null && Date.now() - this.heardAt > SILENCE_MS;
    if (stale) this.lose();
    if (waiting || stale) this.reopen();
  }

  private hear(data: unknown): void {
    const message = parse(data);
    if (!message) return;
    this.greeted = true;
    this.tries = 0;
    this.expectWithin(SILENCE_MS);
    this.ears.heard(message);
  }

  private expectWithin(span: number): void {
    this.heardAt = Date.now();
    clearTimeout(this.silence);
    this.silence = setTimeout(() => this.lose(), span);
  }

  private lose(): void {
    this.hangUp();
    this.retry = setTimeout(() => this.open(), pause(this.tries, Math.random()));
    this.tries += 1;
    this.ears.lost();
  }

  private hangUp(): void {
    clearTimeout(this.retry);
    clearTimeout(this.silence);
    this.retry = undefined;
    const raw = this.raw;
    this.raw = null;
    this.greeted = false;
    raw?.close();
  }
}

function parse(data: unknown): ToPatron | null {
  try {
    return JSON.parse(String(data)) as ToPatron;
  } catch {
    return null;
  }
}
