//! Many at once from one address: a school is let in, a flood is not, and nobody
//! who is in is kept out by it.

use std::time::Duration;

use sportello_kit::{Desk, HANDLE, Librarian, Patron, Session, connect, new_seat};
use sportello_wire::seat::SignInRefusal;
use sportello_wire::{Mode, Presence};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

use crate::PROGRAM;

#[tokio::test]
async fn a_class_behind_one_address_comes_in_and_then_others_at_the_rate() {
    let slowly = ("SPORTELLO_LIMITS_ARRIVALS_PER_MINUTE", "1");
    let desk = Desk::open_with(PROGRAM, &[slowly]).await;
    let mut bo = desk.bo().await;
    let mut class = Vec::new();
    for number in 1..=40 {
        let mut pupil = desk.patron(&format!("pupil {number}")).await;
        pupil.arrive(Mode::Chat).await;
        pupil.waits_at(number).await;
        class.push(pupil);
    }
    let path = format!("/api/{HANDLE}/patron");
    assert_eq!(desk.ask("POST", &path, &[]).await.status, 429);
    // Who has a place keeps it, comes back to it, and is served.
    let first = class.remove(0);
    let cookie = first.keeps.clone();
    let mut first = {
        drop(first);
        desk.patron_again("pupil 1", cookie.clone()).await
    };
    first.waits_at(1).await;
    let headers = [("Cookie", cookie.as_deref().unwrap_or_default())];
    assert_eq!(desk.ask("POST", &path, &headers).await.status, 204);
    bo.answers().await;
    first.talks_with("Bo Conti").await;
}

#[tokio::test]
async fn a_visitor_has_so_many_sockets_and_a_holder_of_a_place_is_not_counted() {
    let few = ("SPORTELLO_LIMITS_SOCKETS_PER_ADDRESS", "5");
    let desk = Desk::open_with(PROGRAM, &[few]).await;
    let path = format!("/api/{HANDLE}/socket");
    let mut watchers = Vec::new();
    for _ in 0..5 {
        watchers.push(connect(desk.address, &path, &[]).await.expect("a socket"));
    }
    let refused = connect(desk.address, &path, &[]).await;
    assert_eq!(refused.err(), Some(429));
    let refused = connect(desk.address, "/api/seat", &[]).await;
    assert_eq!(refused.err(), Some(429));
    let mut ada = desk.ada().await;
    ada.sees_closed().await;
    // A place that is given back is taken by the next, a librarian for one.
    watchers.pop();
    let mut tries = 0;
    while let Err(status) = connect(desk.address, "/api/seat", &[]).await {
        assert_eq!(status, 429);
        tries += 1;
        assert!(tries < 1_000, "the place is never free again");
    }
}

#[tokio::test]
async fn librarians_who_signed_in_leave_room_for_others() {
    let few = ("SPORTELLO_LIMITS_SOCKETS_PER_ADDRESS", "1");
    let desk = Desk::open_with(PROGRAM, &[few]).await;
    let mut bo = desk.bo().await;
    let mut cleo = desk.cleo().await;
    bo.is_now(Presence::Available).await;
    cleo.is_now(Presence::Available).await;
}

#[tokio::test]
async fn a_patron_has_only_so_many_pages_open_at_a_time() {
    let desk = Desk::open(PROGRAM).await;
    let cookie = Patron::cookie(desk.address, HANDLE).await;
    let path = format!("/api/{HANDLE}/socket");
    let headers = [("cookie", cookie.as_str())];
    let mut open = Vec::new();
    let refused = loop {
        match connect(desk.address, &path, &headers).await {
            Ok(socket) => open.push(socket), // which does not read that it is put aside
            Err(status) => break status,
        }
        assert!(open.len() < 100, "pages without end");
    };
    assert_eq!(refused, 429);
}

#[tokio::test]
async fn a_visitor_has_only_so_many_connections() {
    let few = ("SPORTELLO_LIMITS_SOCKETS_PER_ADDRESS", "2");
    let desk = Desk::open_with(PROGRAM, &[few]).await;
    let mut silent = Vec::new();
    for _ in 0..8 {
        let stream = TcpStream::connect(desk.address).await;
        silent.push(stream.expect("it listens"));
    }
    let mut ninth = TcpStream::connect(desk.address).await.expect("it listens");
    let mut answer = Vec::new();
    let at_once = Duration::from_secs(5); // well before the patience with silence ends
    let read = timeout(at_once, ninth.read_to_end(&mut answer)).await;
    let _ = read.expect("it hangs up at once");
    assert!(answer.is_empty());
    drop(silent);
    let mut tries = 0;
    while !is_answered(&desk).await {
        tries += 1;
        assert!(tries < 1_000, "the places are never free again");
    }
}

async fn is_answered(desk: &Desk) -> bool {
    let mut stream = TcpStream::connect(desk.address).await.expect("it listens");
    let request = b"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
    let _ = stream.write_all(request).await;
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer).await;
    answer.starts_with(b"HTTP/1.1 200")
}

#[tokio::test]
async fn one_visitor_can_not_go_through_all_accounts() {
    let desk = Desk::open(PROGRAM).await;
    let mut tries = 0;
    loop {
        let user = format!("user{tries}");
        let refused = Librarian::sign_in(desk.address, new_seat(), &user, "sbagliata").await;
        match refused.err().expect("refused") {
            SignInRefusal::WrongNameOrPassword => tries += 1,
            SignInRefusal::TooManyTries => break,
            SignInRefusal::SessionEnded => panic!("no token was shown"),
        }
        assert!(tries < 200, "tries without end");
    }
    assert!(tries >= 30, "a library opens in the morning: {tries}");
    // Who holds a session is not metered, whatever others do at the same address.
    let (seat, token) = (new_seat(), "A".repeat(43));
    let refused = Librarian::resume(desk.address, "nobody", &Session { seat, token }).await;
    assert_eq!(refused.err(), Some(SignInRefusal::TooManyTries));
}
