//! Camera, microphone and speaker as the engine sees them.
//!
//! A device is opened on the thread that uses it and never leaves it, so none
//! has to be `Send`. Sound is mono at 48 kHz, samples -1..1. A device that
//! fails while in use says so once; its owner drops it and the call goes on.

pub mod resample;
pub mod ring;
pub mod synthetic;
pub mod system;

use std::time::Duration;

use crate::call::PictureSettings;
use crate::picture::Frame;

/// Samples a second of all sound in this crate.
pub const SAMPLE_RATE: u32 = 48_000;

/// The devices of a computer.
pub trait Devices: Send + Sync {
    /// Opens the camera, as near to the wanted size as it can.
    fn camera(&self, wanted: &PictureSettings) -> Result<Box<dyn Camera>, DeviceError>;
    /// Opens the microphone.
    fn microphone(&self) -> Result<Box<dyn Microphone>, DeviceError>;
    /// Opens the speaker for a conversation.
    fn speaker(&self) -> Result<Box<dyn Speaker>, DeviceError>;
    /// Opens the speaker that rings, which may be another one.
    fn ringer(&self) -> Result<Box<dyn Speaker>, DeviceError>;
}

/// An open camera.
pub trait Camera {
    /// The next picture, or `None` when none came within about `patience`.
    /// Its size is the camera's own.
    fn picture(&mut self, patience: Duration) -> Result<Option<Frame>, DeviceError>;
}

/// An open microphone.
pub trait Microphone {
    /// Appends what was heard since the last call to `heard`; waits at most
    /// about `patience` for something.
    fn listen(&mut self, heard: &mut Vec<f32>, patience: Duration) -> Result<(), DeviceError>;
}

/// An open speaker. It is filled by whoever plays: `room`, then `play`.
pub trait Speaker {
    /// How many samples it would take now without piling up delay.
    fn room(&mut self) -> Result<usize, DeviceError>;
    /// Plays after what it was given before.
    fn play(&mut self, sound: &[f32]) -> Result<(), DeviceError>;
}

/// Why a device could not be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DeviceError {
    /// There is none.
    #[error("there is no such device")]
    Missing,
    /// It could not be opened, or it stopped.
    #[error("the device failed: {0}")]
    Failed(String),
}
