//! Whether a person wrote, or what kind of machine (RFC 3834).

use super::bounce::Bounce;
use super::receipt::Receipt;

/// Who writes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A person, as far as can be seen.
    Person,
    /// A machine, or a list: its text is worth reading, and no machine may answer it.
    AutoReply(Sign),
    /// A mail server says what became of a letter.
    Bounce(Bounce),
    /// Word that a mail was taken, delivered or read: certified mail's, or a reader's. It
    /// is not an answer.
    Receipt(Receipt),
}

/// By what a machine was known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sign {
    /// `Auto-Submitted: auto-replied`, or what stood for it before: an absence, most often.
    Replied,
    /// `Auto-Submitted` says that it was made by a machine on its own account.
    Generated,
    /// It went to a list, or to many.
    List,
    /// It has no sender to whom anything could be sent back.
    NoSender,
    /// Its sender says that nobody reads answers: `no-reply`, `MAILER-DAEMON`.
    NoReply,
    /// It asks not to be answered by machines.
    AsksForNone,
}
