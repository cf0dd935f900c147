//! Relays, a firewall that lets no UDP out, and a front that speaks TLS.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::ops::RangeInclusive;
use std::process::Stdio;
use std::sync::atomic::{AtomicU16, AtomicU64, Ordering};
use std::sync::{Arc, LazyLock, Mutex};
use std::time::{SystemTime, UNIX_EPOCH};

use rustls::ServerConfig;
use rustls::pki_types::PrivateKeyDer;
use sportello_media::IceServer;
use sportello_relay::{Limits, Relay, RelaySettings, Secret, probe};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpListener, UdpSocket};
use tokio::process::{Child, Command};
use tokio::task::JoinSet;
use tokio_rustls::TlsAcceptor;

const HERE: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);

/// The relay of a desk server, on this computer.
pub struct Embedded {
    relay: Relay,
    secret: Secret,
    most: Arc<AtomicU64>,
    _watch: JoinSet<()>,
}

impl Embedded {
    pub async fn open() -> Self {
        let secret = Secret::random();
        let settings = RelaySettings {
            listen: SocketAddr::new(HERE, 0),
            address: HERE,
            ports: ports(),
            secret: secret.clone(),
            allowed: Box::new(|_| false),
            limits: Limits::default(),
        };
        let relay = Relay::start(settings).await.expect("it starts");
        let most = Arc::new(AtomicU64::new(0));
        let mut watch = JoinSet::new();
        let (watched, count) = (relay.clone(), most.clone());
        watch.spawn(async move {
            loop {
                count.fetch_max(watched.allocations() as u64, Ordering::SeqCst);
                tokio::time::sleep(std::time::Duration::from_millis(20)).await;
            }
        });
        Self {
            relay,
            secret,
            most,
            _watch: watch,
        }
    }

    pub fn udp(&self) -> String {
        format!("turn:{}?transport=udp", self.relay.address())
    }

    pub fn given(&self, party: &str, urls: &[String]) -> IceServer {
        given(&self.secret, party, urls)
    }

    /// Both ends had an address of it.
    pub fn was_used(&self) -> bool {
        self.most.load(Ordering::SeqCst) >= 2
    }
}

/// coturn, on this computer.
pub struct Coturn {
    at: SocketAddr,
    secret: String,
    _folder: tempfile::TempDir,
    _program: Child,
}

impl Coturn {
    pub async fn start() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let free = UdpSocket::bind((HERE, 0)).await.expect("a port");
        let at = free.local_addr().expect("bound");
        drop(free);
        let ports = ports();
        let secret = "la-parola-segreta".to_owned();
        let settings = format!(
            "listening-ip=127.0.0.1\nrelay-ip=127.0.0.1\nlistening-port={}\nmin-port={}\n\
             max-port={}\nrealm=biblioteca.test\nuse-auth-secret\nstatic-auth-secret={secret}\n\
             fingerprint\nno-cli\nno-tls\nno-dtls\nallow-loopback-peers\nno-multicast-peers\n\
             log-file=stdout\nsimple-log\npidfile={folder}/turn.pid\nuserdb={folder}/turndb\n",
            at.port(),
            ports.start(),
            ports.end(),
            folder = folder.path().display(),
        );
        let file = folder.path().join("turnserver.conf");
        std::fs::write(&file, settings).expect("writable");
        let program = Command::new("turnserver")
            .arg("-c")
            .arg(&file)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .expect("coturn is installed: see scripts/setup-test");
        for _ in 0..10 {
            if probe::own_address(at).await.is_ok() {
                break;
            }
        }
        Self {
            at,
            secret,
            _folder: folder,
            _program: program,
        }
    }

    pub fn udp(&self) -> String {
        format!("turn:{}?transport=udp", self.at)
    }

    pub fn given(&self, party: &str, urls: &[String]) -> IceServer {
        given(&Secret::new(self.secret.clone()), party, urls)
    }
}

/// A port that takes datagrams and says nothing, as a firewall does.
pub struct Mute(UdpSocket);

impl Mute {
    pub async fn open() -> Self {
        Self(UdpSocket::bind((HERE, 0)).await.expect("a port"))
    }

    pub fn as_turn(&self) -> String {
        format!("turn:{}?transport=udp", self.at())
    }

    pub fn as_stun(&self) -> String {
        format!("stun:{}", self.at())
    }

    fn at(&self) -> SocketAddr {
        self.0.local_addr().expect("bound")
    }
}

/// A door with a certificate before a relay, which counts what passes.
pub struct Front {
    port: u16,
    packets: Arc<AtomicU64>,
    refused: Arc<AtomicU64>,
    _tasks: JoinSet<()>,
}

impl Front {
    /// With a certificate that this system trusts.
    pub async fn of(relay: &Embedded) -> Self {
        Self::open(relay, &TRUSTED).await
    }

    /// With a certificate of somebody whom nobody knows.
    pub async fn unknown(relay: &Embedded) -> Self {
        LazyLock::force(&TRUSTED);
        Self::open(relay, &Authority::new()).await
    }

    async fn open(relay: &Embedded, authority: &Authority) -> Self {
        let listener = TcpListener::bind((HERE, 0)).await.expect("a port");
        let port = listener.local_addr().expect("bound").port();
        let acceptor = TlsAcceptor::from(Arc::new(authority.server()));
        let packets = Arc::new(AtomicU64::new(0));
        let refused = Arc::new(AtomicU64::new(0));
        let (count, failures, relay) = (packets.clone(), refused.clone(), relay.relay.clone());
        let mut tasks = JoinSet::new();
        tasks.spawn(async move {
            while let Ok((stream, peer)) = listener.accept().await {
                let (relay, count, failures) = (relay.clone(), count.clone(), failures.clone());
                let acceptor = acceptor.clone();
                tokio::spawn(async move {
                    let Ok(stream) = acceptor.accept(stream).await else {
                        failures.fetch_add(1, Ordering::SeqCst);
                        return;
                    };
                    let (inside, outside) = tokio::io::duplex(64 * 1024);
                    tokio::join!(relay.carry(inside, peer), pass(stream, outside, &count));
                });
            }
        });
        Self {
            port,
            packets,
            refused,
            _tasks: tasks,
        }
    }

    pub fn turns(&self) -> String {
        format!("turns:localhost:{}?transport=tcp", self.port)
    }

    /// Pieces that came from the client.
    pub fn packets(&self) -> u64 {
        self.packets.load(Ordering::SeqCst)
    }

    /// Clients that did not like the certificate.
    pub fn refused(&self) -> u64 {
        self.refused.load(Ordering::SeqCst)
    }
}

async fn pass(
    outer: impl AsyncRead + AsyncWrite,
    inner: impl AsyncRead + AsyncWrite,
    count: &AtomicU64,
) {
    let (mut from_client, mut to_client) = tokio::io::split(outer);
    let (mut from_relay, mut to_relay) = tokio::io::split(inner);
    let inwards = async {
        let mut buffer = vec![0; 16 * 1024];
        while let Ok(length @ 1..) = from_client.read(&mut buffer).await {
            count.fetch_add(1, Ordering::SeqCst);
            if to_relay.write_all(&buffer[..length]).await.is_err() {
                return;
            }
        }
    };
    tokio::select! {
        () = inwards => {}
        _ = tokio::io::copy(&mut from_relay, &mut to_client) => {}
    }
}

/// Somebody who makes certificates.
struct Authority {
    certificate: rcgen::CertifiedIssuer<'static, rcgen::KeyPair>,
}

/// The one that this test's system trusts.
static TRUSTED: LazyLock<Authority> = LazyLock::new(|| {
    static KEPT: Mutex<Option<tempfile::TempDir>> = Mutex::new(None);
    let authority = Authority::new();
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("authorities.pem");
    std::fs::write(&file, authority.certificate.pem()).expect("writable");
    #[expect(unsafe_code, reason = "before anything of this process reads it")]
    // SAFETY: nothing else in this test program changes the environment or reads it.
    unsafe {
        std::env::set_var("SSL_CERT_FILE", &file);
    }
    *KEPT.lock().expect("no panic") = Some(folder);
    authority
});

impl Authority {
    fn new() -> Self {
        let mut about = rcgen::CertificateParams::default();
        about.is_ca = rcgen::IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
        let key = rcgen::KeyPair::generate().expect("a key");
        let certificate = rcgen::CertifiedIssuer::self_signed(about, key);
        Self {
            certificate: certificate.expect("an authority"),
        }
    }

    fn server(&self) -> ServerConfig {
        let key = rcgen::KeyPair::generate().expect("a key");
        let about = rcgen::CertificateParams::new(["localhost".to_owned()]).expect("a name");
        let made = about.signed_by(&key, &self.certificate).expect("signed");
        let key = PrivateKeyDer::try_from(key.serialize_der()).expect("a key");
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .expect("versions")
            .with_no_client_auth()
            .with_single_cert(vec![made.der().clone()], key)
            .expect("they go together")
    }
}

fn given(secret: &Secret, party: &str, urls: &[String]) -> IceServer {
    let now = SystemTime::now().duration_since(UNIX_EPOCH);
    let made = secret.credentials("call", party, now.expect("after 1970").as_secs());
    IceServer {
        urls: urls.to_vec(),
        username: made.username,
        credential: made.password,
    }
}

/// A range of its own for each relay of these tests; a port that is taken is passed over.
fn ports() -> RangeInclusive<u16> {
    static NEXT: AtomicU16 = AtomicU16::new(0);
    let process = u16::try_from(std::process::id() % 150).expect("small");
    let first = 30_000 + process * 80 + NEXT.fetch_add(20, Ordering::SeqCst);
    first..=first + 19
}
