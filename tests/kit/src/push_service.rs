//! A push service of the test's own: it keeps what it is handed and answers as it is
//! told. What it is handed is sealed; it can't read it, as no push service can.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use sportello_wire::patron::SubscriptionView;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

use crate::PATIENCE;

/// The receiver's key of RFC 8291, appendix A.
const KEY: &str =
    "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4";
const AUTH: &str = "BTBZMqHH6r4Tts7J_aSIgg";

/// How a push service answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answers {
    /// 201: it takes everything.
    Takes,
    /// 429, to be left in peace for so many seconds.
    LaterIn(u32),
    /// 410: there is no such browser any more.
    Gone,
}

/// What it was handed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pushed {
    /// To which browser.
    pub to: String,
    /// Lines of the head, in lower case.
    pub head: String,
    /// Sealed.
    pub body: Vec<u8>,
}

impl Pushed {
    /// The value of a header; empty when it is missing.
    pub fn header(&self, name: &str) -> &str {
        let mut lines = self.head.lines();
        let line = lines.find_map(|line| line.strip_prefix(name)?.strip_prefix(": "));
        line.unwrap_or_default()
    }
}

#[derive(Debug)]
struct Shared {
    answers: Answers,
    pushed: Vec<Pushed>,
}

/// A push service.
#[derive(Debug)]
pub struct PushService {
    /// Where it listens.
    pub address: SocketAddr,
    shared: Arc<Mutex<Shared>>,
    changed: watch::Sender<()>,
}

impl PushService {
    /// One that answers so.
    pub async fn open(answers: Answers) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("it listens");
        let shared = Shared {
            answers,
            pushed: Vec::new(),
        };
        let shared = Arc::new(Mutex::new(shared));
        let changed = watch::Sender::new(());
        let service = Self {
            address,
            shared: Arc::clone(&shared),
            changed: changed.clone(),
        };
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (shared, changed) = (Arc::clone(&shared), changed.clone());
                tokio::spawn(async move {
                    let _ = serve(stream, &shared, &changed).await; // who hangs up, hangs up
                });
            }
        });
        service
    }

    /// The address of it, as an operator names it.
    pub fn named(&self) -> String {
        format!("http://{}", self.address)
    }

    /// A browser that it leads to.
    pub fn browser(&self, name: &str) -> SubscriptionView {
        subscription(&format!("{}/to/{name}", self.named()))
    }

    /// It answers otherwise from now on.
    pub fn now(&self, answers: Answers) {
        self.shared.lock().expect("nobody panics").answers = answers;
    }

    /// What it was handed so far.
    pub fn pushed(&self) -> Vec<Pushed> {
        self.shared.lock().expect("nobody panics").pushed.clone()
    }

    /// Waits until it was handed so many.
    pub async fn was_handed(&self, count: usize) -> Vec<Pushed> {
        let mut changed = self.changed.subscribe();
        let waiting = async {
            while self.pushed().len() < count {
                let heard = changed.changed().await;
                heard.expect("the service holds the other end");
            }
        };
        let waited = tokio::time::timeout(PATIENCE, waiting).await;
        assert!(waited.is_ok(), "no {count} pushes: {:?}", self.pushed());
        self.pushed()
    }
}

/// A subscription with this address, and keys as a browser has them.
pub fn subscription(endpoint: &str) -> SubscriptionView {
    SubscriptionView {
        endpoint: endpoint.into(),
        key: KEY.into(),
        auth: AUTH.into(),
    }
}

async fn serve(
    mut stream: TcpStream,
    shared: &Mutex<Shared>,
    changed: &watch::Sender<()>,
) -> std::io::Result<()> {
    let mut heard = Vec::new();
    let pushed = loop {
        if stream.read_buf(&mut heard).await? == 0 {
            return Ok(());
        }
        if let Some(pushed) = whole(&heard) {
            break pushed;
        }
    };
    let answers = {
        let mut shared = shared.lock().expect("nobody panics");
        shared.pushed.push(pushed);
        shared.answers
    };
    let status = match answers {
        Answers::Takes => "201 Created\r\n".to_owned(),
        Answers::LaterIn(seconds) => format!("429 Too Many Requests\r\nRetry-After: {seconds}\r\n"),
        Answers::Gone => "410 Gone\r\n".to_owned(),
    };
    let answer = format!("HTTP/1.1 {status}Content-Length: 0\r\n\r\n");
    stream.write_all(answer.as_bytes()).await?;
    changed.send_replace(());
    Ok(())
}

fn whole(heard: &[u8]) -> Option<Pushed> {
    let end = heard.windows(4).position(|four| four == b"\r\n\r\n")?;
    let head = String::from_utf8_lossy(&heard[..end]).to_lowercase();
    let (_, length) = head.split_once("content-length: ")?;
    let length: usize = length.lines().next()?.parse().ok()?;
    let body = &heard[end + 4..];
    let to = head.split_whitespace().nth(1)?.trim_start_matches("/to/");
    (body.len() >= length).then(|| Pushed {
        to: to.into(),
        body: body.to_vec(),
        head: head.clone(),
    })
}
