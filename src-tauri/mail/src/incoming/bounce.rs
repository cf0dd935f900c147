//! What a mail server says became of a letter (RFC 3464, RFC 3462).

use crate::address::Address;
use crate::letter::LetterId;

/// How many recipients of one bounce are kept.
pub const MOST_UNDELIVERED: usize = 50;

/// A mail server's word on a letter of ours.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Bounce {
    /// The letter that it is about, where the bounce still has its head.
    pub original: Option<LetterId>,
    /// What became of it, for each recipient.
    pub recipients: Vec<Undelivered>,
}

/// What became of a letter to one recipient.
#[derive(Clone, PartialEq, Eq)]
pub struct Undelivered {
    /// To whom it was sent, where it is said.
    pub recipient: Option<Address>,
    /// What became of it.
    pub action: Action,
    /// What the server says more exactly: `5.1.1`.
    pub status: Option<String>,
    /// The server's words: one line, may be empty. They may name the recipient.
    pub diagnostic: String,
}

/// What became of a letter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Action {
    /// It did not arrive, and won't. This is said, too, where a server calls its last word
    /// `delayed` and says that the letter expired, as OpenSMTPD does.
    Failed,
    /// It is still being tried.
    Delayed,
    /// It arrived.
    Delivered,
    /// It went on to a server that says nothing of this kind.
    Relayed,
}

/// A log does not tell who it was.
impl std::fmt::Debug for Undelivered {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let status = self.status.as_deref().unwrap_or("-");
        write!(formatter, "Undelivered({:?} {status})", self.action)
    }
}
