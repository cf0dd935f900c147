// One visit to the desk, as this page lives it: what the server said, what the
// patron chose, and from both the one screen to show. It speaks through a wire that
// may be down at any time, so every wish is kept until the server has answered it.
// It draws nothing and touches no device. What is written belongs to the thread
// (room/thread.svelte.ts), which comes later than the front: what is heard of it
// before is kept for it.
import type {
  DeskView,
  FromPatron,
  IceServer,
  Language,
  Mode,
  Outcome,
  PatronContact,
  PatronContactState,
  RefusalCode,
  Signal,
  ToPatron,
} from '$lib/wire';

import type { Registered } from './address';
import type { SocketEars, Wire } from './socket';

/** How long the server may take to give a place in the line. */
const ARRIVAL_MS = 15_000;

/** A contact that stands at this point. */
export type At<Type extends PatronContactState['type']> = {
  contact: PatronContact;
  state: PatronContactState & { type: Type };
};

/** The one thing the page shows. */
export type Screen =
  | { name: 'connecting' }
  | { name: 'elsewhere' }
  | { name: 'front'; desk: DeskView }
  | { name: 'thread'; desk: DeskView }
  | { name: 'booking'; desk: DeskView }
  | { name: 'loans'; desk: DeskView }
  | { name: 'cases'; desk: DeskView }
  | { name: 'prepare'; desk: DeskView; mode: Mode }
  | ({ name: 'waiting' } & At<'waiting'>)
  | ({ name: 'calling' } & At<'calling'>)
  | ({ name: 'talking' } & At<'talking'>)
  | ({ name: 'ended' } & At<'ended'>);

/** How the page stands with the server. */
export type Connection = 'connecting' | 'up' | 'lost';

/** Why there is no place in the line, or no thread behind a private link. */
export type ArrivalTrouble = 'deskClosed' | 'tooMany' | 'blocked' | 'failed' | 'link';

/** Who is told about the call's steps. */
export interface CallEars {
  signal(leg: string, signal: Signal): void;
  /** The server can be reached again. */
  restored(): void;
}

/** The thread, as far as the front knows it. */
export interface ThreadEars {
  /** Messages of the desk that were not read. */
  readonly unread: number;
  /** Nothing was ever written. */
  readonly empty: boolean;
  hear(message: ToPatron): void;
}

/** What a visit is given. */
export interface VisitParts {
  connect: (ears: SocketEars) => Wire;
  /** The desk's, without @. */
  handle: string;
  register: () => Promise<Registered>;
}

interface Wish {
  mode: Mode;
  name: string;
  language: Language;
  topic: string | null;
  person: string | null;
}

export class Visit {
  desk = $state.raw<DeskView | null>(null);
  contact = $state.raw<PatronContact | null>(null);
  connection = $state<Connection>('connecting');
  /** What the patron is preparing. */
  preparing = $state<Mode | null>(null);
  /** What is open without a contact, instead of the front. */
  aside = $state<'' | 'thread' | 'booking' | 'loans' | 'cases'>('');
  /** What to be called. */
  name = $state('');
  /** What it is about. */
  topic = $state('');
  /** A place in the line was asked for. */
  arriving = $state(false);
  /** A librarian's call was answered here; the server has not heard of it yet. */
  answering = $state(false);
  trouble = $state<ArrivalTrouble | null>(null);
  /** The patron asked to be forgotten, and was. */
  forgotten = $state(false);
  iceServers = $state.raw<IceServer[]>([]);
  /** The desk's, without @. */
  readonly handle: string;
  thread = $state.raw<ThreadEars | null>(null);

  /** Who carries the call, while there is one. */
  call: CallEars | null = null;

  private elsewhere = $state(false);
  /** What was heard before there was a thread. */
  private early: ToPatron[] = [];

  private readonly parts: VisitParts;
  private readonly wire: Wire;
  private wish: Wish | null = null;
  /** The server knows this page's cookie, on this connection. */
  private known = false;
  /** It knew it before, and will know it again by itself. */
  private met = false;
  /** The contact that the patron left, perhaps before the server heard of it. */
  private left: string | null = null;
  private arrival: ReturnType<typeof setTimeout> | undefined;

  constructor(parts: VisitParts) {
    this.parts = parts;
    this.handle = parts.handle;
    this.wire = parts.connect({
      lost: () => this.lost(),
      heard: (message) => this.hear(message),
    });
  }

  /** What to show. */
  readonly screen = $derived.by((): Screen => {
    const { contact, desk } = this;
    if (this.elsewhere) return { name: 'elsewhere' };
    if (contact) return { name: contact.state.type, contact, state: contact.state } as Screen;
    if (!desk) return { name: 'connecting' };
    if (this.preparing) return { name: 'prepare', desk, mode: this.preparing };
    return { name: this.aside || 'front', desk };
  });

  open(): void {
    this.wire.open();
  }

  /** The thread is there: it hears what was said of it, and is told from here on. */
  attach(thread: ThreadEars): void {
    this.thread = thread;
    for (const message of this.early.splice(0)) thread.hear(message);
  }

  /** The patron chose how to meet. */
  prepare(mode: Mode): void {
    this.trouble = null;
    this.forgotten = false;
    this.preparing = mode;
  }

  /** The patron wants to write, or to read what was written. */
  read(): void {
    this.back();
    this.forgotten = false;
    this.aside = 'thread';
  }

  /** Back to the choice. */
  back(): void {
    this.forgetWish();
    this.trouble = null;
    this.preparing = null;
    this.aside = '';
  }

  /** Asks for a place in the line. */
  async arrive(mode: Mode, language: Language): Promise<void> {
    if (this.arriving) return;
    this.trouble = null;
    this.arriving = true;
    const wish = {
      mode,
      name: this.name.trim(),
      language,
      topic: this.topic || null,
      person: this.desk?.person?.person ?? null,
    };
    this.wish = wish;
    this.arrival = setTimeout(() => this.notArrived('failed'), ARRIVAL_MS);
    if (this.known) {
      this.sayWish();
      return;
    }
    const registered = await this.become();
    if (this.wish === wish && registered !== 'known') {
      this.notArrived(registered === 'tooMany' ? 'tooMany' : 'failed');
    }
  }

  /** Makes the server know this browser, if it does not yet. */
  async become(): Promise<Registered> {
    if (this.known || this.met) return 'known';
    const registered = await this.parts.register();
    if (registered === 'known' && !this.known) {
      this.connection = 'connecting';
      this.wire.reopen();
    }
    return registered;
  }

  /** Says something, if the server is there and knows this page. */
  tell(message: FromPatron): boolean {
    return this.known && this.wire.send(message);
  }

  /** Leaves the line, or hangs up. The page does not wait for the server. */
  leave(): void {
    const { contact } = this;
    if (!contact || contact.state.type === 'ended') return;
    this.left = contact.id;
    this.wire.send({ type: 'leave' });
    const librarian = contact.state.type === 'talking' ? contact.state.librarian : null;
    const outcome: Outcome = librarian === null ? 'abandoned' : 'resolvedAtFirstLevel';
    this.contact = {
      ...contact,
      state: { type: 'ended', by: 'patron', outcome, librarian, rating: null },
    };
  }

  /** Answers a librarian's call with this, or says no. */
  answer(mode: Mode | null): void {
    if (this.contact) {
      this.answering = this.tell({ type: 'answerCall', contact: this.contact.id, with: mode });
    }
  }

  /** Goes on in another mode; the one that is says no to a proposal. */
  setMode(mode: Mode): void {
    this.tell({ type: 'setMode', mode });
  }

  /** Says how it was. */
  rate(rating: number): void {
    const { contact } = this;
    if (contact?.state.type !== 'ended') return;
    this.tell({ type: 'rate', contact: contact.id, rating });
    this.contact = { ...contact, state: { ...contact.state, rating } };
  }

  /** After the end: back to the front of the desk. */
  again(): void {
    this.left = this.contact?.id ?? this.left;
    this.contact = null;
    this.back();
  }

  /** The server has forgotten this patron: the next one begins here. */
  startOver(): void {
    this.again();
    // The server puts the page of who is forgotten aside, perhaps before it says so.
    this.elsewhere = false;
    this.name = '';
    this.topic = '';
    this.forgotten = true;
    this.met = false;
    this.reopen();
  }

  /** The patron goes for now: the place is kept, and they are called to their turn. */
  stepOut(): void {
    this.elsewhere = true;
    this.wire.close();
  }

  /** The conversation is open in another tab: takes it back. */
  continueHere(): void {
    this.elsewhere = false;
    this.reopen();
  }

  /** Passes a step of the call on. */
  signal(leg: string, signal: Signal): void {
    this.wire.send({ type: 'signal', leg, signal });
  }

  private reopen(): void {
    this.known = false;
    this.connection = 'connecting';
    this.wire.reopen();
  }

  private lost(): void {
    this.connection = 'lost';
    this.known = false;
    this.answering = false;
  }

  private hear(message: ToPatron): void {
    const restored = this.connection !== 'up';
    this.connection = 'up';
    switch (message.type) {
      case 'desk':
        this.desk = message.desk;
        break;
      case 'contact':
        this.iceServers = message.iceServers;
        this.answering = false;
        this.hearContact(message.contact);
        break;
      case 'signal':
        this.call?.signal(message.leg, message.signal);
        break;
      case 'refused':
        this.hearRefused(message, message.code);
        break;
      case 'superseded':
        this.elsewhere = true;
        this.forgetWish();
        this.wire.close();
        break;
      case 'heartbeat':
        // A greeting would have come by now: the cookie is worth nothing any more.
        this.met = this.known;
        break;
      default:
        this.hearThread(message);
    }
    if (restored) this.call?.restored();
  }

  private hearThread(message: ToPatron): void {
    // The server speaks of the thread only to those whom it knows.
    if (this.thread) this.thread.hear(message);
    else this.early.push(message);
  }

  private hearContact(contact: PatronContact | null): void {
    const greeting = !this.known;
    this.known = true;
    this.met = true;
    const under = contact !== null && contact.state.type !== 'ended';
    if (under && contact.id === this.left) {
      this.wire.send({ type: 'leave' });
      if (greeting) this.sayWish();
    } else if (under) {
      this.back();
      this.contact = contact;
    } else if (this.wish) {
      if (greeting) this.sayWish();
    } else {
      this.hearNoMore(contact);
    }
  }

  /** The server has no contact under way. */
  private hearNoMore(contact: PatronContact | null): void {
    if (contact) {
      // An end that was left behind is no news, nor is one for who reads the thread.
      const news = contact.id === this.contact?.id || !(contact.id === this.left || this.aside);
      if (news) this.contact = contact;
    } else if (this.contact && this.contact.state.type !== 'ended') {
      // It came to its end while nobody could tell this page.
      this.contact = {
        ...this.contact,
        state: {
          type: 'ended',
          by: 'absence',
          outcome: 'abandoned',
          librarian: null,
          rating: null,
        },
      };
    }
  }

  private hearRefused(message: ToPatron & { type: 'refused' }, code: RefusalCode): void {
    this.answering = false;
    this.hearThread(message);
    if (message.about === null && this.arriving) {
      this.notArrived(
        code === 'deskClosed' || code === 'tooMany' || code === 'blocked' ? code : 'failed',
      );
    }
  }

  private sayWish(): void {
    if (this.wish) this.wire.send({ type: 'arrive', ...this.wish });
  }

  private notArrived(trouble: ArrivalTrouble): void {
    if (trouble === 'failed') this.met = this.known;
    this.forgetWish();
    this.trouble = trouble;
  }

  private forgetWish(): void {
    clearTimeout(this.arrival);
    this.wish = null;
    this.arriving = false;
  }
}
