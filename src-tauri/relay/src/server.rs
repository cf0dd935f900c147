//! The sockets around the machine.
//!
//! Datagrams go out at once or not at all, as a full network would have it; a stream
//! whose client does not read loses packets in the same way. So nothing here waits for
//! anybody, and the machine stands behind one lock that is held for one packet.

use std::collections::HashMap;
use std::fmt;
use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::ops::RangeInclusive;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpListener, UdpSocket};
use tokio::sync::{Semaphore, mpsc};
use tokio::task::{AbortHandle, JoinSet};
use tokio::time::{sleep, timeout};

use crate::credentials::Secret;
use crate::framing::{self, LARGEST};
use crate::machine::{Client, Effect, Limits, Machine, Now, Rules, SWEEP};
use crate::peers::Allowed;

/// The most ports of a range: each is a hole in a firewall.
pub const MOST_PORTS: usize = 100;
/// How many packets wait for a stream whose client reads slowly.
const WAITING: usize = 128;
/// How many streams there may be at a time.
const MOST_STREAMS: usize = 256;
/// A stream on which nothing comes is closed: refreshes come more often.
const SILENCE: Duration = Duration::from_secs(11 * 60);
/// One that never was given an allocation, sooner.
const PATIENCE: Duration = Duration::from_secs(20);

/// How a relay is set up.
pub struct RelaySettings {
    /// UDP and TCP.
    pub listen: SocketAddr,
    /// The address of the allocations, as clients are told it.
    pub address: IpAddr,
    /// The UDP ports of the allocations.
    pub ports: RangeInclusive<u16>,
    /// Shared with who makes the credentials.
    pub secret: Secret,
    /// Which networks may be reached besides the public internet.
    pub allowed: Allowed,
    /// What a party may take.
    pub limits: Limits,
}

/// Why a relay does not start.
#[derive(Debug, thiserror::Error)]
pub enum RelayError {
    /// A port could not be opened.
    #[error("can't listen on {at} for STUN and TURN: {why}")]
    Listen {
        /// Which.
        at: SocketAddr,
        /// Why.
        why: io::Error,
    },
    /// The range of ports is empty or too large.
    #[error("the range of ports is empty, or larger than {MOST_PORTS}")]
    Ports,
}

/// A TURN server that runs, until the last of it is dropped.
#[derive(Clone)]
pub struct Relay {
    inner: Arc<Inner>,
}

impl fmt::Debug for Relay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Relay({})", self.inner.address)
    }
}

struct Inner {
    state: Mutex<State>,
    /// Sends without asking whether the socket is ready: a full one drops.
    udp: std::net::UdpSocket,
    address: SocketAddr,
    /// Where the ports of the allocations are opened.
    bind: IpAddr,
    streams: Arc<Semaphore>,
    tasks: Mutex<JoinSet<()>>,
}

struct State {
    machine: Machine,
    ports: HashMap<u16, Port>,
    streams: HashMap<u64, mpsc::Sender<Vec<u8>>>,
    next_stream: u64,
}

struct Port {
    socket: std::net::UdpSocket,
    reading: AbortHandle,
}

impl Relay {
    /// Opens its ports. Must be called inside a tokio runtime.
    ///
    /// # Errors
    /// When a port is taken, or the range is none.
    pub async fn start(settings: RelaySettings) -> Result<Self, RelayError> {
        if settings.ports.is_empty() || settings.ports.len() > MOST_PORTS {
            return Err(RelayError::Ports);
        }
        let at = settings.listen;
        let refused = |why| RelayError::Listen { at, why };
        let (udp, tcp) = listen(at).await.map_err(refused)?;
        let address = udp.local_addr().map_err(refused)?;
        let (udp, reading) = both_ends(udp).map_err(refused)?;
        let machine = Machine::new(Rules {
            secret: settings.secret,
            address: settings.address,
            ports: settings.ports,
            allowed: settings.allowed,
            limits: settings.limits,
            nonce_key: rand::random(),
        });
        let bind = match (settings.address, at.ip()) {
            (IpAddr::V4(_), bind @ IpAddr::V4(_)) | (IpAddr::V6(_), bind @ IpAddr::V6(_)) => bind,
            (IpAddr::V4(_), IpAddr::V6(_)) => Ipv4Addr::UNSPECIFIED.into(),
            (IpAddr::V6(_), IpAddr::V4(_)) => Ipv6Addr::UNSPECIFIED.into(),
        };
        let inner = Arc::new(Inner {
            state: Mutex::new(State {
                machine,
                ports: HashMap::new(),
                streams: HashMap::new(),
                next_stream: 1,
            }),
            udp,
            address,
            bind,
            streams: Arc::new(Semaphore::new(MOST_STREAMS)),
            tasks: Mutex::new(JoinSet::new()),
        });
        let mut tasks = inner.tasks.lock().unwrap_or_else(PoisonError::into_inner);
        tasks.spawn(read_datagrams(Arc::downgrade(&inner), reading));
        tasks.spawn(accept(Arc::downgrade(&inner), tcp));
        tasks.spawn(sweep(Arc::downgrade(&inner)));
        drop(tasks);
        Ok(Self { inner })
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.inner.address
    }

    /// How many allocations there are.
    pub fn allocations(&self) -> usize {
        self.inner.state().machine.allocations()
    }

    /// A call is live; it may have been over before.
    pub fn begin(&self, call: &str) {
        self.inner.act(|machine, _| machine.handle_call_began(call));
    }

    /// A call is over: what was allocated for it ends.
    pub fn end(&self, call: &str) {
        self.inner
            .act(|machine, now| machine.handle_call_ended(call, now));
    }

    /// Carries what a client says on a stream that somebody else accepted, until it
    /// ends.
    pub async fn carry<S>(&self, stream: S, peer: SocketAddr)
    where
        S: AsyncRead + AsyncWrite + Send + 'static,
    {
        carry(Arc::downgrade(&self.inner), stream, peer).await;
    }
}

/// The same port for both; any free one, when none is named.
async fn listen(at: SocketAddr) -> io::Result<(std::net::UdpSocket, TcpListener)> {
    for _ in 0..8 {
        let tcp = TcpListener::bind(at).await?;
        match std::net::UdpSocket::bind(tcp.local_addr()?) {
            Ok(udp) => return Ok((udp, tcp)),
            Err(why) if at.port() != 0 => return Err(why),
            Err(_) => {}
        }
    }
    Err(io::ErrorKind::AddrInUse.into())
}

/// A socket to send by, and the same to read from.
fn both_ends(socket: std::net::UdpSocket) -> io::Result<(std::net::UdpSocket, UdpSocket)> {
    socket.set_nonblocking(true)?;
    let reading = UdpSocket::from_std(socket.try_clone()?)?;
    Ok((socket, reading))
}

async fn read_datagrams(inner: Weak<Inner>, udp: UdpSocket) {
    let mut buffer = vec![0; LARGEST + 64];
    loop {
        let came = udp.recv_from(&mut buffer).await;
        let Some(inner) = inner.upgrade() else { return };
        let Ok((length, from)) = came else {
            continue; // a client that is gone
        };
        let client = Client {
            stream: 0,
            address: canonical(from),
        };
        let packet = &buffer[..length];
        inner.act(|machine, now| machine.handle_packet(client, packet, now));
    }
}

async fn accept(inner: Weak<Inner>, listener: TcpListener) {
    const OUT_OF_BREATH: Duration = Duration::from_millis(200);
    loop {
        let accepted = listener.accept().await;
        let Some(strong) = inner.upgrade() else {
            return;
        };
        let Ok((stream, peer)) = accepted else {
            drop(strong);
            sleep(OUT_OF_BREATH).await;
            continue;
        };
        let _ = stream.set_nodelay(true); // a slow stream is still one
        let mut tasks = strong.tasks.lock().unwrap_or_else(PoisonError::into_inner);
        while tasks.try_join_next().is_some() {}
        tasks.spawn(carry(inner.clone(), stream, peer));
    }
}

async fn sweep(inner: Weak<Inner>) {
    loop {
        sleep(SWEEP).await;
        let Some(inner) = inner.upgrade() else { return };
        inner.act(Machine::handle_timeout);
    }
}

async fn carry<S>(inner: Weak<Inner>, stream: S, peer: SocketAddr)
where
    S: AsyncRead + AsyncWrite + Send + 'static,
{
    let Some(strong) = inner.upgrade() else {
        return;
    };
    let Ok(_place) = strong.streams.clone().try_acquire_owned() else {
        return; // hung up without a word
    };
    let (outbox, waiting) = mpsc::channel(WAITING);
    let client = strong.state().new_stream(canonical(peer), outbox);
    drop(strong);
    let (reading, writing) = tokio::io::split(stream);
    tokio::select! {
        () = read_stream(&inner, client, reading) => {}
        () = write_stream(waiting, writing) => {}
    }
    if let Some(inner) = inner.upgrade() {
        inner.state().streams.remove(&client.stream);
        inner.act(|machine, _| machine.handle_stream_ended(client));
    }
}

async fn read_stream(inner: &Weak<Inner>, client: Client, mut stream: impl AsyncRead + Unpin) {
    let mut read = Vec::with_capacity(2 * LARGEST);
    let mut patience = PATIENCE;
    loop {
        match framing::first(&read) {
            Ok(Some(frame)) => {
                let Some(inner) = inner.upgrade() else { return };
                let packet = &read[..frame.length];
                inner.act(|machine, now| machine.handle_packet(client, packet, now));
                if patience < SILENCE && inner.state().machine.has_allocation(client) {
                    patience = SILENCE;
                }
                read.drain(..frame.taken);
            }
            Ok(None) => {
                let more = timeout(patience, stream.read_buf(&mut read)).await;
                if !matches!(more, Ok(Ok(1..))) {
                    return;
                }
            }
            Err(_) => return,
        }
    }
}

async fn write_stream(mut waiting: mpsc::Receiver<Vec<u8>>, mut stream: impl AsyncWrite + Unpin) {
    while let Some(packet) = waiting.recv().await {
        let mut written = stream.write_all(&framing::framed(packet)).await;
        // In one go, and still apart: some clients take a record of TLS for a packet.
        while written.is_ok()
            && let Ok(packet) = waiting.try_recv()
        {
            written = stream.write_all(&framing::framed(packet)).await;
        }
        if written.is_err() || stream.flush().await.is_err() {
            return;
        }
    }
}

impl Inner {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Lets the machine decide, and performs what it decided.
    fn act(self: &Arc<Self>, decide: impl FnOnce(&mut Machine, Now)) {
        let now = Now {
            instant: Instant::now(),
            wall: SystemTime::now()
                .duration_since(UNIX_EPOCH)
                .map_or(0, |since| since.as_secs()),
        };
        let mut state = self.state();
        decide(&mut state.machine, now);
        while let Some(effect) = state.machine.poll_effect() {
            self.perform(&mut state, effect, now);
        }
    }

    fn perform(self: &Arc<Self>, state: &mut State, effect: Effect, now: Now) {
        match effect {
            Effect::Answer { client, packet } if client.stream == 0 => {
                let _ = self.udp.send_to(&packet, client.address); // lost, as on a full network
            }
            Effect::Answer { client, packet } => {
                if let Some(stream) = state.streams.get(&client.stream) {
                    let _ = stream.try_send(packet); // it reads too slowly
                }
            }
            Effect::Send { port, peer, data } => {
                if let Some(port) = state.ports.get(&port) {
                    let _ = port.socket.send_to(&data, peer); // lost, as on a full network
                }
            }
            Effect::Open { port } => {
                let opened = self.open(state, port);
                if let Err(why) = &opened {
                    tracing::debug!(port, %why, "a port of the relay can't be opened");
                }
                state.machine.handle_port(port, opened.is_ok(), now);
            }
            Effect::Close { port } => {
                if let Some(closed) = state.ports.remove(&port) {
                    closed.reading.abort();
                }
            }
        }
    }

    fn open(self: &Arc<Self>, state: &mut State, port: u16) -> io::Result<()> {
        let (socket, reading) = both_ends(std::net::UdpSocket::bind((self.bind, port))?)?;
        let reading = tokio::spawn(read_port(Arc::downgrade(self), reading, port));
        let reading = reading.abort_handle();
        state.ports.insert(port, Port { socket, reading });
        Ok(())
    }
}

async fn read_port(inner: Weak<Inner>, socket: UdpSocket, port: u16) {
    let mut buffer = vec![0; LARGEST];
    loop {
        let came = socket.recv_from(&mut buffer).await;
        let Some(inner) = inner.upgrade() else { return };
        let Ok((length, from)) = came else {
            continue; // a peer that is gone
        };
        let data = &buffer[..length];
        inner.act(|machine, now| machine.handle_peer(port, from, data, now));
    }
}

impl State {
    fn new_stream(&mut self, address: SocketAddr, outbox: mpsc::Sender<Vec<u8>>) -> Client {
        let stream = self.next_stream;
        self.next_stream += 1;
        self.streams.insert(stream, outbox);
        Client { stream, address }
    }
}

impl Drop for State {
    fn drop(&mut self) {
        for port in self.ports.values() {
            port.reading.abort();
        }
    }
}

fn canonical(address: SocketAddr) -> SocketAddr {
    SocketAddr::new(address.ip().to_canonical(), address.port())
}
