//! Cases, the address book and mail that came: for librarians.
//!
//! Every order is answered by `Done`, `Refused` or what it asked for, with its number.

use serde::{Deserialize, Serialize};
use sportello_core::{
    CaseEntryId, CaseEntryKind, CaseId, CaseLevel, CaseState, ContactId, DeskId, FileId,
    LetterInId, LibrarianId, MailRemark, MessageId, OfficeId, ThreadId, TopicId,
};
use ts_rs::TS;

use super::OutgoingStateView;
use crate::cases::CaseFile;

/// What a librarian orders about cases.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(
    tag = "type",
    rename_all = "camelCase",
    rename_all_fields = "camelCase",
    deny_unknown_fields
)]
pub enum CasesOrder {
    /// Show how many there are, the address book and what came from now on; or no more.
    Watch {
        /// From now on.
        on: bool,
    },
    /// Cases, those first to which something must be done soonest.
    AskList {
        /// Which.
        look: CasesLook,
        /// Go on after this one.
        after: Option<CaseId>,
    },
    /// Show a case from now on, and at each change. It counts as read. One at a time.
    OpenCase {
        /// Which.
        case: CaseId,
    },
    /// Show it no more.
    CloseCase {},
    /// The cases of a conversation, from now on.
    AskThread {
        /// Which.
        thread: ThreadId,
    },
    /// Make a case.
    MakeCase {
        /// As it is to be.
        form: Box<CaseForm>,
    },
    /// Change what a case says.
    ChangeCase {
        /// Which.
        case: CaseId,
        /// What.
        change: CaseChange,
    },
    /// Look after a case oneself. If somebody else was faster, it says who.
    TakeCase {
        /// Which.
        case: CaseId,
    },
    /// Write a note that librarians alone read.
    AddNote {
        /// To which case.
        case: CaseId,
        /// The words.
        text: String,
    },
    /// What the letter of a hand-off would say, to the letter.
    PreviewHandOff {
        /// Of which case.
        case: CaseId,
        /// As it is typed.
        form: Box<HandOffForm>,
    },
    /// Send a case to an office or a colleague.
    HandOff {
        /// Which.
        case: CaseId,
        /// As it is to go out.
        form: Box<HandOffForm>,
    },
    /// Answer the patron.
    AnswerPatron {
        /// Of which case.
        case: CaseId,
        /// The words.
        text: String,
        /// The entry whose files go along.
        files_of: Option<CaseEntryId>,
        /// Close the case with it.
        close: bool,
    },
    /// Ask the patron for something.
    AskPatron {
        /// Of which case.
        case: CaseId,
        /// The words.
        text: String,
    },
    /// A case is over.
    EndCase {
        /// Which.
        case: CaseId,
        /// Why, for colleagues; may be empty.
        note: String,
    },
    /// A case is not over.
    ReopenCase {
        /// Which.
        case: CaseId,
    },
    /// Write an entry of the address book.
    SaveOffice {
        /// Which; none for a new one.
        id: Option<OfficeId>,
        /// As it is to be.
        form: Box<OfficeForm>,
    },
    /// Take an entry out of the address book.
    RemoveOffice {
        /// Which.
        id: OfficeId,
    },
    /// The address book as a CSV file.
    ExportOffices {},
    /// Take entries out of a CSV file: those of the same name or address are changed, the
    /// others added. For supervisors.
    ImportOffices {
        /// The file.
        text: String,
        /// Only say what would be done.
        dry: bool,
    },
    /// A mail that came and belongs to no case is put to one.
    FileLetter {
        /// Which mail.
        letter: LetterInId,
        /// To which case.
        case: CaseId,
    },
    /// A mail that came becomes a case.
    LetterToCase {
        /// Which mail.
        letter: LetterInId,
        /// Of which desk.
        desk: DeskId,
    },
    /// A mail that came is of no interest.
    DropLetter {
        /// Which.
        letter: LetterInId,
    },
    /// Set from where mail is read. For administrators.
    SaveMailbox {
        /// As it is to be; none to read no mail.
        form: Option<Box<MailboxForm>>,
        /// The password; none leaves the one that is kept.
        password: Option<String>,
    },
    /// Look whether mail could be read. For administrators.
    TryMailbox {
        /// As it is typed.
        form: Box<MailboxForm>,
        /// The password; none takes the one that is kept.
        password: Option<String>,
    },
}

/// Which cases are looked for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CasesLook {
    /// Words of a subject, a name, a mail, a note; or a number. May be empty.
    pub text: String,
    /// Which shelf.
    pub shelf: CasesShelf,
    /// Only those of this owner.
    pub owner: Option<LibrarianId>,
    /// Only those of nobody; no owner is asked for then.
    pub unowned: bool,
    /// Only those of this desk.
    pub desk: Option<DeskId>,
    /// Only those about this.
    pub topic: Option<TopicId>,
}

/// A shelf of cases.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum CasesShelf {
    /// The desk is to do something: open, opened again, or somebody has written.
    #[default]
    ToDo,
    /// The promised day is over.
    Overdue,
    /// An office or a colleague is to answer.
    WaitingForOffice,
    /// The patron is to answer.
    WaitingForPatron,
    /// They sleep until a day.
    Snoozed,
    /// The patron has an answer.
    Answered,
    /// They are over.
    Closed,
    /// All of them.
    All,
}

/// A case, as it is made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CaseForm {
    /// Of which desk.
    pub desk: DeskId,
    /// The conversation from which it is made, if it is from one: there the patron hears
    /// of it.
    pub thread: Option<ThreadId>,
    /// The contact from which it is made.
    pub contact: Option<ContactId>,
    /// The messages that belong to it.
    pub messages: Vec<MessageId>,
    /// What it is about, in a line.
    pub subject: String,
    /// What it is about, as the desk sorts it.
    pub topic: Option<TopicId>,
    /// What a colleague must know; may be empty.
    pub note: String,
    /// The day by which an answer is promised; none for the usual.
    pub promised: Option<String>,
    /// Who asked, where no conversation says so.
    pub asker: AskerForm,
}

/// Who asked.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AskerForm {
    /// What they are called; may be empty.
    pub name: String,
    /// Where they read mail; may be empty.
    pub mail: String,
    /// The number to call; may be empty.
    pub phone: String,
}

/// What is changed of a case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(
    tag = "type",
    rename_all = "camelCase",
    rename_all_fields = "camelCase",
    deny_unknown_fields
)]
pub enum CaseChange {
    /// Another subject.
    Subject {
        /// It.
        subject: String,
    },
    /// Another topic.
    Topic {
        /// It; none for none.
        topic: Option<TopicId>,
    },
    /// Another day is promised, and the patron told so.
    Promise {
        /// It.
        day: String,
    },
    /// Somebody else looks after it.
    Owner {
        /// Who; none for nobody.
        librarian: Option<LibrarianId>,
    },
    /// It sleeps until a day, or does not.
    Snooze {
        /// The day; none for not.
        until: Option<String>,
    },
    /// Who asked.
    Asker {
        /// They.
        asker: AskerForm,
    },
}

/// A case, as it is handed off.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct HandOffForm {
    /// To whom: an entry of the address book.
    pub office: OfficeId,
    /// What is asked, in the librarian's words.
    pub summary: String,
    /// The messages of the conversation that go along.
    pub messages: Vec<MessageId>,
    /// The patron's name is left out of them.
    pub hide_names: bool,
    /// How the patron can be reached goes along: they agree.
    pub with_contact: bool,
    /// The files of the case or the conversation that go along.
    pub files: Vec<FileId>,
    /// The day by which the patron is promised an answer.
    pub promised: String,
}

/// An entry of the address book, as it is typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct OfficeForm {
    /// What it is called.
    pub name: String,
    /// Where it reads mail.
    pub mail: String,
    /// The number to call; may be empty.
    pub phone: String,
    /// When it can be reached, in words; may be empty.
    pub hours: String,
    /// What else librarians should know; may be empty.
    pub note: String,
    /// What it sees to.
    pub topics: Vec<TopicId>,
    /// What it answers goes straight to the patron.
    pub straight: bool,
}

/// From where mail is read, as it is typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct MailboxForm {
    /// The server's name or address.
    pub server: String,
    /// Its port.
    pub port: u16,
    /// How the way to it is kept secret.
    pub security: sportello_core::MailSecurity,
    /// The name to sign in with.
    pub user: String,
    /// The mailbox that is read; `INBOX` mostly.
    pub folder: String,
    /// PEM: whose certificates are trusted besides the usual ones; may be empty.
    pub authority: String,
    /// Mail that belongs to no case becomes one, of this desk; none leaves it to be put
    /// somewhere by a librarian.
    pub unknown: Option<DeskId>,
}

/// What a librarian is told about cases.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(
    tag = "type",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
pub enum CasesTold {
    /// How many there are, the address book, and what came. While it is watched.
    View {
        /// It.
        view: Box<CasesView>,
    },
    /// Cases that were looked for.
    List {
        /// Which order.
        number: u32,
        /// At most fifty.
        cases: Vec<CaseRow>,
        /// There are more.
        more: bool,
    },
    /// A case that is open here. After it was opened, and at each change.
    Case {
        /// It.
        case: Box<CaseView>,
    },
    /// The case that was open here is no more: it was erased.
    Gone {
        /// Which.
        case: CaseId,
    },
    /// The cases of a conversation, the newest first.
    OfThread {
        /// Which.
        thread: ThreadId,
        /// They.
        cases: Vec<CaseRow>,
    },
    /// A case was made.
    Made {
        /// Which order.
        number: u32,
        /// It.
        case: CaseId,
        /// Its number.
        name: String,
    },
    /// An order was done.
    Done {
        /// Which.
        number: u32,
    },
    /// What a letter would say.
    Previewed {
        /// Which order.
        number: u32,
        /// To whom: name and address.
        to: String,
        /// Its subject.
        subject: String,
        /// Its text.
        text: String,
        /// What goes along.
        files: Vec<CaseFile>,
    },
    /// The address book.
    Offices {
        /// Which order.
        number: u32,
        /// A CSV file.
        text: String,
    },
    /// A CSV file was read.
    Imported {
        /// Which order.
        number: u32,
        /// So many are new.
        added: u32,
        /// So many are changed.
        changed: u32,
        /// Lines that were left out, by their number, with what is wrong with them.
        rejected: Vec<RejectedLine>,
    },
    /// A mailbox was tried.
    TriedMailbox {
        /// Which order.
        number: u32,
        /// So many mails lie there, if it could be read.
        mails: Option<u32>,
        /// What was in the way.
        trouble: Option<super::TroubleView>,
    },
    /// An order was not done.
    Refused {
        /// Which.
        number: u32,
        /// Why.
        why: CasesRefusal,
    },
}

/// A line of a CSV file that was left out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct RejectedLine {
    /// Its number, counted from 1.
    pub line: u32,
    /// What is wrong.
    pub field: CasesField,
}

/// Why something about cases was not done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(
    tag = "type",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
pub enum CasesRefusal {
    /// There is no such thing any more.
    Gone {},
    /// Somebody else was faster.
    TakenBy {
        /// Who.
        name: String,
    },
    /// The case does not stand so that this could be done.
    NotNow {
        /// How it stands.
        state: CaseState,
    },
    /// Something that was typed can't be used.
    Fault {
        /// What.
        field: CasesField,
    },
    /// The patron can be reached nowhere: neither a conversation nor an address.
    NobodyToTell {},
    /// The library writes no mail: its account must be set first.
    NoMail {},
    /// The desk has as many open cases as it may have.
    TooMany {},
    /// What goes along is too large for a mail.
    TooLarge {},
    /// The file is no address book.
    NotATable {},
    /// This role may not do that.
    NotAllowed {},
    /// Too many tries: wait a moment.
    TooManyTries {},
    /// The server could not write; nothing was changed.
    NotSaved {},
}

/// What of something that was typed can't be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum CasesField {
    /// A subject is missing or too long.
    Subject,
    /// The words are missing or too long.
    Text,
    /// That day can't be promised.
    Promised,
    /// That is no day to sleep until.
    Snooze,
    /// A name is missing or too long.
    Name,
    /// That is no address for mail.
    Mail,
    /// That is no number to call.
    Phone,
    /// The hours are too long.
    Hours,
    /// There is no such topic.
    Topic,
    /// There is no such desk.
    Desk,
    /// There is no such librarian.
    Librarian,
    /// There is no such office.
    Office,
    /// A server is missing.
    Server,
    /// A port is missing.
    Port,
    /// A name to sign in with is missing.
    User,
    /// A password is missing.
    Password,
    /// That is no folder of a mailbox.
    Folder,
    /// Those are no certificates.
    Authority,
    /// A way without encryption is for this computer alone.
    Security,
}

/// All about cases that does not concern one alone.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CasesView {
    /// How many there are.
    pub counts: CasesCounts,
    /// Cases of this librarian, or of nobody, whose promise comes near or is over.
    pub near: Vec<CaseRow>,
    /// The address book, by name.
    pub offices: Vec<OfficeView>,
    /// Mail that came and belongs to no case; the newest first, at most a hundred.
    pub letters: Vec<LetterInView>,
    /// From where mail is read, if it is.
    pub mailbox: Option<MailboxView>,
    /// The day that is promised when nobody says otherwise, by desk.
    pub usual_days: Vec<UsualDay>,
}

/// The day that is promised when nobody says otherwise.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct UsualDay {
    /// At which desk.
    pub desk: DeskId,
    /// It.
    pub day: String,
}

/// How many cases stand on each shelf.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CasesCounts {
    /// The desk is to do something.
    pub to_do: u32,
    /// The promised day is over.
    pub overdue: u32,
    /// An office is to answer.
    pub waiting_for_office: u32,
    /// The patron is to answer.
    pub waiting_for_patron: u32,
    /// They sleep.
    pub snoozed: u32,
    /// The patron has an answer.
    pub answered: u32,
    /// Somebody has written what nobody has read.
    pub news: u32,
}

/// A case in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CaseRow {
    /// Which.
    pub id: CaseId,
    /// Its number.
    pub number: String,
    /// Of which desk.
    pub desk: DeskId,
    /// What it is about.
    pub subject: String,
    /// As the desk sorts it.
    pub topic: Option<TopicId>,
    /// Where it stands.
    pub state: CaseState,
    /// Who looks after it.
    pub owner: Option<LibrarianId>,
    /// What whoever has it is called; empty for the desk.
    pub office: String,
    /// What whoever asked is called; may be empty.
    pub asker: String,
    /// The day by which an answer is promised.
    pub promised: String,
    /// That day is over, and an answer owed.
    pub overdue: bool,
    /// Somebody has written what nobody has read.
    pub news: bool,
    /// When it changed last.
    #[ts(type = "number")]
    pub changed_at: i64,
}

/// A case, whole.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CaseView {
    /// As in a list.
    pub row: CaseRow,
    /// Who is to settle it.
    pub level: CaseLevel,
    /// The conversation in which the patron hears of it.
    pub thread: Option<ThreadId>,
    /// Who asked.
    pub asker: AskerForm,
    /// To whom it was handed last.
    pub office: Option<OfficeId>,
    /// The office to suggest, by its topic.
    pub suggested: Option<OfficeId>,
    /// It sleeps until then.
    #[ts(type = "number | null")]
    pub snoozed_until: Option<i64>,
    /// When it was made.
    #[ts(type = "number")]
    pub opened_at: i64,
    /// When the patron was answered.
    #[ts(type = "number | null")]
    pub answered_at: Option<i64>,
    /// When it was closed.
    #[ts(type = "number | null")]
    pub closed_at: Option<i64>,
    /// What happened to it, the oldest first; at most the last five hundred.
    pub entries: Vec<CaseEntryView>,
    /// The colleagues who have it open now, by name.
    pub also_here: Vec<String>,
}

/// Something that happened to a case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CaseEntryView {
    /// Which.
    pub id: CaseEntryId,
    /// What.
    pub kind: CaseEntryKind,
    /// When.
    #[ts(type = "number")]
    pub at: i64,
    /// The librarian who did it, by name; empty when none did.
    pub by: String,
    /// Who wrote it, or to whom it was written: name or address; may be empty.
    pub with: String,
    /// The subject of a mail; may be empty.
    pub subject: String,
    /// The words; may be empty.
    pub text: String,
    /// What a mail quotes, and its signature: folded away; may be empty.
    pub folded: String,
    /// The files that hang on it.
    pub files: Vec<CaseFile>,
    /// How its letter stands, if it went out as one.
    pub letter: Option<OutgoingStateView>,
    /// Parts of a mail that were left out: too many, or too large.
    pub left_out: u32,
    /// What is to be said of a mail beside its words.
    pub remark: Option<MailRemark>,
    /// The contact that it is about.
    pub contact: Option<ContactId>,
}

/// An entry of the address book.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct OfficeView {
    /// Which.
    pub id: OfficeId,
    /// As it is typed.
    pub form: OfficeForm,
    /// Since when letters to it do not arrive.
    #[ts(type = "number | null")]
    pub bad_since: Option<i64>,
    /// What the mail server said of it; may be empty.
    pub bad_said: String,
}

/// A mail that came and belongs to no case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct LetterInView {
    /// Which.
    pub id: LetterInId,
    /// When it came.
    #[ts(type = "number")]
    pub at: i64,
    /// Who wrote it: name and address.
    pub from: String,
    /// Its subject; may be empty.
    pub subject: String,
    /// Its beginning.
    pub text: String,
    /// What is to be said of it beside its words.
    pub remark: Option<MailRemark>,
    /// So many files.
    pub files: u32,
    /// The case that it may belong to, by its subject or its writer.
    pub suggested: Option<CaseRow>,
}

/// From where mail is read, and how that goes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct MailboxView {
    /// As it is set.
    pub form: MailboxForm,
    /// A password is kept.
    pub has_password: bool,
    /// When mail was looked for last, and it went well.
    #[ts(type = "number | null")]
    pub read_at: Option<i64>,
    /// What is in the way.
    pub trouble: Option<super::TroubleView>,
}
