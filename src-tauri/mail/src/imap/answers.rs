//! What a server says, understood: how a command ended, what it can do, numbers of mails,
//! and mails.

use std::collections::BTreeSet;

use super::talk::{Response, gibberish};
use crate::trouble::{Obstacle, Trouble};

/// How a server says something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Status {
    Ok,
    No,
    Bad,
    PreAuth,
    Bye,
}

/// How a command ended.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Ending {
    pub status: Status,
    /// Its words, with the code in brackets that may stand before them.
    pub words: String,
}

impl Ending {
    /// The end of the command with this tag, if this is one; an error where the turns are
    /// out of step.
    pub fn of(response: &Response, tag: &str) -> Option<Result<Self, Obstacle>> {
        let text = response.text();
        if text.starts_with("* ") || text.starts_with('+') {
            return None;
        }
        Some(match status(text, tag) {
            Some((status, words)) => Ok(Self {
                status,
                words: words.to_owned(),
            }),
            None => Err(gibberish(text)),
        })
    }

    /// Goes on if all went well; else a refusal means `usually`, unless its code says more.
    pub fn expect(&self, usually: Trouble) -> Result<(), Obstacle> {
        match self.status {
            Status::Ok | Status::PreAuth => Ok(()),
            Status::No => Err(self.obstacle(usually)),
            Status::Bad => Err(Obstacle::said(Trouble::NotAMailServer, &self.words)),
            Status::Bye => Err(self.obstacle(Trouble::Busy)),
        }
    }

    fn obstacle(&self, usually: Trouble) -> Obstacle {
        Obstacle::said(meaning(&self.words).unwrap_or(usually), &self.words)
    }

    pub fn has_code(&self, wanted: &str) -> bool {
        code(&self.words).is_some_and(|code| code.eq_ignore_ascii_case(wanted))
    }
}

/// What the code before the words means (RFC 5530, RFC 9208).
pub(super) fn meaning(words: &str) -> Option<Trouble> {
    let code = code(words)?.to_ascii_uppercase();
    Some(match code.as_str() {
        "AUTHENTICATIONFAILED" | "AUTHORIZATIONFAILED" | "EXPIRED" => Trouble::WrongPassword,
        "PRIVACYREQUIRED" => Trouble::NoEncryption,
        "UNAVAILABLE" | "INUSE" | "LIMIT" | "CONTACTADMIN" | "SERVERBUG" => Trouble::Busy,
        "OVERQUOTA" => Trouble::MailboxFull,
        "NONEXISTENT" | "TRYCREATE" | "NOPERM" => Trouble::MailboxNotFound,
        _ => return None,
    })
}

/// The first word in the brackets before the words.
fn code(words: &str) -> Option<&str> {
    let (code, _) = words.strip_prefix('[')?.split_once(']')?;
    code.split(' ').next()
}

/// How it is said, and the words, where a line begins with this tag.
pub(super) fn status<'a>(line: &'a str, tag: &str) -> Option<(Status, &'a str)> {
    let rest = line.strip_prefix(tag)?.strip_prefix(' ')?;
    let (word, words) = rest.split_once(' ').unwrap_or((rest, ""));
    let status = match word.to_ascii_uppercase().as_str() {
        "OK" => Status::Ok,
        "NO" => Status::No,
        "BAD" => Status::Bad,
        "PREAUTH" => Status::PreAuth,
        "BYE" => Status::Bye,
        _ => return None,
    };
    Some((status, words.trim()))
}

/// What the server said it can do.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Abilities(BTreeSet<String>);

impl Abilities {
    pub fn has(&self, wanted: &str) -> bool {
        self.0.contains(wanted)
    }

    pub fn forget(&mut self, one: &str) {
        self.0.remove(one);
    }

    pub fn are_unknown(&self) -> bool {
        self.0.is_empty()
    }

    /// From a line of their own, or from the code before some words.
    pub fn learn(&mut self, text: &str) {
        let text = text.to_ascii_uppercase();
        let words = match text.strip_prefix("* CAPABILITY ") {
            Some(words) => Some(words),
            None => text
                .split_once("[CAPABILITY ")
                .and_then(|(_, rest)| rest.split(']').next()),
        };
        if let Some(words) = words {
            self.0 = words.split_whitespace().map(str::to_owned).collect();
        }
    }
}

/// The number in a code: `[UIDNEXT 12]`.
pub(super) fn number_of(text: &str, name: &str) -> Option<u32> {
    let text = text.to_ascii_uppercase();
    let (_, rest) = text.split_once(&format!("[{name} "))?;
    rest.split(']').next()?.trim().parse().ok()
}

/// `* 12 EXISTS`.
pub(super) fn exists(text: &str) -> Option<u32> {
    let mut words = text.strip_prefix("* ")?.split(' ');
    let number = words.next()?.parse().ok()?;
    words
        .next()?
        .eq_ignore_ascii_case("EXISTS")
        .then_some(number)
}

/// The numbers that a search found.
pub(super) fn found(text: &str) -> impl Iterator<Item = u32> {
    let is_search = text
        .get(..8)
        .is_some_and(|begin| begin.eq_ignore_ascii_case("* SEARCH"));
    let numbers = if is_search { &text[8..] } else { "" };
    numbers
        .split_whitespace()
        .filter_map(|one| one.parse().ok())
}

/// What is said of one mail.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Mail {
    pub uid: Option<u32>,
    pub bytes: Option<u32>,
    /// Its text or its head, whichever was asked for.
    pub text: Option<Vec<u8>>,
}

/// `* 3 FETCH (UID 12 RFC822.SIZE 1000 BODY[] {1000}`, and so on.
pub(super) fn mail(response: Response) -> Option<Mail> {
    let mut words = response.text().strip_prefix("* ")?.split(' ');
    words.next()?.parse::<u32>().ok()?;
    if !words.next()?.eq_ignore_ascii_case("FETCH") {
        return None;
    }
    let mut mail = Mail::default();
    let mut literals = response.literals.into_iter();
    for piece in &response.pieces {
        let literal = literals.next();
        let upper = piece.to_ascii_uppercase();
        let number = |name: &str| {
            let (before, rest) = upper.split_once(name)?;
            let digits = rest
                .trim_start()
                .split(|one: char| !one.is_ascii_digit())
                .next()?;
            before
                .ends_with(['(', ' '])
                .then(|| digits.parse::<u32>().ok())
                .flatten()
        };
        mail.uid = mail.uid.or_else(|| number("UID "));
        mail.bytes = mail.bytes.or_else(|| number("RFC822.SIZE "));
        let Some((_, body)) = upper.rsplit_once("BODY[") else {
            continue;
        };
        // `]`, `HEADER]`, `]<0>`, and what it is.
        let Some((_, value)) = body.split_once(' ') else {
            continue;
        };
        mail.text = match value.as_bytes().first() {
            Some(b'{') => literal,
            // A short one may stand in quotes, as it is.
            Some(b'"') => quoted(&piece[piece.len() - value.len()..]),
            Some(b'N') => Some(Vec::new()),
            _ => None,
        };
    }
    Some(mail)
}

/// What stands in quotes at the beginning of a text.
fn quoted(text: &str) -> Option<Vec<u8>> {
    let mut inner = Vec::new();
    let mut bytes = text.strip_prefix('"')?.bytes();
    loop {
        match bytes.next()? {
            b'"' => return Some(inner),
            b'\\' => inner.push(bytes.next()?),
            byte => inner.push(byte),
        }
    }
}

/// A name as it stands in a command: in quotes, letters beyond ASCII as RFC 3501 writes
/// them in the names of folders. None where it has what can't stand there.
pub(super) fn folder(name: &str) -> Option<String> {
    use base64::Engine as _;
    use base64::engine::general_purpose::STANDARD_NO_PAD;
    if name.is_empty() || name.len() > 500 || name.chars().any(char::is_control) {
        return None;
    }
    let mut written = String::from("\"");
    let mut rest = name;
    while let Some(first) = rest.chars().next() {
        if first.is_ascii() {
            match first {
                '&' => written.push_str("&-"),
                '"' | '\\' => written.extend(['\\', first]),
                _ => written.push(first),
            }
            rest = &rest[1..];
            continue;
        }
        let end = rest.find(|one: char| one.is_ascii()).unwrap_or(rest.len());
        let wide: Vec<u8> = rest[..end]
            .encode_utf16()
            .flat_map(u16::to_be_bytes)
            .collect();
        let letters = STANDARD_NO_PAD.encode(wide).replace('/', ",");
        written.push_str(&format!("&{letters}-"));
        rest = &rest[end..];
    }
    written.push('"');
    Some(written)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(text: &str) -> Response {
        Response {
            pieces: vec![text.to_owned()],
            literals: Vec::new(),
        }
    }

    #[test]
    fn the_end_of_a_command_is_told_from_what_comes_before_it() {
        let ending = |text: &str| Ending::of(&said(text), "S7");
        assert_eq!(ending("* OK still here"), None);
        assert_eq!(ending("+ idling"), None);
        let over = ending("S7 no [OVERQUOTA] Casella piena").expect("it ended");
        let over = over.expect("in turn");
        assert_eq!(
            (over.status, over.words.as_str()),
            (Status::No, "[OVERQUOTA] Casella piena")
        );
        assert_eq!(
            over.expect(Trouble::Busy).map_err(|why| why.why),
            Err(Trouble::MailboxFull)
        );
        assert!(ending("S6 OK done").is_some_and(|ending| ending.is_err()));
        assert!(ending("HTTP/1.1 400 Bad Request").is_some_and(|ending| ending.is_err()));
    }

    #[test]
    fn a_mail_is_read_out_of_what_is_said_of_it() {
        let response = Response {
            pieces: vec![
                "* 3 FETCH (FLAGS () BODY[]<0> {4}".into(),
                " UID 12)".into(),
            ],
            literals: vec![b"ciao".to_vec()],
        };
        let read = mail(response).expect("a mail");
        assert_eq!(
            read,
            Mail {
                uid: Some(12),
                bytes: None,
                text: Some(b"ciao".to_vec())
            }
        );
        let read = mail(said(
            "* 1 FETCH (UID 9 RFC822.SIZE 20 BODY[HEADER] \"a\\\"b\")",
        ));
        let text = Some(b"a\"b".to_vec());
        assert_eq!(
            read,
            Some(Mail {
                uid: Some(9),
                bytes: Some(20),
                text
            })
        );
        let read = mail(said("* 1 FETCH (UID 9 BODY[] NIL)"));
        assert_eq!(read.and_then(|read| read.text), Some(Vec::new()));
        assert_eq!(mail(said("* 1 EXISTS")), None);
        assert_eq!(mail(said("* OK FETCH")), None);
    }

    #[test]
    fn what_a_server_can_do_is_read_wherever_it_says_so() {
        let mut abilities = Abilities::default();
        abilities.learn("* OK [CAPABILITY IMAP4rev1 Idle AUTH=PLAIN] Dovecot ready.");
        assert!(abilities.has("IDLE") && abilities.has("AUTH=PLAIN"));
        abilities.learn("* CAPABILITY IMAP4rev1 MOVE");
        assert!(abilities.has("MOVE") && !abilities.has("IDLE"));
        abilities.learn("* OK ready");
        assert!(abilities.has("MOVE"));
        assert_eq!(
            number_of("* OK [UIDVALIDITY 17] valid", "UIDVALIDITY"),
            Some(17)
        );
        assert_eq!(exists("* 23 EXISTS"), Some(23));
        assert_eq!(found("* SEARCH 3 1 x 2").collect::<Vec<_>>(), [3, 1, 2]);
    }

    #[test]
    fn folders_are_written_as_servers_know_them() {
        for (name, written) in [
            ("INBOX", Some("\"INBOX\"")),
            ("Casi \"nuovi\"", Some("\"Casi \\\"nuovi\\\"\"")),
            ("Così & no", Some("\"Cos&AOw- &- no\"")),
            ("a\r\nb", None),
            ("", None),
        ] {
            assert_eq!(folder(name).as_deref(), written, "{name:?}");
        }
    }
}
