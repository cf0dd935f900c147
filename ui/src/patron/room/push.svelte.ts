// Being told on this device: asked for by a tap and by nothing else, and taken back as
// easily. The browser may take its time, or never answer: then that is said, with the
// other way beside it.
import type { PushView, ReachOrder, ReachRefusal } from '$lib/wire';

import type { PushBrowser } from './push-browser';

/** After how long it is said that the browser does not answer. */
const SLOW_MS = 15_000;

/** How it stands with this device. */
export type PushState =
  /** Nobody knows yet, or the server does not push. */
  | 'none'
  | 'no'
  | 'homeScreen'
  | 'off'
  /** The browser asks its person, or its push service. */
  | 'asking'
  | 'on'
  /** The person said no, now or long ago; only the browser's settings change that. */
  | 'denied'
  /** The browser could not, or its push service is not spoken to. */
  | 'failed';

export interface PushParts {
  browser: PushBrowser;
  tell: (order: ReachOrder) => boolean;
}

export class Push {
  state = $state<PushState>('none');
  /** The browser has not answered for long. */
  slow = $state(false);
  /** It was just taken back. */
  stopped = $state(false);

  private readonly parts: PushParts;
  private view: PushView | null = null;
  /** This browser, as the server calls it. */
  private device: string | null = null;
  /** The last thing that was asked: what comes of an earlier one is no news. */
  private turn = 0;
  private late: ReturnType<typeof setTimeout> | undefined;

  constructor(parts: PushParts) {
    this.parts = parts;
  }

  /** The server can push. */
  readonly offered = $derived(this.state !== 'none');

  /** What the server says. */
  async hear(view: PushView | null): Promise<void> {
    this.view = view;
    const { browser } = this.parts;
    if (!view) return this.settle('none');
    const support = browser.support();
    if (support !== 'yes') return this.settle(support);
    const turn = this.turn;
    try {
      const known = await browser.known();
      this.device = known && (await browser.device(known.endpoint));
    } catch {
      this.device = null;
    }
    if (turn !== this.turn) return;
    const told = this.device !== null && view.devices.includes(this.device);
    const denied = browser.permission() === 'denied';
    if (this.state === 'asking' && !told) return;
    if (denied) this.settle('denied');
    else this.settle(told ? 'on' : this.state === 'failed' ? 'failed' : 'off');
  }

  /** Says whether the refusal answers what was asked here. */
  hearRefused(why: ReachRefusal): boolean {
    if (this.state !== 'asking' || (why !== 'noPush' && why !== 'notSaved')) return false;
    this.settle('failed');
    return true;
  }

  /** A tap: the browser asks its person now, or never. */
  async want(): Promise<void> {
    const { browser } = this.parts;
    if (!this.view) return;
    const turn = this.begin();
    try {
      const permission = await browser.ask();
      if (turn !== this.turn) return;
      // Who closes the question without an answer may be asked again.
      if (permission !== 'granted') {
        this.settle(permission === 'denied' ? 'denied' : 'off');
        return;
      }
      const subscription = await browser.subscribe(this.view.serverKey);
      if (turn !== this.turn) return;
      if (!this.parts.tell({ type: 'push', subscription })) this.settle('failed');
    } catch {
      if (turn === this.turn) this.settle('failed');
    }
  }

  /** Takes it back. */
  async stop(): Promise<void> {
    const { device } = this;
    this.turn += 1;
    this.settle('off');
    this.stopped = true;
    if (device !== null) this.parts.tell({ type: 'noPush', device });
    await this.leaveBrowser();
  }

  /** The patron was forgotten. */
  async clear(): Promise<void> {
    const had = this.device !== null;
    this.turn += 1;
    this.view = null;
    this.settle('none');
    this.stopped = false;
    if (had) await this.leaveBrowser();
  }

  private async leaveBrowser(): Promise<void> {
    this.device = null;
    try {
      await this.parts.browser.unsubscribe();
    } catch {
      // The server pushes no more: what is left in the browser hears nothing.
    }
  }

  private begin(): number {
    this.turn += 1;
    this.state = 'asking';
    this.slow = false;
    this.stopped = false;
    clearTimeout(this.late);
    this.late = setTimeout(() => (this.slow = true), SLOW_MS);
    return this.turn;
  }

  private settle(state: PushState): void {
    clearTimeout(this.late);
    this.slow = false;
    this.state = state;
    if (state !== 'off') this.stopped = false;
  }
}
