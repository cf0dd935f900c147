//! A patron's own data: taken away, and erased.

use sportello_kit::{Answer, Desk, HANDLE};
use sportello_wire::Mode;

use crate::PROGRAM;

async fn fetches(desk: &Desk, cookie: &str, what: &str) -> Answer {
    let path = format!("/api/{HANDLE}/me/{what}");
    desk.ask("GET", &path, &[("Cookie", cookie)]).await
}

async fn is_forgotten(desk: &Desk, cookie: &str) -> Answer {
    let path = format!("/api/{HANDLE}/me/forget");
    desk.send(&path, &[("Cookie", cookie)], b"").await
}

#[tokio::test]
async fn a_patron_takes_away_what_was_said() {
    let desk = Desk::open(PROGRAM).await;
    let mut ada = desk.ada().await;
    let said = ada.write("dov’è <il mio> libro?").await;
    ada.reads(said).await;
    let cookie = ada.keeps.clone().expect("Ada has one");
    let record = fetches(&desk, &cookie, "export.json").await;
    assert_eq!(record.header("content-type"), "application/json");
    assert!(
        record
            .header("content-disposition")
            .starts_with("attachment; ")
    );
    let record = record.json();
    assert_eq!(record["handle"], HANDLE);
    assert_eq!(record["messages"][0]["text"], "dov’è <il mio> libro?");
    let page = fetches(&desk, &cookie, "export.html").await;
    assert!(
        page.body.contains("dov’è &lt;il mio&gt; libro?"),
        "{}",
        page.body
    );
    assert!(
        page.header("content-security-policy")
            .starts_with("sandbox;")
    );
    assert_eq!(fetches(&desk, "", "export.json").await.status, 404);
    let dino = desk.dino().await.keeps.clone().expect("Dino has one");
    let other = fetches(&desk, &dino, "export.json").await;
    assert!(!other.body.contains("libro"), "{}", other.body);
}

#[tokio::test]
async fn a_patron_who_wants_it_is_forgotten() {
    let desk = Desk::open(PROGRAM).await;
    let cookie = sportello_kit::Patron::cookie(desk.address, HANDLE).await;
    let path = format!("/api/{HANDLE}/files");
    let sent = desk.send(&path, &[("Cookie", &cookie)], b"segreto").await;
    assert_eq!(sent.status, 200, "{sent:?}");
    let forgotten = is_forgotten(&desk, &cookie).await;
    assert_eq!(forgotten.status, 204, "{forgotten:?}");
    assert!(forgotten.header("set-cookie").contains("Max-Age=0"));
    assert_eq!(fetches(&desk, &cookie, "export.json").await.status, 404);
    let left = std::fs::read_dir(desk.data().join("files")).expect("it was made");
    assert_eq!(left.count(), 0, "the bytes are gone, too");
    assert_eq!(is_forgotten(&desk, &cookie).await.status, 404);
}

#[tokio::test]
async fn nobody_is_forgotten_in_the_middle_of_a_contact() {
    let desk = Desk::open(PROGRAM).await;
    let mut bo = desk.bo().await;
    let mut ada = desk.ada().await;
    ada.arrive(Mode::Chat).await;
    let contact = bo.answers().await;
    ada.talks_with("Bo Conti").await;
    let cookie = ada.keeps.clone().expect("Ada has one");
    let refused = is_forgotten(&desk, &cookie).await;
    assert_eq!(
        (refused.status, refused.json()["code"].clone()),
        (409, "contactUnderWay".into())
    );
    let said = ada.write("sono ancora qui").await;
    bo.reads(said).await;
    ada.reads(said).await;
    assert_eq!(ada.talks_with("Bo Conti").await, contact);
}

#[tokio::test]
async fn a_page_of_another_site_can_not_have_a_patron_forgotten() {
    let desk = Desk::open(PROGRAM).await;
    let cookie = sportello_kit::Patron::cookie(desk.address, HANDLE).await;
    let path = format!("/api/{HANDLE}/me/forget");
    let evil = [
        ("Cookie", cookie.as_str()),
        ("Origin", "https://evil.example"),
    ];
    assert_eq!(desk.send(&path, &evil, b"").await.status, 404);
    assert_eq!(fetches(&desk, &cookie, "export.json").await.status, 200);
}
