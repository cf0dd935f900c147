//! Rings until it is dropped: two notes in turn for two seconds, then two of
//! rest. The melody is computed, nothing is read from a file.

use std::sync::Arc;
use std::sync::mpsc::sync_channel;
use std::time::Duration;

use crate::MediaError;
use crate::devices::{DeviceError, Devices, SAMPLE_RATE, Speaker};
use crate::workers::{Leash, Worker};

/// How long the system may take to open its speaker.
const PATIENCE: Duration = Duration::from_secs(5);
const GLANCE: Duration = Duration::from_millis(5);
const NOTES: [f32; 2] = [659.25, 523.25];
const NOTE: u64 = SAMPLE_RATE as u64 / 4;
const RINGING: u64 = SAMPLE_RATE as u64 * 2;
const ROUND: u64 = SAMPLE_RATE as u64 * 4;
const AMPLITUDE: f32 = 0.25;
/// Notes swell and fade over 10 ms, or they would click.
const SWELL: u64 = SAMPLE_RATE as u64 / 100;

/// A ringing bell. Dropping it stops it.
#[derive(Debug)]
pub struct Ringer {
    _worker: Worker,
}

impl Ringer {
    /// Starts to ring on the devices' ringer. Blocks until it is open, usually
    /// some milliseconds, at most 5 s: call it from `spawn_blocking`.
    ///
    /// # Errors
    /// [`MediaError::Device`] when there is no speaker to ring on.
    pub fn start(devices: Arc<dyn Devices>) -> Result<Self, MediaError> {
        let (opened, waiting) = sync_channel(1);
        let worker = Worker::start("ringer", move |leash| match devices.ringer() {
            Ok(speaker) => {
                let _ = opened.send(Ok(()));
                if let Err(error) = ring(speaker, &leash) {
                    tracing::warn!(%error, "the bell stopped");
                }
            }
            Err(error) => {
                let _ = opened.send(Err(error));
            }
        })?;
        let late = |_| DeviceError::Failed("the speaker does not open".into());
        waiting.recv_timeout(PATIENCE).map_err(late)??;
        Ok(Self { _worker: worker })
    }
}

fn ring(mut speaker: Box<dyn Speaker>, leash: &Leash) -> Result<(), DeviceError> {
    let mut played = 0;
    while leash.holds() {
        let room = speaker.room()? as u64;
        let sound: Vec<f32> = (played..played + room).map(sample).collect();
        played += room;
        speaker.play(&sound)?;
        std::thread::sleep(GLANCE);
    }
    Ok(())
}

/// The melody at a sample since the beginning.
fn sample(number: u64) -> f32 {
    let place = number % ROUND;
    if place >= RINGING {
        return 0.0;
    }
    let (note, within) = (place / NOTE, place % NOTE);
    let hertz = NOTES[note as usize % NOTES.len()];
    let swell = within.min(NOTE - within).min(SWELL) as f32 / SWELL as f32;
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
        let devices = Arc::new(SyntheticDevices::new().without_speaker());
        let refused = Ringer::start(devices).err();
        assert_eq!(refused, Some(MediaError::Device(DeviceError::Missing)));
    }
}
