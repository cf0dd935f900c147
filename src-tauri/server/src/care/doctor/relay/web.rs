//! The way to the relay for who is let out to the web alone: TURN over TLS, at the port
//! of the pages. It is tried as a librarian's computer would, which trusts whom its
//! system trusts.

use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use rustls::pki_types::ServerName;
use rustls::{ClientConfig, RootCertStore};
use sportello_relay::probe;
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

use super::super::{Finding, network};
use crate::Settings;

const WEB: &str = "relay, web";
const PATIENCE: Duration = Duration::from_secs(5);

/// Asks a server that runs for our own address, over TLS; nothing is known when it has
/// no name or chooses its port.
pub(super) async fn prove(settings: &Settings, runs: bool) -> Option<Finding> {
    let host = settings.public.as_ref()?.host_str()?;
    let port = Some(settings.listen.port()).filter(|port| *port > 0)?;
    let at = SocketAddr::new(network::reachable(settings.listen.ip()), port);
    if !runs {
        return Some(Finding::ok(
            WEB,
            format!("{at} is tried while the server runs"),
        ));
    }
    let shaken = timeout(PATIENCE, shake_hands(at, host)).await;
    let stream = match shaken.unwrap_or_else(|_| Err(io::ErrorKind::TimedOut.into())) {
        Ok(stream) => stream,
        Err(why) => return Some(refused(at, &why)),
    };
    Some(match probe::own_address_in(stream).await {
        Ok(_) => Finding::ok(
            WEB,
            format!("{at} answers STUN over TLS: who is let out to the web alone gets through"),
        ),
        Err(why) => Finding::fail(
            WEB,
            format!("{at} does not answer STUN over TLS: {why}"),
            "see that this server, and no proxy, has the port of the pages",
        ),
    })
}

/// A certificate that is not trusted here may be trusted elsewhere.
fn refused(at: SocketAddr, why: &io::Error) -> Finding {
    Finding::warn(
        WEB,
        format!("{at} could not be tried over TLS: {why}"),
        "if the certificate is of an authority of your own, the system of each librarian's \
         computer must know it, and so must this one to try it",
    )
}

async fn shake_hands(at: SocketAddr, host: &str) -> io::Result<TlsStream<TcpStream>> {
    let bare = host.trim_matches(['[', ']']);
    let name = match bare.parse::<IpAddr>() {
        Ok(address) => ServerName::from(address),
        Err(_) => ServerName::try_from(bare.to_owned()).map_err(io::Error::other)?,
    };
    let mut roots = RootCertStore::empty();
    roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(io::Error::other)?
        .with_root_certificates(roots)
        .with_no_client_auth();
    let stream = TcpStream::connect(at).await?;
    TlsConnector::from(Arc::new(config))
        .connect(name, stream)
        .await
}
