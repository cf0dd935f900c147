//! Sixty bad frames, by hand: each is answered with a typed refusal or a code, the
//! server does not panic, and everybody else is served meanwhile.

mod frames;

use std::time::Duration;

use sportello_kit::raw::{RawSocket, Reply};
use sportello_kit::{Desk, HANDLE, Librarian, Patron, Session};
use sportello_wire::seat::FromSeat;
use tokio::time::timeout;

use crate::PROGRAM;
use frames::Outcome::{Closed, Parted, Refused};
use frames::{Bad, NOT_UNDERSTOOD, OF_PATRONS, OF_SEATS, frames, text};

/// How long somebody else may wait for an answer while a frame is dealt with.
const PROMPTLY: Duration = Duration::from_secs(5);

#[tokio::test]
async fn a_bad_frame_from_a_page_is_answered_and_nobody_else_waits() {
    let mut hostile = Hostile::begin().await;
    let cookie = Patron::cookie(hostile.desk.address, HANDLE).await;
    let mut frames = frames();
    frames.extend(OF_PATRONS.map(|(what, words)| (what, text(words), NOT_UNDERSTOOD)));
    for bad in frames {
        let path = format!("/api/{HANDLE}/socket");
        let headers = [("Cookie", cookie.as_str())];
        let socket = RawSocket::open(hostile.desk.address, &path, &headers).await;
        hostile.is_met(socket, bad).await;
    }
    hostile.end().await;
}

#[tokio::test]
async fn a_bad_frame_from_a_seat_is_answered_and_nobody_else_waits() {
    let mut hostile = Hostile::begin().await;
    let session = hostile.desk.cleo().await.vanish();
    let mut frames = frames();
    frames.extend(OF_SEATS.map(|(what, code, words)| (what, text(words), Refused(code))));
    for bad in frames {
        let socket = signed_in(&hostile.desk, &session).await;
        hostile.is_met(socket, bad).await;
    }
    hostile.end().await;
}

#[tokio::test]
async fn a_bad_frame_before_the_sign_in_ends_the_socket() {
    let mut hostile = Hostile::begin().await;
    for (what, bytes, _) in frames() {
        let mut socket = RawSocket::open(hostile.desk.address, "/api/seat", &[]).await;
        socket.send(&bytes).await;
        let goodbye = loop {
            match socket.next().await {
                Reply::Text(words) => assert!(words.contains("signInRefused"), "{what}: {words}"),
                Reply::Pong => {}
                end @ (Reply::Closed(_) | Reply::Gone) => break end,
            }
        };
        assert!(goodbye != Reply::Gone || bytes.len() > 4096, "{what}");
        hostile.is_prompt(what).await;
    }
    hostile.end().await;
}

#[tokio::test]
async fn who_only_watches_says_nothing() {
    let hostile = Hostile::begin().await;
    let path = format!("/api/{HANDLE}/socket");
    let mut socket = RawSocket::open(hostile.desk.address, &path, &[]).await;
    let arrive = r#"{"type":"arrive","mode":"chat","name":"","language":"it"}"#;
    socket.send(&text(arrive)).await;
    assert_eq!(answer(&mut socket).await, Some("badMessage".into()));
    hostile.end().await;
}

/// A desk with somebody at it who must not wait.
struct Hostile {
    desk: Desk,
    bo: Librarian,
}

impl Hostile {
    async fn begin() -> Self {
        let desk = Desk::open(PROGRAM).await;
        let bo = desk.bo().await;
        Self { desk, bo }
    }

    /// Sends a frame and looks what comes of it.
    async fn is_met(&mut self, mut socket: RawSocket, (what, bytes, outcome): Bad) {
        socket.send(&bytes).await;
        self.is_prompt(what).await;
        match outcome {
            Refused(code) => {
                assert_eq!(answer(&mut socket).await.as_deref(), Some(code), "{what}");
                // And the socket is none the worse.
                socket.send(&text("?")).await;
                let again = answer(&mut socket).await;
                assert_eq!(again.as_deref(), Some("badMessage"), "after {what}");
            }
            Closed(code) => assert_eq!(goodbye(&mut socket).await, Some(Some(code)), "{what}"),
            Parted => _ = goodbye(&mut socket).await,
        }
    }

    /// Somebody else is answered.
    async fn is_prompt(&mut self, what: &str) {
        let answered = timeout(PROMPTLY, self.bo.catch_up()).await;
        assert!(answered.is_ok(), "Bo waits because of {what}");
    }

    async fn end(mut self) {
        self.bo.heard_nothing_more().await;
        assert_eq!(self.desk.ask("GET", "/healthz", &[]).await.status, 200);
        let written = self.desk.program().written();
        assert!(!written.contains("panicked"), "{written}");
    }
}

/// The code of the next refusal; `None` when the socket ends before.
async fn answer(socket: &mut RawSocket) -> Option<String> {
    loop {
        match socket.next().await {
            Reply::Text(words) => {
                let words: serde_json::Value = serde_json::from_str(&words).expect("JSON");
                if words["type"] == "refused" {
                    return words["code"].as_str().map(str::to_owned);
                }
            }
            Reply::Pong => {}
            Reply::Closed(_) | Reply::Gone => return None,
        }
    }
}

/// The code of the goodbye; `None` when the socket ended without one.
async fn goodbye(socket: &mut RawSocket) -> Option<Option<u16>> {
    loop {
        match socket.next().await {
            Reply::Text(_) | Reply::Pong => {}
            Reply::Closed(code) => return Some(code),
            Reply::Gone => return None,
        }
    }
}

/// A seat that has signed in.
async fn signed_in(desk: &Desk, session: &Session) -> RawSocket {
    let mut socket = RawSocket::open(desk.address, "/api/seat", &[]).await;
    let resume = FromSeat::Resume {
        seat: session.seat,
        token: session.token.clone(),
    };
    let resume = serde_json::to_string(&resume).expect("JSON");
    socket.send(&text(&resume)).await;
    loop {
        match socket.next().await {
            Reply::Text(words) if words.contains(r#""type":"welcome""#) => return socket,
            Reply::Text(_) | Reply::Pong => {}
            end @ (Reply::Closed(_) | Reply::Gone) => panic!("not welcome: {end:?}"),
        }
    }
}
