//! Calls that keep their pace.

use std::net::{SocketAddr, UdpSocket};
use std::time::{Duration, Instant};

use anyhow::Context;
use sportello_relay::probe::Caller;

use super::relays::Running;

const CHANNEL: u16 = 0x4000;
/// Bytes of a packet, without what the relay puts around them.
const PACKET: usize = 1_000;
/// A packet each way so often is a megabit a second each way.
const PACE: Duration = Duration::from_millis(8);
/// How long what is on its way may take.
const LATE: Duration = Duration::from_millis(300);

/// Calls through a relay.
pub(super) struct Load(Vec<Call>);

/// One relayed end, and the other.
struct Call {
    client: UdpSocket,
    peer: UdpSocket,
    /// The client's address, as the peer knows it.
    relayed: SocketAddr,
}

/// What came of it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Carried {
    pub(super) sent: u64,
    pub(super) heard: u64,
    pub(super) span: Duration,
}

impl Carried {
    pub(super) fn bytes(&self) -> u64 {
        self.heard * PACKET as u64
    }
}

impl Load {
    /// Sets up so many calls.
    pub(super) async fn on(relay: &Running, calls: u16) -> anyhow::Result<Self> {
        let mut all = Vec::new();
        for number in 0..calls {
            let call = Call::through(relay, &format!("call-{number}")).await;
            all.push(call.with_context(|| format!("call {number}"))?);
        }
        Ok(Self(all))
    }

    /// Talks for so long.
    pub(super) fn run(self, span: Duration) -> anyhow::Result<Carried> {
        let mut packet = [7; 4 + PACKET];
        packet[..2].copy_from_slice(&CHANNEL.to_be_bytes());
        packet[2..4].copy_from_slice(&u16::try_from(PACKET)?.to_be_bytes());
        let (mut sent, mut heard) = (0, 0);
        let began = Instant::now();
        let mut next = began;
        while next < began + span {
            for call in &self.0 {
                call.client.send(&packet)?;
                call.peer.send_to(&packet[4..], call.relayed)?;
                sent += 2;
            }
            // What was missed is not made up for: a burst would measure buffers.
            next = (next + PACE).max(Instant::now());
            std::thread::sleep(next.saturating_duration_since(Instant::now()));
            heard += self.hear();
        }
        let span = began.elapsed();
        std::thread::sleep(LATE);
        heard += self.hear();
        Ok(Carried { sent, heard, span })
    }

    /// Everything that has come.
    fn hear(&self) -> u64 {
        let mut buffer = [0; 2 * PACKET];
        let mut heard = 0;
        for call in &self.0 {
            for (socket, expected) in [(&call.client, 4 + PACKET), (&call.peer, PACKET)] {
                while let Ok(length) = socket.recv(&mut buffer) {
                    heard += u64::from(length == expected);
                }
            }
        }
        heard
    }
}

impl Call {
    async fn through(relay: &Running, name: &str) -> anyhow::Result<Self> {
        let peer = UdpSocket::bind("127.0.0.1:0")?;
        peer.set_nonblocking(true)?;
        let mut caller = Caller::connect(relay.address(), &relay.credentials(name)).await?;
        let relayed = caller.allocate().await?;
        caller.bind(CHANNEL, peer.local_addr()?).await?;
        Ok(Self {
            client: caller.into_socket()?,
            peer,
            relayed,
        })
    }
}
