//! The room before the stage: devices without a call.
//!
//! Here it is said what is plugged in, chosen what is used, and tried how one
//! looks and sounds. Nothing runs until it is wanted: the list is asked for
//! every two seconds, in a thread of its own, only while somebody watches it;
//! camera and microphone are open only while they are rehearsed.

use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::sync::mpsc;

use crate::MediaError;
use crate::call::PictureSettings;
use crate::devices::outfit::{DeviceChoices, Outfit};
use crate::devices::{DeviceList, DeviceReport, DeviceTrouble, DeviceUse};
use crate::level::Level;
use crate::outbound::camera::{self, View};
use crate::outbound::sound::Ear;
use crate::outbox::Outbox;
use crate::picture::Frame;
use crate::ringer;
use crate::workers::{Leash, Worker, join_all};

/// Between two looks at what is plugged in.
const LOOK_PAUSE: Duration = Duration::from_secs(2);
const GLANCE: Duration = Duration::from_millis(40);
const PREVIEW_PAUSE: Duration = Duration::from_millis(80);
const PREVIEW_WIDTH: u32 = 320;

/// An open green room. It closes when `events` or the last of `commands` is
/// dropped, and lets go of every device.
#[derive(Debug)]
pub struct OpenGreenRoom {
    /// Takes orders; may be cloned.
    pub commands: DeviceCommands,
    /// Yields facts. Pictures and levels are dropped when it is read too slowly.
    pub events: mpsc::Receiver<DeviceEvent>,
}

/// The sending half of a green room's orders.
#[derive(Debug, Clone)]
pub struct DeviceCommands {
    sender: mpsc::UnboundedSender<DeviceCommand>,
}

impl DeviceCommands {
    /// A pair of ends; an engine of one's own keeps the receiver.
    pub fn channel() -> (Self, mpsc::UnboundedReceiver<DeviceCommand>) {
        let (sender, receiver) = mpsc::unbounded_channel();
        (Self { sender }, receiver)
    }

    /// Gives an order; `false` when the room is closed.
    pub fn send(&self, command: DeviceCommand) -> bool {
        self.sender.send(command).is_ok()
    }
}

/// An order to the green room.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DeviceCommand {
    /// Use these from now on, in calls too.
    Choose(DeviceChoices),
    /// Tell what is plugged in, and again when it changes. What calls and
    /// rehearsals use follows the list as long as it is watched.
    Watch(bool),
    /// Open or close what is rehearsed with.
    Rehearse(Rehearsal),
    /// Play a test sound; answered by [`DeviceEvent::Tried`].
    Try(DeviceUse),
}

/// What is open in a rehearsal.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Rehearsal {
    /// The camera: one sees oneself.
    pub camera: bool,
    /// The microphone: one sees how loud one is.
    pub microphone: bool,
}

/// A fact the green room tells.
#[derive(Debug, Clone)]
pub enum DeviceEvent {
    /// What is plugged in.
    List(DeviceList),
    /// How it stands with a device that is rehearsed with.
    Report(DeviceReport),
    /// One's own picture, no wider than 320 pixels.
    OwnPreview(Arc<Frame>),
    /// How loud the own microphone is: 0 at -60 dB or less, 1 at full scale.
    OwnLevel(f32),
    /// A test sound was played, or could not be.
    Tried {
        /// On which output.
        used_for: DeviceUse,
        /// Why it could not be, or why it was played on another output.
        trouble: Option<DeviceTrouble>,
    },
}

/// Opens the room.
pub fn open(outfit: Arc<Outfit>) -> Result<OpenGreenRoom, MediaError> {
    let runtime = tokio::runtime::Handle::try_current().map_err(|_| MediaError::NoRuntime)?;
    let (commands, orders) = DeviceCommands::channel();
    let (outbox, events, _feeder) = Outbox::open();
    let room = GreenRoom {
        outfit,
        outbox,
        watcher: None,
        camera: None,
        mirror: None,
        ear: None,
        trial: None,
    };
    runtime.spawn(room.run(orders));
    Ok(OpenGreenRoom { commands, events })
}

struct GreenRoom {
    outfit: Arc<Outfit>,
    outbox: Outbox<DeviceEvent>,
    watcher: Option<Worker>,
    /// The worker that holds the camera, or that was told to let it go.
    camera: Option<Worker>,
    mirror: Option<Worker>,
    ear: Option<Worker>,
    trial: Option<Worker>,
}

impl GreenRoom {
    async fn run(mut self, mut orders: mpsc::UnboundedReceiver<DeviceCommand>) {
        let outbox = self.outbox.clone();
        loop {
            tokio::select! {
                order = orders.recv() => match order {
                    Some(order) => {
                        if let Err(why) = self.obey(order) {
                            tracing::error!(%why, "a device can't be tried");
                        }
                    }
                    None => break,
                },
                () = outbox.unread() => break,
            }
        }
        let all = [self.watcher, self.camera, self.mirror, self.ear, self.trial];
        let workers = all.into_iter().flatten().collect();
        // Only a cancelled runtime makes this fail; then nobody waits either.
        let _ = tokio::task::spawn_blocking(move || join_all(workers)).await;
    }

    fn obey(&mut self, order: DeviceCommand) -> Result<(), MediaError> {
        match order {
            DeviceCommand::Choose(choices) => self.outfit.choose(choices),
            DeviceCommand::Watch(on) if on == self.watcher.is_some() => {}
            DeviceCommand::Watch(true) => self.watcher = Some(self.watch()?),
            DeviceCommand::Watch(false) => self.watcher = None,
            DeviceCommand::Rehearse(wanted) => self.rehearse(wanted)?,
            DeviceCommand::Try(used_for) => {
                let outbox = self.outbox.clone();
                let tried = move |trouble| outbox.tell(DeviceEvent::Tried { used_for, trouble });
                self.trial = Some(ringer::try_out(self.outfit.clone(), used_for, tried)?);
            }
        }
        Ok(())
    }

    fn watch(&self) -> Result<Worker, MediaError> {
        let (outfit, outbox) = (self.outfit.clone(), self.outbox.clone());
        Worker::start("device-list", move |leash| {
            let mut told = None;
            while leash.holds() {
                let list = Some(outfit.look());
                if told != list {
                    told.clone_from(&list);
                    list.map(DeviceEvent::List)
                        .into_iter()
                        .for_each(|list| outbox.tell(list));
                }
                let looked = Instant::now();
                while leash.holds() && looked.elapsed() < LOOK_PAUSE {
                    std::thread::sleep(GLANCE);
                }
            }
        })
    }

    fn rehearse(&mut self, wanted: Rehearsal) -> Result<(), MediaError> {
        if wanted.microphone != self.ear.is_some() {
            self.ear = None;
            if wanted.microphone {
                self.ear = Some(self.listen()?);
            }
        }
        if wanted.camera != self.mirror.is_some() {
            self.mirror = None;
            self.camera.iter().for_each(Worker::let_go);
            if wanted.camera {
                let view = Arc::new(View::default());
                self.camera = Some(self.open_camera(view.clone())?);
                self.mirror = Some(self.show(view)?);
            }
        }
        Ok(())
    }

    fn listen(&self) -> Result<Worker, MediaError> {
        let (outfit, outbox) = (self.outfit.clone(), self.outbox.clone());
        Worker::start("rehearsal-ear", move |leash| {
            let (mut ear, mut level) = (Ear::new(outfit), Level::default());
            let mut heard = Vec::new();
            while leash.holds() {
                ear.listen(&mut heard, |report| {
                    outbox.tell(DeviceEvent::Report(report));
                });
                if let Some(level) = level.hear(&heard) {
                    outbox.offer(DeviceEvent::OwnLevel(level));
                }
                heard.clear();
            }
        })
    }

    fn open_camera(&mut self, view: Arc<View>) -> Result<Worker, MediaError> {
        let (outfit, outbox) = (self.outfit.clone(), self.outbox.clone());
        let wanted = PictureSettings::default();
        let before = self.camera.take();
        camera::start(outfit, wanted, view, before, move |report| {
            outbox.tell(DeviceEvent::Report(report));
        })
    }

    fn show(&self, view: Arc<View>) -> Result<Worker, MediaError> {
        let outbox = self.outbox.clone();
        Worker::start("rehearsal-mirror", move |leash| {
            mirror(&view, &outbox, &leash)
        })
    }
}

fn mirror(view: &View, outbox: &Outbox<DeviceEvent>, leash: &Leash) {
    let (mut known, mut shown_at) = (0, None::<Instant>);
    while leash.holds() {
        let (picture, number) = view.newer_than(known, GLANCE);
        let soon = shown_at.is_some_and(|at| at.elapsed() < PREVIEW_PAUSE);
        if number == known || soon {
            known = number;
            continue;
        }
        known = number;
        if let Some(picture) = picture {
            shown_at = Some(Instant::now());
            let preview = Arc::new(picture.preview(PREVIEW_WIDTH));
            outbox.offer(DeviceEvent::OwnPreview(preview));
        }
    }
}
