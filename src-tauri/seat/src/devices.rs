//! The devices of this computer, as the librarian has chosen them and looks at them.
//!
//! The rule: nothing is open that nobody wants. Camera and microphone are open in a call,
//! and outside of it only while they are tried; the camera alone while a video contact
//! rings, so that one sees oneself before being seen. What is plugged in is watched while
//! somebody looks at the list, tries devices or is in a call.

use sportello_media::{
    Device, DeviceChoices, DeviceCommand, DeviceCommands, DeviceError, DeviceEvent, DeviceList,
    DeviceReport, DeviceUse as Use, Rehearsal,
};
use sportello_wire::window::{
    CallView, DeviceEntry, DeviceFault, DeviceTrouble, DeviceUse, DevicesChosen, DevicesView,
    RehearsalView,
};
use tokio::time::Instant;

use crate::silence::Silence;

/// See the module.
#[derive(Debug, Default)]
pub(crate) struct Devices {
    /// None when the engine has no devices.
    room: Option<DeviceCommands>,
    list: DeviceList,
    chosen: DevicesChosen,
    /// Somebody looks at the lists.
    looked_at: bool,
    /// Somebody tries the devices.
    tried: bool,
    /// A video contact rings.
    rings: bool,
    /// A call has the devices.
    in_call: bool,
    watching: bool,
    open: Rehearsal,
    rehearsed: RehearsalView,
    silence: Silence,
    sounding: Option<DeviceUse>,
    unheard: Option<DeviceTrouble>,
}

impl Devices {
    /// As they were chosen on this computer.
    pub(crate) fn new(chosen: DevicesChosen, room: Option<DeviceCommands>) -> Self {
        let devices = Self {
            room,
            chosen,
            ..Self::default()
        };
        devices.tell(DeviceCommand::Choose(devices.choices()));
        devices
    }

    /// What was chosen, to be kept.
    pub(crate) fn chosen(&self) -> &DevicesChosen {
        &self.chosen
    }

    /// Somebody looks at the lists, or no more.
    pub(crate) fn look(&mut self, on: bool) {
        self.looked_at = on;
        self.follow();
    }

    /// Somebody tries the devices, or no more.
    pub(crate) fn rehearse(&mut self, on: bool) {
        self.tried = on;
        self.follow();
    }

    /// The window is gone or new: it looks at nothing.
    pub(crate) fn leave(&mut self) {
        (self.looked_at, self.tried) = (false, false);
        self.follow();
    }

    /// Whether a video contact rings, and whether a call has the devices.
    pub(crate) fn follow_desk(&mut self, rings: bool, in_call: bool) {
        if (self.rings, self.in_call) != (rings, in_call) {
            (self.rings, self.in_call) = (rings, in_call);
            self.follow();
        }
    }

    /// Calls begin with or without the own picture from now on; `false` when that is
    /// nothing new.
    pub(crate) fn remember_camera(&mut self, on: bool) -> bool {
        let before = std::mem::replace(&mut self.chosen.camera_off, !on);
        self.follow();
        before == on
    }

    /// Chooses for a use; `false` when there is no such device.
    pub(crate) fn choose(&mut self, used_for: DeviceUse, id: Option<&str>) -> bool {
        let found = id.map(|id| self.list.find(for_engine(used_for), id));
        let device = match found {
            None => None,
            Some(Some(device)) => Some(entry(device)),
            Some(None) => return false,
        };
        let chosen = match used_for {
            DeviceUse::Camera => &mut self.chosen.camera,
            DeviceUse::Microphone => &mut self.chosen.microphone,
            DeviceUse::Speaker => &mut self.chosen.speaker,
            DeviceUse::Ringing => &mut self.chosen.ringing,
        };
        *chosen = device;
        self.unheard = None;
        self.tell(DeviceCommand::Choose(self.choices()));
        true
    }

    /// Plays a test sound.
    pub(crate) fn try_out(&mut self, used_for: DeviceUse) {
        self.unheard = None;
        if self.tell(DeviceCommand::Try(for_engine(used_for))) {
            self.sounding = Some(used_for);
        }
    }

    /// Something the engine tells of devices without a call. Gives back how loud the
    /// microphone is, when that is what it told.
    pub(crate) fn hear(&mut self, event: &DeviceEvent, now: Instant) -> Option<f32> {
        match event {
            DeviceEvent::List(list) => self.list = list.clone(),
            DeviceEvent::Report(report) => self.note(report),
            DeviceEvent::OwnLevel(level) if self.open.microphone => {
                self.silence.hear(*level, now);
                return Some(*level);
            }
            DeviceEvent::OwnLevel(_) | DeviceEvent::OwnPreview(_) => {}
            DeviceEvent::Tried { used_for, trouble } => {
                let used_for = for_window(*used_for);
                if self.sounding == Some(used_for) {
                    self.sounding = None;
                }
                self.unheard = trouble.as_ref().map(|trouble| DeviceTrouble {
                    used_for,
                    name: trouble.name.clone(),
                    why: fault(&trouble.why),
                    instead: None,
                });
            }
        }
        None
    }

    /// The own picture is wanted without a call.
    pub(crate) fn shows_oneself(&self) -> bool {
        self.open.camera
    }

    /// What the window shows; in a call the call's own devices stand for the rehearsal's.
    pub(crate) fn view(&self, call: Option<&CallView>) -> DevicesView {
        let entries = |used_for| self.list.of(used_for).iter().map(entry).collect();
        let rehearsal = match call {
            Some(call) if self.tried => Some(RehearsalView {
                camera: call.own.camera,
                microphone: call.own.microphone,
                silent: call.silent,
                troubles: call.troubles.clone(),
            }),
            None if self.tried || self.open != Rehearsal::default() => Some(RehearsalView {
                silent: self.silence.lasts(),
                ..self.rehearsed.clone()
            }),
            Some(_) | None => None,
        };
        DevicesView {
            cameras: entries(Use::Camera),
            microphones: entries(Use::Microphone),
            speakers: entries(Use::Speaker),
            chosen: self.chosen.clone(),
            rehearsal,
            sounding: self.sounding,
            unheard: self.unheard.clone(),
        }
    }

    fn follow(&mut self) {
        let watching = self.looked_at || self.tried || self.in_call;
        if watching != self.watching {
            self.watching = watching;
            self.tell(DeviceCommand::Watch(watching));
        }
        let open = Rehearsal {
            camera: (self.tried || self.rings) && !self.in_call && !self.chosen.camera_off,
            microphone: self.tried && !self.in_call,
        };
        if open != self.open {
            self.open = open;
            self.forget_closed();
            self.tell(DeviceCommand::Rehearse(open));
        }
    }

    fn forget_closed(&mut self) {
        let Rehearsal { camera, microphone } = self.open;
        let view = &mut self.rehearsed;
        view.camera &= camera;
        view.microphone &= microphone;
        view.troubles.retain(|trouble| match trouble.used_for {
            DeviceUse::Camera => camera,
            DeviceUse::Microphone => microphone,
            DeviceUse::Speaker | DeviceUse::Ringing => false,
        });
        if !microphone {
            self.silence.forget();
        }
    }

    fn note(&mut self, report: &DeviceReport) {
        let wanted = match report.used_for {
            Use::Camera => self.open.camera,
            Use::Microphone => self.open.microphone,
            Use::Speaker | Use::Ringing => false,
        };
        if !wanted {
            return; // told before it was closed
        }
        match report.used_for {
            Use::Camera => self.rehearsed.camera = report.open.is_some(),
            Use::Microphone => {
                self.rehearsed.microphone = report.open.is_some();
                self.silence.forget();
            }
            Use::Speaker | Use::Ringing => {}
        }
        put(&mut self.rehearsed.troubles, report);
    }

    fn choices(&self) -> DeviceChoices {
        let chosen = |entry: &Option<DeviceEntry>| {
            entry
                .clone()
                .map(|DeviceEntry { id, name }| Device { id, name })
        };
        DeviceChoices {
            camera: chosen(&self.chosen.camera),
            microphone: chosen(&self.chosen.microphone),
            speaker: chosen(&self.chosen.speaker),
            ringing: chosen(&self.chosen.ringing),
        }
    }

    fn tell(&self, command: DeviceCommand) -> bool {
        self.room.as_ref().is_some_and(|room| room.send(command))
    }
}

/// Puts what is told of a device in the place of what was told of it before.
pub(crate) fn put(troubles: &mut Vec<DeviceTrouble>, report: &DeviceReport) {
    let used_for = for_window(report.used_for);
    troubles.retain(|known| known.used_for != used_for);
    if let Some(trouble) = &report.trouble {
        troubles.push(DeviceTrouble {
            used_for,
            name: trouble.name.clone(),
            why: fault(&trouble.why),
            instead: report.open.as_ref().map(|open| open.name.clone()),
        });
    }
}

fn entry(device: &Device) -> DeviceEntry {
    DeviceEntry {
        id: device.id.clone(),
        name: device.name.clone(),
    }
}

fn fault(why: &DeviceError) -> DeviceFault {
    match why {
        DeviceError::Missing => DeviceFault::Missing,
        DeviceError::Busy => DeviceFault::Busy,
        DeviceError::Forbidden => DeviceFault::Forbidden,
        DeviceError::Failed(_) => DeviceFault::Failed,
    }
}

fn for_window(used_for: Use) -> DeviceUse {
    match used_for {
        Use::Camera => DeviceUse::Camera,
        Use::Microphone => DeviceUse::Microphone,
        Use::Speaker => DeviceUse::Speaker,
        Use::Ringing => DeviceUse::Ringing,
    }
}

fn for_engine(used_for: DeviceUse) -> Use {
    match used_for {
        DeviceUse::Camera => Use::Camera,
        DeviceUse::Microphone => Use::Microphone,
        DeviceUse::Speaker => Use::Speaker,
        DeviceUse::Ringing => Use::Ringing,
    }
}
