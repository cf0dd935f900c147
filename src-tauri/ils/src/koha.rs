//! Koha, asked over its REST API.
//!
//! **The rule.** The password goes to the host that the account names and to no other,
//! encrypted, unless that host is this very computer; nothing leads elsewhere. Every step
//! has an end in time, every answer one in length, and calls are spaced, so that the
//! counter goes on working while we read. What the account may not see is empty, not an
//! error: Koha hides patrons of other libraries.
//!
//! Made after the public description of the API (api.koha-community.org), not after its
//! code.

mod answers;
mod ask;
mod read;
mod renew;
mod sign;
mod way;

use std::fmt;
use std::sync::Mutex;
use std::time::Duration;

use async_trait::async_trait;
use chrono::{DateTime, NaiveDate};
use chrono_tz::Tz;
use sportello_core::{LoanData, NotRenewed, Renewal, SourceCause, SourceTrouble};
use tokio::time::Instant;
use url::Url;
use zeroize::Zeroizing;

use crate::source::{Abilities, LoanNow, LoanSource, Progress, Tried, Wanted};

/// An account on a Koha.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KohaAccount {
    /// The server: its name, its page, or its API. `https://` where nothing else is said;
    /// `http://` is for a server on this computer.
    pub address: String,
    /// How the account signs in.
    pub sign_in: SignIn,
    /// Who vouches for the server, in PEM, where that is nobody the computer knows; may
    /// be empty. Where it is given, it alone is believed.
    pub authority: String,
}

/// How an account signs in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SignIn {
    /// With an API key (`RESTOAuth2ClientCredentials`).
    OAuth {
        /// The client's id.
        id: String,
        /// Its secret.
        secret: Secret,
    },
    /// With a user and a password (`RESTBasicAuth`).
    Basic {
        /// The user.
        user: String,
        /// The password.
        password: Secret,
    },
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

/// How long is waited for what.
#[derive(Clone, Copy, Debug)]
struct Patience {
    /// For the server's name, for a connection to each of its addresses, and for its
    /// encryption.
    connection: Duration,
    /// For an answer to begin, and then for it to end.
    answer: Duration,
    /// Between the beginnings of two calls.
    pace: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            connection: Duration::from_secs(10),
            answer: Duration::from_secs(30),
            pace: Duration::from_millis(50),
        }
    }
}

/// A Koha that can be asked. It keeps a token while it lives, and nothing else.
pub struct Koha {
    account: KohaAccount,
    /// Where its API begins.
    root: Url,
    /// The library's zone.
    zone: Tz,
    patience: Patience,
    token: tokio::sync::Mutex<Option<sign::Token>>,
    /// Connections that stand open between two calls.
    lines: Mutex<Vec<ask::Line>>,
    /// When the next call may begin.
    next_call: tokio::sync::Mutex<Option<Instant>>,
}

impl Koha {
    /// The Koha of an account; the days of loans are those of `zone`. Nobody is asked yet.
    ///
    /// # Errors
    /// [`SourceCause::NotSet`] and [`SourceCause::PasswordMissing`].
    pub fn new(account: KohaAccount, zone: Tz) -> Result<Self, SourceTrouble> {
        let root = root(&account.address)?;
        let (who, secret) = match &account.sign_in {
            SignIn::OAuth { id, secret } => (id, secret),
            SignIn::Basic { user, password } => (user, password),
        };
        if who.trim().is_empty() {
            return Err(SourceTrouble::new(SourceCause::NotSet, "nobody signs in"));
        }
        if secret.reveal().is_empty() {
            return Err(SourceCause::PasswordMissing.into());
        }
        Ok(Self {
            account,
            root,
            zone,
            patience: Patience::default(),
            token: tokio::sync::Mutex::default(),
            lines: Mutex::default(),
            next_call: tokio::sync::Mutex::default(),
        })
    }

    /// The day of an instant, where the library is; of a day, itself.
    fn day(&self, text: &str) -> Option<NaiveDate> {
        let instant = DateTime::parse_from_rfc3339(text).ok();
        let day = instant.map(|instant| instant.with_timezone(&self.zone).date_naive());
        day.or_else(|| text.get(..10)?.parse().ok())
    }
}

/// Where the API of an address begins.
fn root(address: &str) -> Result<Url, SourceTrouble> {
    let not_set = |words: &str| SourceTrouble::new(SourceCause::NotSet, words);
    let text = address.trim();
    let whole = match text.contains("://") {
        true => text.to_owned(),
        false => format!("https://{text}"),
    };
    let mut url = Url::parse(&whole).map_err(|why| not_set(&why.to_string()))?;
    let is_plain = url.username().is_empty() && url.password().is_none();
    if !matches!(url.scheme(), "http" | "https") || !url.has_host() || !is_plain {
        return Err(not_set("an address is like https://koha.example/"));
    }
    url.set_query(None);
    url.set_fragment(None);
    let path = url.path();
    // What is copied from a browser's bar is a page of it.
    let before = match path.find("/api/v1").or_else(|| path.find("/cgi-bin/")) {
        Some(at) => &path[..at],
        None => path.trim_end_matches('/'),
    };
    let path = format!("{before}/api/v1/");
    url.set_path(&path);
    Ok(url)
}

#[async_trait]
impl LoanSource for Koha {
    fn abilities(&self) -> Abilities {
        Abilities {
            looks_up: true,
            renews: true,
        }
    }

    async fn try_it(&self) -> Result<Tried, SourceTrouble> {
        self.tried().await
    }

    async fn read(
        &self,
        wanted: Wanted,
        progress: &(dyn Fn(Progress) + Send + Sync),
    ) -> Result<LoanData, SourceTrouble> {
        self.read_all(wanted, progress).await
    }

    async fn loan(&self, key: &str) -> Result<Option<LoanNow>, SourceTrouble> {
        self.looked_up(key).await
    }

    async fn renew(&self, key: &str) -> Result<Result<Renewal, NotRenewed>, SourceTrouble> {
        self.renewed(key).await
    }
}

impl fmt::Debug for Koha {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = formatter.debug_struct("Koha");
        shown
            .field("root", &self.root.as_str())
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
