//! The public page before and without its script, and what is printed or framed of it.

use std::time::{SystemTime, UNIX_EPOCH};

use sportello_kit::{Desk, HANDLE, LIBRARY};

use crate::PROGRAM;

/// A desk whose branch opens for an hour, so many minutes from now, and may be framed.
async fn desk_that_opens_in(minutes: u64) -> (Desk, String) {
    let now = SystemTime::now().duration_since(UNIX_EPOCH);
    let minute = now.expect("after 1970").as_secs() / 60 + minutes;
    let clock = |minute: u64| format!("{:02}:{:02}", minute / 60 % 24, minute % 60);
    let first = clock(minute / 60 * 60);
    // An opening lies within one day.
    let last = if first == "23:00" {
        "24:00".into()
    } else {
        clock((minute / 60 + 1) * 60)
    };
    let days = [
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
    ];
    let week: String = days
        .iter()
        .map(|day| format!("{day} = [\"{first}-{last}\"]\n"))
        .collect();
    let settings = format!(
        "[[branch]]\nname = \"Fucini & figli\"\naddress = \"Via Cavour 36\"\n\
         [branch.hours]\nzone = \"UTC\"\n[branch.hours.week]\n{week}\
         [[librarian]]\nuser = \"bo\"\nname = \"Bo Conti\"\nperson = \"bo.conti\"\n\
         [[librarian]]\nuser = \"cleo\"\nname = \"Cleo Neri\"\n\
         [[desk]]\nhandle = \"{HANDLE}\"\nname = \"Sportello\"\nbranch = \"Fucini & figli\"\n\
         email = \"sportello@comune.example\"\n\
         embed_ancestors = [\"https://www.comune.example\"]\n"
    );
    (desk_with(&settings).await, first)
}

async fn desk_with(settings: &str) -> Desk {
    let mut desk = Desk::open(PROGRAM).await;
    desk.stop().await;
    let file = desk.data().join("settings.toml");
    std::fs::write(&file, settings).expect("there is room");
    let file = file.to_str().expect("a plain path");
    let applied = desk.command(&["admin", "apply", LIBRARY, file]).output();
    let applied = applied.expect("the program runs");
    assert!(applied.status.success(), "{applied:?}");
    desk.start().await;
    desk
}

#[tokio::test]
async fn without_a_script_the_page_says_how_things_stand() {
    let (desk, opens) = desk_that_opens_in(12 * 60).await;
    let page = desk.ask("GET", &format!("/{HANDLE}"), &[]).await;
    for part in [
        "<html lang=\"it\">",
        "<title>Sportello – Biblioteca di Prova</title>",
        "<meta name=\"description\" content=\"Videochiamata, voce o chat",
        "<h1>Biblioteca di Prova</h1>",
        "<th scope=\"row\">lunedì</th>",
        "Fucini &amp; figli",
        "Via Cavour 36",
        "mailto:sportello@comune.example",
    ] {
        assert!(page.body.contains(part), "{part} in {}", page.body);
    }
    let told = ["oggi", "domani"].map(|day| format!("Chiuso. Riapre {day} alle {opens}"));
    assert!(
        told.iter().any(|one| page.body.contains(one)),
        "{told:?} in {}",
        page.body
    );
    assert_eq!(page.header("vary"), "accept-language");
}

#[tokio::test]
async fn the_page_speaks_the_language_of_the_browser() {
    let (desk, opens) = desk_that_opens_in(12 * 60).await;
    let english = [("Accept-Language", "en-GB,en;q=0.9")];
    let page = desk.ask("GET", &format!("/{HANDLE}"), &english).await;
    assert!(page.body.contains("<html lang=\"en\">"), "{}", page.body);
    assert!(page.body.contains("Closed. Opens again"), "{}", page.body);
    assert!(page.body.contains(&format!("at {opens}")), "{}", page.body);
}

#[tokio::test]
async fn the_page_says_whether_somebody_is_there_and_how_many_wait() {
    let (desk, _) = desk_that_opens_in(0).await;
    let page = desk.ask("GET", &format!("/{HANDLE}"), &[]).await;
    assert!(
        page.body.contains("Adesso non c’è nessuno allo sportello"),
        "{}",
        page.body
    );
    let desk = Desk::open(PROGRAM).await;
    let _bo = desk.bo().await;
    let page = desk.ask("GET", &format!("/{HANDLE}"), &[]).await;
    assert!(page.body.contains("Nessuno è in fila."), "{}", page.body);
}

#[tokio::test]
async fn a_persons_handle_leads_to_the_desk() {
    let (desk, _) = desk_that_opens_in(0).await;
    for (path, status) in [
        (format!("/{HANDLE}/bo.conti"), 200),
        (format!("/{HANDLE}/Bo.Conti"), 200),
        (format!("/{HANDLE}/nobody.known"), 200),
        (format!("/{HANDLE}/x"), 404),
        (format!("/{HANDLE}/bo.conti/more"), 404),
        ("/@nobody.here/bo.conti".into(), 404),
    ] {
        let page = desk.ask("GET", &path, &[]).await;
        assert_eq!(page.status, status, "{path}");
    }
}

#[tokio::test]
async fn the_poster_and_the_code_are_printed_without_a_script() {
    let public = ("SPORTELLO_PUBLIC", "https://sportello.example");
    let proxy = ("SPORTELLO_TLS_MODE", "proxy");
    let desk = Desk::open_with(PROGRAM, &[public, proxy]).await;
    let poster = desk.ask("GET", &format!("/{HANDLE}/poster"), &[]).await;
    assert_eq!(poster.status, 200);
    assert!(
        poster
            .body
            .contains(&format!(">sportello.example/{HANDLE}<")),
        "{}",
        poster.body
    );
    assert!(poster.body.contains("<svg ") && !poster.body.contains("<script"));
    assert!(!poster.body.contains("solo su questo computer"));
    let policy = poster.header("content-security-policy");
    assert!(
        policy.starts_with("default-src 'none'; style-src 'sha256-"),
        "{policy}"
    );
    assert!(!policy.contains("unsafe"), "{policy}");
    for loans in ["poster/prestiti", "poster/prestiti.svg"] {
        let path = format!("/{HANDLE}/{loans}");
        let none = desk.ask("GET", &path, &[]).await;
        assert_eq!(none.status, 404, "a desk that tells of no loans: {loans}");
    }
    let code = desk.ask("GET", &format!("/{HANDLE}/qr.svg"), &[]).await;
    assert_eq!(
        (code.status, code.header("content-type")),
        (200, "image/svg+xml")
    );
    assert!(
        code.body
            .contains(&format!("https://sportello.example/{HANDLE}"))
    );
    assert_eq!(
        desk.ask("GET", "/@nobody.here/poster", &[]).await.status,
        404
    );
    assert_eq!(
        desk.ask("GET", "/@nobody.here/qr.svg", &[]).await.status,
        404
    );
}

#[tokio::test]
async fn a_poster_of_a_server_without_a_public_address_says_so() {
    let desk = Desk::open(PROGRAM).await;
    let poster = desk.ask("GET", &format!("/{HANDLE}/poster"), &[]).await;
    assert!(
        poster.body.contains("solo su questo computer"),
        "{}",
        poster.body
    );
}

#[tokio::test]
async fn only_sites_that_the_desk_names_may_frame_it_and_only_its_small_page() {
    let (named, _) = desk_that_opens_in(0).await;
    let frame = named.ask("GET", &format!("/{HANDLE}/embed"), &[]).await;
    assert_eq!((frame.status, frame.header("x-frame-options")), (200, ""));
    let policy = frame.header("content-security-policy");
    assert!(
        policy.ends_with("frame-ancestors https://www.comune.example"),
        "{policy}"
    );
    assert!(frame.body.contains("target=\"_blank\"") && !frame.body.contains("<script"));
    assert_eq!(frame.header("set-cookie"), "");
    let whole = named.ask("GET", &format!("/{HANDLE}"), &[]).await;
    assert_eq!(whole.header("x-frame-options"), "DENY");
    assert!(
        whole
            .header("content-security-policy")
            .ends_with("frame-ancestors 'none'")
    );
    let button = named.ask("GET", &format!("/{HANDLE}/button"), &[]).await;
    assert!(button.body.contains("&lt;iframe"), "{}", button.body);
    let unnamed = Desk::open(PROGRAM).await;
    let frame = unnamed.ask("GET", &format!("/{HANDLE}/embed"), &[]).await;
    assert_eq!(frame.status, 404);
    let button = unnamed.ask("GET", &format!("/{HANDLE}/button"), &[]).await;
    assert!(button.body.contains("&lt;a href=") && !button.body.contains("iframe"));
}
