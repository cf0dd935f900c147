//! Groups of settings that say one thing together.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::num::NonZeroU32;
use std::path::PathBuf;
use std::time::Duration;

use serde::Deserialize;
use sportello_push::{Service, Services};
use url::Url;

use crate::acme::Authority;
use crate::network::Network;
use crate::outbox::{OutboxPace, PushSettings};
use crate::sessions::SessionLife;
use crate::transport::Transport;

/// How requests reach the server.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields, default)]
pub struct Tls {
    /// Who speaks TLS to patrons.
    pub mode: TlsMode,
    /// The certificate chain, in PEM; for `files`.
    pub certificate: Option<PathBuf>,
    /// Its key, in PEM; for `files`.
    pub key: Option<PathBuf>,
    /// Where a certificate is asked for; for `acme`.
    pub acme_directory: Url,
    /// The address of mail that the authority may write to; for `acme`.
    pub acme_contact: Option<String>,
    /// Who vouches for the authority's own certificate, in PEM, if this computer does
    /// not; for `acme`.
    pub acme_root: Option<PathBuf>,
    /// Where the proxy stands: addresses or networks; for `proxy`.
    pub trusted_proxies: Vec<Network>,
}

/// Who speaks TLS to patrons.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub enum TlsMode {
    /// Nobody: plain HTTP, on this computer alone.
    Off,
    /// The server, with a certificate in files.
    Files,
    /// The server, with a certificate that it gets by itself.
    Acme,
    /// A proxy in front.
    Proxy,
}

/// How long a librarian's session lasts.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields, default)]
pub struct Sessions {
    /// Hours without being used.
    pub idle_hours: NonZeroU32,
    /// Days at all.
    pub longest_days: NonZeroU32,
}

/// When things go out to patrons who are not on the page.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields, default)]
pub struct Outbox {
    /// How long a patron has to read an answer on the page before it is told by mail.
    pub read_first_seconds: u32,
    /// How long something that did not go out waits for its second attempt, at most;
    /// the double for each attempt that follows.
    pub first_retry_seconds: NonZeroU32,
}

/// Pushes to browsers.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields, default)]
pub struct Push {
    /// Patrons may ask for them.
    pub enabled: bool,
    /// Push services that are spoken to besides those of the browsers.
    pub services: Vec<Service>,
}

impl Default for Push {
    fn default() -> Self {
        Self {
            enabled: true,
            services: Vec::new(),
        }
    }
}

impl Push {
    /// As the server takes them.
    pub fn settings(&self) -> PushSettings {
        PushSettings {
            is_on: self.enabled,
            services: Services::with(self.services.clone()),
        }
    }
}

impl Default for Outbox {
    fn default() -> Self {
        Self {
            read_first_seconds: 60,
            first_retry_seconds: NonZeroU32::new(60).expect("not zero"),
        }
    }
}

impl Outbox {
    /// As the server takes it.
    pub fn pace(self) -> OutboxPace {
        OutboxPace {
            read_first: Duration::from_secs(self.read_first_seconds.into()),
            first_retry: Duration::from_secs(self.first_retry_seconds.get().into()),
        }
    }
}

impl Default for Tls {
    fn default() -> Self {
        let loopback = [
            IpAddr::from(Ipv4Addr::LOCALHOST),
            IpAddr::from(Ipv6Addr::LOCALHOST),
        ];
        Self {
            mode: TlsMode::Off,
            certificate: None,
            key: None,
            acme_directory: Authority::lets_encrypt(),
            acme_contact: None,
            acme_root: None,
            trusted_proxies: loopback.map(Network::from).to_vec(),
        }
    }
}

impl Default for Sessions {
    fn default() -> Self {
        Self {
            idle_hours: NonZeroU32::new(7 * 24).expect("not zero"),
            longest_days: NonZeroU32::new(30).expect("not zero"),
        }
    }
}

impl Tls {
    pub(super) fn transport(&self) -> anyhow::Result<Transport> {
        Ok(match (self.mode, &self.certificate, &self.key) {
            (TlsMode::Off, _, _) => Transport::Plain,
            (TlsMode::Proxy, _, _) => Transport::Proxy {
                trusted: self.trusted_proxies.clone(),
            },
            (TlsMode::Acme, _, _) => Transport::Acme(Authority {
                directory: self.acme_directory.clone(),
                contact: self.acme_contact.clone(),
                root: self.acme_root.clone(),
            }),
            (TlsMode::Files, Some(certificate), Some(key)) => Transport::Tls {
                certificate: certificate.clone(),
                key: key.clone(),
            },
            (TlsMode::Files, _, _) => anyhow::bail!(
                "tls.mode is “files”: it needs tls.certificate and tls.key, two PEM files"
            ),
        })
    }
}

impl Sessions {
    pub(super) fn life(self) -> SessionLife {
        const HOUR: Duration = Duration::from_secs(60 * 60);
        SessionLife {
            idle: HOUR.saturating_mul(self.idle_hours.get()),
            longest: HOUR
                .saturating_mul(24)
                .saturating_mul(self.longest_days.get()),
        }
    }
}
