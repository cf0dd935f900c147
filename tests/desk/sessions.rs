//! Sessions of librarians: how long they last, and how they are ended.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use sportello_core::SessionId;
use sportello_kit::{Desk, Librarian, Program, Session, new_seat};
use sportello_server::secrets::hash_token;
use sportello_server::sessions::SessionLife;
use sportello_server::{Server, Settings};
use sportello_store::{NewSession, Store, add_session, use_session};
use sportello_wire::Presence;
use sportello_wire::seat::{SignInRefusal, ToSeat};

use crate::PROGRAM;

const DAY: i64 = 24 * 60 * 60 * 1000;

#[tokio::test]
async fn a_session_lasts_over_a_long_weekend_and_not_over_the_holidays() {
    let mut desk = Desk::open(PROGRAM).await;
    let session = desk.bo().await.vanish();
    for (days, over) in [(6, false), (8, true)] {
        desk.stop().await;
        let store = Store::open(&desk.data()).await.expect("nobody has it");
        let mut writing = store.write().await.expect("free");
        let token = hash_token(&session.token);
        let written = use_session(&mut writing, &token, now() - days * DAY).await;
        written.expect("written");
        writing.commit().await.expect("committed");
        store.close().await;
        drop(store); // and with it the lock
        desk.start().await;
        let resumed = Librarian::resume(desk.address, "bo", &session).await;
        let refusal = over.then_some(SignInRefusal::SessionEnded);
        assert_eq!(resumed.err(), refusal, "after {days} days");
    }
    desk.bo().await.is_now(Presence::Available).await;
}

#[tokio::test]
async fn a_session_in_daily_use_asks_for_the_password_once_a_month() {
    let mut desk = Desk::open(PROGRAM).await;
    let token = "a".repeat(43);
    desk.stop().await;
    begun_days_ago(&desk, &token, 31).await;
    desk.start().await;
    let seat = new_seat();
    let session = Session { seat, token };
    let resumed = Librarian::resume(desk.address, "bo", &session).await;
    assert_eq!(resumed.err(), Some(SignInRefusal::SessionEnded));
    desk.stop().await;
    let month = ("SPORTELLO_SESSIONS_LONGEST_DAYS", "32");
    let mut command = desk.command(&["serve"]);
    command.env(month.0, month.1);
    let mut program = Program::start(command);
    let address = program.line("its address", listening).await;
    let resumed = Librarian::resume(address, "bo", &session).await;
    assert_eq!(resumed.err(), None, "settings say how long");
}

#[tokio::test]
async fn who_is_signed_out_by_the_administrator_must_sign_in_again() {
    let mut desk = Desk::open(PROGRAM).await;
    let sessions = [desk.bo().await.vanish(), desk.bo().await.vanish()];
    let colleague = desk.cleo().await.vanish();
    desk.stop().await;
    let mut program = Program::start(desk.command(&["admin", "end-sessions", "Bo"]));
    assert_eq!(program.ended().await.code(), Some(0));
    assert!(program.written().contains(": 2"), "{program}");
    let mut program = Program::start(desk.command(&["admin", "end-sessions", "nobody"]));
    assert_eq!(program.ended().await.code(), Some(1));
    assert!(program.written().contains("nobody"), "{program}");
    desk.start().await;
    for session in &sessions {
        let resumed = Librarian::resume(desk.address, "bo", session).await;
        assert_eq!(resumed.err(), Some(SignInRefusal::SessionEnded));
    }
    let cleo = Librarian::resume(desk.address, "cleo", &colleague).await;
    assert!(cleo.is_ok());
    desk.bo().await.is_now(Presence::Available).await;
}

#[tokio::test]
async fn the_sockets_of_an_ended_session_are_closed_at_once() {
    let (desk, server) = in_this_process(SessionLife::default()).await;
    let mut seats = [
        signs_in(&desk, &server, "bo").await,
        signs_in(&desk, &server, "bo").await,
    ];
    let mut cleo = signs_in(&desk, &server, "cleo").await;
    let ended = server.end_sessions("bo").await.expect("Bo has an account");
    assert_eq!(ended, 2);
    for bo in &mut seats {
        hears_that_it_is_over(bo).await;
        let again = Librarian::resume(server.address, "bo", &bo.keeps.clone()).await;
        assert_eq!(again.err(), Some(SignInRefusal::SessionEnded));
    }
    cleo.heard_nothing_more().await;
    assert!(server.end_sessions("nobody").await.is_err());
    drop(cleo);
    server.stop().await;
}

#[tokio::test]
async fn a_window_left_open_is_signed_out_and_one_in_use_is_not() {
    let life = SessionLife {
        idle: Duration::from_secs(2),
        longest: Duration::from_secs(5),
    };
    let (desk, server) = in_this_process(life).await;
    let mut idle = signs_in(&desk, &server, "bo").await;
    let mut busy = signs_in(&desk, &server, "cleo").await;
    let idles = async {
        hears_that_it_is_over(&mut idle).await;
        std::time::Instant::now()
    };
    let works = async {
        // Until it is refused by age, and not before.
        loop {
            tokio::time::sleep(Duration::from_millis(200)).await; // a librarian's pace
            busy.send(sportello_kit::Frame::text(NOTHING)).await;
            let heard = busy.next().await;
            if matches!(heard, ToSeat::SignInRefused { .. }) {
                return std::time::Instant::now();
            }
        }
    };
    let (idle_over, busy_over) = tokio::join!(idles, works);
    assert!(idle_over < busy_over, "use keeps a session");
    busy.forget_news();
    server.stop().await;
}

/// Words that are understood, and refused.
const NOTHING: &str = r#"{"type":"say","thread":"00000000-0000-4000-8000-000000000001","id":"00000000-0000-4000-8000-000000000002","text":""}"#;

async fn hears_that_it_is_over(seat: &mut Librarian) {
    let code = SignInRefusal::SessionEnded;
    let over = ToSeat::SignInRefused { code };
    seat.hear("that the session is over", |heard| {
        (*heard == over).then_some(())
    })
    .await;
    seat.closed().await;
}

/// The same server as the desktop program embeds, over a library of the kit.
async fn in_this_process(life: SessionLife) -> (Desk, Server) {
    let mut desk = Desk::open(PROGRAM).await;
    desk.stop().await;
    let settings = Settings {
        session_life: life,
        ..Settings::on_this_computer(desk.data())
    };
    let server = Server::start(settings).await.expect("it starts");
    (desk, server)
}

async fn signs_in(desk: &Desk, server: &Server, user: &str) -> Librarian {
    let password = &desk.account(user).password;
    let seat = Librarian::sign_in(server.address, new_seat(), user, password).await;
    seat.expect("the password is good")
}

/// Writes a session of Bo that was begun long ago and used just now.
async fn begun_days_ago(desk: &Desk, token: &str, days: i64) {
    let store = Store::open(&desk.data()).await.expect("nobody has it");
    let bo = store.account("bo").await.expect("Bo has an account");
    let mut writing = store.write().await.expect("free");
    let (token, begun) = (hash_token(token), now() - days * DAY);
    let session = NewSession {
        id: SessionId(uuid::Uuid::from_u128(7)),
        token_hash: token.clone(),
        librarian: bo.id,
        program: String::new(),
    };
    let added = add_session(&mut writing, &session, begun).await;
    added.expect("written");
    let used = use_session(&mut writing, &token, now()).await;
    used.expect("written");
    writing.commit().await.expect("committed");
    store.close().await;
}

fn listening(line: &str) -> Option<std::net::SocketAddr> {
    let (_, address) = line.split_once("address=")?;
    address.split_whitespace().next()?.parse().ok()
}

fn now() -> i64 {
    let now = SystemTime::now().duration_since(UNIX_EPOCH);
    let now = now.expect("it is after 1970").as_millis();
    i64::try_from(now).expect("it is not the year 292 million")
}
