// Threads of the played program: what was said in them, and where they are open.
import type { Attachment, WindowThread } from '$lib/wire';

import type { Said } from './mock-calendar';
import { message, thread } from './scene-threads';
import type { MockWindow } from './mock-window';

const SAVED_AFTER_MS = 600;
const REPLIES_AFTER_MS = 2500;

export class MockThreads {
  readonly #window: MockWindow;
  readonly #known = new Map<string, WindowThread>();

  constructor(window: MockWindow) {
    this.#window = window;
  }

  /** A thread as it is known; one of which nothing is known is empty. */
  of(id: string, name?: string): WindowThread {
    const { reading = null, conversations = [] } = this.#window.state.desk ?? {};
    const open = [...conversations, ...(reading ? [reading] : [])];
    const known = this.#known.get(id) ?? open.find((one) => one.thread === id);
    if (known) return known;
    const listed = this.#window.state.desk?.threads.find((one) => one.thread === id);
    return thread({ thread: id, name: name ?? listed?.name ?? '' });
  }

  /** Ada writes; it is saved after a while, and answered. */
  say(id: string, text: string): void {
    this.put(id, 'librarian', text, true);
    if (this.#window.state.connection.type === 'away') return;
    setTimeout(() => {
      const { messages } = this.of(id);
      this.keep({
        ...this.of(id),
        messages: messages.map((one) => ({ ...one, pending: false })),
        patron: { received: Date.now(), read: 0 },
      });
    }, SAVED_AFTER_MS);
    setTimeout(() => this.put(id, 'patron', 'Grazie mille!', false), REPLIES_AFTER_MS);
  }

  read(id: string): void {
    const threads = this.#window.state.desk?.threads ?? [];
    this.#window.changeDesk({
      threads: threads.map((one) => (one.thread === id ? { ...one, unread: false } : one)),
    });
    const { conversations } = this.#window.state.desk ?? { conversations: [] };
    const read = conversations.find((one) => one.thread === id && one.unread);
    if (read) this.keep({ ...read, unread: false });
  }

  /** The desk writes of an appointment into its thread. */
  tell({ happened, about }: Said): void {
    const { message: plain } = message(1000 + this.#window.next(), 'patron', { at: Date.now() });
    const speaker = { type: 'desk', happened } as const;
    const appointment = { id: about.id, starts: about.starts };
    const before = this.of(about.thread);
    const told = { message: { ...plain, speaker, appointment }, pending: false };
    this.keep({ ...before, messages: [...before.messages, told] });
  }

  /** Somebody's words stand in a thread. */
  put(
    thread: string,
    from: 'patron' | 'librarian',
    text: string,
    pending: boolean,
    attachment?: Attachment,
  ): void {
    const given = attachment ? { attachment } : {};
    const said = message(1000 + this.#window.next(), from, {
      text,
      at: Date.now(),
      pending,
      ...given,
    });
    const before = this.of(thread);
    this.keep({ ...before, messages: [...before.messages, said] });
  }

  /** The threads of the contacts under way, in their order. */
  converse(): void {
    const contacts = this.#window.state.desk?.seat.contacts ?? [];
    const conversations = contacts.map(({ thread, name }) => this.of(thread, name));
    this.#window.changeDesk({ conversations });
  }

  /** Remembers a thread, and shows it where it is open. */
  keep(view: WindowThread): void {
    this.#known.set(view.thread, view);
    const { desk } = this.#window.state;
    if (!desk) return;
    const shown = (open: WindowThread) => (open.thread === view.thread ? view : open);
    this.#window.changeDesk({
      conversations: desk.conversations.map(shown),
      reading: desk.reading && shown(desk.reading),
    });
  }

  /** A file goes, and is there after a while. */
  upload(id: string, name: string): void {
    const before = this.of(id);
    this.keep({ ...before, uploading: [...before.uploading, name] });
    setTimeout(() => this.keep({ ...this.of(id), uploading: [] }), REPLIES_AFTER_MS);
  }
}
