//! The bell, and the sounds with which outputs are tried. The melodies are
//! computed, nothing is read from a file.
//!
//! The bell rings until it is dropped: two notes in turn for two seconds, then
//! two of rest, on the output chosen for ringing or the next best.

use std::sync::Arc;
use std::sync::mpsc::sync_channel;
use std::time::{Duration, Instant};

use crate::MediaError;
use crate::devices::grip::Grip;
use crate::devices::outfit::Outfit;
use crate::devices::{DeviceError, DeviceReport, DeviceTrouble, DeviceUse, SAMPLE_RATE, Speaker};
use crate::workers::{Leash, Worker};

/// How long the system may take to open its speaker.
const PATIENCE: Duration = Duration::from_secs(5);
const GLANCE: Duration = Duration::from_millis(5);
/// What was played last is still to be heard when a trial is over.
const ECHO: Duration = Duration::from_millis(250);
const NOTES: [f32; 2] = [659.25, 523.25];
const NOTE: u64 = SAMPLE_RATE as u64 / 4;
const RINGING: u64 = SAMPLE_RATE as u64 * 2;
const ROUND: u64 = SAMPLE_RATE as u64 * 4;
/// Three rising notes try a speaker.
const CHORD: [f32; 3] = [523.25, 659.25, 783.99];
const CHORD_NOTE: u64 = SAMPLE_RATE as u64 * 2 / 5;
const AMPLITUDE: f32 = 0.25;
/// Notes swell and fade over 10 ms, or they would click.
const SWELL: u64 = SAMPLE_RATE as u64 / 100;

/// A ringing bell. Dropping it stops it.
#[derive(Debug)]
pub struct Ringer {
    _worker: Worker,
}

impl Ringer {
    /// Starts to ring on the output for ringing. Blocks until it is open, usually
    /// some milliseconds, at most 5 s: call it from `spawn_blocking`.
    ///
    /// # Errors
    /// [`MediaError::Device`] when there is no speaker to ring on.
    pub fn start(outfit: Arc<Outfit>) -> Result<Self, MediaError> {
        let (opened, waiting) = sync_channel(1);
        let worker = Worker::start("ringer", move |leash| {
            let mut player = Player::new(outfit, DeviceUse::Ringing);
            let report = player.open();
            let failed = report.filter(|report| report.open.is_none());
            let failed = failed.and_then(|report| report.trouble);
            let _ = opened.send(failed.map_or(Ok(()), |trouble| Err(trouble.why)));
            player.play(sample, None, &leash);
        })?;
        let late = |_| DeviceError::Failed("the speaker does not open".into());
        waiting.recv_timeout(PATIENCE).map_err(late)??;
        Ok(Self { _worker: worker })
    }
}

/// Plays a test sound once on an output, and tells how it went.
pub fn try_out(
    outfit: Arc<Outfit>,
    used_for: DeviceUse,
    tried: impl FnOnce(Option<DeviceTrouble>) + Send + 'static,
) -> Result<Worker, MediaError> {
    Worker::start("test-sound", move |leash| {
        let mut player = Player::new(outfit, used_for);
        let trouble = player.open().and_then(|report| report.trouble);
        match used_for {
            DeviceUse::Ringing => player.play(sample, Some(RINGING), &leash),
            DeviceUse::Speaker | DeviceUse::Camera | DeviceUse::Microphone => {
                let length = CHORD_NOTE * CHORD.len() as u64;
                player.play(chord, Some(length), &leash);
            }
        }
        tried(trouble);
    })
}

struct Player {
    speaker: Grip<Box<dyn Speaker>>,
    played: u64,
}

impl Player {
    fn new(outfit: Arc<Outfit>, used_for: DeviceUse) -> Self {
        Self {
            speaker: Grip::new(outfit, used_for, move |devices, id| match used_for {
                DeviceUse::Ringing => devices.ringer(id),
                DeviceUse::Speaker | DeviceUse::Camera | DeviceUse::Microphone => {
                    devices.speaker(id)
                }
            }),
            played: 0,
        }
    }

    fn open(&mut self) -> Option<DeviceReport> {
        self.speaker.hold(Instant::now())
    }

    /// Until it is let go, or so many samples are over. A trial ends when there
    /// is nothing to play on; the bell waits for a speaker.
    fn play(&mut self, melody: impl Fn(u64) -> f32, length: Option<u64>, leash: &Leash) {
        while leash.holds() && length.is_none_or(|length| self.played < length) {
            let _ = self.open(); // the bell tells nobody, the ring is seen too
            let Some(speaker) = self.speaker.device() else {
                if length.is_some() {
                    return;
                }
                std::thread::sleep(GLANCE);
                continue;
            };
            match fill(speaker.as_mut(), self.played, &melody) {
                Ok(room) => self.played += room,
                Err(why) => {
                    let _ = self.speaker.lose(why, Instant::now());
                }
            }
            std::thread::sleep(GLANCE);
        }
        if length.is_some() && leash.holds() {
            std::thread::sleep(ECHO);
        }
    }
}

fn fill(
    speaker: &mut dyn Speaker,
    played: u64,
    melody: impl Fn(u64) -> f32,
) -> Result<u64, DeviceError> {
    let room = speaker.room()? as u64;
    let sound: Vec<f32> = (played..played + room).map(melody).collect();
    speaker.play(&sound)?;
    Ok(room)
}

/// Three rising notes, then silence.
fn chord(number: u64) -> f32 {
    match CHORD.get((number / CHORD_NOTE) as usize) {
        Some(hertz) => note(*hertz, number % CHORD_NOTE, CHORD_NOTE),
        None => 0.0,
    }
}

/// The melody at a sample since the beginning.
fn sample(number: u64) -> f32 {
    let place = number % ROUND;
    if place >= RINGING {
        return 0.0;
    }
    let hertz = NOTES[(place / NOTE) as usize % NOTES.len()];
    note(hertz, place % NOTE, NOTE)
}

/// A sample of a note, `within` samples after its beginning.
fn note(hertz: f32, within: u64, length: u64) -> f32 {
    let swell = within.min(length - within).min(SWELL) as f32 / SWELL as f32;
    let at = within as f32 / SAMPLE_RATE as f32;
    let wave = (at * hertz * std::f32::consts::TAU).sin();
    let overtone = (at * hertz * 2.0 * std::f32::consts::TAU).sin() / 4.0;
    AMPLITUDE * swell * (wave + overtone)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::SyntheticDevices;

    #[test]
    fn it_rings_for_two_seconds_and_rests_for_two() {
        let loud = |from: u64, to: u64| (from..to).any(|number| sample(number).abs() > 0.1);
        assert!(loud(0, RINGING));
        assert!(!loud(RINGING, ROUND));
        assert!(loud(ROUND, ROUND + NOTE));
    }

    #[test]
    fn an_output_is_tried_once_and_it_is_told_when_that_is_over() {
        let devices = SyntheticDevices::new();
        let outfit = Arc::new(Outfit::new(Arc::new(devices.clone())));
        let (tell, told) = sync_channel(1);
        let trial = try_out(outfit, DeviceUse::Speaker, move |trouble| {
            let _ = tell.send(trouble);
        });
        let trial = trial.expect("a thread starts");
        assert_eq!(told.recv_timeout(PATIENCE), Ok(None));
        trial.join();
        assert!(devices.heard().samples >= CHORD_NOTE * 3);
        assert_eq!(devices.rung().samples, 0, "the bell is another output");
    }

    #[test]
    fn it_neither_clips_nor_clicks() {
        let samples: Vec<f32> = (0..ROUND).map(sample).collect();
        assert!(samples.iter().all(|sample| sample.abs() < 0.5));
        assert!(
            samples
                .windows(2)
                .all(|pair| (pair[1] - pair[0]).abs() < 0.06)
        );
    }

    #[test]
    fn a_computer_without_a_speaker_is_an_error_and_no_panic() {
        let devices = SyntheticDevices::new().without_speaker();
        let refused = Ringer::start(Arc::new(Outfit::new(Arc::new(devices)))).err();
        assert_eq!(refused, Some(MediaError::Device(DeviceError::Missing)));
    }
}
