//! One call and chats beside it at one seat.

use crate::support::{ADA, ADAS, DINOS, LEG, Stage, contact, desk, history, offer, said};
use sportello_media::CallCommand;
use sportello_wire::seat::{FromSeat, SeatContact, ToSeat};
use sportello_wire::window::WindowOrder;
use sportello_wire::{ContactId, Mode};
use uuid::Uuid;

const DINO: ContactId = ContactId(Uuid::from_u128(0xd1d1));

fn dinos_chat() -> SeatContact {
    SeatContact {
        id: DINO,
        thread: DINOS,
        name: "Dino".into(),
        mode: Mode::Chat,
        ..contact(Mode::Chat)
    }
}

#[tokio::test]
async fn chats_come_and_go_beside_a_call_that_goes_on() {
    let mut stage = Stage::set().await;
    let mut call = stage.in_a_call().await;
    let both = [contact(Mode::Video), dinos_chat()];
    stage.server.say(desk(Vec::new(), both)).await;
    stage.server.say(history(DINOS, Vec::new())).await;
    let shown = stage.desk_shown(|desk| desk.conversations.len() == 2).await;
    assert_eq!(shown.conversations[0].thread, ADAS, "the call first");
    assert!(shown.call.is_some());
    stage
        .server
        .say(desk(Vec::new(), [contact(Mode::Video)]))
        .await;
    stage.desk_shown(|desk| desk.conversations.len() == 1).await;
    let sdp = "v=0 first".to_owned();
    assert_eq!(
        call.command().await,
        CallCommand::RemoteOffer { sdp },
        "the same call"
    );
}

#[tokio::test]
async fn a_chat_that_was_answered_first_takes_no_call_away() {
    let mut stage = Stage::set().await;
    stage.server.say(desk(Vec::new(), [dinos_chat()])).await;
    stage.desk_shown(|desk| desk.call.is_none()).await;
    let both = [contact(Mode::Video), dinos_chat()];
    stage.server.say(desk(Vec::new(), both)).await;
    stage.server.say(offer(LEG, "v=0 ada")).await;
    stage.call().await;
}

#[tokio::test]
async fn what_is_written_in_one_of_them_is_unread_until_it_is_seen() {
    let mut stage = Stage::set().await;
    let both = [contact(Mode::Video), dinos_chat()];
    stage.server.say(desk(Vec::new(), both)).await;
    for thread in [ADAS, DINOS] {
        stage.server.say(history(thread, Vec::new())).await;
    }
    let (thread, message) = (DINOS, said(7, "Ci siete?", 700));
    stage.server.say(ToSeat::Message { thread, message }).await;
    let shown = stage.desk_shown(|desk| desk.conversations.iter().any(|one| one.unread));
    let unread: Vec<_> = shown
        .await
        .conversations
        .iter()
        .map(|one| one.unread)
        .collect();
    assert_eq!(unread, [false, true]);
    stage.server.say(ToSeat::Typing { thread: ADAS }).await;
    stage.desk_shown(|desk| desk.conversations[0].typing).await;
    let up_to = i64::MAX;
    stage.seat.order(WindowOrder::Read { thread, up_to });
    stage.desk_shown(|desk| !desk.conversations[1].unread).await;
}

#[tokio::test]
async fn an_order_says_which_contact_it_means() {
    let mut stage = Stage::set().await;
    let both = [contact(Mode::Video), dinos_chat()];
    stage.server.say(desk(Vec::new(), both)).await;
    stage.desk_shown(|desk| desk.conversations.len() == 2).await;
    for contact in [DINO, ADA] {
        stage.seat.order(WindowOrder::HangUp { contact });
        assert_eq!(stage.server.hear().await, FromSeat::HangUp { contact });
    }
}
