//! The relays as programs of their own: the desk server with its relay, and coturn.

use std::net::{SocketAddr, UdpSocket};
use std::path::PathBuf;
use std::process::Stdio;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use anyhow::{Context, ensure};
use sportello_relay::{Credentials, Secret, probe};
use tempfile::TempDir;
use tokio::process::{Child, Command};
use tokio::time::sleep;

const PORTS: (u16, u16) = (46_000, 46_099);
/// How often a relay that is starting is asked whether it is there.
const TRIES: u32 = 100;

/// A relay that runs; it is killed when dropped.
pub(super) struct Running {
    address: SocketAddr,
    secret: Secret,
    program: Child,
    _folder: TempDir,
}

impl Running {
    /// The relay inside the desk server.
    pub(super) async fn embedded(program: Option<PathBuf>) -> anyhow::Result<Self> {
        let program = match program {
            Some(program) => program,
            None => std::env::current_exe()?.with_file_name("sportello-server"),
        };
        ensure!(
            program.exists(),
            "there is no {}: build it, with `cargo build --release -p sportello-server`",
            program.display()
        );
        let (folder, address) = (folder()?, free_address()?);
        let ports = format!("{}-{}", PORTS.0, PORTS.1);
        let mut command = Command::new(program);
        command
            .arg("serve")
            .current_dir(folder.path())
            .env_clear()
            .env("SPORTELLO_DATA", folder.path())
            .env("SPORTELLO_LISTEN", "127.0.0.1:0")
            .env("SPORTELLO_TURN_MODE", "embedded")
            .env("SPORTELLO_TURN_LISTEN", address.to_string())
            .env("SPORTELLO_TURN_ADDRESS", "127.0.0.1")
            .env("SPORTELLO_TURN_PORTS", ports)
            .env("SPORTELLO_TURN_ALLOWED_NETWORKS", "127.0.0.0/8");
        let program = start(command, address).await?;
        let secret = std::fs::read_to_string(folder.path().join("turn-secret"))?;
        Ok(Self {
            address,
            secret: Secret::new(secret),
            program,
            _folder: folder,
        })
    }

    /// coturn, with as many threads as it takes by itself.
    pub(super) async fn coturn() -> anyhow::Result<Self> {
        let (folder, address, secret) = (folder()?, free_address()?, Secret::random());
        let file = folder.path().join("turnserver.conf");
        let settings = format!(
            "listening-ip=127.0.0.1\nrelay-ip=127.0.0.1\nlistening-port={port}\n\
             min-port={first}\nmax-port={last}\nrealm=biblioteca.test\nuse-auth-secret\n\
             static-auth-secret={secret}\nfingerprint\nno-cli\nno-tls\nno-dtls\n\
             allow-loopback-peers\nno-multicast-peers\nlog-file={folder}/log\nsimple-log\n\
             pidfile={folder}/pid\nuserdb={folder}/db\n",
            port = address.port(),
            first = PORTS.0,
            last = PORTS.1,
            secret = secret.expose(),
            folder = folder.path().display(),
        );
        std::fs::write(&file, settings)?;
        let mut command = Command::new("turnserver");
        command.arg("-c").arg(&file);
        let program = start(command, address).await;
        Ok(Self {
            address,
            secret,
            program: program.context("coturn: make setup-test installs it")?,
            _folder: folder,
        })
    }

    /// Where it listens.
    pub(super) fn address(&self) -> SocketAddr {
        self.address
    }

    /// For one end of a call.
    pub(super) fn credentials(&self, call: &str) -> Credentials {
        let now = SystemTime::now().duration_since(UNIX_EPOCH);
        let now = now.map_or(0, |since| since.as_secs());
        self.secret.credentials(call, "seat", now)
    }

    /// Its process.
    pub(super) fn pid(&self) -> u32 {
        self.program.id().unwrap_or_default() // it has one for as long as it runs
    }
}

async fn start(mut command: Command, address: SocketAddr) -> anyhow::Result<Child> {
    let program = command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .kill_on_drop(true)
        .spawn()
        .with_context(|| format!("{command:?} does not start"))?;
    for _ in 0..TRIES {
        if probe::own_address(address).await.is_ok() {
            return Ok(program);
        }
        sleep(Duration::from_millis(50)).await;
    }
    anyhow::bail!("no relay answers at {address}")
}

fn folder() -> anyhow::Result<TempDir> {
    let folder = tempfile::Builder::new()
        .prefix("sportello-bench-")
        .tempdir();
    Ok(folder?)
}

fn free_address() -> anyhow::Result<SocketAddr> {
    Ok(UdpSocket::bind("127.0.0.1:0")?.local_addr()?)
}
