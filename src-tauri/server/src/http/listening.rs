//! From a connection to requests: the handshake, and patience that ends.
//!
//! A connection that dawdles costs somebody else's place: the TLS handshake and the
//! head of each request have [`HEAD`] to arrive, an idle connection no more, and one
//! visitor has so many connections at a time. A WebSocket leaves this module when it
//! is opened; its own bounds are those of [`crate::ws`].

use std::convert::Infallible;
use std::io;
use std::net::SocketAddr;
use std::pin::pin;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::{Request, Response};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use sportello_relay::{Relay, framing};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};
use tokio_rustls::TlsAcceptor;
use tower_service::Service;

use super::begun::Begun;
use super::certificates::Offer;
use crate::Shared;
use crate::ws::stopped;

/// How long a handshake may take, and the head of a request.
const HEAD: Duration = Duration::from_secs(10);
/// The largest head of a request, in bytes.
const LARGEST_HEAD: usize = 16 * 1024;
/// The most that is kept of what a client does not yet take, in bytes.
const BUFFER: usize = 64 * 1024;
/// How long a connection may ask and be answered, before it must connect anew:
/// who reads an answer a byte a minute is not waited for.
const LONGEST: Duration = Duration::from_secs(10 * 60);
/// How long to wait when no more connections can be taken: a descriptor may come
/// free meanwhile.
const OUT_OF_BREATH: Duration = Duration::from_millis(200);

/// Answers until told to stop, and then as long as somebody is being answered.
pub(super) async fn listen(
    listener: TcpListener,
    router: Router,
    shared: Shared,
    certificates: Option<Offer>,
    mut stopping: watch::Receiver<bool>,
) -> io::Result<()> {
    let mut connections = JoinSet::new();
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            Some(_) = connections.join_next() => continue,
            () = stopped(&mut stopping) => break,
        };
        let (stream, peer) = match accepted {
            Ok(accepted) => accepted,
            Err(why) if is_of_one_connection(&why) => continue,
            Err(why) => {
                tracing::error!(%why, "no connection can be taken");
                sleep(OUT_OF_BREATH).await;
                continue;
            }
        };
        let Some(place) = place_for(&shared, peer) else {
            continue; // hung up without a word
        };
        let config = certificates.as_ref().map(Offer::current);
        let relay = shared.ways.relay().cloned();
        let (router, stopping) = (router.clone(), stopping.clone());
        connections.spawn(async move {
            let _place = place;
            let _ = stream.set_nodelay(true); // a slow connection is still one
            let Some(config) = config else {
                return answer(stream, peer, router, stopping).await;
            };
            let shaking = TlsAcceptor::from(config).accept(stream);
            let Ok(Ok(stream)) = timeout(HEAD, shaking).await else {
                return;
            };
            match relay {
                None => answer(stream, peer, router, stopping).await,
                Some(relay) => answer_or_relay(stream, peer, router, stopping, &relay).await,
            }
        });
    }
    drop(listener);
    while connections.join_next().await.is_some() {}
    Ok(())
}

/// A place for one more connection from there. Our own proxy brings everybody.
fn place_for(shared: &Shared, peer: SocketAddr) -> Option<Option<crate::limits::Place>> {
    if !shared.transport.lets_in(peer.ip()) {
        return None;
    }
    if shared.transport.trusts(peer.ip()) {
        return Some(None);
    }
    shared.limits.connection(peer.ip()).map(Some)
}

/// On the port of the web, the relay is found as well: a router that lets nothing else
/// out lets this out. Its clients are known by their first byte, which is no letter.
async fn answer_or_relay<S>(
    stream: S,
    peer: SocketAddr,
    router: Router,
    mut stopping: watch::Receiver<bool>,
    relay: &Relay,
) where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let Ok(Ok(begun)) = timeout(HEAD, Begun::read(stream)).await else {
        return;
    };
    if !begun.first().is_some_and(framing::begins_stun) {
        return answer(begun, peer, router, stopping).await;
    }
    tokio::select! {
        () = relay.carry(begun, peer) => {}
        () = stopped(&mut stopping) => {}
    }
}

/// Answers the requests of one connection.
async fn answer<S>(stream: S, peer: SocketAddr, router: Router, mut stopping: watch::Receiver<bool>)
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let service = service_fn(move |mut request: Request<Incoming>| {
        request.extensions_mut().insert(ConnectInfo(peer));
        let mut router = router.clone();
        async move {
            let answered: Result<Response<Body>, Infallible> = router.call(request).await;
            answered
        }
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD)
        .max_header_size(LARGEST_HEAD)
        .max_buf_size(BUFFER)
        .serve_connection(TokioIo::new(stream), service)
        .with_upgrades();
    let mut connection = pin!(connection);
    tokio::select! {
        _ = connection.as_mut() => return,
        () = sleep(LONGEST) => {}
        () = stopped(&mut stopping) => {}
    }
    connection.as_mut().graceful_shutdown();
    let _ = timeout(HEAD, connection).await;
}

/// The client of this one connection went away; the next may be well.
fn is_of_one_connection(why: &io::Error) -> bool {
    matches!(
        why.kind(),
        io::ErrorKind::ConnectionRefused
            | io::ErrorKind::ConnectionAborted
            | io::ErrorKind::ConnectionReset
            | io::ErrorKind::Interrupted
    )
}
