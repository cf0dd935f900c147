//! Every message that crosses a wire, once: between a patron's page and the server
//! ([`patron`]), a seat and the server ([`seat`]), and a seat and its window
//! ([`window`]).
//!
//! Shapes only: no rule of the desk is decided here. The server sends *views*, the
//! whole of what one client may see, so that a client that was away for a while is
//! right again after one message. Unknown fields from clients are refused.
//!
//! `ui/src/lib/wire/index.ts` is written from these types (`make types`); a test
//! fails when it is stale.

#![warn(missing_docs)]
#![forbid(unsafe_code)]

pub mod booking;
pub mod call_backs;
pub mod cases;
pub mod loans;
pub mod patron;
pub mod seat;
pub mod shared;
pub mod typescript;
pub mod window;

pub use booking::AppointmentMark;
pub use call_backs::{CallBackTime, CallBackWay};
pub use cases::{CaseFile, CaseMark};
pub use loans::LoanMark;
pub use shared::{
    CallData, CandidateInit, IceServer, MarksView, MessageView, RefusalCode, Signal, Speaker,
    TopicView, WaitView,
};
pub use sportello_core::booking::{AvailabilityFault, AvailabilityForm};
pub use sportello_core::{
    AnswerId, AnswerTrouble, AppointmentId, Attachment, BookedBy, BorrowerId, BranchId,
    CalendarAccount, CalendarFault, CallBackId, CancelledBy, CaseEntryId, CaseEntryKind, CaseId,
    CaseLevel, CaseState, Cause, Channel, ChosenPresence, Colour, ConsultationId, ContactId,
    DeskId, DeviceId, EndedBy, FeedId, FileId, FileKind, GroupId, Handle, Happened, InvitationId,
    Language, LegId, LetterInId, LibrarianId, LoanId, LoanRequestId, MailAccountForm, MailFault,
    MailSecurity, Meeting, MessageId, Mode, NotRenewed, NoticeId, NoticeKind, OfficeId, Outcome,
    OutgoingId, OutgoingKind, PersonName, Presence, Rating, Report, Role, SeatId, SessionId,
    SourceCause, SourceId, StillAnswer, ThreadId, TopicId, TransferTo, UploadId,
};

/// The largest message a client may send, in bytes: a session description with
/// many candidates is under 20 kB.
pub const LARGEST_MESSAGE: usize = 64 * 1024;

/// Reads a message of a client.
///
/// # Errors
/// When it is none. An object is asked for by its first letter: serde takes a list
/// for a tagged enum as well, which no client of ours writes.
pub fn read<'text, T: serde::Deserialize<'text>>(text: &'text str) -> serde_json::Result<T> {
    if text.trim_ascii_start().starts_with('{') {
        serde_json::from_str(text)
    } else {
        Err(serde::de::Error::custom("a message is an object"))
    }
}
