//! Between a librarian's seat and the server: `GET /api/seat` as a WebSocket.
//!
//! The first message signs in, with a password or with the token of an earlier
//! sign-in. Every other comes after `Welcome`.

use serde::{Deserialize, Serialize};
use sportello_core::{
    ChosenPresence, ContactId, EndedBy, Handle, Language, LegId, LibrarianId, MessageId, Mode,
    Presence, SeatId,
};
use ts_rs::TS;

use crate::shared::{IceServer, MessageView, RefusalCode, Signal};

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
    #[serde(deserialize_with = "crate::nothing::nothing")]
    SignOut,
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
    /// End the contact that is under way at this seat.
    HangUp {
        /// Which.
        contact: ContactId,
    },
    /// Say something to the patron of a contact under way.
    Say {
        /// Which.
        contact: ContactId,
        /// Made by the seat.
        id: MessageId,
        /// The words.
        text: String,
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
        /// The library's name.
        library: String,
        /// The public handles of its desks.
        handles: Vec<Handle>,
        /// The address under which patrons reach this server, without a slash at
        /// the end, and who can use it.
        public: PublicAddress,
        /// Where to look for a way to the patron.
        ice_servers: Vec<IceServer>,
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
    /// All that was said in the thread of the contact under way, oldest first;
    /// when it is answered, and after each connection.
    History {
        /// The contact under way.
        contact: ContactId,
        /// The messages.
        messages: Vec<MessageView>,
    },
    /// One message in the contact under way, the seat's own included: then it is
    /// on disk.
    Message {
        /// The message.
        message: MessageView,
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
    /// A contact stopped ringing here for a reason worth telling.
    OfferEnded {
        /// Whose contact, as the patron gave it; may be empty.
        patron: String,
        /// Why.
        why: OfferEnd,
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
    /// Who waits, the next first.
    pub line: Vec<LineEntry>,
    /// The contact under way, at this seat or at another of the same librarian.
    pub contact: Option<SeatContact>,
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
    /// When the patron took the place: milliseconds since 1970 UTC.
    #[ts(type = "number")]
    pub arrived_at: i64,
    /// It rings at this librarian.
    pub rings_here: bool,
    /// The patron's page is away for the moment.
    pub absent: bool,
}

/// The contact under way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SeatContact {
    /// Which.
    pub id: ContactId,
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
    /// The call is at this seat, not at another of the same librarian.
    pub here: bool,
    /// The patron's page is away for the moment.
    pub absent: bool,
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
    /// How a contact that was under way came to its end.
    Ended {
        /// By whom.
        by: EndedBy,
    },
}
