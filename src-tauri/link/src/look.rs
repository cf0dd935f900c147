//! Whether a desk server is there: asked before anybody types a password.

use std::io;
use std::time::Duration;

use http_body_util::{BodyExt, Full, Limited};
use hyper::body::Bytes;
use hyper::header::HOST;
use hyper::{Request, StatusCode};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_rustls::rustls::pki_types::ServerName;
use url::Position;

use crate::ServerAddress;
use crate::files::{connector, opened};

/// How long a server may take for all of it.
const PATIENCE: Duration = Duration::from_secs(8);
/// The largest answer.
const LARGEST_ANSWER: usize = 4 * 1024;
/// What a desk server calls itself.
const PROGRAM: &str = "sportello";

/// Why there is no desk server to be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotFound {
    /// There is no computer of that name.
    #[error("there is no computer of that name")]
    NoSuchName,
    /// Nothing answers.
    #[error("nothing answers there")]
    NoAnswer,
    /// Its certificate can't be trusted.
    #[error("its certificate can't be trusted")]
    NotTrusted,
    /// Something else answers.
    #[error("what answers is no desk server")]
    NotSportello,
    /// It is unwell.
    #[error("the desk server is unwell")]
    Unwell,
}

/// Looks for a desk server.
///
/// # Errors
/// Why there is none to be used.
pub async fn look_for(server: &ServerAddress) -> Result<(), NotFound> {
    timeout(PATIENCE, ask(server))
        .await
        .unwrap_or(Err(NotFound::NoAnswer))
}

async fn ask(server: &ServerAddress) -> Result<(), NotFound> {
    let url = server.under("/healthz");
    let host = url.host_str().ok_or(NotFound::NoSuchName)?;
    let host = host.trim_matches(['[', ']']).to_owned();
    let port = url.port_or_known_default().ok_or(NotFound::NoAnswer)?;
    let found = tokio::net::lookup_host((host.as_str(), port)).await;
    let found: Vec<_> = found.map_err(|_| NotFound::NoSuchName)?.collect();
    let stream = TcpStream::connect(&found[..]).await;
    let stream = stream.map_err(|_| NotFound::NoAnswer)?;
    let request = Request::get(&url[Position::BeforePath..])
        .header(HOST, &url[Position::BeforeHost..Position::AfterPort])
        .body(Full::new(Bytes::new()))
        .map_err(|_| NotFound::NoAnswer)?;
    if url.scheme() == "http" {
        return answer(stream, request).await;
    }
    let name = ServerName::try_from(host).map_err(|_| NotFound::NoSuchName)?;
    let secured = connector().connect(name, stream).await;
    answer(secured.map_err(|why| of_handshake(&why))?, request).await
}

async fn answer<S>(stream: S, request: Request<Full<Bytes>>) -> Result<(), NotFound>
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    // What does not speak HTTP is no desk server.
    let answer = opened(stream, request)
        .await
        .map_err(|_| NotFound::NotSportello)?;
    let status = answer.status();
    let body = Limited::new(answer.into_body(), LARGEST_ANSWER).collect();
    let body = body.await.map_err(|_| NotFound::NotSportello)?.to_bytes();
    judge(status, &body)
}

fn judge(status: StatusCode, body: &[u8]) -> Result<(), NotFound> {
    let said: serde_json::Value =
        serde_json::from_slice(body).map_err(|_| NotFound::NotSportello)?;
    if said["program"] != PROGRAM {
        return Err(NotFound::NotSportello);
    }
    if status.is_success() {
        Ok(())
    } else {
        Err(NotFound::Unwell)
    }
}

/// A certificate that is not trusted ends a handshake with a word of TLS; what does
/// not speak TLS at all ends it otherwise.
fn of_handshake(why: &io::Error) -> NotFound {
    let of_tls = why
        .get_ref()
        .and_then(|inner| inner.downcast_ref::<rustls::Error>());
    match of_tls {
        Some(rustls::Error::InvalidCertificate(_)) => NotFound::NotTrusted,
        Some(_) => NotFound::NotSportello,
        None => NotFound::NoAnswer,
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::TcpListener;

    use super::*;

    #[tokio::test]
    async fn what_answers_as_a_desk_server_is_one() {
        let well = r#"{"status":"ok","program":"sportello"}"#;
        assert_eq!(look_at("HTTP/1.1 200 OK", well).await, Ok(()));
        let unwell = r#"{"status":"unwell","program":"sportello"}"#;
        let found = look_at("HTTP/1.1 503 Service Unavailable", unwell).await;
        assert_eq!(found, Err(NotFound::Unwell));
    }

    #[tokio::test]
    async fn what_answers_otherwise_is_none() {
        for (status, body) in [
            ("HTTP/1.1 200 OK", r#"{"status":"ok"}"#),
            ("HTTP/1.1 200 OK", "<html>"),
            ("HTTP/1.1 404 Not Found", ""),
            ("SSH-2.0-OpenSSH_9.2", ""),
        ] {
            let found = look_at(status, body).await;
            assert_eq!(found, Err(NotFound::NotSportello), "{status} {body}");
        }
    }

    #[tokio::test]
    async fn where_nothing_listens_nothing_answers() {
        let nowhere = ServerAddress::parse("http://127.0.0.1:1").expect("an address");
        assert_eq!(look_for(&nowhere).await, Err(NotFound::NoAnswer));
    }

    #[tokio::test]
    async fn a_name_that_nobody_has_is_said_to_be_none() {
        let nobody = ServerAddress::parse("desk.invalid").expect("an address");
        assert_eq!(look_for(&nobody).await, Err(NotFound::NoSuchName));
    }

    #[tokio::test(start_paused = true)]
    async fn who_never_answers_is_not_waited_for() {
        let (listener, server) = listening().await;
        let found = tokio::spawn(async move { look_for(&server).await });
        let (_kept, _) = listener.accept().await.expect("it is looked for");
        assert_eq!(found.await.expect("it ends"), Err(NotFound::NoAnswer));
    }

    async fn look_at(head: &str, body: &str) -> Result<(), NotFound> {
        let (listener, server) = listening().await;
        let said = format!("{head}\r\nContent-Length: {}\r\n\r\n{body}", body.len());
        let saying = tokio::spawn(async move {
            let (mut stream, _) = listener.accept().await.expect("it is looked for");
            let mut heard = Vec::new();
            let _ = stream.read_buf(&mut heard).await;
            let _ = stream.write_all(said.as_bytes()).await; // it may have heard enough
        });
        let found = look_for(&server).await;
        saying.await.expect("it was said");
        found
    }

    async fn listening() -> (TcpListener, ServerAddress) {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let server = ServerAddress::parse(&format!("http://127.0.0.1:{port}"));
        (listener, server.expect("loopback"))
    }
}
