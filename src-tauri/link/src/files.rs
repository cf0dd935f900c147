//! Files to and from a desk server, over HTTP beside the socket.
//!
//! One request a connection, with the session's token. Nothing is followed and
//! nothing kept: a redirect is a failure, since the token must not go elsewhere.
//! Both ways a file is bounded by [`LARGEST_FILE`], and a server that goes silent by
//! the time a slow line needs for such a file.

use std::fmt::Write;
use std::sync::Arc;
use std::time::Duration;

use http_body_util::{BodyExt, Full, Limited};
use hyper::body::Bytes;
use hyper::client::conn::http1;
use hyper::header::{AUTHORIZATION, CONTENT_TYPE, HOST};
use hyper::{Method, Request, Response, StatusCode};
use hyper_util::rt::TokioIo;
use sportello_wire::{Attachment, ContactId, FileId, ThreadId};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::pki_types::ServerName;
use tokio_rustls::rustls::{ClientConfig, RootCertStore};
use url::{Position, Url};

use crate::{CONNECTING, ServerAddress};

/// The largest file that goes either way, in bytes.
pub const LARGEST_FILE: usize = 10 * 1024 * 1024;
/// The largest answer to an upload.
const LARGEST_ANSWER: usize = 64 * 1024;
/// 10 MB at half a megabit a second.
const CARRYING: Duration = Duration::from_secs(180);

/// Why a file was not carried.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FileError {
    /// Over [`LARGEST_FILE`].
    #[error("the file is larger than 10 MB")]
    TooLarge,
    /// Neither a picture, nor a PDF, nor plain text.
    #[error("the desk takes no files of this kind")]
    WrongKind,
    /// It is damaged.
    #[error("the file is damaged")]
    Unreadable,
    /// It is a still, and the patron has not consented to it, or too long ago.
    #[error("the patron has not consented")]
    NoConsent,
    /// Too many at once, or the thread is full.
    #[error("too many files")]
    TooMany,
    /// The server could not be reached, or did not do it.
    #[error("the file could not be carried")]
    Failed,
}

/// Carries files for one session.
#[derive(Clone)]
pub struct Files {
    server: ServerAddress,
    token: String,
}

impl Files {
    /// For the session that this token stands for.
    pub fn new(server: ServerAddress, token: String) -> Self {
        Self { server, token }
    }

    /// Uploads a file for a thread; it is sent when a message names it. A still of the
    /// patron's picture names the contact in which they consented to it.
    ///
    /// # Errors
    /// Why it was not taken.
    pub async fn send(
        &self,
        thread: ThreadId,
        still: Option<ContactId>,
        name: &str,
        bytes: Vec<u8>,
    ) -> Result<Attachment, FileError> {
        if bytes.len() > LARGEST_FILE {
            return Err(FileError::TooLarge);
        }
        let still = still.map_or_else(String::new, |contact| format!("&still={contact}"));
        let url = self
            .server
            .under(&format!("/api/seat/files?thread={thread}{still}"));
        let request = self
            .request(Method::POST, &url)
            .header(CONTENT_TYPE, "application/octet-stream")
            .header("X-File-Name", percent_encoded(name));
        let (status, answer) = ask(&url, request, bytes, LARGEST_ANSWER).await?;
        judge(status, &answer)
    }

    /// Fetches a file.
    ///
    /// # Errors
    /// Why it could not be had.
    pub async fn fetch(&self, file: FileId) -> Result<Vec<u8>, FileError> {
        let url = self.server.under(&format!("/api/seat/files/{file}"));
        let request = self.request(Method::GET, &url);
        let (status, bytes) = ask(&url, request, Vec::new(), LARGEST_FILE).await?;
        if status == StatusCode::OK {
            Ok(bytes.into())
        } else {
            Err(FileError::Failed)
        }
    }

    pub(crate) const fn server(&self) -> &ServerAddress {
        &self.server
    }

    pub(crate) fn request(&self, method: Method, url: &Url) -> hyper::http::request::Builder {
        Request::builder()
            .method(method)
            .uri(&url[Position::BeforePath..])
            .header(HOST, &url[Position::BeforeHost..Position::AfterPort])
            .header(AUTHORIZATION, format!("Bearer {}", self.token))
    }
}

/// What the server made of an upload.
fn judge(status: StatusCode, answer: &[u8]) -> Result<Attachment, FileError> {
    let answer: serde_json::Value =
        serde_json::from_slice(answer).map_err(|_| code_of_status(status))?;
    if status.is_success() {
        return serde_json::from_value(answer["file"].clone()).map_err(|_| FileError::Failed);
    }
    Err(match answer["code"].as_str() {
        Some("tooLarge") => FileError::TooLarge,
        Some("wrongKind") => FileError::WrongKind,
        Some("unreadable") => FileError::Unreadable,
        Some("noConsent") => FileError::NoConsent,
        Some("tooMany") => FileError::TooMany,
        Some(_) | None => code_of_status(status),
    })
}

/// What stands before the desk server may refuse, too, in no words of ours.
fn code_of_status(status: StatusCode) -> FileError {
    match status {
        StatusCode::PAYLOAD_TOO_LARGE => FileError::TooLarge,
        StatusCode::TOO_MANY_REQUESTS => FileError::TooMany,
        _ => FileError::Failed,
    }
}

/// Asks, and waits for the whole answer.
pub(crate) async fn ask(
    url: &Url,
    request: hyper::http::request::Builder,
    body: Vec<u8>,
    largest: usize,
) -> Result<(StatusCode, Bytes), FileError> {
    let request = request
        .body(Full::new(Bytes::from(body)))
        .map_err(|why| failed(&why))?;
    let carried = timeout(CARRYING, async {
        let answer = send(url, request).await?;
        let status = answer.status();
        let body = Limited::new(answer.into_body(), largest).collect().await;
        let body = body.map_err(|why| failed(&why))?.to_bytes();
        Ok((status, body))
    });
    carried.await.map_err(|why| failed(&why))?
}

async fn send(
    url: &Url,
    request: Request<Full<Bytes>>,
) -> Result<Response<hyper::body::Incoming>, FileError> {
    let host = url.host_str().ok_or(FileError::Failed)?.to_owned();
    let plain = host.trim_matches(['[', ']']).to_owned();
    let port = url.port_or_known_default().ok_or(FileError::Failed)?;
    let connecting = timeout(CONNECTING, TcpStream::connect((plain.as_str(), port)));
    let stream = connecting
        .await
        .map_err(|why| failed(&why))?
        .map_err(|why| failed(&why))?;
    if url.scheme() == "http" {
        return over(stream, request).await;
    }
    let name = ServerName::try_from(plain).map_err(|why| failed(&why))?;
    let securing = timeout(CONNECTING, connector().connect(name, stream));
    let stream = securing
        .await
        .map_err(|why| failed(&why))?
        .map_err(|why| failed(&why))?;
    over(stream, request).await
}

async fn over<S>(
    stream: S,
    request: Request<Full<Bytes>>,
) -> Result<Response<hyper::body::Incoming>, FileError>
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let opened = opened(stream, request).await;
    opened.map_err(|why| failed(&why))
}

/// Asks over a connection that is open; the body of the answer is still to come.
pub(crate) async fn opened<S>(
    stream: S,
    request: Request<Full<Bytes>>,
) -> Result<Response<hyper::body::Incoming>, hyper::Error>
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await?;
    tokio::spawn(connection); // ends with the sender and the body
    sender.send_request(request).await
}

/// Trusts what the system trusts, as the socket does.
pub(crate) fn connector() -> TlsConnector {
    let mut roots = RootCertStore::empty();
    let known = rustls_native_certs::load_native_certs();
    roots.add_parsable_certificates(known.certs);
    let config = ClientConfig::builder()
        .with_root_certificates(roots)
        .with_no_client_auth();
    TlsConnector::from(Arc::new(config))
}

fn failed(why: &dyn std::fmt::Display) -> FileError {
    tracing::debug!(%why, "a file could not be carried");
    FileError::Failed
}

/// As `encodeURIComponent` writes it: a header holds no letters beyond ASCII.
pub(crate) fn percent_encoded(name: &str) -> String {
    let mut encoded = String::with_capacity(name.len());
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            encoded.push(byte.into());
        } else {
            let _ = write!(encoded, "%{byte:02X}"); // a string takes everything
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use sportello_wire::FileKind;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::TcpListener;
    use uuid::Uuid;

    use super::*;

    const THREAD: ThreadId = ThreadId(Uuid::from_u128(7));
    const FILE: FileId = FileId(Uuid::from_u128(8));

    #[tokio::test]
    async fn a_file_is_sent_with_its_name_and_the_sessions_token() {
        let answer =
            format!(r#"{{"file":{{"file":"{FILE}","name":"perché.pdf","kind":"pdf","size":3}}}}"#);
        let (files, asked) = server_that_answers("200 OK", answer.as_bytes()).await;
        let sent = files
            .send(THREAD, None, "perché no.pdf", b"abc".to_vec())
            .await;
        assert_eq!(
            sent.map(|file| (file.file, file.kind)),
            Ok((FILE, FileKind::Pdf))
        );
        let asked = asked.await.expect("it was asked").to_lowercase();
        assert!(asked.starts_with(&format!("post /api/seat/files?thread={THREAD} http/1.1")));
        assert!(asked.contains("authorization: bearer the-token"));
        assert!(asked.contains("x-file-name: perch%c3%a9%20no.pdf"));
        assert!(asked.ends_with("abc"));
    }

    #[tokio::test]
    async fn why_a_file_was_not_taken_is_told() {
        for (status, body, why) in [
            (
                "413 Too Large",
                r#"{"code":"tooLarge"}"#,
                FileError::TooLarge,
            ),
            ("415 Kind", r#"{"code":"wrongKind"}"#, FileError::WrongKind),
            ("422 Bad", r#"{"code":"unreadable"}"#, FileError::Unreadable),
            ("429 Many", r#"{"code":"tooMany"}"#, FileError::TooMany),
            ("404 None", r#"{"code":"notFound"}"#, FileError::Failed),
            ("503 Full", r#"{"code":"notSaved"}"#, FileError::Failed),
            ("413 Too Large", "<html>", FileError::TooLarge),
            ("302 Found", "", FileError::Failed),
            ("200 OK", "{}", FileError::Failed),
        ] {
            let (files, _asked) = server_that_answers(status, body.as_bytes()).await;
            let sent = files.send(THREAD, None, "a", b"abc".to_vec()).await;
            assert_eq!(sent, Err(why), "{status} {body}");
        }
    }

    #[tokio::test]
    async fn a_file_is_fetched_whole_and_nothing_larger_than_the_bound() {
        let (files, asked) = server_that_answers("200 OK", b"\x89PNG").await;
        assert_eq!(files.fetch(FILE).await, Ok(b"\x89PNG".to_vec()));
        let asked = asked.await.expect("it was asked");
        assert!(asked.starts_with(&format!("GET /api/seat/files/{FILE} HTTP/1.1")));
        let (files, _asked) = server_that_answers("200 OK", &vec![0; LARGEST_FILE + 1]).await;
        assert_eq!(files.fetch(FILE).await, Err(FileError::Failed));
        let (files, _asked) = server_that_answers("404 Not Found", b"").await;
        assert_eq!(files.fetch(FILE).await, Err(FileError::Failed));
    }

    #[tokio::test]
    async fn a_file_that_is_too_large_never_leaves_the_computer() {
        let nowhere = ServerAddress::parse("http://127.0.0.1:1").expect("an address");
        let files = Files::new(nowhere, String::new());
        let large = vec![0; LARGEST_FILE + 1];
        assert_eq!(
            files.send(THREAD, None, "a", large).await,
            Err(FileError::TooLarge)
        );
        assert_eq!(
            files.send(THREAD, None, "a", vec![0]).await,
            Err(FileError::Failed)
        );
    }

    /// A server that hears one request, and what it heard.
    async fn server_that_answers(
        status: &str,
        body: &[u8],
    ) -> (Files, tokio::task::JoinHandle<String>) {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let head = format!(
            "HTTP/1.1 {status}\r\nContent-Length: {}\r\n\r\n",
            body.len()
        );
        let answer = [head.as_bytes(), body].concat();
        let asked = tokio::spawn(async move {
            let (mut stream, _) = listener.accept().await.expect("a client");
            let mut heard = Vec::new();
            while !is_whole(&heard) {
                assert!(stream.read_buf(&mut heard).await.expect("it speaks") > 0);
            }
            let _ = stream.write_all(&answer).await; // it may not want all of it
            String::from_utf8_lossy(&heard).into_owned()
        });
        let server = ServerAddress::parse(&format!("http://127.0.0.1:{port}"));
        (
            Files::new(server.expect("loopback"), "the-token".into()),
            asked,
        )
    }

    fn is_whole(heard: &[u8]) -> bool {
        let text = String::from_utf8_lossy(heard);
        match text.split_once("\r\n\r\n") {
            Some((head, body)) => head.starts_with("GET") || body.ends_with("abc"),
            None => false,
        }
    }
}
