//! The desk of the bench: the real server as a program of its own, with the sample
//! library.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use anyhow::{Context, bail, ensure};
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use sportello_server::Store;
use sportello_server::demo::{self, DemoAccount};
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};

use super::soon;
use crate::usage;

/// A server that runs; it is killed when dropped.
pub(crate) struct Desk {
    program: PathBuf,
    folder: TempDir,
    account: DemoAccount,
    running: Child,
    address: SocketAddr,
}

impl Desk {
    /// Opens one over an empty folder.
    pub(crate) async fn open(program: Option<PathBuf>) -> anyhow::Result<Self> {
        Self::open_furnished(program, async |_| Ok(())).await
    }

    /// Opens one over a folder with the sample library and something else in it.
    pub(crate) async fn open_furnished(
        program: Option<PathBuf>,
        furnish: impl AsyncFnOnce(&Store) -> anyhow::Result<()>,
    ) -> anyhow::Result<Self> {
        let program = match program {
            Some(program) => program,
            None => std::env::current_exe()?.with_file_name("sportello-server"),
        };
        ensure!(
            program.exists(),
            "there is no {}: build it, with `cargo build --release -p sportello-server`",
            program.display()
        );
        let folder = tempfile::Builder::new()
            .prefix("sportello-bench-")
            .tempdir()?;
        let store = Store::open(folder.path()).await?;
        let account = demo::prepare(&store).await?.swap_remove(0);
        furnish(&store).await?;
        store.close().await;
        drop(store);
        let (running, address) = start(&program, folder.path()).await?;
        Ok(Self {
            program,
            folder,
            account,
            running,
            address,
        })
    }

    /// Starts the server anew: what it needed for what was done is forgotten.
    pub(crate) async fn begin_anew(&mut self) -> anyhow::Result<()> {
        self.running.kill().await?;
        (self.running, self.address) = start(&self.program, self.folder.path()).await?;
        Ok(())
    }

    /// Does something to what is kept while no server runs, and starts one again.
    pub(crate) async fn while_closed<R>(
        &mut self,
        work: impl AsyncFnOnce(&Store) -> anyhow::Result<R>,
    ) -> anyhow::Result<R> {
        self.running.kill().await?;
        let store = Store::open(self.folder.path()).await?;
        let done = work(&store).await?;
        store.close().await;
        drop(store);
        (self.running, self.address) = start(&self.program, self.folder.path()).await?;
        Ok(done)
    }

    /// Where all is kept.
    pub(crate) fn data(&self) -> &Path {
        self.folder.path()
    }

    /// Where it listens.
    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    /// The account of a librarian.
    pub(crate) fn account(&self) -> &DemoAccount {
        &self.account
    }

    /// Its process.
    pub(crate) fn pid(&self) -> u32 {
        self.running.id().unwrap_or_default() // it has one for as long as it runs
    }

    /// What it holds in memory, in kilobytes.
    pub(crate) fn memory(&self) -> anyhow::Result<f64> {
        usage::resident(self.pid())
    }
}

async fn start(program: &Path, data: &Path) -> anyhow::Result<(Child, SocketAddr)> {
    let mut command = Command::new(program);
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("SPORTELLO_") {
            command.env_remove(name);
        }
    }
    let mut running = command
        .arg("serve")
        .current_dir(data)
        .env("SPORTELLO_DATA", data)
        .env("SPORTELLO_LISTEN", "127.0.0.1:0")
        .stdin(Stdio::null())
        .stderr(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .with_context(|| format!("{} does not start", program.display()))?;
    let errors = running.stderr.take().context("nothing to read it from")?;
    let mut lines = BufReader::new(errors).lines();
    let address = soon("the server's address", async {
        while let Some(line) = lines.next_line().await? {
            if let Some(address) = listening(&line) {
                return Ok(address);
            }
        }
        bail!("the server ended at once")
    })
    .await?;
    // What it says from here on is read, so that it never waits for a reader.
    tokio::spawn(async move {
        while let Ok(Some(line)) = lines.next_line().await {
            tracing::debug!(line, "the server");
        }
    });
    Ok((running, address))
}

/// Picks the address out of the line in which the server says that it listens.
fn listening(line: &str) -> Option<SocketAddr> {
    let (_, rest) = line.split_once("the desk server listens")?;
    let (_, address) = rest.split_once("address=")?;
    address.split_whitespace().next()?.parse().ok()
}

/// Lets this program, and what it starts, open more files.
pub(crate) fn raise_the_file_limit(wanted: u64) -> anyhow::Result<()> {
    let wanted = wanted + 1_000;
    let now = getrlimit(Resource::Nofile);
    if now.current.is_none_or(|current| current >= wanted) {
        return Ok(());
    }
    let raised = Rlimit {
        current: Some(wanted),
        maximum: now.maximum.map(|maximum| maximum.max(wanted)),
    };
    setrlimit(Resource::Nofile, raised)
        .with_context(|| format!("this user may not open {wanted} files"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_is_read_from_the_servers_own_words() {
        let line = "2026 INFO sportello_server: the desk server listens address=127.0.0.1:4711 public=\"x\"";
        assert_eq!(listening(line), Some(([127, 0, 0, 1], 4711).into()));
        assert_eq!(listening("the library is open"), None);
    }
}
