//! Receipts: of Italian certified mail (PEC), and of readers.

use crate::letter::LetterId;

/// Word that a mail was taken, delivered or read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receipt {
    /// What is said of it.
    pub kind: ReceiptKind,
    /// The mail that it is about, where it is said.
    pub of: Option<LetterId>,
}

/// What a receipt says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReceiptKind {
    /// PEC *accettazione*: the sender's provider took it.
    Accepted,
    /// PEC *non accettazione*: it did not take it.
    NotAccepted,
    /// PEC *presa in carico*: one provider took it over from another.
    TakenOver,
    /// PEC *avvenuta consegna*: it is in the recipient's mailbox.
    Delivered,
    /// PEC *preavviso di errore di consegna*: it is not there yet, and may not come there.
    PerhapsNotDelivered,
    /// PEC *errore di consegna*, or a virus found: it did not arrive.
    NotDelivered,
    /// A reader says that it was shown (RFC 8098).
    Read,
    /// A reader says that it was deleted without being shown.
    DeletedUnread,
}

impl ReceiptKind {
    /// Whether it says that the mail did not arrive.
    pub fn is_failure(self) -> bool {
        matches!(self, Self::NotAccepted | Self::NotDelivered)
    }
}
