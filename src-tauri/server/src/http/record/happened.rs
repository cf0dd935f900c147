//! What happened, in the words of the record for people.

use sportello_core::{CaseEntryKind, Happened, Mode, Outcome};

use crate::http::words::Words;

pub(super) fn happened_in(happened: Happened, words: &Words) -> &'static str {
    let [missed, closed, unanswered] = words.happened;
    match happened {
        Happened::TurnMissed => missed,
        Happened::ClosedWhileWaiting => closed,
        Happened::CallUnanswered => unanswered,
        Happened::AppointmentBooked => words.appointment[0],
        Happened::AppointmentToConfirm => words.appointment[1],
        Happened::AppointmentMoved => words.appointment[2],
        Happened::AppointmentCancelled => words.appointment[3],
        Happened::AppointmentTomorrow => words.appointment[4],
        Happened::AppointmentSoon => words.appointment[5],
        Happened::AppointmentUnconfirmed => words.appointment[6],
        Happened::AppointmentMissed => words.appointment[7],
        Happened::LoanNotice => words.loans[0],
        Happened::LoanRenewed => words.loans[1],
        Happened::LoanNotRenewed => words.loans[2],
        Happened::LoanRenewalAsked => words.loans[3],
        Happened::LoanReturnSaid => words.loans[4],
        Happened::LoanToTalkAbout => words.loans[5],
        Happened::CardLinked => words.loans[6],
        Happened::NoticesStopped => words.loans[7],
        Happened::CaseOpened => words.cases[0],
        Happened::CaseAsked => words.cases[1],
        Happened::CaseAnswered => words.cases[2],
        Happened::CasePromiseMoved => words.cases[3],
        Happened::CaseClosed => words.cases[4],
        Happened::CaseReopened => words.cases[5],
        Happened::CaseInfoAdded => words.cases[6],
        Happened::CallBackAgreed => words.call_backs[0],
        Happened::CallBackMoved => words.call_backs[1],
        Happened::CallBackGivenUp => words.call_backs[2],
        Happened::CallBackCalledOff => words.call_backs[3],
    }
}

/// What happened to a case, as its patron is told of it.
pub(super) const fn entry_in(kind: CaseEntryKind, words: &Words) -> &'static str {
    match kind {
        CaseEntryKind::AskedPatron => words.cases[1],
        CaseEntryKind::Answered => words.cases[2],
        CaseEntryKind::Told | CaseEntryKind::PromiseMoved => words.cases[3],
        CaseEntryKind::Closed => words.cases[4],
        CaseEntryKind::Reopened => words.cases[5],
        CaseEntryKind::PatronWrote => words.cases[6],
        CaseEntryKind::Opened
        | CaseEntryKind::Contact
        | CaseEntryKind::Excerpt
        | CaseEntryKind::Note
        | CaseEntryKind::HandedOff
        | CaseEntryKind::OfficeWrote
        | CaseEntryKind::OtherWrote
        | CaseEntryKind::AutoReply
        | CaseEntryKind::NotDelivered
        | CaseEntryKind::Assigned
        | CaseEntryKind::Changed
        | CaseEntryKind::Snoozed
        | CaseEntryKind::CallBackAgreed
        | CaseEntryKind::CallBackMoved
        | CaseEntryKind::CallBackCalledOff
        | CaseEntryKind::CalledBack
        | CaseEntryKind::NotReached
        | CaseEntryKind::CallBackGivenUp => words.cases[0],
    }
}

pub(super) fn mode_in(mode: Mode, words: &Words) -> &'static str {
    let [video, voice, chat] = words.modes;
    match mode {
        Mode::Video => video,
        Mode::Voice => voice,
        Mode::Chat => chat,
    }
}

pub(super) fn outcome_in(outcome: Outcome, words: &Words) -> &'static str {
    let [
        resolved,
        handed_off,
        appointment,
        call_back,
        abandoned,
        message,
        not_reached,
        blocked,
    ] = words.outcomes;
    match outcome {
        Outcome::ResolvedAtFirstLevel => resolved,
        Outcome::HandedOff => handed_off,
        Outcome::Appointment => appointment,
        Outcome::CallBack => call_back,
        Outcome::Abandoned => abandoned,
        Outcome::MessageLeft => message,
        Outcome::NotReached => not_reached,
        Outcome::Blocked => blocked,
    }
}
