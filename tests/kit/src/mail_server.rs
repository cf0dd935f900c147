//! A mail server of the test's own: it speaks as much SMTP as a letter needs, keeps
//! what it accepted, and behaves as it is told.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

use crate::PATIENCE;

/// How a mail server behaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mood {
    /// It accepts everything.
    Accepts,
    /// It says *later* to every recipient: 451.
    Later,
    /// It says *never* to every recipient: 550.
    Never,
    /// It has no time for anybody: 421 instead of a greeting.
    TurnsAway,
    /// It accepts a letter and then says nothing at all.
    FallsSilent,
}

/// A letter that was accepted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Accepted {
    /// To whom, as the envelope says.
    pub to: String,
    /// All of it.
    pub text: String,
}

impl Accepted {
    /// Its `Message-ID`.
    pub fn id(&self) -> &str {
        let line = |line: &&str| line.to_lowercase().starts_with("message-id:");
        let line = self.text.lines().find(line).unwrap_or_default();
        line.split_once(':').map_or("", |(_, id)| id.trim())
    }

    /// The secret of the private link in it.
    pub fn secret(&self) -> String {
        let whole = self.text.replace("=\r\n", "").replace("=3D", "=");
        let (_, rest) = whole.split_once("#k=").expect("a private link");
        rest.chars().take(43).collect()
    }
}

#[derive(Debug)]
struct Shared {
    mood: Mood,
    tries: usize,
    visits: usize,
    /// What `AUTH PLAIN` must say; whoever says something else is not let in.
    credentials: Option<String>,
    sign_ins: usize,
    accepted: Vec<Accepted>,
}

/// A mail server.
#[derive(Debug)]
pub struct MailServer {
    /// Where it listens.
    pub address: SocketAddr,
    shared: Arc<Mutex<Shared>>,
    changed: watch::Sender<()>,
}

impl MailServer {
    /// A server that behaves so.
    pub async fn open(mood: Mood) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("it listens");
        let shared = Arc::new(Mutex::new(Shared {
            mood,
            tries: 0,
            visits: 0,
            credentials: None,
            sign_ins: 0,
            accepted: Vec::new(),
        }));
        let changed = watch::Sender::new(());
        let server = Self {
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
        server
    }

    /// It behaves otherwise from now on.
    pub fn becomes(&self, mood: Mood) {
        self.shared.lock().expect("nobody panics").mood = mood;
    }

    /// It wants to be told this name and this password from now on.
    pub fn wants(&self, user: &str, password: &str) {
        let told = STANDARD.encode(format!("\0{user}\0{password}"));
        self.shared.lock().expect("nobody panics").credentials = Some(told);
    }

    /// How many times somebody tried to sign in.
    pub fn sign_ins(&self) -> usize {
        self.shared.lock().expect("nobody panics").sign_ins
    }

    /// Waits until there were so many connections.
    pub async fn came(&self, count: usize) {
        self.until("visits", |shared| shared.visits >= count).await;
    }

    /// What it has accepted so far.
    pub fn accepted(&self) -> Vec<Accepted> {
        self.shared.lock().expect("nobody panics").accepted.clone()
    }

    /// Waits until it has accepted so many letters.
    pub async fn has_accepted(&self, count: usize) -> Vec<Accepted> {
        self.until("letters", |shared| shared.accepted.len() >= count)
            .await;
        self.accepted()
    }

    /// Waits until so many recipients were named to it.
    pub async fn was_tried(&self, count: usize) {
        self.until("tries", |shared| shared.tries >= count).await;
    }

    async fn until(&self, what: &str, is_so: impl Fn(&Shared) -> bool) {
        let mut changed = self.changed.subscribe();
        let waiting = async {
            while !is_so(&self.shared.lock().expect("nobody panics")) {
                changed
                    .changed()
                    .await
                    .expect("the server holds the other end");
            }
        };
        let waited = tokio::time::timeout(PATIENCE, waiting).await;
        assert!(waited.is_ok(), "no {what} came: {:?}", self.shared);
    }
}

async fn serve(
    stream: TcpStream,
    shared: &Mutex<Shared>,
    changed: &watch::Sender<()>,
) -> std::io::Result<()> {
    let mut stream = BufReader::new(stream);
    let mood = {
        let mut shared = shared.lock().expect("nobody panics");
        shared.visits += 1;
        shared.mood
    };
    changed.send_replace(());
    if mood == Mood::TurnsAway {
        return stream.write_all(b"421 4.3.2 closed for today\r\n").await;
    }
    stream.write_all(b"220 double ESMTP\r\n").await?;
    let mut to = String::new();
    loop {
        let mut line = String::new();
        if stream.read_line(&mut line).await? == 0 {
            return Ok(());
        }
        let command = line.trim_end().to_uppercase();
        let answer = match command.split([' ', ':']).next().unwrap_or_default() {
            "EHLO" => "250-double\r\n250-AUTH PLAIN\r\n250 8BITMIME\r\n",
            "AUTH" => answer_to_sign_in(line.trim_end(), shared, changed),
            "RCPT" => {
                to = line.trim_end().to_owned();
                answer_to_recipient(shared, changed)
            }
            "DATA" => {
                stream.write_all(b"354 go on\r\n").await?;
                let text = letter(&mut stream).await?;
                let accepted = Accepted {
                    to: to.clone(),
                    text,
                };
                let mood = {
                    let mut shared = shared.lock().expect("nobody panics");
                    shared.accepted.push(accepted);
                    shared.mood
                };
                changed.send_replace(());
                if mood == Mood::FallsSilent {
                    let mut rest = String::new();
                    stream.read_line(&mut rest).await?; // until the other side is gone
                    return Ok(());
                }
                "250 accepted\r\n"
            }
            "QUIT" => {
                stream.write_all(b"221 goodbye\r\n").await?;
                return Ok(());
            }
            _ => "250 well\r\n",
        };
        stream.write_all(answer.as_bytes()).await?;
    }
}

fn answer_to_sign_in(
    line: &str,
    shared: &Mutex<Shared>,
    changed: &watch::Sender<()>,
) -> &'static str {
    let told = line.rsplit(' ').next().unwrap_or_default();
    let is_right = {
        let mut shared = shared.lock().expect("nobody panics");
        shared.sign_ins += 1;
        shared
            .credentials
            .as_ref()
            .is_none_or(|right| right == told)
    };
    changed.send_replace(());
    if is_right {
        "235 2.7.0 welcome\r\n"
    } else {
        "535 5.7.8 wrong name or password\r\n"
    }
}

fn answer_to_recipient(shared: &Mutex<Shared>, changed: &watch::Sender<()>) -> &'static str {
    let mood = {
        let mut shared = shared.lock().expect("nobody panics");
        shared.tries += 1;
        shared.mood
    };
    changed.send_replace(());
    match mood {
        Mood::Accepts | Mood::FallsSilent | Mood::TurnsAway => "250 well\r\n",
        Mood::Later => "451 4.7.1 try again later\r\n",
        Mood::Never => "550 5.1.1 nobody of that name\r\n",
    }
}

async fn letter(stream: &mut BufReader<TcpStream>) -> std::io::Result<String> {
    let mut text = String::new();
    loop {
        let mut line = String::new();
        if stream.read_line(&mut line).await? == 0 {
            return Err(std::io::ErrorKind::UnexpectedEof.into());
        }
        if line == ".\r\n" {
            return Ok(text);
        }
        text.push_str(line.strip_prefix('.').unwrap_or(&line));
    }
}
