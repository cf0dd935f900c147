// What is being written to cases. It outlives a reload, not the tab.
import type { Store } from '../outbox';

const KEPT = 'sportello.case-drafts';

/** Words by their case. */
export type Drafts = Readonly<Record<string, string>>;

/** What an earlier load of the page left unfinished. */
export function readDrafts(store: Store | null): Drafts {
  try {
    const kept: unknown = JSON.parse(store?.getItem(KEPT) ?? '{}');
    const found = Object.entries(kept ?? {}).filter(([, text]) => typeof text === 'string');
    return Object.fromEntries(found) as Drafts;
  } catch {
    return {};
  }
}

export function keepDrafts(store: Store | null, drafts: Drafts): void {
  try {
    if (Object.keys(drafts).length === 0) store?.removeItem(KEPT);
    else store?.setItem(KEPT, JSON.stringify(drafts));
  } catch {
    // Storage may be full or forbidden; the words then live as long as the page.
  }
}
