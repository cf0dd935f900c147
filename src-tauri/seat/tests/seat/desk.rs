//! Signing in, ringing and the call, as the desk says.

use crate::support::{ADA, LEG, Stage, contact, desk, offer, ringing};
use sportello_media::{
    CallCommand, CallEvent, Candidate, DeviceError, DeviceReport, EncodedPicture, LinkState,
};
use sportello_wire::seat::{FromSeat, OfferEnd, SignInRefusal, ToSeat};
use sportello_wire::window::{
    CallDevices, CallLink, Connection, DeviceFault, DeviceTrouble, DeviceUse, NewsItem,
    SignInTrouble, WindowOrder, picture,
};
use sportello_wire::{LegId, Mode, Signal};
use uuid::Uuid;

#[tokio::test]
async fn a_wrong_password_is_said_and_nothing_is_tried_again() {
    let mut stage = Stage::empty().await;
    stage.sign_in();
    stage.server.accept().await;
    stage.server.hear().await;
    let code = SignInRefusal::WrongNameOrPassword;
    stage.server.say(ToSeat::SignInRefused { code }).await;
    let why = Some(SignInTrouble::Refused { code });
    stage
        .shown(|state| state.connection == Connection::SignedOut { why: why.clone() })
        .await;
}

#[tokio::test]
async fn a_server_that_is_not_there_is_said_to_be_out_of_reach() {
    let mut stage = Stage::empty().await;
    stage.seat.order(WindowOrder::SignIn {
        server: "http://127.0.0.1:1".into(),
        user: "bo".into(),
        password: "x".into(),
    });
    let why = Some(SignInTrouble::Unreachable);
    stage
        .shown(|state| state.connection == Connection::SignedOut { why: why.clone() })
        .await;
}

#[tokio::test]
async fn an_address_that_is_none_is_refused_before_anything_is_sent() {
    let mut stage = Stage::empty().await;
    stage.seat.order(WindowOrder::SignIn {
        server: "http://desk.example".into(),
        user: "bo".into(),
        password: "x".into(),
    });
    let why = Some(SignInTrouble::BadAddress);
    stage
        .shown(|state| state.connection == Connection::SignedOut { why: why.clone() })
        .await;
}

#[tokio::test]
async fn a_contact_that_rings_sounds_the_bell_and_notifies_once() {
    let mut stage = Stage::set().await;
    stage.server.say(desk(vec![ringing()], None)).await;
    stage
        .shown(|state| {
            state
                .desk
                .as_ref()
                .is_some_and(|desk| !desk.seat.line.is_empty())
        })
        .await;
    stage
        .server
        .say(desk(vec![ringing()], Some(contact(Mode::Chat))))
        .await;
    stage.server.say(desk(Vec::new(), None)).await;
    stage
        .shown(|state| {
            state
                .desk
                .as_ref()
                .is_some_and(|desk| desk.seat.line.is_empty())
        })
        .await;
    assert_eq!(
        stage.notes(),
        ["Ada rings", "bell on", "Ada rings no more", "bell off"]
    );
}

#[tokio::test]
async fn the_patrons_offer_opens_a_call_and_the_answer_goes_back_on_its_leg() {
    let mut stage = Stage::set().await;
    let mut call = stage.in_a_call().await;
    assert!(call.settings.camera_on);
    assert_eq!(call.settings.label, "Biblioteca di Prova");
    assert_eq!(
        call.command().await,
        CallCommand::RemoteOffer {
            sdp: "v=0 first".into()
        }
    );
    call.tell(CallEvent::LocalAnswer {
        sdp: "v=0 answer".into(),
    })
    .await;
    let signal = Signal::Answer {
        sdp: "v=0 answer".into(),
    };
    assert_eq!(
        stage.server.hear().await,
        FromSeat::Signal {
            contact: ADA,
            leg: LEG,
            signal
        }
    );
    let candidate = Candidate {
        candidate: "candidate:1".into(),
        ..Candidate::default()
    };
    call.tell(CallEvent::LocalCandidate(candidate)).await;
    let heard = stage.server.hear().await;
    assert!(matches!(
        heard,
        FromSeat::Signal {
            leg: LEG,
            signal: Signal::Candidate { .. },
            ..
        }
    ));
}

#[tokio::test]
async fn an_offer_on_the_same_leg_is_a_restart_and_on_another_a_new_connection() {
    let mut stage = Stage::set().await;
    let mut first = stage.in_a_call().await;
    first.command().await;
    stage.server.say(offer(LEG, "v=0 restart")).await;
    assert_eq!(
        first.command().await,
        CallCommand::RemoteOffer {
            sdp: "v=0 restart".into()
        }
    );
    stage
        .server
        .say(offer(LegId(Uuid::from_u128(2)), "v=0 reloaded"))
        .await;
    assert_eq!(first.command().await, CallCommand::Close);
    let mut second = stage.call().await;
    assert_eq!(
        second.command().await,
        CallCommand::RemoteOffer {
            sdp: "v=0 reloaded".into()
        }
    );
}

#[tokio::test]
async fn answered_with_voice_the_camera_stays_off_even_if_it_is_asked_for() {
    let mut stage = Stage::set().await;
    stage
        .server
        .say(desk(Vec::new(), Some(contact(Mode::Voice))))
        .await;
    stage.server.say(offer(LEG, "v=0")).await;
    let call = stage.call().await;
    assert!(!call.settings.camera_on);
    stage.seat.order(WindowOrder::SetCamera { on: true });
    stage.seat.order(WindowOrder::SetMicrophone { on: false });
    let off = CallDevices {
        camera: false,
        microphone: false,
    };
    let own = |state: &sportello_wire::window::WindowState| {
        state
            .desk
            .as_ref()
            .and_then(|desk| desk.call.as_ref())
            .map(|call| call.own)
    };
    stage.shown(|state| own(state) == Some(off)).await;
}

#[tokio::test]
async fn the_window_is_told_of_the_link_the_patrons_devices_and_lost_ones() {
    let mut stage = Stage::set().await;
    let call = stage.in_a_call().await;
    call.tell(CallEvent::Link(LinkState::Connected)).await;
    call.tell(CallEvent::Data(
        r#"{"type":"devices","camera":false,"microphone":true}"#.into(),
    ))
    .await;
    let gone = DeviceReport {
        used_for: sportello_media::DeviceUse::Camera,
        open: None,
        trouble: Some(sportello_media::DeviceTrouble {
            name: "Webcam".into(),
            why: DeviceError::Missing,
        }),
    };
    call.tell(CallEvent::Device(gone.clone())).await;
    call.tell(CallEvent::Device(gone)).await;
    let shown = stage.shown(|state| {
        let call = state.desk.as_ref().and_then(|desk| desk.call.as_ref());
        call.is_some_and(|call| !call.troubles.is_empty())
    });
    let view = shown.await.desk.and_then(|desk| desk.call).expect("a call");
    assert_eq!(view.link, CallLink::Connected);
    assert_eq!(
        view.patron,
        CallDevices {
            camera: false,
            microphone: true
        }
    );
    let camera = DeviceTrouble {
        used_for: DeviceUse::Camera,
        name: "Webcam".into(),
        why: DeviceFault::Missing,
        instead: None,
    };
    assert_eq!(view.troubles, [camera]);
}

#[tokio::test]
async fn pictures_reach_the_window_with_their_kind_and_time() {
    let mut stage = Stage::set().await;
    let call = stage.in_a_call().await;
    let key = EncodedPicture {
        key: true,
        timestamp: 0x0102_0304,
        data: b"vp8".as_slice().into(),
    };
    call.tell(CallEvent::RemotePicture(key)).await;
    let packed = stage.pictures.recv().await.expect("a picture");
    assert_eq!(packed[0], picture::PATRON_VP8_KEY);
    assert_eq!(packed[8..picture::HEADER], [4, 3, 2, 1]);
    assert_eq!(&packed[picture::HEADER..], b"vp8");
}

#[tokio::test]
async fn a_running_call_outlives_the_servers_absence() {
    let mut stage = Stage::set().await;
    let mut call = stage.in_a_call().await;
    call.command().await;
    stage.server.vanish();
    stage
        .shown(|state| state.connection == Connection::Away)
        .await;
    stage.seat.order(WindowOrder::SetMicrophone { on: false });
    assert_eq!(call.command().await, CallCommand::SetMicrophone(false));
    let state = stage
        .shown(|state| state.connection == Connection::Away)
        .await;
    assert!(state.desk.and_then(|desk| desk.call).is_some());
}

#[tokio::test]
async fn when_the_contact_ends_the_engine_lets_go_and_the_window_says_why() {
    let mut stage = Stage::set().await;
    let mut call = stage.in_a_call().await;
    call.command().await;
    let by = sportello_wire::EndedBy::Patron;
    let why = OfferEnd::Ended { by };
    stage
        .server
        .say(ToSeat::OfferEnded {
            patron: "Ada".into(),
            why,
        })
        .await;
    stage.server.say(desk(Vec::new(), None)).await;
    assert_eq!(call.command().await, CallCommand::Close);
    let state = stage.shown(|state| state.desk.as_ref().is_some_and(|desk| desk.call.is_none()));
    let news = state.await.news;
    assert_eq!(
        news.last().map(|news| &news.what),
        Some(&NewsItem::ContactEnded {
            patron: "Ada".into(),
            by
        })
    );
}

#[tokio::test]
async fn signing_out_tells_the_server_and_forgets_everything() {
    let mut stage = Stage::set().await;
    stage.seat.order(WindowOrder::SignOut);
    assert_eq!(stage.server.hear().await, FromSeat::SignOut {});
    let state = stage
        .shown(|state| state.connection == Connection::SignedOut { why: None })
        .await;
    assert!(state.desk.is_none());
}

#[tokio::test]
async fn nothing_rings_while_the_server_is_away() {
    let mut stage = Stage::set().await;
    stage.server.say(desk(vec![ringing()], None)).await;
    stage
        .shown(|state| {
            state
                .desk
                .as_ref()
                .is_some_and(|desk| !desk.seat.line.is_empty())
        })
        .await;
    stage.server.vanish();
    let state = stage
        .shown(|state| state.connection == Connection::Away)
        .await;
    assert!(
        state
            .desk
            .expect("a desk")
            .seat
            .line
            .iter()
            .all(|entry| !entry.rings_here)
    );
    assert_eq!(stage.notes().last().map(String::as_str), Some("bell off"));
}
