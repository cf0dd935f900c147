//! The push services that the server speaks to: those of the browsers, and what the
//! operator named besides.

use std::str::FromStr;

use serde::Deserialize;
use url::{Host, Url};

/// The push services of Chrome and its relatives, of Firefox, and behind a dot those
/// of Apple and of Edge, which have many names.
const KNOWN: [&str; 4] = [
    "fcm.googleapis.com",
    "updates.push.services.mozilla.com",
    ".push.apple.com",
    ".notify.windows.com",
];

/// A push service that the operator named: `https://push.example`, with a port if it
/// has one; on this computer `http://127.0.0.1:28090`, too.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct Service(Url);

impl TryFrom<String> for Service {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}

impl FromStr for Service {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = |why: &str| format!("“{text}” {why}");
        let url: Url = text
            .trim()
            .parse()
            .map_err(|_| wrong("is no address such as https://push.example"))?;
        let is_bare = url.path() == "/" && url.query().is_none() && url.fragment().is_none();
        if !is_bare || !url.username().is_empty() || url.password().is_some() {
            return Err(wrong("must be a bare address without a path"));
        }
        match url.scheme() {
            "https" if url.host().is_some() => Ok(Self(url)),
            "http" if is_this_computer(&url) => Ok(Self(url)),
            _ => Err(wrong(
                "must begin with https://; http:// is for 127.0.0.1 and localhost alone",
            )),
        }
    }
}

/// How far a push service is trusted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Trust {
    /// Its name is known; where it leads must be public.
    Known,
    /// The operator named it, wherever it leads.
    Named,
}

/// The push services that the server speaks to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Services {
    named: Vec<Service>,
}

impl Services {
    /// Those that are known, and these besides.
    pub fn with(named: Vec<Service>) -> Self {
        Self { named }
    }

    /// How far an address is trusted; none for one that is not spoken to.
    pub(crate) fn judge(&self, url: &Url) -> Option<Trust> {
        if !url.username().is_empty() || url.password().is_some() {
            return None;
        }
        let is_named = |service: &Service| service.0.origin() == url.origin();
        if self.named.iter().any(is_named) {
            return Some(Trust::Named);
        }
        let Some(Host::Domain(host)) = url.host() else {
            return None;
        };
        let is_it = |known: &str| match known.strip_prefix('.') {
            Some(_) => host.len() > known.len() && host.ends_with(known),
            None => *host == *known,
        };
        let is_usual = url.scheme() == "https" && url.port().is_none();
        (is_usual && KNOWN.iter().any(|known| is_it(known))).then_some(Trust::Known)
    }
}

fn is_this_computer(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judged(services: &Services, url: &str) -> Option<Trust> {
        services.judge(&url.parse().expect("an address"))
    }

    #[test]
    fn the_services_of_the_browsers_are_known_and_nothing_that_looks_like_them() {
        let services = Services::default();
        for good in [
            "https://fcm.googleapis.com/fcm/send/abc",
            "https://updates.push.services.mozilla.com/wpush/v2/abc",
            "https://web.push.apple.com/abc",
            "https://api.sandbox.push.apple.com/abc",
            "https://wns2-par02p.notify.windows.com/w/?token=abc",
            "https://FCM.googleapis.com:443/abc",
        ] {
            assert_eq!(judged(&services, good), Some(Trust::Known), "{good}");
        }
        for bad in [
            "http://fcm.googleapis.com/abc",
            "https://fcm.googleapis.com:8443/abc",
            "https://user@fcm.googleapis.com/abc",
            "https://fcm.googleapis.com.evil.example/abc",
            "https://evil-fcm.googleapis.com/abc",
            "https://evilpush.apple.com/abc",
            "https://push.apple.com/abc",
            "https://.push.apple.com/abc",
            "https://127.0.0.1/abc",
            "https://[::1]/abc",
            "https://localhost/abc",
            "https://example.org/fcm.googleapis.com",
            "https://example.org/?.push.apple.com",
            "ftp://fcm.googleapis.com/abc",
            "file:///etc/passwd",
        ] {
            assert_eq!(judged(&services, bad), None, "{bad}");
        }
    }

    #[test]
    fn what_the_operator_named_is_spoken_to_at_its_port_alone() {
        let named = ["http://127.0.0.1:28090", "https://push.example"];
        let named = named.map(|one| one.parse().expect("a service"));
        let services = Services::with(named.to_vec());
        for good in ["http://127.0.0.1:28090/notify/a", "https://push.example/a"] {
            assert_eq!(judged(&services, good), Some(Trust::Named), "{good}");
        }
        for bad in [
            "http://127.0.0.1:28091/a",
            "https://127.0.0.1:28090/a",
            "http://push.example/a",
            "https://push.example:8443/a",
        ] {
            assert_eq!(judged(&services, bad), None, "{bad}");
        }
    }

    #[test]
    fn what_can_be_named_is_a_bare_address_over_tls_or_on_this_computer() {
        for bad in [
            "push.example",
            "http://push.example",
            "http://10.0.0.1:80",
            "https://push.example/path",
            "https://push.example/?a",
            "https://me:secret@push.example",
        ] {
            assert!(bad.parse::<Service>().is_err(), "{bad}");
        }
        for good in [
            "http://localhost:1",
            "http://[::1]:1",
            "https://10.0.0.1:8443",
        ] {
            assert!(good.parse::<Service>().is_ok(), "{good}");
        }
    }
}
