//! The devices of this computer: nokhwa for the camera, cpal for sound.
//!
//! The defaults of the system are used; choosing among several comes with the
//! settings page. No camera or sound card was at hand when this was written:
//! it compiles on every system of the two crates and is proven on none.

mod camera;
mod sound;

use crate::call::PictureSettings;
use crate::devices::{Camera, DeviceError, Devices, Microphone, Speaker};

/// The camera, microphone and speaker the system offers first.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemDevices;

impl Devices for SystemDevices {
    fn camera(&self, wanted: &PictureSettings) -> Result<Box<dyn Camera>, DeviceError> {
        Ok(Box::new(camera::SystemCamera::open(wanted)?))
    }

    fn microphone(&self) -> Result<Box<dyn Microphone>, DeviceError> {
        Ok(Box::new(sound::SystemMicrophone::open()?))
    }

    fn speaker(&self) -> Result<Box<dyn Speaker>, DeviceError> {
        Ok(Box::new(sound::SystemSpeaker::open()?))
    }

    fn ringer(&self) -> Result<Box<dyn Speaker>, DeviceError> {
        Ok(Box::new(sound::SystemSpeaker::open()?))
    }
}
