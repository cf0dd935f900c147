// From where a call-back is agreed: a case, a conversation, or what is written down of one.
import type { CaseView, ThreadId } from '$lib/wire';

import type { Desk } from '../../state/desk.svelte';
import type { Writing } from '../../state/wrap-up.svelte';

/** About a case: whoever asked for it is called. */
export function beginFromCase(desk: Desk, { row, asker, thread }: CaseView): void {
  desk.callBacks.begin({
    case: row.id,
    thread,
    name: row.asker,
    about: row.subject,
    phone: asker.phone,
  });
}

/** Of a contact that is being written down, while the window knows where it was. */
export function beginFromPaper(desk: Desk, { contact, name, note }: Writing): void {
  const was = desk.placeOf(contact);
  if (!was) return;
  beginFromThread(desk, was.thread, name, note.split('\n')[0]?.trim() ?? '');
}

/** In a conversation. */
export function beginFromThread(desk: Desk, thread: ThreadId, name: string, about = ''): void {
  desk.callBacks.begin({ case: null, thread, name, about, phone: '' });
}
