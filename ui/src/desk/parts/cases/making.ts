// From where a case is begun: a conversation, or by hand.
import type { ContactId, MessageId, ThreadId, TopicId, WindowThread } from '$lib/wire';
import { addDays, wallOf } from '$lib/zoned';

import { subjectFrom } from '../../state/case-making.svelte';
import type { Writing } from '../../state/wrap-up.svelte';
import type { Desk } from '../../state/desk.svelte';

const USUAL_DAYS = 7;

/** The day that is promised when nobody says otherwise. */
function usualDay(desk: Desk, at: string): string {
  const known = desk.cases.view?.usualDays.find((one) => one.desk === at);
  return known?.day ?? addDays(wallOf(desk.clock.now, desk.calendar.zone).date, USUAL_DAYS);
}

/** A case of whoever stands at the counter or on the phone. */
export function beginByHand(desk: Desk): void {
  const [at] = desk.house.desks;
  if (at) desk.cases.making.begin({ desk: at.id, promised: usualDay(desk, at.id) });
}

interface More {
  contact?: ContactId | null;
  topic?: TopicId | null;
  note?: string;
  /** What of the conversation is chosen; without it, everything of this contact. */
  chosen?: readonly MessageId[];
}

/** A case of a conversation. */
export function beginFrom(desk: Desk, view: WindowThread, more: More = {}): void {
  const at = desk.deskOf(view.thread) ?? desk.house.desks[0]?.id;
  if (!at) return;
  const said = view.messages
    .filter(({ pending, message }) => !pending && message.speaker.type !== 'desk')
    .map(({ message }) => message);
  const chosen = said.filter(({ id, contact }) =>
    more.chosen ? more.chosen.includes(id) : !!more.contact && contact === more.contact,
  );
  desk.cases.making.begin({
    desk: at,
    thread: view.thread,
    contact: more.contact ?? null,
    subject: subjectFrom(chosen.length > 0 ? chosen : said.slice(-5)),
    topic: more.topic ?? null,
    note: more.note ?? '',
    promised: usualDay(desk, at),
    asker: { name: view.name, mail: '', phone: '' },
    said,
    chosen: chosen.map(({ id }) => id),
  });
}

/** A case of a contact that is being written down: it is over, and the window knows no
    more of it than where it was. */
export function beginFromPaper(desk: Desk, { contact, name, topic, note }: Writing): void {
  const was = desk.placeOf(contact);
  const at = was?.desk ?? desk.house.desks[0]?.id;
  if (!at) return;
  desk.cases.making.begin({
    desk: at,
    thread: was?.thread ?? null,
    contact,
    subject: note.split('\n')[0]?.trim() ?? '',
    topic,
    note,
    promised: usualDay(desk, at),
    asker: { name, mail: '', phone: '' },
  });
}

/** A case of something that was asked in a conversation, where its words are known. */
export function beginFromWords(
  desk: Desk,
  { thread, name, subject }: { thread: ThreadId; name: string; subject: string },
): void {
  const at = desk.deskOf(thread) ?? desk.house.desks[0]?.id;
  if (!at) return;
  const asker = { name, mail: '', phone: '' };
  desk.cases.making.begin({ desk: at, thread, subject, asker, promised: usualDay(desk, at) });
}
