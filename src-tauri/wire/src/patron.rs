//! Between a patron's page and the server.
//!
//! The page opens `GET /api/@handle/socket`. Without the cookie that
//! `POST /api/@handle/patron` sets it only watches the desk; with it, it is the
//! patron: it finds its contact again and may arrive, speak and leave.

use serde::{Deserialize, Serialize};
use sportello_core::{ContactId, EndedBy, Handle, Language, LegId, MessageId, Mode};
use ts_rs::TS;

use crate::shared::{IceServer, MessageView, RefusalCode, Signal};

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
    },
    /// Leave the line, or hang up.
    #[serde(deserialize_with = "crate::nothing::nothing")]
    Leave,
    /// Say something in the thread.
    Say {
        /// Made by the page.
        id: MessageId,
        /// The words.
        text: String,
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
        /// Where to look for a way to the librarian.
        ice_servers: Vec<IceServer>,
    },
    /// All that was said in the thread so far, oldest first; after each connection.
    History {
        /// The messages.
        messages: Vec<MessageView>,
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
}

/// Whether anybody is at the desk.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(
    tag = "type",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
pub enum DeskState {
    /// Librarians are there.
    Open {
        /// How many may be rung now.
        available: u32,
        /// How many are talking with somebody.
        on_contact: u32,
    },
    /// Nobody is there.
    Closed,
}

/// A patron's own contact.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PatronContact {
    /// Its id.
    pub id: ContactId,
    /// How the patron wants to meet.
    pub mode: Mode,
    /// Where it stands.
    pub state: PatronContactState,
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
        /// It is ringing at a librarian.
        ringing: bool,
    },
    /// Answered.
    Talking {
        /// The librarian's name.
        librarian: String,
        /// What the librarian sends.
        answered_with: Mode,
    },
    /// Over.
    Ended {
        /// By whom.
        by: EndedBy,
    },
}
