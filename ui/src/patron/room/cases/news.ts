// What the desk tells of a case in the thread.
import type { CaseMark, Happened, MessageView } from '$lib/wire';

/** What can be told of a case. */
export type CaseHappened = Extract<Happened, `case${string}`>;

/** News of a case, as they were when they were told. */
export interface CaseNews {
  happened: CaseHappened;
  /** The case; nothing once it is erased. */
  mark: CaseMark | null;
  /** The words of the library, or of the patron; may be empty. */
  text: string;
  /** The day that was promised when it was told of before; empty where that is not known. */
  before: string;
}

export const isCaseHappened = (happened: Happened): happened is CaseHappened =>
  happened.startsWith('case');

/** The news in a message, if it tells of a case. */
export function caseNewsOf({ speaker, case: mark, text }: MessageView): CaseNews | null {
  if (speaker.type !== 'desk' || !isCaseHappened(speaker.happened)) return null;
  return { happened: speaker.happened, mark, text, before: '' };
}

/** The same, among all that was said. */
export function caseNewsIn(messages: readonly MessageView[], id: string): CaseNews | null {
  const at = messages.findIndex((one) => one.id === id);
  const news = messages[at] ? caseNewsOf(messages[at]) : null;
  if (!news?.mark) return news;
  const { id: about } = news.mark;
  const earlier = messages.slice(0, at).filter((one) => one.case?.id === about);
  return { ...news, before: earlier.pop()?.case?.promised ?? '' };
}
