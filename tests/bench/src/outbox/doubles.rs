//! A mail server and a push service that take everything, and count.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;
use tokio::time::Instant;

/// What a double speaks.
#[derive(Clone, Copy, Debug)]
pub(super) enum Speaks {
    /// As much as a letter needs.
    Smtp,
    /// As much as a push needs.
    Http,
}

/// A double; it closes when dropped.
pub(super) struct Double {
    address: SocketAddr,
    counted: Arc<Mutex<Counted>>,
    listening: JoinHandle<()>,
}

#[derive(Default)]
struct Counted {
    arrived: u32,
    begin: Option<Instant>,
    end: Option<Instant>,
    first: Option<Vec<u8>>,
}

impl Double {
    pub(super) async fn open(speaks: Speaks) -> std::io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let address = listener.local_addr()?;
        let counted = Arc::<Mutex<Counted>>::default();
        let counting = Arc::clone(&counted);
        let listening = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let counting = Arc::clone(&counting);
                tokio::spawn(async move {
                    let _ = match speaks {
                        Speaks::Smtp => take_letters(stream, &counting).await,
                        Speaks::Http => take_pushes(stream, &counting).await,
                    };
                });
            }
        });
        Ok(Self {
            address,
            counted,
            listening,
        })
    }

    pub(super) fn address(&self) -> SocketAddr {
        self.address
    }

    /// How many have arrived.
    pub(super) fn arrived(&self) -> u32 {
        counted(&self.counted).arrived
    }

    /// From the first arrival to the last.
    pub(super) fn took(&self) -> Option<Duration> {
        let counted = counted(&self.counted);
        Some(counted.end? - counted.begin?)
    }

    /// What arrived first.
    pub(super) fn first(&self) -> Option<Vec<u8>> {
        counted(&self.counted).first.clone()
    }
}

impl Drop for Double {
    fn drop(&mut self) {
        self.listening.abort();
    }
}

fn counted(of: &Mutex<Counted>) -> MutexGuard<'_, Counted> {
    of.lock().unwrap_or_else(PoisonError::into_inner)
}

fn count(of: &Mutex<Counted>, thing: &[u8]) {
    let mut counted = counted(of);
    let now = Instant::now();
    counted.begin.get_or_insert(now);
    counted.end = Some(now);
    counted.arrived += 1;
    counted.first.get_or_insert_with(|| thing.to_vec());
}

async fn take_letters(stream: TcpStream, counting: &Mutex<Counted>) -> std::io::Result<()> {
    stream.set_nodelay(true)?;
    let mut stream = BufReader::new(stream);
    stream.write_all(b"220 double ESMTP\r\n").await?;
    let mut line = Vec::new();
    loop {
        line.clear();
        if stream.read_until(b'\n', &mut line).await? == 0 {
            return Ok(());
        }
        let verb = line.get(..4).unwrap_or_default().to_ascii_uppercase();
        match verb.as_slice() {
            b"DATA" => {
                stream.write_all(b"354 go on\r\n").await?;
                let letter = letter(&mut stream).await?;
                count(counting, &letter);
                stream.write_all(b"250 taken\r\n").await?;
            }
            b"QUIT" => return stream.write_all(b"221 bye\r\n").await,
            _ => stream.write_all(b"250 double\r\n").await?,
        }
    }
}

/// All up to the line with a dot.
async fn letter(stream: &mut BufReader<TcpStream>) -> std::io::Result<Vec<u8>> {
    let mut letter = Vec::new();
    loop {
        let before = letter.len();
        if stream.read_until(b'\n', &mut letter).await? == 0 {
            return Err(std::io::ErrorKind::UnexpectedEof.into());
        }
        if &letter[before..] == b".\r\n" {
            letter.truncate(before);
            return Ok(letter);
        }
    }
}

async fn take_pushes(stream: TcpStream, counting: &Mutex<Counted>) -> std::io::Result<()> {
    stream.set_nodelay(true)?;
    let mut stream = BufReader::new(stream);
    loop {
        let mut length = 0;
        loop {
            let mut line = String::new();
            if stream.read_line(&mut line).await? == 0 {
                return Ok(());
            }
            let line = line.trim().to_ascii_lowercase();
            if let Some(said) = line.strip_prefix("content-length:") {
                length = said.trim().parse().unwrap_or_default();
            }
            if line.is_empty() {
                break;
            }
        }
        let mut body = vec![0; length];
        stream.read_exact(&mut body).await?;
        count(counting, &body);
        let answer = b"HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n";
        stream.write_all(answer).await?;
    }
}
