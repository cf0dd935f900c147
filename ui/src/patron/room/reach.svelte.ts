// How the patron wants to be reached when they are not on the page: what the server
// knows, what is typed, and what came of it.
import type { ReachNews, ReachOrder, ReachRefusal } from '$lib/wire';

import { Push } from './push.svelte';
import type { PushBrowser } from './push-browser';

/** What came of it last. */
export type ReachDone = 'none' | 'asked' | 'saved' | 'linkSent' | 'failed';

export class Reach {
  /** Being told on this device. */
  readonly push: Push;

  /** The library can write by mail; null while the server has not said. */
  mail = $state<boolean | null>(null);
  /** Where the patron is written to; null while they do not want it. */
  address = $state<string | null>(null);
  /** The address as it is typed. */
  typed = $state('');
  done = $state<ReachDone>('none');
  trouble = $state<ReachRefusal | null>(null);
  /** The patron went for now, with their place kept. */
  out = $state(false);

  private readonly tell: (order: ReachOrder) => boolean;
  /** What the next word of the server answers. */
  private saving = false;

  constructor(tell: (order: ReachOrder) => boolean, browser: PushBrowser) {
    this.tell = tell;
    this.push = new Push({ browser, tell });
  }

  /** Where the patron is called to their turn; empty for nowhere. */
  readonly called = $derived.by((): 'here' | 'mail' | 'both' | '' => {
    const [here, mail] = [this.push.state === 'on', this.address !== null];
    if (here) return mail ? 'both' : 'here';
    return mail ? 'mail' : '';
  });

  /** Asks how it stands. */
  ask(): void {
    this.tell({ type: 'ask' });
  }

  wantMail(): void {
    this.order({ type: 'wish', wish: { type: 'mail', address: this.typed.trim() } });
  }

  wantNothing(): void {
    this.order({ type: 'wish', wish: { type: 'notAtAll' } });
  }

  sendLink(): void {
    this.order({ type: 'sendLink' });
  }

  hear(news: ReachNews): void {
    if (news.type === 'refused' && this.push.hearRefused(news.why)) return;
    this.trouble = null;
    switch (news.type) {
      case 'stands':
        void this.push.hear(news.push);
        this.mail = news.mail;
        this.address = news.wish?.type === 'mail' ? news.wish.address : null;
        if (this.address !== null && (this.typed === '' || this.saving)) this.typed = this.address;
        if (this.saving) this.done = 'saved';
        break;
      case 'linkSent':
        this.done = 'linkSent';
        break;
      case 'refused':
        this.trouble = news.why;
        this.done = 'failed';
        break;
    }
    this.saving = false;
  }

  /** The patron was forgotten. */
  clear(): void {
    this.mail = null;
    this.address = null;
    this.typed = '';
    this.done = 'none';
    this.trouble = null;
    this.out = false;
    this.saving = false;
    void this.push.clear();
  }

  private order(order: ReachOrder): void {
    this.trouble = null;
    this.saving = order.type === 'wish';
    this.done = this.tell(order) ? 'asked' : 'failed';
    if (this.done === 'failed') this.trouble = 'notSaved';
  }
}
