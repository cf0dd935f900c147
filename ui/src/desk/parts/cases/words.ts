// The words of cases. Every code has its words, and says what to do.
import { language } from '$lib/language.svelte';
import { m } from '$lib/paraglide/messages';
import type {
  CaseEntryKind,
  CaseRow,
  CasesCounts,
  CasesField,
  CasesRefusal,
  CasesShelf,
  CaseState,
  House,
  LibrarianId,
  MailRemark,
  OutgoingStateView,
} from '$lib/wire';

import type { CaseNews, CasesPart } from '../../state/cases.svelte';
import { dayWord } from './said';

export { dayWord } from './said';

const DAY_MS = 86_400_000;

/** How many days lie between two days. */
function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(`${to}T12:00:00Z`) - Date.parse(`${from}T12:00:00Z`)) / DAY_MS);
}

/** What was promised, as seen from today; empty where no answer is owed any more. */
export function promiseWord(row: CaseRow, today: string): string {
  if (row.state === 'answered' || row.state === 'closed' || row.promised === '') return '';
  const left = daysBetween(today, row.promised);
  if (left < 0) return m.desk_cases_late({ count: -left });
  if (left === 0) return m.desk_cases_by_today();
  if (left === 1) return m.desk_cases_by_tomorrow();
  return m.desk_cases_by({ day: dayWord(row.promised, Number(today.slice(0, 4))) });
}

/** How much a promise presses. */
export function pressing(row: CaseRow, today: string): 'danger' | 'warn' | '' {
  if (promiseWord(row, today) === '') return '';
  const left = daysBetween(today, row.promised);
  if (row.overdue || left < 0) return 'danger';
  return left <= 1 ? 'warn' : '';
}

/** What presses of the promises that come near: late, today, tomorrow. */
export function nearWord(near: readonly CaseRow[], today: string): string {
  const left = near.map((row) => daysBetween(today, row.promised));
  const late = left.filter((days) => days < 0).length;
  const now = left.filter((days) => days === 0).length;
  const tomorrow = left.filter((days) => days === 1).length;
  const later = left.filter((days) => days > 1).length;
  return [
    ...(late > 0 ? [m.desk_cases_near_late({ count: late })] : []),
    ...(now > 0 ? [m.desk_cases_near_today({ count: now })] : []),
    ...(tomorrow > 0 ? [m.desk_cases_near_tomorrow({ count: tomorrow })] : []),
    ...(later > 0 ? [m.desk_cases_near_soon({ count: later })] : []),
  ].join(', ');
}

export function stateWord({ state, office }: Pick<CaseRow, 'state' | 'office'>): string {
  switch (state) {
    case 'open':
      return m.desk_cases_state_open();
    case 'waitingForOffice':
      return office === '' ? m.desk_cases_state_office() : m.desk_cases_state_of_office({ office });
    case 'waitingForPatron':
      return m.desk_cases_state_patron();
    case 'answered':
      return m.desk_cases_state_answered();
    case 'closed':
      return m.desk_cases_state_closed();
    case 'reopened':
      return m.desk_cases_state_reopened();
  }
}

export function shelfWord(shelf: CasesShelf): string {
  switch (shelf) {
    case 'toDo':
      return m.desk_cases_shelf_to_do();
    case 'overdue':
      return m.desk_cases_shelf_overdue();
    case 'waitingForOffice':
      return m.desk_cases_shelf_office();
    case 'waitingForPatron':
      return m.desk_cases_shelf_patron();
    case 'snoozed':
      return m.desk_cases_shelf_snoozed();
    case 'answered':
      return m.desk_cases_shelf_answered();
    case 'closed':
      return m.desk_cases_shelf_closed();
    case 'all':
      return m.desk_cases_shelf_all();
  }
}

/** How many stand on a shelf; null where nobody counts them. */
export function shelfCount(shelf: CasesShelf, counts: CasesCounts): number | null {
  return shelf === 'closed' || shelf === 'all' ? null : counts[shelf];
}

export function partWord(part: CasesPart, letters: number): string {
  switch (part) {
    case 'list':
      return m.desk_cases_part_list();
    case 'letters':
      return letters > 0
        ? m.desk_cases_part_letters_count({ count: letters })
        : m.desk_cases_part_letters();
    case 'offices':
      return m.desk_cases_part_offices();
  }
}

export function ownerWord(house: House, owner: LibrarianId | null): string {
  if (owner === null) return m.desk_cases_nobody();
  return house.librarians.find(({ id }) => id === owner)?.name ?? m.desk_cases_somebody();
}

/** What happened, as the heading of an entry. */
export function entryWord(kind: CaseEntryKind, whom: string): string {
  switch (kind) {
    case 'opened':
      return m.desk_cases_entry_opened();
    case 'contact':
      return m.desk_cases_entry_contact();
    case 'excerpt':
      return m.desk_cases_entry_excerpt();
    case 'note':
      return m.desk_cases_entry_note();
    case 'handedOff':
      return m.desk_cases_entry_handed_off({ whom });
    case 'officeWrote':
      return m.desk_cases_entry_wrote({ whom });
    case 'askedPatron':
      return m.desk_cases_entry_asked();
    case 'patronWrote':
      return whom === '' ? m.desk_cases_entry_patron() : m.desk_cases_entry_wrote({ whom });
    case 'answered':
      return m.desk_cases_entry_answered();
    case 'told':
      return m.desk_cases_entry_told();
    case 'otherWrote':
      return m.desk_cases_entry_wrote({ whom: whom || m.desk_cases_somebody() });
    case 'autoReply':
      return m.desk_cases_entry_auto({ whom });
    case 'notDelivered':
      return m.desk_cases_entry_not_delivered({ whom });
    case 'assigned':
      return m.desk_cases_entry_assigned();
    case 'promiseMoved':
      return m.desk_cases_entry_promise();
    case 'changed':
      return m.desk_cases_entry_changed();
    case 'snoozed':
      return m.desk_cases_entry_snoozed();
    case 'closed':
      return m.desk_cases_entry_closed();
    case 'reopened':
      return m.desk_cases_entry_reopened();
    case 'callBackAgreed':
      return m.desk_callbacks_entry_agreed();
    case 'callBackMoved':
      return m.desk_callbacks_entry_moved();
    case 'callBackCalledOff':
      return m.desk_callbacks_entry_called_off();
    case 'calledBack':
      return m.desk_callbacks_entry_reached();
    case 'notReached':
      return m.desk_callbacks_entry_not_reached();
    case 'callBackGivenUp':
      return m.desk_callbacks_entry_given_up();
  }
}

/** Days stand in entries as they are kept. */
export function entryText(text: string): string {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) ? dayWord(text) : text;
}

/** How a letter stands. */
export function letterWord({ type }: OutgoingStateView): string {
  switch (type) {
    case 'queued':
      return m.desk_cases_letter_queued();
    case 'sending':
      return m.desk_cases_letter_sending();
    case 'sent':
      return m.desk_cases_letter_sent();
    case 'uncertain':
      return m.desk_cases_letter_uncertain();
    case 'failed':
      return m.desk_cases_letter_failed();
    case 'read':
      return m.desk_cases_letter_read();
  }
}

/** What is to be said of a mail beside its words. */
export function remarkWord(remark: MailRemark): string {
  switch (remark.type) {
    case 'tooLarge':
      return m.desk_cases_remark_too_large({ size: remark.megabytes });
    case 'unreadable':
      return m.desk_cases_remark_unreadable();
    case 'notYet':
      return m.desk_cases_remark_not_yet();
  }
}

export function refusalWord(why: CasesRefusal): string {
  switch (why.type) {
    case 'gone':
      return m.desk_cases_refused_gone();
    case 'takenBy':
      return m.desk_cases_refused_taken({ name: why.name });
    case 'notNow':
      return m.desk_cases_refused_not_now({ state: bareStateWord(why.state) });
    case 'fault':
      return faultWord(why.field);
    case 'nobodyToTell':
      return m.desk_cases_refused_nobody();
    case 'noMail':
      return m.desk_cases_refused_no_mail();
    case 'tooMany':
      return m.desk_cases_refused_too_many();
    case 'tooLarge':
      return m.desk_cases_refused_too_large();
    case 'notATable':
      return m.desk_cases_refused_not_a_table();
    case 'notAllowed':
      return m.desk_cases_refused_not_allowed();
    case 'tooManyTries':
      return m.desk_cases_refused_too_many_tries();
    case 'notSaved':
      return m.desk_cases_refused_not_saved();
  }
}

const bareStateWord = (state: CaseState) => stateWord({ state, office: '' }).toLowerCase();

export function faultWord(field: CasesField): string {
  switch (field) {
    case 'subject':
      return m.desk_cases_fault_subject();
    case 'text':
      return m.desk_cases_fault_text();
    case 'promised':
      return m.desk_cases_fault_promised();
    case 'snooze':
      return m.desk_cases_fault_snooze();
    case 'name':
      return m.desk_cases_fault_name();
    case 'mail':
      return m.desk_cases_fault_mail();
    case 'phone':
      return m.desk_cases_fault_phone();
    case 'hours':
      return m.desk_cases_fault_hours();
    case 'topic':
      return m.desk_cases_fault_topic();
    case 'desk':
      return m.desk_cases_fault_desk();
    case 'librarian':
      return m.desk_cases_fault_librarian();
    case 'office':
      return m.desk_cases_fault_office();
    case 'server':
      return m.desk_outbox_fault_server();
    case 'port':
      return m.desk_outbox_fault_port();
    case 'user':
      return m.desk_cases_fault_user();
    case 'password':
      return m.desk_cases_fault_password();
    case 'folder':
      return m.desk_cases_fault_folder();
    case 'authority':
      return m.desk_outbox_fault_authority();
    case 'security':
      return m.desk_cases_fault_security();
  }
}

/** What this window tells of cases. */
export function caseNewsWord(what: CaseNews): string {
  switch (what.type) {
    case 'caseMade':
      return m.desk_cases_news_made({ number: what.number });
    case 'caseChanged':
      return m.desk_cases_news_changed({ number: what.number });
    case 'caseNotChanged':
      return m.desk_cases_news_not_changed({ why: refusalWord(what.why) });
    case 'caseHandedOff':
      return m.desk_cases_news_handed_off({
        number: what.number,
        office: what.office,
        day: dayWord(what.promised),
      });
  }
}

/** A moment, as it is read at the library. */
export function atWord(moment: number, timeZone: string): string {
  return new Intl.DateTimeFormat(language.current, {
    dateStyle: 'short',
    timeStyle: 'short',
    hourCycle: 'h23',
    timeZone,
  }).format(moment);
}
