//! Words and ids as they stand in rows, and back.

use serde::Serialize;
use serde::de::DeserializeOwned;
use sportello_core::{
    BookedBy, CancelledBy, Cause, Channel, ChosenPresence, EndedBy, EventKind, Happened, Language,
    MailSecurity, Meeting, Mode, Outcome, OutgoingKind, Role, Span, Strategy,
};
use sqlx::Row;
use sqlx::sqlite::SqliteRow;

use crate::StoreError;

/// A small enum that is stored as a word.
pub(crate) trait Word: Sized + Copy + 'static {
    /// Every value with its word.
    const WORDS: &'static [(Self, &'static str)];
    /// What to call it when a row can't be read.
    const WHAT: &'static str;

    fn word(self) -> &'static str
    where
        Self: PartialEq,
    {
        let entry = Self::WORDS.iter().find(|(value, _)| *value == self);
        entry.expect("every value of a stored enum has a word").1
    }

    fn read(word: &str) -> Result<Self, StoreError> {
        let entry = Self::WORDS.iter().find(|(_, known)| *known == word);
        entry
            .map(|(value, _)| *value)
            .ok_or(StoreError::Unreadable(Self::WHAT))
    }
}

impl Word for Mode {
    const WORDS: &'static [(Self, &'static str)] = &[
        (Self::Video, "video"),
        (Self::Voice, "voice"),
        (Self::Chat, "chat"),
    ];
    const WHAT: &'static str = "mode";
}

impl Word for Language {
    const WORDS: &'static [(Self, &'static str)] = &[(Self::It, "it"), (Self::En, "en")];
    const WHAT: &'static str = "language";
}

impl Word for ChosenPresence {
    const WORDS: &'static [(Self, &'static str)] = &[
        (Self::Available, "available"),
        (Self::InPerson, "inPerson"),
        (Self::Away, "away"),
    ];
    const WHAT: &'static str = "presence";
}

impl Word for EndedBy {
    const WORDS: &'static [(Self, &'static str)] = &[
        (Self::Patron, "patron"),
        (Self::Librarian, "librarian"),
        (Self::Absence, "absence"),
        (Self::Closing, "closing"),
    ];
    const WHAT: &'static str = "end of a contact";
}

impl Word for Outcome {
    const WORDS: &'static [(Self, &'static str)] = &[
        (Self::ResolvedAtFirstLevel, "resolvedAtFirstLevel"),
        (Self::HandedOff, "handedOff"),
        (Self::Appointment, "appointment"),
        (Self::CallBack, "callBack"),
        (Self::Abandoned, "abandoned"),
        (Self::MessageLeft, "messageLeft"),
        (Self::NotReached, "notReached"),
        (Self::Blocked, "blocked"),
    ];
    const WHAT: &'static str = "outcome";
}

impl Word for Happened {
    const WORDS: &'static [(Self, &'static str)] = &[
        (Self::TurnMissed, "turnMissed"),
        (Self::ClosedWhileWaiting, "closedWhileWaiting"),
        (Self::CallUnanswered, "callUnanswered"),
        (Self::AppointmentBooked, "appointmentBooked"),
        (Self::AppointmentToConfirm, "appointmentToConfirm"),
        (Self::AppointmentMoved, "appointmentMoved"),
        (Self::AppointmentCancelled, "appointmentCancelled"),
        (Self::AppointmentTomorrow, "appointmentTomorrow"),
        (Self::AppointmentSoon, "appointmentSoon"),
        (Self::AppointmentUnconfirmed, "appointmentUnconfirmed"),
        (Self::AppointmentMissed, "appointmentMissed"),
        (Self::LoanNotice, "loanNotice"),
        (Self::LoanRenewed, "loanRenewed"),
        (Self::LoanNotRenewed, "loanNotRenewed"),
        (Self::LoanRenewalAsked, "loanRenewalAsked"),
        (Self::LoanReturnSaid, "loanReturnSaid"),
        (Self::LoanToTalkAbout, "loanToTalkAbout"),
        (Self::CardLinked, "cardLinked"),
        (Self::NoticesStopped, "noticesStopped"),
        (Self::CaseOpened, "caseOpened"),
        (Self::CaseAsked, "caseAsked"),
        (Self::CaseAnswered, "caseAnswered"),
        (Self::CasePromiseMoved, "casePromiseMoved"),
        (Self::CaseClosed, "caseClosed"),
        (Self::CaseReopened, "caseReopened"),
        (Self::CaseInfoAdded, "caseInfoAdded"),
        (Self::CallBackAgreed, "callBackAgreed"),
        (Self::CallBackMoved, "callBackMoved"),
        (Self::CallBackGivenUp, "callBackGivenUp"),
        (Self::CallBackCalledOff, "callBackCalledOff"),
    ];
    const WHAT: &'static str = "word of the desk";
}

impl Word for Meeting {
    const WORDS: &'static [(Self, &'static str)] = &[
        (Self::Video, "video"),
        (Self::Voice, "voice"),
        (Self::InPerson, "inPerson"),
    ];
    const WHAT: &'static str = "way to meet";
}

impl Word for BookedBy {
    const WORDS: &'static [(Self, &'static str)] =
        &[(Self::Patron, "patron"), (Self::Librarian, "librarian")];
    const WHAT: &'static str = "who booked";
}

impl Word for CancelledBy {
    const WORDS: &'static [(Self, &'static str)] = &[
        (Self::Patron, "patron"),
        (Self::Desk, "desk"),
        (Self::NoConfirmation, "noConfirmation"),
    ];
    const WHAT: &'static str = "who cancelled";
}

impl Word for Strategy {
    const WORDS: &'static [(Self, &'static str)] = &[
        (Self::RingAll, "ringAll"),
        (Self::LongestIdle, "longestIdle"),
        (Self::FewestContacts, "fewestContacts"),
        (Self::InOrder, "inOrder"),
    ];
    const WHAT: &'static str = "strategy";
}

impl Word for Role {
    const WORDS: &'static [(Self, &'static str)] = &[
        (Self::Librarian, "librarian"),
        (Self::Supervisor, "supervisor"),
        (Self::Administrator, "administrator"),
    ];
    const WHAT: &'static str = "role";
}

impl Word for EventKind {
    const WORDS: &'static [(Self, &'static str)] = &[
        (Self::Arrived, "arrived"),
        (Self::Offered, "offered"),
        (Self::Missed, "missed"),
        (Self::Declined, "declined"),
        (Self::Overflowed, "overflowed"),
        (Self::TurnMissed, "turnMissed"),
        (Self::CalledOut, "calledOut"),
        (Self::Answered, "answered"),
        (Self::Held, "held"),
        (Self::Resumed, "resumed"),
        (Self::ModeChanged, "modeChanged"),
        (Self::Returned, "returned"),
        (Self::TransferBegun, "transferBegun"),
        (Self::TransferRefused, "transferRefused"),
        (Self::TransferMissed, "transferMissed"),
        (Self::Transferred, "transferred"),
        (Self::Ended, "ended"),
    ];
    const WHAT: &'static str = "event";
}

impl Word for Channel {
    const WORDS: &'static [(Self, &'static str)] = &[
        (Self::Mail, "mail"),
        (Self::Push, "push"),
        (Self::Calendar, "calendar"),
    ];
    const WHAT: &'static str = "channel";
}

impl Word for OutgoingKind {
    const WORDS: &'static [(Self, &'static str)] = &[
        (Self::PrivateLink, "privateLink"),
        (Self::Answered, "answered"),
        (Self::YourTurn, "yourTurn"),
        (Self::CallBack, "callBack"),
        (Self::AppointmentBooked, "appointmentBooked"),
        (Self::AppointmentToConfirm, "appointmentToConfirm"),
        (Self::AppointmentMoved, "appointmentMoved"),
        (Self::AppointmentCancelled, "appointmentCancelled"),
        (Self::AppointmentReminder, "appointmentReminder"),
        (Self::LoanNotice, "loanNotice"),
        (Self::CardCode, "cardCode"),
        (Self::HandOff, "handOff"),
        (Self::CaseNews, "caseNews"),
        (Self::CalendarKeep, "calendarKeep"),
        (Self::CalendarRemove, "calendarRemove"),
    ];
    const WHAT: &'static str = "kind of an outgoing thing";
}

impl Word for Cause {
    const WORDS: &'static [(Self, &'static str)] = Self::STORED;
    const WHAT: &'static str = "trouble of an outgoing thing";
}

impl Word for MailSecurity {
    const WORDS: &'static [(Self, &'static str)] = &[
        (Self::StartTls, "startTls"),
        (Self::Tls, "tls"),
        (Self::Plain, "plain"),
    ];
    const WHAT: &'static str = "security of a mail account";
}

/// Reads an id from its text.
pub(crate) fn id<T: std::str::FromStr>(
    row: &SqliteRow,
    column: &'static str,
) -> Result<T, StoreError> {
    let text: String = row.try_get(column)?;
    text.parse().map_err(|_| StoreError::Unreadable(column))
}

/// Reads an id that may be missing.
pub(crate) fn optional_id<T: std::str::FromStr>(
    row: &SqliteRow,
    column: &'static str,
) -> Result<Option<T>, StoreError> {
    let text: Option<String> = row.try_get(column)?;
    text.map(|text| text.parse().map_err(|_| StoreError::Unreadable(column)))
        .transpose()
}

/// Reads a small enum from its word.
pub(crate) fn word<T: Word>(row: &SqliteRow, column: &'static str) -> Result<T, StoreError> {
    T::read(&row.try_get::<String, _>(column)?)
}

/// Reads a small enum that may be missing.
pub(crate) fn optional_word<T: Word>(
    row: &SqliteRow,
    column: &'static str,
) -> Result<Option<T>, StoreError> {
    let text: Option<String> = row.try_get(column)?;
    text.map(|text| T::read(&text)).transpose()
}

/// Reads a length of time from its milliseconds.
pub(crate) fn span(row: &SqliteRow, column: &'static str) -> Result<Span, StoreError> {
    Ok(Span::millis(row.try_get(column)?))
}

/// Reads a number that is never negative and not large.
pub(crate) fn small(row: &SqliteRow, column: &'static str) -> Result<u32, StoreError> {
    let number: i64 = row.try_get(column)?;
    u32::try_from(number).map_err(|_| StoreError::Unreadable(column))
}

/// Reads what is stored as JSON because it is only ever read whole.
pub(crate) fn json<T: DeserializeOwned>(
    row: &SqliteRow,
    column: &'static str,
) -> Result<T, StoreError> {
    let text: String = row.try_get(column)?;
    serde_json::from_str(&text).map_err(|_| StoreError::Unreadable(column))
}

/// Reads JSON that may be missing; then the column is empty.
pub(crate) fn optional_json<T: DeserializeOwned>(
    row: &SqliteRow,
    column: &'static str,
) -> Result<Option<T>, StoreError> {
    let text: String = row.try_get(column)?;
    if text.is_empty() {
        return Ok(None);
    }
    json(row, column).map(Some)
}

/// What is stored as JSON.
pub(crate) fn to_json<T: Serialize>(value: &T) -> String {
    serde_json::to_string(value).expect("our own values have text for keys")
}
