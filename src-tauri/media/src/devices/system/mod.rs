//! The devices of this computer: nokhwa for the camera, cpal for sound.
//!
//! What was tried: sound on Linux against a PulseAudio server with null sinks
//! (`tests/plumbing.rs`): listed, chosen, played, recorded, unplugged and plugged
//! in again. What was never tried: a real sound card, a headset, Bluetooth, any
//! camera, ALSA without a sound server, PipeWire, Windows and macOS. There it
//! compiles, and that is all that is known.

mod camera;
mod sound;
#[cfg(target_os = "linux")]
mod sound_server;

use crate::call::PictureSettings;
use crate::devices::{Camera, DeviceError, DeviceList, Devices, Microphone, Speaker};

/// The cameras, microphones and speakers of the system.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemDevices;

impl Devices for SystemDevices {
    fn list(&self) -> DeviceList {
        DeviceList {
            cameras: camera::list(),
            ..sound::list()
        }
    }

    fn camera(
        &self,
        id: Option<&str>,
        wanted: &PictureSettings,
    ) -> Result<Box<dyn Camera>, DeviceError> {
        Ok(Box::new(camera::SystemCamera::open(id, wanted)?))
    }

    fn microphone(&self, id: Option<&str>) -> Result<Box<dyn Microphone>, DeviceError> {
        Ok(Box::new(sound::SystemMicrophone::open(id)?))
    }

    fn speaker(&self, id: Option<&str>) -> Result<Box<dyn Speaker>, DeviceError> {
        Ok(Box::new(sound::SystemSpeaker::open(id)?))
    }
}
