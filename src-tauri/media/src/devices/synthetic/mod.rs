//! Devices that are not there: for tests, benches and trying the desk out.
//!
//! Two of each kind. The cameras show four coloured fields with a bar that moves
//! through the middle, the microphones hum a tone, the second a fifth higher; the
//! speakers remember what they heard. All keep the pace of the wall clock; what
//! they give depends on nothing else. They can be unplugged, plugged in and
//! taken by "another program", and they count who holds them.

mod ear;
mod plugs;
mod test_picture;

use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::call::PictureSettings;
use crate::devices::{
    Camera, Device, DeviceError, DeviceList, Devices, Microphone, SAMPLE_RATE, Speaker,
};
use crate::picture::Frame;

pub use self::ear::Heard;
use self::plugs::{Plugged, Plugs};
pub use self::test_picture::shows_test_picture;

const TONE: f32 = 440.0;
/// The second microphone hums so much higher.
const FIFTH: f32 = 1.5;
const AMPLITUDE: f32 = 0.3;
/// What the speaker holds before it is full: 60 ms, like a real one.
const SPEAKER_DEPTH: u64 = SAMPLE_RATE as u64 * 60 / 1_000;

/// A computer with synthetic devices. Clones share plugs and what they heard.
#[derive(Debug, Clone)]
pub struct SyntheticDevices {
    tone: f32,
    plugs: Arc<Plugs>,
}

impl Default for SyntheticDevices {
    fn default() -> Self {
        Self::new()
    }
}

impl SyntheticDevices {
    /// All devices: `camera-a`, `camera-b`, `microphone-a`, `microphone-b`,
    /// `speaker-a`, `speaker-b`. The first microphone hums 440 Hz.
    pub fn new() -> Self {
        Self {
            tone: TONE,
            plugs: Arc::default(),
        }
    }

    /// Hums another tone, in hertz.
    pub fn with_tone(self, tone: f32) -> Self {
        Self { tone, ..self }
    }

    /// A computer without a camera.
    pub fn without_camera(self) -> Self {
        self.without("camera")
    }

    /// A computer without a microphone.
    pub fn without_microphone(self) -> Self {
        self.without("microphone")
    }

    /// A computer that makes no sound.
    pub fn without_speaker(self) -> Self {
        self.without("speaker")
    }

    fn without(self, kind: &str) -> Self {
        self.plugs.unplug_all(kind);
        self
    }

    /// Pulls a device out; whoever holds it finds out.
    pub fn unplug(&self, id: &str) {
        self.plugs.set_plugged(id, false);
    }

    /// Puts a device in again.
    pub fn plug(&self, id: &str) {
        self.plugs.set_plugged(id, true);
    }

    /// Another program takes a device for itself.
    pub fn let_another_program_take(&self, id: &str) {
        self.plugs.set_taken(id, true);
    }

    /// Another program gives a device back.
    pub fn give_back(&self, id: &str) {
        self.plugs.set_taken(id, false);
    }

    /// How many hold a camera.
    pub fn open_cameras(&self) -> usize {
        self.plugs.open("camera")
    }

    /// How many hold a microphone.
    pub fn open_microphones(&self) -> usize {
        self.plugs.open("microphone")
    }

    /// What the first speaker played so far, but for ringing.
    pub fn heard(&self) -> Heard {
        self.heard_on("speaker-a")
    }

    /// What a speaker played so far, but for ringing.
    pub fn heard_on(&self, id: &str) -> Heard {
        self.plugs.heard(id, false)
    }

    /// What rang on the first speaker so far.
    pub fn rung(&self) -> Heard {
        self.rung_on("speaker-a")
    }

    /// What rang on a speaker so far.
    pub fn rung_on(&self, id: &str) -> Heard {
        self.plugs.heard(id, true)
    }

    fn open_speaker(&self, id: Option<&str>, rings: bool) -> Result<Box<dyn Speaker>, DeviceError> {
        Ok(Box::new(SyntheticSpeaker {
            plugged: self.plugs.take("speaker", id)?,
            rings,
            since: Instant::now(),
            played: 0,
        }))
    }
}

impl Devices for SyntheticDevices {
    fn list(&self) -> DeviceList {
        let usual = |devices: &[Device]| devices.first().map(|one| one.id.clone());
        let (microphones, speakers) = (self.plugs.of("microphone"), self.plugs.of("speaker"));
        DeviceList {
            cameras: self.plugs.of("camera"),
            usual_microphone: usual(&microphones),
            microphones,
            usual_speaker: usual(&speakers),
            speakers,
        }
    }

    fn camera(
        &self,
        id: Option<&str>,
        wanted: &PictureSettings,
    ) -> Result<Box<dyn Camera>, DeviceError> {
        Ok(Box::new(SyntheticCamera {
            plugged: self.plugs.take("camera", id)?,
            wanted: wanted.clone(),
            since: Instant::now(),
            shown: 0,
        }))
    }

    fn microphone(&self, id: Option<&str>) -> Result<Box<dyn Microphone>, DeviceError> {
        let plugged = self.plugs.take("microphone", id)?;
        let higher = if plugged.id() == "microphone-b" {
            FIFTH
        } else {
            1.0
        };
        Ok(Box::new(SyntheticMicrophone {
            plugged,
            tone: self.tone * higher,
            since: Instant::now(),
            given: 0,
        }))
    }

    fn speaker(&self, id: Option<&str>) -> Result<Box<dyn Speaker>, DeviceError> {
        self.open_speaker(id, false)
    }

    fn ringer(&self, id: Option<&str>) -> Result<Box<dyn Speaker>, DeviceError> {
        self.open_speaker(id, true)
    }
}

struct SyntheticCamera {
    plugged: Plugged,
    wanted: PictureSettings,
    since: Instant,
    shown: u32,
}

impl Camera for SyntheticCamera {
    fn picture(&mut self, patience: Duration) -> Result<Option<Frame>, DeviceError> {
        self.plugged.check()?;
        let pause = Duration::from_secs(1) / self.wanted.frames_per_second.max(1);
        let due = self.since + pause * self.shown;
        let wait = due.saturating_duration_since(Instant::now());
        std::thread::sleep(wait.min(patience));
        if wait > patience {
            return Ok(None);
        }
        self.shown += 1;
        let (width, height) = (self.wanted.width, self.wanted.height);
        Ok(Some(test_picture::draw(width, height, self.shown)))
    }
}

struct SyntheticMicrophone {
    plugged: Plugged,
    tone: f32,
    since: Instant,
    given: u64,
}

impl Microphone for SyntheticMicrophone {
    fn listen(&mut self, heard: &mut Vec<f32>, patience: Duration) -> Result<(), DeviceError> {
        self.plugged.check()?;
        std::thread::sleep(patience.min(Duration::from_millis(10)));
        let due = samples_since(self.since);
        for sample in self.given..due {
            let at = (sample % u64::from(SAMPLE_RATE)) as f32 / SAMPLE_RATE as f32;
            heard.push(AMPLITUDE * (at * self.tone * std::f32::consts::TAU).sin());
        }
        self.given = due;
        Ok(())
    }
}

struct SyntheticSpeaker {
    plugged: Plugged,
    rings: bool,
    since: Instant,
    played: u64,
}

impl Speaker for SyntheticSpeaker {
    fn room(&mut self) -> Result<usize, DeviceError> {
        self.plugged.check()?;
        let due = samples_since(self.since);
        // A speaker that was not filled for a while was silent meanwhile.
        self.played = self.played.max(due);
        Ok((due + SPEAKER_DEPTH).saturating_sub(self.played) as usize)
    }

    fn play(&mut self, sound: &[f32]) -> Result<(), DeviceError> {
        self.played += sound.len() as u64;
        self.plugged.hear(self.rings, sound);
        Ok(())
    }
}

fn samples_since(since: Instant) -> u64 {
    (since.elapsed().as_secs_f64() * f64::from(SAMPLE_RATE)) as u64
}
