//! One stream to a relay, for one socket of the ICE agent.

use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use rustls::pki_types::ServerName;
use rustls::{ClientConfig, RootCertStore};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpStream, UdpSocket};
use tokio::sync::mpsc;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;

use super::framing::{self, First, LARGEST};
use super::server::{Server, Transport};

const CONNECTING: Duration = Duration::from_secs(10);
/// What is written at once, at most.
const TOGETHER: usize = 16 * 1024;

/// Carries both ways until the stream ends; the agent notices by itself.
pub(super) async fn carry(
    server: Server,
    socket: Arc<UdpSocket>,
    agent: SocketAddr,
    waiting: mpsc::Receiver<Vec<u8>>,
) {
    let carried = async {
        let opened = timeout(CONNECTING, connect(&server)).await;
        let stream = opened.map_err(|_| io::ErrorKind::TimedOut)??;
        match server.transport {
            Transport::Tls => pass(secure(&server, stream).await?, &socket, agent, waiting).await,
            Transport::Tcp | Transport::Udp => pass(stream, &socket, agent, waiting).await,
        }
    };
    let carried: io::Result<()> = carried.await;
    match carried {
        Ok(()) => tracing::debug!(host = server.host, "the stream to a relay has ended"),
        Err(why) => tracing::warn!(host = server.host, %why, "no stream to a relay"),
    }
}

async fn connect(server: &Server) -> io::Result<TcpStream> {
    let stream = TcpStream::connect((server.host.as_str(), server.port)).await?;
    stream.set_nodelay(true)?;
    Ok(stream)
}

async fn secure(
    server: &Server,
    stream: TcpStream,
) -> io::Result<tokio_rustls::client::TlsStream<TcpStream>> {
    let name = match server.host.parse::<IpAddr>() {
        Ok(address) => ServerName::from(address),
        Err(_) => ServerName::try_from(server.host.clone()).map_err(io::Error::other)?,
    };
    let config = tokio::task::spawn_blocking(trusting_the_system);
    let config = config.await.map_err(io::Error::other)??;
    let shaking = TlsConnector::from(Arc::new(config)).connect(name, stream);
    timeout(CONNECTING, shaking)
        .await
        .map_err(|_| io::ErrorKind::TimedOut)?
}

/// As the seat's socket does.
fn trusting_the_system() -> io::Result<ClientConfig> {
    let mut roots = RootCertStore::empty();
    roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(io::Error::other)?;
    Ok(config.with_root_certificates(roots).with_no_client_auth())
}

async fn pass(
    stream: impl AsyncRead + AsyncWrite,
    socket: &UdpSocket,
    agent: SocketAddr,
    waiting: mpsc::Receiver<Vec<u8>>,
) -> io::Result<()> {
    let (reading, writing) = tokio::io::split(stream);
    tokio::select! {
        ended = read(reading, socket, agent) => ended,
        ended = write(waiting, writing) => ended,
    }
}

async fn read(
    mut stream: impl AsyncRead + Unpin,
    socket: &UdpSocket,
    agent: SocketAddr,
) -> io::Result<()> {
    let mut came = Vec::with_capacity(4 * LARGEST);
    loop {
        match framing::first(&came) {
            First::Packet(length, taken) => {
                let _ = socket.send_to(&came[..length], agent).await; // lost, as on a network
                came.drain(..taken);
            }
            First::Part if stream.read_buf(&mut came).await? == 0 => return Ok(()),
            First::Part => {}
            First::Nonsense => return Err(io::ErrorKind::InvalidData.into()),
        }
    }
}

async fn write(
    mut waiting: mpsc::Receiver<Vec<u8>>,
    mut stream: impl AsyncWrite + Unpin,
) -> io::Result<()> {
    let mut together = Vec::with_capacity(TOGETHER);
    while let Some(packet) = waiting.recv().await {
        together.clear();
        framing::append(&packet, &mut together);
        while together.len() < TOGETHER
            && let Ok(packet) = waiting.try_recv()
        {
            framing::append(&packet, &mut together);
        }
        stream.write_all(&together).await?;
        stream.flush().await?;
    }
    Ok(())
}
