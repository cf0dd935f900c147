// How the patron wants to be reached when they are not on the page: what the server
// knows, what is typed, and what came of it.
import type { ReachNews, ReachOrder, ReachRefusal } from '$lib/wire';

/** What came of it last. */
export type ReachDone = 'none' | 'asked' | 'saved' | 'linkSent' | 'failed';

export class Reach {
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

  constructor(tell: (order: ReachOrder) => boolean) {
    this.tell = tell;
  }

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
    this.trouble = null;
    switch (news.type) {
      case 'stands':
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
  }

  private order(order: ReachOrder): void {
    this.trouble = null;
    this.saving = order.type === 'wish';
    this.done = this.tell(order) ? 'asked' : 'failed';
    if (this.done === 'failed') this.trouble = 'notSaved';
  }
}
