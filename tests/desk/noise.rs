//! What no client of ours would send: the server answers with a refusal or closes,
//! and everybody else goes on.

use sportello_kit::{Client, Desk, Frame, Patron, Side, new_message};
use sportello_wire::patron::ToPatron;
use sportello_wire::seat::{FromSeat, ToSeat};
use sportello_wire::{LARGEST_MESSAGE, Mode, RefusalCode};

use crate::PROGRAM;

/// Words that are no words of the wire.
const GARBAGE: [&str; 12] = [
    "",
    "hello",
    "null",
    "[]",
    "{}",
    r#"{"type":"arrive"}"#,
    r#"{"type":"fly"}"#,
    r#"{"type":"arrive","mode":"video","name":"Ada","language":"it","vip":true}"#,
    r#"{"type":"arrive","mode":"telepathy","name":"Ada","language":"it"}"#,
    r#"{"type":"say","id":"1","text":"no id"}"#,
    r#"{"type":"say","id":"00000000-0000-0000-0000-000000000000","text":{"a":1}}"#,
    r#"{"type":"signal","leg":"00000000-0000-0000-0000-000000000000","signal":{"type":"offer","sdp":"","x":1}}"#,
];

#[tokio::test]
async fn garbage_is_refused_and_the_socket_stays() {
    let desk = Desk::open(PROGRAM).await;
    let mut bo = desk.bo().await;
    let mut ada = desk.ada().await;
    for garbage in GARBAGE {
        ada.say_raw(garbage).await;
        ada.is_refused(RefusalCode::BadMessage).await;
        bo.say_raw(garbage).await;
        bo.is_refused(RefusalCode::BadMessage).await;
    }
    let deep = "[".repeat(20_000);
    ada.say_raw(&deep).await;
    ada.is_refused(RefusalCode::BadMessage).await;
    ada.arrive(Mode::Chat).await;
    bo.answers().await;
    ada.talks_with("Bo Conti").await;
}

#[tokio::test]
async fn a_message_that_is_too_large_or_binary_ends_the_socket_and_nothing_else() {
    let desk = Desk::open(PROGRAM).await;
    let mut bo = desk.bo().await;
    let mut ada = desk.ada().await;
    ada.arrive(Mode::Chat).await;
    let contact = ada.waits_at(1).await;
    let frames = [
        Frame::text("x".repeat(LARGEST_MESSAGE + 1)),
        Frame::binary(vec![0; 10]),
    ];
    for frame in frames {
        ada.send(frame).await;
        ada.closed().await;
        ada = desk.patron_again("Ada", ada.keeps.clone()).await;
        assert_eq!(ada.waits_at(1).await, contact);
    }
    assert_eq!(bo.answers().await, contact);
    ada.talks_with("Bo Conti").await;
}

#[tokio::test]
async fn bytes_that_are_no_websocket_end_the_socket_and_nothing_else() {
    use tokio::io::AsyncWriteExt;
    let desk = Desk::open(PROGRAM).await;
    let path = format!("/api/{}/socket", sportello_kit::HANDLE);
    let mut socket = sportello_kit::connect(desk.address, &path, &[])
        .await
        .expect("a socket");
    let noise: Vec<u8> = (0..=255).cycle().take(4096).collect();
    let _ = socket.get_mut().write_all(&noise).await;
    Patron::over(socket, "a scanner", None).closed().await;
    desk.ada().await.sees_closed().await;
}

#[tokio::test]
async fn a_flood_is_refused_with_the_ids_of_what_was_not_taken() {
    const FLOOD: usize = 1000;
    let desk = Desk::open(PROGRAM).await;
    let mut bo = desk.bo().await;
    let mut ada = desk.ada().await;
    ada.arrive(Mode::Chat).await;
    let contact = bo.answers().await;
    ada.talks_with("Bo Conti").await;
    let ids: Vec<_> = (0..FLOOD).map(|_| new_message()).collect();
    let (mut confirmed, mut refused) = (0, 0);
    for (number, id) in ids.iter().enumerate() {
        ada.write_as(*id, "e allora?").await;
        if number % 100 == 99 {
            // Reading along, so that it is the flood that is answered, not slowness.
            for id in &ids[number - 99..=number] {
                match answer_to(&mut ada, *id).await {
                    None => confirmed += 1,
                    Some(code) => {
                        assert_eq!(code, RefusalCode::TooMany);
                        refused += 1;
                    }
                }
            }
        }
    }
    assert!(confirmed >= 100, "a burst is taken: {confirmed}");
    assert!(refused > 0, "a flood is not");
    // Bo read all that was confirmed, and can still be heard by others.
    for _ in 0..confirmed {
        bo.hear("a message", |heard| {
            matches!(heard, ToSeat::Message { .. }).then_some(())
        })
        .await;
    }
    bo.hangs_up(contact).await;
    bo.heard_nothing_more().await;
    assert_eq!(desk.ask("GET", "/healthz", &[]).await.status, 200);
}

#[tokio::test]
async fn a_seat_that_does_not_sign_in_first_is_refused() {
    let desk = Desk::open(PROGRAM).await;
    let first = serde_json::to_string(&FromSeat::SignOut {}).expect("JSON");
    for words in [first.as_str(), "hello", "", GARBAGE[7]] {
        let socket = sportello_kit::connect(desk.address, "/api/seat", &[]).await;
        let mut socket: Client<Raw> = Client::over(socket.expect("a socket"), "nobody", ());
        socket.say_raw(words).await;
        assert!(matches!(socket.next().await, ToSeat::SignInRefused { .. }));
        socket.closed().await;
    }
}

#[tokio::test]
async fn a_patron_can_not_speak_as_a_seat_nor_a_seat_as_a_patron() {
    let desk = Desk::open(PROGRAM).await;
    let mut bo = desk.bo().await;
    bo.say_raw(r#"{"type":"leave"}"#).await;
    bo.is_refused(RefusalCode::BadMessage).await;
    let mut ada = desk.ada().await;
    ada.say_raw(r#"{"type":"setPresence","presence":"away"}"#)
        .await;
    ada.is_refused(RefusalCode::BadMessage).await;
    ada.sees_open(1, 0).await;
}

/// Whether a message was refused, and why.
async fn answer_to(ada: &mut Patron, id: sportello_wire::MessageId) -> Option<RefusalCode> {
    ada.hear("an answer to each message", |heard| match heard {
        ToPatron::Message { message } if message.id == id => Some(None),
        ToPatron::Refused { code, about } if *about == Some(id) => Some(Some(*code)),
        _ => None,
    })
    .await
}

/// A seat's socket before anybody signed in.
struct Raw;

impl Side for Raw {
    type Says = FromSeat;
    type Hears = ToSeat;
    type View = ();
    type Keeps = ();

    fn take((): &mut (), heard: ToSeat) -> Option<ToSeat> {
        Some(heard)
    }

    fn fence() -> (FromSeat, impl Fn(&ToSeat) -> bool) {
        (FromSeat::SignOut {}, |_: &ToSeat| true)
    }
}
