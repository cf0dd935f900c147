//! The patron's page: reloads and tabs, headers and cookies, who may open a socket.

use sportello_kit::{Desk, HANDLE, Patron, connect};
use sportello_wire::Mode;
use sportello_wire::patron::ToPatron;

use crate::PROGRAM;

#[tokio::test]
async fn a_reload_finds_the_same_place() {
    let desk = Desk::open(PROGRAM).await;
    let mut bo = desk.bo().await;
    let mut ada = desk.ada().await;
    ada.arrive(Mode::Chat).await;
    let contact = ada.waits_at(1).await;
    let cookie = ada.vanish();
    let mut ada = desk.patron_again("Ada", cookie).await;
    assert_eq!(ada.waits_at(1).await, contact);
    assert_eq!(bo.answers().await, contact);
    ada.talks_with("Bo Conti").await;
}

#[tokio::test]
async fn a_second_tab_takes_over_and_the_first_is_told() {
    let desk = Desk::open(PROGRAM).await;
    let mut bo = desk.bo().await;
    let mut first = desk.ada().await;
    first.arrive(Mode::Chat).await;
    let contact = first.waits_at(1).await;
    let mut second = desk
        .patron_again("Ada's second tab", first.keeps.clone())
        .await;
    assert_eq!(second.waits_at(1).await, contact);
    assert_eq!(first.next().await, ToPatron::Superseded);
    first.closed().await;
    assert_eq!(bo.answers().await, contact);
    second.talks_with("Bo Conti").await;
    let said = second.write("eccomi").await;
    bo.reads(said).await;
    second.reads(said).await;
}

#[tokio::test]
async fn a_cookie_is_asked_for_once_and_belongs_to_one_desk() {
    let desk = Desk::open(PROGRAM).await;
    let path = format!("/api/{HANDLE}/patron");
    let origin = format!("http://{}", desk.address);
    let first = desk.ask("POST", &path, &[("Origin", &origin)]).await;
    let set = first.header("set-cookie");
    assert_eq!(first.status, 204);
    let (pair, attributes) = set.split_once("; ").expect("attributes");
    assert_eq!(
        attributes,
        format!("Path=/api/{HANDLE}/; Max-Age=2592000; HttpOnly; SameSite=Strict")
    );
    let (name, capability) = pair.split_once('=').expect("a name and a value");
    assert_eq!(name, "sportello_patron");
    assert_eq!(capability.len(), 43, "256 bits");
    let again = [("Origin", origin.as_str()), ("Cookie", pair)];
    let again = desk.ask("POST", &path, &again).await;
    assert_eq!((again.status, again.header("set-cookie")), (204, ""));
    let made_up = format!("{name}={}", "A".repeat(43));
    let stranger = [("Origin", origin.as_str()), ("Cookie", &made_up)];
    let stranger = desk.ask("POST", &path, &stranger).await;
    assert_ne!(
        stranger.header("set-cookie"),
        "",
        "a cookie nobody was given is worth nothing"
    );
}

#[tokio::test]
async fn a_cookie_is_kept_to_tls_where_patrons_come_over_tls() {
    let public = ("SPORTELLO_PUBLIC", "https://sportello.example");
    let proxy = ("SPORTELLO_TLS_MODE", "proxy");
    let desk = Desk::open_with(PROGRAM, &[public, proxy]).await;
    let headers = [
        ("Host", "sportello.example"),
        ("Origin", "https://sportello.example"),
    ];
    let answer = desk
        .ask("POST", &format!("/api/{HANDLE}/patron"), &headers)
        .await;
    assert!(
        answer.header("set-cookie").ends_with("; Secure"),
        "{answer:?}"
    );
    let page = desk.ask("GET", &format!("/{HANDLE}"), &headers[..1]).await;
    let policy = page.header("content-security-policy");
    assert!(policy.contains("wss://sportello.example"), "{policy}");
}

#[tokio::test]
async fn arrivals_without_a_place_are_metered_and_holders_of_one_are_not() {
    let desk = Desk::open(PROGRAM).await;
    let path = format!("/api/{HANDLE}/patron");
    let mut ada = desk.ada().await;
    let mut given = 0;
    let refused = loop {
        let answer = desk.ask("POST", &path, &[]).await;
        if answer.status != 204 {
            break answer.status;
        }
        given += 1;
        assert!(given < 200, "cookies are given without end");
    };
    assert_eq!(refused, 429);
    assert!(given >= 50, "a reading room shares an address: {given}");
    let cookie = ada.keeps.clone().expect("Ada has one");
    assert_eq!(
        desk.ask("POST", &path, &[("Cookie", &cookie)]).await.status,
        204
    );
    ada.catch_up().await;
}

#[tokio::test]
async fn the_page_is_handed_out_under_a_strict_policy() {
    let desk = Desk::open(PROGRAM).await;
    let page = desk.ask("GET", &format!("/{HANDLE}"), &[]).await;
    assert_eq!(page.status, 200);
    assert_eq!(page.header("content-type"), "text/html; charset=utf-8");
    let host = desk.address;
    assert_eq!(
        page.header("content-security-policy"),
        format!(
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; \
             media-src 'self' blob:; connect-src 'self' ws://{host} wss://{host}; \
             manifest-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
        )
    );
    assert_eq!(page.header("cache-control"), "no-cache");
    assert!(
        !page.body.contains("http://") && !page.body.contains("https://"),
        "the page asks nothing of third parties: {}",
        page.body
    );
    let script = page
        .body
        .split('"')
        .find(|part| part.contains("/assets/") && part.ends_with(".js"));
    let script = format!(
        "/{}",
        script.expect("a script").trim_start_matches(['.', '/'])
    );
    let script = desk.ask("GET", &script, &[]).await;
    assert_eq!(
        (script.status, script.header("content-type")),
        (200, "text/javascript; charset=utf-8")
    );
    assert!(script.header("cache-control").contains("immutable"));
}

#[tokio::test]
async fn every_answer_is_hardened() {
    let desk = Desk::open(PROGRAM).await;
    let patron = format!("/api/{HANDLE}/patron");
    for (method, path) in [
        ("GET", format!("/{HANDLE}")),
        ("GET", "/healthz".into()),
        ("GET", "/@nobody.here".into()),
        ("GET", "/assets/../Cargo.toml".into()),
        ("GET", "/api/seat".into()),
        ("DELETE", patron.clone()),
        ("POST", patron),
    ] {
        let answer = desk.ask(method, &path, &[]).await;
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(answer.header("referrer-policy"), "no-referrer", "{path}");
        assert_eq!(answer.header("x-frame-options"), "DENY", "{path}");
        assert_eq!(
            answer.header("permissions-policy"),
            "camera=(self), microphone=(self), geolocation=()"
        );
        let opener = answer.header("cross-origin-opener-policy");
        assert_eq!(opener, "same-origin", "{path}");
        let resource = answer.header("cross-origin-resource-policy");
        assert_eq!(resource, "same-site", "{path}");
        let never = answer.header("strict-transport-security");
        assert_eq!(never, "", "{path}: plain HTTP can promise no TLS");
        let kind = answer.header("content-type");
        let is_text = kind.starts_with("text/") && !kind.ends_with("charset=utf-8");
        assert!(!is_text, "{path}: {kind}");
        assert_eq!(kind.is_empty(), answer.body.is_empty(), "{path}");
        let policy = answer.header("content-security-policy");
        assert!(policy.starts_with("default-src 'none'"), "{path}: {policy}");
        assert_ne!(answer.header("cache-control"), "", "{path}");
    }
}

#[tokio::test]
async fn the_front_door_leads_to_the_only_desk() {
    let desk = Desk::open(PROGRAM).await;
    let front = desk.ask("GET", "/", &[]).await;
    assert_eq!(front.status, 307);
    assert_eq!(front.header("location"), format!("/{HANDLE}"));
}

#[tokio::test]
async fn a_handle_that_leads_nowhere_gets_a_page_that_says_so() {
    let desk = Desk::open(PROGRAM).await;
    for path in [
        "/@nobody.here",
        "/biblioteca.prova",
        "/@..",
        "/@%00%ff",
        "/@a/b",
        "/favicon.ico",
    ] {
        let answer = desk.ask("GET", path, &[]).await;
        assert_eq!(answer.status, 404, "{path}");
        assert!(
            answer.header("content-type").starts_with("text/html"),
            "{path}"
        );
        assert!(answer.body.contains("<html"), "{path}: {}", answer.body);
    }
    assert_eq!(
        desk.ask("POST", "/api/@nobody.here/patron", &[])
            .await
            .status,
        404
    );
    let refused = connect(desk.address, "/api/@nobody.here/socket", &[]).await;
    assert_eq!(refused.err(), Some(404));
}

#[tokio::test]
async fn a_handle_is_found_in_any_case() {
    let desk = Desk::open(PROGRAM).await;
    assert_eq!(desk.ask("GET", "/@Biblioteca.PROVA", &[]).await.status, 200);
}

#[tokio::test]
async fn all_is_well_says_the_health_check() {
    let desk = Desk::open(PROGRAM).await;
    let answer = desk.ask("GET", "/healthz", &[]).await;
    assert_eq!(
        (answer.status, answer.body.as_str()),
        (200, r#"{"program":"sportello","status":"ok"}"#)
    );
}

#[tokio::test]
async fn a_page_of_another_site_gets_neither_socket_nor_cookie() {
    let desk = Desk::open(PROGRAM).await;
    let cookie = Patron::cookie(desk.address, HANDLE).await;
    let path = format!("/api/{HANDLE}/socket");
    let look_alike = [
        format!("http://{}.evil.example", desk.address),
        format!("http://{}@evil.example", desk.address),
        format!("http://evil.example/{}", desk.address),
        format!("http://localhost:{}", desk.address.port()),
        format!("ftp://{}", desk.address),
        desk.address.to_string(),
    ];
    let strangers = [
        "https://evil.example",
        "null",
        "",
        "file://",
        "http://127.0.0.1",
        "http://127.0.0.1:1",
    ];
    let look_alike = look_alike.iter().map(String::as_str);
    for origin in strangers.into_iter().chain(look_alike) {
        let headers = [("origin", origin), ("cookie", cookie.as_str())];
        assert_eq!(
            connect(desk.address, &path, &headers).await.err(),
            Some(403),
            "{origin}"
        );
        let answer = desk
            .ask(
                "POST",
                &format!("/api/{HANDLE}/patron"),
                &[("Origin", origin)],
            )
            .await;
        assert_eq!((answer.status, answer.header("set-cookie")), (403, ""));
    }
}

#[tokio::test]
async fn no_page_opens_a_seat_not_even_our_own() {
    let desk = Desk::open(PROGRAM).await;
    let own = format!("http://{}", desk.address);
    for origin in [
        own.as_str(),
        "https://evil.example",
        "tauri://localhost",
        "null",
    ] {
        let refused = connect(desk.address, "/api/seat", &[("origin", origin)]).await;
        assert_eq!(refused.err(), Some(403), "{origin}");
    }
}
