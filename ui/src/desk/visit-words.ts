// What happened before in a thread, in words for the colleague who opens it.
import { language } from '$lib/language.svelte';
import { m } from '$lib/paraglide/messages';
import type { House, Outcome, VisitView } from '$lib/wire';

import { callWord, outcomeWord, topicWord } from './words';

/** When a visit stands among the messages: where it was answered, or else ended. */
export function visitTime({ answeredAt, endedAt, arrivedAt }: VisitView): number {
  return answeredAt ?? endedAt ?? arrivedAt;
}

/** Who answered when, and for how long; or why nobody did. */
export function visitWord(visit: VisitView): string {
  const mode = callWord(visit.mode);
  const librarian = visit.librarian ?? '';
  if (visit.answeredAt === null) return unansweredWord(visit, mode, librarian);
  const what = visit.calledOut
    ? m.desk_threads_visit_called({ mode, librarian })
    : m.desk_threads_visit_answered({ mode, librarian });
  if (visit.endedAt === null) return m.desk_threads_visit_going_on({ what });
  const minutes = Math.round((visit.endedAt - visit.answeredAt) / 60_000);
  return minutes < 1
    ? m.desk_threads_visit_short({ what })
    : m.desk_threads_visit_lasted({ what, minutes });
}

function unansweredWord(visit: VisitView, mode: string, librarian: string): string {
  if (visit.endedAt === null) {
    return visit.calledOut
      ? m.desk_threads_visit_ringing({ mode, librarian })
      : m.desk_threads_visit_waiting({ mode });
  }
  return m.desk_threads_visit_missed({ mode, why: whyWord(visit, librarian) });
}

function whyWord({ calledOut, endedBy }: VisitView, librarian: string): string {
  if (calledOut) return m.desk_threads_visit_not_reached({ librarian });
  switch (endedBy) {
    case 'absence':
      return m.desk_threads_visit_absent();
    case 'closing':
      return m.desk_threads_visit_closed();
    case 'patron':
    case 'librarian':
    case null:
      return m.desk_threads_visit_left();
  }
}

/** What the librarian wrote down; empty for nothing. */
export function visitAside(visit: VisitView, house: House): string {
  const topic = topicWord(house, visit.topic, language.current);
  const outcome = visit.wrappedUp && visit.outcome ? writtenWord(visit.outcome) : '';
  return [
    outcome && m.desk_threads_visit_outcome({ outcome }),
    topic && m.desk_threads_visit_topic({ topic }),
    visit.note && m.desk_threads_visit_note({ note: visit.note }),
  ]
    .filter(Boolean)
    .join('\n');
}

function writtenWord(outcome: Outcome): string {
  switch (outcome) {
    case 'resolvedAtFirstLevel':
    case 'handedOff':
    case 'appointment':
    case 'callBack':
    case 'messageLeft':
      return outcomeWord(outcome);
    case 'abandoned':
    case 'notReached':
    case 'blocked':
      return '';
  }
}
