//! How an attempt fails: what a person can do about it, and what the server said.
//!
//! **The rule.** A [`Trouble`] is a thing a librarian or the administrator of the mail
//! server can do something about; `docs/mail.md` has a paragraph for each. Whether it is
//! of one letter or of all is the trouble's own ([`Trouble::concerns`]): a wrong password
//! must not make a failure of every letter that waits, and so nothing that concerns
//! every letter is ever [`Failure::Never`].

use std::fmt;

use serde::{Deserialize, Serialize};

/// How much of the server's own words is kept, in characters.
const LONGEST_WORDS: usize = 200;

/// How an attempt at a letter failed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "camelCase")]
pub enum Failure {
    /// It did not reach anybody, and may be tried again.
    #[error("not sent now: {why}")]
    NotNow {
        /// Why.
        why: Trouble,
        /// What the server said.
        detail: Detail,
    },
    /// It did not reach anybody, and will not be taken another time either.
    #[error("not sent: {why}")]
    Never {
        /// Why.
        why: Trouble,
        /// What the server said.
        detail: Detail,
    },
    /// The whole letter was handed over and the server's answer to it never came: it
    /// may have been sent, and sending it again might send it twice.
    #[error("perhaps sent: {why}")]
    Uncertain {
        /// Why.
        why: Trouble,
        /// What there is to say of it.
        detail: Detail,
    },
}

impl Failure {
    /// Why it failed.
    pub fn why(&self) -> Trouble {
        match self {
            Self::NotNow { why, .. } | Self::Never { why, .. } | Self::Uncertain { why, .. } => {
                *why
            }
        }
    }

    /// What the server said.
    pub fn detail(&self) -> &Detail {
        match self {
            Self::NotNow { detail, .. }
            | Self::Never { detail, .. }
            | Self::Uncertain { detail, .. } => detail,
        }
    }

    pub(crate) fn not_now(obstacle: Obstacle) -> Self {
        let Obstacle { why, detail } = obstacle;
        Self::NotNow { why, detail }
    }

    pub(crate) fn never(obstacle: Obstacle) -> Self {
        let Obstacle { why, detail } = obstacle;
        Self::Never { why, detail }
    }

    pub(crate) fn uncertain(obstacle: Obstacle) -> Self {
        let Obstacle { why, detail } = obstacle;
        Self::Uncertain { why, detail }
    }
}

/// What stands in the way, and what the server said of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[error("{why}")]
pub struct Obstacle {
    /// What it is.
    pub why: Trouble,
    /// What the server said, or the system.
    pub detail: Detail,
}

impl Obstacle {
    /// One of which nobody said anything.
    pub(crate) fn silent(why: Trouble) -> Self {
        let detail = Detail::default();
        Self { why, detail }
    }

    /// One with words for it.
    pub(crate) fn said(why: Trouble, words: &str) -> Self {
        let detail = Detail::words(words);
        Self { why, detail }
    }
}

macro_rules! troubles {
    ($($(#[$meta:meta])* $name:ident: $concern:ident, $words:literal;)*) => {
        /// What a person can do something about.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, thiserror::Error)]
        #[serde(rename_all = "camelCase")]
        pub enum Trouble {$(
            $(#[$meta])*
            #[error($words)]
            $name,
        )*}

        impl Trouble {
            /// Every trouble there is.
            pub const ALL: &[Self] = &[$(Self::$name),*];

            /// Whether it concerns one letter or all that wait.
            pub fn concerns(self) -> Concern {
                match self {$(
                    Self::$name => Concern::$concern,
                )*}
            }
        }
    };
}

troubles! {
    /// The server's name is not known, or names can't be looked up at all.
    NameNotFound: EveryLetter, "the mail server's name was not found";
    /// No connection comes about: nothing listens there, or a firewall is between.
    NobodyAnswers: EveryLetter, "nobody answers at the mail server's address";
    /// There is a connection, and an answer did not come in time.
    TooSlow: EveryLetter, "the mail server did not answer in time";
    /// The connection broke.
    Cut: EveryLetter, "the connection to the mail server broke";
    /// Something answers, and it is no mail server.
    NotAMailServer: EveryLetter, "what answers there is not a mail server";
    /// The server sends us away, whoever we are.
    TurnedAway: EveryLetter, "the mail server does not want to speak with this computer";
    /// The server says that it can't now: overloaded, about to stop, or too much at once.
    Busy: EveryLetter, "the mail server can't do it now";

    /// Encryption was asked for and the server does not offer it on this port.
    NoEncryption: EveryLetter, "the mail server offers no encryption on this port";
    /// Encryption did not come about: often the wrong port for the kind of encryption.
    EncryptionFailed: EveryLetter, "no encrypted connection came about";
    /// The certificate is not vouched for by anybody who is believed.
    CertificateNotTrusted: EveryLetter, "the mail server's certificate is not vouched for";
    /// The server shows the certificate of an authority, or one that signs itself.
    CertificateSignsItself: EveryLetter, "the mail server shows a certificate that only an authority may have";
    /// The certificate is for another name.
    CertificateForAnotherName: EveryLetter, "the mail server's certificate is for another name";
    /// The certificate has expired.
    CertificateExpired: EveryLetter, "the mail server's certificate has expired";
    /// The certificate is not valid yet: often this computer's clock is wrong.
    CertificateNotYetValid: EveryLetter, "the mail server's certificate is not valid yet";
    /// The certificate of the authority can't be read.
    BadAuthority: EveryLetter, "the authority's certificate can't be read";
    /// Letters would go in the clear to another computer.
    PlainOnlyAtHome: EveryLetter, "without encryption only a server on this computer may be used";

    /// A name for signing in is set, and no password.
    PasswordMissing: EveryLetter, "the account has no password";
    /// The server does not take name and password.
    WrongPassword: EveryLetter, "the mail server does not take the name and the password";
    /// The server wants somebody to sign in, and no name is set.
    SignInNeeded: EveryLetter, "the mail server wants somebody to sign in";
    /// The server offers no sign-in, or none by name and password.
    NoSignIn: EveryLetter, "the mail server offers no sign-in by name and password";
    /// The server does not take letters from this sender.
    SenderRefused: EveryLetter, "the mail server does not take letters from this sender";

    /// The mailbox, or the folder, is not there, or may not be opened.
    MailboxNotFound: EveryLetter, "the mailbox can't be opened";
    /// There is no room left in the mailbox.
    MailboxFull: EveryLetter, "the mailbox is full";

    /// The server asks to try this letter again later.
    Deferred: ThisLetter, "the mail server asks to try again later";
    /// The server does not take letters for this recipient.
    RecipientRefused: ThisLetter, "the mail server does not take letters for this recipient";
    /// The letter is longer than the server takes.
    TooLarge: ThisLetter, "the letter is too long for the mail server";
    /// The server does not take this letter.
    LetterRefused: ThisLetter, "the mail server does not take this letter";
    /// The letter itself can't be sent as it is.
    BadLetter: ThisLetter, "the letter can't be sent as it is";
}

/// How far a trouble reaches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Concern {
    /// This letter; the next one may go through.
    ThisLetter,
    /// The account or the server: the next letter would fare the same.
    EveryLetter,
}

/// What the server said: its code, its enhanced status and its words.
///
/// The words may name the recipient, so they are for the window and not for a log: the
/// debug form leaves them out.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Detail {
    /// The three digits of its answer.
    pub code: Option<u16>,
    /// What it says more exactly than the code does: `5.1.1`.
    pub status: Option<String>,
    /// Its words, or the system's: one line of printable ASCII, at most 200 characters.
    pub words: String,
}

impl Detail {
    /// Words alone, tidied.
    pub(crate) fn words(words: &str) -> Self {
        Self {
            words: printable(words),
            ..Self::default()
        }
    }

    /// The answer of a server. Its enhanced status is taken out of the words.
    pub(crate) fn answer(code: u16, text: &str) -> Self {
        let (first, rest) = text.split_once(' ').unwrap_or((text, ""));
        let (status, words) = if is_enhanced_status(first) {
            (Some(first.to_owned()), rest)
        } else {
            (None, text)
        };
        Self {
            code: Some(code),
            status,
            words: printable(words),
        }
    }
}

/// `5.1.1`: a class, a subject and a detail (RFC 3463).
fn is_enhanced_status(word: &str) -> bool {
    let mut numbers = word.split('.');
    let class = numbers.next().unwrap_or_default();
    let is_number =
        |one: &str| (1..=3).contains(&one.len()) && one.bytes().all(|one| one.is_ascii_digit());
    let rest: Vec<&str> = numbers.collect();
    matches!(class, "2" | "4" | "5") && rest.len() == 2 && rest.into_iter().all(is_number)
}

fn printable(words: &str) -> String {
    let plain = |one: char| match one {
        ' '..='~' => one,
        one if one.is_ascii_control() => ' ',
        _ => '?',
    };
    let plain: String = words.chars().take(4 * LONGEST_WORDS).map(plain).collect();
    let words: Vec<&str> = plain.split_whitespace().collect();
    words.join(" ").chars().take(LONGEST_WORDS).collect()
}

impl fmt::Display for Detail {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let code = self.code.map(|code| code.to_string());
        let parts = [code.as_deref(), self.status.as_deref(), Some(&*self.words)];
        let said: Vec<&str> = parts
            .into_iter()
            .flatten()
            .filter(|part| !part.is_empty())
            .collect();
        formatter.write_str(&said.join(" "))
    }
}

impl fmt::Debug for Detail {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let code = self.code.unwrap_or_default();
        let status = self.status.as_deref().unwrap_or("-");
        write!(formatter, "Detail({code} {status})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_taken_apart_and_bounded() {
        let detail = Detail::answer(550, "5.1.1 <ada@example.it> non esiste pi\u{f9}\u{7}\n ");
        assert_eq!(detail.status.as_deref(), Some("5.1.1"));
        assert_eq!(detail.words, "<ada@example.it> non esiste pi?");
        assert_eq!(
            detail.to_string(),
            "550 5.1.1 <ada@example.it> non esiste pi?"
        );
        assert_eq!(
            Detail::answer(550, &"x".repeat(9_000)).words.len(),
            LONGEST_WORDS
        );
        for not_a_status in ["5.1", "5.1.1.1", "6.1.1", "5.1.", "5.1234.1", "550", ""] {
            assert_eq!(
                Detail::answer(550, not_a_status).status,
                None,
                "{not_a_status}"
            );
        }
    }

    #[test]
    fn a_log_of_a_failure_has_no_words_of_the_server() {
        let detail = Detail::answer(550, "5.1.1 ada@example.it is unknown");
        let why = Trouble::RecipientRefused;
        let failure = Failure::Never { why, detail };
        assert_eq!(
            format!("{failure:?} {failure}"),
            "Never { why: RecipientRefused, detail: Detail(550 5.1.1) } \
             not sent: the mail server does not take letters for this recipient"
        );
    }

    #[test]
    fn every_trouble_has_a_paragraph_in_the_documentation() {
        let page = include_str!("../../../docs/mail.md");
        for trouble in Trouble::ALL {
            let code = serde_json::to_value(trouble).expect("a word");
            let code = code.as_str().expect("a word");
            assert!(
                page.contains(&format!("`{code}`")),
                "{code} is not in docs/mail.md"
            );
        }
    }
}
