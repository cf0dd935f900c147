//! Sound through real plumbing: cpal, a real sound server and null sinks.
//!
//! The test starts a PulseAudio server of its own in a folder of its own and runs
//! itself again as a program that knows no other server. A tone that is played into
//! a source is heard by our microphone; what our speakers play is recorded from the
//! sinks' monitors; a sink is unloaded and loaded in the middle of a call.

mod sound_server;

use std::process::Command;
use std::sync::Arc;

use sportello_media::{
    Device, DeviceChoices, DeviceCommand, DeviceEvent, DeviceUse, Engine, NativeEngine, Rehearsal,
    Ringer, SyntheticDevices, SystemDevices,
};

use self::sound_server::{Recording, SoundServer, playing};
use crate::support::caller::{Caller, Offers, TONE as CALLER_TONE};
use crate::support::desk::{Desk, settings};
use crate::support::eventually;

/// Tells the program that it runs beside the sound server.
const INSIDE: &str = "SPORTELLO_INSIDE_PLUMBING";
/// What is played into the microphone.
const SPOKEN: f32 = 800.0;
/// The first note of the bell.
const BELL: [f32; 2] = [659.25, 523.25];

#[test]
fn sound_goes_through_real_plumbing() {
    let server = SoundServer::start();
    let program = std::env::current_exe().expect("this program");
    let ran = Command::new(program)
        .args(["plumbing::", "--ignored", "--test-threads=1", "--nocapture"])
        .env(INSIDE, "1")
        .env("PULSE_SERVER", server.address())
        .env("PULSE_RUNTIME_PATH", server.folder())
        .env("XDG_RUNTIME_DIR", server.folder())
        .env("HOME", server.folder())
        .status();
    assert!(ran.expect("it starts").success(), "see above");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "started by `sound_goes_through_real_plumbing`"]
async fn devices_are_listed_by_the_names_that_people_know() {
    let engine = engine();
    let list = listed(&engine).await;
    let names = |devices: &[Device]| -> Vec<String> {
        devices.iter().map(|one| one.name.clone()).collect()
    };
    assert!(
        names(&list.speakers).contains(&"Cuffie".to_owned()),
        "{list:?}"
    );
    assert!(
        names(&list.speakers).contains(&"Sala".to_owned()),
        "{list:?}"
    );
    assert!(
        names(&list.microphones).contains(&"Microfono".to_owned()),
        "{list:?}"
    );
    let monitor = |one: &Device| one.id.ends_with(".monitor");
    assert!(!list.microphones.iter().any(monitor), "{list:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "started by `sound_goes_through_real_plumbing`"]
async fn looking_again_and_again_leaves_nothing_behind() {
    let engine = engine();
    listed(&engine).await;
    let before = threads();
    for _ in 0..20 {
        engine.outfit().look();
    }
    eventually("what was asked has ended", || threads() <= before + 1).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "started by `sound_goes_through_real_plumbing`"]
async fn a_call_is_heard_and_spoken_and_outlives_a_lost_speaker() {
    let engine = engine();
    let mut room = engine.green_room().expect("a room");
    room.commands.send(DeviceCommand::Watch(true));
    let list = next_list(&mut room.events).await;
    room.commands.send(DeviceCommand::Choose(DeviceChoices {
        microphone: list
            .microphones
            .iter()
            .find(|one| one.name == "Microfono")
            .cloned(),
        speaker: list
            .speakers
            .iter()
            .find(|one| one.name == "Cuffie")
            .cloned(),
        ..Default::default()
    }));
    tokio::spawn(async move { while room.events.recv().await.is_some() {} });
    let _keeps_the_room = room.commands;

    let _voice = playing(SPOKEN, "into_microphone");
    let mut caller = Caller::call(Offers::VoiceAndPicture).await;
    let mut desk = Desk::open_with(&engine, settings(), SyntheticDevices::new());
    desk.answer(&mut caller).await;
    eventually("the caller hears the tone from our microphone", || {
        (caller.devices.heard().dominant_hertz - SPOKEN).abs() <= 10.0
    })
    .await;
    Recording::of("headset.monitor").hears(CALLER_TONE).await;

    let in_use = || {
        desk.told(|told| {
            let last = told
                .reports
                .iter()
                .rfind(|one| one.used_for == DeviceUse::Speaker);
            last.and_then(|report| report.open.as_ref().map(|one| one.name.clone()))
        })
    };
    sound_server::unload("headset");
    eventually("the next best speaker is used", || {
        in_use().as_deref() == Some("Sala")
    })
    .await;
    Recording::of("hall.monitor").hears(CALLER_TONE).await;
    let trouble = desk.told(|told| {
        let last = told
            .reports
            .iter()
            .rfind(|one| one.used_for == DeviceUse::Speaker);
        last.and_then(|report| report.trouble.clone())
    });
    assert_eq!(trouble.map(|one| one.name), Some("Cuffie".into()));

    sound_server::load_sink("headset", "Cuffie");
    eventually("the chosen speaker is used again", || {
        in_use().as_deref() == Some("Cuffie")
    })
    .await;
    Recording::of("headset.monitor").hears(CALLER_TONE).await;
    caller.hang_up().await;
    desk.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "started by `sound_goes_through_real_plumbing`"]
async fn the_bell_rings_on_its_own_output() {
    let engine = engine();
    let list = listed(&engine).await;
    engine.outfit().choose(DeviceChoices {
        ringing: list.speakers.iter().find(|one| one.name == "Sala").cloned(),
        speaker: list
            .speakers
            .iter()
            .find(|one| one.name == "Cuffie")
            .cloned(),
        ..Default::default()
    });
    let outfit = engine.outfit();
    let bell = tokio::task::spawn_blocking(move || Ringer::start(outfit));
    let bell = bell.await.expect("no panic").expect("it rings");
    Recording::of("hall.monitor").hears_one_of(&BELL).await;
    Recording::of("headset.monitor").hears_nothing().await;
    drop(bell);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "started by `sound_goes_through_real_plumbing`"]
async fn a_muted_microphone_is_given_back_to_the_system() {
    let engine = engine();
    let mut room = engine.green_room().expect("a room");
    let heard = Rehearsal {
        camera: false,
        microphone: true,
    };
    room.commands.send(DeviceCommand::Rehearse(heard));
    while !matches!(
        room.events.recv().await.expect("open"),
        DeviceEvent::OwnLevel(_)
    ) {}
    assert_eq!(sound_server::recorders(), 1);
    room.commands
        .send(DeviceCommand::Rehearse(Rehearsal::default()));
    eventually("nobody records any more", || sound_server::recorders() == 0).await;
}

fn engine() -> NativeEngine {
    assert!(
        std::env::var_os(INSIDE).is_some(),
        "run `sound_goes_through_real_plumbing`"
    );
    NativeEngine::new(Arc::new(SystemDevices))
}

async fn listed(engine: &NativeEngine) -> sportello_media::DeviceList {
    let outfit = engine.outfit();
    let looked = tokio::task::spawn_blocking(move || outfit.look());
    looked.await.expect("no panic")
}

async fn next_list(
    events: &mut tokio::sync::mpsc::Receiver<DeviceEvent>,
) -> sportello_media::DeviceList {
    loop {
        if let DeviceEvent::List(list) = events.recv().await.expect("the room is open") {
            return list;
        }
    }
}

fn threads() -> usize {
    std::fs::read_dir("/proc/self/task").map_or(0, Iterator::count)
}
