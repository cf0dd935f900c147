//! Commands out, answers in: bounded in length and in time.
//!
//! An answer is read byte for byte as it comes and judged by its code; its words may be
//! in any encoding. Nothing is kept of what a server says beyond [`LONGEST_ANSWER`].

use std::future::poll_fn;
use std::pin::Pin;
use std::task::Poll;

use sportello_way::Stream;
use tokio::io::{AsyncRead as _, AsyncReadExt as _, AsyncWriteExt as _};
use tokio::time::{Instant, timeout, timeout_at};

use super::Patience;
use crate::trouble::{Obstacle, Trouble};

/// The longest line of an answer, in bytes; the norm says 512.
const LONGEST_LINE: usize = 4096;
/// The longest answer, in bytes.
const LONGEST_ANSWER: usize = 64 * 1024;

/// What a server answered.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Answer {
    /// The three digits.
    pub code: u16,
    /// The words of each line.
    pub lines: Vec<String>,
}

impl Answer {
    /// The words of all lines. An enhanced status that every line repeats stands once.
    pub fn text(&self) -> String {
        let mut lines = self.lines.iter();
        let mut text = lines.next().cloned().unwrap_or_default();
        let status = text.split(' ').next().unwrap_or_default().to_owned();
        for line in lines {
            let line = match line.strip_prefix(&status) {
                Some(rest) if status.contains('.') => rest,
                _ => line,
            };
            text.push(' ');
            text.push_str(line.trim_start());
        }
        text
    }
}

/// Why a letter that was written got no answer.
pub(super) enum Unended {
    /// The dot that ends it has not left.
    Before(Obstacle),
    /// It may have.
    After(Obstacle),
}

/// One connection, spoken to in turns.
pub(super) struct Talk {
    stream: Box<dyn Stream>,
    /// What was read and not yet looked at.
    unread: Vec<u8>,
    patience: Patience,
    deadline: Instant,
    /// Whether the turns are out of step: something was not written or not heard.
    broken: bool,
}

impl Talk {
    pub fn new(stream: Box<dyn Stream>, patience: Patience, deadline: Instant) -> Self {
        Self {
            stream,
            unread: Vec::new(),
            patience,
            deadline,
            broken: false,
        }
    }

    /// When all that comes before the end of the letter must be done.
    pub fn deadline(&self) -> Instant {
        self.deadline
    }

    /// The bare connection, to be encrypted. Who said something after its last answer
    /// wants it heard as if it had been said in secret.
    pub fn into_stream(self) -> Result<Box<dyn Stream>, Obstacle> {
        if self.unread.is_empty() {
            Ok(self.stream)
        } else {
            let words = "something was said in the clear that was meant to be heard after it";
            Err(Obstacle::said(Trouble::EncryptionFailed, words))
        }
    }

    /// Says a command and hears its answer.
    pub async fn ask(&mut self, command: &[u8]) -> Result<Answer, Obstacle> {
        let mut line = zeroize::Zeroizing::new(Vec::with_capacity(command.len() + 2));
        line.extend_from_slice(command);
        line.extend_from_slice(b"\r\n");
        self.in_turn()?;
        self.write(&line).await?;
        self.answer().await
    }

    /// Hears an answer.
    pub async fn answer(&mut self) -> Result<Answer, Obstacle> {
        self.answer_until(self.deadline.min(Instant::now() + self.patience.answer))
            .await
    }

    async fn answer_until(&mut self, end: Instant) -> Result<Answer, Obstacle> {
        let answer = match timeout_at(end, self.read_answer()).await {
            Ok(answer) => answer,
            Err(_) => Err(Obstacle::silent(Trouble::TooSlow)),
        };
        self.broken |= answer.is_err();
        answer
    }

    /// Writes all of it, and sees it off.
    pub async fn write(&mut self, bytes: &[u8]) -> Result<(), Obstacle> {
        let written = async {
            self.stream.write_all(bytes).await?;
            self.stream.flush().await
        };
        let written = match timeout_at(self.deadline, written).await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(why)) => Err(cut(&why)),
            Err(_) => Err(Obstacle::silent(Trouble::TooSlow)),
        };
        self.broken |= written.is_err();
        written
    }

    /// Ends the letter and hears what the server says to it. The deadline of the attempt
    /// does not count here: to give up now is to be uncertain.
    pub async fn end_letter(&mut self) -> Result<Answer, Unended> {
        self.deadline = Instant::now() + self.patience.verdict;
        let silent = self.listen_once().await;
        self.broken |= silent.is_err();
        silent.map_err(Unended::Before)?;
        // An error is told of what was not taken, encrypted or not: the dot has not left,
        // and it won't, since nothing is said on this connection any more.
        let dot = b".\r\n";
        let left = match timeout_at(self.deadline, self.stream.write(dot)).await {
            Ok(left) => left.map_err(|why| cut(&why)),
            Err(_) => Err(Obstacle::silent(Trouble::TooSlow)),
        };
        self.broken |= left.is_err();
        let left = left.map_err(Unended::Before)?;
        self.write(&dot[left..]).await.map_err(Unended::After)?;
        self.answer_until(self.deadline)
            .await
            .map_err(Unended::After)
    }

    /// Looks whether the server has gone, or spoken out of turn, while the letter was
    /// being written. What is still on its way can't be seen; it makes the attempt
    /// uncertain, and never one that is tried again.
    async fn listen_once(&mut self) -> Result<(), Obstacle> {
        self.in_turn()?;
        // Lets the runtime look at its sockets.
        tokio::task::yield_now().await;
        let mut heard = [0; 2048];
        let mut heard = tokio::io::ReadBuf::new(&mut heard);
        let stream = &mut self.stream;
        let read = poll_fn(
            |context| match Pin::new(&mut *stream).poll_read(context, &mut heard) {
                Poll::Pending => Poll::Ready(None),
                Poll::Ready(read) => Poll::Ready(Some(read)),
            },
        );
        match read.await {
            None => Ok(()),
            Some(Err(why)) => Err(cut(&why)),
            Some(Ok(())) if heard.filled().is_empty() => Err(Obstacle::silent(Trouble::Cut)),
            Some(Ok(())) => Err(gibberish(heard.filled())),
        }
    }

    /// An answer that was given before it was asked for must not be taken for the answer
    /// to what is asked next.
    fn in_turn(&self) -> Result<(), Obstacle> {
        match self.unread.as_slice() {
            [] => Ok(()),
            said => Err(gibberish(said)),
        }
    }

    /// Says goodbye and lets go; or just lets go, where the turns are out of step and
    /// another word could be taken for part of a letter.
    pub async fn leave(mut self) {
        if self.broken {
            return;
        }
        let goodbye = async {
            self.stream.write_all(b"QUIT\r\n").await?;
            self.stream.flush().await?;
            let mut heard = [0; 512];
            if self.stream.read(&mut heard).await? == 0 {
                return Ok(());
            }
            self.stream.shutdown().await
        };
        // Whoever does not answer has gone already.
        let _: Result<std::io::Result<()>, _> = timeout(self.patience.goodbye, goodbye).await;
    }

    async fn read_answer(&mut self) -> Result<Answer, Obstacle> {
        let mut lines = Vec::new();
        let mut length = 0;
        loop {
            let line = self.read_line().await?;
            length += line.len();
            let (code, more, words) = parsed(&line).ok_or_else(|| gibberish(&line))?;
            lines.push(words);
            if length > LONGEST_ANSWER {
                return Err(gibberish(b"an answer without end"));
            }
            if !more {
                return Ok(Answer { code, lines });
            }
        }
    }

    async fn read_line(&mut self) -> Result<Vec<u8>, Obstacle> {
        loop {
            if let Some(end) = self.unread.iter().position(|one| *one == b'\n') {
                let mut line: Vec<u8> = self.unread.drain(..=end).collect();
                line.truncate(line.trim_ascii_end().len());
                return Ok(line);
            }
            if self.unread.len() > LONGEST_LINE {
                return Err(gibberish(b"a line without end"));
            }
            let mut chunk = [0; 2048];
            match self.stream.read(&mut chunk).await {
                Ok(0) => return Err(Obstacle::silent(Trouble::Cut)),
                Ok(read) => self.unread.extend_from_slice(&chunk[..read]),
                Err(why) => return Err(cut(&why)),
            }
        }
    }
}

/// `250-words` or `250 words`: the code, whether more lines come, and the words.
fn parsed(line: &[u8]) -> Option<(u16, bool, String)> {
    let (code, rest) = line.split_at_checked(3)?;
    let code: u16 = std::str::from_utf8(code).ok()?.parse().ok()?;
    let more = match rest.first() {
        Some(b'-') => true,
        Some(b' ') | None => false,
        Some(_) => return None,
    };
    let words = String::from_utf8_lossy(rest.get(1..).unwrap_or_default());
    (200..=599)
        .contains(&code)
        .then(|| (code, more, words.into_owned()))
}

fn cut(why: &std::io::Error) -> Obstacle {
    Obstacle::said(Trouble::Cut, &why.to_string())
}

fn gibberish(said: &[u8]) -> Obstacle {
    Obstacle::said(Trouble::NotAMailServer, &String::from_utf8_lossy(said))
}

/// The lines of a letter as they go over the wire: a dot at the beginning is doubled,
/// for one alone would end the letter.
pub(super) fn doubling_dots(text: &[u8]) -> Vec<u8> {
    let mut lines = Vec::with_capacity(text.len() + 64);
    let mut at_start = true;
    for one in text {
        if at_start && *one == b'.' {
            lines.push(b'.');
        }
        lines.push(*one);
        at_start = *one == b'\n';
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_an_answer_are_read_as_servers_write_them() {
        assert_eq!(parsed(b"250 ok"), Some((250, false, "ok".into())));
        assert_eq!(parsed(b"250-SIZE 10"), Some((250, true, "SIZE 10".into())));
        assert_eq!(parsed(b"250"), Some((250, false, String::new())));
        assert_eq!(
            parsed(b"550 casella gi\xe0 piena").map(|one| one.0),
            Some(550)
        );
        for no_answer in [
            &b"25"[..],
            b"",
            b"2x0 ok",
            b"250ok",
            b"+25 x",
            b"199 x",
            b"600 x",
            b"HTTP/1.1 400",
        ] {
            assert_eq!(
                parsed(no_answer),
                None,
                "{:?}",
                String::from_utf8_lossy(no_answer)
            );
        }
    }

    #[test]
    fn a_status_that_every_line_repeats_stands_once() {
        let lines = ["5.1.1 no such", "5.1.1 mailbox here"];
        let lines = lines.map(str::to_owned).to_vec();
        assert_eq!(
            Answer { code: 550, lines }.text(),
            "5.1.1 no such mailbox here"
        );
        let lines = ["no such", "no mailbox"].map(str::to_owned).to_vec();
        assert_eq!(Answer { code: 550, lines }.text(), "no such no mailbox");
    }

    #[test]
    fn a_dot_at_the_beginning_of_a_line_is_doubled() {
        let doubled = doubling_dots(b".a\r\n..\r\nb.\r\n.\r\n");
        assert_eq!(doubled, b"..a\r\n...\r\nb.\r\n..\r\n");
    }
}
