//! Appointments kept in a calendar on a CalDAV server (RFC 4791): Nextcloud, Radicale and
//! their like.
//!
//! [`find`] says which calendars an account has, [`put`] keeps an appointment in one of
//! them, [`remove`] takes it out again.
//!
//! **The rule.** What somebody has changed in the calendar is never written over: an
//! appointment is created only where there is none, and changed or removed only as it was
//! when we last saw it. The password goes to the host that the account names and to no
//! other, encrypted, unless that host is this very computer. Every step has an end in
//! time and every answer one in length; how it failed is a [`Fault`].

mod ask;
mod find;
mod keep;
mod way;
mod xml;

use std::fmt;
use std::time::Duration;

use sportello_core::{Attempt, Cause, Span, Trouble};
use url::Url;
use zeroize::Zeroizing;

pub use find::find;
pub use keep::{put, remove};

/// An account on a calendar server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// The server, or anything of it that the account may know: its name, its page for
    /// CalDAV, or the calendar itself. `https://` where nothing else is said; `http://`
    /// is for a server on this computer.
    pub address: String,
    /// Who signs in.
    pub user: String,
    /// The password; best one that was made for this alone.
    pub password: Secret,
    /// Who vouches for the server, in PEM, where that is nobody the computer knows; may
    /// be empty. Where it is given, it alone is believed.
    pub authority: String,
}

/// A password. It can't be printed, and leaves the memory when dropped.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(Zeroizing<String>);

impl Secret {
    /// Takes it into keeping.
    pub fn new(password: impl Into<String>) -> Self {
        Self(Zeroizing::new(password.into()))
    }

    fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Secret(…)")
    }
}

/// A calendar on a server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Collection {
    /// Where it is: a whole address, for [`put`] and [`remove`].
    pub href: String,
    /// What it is called there.
    pub name: String,
    /// Whether appointments can be kept in it: it is made for them, and this account may
    /// write.
    pub takes_events: bool,
    /// Its colour: `#rrggbb`.
    pub colour: Option<String>,
}

/// Which state of an appointment a server has; it changes with each change there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ETag(String);

impl ETag {
    /// One as it was kept; none where no server says such a thing.
    pub fn new(text: &str) -> Option<Self> {
        // With W/ it would never match: servers and what stands before them disagree.
        let text = text.trim();
        let text = text.strip_prefix("W/").unwrap_or(text);
        let is_one =
            (1..=1_000).contains(&text.len()) && text.bytes().all(|one| one.is_ascii_graphic());
        is_one.then(|| Self(text.to_owned()))
    }

    /// Its text, to be kept.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// How keeping an appointment came out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Put {
    /// It is there. The state it has is known, unless the server does not say.
    Stored(Option<ETag>),
    /// Somebody has changed it there, or removed it; what they did stands.
    ChangedThere,
    /// It came out otherwise.
    Failed(Fault),
}

/// How taking an appointment out of a calendar came out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Remove {
    /// It is not there, or no more.
    Removed,
    /// Somebody has changed it there; it still stands.
    ChangedThere,
    /// It came out otherwise.
    Failed(Fault),
}

/// How an attempt failed; the same as the [`Attempt`] of that name, which it can be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Not now; perhaps later.
    NotNow {
        /// What was in the way.
        trouble: Trouble,
        /// For how long the server wants to be left in peace, if it says so.
        peace: Option<Span>,
    },
    /// It would be the same with any appointment.
    NoWay {
        /// What was in the way.
        trouble: Trouble,
        /// For how long the server wants to be left in peace, if it says so.
        peace: Option<Span>,
    },
    /// Never, however often it is tried.
    Never(Trouble),
    /// It was cut off after the server may have done it. It can be tried again: what is
    /// there already is known again.
    Uncertain(Trouble),
}

impl Fault {
    /// What was in the way.
    pub const fn trouble(&self) -> &Trouble {
        match self {
            Self::NotNow { trouble, .. }
            | Self::NoWay { trouble, .. }
            | Self::Never(trouble)
            | Self::Uncertain(trouble) => trouble,
        }
    }

    const fn not_now(trouble: Trouble) -> Self {
        let peace = None;
        Self::NotNow { trouble, peace }
    }

    const fn no_way(trouble: Trouble) -> Self {
        let peace = None;
        Self::NoWay { trouble, peace }
    }
}

impl From<Fault> for Attempt {
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::NotNow { trouble, peace } => Self::NotNow { trouble, peace },
            Fault::NoWay { trouble, peace } => Self::NoWay { trouble, peace },
            Fault::Never(trouble) => Self::Never(trouble),
            Fault::Uncertain(trouble) => Self::Uncertain(trouble),
        }
    }
}

/// How long is waited for what.
#[derive(Clone, Copy, Debug)]
struct Patience {
    /// For the server's name, for a connection to each of its addresses, and for its
    /// encryption.
    connection: Duration,
    /// For an answer to begin, and then for it to end.
    answer: Duration,
    /// For everything that belongs together.
    whole: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            connection: Duration::from_secs(10),
            answer: Duration::from_secs(20),
            whole: Duration::from_secs(90),
        }
    }
}

/// An account's server, as it is spoken to.
struct Server<'a> {
    account: &'a Account,
    /// What the account names.
    address: Url,
    patience: Patience,
}

impl<'a> Server<'a> {
    fn of(account: &'a Account, patience: Patience) -> Result<Self, Trouble> {
        let not_set = |words: &str| Trouble::new(Cause::NotSet, words);
        let text = account.address.trim();
        let whole = match text.contains("://") {
            true => text.to_owned(),
            false => format!("https://{text}"),
        };
        let address = Url::parse(&whole).map_err(|why| not_set(&why.to_string()))?;
        let is_plain = address.username().is_empty() && address.password().is_none();
        if !matches!(address.scheme(), "http" | "https") || !address.has_host() || !is_plain {
            return Err(not_set("an address is like https://cloud.example/"));
        }
        if !account.user.is_empty() && account.password.reveal().is_empty() {
            return Err(Trouble::new(Cause::PasswordMissing, ""));
        }
        Ok(Self {
            account,
            address,
            patience,
        })
    }

    /// Where something leads; only to the host that the account names. What leads there
    /// without encryption is asked with it: servers behind another one often do not know
    /// that they are encrypted.
    fn leads(&self, from: &Url, to: &str) -> Result<Url, Trouble> {
        let strange = |to: &str| Trouble::new(Cause::NotACalendar, to);
        let mut url = from.join(to.trim()).map_err(|_| strange(to))?;
        if url.host() != self.address.host() {
            let host = url.host_str().unwrap_or_default();
            return Err(Trouble::new(Cause::PlaceForbidden, host));
        }
        url.set_fragment(None);
        match (self.address.scheme(), url.scheme()) {
            (_, "https") | ("http", "http") => Ok(url),
            (_, "http") => {
                let _ = url.set_scheme("https");
                let _ = url.set_port(self.address.port());
                Ok(url)
            }
            _ => Err(strange(to)),
        }
    }
}

#[cfg(test)]
mod tests;
