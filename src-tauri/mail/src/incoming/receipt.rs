//! Receipts: of Italian certified mail (PEC), and of readers.

use super::fields::ids_in;
use super::head::Head;
use super::parts::Parts;
use super::text::transferred;
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

impl Receipt {
    /// What a mail says as a receipt, if it is one.
    pub(super) fn read(head: &Head, parts: &Parts<'_>) -> Option<Self> {
        let id = |head: &Head, name: &str| {
            let id = head.get(name).map(ids_in).unwrap_or_default();
            id.into_iter().next()
        };
        if let Some(kind) = head.get("x-ricevuta").and_then(of_certified_mail) {
            let of = id(head, "x-riferimento-message-id");
            return Some(Self { kind, of });
        }
        let is_notice = |what: &str| what == "message/disposition-notification";
        let notice = parts.all.iter().find(|part| is_notice(&part.kind.what))?;
        let notice = Head::of(transferred(notice).trim_ascii_start());
        let how = notice
            .get("disposition")
            .unwrap_or_default()
            .to_ascii_lowercase();
        let how = how.rsplit(';').next().unwrap_or_default().trim().to_owned();
        let kind = match how.starts_with("deleted") {
            true => ReceiptKind::DeletedUnread,
            false => ReceiptKind::Read,
        };
        let of = id(&notice, "original-message-id");
        Some(Self { kind, of })
    }
}

/// The words of the norm for certified mail (decree of 2 November 2005, annex).
fn of_certified_mail(word: &str) -> Option<ReceiptKind> {
    Some(match word.trim().to_ascii_lowercase().as_str() {
        "accettazione" => ReceiptKind::Accepted,
        "non-accettazione" => ReceiptKind::NotAccepted,
        "presa-in-carico" => ReceiptKind::TakenOver,
        "avvenuta-consegna" => ReceiptKind::Delivered,
        "preavviso-errore-consegna" => ReceiptKind::PerhapsNotDelivered,
        "errore-consegna" | "rilevazione-virus" => ReceiptKind::NotDelivered,
        _ => return None,
    })
}
