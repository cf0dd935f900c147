// Messages the server has not taken yet. They outlive a reload, not the tab, and
// keep their ids, so that saying one again is harmless.
import type { Attachment } from '$lib/wire';

const KEPT = 'sportello.unsent';

/** A message on its way. */
export interface Unsent {
  id: string;
  text: string;
  /** A file that the server has already. */
  file: Attachment | null;
  at: number;
}

/** What is used of a browser's storage. */
export type Store = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

function isUnsent(value: unknown): value is Unsent {
  const { id, text, at } = (value ?? {}) as Partial<Unsent>;
  return typeof id === 'string' && typeof text === 'string' && typeof at === 'number';
}

/** Earlier pages knew no files. */
function whole(message: Unsent): Unsent {
  return { ...message, file: message.file ?? null };
}

/** What an earlier load of the page could not send. */
export function readUnsent(store: Store | null): Unsent[] {
  try {
    const kept: unknown = JSON.parse(store?.getItem(KEPT) ?? '[]');
    return Array.isArray(kept) ? kept.filter(isUnsent).map(whole) : [];
  } catch {
    return [];
  }
}

export function keepUnsent(store: Store | null, unsent: readonly Unsent[]): void {
  try {
    if (unsent.length === 0) store?.removeItem(KEPT);
    else store?.setItem(KEPT, JSON.stringify(unsent));
  } catch {
    // Storage may be full or forbidden; the messages then live as long as the page.
  }
}
