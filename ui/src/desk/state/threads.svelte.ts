// What happens in open threads: drafts that outlive the screen, words, files, and how
// far somebody has read.
import { book, pile } from '$lib/book';
import { SvelteMap } from 'svelte/reactivity';

import type { Host } from '$lib/host/host';
import type {
  FileTrouble,
  MessageView,
  ThreadEntry,
  ThreadId,
  WindowOrder,
  WindowThread,
} from '$lib/wire';

import { forgetDrafts, keepDrafts, readDrafts, type Draft } from './drafts';

/** The patron's page believes for a few seconds that somebody types. */
const TYPING_EVERY_MS = 3000;

/** What the server takes at most. */
const LARGEST_FILE = 10_000_000;
/** How many files are sent at once, one after another. */
const MOST_FILES = 20;
/** A list that long may leave threads out. */
const WHOLE_LIST = 100;

/** How the threads reach the program, and tell what went wrong. */
export interface Means {
  host: Pick<Host, 'sendFile'>;
  /** Asks for something; says whether it was taken. */
  order: (order: WindowOrder) => Promise<boolean>;
  /** The same for what nobody asked for by hand: it fails in silence. */
  ask: (order: WindowOrder) => Promise<boolean>;
  fileNotSent: (name: string, why: FileTrouble) => void;
  folderNotSent: (name: string) => void;
  /** Somebody looks at this window. */
  watched: () => boolean;
}

/** A thread on the screen. */
export interface Searchable {
  hasFocus: () => boolean;
  open: () => void;
}

export class Threads {
  readonly #means: Means;
  readonly #drafts = new SvelteMap<ThreadId, Draft>();
  readonly #searchable = pile<Searchable>();
  /** Whose drafts they are. */
  #account: string | null = null;
  /** The files that are sent, the ones after the others. */
  #sending: Promise<void> = Promise.resolve();
  readonly #read = book<ThreadId, number>();
  readonly #typed = book<ThreadId, number>();

  constructor(means: Means) {
    this.#means = means;
  }

  /** A thread stands on the screen, and can be searched; gives back how it goes. */
  stands(search: Searchable): () => void {
    this.#searchable.add(search);
    return () => this.#searchable.delete(search);
  }

  /** Opens the search of the thread in which the reader is, or of the one that is
      there. Says whether there is one. */
  find(): boolean {
    const standing = [...this.#searchable];
    const search = standing.find((one) => one.hasFocus()) ?? standing.at(-1);
    search?.open();
    return search !== undefined;
  }

  draftOf(thread: ThreadId): string {
    return this.#drafts.get(thread)?.text ?? '';
  }

  keep(thread: ThreadId, draft: string): void {
    const before = this.#drafts.get(thread);
    if (draft === (before?.text ?? '')) return;
    if (draft === '') this.#drafts.delete(thread);
    else {
      const listed = before?.listed ?? false;
      this.#drafts.set(thread, { text: draft, at: Date.now(), listed });
    }
    this.#keepDrafts();
  }

  /** Whoever is signed in finds what they had begun to write on this computer. */
  belongTo(account: string): void {
    if (account === this.#account) return;
    this.#account = account;
    this.#drafts.clear();
    for (const [thread, draft] of readDrafts(account, Date.now())) {
      this.#drafts.set(thread, draft);
    }
  }

  /** The list of threads is whole: a draft whose thread is not in it any more goes. */
  follow(list: readonly ThreadEntry[]): void {
    const listed = pile(list.map(({ thread }) => thread));
    let changed = false;
    for (const [thread, draft] of this.#drafts) {
      if (listed.has(thread) && !draft.listed) {
        this.#drafts.set(thread, { ...draft, listed: true });
        changed = true;
      } else if (draft.listed && !listed.has(thread) && list.length < WHOLE_LIST) {
        this.#drafts.delete(thread);
        changed = true;
      }
    }
    if (changed) this.#keepDrafts();
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

  /** Sends files, in their order. */
  attach(thread: ThreadId, files: readonly File[]): void {
    for (const { name } of files.slice(MOST_FILES)) this.#means.fileNotSent(name, 'tooMany');
    for (const file of files.slice(0, MOST_FILES)) {
      this.#sending = this.#sending.then(() => this.#send(thread, file));
    }
  }

  /** Nobody can send a folder. */
  refuseFolder(name: string): void {
    this.#means.folderNotSent(name);
  }

  async save(thread: ThreadId, message: MessageView): Promise<void> {
    if (!message.attachment) return;
    const { file } = message.attachment;
    await this.#means.order({ type: 'saveFile', thread, message: message.id, file });
  }

  /** Whoever signs out leaves nothing behind for the next. */
  clear(): void {
    this.#account = null;
    this.#drafts.clear();
    this.#read.clear();
    this.#typed.clear();
  }

  /** Nothing of what was begun stays on this computer. */
  forgetDrafts(): void {
    this.#drafts.clear();
    forgetDrafts();
  }

  #keepDrafts(): void {
    if (this.#account !== null) keepDrafts(this.#account, this.#drafts);
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
