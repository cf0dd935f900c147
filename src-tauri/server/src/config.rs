//! Settings from `sportello.toml` and `SPORTELLO_*`. An unknown key or a bad value
//! is refused at the start, with its place: a server that guesses is worse than one
//! that does not start.

mod sections;
mod turn;

use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};

use anyhow::Context;
use serde::Deserialize;
use serde::de::IntoDeserializer;
use serde::de::value::StrDeserializer;
use sportello_wire::IceServer;
use url::Url;

use crate::Settings;
use crate::limits::Allowances;
use crate::link_life::LinkLife;
use crate::network::Network;
use crate::transport::Transport;
use crate::turn::TurnSettings;
pub use sections::{Outbox, Push, Sessions, Tls, TlsMode};
pub use turn::{Ports, Turn, TurnMode};

/// The file that is read from the working directory unless another is named.
pub const FILE: &str = "sportello.toml";
/// The port of a desk server: it stands for nothing else in the registry.
pub const PORT: u16 = 8470;

/// Variables that belong to other programs of the house.
const OTHERS: [&str; 8] = [
    "SPORTELLO_DEVICES",
    "SPORTELLO_CHROMIUM",
    "SPORTELLO_FIREFOX",
    "SPORTELLO_WRITE_TYPES",
    "SPORTELLO_CONFIG",
    "SPORTELLO_STAGE_LIMIT",
    "SPORTELLO_TORTURE_KILLS",
    "SPORTELLO_TORTURE_SEED",
];

/// All that can be set.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// Where to listen.
    pub listen: SocketAddr,
    /// The address under which patrons reach the server, `https://…`.
    pub public: Option<Url>,
    /// Where everything is kept.
    pub data: PathBuf,
    /// How requests reach the server.
    pub tls: Tls,
    /// What one visitor may ask for.
    pub limits: Allowances,
    /// How long a librarian's session lasts.
    pub sessions: Sessions,
    /// When things go out to patrons who are not on the page.
    pub outbox: Outbox,
    /// How long private links work.
    pub links: LinkLife,
    /// Pushes to browsers.
    pub push: Push,
    /// Addresses of STUN servers, `stun:host:port`.
    pub stun: Vec<String>,
    /// The ways through routers that let nothing pass by itself.
    pub turn: Turn,
    /// What is logged, and how.
    pub log: Log,
}

/// What is logged, and how.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields, default)]
pub struct Log {
    /// `error`, `warn`, `info`, `debug`, or a filter such as `info,sqlx=warn`.
    pub level: String,
    /// Lines for people or for machines.
    pub format: LogFormat,
}

/// Lines for people or for machines.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub enum LogFormat {
    /// For people.
    Text,
    /// One JSON object a line.
    Json,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, PORT)),
            public: None,
            data: PathBuf::from("sportello-data"),
            tls: Tls::default(),
            limits: Allowances::default(),
            sessions: Sessions::default(),
            outbox: Outbox::default(),
            links: LinkLife::default(),
            push: Push::default(),
            stun: Vec::new(),
            turn: Turn::default(),
            log: Log::default(),
        }
    }
}

impl Default for Log {
    fn default() -> Self {
        Self {
            level: "info".into(),
            format: LogFormat::Text,
        }
    }
}

impl Config {
    /// Reads the file, if there is one, then the variables.
    ///
    /// # Errors
    /// Names the file and line, or the variable, and what is wrong with it.
    pub fn read(
        file: Option<&Path>,
        variables: impl Iterator<Item = (String, String)>,
    ) -> anyhow::Result<Self> {
        let mut config = match file {
            Some(path) => {
                let text = std::fs::read_to_string(path)
                    .with_context(|| format!("can't read {}", path.display()))?;
                Self::parse(&text)
                    .and_then(|config| config.check().map(|()| config))
                    .with_context(|| format!("in {}", path.display()))?
            }
            None => Self::default(),
        };
        for (name, value) in variables {
            config.set(&name, &value)?;
        }
        config.check()?;
        Ok(config)
    }

    fn parse(text: &str) -> anyhow::Result<Self> {
        toml::from_str(text).map_err(|why| anyhow::anyhow!("{why}"))
    }

    fn set(&mut self, name: &str, value: &str) -> anyhow::Result<()> {
        if !name.starts_with("SPORTELLO_") || OTHERS.contains(&name) {
            return Ok(());
        }
        let place = || format!("{name} is “{value}”");
        match name {
            "SPORTELLO_LISTEN" => self.listen = value.parse().with_context(place)?,
            "SPORTELLO_PUBLIC" => self.public = Some(value.parse().with_context(place)?),
            "SPORTELLO_DATA" => self.data = value.into(),
            "SPORTELLO_TLS_MODE" => self.tls.mode = word(value).with_context(place)?,
            "SPORTELLO_TLS_CERTIFICATE" => self.tls.certificate = Some(value.into()),
            "SPORTELLO_TLS_KEY" => self.tls.key = Some(value.into()),
            "SPORTELLO_TLS_ACME_DIRECTORY" => {
                self.tls.acme_directory = value.parse().with_context(place)?;
            }
            "SPORTELLO_TLS_ACME_CONTACT" => self.tls.acme_contact = Some(value.into()),
            "SPORTELLO_TLS_ACME_ROOT" => self.tls.acme_root = Some(value.into()),
            "SPORTELLO_TLS_TRUSTED_PROXIES" => {
                self.tls.trusted_proxies = networks(value).with_context(place)?;
            }
            "SPORTELLO_LIMITS_ARRIVALS_PER_MINUTE" => {
                self.limits.arrivals_per_minute = value.parse().with_context(place)?;
            }
            "SPORTELLO_LIMITS_SOCKETS_PER_ADDRESS" => {
                self.limits.sockets_per_address = value.parse().with_context(place)?;
            }
            "SPORTELLO_SESSIONS_IDLE_HOURS" => {
                self.sessions.idle_hours = value.parse().with_context(place)?;
            }
            "SPORTELLO_SESSIONS_LONGEST_DAYS" => {
                self.sessions.longest_days = value.parse().with_context(place)?;
            }
            "SPORTELLO_OUTBOX_READ_FIRST_SECONDS" => {
                self.outbox.read_first_seconds = value.parse().with_context(place)?;
            }
            "SPORTELLO_OUTBOX_FIRST_RETRY_SECONDS" => {
                self.outbox.first_retry_seconds = value.parse().with_context(place)?;
            }
            "SPORTELLO_LINKS_MAILED_DAYS" => {
                self.links.mailed_days = value.parse().with_context(place)?;
            }
            "SPORTELLO_LINKS_MADE_DAYS" => {
                self.links.made_days = Some(value.parse().with_context(place)?);
            }
            "SPORTELLO_PUSH_ENABLED" => self.push.enabled = value.parse().with_context(place)?,
            "SPORTELLO_PUSH_SERVICES" => {
                let services = list(value).map(str::parse).collect::<Result<_, String>>();
                self.push.services = services.map_err(anyhow::Error::msg).with_context(place)?;
            }
            "SPORTELLO_STUN" => self.stun = list(value).map(Into::into).collect(),
            "SPORTELLO_TURN_MODE" => self.turn.mode = Some(word(value).with_context(place)?),
            "SPORTELLO_TURN_LISTEN" => {
                self.turn.listen = Some(value.parse().with_context(place)?);
            }
            "SPORTELLO_TURN_ADDRESS" => {
                self.turn.address = Some(value.parse().with_context(place)?);
            }
            "SPORTELLO_TURN_PORTS" => {
                let ports = value.parse().map_err(anyhow::Error::msg);
                self.turn.ports = ports.with_context(place)?;
            }
            "SPORTELLO_TURN_ALLOWED_NETWORKS" => {
                self.turn.allowed_networks = networks(value).with_context(place)?;
            }
            "SPORTELLO_TURN_LIFETIME_SECONDS" => {
                self.turn.lifetime_seconds = Some(value.parse().with_context(place)?);
            }
            "SPORTELLO_TURN_URLS" => self.turn.urls = list(value).map(Into::into).collect(),
            "SPORTELLO_TURN_SECRET_FILE" => self.turn.secret_file = Some(value.into()),
            // Its value stands in no message.
            "SPORTELLO_TURN_SECRET" => {
                self.turn.secret = Some(turn::secret(value).with_context(|| name.to_owned())?);
            }
            "SPORTELLO_LOG_LEVEL" => self.log.level = value.into(),
            "SPORTELLO_LOG_FORMAT" => self.log.format = word(value).with_context(place)?,
            _ => anyhow::bail!("{name} is no setting of Sportello"),
        }
        Ok(())
    }

    fn check(&self) -> anyhow::Result<()> {
        if let Some(public) = &self.public {
            let local = matches!(public.host_str(), Some("localhost" | "127.0.0.1"));
            anyhow::ensure!(
                public.scheme() == "https" || local,
                "public is “{public}”: browsers give a camera to https:// addresses only"
            );
            anyhow::ensure!(
                public.path() == "/" && public.query().is_none() && public.fragment().is_none(),
                "public is “{public}”: it must be a bare address without a path"
            );
        }
        self.tls.transport()?;
        self.turn.check()?;
        for address in &self.stun {
            anyhow::ensure!(
                address.starts_with("stun:"),
                "stun has “{address}”, not stun:host:port"
            );
        }
        tracing_subscriber::EnvFilter::try_new(&self.log.level)
            .with_context(|| format!("log.level is “{}”", self.log.level))?;
        Ok(())
    }

    /// What the server needs.
    ///
    /// # Errors
    /// When settings that belong together are not all there.
    pub fn settings(&self) -> anyhow::Result<Settings> {
        let stun = IceServer {
            urls: self.stun.clone(),
            username: String::new(),
            credential: String::new(),
        };
        let transport = self.tls.transport()?;
        Ok(Settings {
            listen: self.listen,
            public: self.public.clone(),
            data: self.data.clone(),
            turn: self
                .turn
                .settings(self.listen, self.public.as_ref(), &transport)?,
            transport,
            allowances: self.limits,
            session_life: self.sessions.life(),
            outbox: self.outbox.pace(),
            links: self.links,
            push: self.push.settings(),
            ice_servers: if self.stun.is_empty() {
                Vec::new()
            } else {
                vec![stun]
            },
            inner_door: None,
        })
    }
}

impl Config {
    /// Who relays for a server that is for this computer alone: nobody, unless it is
    /// asked for.
    ///
    /// # Errors
    /// As [`Config::settings`].
    pub fn turn_if_asked(&self, listen: SocketAddr) -> anyhow::Result<TurnSettings> {
        self.turn.settings(listen, None, &Transport::Plain)
    }
}

/// One of the words that the file takes, too.
fn word<'text, T: Deserialize<'text>>(value: &'text str) -> anyhow::Result<T> {
    let text: StrDeserializer<'text, serde::de::value::Error> = value.into_deserializer();
    Ok(T::deserialize(text)?)
}

fn networks(value: &str) -> anyhow::Result<Vec<Network>> {
    let networks = list(value).map(str::parse).collect::<Result<_, String>>();
    networks.map_err(anyhow::Error::msg)
}

fn list(value: &str) -> impl Iterator<Item = &str> {
    value
        .split(',')
        .map(str::trim)
        .filter(|one| !one.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sessions::SessionLife;

    fn from_variables(pairs: &[(&str, &str)]) -> anyhow::Result<Config> {
        let pairs = pairs
            .iter()
            .map(|(name, value)| (name.to_string(), value.to_string()));
        Config::read(None, pairs)
    }

    #[test]
    fn it_listens_on_loopback_unless_told_otherwise() {
        assert!(Config::default().listen.ip().is_loopback());
    }

    #[test]
    fn an_unknown_key_is_refused_with_its_line() {
        let why = Config::parse("listen = \"127.0.0.1:1\"\n\n[log]\nlevle = \"info\"\n");
        let why = format!("{:#}", why.expect_err("levle is no key"));
        assert!(why.contains("line 4") && why.contains("levle"), "{why}");
    }

    #[test]
    fn a_bad_value_is_refused_with_its_line() {
        let why = format!(
            "{:#}",
            Config::parse("\nlisten = \"here\"").expect_err("no address")
        );
        assert!(why.contains("line 2"), "{why}");
    }

    #[test]
    fn variables_win_and_unknown_ones_are_refused_by_name() {
        let config = from_variables(&[("SPORTELLO_LISTEN", "0.0.0.0:80"), ("HOME", "/")]);
        assert_eq!(config.expect("good").listen.port(), 80);
        let why =
            from_variables(&[("SPORTELLO_LISTNE", "0.0.0.0:80")]).expect_err("a typing error");
        assert!(why.to_string().contains("SPORTELLO_LISTNE"));
        let why = from_variables(&[("SPORTELLO_LISTEN", "80")]).expect_err("no address");
        assert!(why.to_string().contains("SPORTELLO_LISTEN"));
    }

    #[test]
    fn a_certificate_wants_its_key() {
        let mode = ("SPORTELLO_TLS_MODE", "files");
        let chain = ("SPORTELLO_TLS_CERTIFICATE", "chain.pem");
        let key = ("SPORTELLO_TLS_KEY", "key.pem");
        let why = from_variables(&[mode, chain])
            .expect_err("no key")
            .to_string();
        assert!(why.contains("tls.key"), "{why}");
        assert!(from_variables(&[mode, chain, key]).is_ok());
        let why = from_variables(&[("SPORTELLO_TLS_MODE", "on")]).expect_err("no mode");
        assert!(format!("{why:#}").contains("SPORTELLO_TLS_MODE"), "{why:#}");
    }

    #[test]
    fn proxies_are_named_by_address_or_network() {
        let name = "SPORTELLO_TLS_TRUSTED_PROXIES";
        let config = from_variables(&[(name, "10.0.0.0/8, ::1")]).expect("good");
        assert_eq!(config.tls.trusted_proxies.len(), 2);
        assert!(from_variables(&[(name, "proxy.example")]).is_err());
        let config = Config::parse("[tls]\nmode = \"proxy\"\ntrusted_proxies = [\"10.0.0.1\"]\n");
        assert!(config.is_ok());
        let why = Config::parse("[tls]\ntrusted_proxies = [\"all\"]\n").expect_err("no address");
        assert!(format!("{why:#}").contains("line 2"), "{why:#}");
    }

    #[test]
    fn a_session_lasts_as_long_unset_as_its_default_says() {
        assert_eq!(Sessions::default().life(), SessionLife::default());
        assert!(from_variables(&[("SPORTELLO_SESSIONS_IDLE_HOURS", "0")]).is_err());
    }

    #[test]
    fn things_go_out_as_fast_unset_as_their_default_says() {
        assert_eq!(Outbox::default().pace(), crate::OutboxPace::default());
        assert!(from_variables(&[("SPORTELLO_OUTBOX_FIRST_RETRY_SECONDS", "0")]).is_err());
    }

    #[test]
    fn push_services_are_named_by_their_bare_address() {
        assert!(Config::default().push.enabled);
        let name = "SPORTELLO_PUSH_SERVICES";
        let config = from_variables(&[(name, "https://push.example, http://127.0.0.1:28090")]);
        assert_eq!(config.expect("good").push.services.len(), 2);
        assert!(from_variables(&[(name, "http://push.example")]).is_err());
        assert!(from_variables(&[("SPORTELLO_PUSH_ENABLED", "perhaps")]).is_err());
        let why = Config::parse("[push]\nservices = [\"push.example\"]\n").expect_err("no address");
        assert!(format!("{why:#}").contains("line 2"), "{why:#}");
    }

    #[test]
    fn a_public_address_must_be_one_where_browsers_give_a_camera() {
        assert!(from_variables(&[("SPORTELLO_PUBLIC", "http://desk.example")]).is_err());
        assert!(from_variables(&[("SPORTELLO_PUBLIC", "https://desk.example/x")]).is_err());
        assert!(from_variables(&[("SPORTELLO_PUBLIC", "https://desk.example")]).is_ok());
    }
}
