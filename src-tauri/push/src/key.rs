//! The key by which push services know the server (VAPID, RFC 8292). Browsers tie
//! their subscriptions to it: a server that loses it can write to none of them any more.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use p256::ecdsa::signature::Signer;
use p256::ecdsa::{Signature, SigningKey};
use serde_json::json;
use url::Url;

/// How long a signature is good, in seconds. Services take up to a day; half of it
/// leaves room for a clock that is wrong by hours.
const LASTS: i64 = 12 * 60 * 60;

/// See the module.
#[derive(Clone)]
pub struct ServerKey(SigningKey);

/// What was read is no key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no key for pushes")]
pub struct BadKey;

impl ServerKey {
    /// A new one.
    pub fn random() -> Self {
        loop {
            // One in 2³² of all strings of 32 bytes is no key.
            if let Ok(key) = SigningKey::from_slice(&rand::random::<[u8; 32]>()) {
                return Self(key);
            }
        }
    }

    /// Reads what [`ServerKey::to_text`] wrote.
    ///
    /// # Errors
    /// [`BadKey`].
    pub fn from_text(text: &str) -> Result<Self, BadKey> {
        let bytes = URL_SAFE_NO_PAD.decode(text.trim()).map_err(|_| BadKey)?;
        SigningKey::from_slice(&bytes).map(Self).map_err(|_| BadKey)
    }

    /// The secret half, to be kept.
    pub fn to_text(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.0.to_bytes())
    }

    /// The public half, as browsers take it.
    pub fn public(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.0.verifying_key().to_encoded_point(false).as_bytes())
    }

    /// The value of `Authorization` for one push service. `contact` is whom its operator
    /// can turn to, `mailto:` or `https:`; `now` is in milliseconds since 1970 UTC.
    pub(crate) fn authorization(&self, service: &Url, contact: Option<&str>, now: i64) -> String {
        let mut claims = json!({
            "aud": service.origin().ascii_serialization(),
            "exp": now / 1_000 + LASTS,
        });
        if let Some(contact) = contact {
            claims["sub"] = contact.into();
        }
        let part = |part: serde_json::Value| URL_SAFE_NO_PAD.encode(part.to_string());
        let head = part(json!({ "typ": "JWT", "alg": "ES256" }));
        let said = format!("{head}.{}", part(claims));
        let signature: Signature = self.0.sign(said.as_bytes());
        let signature = URL_SAFE_NO_PAD.encode(signature.to_bytes());
        format!("vapid t={said}.{signature}, k={}", self.public())
    }
}

impl std::fmt::Debug for ServerKey {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "ServerKey({})", self.public())
    }
}

#[cfg(test)]
mod tests {
    use p256::ecdsa::VerifyingKey;
    use p256::ecdsa::signature::Verifier;
    use serde_json::Value;

    use super::*;

    #[test]
    fn a_key_is_read_again_and_its_secret_half_is_in_no_log() {
        let key = ServerKey::random();
        let read = ServerKey::from_text(&format!("{}\n", key.to_text())).expect("a key");
        assert_eq!(read.public(), key.public());
        assert_eq!(key.public().len(), 87);
        assert!(!format!("{key:?}").contains(&key.to_text()));
        for bad in ["", "no key", "AAAA", &URL_SAFE_NO_PAD.encode([0; 32])] {
            assert_eq!(ServerKey::from_text(bad).err(), Some(BadKey), "{bad}");
        }
    }

    #[test]
    fn a_signature_names_the_service_ends_within_a_day_and_holds() {
        let key = ServerKey::random();
        let service: Url = "https://push.example:8443/to/somebody?a=b"
            .parse()
            .expect("an address");
        let header = key.authorization(&service, Some("mailto:b@example.org"), 1_800_000_000_000);
        let (token, public) = header
            .strip_prefix("vapid t=")
            .and_then(|rest| rest.split_once(", k="))
            .expect("both parts");
        assert_eq!(public, key.public());
        let (said, signature) = token.rsplit_once('.').expect("signed");
        let point = URL_SAFE_NO_PAD.decode(public).expect("base64");
        let public = VerifyingKey::from_sec1_bytes(&point).expect("a point");
        let signature = URL_SAFE_NO_PAD.decode(signature).expect("base64");
        let signature = Signature::from_slice(&signature).expect("a signature");
        public
            .verify(said.as_bytes(), &signature)
            .expect("it holds");
        let (_, claims) = said.split_once('.').expect("a head");
        let claims = URL_SAFE_NO_PAD.decode(claims).expect("base64");
        let claims: Value = serde_json::from_slice(&claims).expect("JSON");
        assert_eq!(claims["aud"], "https://push.example:8443");
        assert_eq!(claims["exp"], 1_800_043_200);
        assert_eq!(claims["sub"], "mailto:b@example.org");
    }
}
