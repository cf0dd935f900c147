//! What more than one wire carries.

use serde::{Deserialize, Serialize};
use sportello_core::{ContactId, MessageId};
use ts_rs::TS;

/// One step of setting up a peer connection, in the browser's own shapes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(
    tag = "type",
    rename_all = "camelCase",
    rename_all_fields = "camelCase",
    deny_unknown_fields
)]
pub enum Signal {
    /// A session description that asks.
    Offer {
        /// SDP.
        sdp: String,
    },
    /// A session description that answers.
    Answer {
        /// SDP.
        sdp: String,
    },
    /// A way to reach the sender.
    Candidate {
        /// As `RTCIceCandidate.toJSON()` gives it.
        candidate: CandidateInit,
    },
}

/// `RTCIceCandidateInit`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CandidateInit {
    /// The candidate line; empty at the end of candidates.
    pub candidate: String,
    /// The media section it belongs to.
    #[serde(default)]
    pub sdp_mid: Option<String>,
    /// The index of that section.
    #[serde(default, rename = "sdpMLineIndex")]
    pub sdp_m_line_index: Option<u16>,
}

/// A server that helps two peers to find each other: `RTCIceServer`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct IceServer {
    /// `stun:` or `turn:` addresses.
    pub urls: Vec<String>,
    /// Empty for STUN.
    #[serde(default)]
    pub username: String,
    /// Empty for STUN.
    #[serde(default)]
    pub credential: String,
}

/// What the two ends of a call tell each other on the data channel `desk`, without
/// the server.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(
    tag = "type",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
pub enum CallData {
    /// What the sender's devices do now.
    Devices {
        /// A live picture is being sent.
        camera: bool,
        /// Sound is being sent.
        microphone: bool,
    },
}

/// Whose words a message holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(
    tag = "type",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
pub enum Speaker {
    /// The patron of the thread.
    Patron,
    /// A librarian.
    Librarian {
        /// As colleagues and patrons read it.
        name: String,
    },
}

/// A chat message that is on the server's disk.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct MessageView {
    /// Made by the author's side.
    pub id: MessageId,
    /// The contact during which it was said.
    pub contact: ContactId,
    /// Whose words.
    pub speaker: Speaker,
    /// The words.
    pub text: String,
    /// Milliseconds since 1970 UTC.
    #[ts(type = "number")]
    pub at: i64,
}

/// Why the server did not do what was asked. The client's words are chosen by the
/// code; the server sends none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum RefusalCode {
    /// Nobody is at the desk.
    DeskClosed,
    /// There is no such contact, or it is not the sender's.
    NoSuchContact,
    /// The contact is over.
    ContactEnded,
    /// A colleague was faster.
    AnsweredByColleague,
    /// The contact is not ringing here any more.
    NotRinging,
    /// The librarian is already on a contact.
    AlreadyOnContact,
    /// A message is empty or too long.
    BadText,
    /// The message was not understood.
    BadMessage,
    /// Too many requests from this place; try again in a minute.
    TooMany,
    /// The server could not write; nothing was changed.
    NotSaved,
}
