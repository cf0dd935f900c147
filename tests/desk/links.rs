//! Private links: the thread is found again from another browser.

use std::time::{Duration, SystemTime};

use sportello_kit::{Answer, Desk, HANDLE, Patron};

use crate::PROGRAM;

async fn makes(desk: &Desk, cookie: &str) -> Answer {
    let path = format!("/api/{HANDLE}/link/new");
    desk.send(&path, &[("Cookie", cookie)], b"").await
}

async fn opens(desk: &Desk, secret: &str, cookie: &str) -> Answer {
    let path = format!("/api/{HANDLE}/link");
    let body = serde_json::json!({ "secret": secret }).to_string();
    let headers = [("Content-Type", "application/json"), ("Cookie", cookie)];
    desk.send(&path, &headers, body.as_bytes()).await
}

fn secret_in(made: &Answer) -> String {
    let made = made.json();
    let link = made["link"].as_str().expect("a link");
    let (page, secret) = link.split_once("#k=").expect("a secret behind the sign");
    assert!(page.ends_with(&format!("/{HANDLE}")), "{link}");
    assert_eq!(secret.len(), 43, "256 bits");
    assert!(made["qr"].as_str().expect("a code").starts_with("<svg "));
    secret.to_owned()
}

fn cookie_in(answer: &Answer) -> String {
    let cookie = answer.header("set-cookie").split(';').next();
    cookie.unwrap_or_default().to_owned()
}

/// A file stands for the thread: whoever may fetch it has the thread.
async fn leaves_a_file(desk: &Desk, cookie: &str) -> String {
    let path = format!("/api/{HANDLE}/files");
    let sent = desk.send(&path, &[("Cookie", cookie)], b"ciao").await;
    let id = sent.json()["file"]["file"]
        .as_str()
        .expect("a file")
        .to_owned();
    format!("{path}/{id}")
}

async fn has(desk: &Desk, cookie: &str, file: &str) -> bool {
    let answer = desk.ask("GET", file, &[("Cookie", cookie)]).await;
    answer.status == 200
}

#[tokio::test]
async fn a_private_link_opens_the_thread_in_another_browser() {
    let desk = Desk::open(PROGRAM).await;
    let ada = Patron::cookie(desk.address, HANDLE).await;
    let file = leaves_a_file(&desk, &ada).await;
    let secret = secret_in(&makes(&desk, &ada).await);
    let opened = opens(&desk, &secret, "").await;
    assert_eq!(opened.status, 204);
    let set = opened.header("set-cookie");
    assert!(set.contains("; HttpOnly; SameSite=Strict"), "{set}");
    let elsewhere = cookie_in(&opened);
    assert_ne!(elsewhere, ada);
    assert!(has(&desk, &elsewhere, &file).await);
    assert!(has(&desk, &ada, &file).await, "the first browser stays");
}

#[tokio::test]
async fn a_new_link_replaces_the_old_one_and_what_was_opened_with_it() {
    let desk = Desk::open(PROGRAM).await;
    let ada = Patron::cookie(desk.address, HANDLE).await;
    let file = leaves_a_file(&desk, &ada).await;
    let old = secret_in(&makes(&desk, &ada).await);
    let elsewhere = cookie_in(&opens(&desk, &old, "").await);
    let new = secret_in(&makes(&desk, &ada).await);
    assert!(!has(&desk, &elsewhere, &file).await);
    assert_eq!(opens(&desk, &old, "").await.status, 404);
    assert_eq!(opens(&desk, &new, "").await.status, 204);
    assert!(
        has(&desk, &ada, &file).await,
        "her own cookie is none of a link"
    );
}

#[tokio::test]
async fn a_browser_that_came_by_a_link_and_makes_another_is_not_shut_out() {
    let desk = Desk::open(PROGRAM).await;
    let ada = Patron::cookie(desk.address, HANDLE).await;
    let file = leaves_a_file(&desk, &ada).await;
    let old = secret_in(&makes(&desk, &ada).await);
    let elsewhere = cookie_in(&opens(&desk, &old, "").await);
    let made = makes(&desk, &elsewhere).await;
    assert!(has(&desk, &cookie_in(&made), &file).await, "{made:?}");
    assert_eq!(makes(&desk, &ada).await.header("set-cookie"), "");
}

#[tokio::test]
async fn the_own_browser_keeps_its_own_cookie() {
    let desk = Desk::open(PROGRAM).await;
    let ada = Patron::cookie(desk.address, HANDLE).await;
    let secret = secret_in(&makes(&desk, &ada).await);
    let opened = opens(&desk, &secret, &ada).await;
    assert_eq!((opened.status, opened.header("set-cookie")), (204, ""));
}

#[tokio::test]
async fn a_secret_that_opens_nothing_is_metered_and_one_that_does_is_not() {
    let desk = Desk::open(PROGRAM).await;
    let ada = Patron::cookie(desk.address, HANDLE).await;
    let secret = secret_in(&makes(&desk, &ada).await);
    assert_eq!(opens(&desk, "short", "").await.status, 404);
    let mut tries = 0;
    while opens(&desk, &"A".repeat(43), "").await.status == 404 {
        tries += 1;
        assert!(tries < 100, "guesses are never refused");
    }
    assert_eq!(opens(&desk, &"A".repeat(43), "").await.status, 429);
    assert_eq!(opens(&desk, &secret, "").await.status, 204);
}

#[tokio::test]
async fn a_link_says_when_it_ends_if_the_settings_say_so() {
    let until = async |settings: &[(&str, &str)]| {
        let desk = Desk::open_with(PROGRAM, settings).await;
        let ada = Patron::cookie(desk.address, HANDLE).await;
        let made = makes(&desk, &ada).await;
        assert_eq!(opens(&desk, &secret_in(&made), "").await.status, 204);
        made.json()["until"].as_i64()
    };
    assert_eq!(until(&[]).await, None);
    let began = SystemTime::now();
    let ends = until(&[("SPORTELLO_LINKS_MADE_DAYS", "7")]).await;
    let ends = Duration::from_millis(ends.expect("an end").unsigned_abs());
    let week = Duration::from_secs(7 * 24 * 60 * 60);
    let lasts = (SystemTime::UNIX_EPOCH + ends).duration_since(began);
    let lasts = lasts.expect("it is to come");
    assert!(lasts.abs_diff(week) < Duration::from_secs(60), "{lasts:?}");
}

#[tokio::test]
async fn nobody_without_a_thread_gets_a_link_and_no_page_of_another_site_does() {
    let desk = Desk::open(PROGRAM).await;
    assert_eq!(makes(&desk, "").await.status, 404);
    let ada = Patron::cookie(desk.address, HANDLE).await;
    let evil = [("Cookie", ada.as_str()), ("Origin", "https://evil.example")];
    let path = format!("/api/{HANDLE}/link/new");
    assert_eq!(desk.send(&path, &evil, b"").await.status, 404);
}

#[tokio::test]
async fn a_secret_is_written_into_no_log() {
    let level = ("SPORTELLO_LOG_LEVEL", "trace");
    let mut desk = Desk::open_with(PROGRAM, &[level]).await;
    let ada = Patron::cookie(desk.address, HANDLE).await;
    let secret = secret_in(&makes(&desk, &ada).await);
    opens(&desk, &secret, "").await;
    let address = desk.address;
    desk.program().terminate();
    desk.program().ended().await;
    let written = desk.program().written();
    assert!(written.contains(&address.port().to_string()), "{written}");
    assert!(!written.contains(&secret), "the secret is in the log");
}
