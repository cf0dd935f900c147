//! Settings from `sportello.toml` and `SPORTELLO_*`. An unknown key or a bad value
//! is refused at the start, with its place: a server that guesses is worse than one
//! that does not start.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};

use anyhow::Context;
use serde::Deserialize;
use sportello_wire::IceServer;
use url::Url;

use crate::Settings;

/// The file that is read from the working directory unless another is named.
pub const FILE: &str = "sportello.toml";
/// The port of a desk server: it stands for nothing else in the registry.
pub const PORT: u16 = 8470;

/// Variables that belong to other programs of the house.
const OTHERS: [&str; 6] = [
    "SPORTELLO_DEVICES",
    "SPORTELLO_CHROMIUM",
    "SPORTELLO_FIREFOX",
    "SPORTELLO_WRITE_TYPES",
    "SPORTELLO_CONFIG",
    "SPORTELLO_STAGE_LIMIT",
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
    /// Requests come through a proxy that writes `X-Forwarded-For`.
    pub behind_proxy: bool,
    /// Addresses of STUN servers, `stun:host:port`.
    pub stun: Vec<String>,
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
            behind_proxy: false,
            stun: Vec::new(),
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
            "SPORTELLO_BEHIND_PROXY" => self.behind_proxy = value.parse().with_context(place)?,
            "SPORTELLO_STUN" => self.stun = value.split(',').map(|one| one.trim().into()).collect(),
            "SPORTELLO_LOG_LEVEL" => self.log.level = value.into(),
            "SPORTELLO_LOG_FORMAT" => {
                self.log.format = match value {
                    "text" => LogFormat::Text,
                    "json" => LogFormat::Json,
                    _ => anyhow::bail!("{name} is “{value}”, not text or json"),
                }
            }
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
    pub fn settings(&self) -> Settings {
        let stun = IceServer {
            urls: self.stun.clone(),
            username: String::new(),
            credential: String::new(),
        };
        Settings {
            listen: self.listen,
            public: self.public.clone(),
            data: self.data.clone(),
            behind_proxy: self.behind_proxy,
            ice_servers: if self.stun.is_empty() {
                Vec::new()
            } else {
                vec![stun]
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
    fn a_public_address_must_be_one_where_browsers_give_a_camera() {
        assert!(from_variables(&[("SPORTELLO_PUBLIC", "http://desk.example")]).is_err());
        assert!(from_variables(&[("SPORTELLO_PUBLIC", "https://desk.example/x")]).is_err());
        assert!(from_variables(&[("SPORTELLO_PUBLIC", "https://desk.example")]).is_ok());
    }
}
