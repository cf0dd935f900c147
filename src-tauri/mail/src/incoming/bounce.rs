//! What a mail server says became of a letter (RFC 3464, RFC 3462).

use super::fields::ids_in;
use super::head::{Head, one_line};
use super::parts::Parts;
use super::text::transferred;
use crate::address::Address;
use crate::letter::LetterId;

/// How many recipients of one bounce are kept.
pub const MOST_UNDELIVERED: usize = 50;

/// A mail server's word on a letter, or what somebody passes off as one: it counts only
/// where the original is a letter of ours, to that recipient.
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

/// The longest words of a server that are kept, in characters.
const LONGEST_DIAGNOSTIC: usize = 300;

/// How servers say that they have given up, in small letters.
const GIVEN_UP: [&str; 5] = [
    "expired",
    "scadut",
    "gave up",
    "giving up",
    "has been given up",
];

impl Bounce {
    /// What a mail says as a bounce, if it is one. The norm's part may be anywhere:
    /// OpenSMTPD puts it into a `multipart/mixed`.
    pub(super) fn read(head: &Head, parts: &Parts<'_>, text: &str) -> Option<Self> {
        let is_status =
            |what: &str| what.starts_with("message/") && what.ends_with("delivery-status");
        let status = parts.all.iter().find(|part| is_status(&part.kind.what));
        let recipients = match status {
            Some(part) => recipients(&transferred(part), text),
            None => without_status(head, text)?,
        };
        Some(Self {
            original: original(parts, text),
            recipients,
        })
    }
}

/// The groups of fields of a delivery status; the first is of the letter as a whole.
fn recipients(status: &[u8], text: &str) -> Vec<Undelivered> {
    let mut rest = status;
    let mut all = Vec::new();
    while !rest.is_empty() && all.len() < MOST_UNDELIVERED {
        let (group, length) = Head::read(rest, |_| false);
        // What is no field ends a group, and is passed over.
        rest = rest.get(length.max(1)..).unwrap_or_default();
        let names = ["final-recipient", "original-recipient", "action", "status"];
        if names.iter().any(|name| group.get(name).is_some()) {
            all.extend(undelivered(&group, text));
        }
    }
    all
}

fn undelivered(group: &Head, text: &str) -> Option<Undelivered> {
    let field = |name: &str| one_line(group.get(name).unwrap_or_default(), LONGEST_DIAGNOSTIC);
    // `rfc822; ada@example.it`; the original one is whom we wrote to.
    let typed = |name: &str| {
        let value = field(name);
        let value = value
            .split_once(';')
            .map_or(value.as_str(), |(_, value)| value);
        value.trim().trim_matches(['<', '>']).to_owned()
    };
    let recipient = ["original-recipient", "final-recipient"];
    let recipient: Option<Address> = recipient.iter().find_map(|name| typed(name).parse().ok());
    let status = field("status");
    let status = status.split(' ').next().unwrap_or_default();
    let status = is_status(status).then(|| status.to_owned());
    let mut diagnostic = typed("diagnostic-code");
    // OpenSMTPD has its words only in the text: `ada@example.it: 550 5.1.1 who is that?`
    if let (true, Some(recipient)) = (diagnostic.is_empty(), &recipient) {
        let said = |line: &str| {
            let (who, words) = line.split_once(": ")?;
            let is_it = who.trim().trim_matches(['<', '>']) == Address::as_str(recipient);
            is_it.then(|| one_line(words, LONGEST_DIAGNOSTIC))
        };
        diagnostic = text.lines().find_map(said).unwrap_or_default();
    }
    let said = |text: &str| {
        GIVEN_UP
            .iter()
            .any(|word| text.to_lowercase().contains(word))
    };
    let gave_up = status.as_deref() == Some("4.4.7") && (said(text) || said(&diagnostic));
    let class = status.as_deref().unwrap_or_default().chars().next();
    let action = match (field("action").to_ascii_lowercase().as_str(), class) {
        ("delayed", _) if gave_up => Action::Failed,
        ("delayed", Some('5')) | ("failed", _) => Action::Failed,
        ("delayed", _) => Action::Delayed,
        ("delivered", _) => Action::Delivered,
        ("relayed" | "expanded", _) => Action::Relayed,
        (_, Some('5')) => Action::Failed,
        (_, Some('4')) => Action::Delayed,
        (_, Some('2')) => Action::Delivered,
        _ => return None,
    };
    Some(Undelivered {
        recipient,
        action,
        status,
        diagnostic,
    })
}

/// `5.1.1`.
fn is_status(text: &str) -> bool {
    let numbers: Vec<&str> = text.split('.').collect();
    let is_number =
        |one: &&str| (1..=3).contains(&one.len()) && one.bytes().all(|one| one.is_ascii_digit());
    numbers.len() == 3 && matches!(numbers[0], "2" | "4" | "5") && numbers.iter().all(is_number)
}

/// Old servers say it in words: Exim in a field of its own, qmail in its text.
fn without_status(head: &Head, text: &str) -> Option<Vec<Undelivered>> {
    let failed = |recipient: Option<Address>, words: &str| Undelivered {
        recipient,
        action: Action::Failed,
        status: None,
        diagnostic: one_line(words, LONGEST_DIAGNOSTIC),
    };
    if let Some(named) = head.get("x-failed-recipients") {
        let named = named.split(',').take(MOST_UNDELIVERED);
        let words = text
            .lines()
            .find(|line| line.contains("55"))
            .unwrap_or_default();
        return Some(
            named
                .map(|one| failed(one.trim().parse().ok(), words))
                .collect(),
        );
    }
    if !text
        .trim_start()
        .starts_with("Hi. This is the qmail-send program")
    {
        return None;
    }
    let mut all = Vec::new();
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        let named = line
            .strip_prefix('<')
            .and_then(|rest| rest.strip_suffix(">:"));
        if let Some(named) = named.filter(|_| all.len() < MOST_UNDELIVERED) {
            all.push(failed(named.parse().ok(), lines.next().unwrap_or_default()));
        }
    }
    Some(all)
}

/// The letter that came back, by what is left of its head.
fn original(parts: &Parts<'_>, text: &str) -> Option<LetterId> {
    let is_original = |what: &str| {
        let what = what
            .trim_start_matches("message/")
            .trim_start_matches("text/");
        matches!(
            what,
            "rfc822" | "rfc822-headers" | "global" | "global-headers"
        )
    };
    let returned = parts.all.iter().filter(|part| is_original(&part.kind.what));
    let in_head = |head: &Head| {
        head.get("message-id")
            .and_then(|id| ids_in(id).into_iter().next())
    };
    let in_text = || {
        let id = text.lines().filter_map(|line| line.split_once(':'));
        let mut id = id.filter(|(name, _)| {
            name.trim_start_matches(['>', ' '])
                .eq_ignore_ascii_case("message-id")
        });
        id.find_map(|(_, id)| ids_in(id).into_iter().next())
    };
    let mut returned = returned.map(|part| Head::of(transferred(part).trim_ascii_start()));
    returned.find_map(|head| in_head(&head)).or_else(in_text)
}

/// A log does not tell who it was.
impl std::fmt::Debug for Undelivered {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let status = self.status.as_deref().unwrap_or("-");
        write!(formatter, "Undelivered({:?} {status})", self.action)
    }
}
