//! The names of things: one newtype for each, so that no bare identifier crosses
//! a module and a patron can't be mistaken for a thread.
//!
//! An id is a UUID; those that the server makes are version 7, so that they sort
//! by the time of their making.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

macro_rules! ids {
    ($($(#[$meta:meta])* $name:ident;)*) => {$(
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        #[cfg_attr(feature = "types", derive(ts_rs::TS), ts(as = "String"))]
        pub struct $name(pub Uuid);

        impl std::fmt::Display for $name {
            fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(formatter)
            }
        }

        impl std::str::FromStr for $name {
            type Err = uuid::Error;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                text.parse().map(Self)
            }
        }
    )*};
}

ids! {
    /// The organisation that runs desks.
    LibraryId;
    /// A text that librarians keep at hand.
    AnswerId;
    /// What a patron reaches: one handle, one queue.
    DeskId;
    /// A member of staff with an account.
    LibrarianId;
    /// The person who calls, known by a capability alone.
    PatronId;
    /// One visit of a patron to a desk.
    ContactId;
    /// The lasting chat between one patron and one desk.
    ThreadId;
    /// A chat message; made by its author's side, so that sending twice is harmless.
    MessageId;
    /// One signed-in program of a librarian; made by that program, so that it is
    /// still the same seat after the network was away.
    SeatId;
    /// One open page of a patron.
    PageId;
    /// One peer connection of a call: a reloaded page starts a new leg.
    LegId;
    /// A site of the library, with its own address, hours and calendar.
    BranchId;
    /// Librarians who answer for a topic.
    GroupId;
    /// What a patron comes for, as the desk names it.
    TopicId;
    /// A file that somebody sent into a thread.
    FileId;
    /// A librarian's sign-in that was not ended, as it is shown; not its token.
    SessionId;
    /// Something that goes out: a mail, a push.
    OutgoingId;
    /// A link by which somebody gets an account, or a new password.
    InvitationId;
    /// A kind of appointment that a desk offers.
    ConsultationId;
    /// A booked consultation, or one whose slot is held while it is being booked.
    AppointmentId;
    /// That the desk will call somebody.
    CallBackId;
    /// An address that calendar programs subscribe to.
    FeedId;
    /// From where loans are read: a file, an ILS, somebody's hand.
    SourceId;
    /// A loan, as long as the library's data name it.
    LoanId;
    /// Somebody who has loans, as a source names them.
    BorrowerId;
    /// One reminder about one loan.
    NoticeId;
    /// Something a patron asked about a loan, for a librarian to settle.
    LoanRequestId;
    /// A file of loans that was sent and is not taken yet.
    UploadId;
    /// A request that outlives its contact.
    CaseId;
    /// An entry of a case's timeline.
    CaseEntryId;
    /// An office or a person that cases are handed to.
    OfficeId;
    /// A mail that came and belongs to no case yet.
    LetterInId;
}
