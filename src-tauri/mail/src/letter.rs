//! A letter, and the text of it that goes to the server.
//!
//! **The rule.** The text is ASCII in lines of at most 998 bytes that end with CR LF, and
//! nothing that came from outside can begin a header or end the text: addresses and names
//! are judged where they come in, a subject with a line break is refused, and the finished
//! text is looked at once more before it leaves.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;
use std::time::SystemTime;

use lettre::message::header::{
    ContentType, Header, HeaderName, HeaderValue, InReplyTo, MessageId, References, Subject,
};
use lettre::message::{Attachment, MultiPart, SinglePart};
use serde::{Deserialize, Serialize};
use sportello_core::Language;
use uuid::Uuid;

use crate::account::Account;
use crate::address::{Address, Mailbox};

/// How many earlier letters a letter names at most: the newest ones.
pub const MOST_REFERENCES: usize = 20;
/// The longest id of a letter, in bytes, with its brackets: a UUID and any domain.
const LONGEST_ID: usize = 300;
/// The longest subject, in characters.
pub(crate) const LONGEST_SUBJECT: usize = 200;
/// The longest text or page of a letter, in bytes.
const LONGEST_BODY: usize = 256 * 1024;
/// The longest line that a mail server must take, in bytes, without its end.
const LONGEST_LINE: usize = 998;

/// One letter to one person.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Letter {
    /// Its `Message-ID`, fixed before the first attempt, so that one that arrived twice
    /// can be known.
    pub id: LetterId,
    /// To whom.
    pub to: Address,
    /// The language it is written in.
    pub language: Language,
    /// One line.
    pub subject: String,
    /// What it says, as text.
    pub text: String,
    /// What it says, as a page.
    pub html: String,
    /// An appointment that the reader's calendar takes, if the letter is about one.
    pub invitation: Option<Invitation>,
    /// Where answers go, if not to the sender.
    pub reply_to: Option<Address>,
    /// Earlier letters of the same exchange, the newest last; the last
    /// [`MOST_REFERENCES`] are named.
    pub references: Vec<LetterId>,
    /// Whether no person wrote it: then no machine is to answer it.
    pub automatic: bool,
    /// The files that go along.
    pub files: Vec<Enclosure>,
}

/// A file that goes along with a letter.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Enclosure {
    /// What it is called: a name without folders.
    pub name: String,
    /// What it is: `application/pdf`. Anything that is no such thing goes as bytes.
    pub kind: String,
    /// It.
    pub bytes: Vec<u8>,
}

/// An appointment as calendars send it to each other by mail (RFC 6047).
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Invitation {
    /// `REQUEST` or `CANCEL`, as the text says, too.
    pub method: Cow<'static, str>,
    /// The iCalendar text.
    pub text: String,
}

/// A letter in a log is its id.
impl fmt::Debug for Letter {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Letter({})", self.id)
    }
}

/// The id by which mail programs know a letter: `<…@domain>`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct LetterId(String);

/// Something that is not the id of a letter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the id of a letter is <name@domain>, at most 300 characters of ASCII")]
pub struct LetterIdTrouble;

impl LetterId {
    /// The id of a new letter: the unique part is the caller's, the domain the sender's.
    pub fn new(unique: Uuid, sender: &Address) -> Self {
        Self(format!("<{unique}@{}>", sender.domain()))
    }

    /// The whole, with its brackets.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for LetterId {
    type Err = LetterIdTrouble;

    fn from_str(text: &str) -> Result<Self, LetterIdTrouble> {
        let inner = text
            .strip_prefix('<')
            .and_then(|rest| rest.strip_suffix('>'));
        let inner = inner.ok_or(LetterIdTrouble)?;
        let (left, right) = inner.split_once('@').ok_or(LetterIdTrouble)?;
        let may_stand = |one: u8| one.is_ascii_graphic() && !b"<>@\"\\".contains(&one);
        let is_side = |side: &str| !side.is_empty() && side.bytes().all(may_stand);
        if text.len() > LONGEST_ID || !is_side(left) || !is_side(right) {
            return Err(LetterIdTrouble);
        }
        Ok(Self(text.to_owned()))
    }
}

impl TryFrom<String> for LetterId {
    type Error = LetterIdTrouble;

    fn try_from(text: String) -> Result<Self, LetterIdTrouble> {
        text.parse()
    }
}

impl From<LetterId> for String {
    fn from(id: LetterId) -> Self {
        id.0
    }
}

impl fmt::Display for LetterId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// Why a letter can't be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LetterTrouble {
    /// The subject is empty, too long or more than one line.
    #[error("a subject is one line of at most 200 characters")]
    BadSubject,
    /// The text or the page is too long.
    #[error("a letter has at most 256 KiB")]
    TooLong,
    /// What came out could not be carried by every mail server.
    #[error("the letter's text can't be carried by mail")]
    NotCarried,
}

impl Letter {
    /// Its text as it goes to the server, from this account and with this date.
    ///
    /// # Errors
    /// When something in it can't be written.
    pub fn written(&self, account: &Account, at: SystemTime) -> Result<Vec<u8>, LetterTrouble> {
        check_subject(&self.subject)?;
        let invited = self.invitation.as_ref();
        let invited = invited.is_some_and(|invited| invited.text.len() > LONGEST_BODY);
        if self.text.len() > LONGEST_BODY || self.html.len() > LONGEST_BODY || invited {
            return Err(LetterTrouble::TooLong);
        }
        let sender = account.sender.address();
        let mut builder = lettre::Message::builder()
            .from(mailbox(&account.sender))
            .to(mailbox(&self.to.clone().into()))
            .date(at)
            .header(Subject::from(harmless(&self.subject)))
            .header(MessageId::from(self.id.to_string()))
            .header(ContentLanguage(self.language));
        if let Some(reply_to) = self.reply_to.as_ref().filter(|one| *one != sender) {
            builder = builder.reply_to(mailbox(&reply_to.clone().into()));
        }
        let skipped = self.references.len().saturating_sub(MOST_REFERENCES);
        let references: Vec<&str> = self.references[skipped..]
            .iter()
            .map(LetterId::as_str)
            .collect();
        if let Some(last) = references.last() {
            builder = builder
                .header(InReplyTo::from((*last).to_owned()))
                .header(References::from(references.join(" ")));
        }
        if self.automatic {
            builder = builder.header(AutoSubmitted).header(SuppressAnswers);
        }
        let mut parts = MultiPart::alternative()
            .singlepart(part(ContentType::TEXT_PLAIN, &self.text))
            .singlepart(part(ContentType::TEXT_HTML, &self.html));
        if let Some(Invitation { method, text }) = &self.invitation {
            // Last, since the last of several is what a program prefers that knows it.
            let kind = format!("text/calendar; method={method}; charset=utf-8");
            let kind = ContentType::parse(&kind).map_err(|_| LetterTrouble::NotCarried)?;
            parts = parts.singlepart(part(kind, text));
        }
        if !self.files.is_empty() {
            let with_files = MultiPart::mixed().multipart(parts);
            let files = self.files.iter().map(enclosure);
            parts = files.fold(with_files, MultiPart::singlepart);
        }
        let message = builder.multipart(parts);
        let text = message.map_err(|_| LetterTrouble::NotCarried)?.formatted();
        if !can_be_carried(&text) {
            return Err(LetterTrouble::NotCarried);
        }
        Ok(text)
    }
}

/// One line, and not an empty one.
pub(crate) fn check_subject(subject: &str) -> Result<(), LetterTrouble> {
    let is_line = !subject.trim().is_empty() && !subject.chars().any(char::is_control);
    if !is_line || subject.chars().count() > LONGEST_SUBJECT {
        return Err(LetterTrouble::BadSubject);
    }
    Ok(())
}

/// A subject that reads as it is written: `=?` begins an encoding, if it is let.
fn harmless(subject: &str) -> String {
    subject.trim().replace("=?", "= ?")
}

/// A part of the letter: line ends as mail has them, and no character that mail has not.
fn part(kind: ContentType, text: &str) -> SinglePart {
    let lines = text.replace("\r\n", "\n").replace('\r', "\n");
    let seen = |one: &char| !one.is_control() || matches!(one, '\n' | '\t');
    let lines: String = lines.chars().filter(seen).collect();
    SinglePart::builder().header(kind).body(lines)
}

fn enclosure(file: &Enclosure) -> SinglePart {
    let bytes = || ContentType::parse("application/octet-stream").expect("a kind of content");
    let kind = match ContentType::parse(&file.kind) {
        // What mail programs read as a letter of its own is no file any more.
        Ok(kind) if !file.kind.starts_with("message/") && !file.kind.starts_with("multipart/") => {
            kind
        }
        Ok(_) | Err(_) => bytes(),
    };
    Attachment::new(file.name.clone()).body(file.bytes.clone(), kind)
}

fn mailbox(mailbox: &Mailbox) -> lettre::message::Mailbox {
    let address = mailbox.address();
    // Judged when it became an `Address`, more strictly than lettre would.
    let address = lettre::Address::new_dangerous(address.local(), address.domain());
    let name = harmless(mailbox.name());
    lettre::message::Mailbox::new(Some(name).filter(|name| !name.is_empty()), address)
}

/// Whether every server takes the text as it is, and ends it where we do.
fn can_be_carried(text: &[u8]) -> bool {
    let Some(text) = text.strip_suffix(b"\r\n") else {
        return false;
    };
    let is_line = |line: &[u8]| {
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        let plain = |one: &u8| one.is_ascii() && !matches!(one, b'\r' | 0);
        line.len() <= LONGEST_LINE && line.iter().all(plain)
    };
    let ends = text.iter().filter(|one| **one == b'\n').count();
    let pairs = text.windows(2).filter(|pair| pair == b"\r\n").count();
    ends == pairs && text.split(|one| *one == b'\n').all(is_line) && !text.ends_with(b"\r")
}

/// `Auto-Submitted`: no person wrote this (RFC 3834).
#[derive(Clone)]
struct AutoSubmitted;

/// `X-Auto-Response-Suppress`: the same, for Microsoft's servers.
#[derive(Clone)]
struct SuppressAnswers;

/// `Content-Language`.
#[derive(Clone)]
struct ContentLanguage(Language);

/// A header that we write and never read.
macro_rules! written_header {
    ($kind:ty, $name:literal, $value:expr) => {
        impl Header for $kind {
            fn name() -> HeaderName {
                HeaderName::new_from_ascii_str($name)
            }

            fn parse(_: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
                Err("it is only written".into())
            }

            fn display(&self) -> HeaderValue {
                let value: fn(&Self) -> &'static str = $value;
                HeaderValue::new(Self::name(), value(self).to_owned())
            }
        }
    };
}

written_header!(AutoSubmitted, "Auto-Submitted", |_| "auto-generated");
written_header!(SuppressAnswers, "X-Auto-Response-Suppress", |_| "All");
written_header!(ContentLanguage, "Content-Language", |one| match one.0 {
    Language::It => "it",
    Language::En => "en",
});

#[cfg(test)]
mod tests;
