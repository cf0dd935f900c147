//! The worker that plays the patron: packets into the jitter buffer, sound to
//! the speaker.
//!
//! The speaker's own clock governs: the buffer gives the next 10 ms whenever the
//! speaker has room for them. Without a speaker the wall clock governs, so that
//! the loudness is still told.

use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::time::{Duration, Instant};

use rtc::rtp;

use crate::MediaError;
use crate::call::{CallEvent, Trouble};
use crate::devices::{DeviceError, Devices, SAMPLE_RATE, Speaker};
use crate::gauges::Gauges;
use crate::inbound::jitter::{BLOCK, JitterBuffer};
use crate::outbox::Outbox;
use crate::workers::{Leash, Worker};

const QUEUE: usize = 512;
const GLANCE: Duration = Duration::from_millis(5);
/// A speaker that took nothing for so long is lost.
const SPEAKER_PATIENCE: Duration = Duration::from_secs(3);
/// Blocks per told level: 100 ms.
const LEVEL_BLOCKS: u32 = 10;
/// After a stall (a sleeping computer) the clock starts anew.
const LONGEST_CATCH_UP: Duration = Duration::from_millis(500);

/// The worker's input: the patron's audio packets.
pub type SoundInputs = SyncSender<rtp::Packet>;

/// Starts the worker.
pub fn start(
    devices: Arc<dyn Devices>,
    outbox: Outbox,
    gauges: Arc<Gauges>,
) -> Result<(SoundInputs, Worker), MediaError> {
    let (inputs, waiting) = sync_channel(QUEUE);
    let worker = Worker::start("sound-in", move |leash| {
        let played = SoundIn::open(devices.as_ref(), outbox.clone(), gauges)
            .and_then(|mut sound| sound.run(&leash, &waiting));
        if let Err(error) = played {
            outbox.tell(CallEvent::Trouble(Trouble::Refused { error }));
        }
    })?;
    Ok((inputs, worker))
}

struct SoundIn {
    buffer: JitterBuffer,
    began: bool,
    speaker: Box<dyn Speaker>,
    /// When the speaker last took something.
    took_at: Instant,
    level: Level,
    outbox: Outbox,
    gauges: Arc<Gauges>,
}

impl SoundIn {
    fn open(
        devices: &dyn Devices,
        outbox: Outbox,
        gauges: Arc<Gauges>,
    ) -> Result<Self, MediaError> {
        let speaker = devices.speaker().unwrap_or_else(|error| {
            outbox.tell(CallEvent::Trouble(trouble(error)));
            Box::new(NoSpeaker::default())
        });
        Ok(Self {
            buffer: JitterBuffer::new(gauges.clone())?,
            began: false,
            speaker,
            took_at: Instant::now(),
            level: Level::default(),
            outbox,
            gauges,
        })
    }

    fn run(&mut self, leash: &Leash, waiting: &Receiver<rtp::Packet>) -> Result<(), MediaError> {
        while leash.holds() {
            match waiting.recv_timeout(GLANCE) {
                Ok(packet) => self.buffer.insert(&packet)?,
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => return Ok(()),
            }
            while let Ok(packet) = waiting.try_recv() {
                self.buffer.insert(&packet)?;
            }
            if !self.buffer.has_begun() {
                self.took_at = Instant::now();
            } else if self.began {
                self.fill_speaker();
            } else {
                self.begin();
            }
        }
        Ok(())
    }

    /// Fills the speaker with silence: filled from the buffer, it would take all
    /// the buffer has kept against delays.
    fn begin(&mut self) {
        self.began = true;
        let silent = self
            .speaker
            .room()
            .and_then(|room| self.speaker.play(&vec![0.0; room]));
        if let Err(error) = silent {
            self.lose_speaker(error);
        }
    }

    fn fill_speaker(&mut self) {
        match self.speaker.room().and_then(|room| self.play(room / BLOCK)) {
            Ok(0) if self.took_at.elapsed() > SPEAKER_PATIENCE => {
                self.lose_speaker(DeviceError::Failed("it takes no sound".into()));
            }
            Ok(0) => {}
            Ok(_) => self.took_at = Instant::now(),
            Err(error) => self.lose_speaker(error),
        }
    }

    fn lose_speaker(&mut self, error: DeviceError) {
        self.outbox.tell(CallEvent::Trouble(trouble(error)));
        self.speaker = Box::new(NoSpeaker::default());
    }

    fn play(&mut self, blocks: usize) -> Result<usize, DeviceError> {
        for _ in 0..blocks {
            let mut sound = self.buffer.pull();
            if !self.gauges.speaker_on() {
                sound.fill(0.0); // pulled all the same: the buffer must not grow
            }
            if let Some(level) = self.level.hear(&sound) {
                self.outbox.offer(CallEvent::RemoteLevel(level));
                self.count();
            }
            self.speaker.play(&sound)?;
        }
        Ok(blocks)
    }

    fn count(&self) {
        let counters = &self.gauges.counters;
        let order = std::sync::atomic::Ordering::Relaxed;
        counters
            .samples_concealed
            .store(self.buffer.concealed(), order);
        counters.samples_played.store(self.level.heard, order);
    }
}

/// Loudness over 100 ms.
#[derive(Debug, Default)]
struct Level {
    energy: f32,
    samples: usize,
    blocks: u32,
    heard: u64,
}

impl Level {
    /// The level, once per 100 ms: 0 at -60 dB, 1 at full scale.
    fn hear(&mut self, sound: &[f32]) -> Option<f32> {
        self.energy += sound.iter().map(|sample| sample * sample).sum::<f32>();
        self.samples += sound.len();
        self.heard += sound.len() as u64;
        self.blocks += 1;
        if self.blocks < LEVEL_BLOCKS {
            return None;
        }
        let loudness = (self.energy / self.samples.max(1) as f32).sqrt();
        (self.energy, self.samples, self.blocks) = (0.0, 0, 0);
        let decibel = 20.0 * loudness.max(1e-6).log10();
        Some((decibel / 60.0 + 1.0).clamp(0.0, 1.0))
    }
}

/// Takes sound at the pace of the wall clock.
#[derive(Debug, Default)]
struct NoSpeaker {
    since: Option<Instant>,
    played: usize,
}

impl Speaker for NoSpeaker {
    fn room(&mut self) -> Result<usize, DeviceError> {
        let since = *self.since.get_or_insert_with(Instant::now);
        let due = (since.elapsed().as_secs_f64() * f64::from(SAMPLE_RATE)) as usize;
        let room = due.saturating_sub(self.played);
        if room as f64 > LONGEST_CATCH_UP.as_secs_f64() * f64::from(SAMPLE_RATE) {
            *self = Self::default();
            return Ok(0);
        }
        Ok(room)
    }

    fn play(&mut self, sound: &[f32]) -> Result<(), DeviceError> {
        self.played += sound.len();
        Ok(())
    }
}

fn trouble(error: DeviceError) -> Trouble {
    match error {
        DeviceError::Missing => Trouble::NoSpeaker,
        DeviceError::Failed(reason) => Trouble::SpeakerLost { reason },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn silence_is_zero_and_full_scale_is_one() {
        assert_eq!(level_of(0.0), 0.0);
        assert_eq!(level_of(1.0), 1.0);
        assert!(
            (level_of(0.031_62) - 0.5).abs() < 0.01,
            "-30 dB is the middle"
        );
    }

    fn level_of(amplitude: f32) -> f32 {
        let mut level = Level::default();
        let levels: Vec<f32> = (0..LEVEL_BLOCKS)
            .filter_map(|_| level.hear(&[amplitude; BLOCK]))
            .collect();
        assert_eq!(levels.len(), 1, "one level per 100 ms");
        levels[0]
    }
}
