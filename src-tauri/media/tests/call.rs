//! A caller calls the native engine over this computer's own network.
//!
//! Real peers, real codecs, real time; only the devices are synthetic.

mod devices;
mod hardship;
#[cfg(target_os = "linux")]
mod plumbing;
mod relayed;
mod support;

use std::sync::atomic::Ordering::Relaxed;

use sportello_media::{
    CallCommand, DeviceUse, HandOver, LinkState, MediaError, SyntheticDevices, Trouble,
};
use support::caller::{Caller, Offers, TONE};
use support::desk::{Desk, settings};
use support::eventually;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_call_carries_picture_and_sound_both_ways() {
    let mut caller = Caller::call(Offers::VoiceAndPicture).await;
    let mut desk = Desk::open(settings(), SyntheticDevices::new());
    desk.answer(&mut caller).await;

    let seen = caller.seen.clone();
    eventually("the caller sees the desk move", || {
        seen.test_pictures.load(Relaxed) > 30
    })
    .await;
    eventually("the desk sees the caller move", || {
        desk.told(|told| told.test_pictures) > 30
    })
    .await;
    let heard = || caller.devices.heard();
    eventually("the caller hears the desk", || {
        (heard().dominant_hertz - 440.0).abs() < 15.0
    })
    .await;
    let heard = || desk.devices.heard();
    eventually("the desk hears the caller", || {
        (heard().dominant_hertz - TONE).abs() < 15.0
    })
    .await;
    eventually("the loudness is told", || {
        desk.told(|told| told.level) > 0.5
    })
    .await;
    assert_eq!(desk.told(|told| told.troubles.clone()), []);
    let first = caller
        .seen
        .first_frame
        .lock()
        .expect("no panic")
        .expect("it saw pictures");
    let picture = desk
        .told(|told| told.first_picture)
        .expect("it saw pictures");
    println!(
        "set-up to first frame: caller {} ms, desk {} ms",
        first.duration_since(desk.opened).as_millis(),
        picture.duration_since(desk.opened).as_millis(),
    );
    caller.hang_up().await;
    let links = desk.close().await;
    assert!(links.contains(&LinkState::Connected));
    assert_eq!(links.last(), Some(&LinkState::Closed));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_call_tells_its_numbers_and_previews() {
    let mut caller = Caller::call(Offers::VoiceAndPicture).await;
    let mut desk = Desk::open(settings(), SyntheticDevices::new());
    desk.answer(&mut caller).await;
    eventually("two seconds are told in numbers", || {
        desk.told(|told| told.statistics.len()) > 2
    })
    .await;

    let last = desk
        .told(|told| told.statistics.last().cloned())
        .expect("just told");
    assert!(
        last.frames_sent > 15 && last.frames_received > 15,
        "{last:?}"
    );
    assert!(
        last.kbps_out > 50 && last.kbps_in > 50 && last.target_kbps >= 100,
        "{last:?}"
    );
    assert!(last.concealed < 0.1, "{last:?}");
    assert!(last.round_trip.is_some(), "{last:?}");
    assert!(desk.told(|told| told.previews) > 3);
    assert_eq!(desk.told(|told| told.widest_preview), 160);
    println!("{last:?}");
    caller.hang_up().await;
    desk.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn text_goes_both_ways_on_the_channel_the_browser_opened() {
    let mut caller = Caller::call(Offers::Voice).await;
    let mut desk = Desk::open(settings(), SyntheticDevices::new());
    desk.commands
        .send(CallCommand::SendData("too early".into()));
    eventually("early text is refused", || {
        desk.told(|told| told.troubles.contains(&Trouble::DataNotSent))
    })
    .await;
    desk.answer(&mut caller).await;
    eventually("the link stands", || {
        desk.link() == Some(LinkState::Connected)
    })
    .await;
    eventually("the channel is open", || {
        caller.seen.channel_open.load(Relaxed)
    })
    .await;

    caller.say("Buongiorno").await;
    eventually("the desk reads", || {
        desk.told(|told| told.texts == ["Buongiorno"])
    })
    .await;
    desk.commands
        .send(CallCommand::SendData("Un momento, prego".into()));
    let texts = || caller.seen.texts.lock().expect("no panic").clone();
    eventually("the caller reads", || texts() == ["Un momento, prego"]).await;
    caller.hang_up().await;
    desk.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_call_survives_an_ice_restart() {
    let mut caller = Caller::call(Offers::VoiceAndPicture).await;
    let mut desk = Desk::open(settings(), SyntheticDevices::new());
    desk.answer(&mut caller).await;
    let seen = caller.seen.clone();
    eventually("the caller sees the desk", || {
        seen.test_pictures.load(Relaxed) > 5
    })
    .await;

    let since = std::time::Instant::now();
    desk.negotiate(&caller, true).await;
    let (pictures, frames) = (desk.told(|told| told.pictures), seen.frames.load(Relaxed));
    eventually("the link stands again", || {
        desk.link() == Some(LinkState::Connected)
    })
    .await;
    eventually("pictures go on", || {
        desk.told(|told| told.pictures) > pictures + 20 && seen.frames.load(Relaxed) > frames + 20
    })
    .await;
    println!(
        "20 pictures each way after an ICE restart: {} ms",
        since.elapsed().as_millis()
    );
    let answers = desk.told(|told| told.answers.clone());
    assert_ne!(user_fragment(&answers[0]), user_fragment(&answers[1]));
    caller.hang_up().await;
    desk.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_closed_camera_shows_the_still_and_a_closed_microphone_is_silent() {
    let mut caller = Caller::call(Offers::VoiceAndPicture).await;
    let mut desk = Desk::open(settings(), SyntheticDevices::new());
    desk.answer(&mut caller).await;
    let seen = caller.seen.clone();
    eventually("the caller sees the desk", || {
        seen.test_pictures.load(Relaxed) > 5
    })
    .await;
    eventually("the caller hears the desk", || {
        caller.devices.heard().loudness > 0.1
    })
    .await;

    desk.commands.send(CallCommand::SetCamera(false));
    desk.commands.send(CallCommand::SetMicrophone(false));
    let stills = seen.stills.load(Relaxed);
    eventually("the still comes, and again", || {
        seen.stills.load(Relaxed) > stills + 3
    })
    .await;
    eventually("it is silent", || caller.devices.heard().loudness < 0.01).await;
    // Renegotiated while muted, as a browser does when its own camera goes off.
    desk.negotiate(&caller, false).await;

    let moving = seen.test_pictures.load(Relaxed);
    desk.commands.send(CallCommand::SetCamera(true));
    desk.commands.send(CallCommand::SetMicrophone(true));
    eventually("the picture moves again", || {
        seen.test_pictures.load(Relaxed) > moving + 10
    })
    .await;
    eventually("the voice is back", || {
        caller.devices.heard().loudness > 0.1
    })
    .await;
    caller.hang_up().await;
    desk.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_closed_speaker_keeps_silent_until_it_is_opened_again() {
    let mut caller = Caller::call(Offers::Voice).await;
    let mut desk = Desk::open(settings(), SyntheticDevices::new());
    desk.answer(&mut caller).await;
    let hears = || desk.devices.heard().loudness;
    eventually("the desk hears the caller", || hears() > 0.1).await;
    desk.commands.send(CallCommand::SetSpeaker(false));
    eventually("the desk hears nothing", || hears() < 0.01).await;
    desk.commands.send(CallCommand::SetSpeaker(true));
    eventually("the desk hears the caller again", || hears() > 0.1).await;
    caller.hang_up().await;
    desk.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_hand_over_changes_during_the_call() {
    let mut caller = Caller::call(Offers::VoiceAndPicture).await;
    let mut desk = Desk::open(settings(), SyntheticDevices::new());
    desk.answer(&mut caller).await;
    eventually("encoded pictures come", || {
        desk.told(|told| told.pictures) > 5
    })
    .await;
    desk.commands
        .send(CallCommand::SetHandOver(HandOver::Decoded));
    eventually("decoded pictures come", || {
        desk.told(|told| told.frames) > 10
    })
    .await;
    desk.commands
        .send(CallCommand::SetHandOver(HandOver::Encoded));
    let pictures = desk.told(|told| told.pictures);
    eventually("encoded ones again", || {
        desk.told(|told| told.pictures) > pictures + 5
    })
    .await;
    desk.commands.send(CallCommand::NeedKeyFrame);
    let asked =
        |told: &support::desk::Told| told.statistics.last().map(|last| last.key_frames_asked);
    eventually("a key frame was asked for each time", || {
        desk.told(asked) >= Some(3)
    })
    .await;
    caller.hang_up().await;
    desk.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_voice_only_offer_is_answered_with_voice() {
    let mut caller = Caller::call(Offers::Voice).await;
    let mut desk = Desk::open(settings(), SyntheticDevices::new());
    desk.answer(&mut caller).await;
    let heard = || desk.devices.heard();
    eventually("the desk hears the caller", || {
        (heard().dominant_hertz - TONE).abs() < 15.0
    })
    .await;
    eventually("the caller hears the desk", || {
        caller.devices.heard().loudness > 0.1
    })
    .await;
    let answer = desk.told(|told| told.answers[0].clone());
    assert!(!answer.contains("m=video"), "{answer}");
    caller.hang_up().await;
    desk.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_computer_without_devices_still_holds_the_call() {
    let mut caller = Caller::call(Offers::VoiceAndPicture).await;
    let devices = SyntheticDevices::new();
    let devices = devices
        .without_camera()
        .without_microphone()
        .without_speaker();
    let mut desk = Desk::open(settings(), devices);
    desk.answer(&mut caller).await;
    let seen = caller.seen.clone();
    eventually("the caller sees the still", || {
        seen.stills.load(Relaxed) > 2
    })
    .await;
    eventually("the desk sees the caller", || {
        desk.told(|told| told.test_pictures) > 5
    })
    .await;
    eventually("the loudness is told all the same", || {
        desk.told(|told| told.level) > 0.5
    })
    .await;
    for used_for in [DeviceUse::Camera, DeviceUse::Microphone, DeviceUse::Speaker] {
        let missing = desk.told(|told| {
            let about = told.reports.iter().find(|one| one.used_for == used_for);
            about.is_some_and(|report| report.open.is_none() && report.trouble.is_some())
        });
        assert!(missing, "{used_for:?}");
    }
    caller.hang_up().await;
    desk.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_bad_offer_fails_the_call_and_nothing_else() {
    let desk = Desk::open(settings(), SyntheticDevices::new());
    let offers = [
        "",
        "hello",
        "v=0\r\n",
        "v=0\r\no=- 1 1 IN IP4 0\r\ns=-\r\nt=0 0\r\nm=video\r\n",
    ];
    for sdp in offers {
        let sdp = sdp.to_owned();
        desk.commands.send(CallCommand::RemoteOffer { sdp });
    }
    let refused = |told: &support::desk::Told| {
        let bad = |trouble: &&Trouble| {
            matches!(
                trouble,
                Trouble::Refused {
                    error: MediaError::BadOffer(_)
                }
            )
        };
        told.troubles.iter().filter(bad).count()
    };
    eventually("each was refused", || desk.told(refused) == offers.len()).await;
    assert_eq!(desk.link(), Some(LinkState::Failed));
    desk.close().await;
}

fn user_fragment(sdp: &str) -> Option<&str> {
    sdp.lines().find(|line| line.starts_with("a=ice-ufrag:"))
}
