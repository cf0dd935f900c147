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
use crate::devices::grip::Grip;
use crate::devices::outfit::Outfit;
use crate::devices::{DeviceError, DeviceReport, DeviceUse, SAMPLE_RATE, Speaker};
use crate::gauges::Gauges;
use crate::inbound::jitter::{BLOCK, JitterBuffer};
use crate::level::Level;
use crate::outbox::Outbox;
use crate::workers::{Leash, Worker};

const QUEUE: usize = 512;
const GLANCE: Duration = Duration::from_millis(5);
/// A speaker that took nothing for so long is lost.
const SPEAKER_PATIENCE: Duration = Duration::from_secs(3);
/// After a stall (a sleeping computer) the clock starts anew.
const LONGEST_CATCH_UP: Duration = Duration::from_millis(500);

/// The worker's input: the patron's audio packets.
pub type SoundInputs = SyncSender<rtp::Packet>;

/// Starts the worker.
pub fn start(
    outfit: Arc<Outfit>,
    outbox: Outbox,
    gauges: Arc<Gauges>,
) -> Result<(SoundInputs, Worker), MediaError> {
    let (inputs, waiting) = sync_channel(QUEUE);
    let worker = Worker::start("sound-in", move |leash| {
        let played = SoundIn::open(outfit, outbox.clone(), gauges)
            .and_then(|mut sound| sound.run(&leash, &waiting));
        if let Err(error) = played {
            outbox.tell(CallEvent::Trouble(Trouble::Refused { error }));
        }
    })?;
    Ok((inputs, worker))
}

struct SoundIn {
    buffer: JitterBuffer,
    /// The open speaker was filled with silence.
    began: bool,
    speaker: Grip<Box<dyn Speaker>>,
    /// Plays while there is no speaker.
    nobody: NoSpeaker,
    /// When the speaker last took something.
    took_at: Instant,
    level: Level,
    /// Samples played.
    played: u64,
    outbox: Outbox,
    gauges: Arc<Gauges>,
}

impl SoundIn {
    fn open(outfit: Arc<Outfit>, outbox: Outbox, gauges: Arc<Gauges>) -> Result<Self, MediaError> {
        Ok(Self {
            buffer: JitterBuffer::new(gauges.clone())?,
            began: false,
            speaker: Grip::new(outfit, DeviceUse::Speaker, |devices, id| {
                devices.speaker(id)
            }),
            nobody: NoSpeaker::default(),
            took_at: Instant::now(),
            level: Level::default(),
            played: 0,
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
            let report = self.speaker.hold(Instant::now());
            self.changed(report);
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

    fn speaker(&mut self) -> &mut dyn Speaker {
        match self.speaker.device() {
            Some(speaker) => speaker.as_mut(),
            None => &mut self.nobody,
        }
    }

    /// Fills the speaker with silence: filled from the buffer, it would take all
    /// the buffer has kept against delays.
    fn begin(&mut self) {
        self.began = true;
        let speaker = self.speaker();
        let silent = speaker
            .room()
            .and_then(|room| speaker.play(&vec![0.0; room]));
        if let Err(error) = silent {
            self.lose_speaker(error);
        }
    }

    fn fill_speaker(&mut self) {
        let room = self.speaker().room();
        match room.and_then(|room| self.play(room / BLOCK)) {
            Ok(0) if self.took_at.elapsed() > SPEAKER_PATIENCE => {
                self.lose_speaker(DeviceError::Failed("it takes no sound".into()));
            }
            Ok(0) => {}
            Ok(_) => self.took_at = Instant::now(),
            Err(error) => self.lose_speaker(error),
        }
    }

    fn lose_speaker(&mut self, error: DeviceError) {
        self.took_at = Instant::now();
        let report = self.speaker.lose(error, Instant::now());
        self.changed(report);
    }

    /// Another speaker is filled anew.
    fn changed(&mut self, report: Option<DeviceReport>) {
        let Some(report) = report else { return };
        self.began = false;
        self.nobody = NoSpeaker::default();
        self.took_at = Instant::now();
        self.outbox.tell(CallEvent::Device(report));
    }

    fn play(&mut self, blocks: usize) -> Result<usize, DeviceError> {
        for _ in 0..blocks {
            let mut sound = self.buffer.pull();
            if !self.gauges.speaker_on() {
                sound.fill(0.0); // pulled all the same: the buffer must not grow
            }
            self.played += sound.len() as u64;
            if let Some(level) = self.level.hear(&sound) {
                self.outbox.offer(CallEvent::RemoteLevel(level));
                self.count();
            }
            self.speaker().play(&sound)?;
        }
        Ok(blocks)
    }

    fn count(&self) {
        let counters = &self.gauges.counters;
        let order = std::sync::atomic::Ordering::Relaxed;
        counters
            .samples_concealed
            .store(self.buffer.concealed(), order);
        counters.samples_played.store(self.played, order);
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
