//! TLS: by the server's own certificate or by a proxy's, and never without.

use std::time::Duration;

use sportello_kit::{Certificate, Desk, HANDLE, PATIENCE, Patron, Program, connect};
use sportello_wire::Mode;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::{Instant, timeout};

use crate::PROGRAM;

#[tokio::test]
async fn a_patron_arrives_over_tls() {
    let certificate = Certificate::make();
    let desk = encrypted(&certificate).await;
    let (mut ada, _) = patron(&desk, &certificate, None).await;
    ada.sees_closed().await;
    let path = format!("/{HANDLE}");
    let page = certificate.ask(desk.address, "GET", &path, &[]).await;
    assert_eq!(page.status, 200);
    assert_eq!(page.header("strict-transport-security"), "max-age=31536000");
    let policy = page.header("content-security-policy");
    let socket = format!("wss://localhost:{}", desk.address.port());
    assert!(policy.contains(&socket), "{policy}");
    ada.arrive(Mode::Chat).await;
    ada.is_refused(sportello_wire::RefusalCode::DeskClosed)
        .await;
}

#[tokio::test]
async fn a_cookie_given_over_tls_goes_over_tls_alone() {
    let certificate = Certificate::make();
    let desk = encrypted(&certificate).await;
    let (_, set) = patron(&desk, &certificate, None).await;
    assert!(set.ends_with("; Secure"), "{set}");
}

#[tokio::test]
async fn a_page_that_came_over_plain_http_is_not_ours() {
    let certificate = Certificate::make();
    let desk = encrypted(&certificate).await;
    let host = format!("localhost:{}", desk.address.port());
    let path = format!("/api/{HANDLE}/patron");
    for (origin, status) in [
        (format!("https://{host}"), 204),
        (format!("http://{host}"), 403),
        ("null".to_owned(), 403),
        (format!("https://{host}.evil.example"), 403),
    ] {
        let headers = [("Origin", origin.as_str())];
        let answer = certificate.ask(desk.address, "POST", &path, &headers);
        assert_eq!(answer.await.status, status, "{origin}");
    }
}

#[tokio::test]
async fn who_speaks_plain_http_to_it_gets_no_answer() {
    let certificate = Certificate::make();
    let desk = encrypted(&certificate).await;
    let mut stream = TcpStream::connect(desk.address).await.expect("it listens");
    let request = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n";
    stream.write_all(request).await.expect("it reads");
    let mut answer = Vec::new();
    let read = timeout(PATIENCE, stream.read_to_end(&mut answer)).await;
    let _ = read.expect("it hangs up"); // with a reset or without
    let answer = String::from_utf8_lossy(&answer);
    assert!(!answer.contains("HTTP"), "{answer}");
    let other = Certificate::make();
    let refused = other.handshake(desk.address).await;
    assert!(refused.is_err(), "another certificate is not trusted");
}

#[tokio::test]
async fn a_stop_says_goodbye_over_tls_too() {
    let certificate = Certificate::make();
    let mut desk = encrypted(&certificate).await;
    let (mut ada, _) = patron(&desk, &certificate, None).await;
    ada.sees_closed().await;
    // One that never shakes hands keeps nobody waiting.
    let _silent = TcpStream::connect(desk.address).await.expect("it listens");
    let (status, took) = desk.stop().await;
    assert_eq!(ada.closed().await, Some(1012));
    assert_eq!(status.code(), Some(0));
    assert!(took < Duration::from_secs(5), "{took:?}");
}

#[tokio::test]
async fn a_renewed_certificate_is_in_use_without_a_restart() {
    let mut certificate = Certificate::make();
    let desk = encrypted(&certificate).await;
    assert!(certificate.handshake(desk.address).await.is_ok());
    certificate.renew();
    let deadline = Instant::now() + PATIENCE;
    while certificate.handshake(desk.address).await.is_err() {
        assert!(Instant::now() < deadline, "it keeps the old one");
    }
    // Half of a renewal leaves what there is in use.
    std::fs::write(certificate.chain(), "-----BEGIN").expect("there is room");
    let deadline = Instant::now() + Duration::from_secs(3);
    while Instant::now() < deadline {
        let shaken = certificate.handshake(desk.address).await;
        assert!(shaken.is_ok(), "{shaken:?}");
    }
}

#[tokio::test]
async fn requests_that_dawdle_are_not_waited_for() {
    let certificate = Certificate::make();
    let encrypted = encrypted(&certificate).await;
    let plain = Desk::open(PROGRAM).await;
    let connected = async |desk: &Desk| TcpStream::connect(desk.address).await.expect("it listens");
    let silent = connected(&plain).await;
    let mut half = connected(&plain).await;
    let head = b"GET /healthz HTTP/1.1\r\nHost: ";
    half.write_all(head).await.expect("it reads");
    let unshaken = connected(&encrypted).await;
    let mut shaken = certificate.handshake(encrypted.address).await.expect("TLS");
    shaken.write_all(head).await.expect("it reads");
    tokio::join!(
        is_hung_up_on(silent),
        is_hung_up_on(half),
        is_hung_up_on(unshaken),
        is_hung_up_on(shaken)
    );
    assert_eq!(plain.ask("GET", "/healthz", &[]).await.status, 200);
}

#[tokio::test]
async fn a_head_without_end_is_refused() {
    let desk = Desk::open(PROGRAM).await;
    let mut stream = TcpStream::connect(desk.address).await.expect("it listens");
    let long = format!("GET / HTTP/1.1\r\nCookie: {}\r\n\r\n", "x".repeat(40_000));
    let _ = stream.write_all(long.as_bytes()).await;
    let mut answer = Vec::new();
    let read = timeout(PATIENCE, stream.read_to_end(&mut answer)).await;
    let _ = read.expect("it hangs up");
    let answer = String::from_utf8_lossy(&answer);
    assert!(
        answer.is_empty() || answer.starts_with("HTTP/1.1 431"),
        "{answer}"
    );
}

#[tokio::test]
async fn plain_http_is_for_this_computer_alone() {
    let mut desk = Desk::open(PROGRAM).await;
    desk.kill();
    let everywhere = ("SPORTELLO_LISTEN", "0.0.0.0:0");
    for (settings, advice) in [
        (&[everywhere][..], "tls.mode"),
        (
            &[("SPORTELLO_PUBLIC", "https://desk.example")],
            "tls.mode is “off”",
        ),
        (&[("SPORTELLO_TLS_MODE", "files")], "tls.certificate"),
        (
            &[
                ("SPORTELLO_TLS_MODE", "proxy"),
                ("SPORTELLO_TLS_TRUSTED_PROXIES", ""),
            ],
            "tls.trusted_proxies",
        ),
        (
            &[
                ("SPORTELLO_TLS_MODE", "files"),
                ("SPORTELLO_TLS_CERTIFICATE", "no-such-file.pem"),
                ("SPORTELLO_TLS_KEY", "no-such-file.pem"),
            ],
            "no-such-file.pem",
        ),
    ] {
        let written = refused(&desk, settings).await;
        assert!(written.contains(advice), "{settings:?}: {written}");
    }
    let certificate = Certificate::make();
    let tls = for_files(&certificate);
    let mut tls: Vec<_> = tls
        .iter()
        .map(|(name, value)| (*name, value.as_str()))
        .collect();
    tls.push(everywhere);
    let mut command = desk.command(&["serve"]);
    command.envs(tls);
    let listening = |line: &str| line.contains("the desk server listens").then_some(());
    Program::start(command)
        .line("that it listens", listening)
        .await;
}

#[tokio::test]
async fn only_a_trusted_proxy_says_where_a_patron_comes_from() {
    let few = ("SPORTELLO_LIMITS_ARRIVALS_PER_MINUTE", "1");
    let proxy = ("SPORTELLO_TLS_MODE", "proxy");
    let elsewhere = ("SPORTELLO_TLS_TRUSTED_PROXIES", "10.0.0.0/8");
    // This computer is the proxy: each patron has an address of their own, and one
    // who makes up more of them still has only their own.
    let desk = Desk::open_with(PROGRAM, &[few, proxy]).await;
    for patron in 0..100 {
        let from = format!("203.0.113.{patron}");
        assert_eq!(arrives(&desk, &from).await, 204, "{from}");
    }
    let made_up = async |number: usize| format!("192.0.2.{number}, 198.51.100.7");
    let mut came = 0;
    while arrives(&desk, &made_up(came).await).await == 204 {
        came += 1;
        assert!(came < 100, "arrivals without end");
    }
    assert_eq!(came, 40);
    // The proxy is elsewhere: what this computer says is its own invention.
    let desk = Desk::open_with(PROGRAM, &[few, proxy, elsewhere]).await;
    let mut came = 0;
    while arrives(&desk, &format!("203.0.113.{came}")).await == 204 {
        came += 1;
        assert!(came < 100, "arrivals without end");
    }
    assert_eq!(came, 40);
}

#[tokio::test]
async fn behind_a_proxy_the_page_of_the_public_address_is_ours() {
    let settings = [
        ("SPORTELLO_TLS_MODE", "proxy"),
        ("SPORTELLO_PUBLIC", "https://desk.example"),
    ];
    let desk = Desk::open_with(PROGRAM, &settings).await;
    let path = format!("/api/{HANDLE}/socket");
    for (origin, refused) in [
        ("https://desk.example", None),
        ("http://desk.example", Some(403)),
        ("https://desk.example.evil.example", Some(403)),
        ("https://evil.example", Some(403)),
        ("null", Some(403)),
    ] {
        let headers = [("host", "desk.example"), ("origin", origin)];
        let opened = connect(desk.address, &path, &headers).await;
        assert_eq!(opened.err(), refused, "{origin}");
        // A name that somebody pointed to this computer.
        let headers = [("host", "evil.example"), ("origin", "https://evil.example")];
        let opened = connect(desk.address, &path, &headers).await;
        assert_eq!(opened.err(), Some(403));
    }
    let page = desk.ask("GET", &format!("/{HANDLE}"), &[]).await;
    assert_ne!(page.header("strict-transport-security"), "");
}

/// The status with which somebody from there arrives.
async fn arrives(desk: &Desk, from: &str) -> u16 {
    let path = format!("/api/{HANDLE}/patron");
    let headers = [("X-Forwarded-For", from)];
    desk.ask("POST", &path, &headers).await.status
}

async fn encrypted(certificate: &Certificate) -> Desk {
    let settings = for_files(certificate);
    let settings: Vec<_> = settings
        .iter()
        .map(|(name, value)| (*name, value.as_str()))
        .collect();
    Desk::open_with(PROGRAM, &settings).await
}

fn for_files(certificate: &Certificate) -> [(&'static str, String); 3] {
    let path = |file: std::path::PathBuf| file.to_string_lossy().into_owned();
    [
        ("SPORTELLO_TLS_MODE", "files".to_owned()),
        ("SPORTELLO_TLS_CERTIFICATE", path(certificate.chain())),
        ("SPORTELLO_TLS_KEY", path(certificate.key())),
    ]
}

/// A patron over TLS, and the words in which the cookie was set.
async fn patron(desk: &Desk, certificate: &Certificate, name: Option<&str>) -> (Patron, String) {
    let origin = format!("https://localhost:{}", desk.address.port());
    let path = format!("/api/{HANDLE}/patron");
    let headers = [("Origin", origin.as_str())];
    let answer = certificate.ask(desk.address, "POST", &path, &headers).await;
    assert_eq!(answer.status, 204, "{answer:?}");
    let set = answer.header("set-cookie").to_owned();
    let cookie = set.split(';').next().unwrap_or_default().to_owned();
    let headers = [("Origin", origin.as_str()), ("Cookie", cookie.as_str())];
    let path = format!("/api/{HANDLE}/socket");
    let socket = certificate.connect(desk.address, &path, &headers).await;
    let socket = socket.expect("a socket");
    (
        Patron::over(socket, name.unwrap_or("Ada"), Some(cookie)),
        set,
    )
}

/// Waits until the server hangs up on who says no more.
async fn is_hung_up_on(mut stream: impl tokio::io::AsyncRead + Unpin) {
    let mut rest = Vec::new();
    let read = timeout(PATIENCE, stream.read_to_end(&mut rest)).await;
    let _ = read.expect("it is waited for without end");
    let rest = String::from_utf8_lossy(&rest);
    assert!(!rest.contains(" 200 "), "{rest}");
}

/// Starts the program and gives back why it did not.
async fn refused(desk: &Desk, settings: &[(&str, &str)]) -> String {
    let mut command = desk.command(&["serve"]);
    command.envs(settings.iter().copied());
    let mut program = Program::start(command);
    assert_eq!(program.ended().await.code(), Some(1), "{settings:?}");
    let written = program.written();
    assert!(!written.contains("panicked"), "{written}");
    written
}
