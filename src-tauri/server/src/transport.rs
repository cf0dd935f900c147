//! How requests reach the server: plainly on this computer, over TLS with a
//! certificate of its own, or through a proxy that has one.
//!
//! **The rule.** Plain HTTP never leaves a computer by our doing: a server that
//! listens for others has a certificate, or a proxy in front whose address it knows.
//! What a request says about where it came from is believed of such a proxy alone.

use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;

use crate::acme::Authority;
use crate::network::Network;

/// How requests reach the server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Transport {
    /// Plain HTTP, on this computer alone.
    Plain,
    /// Over TLS, with the certificate chain and the key of these PEM files.
    Tls {
        /// The chain, the server's own certificate first.
        certificate: PathBuf,
        /// The key.
        key: PathBuf,
    },
    /// Over TLS, with a certificate that the server gets for its public name by itself.
    Acme(Authority),
    /// Through a proxy that speaks TLS to patrons and plain HTTP to us.
    Proxy {
        /// Where it may stand.
        trusted: Vec<Network>,
    },
}

impl Transport {
    /// Patrons' browsers come over TLS.
    pub fn is_secure(&self) -> bool {
        match self {
            Self::Plain => false,
            Self::Tls { .. } | Self::Acme(_) | Self::Proxy { .. } => true,
        }
    }

    /// The server speaks TLS itself.
    pub(crate) fn is_tls(&self) -> bool {
        matches!(self, Self::Tls { .. } | Self::Acme(_))
    }

    /// Whether the server may listen there.
    ///
    /// # Errors
    /// Says what to do instead.
    pub(crate) fn check(&self, listen: SocketAddr) -> anyhow::Result<()> {
        match self {
            Self::Plain => anyhow::ensure!(
                listen.ip().to_canonical().is_loopback(),
                "listen is {listen}, but plain HTTP is for this computer alone: set tls.mode \
                 to “files”, with tls.certificate and tls.key, to “acme” to get a certificate, \
                 or to “proxy” with a proxy in front, or listen on 127.0.0.1"
            ),
            Self::Proxy { trusted } => anyhow::ensure!(
                !trusted.is_empty(),
                "tls.mode is “proxy”, but tls.trusted_proxies is empty: name the proxy's address"
            ),
            Self::Tls { .. } | Self::Acme(_) => {}
        }
        Ok(())
    }

    /// Whether a connection may come from there at all.
    pub(crate) fn lets_in(&self, peer: IpAddr) -> bool {
        match self {
            Self::Plain | Self::Tls { .. } | Self::Acme(_) => true,
            Self::Proxy { .. } => self.trusts(peer) || peer.to_canonical().is_loopback(),
        }
    }

    /// Whether a proxy of ours stands there.
    pub(crate) fn trusts(&self, peer: IpAddr) -> bool {
        match self {
            Self::Plain | Self::Tls { .. } | Self::Acme(_) => false,
            Self::Proxy { trusted } => trusted.iter().any(|network| network.contains(peer)),
        }
    }

    /// Who made a request: the peer, or what our proxies say. Each proxy adds the
    /// address it saw at the right, so the rightmost that is none of ours is the
    /// last one that nobody could make up.
    pub(crate) fn visitor<'list>(
        &self,
        peer: IpAddr,
        forwarded_for: impl DoubleEndedIterator<Item = &'list str>,
    ) -> IpAddr {
        let mut seen = peer;
        for hop in forwarded_for.rev() {
            if !self.trusts(seen) {
                break;
            }
            match address_in(hop) {
                Some(address) => seen = address,
                None => break,
            }
        }
        seen.to_canonical()
    }
}

/// The address of one entry of `X-Forwarded-For`; some proxies add the port.
fn address_in(hop: &str) -> Option<IpAddr> {
    let hop = hop.trim();
    let alone = hop.trim_start_matches('[').trim_end_matches(']').parse();
    let with_port = || hop.parse::<SocketAddr>().map(|hop| hop.ip());
    alone.or_else(|_| with_port()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn visitor(peer: &str, list: &str) -> String {
        let trusted = ["127.0.0.1", "10.0.0.0/8", "2001:db8:ff::/48"];
        let trusted = trusted.map(|one| one.parse().expect("a network")).to_vec();
        let transport = Transport::Proxy { trusted };
        let peer = peer.parse().expect("an address");
        transport.visitor(peer, list.split(',')).to_string()
    }

    #[test]
    fn a_proxy_of_ours_is_believed() {
        assert_eq!(visitor("127.0.0.1", "203.0.113.7"), "203.0.113.7");
        assert_eq!(visitor("10.1.1.1", "2001:db8::7"), "2001:db8::7");
        assert_eq!(visitor("10.1.1.1", "[2001:db8::7]:4711"), "2001:db8::7");
        assert_eq!(visitor("10.1.1.1", " 203.0.113.7:4711 "), "203.0.113.7");
    }

    #[test]
    fn a_stranger_is_not() {
        assert_eq!(visitor("203.0.113.9", "192.0.2.1"), "203.0.113.9");
        let plain = Transport::Plain;
        let peer: IpAddr = "127.0.0.1".parse().expect("an address");
        assert_eq!(plain.visitor(peer, ["192.0.2.1"].into_iter()), peer);
    }

    #[test]
    fn a_visitor_can_not_choose_the_address_the_proxy_saw() {
        assert_eq!(visitor("127.0.0.1", "10.0.0.1, 203.0.113.7"), "203.0.113.7");
        assert_eq!(visitor("127.0.0.1", "x, 203.0.113.7"), "203.0.113.7");
    }

    #[test]
    fn a_chain_of_our_proxies_is_followed_to_the_first_that_is_not_ours() {
        assert_eq!(
            visitor("127.0.0.1", "192.0.2.1, 203.0.113.7, 10.0.0.2, 10.0.0.3"),
            "203.0.113.7"
        );
        assert_eq!(
            visitor("::ffff:127.0.0.1", "203.0.113.7, 2001:db8:ff::1"),
            "203.0.113.7"
        );
    }

    #[test]
    fn nonsense_in_the_list_counts_for_the_proxy_that_let_it_through() {
        assert_eq!(visitor("127.0.0.1", "nonsense"), "127.0.0.1");
        assert_eq!(visitor("127.0.0.1", ""), "127.0.0.1");
        assert_eq!(
            visitor("127.0.0.1", "192.0.2.1, unknown, 10.0.0.2"),
            "10.0.0.2"
        );
    }

    #[test]
    fn plain_http_is_for_this_computer_alone() {
        let on = |text: &str| text.parse().expect("an address");
        assert!(Transport::Plain.check(on("127.0.0.1:80")).is_ok());
        assert!(Transport::Plain.check(on("[::1]:80")).is_ok());
        let refused = Transport::Plain.check(on("0.0.0.0:80"));
        let refused = refused.expect_err("for others").to_string();
        assert!(refused.contains("tls.mode"), "{refused}");
        let no_proxy = Transport::Proxy {
            trusted: Vec::new(),
        };
        assert!(no_proxy.check(on("127.0.0.1:80")).is_err());
    }
}
