//! The ways by which the two ends of a call find each other, and go through routers
//! that let nothing pass by itself: STUN, and TURN here or elsewhere.
//!
//! **The rule.** They are given to the two parties of a live call and to nobody else.
//! Who is party of one, `core` says; credentials name the call and live for minutes
//! ([`sportello_relay::credentials`]), and when the call is over, so is what it took of
//! our own relay.

use std::io::Write;
use std::net::{IpAddr, SocketAddr};
use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::Context;
use sportello_core::ContactId;
use sportello_relay::{Limits, Relay, RelaySettings, Secret};
use sportello_wire::IceServer;
use url::Url;

use crate::Settings;
use crate::network::Network;

/// Where the secret of the embedded relay stands, in the data directory: `doctor` proves
/// the relay with it.
const SECRET_FILE: &str = "turn-secret";

/// Who relays.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TurnSettings {
    /// Nobody.
    Off,
    /// This server.
    Embedded(EmbeddedTurn),
    /// Another server.
    External(ExternalTurn),
}

/// This server relays.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EmbeddedTurn {
    /// Somebody asked for it: then it is no small thing when it can't be had.
    pub is_wanted: bool,
    /// STUN and TURN, UDP and TCP.
    pub listen: SocketAddr,
    /// The address of this computer as the outside knows it, if it was said.
    pub address: Option<IpAddr>,
    /// The UDP ports of the relayed addresses.
    pub ports: RangeInclusive<u16>,
    /// Networks that may be reached besides the public internet.
    pub allowed: Vec<Network>,
    /// How long credentials are good.
    pub lifetime: Duration,
}

/// Another server relays.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExternalTurn {
    /// `turn:` and `turns:` addresses.
    pub urls: Vec<String>,
    /// Shared with it.
    pub secret: Secret,
    /// How long credentials are good.
    pub lifetime: Duration,
}

/// One end of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum End {
    Patron,
    Seat,
}

/// See the module.
#[derive(Debug, Default)]
pub(crate) struct Ways {
    /// For both ends, as they are.
    plain: Vec<IceServer>,
    /// With credentials.
    turn: Option<ExternalTurn>,
    relay: Option<Relay>,
}

impl Ways {
    /// Opens the ways; with an embedded relay, its ports.
    ///
    /// # Errors
    /// When somebody asked for a relay and it can't be had.
    pub(crate) async fn open(settings: &Settings) -> anyhow::Result<Self> {
        let plain = settings.ice_servers.clone();
        match &settings.turn {
            TurnSettings::Off => Ok(Self {
                plain,
                ..Self::default()
            }),
            TurnSettings::External(external) => Ok(Self {
                plain,
                turn: Some(external.clone()),
                relay: None,
            }),
            TurnSettings::Embedded(embedded) => match embed(settings, embedded).await {
                Ok((relay, turn, stun)) => Ok(Self {
                    plain: plain.into_iter().chain([stun]).collect(),
                    turn: Some(turn),
                    relay: Some(relay),
                }),
                Err(why) if embedded.is_wanted => Err(why),
                Err(why) => {
                    let why = format!("{why:#}");
                    tracing::warn!(why, "calls go without a relay");
                    Ok(Self {
                        plain,
                        ..Self::default()
                    })
                }
            },
        }
    }

    /// What one end of a live call is given. `now` is in milliseconds since 1970 UTC.
    pub(crate) fn of_call(&self, call: ContactId, end: End, now: i64) -> Vec<IceServer> {
        let mut servers = self.plain.clone();
        if let Some(turn) = &self.turn {
            let party = match end {
                End::Patron => "patron",
                End::Seat => "seat",
            };
            let now = u64::try_from(now / 1_000).unwrap_or_default();
            let call = call.to_string();
            let made = turn
                .secret
                .credentials_for(turn.lifetime, &call, party, now);
            servers.push(IceServer {
                urls: turn.urls.clone(),
                username: made.username,
                credential: made.password,
            });
        }
        servers
    }

    /// Who is in a call longer than this is given new credentials, if there are any:
    /// those at hand are never about to expire, even where two clocks differ by minutes.
    pub(crate) fn renewed_after(&self) -> Option<Duration> {
        self.turn.as_ref().map(|turn| turn.lifetime / 2)
    }

    /// A call is live, perhaps once more.
    pub(crate) fn begin(&self, call: ContactId) {
        if let Some(relay) = &self.relay {
            relay.begin(&call.to_string());
        }
    }

    /// A call is over, or goes on in writing.
    pub(crate) fn end(&self, call: ContactId) {
        if let Some(relay) = &self.relay {
            relay.end(&call.to_string());
        }
    }

    /// Our own relay, for who comes to it over TLS.
    pub(crate) fn relay(&self) -> Option<&Relay> {
        self.relay.as_ref()
    }
}

/// Starts the relay; gives back how it is found, with credentials and without.
async fn embed(
    settings: &Settings,
    embedded: &EmbeddedTurn,
) -> anyhow::Result<(Relay, ExternalTurn, IceServer)> {
    let secret = new_secret(&settings.data)?;
    let public = settings.public.as_ref();
    let relay = start(embedded, public, secret.clone()).await?;
    let port = relay.address().port();
    let host = match (embedded.address, public.and_then(Url::host_str)) {
        (Some(address), _) => bracketed(address),
        (None, Some(host)) => host.to_owned(),
        (None, None) => bracketed(relay_address(embedded, None).await?),
    };
    let mut urls = vec![format!("turn:{host}:{port}?transport=udp")];
    urls.push(match public {
        Some(public) if settings.transport.is_tls() => {
            let port = public.port_or_known_default().unwrap_or(443);
            let named = public.host_str().unwrap_or(&host);
            format!("turns:{named}:{port}?transport=tcp")
        }
        _ => format!("turn:{host}:{port}?transport=tcp"),
    });
    let stun = IceServer {
        urls: vec![format!("stun:{host}:{port}")],
        username: String::new(),
        credential: String::new(),
    };
    let at = relay.address();
    tracing::info!(%at, ports = ?embedded.ports, "calls that find no other way are relayed");
    let turn = ExternalTurn {
        urls,
        secret,
        lifetime: embedded.lifetime,
    };
    Ok((relay, turn, stun))
}

/// A relay as the settings have it.
pub(crate) async fn start(
    embedded: &EmbeddedTurn,
    public: Option<&Url>,
    secret: Secret,
) -> anyhow::Result<Relay> {
    let allowed = embedded.allowed.clone();
    let relay = Relay::start(RelaySettings {
        listen: embedded.listen,
        address: relay_address(embedded, public).await?,
        ports: embedded.ports.clone(),
        secret,
        allowed: Box::new(move |peer| allowed.iter().any(|network| network.contains(peer))),
        limits: Limits::default(),
    });
    relay.await.context("turn.mode is “embedded”")
}

/// The address of this computer as the outside knows it: as it was set, as the public
/// name leads to it, as it listens, or as it goes out.
pub(crate) async fn relay_address(
    embedded: &EmbeddedTurn,
    public: Option<&Url>,
) -> anyhow::Result<IpAddr> {
    if let Some(address) = embedded.address {
        return Ok(address);
    }
    let listens_at = embedded.listen.ip();
    if !listens_at.is_unspecified() {
        return Ok(listens_at);
    }
    if let Some(found) = look_up(public, listens_at).await {
        return Ok(found);
    }
    let own = own_address(listens_at)
        .context("turn.address is not set, and this computer is on no network")?;
    tracing::warn!(%own, "the public name leads nowhere: set turn.address if this is not it");
    Ok(own)
}

/// A name that leads to this very computer says nothing: `/etc/hosts` often does that.
async fn look_up(public: Option<&Url>, like: IpAddr) -> Option<IpAddr> {
    let host = public?.host_str()?.trim_matches(['[', ']']).to_owned();
    let found = tokio::net::lookup_host((host, 0)).await.ok()?;
    let mut found = found.map(|one| one.ip().to_canonical());
    found.find(|one| !one.is_loopback() && (like.is_ipv6() || one.is_ipv4()))
}

/// The address by which this computer goes out; nothing is sent.
fn own_address(like: IpAddr) -> std::io::Result<IpAddr> {
    let far_away: SocketAddr = match like {
        IpAddr::V4(_) => ([192, 0, 2, 1], 9).into(),
        IpAddr::V6(_) => (std::net::Ipv6Addr::from_bits(0x2001_0db8 << 96 | 1), 9).into(),
    };
    let socket = std::net::UdpSocket::bind((like, 0))?;
    socket.connect(far_away)?;
    Ok(socket.local_addr()?.ip())
}

fn bracketed(address: IpAddr) -> String {
    match address {
        IpAddr::V4(address) => address.to_string(),
        IpAddr::V6(address) => format!("[{address}]"),
    }
}

/// A secret for as long as this server runs: what was given by one that ran before is
/// good for nothing, since nobody knows any more which of those calls are over.
fn new_secret(data: &Path) -> anyhow::Result<Secret> {
    let file = secret_file(data);
    let secret = Secret::random();
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
        .open(&file)
        .and_then(|mut open| open.write_all(secret.expose().as_bytes()))
        .with_context(|| format!("can't write {}", file.display()))?;
    Ok(secret)
}

/// The secret of the embedded relay, if it ever ran here.
pub(crate) fn read_secret(data: &Path) -> Option<Secret> {
    let text = std::fs::read_to_string(secret_file(data)).ok()?;
    (text.len() >= 32).then(|| Secret::new(text))
}

fn secret_file(data: &Path) -> PathBuf {
    data.join(SECRET_FILE)
}
