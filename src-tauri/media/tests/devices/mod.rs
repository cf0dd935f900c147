//! The devices of a call: chosen, changed, lost, found again, and closed when they
//! are not wanted; and the room in which they are tried before.

use std::sync::Arc;

use sportello_media::{
    CallCommand, Device, DeviceChoices, DeviceCommand, DeviceError, DeviceEvent, DeviceUse, Engine,
    NativeEngine, Rehearsal, SyntheticDevices,
};

use crate::support::caller::{Caller, Offers};
use crate::support::desk::{Desk, settings};
use crate::support::eventually;

/// What the first microphone hums, and the second.
const TONE: f32 = 440.0;
const FIFTH: f32 = 660.0;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn muting_closes_the_microphone_and_the_camera_and_so_does_the_end() {
    let mut caller = Caller::call(Offers::VoiceAndPicture).await;
    let devices = SyntheticDevices::new();
    let mut desk = Desk::open(settings(), devices.clone());
    desk.answer(&mut caller).await;
    let open = || (devices.open_microphones(), devices.open_cameras());
    eventually("both are open", || open() == (1, 1)).await;
    eventually("the own level is told", || {
        desk.told(|told| told.own_level) > 0.5
    })
    .await;

    desk.commands.send(CallCommand::SetMicrophone(false));
    eventually("the microphone is closed", || open() == (0, 1)).await;
    desk.commands.send(CallCommand::SetCamera(false));
    eventually("the camera is closed", || open() == (0, 0)).await;
    desk.commands.send(CallCommand::SetMicrophone(true));
    desk.commands.send(CallCommand::SetCamera(true));
    eventually("both are open again", || open() == (1, 1)).await;

    caller.hang_up().await;
    desk.close().await;
    assert_eq!(open(), (0, 0));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn devices_change_in_the_middle_of_a_call() {
    let mut caller = Caller::call(Offers::VoiceAndPicture).await;
    let devices = SyntheticDevices::new();
    let engine = NativeEngine::new(Arc::new(devices.clone()));
    let mut desk = Desk::open_with(&engine, settings(), devices.clone());
    desk.answer(&mut caller).await;
    hears(&caller, TONE).await;
    eventually("the first speaker plays", || {
        devices.heard_on("speaker-a").samples > 0
    })
    .await;

    let room = engine.green_room().expect("a room");
    room.commands.send(DeviceCommand::Choose(DeviceChoices {
        camera: Some(device("camera-b")),
        microphone: Some(device("microphone-b")),
        speaker: Some(device("speaker-b")),
        ringing: None,
    }));
    hears(&caller, FIFTH).await;
    eventually("the second speaker plays", || {
        devices.heard_on("speaker-b").samples > 0
    })
    .await;
    eventually("each was told", || {
        let uses = [DeviceUse::Camera, DeviceUse::Microphone, DeviceUse::Speaker];
        uses.iter()
            .all(|used_for| in_use(&desk, *used_for).is_some_and(|id| id.ends_with("-b")))
    })
    .await;
    assert_eq!((devices.open_microphones(), devices.open_cameras()), (1, 1));
    caller.hang_up().await;
    desk.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_lost_device_is_replaced_and_used_again_when_it_is_back() {
    let mut caller = Caller::call(Offers::VoiceAndPicture).await;
    let devices = SyntheticDevices::new();
    let engine = NativeEngine::new(Arc::new(devices.clone()));
    let mut room = engine.green_room().expect("a room");
    room.commands.send(DeviceCommand::Choose(DeviceChoices {
        microphone: Some(device("microphone-b")),
        ..Default::default()
    }));
    room.commands.send(DeviceCommand::Watch(true));
    assert!(matches!(
        room.events.recv().await,
        Some(DeviceEvent::List(_))
    ));
    let mut desk = Desk::open_with(&engine, settings(), devices.clone());
    desk.answer(&mut caller).await;
    hears(&caller, FIFTH).await;

    devices.unplug("microphone-b");
    hears(&caller, TONE).await;
    let trouble = desk.told(|told| {
        let last = told
            .reports
            .iter()
            .rfind(|one| one.used_for == DeviceUse::Microphone);
        last.and_then(|report| report.trouble.clone())
    });
    let trouble = trouble.expect("it is told what is gone");
    assert_eq!(
        (trouble.name.as_str(), trouble.why),
        ("microphone-b", DeviceError::Missing)
    );

    devices.plug("microphone-b");
    hears(&caller, FIFTH).await;
    caller.hang_up().await;
    desk.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_rehearsal_shows_and_hears_and_lets_go() {
    let devices = SyntheticDevices::new();
    let engine = NativeEngine::new(Arc::new(devices.clone()));
    let mut room = engine.green_room().expect("a room");
    let both = Rehearsal {
        camera: true,
        microphone: true,
    };
    room.commands.send(DeviceCommand::Rehearse(both));
    room.commands.send(DeviceCommand::Try(DeviceUse::Ringing));
    let (mut pictures, mut loud, mut tried) = (0, 0, false);
    while pictures < 3 || loud < 3 || !tried {
        match room.events.recv().await.expect("the room is open") {
            DeviceEvent::OwnPreview(picture) => {
                assert_eq!((picture.width, picture.height), (320, 240));
                pictures += 1;
            }
            DeviceEvent::OwnLevel(level) => loud += u32::from(level > 0.5),
            DeviceEvent::Tried { used_for, trouble } => {
                tried = used_for == DeviceUse::Ringing && trouble.is_none();
            }
            DeviceEvent::Report(_) | DeviceEvent::List(_) => {}
        }
    }
    assert!(devices.rung().beeps > 0);

    room.commands
        .send(DeviceCommand::Rehearse(Rehearsal::default()));
    let open = || (devices.open_microphones(), devices.open_cameras());
    eventually("both are closed", || open() == (0, 0)).await;
    room.commands.send(DeviceCommand::Rehearse(both));
    eventually("both are open", || open() == (1, 1)).await;
    drop(room);
    eventually("a closed room lets go", || open() == (0, 0)).await;
}

async fn hears(caller: &Caller, tone: f32) {
    eventually("the caller hears the microphone", || {
        (caller.devices.heard().dominant_hertz - tone).abs() <= 10.0
    })
    .await;
}

fn in_use(desk: &Desk, used_for: DeviceUse) -> Option<String> {
    desk.told(|told| {
        let last = told.reports.iter().rfind(|one| one.used_for == used_for)?;
        last.open.as_ref().map(|one| one.id.clone())
    })
}

fn device(id: &str) -> Device {
    Device {
        id: id.into(),
        name: id.into(),
    }
}
