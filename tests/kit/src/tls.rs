//! A certificate of the test's own making, and clients that trust it and no other.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;

use rcgen::{CertifiedKey, generate_simple_self_signed};
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, RootCertStore};
use tempfile::TempDir;
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use tokio_tungstenite::MaybeTlsStream;

use crate::client::{Socket, connect_over};
use crate::web::{Answer, ask_over};

/// The name for which the certificate is made.
const NAME: &str = "localhost";

/// A certificate and its key, in two files.
#[derive(Debug)]
pub struct Certificate {
    folder: TempDir,
    trusted: CertificateDer<'static>,
}

impl Certificate {
    /// Makes one.
    pub fn make() -> Self {
        let folder = tempfile::tempdir().expect("a folder for the test can be made");
        let mut made = Self {
            folder,
            trusted: CertificateDer::from(Vec::new()),
        };
        made.renew();
        made
    }

    /// Puts a new one in the same files; from here on only that is trusted.
    pub fn renew(&mut self) {
        let made = generate_simple_self_signed([NAME.to_owned()]);
        let CertifiedKey { cert, signing_key } = made.expect("a certificate can be made");
        let write =
            |file: PathBuf, text: String| std::fs::write(file, text).expect("there is room");
        write(self.chain(), cert.pem());
        write(self.key(), signing_key.serialize_pem());
        self.trusted = cert.der().clone();
    }

    /// The file of the certificate.
    pub fn chain(&self) -> PathBuf {
        self.folder.path().join("chain.pem")
    }

    /// The file of the key.
    pub fn key(&self) -> PathBuf {
        self.folder.path().join("key.pem")
    }

    /// Shakes hands with the server there.
    ///
    /// # Errors
    /// When it shows another certificate, or speaks no TLS.
    pub async fn handshake(&self, address: SocketAddr) -> std::io::Result<TlsStream<TcpStream>> {
        shake_hands(address, NAME, self.trusted.clone()).await
    }

    /// Asks something over HTTPS.
    pub async fn ask(
        &self,
        address: SocketAddr,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
    ) -> Answer {
        let stream = self.handshake(address).await.expect("its certificate");
        ask_over(stream, &host(address), method, path, headers).await
    }

    /// Opens a socket over TLS.
    ///
    /// # Errors
    /// The status with which the server refused.
    pub async fn connect(
        &self,
        address: SocketAddr,
        path: &str,
        headers: &[(&str, &str)],
    ) -> Result<Socket, u16> {
        let stream = self.handshake(address).await.expect("its certificate");
        let url = format!("wss://{}{path}", host(address));
        connect_over(MaybeTlsStream::Rustls(stream), &url, headers).await
    }
}

/// Shakes hands with the server there by a name, trusting nobody else.
pub(crate) async fn shake_hands(
    address: SocketAddr,
    name: &'static str,
    trusted: CertificateDer<'static>,
) -> std::io::Result<TlsStream<TcpStream>> {
    let mut roots = RootCertStore::empty();
    roots.add(trusted).expect("a certificate");
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .expect("ring knows them")
        .with_root_certificates(roots)
        .with_no_client_auth();
    let name = ServerName::try_from(name).expect("a name");
    let stream = TcpStream::connect(address).await?;
    TlsConnector::from(Arc::new(config))
        .connect(name, stream)
        .await
}

/// The host under which a certificate of ours is good.
fn host(address: SocketAddr) -> String {
    format!("{NAME}:{}", address.port())
}
