// The words for what the program says in codes. Every code has its words.
import { m } from '$lib/paraglide/messages';
import type {
  ChosenPresence,
  DeskId,
  Happened,
  House,
  Language,
  Mode,
  PassedOnView,
  Presence,
  SignInTrouble,
  TopicId,
  WarningView,
} from '$lib/wire';

import { appointmentHappenedWord, spoken } from './parts/calendar/words';
import { callBackHappenedWord } from './parts/call-backs/said';
import { caseHappenedWord } from './parts/cases/said';
import { loanHappenedWord } from './parts/loans/words';
import type { Wait } from './state/waiting';
import type { WrittenOutcome } from './state/wrap-up.svelte';

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
    case 'wrapUp':
      return m.desk_presence_wrap_up();
    case 'inPerson':
      return m.desk_presence_in_person();
    case 'away':
      return m.desk_presence_away();
    case 'offline':
      return m.desk_presence_offline();
  }
}

export function presenceHelp(presence: Presence, chosen: ChosenPresence): string {
  switch (presence) {
    case 'available':
      return m.desk_presence_available_help();
    case 'onContact':
    case 'wrapUp':
      return thenWord(chosen);
    case 'inPerson':
      return m.desk_presence_in_person_help();
    case 'away':
      return m.desk_presence_away_help();
    case 'offline':
      return m.desk_presence_offline_help();
  }
}

function thenWord(chosen: ChosenPresence): string {
  switch (chosen) {
    case 'available':
      return m.desk_presence_then_available();
    case 'inPerson':
      return m.desk_presence_then_in_person();
    case 'away':
      return m.desk_presence_then_away();
  }
}

/** What a contact is about; nothing where nobody said it, or it is no topic any more. */
export function topicWord(house: House, topic: TopicId | null, language: Language): string {
  const known = house.topics.find(({ id }) => id === topic);
  if (!known) return '';
  return language === 'it' ? known.italian : known.english;
}

/** The desk's name, where there are several to tell apart. */
export function deskWord(house: House, desk: DeskId): string {
  return house.desks.length > 1 ? deskName(house, desk) : '';
}

function deskName(house: House, desk: DeskId): string {
  return house.desks.find(({ id }) => id === desk)?.name ?? '';
}

export function warningWord(house: House, warning: WarningView): string {
  switch (warning.type) {
    case 'nobodyAnswers':
      return m.desk_warning_nobody_answers({ desk: deskName(house, warning.desk) });
    case 'neverOpens':
      return m.desk_warning_never_opens({ desk: deskName(house, warning.desk) });
    case 'emptyGroup':
      return m.desk_warning_empty_group({ group: warning.name });
    case 'nobodyGives':
      return m.desk_consultations_nobody_gives({ name: spoken(warning.name) });
  }
}

/** What the desk itself wrote; about an appointment with its time, where that is known. */
export function happenedWord(happened: Happened, when = ''): string {
  switch (happened) {
    case 'callBackAgreed':
    case 'callBackMoved':
    case 'callBackGivenUp':
    case 'callBackCalledOff':
      return callBackHappenedWord(happened, when);
    case 'caseOpened':
    case 'caseAsked':
    case 'caseAnswered':
    case 'casePromiseMoved':
    case 'caseClosed':
    case 'caseReopened':
    case 'caseInfoAdded':
      return caseHappenedWord(happened);
    case 'turnMissed':
      return m.desk_happened_turn_missed();
    case 'closedWhileWaiting':
      return m.desk_happened_closed();
    case 'callUnanswered':
      return m.desk_happened_unanswered();
    case 'appointmentBooked':
    case 'appointmentToConfirm':
    case 'appointmentMoved':
    case 'appointmentCancelled':
    case 'appointmentTomorrow':
    case 'appointmentSoon':
    case 'appointmentUnconfirmed':
    case 'appointmentMissed':
      return appointmentHappenedWord(happened, when);
    case 'loanNotice':
    case 'loanRenewed':
    case 'loanNotRenewed':
    case 'loanRenewalAsked':
    case 'loanReturnSaid':
    case 'loanToTalkAbout':
    case 'cardLinked':
    case 'noticesStopped':
      return loanHappenedWord(happened);
  }
}

export function outcomeWord(outcome: WrittenOutcome): string {
  switch (outcome) {
    case 'resolvedAtFirstLevel':
      return m.desk_outcome_resolved();
    case 'handedOff':
      return m.desk_outcome_handed_off();
    case 'appointment':
      return m.desk_outcome_appointment();
    case 'callBack':
      return m.desk_callbacks_outcome();
    case 'messageLeft':
      return m.desk_outcome_message_left();
  }
}

/** Goes on in another mode. */
export function goOnWord(mode: Mode): string {
  switch (mode) {
    case 'video':
      return m.desk_bar_to_video();
    case 'voice':
      return m.desk_bar_to_voice();
    case 'chat':
      return m.desk_bar_to_chat();
  }
}

/** Another mode waits for the patron's yes. */
export function proposedWord(mode: Mode): string {
  switch (mode) {
    case 'video':
      return m.desk_call_proposed_video();
    case 'voice':
      return m.desk_call_proposed_voice();
    case 'chat':
      return m.desk_call_proposed_chat();
  }
}

/** Calls the patron of a thread. */
export function callPatronWord(mode: Mode): string {
  switch (mode) {
    case 'video':
      return m.desk_thread_call_video();
    case 'voice':
      return m.desk_thread_call_voice();
    case 'chat':
      return m.desk_thread_call_chat();
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

/** Who passed a contact on, and what they wrote with it. */
export function passedOnWord({ by, note }: PassedOnView): string {
  return note === '' ? m.desk_transfer_from({ by }) : m.desk_transfer_from_note({ by, note });
}
