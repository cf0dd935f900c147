// One visit to the desk, as this page lives it: what the server said, what the
// patron chose, and from both the one screen to show. It speaks through a wire that
// may be down at any time, so every wish is kept until the server has answered it.
// It draws nothing and touches no device.
import type { ChatLine } from '$lib/parts/chat';
import type {
  DeskView,
  EndedBy,
  FromPatron,
  IceServer,
  Language,
  MessageView,
  Mode,
  PatronContact,
  RefusalCode,
  Signal,
  ToPatron,
} from '$lib/wire';

import type { Registered } from './address';
import { keepUnsent, readUnsent, type Store, type Unsent } from './outbox';
import type { SocketEars, Wire } from './socket';

/** How long the server may take to give a place in the line. */
const ARRIVAL_MS = 15_000;
/** When a message that could not be saved is said again. */
const SAY_AGAIN_MS = 5_000;

/** The one thing the page shows. */
export type Screen =
  | { name: 'connecting' }
  | { name: 'elsewhere' }
  | { name: 'front'; desk: DeskView }
  | { name: 'prepare'; desk: DeskView; mode: Mode }
  | { name: 'waiting'; contact: PatronContact; position: number; ringing: boolean }
  | { name: 'talking'; contact: PatronContact; librarian: string; answeredWith: Mode }
  | { name: 'ended'; by: EndedBy };

/** How the page stands with the server. */
export type Connection = 'connecting' | 'up' | 'lost';

/** Why there is no place in the line. */
export type ArrivalTrouble = 'deskClosed' | 'tooMany' | 'failed';

/** Who is told about the call's steps. */
export interface CallEars {
  signal(leg: string, signal: Signal): void;
  /** The server can be reached again. */
  restored(): void;
}

/** What a visit is given. */
export interface VisitParts {
  connect: (ears: SocketEars) => Wire;
  register: () => Promise<Registered>;
  newId: () => string;
  now: () => number;
  store: Store | null;
}

interface Wish {
  mode: Mode;
  name: string;
  language: Language;
}

export class Visit {
  desk = $state.raw<DeskView | null>(null);
  contact = $state.raw<PatronContact | null>(null);
  connection = $state<Connection>('connecting');
  /** What the patron is preparing. */
  preparing = $state<Mode | null>(null);
  /** What to be called. */
  name = $state('');
  /** A place in the line was asked for. */
  arriving = $state(false);
  trouble = $state<ArrivalTrouble | null>(null);
  /** Words that did not reach the desk, and never will. */
  undelivered = $state.raw<string[]>([]);
  iceServers = $state.raw<IceServer[]>([]);

  /** Who carries the call, while there is one. */
  call: CallEars | null = null;

  private heard = $state.raw<MessageView[]>([]);
  private unsent = $state.raw<Unsent[]>([]);
  private elsewhere = $state(false);

  private readonly parts: VisitParts;
  private readonly wire: Wire;
  private wish: Wish | null = null;
  /** The server knows this page's cookie, on this connection. */
  private known = false;
  /** The contact that the patron left, perhaps before the server heard of it. */
  private left: string | null = null;
  private arrival: ReturnType<typeof setTimeout> | undefined;
  private saying: ReturnType<typeof setTimeout> | undefined;

  constructor(parts: VisitParts) {
    this.parts = parts;
    this.unsent = readUnsent(parts.store);
    this.wire = parts.connect({
      lost: () => this.lost(),
      heard: (message) => this.hear(message),
    });
  }

  /** What to show. */
  readonly screen = $derived.by((): Screen => {
    const { contact, desk } = this;
    if (this.elsewhere) return { name: 'elsewhere' };
    if (contact) {
      switch (contact.state.type) {
        case 'waiting': {
          const { position, ringing } = contact.state;
          return { name: 'waiting', contact, position, ringing };
        }
        case 'talking': {
          const { librarian, answeredWith } = contact.state;
          return { name: 'talking', contact, librarian, answeredWith };
        }
        case 'ended':
          return { name: 'ended', by: contact.state.by };
      }
    }
    if (!desk) return { name: 'connecting' };
    if (this.preparing) return { name: 'prepare', desk, mode: this.preparing };
    return { name: 'front', desk };
  });

  /** The thread, with what is still on its way at the end. */
  readonly lines = $derived.by((): ChatLine[] => [
    ...this.heard.map(({ id, speaker, text, at }) => ({
      id,
      own: speaker.type === 'patron',
      author: speaker.type === 'librarian' ? speaker.name : '',
      text,
      at,
      pending: false,
    })),
    ...this.unsent.map(({ id, text, at }) => ({
      id,
      own: true,
      author: '',
      text,
      at,
      pending: true,
    })),
  ]);

  open(): void {
    this.wire.open();
  }

  /** The patron chose how to meet. */
  prepare(mode: Mode): void {
    this.trouble = null;
    this.preparing = mode;
  }

  /** Back to the choice. */
  back(): void {
    this.forgetWish();
    this.trouble = null;
    this.preparing = null;
  }

  /** Asks for a place in the line. */
  async arrive(mode: Mode, language: Language): Promise<void> {
    if (this.arriving) return;
    this.trouble = null;
    this.arriving = true;
    const wish = { mode, name: this.name.trim(), language };
    this.wish = wish;
    this.arrival = setTimeout(() => this.notArrived('failed'), ARRIVAL_MS);
    if (this.known) {
      this.sayWish();
      return;
    }
    const registered = await this.parts.register();
    if (this.wish !== wish) return;
    if (registered === 'known') {
      this.connection = 'connecting';
      this.wire.reopen();
    } else {
      this.notArrived(registered === 'tooMany' ? 'tooMany' : 'failed');
    }
  }

  /** Leaves the line, or hangs up. The page does not wait for the server. */
  leave(): void {
    const { contact } = this;
    if (!contact || contact.state.type === 'ended') return;
    this.left = contact.id;
    this.wire.send({ type: 'leave' });
    this.setContact({ ...contact, state: { type: 'ended', by: 'patron' } });
  }

  /** After the end: back to the front of the desk. */
  again(): void {
    this.contact = null;
    this.undelivered = [];
    this.back();
  }

  /** The conversation is open in another tab: takes it back. */
  continueHere(): void {
    this.elsewhere = false;
    this.known = false;
    this.connection = 'connecting';
    this.wire.reopen();
  }

  say(text: string): void {
    const message = { id: this.parts.newId(), text, at: this.parts.now() };
    this.setUnsent([...this.unsent, message]);
    this.send(message);
  }

  /** Passes a step of the call on. */
  signal(leg: string, signal: Signal): void {
    this.wire.send({ type: 'signal', leg, signal });
  }

  private send({ id, text }: Unsent): void {
    const message: FromPatron = { type: 'say', id, text };
    this.wire.send(message);
  }

  private lost(): void {
    this.connection = 'lost';
    this.known = false;
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
        this.hearContact(message.contact);
        break;
      case 'history':
        this.heard = message.messages;
        this.taken(message.messages.map(({ id }) => id));
        this.sayUnsent();
        break;
      case 'message':
        this.hearMessage(message.message);
        break;
      case 'signal':
        this.call?.signal(message.leg, message.signal);
        break;
      case 'refused':
        this.hearRefused(message.code, message.about);
        break;
      case 'superseded':
        this.elsewhere = true;
        this.forgetWish();
        this.wire.close();
        break;
      case 'heartbeat':
        break;
    }
    if (restored) this.call?.restored();
  }

  private hearContact(contact: PatronContact | null): void {
    const greeting = !this.known;
    this.known = true;
    const under = contact !== null && contact.state.type !== 'ended';
    if (under && contact.id === this.left) {
      this.wire.send({ type: 'leave' });
      if (greeting) this.sayWish();
      return;
    }
    if (under) {
      this.forgetWish();
      this.preparing = null;
      this.setContact(contact);
    } else if (this.wish) {
      if (greeting) this.sayWish();
    } else {
      this.hearNoMore(contact);
    }
  }

  /** The server has no contact under way. */
  private hearNoMore(contact: PatronContact | null): void {
    if (contact) {
      if (contact.id !== this.left) this.setContact(contact);
    } else if (!this.contact) {
      // Words kept through a reload that outlasted their contact.
      this.giveBackUnsent();
    } else if (this.contact.state.type !== 'ended') {
      // It came to its end while nobody could tell this page.
      this.setContact({ ...this.contact, state: { type: 'ended', by: 'absence' } });
    }
  }

  private setContact(contact: PatronContact): void {
    this.contact = contact;
    if (contact.state.type === 'ended') this.giveBackUnsent();
  }

  private giveBackUnsent(): void {
    this.undelivered = [...this.undelivered, ...this.unsent.map(({ text }) => text)];
    this.setUnsent([]);
  }

  private hearMessage(message: MessageView): void {
    if (!this.heard.some(({ id }) => id === message.id)) {
      this.heard = [...this.heard, message];
    }
    this.taken([message.id]);
  }

  private hearRefused(code: RefusalCode, about: string | null): void {
    if (about !== null) {
      this.hearUnsaid(code, about);
    } else if (this.arriving) {
      this.notArrived(code === 'deskClosed' || code === 'tooMany' ? code : 'failed');
    }
  }

  private hearUnsaid(code: RefusalCode, id: string): void {
    if (code === 'notSaved' || code === 'tooMany') {
      clearTimeout(this.saying);
      this.saying = setTimeout(() => this.sayUnsent(), SAY_AGAIN_MS);
      return;
    }
    const lost = this.unsent.filter((message) => message.id === id);
    this.undelivered = [...this.undelivered, ...lost.map(({ text }) => text)];
    this.taken([id]);
  }

  private sayWish(): void {
    if (this.wish) this.wire.send({ type: 'arrive', ...this.wish });
  }

  private sayUnsent(): void {
    for (const message of this.unsent) this.send(message);
  }

  private taken(ids: string[]): void {
    this.setUnsent(this.unsent.filter(({ id }) => !ids.includes(id)));
  }

  private setUnsent(unsent: Unsent[]): void {
    this.unsent = unsent;
    keepUnsent(this.parts.store, unsent);
  }

  private notArrived(trouble: ArrivalTrouble): void {
    this.forgetWish();
    this.trouble = trouble;
  }

  private forgetWish(): void {
    clearTimeout(this.arrival);
    this.wish = null;
    this.arriving = false;
  }
}
