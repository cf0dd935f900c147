//! Attempts at push services of the test's own.

use std::net::Ipv4Addr;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use p256::SecretKey;
use p256::elliptic_curve::sec1::ToEncodedPoint;
use sportello_core::PushSubscription;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use super::*;
use crate::{Service, Services};

const NOW: i64 = 1_800_000_000_000;
const SAID: &str = "La biblioteca ha risposto.";

#[tokio::test]
async fn a_push_goes_out_sealed_signed_and_with_how_long_and_how_soon() {
    let service = a_service("201 Created", "").await;
    let (target, secret) = service.target();
    assert_eq!(carry_to(&target).await, Attempt::Sent);
    let (head, body) = service.heard().await;
    for line in [
        "post /to/somebody http/1.1",
        "ttl: 120",
        "urgency: high",
        "topic: il-turno",
        "content-encoding: aes128gcm",
        "content-type: application/octet-stream",
        "authorization: vapid t=",
    ] {
        assert!(head.contains(line), "{line} is not in\n{head}");
    }
    assert!(!head.contains("biblioteca"));
    let read = web_push_native::decrypt(body, &secret, &[7; 16].into()).expect("it opens");
    assert_eq!(read, SAID.as_bytes());
}

#[tokio::test]
async fn a_redirect_is_refused_and_not_followed() {
    let elsewhere = a_service("201 Created", "").await;
    let location = format!("Location: http://{}/\r\n", elsewhere.at);
    let service = a_service("307 Temporary Redirect", &location).await;
    let attempt = carry_to(&service.target().0).await;
    let trouble = Trouble::new(Cause::Refused, "307 Temporary Redirect");
    assert_eq!(attempt, Attempt::Never(trouble));
    service.heard().await;
    assert!(!elsewhere.asked.is_finished());
}

#[tokio::test]
async fn a_service_that_hangs_up_may_have_taken_it() {
    let service = a_service("", "").await;
    let attempt = carry_to(&service.target().0).await;
    assert_eq!(attempt, Attempt::Uncertain(Trouble::new(Cause::Cut, "")));
}

#[tokio::test]
async fn a_head_without_an_end_is_not_held() {
    let endless = format!("X-Long: {}\r\n", "x".repeat(LONGEST_HEAD));
    let service = a_service("201 Created", &endless).await;
    let attempt = carry_to(&service.target().0).await;
    assert_eq!(attempt, Attempt::Uncertain(Trouble::new(Cause::Cut, "")));
}

#[tokio::test]
async fn a_known_name_that_leads_into_the_house_is_not_connected_to() {
    let service = a_service("201 Created", "").await;
    let (mut target, _) = service.target();
    target.trust = Trust::Known;
    let attempt = carry_to(&target).await;
    let forbidden = Trouble::new(Cause::PlaceForbidden, "");
    assert_eq!(attempt, Attempt::Never(forbidden));
    assert!(!service.asked.is_finished(), "nobody came");
}

#[tokio::test]
async fn where_nobody_listens_it_is_tried_again() {
    let closed = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let at = closed.local_addr().expect("an address");
    drop(closed);
    let (target, _) = target(&format!("http://{at}"));
    let trouble = Trouble::new(Cause::NobodyAnswers, "");
    assert_eq!(carry_to(&target).await, not_now(trouble));
}

#[tokio::test]
async fn a_certificate_that_nobody_vouches_for_is_no_way() {
    let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).expect("made");
    let key = rustls::pki_types::PrivateKeyDer::try_from(made.signing_key.serialize_der());
    let config = rustls::ServerConfig::builder()
        .with_no_client_auth()
        .with_single_cert(vec![made.cert.der().clone()], key.expect("a key"))
        .expect("a certificate");
    let acceptor = tokio_rustls::TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let port = listener.local_addr().expect("an address").port();
    tokio::spawn(async move {
        let (stream, _) = listener.accept().await.expect("a client");
        let _ = acceptor.accept(stream).await; // it is refused
    });
    let (target, _) = target(&format!("https://localhost:{port}"));
    let Attempt::NotNow { trouble, .. } = carry_to(&target).await else {
        panic!("it went out");
    };
    assert_eq!(trouble.cause, Cause::CertificateNotTrusted);
}

#[test]
fn every_answer_has_an_outcome() {
    let of = |code: u16, peace| {
        let status = StatusCode::from_u16(code).expect("a status");
        judged(status, peace, NOW)
    };
    let never = |code: u16, cause| {
        assert!(matches!(of(code, None), Attempt::Never(trouble) if trouble.cause == cause));
    };
    for good in [200, 201, 202, 204] {
        assert_eq!(of(good, None), Attempt::Sent);
    }
    never(404, Cause::Gone);
    never(410, Cause::Gone);
    never(413, Cause::TooLarge);
    for bad in [301, 400, 401, 403] {
        never(bad, Cause::Refused);
    }
    let date = "Fri, 15 Jan 2027 08:05:00 GMT"; // five minutes after NOW
    let half = Some(Span::millis(30_000));
    for (code, cause) in [
        (429, Cause::Deferred),
        (500, Cause::Busy),
        (503, Cause::Busy),
    ] {
        for (said, expected) in [
            (None, None),
            (Some("30"), half),
            (Some(" 30 "), half),
            (Some(date), Some(Span::minutes(5))),
            (Some("Fri, 15 Jan 2027 07:55:00 GMT"), None),
            (Some("soon"), None),
            (Some("-5"), None),
        ] {
            let Attempt::NotNow { trouble, peace } = of(code, said) else {
                panic!("{code} is no end");
            };
            assert_eq!((trouble.cause, peace), (cause, expected), "{code} {said:?}");
        }
    }
}

async fn carry_to(target: &Target) -> Attempt {
    let push = Push {
        text: SAID.into(),
        lasts: Span::minutes(2),
        urgency: Urgency::High,
        topic: "il-turno".into(),
    };
    let key = ServerKey::random();
    let public = |address: IpAddr| address != IpAddr::V4(Ipv4Addr::LOCALHOST);
    carry(&push, target, &key, None, NOW, public).await
}

fn target(origin: &str) -> (Target, SecretKey) {
    let secret = SecretKey::from_slice(&[3; 32]).expect("a key");
    let point = secret.public_key().to_encoded_point(false);
    let key = URL_SAFE_NO_PAD.encode(point.as_bytes());
    let auth = URL_SAFE_NO_PAD.encode([7; 16]);
    let endpoint = format!("{origin}/to/somebody");
    let subscription = PushSubscription::parse(&endpoint, &key, &auth).expect("good");
    let named: Service = origin.parse().expect("a service");
    let target = Target::read(&subscription, &Services::with(vec![named]));
    (target.expect("it is spoken to"), secret)
}

/// A service that hears one request, gives one answer and hangs up.
struct OneAnswer {
    at: SocketAddr,
    asked: JoinHandle<(String, Vec<u8>)>,
}

async fn a_service(status: &str, headers: &str) -> OneAnswer {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let at = listener.local_addr().expect("an address");
    let answer = match status {
        "" => String::new(),
        status => format!("HTTP/1.1 {status}\r\n{headers}Content-Length: 0\r\n\r\n"),
    };
    let asked = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.expect("a client");
        let mut heard = Vec::new();
        let (head, body) = loop {
            assert!(stream.read_buf(&mut heard).await.expect("it speaks") > 0);
            if let Some(whole) = whole(&heard) {
                break whole;
            }
        };
        let _ = stream.write_all(answer.as_bytes()).await; // it may not want all of it
        (head, body)
    });
    OneAnswer { at, asked }
}

impl OneAnswer {
    fn target(&self) -> (Target, SecretKey) {
        target(&format!("http://{}", self.at))
    }

    async fn heard(self) -> (String, Vec<u8>) {
        self.asked.await.expect("it was asked")
    }
}

fn whole(heard: &[u8]) -> Option<(String, Vec<u8>)> {
    let end = heard.windows(4).position(|four| four == b"\r\n\r\n")?;
    let head = String::from_utf8_lossy(&heard[..end]).to_lowercase();
    let (_, length) = head.split_once("content-length: ")?;
    let length: usize = length.lines().next()?.parse().ok()?;
    let body = &heard[end + 4..];
    (body.len() >= length).then(|| (head, body.to_vec()))
}
