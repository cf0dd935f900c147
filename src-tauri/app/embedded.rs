//! The desk server inside the program: the same server, over the same socket.

use std::io;
use std::net::{IpAddr, Ipv4Addr, SocketAddr, TcpListener};
use std::path::{Path, PathBuf};

use anyhow::Context;
use sportello_seat::ServerAddress;
use sportello_server::admin::{self, Founder, Founding};
use sportello_server::config::{PORT, Turn};
use sportello_server::demo::{self, DemoAccount};
use sportello_server::transport::Transport;
use sportello_server::{Server, Settings, Store};
use sportello_wire::window::setup::{Network, Way};

/// What the server inside is to serve, and how.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Plan {
    /// The sample library, on this computer alone.
    Sample,
    /// The library of this computer.
    Library {
        /// How others reach it; `None` from this computer alone.
        network: Option<Network>,
        /// The port it had last; 0 for none.
        port: u16,
    },
}

/// Where the libraries lie.
#[derive(Clone, Debug)]
pub(crate) struct Folders {
    /// The sample library.
    pub(crate) sample: PathBuf,
    /// The library of this computer.
    pub(crate) library: PathBuf,
}

/// A server that runs.
pub(crate) struct Embedded {
    server: Server,
    plan: Plan,
    /// Where the seat finds it.
    pub(crate) address: ServerAddress,
    /// The first librarian of the sample library, with the password of today.
    pub(crate) account: Option<DemoAccount>,
    /// The name of its library.
    pub(crate) library: String,
}

impl Plan {
    /// What a way asks of this computer; `None` when the server is elsewhere.
    pub(crate) fn of(way: &Way) -> Option<Self> {
        match way {
            Way::Sample => Some(Self::Sample),
            Way::Here { port } => Some(Self::Library {
                network: None,
                port: *port,
            }),
            Way::Network { network } => Some(Self::Library {
                network: Some(network.clone()),
                port: network.port,
            }),
            Way::Join { .. } => None,
        }
    }

    /// How others reach it, if they do.
    pub(crate) fn network(&self) -> Option<&Network> {
        match self {
            Self::Library { network, .. } => network.as_ref(),
            Self::Sample => None,
        }
    }

    /// The port that was asked for.
    pub(crate) fn port(&self) -> u16 {
        match self {
            Self::Sample => 0,
            Self::Library { port, .. } => *port,
        }
    }
}

impl Folders {
    fn of(&self, plan: &Plan) -> &Path {
        match plan {
            Plan::Sample => &self.sample,
            Plan::Library { .. } => &self.library,
        }
    }

    /// The name of the library that is kept on this computer; empty when there is none.
    pub(crate) async fn kept_library(&self) -> anyhow::Result<String> {
        if !self.library.is_dir() {
            return Ok(String::new());
        }
        let store = Store::open(&self.library).await?;
        let name = name_of_library(&store).await;
        store.close().await;
        name
    }
}

impl Embedded {
    /// Starts what is planned; the sample library is made if it is not there.
    pub(crate) async fn start(folders: &Folders, plan: Plan) -> anyhow::Result<Self> {
        let data = folders.of(&plan).to_owned();
        let store = Store::open(&data).await?;
        let account = match &plan {
            Plan::Sample => demo::prepare(&store).await?.into_iter().next(),
            Plan::Library { .. } => None,
        };
        let library = name_of_library(&store).await?;
        let server = Server::start_with(store, settings(&plan, data)?).await?;
        let address = ServerAddress::parse(&server.own_address())?;
        for link in server.links() {
            let only_here = if server.public.this_computer_only {
                "   (on this computer only)"
            } else {
                ""
            };
            println!("Patrons: {link}{only_here}");
        }
        Ok(Self {
            server,
            plan,
            address,
            account,
            library,
        })
    }

    /// The plan by which it would be the same again, with the ports it found.
    pub(crate) fn plan(&self) -> Plan {
        match &self.plan {
            Plan::Sample => Plan::Sample,
            Plan::Library { network, .. } => Plan::Library {
                network: network.clone(),
                port: self.server.address.port(),
            },
        }
    }

    /// Whether it still does what it was started for.
    pub(crate) fn is_running(&self) -> bool {
        self.server.is_running()
    }

    /// Says goodbye to whoever is connected and closes the store.
    pub(crate) async fn stop(self) {
        self.server.stop().await;
    }
}

/// Makes the library of this computer.
pub(crate) async fn found(
    folders: &Folders,
    founding: Founding,
    founder: Founder,
) -> anyhow::Result<()> {
    let store = Store::open(&folders.library).await?;
    let founded = admin::found(&store, founding, founder).await;
    store.close().await;
    founded.map(|_| ())
}

async fn name_of_library(store: &Store) -> anyhow::Result<String> {
    let libraries = store.libraries().await?;
    Ok(libraries
        .into_iter()
        .next()
        .map_or_else(String::new, |library| library.name))
}

fn settings(plan: &Plan, data: PathBuf) -> anyhow::Result<Settings> {
    let here = Settings::on_this_computer(data);
    Ok(match plan {
        Plan::Sample => here,
        Plan::Library {
            network: None,
            port,
        } => Settings {
            listen: SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), free_port(*port)),
            ..here
        },
        Plan::Library {
            network: Some(network),
            ..
        } => {
            let listen = everywhere(network.port);
            let public = Some(public(network)?.parse().context("the name is none")?);
            let transport = Transport::Tls {
                certificate: PathBuf::from(&network.certificate),
                key: PathBuf::from(&network.key),
            };
            Settings {
                // As for any server that others reach.
                turn: Turn::default().settings(listen, public.as_ref(), &transport)?,
                listen,
                public,
                transport,
                inner_door: Some(free_port(PORT)),
                ..here
            }
        }
    })
}

/// The address under which others reach it.
fn public(network: &Network) -> anyhow::Result<String> {
    anyhow::ensure!(!network.host.is_empty(), "the name is missing");
    Ok(match network.port {
        443 => format!("https://{}", network.host),
        port => format!("https://{}:{port}", network.host),
    })
}

/// The port that is wanted, or the usual one, so that a link stays the same; any when
/// another program has it.
fn free_port(wanted: u16) -> u16 {
    let usual = if wanted == 0 { PORT } else { wanted };
    match TcpListener::bind((Ipv4Addr::LOCALHOST, usual)) {
        Ok(_) => usual,
        Err(_) => 0,
    }
}

/// Whether a port can be listened at by this program.
pub(crate) fn try_port(port: u16) -> io::Result<()> {
    TcpListener::bind(everywhere(port)).map(|_| ())
}

fn everywhere(port: u16) -> SocketAddr {
    SocketAddr::new(IpAddr::V4(Ipv4Addr::UNSPECIFIED), port)
}

#[cfg(test)]
mod tests {
    use sportello_server::turn::TurnSettings;

    use super::*;

    #[test]
    fn a_port_that_another_program_has_is_not_insisted_on() {
        let taken = TcpListener::bind("127.0.0.1:0").expect("a port");
        let port = taken.local_addr().expect("an address").port();
        assert_eq!(free_port(port), 0);
        drop(taken);
        assert_eq!(free_port(port), port);
    }

    #[test]
    fn calls_are_relayed_as_soon_as_others_reach_this_computer() {
        let network = Network {
            host: "sportello.example".into(),
            port: 8_443,
            certificate: "/chain.pem".into(),
            key: "/key.pem".into(),
        };
        let turn = |network| {
            let plan = Plan::Library { network, port: 0 };
            settings(&plan, PathBuf::new()).expect("good").turn
        };
        assert_eq!(turn(None), TurnSettings::Off);
        let TurnSettings::Embedded(embedded) = turn(Some(network)) else {
            panic!("nobody relays");
        };
        assert!(!embedded.is_wanted, "a port that is taken stops nothing");
        let sample = settings(&Plan::Sample, PathBuf::new()).expect("good");
        assert_eq!(sample.turn, TurnSettings::Off);
    }

    #[test]
    fn the_usual_port_of_the_web_is_not_written_into_the_link() {
        let network = |port| Network {
            host: "sportello.example".into(),
            port,
            certificate: String::new(),
            key: String::new(),
        };
        assert_eq!(
            public(&network(443)).expect("a name"),
            "https://sportello.example"
        );
        assert_eq!(
            public(&network(8443)).expect("a name"),
            "https://sportello.example:8443"
        );
    }
}
