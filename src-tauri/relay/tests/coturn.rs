//! The embedded server before coturn's own client, `turnutils_uclient`, and its peer.

use std::net::{IpAddr, Ipv4Addr, SocketAddr, UdpSocket};
use std::ops::RangeInclusive;
use std::process::{Child, Command, Output, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicU16, AtomicUsize, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use sportello_relay::probe::Caller;
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
async fn it_forbids_each_kind_of_network_of_the_house_with_403() {
    let desk = Desk::open(false).await;
    for (kind, house) in [
        ("loopback", "127.0.0.2"),
        ("this network", "0.0.0.0"),
        ("private", "10.0.0.1"),
        ("private", "172.31.255.254"),
        ("private", "192.168.1.1"),
        (
            "link-local, where clouds keep their secrets",
            "169.254.169.254",
        ),
        ("carrier's own", "100.64.0.1"),
        ("multicast", "224.0.0.251"),
        ("multicast", "239.255.255.250"),
        ("broadcast", "255.255.255.255"),
    ] {
        for (asked, refused) in [
            ("-c", "channel bind: error 403 (Forbidden)"),
            ("-s", "create permission error 403 (Forbidden)"),
        ] {
            let call = format!("{house}{asked}");
            let said = desk.uclient_to(house, &desk.credentials(&call), &[asked]);
            desk.relay.end(&call); // the client gives nothing back
            assert!(said.contains(refused), "{kind}, {house}: {said}");
        }
    }
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
async fn it_drops_what_a_party_sends_beyond_its_share() {
    let limits = Limits {
        bytes_per_second: 500,
        ..Limits::default()
    };
    let desk = Desk::open_with(true, limits).await;
    let peer = Peer::start();
    let said = desk.uclient(&desk.credentials("call"), &peer, false);
    assert!(said.contains("tot_send_msgs=10"), "{said}");
    assert!((1..10).contains(&peer.heard()), "{} came", peer.heard());
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
async fn what_was_allocated_in_time_is_kept_after_the_credentials_here_and_at_coturn() {
    let desk = Desk::open(false).await;
    let coturn = Coturn::start().await;
    for (server, secret) in [
        (desk.relay.address(), &desk.secret),
        (coturn.address, &coturn.secret),
    ] {
        let a_second = Duration::from_secs(2);
        let with = secret.credentials_for(a_second, "call", "patron", now());
        let mut caller = Caller::connect(server, &with).await.expect("a socket");
        caller.allocate().await.expect("in time");
        while probe::prove(server, &with).await.is_ok() {}
        caller.refresh().await.expect("it is kept");
    }
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
        Self::open_with(is_loopback_allowed, Limits::default()).await
    }

    async fn open_with(is_loopback_allowed: bool, limits: Limits) -> Self {
        let secret = Secret::random();
        let settings = RelaySettings {
            listen: SocketAddr::new(HERE, 0),
            address: HERE,
            ports: free_ports(),
            secret: secret.clone(),
            allowed: Box::new(move |address| is_loopback_allowed && address.is_loopback()),
            limits,
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
        let port = peer.port.to_string();
        self.uclient_to("127.0.0.1", with, &[&["-r", &port], more].concat())
    }

    fn uclient_to(&self, peer: &str, with: &Credentials, more: &[&str]) -> String {
        let port = self.relay.address().port().to_string();
        let mut client = Command::new("turnutils_uclient");
        client
            .args(["-u", &with.username, "-w", &with.password, "-p", &port])
            .args(["-e", peer, "-n", "10", "-c", "-v"])
            .args(more)
            .arg("127.0.0.1");
        run(&mut client)
    }
}

/// coturn itself; it ends when this is dropped.
struct Coturn {
    address: SocketAddr,
    secret: Secret,
    program: Child,
    _folder: tempfile::TempDir,
}

impl Coturn {
    async fn start() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let free = UdpSocket::bind((HERE, 0)).and_then(|free| free.local_addr());
        let (address, secret, ports) = (free.expect("a port"), Secret::random(), free_ports());
        let program = Command::new("turnserver")
            .args(["-n", "--listening-ip=127.0.0.1", "--relay-ip=127.0.0.1"])
            .args(["--realm=biblioteca.test", "--use-auth-secret", "--no-cli"])
            .args(["--no-tls", "--no-dtls", "--allow-loopback-peers"])
            .arg(format!("--listening-port={}", address.port()))
            .arg(format!("--min-port={}", ports.start()))
            .arg(format!("--max-port={}", ports.end()))
            .arg(format!("--static-auth-secret={}", secret.expose()))
            .arg(format!("--pidfile={}/pid", folder.path().display()))
            .arg(format!("--userdb={}/db", folder.path().display()))
            .args(["--log-file=stdout", "--simple-log"])
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn();
        let program = program.expect("coturn is installed: see scripts/setup-test");
        for _ in 0..10 {
            if probe::own_address(address).await.is_ok() {
                break;
            }
        }
        Self {
            address,
            secret,
            program,
            _folder: folder,
        }
    }
}

impl Drop for Coturn {
    fn drop(&mut self) {
        let _ = self.program.kill(); // it may have ended
        let _ = self.program.wait();
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
