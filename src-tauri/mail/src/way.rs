//! The connection to a mail server, and its encryption: the same for letters that leave
//! and for mail that is fetched.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use rustls::pki_types::ServerName;
use rustls::{CertificateError, ClientConfig, RootCertStore};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpStream, lookup_host};
use tokio::time::timeout;
use tokio_rustls::TlsConnector;

use crate::account::Security;
use crate::trouble::{Obstacle, Trouble};

/// How many addresses of one name are tried.
const MOST_ADDRESSES: usize = 4;

/// Either a connection or an encrypted one.
pub(crate) trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}

impl<S: AsyncRead + AsyncWrite + Send + Unpin> Stream for S {}

/// Connects to the server: to the first of its addresses that answers, each within so long.
pub(crate) async fn connect(
    (server, port): (&str, u16),
    security: Security,
    within: Duration,
) -> Result<TcpStream, Obstacle> {
    let addresses = addresses((server.trim(), port), security, within).await?;
    let mut last = Obstacle::silent(Trouble::NobodyAnswers);
    for address in addresses {
        match timeout(within, TcpStream::connect(address)).await {
            Ok(Ok(stream)) => {
                // Small commands in turns: nothing is gained by waiting for more.
                let _ = stream.set_nodelay(true);
                return Ok(stream);
            }
            Ok(Err(why)) => last = Obstacle::said(Trouble::NobodyAnswers, &why.to_string()),
            Err(_) => last = Obstacle::said(Trouble::NobodyAnswers, "no connection in time"),
        }
    }
    Err(last)
}

async fn addresses(
    server: (&str, u16),
    security: Security,
    within: Duration,
) -> Result<Vec<SocketAddr>, Obstacle> {
    let found = match timeout(within, lookup_host(server)).await {
        Ok(Ok(found)) => found,
        Ok(Err(why)) => return Err(Obstacle::said(Trouble::NameNotFound, &why.to_string())),
        Err(_) => return Err(Obstacle::said(Trouble::NameNotFound, "no answer in time")),
    };
    let may_be = |address: &SocketAddr| match security {
        Security::Plain => address.ip().is_loopback(),
        Security::StartTls | Security::Tls => true,
    };
    let found: Vec<SocketAddr> = found.collect();
    let usable: Vec<SocketAddr> = found
        .iter()
        .copied()
        .filter(may_be)
        .take(MOST_ADDRESSES)
        .collect();
    if usable.is_empty() && !found.is_empty() {
        return Err(Obstacle::silent(Trouble::PlainOnlyAtHome));
    }
    Ok(usable)
}

/// What we call ourselves: the address that the server sees, or nearly.
pub(crate) fn our_name(stream: &TcpStream) -> String {
    match stream
        .local_addr()
        .map(|address| address.ip().to_canonical())
    {
        Ok(std::net::IpAddr::V4(ip)) => format!("[{ip}]"),
        Ok(std::net::IpAddr::V6(ip)) => format!("[IPv6:{ip}]"),
        Err(_) => "[127.0.0.1]".to_owned(),
    }
}

/// Encrypts the connection with a server of that name, whom one of the roots vouches for.
pub(crate) async fn encrypt(
    stream: impl Stream + 'static,
    server: &str,
    roots: &Arc<RootCertStore>,
    within: Duration,
) -> Result<Box<dyn Stream>, Obstacle> {
    let failed = |words: &str| Obstacle::said(Trouble::EncryptionFailed, words);
    let name = ServerName::try_from(server.trim().to_owned());
    let name = name.map_err(|_| Obstacle::silent(Trouble::NameNotFound))?;
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|why| failed(&why.to_string()))?
        .with_root_certificates(Arc::clone(roots))
        .with_no_client_auth();
    let shaking = TlsConnector::from(Arc::new(config)).connect(name, stream);
    match timeout(within, shaking).await {
        Ok(Ok(stream)) => Ok(Box::new(stream)),
        Ok(Err(why)) => Err(not_encrypted(&why)),
        Err(_) => Err(failed("no answer in time")),
    }
}

/// Why encryption did not come about.
fn not_encrypted(why: &io::Error) -> Obstacle {
    let inner = why
        .get_ref()
        .and_then(|inner| inner.downcast_ref::<rustls::Error>());
    let trouble = match inner {
        Some(rustls::Error::InvalidCertificate(certificate)) => bad_certificate(certificate),
        Some(rustls::Error::NoCertificatesPresented) => Trouble::CertificateNotTrusted,
        Some(_) | None => Trouble::EncryptionFailed,
    };
    Obstacle::said(trouble, &why.to_string())
}

fn bad_certificate(why: &CertificateError) -> Trouble {
    match why {
        CertificateError::Expired | CertificateError::ExpiredContext { .. } => {
            Trouble::CertificateExpired
        }
        CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => {
            Trouble::CertificateNotYetValid
        }
        CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
            Trouble::CertificateForAnotherName
        }
        // webpki's own word, which rustls hands on as it is.
        CertificateError::Other(other) if other.to_string().contains("CaUsedAsEndEntity") => {
            Trouble::CertificateSignsItself
        }
        _ => Trouble::CertificateNotTrusted,
    }
}
