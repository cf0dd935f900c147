//! An authority that gives certificates: Pebble, the test server of Let's Encrypt, and
//! a name server that finds every name on this computer.
//!
//! Both are real programs of Debian's (`pebble`), started on free ports and ended by
//! their pids. Pebble looks for whom it certifies on the port that it was told, as a
//! real one looks on port 443.

use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::process::Command;
use std::time::Duration;

use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use tempfile::TempDir;
use tokio::net::TcpStream;
use tokio::time::{sleep, timeout};
use tokio_rustls::client::TlsStream;

use crate::tls::shake_hands;
use crate::{Certificate, PATIENCE, Program};

/// The name for which certificates are asked here.
pub const CERTIFIED: &str = "sportello.biblioteca.test";
/// How often to look whether something has come about.
const AGAIN: Duration = Duration::from_millis(100);

/// An authority that is open. It closes when dropped.
#[derive(Debug)]
pub struct Authority {
    own: Certificate,
    pebble: Program,
    _names: Program,
    _folder: TempDir,
    listen: u16,
    /// Who vouches for what it gives.
    root: CertificateDer<'static>,
    /// Where it looks for whom it certifies.
    pub looks_at: SocketAddr,
}

impl Authority {
    /// Opens one whose certificates hold for so many seconds.
    pub async fn open(seconds: u32) -> Self {
        let own = Certificate::make();
        let folder = tempfile::tempdir().expect("a folder for the test can be made");
        let [listen, management, names, naming, looks_at] = free_ports();
        let settings = serde_json::json!({"pebble": {
            "listenAddress": format!("127.0.0.1:{listen}"),
            "managementListenAddress": format!("127.0.0.1:{management}"),
            "certificate": own.chain(),
            "privateKey": own.key(),
            "httpPort": 1, // nobody is looked for there
            "tlsPort": looks_at,
            "certificateValidityPeriod": seconds,
        }});
        let file = folder.path().join("pebble.json");
        std::fs::write(&file, settings.to_string()).expect("there is room");
        let names_at = format!("127.0.0.1:{names}");
        let mut command = Command::new("pebble-challtestsrv");
        command.args(["-dns01", &names_at, "-defaultIPv4", "127.0.0.1"]);
        command.args(["-defaultIPv6", "", "-http01", "", "-https01", ""]);
        command.args(["-tlsalpn01", ""]);
        command.args(["-management", &format!("127.0.0.1:{naming}")]);
        let names = Program::start(command);
        let mut command = Command::new("pebble");
        command.arg("-config").arg(&file);
        command.args(["-dnsserver", &names_at]);
        command.env("PEBBLE_VA_NOSLEEP", "1");
        command.env("PEBBLE_WFE_NONCEREJECT", "0"); // it is asked again a minute later
        let pebble = Program::start(command);
        let management = SocketAddr::from((Ipv4Addr::LOCALHOST, management));
        listens(SocketAddr::from((Ipv4Addr::LOCALHOST, listen)), &pebble).await;
        listens(management, &pebble).await;
        let root = own.ask(management, "GET", "/roots/0", &[]).await.body;
        Self {
            own,
            pebble,
            _names: names,
            _folder: folder,
            listen,
            root: CertificateDer::from_pem_slice(root.as_bytes()).expect("a certificate"),
            looks_at: SocketAddr::from((Ipv4Addr::LOCALHOST, looks_at)),
        }
    }

    /// From here on it gives nothing.
    pub fn close(&mut self) {
        self.pebble.kill();
    }

    /// The settings of a desk that gets its certificate here.
    pub fn settings(&self) -> [(&'static str, String); 6] {
        let root = self.own.chain().to_string_lossy().into_owned();
        let public = format!("https://{CERTIFIED}:{}", self.looks_at.port());
        let directory = format!("https://localhost:{}/dir", self.listen);
        [
            ("SPORTELLO_LISTEN", self.looks_at.to_string()),
            ("SPORTELLO_PUBLIC", public),
            ("SPORTELLO_TLS_MODE", "acme".to_owned()),
            ("SPORTELLO_TLS_ACME_DIRECTORY", directory),
            (
                "SPORTELLO_TLS_ACME_CONTACT",
                "sistemi@biblioteca.test".to_owned(),
            ),
            ("SPORTELLO_TLS_ACME_ROOT", root),
        ]
    }

    /// Shakes hands with whom it certified; gives back the certificate that was shown.
    ///
    /// # Errors
    /// When there is none, or not of this authority.
    pub async fn handshake(&self) -> std::io::Result<CertificateDer<'static>> {
        let stream = shake_hands(self.looks_at, CERTIFIED, self.root.clone()).await?;
        Ok(shown(&stream))
    }

    /// Waits until whom it certifies shows a certificate that is none of those.
    pub async fn another_than(&self, known: &[CertificateDer<'_>]) -> CertificateDer<'static> {
        let another = timeout(PATIENCE, async {
            loop {
                match self.handshake().await {
                    Ok(shown) if !known.contains(&shown) => return shown,
                    Ok(_) | Err(_) => sleep(AGAIN).await,
                }
            }
        });
        let Ok(another) = another.await else {
            panic!(
                "no other certificate was shown; the authority wrote\n{}",
                self.pebble
            );
        };
        another
    }
}

/// Waits until somebody listens there: it says so before it does.
async fn listens(at: SocketAddr, who: &Program) {
    let listening = timeout(PATIENCE, async {
        while TcpStream::connect(at).await.is_err() {
            sleep(AGAIN).await;
        }
    });
    if listening.await.is_err() {
        panic!("nobody listens on {at}; the program wrote\n{who}");
    }
}

fn shown(stream: &TlsStream<TcpStream>) -> CertificateDer<'static> {
    let shown = stream.get_ref().1.peer_certificates();
    let first = shown.and_then(|chain| chain.first());
    first
        .expect("who shook hands showed one")
        .clone()
        .into_owned()
}

/// All are held until the last is found, so that none is given twice.
fn free_ports<const MANY: usize>() -> [u16; MANY] {
    let held: [TcpListener; MANY] = std::array::from_fn(|_| {
        TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port is free")
    });
    held.map(|held| held.local_addr().expect("it has one").port())
}
