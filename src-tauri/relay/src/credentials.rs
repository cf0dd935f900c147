//! Credentials after the TURN REST scheme: `<unix expiry>:<holder>` and its
//! HMAC-SHA1 under a secret that the desk server shares with its TURN server.
//!
//! The holder is `<call>.<party>`: the call is what a credential is given for, and the
//! two parties of a call do not take from each other what each may use.

use std::fmt;
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use rand::distr::{Alphanumeric, SampleString};

use crate::message::{self, Key};

/// How long an allocation can be made with a credential, at most.
pub const LIFETIME: Duration = Duration::from_secs(10 * 60);
/// What is longer was not made here.
const LONGEST_USERNAME: usize = 200;

/// What the desk server and its TURN server both know. Never written anywhere.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

/// A user name and a password, for one party of one call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Credentials {
    /// `<unix expiry>:<call>.<party>`.
    pub username: String,
    /// In Base64.
    pub password: String,
}

/// A user name, taken apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Username<'text> {
    /// In seconds since 1970 UTC.
    pub(crate) expiry: u64,
    pub(crate) holder: &'text str,
}

impl Secret {
    /// A secret that somebody chose.
    pub fn new(secret: String) -> Self {
        Self(secret)
    }

    /// A secret that lives as long as the process.
    pub fn random() -> Self {
        Self(Alphanumeric.sample_string(&mut rand::rng(), 43))
    }

    /// The secret itself, for a place where it is kept.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// Credentials for a party of a call. `now` is in seconds since 1970 UTC.
    pub fn credentials(&self, call: &str, party: &str, now: u64) -> Credentials {
        self.credentials_for(LIFETIME, call, party, now)
    }

    /// The same, good for a shorter time.
    pub fn credentials_for(
        &self,
        lifetime: Duration,
        call: &str,
        party: &str,
        now: u64,
    ) -> Credentials {
        let expiry = now.saturating_add(lifetime.min(LIFETIME).as_secs());
        let username = format!("{expiry}:{call}.{party}");
        let password = self.password(&username);
        Credentials { username, password }
    }

    fn password(&self, username: &str) -> String {
        STANDARD.encode(message::hmac_sha1(self.0.as_bytes(), username.as_bytes()))
    }

    /// The key of the long-term credential mechanism, whoever it may be.
    pub(crate) fn key(&self, username: &str, realm: &str) -> Key {
        message::long_term_key(username, realm, &self.password(username))
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

impl<'text> Username<'text> {
    /// Nothing when it is none of ours.
    pub(crate) fn parse(text: &'text str) -> Option<Self> {
        if text.len() > LONGEST_USERNAME {
            return None;
        }
        let (expiry, holder) = text.split_once(':')?;
        let expiry = expiry.parse().ok()?;
        (!holder.is_empty()).then_some(Self { expiry, holder })
    }

    pub(crate) fn has_expired(&self, now: u64) -> bool {
        self.expiry <= now
    }
}

/// The call of a holder.
pub(crate) fn call_of(holder: &str) -> &str {
    holder.rsplit_once('.').map_or(holder, |(call, _)| call)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn they_are_those_that_coturn_computes() {
        // printf %s 1700000600:chiamata42.patron \
        //   | openssl dgst -sha1 -hmac s3greto -binary | base64
        let made = Secret::new("s3greto".into()).credentials("chiamata42", "patron", 1_700_000_000);
        assert_eq!(made.username, "1700000600:chiamata42.patron");
        assert_eq!(made.password, "+UvFZglELo1fojeEEg9TmXwFFiI=");
    }

    #[test]
    fn a_user_name_says_until_when_and_for_whom() {
        let name = Username::parse("1700000600:a-b.seat").expect("one of ours");
        assert_eq!((name.expiry, name.holder), (1_700_000_600, "a-b.seat"));
        assert!(name.has_expired(1_700_000_600) && !name.has_expired(1_700_000_599));
        assert_eq!(call_of(name.holder), "a-b");
        assert_eq!(call_of("alone"), "alone");
    }

    #[test]
    fn what_is_no_user_name_of_ours_is_none() {
        for text in [
            "",
            "x",
            "12",
            "12:",
            ":x",
            "-1:x",
            "1 :x",
            "99999999999999999999:x",
        ] {
            assert_eq!(Username::parse(text), None, "{text}");
        }
        assert_eq!(Username::parse(&format!("1:{}", "x".repeat(200))), None);
    }

    #[test]
    fn a_secret_is_never_shown() {
        let secret = Secret::random();
        assert!(!format!("{secret:?}").contains(&secret.0));
        assert_ne!(secret, Secret::random());
    }
}
