//! Between a patron's page and the server.
//!
//! The page opens `GET /api/@handle/socket`. Without the cookie that
//! `POST /api/@handle/patron` sets it only watches the desk; with it, it is the
//! patron: it finds its contact and its thread again and may arrive, speak and leave.
//! The thread is there without a contact, too: also of a closed desk.

mod booking;
mod call_backs;
mod cases;
mod loans;
mod push;
mod reach;

pub use booking::{AppointmentView, BookingNews, BookingOrder};
pub use call_backs::{OwnCallBack, OwnCallBacksOrder};
pub use cases::{
    OwnCase, OwnCaseEntry, OwnCaseState, OwnCaseWhat, OwnCasesNews, OwnCasesOrder, OwnCasesRefusal,
};
pub use loans::{OwnCard, OwnLoan, OwnLoanState, OwnLoansNews, OwnLoansOrder, OwnLoansRefusal};
pub use push::{PushView, SubscriptionView};
pub use reach::{ReachNews, ReachOrder, ReachRefusal, ReachWishView};

use serde::{Deserialize, Serialize};
use sportello_core::{
    ContactId, EndedBy, FileId, Handle, Language, LegId, MessageId, Mode, Outcome, PersonName,
    Rating, StillAnswer, TopicId,
};
use ts_rs::TS;

use crate::booking::ConsultationView;
use crate::shared::{IceServer, MarksView, MessageView, RefusalCode, Signal, TopicView, WaitView};

/// What the page says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(
    tag = "type",
    rename_all = "camelCase",
    rename_all_fields = "camelCase",
    deny_unknown_fields
)]
pub enum FromPatron {
    /// Take a place in the line. Said again while a contact is under way, it
    /// changes nothing.
    Arrive {
        /// How to meet.
        mode: Mode,
        /// What to be called; may be empty.
        name: String,
        /// What the page is read in.
        language: Language,
        /// What it is about, if the patron said so.
        topic: Option<TopicId>,
        /// The person behind the handle who is asked for.
        person: Option<PersonName>,
    },
    /// Say how to be called and in which language to be answered, without a place in
    /// the line: for who leaves a message.
    Introduce {
        /// What to be called; may be empty.
        name: String,
        /// What the page is read in.
        language: Language,
    },
    /// Leave the line, or hang up.
    Leave {},
    /// Say something in the thread.
    Say {
        /// Made by the page.
        id: MessageId,
        /// The words; may be empty beside a file.
        text: String,
        /// A file that was uploaded before.
        file: Option<FileId>,
    },
    /// How far the patron has come in what the desk wrote. Never goes back.
    Mark {
        /// How far.
        marks: MarksView,
    },
    /// The patron is typing. At most once in three seconds.
    Typing {},
    /// Go on in another mode; also the answer to a librarian's proposal.
    SetMode {
        /// Which.
        mode: Mode,
    },
    /// Answer a librarian's call, or not.
    AnswerCall {
        /// Which contact.
        contact: ContactId,
        /// Answer it with this; `None` says no.
        with: Option<Mode>,
    },
    /// Say whether the librarian may take a still.
    AnswerStill {
        /// In which contact.
        contact: ContactId,
        /// What the patron says.
        answer: StillAnswer,
    },
    /// Say how it was, after the end.
    Rate {
        /// Which contact.
        contact: ContactId,
        /// From 1 to 5.
        rating: Rating,
    },
    /// Something about how to be reached.
    Reach {
        /// What.
        order: ReachOrder,
    },
    /// Something about appointments.
    Booking {
        /// What.
        order: BookingOrder,
    },
    /// Something about loans.
    Loans {
        /// What.
        order: OwnLoansOrder,
    },
    /// Something about the patron's own cases.
    Cases {
        /// What.
        order: OwnCasesOrder,
    },
    /// Something about the patron's own call-backs.
    CallBacks {
        /// What.
        order: OwnCallBacksOrder,
    },
    /// A step of setting up the call.
    Signal {
        /// The peer connection it belongs to; made by the page.
        leg: LegId,
        /// The step.
        signal: Signal,
    },
}

/// What the page hears.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(
    tag = "type",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
pub enum ToPatron {
    /// The desk as anybody may see it. First of all, and at each change.
    Desk {
        /// The desk.
        desk: DeskView,
    },
    /// The patron's own contact, or none. After `Desk`, and at each change.
    Contact {
        /// The contact.
        contact: Option<PatronContact>,
        /// Where to look for a way to the librarian, with credentials of this call and
        /// this patron: in a call, and anew while it lasts; otherwise none.
        ice_servers: Vec<IceServer>,
    },
    /// All that was said in the thread so far, oldest first; after each connection
    /// of a patron.
    History {
        /// The messages.
        messages: Vec<MessageView>,
        /// How far the desk has come in what the patron wrote.
        desk: MarksView,
        /// How far the patron has come.
        own: MarksView,
    },
    /// The desk has come further in what the patron wrote.
    Marks {
        /// How far.
        desk: MarksView,
    },
    /// A librarian is typing; said at most once in three seconds, true for five.
    Typing {
        /// Their name.
        librarian: String,
    },
    /// One message, the page's own included: then it is on disk.
    Message {
        /// The message.
        message: MessageView,
    },
    /// A step of setting up the call.
    Signal {
        /// The peer connection it belongs to.
        leg: LegId,
        /// The step.
        signal: Signal,
    },
    /// Something about how to be reached.
    Reach {
        /// What.
        news: ReachNews,
    },
    /// Something about appointments.
    Booking {
        /// What.
        news: BookingNews,
    },
    /// Something about loans.
    Loans {
        /// What.
        news: OwnLoansNews,
    },
    /// What there is to hear of the patron's own cases.
    Cases {
        /// It.
        news: OwnCasesNews,
    },
    /// The patron's own call-backs that are not over, the next first: where there are
    /// some, and at each change.
    CallBacks {
        /// They.
        call_backs: Vec<OwnCallBack>,
    },
    /// Something asked for was not done.
    Refused {
        /// Why.
        code: RefusalCode,
        /// The message that was not taken, if it was one.
        about: Option<MessageId>,
    },
    /// The patron opened the page elsewhere; this one is put aside.
    Superseded,
    /// The server is there. Every ten seconds.
    Heartbeat,
}

/// A desk as anybody may see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct DeskView {
    /// The library's name.
    pub library: String,
    /// The desk's name.
    pub name: String,
    /// The desk's handle, without `@`.
    pub handle: Handle,
    /// Whether anybody is there.
    pub state: DeskState,
    /// How many wait in the line.
    pub waiting: u32,
    /// How long who arrives now for a call would wait, without a topic.
    pub wait: WaitView,
    /// How long who arrives now for a chat would.
    pub chat_wait: WaitView,
    /// Where to write by mail; may be empty.
    pub email: String,
    /// What may be asked about.
    pub topics: Vec<TopicView>,
    /// What may be booked.
    pub consultations: Vec<ConsultationView>,
    /// Patrons can have their loans told here.
    pub loans: bool,
    /// The branch's name and address, in one line each; may be empty.
    pub branch: Vec<String>,
    /// The hours of the week, Monday first, each opening as `09:00-13:00`; empty
    /// when the desk has no hours of its own.
    pub hours: Vec<Vec<String>>,
    /// The person behind the handle whom the page was opened for.
    pub person: Option<PersonView>,
    /// How long a thread is kept after its last message, in days.
    pub retention_days: u32,
    /// The librarian sees the patron's picture clearly only once they admit it.
    pub admission: bool,
    /// What the desk says to whoever comes, or while it is closed; may be empty.
    pub greeting: SpokenView,
    /// Whom to ask about one's data; may be empty.
    pub privacy_contact: String,
    /// What the library adds to its notice about privacy; may be empty.
    pub privacy_notice: SpokenView,
    /// Where the clock on the desk's wall hangs, as a name of the IANA list; empty
    /// when the desk has no hours.
    pub zone: String,
}

/// Something that is said in both languages.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SpokenView {
    /// In Italian.
    pub it: String,
    /// In English.
    pub en: String,
}

/// A person behind a handle.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PersonView {
    /// Behind the handle.
    pub person: PersonName,
    /// As patrons read it.
    pub name: String,
    /// They may be rung now; otherwise a colleague answers.
    pub available: bool,
}

/// Whether anybody is at the desk. Times are milliseconds since 1970 UTC.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(
    tag = "type",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
pub enum DeskState {
    /// Librarians are there.
    Open {
        /// When it closes, if it has hours.
        #[ts(type = "number | null")]
        until: Option<i64>,
        /// How many may be rung now.
        available: u32,
        /// How many are talking with somebody, or writing down how it came out.
        on_contact: u32,
        /// How many serve somebody at the counter.
        in_person: u32,
    },
    /// It is the time for it, but nobody is there: leave a message.
    NobodyThere {
        /// When it closes, if it has hours.
        #[ts(type = "number | null")]
        until: Option<i64>,
    },
    /// It is not the time for it: leave a message.
    Closed {
        /// When it opens next.
        #[ts(type = "number | null")]
        opens: Option<i64>,
        /// Why today, if it is an exception; may be empty.
        reason: String,
    },
}

/// A patron's own contact.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PatronContact {
    /// Its id.
    pub id: ContactId,
    /// How patron and librarian meet.
    pub mode: Mode,
    /// Where it stands.
    pub state: PatronContactState,
}

/// Whom a contact is passed on to, as its patron reads it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(
    tag = "type",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
pub enum PassingTo {
    /// One librarian.
    Librarian {
        /// Their name.
        name: String,
    },
    /// Whoever of several is free.
    Colleagues,
}

/// Where a patron's contact stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(
    tag = "type",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
pub enum PatronContactState {
    /// In the line.
    Waiting {
        /// 1 is the next to be served.
        position: u32,
        /// How long it will still be.
        wait: WaitView,
        /// It is ringing at a librarian.
        ringing: bool,
        /// How many of those before have booked their time.
        booked_before: u32,
        /// The patron missed a turn and stepped back.
        stepped_back: bool,
        /// Who may answer serves somebody at the counter: it may take longer.
        at_counter: bool,
        /// The person who was asked for can't be had: a colleague will answer.
        instead_of: Option<String>,
    },
    /// A librarian calls: it rings here.
    Calling {
        /// The librarian's name.
        librarian: String,
    },
    /// Answered.
    Talking {
        /// The librarian's name.
        librarian: String,
        /// Since when it is this librarian: another one may have the same name.
        #[ts(type = "number")]
        since: i64,
        /// What the librarian sends.
        answered_with: Mode,
        /// The librarian will be back in a moment.
        on_hold: bool,
        /// The librarian proposes to go on with this.
        proposed: Option<Mode>,
        /// The librarian sees the patron's picture clearly.
        admitted: bool,
        /// The librarian asks whether they may take a still of the patron's picture,
        /// for this.
        still_for: Option<String>,
        /// The librarian passes the contact on, and it rings there.
        passing_to: Option<PassingTo>,
    },
    /// Over.
    Ended {
        /// By whom.
        by: EndedBy,
        /// How it came out.
        outcome: Outcome,
        /// Who had answered, if anybody.
        librarian: Option<String>,
        /// What the patron said of it.
        rating: Option<Rating>,
    },
}
