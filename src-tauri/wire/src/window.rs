//! Between a seat and its window: one state down, orders up, pictures beside them.
//!
//! The window draws [`WindowState`] and nothing else; it decides nothing. Pictures
//! come as raw bytes on a channel of their own, see [`picture`].

mod accounts;
pub mod administration;
pub mod away;
mod calendar;
mod call_backs;
mod cases;
mod computer;
mod devices;
mod loans;
mod outbox;
mod outside;
mod reports;
pub mod setup;
mod threads;

pub use calendar::{CalendarAnswer, CalendarSlots, CalendarWindowOrder, WindowCalendar};
pub use call_backs::{CallBacksAnswer, WindowCallBacks};
pub use cases::{CasesAnswer, CasesBrought, CasesWindowOrder, ThreadCases, WindowCases};
pub use loans::{
    FileSending, FileSendingTrouble, LoansAnswer, LoansBrought, LoansWindowOrder, ThreadBorrowers,
    WindowLoans,
};
pub use outbox::{OutboxAnswer, OutboxWindowOrder, WindowOutbox};
pub use outside::{BusyReading, BusyTrouble, OutsideAnswer, WindowOutside};
pub use reports::{
    ReportFileForm, ReportLook, ReportQuestion, ReportSaving, ReportTrouble, ReportsWindowOrder,
    WindowReports,
};
pub use threads::{RefusedAnswer, WindowAnswers};

use serde::{Deserialize, Serialize};
use sportello_core::{
    ChosenPresence, ContactId, EndedBy, FileId, MessageId, Mode, Outcome, Role, ThreadId, TopicId,
};
use ts_rs::TS;

use away::Away;
pub use computer::{
    Asked, ComputerOrder, ComputerView, NotificationsView, Rest, Shortcut, ShortcutView,
    ShortcutsView,
};
use setup::{Setup, SetupOrder};

use crate::seat::administration::AdministrationOrder;
use crate::seat::{
    AnswersOrder, CallBacksOrder, House, LibrarianView, PublicAddress, SeatContact, SeatDesk,
    SignInRefusal, StillsOrder, ThreadEntry, TransferOrder, VisitView,
};
use crate::shared::{MarksView, MessageView, RefusalCode};
use crate::window::administration::Administration;

pub use accounts::{
    AccountsAnswer, AccountsWindowOrder, InvitationTrouble, KeptIn, SeenInvitation, WindowAccounts,
};
pub use devices::{
    CallQuality, DeviceEntry, DeviceFault, DeviceTrouble, DeviceUse, DevicesChosen, DevicesOrder,
    DevicesView, QualityCause, QualityGrade, RehearsalView,
};

/// All that the window shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct WindowState {
    /// How the seat stands with its server.
    pub connection: Connection,
    /// The server's address, as typed or as embedded.
    pub server: String,
    /// The server runs inside this program.
    pub embedded: bool,
    /// Since when the server is away, if it is.
    pub away: Option<Away>,
    /// How this computer comes to a desk server; none where nothing can be set up.
    pub setup: Option<Setup>,
    /// Everything that needs a sign-in; kept while the server is away.
    pub desk: Option<WindowDesk>,
    /// News that fade: the window shows them and forgets them.
    pub news: Vec<News>,
    /// What only the computer around the window has.
    pub computer: ComputerView,
    /// Who signs in, and what is shown of accounts.
    pub accounts: WindowAccounts,
    /// Camera, microphone and speakers of this computer.
    pub devices: DevicesView,
}

/// How the seat stands with its server.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(
    tag = "type",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
pub enum Connection {
    /// Nobody is signed in.
    SignedOut {
        /// Why not, if it was tried.
        why: Option<SignInTrouble>,
    },
    /// The first sign-in is under way.
    SigningIn,
    /// Signed in and connected.
    Online,
    /// Signed in, and the server can't be reached; it is tried again.
    Away,
}

/// Why nobody is signed in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(
    tag = "type",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
pub enum SignInTrouble {
    /// The server said no.
    Refused {
        /// Why.
        code: SignInRefusal,
    },
    /// The server could not be reached.
    Unreachable,
    /// What was typed is no address of a server.
    BadAddress,
}

/// What a signed-in librarian sees.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct WindowDesk {
    /// Who is signed in.
    pub librarian: LibrarianView,
    /// What they may do besides answering.
    pub role: Role,
    /// The library's name.
    pub library: String,
    /// The links for patrons, complete.
    pub links: Vec<String>,
    /// Who can use those links.
    pub public: PublicAddress,
    /// Presence, line and contacts.
    pub seat: SeatDesk,
    /// Topics, desks and what leaves patrons unanswered.
    pub house: House,
    /// The threads with news, or newest.
    pub threads: Vec<ThreadEntry>,
    /// The answers that librarians keep at hand.
    pub answers: WindowAnswers,
    /// The threads of the contacts under way at this seat, in their order.
    pub conversations: Vec<WindowThread>,
    /// The thread that was opened from the list.
    pub reading: Option<WindowThread>,
    /// The call under way at this seat; none for chats alone.
    pub call: Option<CallView>,
    /// The settings, while an administrator watches them.
    pub administration: Option<Administration>,
    /// What goes out to patrons who are not on the page.
    pub outbox: WindowOutbox,
    /// What is booked.
    pub calendar: WindowCalendar,
    /// Calendars outside of the desk.
    pub outside: WindowOutside,
    /// Loans and notices.
    pub loans: WindowLoans,
    /// Reports.
    pub reports: WindowReports,
    /// Cases.
    pub cases: WindowCases,
    /// Call-backs.
    pub call_backs: WindowCallBacks,
}

/// A thread that is open in the window.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct WindowThread {
    /// Which.
    pub thread: ThreadId,
    /// What its patron is called; may be empty.
    pub name: String,
    /// What was said, oldest first; what is pending stands last.
    pub messages: Vec<WindowMessage>,
    /// How far the patron has come in what the desk wrote.
    pub patron: MarksView,
    /// The patron is typing.
    pub typing: bool,
    /// The patron wrote something that has not been read.
    pub unread: bool,
    /// Files on their way to the server, by the name they were given.
    pub uploading: Vec<String>,
    /// What happened before, the oldest first.
    pub visits: Vec<VisitView>,
}

/// A chat message in the window.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct WindowMessage {
    /// The message.
    pub message: MessageView,
    /// The server has not taken it yet.
    pub pending: bool,
}

/// The call under way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CallView {
    /// How the peers are connected.
    pub link: CallLink,
    /// The librarian's own devices.
    pub own: CallDevices,
    /// The patron's devices, as their page says.
    pub patron: CallDevices,
    /// The librarian's devices that can't be used, each once.
    pub troubles: Vec<DeviceTrouble>,
    /// The microphone has been on for a while and nothing is heard from it.
    pub silent: bool,
    /// How good the connection is, once that was measured.
    pub quality: Option<CallQuality>,
}

/// How the peers are connected.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum CallLink {
    /// Not yet.
    Connecting,
    /// Media flows.
    Connected,
    /// It was lost and is looked for.
    Interrupted,
    /// It could not be had; the chat goes on.
    Failed,
}

/// What somebody's devices do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CallDevices {
    /// A live picture is being sent.
    pub camera: bool,
    /// Sound is being sent.
    pub microphone: bool,
}

/// Something that happened and fades.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct News {
    /// Grows by one; the window shows each number once.
    pub number: u32,
    /// What happened.
    pub what: NewsItem,
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(
    tag = "type",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
pub enum NewsItem {
    /// A colleague answered a contact that rang here.
    AnsweredBy {
        /// As the patron gave it; may be empty.
        patron: String,
        /// The colleague.
        librarian: String,
    },
    /// A patron left while it rang here.
    PatronLeft {
        /// As the patron gave it; may be empty.
        patron: String,
    },
    /// A contact rang here for its whole time.
    Missed {
        /// As the patron gave it; may be empty.
        patron: String,
    },
    /// A contact that was under way is over.
    ContactEnded {
        /// As the patron gave it; may be empty.
        patron: String,
        /// By whom.
        by: EndedBy,
    },
    /// The server did not do what was asked.
    Refused {
        /// Why.
        code: RefusalCode,
    },
    /// A patron who waits for longer is there again and rings here instead.
    EarlierPatron {
        /// Whose ring was put off; may be empty.
        patron: String,
    },
    /// The patron did not answer the call, or said no.
    PatronDidNotAnswer {
        /// As the patron gave it; may be empty.
        patron: String,
    },
    /// The patron of a chat would rather call; another call is in the way.
    WouldCall {
        /// As the patron gave it; may be empty.
        patron: String,
    },
    /// A colleague took over what was passed on.
    TakenOver {
        /// As the patron gave it; may be empty.
        patron: String,
        /// The colleague.
        librarian: String,
    },
    /// Nobody took over what was passed on.
    NotTakenOver {
        /// As the patron gave it; may be empty.
        patron: String,
        /// The only one who was asked, if it was one.
        asked: Option<String>,
        /// It was refused, not missed.
        refused: bool,
        /// It is in the line again, at its place.
        in_line: bool,
    },
    /// The colleague who wanted to pass it on here goes on with it.
    TakenBack {
        /// As the patron gave it; may be empty.
        patron: String,
        /// The colleague.
        librarian: String,
    },
    /// The desk changed the presence because a ring was missed.
    PresenceChanged {
        /// What it is now.
        presence: ChosenPresence,
    },
    /// A file could not be sent.
    FileNotSent {
        /// What it is called.
        name: String,
        /// Why.
        why: FileTrouble,
    },
    /// A file was saved on this computer.
    FileSaved {
        /// Where.
        path: String,
    },
    /// A file could not be fetched or saved.
    FileNotSaved {
        /// What it is called.
        name: String,
    },
    /// There is no sound output for ringing: the bar and the notification remain.
    NoRingingSound,
}

/// Why a file was not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum FileTrouble {
    /// Over 10 MB.
    TooLarge,
    /// Neither a picture, nor a PDF, nor plain text.
    WrongKind,
    /// It is damaged.
    Unreadable,
    /// It is a still, and the patron's consent is over.
    NoConsent,
    /// Too many at once, or the thread is full.
    TooMany,
    /// The server could not be reached, or could not write.
    Failed,
}

/// What the librarian orders in the window.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(
    tag = "type",
    rename_all = "camelCase",
    rename_all_fields = "camelCase",
    deny_unknown_fields
)]
#[expect(
    clippy::large_enum_variant,
    reason = "a message is made, sent and dropped: none is kept in numbers"
)]
pub enum WindowOrder {
    /// Sign in at a server.
    SignIn {
        /// Its address; empty for the embedded one.
        server: String,
        /// The account's name.
        user: String,
        /// The account's password.
        password: String,
    },
    /// End the session.
    SignOut,
    /// Choose to be available or away.
    SetPresence {
        /// The choice.
        presence: ChosenPresence,
    },
    /// Answer a ringing contact.
    Answer {
        /// Which.
        contact: ContactId,
        /// With what.
        with: Mode,
    },
    /// Leave a ringing contact to a colleague.
    Decline {
        /// Which.
        contact: ContactId,
    },
    /// End a contact under way.
    HangUp {
        /// Which.
        contact: ContactId,
    },
    /// Write down how a contact came out.
    WrapUp {
        /// Which contact.
        contact: ContactId,
        /// What it was about.
        topic: Option<TopicId>,
        /// How it came out.
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
    /// Propose to go on in another mode.
    SetMode {
        /// Which contact.
        contact: ContactId,
        /// The mode.
        mode: Mode,
    },
    /// Pass a contact under way on, or not any more.
    Transfer {
        /// Which.
        contact: ContactId,
        /// What to do with it.
        order: TransferOrder,
    },
    /// See the patron's picture clearly.
    Admit {
        /// Which contact.
        contact: ContactId,
    },
    /// End a contact under way and keep its patron away for some days.
    Block {
        /// Which.
        contact: ContactId,
        /// For how long.
        days: u16,
        /// Why, for the log.
        reason: String,
    },
    /// Call the patron of a thread.
    CallPatron {
        /// Which thread.
        thread: ThreadId,
        /// How to meet.
        mode: Mode,
    },
    /// Read a thread.
    OpenThread {
        /// Which.
        thread: ThreadId,
    },
    /// Go back from the thread that was opened.
    CloseThread,
    /// Say something in a thread.
    Say {
        /// Which.
        thread: ThreadId,
        /// The words.
        text: String,
    },
    /// The thread has been read up to here.
    Read {
        /// Which.
        thread: ThreadId,
        /// The time of the newest message that was seen.
        #[ts(type = "number")]
        up_to: i64,
    },
    /// The librarian is typing.
    Typing {
        /// In which thread.
        thread: ThreadId,
    },
    /// Fetch the file of a message and save it among the downloads.
    SaveFile {
        /// In which thread.
        thread: ThreadId,
        /// The message it hangs on.
        message: MessageId,
        /// Which.
        file: FileId,
    },
    /// Switch the own camera.
    SetCamera {
        /// On.
        on: bool,
    },
    /// Switch the own microphone.
    SetMicrophone {
        /// On.
        on: bool,
    },
    /// How the window wants the patron's picture.
    SetPictures {
        /// It can decode VP8 itself.
        decodes_vp8: bool,
    },
    /// The window's decoder lost its thread and needs a key picture.
    NeedKeyPicture,
    /// Something of the computer around the window.
    Computer {
        /// What.
        order: ComputerOrder,
    },
    /// Look for the server that is away now, not later.
    TryNow,
    /// Choose how this computer comes to a desk server.
    Setup {
        /// What is asked.
        order: SetupOrder,
    },
    /// Look at the settings, or change them.
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
        /// What.
        order: AccountsWindowOrder,
    },
    /// Something about appointments.
    Calendar {
        /// What.
        order: CalendarWindowOrder,
    },
    /// Something about the outbox.
    Outbox {
        /// What.
        order: OutboxWindowOrder,
    },
    /// Something about loans and notices.
    Loans {
        /// What.
        order: LoansWindowOrder,
    },
    /// Something about reports.
    Reports {
        /// What.
        order: ReportsWindowOrder,
    },
    /// Something about cases.
    Cases {
        /// What.
        order: CasesWindowOrder,
    },
    /// Something about call-backs.
    CallBacks {
        /// Made by the window; the answer carries it.
        number: u32,
        /// What.
        order: Box<CallBacksOrder>,
    },
    /// Look at, choose and try devices.
    Devices {
        /// What.
        order: DevicesOrder,
    },
}

/// The bytes of a picture on the picture channel.
///
/// | offset | size | what |
/// | --- | --- | --- |
/// | 0 | 1 | kind, see the constants |
/// | 1 | 1 | zero |
/// | 2 | 2 | width, little endian; 0 for VP8 |
/// | 4 | 2 | height, little endian; 0 for VP8 |
/// | 6 | 2 | zero |
/// | 8 | 4 | time of the picture, 90 kHz, little endian |
/// | 12 | | a VP8 frame, or the planes Y, U, V without padding |
pub mod picture {
    /// The patron, VP8, decodable alone.
    pub const PATRON_VP8_KEY: u8 = 1;
    /// The patron, VP8, needs the one before.
    pub const PATRON_VP8_DELTA: u8 = 2;
    /// The patron, I420.
    pub const PATRON_I420: u8 = 3;
    /// The librarian's own picture, I420.
    pub const OWN_I420: u8 = 4;
    /// No picture: how loud it is, in two bytes, first the own microphone, then the
    /// patron. 0 is silence or closed, 255 as loud as can be.
    pub const LEVELS: u8 = 5;
    /// The length of the header in bytes.
    pub const HEADER: usize = 12;

    /// Puts the header before the data.
    pub fn pack(kind: u8, width: u16, height: u16, timestamp: u32, data: &[&[u8]]) -> Vec<u8> {
        let length = HEADER + data.iter().map(|part| part.len()).sum::<usize>();
        let mut bytes = Vec::with_capacity(length);
        bytes.extend([kind, 0]);
        bytes.extend(width.to_le_bytes());
        bytes.extend(height.to_le_bytes());
        bytes.extend([0, 0]);
        bytes.extend(timestamp.to_le_bytes());
        for part in data {
            bytes.extend_from_slice(part);
        }
        bytes
    }
}

impl WindowDesk {
    /// The contacts under way at this seat, the call first.
    pub fn contacts_here(&self) -> impl Iterator<Item = &SeatContact> {
        self.seat.contacts.iter().filter(|contact| contact.here)
    }
}
