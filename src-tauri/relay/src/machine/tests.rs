//! The machine, asked as clients ask it. Long, because every request is judged here
//! over one cast: a client, a peer, and a clock that is stepped.

use std::collections::BTreeSet;

use proptest::prelude::*;
use rtc_stun::attributes::{
    ATTR_CHANNEL_NUMBER, ATTR_DATA, ATTR_EVEN_PORT, ATTR_NONCE, ATTR_REALM,
    ATTR_REQUESTED_ADDRESS_FAMILY, ATTR_REQUESTED_TRANSPORT, ATTR_USERNAME, ATTR_XOR_PEER_ADDRESS,
    ATTR_XOR_RELAYED_ADDRESS, ATTR_XORMAPPED_ADDRESS, AttrType,
};
use rtc_stun::message::{
    METHOD_ALLOCATE, METHOD_BINDING, METHOD_CHANNEL_BIND, METHOD_CREATE_PERMISSION, METHOD_DATA,
    METHOD_REFRESH, METHOD_SEND, Method,
};

use super::*;
use crate::credentials::Credentials;
use crate::message::Written;

const RELAY: &str = "198.51.99.1";
const FRIEND: &str = "9.9.9.9:4711";
const PORTS: RangeInclusive<u16> = 50_000..=50_009;

#[test]
fn whoever_asks_is_told_their_own_address() {
    let mut turn = Turn::new();
    let told = turn.says(1, &Written::request(METHOD_BINDING).plain());
    let address = told[0].address(ATTR_XORMAPPED_ADDRESS);
    assert_eq!(address, Some(client(1).address));
}

#[test]
fn who_does_not_sign_is_asked_to() {
    let mut turn = Turn::new();
    let told = turn.says(1, &udp(Written::request(METHOD_ALLOCATE)).plain());
    assert_eq!(told[0].error(), Some(401));
    assert_eq!(told[0].text(ATTR_REALM), Some(crate::REALM));
    assert!(told[0].text(ATTR_NONCE).is_some());
}

#[test]
fn a_party_of_a_call_is_given_an_address() {
    let mut turn = Turn::new();
    let told = turn.asks(1, "ada.patron", METHOD_ALLOCATE, udp);
    let relayed = told.address(ATTR_XOR_RELAYED_ADDRESS).expect("an address");
    assert_eq!(relayed.ip().to_string(), RELAY);
    assert!(PORTS.contains(&relayed.port()));
    assert_eq!(told.lifetime(), Some(600));
    assert_eq!(turn.machine.allocations(), 1);
}

#[test]
fn wrong_and_expired_credentials_are_refused_with_401() {
    let mut turn = Turn::new();
    let mut wrong = turn.credentials("ada.patron");
    wrong.password.push('x');
    let mut renamed = turn.credentials("ada.patron");
    renamed.username = renamed.username.replace("ada", "bob");
    let good = turn.credentials("ada.patron");
    let mut nonsense = good.clone();
    nonsense.username = "admin".into();
    for credentials in [&wrong, &renamed, &nonsense] {
        let told = turn.asks_as(1, credentials, METHOD_ALLOCATE, udp);
        assert_eq!(told.error(), Some(401), "{}", credentials.username);
    }
    turn.passes(600);
    let told = turn.asks_as(1, &good, METHOD_ALLOCATE, udp);
    assert_eq!(told.error(), Some(401), "expired");
    assert_eq!(turn.machine.allocations(), 0);
}

#[test]
fn a_nonce_is_good_for_an_hour_and_for_its_client() {
    let mut turn = Turn::new();
    let nonce = turn.nonce(1);
    turn.passes(3_600);
    let told = turn.asks_with(1, &nonce, "ada.patron", METHOD_ALLOCATE, udp);
    assert_eq!(told.error(), Some(438));
    let fresh = told.text(ATTR_NONCE).expect("a new one").to_owned();
    let told = turn.asks_with(2, &fresh, "ada.patron", METHOD_ALLOCATE, udp);
    assert_eq!(told.error(), Some(438), "it is another's");
    let told = turn.asks_with(1, "made-up", "ada.patron", METHOD_ALLOCATE, udp);
    assert_eq!(told.error(), Some(438));
    let told = turn.asks_with(1, &fresh, "ada.patron", METHOD_ALLOCATE, udp);
    assert_eq!(told.error(), None);
}

#[test]
fn packets_go_both_ways_with_a_permission() {
    let mut turn = Turn::new();
    let port = turn.allocates(1, "ada.patron");
    turn.sends(1, FRIEND, b"hello");
    assert_eq!(turn.effects(), [], "no permission yet");
    let permitted = turn.asks(1, "ada.patron", METHOD_CREATE_PERMISSION, peer(FRIEND));
    assert_eq!(permitted.error(), None);
    turn.sends(1, FRIEND, b"hello");
    assert_eq!(turn.effects(), [sent(port, FRIEND, b"hello")]);
    turn.hears(port, FRIEND, b"well met");
    let heard = turn.told_to(1);
    assert_eq!(heard.method(), METHOD_DATA);
    assert_eq!(
        (heard.peer(), heard.data()),
        (Some(at(FRIEND)), Some(&b"well met"[..]))
    );
    turn.hears(port, "9.9.9.8:4711", b"me too");
    assert_eq!(turn.effects(), [], "nobody else may speak");
    turn.passes(300);
    turn.sends(1, FRIEND, b"hello");
    assert_eq!(turn.effects(), [], "a permission lasts five minutes");
}

#[test]
fn a_channel_carries_less_around_the_data() {
    let mut turn = Turn::new();
    let port = turn.allocates(1, "ada.patron");
    let bound = turn.asks(
        1,
        "ada.patron",
        METHOD_CHANNEL_BIND,
        channel(0x4001, FRIEND),
    );
    assert_eq!(bound.error(), None);
    turn.hands_in(1, &message::channel_data(0x4001, b"picture"));
    assert_eq!(turn.effects(), [sent(port, FRIEND, b"picture")]);
    turn.hears(port, FRIEND, b"sound");
    let packet = message::channel_data(0x4001, b"sound");
    assert_eq!(
        turn.effects(),
        [Effect::Answer {
            client: client(1),
            packet
        }]
    );
    turn.hands_in(1, &message::channel_data(0x4002, b"picture"));
    assert_eq!(turn.effects(), [], "no such channel");
}

#[test]
fn a_channel_leads_to_one_peer_and_a_peer_has_one() {
    let mut turn = Turn::new();
    turn.allocates(1, "ada.patron");
    let mut bind = |number, to| {
        let told = turn.asks(1, "ada.patron", METHOD_CHANNEL_BIND, channel(number, to));
        told.error()
    };
    assert_eq!(bind(0x4001, FRIEND), None);
    assert_eq!(bind(0x4001, FRIEND), None, "said again");
    assert_eq!(bind(0x4001, "9.9.9.8:1"), Some(400));
    assert_eq!(bind(0x4002, FRIEND), Some(400));
    assert_eq!(bind(0x3fff, "9.9.9.8:1"), Some(400));
    assert_eq!(bind(0x8000, "9.9.9.8:1"), Some(400));
}

#[test]
fn peers_of_the_house_are_forbidden_with_403() {
    let mut turn = Turn::new();
    turn.allocates(1, "ada.patron");
    for house in [
        "127.0.0.1:53",
        "10.0.0.1:1",
        "192.168.1.1:80",
        "169.254.169.254:80",
        "224.0.0.251:5353",
    ] {
        let told = turn.asks(1, "ada.patron", METHOD_CREATE_PERMISSION, peer(house));
        assert_eq!(told.error(), Some(403), "{house}");
        let told = turn.asks(1, "ada.patron", METHOD_CHANNEL_BIND, channel(0x4001, house));
        assert_eq!(told.error(), Some(403), "{house}");
    }
    let with_one_of_them = |written: Written| {
        written
            .with_address(ATTR_XOR_PEER_ADDRESS, at(FRIEND))
            .with_address(ATTR_XOR_PEER_ADDRESS, at("10.0.0.1:1"))
    };
    let told = turn.asks(1, "ada.patron", METHOD_CREATE_PERMISSION, with_one_of_them);
    assert_eq!(told.error(), Some(403));
    turn.sends(1, FRIEND, b"hello");
    assert_eq!(turn.effects(), [], "all or none");
    let told = turn.asks(
        1,
        "ada.patron",
        METHOD_CREATE_PERMISSION,
        peer("[2a00::1]:1"),
    );
    assert_eq!(told.error(), Some(443));
}

#[test]
fn a_network_that_was_allowed_is_no_house_any_more() {
    let mut turn = Turn::allowing(|address| address.to_string().starts_with("192.168.7."));
    let port = turn.allocates(1, "ada.patron");
    let told = turn.asks(
        1,
        "ada.patron",
        METHOD_CREATE_PERMISSION,
        peer("192.168.7.20:9"),
    );
    assert_eq!(told.error(), None);
    turn.sends(1, "192.168.7.20:9", b"hello");
    assert_eq!(turn.effects(), [sent(port, "192.168.7.20:9", b"hello")]);
    let told = turn.asks(
        1,
        "ada.patron",
        METHOD_CREATE_PERMISSION,
        peer("192.168.8.20:9"),
    );
    assert_eq!(told.error(), Some(403));
}

#[test]
fn two_who_are_both_relayed_meet_inside() {
    let mut turn = Turn::new();
    let (ada, bo) = (
        turn.allocates(1, "call.patron"),
        turn.allocates(2, "call.seat"),
    );
    let (to_ada, to_bo) = (format!("{RELAY}:{ada}"), format!("{RELAY}:{bo}"));
    turn.asks(1, "call.patron", METHOD_CREATE_PERMISSION, peer(&to_bo));
    turn.sends(1, &to_bo, b"hello");
    assert_eq!(turn.effects(), [], "Bo has not permitted it");
    turn.asks(2, "call.seat", METHOD_CREATE_PERMISSION, peer(&to_ada));
    turn.sends(1, &to_bo, b"hello");
    let heard = turn.told_to(2);
    assert_eq!(
        (heard.peer(), heard.data()),
        (Some(at(&to_ada)), Some(&b"hello"[..]))
    );
}

#[test]
fn the_relays_own_address_leads_to_nothing_else() {
    let mut turn = Turn::new();
    let port = turn.allocates(1, "ada.patron");
    let own = format!("{RELAY}:53");
    turn.asks(1, "ada.patron", METHOD_CREATE_PERMISSION, peer(&own));
    turn.sends(1, &own, b"whatever");
    assert_eq!(turn.effects(), []);
    turn.hears(port, &own, b"made up");
    assert_eq!(turn.effects(), []);
}

#[test]
fn a_party_has_so_many_allocations_and_the_other_as_many() {
    let mut turn = Turn::new();
    for one in 1..=4 {
        turn.allocates(one, "call.patron");
    }
    let told = turn.asks(5, "call.patron", METHOD_ALLOCATE, udp);
    assert_eq!(told.error(), Some(486));
    turn.allocates(6, "call.seat");
    let ended = turn.asks(1, "call.patron", METHOD_REFRESH, |one| one.with_lifetime(0));
    assert_eq!(ended.lifetime(), Some(0));
    turn.allocates(5, "call.patron");
}

#[test]
fn renewed_credentials_take_over_from_older_ones() {
    let mut turn = Turn::new();
    for one in 1..=4 {
        turn.allocates(one, "call.patron");
    }
    turn.passes(60);
    let told = turn.asks(5, "call.patron", METHOD_ALLOCATE, udp);
    assert_eq!(told.error(), None);
    assert_eq!(turn.machine.allocations(), 4);
    let told = turn.asks(6, "call.patron", METHOD_ALLOCATE, udp);
    assert_eq!(told.error(), None, "three of the older ones are left");
}

#[test]
fn an_allocation_is_kept_with_the_credentials_it_was_made_with_and_with_renewed_ones() {
    let mut turn = Turn::new();
    let first = turn.credentials("call.patron");
    turn.allocates(1, "call.patron");
    turn.passes(590);
    assert_eq!(
        turn.asks_as(1, &first, METHOD_REFRESH, |one| one).error(),
        None
    );
    turn.passes(590);
    assert_eq!(
        turn.asks_as(1, &first, METHOD_REFRESH, |one| one).error(),
        None,
        "expired since"
    );
    assert_eq!(
        turn.asks(1, "call.patron", METHOD_REFRESH, |one| one)
            .error(),
        None
    );
    assert_eq!(
        turn.asks(1, "call.seat", METHOD_REFRESH, |one| one).error(),
        Some(441)
    );
    assert_eq!(
        turn.asks(2, "call.patron", METHOD_REFRESH, |one| one)
            .error(),
        Some(437)
    );
    assert_eq!(
        turn.asks(1, "call.patron", METHOD_ALLOCATE, udp).error(),
        Some(437)
    );
}

#[test]
fn nobody_keeps_an_allocation_for_ever() {
    let mut turn = Turn::new();
    turn.allocates(1, "call.patron");
    for _ in 0..(12 * 6) {
        turn.passes(599);
        turn.asks(1, "call.patron", METHOD_REFRESH, |one| one);
    }
    turn.passes(599);
    assert_eq!(turn.machine.allocations(), 0);
}

#[test]
fn what_is_not_refreshed_ends() {
    let mut turn = Turn::new();
    let port = turn.allocates(1, "call.patron");
    turn.passes(600);
    assert_eq!(turn.closed, BTreeSet::from([port]));
    assert_eq!(turn.machine.allocations(), 0);
    turn.allocates(1, "call.patron");
}

#[test]
fn the_end_of_a_call_ends_its_allocations_and_its_credentials() {
    let mut turn = Turn::new();
    let ports = [
        turn.allocates(1, "call.patron"),
        turn.allocates(2, "call.seat"),
    ];
    turn.allocates(3, "other.patron");
    let now = turn.now;
    turn.machine.handle_call_ended("call", now);
    turn.settle();
    assert_eq!(turn.closed, BTreeSet::from(ports));
    assert_eq!(turn.machine.allocations(), 1);
    assert_eq!(
        turn.asks(1, "call.patron", METHOD_ALLOCATE, udp).error(),
        Some(401)
    );
    turn.machine.handle_call_began("call");
    turn.allocates(1, "call.patron");
}

#[test]
fn a_stream_that_ends_takes_its_allocation_along() {
    let mut turn = Turn::new();
    turn.allocates(1, "call.patron");
    turn.machine.handle_stream_ended(client(1));
    turn.settle();
    assert_eq!(turn.machine.allocations(), 0);
}

#[test]
fn a_party_takes_so_many_bytes_a_second() {
    let mut turn = Turn::new();
    turn.allocates(1, "call.patron");
    turn.asks(1, "call.patron", METHOD_CREATE_PERMISSION, peer(FRIEND));
    let second = |turn: &mut Turn| {
        for _ in 0..2_000 {
            turn.sends(1, FRIEND, &[0; 1_000]);
        }
        turn.effects().len()
    };
    assert_eq!(second(&mut turn), 1_000, "a million bytes");
    turn.passes(1);
    assert_eq!(second(&mut turn), 1_000);
}

#[test]
fn there_are_no_more_allocations_than_ports() {
    let mut turn = Turn::new();
    for one in 0..10 {
        turn.allocates(one, &format!("call{one}.patron"));
    }
    let told = turn.asks(11, "late.patron", METHOD_ALLOCATE, udp);
    assert_eq!(told.error(), Some(508));
}

#[test]
fn a_port_that_somebody_else_has_is_passed_over() {
    let mut turn = Turn::new();
    turn.taken = PORTS.filter(|port| *port != 50_004).collect();
    assert_eq!(turn.allocates(1, "call.patron"), 50_004);
    let told = turn.asks(2, "call.patron", METHOD_ALLOCATE, udp);
    assert_eq!(told.error(), Some(508));
}

#[test]
fn what_is_not_offered_is_refused_by_its_number() {
    let mut turn = Turn::new();
    let mut refused =
        |what: fn(Written) -> Written| turn.asks(1, "ada.patron", METHOD_ALLOCATE, what).error();
    assert_eq!(refused(|one| one), Some(400), "no transport");
    let tcp = |one: Written| one.with(ATTR_REQUESTED_TRANSPORT, &[6, 0, 0, 0]);
    assert_eq!(refused(tcp), Some(442));
    let v6 = |one| udp(one).with(ATTR_REQUESTED_ADDRESS_FAMILY, &[2, 0, 0, 0]);
    assert_eq!(refused(v6), Some(440));
    let pair = |one| udp(one).with(ATTR_EVEN_PORT, &[0x80]);
    assert_eq!(refused(pair), Some(508));
    let unheard_of = |one| udp(one).with(AttrType(0x7abc), b"?");
    assert_eq!(refused(unheard_of), Some(420));
}

#[test]
fn an_even_port_is_even() {
    let mut turn = Turn::new();
    let even = |one| udp(one).with(ATTR_EVEN_PORT, &[0]);
    let told = turn.asks(1, "ada.patron", METHOD_ALLOCATE, even);
    let relayed = told.address(ATTR_XOR_RELAYED_ADDRESS).expect("an address");
    assert!(relayed.port().is_multiple_of(2));
}

proptest! {
    /// Whatever comes, in whatever order: nothing leaves for a network of the house,
    /// and no port is open that no allocation has.
    #[test]
    fn nothing_leaves_for_the_house(steps in prop::collection::vec(step(), 1..60)) {
        let mut turn = Turn::new();
        for (who, what, address, seconds) in steps {
            let holder = format!("call{}.patron", who % 2);
            let to = ["9.9.9.9:1", "10.0.0.1:1", "127.0.0.1:53", RELAY_53, "9.9.9.8:2"];
            let to = to[usize::from(address) % to.len()];
            match what % 7 {
                0 => drop(turn.asks(who, &holder, METHOD_ALLOCATE, udp)),
                1 => drop(turn.asks(who, &holder, METHOD_CREATE_PERMISSION, peer(to))),
                2 => drop(turn.asks(who, &holder, METHOD_CHANNEL_BIND, channel(0x4000 + u16::from(address), to))),
                3 => turn.sends(who, to, b"x"),
                4 => turn.hands_in(who, &message::channel_data(0x4000 + u16::from(address), b"x")),
                5 => drop(turn.asks(who, &holder, METHOD_REFRESH, |one| one.with_lifetime(u32::from(seconds)))),
                _ => turn.passes(u64::from(seconds)),
            }
            for effect in turn.effects() {
                if let Effect::Send { peer, .. } = effect {
                    prop_assert!(is_public(peer.ip()) && peer.ip().to_string() != RELAY);
                }
            }
            prop_assert_eq!(turn.open.len(), turn.machine.allocations());
        }
    }
}

const RELAY_53: &str = "198.51.99.1:53";

fn step() -> impl Strategy<Value = (u16, u8, u8, u16)> {
    (0..6_u16, any::<u8>(), 0..5_u8, 0..700_u16)
}

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
