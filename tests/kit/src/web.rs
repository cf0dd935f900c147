//! One request over HTTP, byte by byte, so that a test sees what a browser sees.

use std::io::ErrorKind;
use std::net::SocketAddr;

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
    /// The rest.
    pub body: String,
}

impl Answer {
    /// The value of a header; empty when it is missing.
    pub fn header(&self, name: &str) -> &str {
        let found = self.headers.iter().find(|(known, _)| known == name);
        found.map_or("", |(_, value)| value)
    }

    fn read(text: &str) -> Option<Self> {
        let (head, body) = text.split_once("\r\n\r\n")?;
        let mut lines = head.lines();
        let status = lines.next()?.split(' ').nth(1)?.parse().ok()?;
        let headers = lines.filter_map(|line| line.split_once(':'));
        Some(Self {
            status,
            headers: headers
                .map(|(name, value)| (name.to_lowercase(), value.trim().to_owned()))
                .collect(),
            body: body.to_owned(),
        })
    }
}

/// Asks, and waits for the whole answer.
pub(crate) async fn ask(
    address: SocketAddr,
    method: &str,
    path: &str,
    headers: &[(&str, &str)],
) -> Answer {
    let stream = TcpStream::connect(address).await.expect("it listens");
    ask_over(stream, &address.to_string(), method, path, headers).await
}

/// Asks over a connection.
pub(crate) async fn ask_over(
    mut stream: impl AsyncRead + AsyncWrite + Unpin,
    host: &str,
    method: &str,
    path: &str,
    headers: &[(&str, &str)],
) -> Answer {
    let mut request = format!("{method} {path} HTTP/1.1\r\nConnection: close\r\n");
    if !headers.iter().any(|(name, _)| *name == "Host") {
        request += &format!("Host: {host}\r\n");
    }
    if method == "POST" {
        request += "Content-Length: 0\r\n";
    }
    for (name, value) in headers {
        request += &format!("{name}: {value}\r\n");
    }
    request += "\r\n";
    let answered = timeout(PATIENCE, async {
        stream.write_all(request.as_bytes()).await?;
        let mut answer = Vec::new();
        match stream.read_to_end(&mut answer).await {
            // Over TLS, a connection that was closed without a goodbye.
            Err(why) if why.kind() == ErrorKind::UnexpectedEof && !answer.is_empty() => {}
            read => _ = read?,
        }
        std::io::Result::Ok(answer)
    });
    let answer = answered
        .await
        .unwrap_or_else(|_| panic!("{method} {path} is never answered"))
        .unwrap_or_else(|why| panic!("{method} {path} fails: {why}"));
    let text = String::from_utf8_lossy(&answer);
    Answer::read(&text).unwrap_or_else(|| panic!("{method} {path} is answered with {text:?}"))
}
