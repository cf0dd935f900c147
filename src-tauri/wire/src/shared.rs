//! What more than one wire carries.

use serde::{Deserialize, Serialize};
use sportello_core::{Attachment, ContactId, Happened, MessageId, TopicId};
use ts_rs::TS;

use crate::booking::AppointmentMark;
use crate::cases::CaseMark;
use crate::loans::LoanMark;

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
    /// The desk itself: each side says it in its own words.
    Desk {
        /// What happened.
        happened: Happened,
    },
}

/// A chat message that is on the server's disk.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct MessageView {
    /// Made by the author's side.
    pub id: MessageId,
    /// The contact during which it was said, if there was one.
    pub contact: Option<ContactId>,
    /// Whose words.
    pub speaker: Speaker,
    /// The words; may be empty beside a file.
    pub text: String,
    /// The file that hangs on it.
    pub attachment: Option<Attachment>,
    /// The appointment that it is about, if the desk wrote it.
    pub appointment: Option<AppointmentMark>,
    /// The loans that it is about, if the desk wrote it; none once they are forgotten.
    pub loans: Vec<LoanMark>,
    /// The case that it is about, if the desk wrote it.
    pub case: Option<CaseMark>,
    /// Milliseconds since 1970 UTC; no two messages of a thread have the same.
    #[ts(type = "number")]
    pub at: i64,
}

/// How far a side has come in what the other wrote: times of messages, 0 for not at
/// all.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct MarksView {
    /// Up to here it has reached a program of theirs: then it was delivered.
    #[ts(type = "number")]
    pub received: i64,
    /// Up to here they have read.
    #[ts(type = "number")]
    pub read: i64,
}

/// What a patron may ask about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct TopicView {
    /// Which.
    pub id: TopicId,
    /// In Italian.
    pub italian: String,
    /// In English.
    pub english: String,
}

/// How long somebody will wait.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(
    tag = "type",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
pub enum WaitView {
    /// Too little is known of this desk to say.
    Unknown,
    /// In whole minutes, rounded outward.
    Range {
        /// At the shortest.
        shortest: u32,
        /// At the longest.
        longest: u32,
        /// The longest ends before the desk closes.
        fits: bool,
    },
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
    /// The patron may not come for a while.
    Blocked,
    /// There is no such thread, or it is not the sender's.
    NoSuchThread,
    /// There is no such file, or it is not the sender's, or it was sent already.
    NoSuchFile,
    /// The patron's page is not open, or in another contact.
    PatronNotThere,
    /// It can't be said of this contact.
    DoesNotFit,
    /// The patron said no a moment ago.
    TooSoon,
    /// The patron has not consented, or too long ago.
    NoConsent,
    /// No colleague can take the contact now.
    NobodyToTake,
    /// The librarian's role does not allow it.
    NotAllowed,
    /// A message is empty or too long.
    BadText,
    /// The message was not understood.
    BadMessage,
    /// Too many requests from this place; try again in a minute.
    TooMany,
    /// The server could not write; nothing was changed.
    NotSaved,
}
