//! The embedded server before coturn's own client, `turnutils_uclient`, and its peer.

use std::net::{IpAddr, Ipv4Addr, SocketAddr, UdpSocket};
use std::ops::RangeInclusive;
use std::process::{Command, Output, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicU16, AtomicUsize, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

use sportello_relay::{Credentials, Limits, Relay, RelaySettings, Secret, probe};

const HERE: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn it_carries_what_the_client_of_coturn_sends_to_an_allowed_network() {
    let desk = Desk::open(true).await;
    for over_tcp in [false, true] {
        let peer = Peer::start();
        let said = desk.uclient(&desk.credentials("call"), &peer, over_tcp);
        assert!(
            said.contains("tot_send_msgs=10, tot_recv_msgs=10"),
            "{said}"
        );
        assert!(said.contains("Total lost packets 0 (0.000000%)"), "{said}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn it_lets_nothing_through_to_a_network_of_the_house() {
    let desk = Desk::open(false).await;
    let peer = Peer::start();
    let said = desk.uclient(&desk.credentials("call"), &peer, false);
    assert!(!said.contains("tot_recv_msgs=1"), "{said}");
    assert_eq!(peer.heard(), 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn it_gives_nothing_to_wrong_and_expired_credentials() {
    let desk = Desk::open(true).await;
    let peer = Peer::start();
    let expired = desk.secret.credentials("call", "patron", now() - 3_600);
    let mut wrong = desk.credentials("call");
    wrong.password = "wrong".into();
    for refused in [expired, wrong] {
        let said = desk.uclient(&refused, &peer, false);
        assert!(said.contains("Cannot complete Allocation"), "{said}");
        let why = probe::prove(desk.relay.address(), &refused).await;
        let why = why.expect_err("nothing was given").to_string();
        assert_eq!(why, "refused with 401 (Allocation)");
        assert_eq!(desk.relay.allocations(), 0);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn it_gives_a_party_no_more_than_its_share() {
    let desk = Desk::open(true).await;
    let peer = Peer::start();
    let said = desk.uclient_with(&desk.credentials("call"), &peer, &["-m", "5"]);
    assert!(
        said.contains("error 486 (Allocation Quota Reached)"),
        "{said}"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn it_proves_itself_and_forgets_a_call_that_is_over() {
    let desk = Desk::open(false).await;
    let proof = probe::prove(desk.relay.address(), &desk.credentials("call")).await;
    let proof = proof.expect("it relays to itself");
    assert_eq!(proof.seen_as.ip(), HERE);
    assert_eq!(proof.relayed.ip(), HERE);
    assert_eq!(desk.relay.allocations(), 0, "it was given back");
    desk.relay.end("call");
    let refused = probe::prove(desk.relay.address(), &desk.credentials("call")).await;
    let refused = refused.expect_err("the call is over").to_string();
    assert_eq!(refused, "refused with 401 (Allocation)");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_stun_client_of_coturn_is_told_its_address() {
    let desk = Desk::open(false).await;
    let port = desk.relay.address().port().to_string();
    let said = run(Command::new("turnutils_stunclient").args(["-p", &port, "127.0.0.1"]));
    assert!(said.contains("UDP reflexive addr: 127.0.0.1:"), "{said}");
}

struct Desk {
    relay: Relay,
    secret: Secret,
}

impl Desk {
    async fn open(is_loopback_allowed: bool) -> Self {
        let secret = Secret::random();
        let settings = RelaySettings {
            listen: SocketAddr::new(HERE, 0),
            address: HERE,
            ports: free_ports(),
            secret: secret.clone(),
            allowed: Box::new(move |address| is_loopback_allowed && address.is_loopback()),
            limits: Limits::default(),
        };
        let relay = Relay::start(settings).await.expect("it starts");
        Self { relay, secret }
    }

    fn credentials(&self, call: &str) -> Credentials {
        self.secret.credentials(call, "patron", now())
    }

    fn uclient(&self, with: &Credentials, peer: &Peer, over_tcp: bool) -> String {
        let transport: &[&str] = if over_tcp { &["-t"] } else { &[] };
        self.uclient_with(with, peer, transport)
    }

    fn uclient_with(&self, with: &Credentials, peer: &Peer, more: &[&str]) -> String {
        let port = self.relay.address().port().to_string();
        let mut client = Command::new("turnutils_uclient");
        client
            .args(["-u", &with.username, "-w", &with.password, "-p", &port])
            .args(["-e", "127.0.0.1", "-r", &peer.port.to_string()])
            .args(["-n", "10", "-c", "-v"])
            .args(more)
            .arg("127.0.0.1");
        run(&mut client)
    }
}

/// Says everything back, and counts it.
struct Peer {
    port: u16,
    heard: Arc<AtomicUsize>,
}

impl Peer {
    fn start() -> Self {
        let socket = UdpSocket::bind((HERE, 0)).expect("a port");
        let port = socket.local_addr().expect("it has one").port();
        let heard = Arc::new(AtomicUsize::new(0));
        let count = heard.clone();
        std::thread::spawn(move || {
            let mut buffer = [0; 2_048];
            while let Ok((length, from)) = socket.recv_from(&mut buffer) {
                count.fetch_add(1, Ordering::SeqCst);
                let _ = socket.send_to(&buffer[..length], from);
            }
        });
        Self { port, heard }
    }

    fn heard(&self) -> usize {
        self.heard.load(Ordering::SeqCst)
    }
}

/// A range of its own for each relay of these tests; a port that is taken is passed over.
fn free_ports() -> RangeInclusive<u16> {
    static NEXT: AtomicU16 = AtomicU16::new(0);
    let process = u16::try_from(std::process::id() % 200).expect("small");
    let first = 30_000 + process * 100 + NEXT.fetch_add(10, Ordering::SeqCst);
    first..=first + 9
}

fn run(command: &mut Command) -> String {
    let named = format!("{command:?}");
    let output = command.stdin(Stdio::null()).output();
    let Output { stdout, stderr, .. } =
        output.unwrap_or_else(|why| panic!("{named}: {why}; see scripts/setup-test"));
    format!(
        "{}{}",
        String::from_utf8_lossy(&stdout),
        String::from_utf8_lossy(&stderr)
    )
}

fn now() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    since.expect("after 1970").as_secs()
}
