//! One attempt at one push: over a connection of its own, to an address that was
//! judged, with an outcome that is known.

use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use chrono::DateTime;
use http_body_util::Full;
use hyper::body::{Bytes, Incoming};
use hyper::client::conn::http1;
use hyper::header::{AUTHORIZATION, CONTENT_ENCODING, CONTENT_TYPE, HOST, RETRY_AFTER};
use hyper::{Request, Response, StatusCode};
use hyper_util::rt::TokioIo;
use rustls::pki_types::ServerName;
use rustls::{CertificateError, ClientConfig, RootCertStore};
use sportello_core::{Attempt, Cause, Span, Trouble};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpStream, lookup_host};
use tokio::time::timeout;
use tokio_rustls::TlsConnector;
use url::Position;

use crate::key::ServerKey;
use crate::services::Trust;
use crate::target::Target;

/// How long a connection may take, and then its encryption.
const CONNECTING: Duration = Duration::from_secs(10);
/// How long an answer may take.
const ANSWERING: Duration = Duration::from_secs(20);
/// The most of an answer's head that is held; its body is not read.
const LONGEST_HEAD: usize = 16 * 1024;
/// How many addresses of one name are tried.
const MOST_ADDRESSES: usize = 4;

/// How soon a sleeping device is woken for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Urgency {
    /// When it wakes for something else.
    Normal,
    /// At once.
    High,
}

/// What is pushed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Push {
    /// What the browser reads; at most a few hundred characters.
    pub text: String,
    /// For how long the service keeps it for a device that is off.
    pub lasts: Span,
    /// How soon a sleeping device is woken for it.
    pub urgency: Urgency,
    /// What has the same topic takes its place while it waits: up to 32 letters of
    /// base64url.
    pub topic: String,
}

/// Makes one attempt. `contact` is whom the service's operator can turn to, `now` is in
/// milliseconds since 1970 UTC; `is_public` says of an address that nothing in the
/// house of the server answers there.
pub async fn carry(
    push: &Push,
    target: &Target,
    key: &ServerKey,
    contact: Option<&str>,
    now: i64,
    is_public: fn(IpAddr) -> bool,
) -> Attempt {
    let Some(request) = request(push, target, key, contact, now) else {
        return Attempt::Never(Trouble::new(Cause::TooLarge, ""));
    };
    let stream = match connect(target, is_public).await {
        Ok(stream) => stream,
        Err(attempt) => return attempt,
    };
    if target.url.scheme() == "http" {
        return asked(stream, request, now).await;
    }
    match secured(target, stream).await {
        Ok(stream) => asked(stream, request, now).await,
        Err(trouble) => not_now(trouble),
    }
}

fn request(
    push: &Push,
    target: &Target,
    key: &ServerKey,
    contact: Option<&str>,
    now: i64,
) -> Option<Request<Full<Bytes>>> {
    let sealed = target.encrypted(&push.text)?;
    let urgency = match push.urgency {
        Urgency::Normal => "normal",
        Urgency::High => "high",
    };
    let url = &target.url;
    Request::post(&url[Position::BeforePath..Position::AfterQuery])
        .header(HOST, &url[Position::BeforeHost..Position::AfterPort])
        .header(AUTHORIZATION, key.authorization(url, contact, now))
        .header(CONTENT_TYPE, "application/octet-stream")
        .header(CONTENT_ENCODING, "aes128gcm")
        .header("TTL", push.lasts.as_millis() / 1_000)
        .header("Urgency", urgency)
        .header("Topic", &push.topic)
        .body(Full::new(Bytes::from(sealed)))
        .ok()
}

/// Connects to an address that was judged, and to no other: whoever answers for the
/// name is asked once.
async fn connect(target: &Target, is_public: fn(IpAddr) -> bool) -> Result<TcpStream, Attempt> {
    let nowhere = |cause| not_now(Trouble::new(cause, ""));
    let host = target.host().trim_matches(['[', ']']);
    let port = target.url.port_or_known_default().unwrap_or(443);
    let found = timeout(CONNECTING, lookup_host((host, port))).await;
    let found = found.map_err(|_| nowhere(Cause::TooSlow))?;
    let found: Vec<SocketAddr> = found.map_err(|_| nowhere(Cause::NameNotFound))?.collect();
    let may_be = |at: &SocketAddr| match target.trust {
        Trust::Known => is_public(at.ip()),
        Trust::Named => true,
    };
    let allowed: Vec<SocketAddr> = found.into_iter().filter(may_be).collect();
    if allowed.is_empty() {
        tracing::warn!(host, "a push service leads into the server's own network");
        return Err(Attempt::Never(Trouble::new(Cause::PlaceForbidden, "")));
    }
    let mut cause = Cause::NobodyAnswers;
    for at in allowed.into_iter().take(MOST_ADDRESSES) {
        match timeout(CONNECTING, TcpStream::connect(at)).await {
            Ok(Ok(stream)) => return Ok(stream),
            Ok(Err(_)) => cause = Cause::NobodyAnswers,
            Err(_) => cause = Cause::TooSlow,
        }
    }
    Err(nowhere(cause))
}

async fn secured(
    target: &Target,
    stream: TcpStream,
) -> Result<impl AsyncRead + AsyncWrite + Unpin + Send + 'static, Trouble> {
    let host = target.host().trim_matches(['[', ']']).to_owned();
    let trouble = |cause| Trouble::new(cause, "");
    let name = ServerName::try_from(host).map_err(|_| trouble(Cause::EncryptionFailed))?;
    let secured = timeout(CONNECTING, connector().connect(name, stream)).await;
    let secured = secured.map_err(|_| trouble(Cause::TooSlow))?;
    secured.map_err(|why| {
        tracing::debug!(%why, "no encrypted connection to a push service");
        trouble(cause_of(&why))
    })
}

fn cause_of(why: &std::io::Error) -> Cause {
    let inner = why.get_ref().and_then(|inner| inner.downcast_ref());
    match inner {
        Some(rustls::Error::InvalidCertificate(why)) => match why {
            CertificateError::Expired | CertificateError::ExpiredContext { .. } => {
                Cause::CertificateExpired
            }
            CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => {
                Cause::CertificateNotYetValid
            }
            CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
                Cause::CertificateForAnotherName
            }
            _ => Cause::CertificateNotTrusted, // rustls may know more one day
        },
        Some(_) => Cause::EncryptionFailed,
        None => Cause::Cut,
    }
}

/// Trusts what the system trusts, read once.
fn connector() -> TlsConnector {
    static CONFIG: OnceLock<Arc<ClientConfig>> = OnceLock::new();
    let config = CONFIG.get_or_init(|| {
        let mut roots = RootCertStore::empty();
        let known = rustls_native_certs::load_native_certs();
        roots.add_parsable_certificates(known.certs);
        let config = ClientConfig::builder().with_root_certificates(roots);
        Arc::new(config.with_no_client_auth())
    });
    TlsConnector::from(Arc::clone(config))
}

/// Asks over an open connection, and says how it came out.
async fn asked<S>(stream: S, request: Request<Full<Bytes>>, now: i64) -> Attempt
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let answered = timeout(ANSWERING, async {
        let mut builder = http1::Builder::new();
        builder.max_buf_size(LONGEST_HEAD);
        let (mut sender, connection) = builder.handshake(TokioIo::new(stream)).await?;
        let connection = tokio::spawn(connection);
        let answer = sender.send_request(request).await;
        connection.abort();
        answer
    });
    // What was cut off may have arrived; pushed again, it takes its own place.
    match answered.await {
        Ok(Ok(answer)) => outcome(&answer, now),
        Ok(Err(why)) => {
            tracing::debug!(%why, "a push service gave no answer");
            Attempt::Uncertain(Trouble::new(Cause::Cut, ""))
        }
        Err(_) => Attempt::Uncertain(Trouble::new(Cause::TooSlow, "")),
    }
}

fn outcome(answer: &Response<Incoming>, now: i64) -> Attempt {
    let status = answer.status();
    let peace = answer.headers().get(RETRY_AFTER);
    let peace = peace.and_then(|peace| peace.to_str().ok());
    judged(status, peace, now)
}

fn judged(status: StatusCode, peace: Option<&str>, now: i64) -> Attempt {
    let trouble = |cause| Trouble::new(cause, &status.to_string());
    match status {
        _ if status.is_success() => Attempt::Sent,
        StatusCode::NOT_FOUND | StatusCode::GONE => Attempt::Never(trouble(Cause::Gone)),
        StatusCode::PAYLOAD_TOO_LARGE => Attempt::Never(trouble(Cause::TooLarge)),
        StatusCode::TOO_MANY_REQUESTS | StatusCode::REQUEST_TIMEOUT => Attempt::NotNow {
            trouble: trouble(Cause::Deferred),
            peace: peace.and_then(|peace| peace_in(peace, now)),
        },
        _ if status.is_server_error() => Attempt::NotNow {
            trouble: trouble(Cause::Busy),
            peace: peace.and_then(|peace| peace_in(peace, now)),
        },
        // A redirect is among them: it leads who knows where.
        _ => Attempt::Never(trouble(Cause::Refused)),
    }
}

/// A span in seconds, or the time at which it ends.
fn peace_in(text: &str, now: i64) -> Option<Span> {
    let text = text.trim();
    if let Ok(seconds) = text.parse::<u32>() {
        return Some(Span::millis(i64::from(seconds) * 1_000));
    }
    let end = DateTime::parse_from_rfc2822(text).ok()?.timestamp_millis();
    (end > now).then(|| Span::millis(end - now))
}

fn not_now(trouble: Trouble) -> Attempt {
    Attempt::NotNow {
        trouble,
        peace: None,
    }
}

#[cfg(test)]
mod tests;
