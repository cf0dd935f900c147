//! `[turn]`: the ways through routers.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::ops::RangeInclusive;
use std::path::PathBuf;
use std::str::FromStr;
use std::time::Duration;

use anyhow::Context;
use serde::Deserialize;
use sportello_relay::Secret;
use sportello_relay::credentials::LIFETIME;
use url::Url;

use crate::network::Network;
use crate::transport::Transport;
use crate::turn::{EmbeddedTurn, ExternalTurn, TurnSettings};

/// Where STUN and TURN are looked for: the port is registered for them.
const PORT: u16 = 3478;
/// Credentials that live shorter than this expire on their way.
const SHORTEST_LIFETIME: Duration = Duration::from_secs(10);
/// A secret that is shorter can be guessed.
const SHORTEST_SECRET: usize = 16;

/// The ways through routers that let nothing pass by itself.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields, default)]
pub struct Turn {
    /// Who relays; unless it is said, this server does as soon as others reach it.
    pub mode: Option<TurnMode>,
    /// Where STUN and TURN listen, UDP and TCP; for `embedded`.
    pub listen: Option<SocketAddr>,
    /// The address of this computer as the outside knows it; for `embedded`.
    pub address: Option<IpAddr>,
    /// The UDP ports of the relayed addresses; for `embedded`.
    pub ports: Ports,
    /// Networks that may be reached besides the public internet; for `embedded`.
    pub allowed_networks: Vec<Network>,
    /// How long credentials are good.
    pub lifetime_seconds: Option<u64>,
    /// Where the other server is, `turn:host:port`; for `external`.
    pub urls: Vec<String>,
    /// A file with the secret that is shared with it; for `external`.
    pub secret_file: Option<PathBuf>,
    /// The secret itself, from the environment alone.
    #[serde(skip)]
    pub secret: Option<Secret>,
}

/// Who relays.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub enum TurnMode {
    /// This server.
    Embedded,
    /// Another server, such as coturn.
    External,
    /// Nobody.
    Off,
}

/// The first and the last port, `49160-49259`.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
#[serde(try_from = "String")]
pub struct Ports(RangeInclusive<u16>);

impl Default for Ports {
    fn default() -> Self {
        Self(49_160..=49_259)
    }
}

impl FromStr for Ports {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || {
            format!(
                "“{text}” is no range of 2 to {} ports such as 49160-49259",
                sportello_relay::MOST_PORTS
            )
        };
        let (first, last) = text.split_once('-').ok_or_else(wrong)?;
        let port = |text: &str| text.trim().parse::<u16>().map_err(|_| wrong());
        let ports = port(first)?..=port(last)?;
        let fits = (2..=sportello_relay::MOST_PORTS).contains(&ports.len());
        (fits && *ports.start() >= 1024)
            .then_some(Self(ports))
            .ok_or_else(wrong)
    }
}

impl TryFrom<String> for Ports {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}

impl Turn {
    /// What is wrong with it, whatever the mode.
    pub(super) fn check(&self) -> anyhow::Result<()> {
        for url in &self.urls {
            let is_one = url.starts_with("turn:") || url.starts_with("turns:");
            anyhow::ensure!(is_one, "turn.urls has “{url}”, not turn:host:port");
        }
        let (least, most) = (SHORTEST_LIFETIME.as_secs(), LIFETIME.as_secs());
        if let Some(seconds) = self.lifetime_seconds {
            anyhow::ensure!(
                (least..=most).contains(&seconds),
                "turn.lifetime_seconds is {seconds}, not {least} to {most}"
            );
        }
        if self.mode == Some(TurnMode::External) {
            anyhow::ensure!(
                !self.urls.is_empty(),
                "turn.mode is “external”: it needs turn.urls"
            );
            anyhow::ensure!(
                self.secret.is_some() || self.secret_file.is_some(),
                "turn.mode is “external”: it needs turn.secret_file, or SPORTELLO_TURN_SECRET"
            );
        }
        Ok(())
    }

    /// What the server needs. Others reach a server that has an address and speaks TLS,
    /// itself or by its proxy.
    ///
    /// # Errors
    /// When the secret that is shared with another server can't be read.
    pub fn settings(
        &self,
        listen: SocketAddr,
        public: Option<&Url>,
        transport: &Transport,
    ) -> anyhow::Result<TurnSettings> {
        let is_for_others =
            public.is_some_and(|public| public.scheme() == "https") && transport.is_secure();
        Ok(match self.mode {
            Some(TurnMode::Off) => TurnSettings::Off,
            None if !is_for_others => TurnSettings::Off,
            Some(TurnMode::External) => TurnSettings::External(ExternalTurn {
                urls: self.urls.clone(),
                secret: self.shared_secret()?,
                lifetime: self.lifetime(),
            }),
            None | Some(TurnMode::Embedded) => TurnSettings::Embedded(EmbeddedTurn {
                is_wanted: self.mode.is_some(),
                listen: self.listen.unwrap_or_else(|| beside(listen, transport)),
                address: self.address,
                ports: self.ports.0.clone(),
                allowed: self.allowed_networks.clone(),
                lifetime: self.lifetime(),
            }),
        })
    }

    fn lifetime(&self) -> Duration {
        self.lifetime_seconds.map_or(LIFETIME, Duration::from_secs)
    }

    fn shared_secret(&self) -> anyhow::Result<Secret> {
        if let Some(secret) = &self.secret {
            return Ok(secret.clone());
        }
        let file = self.secret_file.as_ref();
        let file = file.context("turn.mode is “external”: it needs turn.secret_file")?;
        let text = std::fs::read_to_string(file)
            .with_context(|| format!("can't read turn.secret_file {}", file.display()))?;
        secret(&text).with_context(|| format!("turn.secret_file {}", file.display()))
    }
}

/// A secret as somebody wrote it down.
pub(super) fn secret(text: &str) -> anyhow::Result<Secret> {
    let text = text.trim();
    anyhow::ensure!(
        text.len() >= SHORTEST_SECRET,
        "the secret is shorter than {SHORTEST_SECRET} characters"
    );
    Ok(Secret::new(text.to_owned()))
}

/// Where the server listens; media does not come through the proxy that it may stand
/// behind.
fn beside(listen: SocketAddr, transport: &Transport) -> SocketAddr {
    let is_behind = matches!(transport, Transport::Proxy { .. }) && listen.ip().is_loopback();
    let ip = if is_behind {
        Ipv4Addr::UNSPECIFIED.into()
    } else {
        listen.ip()
    };
    SocketAddr::new(ip, PORT)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;

    fn from_variables(pairs: &[(&str, &str)]) -> anyhow::Result<TurnSettings> {
        let pairs = pairs
            .iter()
            .map(|(name, value)| (format!("SPORTELLO_{name}"), (*value).to_owned()));
        Ok(Config::read(None, pairs)?.settings()?.turn)
    }

    const PUBLIC: (&str, &str) = ("PUBLIC", "https://desk.example");
    const PROXY: (&str, &str) = ("TLS_MODE", "proxy");

    fn refused(pairs: &[(&str, &str)]) -> String {
        format!("{:#}", from_variables(pairs).expect_err("refused"))
    }

    #[test]
    fn it_is_on_as_soon_as_others_reach_the_server_and_off_before() {
        let off = from_variables(&[]).expect("good");
        assert_eq!(off, TurnSettings::Off);
        let on = from_variables(&[PUBLIC, PROXY]).expect("good");
        let TurnSettings::Embedded(embedded) = on else {
            panic!("{on:?}");
        };
        assert_eq!(embedded.listen.to_string(), "0.0.0.0:3478");
        assert!(!embedded.is_wanted, "what is not asked for stops nothing");
        let off = from_variables(&[PUBLIC, PROXY, ("TURN_MODE", "off")]).expect("good");
        assert_eq!(off, TurnSettings::Off);
    }

    #[test]
    fn all_of_it_can_be_set() {
        let on = from_variables(&[
            ("TURN_MODE", "embedded"),
            ("TURN_LISTEN", "127.0.0.1:5000"),
            ("TURN_ADDRESS", "203.0.113.7"),
            ("TURN_PORTS", "50000-50019"),
            ("TURN_ALLOWED_NETWORKS", "192.168.1.0/24, fd00::/8"),
            ("TURN_LIFETIME_SECONDS", "60"),
        ]);
        let TurnSettings::Embedded(embedded) = on.expect("good") else {
            panic!("another mode");
        };
        assert!(embedded.is_wanted);
        assert_eq!(embedded.listen.port(), 5_000);
        assert_eq!(embedded.ports, 50_000..=50_019);
        assert_eq!(embedded.allowed.len(), 2);
        assert_eq!(embedded.lifetime.as_secs(), 60);
    }

    #[test]
    fn credentials_live_for_seconds_or_minutes() {
        for wrong in ["9", "601", "x"] {
            let why = refused(&[("TURN_LIFETIME_SECONDS", wrong)]);
            assert!(
                why.contains("lifetime") || why.contains("LIFETIME"),
                "{why}"
            );
        }
    }

    #[test]
    fn ports_are_a_small_range() {
        for wrong in ["", "50000", "50019-50000", "50000-50100", "80-90", "1-x"] {
            let why = refused(&[("TURN_PORTS", wrong)]);
            assert!(why.contains("SPORTELLO_TURN_PORTS"), "{why}");
        }
    }

    #[test]
    fn another_server_wants_its_address_and_its_secret() {
        let external = ("TURN_MODE", "external");
        let urls = ("TURN_URLS", "turn:turn.example:3478");
        assert!(refused(&[external]).contains("turn.urls"));
        assert!(refused(&[external, urls]).contains("turn.secret_file"));
        let wrong = ("TURN_URLS", "https://turn.example");
        assert!(refused(&[wrong]).contains("turn.urls has"));
        let short = ("TURN_SECRET", "short");
        let why = refused(&[external, urls, short]);
        assert!(why.contains("shorter") && !why.contains("“short”"), "{why}");
        let long = ("TURN_SECRET", "long enough to be one");
        assert!(from_variables(&[external, urls, long]).is_ok());
    }

    #[test]
    fn the_secret_is_read_from_a_file_and_never_shown() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("secret");
        std::fs::write(&file, "la-parola-segreta-del-relay\n").expect("writable");
        let settings = from_variables(&[
            ("TURN_MODE", "external"),
            ("TURN_URLS", "turn:turn.example:3478"),
            ("TURN_SECRET_FILE", file.to_str().expect("text")),
        ]);
        let settings = settings.expect("good");
        assert!(!format!("{settings:?}").contains("segreta"));
        let TurnSettings::External(external) = settings else {
            panic!("another mode");
        };
        assert_eq!(
            external.secret,
            Secret::new("la-parola-segreta-del-relay".into())
        );
    }

    #[test]
    fn the_secret_has_no_place_in_the_settings_file() {
        let why = toml::from_str::<Config>("[turn]\nsecret = \"x\"\n").expect_err("no key");
        assert!(why.to_string().contains("secret"), "{why}");
    }
}
