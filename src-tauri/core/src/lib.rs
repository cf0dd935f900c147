//! The domain of Sportello: what a desk decides, without doing any of it.
//!
//! A [`Library`] is a machine. It is told what happened (`handle_*`), it says when
//! it wants to be woken (`poll_timeout`) and what must be done (`poll_effect`).
//! Time, ids and chance come in as arguments, so that a month of traffic replays
//! in seconds and every rule is tested with a stepped clock.
//!
//! Nothing here knows a socket, a file, a database or a clock. The server performs:
//! it commits the effects that save, and only then tells anyone.

#![warn(missing_docs)]
#![forbid(unsafe_code)]

pub mod accounts;
pub mod answers;
pub mod booking;
mod calendar_account;
pub mod call_back;
pub mod cases;
pub mod chance;
pub mod chat;
pub mod contact;
pub mod handle;
pub mod hours;
pub mod ids;
pub mod library;
pub mod loan_file;
pub mod loans;
pub mod mail_account;
pub mod moment;
pub mod notices;
pub mod outbox;
pub mod presence;
pub mod push;
pub mod reach;
pub mod report;
pub mod settings;
mod source_trouble;
pub mod still;
pub mod wait;

pub use accounts::{Duty, PasswordTrouble, SHORTEST_PASSWORD, check_password};
pub use answers::{Answer, AnswerTrouble, Answers, Placeholder};
pub use booking::{
    Appointment, AppointmentNews, AppointmentState, Asked, Availability, AvailabilityRule, Away,
    Book, BookEffect, BookFacts, BookWake, BookedBy, Booking, BookingTrouble, By, CancelledBy,
    Colour, Consultation, FreeDay, Hold, Meeting, Move, Part, Question, Refused, Slot, Wish,
};
pub use calendar_account::{CalendarAccount, CalendarFault};
pub use call_back::{
    Agreement, CallBack, CallBackCase, CallBackHow, CallBackNews, CallBackNote, CallBackState,
    CallBackTrouble, CallBackWhen, CalledOffBy, CameOut, PhoneNumber,
};
pub use cases::{
    Asker, Case, CaseEntryKind, CaseLevel, CaseMentioned, CaseNumber, CasePolicy, CaseState,
    CaseStep, CaseWriter, MailRemark, Office,
};
pub use chat::{
    Attachment, Author, ChatMessage, FileKind, Happened, LastMessage, LoanMentioned, Marks,
    Mentioned, Side, Text, TextError, Thread,
};
pub use contact::{
    Contact, ContactEvent, ContactState, EndedBy, EventKind, Language, Mode, Outcome, PassedOn,
    PatronName, Rating, Talk, Transfer, TransferTo, Wanted, WrapUp,
};
pub use handle::{Handle, HandleError, PersonName};
pub use hours::{Day, Holidays, Hours, HoursError, OpenState, Opening, Week, italian_holidays};
pub use ids::{
    AnswerId, AppointmentId, BorrowerId, BranchId, CallBackId, CaseEntryId, CaseId, ConsultationId,
    ContactId, DeskId, FeedId, FileId, GroupId, InvitationId, LegId, LetterInId, LibrarianId,
    LibraryId, LoanId, LoanRequestId, MessageId, NoticeId, OfficeId, OutgoingId, PageId, PatronId,
    SeatId, SessionId, SourceId, ThreadId, TopicId, UploadId,
};
pub use library::{
    Arrival, Block, DeskState, Effect, Facts, Library, OfferEnd, Party, Refusal, Saying, ThreadOf,
    Waits, Wake,
};
pub use loan_file::{Column, DayOrder, Mapping, RowFault};
pub use loans::{Borrower, Loan, LoanData, NotRenewed, Renewal};
pub use mail_account::{MailAccount, MailAccountForm, MailFault, MailSecurity};
pub use moment::{Moment, Span};
pub use notices::{NoticeKind, NoticePolicy, NoticeState, NoticeWording, Unlinked};
pub use outbox::{
    Attempt, CARD_CODE_IS_GOOD, Cause, Channel, Outgoing, OutgoingKind, OutgoingState, Patience,
    Standstill, Trouble, Way,
};
pub use presence::{ChosenPresence, Presence};
pub use push::{DeviceId, MOST_DEVICES, NoSubscription, PushSubscription};
pub use reach::{MailAddress, NoAddress, ReachWish};
pub use report::{Counted, Report, ReportPeriod, ReportSlice, ReportsForm, VisitFacts};
pub use settings::{
    Branch, CHATS, Desk, Group, Librarian, LibraryTexts, RESERVED_PERSONS, Role, Settings,
    SettingsError, Spoken, Strategy, Tier, Topic, USUAL_CHATS, Warning,
};
pub use source_trouble::{SourceCause, SourceTrouble};
pub use still::{Consent, Purpose, Still, StillAnswer};
pub use wait::{Service, ServiceHistory, WaitRange, Waited};
