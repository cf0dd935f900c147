//! Servers of the test's own, which answer as real ones do and as none should.

use std::sync::{Arc, Mutex};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

use super::find::find_within;
use super::keep::put_within;
use super::*;
use crate::{Event, EventStatus, stored};

/// Long enough for anything on this computer, short enough to wait for.
const PATIENCE: Patience = Patience {
    connection: Duration::from_secs(5),
    answer: Duration::from_millis(400),
    whole: Duration::from_secs(20),
};

const CREATED: &str = "HTTP/1.1 201 Created\r\nETag: \"1\"\r\nContent-Length: 0\r\n\r\n";
const CONFLICT: &str = "HTTP/1.1 412 Precondition Failed\r\nContent-Length: 0\r\n\r\n";

#[tokio::test]
async fn calendars_are_found_from_the_bare_name_of_a_server() {
    let server = a_server(|asked| match asked.line.as_str() {
        "PROPFIND /.well-known/caldav" => redirect("/dav/"),
        "PROPFIND /dav/" => multistatus(
            "/dav/",
            "<D:current-user-principal><D:href>/dav/ada/</D:href></D:current-user-principal>",
        ),
        "PROPFIND /dav/ada/" => multistatus(
            "/dav/ada/",
            "<C:calendar-home-set><D:href>/dav/calendars/ada/</D:href></C:calendar-home-set>",
        ),
        "PROPFIND /dav/calendars/ada/" => found(&format!(
            "{}{}{}",
            response("/dav/calendars/ada/", "<D:resourcetype><D:collection/></D:resourcetype>"),
            response(
                "/dav/calendars/ada/c%201/",
                "<D:resourcetype><D:collection/><C:calendar/></D:resourcetype>\
                <D:displayname>Consulenze &amp; <![CDATA[altro]]></D:displayname>\
                <A:calendar-color>#AABBCCFF</A:calendar-color>\
                <C:supported-calendar-component-set><C:comp name=\"VEVENT\"/></C:supported-calendar-component-set>",
            ),
            response(
                "/dav/calendars/ada/tasks/",
                "<D:resourcetype><C:calendar/></D:resourcetype>\
                <C:supported-calendar-component-set><C:comp name=\"VTODO\"/></C:supported-calendar-component-set>",
            ),
        )),
        other => panic!("{other}"),
    })
    .await;
    let found = server.found().await.expect("calendars");
    let names: Vec<_> = found
        .iter()
        .map(|one| (one.name.as_str(), one.takes_events))
        .collect();
    assert_eq!(names, [("Consulenze & altro", true), ("tasks", false)]);
    assert_eq!(found[0].colour.as_deref(), Some("#aabbcc"));
    assert_eq!(found[0].href, server.at("/dav/calendars/ada/c%201/"));
    assert!(
        server
            .heard()
            .iter()
            .all(|one| one.head.contains("authorization: Basic YWRhOmFjcXVh"))
    );
}

#[tokio::test]
async fn an_address_that_is_the_calendar_is_that_one_alone() {
    let server = a_server(|_| {
        multistatus(
            "/c/",
            "<D:resourcetype><C:calendar/></D:resourcetype><D:displayname>C</D:displayname>\
            <D:current-user-privilege-set><D:privilege><D:read/></D:privilege></D:current-user-privilege-set>",
        )
    })
    .await;
    let mut account = server.account();
    account.address = server.at("/c/");
    let found = find_within(PATIENCE, &account).await.expect("a calendar");
    assert_eq!(
        (found.len(), found[0].takes_events),
        (1, false),
        "it can't be written to"
    );
    assert_eq!(server.heard().len(), 1);
}

#[tokio::test]
async fn a_password_is_not_taken_to_another_host() {
    let elsewhere = a_server(|_| panic!("nobody comes here")).await;
    let there = elsewhere.at("/").replace("127.0.0.1", "localhost");
    let server = a_server(move |_| redirect(&there)).await;
    assert_eq!(server.cause().await, Cause::PlaceForbidden);
    let collection = elsewhere.at("/c/").replace("127.0.0.1", "localhost");
    let put = put_within(PATIENCE, &server.account(), &collection, "1", "", None).await;
    let forbidden = Fault::no_way(Trouble::new(Cause::PlaceForbidden, "localhost"));
    assert_eq!(put, Put::Failed(forbidden));
}

#[tokio::test]
async fn everything_that_is_no_calendar_server_is_told() {
    let endless = format!("HTTP/1.1 207 X\r\n\r\n{}", "<a>".repeat(1_000_000));
    let deep = format!("{}{}", "<a>".repeat(100_000), "</a>".repeat(100_000));
    let bomb = "<!DOCTYPE a [<!ENTITY b \"bbbb\"><!ENTITY c \"&b;&b;\">]>\
        <D:multistatus xmlns:D=\"DAV:\">&c;</D:multistatus>";
    for (answer, cause) in [
        (
            with("200 OK", "text/html", "<html>Accedi</html>"),
            Cause::NotACalendar,
        ),
        (
            with("207 Multi-Status", "application/xml", "<nonsense"),
            Cause::NotACalendar,
        ),
        (
            with("207 Multi-Status", "application/xml", "<html/>"),
            Cause::NotACalendar,
        ),
        (
            with("207 Multi-Status", "application/xml", &deep),
            Cause::NotACalendar,
        ),
        (
            with("207 Multi-Status", "application/xml", bomb),
            Cause::NotACalendar,
        ),
        (with("404 Not Found", "text/plain", ""), Cause::NotACalendar),
        (endless, Cause::NotACalendar),
        ("SSH-2.0-OpenSSH_9.2\r\n".to_owned(), Cause::NotACalendar),
        (redirect("/"), Cause::NotACalendar),
        (redirect("mailto:ada@example.it"), Cause::PlaceForbidden),
        (
            with("401 Unauthorized", "text/plain", ""),
            Cause::WrongPassword,
        ),
        (
            "HTTP/1.1 401 X\r\nWWW-Authenticate: Digest realm=\"x\"\r\nContent-Length: 0\r\n\r\n"
                .into(),
            Cause::NoSignIn,
        ),
        (with("403 Forbidden", "text/plain", ""), Cause::TurnedAway),
        (
            with("503 Service Unavailable", "text/plain", ""),
            Cause::Busy,
        ),
        (
            with("429 Too Many Requests", "text/plain", ""),
            Cause::Deferred,
        ),
        (String::new(), Cause::Cut),
        (
            "HTTP/1.1 207 X\r\nContent-Length: 9\r\n\r\n<a".into(),
            Cause::Cut,
        ),
    ] {
        let shown: String = answer.chars().take(60).collect();
        let server = a_server(move |_| answer.clone()).await;
        assert_eq!(server.cause().await, cause, "{shown}");
    }
}

#[tokio::test]
async fn a_server_that_does_not_answer_is_not_waited_for() {
    for begun in ["", "HTTP/1.1 207 X\r\nContent-Length: 900\r\n\r\n<"] {
        let server = a_server(move |_| format!("{HOLD}{begun}")).await;
        assert_eq!(server.cause().await, Cause::TooSlow, "{begun:?}");
        let put = server.put(&text(1), None).await;
        assert!(matches!(put, Put::Failed(Fault::Uncertain(why)) if why.cause == Cause::TooSlow));
    }
    let closed = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let mut account = account(&format!(
        "http://{}",
        closed.local_addr().expect("an address")
    ));
    drop(closed);
    let cause = |account: Account| async move {
        find_within(PATIENCE, &account)
            .await
            .expect_err("a trouble")
            .cause
    };
    assert_eq!(cause(account.clone()).await, Cause::NobodyAnswers);
    account.address = "https://calendario.invalid/".into();
    assert_eq!(cause(account).await, Cause::NameNotFound);
}

#[tokio::test]
async fn an_account_that_cannot_be_meant_is_not_tried() {
    for (address, cause) in [
        ("", Cause::NotSet),
        ("ftp://cloud.example/", Cause::NotSet),
        ("https://ada:acqua@cloud.example/", Cause::NotSet),
        ("http://192.0.2.1/", Cause::PlainOnlyAtHome),
    ] {
        let why = find_within(PATIENCE, &account(address)).await;
        assert_eq!(why.expect_err("a trouble").cause, cause, "{address}");
    }
    let mut wrong = account("https://127.0.0.1:1/");
    wrong.authority = "Biblioteca".into();
    let why = find_within(PATIENCE, &wrong).await.expect_err("a trouble");
    assert_eq!(why.cause, Cause::BadAuthority);
    wrong.password = Secret::new("");
    let why = find_within(PATIENCE, &wrong).await.expect_err("a trouble");
    assert_eq!(why.cause, Cause::PasswordMissing);
}

#[tokio::test]
async fn a_certificate_is_believed_only_when_somebody_vouches_for_it() {
    let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).expect("made");
    let key = rustls::pki_types::PrivateKeyDer::try_from(made.signing_key.serialize_der());
    let config = rustls::ServerConfig::builder_with_provider(Arc::new(
        rustls::crypto::ring::default_provider(),
    ))
    .with_safe_default_protocol_versions()
    .expect("versions")
    .with_no_client_auth()
    .with_single_cert(vec![made.cert.der().clone()], key.expect("a key"))
    .expect("a certificate");
    let acceptor = tokio_rustls::TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let port = listener.local_addr().expect("an address").port();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            if let Ok(mut stream) = acceptor.accept(stream).await {
                let _ = stream
                    .write_all(with("404 Not Found", "text/plain", "").as_bytes())
                    .await;
                let _ = stream.shutdown().await;
            }
        }
    });
    let mut account = account(&format!("https://localhost:{port}/"));
    let why = find_within(PATIENCE, &account)
        .await
        .expect_err("a trouble");
    assert_eq!(why.cause, Cause::CertificateNotTrusted);
    account.authority = made.cert.pem();
    let why = find_within(PATIENCE, &account)
        .await
        .expect_err("a trouble");
    assert_eq!(why.cause, Cause::NotACalendar, "{}", why.said);
    account.address = format!("https://127.0.0.1:{port}/");
    let why = find_within(PATIENCE, &account)
        .await
        .expect_err("a trouble");
    assert_eq!(why.cause, Cause::CertificateForAnotherName);
}

#[tokio::test]
async fn an_appointment_is_created_only_where_there_is_none_and_changed_as_it_was() {
    let server = a_server(|_| CREATED.into()).await;
    let etag = ETag::new("\"1\"");
    assert_eq!(server.put(&text(1), None).await, Put::Stored(etag.clone()));
    assert_eq!(server.put(&text(2), etag.as_ref()).await, Put::Stored(etag));
    let heard = server.heard();
    assert_eq!(heard[0].line, "PUT /c/7f3a@sportello.ics");
    assert!(heard[0].head.contains("if-none-match: *"));
    assert!(
        heard[0]
            .head
            .contains("content-type: text/calendar; charset=utf-8")
    );
    assert_eq!(heard[0].body, text(1));
    assert!(heard[1].head.contains("if-match: \"1\""));
}

#[tokio::test]
async fn what_arrived_and_was_cut_off_is_known_again() {
    let server = a_server(|asked| match asked.line.as_str() {
        "PUT /c/7f3a@sportello.ics" => CONFLICT.into(),
        _ => calendar("\"7\"", &text(3)),
    })
    .await;
    let stored = Put::Stored(ETag::new("\"7\""));
    assert_eq!(server.put(&text(3), None).await, stored);
    let known = ETag::new("\"6\"");
    assert_eq!(server.put(&text(3), known.as_ref()).await, stored);
    assert_eq!(
        server.put(&text(4), known.as_ref()).await,
        Put::ChangedThere
    );
    // The same number, and another time: somebody has moved it.
    let moved = text(3).replace("T101500", "T111500");
    assert_ne!(moved, text(3));
    assert_eq!(server.put(&moved, None).await, Put::ChangedThere);
}

#[tokio::test]
async fn what_somebody_removed_there_is_not_put_there_again() {
    let server = a_server(|asked| match asked.line.starts_with("PUT") {
        true => CONFLICT.into(),
        false => with("404 Not Found", "text/plain", ""),
    })
    .await;
    let known = ETag::new("\"6\"");
    assert_eq!(
        server.put(&text(3), known.as_ref()).await,
        Put::ChangedThere
    );
    let later = server.put(&text(3), None).await;
    assert!(
        matches!(later, Put::Failed(Fault::NotNow { .. })),
        "{later:?}"
    );
}

#[tokio::test]
async fn a_server_that_does_not_say_the_state_is_asked_for_it() {
    let server = a_server(|asked| match asked.line.starts_with("PUT") {
        true => "HTTP/1.1 204 No Content\r\n\r\n".into(),
        false => calendar("W/\"9\"", &text(1)),
    })
    .await;
    assert_eq!(
        server.put(&text(1), None).await,
        Put::Stored(ETag::new("\"9\""))
    );
    assert_eq!(
        server.put(&text(2), None).await,
        Put::Stored(None),
        "it is another there"
    );
}

#[tokio::test]
async fn every_answer_to_an_appointment_has_an_outcome() {
    type Kind = fn(Trouble) -> Fault;
    let never: Kind = Fault::Never;
    let no_way: Kind = Fault::no_way;
    let not_now: Kind = Fault::not_now;
    for (status, kind, cause) in [
        ("401 Unauthorized", no_way, Cause::WrongPassword),
        ("403 Forbidden", never, Cause::Refused),
        ("404 Not Found", no_way, Cause::NotACalendar),
        ("405 Method Not Allowed", no_way, Cause::NotACalendar),
        ("409 Conflict", no_way, Cause::NotACalendar),
        ("413 Content Too Large", never, Cause::TooLarge),
        ("415 Unsupported Media Type", never, Cause::Refused),
        ("423 Locked", not_now, Cause::Busy),
        ("429 Too Many Requests", not_now, Cause::Deferred),
        ("500 Internal Server Error", not_now, Cause::Busy),
        ("507 Insufficient Storage", never, Cause::Refused),
    ] {
        let server = a_server(move |_| with(status, "text/plain", "")).await;
        let put = server.put(&text(1), None).await;
        let Put::Failed(fault) = put else {
            panic!("{status}: {put:?}");
        };
        assert_eq!(fault.trouble().cause, cause, "{status}");
        let trouble = fault.trouble().clone();
        assert_eq!(fault, kind(trouble), "{status}");
    }
    // As sabre/dav answers, the engine of Nextcloud and Baikal.
    let html = "Content-Type: text/html; charset=UTF-8\r\nETag: \"1\"";
    let answer = format!("HTTP/1.1 201 Created\r\n{html}\r\nContent-Length: 0\r\n\r\n");
    let sabre = a_server(move |_| answer.clone()).await;
    assert_eq!(
        sabre.put(&text(1), None).await,
        Put::Stored(ETag::new("\"1\""))
    );
    let page = a_server(|_| with("200 OK", "text/html; charset=utf-8", "Accedi")).await;
    let put = page.put(&text(1), None).await;
    assert!(
        matches!(put, Put::Failed(Fault::NoWay { trouble, .. }) if trouble.cause == Cause::NotACalendar)
    );
}

#[tokio::test]
async fn a_server_is_left_in_peace_for_as_long_as_it_asks() {
    let busy = |after: &str| {
        let answer = format!("HTTP/1.1 503 X\r\nRetry-After: {after}\r\nContent-Length: 0\r\n\r\n");
        a_server(move |_| answer.clone())
    };
    let put = busy("120").await.put(&text(1), None).await;
    let Put::Failed(Fault::NotNow { peace, .. }) = put else {
        panic!("{put:?}");
    };
    assert_eq!(peace, Some(Span::seconds(120)));
    let put = busy("Tue, 31 Dec 2999 23:59:59 GMT")
        .await
        .put(&text(1), None)
        .await;
    assert!(
        matches!(put, Put::Failed(Fault::NotNow { peace: Some(_), .. })),
        "{put:?}"
    );
}

#[tokio::test]
async fn what_is_gone_is_removed_and_what_was_changed_is_not() {
    for (status, there, removed) in [
        ("204 No Content", "200 OK", true),
        ("404 Not Found", "200 OK", true),
        ("410 Gone", "200 OK", true),
        ("412 Precondition Failed", "404 Not Found", true),
        ("412 Precondition Failed", "200 OK", false),
    ] {
        let server = a_server(move |asked| match asked.line.starts_with("DELETE") {
            true => format!("HTTP/1.1 {status}\r\nContent-Length: 0\r\n\r\n"),
            false => with(there, "text/plain", ""),
        })
        .await;
        let etag = ETag::new("\"1\"");
        let (account, at) = (server.account(), server.at("/c/"));
        let how = remove(&account, &at, "7f3a@sportello", etag.as_ref()).await;
        let wanted = if removed {
            Remove::Removed
        } else {
            Remove::ChangedThere
        };
        assert_eq!(how, wanted, "{status}");
        assert!(server.heard()[0].head.contains("if-match: \"1\""));
    }
}

#[test]
fn nothing_prints_a_password() {
    assert!(!format!("{:?}", account("https://cloud.example")).contains("acqua"));
    assert_eq!(ETag::new("W/\"a\""), ETag::new("\"a\""));
    for bad in ["", " ", "W/", "a\r\nb", "è"] {
        assert_eq!(ETag::new(bad), None, "{bad:?}");
    }
}

/// An appointment in a state of its own.
fn text(sequence: u32) -> String {
    stored(&Event {
        uid: "7f3a@sportello".into(),
        sequence,
        stamp: 1_795_000_000_000,
        starts: 1_795_425_300_000,
        ends: 1_795_428_000_000,
        zone: chrono_tz::Europe::Rome,
        summary: "Consulenza".into(),
        description: String::new(),
        location: String::new(),
        url: None,
        status: EventStatus::Confirmed,
        organizer: None,
        attendee: None,
        categories: Vec::new(),
        colour: None,
        alarm_minutes: None,
    })
}

fn account(address: &str) -> Account {
    Account {
        address: address.into(),
        user: "ada".into(),
        password: Secret::new("acqua"),
        authority: String::new(),
    }
}

/// An answer that begins with it says the rest and then keeps the line.
const HOLD: &str = "(hold)";

/// What a server was asked.
#[derive(Clone, Debug, Default)]
struct Asked {
    /// `PUT /c/1.ics`.
    line: String,
    head: String,
    body: String,
}

/// A server, and what it was asked.
struct Server {
    root: String,
    asked: Arc<Mutex<Vec<Asked>>>,
}

impl Server {
    fn at(&self, path: &str) -> String {
        format!("{}{path}", self.root)
    }

    fn account(&self) -> Account {
        account(&self.root)
    }

    fn heard(&self) -> Vec<Asked> {
        self.asked.lock().expect("nobody panicked").clone()
    }

    async fn found(&self) -> Result<Vec<Collection>, Trouble> {
        find_within(PATIENCE, &self.account()).await
    }

    async fn cause(&self) -> Cause {
        self.found().await.expect_err("a trouble").cause
    }

    async fn put(&self, text: &str, known: Option<&ETag>) -> Put {
        let (account, at) = (self.account(), self.at("/c"));
        put_within(PATIENCE, &account, &at, "7f3a@sportello", text, known).await
    }
}

/// A server that answers as it is told, one question a connection.
async fn a_server(answer: impl Fn(&Asked) -> String + Send + Sync + 'static) -> Server {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let root = format!("http://{}", listener.local_addr().expect("an address"));
    let asked: Arc<Mutex<Vec<Asked>>> = Arc::default();
    let heard = Arc::clone(&asked);
    tokio::spawn(async move {
        let mut held = Vec::new();
        while let Ok((mut stream, _)) = listener.accept().await {
            let Some(question) = question(&mut stream).await else {
                continue;
            };
            let said = answer(&question);
            heard.lock().expect("nobody panicked").push(question);
            let keeps = said.strip_prefix(HOLD);
            let _ = stream.write_all(keeps.unwrap_or(&said).as_bytes()).await;
            if keeps.is_some() {
                held.push(stream);
            }
        }
    });
    Server { root, asked }
}

async fn question(stream: &mut TcpStream) -> Option<Asked> {
    let mut read = Vec::new();
    let mut piece = [0; 4_096];
    loop {
        let count = stream
            .read(&mut piece)
            .await
            .ok()
            .filter(|count| *count > 0)?;
        read.extend_from_slice(&piece[..count]);
        let text = String::from_utf8_lossy(&read).into_owned();
        let Some((head, body)) = text.split_once("\r\n\r\n") else {
            continue;
        };
        let length = head
            .lines()
            .find_map(|line| line.strip_prefix("content-length: "));
        if body.len() < length.map_or(0, |length| length.parse().expect("a number")) {
            continue;
        }
        let line = head
            .lines()
            .next()?
            .trim_end_matches(" HTTP/1.1")
            .to_owned();
        return Some(Asked {
            line,
            head: head.to_owned(),
            body: body.to_owned(),
        });
    }
}

fn with(status: &str, kind: &str, body: &str) -> String {
    let length = body.len();
    format!("HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {length}\r\n\r\n{body}")
}

fn redirect(to: &str) -> String {
    format!("HTTP/1.1 301 Moved\r\nLocation: {to}\r\nContent-Length: 0\r\n\r\n")
}

fn calendar(etag: &str, text: &str) -> String {
    let length = text.len();
    format!("HTTP/1.1 200 OK\r\nETag: {etag}\r\nContent-Length: {length}\r\n\r\n{text}")
}

fn multistatus(href: &str, properties: &str) -> String {
    found(&response(href, properties))
}

fn response(href: &str, properties: &str) -> String {
    format!(
        "<D:response><D:href>{href}</D:href><D:propstat><D:prop>{properties}</D:prop>\
        <D:status>HTTP/1.1 200 OK</D:status></D:propstat><D:propstat><D:prop>\
        <D:displayname>no</D:displayname></D:prop><D:status>HTTP/1.1 404 Not Found</D:status>\
        </D:propstat></D:response>"
    )
}

fn found(responses: &str) -> String {
    let body = format!(
        "<?xml version=\"1.0\"?><D:multistatus xmlns:D=\"DAV:\" \
        xmlns:C=\"urn:ietf:params:xml:ns:caldav\" xmlns:A=\"http://apple.com/ns/ical/\">\
        {responses}</D:multistatus>"
    );
    with("207 Multi-Status", "application/xml; charset=utf-8", &body)
}
