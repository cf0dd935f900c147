//! The worker that sends the librarian's voice, or silence.
//!
//! The microphone's clock governs while it is open, the wall clock while it is
//! closed: silence is sent then, so that the path stays open and the browser's
//! buffer keeps its measure. Timestamps follow the wall clock over a gap, such
//! as the opening of a device, or sound would lag behind the picture from then
//! on. Muting closes the device: nobody listens then, and its lamp goes out.

use std::sync::Arc;
use std::time::{Duration, Instant};

use rtc::rtp;
use tokio::sync::mpsc;

use crate::MediaError;
use crate::call::CallEvent;
use crate::codec::opus::{FRAME, OpusEncoder};
use crate::devices::grip::Grip;
use crate::devices::outfit::Outfit;
use crate::devices::{DeviceError, DeviceReport, DeviceUse, Microphone, SAMPLE_RATE};
use crate::gauges::Gauges;
use crate::level::Level;
use crate::outbound::packets::Packetizer;
use crate::outbox::Outbox;
use crate::workers::{Leash, Worker};

const GLANCE: Duration = Duration::from_millis(10);
/// A microphone that gave nothing for so long is lost.
const PATIENCE: Duration = Duration::from_secs(3);
/// 100 ms: the clock of the samples may be so far behind that of the wall.
const MOST_BEHIND: u64 = SAMPLE_RATE as u64 / 10;
/// 200 ms: older sound than this is thrown away.
const MOST_PENDING: usize = SAMPLE_RATE as usize / 5;

/// Starts the worker; its packets go to `packets`.
pub fn start(
    outfit: Arc<Outfit>,
    packetizer: Packetizer,
    packets: mpsc::Sender<rtp::Packet>,
    outbox: Outbox,
    gauges: Arc<Gauges>,
) -> Result<Worker, MediaError> {
    let encoder = OpusEncoder::new()?;
    Worker::start("sound-out", move |leash| {
        let sound = SoundOut {
            packetizer,
            packets,
            outbox,
            gauges,
            encoder,
            ear: Ear::new(outfit),
            level: Level::default(),
            pending: Vec::new(),
            began: Instant::now(),
            sent: 0,
        };
        sound.run(&leash);
    })
}

struct SoundOut {
    packetizer: Packetizer,
    packets: mpsc::Sender<rtp::Packet>,
    outbox: Outbox,
    gauges: Arc<Gauges>,
    encoder: OpusEncoder,
    ear: Ear,
    level: Level,
    pending: Vec<f32>,
    began: Instant,
    /// Samples sent, which is the stream's clock.
    sent: u64,
}

impl SoundOut {
    fn run(mut self, leash: &Leash) {
        while leash.holds() {
            self.listen();
            self.follow_the_wall_clock();
            if self.send().is_err() {
                return;
            }
        }
    }

    fn listen(&mut self) {
        if !self.gauges.microphone_on() {
            if self.ear.is_open() {
                self.ear.close();
                self.pending.clear();
            }
            std::thread::sleep(GLANCE);
            return self.be_silent();
        }
        let before = self.pending.len();
        let outbox = &self.outbox;
        let tell = |report| outbox.tell(CallEvent::Device(report));
        if !self.ear.listen(&mut self.pending, tell) {
            return self.be_silent();
        }
        if let Some(level) = self.level.hear(&self.pending[before..]) {
            self.outbox.offer(CallEvent::OwnLevel(level));
        }
        let old = self.pending.len().saturating_sub(MOST_PENDING);
        self.pending.drain(..old);
    }

    /// As much silence as the wall clock is ahead.
    fn be_silent(&mut self) {
        let due = self.wall_clock().saturating_sub(self.sent) as usize;
        let silence = due.min(MOST_PENDING).saturating_sub(self.pending.len());
        self.pending.resize(self.pending.len() + silence, 0.0);
    }

    fn follow_the_wall_clock(&mut self) {
        let now = self.wall_clock();
        if now > self.sent + self.pending.len() as u64 + MOST_BEHIND {
            self.sent = now - self.pending.len() as u64;
        }
    }

    fn wall_clock(&self) -> u64 {
        (self.began.elapsed().as_secs_f64() * f64::from(SAMPLE_RATE)) as u64
    }

    /// Sends whole frames; an error when nobody takes packets any more.
    fn send(&mut self) -> Result<(), ()> {
        while let Some(frame) = self.pending.first_chunk::<FRAME>() {
            if let Some(payload_type) = self.gauges.sound_payload_type() {
                match self.encoder.encode(frame) {
                    Ok(sound) => {
                        let packet = self.packetizer.sound(payload_type, self.sent, sound);
                        self.packets.blocking_send(packet).map_err(|_| ())?;
                    }
                    Err(error) => tracing::warn!(%error, "20 ms of sound were not encoded"),
                }
            } else if self.packets.is_closed() {
                return Err(());
            }
            self.sent += FRAME as u64;
            self.pending.drain(..FRAME);
        }
        Ok(())
    }
}

/// The microphone, whichever is used; of a call or a rehearsal.
pub struct Ear {
    grip: Grip<Box<dyn Microphone>>,
    /// When the open one last gave something.
    heard_at: Instant,
}

impl Ear {
    /// A closed ear.
    pub fn new(outfit: Arc<Outfit>) -> Self {
        Self {
            grip: Grip::new(outfit, DeviceUse::Microphone, |devices, id| {
                devices.microphone(id)
            }),
            heard_at: Instant::now(),
        }
    }

    /// Whether a microphone is open.
    pub fn is_open(&mut self) -> bool {
        self.grip.device().is_some()
    }

    /// Closes the microphone.
    pub fn close(&mut self) {
        self.grip.release();
    }

    /// Opens a microphone if none is, and appends what it heard. Waits a moment;
    /// `false` when there is none to listen with.
    pub fn listen(&mut self, heard: &mut Vec<f32>, tell: impl Fn(DeviceReport)) -> bool {
        let now = Instant::now();
        if let Some(report) = self.grip.hold(now) {
            self.heard_at = Instant::now(); // opening took its time
            tell(report);
        }
        let Some(microphone) = self.grip.device() else {
            std::thread::sleep(GLANCE);
            return false;
        };
        let before = heard.len();
        let failed = match microphone.listen(heard, GLANCE) {
            Err(why) => Some(why),
            Ok(()) if heard.len() > before => {
                self.heard_at = Instant::now();
                None
            }
            Ok(()) if self.heard_at.elapsed() > PATIENCE => {
                Some(DeviceError::Failed("it gives no sound".into()))
            }
            Ok(()) => None,
        };
        if let Some(why) = failed
            && let Some(report) = self.grip.lose(why, now)
        {
            self.heard_at = Instant::now();
            tell(report);
        }
        true
    }
}
