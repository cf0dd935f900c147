//! Commands out, responses in: bounded in length and in time.
//!
//! A response is a line, with literals in it: runs of bytes whose length the line says
//! before them. Everything that a server says to one command must find room in what that
//! command allows; a literal is refused by its announced length, before any of it is read.

use std::fmt;
use std::time::Duration;

use sportello_way::Stream;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::time::{Instant, timeout, timeout_at};
use zeroize::Zeroizing;

use super::Patience;
use super::answers::{Ending, Status, status};
use crate::trouble::{Obstacle, Trouble};

/// What a command allows that asks for little, in bytes.
pub(super) const LITTLE: usize = 256 * 1024;

/// What a server says without a tag, or with one.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Response {
    /// Text, each piece but the last followed by a literal. It may be in any encoding.
    pub pieces: Vec<String>,
    /// What stood between the pieces.
    pub literals: Vec<Vec<u8>>,
}

impl Response {
    /// The text before the first literal.
    pub fn text(&self) -> &str {
        self.pieces.first().map_or("", String::as_str)
    }
}

/// What is told of responses as they come.
pub(super) type Hear<'a> = &'a mut (dyn FnMut(Response) + Send);

/// One connection, spoken to in turns.
pub(super) struct Talk {
    stream: Box<dyn Stream>,
    /// What was read and not yet looked at.
    unread: Vec<u8>,
    patience: Patience,
    /// How many commands were said.
    said: u32,
    /// How much the server may still say to this one.
    room: usize,
    /// Whether the turns are out of step.
    broken: bool,
    /// What the server said when it said goodbye.
    goodbye: Option<String>,
    /// Whether it said that there is more in the mailbox.
    pub news: bool,
}

impl fmt::Debug for Talk {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Talk(…)")
    }
}

impl Talk {
    pub fn new(stream: Box<dyn Stream>, patience: Patience) -> Self {
        Self {
            stream,
            unread: Vec::new(),
            patience,
            said: 0,
            room: LITTLE,
            broken: false,
            goodbye: None,
            news: false,
        }
    }

    /// The bare connection, to be encrypted. Who said something after the last answer
    /// wants it heard as if it had been said in secret.
    pub fn into_stream(self) -> Result<Box<dyn Stream>, Obstacle> {
        if self.unread.is_empty() {
            Ok(self.stream)
        } else {
            let words = "something was said in the clear that was meant to be heard after it";
            Err(Obstacle::said(Trouble::EncryptionFailed, words))
        }
    }

    /// Hears the greeting.
    pub async fn greeting(&mut self) -> Result<Response, Obstacle> {
        let end = self.soon();
        self.response(end).await
    }

    /// When an answer must have come.
    pub fn soon(&self) -> Instant {
        Instant::now() + self.patience.answer
    }

    /// Says a command of which little is expected, and hears how it ended.
    pub async fn ask(&mut self, command: &str, hear: Hear<'_>) -> Result<Ending, Obstacle> {
        let end = self.soon();
        self.ask_much(command, LITTLE, end, hear).await
    }

    /// Says a command, and hears so much until then.
    pub async fn ask_much(
        &mut self,
        command: &str,
        room: usize,
        end: Instant,
        hear: Hear<'_>,
    ) -> Result<Ending, Obstacle> {
        let tag = self.begin(command, room).await?;
        self.until_ended(&tag, end, hear).await
    }

    /// Says a command and does not wait for its end; its tag is told.
    pub async fn begin(&mut self, command: &str, room: usize) -> Result<String, Obstacle> {
        self.said += 1;
        self.room = room;
        let tag = format!("S{}", self.said);
        let line = Zeroizing::new(format!("{tag} {command}"));
        self.say(&line).await?;
        Ok(tag)
    }

    /// Says a line.
    pub async fn say(&mut self, line: &str) -> Result<(), Obstacle> {
        let line = Zeroizing::new(format!("{line}\r\n"));
        let end = self.soon();
        let written = async {
            self.stream.write_all(line.as_bytes()).await?;
            self.stream.flush().await
        };
        let written = match timeout_at(end, written).await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(why)) => Err(Obstacle::said(Trouble::Cut, &why.to_string())),
            Err(_) => Err(Obstacle::silent(Trouble::TooSlow)),
        };
        self.broken |= written.is_err();
        written
    }

    /// Waits until the server wants to hear more of a command; or tells how it ended
    /// instead.
    pub async fn until_wanted(
        &mut self,
        tag: &str,
        hear: Hear<'_>,
    ) -> Result<Option<Ending>, Obstacle> {
        let end = self.soon();
        loop {
            let response = self.response(end).await?;
            if response.text().starts_with('+') {
                return Ok(None);
            }
            if let Some(ending) = Ending::of(&response, tag) {
                return ending.map(Some);
            }
            hear(response);
        }
    }

    /// Hears what is said until a command has ended, and how it did.
    pub async fn until_ended(
        &mut self,
        tag: &str,
        end: Instant,
        hear: Hear<'_>,
    ) -> Result<Ending, Obstacle> {
        loop {
            let response = self.response(end).await?;
            if let Some(ending) = Ending::of(&response, tag) {
                self.broken |= ending.is_err();
                return ending;
            }
            hear(response);
        }
    }

    /// Hears one response by then. What was heard of it is kept if this is dropped.
    pub async fn response(&mut self, end: Instant) -> Result<Response, Obstacle> {
        let heard = match timeout_at(end, self.read_response()).await {
            Ok(heard) => heard,
            Err(_) => Err(Obstacle::silent(Trouble::TooSlow)),
        };
        let heard = heard.map_err(|why| match (&self.goodbye, why.why) {
            // It said why it would go.
            (Some(words), Trouble::Cut) => Obstacle::said(Trouble::Busy, words),
            _ => why,
        });
        self.broken |= heard.is_err();
        let heard = heard?;
        if let Some((Status::Bye, words)) = status(heard.text(), "*") {
            self.goodbye = Some(words.to_owned());
        }
        self.news |= heard.text().to_ascii_uppercase().ends_with(" EXISTS");
        Ok(heard)
    }

    /// Says goodbye and lets go; or just lets go, where the turns are out of step.
    pub async fn leave(mut self) {
        if self.broken {
            return;
        }
        let goodbye = self.patience.goodbye;
        let leaving = async {
            let mut ignored = |_: Response| {};
            let _ = self.ask("LOGOUT", &mut ignored).await;
            let _ = self.stream.shutdown().await;
        };
        // Whoever does not answer has gone already.
        let _ = timeout(goodbye, leaving).await;
    }

    /// Reads one response. Nothing is taken from what was read before all of it is there.
    async fn read_response(&mut self) -> Result<Response, Obstacle> {
        let mut response = Response::default();
        let mut at = 0;
        loop {
            let end = self.line_end(at).await?;
            let line = self.unread[at..end].trim_ascii_end();
            let literal = announced(line);
            response
                .pieces
                .push(String::from_utf8_lossy(line).into_owned());
            at = end;
            let Some(length) = literal else { break };
            if length > self.room.saturating_sub(at) {
                return Err(gibberish("more is announced than was asked for"));
            }
            while self.unread.len() < at + length {
                self.read_more(at + length).await?;
            }
            response
                .literals
                .push(self.unread[at..at + length].to_vec());
            at += length;
        }
        self.room = self.room.saturating_sub(at);
        self.unread.drain(..at);
        Ok(response)
    }

    /// Where the line that begins there has ended.
    async fn line_end(&mut self, from: usize) -> Result<usize, Obstacle> {
        let mut looked = from;
        loop {
            let found = memchr::memchr(b'\n', &self.unread[looked..]);
            if let Some(end) = found {
                return Ok(looked + end + 1);
            }
            looked = self.unread.len();
            if looked > self.room {
                return Err(gibberish("an answer without end"));
            }
            self.read_more(0).await?;
        }
    }

    /// Reads on; at once what is still missing, where that is known.
    async fn read_more(&mut self, wanted: usize) -> Result<(), Obstacle> {
        let missing = wanted.saturating_sub(self.unread.len());
        self.unread.reserve(missing.clamp(4096, 1 << 20));
        match self.stream.read_buf(&mut self.unread).await {
            Ok(0) => Err(Obstacle::silent(Trouble::Cut)),
            Ok(_) => Ok(()),
            Err(why) => Err(Obstacle::said(Trouble::Cut, &why.to_string())),
        }
    }

    /// How long a whole mail may take.
    pub fn by_mail(&self) -> Instant {
        Instant::now() + Duration::max(self.patience.mail, self.patience.answer)
    }
}

/// The length of the literal that a line announces at its end.
fn announced(line: &[u8]) -> Option<usize> {
    let inner = line.strip_suffix(b"}")?;
    let inner = inner.strip_suffix(b"+").unwrap_or(inner);
    let from = inner.iter().rposition(|one| *one == b'{')?;
    let digits = &inner[from + 1..];
    if digits.is_empty() || digits.len() > 12 || !digits.iter().all(u8::is_ascii_digit) {
        return None;
    }
    std::str::from_utf8(digits).ok()?.parse().ok()
}

/// An answer that no mailbox gives.
pub(super) fn gibberish(words: &str) -> Obstacle {
    Obstacle::said(Trouble::NotAMailServer, words)
}
