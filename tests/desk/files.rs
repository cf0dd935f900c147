//! Files: judged by their content, kept under the server's names, handed to whoever
//! has the thread and to nobody else.

use std::io::Cursor;

use image::{DynamicImage, ImageFormat, RgbImage};
use sportello_kit::{Answer, Desk, HANDLE, Patron};

use crate::PROGRAM;

/// A patron's browser.
struct Browser<'a> {
    desk: &'a Desk,
    cookie: String,
}

impl<'a> Browser<'a> {
    async fn new(desk: &'a Desk) -> Self {
        let cookie = Patron::cookie(desk.address, HANDLE).await;
        Self { desk, cookie }
    }

    async fn sends(&self, name: &str, bytes: &[u8]) -> Answer {
        let headers = [("Cookie", self.cookie.as_str()), ("X-File-Name", name)];
        let path = format!("/api/{HANDLE}/files");
        self.desk.send(&path, &headers, bytes).await
    }

    async fn fetches(&self, id: &str) -> Answer {
        let path = format!("/api/{HANDLE}/files/{id}");
        let headers = [("Cookie", self.cookie.as_str())];
        self.desk.ask("GET", &path, &headers).await
    }
}

fn photograph(side: u32) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    let picture = DynamicImage::ImageRgb8(RgbImage::from_pixel(side, side, image::Rgb([9, 9, 9])));
    let written = picture.write_to(&mut bytes, ImageFormat::Jpeg);
    written.expect("it can be written");
    let mut bytes = bytes.into_inner();
    let comment = b"\xff\xfe\x00\x1ataken in my living room.";
    bytes.splice(2..2, comment.iter().copied());
    bytes
}

fn id_of(answer: &Answer) -> String {
    let id = answer.json()["file"]["file"].as_str().map(str::to_owned);
    id.unwrap_or_else(|| panic!("no file in {answer:?}"))
}

fn is_refused(answer: &Answer, status: u16, code: &str) {
    let found = (answer.status, answer.json()["code"].clone());
    assert_eq!(found, (status, code.into()), "{answer:?}");
}

#[tokio::test]
async fn a_file_comes_back_as_an_attachment_that_can_run_nothing() {
    let desk = Desk::open(PROGRAM).await;
    let ada = Browser::new(&desk).await;
    let sent = ada
        .sends("Ricevuta%20%C3%A8%20qui.pdf", b"%PDF-1.7\n")
        .await;
    assert_eq!(sent.status, 200, "{sent:?}");
    let file = &sent.json()["file"];
    assert_eq!(file["name"], "Ricevuta è qui.pdf");
    assert_eq!((&file["kind"], &file["size"]), (&"pdf".into(), &9.into()));
    let back = ada.fetches(&id_of(&sent)).await;
    assert_eq!((back.status, back.body.as_str()), (200, "%PDF-1.7\n"));
    for (name, value) in [
        ("content-type", "application/pdf"),
        ("x-content-type-options", "nosniff"),
        (
            "content-security-policy",
            "sandbox; default-src 'none'; frame-ancestors 'none'",
        ),
        ("cache-control", "private, no-store"),
        (
            "content-disposition",
            "attachment; filename=\"Ricevuta _ qui.pdf\"; filename*=UTF-8''Ricevuta%20%C3%A8%20qui.pdf",
        ),
    ] {
        assert_eq!(back.header(name), value);
    }
}

#[tokio::test]
async fn a_picture_forgets_where_it_was_taken() {
    let desk = Desk::open(PROGRAM).await;
    let ada = Browser::new(&desk).await;
    let photograph = photograph(64);
    assert!(String::from_utf8_lossy(&photograph).contains("living room"));
    let sent = ada.sends("casa.jpg", &photograph).await;
    let back = ada.fetches(&id_of(&sent)).await;
    assert_eq!(back.header("content-type"), "image/jpeg");
    assert!(!back.body.contains("living room"));
    let picture = image::load_from_memory(&back.bytes).expect("a picture");
    assert_eq!((picture.width(), picture.height()), (64, 64));
}

#[tokio::test]
async fn what_can_not_be_kept_is_refused_by_a_code_and_leaves_nothing() {
    let desk = Desk::open(PROGRAM).await;
    let ada = Browser::new(&desk).await;
    let much = vec![b'a'; 10 * 1024 * 1024 + 1];
    is_refused(&ada.sends("a.txt", &much).await, 413, "tooLarge");
    is_refused(&ada.sends("a.jpg", b"MZ\x90\x00").await, 415, "wrongKind");
    is_refused(&ada.sends("a.pdf", b"not a PDF").await, 415, "wrongKind");
    is_refused(
        &ada.sends("a.png", b"\x89PNG\r\n\x1a\n").await,
        422,
        "unreadable",
    );
    is_refused(&ada.sends("", b"").await, 422, "unreadable");
    assert!(!desk.data().join("files").exists());
}

#[tokio::test]
async fn a_file_is_there_for_its_thread_alone() {
    let desk = Desk::open(PROGRAM).await;
    let (ada, dino) = (Browser::new(&desk).await, Browser::new(&desk).await);
    let sent = ada.sends("nota.txt", "è mia".as_bytes()).await;
    let id = id_of(&sent);
    assert_eq!(ada.fetches(&id).await.body, "è mia");
    is_refused(&dino.fetches(&id).await, 404, "notFound");
    is_refused(
        &ada.fetches("..%2f..%2fsportello.db").await,
        404,
        "notFound",
    );
    let path = format!("/api/{HANDLE}/files/{id}");
    is_refused(&desk.ask("GET", &path, &[]).await, 404, "notFound");
    let path = format!("/api/{HANDLE}/files");
    is_refused(&desk.send(&path, &[], b"ciao").await, 404, "notFound");
    let evil = [
        ("Cookie", ada.cookie.as_str()),
        ("Origin", "https://evil.example"),
    ];
    is_refused(&desk.send(&path, &evil, b"ciao").await, 404, "notFound");
}

#[tokio::test]
async fn a_librarian_sends_with_a_session_and_no_page_does() {
    let desk = Desk::open(PROGRAM).await;
    let ada = Browser::new(&desk).await;
    let bo = desk.bo().await;
    let token = format!("Bearer {}", bo.keeps.token);
    let of_ada = id_of(&ada.sends("nota.txt", b"ciao").await);
    let parked = format!("/api/seat/files/{of_ada}");
    let headers = [("Authorization", token.as_str())];
    let early = desk.ask("GET", &parked, &headers).await;
    is_refused(&early, 404, "notFound"); // no message names it yet
    let nowhere = format!("/api/seat/files?thread={of_ada}");
    is_refused(
        &desk.send(&nowhere, &headers, b"ciao").await,
        404,
        "notFound",
    );
    is_refused(&desk.send(&nowhere, &[], b"ciao").await, 404, "notFound");
    let page = [headers[0], ("Origin", "http://localhost")];
    is_refused(&desk.ask("GET", &parked, &page).await, 404, "notFound");
    let made_up = [("Authorization", "Bearer AAAA")];
    is_refused(&desk.ask("GET", &parked, &made_up).await, 404, "notFound");
}

#[tokio::test]
async fn files_are_metered_for_each_patron() {
    let desk = Desk::open(PROGRAM).await;
    let (ada, dino) = (Browser::new(&desk).await, Browser::new(&desk).await);
    for _ in 0..10 {
        assert_eq!(ada.sends("a.txt", b"a").await.status, 200);
    }
    is_refused(&ada.sends("a.txt", b"a").await, 429, "tooMany");
    assert_eq!(dino.sends("a.txt", b"a").await.status, 200);
}

#[tokio::test]
async fn a_full_disk_keeps_no_half_of_a_file_and_the_next_one_is_kept() {
    let mut desk = Desk::open(PROGRAM).await;
    let cookie = Patron::cookie(desk.address, HANDLE).await;
    let path = format!("/api/{HANDLE}/files");
    let headers = [("Cookie", cookie.as_str()), ("X-File-Name", "a.txt")];
    desk.program().fill_the_disk();
    is_refused(&desk.send(&path, &headers, b"persa").await, 503, "notSaved");
    desk.program().free_the_disk();
    let folder = std::fs::read_dir(desk.data().join("files")).expect("it was made");
    assert_eq!(folder.count(), 0);
    let sent = desk.send(&path, &headers, b"salva").await;
    desk.kill();
    desk.start().await;
    let path = format!("{path}/{}", id_of(&sent));
    assert_eq!(desk.ask("GET", &path, &headers[..1]).await.body, "salva");
}

#[cfg(unix)]
#[tokio::test]
async fn on_the_disk_a_file_has_the_servers_name_and_only_the_server_may_read_it() {
    use std::os::unix::fs::PermissionsExt;
    let desk = Desk::open(PROGRAM).await;
    let ada = Browser::new(&desk).await;
    let id = id_of(&ada.sends("..%2F..%2Fetc%2Fpasswd.txt", b"ciao").await);
    let file = desk.data().join("files").join(id);
    let mode = std::fs::metadata(&file)
        .expect("it is there")
        .permissions()
        .mode();
    assert_eq!(mode & 0o777, 0o600);
}
