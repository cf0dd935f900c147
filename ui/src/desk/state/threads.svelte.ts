// What happens in open threads: drafts that outlive the screen, words, files, and how
// far somebody has read.
import { book } from '$lib/book';
import { SvelteMap } from 'svelte/reactivity';

import type { Host } from '$lib/host/host';
import type { FileTrouble, MessageView, ThreadId, WindowOrder, WindowThread } from '$lib/wire';

/** The patron's page believes for a few seconds that somebody types. */
const TYPING_EVERY_MS = 3000;

/** What the server takes at most. */
const LARGEST_FILE = 10_000_000;

/** How the threads reach the program, and tell what went wrong. */
export interface Means {
  host: Pick<Host, 'sendFile'>;
  /** Asks for something; says whether it was taken. */
  order: (order: WindowOrder) => Promise<boolean>;
  /** The same for what nobody asked for by hand: it fails in silence. */
  ask: (order: WindowOrder) => Promise<boolean>;
  fileNotSent: (name: string, why: FileTrouble) => void;
  /** Somebody looks at this window. */
  watched: () => boolean;
}

export class Threads {
  readonly #means: Means;
  readonly #drafts = new SvelteMap<ThreadId, string>();
  readonly #read = book<ThreadId, number>();
  readonly #typed = book<ThreadId, number>();

  constructor(means: Means) {
    this.#means = means;
  }

  draftOf(thread: ThreadId): string {
    return this.#drafts.get(thread) ?? '';
  }

  keep(thread: ThreadId, draft: string): void {
    if (draft === '') this.#drafts.delete(thread);
    else this.#drafts.set(thread, draft);
  }

  /** Says something to the patron; fails when the program did not take the words. */
  async say(thread: ThreadId, text: string): Promise<void> {
    this.#typed.delete(thread);
    if (!(await this.#means.order({ type: 'say', thread, text }))) {
      throw new Error('The words were not taken.');
    }
  }

  /** A key was pressed in the field: told now and then. */
  typed(thread: ThreadId): void {
    const now = Date.now();
    if (now - (this.#typed.get(thread) ?? -TYPING_EVERY_MS) < TYPING_EVERY_MS) return;
    this.#typed.set(thread, now);
    void this.#means.ask({ type: 'typing', thread });
  }

  /** The thread is on the screen: if somebody looks at it, it is read. */
  look({ thread, messages }: WindowThread): void {
    if (!this.#means.watched()) return;
    const theirs = messages.filter(
      ({ message, pending }) => !pending && message.speaker.type !== 'librarian',
    );
    const upTo = theirs.at(-1)?.message.at ?? 0;
    if (upTo <= (this.#read.get(thread) ?? 0)) return;
    this.#read.set(thread, upTo);
    void this.#means.ask({ type: 'read', thread, upTo }).then((taken) => {
      if (!taken) this.#read.delete(thread);
    });
  }

  attach(thread: ThreadId, files: readonly File[]): void {
    for (const file of files) void this.#send(thread, file);
  }

  async save(thread: ThreadId, message: MessageView): Promise<void> {
    if (!message.attachment) return;
    const { file } = message.attachment;
    await this.#means.order({ type: 'saveFile', thread, message: message.id, file });
  }

  /** Whoever signs out leaves nothing behind for the next. */
  clear(): void {
    this.#drafts.clear();
    this.#read.clear();
    this.#typed.clear();
  }

  async #send(thread: ThreadId, file: File): Promise<void> {
    if (file.size > LARGEST_FILE) return this.#means.fileNotSent(file.name, 'tooLarge');
    let bytes: ArrayBuffer;
    try {
      bytes = await file.arrayBuffer();
    } catch {
      return this.#means.fileNotSent(file.name, 'unreadable');
    }
    try {
      await this.#means.host.sendFile(thread, file.name, new Uint8Array(bytes));
    } catch {
      this.#means.fileNotSent(file.name, 'failed');
    }
  }
}
