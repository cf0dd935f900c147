// The words for what the program says in codes. Every code has its words.
import { m } from '$lib/paraglide/messages';
import type {
  ChosenPresence,
  DeskId,
  DeviceTrouble,
  DeviceUse,
  EndedBy,
  FileTrouble,
  Happened,
  House,
  Language,
  Mode,
  PassedOnView,
  Presence,
  QualityCause,
  QualityGrade,
  RefusalCode,
  SignInTrouble,
  TopicId,
  WarningView,
} from '$lib/wire';

import { appointmentHappenedWord, calendarNewsWord, spoken } from './parts/calendar/words';
import { caseNewsWord } from './parts/cases/words';
import { callBackHappenedWord } from './parts/call-backs/said';
import { caseHappenedWord } from './parts/cases/said';
import { loanHappenedWord } from './parts/loans/words';
import type { Told } from './state/news.svelte';
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

/** What is wrong with a device, what to do, and what is used meanwhile. */
export function troubleWord(trouble: DeviceTrouble): string {
  const wrong = faultWord(trouble);
  const { instead } = trouble;
  return instead ? m.desk_devices_instead({ trouble: wrong, instead }) : wrong;
}

function faultWord({ name, why, usedFor }: DeviceTrouble): string {
  switch (why) {
    case 'missing':
      return name ? m.desk_devices_missing({ name }) : noneWord(usedFor);
    case 'busy':
      return name ? m.desk_devices_busy({ name }) : m.desk_devices_busy_unnamed();
    case 'forbidden':
      return name ? m.desk_devices_forbidden({ name }) : m.desk_devices_forbidden_unnamed();
    case 'failed':
      return name ? m.desk_devices_failed({ name }) : m.desk_devices_failed_unnamed();
  }
}

function noneWord(usedFor: DeviceUse): string {
  switch (usedFor) {
    case 'camera':
      return m.desk_devices_none_camera();
    case 'microphone':
      return m.desk_devices_none_microphone();
    case 'speaker':
      return m.desk_devices_none_speaker();
    case 'ringing':
      return m.desk_devices_none_ringing();
  }
}

/** What a device is used for. */
export function useWord(usedFor: DeviceUse): string {
  switch (usedFor) {
    case 'camera':
      return m.desk_devices_camera();
    case 'microphone':
      return m.desk_devices_microphone();
    case 'speaker':
      return m.desk_devices_speaker();
    case 'ringing':
      return m.desk_devices_ringing();
  }
}

export function gradeWord(grade: QualityGrade): string {
  switch (grade) {
    case 'good':
      return m.desk_devices_quality_good();
    case 'weak':
      return m.desk_devices_quality_weak();
    case 'poor':
      return m.desk_devices_quality_poor();
  }
}

/** What a connection suffers from, and what helps. */
export function causeWord(cause: QualityCause): string {
  switch (cause) {
    case 'lostSound':
      return m.desk_devices_cause_lost_sound();
    case 'longWay':
      return m.desk_devices_cause_long_way();
    case 'narrowNetwork':
      return m.desk_devices_cause_narrow();
    case 'busyComputer':
      return m.desk_devices_cause_busy();
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

export function newsWord(what: Told, zone: string): string {
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
      return what.patron === ''
        ? endedWord(what.by)
        : m.desk_contacts_ended({ name: what.patron, how: endedWord(what.by) });
    case 'refused':
      return refusalWord(what.code);
    case 'earlierPatron':
      return m.desk_news_earlier_patron({ patron: objectOf(what.patron) });
    case 'patronDidNotAnswer':
      return m.desk_news_did_not_answer({ patron: subjectOf(what.patron) });
    case 'wouldCall':
      return m.desk_news_would_call({ patron: subjectOf(what.patron) });
    case 'takenOver':
    case 'notTakenOver':
    case 'takenBack':
      return transferNewsWord(what);
    case 'presenceChanged':
      return presenceChangedWord(what.presence);
    case 'fileNotSent':
      return m.desk_news_file_not_sent({ name: what.name, why: fileTroubleWord(what.why) });
    case 'fileSaved':
      return m.desk_news_file_saved({ path: what.path });
    case 'fileNotSaved':
      return what.name === ''
        ? m.desk_news_unknown_file_not_saved()
        : m.desk_news_file_not_saved({ name: what.name });
    case 'addressCopied':
      return m.desk_news_address_copied({ link: what.link });
    case 'addressNotCopied':
      return m.desk_news_address_not_copied();
    case 'noRingingSound':
      return m.desk_news_no_ringing_sound();
    case 'settingsSaved':
      return m.desk_library_saved();
    case 'settingsNotUndone':
      return what.why.type === 'changedMeanwhile'
        ? m.desk_library_not_undone_changed()
        : m.desk_library_not_undone();
    case 'appointmentMoved':
    case 'appointmentCancelled':
    case 'appointmentBooked':
    case 'appointmentNotUndone':
      return calendarNewsWord(what, zone);
    case 'caseMade':
    case 'caseChanged':
    case 'caseNotChanged':
    case 'caseHandedOff':
      return caseNewsWord(what);
    case 'availabilitySaved':
      return m.desk_library_saved();
    case 'availabilityNotUndone':
      return m.desk_consultations_when_not_undone();
    case 'folderNotSent':
      return m.desk_threads_folder({ name: what.name });
    case 'stillNotTaken':
      return m.desk_news_file_not_sent({
        name: m.desk_threads_still_file(),
        why: m.desk_threads_still_failed(),
      });
    case 'orderFailed':
      return m.desk_news_order_failed();
  }
}

type TransferNews = Extract<Told, { type: 'takenOver' | 'notTakenOver' | 'takenBack' }>;

function transferNewsWord(what: TransferNews): string {
  const patron = subjectOf(what.patron);
  switch (what.type) {
    case 'takenOver': {
      const { librarian } = what;
      return m.desk_transfer_taken_over({ librarian, patron: objectOf(what.patron) });
    }
    case 'takenBack': {
      const { librarian } = what;
      return m.desk_transfer_taken_back({ librarian, patron: objectOf(what.patron) });
    }
    case 'notTakenOver': {
      const { asked: librarian, refused, inLine } = what;
      if (inLine) return m.desk_transfer_in_line({ patron });
      if (librarian === null) return m.desk_transfer_nobody_took({ patron });
      return refused
        ? m.desk_transfer_refused({ librarian, patron })
        : m.desk_transfer_missed({ librarian, patron });
    }
  }
}

/** Who passed a contact on, and what they wrote with it. */
export function passedOnWord({ by, note }: PassedOnView): string {
  return note === '' ? m.desk_transfer_from({ by }) : m.desk_transfer_from_note({ by, note });
}

function presenceChangedWord(presence: ChosenPresence): string {
  switch (presence) {
    case 'available':
      return m.desk_news_now_available();
    case 'inPerson':
      return m.desk_news_now_in_person();
    case 'away':
      return m.desk_news_now_away();
  }
}

function fileTroubleWord(why: FileTrouble): string {
  switch (why) {
    case 'tooLarge':
      return m.desk_file_too_large();
    case 'wrongKind':
      return m.desk_file_wrong_kind();
    case 'unreadable':
      return m.desk_file_unreadable();
    case 'noConsent':
      return m.desk_threads_no_consent();
    case 'tooMany':
      return m.desk_file_too_many();
    case 'failed':
      return m.desk_file_failed();
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
    case 'closing':
      return m.desk_news_ended_closing();
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
    case 'blocked':
      return m.desk_refused_blocked();
    case 'noSuchThread':
      return m.desk_refused_no_such_thread();
    case 'noSuchFile':
      return m.desk_refused_no_such_file();
    case 'patronNotThere':
      return m.desk_refused_patron_not_there();
    case 'doesNotFit':
      return m.desk_refused_does_not_fit();
    case 'tooSoon':
      return m.desk_threads_refused_too_soon();
    case 'noConsent':
      return m.desk_threads_refused_no_consent();
    case 'nobodyToTake':
      return m.desk_transfer_nobody_to_take();
    case 'notAllowed':
      return m.desk_refused_not_allowed();
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
