//! The worker that sends the librarian's voice, or silence.
//!
//! The microphone's clock governs while it is open, the wall clock while it is
//! closed: silence is sent then, so that the path stays open and the browser's
//! buffer keeps its measure. Timestamps follow the wall clock over a gap, such
//! as the opening of a device, or sound would lag behind the picture from then
//! on. Muting closes the device.

use std::sync::Arc;
use std::time::{Duration, Instant};

use rtc::rtp;
use tokio::sync::mpsc;

use crate::MediaError;
use crate::call::{CallEvent, Trouble};
use crate::codec::opus::{FRAME, OpusEncoder};
use crate::devices::{DeviceError, Devices, Microphone, SAMPLE_RATE};
use crate::gauges::Gauges;
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
    devices: Arc<dyn Devices>,
    packetizer: Packetizer,
    packets: mpsc::Sender<rtp::Packet>,
    outbox: Outbox,
    gauges: Arc<Gauges>,
) -> Result<Worker, MediaError> {
    let encoder = OpusEncoder::new()?;
    Worker::start("sound-out", move |leash| {
        let sound = SoundOut {
            devices,
            packetizer,
            packets,
            outbox,
            gauges,
            encoder,
            ear: Ear::Closed,
            pending: Vec::new(),
            began: Instant::now(),
            sent: 0,
        };
        sound.run(&leash);
    })
}

/// What is listened to.
enum Ear {
    /// Nothing: muted.
    Closed,
    /// A microphone, and when it last gave something.
    Open(Box<dyn Microphone>, Instant),
    /// Nothing: the microphone failed. Tried again after the next mute.
    Deaf,
}

struct SoundOut {
    devices: Arc<dyn Devices>,
    packetizer: Packetizer,
    packets: mpsc::Sender<rtp::Packet>,
    outbox: Outbox,
    gauges: Arc<Gauges>,
    encoder: OpusEncoder,
    ear: Ear,
    pending: Vec<f32>,
    began: Instant,
    /// Samples sent, which is the stream's clock.
    sent: u64,
}

impl SoundOut {
    fn run(mut self, leash: &Leash) {
        while leash.holds() {
            self.open_or_close();
            self.listen();
            self.follow_the_wall_clock();
            if self.send().is_err() {
                return;
            }
        }
    }

    fn open_or_close(&mut self) {
        match (&self.ear, self.gauges.microphone_on()) {
            (Ear::Closed, true) => match self.devices.microphone() {
                Ok(microphone) => self.ear = Ear::Open(microphone, Instant::now()),
                Err(error) => self.go_deaf(error),
            },
            (Ear::Open(..) | Ear::Deaf, false) => {
                self.ear = Ear::Closed;
                self.pending.clear();
            }
            (Ear::Closed, false) | (Ear::Open(..) | Ear::Deaf, true) => {}
        }
    }

    fn listen(&mut self) {
        let before = self.pending.len();
        let Ear::Open(microphone, heard_at) = &mut self.ear else {
            std::thread::sleep(GLANCE);
            return self.be_silent();
        };
        match microphone.listen(&mut self.pending, GLANCE) {
            Err(error) => self.go_deaf(error),
            Ok(()) if self.pending.len() > before => *heard_at = Instant::now(),
            Ok(()) if heard_at.elapsed() > PATIENCE => {
                self.go_deaf(DeviceError::Failed("it gives no sound".into()));
            }
            Ok(()) => {}
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

    fn go_deaf(&mut self, error: DeviceError) {
        self.ear = Ear::Deaf;
        let trouble = match error {
            DeviceError::Missing => Trouble::NoMicrophone,
            DeviceError::Failed(reason) => Trouble::MicrophoneLost { reason },
        };
        self.outbox.tell(CallEvent::Trouble(trouble));
    }
}
