//! The desk server inside the program: the same server, over the same socket.

use std::path::PathBuf;

use anyhow::Context;
use sportello_seat::ServerAddress;
use sportello_server::demo::{self, DemoAccount};
use sportello_server::{Server, Settings, Store};
use tokio::sync::Mutex;

/// The server that lives as long as the program.
pub(crate) struct Embedded {
    server: Mutex<Option<Server>>,
    links: Vec<String>,
    address: ServerAddress,
    account: DemoAccount,
}

impl Embedded {
    /// Starts the sample library, on this computer alone.
    pub(crate) async fn start(data: PathBuf) -> anyhow::Result<Self> {
        let store = Store::open(&data).await?;
        let accounts = demo::prepare(&store).await?;
        let account = accounts
            .into_iter()
            .next()
            .context("the sample library has librarians")?;
        let server = Server::start_with(store, Settings::on_this_computer(data)).await?;
        let address = ServerAddress::parse(&server.public.base)?;
        let links = server.links();
        Ok(Self {
            server: Mutex::new(Some(server)),
            links,
            address,
            account,
        })
    }

    /// The links for patrons.
    pub(crate) fn links(&self) -> &[String] {
        &self.links
    }

    /// Where the seat finds it.
    pub(crate) fn address(&self) -> ServerAddress {
        self.address.clone()
    }

    /// Who is signed in at the start.
    pub(crate) fn account(&self) -> &DemoAccount {
        &self.account
    }

    /// Stops it, once.
    pub(crate) async fn stop(&self) {
        if let Some(server) = self.server.lock().await.take() {
            server.stop().await;
        }
    }
}
