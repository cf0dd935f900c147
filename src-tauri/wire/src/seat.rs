//! Between a librarian's seat and the server: `GET /api/seat` as a WebSocket.
//!
//! The first message signs in, with a password or with the token of an earlier
//! sign-in. Every other comes after `Welcome`.

mod accounts;
pub mod administration;
mod answers;
mod availability;
mod calendar;
mod call_backs;
mod cases;
mod letters;
mod loans;
mod outbox;
mod outside;
mod stills;
mod transfers;
mod visits;

pub use answers::{AnswerView, AnswersNews, AnswersOrder};
pub use availability::{
    AvailabilityOrder, AvailabilityRefusal, AvailabilityTold, AvailabilityView,
};
pub use calendar::{
    AnsweredView, BusyView, CalendarOrder, CalendarTold, CalendarView, SeatAppointment,
    SeatConsultation,
};
pub use call_backs::{
    CallBackCaseView, CallBackRefusal, CallBackView, CallBacksOrder, CallBacksTold, CallCameOut,
};
pub use cases::{
    AskerForm, CaseChange, CaseEntryView, CaseForm, CaseRow, CaseView, CasesCounts, CasesField,
    CasesLook, CasesOrder, CasesRefusal, CasesShelf, CasesTold, CasesView, HandOffForm,
    LetterInView, MailboxForm, MailboxView, OfficeForm, OfficeView, RejectedLine, UsualDay,
};
pub use letters::{
    LetterTried, LetterView, LettersOrder, PagePart, PlaceholderView, WordingFault, WordingForm,
};
pub use loans::{
    BorrowerView, FileOutcome, FilePreview, KohaSignIn, LedgerEntry, LoanForm, LoanRequestKind,
    LoanRequestView, LoansField, LoansOrder, LoansRefusal, LoansTold, LoansView, MorningView,
    NoticeWay, PrintLetter, PrintLoan, ReadLoan, ReadingView, RejectedRow, RunView, RunWaits,
    SeatLoan, SourceForm, SourceKind, SourceTroubleView, SourceView, WeekNotice,
};
pub use outbox::{
    ChannelView, MailView, OutboxConcerns, OutboxOrder, OutboxRefusal, OutboxTold, OutboxView,
    OutgoingStateView, OutgoingView, StandstillView, TroubleView,
};
pub use outside::{
    CalendarAccountView, CalendarChoice, FeedOf, FeedView, MadeFeed, OutsideOrder, OutsideRefusal,
    OutsideTold, OutsideView, OwnBusy,
};
pub use stills::{StillView, StillsOrder};
pub use transfers::{PassedOnView, TransferOrder, TransferView};
pub use visits::{ThreadVisits, VisitView};

use serde::{Deserialize, Serialize};
use sportello_core::{
    ChosenPresence, ConsultationId, ContactId, DeskId, EndedBy, FileId, GroupId, Handle, Language,
    LegId, LibrarianId, MessageId, Mode, Outcome, Presence, Role, SeatId, ThreadId, TopicId,
};
use ts_rs::TS;

use crate::booking::{AppointmentMark, PlaceView};
use crate::patron::SpokenView;
use crate::seat::administration::{AdministrationNews, AdministrationOrder};
use crate::shared::{IceServer, MarksView, MessageView, RefusalCode, Signal, Speaker, TopicView};

pub use accounts::{
    AccountsOrder, AccountsRefusal, AccountsTold, AccountsView, BlockView, InvitationView,
    MadeLink, PersonEntry, SessionView,
};

/// What a seat says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(
    tag = "type",
    rename_all = "camelCase",
    rename_all_fields = "camelCase",
    deny_unknown_fields
)]
pub enum FromSeat {
    /// Sign in with a password.
    SignIn {
        /// Made by the program, the same for all its life.
        seat: SeatId,
        /// The account's name.
        user: String,
        /// The account's password.
        password: String,
    },
    /// Sign in with a token.
    Resume {
        /// Made by the program, the same for all its life.
        seat: SeatId,
        /// From an earlier `Welcome`.
        token: String,
    },
    /// End the session: the token is worth nothing from here on.
    SignOut {},
    /// Choose to be available or away.
    SetPresence {
        /// The choice.
        presence: ChosenPresence,
    },
    /// Answer a contact that rings here.
    Accept {
        /// Which.
        contact: ContactId,
        /// What the librarian will send.
        with: Mode,
    },
    /// Leave a ringing contact to a colleague.
    Decline {
        /// Which.
        contact: ContactId,
    },
    /// End a contact that is under way.
    HangUp {
        /// Which.
        contact: ContactId,
    },
    /// Write down how a contact came out; ends its wrap-up.
    WrapUp {
        /// Which contact.
        contact: ContactId,
        /// What it was about.
        topic: Option<TopicId>,
        /// Resolved at first level, handed off or message left.
        outcome: Outcome,
        /// What the next colleague should know; may be empty.
        note: String,
    },
    /// Put a contact under way on hold, or take it off.
    Hold {
        /// Which.
        contact: ContactId,
        /// On hold.
        on: bool,
    },
    /// Propose to go on in another mode; going down to less needs no yes.
    SetMode {
        /// Which contact.
        contact: ContactId,
        /// The mode.
        mode: Mode,
    },
    /// Pass a contact under way on, or not any more.
    Transfer {
        /// Which contact.
        contact: ContactId,
        /// What to do with it.
        order: TransferOrder,
    },
    /// See the patron's picture clearly from now on.
    Admit {
        /// Which contact.
        contact: ContactId,
    },
    /// End the contact and keep its patron away for some days.
    Block {
        /// Which contact.
        contact: ContactId,
        /// For how long: 1 to 365.
        days: u16,
        /// Why, for the log.
        reason: String,
    },
    /// Call the patron of a thread whose page is open.
    CallPatron {
        /// Which thread.
        thread: ThreadId,
        /// How to meet.
        mode: Mode,
    },
    /// Read a thread, and hear from now on what is said in it. One at a time besides
    /// those of the contacts under way.
    OpenThread {
        /// Which.
        thread: ThreadId,
    },
    /// Hear no more of the thread that was opened.
    CloseThread {},
    /// Say something to the patron of a thread.
    Say {
        /// Which thread.
        thread: ThreadId,
        /// Made by the seat.
        id: MessageId,
        /// The words; may be empty beside a file.
        text: String,
        /// A file that was uploaded before.
        file: Option<FileId>,
    },
    /// How far the desk has come in what the patron wrote. Never goes back.
    Mark {
        /// Which thread.
        thread: ThreadId,
        /// How far.
        marks: MarksView,
    },
    /// The librarian is typing. At most once in three seconds.
    Typing {
        /// In which thread.
        thread: ThreadId,
    },
    /// A step of setting up the call.
    Signal {
        /// Which contact.
        contact: ContactId,
        /// The peer connection it belongs to; made by the patron's page.
        leg: LegId,
        /// The step.
        signal: Signal,
    },
    /// Look at the settings, or change them; for administrators.
    Administer {
        /// What is asked for.
        order: AdministrationOrder,
    },
    /// Change the answers that librarians keep at hand.
    Answers {
        /// How.
        order: AnswersOrder,
    },
    /// Something about a still of the patron's picture.
    Stills {
        /// What.
        order: StillsOrder,
    },
    /// Something about accounts.
    Accounts {
        /// Made by the seat; the answer carries it.
        number: u32,
        /// What.
        order: AccountsOrder,
    },
    /// Something about appointments.
    Calendar {
        /// Made by the seat; the answer carries it.
        number: u32,
        /// What.
        order: CalendarOrder,
    },
    /// Something about the outbox.
    Outbox {
        /// Made by the seat; the answer carries it.
        number: u32,
        /// What.
        order: OutboxOrder,
    },
    /// Something about loans and notices.
    Loans {
        /// Made by the seat; the answer carries it.
        number: u32,
        /// What.
        order: Box<LoansOrder>,
    },
    /// Something about cases.
    Cases {
        /// Made by the seat; the answer carries it.
        number: u32,
        /// What.
        order: Box<CasesOrder>,
    },
    /// Something about call-backs.
    CallBacks {
        /// Made by the seat; the answer carries it.
        number: u32,
        /// What.
        order: Box<CallBacksOrder>,
    },
}

/// What a seat hears.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(
    tag = "type",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
pub enum ToSeat {
    /// Signed in.
    Welcome {
        /// For the next sign-in; empty when the seat came with one.
        token: String,
        /// Who signed in.
        librarian: LibrarianView,
        /// What they may do besides answering.
        role: Role,
        /// The server's clock: milliseconds since 1970 UTC. A seat reads every time
        /// against it, so that a computer's wrong clock makes nobody wait for hours.
        #[ts(type = "number")]
        at: i64,
        /// The library's name.
        library: String,
        /// The public handles of its desks.
        handles: Vec<Handle>,
        /// The address under which patrons reach this server, without a slash at
        /// the end, and who can use it.
        public: PublicAddress,
    },
    /// The sign-in was refused; the socket is closed.
    SignInRefused {
        /// Why.
        code: SignInRefusal,
    },
    /// The desk as this librarian may see it. After `Welcome`, and at each change.
    Desk {
        /// The desk.
        desk: SeatDesk,
    },
    /// The desk's settings, as far as a seat needs them. After `Welcome`, and at each
    /// change.
    House {
        /// What they are.
        house: House,
    },
    /// The threads with news, or newest: those with unread messages first. After
    /// `Welcome`, and at each change.
    Threads {
        /// At most a hundred.
        threads: Vec<ThreadEntry>,
    },
    /// All that was said in a thread, oldest first: of a contact under way when it
    /// is answered and after each connection, and of one that was opened.
    History {
        /// Which thread.
        thread: ThreadId,
        /// What its patron is called; may be empty.
        name: String,
        /// The messages.
        messages: Vec<MessageView>,
        /// How far the patron has come in what the desk wrote.
        patron: MarksView,
    },
    /// The visits of a thread that is open here: with its history, and at each change.
    Visits {
        /// Which they are.
        visits: ThreadVisits,
    },
    /// The answers that librarians keep at hand, or what came of an order about them.
    Answers {
        /// What there is to hear.
        news: AnswersNews,
    },
    /// One message in a thread that is open here, the seat's own included: then it is
    /// on disk.
    Message {
        /// Which thread.
        thread: ThreadId,
        /// The message.
        message: MessageView,
    },
    /// The patron has come further in what the desk wrote.
    Marks {
        /// Which thread.
        thread: ThreadId,
        /// How far.
        patron: MarksView,
    },
    /// The patron is typing; said at most once in three seconds, true for five.
    Typing {
        /// In which thread.
        thread: ThreadId,
    },
    /// The desk changed this librarian's presence, because a ring was missed.
    PresenceChanged {
        /// What it is now.
        presence: ChosenPresence,
    },
    /// A step of setting up the call.
    Signal {
        /// Which contact.
        contact: ContactId,
        /// The peer connection it belongs to.
        leg: LegId,
        /// The step.
        signal: Signal,
    },
    /// Where to look for a way to the patron: before a call here is shown, after each
    /// connection, and anew while the call lasts.
    IceServers {
        /// Which contact.
        contact: ContactId,
        /// With credentials of this call and this seat.
        ice_servers: Vec<IceServer>,
    },
    /// A contact stopped ringing here for a reason worth telling.
    OfferEnded {
        /// Whose contact, as the patron gave it; may be empty.
        patron: String,
        /// Why.
        why: OfferEnd,
    },
    /// What an administrator asked to be told.
    Administration {
        /// What it is.
        news: AdministrationNews,
    },
    /// Something about accounts.
    Accounts {
        /// What.
        told: AccountsTold,
    },
    /// Something about appointments.
    Calendar {
        /// What.
        told: CalendarTold,
    },
    /// Something about the outbox.
    Outbox {
        /// What.
        told: OutboxTold,
    },
    /// Something about loans and notices.
    Loans {
        /// What.
        told: LoansTold,
    },
    /// What there is to hear of cases.
    Cases {
        /// It.
        told: CasesTold,
    },
    /// What there is to hear of call-backs.
    CallBacks {
        /// It.
        told: CallBacksTold,
    },
    /// Something asked for was not done.
    Refused {
        /// Why.
        code: RefusalCode,
        /// The message that was not taken, if it was one.
        about: Option<MessageId>,
    },
    /// The server is there. Every ten seconds.
    Heartbeat,
}

/// A librarian as colleagues and patrons read them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct LibrarianView {
    /// The account.
    pub id: LibrarianId,
    /// The name.
    pub name: String,
}

/// Where patrons find the server.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PublicAddress {
    /// `https://host` without a slash at the end.
    pub base: String,
    /// The link works on the server's own computer only.
    pub this_computer_only: bool,
}

/// Why a sign-in was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum SignInRefusal {
    /// No such name with that password.
    WrongNameOrPassword,
    /// The token is unknown or was ended: sign in with the password.
    SessionEnded,
    /// Too many tries; wait a minute.
    TooManyTries,
}

/// The desk as one librarian may see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SeatDesk {
    /// What the librarian chose.
    pub chosen: ChosenPresence,
    /// What is so.
    pub presence: Presence,
    /// Who waits, the next first; at most a hundred.
    pub line: Vec<LineEntry>,
    /// How many wait.
    pub waiting: u32,
    /// The contacts under way, at this seat or at another of the same librarian: the
    /// call first, then the chats as they were answered.
    pub contacts: Vec<SeatContact>,
    /// The contact that is to be written down: the oldest, if there are several.
    pub wrap_up: Option<WrapUpView>,
    /// Colleagues who are signed in, and what they do.
    pub colleagues: Vec<ColleagueView>,
    /// Groups with somebody else in them, and how many could take a contact now.
    pub groups: Vec<GroupView>,
}

/// A colleague who is signed in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ColleagueView {
    /// The account.
    pub id: LibrarianId,
    /// As colleagues and patrons read it.
    pub name: String,
    /// What is so.
    pub presence: Presence,
    /// A call can be passed on to them now.
    pub takes_calls: bool,
    /// A chat can be passed on to them now.
    pub takes_chats: bool,
}

/// A group, as far as its members are colleagues.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct GroupView {
    /// Which.
    pub id: GroupId,
    /// What people call it.
    pub name: String,
    /// How many of them could take a call now.
    pub take_calls: u32,
    /// How many of them could take a chat now.
    pub take_chats: u32,
}

/// A contact that is to be written down.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct WrapUpView {
    /// Which contact.
    pub contact: ContactId,
    /// As the patron gave it; may be empty.
    pub name: String,
    /// What the patron said it was about.
    pub topic: Option<TopicId>,
    /// An appointment was booked meanwhile: it may have come out with that.
    pub booked: bool,
    /// When its time is over: milliseconds since 1970 UTC.
    #[ts(type = "number")]
    pub until: i64,
    /// How many more are to be written down after it.
    pub behind: u32,
}

/// The desk's settings, as far as a seat needs them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct House {
    /// The library's name.
    pub library: String,
    /// Where its clock hangs, as `Europe/Rome`: appointments are told in its time.
    pub zone: String,
    /// The public handles of its desks.
    pub handles: Vec<Handle>,
    /// What contacts may be about.
    pub topics: Vec<TopicView>,
    /// The desks, by id.
    pub desks: Vec<DeskName>,
    /// The branches, where appointments may be.
    pub branches: Vec<PlaceView>,
    /// What desks offer to book.
    pub consultations: Vec<SeatConsultation>,
    /// Everybody who works there.
    pub librarians: Vec<LibrarianView>,
    /// What leaves patrons unanswered.
    pub warnings: Vec<WarningView>,
}

/// A desk's name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct DeskName {
    /// Which.
    pub id: DeskId,
    /// What people call it.
    pub name: String,
    /// The patron's picture stays blurred until it is admitted.
    pub admission: bool,
    /// Its public name, without `@`.
    pub handle: Handle,
    /// Where it may be written to by mail; may be empty.
    pub email: String,
    /// The hours of its week, Monday first, each opening as `09:00-13:00`; empty when
    /// it has none.
    pub hours: Vec<Vec<String>>,
}

/// Something that leaves patrons unanswered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(
    tag = "type",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
pub enum WarningView {
    /// Nobody can ever answer for the desk.
    NobodyAnswers {
        /// Which.
        desk: DeskId,
    },
    /// The desk's hours never open.
    NeverOpens {
        /// Which.
        desk: DeskId,
    },
    /// A group has no members.
    EmptyGroup {
        /// Which.
        group: GroupId,
        /// What people call it.
        name: String,
    },
    /// Nobody who works there gives a consultation.
    NobodyGives {
        /// Which.
        consultation: ConsultationId,
        /// What people call it.
        name: SpokenView,
    },
}

/// A thread in the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ThreadEntry {
    /// Which.
    pub thread: ThreadId,
    /// The desk.
    pub desk: DeskId,
    /// As the patron gave it; may be empty.
    pub name: String,
    /// What the patron reads.
    pub language: Language,
    /// Whose the newest message is.
    pub speaker: Speaker,
    /// Its beginning.
    pub excerpt: String,
    /// When it was said: milliseconds since 1970 UTC.
    #[ts(type = "number")]
    pub at: i64,
    /// The patron wrote something that no librarian has read.
    pub unread: bool,
    /// The patron's page is open: they can be called.
    pub present: bool,
}

/// One place in the line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct LineEntry {
    /// Which contact.
    pub contact: ContactId,
    /// As the patron gave it; may be empty.
    pub name: String,
    /// How the patron wants to meet.
    pub mode: Mode,
    /// What the patron reads.
    pub language: Language,
    /// The desk that was reached.
    pub desk: DeskId,
    /// What it is about, if the patron said so.
    pub topic: Option<TopicId>,
    /// Whom the patron asked for, if anybody.
    pub wanted: Option<String>,
    /// When the patron came: milliseconds since 1970 UTC.
    #[ts(type = "number")]
    pub arrived_at: i64,
    /// It rings at this librarian.
    pub rings_here: bool,
    /// The patron's page is away for the moment.
    pub absent: bool,
    /// It is the patron's turn, and their page is away: they are waited for.
    pub called: bool,
    /// This librarian may answer for it, now or later.
    pub mine: bool,
    /// The appointment that it is, if it was booked.
    pub booked: Option<AppointmentMark>,
    /// Who passed it on, if anybody did.
    pub passed_on: Option<PassedOnView>,
    /// It is not in the line: a colleague talks with the patron and passes it on.
    pub from_colleague: bool,
}

/// A contact under way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SeatContact {
    /// Which.
    pub id: ContactId,
    /// Its thread.
    pub thread: ThreadId,
    /// The desk that was reached.
    pub desk: DeskId,
    /// What it is about, if the patron said so.
    pub topic: Option<TopicId>,
    /// It still rings at the patron's page: this librarian called.
    pub calling: bool,
    /// It is on hold.
    pub on_hold: bool,
    /// Another mode was proposed to the patron.
    pub proposed: Option<Mode>,
    /// The patron's picture is to be seen clearly.
    pub admitted: bool,
    /// As the patron gave it; may be empty.
    pub name: String,
    /// How the patron wants to meet.
    pub mode: Mode,
    /// What the librarian sends.
    pub answered_with: Mode,
    /// What the patron reads.
    pub language: Language,
    /// When it was answered: milliseconds since 1970 UTC.
    #[ts(type = "number")]
    pub since: i64,
    /// It is at this seat, not at another of the same librarian.
    pub here: bool,
    /// Whom the patron asked for, if anybody.
    pub wanted: Option<String>,
    /// The patron's page is away for the moment.
    pub absent: bool,
    /// The appointment that it is, if it was booked.
    pub booked: Option<AppointmentMark>,
    /// How it stands with a still of the patron's picture.
    pub still: StillView,
    /// It rings at colleagues, for one of them to go on with it.
    pub transfer: Option<TransferView>,
    /// Who passed it on, if anybody did.
    pub passed_on: Option<PassedOnView>,
}

/// Why a contact stopped ringing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(
    tag = "type",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
pub enum OfferEnd {
    /// Somebody else answered.
    AnsweredBy {
        /// Their name.
        librarian: String,
    },
    /// The patron left.
    PatronLeft,
    /// It rang for its whole time.
    Missed,
    /// A patron who waits for longer is there again and rings here instead.
    EarlierPatron,
    /// The patron did not answer the call, or said no.
    PatronDidNotAnswer,
    /// How a contact that was under way came to its end.
    Ended {
        /// By whom.
        by: EndedBy,
    },
    /// Nothing ended: the patron of a chat would rather call, and can't, because this
    /// librarian is on another call.
    WouldCall,
    /// A colleague took over what this librarian passed on.
    TakenOver {
        /// Their name.
        librarian: String,
    },
    /// Nobody took over what this librarian passed on.
    NotTakenOver {
        /// The name of the only one who was asked, if it was one.
        asked: Option<String>,
        /// It was refused, not missed.
        refused: bool,
        /// It is in the line again, at its place.
        in_line: bool,
    },
    /// Who wanted to pass it on goes on with it.
    TakenBack {
        /// Their name.
        librarian: String,
    },
}
