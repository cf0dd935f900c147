// The words of the outbox: what goes out, how it stands, what is in its way.
import { language } from '$lib/language.svelte';
import { m } from '$lib/paraglide/messages';
import type {
  Cause,
  Channel,
  MailFault,
  OutboxRefusal,
  OutgoingKind,
  OutgoingView,
  WordingFault,
} from '$lib/wire';

import { SMTP_PORTS, type UsualPorts } from '../../state/mail-ports';

export function channelWord(channel: Channel): string {
  switch (channel) {
    case 'mail':
      return m.desk_outbox_channel_mail();
    case 'push':
      return m.desk_outbox_channel_push();
    case 'calendar':
      return m.desk_outbox_channel_calendar();
  }
}

export function kindWord(kind: OutgoingKind): string {
  switch (kind) {
    case 'privateLink':
      return m.desk_outbox_kind_private_link();
    case 'answered':
      return m.desk_outbox_kind_answered();
    case 'yourTurn':
      return m.desk_outbox_kind_your_turn();
    case 'callBack':
      return m.desk_callbacks_outbox();
    case 'appointmentBooked':
      return m.desk_outbox_kind_appointment_booked();
    case 'appointmentToConfirm':
      return m.desk_outbox_kind_appointment_to_confirm();
    case 'appointmentMoved':
      return m.desk_outbox_kind_appointment_moved();
    case 'appointmentCancelled':
      return m.desk_outbox_kind_appointment_cancelled();
    case 'appointmentReminder':
      return m.desk_outbox_kind_appointment_reminder();
    case 'loanNotice':
      return m.desk_outbox_kind_loan_notice();
    case 'cardCode':
      return m.desk_outbox_kind_card_code();
    case 'handOff':
      return m.desk_outbox_kind_hand_off();
    case 'caseNews':
      return m.desk_outbox_kind_case_news();
    case 'calendarKeep':
      return m.desk_outbox_kind_calendar_keep();
    case 'calendarRemove':
      return m.desk_outbox_kind_calendar_remove();
  }
}

/** How a thing stands, as far as it is no trouble. */
export function stateWord({ state, trouble, changedAt }: OutgoingView): string {
  switch (state.type) {
    case 'queued':
      return trouble
        ? m.desk_outbox_state_retry({ time: momentWord(state.due) })
        : m.desk_outbox_state_queued({ time: momentWord(state.due) });
    case 'sending':
      return m.desk_outbox_state_sending();
    case 'sent':
      return m.desk_outbox_state_sent({ time: momentWord(changedAt) });
    case 'uncertain':
      return m.desk_outbox_state_uncertain();
    case 'failed':
      return m.desk_outbox_state_failed();
    case 'read':
      return m.desk_outbox_state_read();
  }
}

export function refusalWord(why: OutboxRefusal): string {
  switch (why.type) {
    case 'notAllowed':
      return m.desk_outbox_refused_not_allowed();
    case 'settled':
      return m.desk_outbox_refused_settled();
    case 'fault':
      return faultWord(why.fault);
    case 'wording':
      return wordingFaultWord(why.fault);
    case 'tooManyTries':
      return m.desk_outbox_refused_too_many();
    case 'notSaved':
      return m.desk_outbox_refused_not_saved();
  }
}

export function faultWord(fault: MailFault): string {
  switch (fault) {
    case 'server':
      return m.desk_outbox_fault_server();
    case 'port':
      return m.desk_outbox_fault_port();
    case 'line':
      return m.desk_outbox_fault_line();
    case 'sender':
      return m.desk_outbox_fault_sender();
    case 'bounces':
      return m.desk_outbox_fault_bounces();
    case 'replies':
      return m.desk_outbox_fault_replies();
    case 'authority':
      return m.desk_outbox_fault_authority();
    case 'password':
      return m.desk_outbox_fault_password();
    case 'passwordAgain':
      return m.desk_outbox_fault_password_again();
  }
}

export function wordingFaultWord(fault: WordingFault): string {
  switch (fault) {
    case 'noSubject':
      return m.desk_outbox_letters_no_subject();
    case 'subjectTooLong':
      return m.desk_outbox_letters_subject_too_long();
    case 'subjectNotOneLine':
      return m.desk_outbox_letters_subject_not_one_line();
    case 'notInSubject':
      return m.desk_outbox_letters_not_in_subject();
    case 'noText':
      return m.desk_outbox_letters_no_text();
    case 'textTooLong':
      return m.desk_outbox_letters_text_too_long();
    case 'unknownPlaceholder':
      return m.desk_outbox_letters_unknown_placeholder();
    case 'noLink':
      return m.desk_outbox_letters_no_link({ placeholder: '{link}' });
    case 'noCode':
      return m.desk_outbox_letters_no_code();
  }
}

/** Whether what is wrong is in the subject. */
export function isInSubject(fault: WordingFault): boolean {
  switch (fault) {
    case 'noSubject':
    case 'subjectTooLong':
    case 'subjectNotOneLine':
    case 'notInSubject':
      return true;
    case 'noText':
    case 'textTooLong':
    case 'unknownPlaceholder':
    case 'noLink':
    case 'noCode':
      return false;
  }
}

/** Where a thing goes. */
export function whereWord({ channel, address }: OutgoingView): string {
  switch (channel) {
    case 'mail':
      return m.desk_outbox_to({ address });
    case 'push':
      return m.desk_outbox_device({ service: address });
    case 'calendar':
      return m.desk_outbox_in_calendar({ name: address });
  }
}

/** What is in the way, and what to do about it; with the ports at which such a server is. */
export function causeWord(
  cause: Cause,
  channel: Channel = 'mail',
  ports: UsualPorts = SMTP_PORTS,
): string {
  if (channel === 'push') return pushCauseWord(cause);
  if (channel === 'calendar') return calendarCauseWord(cause);
  switch (cause) {
    case 'nameNotFound':
      return m.desk_outbox_cause_name_not_found();
    case 'nobodyAnswers':
      return m.desk_outbox_cause_nobody_answers();
    case 'tooSlow':
      return m.desk_outbox_cause_too_slow();
    case 'cut':
      return m.desk_outbox_cause_cut();
    case 'notAMailServer':
      return m.desk_outbox_cause_not_a_mail_server();
    case 'turnedAway':
      return m.desk_outbox_cause_turned_away();
    case 'busy':
      return m.desk_outbox_cause_busy();
    case 'noEncryption':
      return m.desk_outbox_cause_no_encryption(ports);
    case 'encryptionFailed':
      return m.desk_outbox_cause_encryption_failed(ports);
    case 'certificateNotTrusted':
      return m.desk_outbox_cause_certificate_not_trusted();
    case 'certificateSignsItself':
      return m.desk_outbox_cause_certificate_signs_itself();
    case 'certificateForAnotherName':
      return m.desk_outbox_cause_certificate_for_another_name();
    case 'certificateExpired':
      return m.desk_outbox_cause_certificate_expired();
    case 'certificateNotYetValid':
      return m.desk_outbox_cause_certificate_not_yet_valid();
    case 'badAuthority':
      return m.desk_outbox_cause_bad_authority();
    case 'plainOnlyAtHome':
      return m.desk_outbox_cause_plain_only_at_home();
    case 'passwordMissing':
      return m.desk_outbox_cause_password_missing();
    case 'wrongPassword':
      return m.desk_outbox_cause_wrong_password();
    case 'signInNeeded':
      return m.desk_outbox_cause_sign_in_needed();
    case 'noSignIn':
      return m.desk_outbox_cause_no_sign_in();
    case 'senderRefused':
      return m.desk_outbox_cause_sender_refused();
    case 'mailboxNotFound':
      return m.desk_outbox_cause_mailbox_not_found();
    case 'mailboxFull':
      return m.desk_outbox_cause_mailbox_full();
    case 'deferred':
      return m.desk_outbox_cause_deferred();
    case 'recipientRefused':
      return m.desk_outbox_cause_recipient_refused();
    case 'tooLarge':
      return m.desk_outbox_cause_too_large();
    case 'refused':
      return m.desk_outbox_cause_refused();
    case 'badLetter':
      return m.desk_outbox_cause_bad_letter();
    case 'gone':
    case 'placeForbidden':
      return m.desk_outbox_cause_refused();
    case 'notSet':
      return m.desk_outbox_cause_not_set();
    case 'tooLate':
      return m.desk_outbox_cause_too_late();
    case 'cutOff':
      return m.desk_outbox_cause_cut_off();
    case 'notACalendar':
      return m.desk_outbox_cause_not_a_calendar();
    case 'changedThere':
      return m.desk_outbox_cause_changed_there();
  }
}

/** The same for a push: what a push service can't be in the way with is not told apart. */
function pushCauseWord(cause: Cause): string {
  switch (cause) {
    case 'nameNotFound':
    case 'nobodyAnswers':
    case 'tooSlow':
    case 'cut':
      return m.desk_outbox_push_cause_unreachable();
    case 'noEncryption':
    case 'encryptionFailed':
    case 'certificateNotTrusted':
    case 'certificateSignsItself':
    case 'certificateForAnotherName':
    case 'certificateExpired':
    case 'certificateNotYetValid':
    case 'badAuthority':
    case 'plainOnlyAtHome':
      return m.desk_outbox_push_cause_encryption();
    case 'busy':
    case 'deferred':
      return m.desk_outbox_push_cause_later();
    case 'gone':
      return m.desk_outbox_push_cause_gone();
    case 'placeForbidden':
      return m.desk_outbox_push_cause_forbidden();
    case 'notSet':
      return m.desk_outbox_push_cause_not_set();
    case 'tooLate':
      return m.desk_outbox_cause_too_late();
    case 'cutOff':
      return m.desk_outbox_cause_cut_off();
    case 'notAMailServer':
    case 'notACalendar':
    case 'changedThere':
    case 'turnedAway':
    case 'passwordMissing':
    case 'wrongPassword':
    case 'signInNeeded':
    case 'noSignIn':
    case 'senderRefused':
    case 'mailboxNotFound':
    case 'mailboxFull':
    case 'recipientRefused':
    case 'tooLarge':
    case 'refused':
    case 'badLetter':
      return m.desk_outbox_push_cause_refused();
  }
}

/** The same for a calendar server. */
function calendarCauseWord(cause: Cause): string {
  switch (cause) {
    case 'nameNotFound':
    case 'nobodyAnswers':
    case 'tooSlow':
    case 'cut':
      return m.desk_outbox_calendar_cause_unreachable();
    case 'noEncryption':
    case 'encryptionFailed':
    case 'certificateNotTrusted':
    case 'certificateSignsItself':
    case 'certificateForAnotherName':
    case 'certificateExpired':
    case 'certificateNotYetValid':
      return m.desk_outbox_calendar_cause_encryption();
    case 'turnedAway':
    case 'senderRefused':
      return m.desk_outbox_calendar_cause_turned_away();
    case 'busy':
    case 'deferred':
      return m.desk_outbox_calendar_cause_busy();
    case 'passwordMissing':
    case 'wrongPassword':
    case 'signInNeeded':
      return m.desk_outbox_calendar_cause_wrong_password();
    case 'tooLarge':
    case 'refused':
    case 'badLetter':
    case 'recipientRefused':
    case 'mailboxNotFound':
    case 'mailboxFull':
      return m.desk_outbox_calendar_cause_refused();
    case 'placeForbidden':
      return m.desk_outbox_calendar_cause_elsewhere();
    case 'notSet':
      return m.desk_outbox_calendar_cause_not_set();
    case 'notAMailServer':
    case 'notACalendar':
    case 'gone':
      return m.desk_outbox_cause_not_a_calendar();
    case 'changedThere':
      return m.desk_outbox_cause_changed_there();
    case 'noSignIn':
      return m.desk_outbox_cause_no_sign_in();
    case 'badAuthority':
      return m.desk_outbox_cause_bad_authority();
    case 'plainOnlyAtHome':
      return m.desk_outbox_cause_plain_only_at_home();
    case 'tooLate':
      return m.desk_outbox_cause_too_late();
    case 'cutOff':
      return m.desk_outbox_cause_cut_off();
  }
}

/** A day and a time, as they are read here. */
export function momentWord(at: number): string {
  return new Intl.DateTimeFormat(language.current, {
    dateStyle: 'short',
    timeStyle: 'short',
    hourCycle: 'h23',
  }).format(at);
}
