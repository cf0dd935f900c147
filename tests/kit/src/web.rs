//! One request over HTTP, byte by byte, so that a test sees what a browser sees.

use std::net::SocketAddr;

use sportello_wire::Attachment;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

use crate::PATIENCE;

/// What came back.
#[derive(Clone, Debug)]
pub struct Answer {
    /// 200 and its kin.
    pub status: u16,
    /// Names in lower case, in the order they came.
    pub headers: Vec<(String, String)>,
    /// The rest, as text.
    pub body: String,
    /// The rest, as it came.
    pub bytes: Vec<u8>,
}

impl Answer {
    /// The value of a header; empty when it is missing.
    pub fn header(&self, name: &str) -> &str {
        let found = self.headers.iter().find(|(known, _)| known == name);
        found.map_or("", |(_, value)| value)
    }

    /// The rest, as JSON.
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.body).unwrap_or_else(|why| panic!("{why}: {self:?}"))
    }

    /// The file that was taken.
    pub fn attachment(&self) -> Attachment {
        serde_json::from_value(self.json()["file"].clone())
            .unwrap_or_else(|why| panic!("no file was taken: {why}: {self:?}"))
    }

    fn read(answer: &[u8]) -> Option<Self> {
        let end = answer.windows(4).position(|four| four == b"\r\n\r\n")?;
        let head = String::from_utf8_lossy(&answer[..end]);
        let bytes = answer[end + 4..].to_vec();
        let mut lines = head.lines();
        let status = lines.next()?.split(' ').nth(1)?.parse().ok()?;
        let headers = lines.filter_map(|line| line.split_once(':'));
        Some(Self {
            status,
            headers: headers
                .map(|(name, value)| (name.to_lowercase(), value.trim().to_owned()))
                .collect(),
            body: String::from_utf8_lossy(&bytes).into_owned(),
            bytes,
        })
    }
}

/// Something to be asked.
#[derive(Clone, Debug)]
pub struct Question<'a> {
    method: &'a str,
    path: &'a str,
    headers: &'a [(&'a str, &'a str)],
    body: &'a [u8],
}

impl<'a> Question<'a> {
    /// Without headers of its own, and without a body.
    pub fn new(method: &'a str, path: &'a str) -> Self {
        Self {
            method,
            path,
            headers: &[],
            body: &[],
        }
    }

    /// The same with these headers.
    pub fn headers(self, headers: &'a [(&'a str, &'a str)]) -> Self {
        Self { headers, ..self }
    }

    /// The same with this body.
    pub fn body(self, body: &'a [u8]) -> Self {
        Self { body, ..self }
    }

    /// Asks, and waits for the whole answer.
    pub async fn ask(self, address: SocketAddr) -> Answer {
        let stream = TcpStream::connect(address).await.expect("it listens");
        self.ask_over(stream, &address.to_string()).await
    }

    /// Asks over a connection.
    pub async fn ask_over(
        self,
        mut stream: impl AsyncRead + AsyncWrite + Unpin,
        host: &str,
    ) -> Answer {
        let Self { method, path, .. } = self;
        let request = self.written(host);
        let answered = timeout(PATIENCE, async {
            // A server may answer without wanting the rest.
            let sent = stream.write_all(&request).await;
            let mut answer = Vec::new();
            let read = stream.read_to_end(&mut answer).await;
            // Over TLS, a connection may be closed without a goodbye.
            if answer.is_empty() {
                sent.and(read.map(drop))?;
            }
            std::io::Result::Ok(answer)
        });
        let answer = answered
            .await
            .unwrap_or_else(|_| panic!("{method} {path} is never answered"))
            .unwrap_or_else(|why| panic!("{method} {path} fails: {why}"));
        Answer::read(&answer).unwrap_or_else(|| {
            let text = String::from_utf8_lossy(&answer);
            panic!("{method} {path} is answered with {text:?}")
        })
    }

    fn written(&self, host: &str) -> Vec<u8> {
        let mut head = format!(
            "{} {} HTTP/1.1\r\nConnection: close\r\n",
            self.method, self.path
        );
        if !self.headers.iter().any(|(name, _)| *name == "Host") {
            head += &format!("Host: {host}\r\n");
        }
        if self.method == "POST" {
            head += &format!("Content-Length: {}\r\n", self.body.len());
        }
        for (name, value) in self.headers {
            head += &format!("{name}: {value}\r\n");
        }
        head += "\r\n";
        [head.as_bytes(), self.body].concat()
    }
}

/// Asks without a body, and waits for the whole answer.
pub(crate) async fn ask(
    address: SocketAddr,
    method: &str,
    path: &str,
    headers: &[(&str, &str)],
) -> Answer {
    Question::new(method, path)
        .headers(headers)
        .ask(address)
        .await
}

/// Asks over a connection.
pub(crate) async fn ask_over(
    stream: impl AsyncRead + AsyncWrite + Unpin,
    host: &str,
    method: &str,
    path: &str,
    headers: &[(&str, &str)],
) -> Answer {
    Question::new(method, path)
        .headers(headers)
        .ask_over(stream, host)
        .await
}

/// Asks with a body, and waits for the whole answer.
pub(crate) async fn send(
    address: SocketAddr,
    method: &str,
    path: &str,
    headers: &[(&str, &str)],
    body: &[u8],
) -> Answer {
    Question::new(method, path)
        .headers(headers)
        .body(body)
        .ask(address)
        .await
}

/// As `encodeURIComponent` writes it.
pub(crate) fn percent_encoded(name: &str) -> String {
    let encoded = name.bytes().map(|byte| match byte {
        b'-' | b'.' | b'_' | b'~' => char::from(byte).to_string(),
        _ if byte.is_ascii_alphanumeric() => char::from(byte).to_string(),
        _ => format!("%{byte:02X}"),
    });
    encoded.collect()
}
