//! Loans, where they are read from, and the notices about them: for librarians.

use serde::{Deserialize, Serialize};
use sportello_core::{
    BorrowerId, DeskId, Language, LoanId, LoanRequestId, Mapping, NotRenewed, NoticeId, NoticeKind,
    NoticeState, RowFault, SourceCause, SourceId, ThreadId, UploadId,
};
use ts_rs::TS;

use crate::loans::ComingNotice;

/// What a librarian orders about loans and notices.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(
    tag = "type",
    rename_all = "camelCase",
    rename_all_fields = "camelCase",
    deny_unknown_fields
)]
pub enum LoansOrder {
    /// Show what there is from now on, at once and at each change; or no more.
    Watch {
        /// From now on.
        on: bool,
    },
    /// Read loans from somewhere, or from there in another way. For administrators.
    SaveSource {
        /// Which; none for a new one.
        id: Option<SourceId>,
        /// As it is to be.
        form: Box<SourceForm>,
        /// Password or secret; none leaves the one that is kept.
        password: Option<String>,
    },
    /// Read loans from there no more: its loans are closed. For administrators.
    RemoveSource {
        /// Which.
        id: SourceId,
    },
    /// Look whether loans could be read. For administrators.
    TrySource {
        /// Which, for its password; none for a new one.
        id: Option<SourceId>,
        /// As it is typed.
        form: Box<SourceForm>,
        /// Password or secret; none takes the one that is kept.
        password: Option<String>,
    },
    /// Read loans now.
    ReadSource {
        /// Which.
        id: SourceId,
    },
    /// What a file that was sent, or that asks first, would change. Nothing is changed.
    Preview {
        /// Which file.
        upload: UploadId,
        /// Which column is what; none takes what is kept or guessed.
        columns: Option<Mapping>,
    },
    /// Take a file. For librarians: it is their daily work.
    TakeFile {
        /// Which file.
        upload: UploadId,
        /// Which column is what; kept for the next file of this source.
        columns: Mapping,
        /// Close more loans at once than the brake allows.
        anyway: bool,
    },
    /// Forget a file that was sent.
    DropFile {
        /// Which.
        upload: UploadId,
    },
    /// Type a loan in, or change one that was typed in.
    SaveLoan {
        /// Which; none for a new one.
        id: Option<LoanId>,
        /// Of which source by hand.
        source: SourceId,
        /// As it is to be.
        form: LoanForm,
    },
    /// A loan that was typed in has been returned.
    CloseLoan {
        /// Which.
        id: LoanId,
    },
    /// Look for borrowers by name or card.
    FindBorrowers {
        /// What was typed.
        text: String,
    },
    /// Who stands behind a thread, with their loans.
    AskThread {
        /// Which.
        thread: ThreadId,
    },
    /// The patron of a thread is this borrower: the librarian has seen their card.
    Link {
        /// Which thread.
        thread: ThreadId,
        /// Who.
        borrower: BorrowerId,
    },
    /// They are not, any more.
    Unlink {
        /// Who.
        borrower: BorrowerId,
    },
    /// A link by which whoever opens it gets this borrower's loans told; once, and for
    /// some days. To be handed out to them in person.
    MakeLink {
        /// Whose.
        borrower: BorrowerId,
    },
    /// Send a borrower notices, or none.
    SetNotices {
        /// Whom.
        borrower: BorrowerId,
        /// They are sent.
        on: bool,
    },
    /// Send no notices at all for a while, or do again. For supervisors.
    SetPaused {
        /// None are sent.
        paused: bool,
    },
    /// Look now what is due, and send it.
    RunNow {},
    /// The notices of the next seven days, if nothing changes.
    AskWeek {
        /// Of which desk.
        desk: DeskId,
    },
    /// Notices that were sent, the newest first.
    AskLedger {
        /// Words of a title, a name or a card; may be empty.
        text: String,
        /// Only those that stand so.
        state: Option<NoticeState>,
        /// Only what is older than this one.
        before: Option<NoticeId>,
    },
    /// Send a notice again: it is written into the thread anew, or goes out by mail.
    SendAgain {
        /// Which.
        id: NoticeId,
        /// Why; it stands in the ledger.
        reason: String,
    },
    /// What is to be printed, as letters.
    AskPrint {},
    /// These were printed.
    Printed {
        /// Which.
        ids: Vec<NoticeId>,
    },
    /// A loan was renewed in the ILS by hand: the patron is told.
    Renewed {
        /// The request.
        request: LoanRequestId,
        /// The day on which it is due now.
        due: String,
    },
    /// A loan was not renewed: the patron is told why.
    NotRenewed {
        /// The request.
        request: LoanRequestId,
        /// Why.
        why: NotRenewed,
    },
    /// Somebody has seen to it.
    Settle {
        /// The request.
        request: LoanRequestId,
    },
}

/// Where loans are read from, as it is typed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SourceForm {
    /// What librarians call it.
    pub name: String,
    /// The desk whose patrons these are.
    pub desk: DeskId,
    /// What it is.
    pub kind: SourceKind,
}

/// What loans are read from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(
    tag = "type",
    rename_all = "camelCase",
    rename_all_fields = "camelCase",
    deny_unknown_fields
)]
pub enum SourceKind {
    /// Files that somebody sends in the window, or puts into a folder of the server.
    File {
        /// The folder; empty for none.
        folder: String,
        /// Each file has all loans there are: what stands in none is returned.
        is_whole: bool,
    },
    /// Koha, over its REST API.
    Koha {
        /// Its address, up to and without `/api/v1`.
        address: String,
        /// How the program signs in.
        sign_in: KohaSignIn,
        /// The user, or the client's id.
        user: String,
        /// PEM: who alone is believed about the server; may be empty.
        authority: String,
    },
    /// Loans that are typed in.
    Hand {},
}

/// How the program signs in at Koha.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum KohaSignIn {
    /// OAuth2, with an API key of a patron: client id and secret.
    #[default]
    ApiKey,
    /// User and password (Basic).
    Password,
}

/// A loan, as it is typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct LoanForm {
    /// The borrower's card.
    pub card: String,
    /// What they are called; may be empty.
    pub name: String,
    /// Where they read mail; may be empty.
    pub mail: String,
    /// The title.
    pub title: String,
    /// The item's number; may be empty.
    pub item: String,
    /// The day on which it is due.
    pub due: String,
}

/// What a librarian is told about loans and notices.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(
    tag = "type",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
pub enum LoansTold {
    /// All that this librarian may see. While it is watched.
    View {
        /// It.
        view: Box<LoansView>,
    },
    /// An order was done.
    Done {
        /// Which, by the number it came with.
        number: u32,
    },
    /// A source was tried.
    Tried {
        /// Which order.
        number: u32,
        /// How many loans it has, if it says so.
        loans: Option<u32>,
        /// What was in the way.
        trouble: Option<SourceTroubleView>,
    },
    /// What a file would change.
    Previewed {
        /// Which order.
        number: u32,
        /// It.
        preview: Box<FilePreview>,
    },
    /// Borrowers that were looked for, by name.
    Found {
        /// Which order.
        number: u32,
        /// At most fifty.
        borrowers: Vec<BorrowerView>,
    },
    /// Who stands behind a thread. After it was asked for, and at each change while it
    /// is watched.
    OfThread {
        /// Which.
        thread: ThreadId,
        /// They; mostly one.
        borrowers: Vec<BorrowerView>,
    },
    /// A personal link was made.
    MadeLink {
        /// Which order.
        number: u32,
        /// Its address. It is a secret, and told this once.
        address: String,
        /// Until when it can be opened: milliseconds since 1970 UTC.
        #[ts(type = "number")]
        until: i64,
    },
    /// The notices of the next seven days.
    Week {
        /// Which order.
        number: u32,
        /// The earliest first; at most a thousand.
        notices: Vec<WeekNotice>,
        /// How many there are.
        count: u32,
    },
    /// Notices that were sent.
    Ledger {
        /// Which order.
        number: u32,
        /// The newest first; at most a hundred.
        notices: Vec<LedgerEntry>,
        /// There are more.
        more: bool,
    },
    /// What is to be printed.
    Print {
        /// Which order.
        number: u32,
        /// One for each borrower.
        letters: Vec<PrintLetter>,
    },
    /// An order was not done.
    Refused {
        /// Which.
        number: u32,
        /// Why.
        why: LoansRefusal,
    },
}

/// Why something about loans was not done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(
    tag = "type",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
pub enum LoansRefusal {
    /// The librarian's role does not allow it.
    NotAllowed {},
    /// It is not there any more, or was settled meanwhile.
    Gone {},
    /// Something of the form can't be.
    Fault {
        /// Which part.
        field: LoansField,
    },
    /// The file can't be read as a table.
    NotATable {},
    /// The columns do not say whose loans these are, or when they are due.
    ColumnsMissing {},
    /// So many loans would be closed at once that somebody must say so.
    AsksFirst {
        /// How many would be closed.
        closes: u32,
        /// Of how many.
        of: u32,
    },
    /// It was returned, or has another due date, or the patron wants none: there is
    /// nothing to say.
    NothingToSay {},
    /// The source is being read at this moment.
    Busy {},
    /// The library's data can't be reached.
    Away {},
    /// Too many tries; wait a minute.
    TooManyTries {},
    /// The server could not write; nothing was changed.
    NotSaved {},
}

/// A part of a form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum LoansField {
    /// A source's name.
    Name,
    /// Its desk.
    Desk,
    /// Its folder.
    Folder,
    /// Its address.
    Address,
    /// The user or client.
    User,
    /// The password or secret.
    Password,
    /// The authority's certificate.
    Authority,
    /// A card.
    Card,
    /// A mail address.
    Mail,
    /// A title.
    Title,
    /// A day.
    Due,
    /// A reason.
    Reason,
}

/// Loans and notices, as far as one librarian may see them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct LoansView {
    /// Where loans are read from.
    pub sources: Vec<SourceView>,
    /// Nobody is sent a notice, since then: milliseconds since 1970 UTC.
    #[ts(type = "number | null")]
    pub paused_at: Option<i64>,
    /// How today's run stands; none before it has begun.
    pub run: Option<RunView>,
    /// What became of the notices of the last day on which some were sent.
    pub morning: Option<MorningView>,
    /// What patrons ask about their loans, the oldest first.
    pub requests: Vec<LoanRequestView>,
    /// How many notices wait to be printed.
    pub to_print: u32,
    /// They may set sources.
    pub administers: bool,
    /// They may stop all notices.
    pub may_pause: bool,
}

/// From where loans are read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SourceView {
    /// Which.
    pub id: SourceId,
    /// As it is set.
    pub form: SourceForm,
    /// A password or secret is kept.
    pub has_password: bool,
    /// How many loans are out.
    pub loans: u32,
    /// How many borrowers have them.
    pub borrowers: u32,
    /// How many of those have a thread.
    pub linked: u32,
    /// When it was last read whole: milliseconds since 1970 UTC.
    #[ts(type = "number | null")]
    pub read_at: Option<i64>,
    /// It was read too long ago: nothing is sent until it is read again.
    pub is_stale: bool,
    /// It is being read: how many loans so far, of how many if that is known.
    pub reading: Option<ReadingView>,
    /// What was in the way last.
    pub trouble: Option<SourceTroubleView>,
    /// A file that waits for somebody to look at it.
    pub waiting: Option<UploadId>,
    /// Which column is what, once that is known.
    pub columns: Option<Mapping>,
}

/// How far a source is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ReadingView {
    /// So many loans.
    pub done: u32,
    /// Of so many, if that is known.
    pub of: Option<u32>,
}

/// What was in the way of reading loans.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SourceTroubleView {
    /// What.
    pub cause: SourceCause,
    /// What the far side said, in one line; may be empty.
    pub said: String,
    /// When: milliseconds since 1970 UTC.
    #[ts(type = "number")]
    pub at: i64,
}

/// What a file would change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct FilePreview {
    /// Which file.
    pub upload: UploadId,
    /// What it is called.
    pub name: String,
    /// For which source.
    pub source: SourceId,
    /// What stands at the head of its columns.
    pub heads: Vec<String>,
    /// Its first rows, as they stand there; at most five.
    pub sample: Vec<Vec<String>>,
    /// Which column is what.
    pub columns: Mapping,
    /// How the rows would be understood; none while columns are missing.
    pub outcome: Option<FileOutcome>,
    /// The same file was taken before: it changes nothing.
    pub is_same: bool,
}

/// How the rows of a file are understood.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct FileOutcome {
    /// Rows of the file.
    pub rows: u32,
    /// Loans that are new.
    pub new: u32,
    /// Loans that have changed: another due date, mostly.
    pub changed: u32,
    /// Loans that are as they were.
    pub same: u32,
    /// Loans that would be closed: they are not in the file.
    pub closes: u32,
    /// So many would be closed that somebody must say so.
    pub asks_first: bool,
    /// Rows that would be left out.
    pub rejected: u32,
    /// The first hundred of them.
    pub rejects: Vec<RejectedRow>,
    /// The first five loans, as they would be.
    pub loans: Vec<ReadLoan>,
}

/// A row with a fault; most are left out for it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct RejectedRow {
    /// Its line in the file, the first is 1.
    pub line: u32,
    /// Which.
    pub why: RowFault,
    /// It is left out.
    pub left_out: bool,
    /// What stands there; may be empty.
    pub cell: String,
}

/// A loan, as it was read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ReadLoan {
    /// The borrower's card.
    pub card: String,
    /// What they are called; may be empty.
    pub name: String,
    /// The title; may be empty.
    pub title: String,
    /// The day on which it is due.
    pub due: String,
}

/// How a run stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct RunView {
    /// When it began: milliseconds since 1970 UTC.
    #[ts(type = "number")]
    pub began: i64,
    /// When it ended; none while it is under way.
    #[ts(type = "number | null")]
    pub ended: Option<i64>,
    /// Loans that were looked at.
    pub looked: u32,
    /// Loans there are to look at.
    pub of: u32,
    /// Notices that were sent.
    pub sent: u32,
    /// Why it waits, if it does.
    pub waits: Option<RunWaits>,
}

/// Why a run waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum RunWaits {
    /// Somebody has stopped all notices.
    Paused,
    /// It is too early or too late in the day.
    Quiet,
    /// What is known of the loans is too old.
    Stale,
    /// Too much waits to go out already.
    OutboxFull,
    /// The server could not write; it is tried again.
    NotSaved,
}

/// What became of the notices of a day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct MorningView {
    /// Which day.
    pub day: String,
    /// Notices that were sent in one way or another.
    pub sent: u32,
    /// That failed, or are uncertain.
    pub failed: u32,
    /// That are to be printed.
    pub to_print: u32,
}

/// A borrower.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct BorrowerView {
    /// Who.
    pub id: BorrowerId,
    /// What they are called; may be empty.
    pub name: String,
    /// The number of their card; may be empty.
    pub card: String,
    /// The source has an address to write to.
    pub has_mail: bool,
    /// Their thread, if they have one.
    pub thread: Option<ThreadId>,
    /// Notices are sent to them.
    pub notices: bool,
    /// From which source they are, by name.
    pub source: String,
    /// What they have out, the next due first.
    pub loans: Vec<SeatLoan>,
}

/// A loan, as a librarian sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SeatLoan {
    /// Which.
    pub id: LoanId,
    /// Its title; may be empty.
    pub title: String,
    /// Who wrote it; may be empty.
    pub author: String,
    /// The item's number; may be empty.
    pub item: String,
    /// The day on which it is due.
    pub due: String,
    /// It is overdue.
    pub is_overdue: bool,
    /// How often it was renewed, if that is known.
    pub renewals: Option<u16>,
    /// It was typed in, and can be changed here.
    pub by_hand: bool,
    /// The notice that comes next, if one does.
    pub next: Option<ComingNotice>,
}

/// A notice of the next seven days.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct WeekNotice {
    /// The day on which it goes out.
    pub day: String,
    /// Which kind.
    pub kind: NoticeKind,
    /// What the borrower is called; may be empty.
    pub name: String,
    /// The number of their card; may be empty.
    pub card: String,
    /// The title; may be empty.
    pub title: String,
    /// The day on which it is due.
    pub due: String,
    /// Where it goes.
    pub way: NoticeWay,
}

/// Where a notice goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum NoticeWay {
    /// Into the thread.
    Thread,
    /// By mail.
    Mail,
    /// On the list to print.
    Print,
}

/// A notice that was sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct LedgerEntry {
    /// Which.
    pub id: NoticeId,
    /// Of which kind.
    pub kind: NoticeKind,
    /// What the borrower is called; may be empty.
    pub name: String,
    /// The number of their card; may be empty.
    pub card: String,
    /// Their thread, if it went there.
    pub thread: Option<ThreadId>,
    /// The title; empty once it is forgotten.
    pub title: String,
    /// The day on which it was due.
    pub due: String,
    /// When it was written: milliseconds since 1970 UTC.
    #[ts(type = "number")]
    pub at: i64,
    /// How it stands.
    pub state: NoticeState,
    /// Why it was sent again, and by whom; empty if it was not.
    pub again: String,
    /// It can be sent again: the loan is still out.
    pub is_open: bool,
}

/// A letter to print.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PrintLetter {
    /// The notices in it.
    pub ids: Vec<NoticeId>,
    /// What the borrower is called; may be empty.
    pub name: String,
    /// The number of their card; may be empty.
    pub card: String,
    /// Where they can be called; may be empty.
    pub phone: String,
    /// In which language it is.
    pub language: Language,
    /// What it says above the loans.
    pub text: String,
    /// The loans: title and due day.
    pub loans: Vec<PrintLoan>,
}

/// A loan of a letter to print.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PrintLoan {
    /// The title; may be empty.
    pub title: String,
    /// The day on which it was due.
    pub due: String,
}

/// Something a patron asks about a loan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct LoanRequestView {
    /// Which.
    pub id: LoanRequestId,
    /// What.
    pub kind: LoanRequestKind,
    /// About which loan.
    pub loan: LoanId,
    /// Its title; may be empty.
    pub title: String,
    /// The item's number; may be empty.
    pub item: String,
    /// The day on which it is due.
    pub due: String,
    /// What the borrower is called; may be empty.
    pub name: String,
    /// The number of their card; may be empty.
    pub card: String,
    /// Their thread.
    pub thread: ThreadId,
    /// When it was asked: milliseconds since 1970 UTC.
    #[ts(type = "number")]
    pub at: i64,
}

/// What a patron asks about a loan.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum LoanRequestKind {
    /// To renew it.
    Renew,
    /// To look whether it is there: they say they returned it.
    Returned,
}
