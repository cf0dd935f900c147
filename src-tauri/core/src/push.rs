//! Browsers that take pushes: what a browser hands over when its owner wants to be
//! told there. The address is chosen by whoever sends it: nothing may be sent to it
//! before somebody who knows the push services has judged it.

use serde::{Deserialize, Serialize};

/// How many browsers may be told of one thread; one more takes the place of the oldest.
pub const MOST_DEVICES: u32 = 5;
/// The longest address of a push service that is taken. Those of today have less than
/// half of it.
pub const LONGEST_ENDPOINT: usize = 1024;
/// An uncompressed point of P-256 in base64url.
const KEY: usize = 87;
/// Sixteen bytes in base64url.
const AUTH: usize = 22;

/// A browser that takes pushes.
#[derive(Clone, PartialEq, Eq)]
pub struct PushSubscription {
    endpoint: String,
    key: String,
    auth: String,
}

/// What was handed over is no subscription.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no subscription of a browser")]
pub struct NoSubscription;

impl PushSubscription {
    /// Judges the form of it: an address in plain letters, and two keys of the right
    /// length in base64url.
    ///
    /// # Errors
    /// [`NoSubscription`].
    pub fn parse(endpoint: &str, key: &str, auth: &str) -> Result<Self, NoSubscription> {
        let is_short = (1..=LONGEST_ENDPOINT).contains(&endpoint.len());
        let is_plain = endpoint.chars().all(|c| c.is_ascii_graphic());
        let fits = is_base64(key, KEY) && is_base64(auth, AUTH);
        (is_short && is_plain && fits)
            .then(|| Self {
                endpoint: endpoint.into(),
                key: key.into(),
                auth: auth.into(),
            })
            .ok_or(NoSubscription)
    }

    /// The address of the push service that leads to this browser.
    pub fn endpoint(&self) -> &str {
        &self.endpoint
    }

    /// The browser's public key, in base64url.
    pub fn key(&self) -> &str {
        &self.key
    }

    /// What browser and server share, in base64url.
    pub fn auth(&self) -> &str {
        &self.auth
    }
}

/// Whoever has all of it can write to the browser: it is in no log.
impl std::fmt::Debug for PushSubscription {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("PushSubscription(…)")
    }
}

/// Which browser: made of the address of its subscription by a hash, so that it can be
/// told without telling the address.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(as = "String"))]
pub struct DeviceId(pub String);

impl std::fmt::Display for DeviceId {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(formatter)
    }
}

fn is_base64(text: &str, length: usize) -> bool {
    let is_letter = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    text.len() == length && text.chars().all(is_letter)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_subscription_has_an_address_in_plain_letters_and_keys_of_the_right_length() {
        let (address, key, auth) = ("https://push.example/a", "k".repeat(87), "a".repeat(22));
        let read = PushSubscription::parse(address, &key, &auth).expect("a subscription");
        assert_eq!((read.endpoint(), read.key()), (address, key.as_str()));
        assert!(!format!("{read:?}").contains("push.example"));
        let long = format!("https://push.example/{}", "x".repeat(LONGEST_ENDPOINT));
        for bad in [
            "",
            "https://push.example/\r\nX: y",
            "https://pùsh.example",
            &long,
        ] {
            assert_eq!(
                PushSubscription::parse(bad, &key, &auth),
                Err(NoSubscription),
                "{bad}"
            );
        }
        for (key, auth) in [(&key[1..], auth.as_str()), (&key, &auth[1..]), (&key, "'")] {
            assert!(PushSubscription::parse(address, key, auth).is_err());
        }
    }
}
