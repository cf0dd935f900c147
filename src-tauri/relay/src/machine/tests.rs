//! The machine, asked as clients ask it: here is the cast, a client, a peer, and a clock
//! that is stepped. `asking` is who asks, `allocations` what they are given, `packets` what
//! goes through.

mod allocations;
mod asking;
mod packets;

use std::collections::BTreeSet;

use rtc_stun::attributes::{
    ATTR_CHANNEL_NUMBER, ATTR_DATA, ATTR_NONCE, ATTR_REALM, ATTR_REQUESTED_TRANSPORT,
    ATTR_USERNAME, ATTR_XOR_PEER_ADDRESS, ATTR_XOR_RELAYED_ADDRESS,
};
use rtc_stun::message::{METHOD_ALLOCATE, METHOD_SEND, Method};

use super::*;
use crate::credentials::Credentials;
use crate::message::Written;

const RELAY: &str = "198.51.99.1";
const FRIEND: &str = "9.9.9.9:4711";
const PORTS: RangeInclusive<u16> = 50_000..=50_009;

/// A machine, what it said, and the ports that are open for it.
struct Turn {
    machine: Machine,
    secret: Secret,
    now: Now,
    open: BTreeSet<u16>,
    closed: BTreeSet<u16>,
    /// Ports that somebody else has.
    taken: BTreeSet<u16>,
    left: Vec<Effect>,
}

impl Turn {
    fn new() -> Self {
        Self::allowing(|_| false)
    }

    fn allowing(allowed: impl Fn(IpAddr) -> bool + Send + Sync + 'static) -> Self {
        let secret = Secret::new("s3greto".into());
        let rules = Rules {
            secret: secret.clone(),
            address: RELAY.parse().expect("an address"),
            ports: PORTS,
            allowed: Box::new(allowed),
            limits: Limits::default(),
            nonce_key: [7; 32],
        };
        Self {
            machine: Machine::new(rules),
            secret,
            now: Now {
                instant: Instant::now(),
                wall: 1_700_000_000,
            },
            open: BTreeSet::new(),
            closed: BTreeSet::new(),
            taken: BTreeSet::new(),
            left: Vec::new(),
        }
    }

    fn credentials(&self, holder: &str) -> Credentials {
        let (call, party) = holder.split_once('.').expect("call.party");
        self.secret.credentials(call, party, self.now.wall)
    }

    /// A client says something; what it is told by it.
    fn says(&mut self, who: u16, packet: &[u8]) -> Vec<Received> {
        self.effects();
        self.machine.handle_packet(client(who), packet, self.now);
        self.settle();
        let told = self
            .effects()
            .into_iter()
            .filter_map(|effect| match effect {
                Effect::Answer { client: to, packet } if to == client(who) => {
                    Received::read(&packet)
                }
                _ => None,
            });
        told.collect()
    }

    fn nonce(&mut self, who: u16) -> String {
        let told = self.says(who, &udp(Written::request(METHOD_ALLOCATE)).plain());
        told[0].text(ATTR_NONCE).expect("a nonce").to_owned()
    }

    fn asks(
        &mut self,
        who: u16,
        holder: &str,
        method: Method,
        what: impl Fn(Written) -> Written,
    ) -> Received {
        let credentials = self.credentials(holder);
        self.asks_as(who, &credentials, method, what)
    }

    fn asks_with(
        &mut self,
        who: u16,
        nonce: &str,
        holder: &str,
        method: Method,
        what: impl Fn(Written) -> Written,
    ) -> Received {
        let credentials = self.credentials(holder);
        self.says_signed(who, nonce, &credentials, method, what)
    }

    fn asks_as(
        &mut self,
        who: u16,
        credentials: &Credentials,
        method: Method,
        what: impl Fn(Written) -> Written,
    ) -> Received {
        let nonce = self.nonce(who);
        self.says_signed(who, &nonce, credentials, method, what)
    }

    fn says_signed(
        &mut self,
        who: u16,
        nonce: &str,
        credentials: &Credentials,
        method: Method,
        what: impl Fn(Written) -> Written,
    ) -> Received {
        let Credentials { username, password } = credentials;
        let packet = what(Written::request(method))
            .with(ATTR_USERNAME, username.as_bytes())
            .with(ATTR_REALM, crate::REALM.as_bytes())
            .with(ATTR_NONCE, nonce.as_bytes())
            .signed(&message::long_term_key(username, crate::REALM, password));
        let mut told = self.says(who, &packet);
        assert_eq!(told.len(), 1, "one answer to one request");
        told.remove(0)
    }

    fn allocates(&mut self, who: u16, holder: &str) -> u16 {
        let told = self.asks(who, holder, METHOD_ALLOCATE, udp);
        let relayed = told.address(ATTR_XOR_RELAYED_ADDRESS);
        relayed.expect("an address").port()
    }

    fn sends(&mut self, who: u16, to: &str, data: &[u8]) {
        let packet = Written::indication(METHOD_SEND)
            .with_address(ATTR_XOR_PEER_ADDRESS, at(to))
            .with(ATTR_DATA, data)
            .plain();
        self.hands_in(who, &packet);
    }

    fn hands_in(&mut self, who: u16, packet: &[u8]) {
        self.machine.handle_packet(client(who), packet, self.now);
        self.settle();
    }

    fn hears(&mut self, port: u16, from: &str, data: &[u8]) {
        self.machine.handle_peer(port, at(from), data, self.now);
        self.settle();
    }

    fn told_to(&mut self, who: u16) -> Received {
        let effects = self.effects();
        let [Effect::Answer { client: to, packet }] = effects.as_slice() else {
            panic!("one answer, not {effects:?}");
        };
        assert_eq!(*to, client(who));
        Received::read(packet).expect("a message")
    }

    fn passes(&mut self, seconds: u64) {
        self.now.instant += Duration::from_secs(seconds);
        self.now.wall += seconds;
        self.machine.handle_timeout(self.now);
        self.settle();
    }

    /// Performs what concerns ports.
    fn settle(&mut self) {
        while let Some(effect) = self.machine.poll_effect() {
            match effect {
                Effect::Open { port } => {
                    let is_open = !self.taken.contains(&port);
                    if is_open {
                        assert!(self.open.insert(port), "{port} was open");
                    }
                    self.machine.handle_port(port, is_open, self.now);
                }
                Effect::Close { port } => {
                    assert!(self.open.remove(&port), "{port} was not open");
                    self.closed.insert(port);
                }
                other @ (Effect::Answer { .. } | Effect::Send { .. }) => self.left.push(other),
            }
        }
    }

    fn effects(&mut self) -> Vec<Effect> {
        std::mem::take(&mut self.left)
    }
}

fn client(who: u16) -> Client {
    Client {
        stream: 0,
        address: SocketAddr::from(([203, 0, 113, 1 + who.to_be_bytes()[1]], 40_000 + who)),
    }
}

fn at(text: &str) -> SocketAddr {
    text.parse().expect("an address")
}

fn sent(port: u16, to: &str, data: &[u8]) -> Effect {
    Effect::Send {
        port,
        peer: at(to),
        data: data.to_vec(),
    }
}

fn udp(written: Written) -> Written {
    written.with(ATTR_REQUESTED_TRANSPORT, &[17, 0, 0, 0])
}

fn peer(address: &str) -> impl Fn(Written) -> Written {
    let address = at(address);
    move |written| written.with_address(ATTR_XOR_PEER_ADDRESS, address)
}

fn channel(number: u16, to: &str) -> impl Fn(Written) -> Written {
    let to = at(to);
    move |written| {
        let number = (u32::from(number) << 16).to_be_bytes();
        written
            .with(ATTR_CHANNEL_NUMBER, &number)
            .with_address(ATTR_XOR_PEER_ADDRESS, to)
    }
}
