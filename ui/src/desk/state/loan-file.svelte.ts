// A file of loans: chosen, looked at with its columns, and taken or left. Nothing of it
// counts before somebody takes it.
import type {
  Column,
  DayOrder,
  FilePreview,
  FileOutcome,
  FileSending,
  FileSendingTrouble,
  LoansRefusal,
  Mapping,
  SourceId,
  UploadId,
} from '$lib/wire';

import type { Ask } from './loans.svelte';

/** The columns a file may have, in the order in which somebody looks for them. */
export const COLUMNS = [
  'due',
  'card',
  'borrower',
  'title',
  'name',
  'surname',
  'mail',
  'phone',
  'language',
  'item',
  'author',
  'loan',
  'lent',
  'renewals',
  'awaited',
  'status',
  'returned',
  'renewsItself',
] as const satisfies readonly Column[];

interface Means {
  ask: Ask;
  send: (source: SourceId, name: string, bytes: Uint8Array<ArrayBuffer>) => Promise<void>;
  /** The program thinks of the file no more. */
  forget: () => void;
}

export class LoanFile {
  /** The source for which a file is looked at. */
  source = $state.raw<SourceId | null>(null);
  /** What stands in the file, as it is understood now. */
  preview = $state.raw<FilePreview | null>(null);
  /** Which column is what, as it is chosen. */
  columns = $state.raw<Mapping | null>(null);
  /** Somebody has said that so many loans may be closed. */
  anyway = $state(false);
  /** The outcome that was taken last, and of which source. */
  taken = $state.raw<{ source: SourceId; outcome: FileOutcome | null } | null>(null);
  refused = $state.raw<LoansRefusal | null>(null);
  /** It is looked at again, or taken. */
  busy = $state(false);
  /** Why it did not even go to the program. */
  unsent = $state.raw<FileSendingTrouble | null>(null);
  /** It lies in a folder of the server, and waits. */
  fromFolder = $state(false);

  #sending = $state.raw<FileSending>({ type: 'none' });
  /** The file that was taken or left: what is still said of it counts no more. */
  #done: UploadId | null = null;
  readonly #means: Means;

  constructor(means: Means) {
    this.#means = means;
  }

  readonly sending = $derived(this.source !== null && this.#sending.type === 'sending');
  readonly failed = $derived.by((): FileSendingTrouble | null => {
    if (this.unsent || this.fromFolder) return this.unsent;
    return this.#sending.type === 'failed' ? this.#sending.why : null;
  });
  readonly outcome = $derived(this.preview?.outcome ?? null);
  /** So many loans would be closed that somebody must say so. */
  readonly asksFirst = $derived(this.outcome?.asksFirst === true);
  readonly mayTake = $derived.by(
    () => this.outcome !== null && !this.busy && (!this.asksFirst || this.anyway),
  );

  take(sending: FileSending): void {
    this.#sending = sending;
    if (sending.type !== 'there') return;
    const { preview } = sending;
    if (preview.upload === this.#done || preview.upload === this.preview?.upload) return;
    this.source = preview.source;
    this.#show(preview);
    this.columns = preview.columns;
  }

  /** A file was chosen for a source. */
  async choose(source: SourceId, file: File): Promise<void> {
    this.#begin(source);
    try {
      const bytes = new Uint8Array(await file.arrayBuffer());
      await this.#means.send(source, file.name, bytes);
    } catch {
      this.unsent = 'failed';
    }
  }

  /** Looks at a file of the watched folder that asks first. */
  async look(source: SourceId, upload: UploadId): Promise<void> {
    this.#begin(source);
    this.fromFolder = true;
    this.busy = true;
    const { refused, brought } = await this.#means.ask({ type: 'preview', upload, columns: null });
    this.busy = false;
    this.refused = refused;
    if (brought.type !== 'preview') return;
    this.#show(brought.preview);
    this.columns = brought.preview.columns;
  }

  /** This column of the file is that, or none is; the file is understood anew. */
  async map(column: Column, head: string): Promise<void> {
    const before = Object.entries(this.columns?.columns ?? {});
    const others = Object.fromEntries(before.filter(([key]) => key !== column));
    await this.#change({ columns: head === '' ? others : { ...others, [column]: head } });
  }

  async setOrder(order: DayOrder): Promise<void> {
    await this.#change({ order });
  }

  async accept(): Promise<void> {
    const { source, preview, columns, anyway } = this;
    if (!this.mayTake || !source || !preview || !columns) return;
    this.busy = true;
    const { upload, outcome } = preview;
    const { refused } = await this.#means.ask({ type: 'takeFile', upload, columns, anyway });
    this.busy = false;
    this.refused = refused;
    if (refused?.type === 'asksFirst' && outcome) {
      // More than it was when it was looked at.
      this.preview = {
        ...preview,
        outcome: { ...outcome, asksFirst: true, closes: refused.closes },
      };
      this.anyway = false;
    }
    if (refused) return;
    this.#done = upload;
    this.#means.forget();
    this.#empty();
    this.taken = { source, outcome };
  }

  /** Nothing of it is taken; the server forgets it. */
  async drop(): Promise<void> {
    const { preview } = this;
    this.leave();
    if (preview) await this.#means.ask({ type: 'dropFile', upload: preview.upload });
  }

  /** It is looked at no more; one of a folder goes on waiting there. */
  leave(): void {
    this.#done = this.preview?.upload ?? this.#done;
    if (this.source !== null && !this.fromFolder) this.#means.forget();
    this.#empty();
  }

  async #change(changed: Partial<Mapping>): Promise<void> {
    const { preview } = this;
    if (!preview || !this.columns) return;
    const columns = { ...this.columns, ...changed };
    this.columns = columns;
    this.anyway = false;
    this.busy = true;
    const { upload } = preview;
    const { refused, brought } = await this.#means.ask({ type: 'preview', upload, columns });
    // What was chosen meanwhile has its own answer.
    if (this.columns !== columns) return;
    this.busy = false;
    this.refused = refused;
    if (brought.type === 'preview') this.#show(brought.preview);
  }

  #begin(source: SourceId): void {
    this.#done = this.preview?.upload ?? this.#done;
    this.#empty();
    this.source = source;
  }

  #show(preview: FilePreview): void {
    this.preview = preview;
    this.taken = null;
  }

  #empty(): void {
    this.source = null;
    this.preview = null;
    this.columns = null;
    this.anyway = false;
    this.taken = null;
    this.refused = null;
    this.busy = false;
    this.unsent = null;
    this.fromFolder = false;
  }
}
