//! Whether a person wrote, or what kind of machine (RFC 3834).

use super::Party;
use super::bounce::Bounce;
use super::head::Head;
use super::parts::Parts;
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

/// Names of mailboxes that nobody reads, in small letters.
const UNREAD: [&str; 12] = [
    "mailer-daemon",
    "postmaster",
    "no-reply",
    "noreply",
    "no.reply",
    "no_reply",
    "do-not-reply",
    "donotreply",
    "non-rispondere",
    "nonrispondere",
    "nobody",
    "bounce",
];

impl Kind {
    /// Who writes, as the head and the parts tell.
    pub(super) fn judged(head: &Head, parts: &Parts<'_>, from: &Party, text: &str) -> Self {
        if let Some(receipt) = Receipt::read(head, parts) {
            return Self::Receipt(receipt);
        }
        if let Some(bounce) = Bounce::read(head, parts, text) {
            return Self::Bounce(bounce);
        }
        sign(head, from).map_or(Self::Person, Self::AutoReply)
    }
}

fn sign(head: &Head, from: &Party) -> Option<Sign> {
    let field = |name: &str| {
        head.get(name)
            .map(|value| value.trim().to_ascii_lowercase())
    };
    let begins = |name: &str, some: &[&str]| {
        field(name).is_some_and(|value| some.iter().any(|one| value.starts_with(one)))
    };
    let submitted = field("auto-submitted").unwrap_or_default();
    let submitted = submitted.split([';', ' ', '(']).next().unwrap_or_default();
    match submitted {
        "" | "no" => {}
        "auto-replied" | "auto-notified" => return Some(Sign::Replied),
        _ => return Some(Sign::Generated),
    }
    let is_there = |name: &str| field(name).is_some_and(|value| value != "no");
    let replies = [
        "x-autoreply",
        "x-autorespond",
        "x-autoreply-from",
        "x-autoresponder",
    ];
    if replies.into_iter().any(is_there) || begins("precedence", &["auto_reply", "auto-reply"]) {
        return Some(Sign::Replied);
    }
    if begins("precedence", &["bulk", "list", "junk"]) || head.has_any("list-") {
        return Some(Sign::List);
    }
    if begins("return-path", &["<>"]) || field("return-path").is_some_and(|path| path.is_empty()) {
        return Some(Sign::NoSender);
    }
    let local = from
        .address
        .as_ref()
        .map(|from| from.local().to_ascii_lowercase());
    if local.is_some_and(|local| UNREAD.iter().any(|one| local.starts_with(one))) {
        return Some(Sign::NoReply);
    }
    let suppressed = field("x-auto-response-suppress").unwrap_or_default();
    let answers = ["all", "oof", "autoreply"];
    let suppressed = suppressed
        .split(',')
        .any(|one| answers.contains(&one.trim()));
    suppressed.then_some(Sign::AsksForNone)
}
