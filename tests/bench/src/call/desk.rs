//! The desk of the bench: a real server with the sample library, on loopback.

use sportello_server::demo::{self, DemoAccount};
use sportello_server::{Server, Settings, Store};
use tempfile::TempDir;

/// A desk server inside this program.
pub(super) struct Desk {
    server: Server,
    accounts: Vec<DemoAccount>,
    folder: TempDir,
}

impl Desk {
    /// Opens one over an empty folder.
    pub(super) async fn open() -> anyhow::Result<Self> {
        let folder = tempfile::Builder::new()
            .prefix("sportello-bench-")
            .tempdir()?;
        let data = folder.path().join("desk");
        let store = Store::open(&data).await?;
        let accounts = demo::prepare(&store).await?;
        let server = Server::start_with(store, Settings::on_this_computer(data)).await?;
        Ok(Self {
            server,
            accounts,
            folder,
        })
    }

    /// A folder that goes with the desk.
    pub(super) fn folder(&self) -> &std::path::Path {
        self.folder.path()
    }

    /// Where patrons find it.
    pub(super) fn link(&self) -> String {
        self.server.links().concat() // the sample library has one desk
    }

    /// Where seats find it.
    pub(super) fn address(&self) -> String {
        format!("http://{}", self.server.address)
    }

    /// An account of a librarian.
    pub(super) fn account(&self, number: usize) -> &DemoAccount {
        &self.accounts[number]
    }

    /// Closes it and removes its folder.
    pub(super) async fn close(self) -> anyhow::Result<()> {
        self.server.stop().await;
        Ok(self.folder.close()?)
    }
}
