//! Devices are chosen, tried and seen without a call; how loud it is goes to the host.

use sportello_media::{DeviceEvent, OpenGreenRoom};
use sportello_wire::Mode;
use sportello_wire::window::{DeviceUse, DevicesOrder, picture};
use tokio::time::Instant;

use super::Task;
use super::calling::pack_frame;

impl Task {
    pub(super) fn obey_devices(&mut self, order: DevicesOrder) {
        match order {
            DevicesOrder::Look { on } => self.devices.look(on),
            DevicesOrder::Choose { used_for, id } => {
                if self.devices.choose(used_for, id.as_deref()) {
                    self.host.keep_devices(self.devices.chosen());
                }
            }
            DevicesOrder::Rehearse { on } => self.devices.rehearse(on),
            DevicesOrder::TryRinging {} => self.devices.try_out(DeviceUse::Ringing),
            DevicesOrder::TrySpeaker {} => self.devices.try_out(DeviceUse::Speaker),
        }
    }

    /// The camera's switch is remembered from one call to the next, and from the ring
    /// to the call.
    pub(super) fn set_camera(&mut self, on: bool) {
        self.with_call(|call| call.set_camera(on));
        if self.devices.remember_camera(on) {
            self.host.keep_devices(self.devices.chosen());
        }
    }

    /// Devices follow what rings and whether there is a call.
    pub(super) fn follow_devices(&mut self) {
        let line = self.desk.as_ref().map(|desk| desk.line.as_slice());
        let mut rings = line.unwrap_or_default().iter().filter(|one| one.rings_here);
        let video = rings.any(|one| one.mode == Mode::Video);
        self.devices.follow_desk(video, self.call.is_some());
    }

    pub(super) fn hear_devices(&mut self, event: Option<DeviceEvent>) {
        let Some(event) = event else {
            return self.device_events = None;
        };
        if let Some(level) = self.devices.hear(&event, Instant::now()) {
            self.show_level(Some(level), None);
        }
        if let DeviceEvent::OwnPreview(frame) = event
            && self.devices.shows_oneself()
        {
            self.host.picture(pack_frame(picture::OWN_I420, &frame));
        }
    }

    /// Tells how loud it is, if that changed.
    pub(super) fn show_level(&mut self, own: Option<f32>, patron: Option<f32>) {
        let byte = |level: f32| (level.clamp(0.0, 1.0) * 255.0) as u8;
        let [before_own, before_patron] = self.levels;
        let levels = [
            own.map_or(before_own, byte),
            patron.map_or(before_patron, byte),
        ];
        if levels != self.levels {
            self.levels = levels;
            self.host
                .picture(picture::pack(picture::LEVELS, 0, 0, 0, &[&levels]));
        }
    }
}

/// The room in which devices are tried; none when the engine has none.
pub(super) fn open_room(engine: &dyn sportello_media::Engine) -> Option<OpenGreenRoom> {
    match engine.green_room() {
        Ok(room) => Some(room),
        Err(why) => {
            tracing::error!(%why, "devices can't be chosen or tried");
            None
        }
    }
}
