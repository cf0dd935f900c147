//! A browser to which a push can go: its subscription, read and judged.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use p256::PublicKey;
use sha2::{Digest, Sha256};
use sportello_core::{DeviceId, PushSubscription};
use url::Url;
use web_push_native::{Auth, encrypt};

use crate::services::{Services, Trust};

/// A browser to which a push can go.
#[derive(Clone)]
pub struct Target {
    pub(crate) url: Url,
    pub(crate) trust: Trust,
    key: PublicKey,
    auth: Auth,
}

/// Why nothing can go there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unfit {
    /// The address or a key can't be read.
    #[error("the subscription can't be read")]
    Unreadable,
    /// Its push service is not spoken to.
    #[error("its push service is not spoken to")]
    UnknownService,
}

impl Target {
    /// Reads a subscription, if its push service is spoken to.
    ///
    /// # Errors
    /// Why nothing can go there.
    pub fn read(subscription: &PushSubscription, services: &Services) -> Result<Self, Unfit> {
        let url: Url = subscription
            .endpoint()
            .parse()
            .map_err(|_| Unfit::Unreadable)?;
        let trust = services.judge(&url).ok_or(Unfit::UnknownService)?;
        let key = bytes(subscription.key())?;
        let key = PublicKey::from_sec1_bytes(&key).map_err(|_| Unfit::Unreadable)?;
        let auth: [u8; 16] = bytes(subscription.auth())?
            .try_into()
            .map_err(|_| Unfit::Unreadable)?;
        Ok(Self {
            url,
            trust,
            key,
            auth: auth.into(),
        })
    }

    /// The host of its push service, as people may see it.
    pub fn host(&self) -> &str {
        self.url.host_str().unwrap_or_default()
    }

    /// For nobody's eyes but the browser's.
    pub(crate) fn encrypted(&self, text: &str) -> Option<Vec<u8>> {
        encrypt(text.into(), &self.key, &self.auth).ok()
    }
}

/// Which browser a subscription belongs to.
pub fn device_of(subscription: &PushSubscription) -> DeviceId {
    let hash = Sha256::digest(subscription.endpoint().as_bytes());
    DeviceId(URL_SAFE_NO_PAD.encode(hash))
}

fn bytes(text: &str) -> Result<Vec<u8>, Unfit> {
    URL_SAFE_NO_PAD.decode(text).map_err(|_| Unfit::Unreadable)
}

#[cfg(test)]
mod tests {
    use p256::SecretKey;
    use web_push_native::decrypt;

    use super::*;

    const AUTH: &str = "BTBZMqHH6r4Tts7J_aSIgg";

    fn subscription(endpoint: &str, key: &str) -> PushSubscription {
        PushSubscription::parse(endpoint, key, AUTH).expect("a subscription")
    }

    fn browser() -> (SecretKey, String) {
        // The receiver of RFC 8291, appendix A.
        let secret = bytes("q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94").expect("base64");
        let secret = SecretKey::from_slice(&secret).expect("a key");
        let point = secret.public_key().to_sec1_bytes();
        let point = PublicKey::from_sec1_bytes(&point).expect("a point");
        let public = URL_SAFE_NO_PAD.encode(
            p256::elliptic_curve::sec1::ToEncodedPoint::to_encoded_point(&point, false).as_bytes(),
        );
        (secret, public)
    }

    #[test]
    fn only_the_browser_reads_what_was_encrypted_for_it() {
        let (secret, public) = browser();
        let known = subscription("https://web.push.apple.com/a", &public);
        let target = Target::read(&known, &Services::default()).expect("it can be read");
        let sealed = target
            .encrypted("La biblioteca ha risposto.")
            .expect("sealed");
        assert!(sealed.len() < 4096);
        let auth: [u8; 16] = bytes(AUTH).expect("base64").try_into().expect("sixteen");
        let read = decrypt(sealed.clone(), &secret, &auth.into()).expect("it opens");
        assert_eq!(read, b"La biblioteca ha risposto.");
        assert!(decrypt(sealed, &secret, &[0; 16].into()).is_err());
        assert_eq!(target.host(), "web.push.apple.com");
    }

    #[test]
    fn the_example_of_the_standard_opens() {
        let sealed = "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIg\
             Dll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZ\
             wbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN";
        let (secret, _) = browser();
        let auth: [u8; 16] = bytes(AUTH).expect("base64").try_into().expect("sixteen");
        let read = decrypt(bytes(sealed).expect("base64"), &secret, &auth.into());
        let read = read.expect("it opens");
        assert_eq!(read, b"When I grow up, I want to be a watermelon");
    }

    #[test]
    fn a_key_that_is_no_point_and_a_service_that_is_not_known_are_refused() {
        let (_, public) = browser();
        let no_point = "B".repeat(87);
        for (endpoint, key, why) in [
            ("https://web.push.apple.com/a", &no_point, Unfit::Unreadable),
            ("https://intranet.example/a", &public, Unfit::UnknownService),
            ("nowhere", &public, Unfit::Unreadable),
        ] {
            let read = Target::read(&subscription(endpoint, key), &Services::default());
            assert_eq!(read.err(), Some(why), "{endpoint}");
        }
    }

    #[test]
    fn a_browser_is_known_by_its_address_alone() {
        let (_, public) = browser();
        let one = device_of(&subscription("https://web.push.apple.com/a", &public));
        assert_eq!(one.0.len(), 43);
        let again = subscription("https://web.push.apple.com/a", &"C".repeat(87));
        assert_eq!(device_of(&again), one);
        let other = subscription("https://web.push.apple.com/b", &public);
        assert_ne!(device_of(&other), one);
    }
}
