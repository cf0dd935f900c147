//! `sportello-server demo`: a ready library, for trying things out.

use std::net::SocketAddr;
use std::process::Stdio;

use sportello_kit::{Desk, Librarian, Patron, Program, new_seat};
use sportello_wire::Presence;

use crate::PROGRAM;

#[tokio::test]
async fn the_demo_prints_a_link_and_passwords_that_work() {
    let mut desk = Desk::open(PROGRAM).await;
    desk.kill();
    let data = desk.data().join("demo");
    let mut demo = Program::start(demo(&desk, &data));
    let (address, handle) = demo.line("a link", link).await;
    for user in ["ada", "bruno"] {
        let password = demo
            .line("a password", |line| password_of(line, user))
            .await;
        let signed_in = Librarian::sign_in(address, new_seat(), user, &password).await;
        signed_in
            .expect("the printed password is good")
            .is_now(Presence::Available)
            .await;
    }
    let page = Patron::open(address, &handle, "Ada").await;
    drop(page);
    demo.terminate();
    assert_eq!(demo.ended().await.code(), Some(0));
    assert!(
        data.join("sportello.db").exists(),
        "what was asked for is kept"
    );
}

#[tokio::test]
async fn the_demo_leaves_a_real_library_alone() {
    let mut desk = Desk::open(PROGRAM).await;
    desk.kill();
    does(&desk, &["admin", "create-library", "Una vera"]).await;
    let mut demo = Program::start(demo(&desk, &desk.data()));
    assert_eq!(demo.ended().await.code(), Some(1));
    assert!(demo.written().contains("holds a real library"), "{demo}");
    desk.start().await;
    desk.bo().await.is_now(Presence::Available).await;
}

#[tokio::test]
async fn the_demo_is_thrown_away_when_nobody_asked_to_keep_it() {
    let mut desk = Desk::open(PROGRAM).await;
    desk.kill();
    let mut command = desk.command(&["demo", "--listen", "127.0.0.1:0"]);
    let passing = desk.data().join("passing");
    std::fs::create_dir(&passing).expect("there is room");
    command.env("TMPDIR", &passing);
    let mut demo = Program::start(command);
    demo.line("a link", link).await;
    let here = || std::fs::read_dir(&passing).expect("a folder").count();
    assert_eq!(here(), 1);
    demo.terminate();
    assert_eq!(demo.ended().await.code(), Some(0));
    assert_eq!(here(), 0);
}

#[tokio::test]
async fn a_log_that_can_not_be_written_stops_nothing() {
    let mut desk = Desk::open(PROGRAM).await;
    desk.kill();
    let full = std::fs::File::options()
        .write(true)
        .open("/dev/full")
        .expect("a full device");
    let command = demo(&desk, &desk.data().join("demo"));
    let mut demo = Program::start_with_errors_to(command, Stdio::from(full));
    let (address, handle) = demo.line("a link", link).await;
    let password = demo
        .line("a password", |line| password_of(line, "ada"))
        .await;
    let mut ada = Librarian::sign_in(address, new_seat(), "ada", &password)
        .await
        .expect("good");
    ada.is_now(Presence::Available).await;
    Patron::open(address, &handle, "Dino")
        .await
        .sees_open(1, 0)
        .await;
}

fn demo(desk: &Desk, data: &std::path::Path) -> std::process::Command {
    let mut command = desk.command(&["demo", "--listen", "127.0.0.1:0", "--data"]);
    command.arg(data);
    command
}

fn link(line: &str) -> Option<(SocketAddr, String)> {
    let link = line
        .trim()
        .strip_prefix("Patrons:")?
        .split_whitespace()
        .next()?;
    let (port, handle) = link.strip_prefix("http://localhost:")?.split_once('/')?;
    let address = SocketAddr::from(([127, 0, 0, 1], port.parse().ok()?));
    Some((address, handle.to_owned()))
}

fn password_of(line: &str, user: &str) -> Option<String> {
    let words: Vec<_> = line.split_whitespace().collect();
    match words[..] {
        ["Librarian:", known, "password", password] if known == user => Some(password.to_owned()),
        _ => None,
    }
}

async fn does(desk: &Desk, arguments: &[&str]) {
    let mut program = Program::start(desk.command(arguments));
    assert_eq!(program.ended().await.code(), Some(0), "{program}");
}
