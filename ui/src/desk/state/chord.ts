// The keys that work wherever the focus is, and how they are written.
import { m } from '$lib/paraglide/messages';

export type Chord =
  | 'answer'
  | 'decline'
  | 'presence'
  | 'block'
  | 'microphone'
  | 'camera'
  | 'hold'
  | 'hangUp'
  | 'transfer'
  | 'find'
  | 'contact'
  | 'book'
  | 'calendar'
  | 'cases'
  | 'loans'
  | 'earlier'
  | 'later'
  | 'today'
  | 'pane'
  | 'settings'
  | 'sheet'
  | 'quit';

interface Keys {
  chord: Chord;
  key: string;
  ctrl?: true;
  shift?: true;
  /** How the keys are written on a sheet or a button. */
  written: () => string;
  /** What they are for. */
  meaning: () => string;
}

/** Every chord, in the order of the sheet. */
export const CHORDS: readonly Keys[] = [
  {
    chord: 'answer',
    key: 'Enter',
    ctrl: true,
    written: () => m.desk_key_answer(),
    meaning: () => m.desk_sheet_answer(),
  },
  {
    chord: 'decline',
    key: 'Backspace',
    ctrl: true,
    written: () => m.desk_key_decline(),
    meaning: () => m.desk_sheet_decline(),
  },
  { chord: 'presence', key: 'F9', written: () => 'F9', meaning: () => m.desk_sheet_presence() },
  {
    chord: 'microphone',
    key: 'M',
    ctrl: true,
    shift: true,
    written: () => m.desk_sheet_ctrl_shift({ key: 'M' }),
    meaning: () => m.desk_sheet_microphone(),
  },
  {
    chord: 'camera',
    key: 'V',
    ctrl: true,
    shift: true,
    written: () => m.desk_sheet_ctrl_shift({ key: 'V' }),
    meaning: () => m.desk_sheet_camera(),
  },
  {
    chord: 'hold',
    key: 'H',
    ctrl: true,
    shift: true,
    written: () => m.desk_sheet_ctrl_shift({ key: 'H' }),
    meaning: () => m.desk_sheet_hold(),
  },
  {
    chord: 'hangUp',
    key: 'E',
    ctrl: true,
    shift: true,
    written: () => m.desk_sheet_ctrl_shift({ key: 'E' }),
    meaning: () => m.desk_sheet_hang_up(),
  },
  {
    chord: 'transfer',
    key: 'T',
    ctrl: true,
    shift: true,
    written: () => m.desk_sheet_ctrl_shift({ key: 'T' }),
    meaning: () => m.desk_transfer_sheet(),
  },
  {
    chord: 'block',
    key: 'Backspace',
    ctrl: true,
    shift: true,
    written: () => m.desk_key_block(),
    meaning: () => m.desk_sheet_block(),
  },
  {
    chord: 'find',
    key: 'F',
    ctrl: true,
    written: () => m.desk_sheet_ctrl({ key: 'F' }),
    meaning: () => m.desk_threads_find_key(),
  },
  {
    chord: 'contact',
    key: '1',
    ctrl: true,
    written: () => m.desk_contacts_keys(),
    meaning: () => m.desk_contacts_sheet(),
  },
  {
    chord: 'book',
    key: 'B',
    ctrl: true,
    written: () => m.desk_sheet_ctrl({ key: 'B' }),
    meaning: () => m.desk_calendar_sheet_book(),
  },
  {
    chord: 'calendar',
    key: 'F8',
    written: () => 'F8',
    meaning: () => m.desk_calendar_sheet_calendar(),
  },
  {
    chord: 'cases',
    key: 'P',
    ctrl: true,
    shift: true,
    written: () => m.desk_sheet_ctrl_shift({ key: 'P' }),
    meaning: () => m.desk_cases_sheet(),
  },
  {
    chord: 'loans',
    key: 'L',
    ctrl: true,
    shift: true,
    written: () => m.desk_sheet_ctrl_shift({ key: 'L' }),
    meaning: () => m.desk_loans_sheet(),
  },
  {
    chord: 'earlier',
    key: 'PageUp',
    ctrl: true,
    written: () => m.desk_sheet_ctrl({ key: m.desk_calendar_key_page_up() }),
    meaning: () => m.desk_calendar_sheet_earlier(),
  },
  {
    chord: 'later',
    key: 'PageDown',
    ctrl: true,
    written: () => m.desk_sheet_ctrl({ key: m.desk_calendar_key_page_down() }),
    meaning: () => m.desk_calendar_sheet_later(),
  },
  {
    chord: 'today',
    key: 'Home',
    ctrl: true,
    written: () => m.desk_sheet_ctrl({ key: m.desk_calendar_key_home() }),
    meaning: () => m.desk_calendar_sheet_today(),
  },
  { chord: 'pane', key: 'F6', written: () => 'F6', meaning: () => m.desk_sheet_pane() },
  {
    chord: 'settings',
    key: ',',
    ctrl: true,
    written: () => m.desk_sheet_ctrl({ key: m.desk_sheet_comma() }),
    meaning: () => m.desk_sheet_settings(),
  },
  { chord: 'sheet', key: 'F1', written: () => 'F1', meaning: () => m.desk_sheet_sheet() },
  {
    chord: 'quit',
    key: 'Q',
    ctrl: true,
    written: () => m.desk_sheet_ctrl({ key: 'Q' }),
    meaning: () => m.desk_computer_quit(),
  },
];

/** The keys of one letter in the place of cases, while nothing is being typed. */
export const CASE_KEYS: readonly { keys: string; meaning: () => string }[] = [
  { keys: 'J K', meaning: () => m.desk_cases_sheet_rows() },
  { keys: '/', meaning: () => m.desk_cases_sheet_search() },
  { keys: 'N', meaning: () => m.desk_cases_sheet_new() },
  { keys: 'T', meaning: () => m.desk_cases_sheet_take() },
  { keys: 'R', meaning: () => m.desk_cases_sheet_answer() },
  { keys: 'P', meaning: () => m.desk_cases_sheet_hand_off() },
  { keys: 'Esc', meaning: () => m.desk_cases_sheet_back() },
];

/** How the presence key is written on its button. */
export const PRESENCE_KEY = 'F9';

/** Which of several is meant: the digit that was pressed. */
export function numberOf(event: KeyboardEvent): number | null {
  return /^[1-9]$/.test(event.key) ? Number(event.key) : null;
}

/** What the keys mean, if they mean anything; a key held down means it once. */
export function chordOf(event: KeyboardEvent): Chord | null {
  if (event.repeat || event.isComposing || event.altKey || event.metaKey) return null;
  // With Shift a letter comes as its capital, or as itself under Caps Lock.
  const key = event.key.length === 1 ? event.key.toUpperCase() : event.key;
  const found = CHORDS.find(
    (one) =>
      (one.key === key || (one.chord === 'contact' && numberOf(event) !== null)) &&
      (one.ctrl ?? false) === event.ctrlKey &&
      (one.shift ?? false) === event.shiftKey,
  );
  return found?.chord ?? null;
}
