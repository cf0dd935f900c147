//! Chat: what is said in a thread, the lasting chat between one patron and one desk.
//!
//! A message's id is made by its author's side. The same id said twice is one
//! message, so a page that lost the network may say everything again.
//!
//! **Time orders a thread.** No two messages of a thread have the same time, and a
//! clock that is set back does not put a message before an earlier one
//! ([`Thread::time_for`]). So one time says how far somebody has received or read.

use serde::{Deserialize, Serialize};

use crate::cases::CaseMentioned;
use crate::contact::{Language, PatronName};
use crate::ids::{
    AppointmentId, ContactId, DeskId, FileId, LibrarianId, LoanId, MessageId, PatronId, ThreadId,
};
use crate::moment::Moment;

/// How many characters of a message a list of threads shows.
const EXCERPT: usize = 80;

/// The longest message, in characters.
pub const LONGEST_TEXT: usize = 4_000;

/// The words of a message: neither empty nor longer than [`LONGEST_TEXT`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text(String);

/// Why a text can't be a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TextError {
    /// Nothing but white space.
    #[error("a message has at least one visible character")]
    Empty,
    /// Longer than [`LONGEST_TEXT`].
    #[error("a message has at most 4,000 characters")]
    TooLong,
    /// Holds a NUL, behind which many programs see nothing.
    #[error("a message has no NUL in it")]
    Unreadable,
}

impl Text {
    /// Reads the words of a message; white space around them is dropped.
    ///
    /// # Errors
    /// When nothing is left, or too much.
    pub fn parse(text: &str) -> Result<Self, TextError> {
        let text = text.trim();
        if text.is_empty() {
            return Err(TextError::Empty);
        }
        if text.contains('\0') {
            return Err(TextError::Unreadable);
        }
        if text.chars().count() > LONGEST_TEXT {
            return Err(TextError::TooLong);
        }
        Ok(Self(text.to_owned()))
    }

    /// The words.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Who said it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Author {
    /// The patron of the thread.
    Patron(PatronId),
    /// A librarian of the desk.
    Librarian(LibrarianId),
    /// The desk itself: what happened, not what somebody wrote.
    Desk(Happened),
}

/// What the desk writes into a thread by itself. Each side reads it in its own words; a
/// notice about loans has words of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub enum Happened {
    /// It was the patron's turn, twice, and they were not there.
    TurnMissed,
    /// The desk closed while the patron waited.
    ClosedWhileWaiting,
    /// The librarian called and the patron did not answer.
    CallUnanswered,
    /// An appointment was booked.
    AppointmentBooked,
    /// An appointment was booked, if the patron follows the link of the letter in time.
    AppointmentToConfirm,
    /// An appointment is at another time, or with somebody else.
    AppointmentMoved,
    /// An appointment will not take place.
    AppointmentCancelled,
    /// An appointment is tomorrow.
    AppointmentTomorrow,
    /// An appointment is within the hour.
    AppointmentSoon,
    /// The patron did not follow the link of the letter in time: the appointment is gone.
    AppointmentUnconfirmed,
    /// The patron did not come to an appointment.
    AppointmentMissed,
    /// Loans are to be returned soon, or are overdue.
    LoanNotice,
    /// A loan was renewed.
    LoanRenewed,
    /// A loan was not renewed; why stands in the words.
    LoanNotRenewed,
    /// The patron asks to have a loan renewed; a librarian is to see to it.
    LoanRenewalAsked,
    /// The patron says that a loan was returned.
    LoanReturnSaid,
    /// The patron wants to talk about a loan.
    LoanToTalkAbout,
    /// The patron's loans are told here from now on.
    CardLinked,
    /// The patron wants no notices any more.
    NoticesStopped,
    /// A request became a case: it has a number, and an answer is promised.
    CaseOpened,
    /// The library asks something about a case; what, stands in the words.
    CaseAsked,
    /// The answer to a case; it stands in the words.
    CaseAnswered,
    /// The answer to a case takes longer than was promised.
    CasePromiseMoved,
    /// A case is closed.
    CaseClosed,
    /// A case is open again.
    CaseReopened,
    /// The patron adds something to a case; what, stands in the words.
    CaseInfoAdded,
    /// The desk will call back; when, stands in the words.
    CallBackAgreed,
    /// The desk will call back at another time.
    CallBackMoved,
    /// The desk called as often as it does, and reached nobody.
    CallBackGivenUp,
    /// The desk will not call back.
    CallBackCalledOff,
}

impl Happened {
    /// Whether a librarian should look at it. What the desk said of an appointment by
    /// itself is for the patron.
    pub const fn asks_for_a_librarian(self) -> bool {
        match self {
            Self::TurnMissed
            | Self::ClosedWhileWaiting
            | Self::CallUnanswered
            | Self::LoanRenewalAsked
            | Self::LoanReturnSaid
            | Self::LoanToTalkAbout
            | Self::CaseInfoAdded
            | Self::CallBackCalledOff => true,
            Self::AppointmentBooked
            | Self::AppointmentToConfirm
            | Self::AppointmentMoved
            | Self::AppointmentCancelled
            | Self::AppointmentTomorrow
            | Self::AppointmentSoon
            | Self::AppointmentUnconfirmed
            | Self::AppointmentMissed
            | Self::LoanNotice
            | Self::LoanRenewed
            | Self::LoanNotRenewed
            | Self::CardLinked
            | Self::NoticesStopped
            | Self::CaseOpened
            | Self::CaseAsked
            | Self::CaseAnswered
            | Self::CasePromiseMoved
            | Self::CaseClosed
            | Self::CaseReopened
            | Self::CallBackAgreed
            | Self::CallBackMoved
            | Self::CallBackGivenUp => false,
        }
    }
}

/// A file that hangs on a message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct Attachment {
    /// Which; made by the server.
    pub file: FileId,
    /// What its sender called it, tidied.
    pub name: String,
    /// What it is, by its content.
    pub kind: FileKind,
    /// In bytes.
    pub size: u32,
    /// When the patron consented to it, if it is a still of their picture:
    /// milliseconds since 1970 UTC.
    #[cfg_attr(feature = "types", ts(type = "number | null"))]
    pub consented_at: Option<i64>,
}

/// What a file is, by its content.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub enum FileKind {
    /// A JPEG picture.
    Jpeg,
    /// A PNG picture.
    Png,
    /// A WebP picture.
    Webp,
    /// A PDF document.
    Pdf,
    /// Plain text.
    Text,
}

/// One message of a thread.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChatMessage {
    /// Made by the author's side.
    pub id: MessageId,
    /// The thread it stands in.
    pub thread: ThreadId,
    /// The contact during which it was said, if there was one.
    pub contact: Option<ContactId>,
    /// Who said it.
    pub author: Author,
    /// The words; there may be none beside a file.
    pub text: Option<Text>,
    /// The file that hangs on it.
    pub attachment: Option<Attachment>,
    /// The appointment that the desk writes about. The words are then its consultation,
    /// in the patron's language.
    pub appointment: Option<Mentioned>,
    /// The loans that the desk writes about; none once they are forgotten.
    pub loans: Vec<LoanMentioned>,
    /// The case that the desk writes about.
    pub case: Option<CaseMentioned>,
    /// When the desk took it: later than every earlier message of the thread.
    pub at: Moment,
}

impl ChatMessage {
    /// Whether a librarian should read it.
    pub const fn is_for_the_desk(&self) -> bool {
        match self.author {
            Author::Patron(_) => true,
            Author::Librarian(_) => false,
            Author::Desk(happened) => happened.asks_for_a_librarian(),
        }
    }
}

/// A loan, as a message speaks of it: what was so as it was written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct LoanMentioned {
    /// Which.
    pub loan: LoanId,
    /// Its title; may be empty.
    pub title: String,
    /// The day on which it was due.
    pub due: chrono::NaiveDate,
}

/// An appointment, as a message speaks of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mentioned {
    /// Which.
    pub appointment: AppointmentId,
    /// When it was to begin as the message was written.
    pub starts: i64,
}

/// Which side of a thread.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Side {
    /// The patron.
    Patron,
    /// The librarians of the desk, together.
    Desk,
}

/// How far a side has come in a thread: times of messages, milliseconds since 1970
/// UTC; 0 for not at all.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Marks {
    /// Up to here it has reached a program of theirs.
    pub received: i64,
    /// Up to here they have read.
    pub read: i64,
}

/// What a library knows of a lasting chat without its words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Thread {
    /// Its id.
    pub id: ThreadId,
    /// The desk.
    pub desk: DeskId,
    /// The patron.
    pub patron: PatronId,
    /// What the patron was called last; may be empty.
    pub name: PatronName,
    /// What the patron reads.
    pub language: Language,
    /// The newest message, if there is one.
    pub last: Option<LastMessage>,
    /// When the patron wrote last; 0 for never.
    pub patron_wrote: i64,
    /// How far the patron has come in what the desk wrote.
    pub patron_marks: Marks,
    /// How far the desk has come in what the patron wrote.
    pub desk_marks: Marks,
}

/// The newest message of a thread, shortened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LastMessage {
    /// Milliseconds since 1970 UTC.
    pub at: i64,
    /// Who said it.
    pub author: Author,
    /// Its beginning, or the name of its file.
    pub excerpt: String,
}

impl Thread {
    /// The time that a message said now has: never that of an earlier one.
    pub fn time_for(&self, now: Moment) -> Moment {
        let after = self.last.as_ref().map_or(i64::MIN, |last| last.at + 1);
        now.not_before_wall(after)
    }

    /// Whether the patron wrote something that no librarian has read.
    pub fn is_unread_by_desk(&self) -> bool {
        self.patron_wrote > self.desk_marks.read
    }

    /// Takes a message into account.
    pub fn hear(&mut self, message: &ChatMessage) {
        let at = message.at.wall_millis();
        if self.last.as_ref().is_none_or(|last| last.at < at) {
            self.last = Some(LastMessage {
                at,
                author: message.author,
                excerpt: excerpt(message),
            });
        }
        if message.is_for_the_desk() {
            self.patron_wrote = self.patron_wrote.max(at);
        }
    }
}

/// The beginning of a message in one line, or the name of its file.
pub fn excerpt(message: &ChatMessage) -> String {
    let words = message.text.as_ref().map(Text::as_str).unwrap_or_default();
    let line = words.split_whitespace().collect::<Vec<_>>().join(" ");
    match &message.attachment {
        Some(attachment) if line.is_empty() => attachment.name.clone(),
        Some(_) | None => line.chars().take(EXCERPT).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn white_space_alone_is_no_message() {
        assert_eq!(Text::parse(" \n\t "), Err(TextError::Empty));
    }

    #[test]
    fn nothing_hides_behind_a_nul() {
        assert_eq!(Text::parse("ciao\0bello"), Err(TextError::Unreadable));
    }

    #[test]
    fn length_is_counted_in_characters_not_bytes() {
        assert!(Text::parse(&"è".repeat(LONGEST_TEXT)).is_ok());
        assert_eq!(
            Text::parse(&"è".repeat(LONGEST_TEXT + 1)),
            Err(TextError::TooLong)
        );
    }
}
