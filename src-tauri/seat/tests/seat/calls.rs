//! The call follows its contact: other modes, a hold, a call of the librarian's own.

use crate::support::{ADA, ADAS, LEG, PlayedCall, Stage, contact, desk, offer};
use sportello_media::{CallCommand, CallEvent, EncodedPicture, LinkState};
use sportello_wire::seat::{FromSeat, OfferEnd, SeatContact, ToSeat};
use sportello_wire::window::{CallDevices, CallLink, NewsItem, WindowDesk, WindowOrder};
use sportello_wire::{LegId, Mode};
use uuid::Uuid;

#[tokio::test]
async fn a_chat_that_becomes_a_call_starts_it_as_at_an_answer_and_ends_it_as_a_chat() {
    let mut stage = Stage::set().await;
    stage.in_a_chat().await;
    goes_on(&mut stage, Mode::Voice, Mode::Voice).await;
    stage.server.say(offer(LEG, "v=0 voice")).await;
    let mut call = stage.call().await;
    assert!(!call.settings.camera_on);
    offered(&mut call, "v=0 voice").await;
    goes_on(&mut stage, Mode::Chat, Mode::Chat).await;
    assert_eq!(call.command().await, CallCommand::Close);
    let shown = stage.desk_shown(|desk| desk.call.is_none()).await;
    assert_eq!(shown.conversations.len(), 1, "the chat goes on");
}

#[tokio::test]
async fn from_video_to_voice_the_camera_stops_and_back_it_starts_on_the_same_leg() {
    let mut stage = Stage::set().await;
    let mut call = stage.in_a_call().await;
    offered(&mut call, "v=0 first").await;
    goes_on(&mut stage, Mode::Voice, Mode::Voice).await;
    assert_eq!(call.command().await, CallCommand::SetCamera(false));
    let sent = stage.desk_shown(|desk| own(desk) == Some(devices(false, true)));
    sent.await;
    goes_on(&mut stage, Mode::Video, Mode::Video).await;
    told_devices(&mut call).await;
    assert_eq!(call.command().await, CallCommand::SetCamera(true));
}

#[tokio::test]
async fn on_hold_nothing_goes_out_or_is_played_and_the_switches_are_as_before_after_it() {
    let mut stage = Stage::set().await;
    let mut call = stage.in_a_call().await;
    offered(&mut call, "v=0 first").await;
    stage.seat.order(WindowOrder::SetCamera { on: false });
    assert_eq!(call.command().await, CallCommand::SetCamera(false));
    told_devices(&mut call).await;

    let contact = ADA;
    stage.seat.order(WindowOrder::Hold { contact, on: true });
    let hold = FromSeat::Hold {
        contact: ADA,
        on: true,
    };
    assert_eq!(stage.server.hear().await, hold);
    holds(&mut stage, true).await;
    assert_eq!(call.command().await, CallCommand::SetSpeaker(false));
    assert_eq!(call.command().await, CallCommand::SetMicrophone(false));
    told_devices(&mut call).await;
    stage
        .desk_shown(|desk| own(desk) == Some(devices(false, false)))
        .await;
    call.tell(picture(b"seen on hold")).await;
    call.tell(CallEvent::Link(LinkState::Connected)).await;
    let connected =
        |desk: &WindowDesk| desk.call.as_ref().map(|call| call.link) == Some(CallLink::Connected);
    stage.desk_shown(connected).await;

    holds(&mut stage, false).await;
    assert_eq!(call.command().await, CallCommand::SetSpeaker(true));
    assert_eq!(call.command().await, CallCommand::NeedKeyFrame);
    assert_eq!(call.command().await, CallCommand::SetMicrophone(true));
    stage
        .desk_shown(|desk| own(desk) == Some(devices(false, true)))
        .await;
    call.tell(picture(b"seen again")).await;
    let packed = stage.pictures.recv().await.expect("a picture");
    assert!(packed.ends_with(b"seen again"));
}

#[tokio::test]
async fn a_page_that_is_reloaded_while_on_hold_is_held_in_its_new_call_too() {
    let mut stage = Stage::set().await;
    let mut first = stage.in_a_call().await;
    offered(&mut first, "v=0 first").await;
    holds(&mut stage, true).await;
    stage
        .desk_shown(|desk| own(desk) == Some(devices(false, false)))
        .await;
    let reloaded = LegId(Uuid::from_u128(2));
    stage.server.say(offer(reloaded, "v=0 reloaded")).await;
    let mut second = stage.call().await;
    assert!(!second.settings.camera_on && !second.settings.microphone_on);
    assert_eq!(second.command().await, CallCommand::SetSpeaker(false));
    offered(&mut second, "v=0 reloaded").await;
}

#[tokio::test]
async fn a_call_of_the_librarians_own_has_no_media_until_it_is_answered() {
    let mut stage = Stage::set().await;
    let mode = Mode::Video;
    stage
        .seat
        .order(WindowOrder::CallPatron { thread: ADAS, mode });
    let call = FromSeat::CallPatron { thread: ADAS, mode };
    assert_eq!(stage.server.hear().await, call);
    let calling = SeatContact {
        calling: true,
        ..contact(Mode::Video)
    };
    stage.server.say(desk(Vec::new(), Some(calling))).await;
    let shown = stage
        .desk_shown(|desk| !desk.seat.contacts.is_empty())
        .await;
    assert!(shown.call.is_none());
    let mut call = stage.in_a_call().await;
    assert!(call.settings.camera_on);
    offered(&mut call, "v=0 first").await;
}

#[tokio::test]
async fn a_patron_who_does_not_answer_is_told_of() {
    let mut stage = Stage::set().await;
    let patron = "Ada".to_owned();
    let why = OfferEnd::PatronDidNotAnswer;
    let ended = ToSeat::OfferEnded {
        patron: patron.clone(),
        why,
    };
    stage.server.say(ended).await;
    let missed = NewsItem::PatronDidNotAnswer {
        patron: patron.clone(),
    };
    stage.news(missed).await;
    let why = OfferEnd::EarlierPatron;
    let ended = ToSeat::OfferEnded {
        patron: patron.clone(),
        why,
    };
    stage.server.say(ended).await;
    stage.news(NewsItem::EarlierPatron { patron }).await;
}

/// The desk says that Ada's contact goes on like this.
async fn goes_on(stage: &mut Stage, mode: Mode, answered_with: Mode) {
    let contact = SeatContact {
        mode,
        ..contact(answered_with)
    };
    stage.server.say(desk(Vec::new(), Some(contact))).await;
}

async fn holds(stage: &mut Stage, on_hold: bool) {
    let contact = SeatContact {
        on_hold,
        ..contact(Mode::Video)
    };
    stage.server.say(desk(Vec::new(), Some(contact))).await;
}

async fn offered(call: &mut PlayedCall, sdp: &str) {
    let sdp = sdp.to_owned();
    assert_eq!(call.command().await, CallCommand::RemoteOffer { sdp });
}

/// The patron's page is told what the librarian sends.
async fn told_devices(call: &mut PlayedCall) {
    let told = call.command().await;
    assert!(matches!(told, CallCommand::SendData(_)), "{told:?}");
}

fn picture(data: &'static [u8]) -> CallEvent {
    CallEvent::RemotePicture(EncodedPicture {
        key: true,
        timestamp: 1,
        data: data.into(),
    })
}

fn own(desk: &WindowDesk) -> Option<CallDevices> {
    desk.call.as_ref().map(|call| call.own)
}

fn devices(camera: bool, microphone: bool) -> CallDevices {
    CallDevices { camera, microphone }
}
