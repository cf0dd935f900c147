//! The connection to a server, and its encryption.

use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, PoisonError};

use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{CertificateError, ClientConfig, RootCertStore};
use sportello_core::{SourceCause as Cause, SourceTrouble as Trouble};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpStream, lookup_host};
use tokio::time::timeout;
use tokio_rustls::TlsConnector;
use url::Url;

use super::Koha;

/// How many addresses of one name are tried.
const MOST_ADDRESSES: usize = 4;

/// A connection, encrypted or not.
pub(super) trait Stream: AsyncRead + AsyncWrite + Unpin + Send {}

impl<T: AsyncRead + AsyncWrite + Unpin + Send> Stream for T {}

impl Koha {
    /// Connects to the host of an address, encrypted unless it is on this computer.
    pub(super) async fn connect(&self, url: &Url) -> Result<Box<dyn Stream>, Trouble> {
        let is_plain = url.scheme() == "http";
        let roots = match is_plain {
            true => None,
            false => Some(self.trusted()?),
        };
        let host = url.host_str().unwrap_or_default();
        let host = host.trim_matches(['[', ']']);
        let port = url.port_or_known_default().unwrap_or(443);
        let mut last = Trouble::new(Cause::NobodyAnswers, "");
        for address in self.addresses(host, port, is_plain).await? {
            match timeout(self.patience.connection, TcpStream::connect(address)).await {
                Ok(Ok(stream)) => {
                    let _ = stream.set_nodelay(true);
                    return match roots {
                        Some(roots) => self.encrypt(stream, host, roots).await,
                        None => Ok(Box::new(stream)),
                    };
                }
                Ok(Err(why)) => last = Trouble::new(Cause::NobodyAnswers, &why.to_string()),
                Err(_) => last = Trouble::new(Cause::NobodyAnswers, "no connection in time"),
            }
        }
        Err(last)
    }

    /// Who is believed, read once.
    fn trusted(&self) -> Result<Arc<RootCertStore>, Trouble> {
        let mut known = self.roots.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(roots) = known.as_ref() {
            return Ok(Arc::clone(roots));
        }
        let roots = trusted(&self.account.authority)?;
        *known = Some(Arc::clone(&roots));
        Ok(roots)
    }

    async fn addresses(
        &self,
        host: &str,
        port: u16,
        is_plain: bool,
    ) -> Result<Vec<SocketAddr>, Trouble> {
        let unknown = |words: &str| Trouble::new(Cause::NameNotFound, words);
        let found = timeout(self.patience.connection, lookup_host((host, port))).await;
        let found = found.map_err(|_| unknown("no answer in time"))?;
        let found: Vec<SocketAddr> = found.map_err(|why| unknown(&why.to_string()))?.collect();
        let may_be = |address: &&SocketAddr| !is_plain || address.ip().is_loopback();
        let usable: Vec<SocketAddr> = found.iter().filter(may_be).copied().collect();
        if usable.is_empty() && !found.is_empty() {
            return Err(Trouble::new(Cause::PlainOnlyAtHome, ""));
        }
        Ok(usable.into_iter().take(MOST_ADDRESSES).collect())
    }

    async fn encrypt(
        &self,
        stream: TcpStream,
        host: &str,
        roots: Arc<RootCertStore>,
    ) -> Result<Box<dyn Stream>, Trouble> {
        let failed = |words: &str| Trouble::new(Cause::EncryptionFailed, words);
        let name = ServerName::try_from(host.to_owned());
        let name = name.map_err(|why| failed(&why.to_string()))?;
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(|why| failed(&why.to_string()))?
            .with_root_certificates(roots)
            .with_no_client_auth();
        let shaking = TlsConnector::from(Arc::new(config)).connect(name, stream);
        match timeout(self.patience.connection, shaking).await {
            Ok(Ok(stream)) => Ok(Box::new(stream)),
            Ok(Err(why)) => Err(not_encrypted(&why)),
            Err(_) => Err(Trouble::new(Cause::TooSlow, "no encryption in time")),
        }
    }
}

/// Who is believed when a server shows its certificate: those who were named, or those
/// that this computer knows.
fn trusted(authority: &str) -> Result<Arc<RootCertStore>, Trouble> {
    if authority.trim().is_empty() {
        return Ok(known_to_this_computer());
    }
    let bad = |words: &str| Trouble::new(Cause::BadAuthority, words);
    let mut roots = RootCertStore::empty();
    for certificate in CertificateDer::pem_slice_iter(authority.as_bytes()) {
        let certificate = certificate.map_err(|why| bad(&why.to_string()))?;
        let added = roots.add(certificate);
        added.map_err(|why| bad(&why.to_string()))?;
    }
    if roots.is_empty() {
        return Err(bad("no certificate was found in it"));
    }
    Ok(Arc::new(roots))
}

fn known_to_this_computer() -> Arc<RootCertStore> {
    let mut roots = RootCertStore::empty();
    roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    Arc::new(roots)
}

fn not_encrypted(why: &io::Error) -> Trouble {
    let inner = why.get_ref().and_then(|inner| inner.downcast_ref());
    let cause = match inner {
        Some(rustls::Error::InvalidCertificate(why)) => bad_certificate(why),
        Some(rustls::Error::NoCertificatesPresented) => Cause::CertificateNotTrusted,
        Some(_) => Cause::EncryptionFailed,
        None => Cause::Cut,
    };
    Trouble::new(cause, &why.to_string())
}

fn bad_certificate(why: &CertificateError) -> Cause {
    match why {
        CertificateError::Expired | CertificateError::ExpiredContext { .. } => {
            Cause::CertificateExpired
        }
        CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => {
            Cause::CertificateNotYetValid
        }
        CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
            Cause::CertificateForAnotherName
        }
        // webpki's own word, which rustls hands on as it is.
        CertificateError::Other(other) if other.to_string().contains("CaUsedAsEndEntity") => {
            Cause::CertificateSignsItself
        }
        _ => Cause::CertificateNotTrusted, // rustls may know more one day
    }
}
