//! A client that does not read is cut off; everybody else goes on meanwhile.

use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use sportello_kit::raw::{FINAL, RawSocket, Reply, frame, opcode};
use sportello_kit::{
    Desk, Frame, HANDLE, Librarian, PATIENCE, Patron, Session, Socket, connect, new_leg,
};
use sportello_wire::patron::FromPatron;
use sportello_wire::seat::{FromSeat, ToSeat};
use sportello_wire::{ChosenPresence, ContactId, Language, Mode, Signal};
use tokio::time::{Instant, interval, timeout};

use crate::PROGRAM;

#[tokio::test]
async fn a_page_that_does_not_read_is_cut_off_while_others_go_on() {
    let desk = Desk::open(PROGRAM).await;
    let mut bo = desk.bo().await;
    let (stuck, cookie) = page_that_does_not_read(&desk).await;
    let contact = bo.answers().await;
    let mut sent = 0;
    while !is_absent(&bo) && sent < 2_000 {
        bo.signal(contact, new_leg(), much()).await;
        bo.forget_news(); // some are too many for a second
        sent += 1;
        if sent % 50 == 0 {
            bo.catch_up().await;
            let mut dino = desk.patron_again("a watcher", None).await;
            dino.sees_open(0, 1).await;
        }
    }
    bo.see("a patron who is away", |view| {
        view.contact()?.absent.then_some(())
    })
    .await;
    bo.forget_news();
    // The page comes back and reads: nothing is lost but the signals.
    let mut ada = desk.patron_again("Ada", Some(cookie)).await;
    assert_eq!(ada.talks_with("Bo Conti").await, contact);
    drop(stuck);
}

#[tokio::test]
async fn a_seat_that_does_not_read_is_cut_off_in_bounded_memory_while_others_go_on() {
    const FLOOD: usize = 300;
    let mut desk = Desk::open(PROGRAM).await;
    let session = desk.cleo().await.vanish();
    let mut bo = desk.bo().await;
    bo.chooses(ChosenPresence::Away).await;
    let (mut stuck, mut ada) = (seat(&desk, &session).await, desk.ada().await);
    ada.arrive(Mode::Video).await;
    let contact = rung_at(&mut stuck).await;
    let with = Mode::Video;
    stuck
        .send(&words(&FromSeat::Accept { contact, with }))
        .await;
    ada.talks_with("Cleo Neri").await;
    // From here on the seat reads nothing.
    let before = desk.program().memory();
    for _ in 0..FLOOD {
        ada.signal(new_leg(), much()).await;
    }
    ada.catch_up().await;
    ada.forget_news(); // some are too many for a second
    let patience_of_the_server = Instant::now() + Duration::from_secs(12);
    let mut pace = interval(Duration::from_millis(250)); // faster, and Bo would flood
    while Instant::now() < patience_of_the_server {
        pace.tick().await;
        let asked = Instant::now();
        bo.catch_up().await;
        assert!(asked.elapsed() < Duration::from_secs(5), "Bo waits");
        let grown = desk.program().memory().saturating_sub(before);
        assert!(grown < 100_000_000, "{grown} bytes for one seat");
    }
    let mut heard = 0;
    while let Reply::Text(_) | Reply::Pong = stuck.next().await {
        heard += 1;
    }
    assert!(heard < FLOOD, "it was waited for: {heard}");
    // It comes back to its call.
    let cleo = Librarian::resume(desk.address, "cleo", &session).await;
    let mut cleo = cleo.expect("her session goes on");
    cleo.talks(contact).await;
}

#[tokio::test]
async fn a_page_that_reads_late_still_gets_its_goodbye() {
    let mut desk = Desk::open(PROGRAM).await;
    let mut bo = desk.bo().await;
    let (mut late, _) = page_that_does_not_read(&desk).await;
    let contact = bo.answers().await;
    for _ in 0..160 {
        bo.signal(contact, new_leg(), much()).await;
    }
    bo.catch_up().await;
    desk.program().terminate();
    bo.closed().await; // the stop is under way
    let goodbye = timeout(PATIENCE, async {
        loop {
            match late.next().await {
                Some(Ok(Frame::Close(goodbye))) => return goodbye,
                Some(Ok(_)) => {}
                Some(Err(_)) | None => return None,
            }
        }
    });
    let goodbye = goodbye.await.expect("the socket ends");
    assert_eq!(goodbye.map(|goodbye| goodbye.code.into()), Some(1012));
    assert_eq!(desk.program().ended().await.code(), Some(0));
}

/// Ada's page, which asked for a place and reads nothing; with her cookie.
async fn page_that_does_not_read(desk: &Desk) -> (Socket, String) {
    let cookie = Patron::cookie(desk.address, HANDLE).await;
    let path = format!("/api/{HANDLE}/socket");
    let headers = [("cookie", cookie.as_str())];
    let page = connect(desk.address, &path, &headers).await;
    let mut page = page.expect("a socket");
    let arrive = FromPatron::Arrive {
        mode: Mode::Video,
        name: "Ada".into(),
        language: Language::It,
        topic: None,
        person: None,
    };
    let arrive = serde_json::to_string(&arrive).expect("JSON");
    page.send(Frame::text(arrive))
        .await
        .expect("an open socket");
    (page, cookie)
}

/// A few hundred of these are more than any buffer on the way holds.
fn much() -> Signal {
    let sdp = "x".repeat(60_000);
    Signal::Offer { sdp }
}

fn is_absent(bo: &Librarian) -> bool {
    let desk = bo.view.desk.as_ref();
    desk.and_then(|desk| desk.contacts.first())
        .is_some_and(|contact| contact.absent)
}

/// A seat in bytes that has signed in.
async fn seat(desk: &Desk, session: &Session) -> RawSocket {
    let mut socket = RawSocket::open(desk.address, "/api/seat", &[]).await;
    let resume = FromSeat::Resume {
        seat: session.seat,
        token: session.token.clone(),
    };
    socket.send(&words(&resume)).await;
    socket
}

/// Reads until a contact rings there.
async fn rung_at(seat: &mut RawSocket) -> ContactId {
    loop {
        let Reply::Text(text) = seat.next().await else {
            panic!("the seat was cut");
        };
        if let Ok(ToSeat::Desk { desk }) = serde_json::from_str(&text)
            && let Some(entry) = desk.line.iter().find(|entry| entry.rings_here)
        {
            return entry.contact;
        }
    }
}

fn words(said: &FromSeat) -> Vec<u8> {
    let text = serde_json::to_string(said).expect("JSON");
    frame(FINAL | opcode::TEXT, text.as_bytes())
}
