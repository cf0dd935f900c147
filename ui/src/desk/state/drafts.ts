// Drafts that outlive the window: kept on this computer, for one account at a time.
//
// What a librarian has begun to write to a patron stays when they look elsewhere, when
// the window is loaded anew and when the program starts again. It is gone once it was
// sent, when the thread is gone, when somebody else signs in, at the sign-out, and in
// any case after a month.
import type { ThreadId } from '$lib/wire';

const KEY = 'sportello.desk.drafts';
const KEPT_MS = 30 * 24 * 60 * 60 * 1000;
const MOST = 100;

/** A draft, and what is known of its thread. */
export interface Draft {
  text: string;
  at: number;
  /** The thread stood in the list: if it does not any more, it is gone. */
  listed: boolean;
}

interface Kept {
  account: string;
  drafts: Record<ThreadId, Draft>;
}

/** The drafts of this account; those of any other are thrown away. */
export function readDrafts(account: string, now: number): [ThreadId, Draft][] {
  const kept = read();
  if (kept?.account !== account) {
    forgetDrafts();
    return [];
  }
  return Object.entries(kept.drafts).filter(
    ([, draft]) => isDraft(draft) && now - draft.at < KEPT_MS,
  );
}

/** Keeps the newest drafts. */
export function keepDrafts(account: string, drafts: Iterable<[ThreadId, Draft]>): void {
  const newest = [...drafts].sort(([, one], [, other]) => other.at - one.at).slice(0, MOST);
  if (newest.length === 0) return forgetDrafts();
  const kept: Kept = { account, drafts: Object.fromEntries(newest) };
  try {
    localStorage.setItem(KEY, JSON.stringify(kept));
  } catch {
    // Storage may be forbidden or full; the drafts then last as long as the window.
  }
}

export function forgetDrafts(): void {
  try {
    localStorage.removeItem(KEY);
  } catch {
    // Where nothing can be taken away, nothing could be kept.
  }
}

function read(): Kept | null {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KEY) ?? 'null');
    const whole = typeof kept === 'object' && kept !== null && 'account' in kept;
    return whole && 'drafts' in kept && typeof kept.drafts === 'object' ? (kept as Kept) : null;
  } catch {
    return null;
  }
}

function isDraft(draft: unknown): draft is Draft {
  const one = draft as Partial<Draft> | null;
  return typeof one?.text === 'string' && typeof one.at === 'number';
}
