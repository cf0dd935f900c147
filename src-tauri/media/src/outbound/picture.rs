//! The worker that encodes what the patron shall see: the camera, or the still.
//!
//! A picture is encoded when the camera has a new one, and otherwise four times
//! a second, so that someone who joins late or lost a frame sees the still
//! soon. When more than 150 ms of video wait in the pacer, pictures are
//! skipped: late pictures help nobody. Before the connection stands nothing is
//! encoded, but the preview is shown.

use std::sync::Arc;
use std::time::{Duration, Instant};

use rtc::rtp;
use tokio::sync::mpsc;

use crate::MediaError;
use crate::call::{CallEvent, PictureSettings, Trouble};
use crate::codec::vp8::{CLOCK_RATE, Encoded, Vp8Encoder};
use crate::gauges::{Gauges, add};
use crate::outbound::camera::View;
use crate::outbound::packets::Packetizer;
use crate::outbound::still;
use crate::outbox::Outbox;
use crate::picture::Frame;
use crate::workers::{Leash, Worker};

const GLANCE: Duration = Duration::from_millis(40);
/// Between two stills, or two showings of a picture that does not change.
const STILL_PAUSE: Duration = Duration::from_millis(250);
const PREVIEW_PAUSE: Duration = Duration::from_millis(100);
const PREVIEW_WIDTH: u32 = 160;
/// A browser may ask for key frames faster than they help.
const KEY_PAUSE: Duration = Duration::from_millis(300);
/// Seconds of video that may wait in the pacer.
const MOST_WAITING: f64 = 0.150;
/// Bit rate left for the sound, and the least worth encoding for.
const SOUND_KBPS: u32 = 40;
const LEAST_KBPS: u32 = 60;

/// What the worker needs.
pub struct PictureSource {
    /// Size of the still, frame rate and bit rate.
    pub settings: PictureSettings,
    /// The name on the still.
    pub label: String,
    /// Where the camera's pictures appear.
    pub view: Arc<View>,
    /// The stream's packets are made here.
    pub packetizer: Packetizer,
}

/// Starts the worker; its packets go to `packets`.
pub fn start(
    source: PictureSource,
    packets: mpsc::Sender<rtp::Packet>,
    outbox: Outbox,
    gauges: Arc<Gauges>,
) -> Result<Worker, MediaError> {
    Worker::start("picture-out", move |leash| {
        let began = Instant::now();
        let pictures = PictureOut {
            source,
            packets,
            outbox,
            gauges,
            encoder: None,
            still: None,
            known: 0,
            began,
            sent: None,
            next: began,
            key_at: None,
            previewed: None,
            trouble_told: false,
        };
        pictures.run(&leash);
    })
}

struct PictureOut {
    source: PictureSource,
    packets: mpsc::Sender<rtp::Packet>,
    outbox: Outbox,
    gauges: Arc<Gauges>,
    encoder: Option<Vp8Encoder>,
    still: Option<Arc<Frame>>,
    known: u64,
    began: Instant,
    sent: Option<Instant>,
    next: Instant,
    key_at: Option<Instant>,
    previewed: Option<Instant>,
    trouble_told: bool,
}

impl PictureOut {
    fn run(mut self, leash: &Leash) {
        while leash.holds() {
            let (camera, number) = self.source.view.newer_than(self.known, GLANCE);
            let fresh = number != self.known && camera.is_some();
            let missed = number.saturating_sub(self.known + 1);
            if fresh && self.sent.is_some() && missed > 0 {
                add(&self.gauges.counters.frames_overrun, missed);
            }
            self.known = number;
            let now = Instant::now();
            if !self.due(fresh, now) {
                continue;
            }
            let picture = match camera.filter(|_| self.gauges.camera_on()) {
                Some(picture) => picture,
                None => self.still(),
            };
            self.preview(&picture, now);
            if self.send(&picture, now).is_err() {
                return;
            }
        }
    }

    /// Whether a picture is due. The camera's rate is kept on average: one that
    /// comes a little early after one that came late is not left out.
    fn due(&self, fresh: bool, now: Instant) -> bool {
        let Some(sent) = self.sent else {
            return true;
        };
        let wanted = fresh && self.gauges.camera_on() || self.may_key(now);
        let early = now + self.pause() / 2 < self.next;
        now.saturating_duration_since(sent) >= STILL_PAUSE || (wanted && !early)
    }

    fn pause(&self) -> Duration {
        Duration::from_secs(1) / self.source.settings.frames_per_second.max(1)
    }

    fn may_key(&self, now: Instant) -> bool {
        let paused = |at: Instant| now.saturating_duration_since(at) >= KEY_PAUSE;
        self.gauges.key_frame_wanted() && self.key_at.is_none_or(paused)
    }

    fn still(&mut self) -> Arc<Frame> {
        let settings = &self.source.settings;
        let drawn = || {
            Arc::new(still::draw(
                &self.source.label,
                settings.width,
                settings.height,
            ))
        };
        self.still.get_or_insert_with(drawn).clone()
    }

    fn preview(&mut self, picture: &Frame, now: Instant) {
        let soon = |at: Instant| now.saturating_duration_since(at) < PREVIEW_PAUSE;
        if self.previewed.is_some_and(soon) {
            return;
        }
        self.previewed = Some(now);
        let preview = Arc::new(picture.preview(PREVIEW_WIDTH));
        self.outbox.offer(CallEvent::OwnPreview(preview));
    }

    /// Encodes and sends; an error when nobody takes packets any more.
    fn send(&mut self, picture: &Frame, now: Instant) -> Result<(), ()> {
        let before = self.sent.replace(now);
        let pause = self.pause();
        self.next = self.next.max(now.checked_sub(pause).unwrap_or(now)) + pause;
        let Some(payload_type) = self.gauges.picture_payload_type() else {
            self.encoder = None;
            return Ok(());
        };
        let kbps = self.kbps();
        let key = self.encoder.is_none() || self.may_key(now);
        if !key && self.gauges.queued_bits() as f64 > f64::from(kbps) * 1e3 * MOST_WAITING {
            add(&self.gauges.counters.frames_skipped, 1);
            return Ok(());
        }
        let shown = before.map_or(STILL_PAUSE, |before| now.saturating_duration_since(before));
        match self.encode(picture, kbps, ticks(shown) as u32, key) {
            Ok(Some(encoded)) => self.packetize(payload_type, &encoded, now),
            Ok(None) => Ok(()),
            Err(error) => {
                self.encoder = None;
                self.tell_once(error);
                Ok(())
            }
        }
    }

    fn kbps(&self) -> u32 {
        let carried = u32::try_from(self.gauges.target_bits() / 1_000).unwrap_or(u32::MAX);
        let most = self.source.settings.most_kbps.max(LEAST_KBPS);
        carried.saturating_sub(SOUND_KBPS).clamp(LEAST_KBPS, most)
    }

    fn encode(
        &mut self,
        picture: &Frame,
        kbps: u32,
        ticks: u32,
        key: bool,
    ) -> Result<Option<Encoded>, MediaError> {
        let size = (picture.width, picture.height);
        let fitting = self.encoder.take().filter(|encoder| encoder.size() == size);
        let mut encoder = match fitting {
            Some(encoder) => encoder,
            None => Vp8Encoder::new(size.0, size.1, kbps)?,
        };
        encoder.set_kbps(kbps)?;
        let encoded = encoder.encode(picture, ticks, key)?;
        self.encoder = Some(encoder);
        Ok(encoded)
    }

    fn packetize(&mut self, payload_type: u8, encoded: &Encoded, now: Instant) -> Result<(), ()> {
        if encoded.key {
            self.gauges.key_frame_made();
            self.key_at = Some(now);
        }
        let taken = ticks(now.saturating_duration_since(self.began));
        let packets = self
            .source
            .packetizer
            .picture(payload_type, taken, &encoded.data);
        for packet in packets {
            self.packets.blocking_send(packet).map_err(|_| ())?;
        }
        add(&self.gauges.counters.frames_sent, 1);
        Ok(())
    }

    fn tell_once(&mut self, error: MediaError) {
        if !std::mem::replace(&mut self.trouble_told, true) {
            self.outbox
                .tell(CallEvent::Trouble(Trouble::Refused { error }));
        }
    }
}

fn ticks(time: Duration) -> u64 {
    (time.as_secs_f64() * f64::from(CLOCK_RATE)) as u64
}
