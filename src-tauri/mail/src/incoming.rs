//! Mail that came in, read: who writes, what is new in it, what was sent along, and
//! whether a person wrote it at all.
//!
//! [`read`] takes the bytes of one mail, whatever they are, and gives an [`Incoming`].
//! [`read_head`] does the same where only the head was fetched, because the rest is too
//! long.
//!
//! **The rule.** *Nothing is lost.* What the writer said, what they quoted and how they
//! signed ([`Text`]) together hold every word of the mail's text; what is beyond a bound is
//! named in [`Incoming::left_out`]; and a mail that is nothing but bounds still has its
//! head, so that somebody sees that it came. Of several versions of the same text
//! (`multipart/alternative`) one is shown: the plain one, unless it is empty or says only
//! that there is another.
//!
//! *HTML is never shown as HTML.* A page is turned into text, with its links written out
//! behind their words and its pictures by their description; scripts, styles, forms and
//! everything remote are not carried over, so there is nothing in it that could be loaded
//! or run. The page itself is not among the attachments either.
//!
//! *All is bounded*, in memory and in time: [`MOST_BYTES`], [`MOST_PARTS`], [`MOST_DEPTH`],
//! [`LONGEST_TEXT`] and the lengths of everything in a head. The parts are found by an own
//! walk that does not recurse; `mail-parser` reads single fields and decodes single parts,
//! and is never handed a nest of them. Nothing here panics (`tests/fuzz/mail.rs`).
//!
//! A mail that comes in the envelope of Italian certified mail is read as the mail that is
//! in it, with what else the envelope holds among the attachments.
//!
//! It does not judge who really wrote: a `From` can be forged. Only a signed address among
//! [`Incoming::delivered_to`] ([`crate::reply::belonging`]) proves that a mail answers one
//! of ours.

mod bounce;
mod charset;
mod fields;
mod fold;
mod head;
mod html;
mod kind;
mod names;
mod parts;
mod receipt;
mod text;

use crate::address::Address;
use crate::letter::LetterId;
use head::Head;
use parts::{Part, Parts};

pub use bounce::{Action, Bounce, MOST_UNDELIVERED, Undelivered};
pub use kind::{Kind, Sign};
pub use receipt::{Receipt, ReceiptKind};

/// The longest mail of which more than the head is read, in bytes.
pub const MOST_BYTES: usize = 25 * 1024 * 1024;
/// How many parts of a mail are read, those that only hold others included.
pub const MOST_PARTS: usize = 50;
/// How deep parts may lie within each other.
pub const MOST_DEPTH: usize = 20;
/// How long [`Text`] is together, in bytes; what is longer comes as an attachment.
pub const LONGEST_TEXT: usize = 256 * 1024;
/// The longest subject, in characters.
pub const LONGEST_SUBJECT: usize = 300;
/// The longest name beside an address, and of an attachment, in characters.
pub const LONGEST_LABEL: usize = 120;
/// How many addresses of each kind are kept.
pub const MOST_ADDRESSES: usize = 50;
/// How many earlier mails are named: the first, and the last of the others.
pub const MOST_EARLIER: usize = 50;

/// A mail that was read.
#[derive(Clone, PartialEq, Eq)]
pub struct Incoming {
    /// Who says they wrote it.
    pub from: Party,
    /// Where answers go, if not to the writer.
    pub reply_to: Option<Address>,
    /// To whom it was written.
    pub to: Vec<Party>,
    /// Who got a copy.
    pub cc: Vec<Party>,
    /// Where it was delivered: `Delivered-To`, `X-Original-To`, `Envelope-To`, then `To`
    /// and `Cc`. A signed address may stand among them.
    pub delivered_to: Vec<Address>,
    /// Its id, where it has one that can be one.
    pub id: Option<LetterId>,
    /// The mails that it answers.
    pub in_reply_to: Vec<LetterId>,
    /// The mails of the same exchange, the newest last.
    pub references: Vec<LetterId>,
    /// One line; may be empty.
    pub subject: String,
    /// When it was written, as it says itself: milliseconds since 1970.
    pub date: Option<i64>,
    /// Whether a person writes, or what kind of machine.
    pub kind: Kind,
    /// What it says.
    pub text: Text,
    /// What was sent along.
    pub attachments: Vec<Attachment>,
    /// What is not here, and why.
    pub left_out: Vec<LeftOut>,
}

impl Incoming {
    /// Whether a machine may ever answer it (RFC 3834). A person's answer is another
    /// matter, and so is how often: that is the caller's, as is knowing its own addresses.
    pub fn may_be_answered(&self) -> bool {
        matches!(self.kind, Kind::Person) && self.answers_go_to().is_some()
    }

    /// The address for an answer, where there is one that can be written to.
    pub fn answers_go_to(&self) -> Option<&Address> {
        self.reply_to.as_ref().or(self.from.address.as_ref())
    }

    /// The mails that it answers or goes on from, the nearest first, each once.
    pub fn earlier(&self) -> Vec<&LetterId> {
        let mut earlier: Vec<&LetterId> = Vec::new();
        for id in self.in_reply_to.iter().chain(self.references.iter().rev()) {
            if !earlier.contains(&id) {
                earlier.push(id);
            }
        }
        earlier
    }
}

/// A mail in a log is its id.
impl std::fmt::Debug for Incoming {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let id = self.id.as_ref().map_or("without an id", LetterId::as_str);
        write!(formatter, "Incoming({id})")
    }
}

/// Somebody in a head.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Party {
    /// The name beside the address: one line, may be empty.
    pub name: String,
    /// The address, where it is one that mail servers take.
    pub address: Option<Address>,
}

/// What a mail says, in three parts which together hold all of its text.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Text {
    /// What is new. Where an answer is written between the lines of a quote, the quote is
    /// here, too, since the answer says nothing without it.
    pub said: String,
    /// What was quoted of earlier mails, with the line that introduces it.
    pub quoted: String,
    /// How it is signed: a signature, what a telephone adds, a legal notice.
    pub signature: String,
}

/// Something that was sent along.
#[derive(Clone, PartialEq, Eq)]
pub struct Attachment {
    /// Its name: one line, no path, nothing that writes backwards; never empty.
    pub name: String,
    /// What it says it is, in small letters: `image/png`. Not to be believed.
    pub media_type: String,
    /// Whether it stands within the text, as pictures do.
    pub inline: bool,
    /// What it is.
    pub bytes: Vec<u8>,
}

/// Something of a mail that is not here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LeftOut {
    /// Everything but the head: the mail is longer than [`MOST_BYTES`].
    Everything {
        /// How long it is, in bytes.
        bytes: u64,
    },
    /// Parts beyond [`MOST_PARTS`].
    Parts {
        /// How many, at least.
        count: usize,
    },
    /// Parts that lie deeper than [`MOST_DEPTH`]; they are within an attachment that is
    /// here, or were read as text.
    Depths,
    /// Some of the head: fields beyond its bounds.
    Head,
    /// The end of the text, which is longer than [`LONGEST_TEXT`]; the whole is attached.
    EndOfText,
}

/// Something that is no mail at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    /// There is nothing.
    #[error("the mail is empty")]
    Empty,
    /// There is no field of a head in it.
    #[error("it is not a mail")]
    NotAMail,
}

/// Reads a mail.
///
/// # Errors
/// Only where it is no mail at all; whatever has a head is read as far as it goes.
pub fn read(raw: &[u8]) -> Result<Incoming, Unreadable> {
    let (head, body) = head_of(raw)?;
    if raw.len() > MOST_BYTES {
        let bytes = raw.len() as u64;
        return Ok(with_head_alone(head, LeftOut::Everything { bytes }));
    }
    let parts = parts::walk(head, body);
    let mail = whole(&parts);
    Ok(match within_certified(&parts) {
        Some(inner) => unwrapped(mail, inner),
        None => mail,
    })
}

/// Reads the head of a mail, of which the rest was not fetched: it has so many bytes in all.
///
/// # Errors
/// Where it is no head of a mail.
pub fn read_head(head: &[u8], bytes: u64) -> Result<Incoming, Unreadable> {
    let (head, _) = head_of(head)?;
    Ok(with_head_alone(head, LeftOut::Everything { bytes }))
}

fn head_of(raw: &[u8]) -> Result<(Head, &[u8]), Unreadable> {
    let raw = raw.trim_ascii_start();
    if raw.is_empty() {
        return Err(Unreadable::Empty);
    }
    let (head, length) = Head::read(raw, |_| false);
    match head.is_empty() {
        true => Err(Unreadable::NotAMail),
        false => Ok((head, &raw[length..])),
    }
}

fn with_head_alone(head: Head, left_out: LeftOut) -> Incoming {
    let parts = parts::walk(head, b"");
    let mut mail = assembled(&parts, String::new(), Vec::new());
    mail.left_out.push(left_out);
    mail
}

fn whole(parts: &Parts<'_>) -> Incoming {
    let gathered = text::gather(parts);
    let text = gathered.text();
    assembled(parts, text, gathered.attachments)
}

/// The mail that somebody wrote, within the envelope in which certified mail (PEC)
/// delivers it.
fn within_certified(parts: &Parts<'_>) -> Option<Incoming> {
    let carried = parts.all[0]
        .head
        .get("x-trasporto")?
        .trim()
        .to_ascii_lowercase();
    let is_mail = |part: &&Part<'_>| part.kind.what == "message/rfc822";
    let mail = parts.all.iter().find(is_mail)?;
    if !matches!(carried.as_str(), "posta-certificata" | "errore") {
        return None;
    }
    let mail = text::transferred(mail);
    let (head, body) = head_of(&mail).ok()?;
    Some(whole(&parts::walk(head, body)))
}

/// The inner mail, delivered as the envelope was, with what else was in the envelope.
fn unwrapped(envelope: Incoming, mut inner: Incoming) -> Incoming {
    let mut delivered_to = envelope.delivered_to;
    delivered_to.append(&mut inner.delivered_to);
    for address in delivered_to {
        if !inner.delivered_to.contains(&address) {
            inner.delivered_to.push(address);
        }
    }
    let mut others = envelope.attachments;
    if let Some(at) = others
        .iter()
        .position(|one| one.media_type == "message/rfc822")
    {
        others.remove(at);
    }
    inner.attachments.append(&mut others);
    inner.left_out.extend(envelope.left_out);
    inner
}

/// Puts together what was found; the first part is the mail itself.
fn assembled(parts: &Parts<'_>, mut text: String, mut attachments: Vec<Attachment>) -> Incoming {
    let mut left_out = Vec::new();
    let head = &parts.all[0].head;
    if parts.beyond > 0 {
        let count = parts.beyond;
        left_out.push(LeftOut::Parts { count });
    }
    if parts.too_deep {
        left_out.push(LeftOut::Depths);
    }
    if parts.all.iter().any(|part| part.head.cut) {
        left_out.push(LeftOut::Head);
    }
    if text.len() > LONGEST_TEXT {
        left_out.push(LeftOut::EndOfText);
        let end = text.floor_char_boundary(LONGEST_TEXT);
        let beginning = text[..end].to_owned();
        attachments.push(Attachment {
            name: WHOLE_TEXT.into(),
            media_type: "text/plain".into(),
            inline: false,
            bytes: std::mem::replace(&mut text, beginning).into_bytes(),
        });
    }
    let party = |name: &str| fields::parties(head, name).into_iter().next();
    let from = party("from")
        .or_else(|| party("sender"))
        .unwrap_or_default();
    let (to, cc) = (fields::parties(head, "to"), fields::parties(head, "cc"));
    let subject = fields::words(head, "subject", LONGEST_SUBJECT);
    Incoming {
        reply_to: party("reply-to").and_then(|party| party.address),
        delivered_to: fields::delivered_to(head, &[&to, &cc]),
        id: fields::ids(head, "message-id").into_iter().next(),
        in_reply_to: fields::ids(head, "in-reply-to"),
        references: fields::ids(head, "references"),
        date: fields::date(head),
        kind: Kind::judged(head, parts, &from, &text),
        text: fold::folded(&text, is_forwarded(&subject)),
        from,
        to,
        cc,
        subject,
        attachments,
        left_out,
    }
}

/// What the whole of a text too long is called.
const WHOLE_TEXT: &str = "testo-completo.txt";

/// How the subject of a forwarded mail begins, in small letters.
fn is_forwarded(subject: &str) -> bool {
    let subject = subject.trim_start().to_lowercase();
    let begins = ["i:", "fwd:", "fw:", "inoltro:", "inoltra:", "wg:", "tr:"];
    begins.iter().any(|begin| subject.starts_with(begin))
}
