//! The TURN server as a machine: packets go in by `handle_*`, with the time; what must
//! be done comes out by [`Machine::poll_effect`]. No socket, no clock.
//!
//! **What it holds to.** An allocation is made with credentials of a live call, and
//! belongs to their holder, one party of that call; renewed credentials of the same
//! holder are as good as the first. A client sends to peers that are public or allowed,
//! and to other allocations here, which are handed over inside: the relay's own address
//! is no way to anything else. Times are looked at when something is used; [`Machine::
//! handle_timeout`] sweeps up what nobody uses.

mod allocation;
mod quota;
mod requests;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::net::{IpAddr, SocketAddr};
use std::ops::RangeInclusive;
use std::time::{Duration, Instant};

use rand::RngExt;

use crate::credentials::{self, Secret};
use crate::framing;
use crate::message::{self, Received};
use crate::peers::{Allowed, is_public};
use allocation::Allocation;
use quota::{Ended, Holders};

/// How often [`Machine::handle_timeout`] wants to be called.
pub const SWEEP: Duration = Duration::from_secs(5);
/// How long a nonce is good.
const NONCE: Duration = Duration::from_secs(60 * 60);

/// A client: a stream, or the address from which its datagrams come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Client {
    /// 0 for datagrams.
    pub stream: u64,
    /// Where it stands.
    pub address: SocketAddr,
}

/// What one party of a call may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Allocations at a time.
    pub allocations: usize,
    /// Bytes a second, both ways together.
    pub bytes_per_second: u32,
}

impl Default for Limits {
    /// Enough for a call at its best, and for a phone that changes its network.
    fn default() -> Self {
        Self {
            allocations: 4,
            bytes_per_second: 1_000_000,
        }
    }
}

/// What a machine is given.
pub struct Rules {
    /// Shared with who makes the credentials.
    pub secret: Secret,
    /// The address of the allocations, as clients are told it.
    pub address: IpAddr,
    /// The ports of the allocations.
    pub ports: RangeInclusive<u16>,
    /// Which networks may be reached besides the public internet.
    pub allowed: Allowed,
    /// What a party may take.
    pub limits: Limits,
    /// Signs the nonces; made anew at each start.
    pub nonce_key: [u8; 32],
}

/// What time it is.
#[derive(Clone, Copy, Debug)]
pub struct Now {
    /// Lifetimes are judged on this.
    pub instant: Instant,
    /// Credentials expire by this: seconds since 1970 UTC.
    pub wall: u64,
}

/// What must be done, in this order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Send a packet to a client.
    Answer {
        /// To whom.
        client: Client,
        /// STUN, or channel data without its filling.
        packet: Vec<u8>,
    },
    /// Open a UDP port, then say [`Machine::handle_port`].
    Open {
        /// Which.
        port: u16,
    },
    /// Send a datagram from a port.
    Send {
        /// From which.
        port: u16,
        /// To whom.
        peer: SocketAddr,
        /// What.
        data: Vec<u8>,
    },
    /// Close a port.
    Close {
        /// Which.
        port: u16,
    },
}

/// See the module.
pub struct Machine {
    rules: Rules,
    allocations: BTreeMap<u16, Allocation>,
    clients: HashMap<Client, u16>,
    holders: Holders,
    ended: Ended,
    /// An allocation that waits for its port.
    opening: BTreeMap<u16, requests::Opening>,
    effects: VecDeque<Effect>,
}

impl Machine {
    /// Without allocations.
    pub fn new(rules: Rules) -> Self {
        Self {
            holders: Holders::new(rules.limits),
            rules,
            allocations: BTreeMap::new(),
            clients: HashMap::new(),
            ended: Ended::default(),
            opening: BTreeMap::new(),
            effects: VecDeque::new(),
        }
    }

    /// A packet from a client.
    pub fn handle_packet(&mut self, client: Client, packet: &[u8], now: Now) {
        let Some(first) = packet.first() else { return };
        if first >> 6 == 1 {
            return self.handle_channel_data(client, packet, now);
        }
        let Some(received) = Received::read(packet) else {
            return;
        };
        if received.is_indication() {
            self.handle_indication(client, &received, now);
        } else if received.is_request() {
            self.handle_request(client, received, now);
        }
    }

    /// A datagram that came to a port.
    pub fn handle_peer(&mut self, port: u16, peer: SocketAddr, data: &[u8], now: Now) {
        let peer = SocketAddr::new(peer.ip().to_canonical(), peer.port());
        // Nobody outside speaks for another allocation: that is handed over inside.
        if self.may_reach(peer.ip()) {
            self.hand_to_client(port, peer, data, now);
        }
    }

    /// A port was opened, or could not be.
    pub fn handle_port(&mut self, port: u16, is_open: bool, now: Now) {
        let Some(opening) = self.opening.remove(&port) else {
            return;
        };
        if is_open {
            self.allocate(port, opening, now);
        } else {
            self.open(opening, now);
        }
    }

    /// A stream has ended, and with it what was allocated on it.
    pub fn handle_stream_ended(&mut self, client: Client) {
        if let Some(port) = self.clients.get(&client).copied() {
            self.close(port);
        }
    }

    /// A call is live; it may have been over before.
    pub fn handle_call_began(&mut self, call: &str) {
        self.ended.take_back(call);
    }

    /// A call is over: its allocations end, and its credentials make no more.
    pub fn handle_call_ended(&mut self, call: &str, now: Now) {
        self.ended.note(call, now.instant);
        let of_call = |one: &Allocation| credentials::call_of(&one.holder) == call;
        self.close_where(of_call);
    }

    /// Sweeps up what has expired.
    pub fn handle_timeout(&mut self, now: Now) {
        self.close_where(|one| one.has_expired(now.instant));
        for allocation in self.allocations.values_mut() {
            allocation.sweep(now.instant);
        }
        self.ended.sweep(now.instant);
    }

    /// What must be done.
    pub fn poll_effect(&mut self) -> Option<Effect> {
        self.effects.pop_front()
    }

    /// How many allocations there are.
    pub fn allocations(&self) -> usize {
        self.allocations.len()
    }

    /// Whether a client has one.
    pub fn has_allocation(&self, client: Client) -> bool {
        self.clients.contains_key(&client)
    }

    fn handle_channel_data(&mut self, client: Client, packet: &[u8], now: Now) {
        let Some((channel, data)) = message::read_channel_data(packet) else {
            return;
        };
        let Some((port, allocation)) = self.of_client(client, now) else {
            return;
        };
        if let Some(peer) = allocation.peer_of(channel, now.instant) {
            self.hand_to_peer(port, peer, data, now);
        }
    }

    fn handle_indication(&mut self, client: Client, received: &Received, now: Now) {
        if received.method() != rtc_stun::message::METHOD_SEND {
            return;
        }
        let (Some(peer), Some(data)) = (received.peer(), received.data()) else {
            return;
        };
        let Some((port, allocation)) = self.of_client(client, now) else {
            return;
        };
        if allocation.permits(peer.ip(), now.instant) {
            self.hand_to_peer(port, peer, data, now);
        }
    }

    fn of_client(&mut self, client: Client, now: Now) -> Option<(u16, &mut Allocation)> {
        let port = *self.clients.get(&client)?;
        let allocation = self.allocations.get_mut(&port)?;
        (!allocation.has_expired(now.instant)).then_some((port, allocation))
    }

    fn hand_to_peer(&mut self, port: u16, peer: SocketAddr, data: &[u8], now: Now) {
        let Some(allocation) = self.allocations.get(&port) else {
            return;
        };
        if !self
            .holders
            .take(&allocation.holder, data.len(), now.instant)
        {
            return;
        }
        if peer.ip() == self.rules.address && self.allocations.contains_key(&peer.port()) {
            let from = SocketAddr::new(self.rules.address, port);
            self.hand_to_client(peer.port(), from, data, now);
        } else if self.may_reach(peer.ip()) {
            let data = data.to_vec();
            self.effects.push_back(Effect::Send { port, peer, data });
        }
    }

    fn hand_to_client(&mut self, port: u16, peer: SocketAddr, data: &[u8], now: Now) {
        let Some(allocation) = self.allocations.get(&port) else {
            return;
        };
        let is_fitting = data.len() + 4 <= framing::LARGEST;
        if !is_fitting || !allocation.permits(peer.ip(), now.instant) {
            return;
        }
        if !self
            .holders
            .take(&allocation.holder, data.len(), now.instant)
        {
            return;
        }
        let packet = match allocation.channel_to(peer, now.instant) {
            Some(channel) => message::channel_data(channel, data),
            None => message::data_from(peer, data),
        };
        let client = allocation.client;
        self.effects.push_back(Effect::Answer { client, packet });
    }

    /// Whether datagrams may leave for there. The relay's own address is none that
    /// they leave for, unless the operator allowed it.
    fn may_reach(&self, peer: IpAddr) -> bool {
        let is_elsewhere = peer != self.rules.address;
        (is_elsewhere && is_public(peer)) || (self.rules.allowed)(peer)
    }

    /// Whether a client may name it as a peer: who is also relayed here is one.
    fn may_be_peer(&self, peer: IpAddr) -> bool {
        peer == self.rules.address || self.may_reach(peer)
    }

    /// Takes a free port and asks for it; refuses when there is none.
    fn open(&mut self, mut opening: requests::Opening, now: Now) {
        let Some(port) = self.free_port(opening.even, &opening.tried) else {
            return self.refuse_opening(&opening, now);
        };
        opening.tried.push(port);
        self.opening.insert(port, opening);
        self.effects.push_back(Effect::Open { port });
    }

    fn free_port(&self, even: bool, tried: &[u16]) -> Option<u16> {
        let taken =
            |port: &u16| self.allocations.contains_key(port) || self.opening.contains_key(port);
        let fits = |port: &u16| (!even || port.is_multiple_of(2)) && !tried.contains(port);
        let ports = self.rules.ports.clone();
        let free: Vec<u16> = ports.filter(|port| fits(port) && !taken(port)).collect();
        (!free.is_empty()).then(|| free[rand::rng().random_range(0..free.len())])
    }

    fn close_where(&mut self, ends: impl Fn(&Allocation) -> bool) {
        let all = self.allocations.iter();
        let ending: Vec<u16> = all
            .filter(|(_, one)| ends(one))
            .map(|(port, _)| *port)
            .collect();
        for port in ending {
            self.close(port);
        }
    }

    fn close(&mut self, port: u16) {
        if let Some(closed) = self.allocations.remove(&port) {
            self.clients.remove(&closed.client);
            self.holders.give_back(&closed.holder);
            self.effects.push_back(Effect::Close { port });
        }
    }
}
