//! Whether this computer can be reached from others under a name, and whether a server
//! elsewhere can be joined: looked at before anything is changed.

use std::io;
use std::path::Path;
use std::time::{SystemTime, UNIX_EPOCH};

use sportello_seat::{AddressError, NotFound, ServerAddress, look_for};
use sportello_server::certificate::{self, Fault};
use sportello_wire::window::setup::{
    Network, NetworkFound, NetworkTrouble, ServerFound, ServerTrouble,
};

use crate::embedded::try_port;

/// Looks at a name, a certificate and a port. The port that the program has itself is
/// not taken.
pub(crate) fn look_at(network: Network, own_port: Option<u16>) -> NetworkFound {
    let network = tidied(network);
    let mut troubles = Vec::new();
    if !is_name(&network.host) {
        troubles.push(NetworkTrouble::NotAName);
    }
    let (facts, faults) = certificate::look_at(
        Path::new(&network.certificate),
        Path::new(&network.key),
        &network.host,
        now(),
    );
    troubles.extend(faults.into_iter().map(NetworkTrouble::from_fault));
    if own_port != Some(network.port) {
        match try_port(network.port) {
            Ok(()) => {}
            Err(why) if why.kind() == io::ErrorKind::PermissionDenied => {
                troubles.push(NetworkTrouble::PortForbidden);
            }
            Err(_) => troubles.push(NetworkTrouble::PortTaken),
        }
    }
    NetworkFound {
        network,
        troubles,
        ends: facts.map_or(0, |facts| facts.ends.saturating_mul(1000)),
    }
}

/// Looks for a server.
pub(crate) async fn look_for_server(typed: String) -> ServerFound {
    let (address, trouble) = match ServerAddress::parse(&typed) {
        Err(AddressError::NotSecure) => (String::new(), Some(ServerTrouble::NotSecure)),
        Err(AddressError::Unreadable) => (String::new(), Some(ServerTrouble::NotAnAddress)),
        Ok(server) => {
            let server = server.bare();
            let trouble = look_for(&server).await.err().map(trouble_of);
            (server.to_string(), trouble)
        }
    };
    ServerFound {
        typed,
        address,
        trouble,
    }
}

fn trouble_of(why: NotFound) -> ServerTrouble {
    match why {
        NotFound::NoSuchName => ServerTrouble::NoSuchName,
        NotFound::NoAnswer => ServerTrouble::NoAnswer,
        NotFound::NotTrusted => ServerTrouble::NotTrusted,
        NotFound::NotSportello => ServerTrouble::NotSportello,
        NotFound::Unwell => ServerTrouble::Unwell,
    }
}

trait FromFault {
    fn from_fault(fault: Fault) -> Self;
}

impl FromFault for NetworkTrouble {
    fn from_fault(fault: Fault) -> Self {
        match fault {
            Fault::CertificateUnreadable => Self::CertificateUnreadable,
            Fault::NotACertificate => Self::NotACertificate,
            Fault::KeyUnreadable => Self::KeyUnreadable,
            Fault::NotAKey => Self::NotAKey,
            Fault::KeyOfAnother => Self::KeyOfAnother,
            Fault::OtherName(names) => Self::OtherName { names },
            Fault::NotYet => Self::NotYet,
            Fault::Ended => Self::Ended,
        }
    }
}

/// As a person may have pasted it: with a scheme, a path, or spaces around.
pub(crate) fn tidied(mut network: Network) -> Network {
    let host = network.host.trim().to_lowercase();
    let host = host.strip_prefix("https://").unwrap_or(&host);
    let host = host.split(['/', ':']).next().unwrap_or_default();
    network.host = host.to_owned();
    network.certificate = network.certificate.trim().to_owned();
    network.key = network.key.trim().to_owned();
    network
}

/// Whether a certificate can be for it: a name with a dot, and no address.
fn is_name(host: &str) -> bool {
    let part = |part: &str| {
        let plain = |c: char| c.is_ascii_alphanumeric() || c == '-';
        (1..=63).contains(&part.len()) && part.chars().all(plain)
    };
    let is_address = host.parse::<std::net::IpAddr>().is_ok();
    host.contains('.') && host.len() <= 253 && host.split('.').all(part) && !is_address
}

fn now() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    since.map_or(0, |since| {
        i64::try_from(since.as_secs()).unwrap_or(i64::MAX)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_one_that_a_certificate_can_be_for() {
        for name in ["sportello.comune.empoli.fi.it", "a-b.example"] {
            assert!(is_name(name), "{name}");
        }
        for none in [
            "",
            "localhost",
            "192.168.1.7",
            "due parole.it",
            "a..b",
            "è.it",
        ] {
            assert!(!is_name(none), "{none}");
        }
    }

    #[test]
    fn a_pasted_address_is_its_name() {
        let network = Network {
            host: " https://Sportello.Example:8443/@x ".into(),
            port: 8443,
            certificate: " /a b.pem\n".into(),
            key: String::new(),
        };
        let tidy = tidied(network);
        assert_eq!(tidy.host, "sportello.example");
        assert_eq!(tidy.certificate, "/a b.pem");
    }

    #[test]
    fn what_is_missing_is_told_all_at_once() {
        let network = Network {
            host: "localhost".into(),
            port: 0,
            certificate: "/nowhere/chain.pem".into(),
            key: "/nowhere/key.pem".into(),
        };
        let found = look_at(network, None);
        assert_eq!(
            found.troubles,
            [
                NetworkTrouble::NotAName,
                NetworkTrouble::CertificateUnreadable,
                NetworkTrouble::KeyUnreadable
            ]
        );
    }

    #[tokio::test]
    async fn a_password_is_not_sent_in_the_clear() {
        let found = look_for_server("http://desk.example".into()).await;
        assert_eq!(found.trouble, Some(ServerTrouble::NotSecure));
        let found = look_for_server("due parole".into()).await;
        assert_eq!(found.trouble, Some(ServerTrouble::NotAnAddress));
    }
}
