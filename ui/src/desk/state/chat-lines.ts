// A thread, as the shared chat draws it.
import type { ChatLine, ChatUpload, Reached } from '$lib/parts/chat';
import { language } from '$lib/language.svelte';
import { m } from '$lib/paraglide/messages';
import type {
  Attachment,
  Happened,
  House,
  MarksView,
  MessageView,
  VisitView,
  WindowThread,
} from '$lib/wire';

import { whenWord } from '../parts/calendar/words';
import { isOfCallBack } from '../parts/call-backs/said';
import { caseHappenedWord, isOfCase, speaksItself } from '../parts/cases/said';
import { loanMarksWord } from '../parts/loans/words';
import { visitAside, visitTime, visitWord } from '../visit-words';
import { happenedWord } from '../words';
import { knownZone } from '$lib/zoned';

/** The lines; what the desk said is "own", whichever librarian said it, and signed. What
    happened before stands where it happened. */
export function chatLines(view: WindowThread, name: string, house: House): ChatLine[] {
  const said = messageLines(view, name, knownZone(house.zone));
  const settled = said.filter(({ pending }) => !pending);
  const visits = view.visits.map((visit) => visitLine(visit, house));
  const past = [...settled, ...visits].sort((one, other) => one.at - other.at);
  return [...past, ...said.filter(({ pending }) => pending)];
}

function messageLines({ messages, patron }: WindowThread, name: string, zone: string): ChatLine[] {
  return messages.map(({ message, pending }) => {
    const { speaker, attachment, loans } = message;
    const reminds = isLetter(message);
    const own = speaker.type === 'librarian' || reminds;
    return {
      id: message.id,
      own,
      author: authorOf(message, name),
      text:
        speaker.type === 'desk' && !(reminds && message.text !== '')
          ? deskWord(speaker.happened, message, zone)
          : message.text,
      at: message.at,
      pending,
      narrated: speaker.type === 'desk' && !reminds,
      reached: own && !pending ? reached(message.at, patron) : undefined,
      file: attachment ?? undefined,
      signed: own,
      aside: attachment ? consentWord(attachment) : loanMarksWord(loans) || undefined,
    };
  });
}

/** The desk's own words to the patron, as if somebody had said them. */
function isLetter({ speaker, text }: MessageView): boolean {
  if (speaker.type !== 'desk') return false;
  return speaker.happened === 'loanNotice' || (speaksItself(speaker.happened) && text !== '');
}

function deskWord(
  happened: Happened,
  { appointment, case: about, text }: MessageView,
  zone: string,
) {
  if (isOfCallBack(happened)) return happenedWord(happened, text);
  if (isOfCase(happened)) return caseHappenedWord(happened, about, text);
  return happenedWord(happened, appointment ? whenWord(appointment.starts, zone) : '');
}

function visitLine(visit: VisitView, house: House): ChatLine {
  return {
    id: `visit-${visit.contact}`,
    own: false,
    author: '',
    text: visitWord(visit),
    at: visitTime(visit),
    pending: false,
    narrated: true,
    aside: visitAside(visit, house) || undefined,
  };
}

/** A still says when its patron consented. */
function consentWord({ consentedAt }: Attachment): string | undefined {
  if (consentedAt === null) return undefined;
  const clock = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const;
  const time = new Intl.DateTimeFormat(language.current, clock).format(consentedAt);
  return m.desk_threads_still_consented({ time });
}

/** Files on their way; nobody knows how far they have come. */
export function chatUploads({ uploading }: WindowThread): ChatUpload[] {
  return uploading.map((name, index) => ({
    id: `${index}-${name}`,
    name,
    share: null,
    trouble: null,
  }));
}

function authorOf({ speaker, case: about }: MessageView, patron: string): string {
  switch (speaker.type) {
    case 'patron':
      return patron;
    case 'librarian':
      return speaker.name;
    case 'desk':
      if (speaker.happened === 'loanNotice') return m.desk_loans_said_author();
      if (!speaksItself(speaker.happened)) return '';
      return about
        ? m.desk_cases_said_author({ number: about.number })
        : m.desk_cases_said_author_none();
  }
}

function reached(at: number, marks: MarksView): Reached {
  if (at <= marks.read) return 'read';
  return at <= marks.received ? 'delivered' : 'sent';
}
