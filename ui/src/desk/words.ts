// The words for what the program says in codes. Every code has its words.
import { m } from '$lib/paraglide/messages';
import type {
  DeviceTrouble,
  EndedBy,
  Language,
  Mode,
  Presence,
  RefusalCode,
  SignInTrouble,
} from '$lib/wire';

import type { Told } from './state/news.svelte';
import type { Wait } from './state/waiting';

/** A patron's name; most people give none. */
export function nameOf(name: string): string {
  return name === '' ? m.desk_no_name() : name;
}

/** The patron at the beginning of a sentence. */
export function subjectOf(name: string): string {
  return name === '' ? m.desk_someone() : name;
}

/** The patron inside a sentence. */
export function objectOf(name: string): string {
  return name === '' ? m.desk_the_patron() : name;
}

export function modeWord(mode: Mode): string {
  switch (mode) {
    case 'video':
      return m.desk_mode_video();
    case 'voice':
      return m.desk_mode_voice();
    case 'chat':
      return m.desk_mode_chat();
  }
}

/** What rings. */
export function callWord(mode: Mode): string {
  switch (mode) {
    case 'video':
      return m.desk_ring_calls_video();
    case 'voice':
      return m.desk_ring_calls_voice();
    case 'chat':
      return m.desk_ring_calls_chat();
  }
}

export function languageWord(language: Language): string {
  return language === 'it' ? m.desk_person_language_it() : m.desk_person_language_en();
}

export function readsWord(language: Language): string {
  return language === 'it' ? m.desk_ring_reads_it() : m.desk_ring_reads_en();
}

export function waitWord(wait: Wait): string {
  switch (wait) {
    case 'usual':
      return m.desk_wait_usual();
    case 'long':
      return m.desk_wait_long();
    case 'veryLong':
      return m.desk_wait_very_long();
  }
}

export function presenceWord(presence: Presence): string {
  switch (presence) {
    case 'available':
      return m.desk_presence_available();
    case 'onContact':
      return m.desk_presence_on_contact();
    case 'away':
      return m.desk_presence_away();
    case 'offline':
      return m.desk_presence_offline();
  }
}

export function presenceHelp(presence: Presence, thenAvailable: boolean): string {
  switch (presence) {
    case 'available':
      return m.desk_presence_available_help();
    case 'onContact':
      return thenAvailable ? m.desk_presence_then_available() : m.desk_presence_then_away();
    case 'away':
      return m.desk_presence_away_help();
    case 'offline':
      return m.desk_presence_offline_help();
  }
}

export function troubleWord(trouble: DeviceTrouble): string {
  switch (trouble) {
    case 'camera':
      return m.desk_trouble_camera();
    case 'microphone':
      return m.desk_trouble_microphone();
    case 'speaker':
      return m.desk_trouble_speaker();
  }
}

export function signInWord(trouble: SignInTrouble, addressShown: boolean): string {
  switch (trouble.type) {
    case 'unreachable':
      return addressShown ? m.desk_signin_unreachable() : m.desk_signin_unreachable_here();
    case 'badAddress':
      return m.desk_signin_bad_address();
    case 'refused':
      switch (trouble.code) {
        case 'wrongNameOrPassword':
          return m.desk_signin_wrong();
        case 'sessionEnded':
          return m.desk_signin_session_ended();
        case 'tooManyTries':
          return m.desk_signin_too_many();
      }
  }
}

export function newsWord(what: Told): string {
  switch (what.type) {
    case 'answeredBy':
      return m.desk_news_answered_by({
        patron: objectOf(what.patron),
        librarian: what.librarian,
      });
    case 'patronLeft':
      return m.desk_news_patron_left({ patron: subjectOf(what.patron) });
    case 'missed':
      return m.desk_news_missed({ patron: subjectOf(what.patron) });
    case 'contactEnded':
      return endedWord(what.by);
    case 'refused':
      return refusalWord(what.code);
    case 'noRingingSound':
      return m.desk_news_no_ringing_sound();
    case 'orderFailed':
      return m.desk_news_order_failed();
  }
}

function endedWord(by: EndedBy): string {
  switch (by) {
    case 'patron':
      return m.desk_news_ended_patron();
    case 'librarian':
      return m.desk_news_ended_librarian();
    case 'absence':
      return m.desk_news_ended_absence();
  }
}

function refusalWord(code: RefusalCode): string {
  switch (code) {
    case 'deskClosed':
      return m.desk_refused_desk_closed();
    case 'noSuchContact':
      return m.desk_refused_no_such_contact();
    case 'contactEnded':
      return m.desk_refused_contact_ended();
    case 'answeredByColleague':
      return m.desk_refused_answered_by_colleague();
    case 'notRinging':
      return m.desk_refused_not_ringing();
    case 'alreadyOnContact':
      return m.desk_refused_already_on_contact();
    case 'badText':
      return m.desk_refused_bad_text();
    case 'badMessage':
      return m.desk_refused_bad_message();
    case 'tooMany':
      return m.desk_refused_too_many();
    case 'notSaved':
      return m.desk_refused_not_saved();
  }
}
