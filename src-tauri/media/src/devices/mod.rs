//! Camera, microphone and speaker as the engine sees them.
//!
//! A device is opened on the thread that uses it and never leaves it, so none
//! has to be `Send`. Sound is mono at 48 kHz, samples -1..1. A device that
//! fails while in use says so once; its owner drops it and the call goes on.
//! Dropping a device releases it. Which one is opened is decided in `outfit`,
//! when it is opened, changed and tried again in `grip`.

pub mod grip;
pub mod outfit;
pub mod resample;
pub mod ring;
pub mod synthetic;
pub mod system;

use std::time::Duration;

use crate::call::PictureSettings;
use crate::picture::Frame;

/// Samples a second of all sound in this crate.
pub const SAMPLE_RATE: u32 = 48_000;

/// The devices of a computer. Where an id is left out, the system's own choice
/// is opened.
pub trait Devices: Send + Sync {
    /// What is there now. Asks the system, which may take a moment.
    fn list(&self) -> DeviceList;
    /// Opens a camera, as near to the wanted size as it can.
    fn camera(
        &self,
        id: Option<&str>,
        wanted: &PictureSettings,
    ) -> Result<Box<dyn Camera>, DeviceError>;
    /// Opens a microphone.
    fn microphone(&self, id: Option<&str>) -> Result<Box<dyn Microphone>, DeviceError>;
    /// Opens a speaker for a conversation.
    fn speaker(&self, id: Option<&str>) -> Result<Box<dyn Speaker>, DeviceError>;
    /// Opens a speaker that rings.
    fn ringer(&self, id: Option<&str>) -> Result<Box<dyn Speaker>, DeviceError> {
        self.speaker(id)
    }
}

/// What a device is used for. A speaker may be used for two things.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DeviceUse {
    /// The own picture.
    Camera,
    /// The own voice.
    Microphone,
    /// The patron's voice.
    Speaker,
    /// The bell.
    Ringing,
}

impl DeviceUse {
    /// Each of them.
    pub const ALL: [Self; 4] = [Self::Camera, Self::Microphone, Self::Speaker, Self::Ringing];
}

/// A device that can be told from others and found again.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Device {
    /// The same after the device was unplugged and plugged in again, as far as
    /// the system can tell.
    pub id: String,
    /// As the system calls it, for people.
    pub name: String,
}

/// The devices that are plugged in, in the system's order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DeviceList {
    /// Cameras; the first is the system's choice.
    pub cameras: Vec<Device>,
    /// Microphones.
    pub microphones: Vec<Device>,
    /// The id of the system's choice among them, if it says.
    pub usual_microphone: Option<String>,
    /// Speakers.
    pub speakers: Vec<Device>,
    /// The id of the system's choice among them, if it says.
    pub usual_speaker: Option<String>,
}

impl DeviceList {
    /// What there is for a use.
    pub fn of(&self, used_for: DeviceUse) -> &[Device] {
        match used_for {
            DeviceUse::Camera => &self.cameras,
            DeviceUse::Microphone => &self.microphones,
            DeviceUse::Speaker | DeviceUse::Ringing => &self.speakers,
        }
    }

    /// The system's choice for a use.
    pub fn usual(&self, used_for: DeviceUse) -> Option<&Device> {
        let usual = match used_for {
            DeviceUse::Camera => None,
            DeviceUse::Microphone => self.usual_microphone.as_deref(),
            DeviceUse::Speaker | DeviceUse::Ringing => self.usual_speaker.as_deref(),
        };
        let known = self.of(used_for);
        let named = usual.and_then(|id| known.iter().find(|one| one.id == id));
        named.or_else(|| known.first())
    }

    /// The device with this id, if it is plugged in.
    pub fn find(&self, used_for: DeviceUse, id: &str) -> Option<&Device> {
        self.of(used_for).iter().find(|one| one.id == id)
    }
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
    /// Another program has it.
    #[error("another program uses the device")]
    Busy,
    /// The system does not let this program use it.
    #[error("the system does not allow the device to be used")]
    Forbidden,
    /// It could not be opened, or it stopped.
    #[error("the device failed: {0}")]
    Failed(String),
}

/// How it stands with a device that is wanted. Told when it changes; the newest
/// about a use is what counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeviceReport {
    /// What it is wanted for.
    pub used_for: DeviceUse,
    /// What is in use; `None` when nothing is.
    pub open: Option<Device>,
    /// What is wrong, although something else may be in use instead.
    pub trouble: Option<DeviceTrouble>,
}

/// A device that is wanted and can't be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeviceTrouble {
    /// What it is called; empty for the system's choice.
    pub name: String,
    /// Why.
    pub why: DeviceError,
}
