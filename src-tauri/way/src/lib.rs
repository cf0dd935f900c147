//! The way to a server outside: its addresses, and its encryption.
//!
//! [`connect`] goes all of it, for servers that are named by a URL. [`reach`] and
//! [`encrypt`] are its two halves, for those with whom something is said in between, as
//! mail servers want it.
//!
//! **The rule.** What is not encrypted does not leave this computer, and who can't show
//! that they are the server that was named is not spoken to. Each step ends in time, and
//! one that fails says which it was.
//!
//! It asks nothing of the server, keeps nothing, and tries nothing again.

#![warn(missing_docs)]
#![forbid(unsafe_code)]

use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{CertificateError, ClientConfig, RootCertStore};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpStream, lookup_host};
use tokio::time::timeout;
use tokio_rustls::TlsConnector;
use url::Url;

/// How many addresses of one name are tried.
const MOST_ADDRESSES: usize = 4;

/// A connection, encrypted or not.
pub trait Stream: AsyncRead + AsyncWrite + Unpin + Send {}

impl<T: AsyncRead + AsyncWrite + Unpin + Send> Stream for T {}

/// There is no way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoWay {
    /// What is in it.
    pub obstacle: Obstacle,
    /// What was said of that, by the far side or by this computer; may be empty.
    pub said: String,
}

/// What is in the way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Obstacle {
    /// Nobody knows an address of the name.
    NameNotFound,
    /// Nobody answers at its addresses.
    NobodyAnswers,
    /// The address is of another computer, and the way is not encrypted.
    PlainOnlyAtHome,
    /// The far side begins and does not come to an end.
    TooSlow,
    /// The far side hangs up.
    Cut,
    /// The two sides find no encryption that both know.
    EncryptionFailed,
    /// Nobody who is believed vouches for the certificate.
    CertificateNotTrusted,
    /// It is an authority's own, and shown as a server's.
    CertificateSignsItself,
    /// It is for another name.
    CertificateForAnotherName,
    /// It is not good any more.
    CertificateExpired,
    /// It is not good yet.
    CertificateNotYetValid,
    /// Those who are to be believed can't be read.
    BadAuthority,
}

/// What is in the way, as a cause of the same name: each room has an enum of all that can
/// fail, which people are told of and which is stored, and the obstacles are among it.
#[macro_export]
macro_rules! cause_of {
    ($obstacle:expr, $cause:ident) => {
        match $obstacle {
            $crate::Obstacle::NameNotFound => $cause::NameNotFound,
            $crate::Obstacle::NobodyAnswers => $cause::NobodyAnswers,
            $crate::Obstacle::PlainOnlyAtHome => $cause::PlainOnlyAtHome,
            $crate::Obstacle::TooSlow => $cause::TooSlow,
            $crate::Obstacle::Cut => $cause::Cut,
            $crate::Obstacle::EncryptionFailed => $cause::EncryptionFailed,
            $crate::Obstacle::CertificateNotTrusted => $cause::CertificateNotTrusted,
            $crate::Obstacle::CertificateSignsItself => $cause::CertificateSignsItself,
            $crate::Obstacle::CertificateForAnotherName => $cause::CertificateForAnotherName,
            $crate::Obstacle::CertificateExpired => $cause::CertificateExpired,
            $crate::Obstacle::CertificateNotYetValid => $cause::CertificateNotYetValid,
            $crate::Obstacle::BadAuthority => $cause::BadAuthority,
        }
    };
}

impl NoWay {
    fn new(obstacle: Obstacle, said: impl ToString) -> Self {
        Self {
            obstacle,
            said: said.to_string(),
        }
    }
}

/// Which addresses of a name may be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// Those of this computer alone: what is said there is not encrypted.
    ThisComputer,
    /// All of them: nothing is said that is not encrypted.
    Anywhere,
}

/// Who is believed when a server shows its certificate.
#[derive(Clone, Debug)]
pub struct Believed(Arc<RootCertStore>);

impl Believed {
    /// Those whose certificates stand in this text, in PEM, and nobody else.
    ///
    /// # Errors
    /// [`Obstacle::BadAuthority`] when there is none in it, or one that can't be read.
    pub fn named_in(pem: &[u8]) -> Result<Self, NoWay> {
        let bad = |why: &dyn ToString| NoWay::new(Obstacle::BadAuthority, why.to_string());
        let mut roots = RootCertStore::empty();
        for certificate in CertificateDer::pem_slice_iter(pem) {
            let certificate = certificate.map_err(|why| bad(&why))?;
            roots.add(certificate).map_err(|why| bad(&why))?;
        }
        if roots.is_empty() {
            return Err(bad(&"no certificate was found in it"));
        }
        Ok(Self(Arc::new(roots)))
    }

    /// Those that this computer knows. They are read once: it is a file of hundreds of
    /// certificates. One that was empty is read again, since somebody may have put
    /// something in.
    pub fn known_to_this_computer() -> Self {
        static READ: OnceLock<Arc<RootCertStore>> = OnceLock::new();
        if let Some(roots) = READ.get() {
            return Self(Arc::clone(roots));
        }
        let mut roots = RootCertStore::empty();
        roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
        let roots = Arc::new(roots);
        if roots.is_empty() {
            return Self(roots);
        }
        Self(Arc::clone(READ.get_or_init(|| roots)))
    }
}

/// Connects to the host of an address, encrypted unless it begins with `http:` and is on
/// this computer. Who vouches for the host are the certificates in `authority`, in PEM; if
/// there is none, those that this computer knows. Each step may take so long.
///
/// # Errors
/// What is in the way.
pub async fn connect(
    url: &Url,
    authority: &str,
    within: Duration,
) -> Result<Box<dyn Stream>, NoWay> {
    let host = url.host_str().unwrap_or_default();
    let host = host.trim_matches(['[', ']']);
    let port = url.port_or_known_default().unwrap_or(443);
    if url.scheme() == "http" {
        let stream = reach((host, port), Reach::ThisComputer, within).await?;
        return Ok(Box::new(stream));
    }
    let believed = match authority.trim() {
        "" => Believed::known_to_this_computer(),
        _ => Believed::named_in(authority.as_bytes())?,
    };
    let stream = reach((host, port), Reach::Anywhere, within).await?;
    encrypt(stream, host, &believed, within).await
}

/// Connects to a host and its port, in the clear yet: to the first of its addresses that
/// answers. Finding them may take so long, and each of them as long again.
///
/// # Errors
/// What is in the way.
pub async fn reach(host: (&str, u16), reach: Reach, within: Duration) -> Result<TcpStream, NoWay> {
    let mut last = NoWay::new(Obstacle::NobodyAnswers, "");
    for address in addresses(host, reach, within).await? {
        match timeout(within, TcpStream::connect(address)).await {
            Ok(Ok(stream)) => {
                // Small questions in turns: nothing is gained by waiting for more.
                let _ = stream.set_nodelay(true);
                return Ok(stream);
            }
            Ok(Err(why)) => last = NoWay::new(Obstacle::NobodyAnswers, why),
            Err(_) => last = NoWay::new(Obstacle::NobodyAnswers, "no connection in time"),
        }
    }
    Err(last)
}

async fn addresses(
    host: (&str, u16),
    reach: Reach,
    within: Duration,
) -> Result<Vec<SocketAddr>, NoWay> {
    let found = timeout(within, lookup_host(host)).await;
    let found = found.map_err(|_| NoWay::new(Obstacle::NameNotFound, "no answer in time"))?;
    let found = found.map_err(|why| NoWay::new(Obstacle::NameNotFound, why))?;
    let found: Vec<SocketAddr> = found.collect();
    let may_be = |address: &&SocketAddr| match reach {
        Reach::ThisComputer => address.ip().is_loopback(),
        Reach::Anywhere => true,
    };
    let usable: Vec<SocketAddr> = found.iter().filter(may_be).copied().collect();
    if usable.is_empty() && !found.is_empty() {
        return Err(NoWay::new(Obstacle::PlainOnlyAtHome, ""));
    }
    Ok(usable.into_iter().take(MOST_ADDRESSES).collect())
}

/// Encrypts a connection with a host of that name, for whom somebody vouches who is
/// believed. It may have been spoken on already, as `STARTTLS` wants it.
///
/// # Errors
/// What is in the way. A name that no certificate could be for is one that is not found.
pub async fn encrypt(
    stream: impl Stream + 'static,
    host: &str,
    believed: &Believed,
    within: Duration,
) -> Result<Box<dyn Stream>, NoWay> {
    let name = ServerName::try_from(host.to_owned());
    let name = name.map_err(|_| NoWay::new(Obstacle::NameNotFound, ""))?;
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|why| NoWay::new(Obstacle::EncryptionFailed, why))?
        .with_root_certificates(Arc::clone(&believed.0))
        .with_no_client_auth();
    let shaking = TlsConnector::from(Arc::new(config)).connect(name, stream);
    match timeout(within, shaking).await {
        Ok(Ok(stream)) => Ok(Box::new(stream)),
        Ok(Err(why)) => Err(not_encrypted(&why)),
        Err(_) => Err(NoWay::new(Obstacle::TooSlow, "no encryption in time")),
    }
}

fn not_encrypted(why: &io::Error) -> NoWay {
    let inner = why.get_ref().and_then(|inner| inner.downcast_ref());
    let obstacle = match inner {
        Some(rustls::Error::InvalidCertificate(why)) => bad_certificate(why),
        Some(rustls::Error::NoCertificatesPresented) => Obstacle::CertificateNotTrusted,
        Some(_) => Obstacle::EncryptionFailed,
        None => Obstacle::Cut,
    };
    NoWay::new(obstacle, why)
}

fn bad_certificate(why: &CertificateError) -> Obstacle {
    match why {
        CertificateError::Expired | CertificateError::ExpiredContext { .. } => {
            Obstacle::CertificateExpired
        }
        CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => {
            Obstacle::CertificateNotYetValid
        }
        CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
            Obstacle::CertificateForAnotherName
        }
        // webpki's own word, which rustls hands on as it is.
        CertificateError::Other(other) if other.to_string().contains("CaUsedAsEndEntity") => {
            Obstacle::CertificateSignsItself
        }
        _ => Obstacle::CertificateNotTrusted, // rustls may know more one day
    }
}
