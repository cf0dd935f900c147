//! Devices that are not there: for tests, benches and trying the desk out.
//!
//! The camera shows four coloured fields with a bar that moves through the
//! middle, the microphone hums one tone, the speaker remembers what it heard.
//! All keep the pace of the wall clock; what they give depends on nothing else.

mod ear;
mod test_picture;

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use crate::call::PictureSettings;
use crate::devices::{Camera, DeviceError, Devices, Microphone, SAMPLE_RATE, Speaker};
use crate::picture::Frame;

use self::ear::Ear;
pub use self::ear::Heard;
pub use self::test_picture::shows_test_picture;

const TONE: f32 = 440.0;
const AMPLITUDE: f32 = 0.3;
/// What the speaker holds before it is full: 60 ms, like a real one.
const SPEAKER_DEPTH: u64 = SAMPLE_RATE as u64 * 60 / 1_000;

/// A computer with synthetic devices. Clones share what they heard.
#[derive(Debug, Clone)]
pub struct SyntheticDevices {
    tone: f32,
    has_camera: bool,
    has_microphone: bool,
    has_speaker: bool,
    heard: Arc<Mutex<Ear>>,
    rung: Arc<Mutex<Ear>>,
}

impl Default for SyntheticDevices {
    fn default() -> Self {
        Self::new()
    }
}

impl SyntheticDevices {
    /// All devices, humming 440 Hz.
    pub fn new() -> Self {
        Self {
            tone: TONE,
            has_camera: true,
            has_microphone: true,
            has_speaker: true,
            heard: Arc::default(),
            rung: Arc::default(),
        }
    }

    /// Hums another tone, in hertz.
    pub fn with_tone(self, tone: f32) -> Self {
        Self { tone, ..self }
    }

    /// A computer without a camera.
    pub fn without_camera(self) -> Self {
        Self {
            has_camera: false,
            ..self
        }
    }

    /// A computer without a microphone.
    pub fn without_microphone(self) -> Self {
        Self {
            has_microphone: false,
            ..self
        }
    }

    /// A computer that makes no sound.
    pub fn without_speaker(self) -> Self {
        Self {
            has_speaker: false,
            ..self
        }
    }

    /// What the speaker played so far.
    pub fn heard(&self) -> Heard {
        heard(&self.heard)
    }

    /// What rang so far.
    pub fn rung(&self) -> Heard {
        heard(&self.rung)
    }

    fn speaker_into(&self, ear: &Arc<Mutex<Ear>>) -> Result<Box<dyn Speaker>, DeviceError> {
        if !self.has_speaker {
            return Err(DeviceError::Missing);
        }
        Ok(Box::new(SyntheticSpeaker {
            ear: ear.clone(),
            since: Instant::now(),
            played: 0,
        }))
    }
}

impl Devices for SyntheticDevices {
    fn camera(&self, wanted: &PictureSettings) -> Result<Box<dyn Camera>, DeviceError> {
        if !self.has_camera {
            return Err(DeviceError::Missing);
        }
        Ok(Box::new(SyntheticCamera {
            wanted: wanted.clone(),
            since: Instant::now(),
            shown: 0,
        }))
    }

    fn microphone(&self) -> Result<Box<dyn Microphone>, DeviceError> {
        if !self.has_microphone {
            return Err(DeviceError::Missing);
        }
        Ok(Box::new(SyntheticMicrophone {
            tone: self.tone,
            since: Instant::now(),
            given: 0,
        }))
    }

    fn speaker(&self) -> Result<Box<dyn Speaker>, DeviceError> {
        self.speaker_into(&self.heard)
    }

    fn ringer(&self) -> Result<Box<dyn Speaker>, DeviceError> {
        self.speaker_into(&self.rung)
    }
}

struct SyntheticCamera {
    wanted: PictureSettings,
    since: Instant,
    shown: u32,
}

impl Camera for SyntheticCamera {
    fn picture(&mut self, patience: Duration) -> Result<Option<Frame>, DeviceError> {
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
    tone: f32,
    since: Instant,
    given: u64,
}

impl Microphone for SyntheticMicrophone {
    fn listen(&mut self, heard: &mut Vec<f32>, patience: Duration) -> Result<(), DeviceError> {
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
    ear: Arc<Mutex<Ear>>,
    since: Instant,
    played: u64,
}

impl Speaker for SyntheticSpeaker {
    fn room(&mut self) -> Result<usize, DeviceError> {
        let due = samples_since(self.since);
        // A speaker that was not filled for a while was silent meanwhile.
        self.played = self.played.max(due);
        Ok((due + SPEAKER_DEPTH).saturating_sub(self.played) as usize)
    }

    fn play(&mut self, sound: &[f32]) -> Result<(), DeviceError> {
        self.played += sound.len() as u64;
        let mut ear = self.ear.lock().unwrap_or_else(PoisonError::into_inner);
        ear.hear(sound);
        Ok(())
    }
}

fn heard(ear: &Mutex<Ear>) -> Heard {
    ear.lock().unwrap_or_else(PoisonError::into_inner).heard()
}

fn samples_since(since: Instant) -> u64 {
    (since.elapsed().as_secs_f64() * f64::from(SAMPLE_RATE)) as u64
}
