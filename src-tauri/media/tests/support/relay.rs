//! A UDP relay on this computer that loses by a seed and delays.
//!
//! It stands before one candidate of the desk; the caller sends to it. Each
//! sender has an upstream socket, so that answers find their way back.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use sportello_media::Candidate;
use tokio::net::UdpSocket;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;
use tokio::time::Instant;

const DATAGRAM: usize = 2_048;

#[derive(Debug, Clone, Copy)]
pub struct Impairment {
    pub loss: f64,
    pub delay: Duration,
    pub seed: u64,
}

#[derive(Debug, Default)]
pub struct Count {
    pub carried: AtomicU64,
    pub lost: AtomicU64,
}

pub struct Relay {
    pub count: Arc<Count>,
    task: JoinHandle<()>,
}

impl Drop for Relay {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Relay {
    /// Starts a relay and puts its port into the candidate.
    pub async fn before(candidate: &mut Candidate, impairment: Impairment) -> Self {
        let mut fields: Vec<String> = candidate.candidate.split(' ').map(str::to_owned).collect();
        let target = format!("{}:{}", fields[4], fields[5]);
        let target: SocketAddr = target.parse().expect("a candidate on this computer");
        let front = UdpSocket::bind("127.0.0.1:0").await.expect("a port");
        fields[5] = front.local_addr().expect("bound").port().to_string();
        candidate.candidate = fields.join(" ");
        let count = Arc::new(Count::default());
        let chance = Arc::new(Mutex::new(StdRng::seed_from_u64(impairment.seed)));
        let link = Link {
            impairment,
            chance,
            count: count.clone(),
        };
        let task = tokio::spawn(carry(Arc::new(front), target, link));
        Self { count, task }
    }
}

#[derive(Clone)]
struct Link {
    impairment: Impairment,
    chance: Arc<Mutex<StdRng>>,
    count: Arc<Count>,
}

impl Link {
    /// Carries or loses a datagram.
    fn put(&self, pipe: &Pipe, datagram: &[u8]) {
        let lost = self
            .chance
            .lock()
            .expect("no panic")
            .random_bool(self.impairment.loss);
        let count = if lost {
            &self.count.lost
        } else {
            &self.count.carried
        };
        count.fetch_add(1, Ordering::Relaxed);
        if !lost {
            let _ = pipe.send((Instant::now() + self.impairment.delay, datagram.to_vec()));
        }
    }
}

type Pipe = mpsc::UnboundedSender<(Instant, Vec<u8>)>;

fn pipe(out: Arc<UdpSocket>, to: Option<SocketAddr>) -> Pipe {
    let (pipe, mut waiting) = mpsc::unbounded_channel::<(Instant, Vec<u8>)>();
    tokio::spawn(async move {
        while let Some((due, datagram)) = waiting.recv().await {
            tokio::time::sleep_until(due).await;
            let _ = match to {
                Some(to) => out.send_to(&datagram, to).await,
                None => out.send(&datagram).await,
            };
        }
    });
    pipe
}

async fn carry(front: Arc<UdpSocket>, target: SocketAddr, link: Link) {
    let mut ways: BTreeMap<SocketAddr, Pipe> = BTreeMap::new();
    let mut datagram = [0; DATAGRAM];
    while let Ok((length, from)) = front.recv_from(&mut datagram).await {
        let way = match ways.entry(from) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(new) => new.insert(open_way(&front, from, target, &link).await),
        };
        link.put(way, &datagram[..length]);
    }
}

/// An upstream socket for one sender, and the way back.
async fn open_way(
    front: &Arc<UdpSocket>,
    from: SocketAddr,
    target: SocketAddr,
    link: &Link,
) -> Pipe {
    let upstream = Arc::new(UdpSocket::bind("127.0.0.1:0").await.expect("a port"));
    upstream.connect(target).await.expect("this computer");
    let back = pipe(front.clone(), Some(from));
    let (listening, link) = (upstream.clone(), link.clone());
    tokio::spawn(async move {
        let mut datagram = [0; DATAGRAM];
        while let Ok(length) = listening.recv(&mut datagram).await {
            link.put(&back, &datagram[..length]);
        }
    });
    pipe(upstream, None)
}
