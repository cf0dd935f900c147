// The words for news: what happened elsewhere, and what was not done.
import { m } from '$lib/paraglide/messages';
import type { ChosenPresence, EndedBy, FileTrouble, RefusalCode } from '$lib/wire';

import { calendarNewsWord } from './parts/calendar/words';
import { caseNewsWord } from './parts/cases/words';
import type { Told } from './state/news.svelte';
import { objectOf, subjectOf } from './words';

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
