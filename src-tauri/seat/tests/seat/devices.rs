//! Devices are listed, chosen and kept; nothing is open that nobody wants.

use sportello_media::{
    CallCommand, CallEvent, CallStatistics, Device, DeviceChoices, DeviceCommand, DeviceError,
    DeviceEvent, DeviceList, DeviceReport, DeviceTrouble, DeviceUse as Use, Frame, LinkState,
    Rehearsal,
};
use sportello_wire::Mode;
use sportello_wire::window::{
    DeviceFault, DeviceUse, DevicesOrder, QualityGrade, WindowOrder, picture,
};

use crate::support::{Stage, contact, desk, ringing};

#[tokio::test]
async fn devices_are_listed_while_somebody_looks_chosen_and_kept() {
    let mut stage = Stage::set().await;
    assert_eq!(stage.room.command().await, chosen(None));
    stage.order(DevicesOrder::Look { on: true });
    assert_eq!(stage.room.command().await, DeviceCommand::Watch(true));
    stage.room.tell(DeviceEvent::List(list())).await;
    let shown = stage
        .shown(|state| !state.devices.microphones.is_empty())
        .await;
    assert_eq!(shown.devices.microphones[0].name, "Jabra");
    assert_eq!(
        shown.devices.chosen.speaker.map(|one| one.name),
        Some("Cuffie".into())
    );

    let choose = |id: Option<&str>| DevicesOrder::Choose {
        used_for: DeviceUse::Microphone,
        id: id.map(str::to_owned),
    };
    stage.order(choose(Some("nobody knows it")));
    stage.order(choose(Some("jabra")));
    assert_eq!(stage.room.command().await, chosen(Some("jabra")));
    stage
        .shown(|state| state.devices.chosen.microphone.is_some())
        .await;
    stage.order(choose(None));
    assert_eq!(stage.room.command().await, chosen(None));
    stage
        .shown(|state| state.devices.chosen.microphone.is_none())
        .await;
    let kept = [
        "keeps Some(\"Jabra\"), camera off: false",
        "keeps None, camera off: false",
    ];
    assert_eq!(*stage.noted.lock().expect("no panic"), kept);

    stage.order(DevicesOrder::Look { on: false });
    assert_eq!(stage.room.command().await, DeviceCommand::Watch(false));
}

#[tokio::test]
async fn a_rehearsal_tells_what_is_heard_and_what_is_wrong() {
    let mut stage = Stage::set().await;
    stage.room.command().await;
    stage.order(DevicesOrder::Rehearse { on: true });
    assert_eq!(stage.room.command().await, DeviceCommand::Watch(true));
    assert_eq!(stage.room.command().await, open(true, true));
    let busy = DeviceReport {
        used_for: Use::Camera,
        open: None,
        trouble: Some(DeviceTrouble {
            name: "Webcam".into(),
            why: DeviceError::Busy,
        }),
    };
    stage.room.tell(DeviceEvent::Report(busy)).await;
    let shown = stage.shown(|state| {
        let rehearsal = state.devices.rehearsal.as_ref();
        rehearsal.is_some_and(|one| !one.troubles.is_empty())
    });
    let rehearsal = shown.await.devices.rehearsal.expect("just seen");
    assert_eq!(
        (rehearsal.camera, rehearsal.troubles[0].why),
        (false, DeviceFault::Busy)
    );

    stage.room.tell(DeviceEvent::OwnLevel(1.0)).await;
    assert_eq!(stage.level().await, [255, 0]);

    stage.order(DevicesOrder::TryRinging {});
    assert_eq!(stage.room.command().await, DeviceCommand::Try(Use::Ringing));
    stage
        .shown(|state| state.devices.sounding == Some(DeviceUse::Ringing))
        .await;
    let missing = DeviceTrouble {
        name: String::new(),
        why: DeviceError::Missing,
    };
    let tried = DeviceEvent::Tried {
        used_for: Use::Ringing,
        trouble: Some(missing),
    };
    stage.room.tell(tried).await;
    let shown = stage.shown(|state| state.devices.unheard.is_some()).await;
    assert_eq!(shown.devices.sounding, None);

    stage.seat.show();
    assert_eq!(
        stage.room.command().await,
        DeviceCommand::Watch(false),
        "a new window tries nothing"
    );
    assert_eq!(stage.room.command().await, open(false, false));
}

#[tokio::test]
async fn one_sees_oneself_while_a_video_contact_rings_and_the_camera_is_remembered_off() {
    let mut stage = Stage::set().await;
    stage.room.command().await;
    stage.server.say(desk(vec![ringing()], None)).await;
    assert_eq!(
        stage.room.command().await,
        open(true, false),
        "the microphone stays closed"
    );
    let own = Frame::filled(4, 2, [1, 2, 3]);
    stage.room.tell(DeviceEvent::OwnPreview(own.into())).await;
    let packed = stage.pictures.recv().await.expect("a picture");
    assert_eq!(packed[0], picture::OWN_I420);

    stage.seat.order(WindowOrder::SetCamera { on: false });
    assert_eq!(stage.room.command().await, open(false, false));
    assert_eq!(
        *stage.noted.lock().expect("no panic").last().expect("kept"),
        "keeps None, camera off: true"
    );
    let mut call = stage.in_a_call().await;
    assert!(!call.settings.camera_on);
    assert_eq!(
        stage.room.command().await,
        DeviceCommand::Watch(true),
        "a call follows the plugs"
    );
    stage.seat.order(WindowOrder::SetCamera { on: true });
    loop {
        if call.command().await == CallCommand::SetCamera(true) {
            break;
        }
    }
    stage.server.say(desk(Vec::new(), None)).await;
    assert_eq!(stage.room.command().await, DeviceCommand::Watch(false));
    stage.server.say(desk(vec![ringing()], None)).await;
    assert_eq!(
        stage.room.command().await,
        open(true, false),
        "on again is remembered too"
    );
}

#[tokio::test]
async fn a_call_tells_what_replaces_a_lost_device_and_how_good_the_connection_is() {
    let mut stage = Stage::set().await;
    let call = stage.in_a_call().await;
    call.tell(CallEvent::Link(LinkState::Connected)).await;
    let lost = DeviceReport {
        used_for: Use::Microphone,
        open: Some(device("integrato", "Microfono integrato")),
        trouble: Some(DeviceTrouble {
            name: "Jabra".into(),
            why: DeviceError::Missing,
        }),
    };
    call.tell(CallEvent::Device(lost)).await;
    let view = stage.desk_shown(|desk| {
        desk.call
            .as_ref()
            .is_some_and(|call| !call.troubles.is_empty())
    });
    let troubles = view.await.call.expect("a call").troubles;
    assert_eq!(troubles[0].instead.as_deref(), Some("Microfono integrato"));
    let back = DeviceReport {
        used_for: Use::Microphone,
        open: Some(device("jabra", "Jabra")),
        trouble: None,
    };
    call.tell(CallEvent::Device(back)).await;
    stage
        .desk_shown(|desk| {
            desk.call
                .as_ref()
                .is_some_and(|call| call.troubles.is_empty())
        })
        .await;

    for _ in 0..8 {
        let second = CallStatistics {
            target_kbps: 900,
            concealed: 0.4,
            ..Default::default()
        };
        call.tell(CallEvent::Statistics(second)).await;
    }
    let poor = |quality: sportello_wire::window::CallQuality| quality.grade == QualityGrade::Poor;
    stage
        .desk_shown(|desk| {
            desk.call
                .as_ref()
                .and_then(|call| call.quality)
                .is_some_and(poor)
        })
        .await;
}

#[tokio::test]
async fn on_hold_the_own_devices_are_closed() {
    let mut stage = Stage::set().await;
    let mut call = stage.in_a_call().await;
    let mut held = contact(Mode::Video);
    held.on_hold = true;
    stage.server.say(desk(Vec::new(), Some(held))).await;
    let mut closed = Vec::new();
    while closed.len() < 2 {
        let command = call.command().await;
        if matches!(
            command,
            CallCommand::SetCamera(false) | CallCommand::SetMicrophone(false)
        ) {
            closed.push(command);
        }
    }
}

impl Stage {
    fn order(&self, order: DevicesOrder) {
        self.seat.order(WindowOrder::Devices { order });
    }

    /// The next levels that are told.
    async fn level(&mut self) -> [u8; 2] {
        loop {
            let packed = self.pictures.recv().await.expect("the seat is alive");
            if packed[0] == picture::LEVELS {
                return [packed[picture::HEADER], packed[picture::HEADER + 1]];
            }
        }
    }
}

fn chosen(microphone: Option<&str>) -> DeviceCommand {
    DeviceCommand::Choose(DeviceChoices {
        microphone: microphone.map(|id| device(id, "Jabra")),
        speaker: Some(device("cuffie", "Cuffie")),
        ..Default::default()
    })
}

fn open(camera: bool, microphone: bool) -> DeviceCommand {
    DeviceCommand::Rehearse(Rehearsal { camera, microphone })
}

fn list() -> DeviceList {
    DeviceList {
        microphones: vec![
            device("jabra", "Jabra"),
            device("integrato", "Microfono integrato"),
        ],
        ..Default::default()
    }
}

fn device(id: &str, name: &str) -> Device {
    Device {
        id: id.into(),
        name: name.into(),
    }
}
