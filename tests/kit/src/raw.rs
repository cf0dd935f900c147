//! A WebSocket in bytes: what no library would send, and what comes back.

use std::net::SocketAddr;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

use crate::PATIENCE;

/// What the server answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reply {
    /// A text.
    Text(String),
    /// The answer to a ping.
    Pong,
    /// A goodbye, with its code.
    Closed(Option<u16>),
    /// The connection ended, with no goodbye before.
    Gone,
}

/// The kind of a frame.
pub mod opcode {
    /// More of the message before.
    pub const CONTINUATION: u8 = 0x0;
    /// Text.
    pub const TEXT: u8 = 0x1;
    /// Binary.
    pub const BINARY: u8 = 0x2;
    /// Goodbye.
    pub const CLOSE: u8 = 0x8;
    /// Are you there?
    pub const PING: u8 = 0x9;
    /// I am.
    pub const PONG: u8 = 0xa;
}

/// The bit of the last frame of a message.
pub const FINAL: u8 = 0x80;
/// The bits that mean nothing here; the first says “compressed” elsewhere.
pub const RESERVED: [u8; 3] = [0x40, 0x20, 0x10];

/// A frame as a browser would send it: `first` is its first byte.
pub fn frame(first: u8, payload: &[u8]) -> Vec<u8> {
    const MASK: [u8; 4] = [0x12, 0x34, 0x56, 0x78];
    let mut bytes = head(first, 0x80, payload.len());
    bytes.extend(MASK);
    let masked = payload.iter().zip(MASK.iter().cycle());
    bytes.extend(masked.map(|(byte, mask)| byte ^ mask));
    bytes
}

/// A frame without the mask that every client must use.
pub fn unmasked(first: u8, payload: &[u8]) -> Vec<u8> {
    let mut bytes = head(first, 0, payload.len());
    bytes.extend(payload);
    bytes
}

/// The beginning of a frame, up to its length, which is written in as few bytes as
/// it takes.
pub fn head(first: u8, mask: u8, length: usize) -> Vec<u8> {
    let mut bytes = vec![first];
    match (u16::try_from(length), u64::try_from(length)) {
        (Ok(short), _) if short < 126 => bytes.push(mask | short.to_be_bytes()[1]),
        (Ok(short), _) => {
            bytes.push(mask | 126);
            bytes.extend(short.to_be_bytes());
        }
        (Err(_), Ok(long)) => {
            bytes.push(mask | 127);
            bytes.extend(long.to_be_bytes());
        }
        (Err(_), Err(_)) => panic!("no frame is so long"),
    }
    bytes
}

/// A socket in bytes.
#[derive(Debug)]
pub struct RawSocket(TcpStream);

impl RawSocket {
    /// Opens a socket.
    pub async fn open(address: SocketAddr, path: &str, headers: &[(&str, &str)]) -> Self {
        let mut request = format!(
            "GET {path} HTTP/1.1\r\nHost: {address}\r\nConnection: Upgrade\r\n\
             Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n\
             Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
        );
        for (name, value) in headers {
            request += &format!("{name}: {value}\r\n");
        }
        request += "\r\n";
        let mut stream = TcpStream::connect(address).await.expect("it listens");
        stream
            .write_all(request.as_bytes())
            .await
            .expect("it reads");
        let mut answer = Vec::new();
        while !answer.ends_with(b"\r\n\r\n") {
            let byte = timeout(PATIENCE, stream.read_u8()).await;
            answer.push(byte.expect("an answer").expect("a whole answer"));
        }
        let answer = String::from_utf8_lossy(&answer);
        assert!(answer.starts_with("HTTP/1.1 101"), "{answer}");
        Self(stream)
    }

    /// Sends bytes; a server that has closed takes none.
    pub async fn send(&mut self, bytes: &[u8]) {
        let _ = timeout(PATIENCE, self.0.write_all(bytes)).await;
    }

    /// Waits for what comes next; pings of the server are passed over.
    pub async fn next(&mut self) -> Reply {
        let next = timeout(PATIENCE, async {
            loop {
                if let Some(reply) = self.read().await? {
                    return std::io::Result::Ok(reply);
                }
            }
        });
        let next = next.await.expect("the server neither answers nor hangs up");
        next.unwrap_or(Reply::Gone)
    }

    async fn read(&mut self) -> std::io::Result<Option<Reply>> {
        let first = self.0.read_u8().await?;
        let length = match self.0.read_u8().await? {
            126 => usize::from(self.0.read_u16().await?),
            127 => usize::try_from(self.0.read_u64().await?).expect("it fits"),
            short => usize::from(short),
        };
        let mut payload = vec![0; length];
        self.0.read_exact(&mut payload).await?;
        Ok(match first & 0x0f {
            opcode::TEXT => Some(Reply::Text(String::from_utf8_lossy(&payload).into_owned())),
            opcode::PONG => Some(Reply::Pong),
            opcode::CLOSE => {
                let code = payload.first_chunk().map(|code| u16::from_be_bytes(*code));
                Some(Reply::Closed(code))
            }
            opcode::PING => None,
            other => panic!("the server sent a frame of kind {other}"),
        })
    }
}
