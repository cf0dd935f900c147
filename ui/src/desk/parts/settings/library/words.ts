// The words for what stands in the settings: faults, changes, dates on the desk's wall.
import { language } from '$lib/language.svelte';
import { m } from '$lib/paraglide/messages';
import type { HoursPreview, PreviewDay, Strategy, Told, Why } from '$lib/wire';

export function faultWord(why: Why): string {
  switch (why.type) {
    case 'missing':
      return m.desk_library_fault_missing();
    case 'tooLong':
      return m.desk_library_fault_too_long({ most: why.most });
    case 'unreadable':
      return m.desk_library_fault_unreadable();
    case 'outOfBounds':
      return m.desk_library_fault_out_of_bounds({ least: why.least, most: why.most });
    case 'tooMany':
      return m.desk_library_fault_too_many({ most: why.most });
    case 'taken':
      return m.desk_library_fault_taken();
    case 'twice':
      return m.desk_library_fault_twice();
    case 'unknown':
      return m.desk_library_fault_unknown();
    case 'noHandle':
      return m.desk_library_fault_no_handle();
    case 'noEmail':
      return m.desk_library_fault_no_email();
    case 'noOrigin':
      return m.desk_library_fault_no_origin();
    case 'noZone':
      return m.desk_library_fault_no_zone();
    case 'noOpening':
      return m.desk_library_fault_no_opening();
    case 'backwards':
      return m.desk_library_fault_backwards();
    case 'overlap':
      return m.desk_library_fault_overlap();
    case 'noDate':
      return m.desk_library_fault_no_date();
    case 'endsBefore':
      return m.desk_library_fault_ends_before();
    case 'noneChosen':
      return m.desk_consultations_fault_none_chosen();
    case 'noStep':
      return m.desk_consultations_fault_no_step({ of: why.of });
    case 'withinNotice':
      return m.desk_consultations_fault_within_notice();
    case 'noHours':
      return m.desk_consultations_fault_no_hours();
    case 'twoPlaces':
      return m.desk_consultations_fault_two_places();
    case 'notLater':
      return m.desk_library_fault_not_later();
    case 'unknownPlaceholder':
      return m.desk_library_fault_unknown_placeholder({ text: `{${why.text}}` });
    case 'inUse':
      return m.desk_library_fault_in_use();
    case 'changedMeanwhile':
      return m.desk_library_fault_changed_meanwhile();
  }
}

export function strategyWord(strategy: Strategy): string {
  switch (strategy) {
    case 'ringAll':
      return m.desk_library_strategy_ring_all();
    case 'longestIdle':
      return m.desk_library_strategy_longest_idle();
    case 'fewestContacts':
      return m.desk_library_strategy_fewest_contacts();
    case 'inOrder':
      return m.desk_library_strategy_in_order();
  }
}

export function changeWord(what: Told): string {
  switch (what.type) {
    case 'library':
      return m.desk_library_what_library();
    case 'branchAdded':
      return m.desk_library_what_branch_added({ name: what.name });
    case 'branch':
      return m.desk_library_what_branch({ name: what.name });
    case 'branchRemoved':
      return m.desk_library_what_branch_removed({ name: what.name });
    case 'hours':
      return m.desk_library_what_hours({ name: what.name });
    case 'deskAdded':
      return m.desk_library_what_desk_added({ name: what.name });
    case 'desk':
      return m.desk_library_what_desk({ name: what.name });
    case 'deskRemoved':
      return m.desk_library_what_desk_removed({ name: what.name });
    case 'texts':
      return m.desk_library_what_texts({ name: what.name });
    case 'groupAdded':
      return m.desk_library_what_group_added({ name: what.name });
    case 'group':
      return m.desk_library_what_group({ name: what.name });
    case 'groupRemoved':
      return m.desk_library_what_group_removed({ name: what.name });
    case 'topics':
      return m.desk_library_what_topics();
    case 'consultationAdded':
      return m.desk_consultations_what_added({ name: what.name });
    case 'consultation':
      return m.desk_consultations_what({ name: what.name });
    case 'consultationRemoved':
      return m.desk_consultations_what_removed({ name: what.name });
    case 'notices':
      return m.desk_library_what_notices({ name: what.name });
    case 'reports':
      return m.desk_reports_settings_what();
    case 'cases':
      return m.desk_cases_settings_what();
    case 'file':
      return m.desk_library_what_file();
    case 'wentBack':
      return m.desk_library_what_went_back();
  }
}

/** A day of the week, 0 is Monday. */
export function weekdayWord(day: number): string {
  // 5 January 1970 was a Monday.
  return format(Date.UTC(1970, 0, 5 + day), { weekday: 'long' });
}

/** `2026-12-24` or `2026-12-24T09:00` as a day that is read. */
export function dayWord(date: string): string {
  return format(Date.parse(`${date.slice(0, 10)}T00:00Z`), {
    weekday: 'long',
    day: 'numeric',
    month: 'long',
  });
}

/** What hours mean now. */
export function previewWord({ open, changes }: HoursPreview): string {
  if (changes === null) {
    return open ? m.desk_library_preview_open() : m.desk_library_preview_closed();
  }
  const [day, time] = [dayWord(changes), changes.slice(11)];
  return open
    ? m.desk_library_preview_open_until({ day, time })
    : m.desk_library_preview_closed_until({ day, time });
}

/** A day that differs from the week. */
export function previewDayWord({ date, hours, reason }: PreviewDay): string {
  const day = dayWord(date);
  const words =
    hours.length === 0
      ? m.desk_library_preview_day_closed({ day })
      : m.desk_library_preview_day_open({ day, hours: hours.join(', ') });
  return reason === '' ? words : `${words} (${reason})`;
}

/** When something was changed, on this computer's clock. */
export function whenWord(at: number): string {
  return new Intl.DateTimeFormat(language.current, {
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    hour: '2-digit',
    minute: '2-digit',
  }).format(at);
}

function format(at: number, shape: Intl.DateTimeFormatOptions): string {
  if (Number.isNaN(at)) return '';
  return new Intl.DateTimeFormat(language.current, { ...shape, timeZone: 'UTC' }).format(at);
}
