//! Lets packets go in the order a conversation needs them: sound first.
//!
//! The stock pacer is one queue, audio included, and answers every NACK: when
//! the estimate falls below the encoder's output, sound waits behind video for
//! seconds, and a bottleneck becomes a storm of retransmissions. Here
//! - audio and RTCP are never held;
//! - a retransmission is not repeated within 120 ms, and all of them together
//!   may use a quarter of the target;
//! - video waits for a bucket that fills at one and a half times the target,
//!   so that a queue drains; its length is a gauge by which the encoder skips.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::Arc;
use std::time::{Duration, Instant};

use rtc::interceptor::{Attribute, Interceptor, Packet, StreamInfo, TaggedPacket};
use rtc::rtp;
use rtc::sansio::Protocol;
use rtc::shared::error::Error;

use crate::gauges::{Gauges, add};

const VIDEO_HEADROOM: f64 = 1.5;
const REPAIR_SHARE: f64 = 0.25;
const REPAIR_PAUSE: Duration = Duration::from_millis(120);
/// Depth of the buckets: what may leave at once after a silence.
const VIDEO_BURST: f64 = 0.040;
const REPAIR_BURST: f64 = 0.4;
/// RTP, SRTP, UDP and IP headers of a packet, about.
const HEADERS: usize = 40;
const REMEMBERED_REPAIRS: usize = 4_096;
const SHORTEST_WAIT: Duration = Duration::from_millis(1);
const LONGEST_WAIT: Duration = Duration::from_millis(100);

/// What a packet is to the pacer.
enum Kind {
    Control,
    Audio,
    Repair(u16),
    Video,
}

/// See the module.
pub struct AudioFirstPacer {
    target: f64,
    video_bucket: f64,
    repair_bucket: f64,
    filled_at: Option<Instant>,
    audio: BTreeSet<u32>,
    repairs: BTreeSet<u32>,
    repaired_at: BTreeMap<(u32, u16), Instant>,
    waiting: VecDeque<TaggedPacket>,
    waiting_bits: f64,
    leaving: VecDeque<TaggedPacket>,
    arrived: VecDeque<TaggedPacket>,
    gauges: Arc<Gauges>,
}

impl AudioFirstPacer {
    /// Paces video at `target` bits a second until the estimator says more.
    pub fn new(target: f64, gauges: Arc<Gauges>) -> Self {
        Self {
            target,
            video_bucket: 0.0,
            repair_bucket: 0.0,
            filled_at: None,
            audio: BTreeSet::new(),
            repairs: BTreeSet::new(),
            repaired_at: BTreeMap::new(),
            waiting: VecDeque::new(),
            waiting_bits: 0.0,
            leaving: VecDeque::new(),
            arrived: VecDeque::new(),
            gauges,
        }
    }

    fn kind(&self, tagged: &TaggedPacket) -> Kind {
        let Packet::Rtp(packet) = &tagged.message.packet else {
            return Kind::Control;
        };
        if self.audio.contains(&packet.header.ssrc) {
            Kind::Audio
        } else if self.repairs.contains(&packet.header.ssrc) {
            Kind::Repair(original_number(packet))
        } else {
            Kind::Video
        }
    }

    fn fill(&mut self, now: Instant) {
        let since = self.filled_at.map_or(0.0, |filled_at| {
            now.saturating_duration_since(filled_at).as_secs_f64()
        });
        self.filled_at = Some(self.filled_at.map_or(now, |filled_at| filled_at.max(now)));
        let rate = self.target * VIDEO_HEADROOM;
        self.video_bucket = (self.video_bucket + since * rate).min(rate * VIDEO_BURST);
        let rate = self.target * REPAIR_SHARE;
        self.repair_bucket = (self.repair_bucket + since * rate).min(rate * REPAIR_BURST);
    }

    fn release(&mut self, now: Instant) {
        while self.video_bucket >= 0.0 {
            let Some(mut tagged) = self.waiting.pop_front() else {
                break;
            };
            let bits = bits(&tagged);
            self.video_bucket -= bits;
            self.waiting_bits -= bits;
            tagged.now = now;
            self.leaving.push_back(tagged);
        }
        self.gauges
            .set_queued_bits(self.waiting_bits.max(0.0) as u64);
    }

    /// Whether a retransmission may leave, remembering it if so.
    fn admit(&mut self, now: Instant, key: (u32, u16), bits: f64) -> bool {
        let recently = self
            .repaired_at
            .get(&key)
            .is_some_and(|at| now.saturating_duration_since(*at) < REPAIR_PAUSE);
        if recently || self.repair_bucket < 0.0 {
            add(&self.gauges.counters.repairs_refused, 1);
            return false;
        }
        if self.repaired_at.len() >= REMEMBERED_REPAIRS {
            self.repaired_at
                .retain(|_, at| now.saturating_duration_since(*at) < REPAIR_PAUSE);
        }
        self.repaired_at.insert(key, now);
        self.repair_bucket -= bits;
        self.video_bucket -= bits;
        true
    }
}

impl Protocol<TaggedPacket, TaggedPacket, ()> for AudioFirstPacer {
    type Rout = TaggedPacket;
    type Wout = TaggedPacket;
    type Eout = ();
    type Error = Error;
    type Time = Instant;

    fn handle_read(&mut self, tagged: TaggedPacket) -> Result<(), Error> {
        let changed = Attribute::TargetBitrateChanged {
            bits_per_second: 0.0,
        };
        if let Some(Attribute::TargetBitrateChanged { bits_per_second }) =
            tagged.message.get(&changed)
        {
            self.target = *bits_per_second;
        }
        self.arrived.push_back(tagged);
        Ok(())
    }

    fn poll_read(&mut self) -> Option<TaggedPacket> {
        self.arrived.pop_front()
    }

    fn handle_write(&mut self, tagged: TaggedPacket) -> Result<(), Error> {
        let (now, bits) = (tagged.now, bits(&tagged));
        self.fill(now);
        match self.kind(&tagged) {
            Kind::Control => self.leaving.push_back(tagged),
            Kind::Audio => {
                self.video_bucket -= bits;
                self.leaving.push_back(tagged);
            }
            Kind::Repair(original) => {
                if self.admit(now, (ssrc(&tagged), original), bits) {
                    self.leaving.push_back(tagged);
                }
            }
            Kind::Video => {
                self.waiting_bits += bits;
                self.waiting.push_back(tagged);
                self.release(now);
            }
        }
        Ok(())
    }

    fn poll_write(&mut self) -> Option<TaggedPacket> {
        self.leaving.pop_front()
    }

    fn handle_timeout(&mut self, now: Instant) -> Result<(), Error> {
        self.fill(now);
        self.release(now);
        Ok(())
    }

    fn poll_timeout(&mut self) -> Option<Instant> {
        self.waiting.front()?;
        let owed = (-self.video_bucket).max(0.0) / (self.target * VIDEO_HEADROOM).max(1.0);
        let wait = Duration::from_secs_f64(owed.min(1.0)).clamp(SHORTEST_WAIT, LONGEST_WAIT);
        self.filled_at.map(|filled_at| filled_at + wait)
    }
}

impl Interceptor for AudioFirstPacer {
    fn bind_local_stream(&mut self, stream: &StreamInfo) {
        self.repairs.extend(stream.ssrc_rtx);
        if stream.mime_type.to_ascii_lowercase().starts_with("audio") {
            self.audio.insert(stream.ssrc);
        }
    }

    fn unbind_local_stream(&mut self, stream: &StreamInfo) {
        if let Some(repair) = stream.ssrc_rtx {
            self.repairs.remove(&repair);
        }
        self.audio.remove(&stream.ssrc);
    }

    fn bind_remote_stream(&mut self, _: &StreamInfo) {}

    fn unbind_remote_stream(&mut self, _: &StreamInfo) {}
}

fn bits(tagged: &TaggedPacket) -> f64 {
    match &tagged.message.packet {
        Packet::Rtp(packet) => (packet.payload.len() + HEADERS) as f64 * 8.0,
        _ => 0.0,
    }
}

fn ssrc(tagged: &TaggedPacket) -> u32 {
    match &tagged.message.packet {
        Packet::Rtp(packet) => packet.header.ssrc,
        _ => 0,
    }
}

/// RTX carries the number of the packet it repeats before the payload.
fn original_number(packet: &rtp::Packet) -> u16 {
    packet
        .payload
        .first_chunk()
        .map_or(0, |number| u16::from_be_bytes(*number))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gauges::read;
    use crate::network::bench::{
        AUDIO, REPAIR, VIDEO, audio_stream, packet, repair, tagged, video_stream,
    };

    const TARGET: f64 = 500_000.0;

    #[test]
    fn sound_overtakes_a_queue_of_video() {
        let (_, mut pacer, now) = paced();
        for number in 0..50 {
            let _ = pacer.handle_write(packet(now, VIDEO, number, 1_100));
        }
        while pacer.poll_write().is_some() {}
        let _ = pacer.handle_write(packet(now, AUDIO, 1, 80));
        assert_eq!(left(&mut pacer), [AUDIO]);
    }

    #[test]
    fn reports_are_never_held() {
        let (_, mut pacer, now) = paced();
        for number in 0..50 {
            let _ = pacer.handle_write(packet(now, VIDEO, number, 1_100));
        }
        while pacer.poll_write().is_some() {}
        let _ = pacer.handle_write(tagged(now, Packet::Rtcp(vec![])));
        assert!(pacer.poll_write().is_some());
    }

    #[test]
    fn video_leaves_at_one_and_a_half_times_the_target_and_tells_its_queue() {
        let (gauges, mut pacer, start) = paced();
        for number in 0..200 {
            let _ = pacer.handle_write(packet(start, VIDEO, number, 1_085));
        }
        assert!(gauges.queued_bits() > 1_700_000);
        let mut sent = left(&mut pacer).len();
        while let Some(due) = pacer.poll_timeout() {
            if due > start + Duration::from_secs(1) {
                break;
            }
            let _ = pacer.handle_timeout(due);
            sent += left(&mut pacer).len();
        }
        let rate = sent as f64 * 9_000.0;
        assert!(
            (rate / (TARGET * 1.5) - 1.0).abs() < 0.1,
            "{rate} bits in a second"
        );
    }

    #[test]
    fn an_idle_pacer_wants_no_waking_and_deadlines_lie_ahead() {
        let (_, mut pacer, now) = paced();
        assert_eq!(pacer.poll_timeout(), None);
        for number in 0..30 {
            let _ = pacer.handle_write(packet(now, VIDEO, number, 1_100));
        }
        assert!(pacer.poll_timeout().is_some_and(|due| due > now));
    }

    #[test]
    fn the_same_retransmission_waits_120_ms_for_its_repetition() {
        let (gauges, mut pacer, now) = paced();
        let _ = pacer.handle_write(repair(now, 1, 77, 100));
        let _ = pacer.handle_write(repair(now + Duration::from_millis(100), 2, 77, 100));
        let _ = pacer.handle_write(repair(now + Duration::from_millis(121), 3, 77, 100));
        assert_eq!(left(&mut pacer), [REPAIR, REPAIR]);
        assert_eq!(read(&gauges.counters.repairs_refused), 1);
    }

    #[test]
    fn retransmissions_use_at_most_a_quarter_of_the_target() {
        let (_, mut pacer, start) = paced();
        for number in 0..2_000u16 {
            let now = start + Duration::from_millis(u64::from(number));
            let _ = pacer.handle_write(repair(now, number, number, 1_083));
        }
        let rate = left(&mut pacer).len() as f64 * 9_000.0 / 2.0;
        assert!(rate <= TARGET * 0.25 * 1.1, "{rate} bits a second");
        assert!(rate >= TARGET * 0.25 * 0.8, "{rate} bits a second");
    }

    #[test]
    fn a_new_target_arrives_with_the_report_that_made_it() {
        let (_, mut pacer, now) = paced();
        let mut report = tagged(now, Packet::Rtcp(vec![]));
        report.message.add(Attribute::TargetBitrateChanged {
            bits_per_second: 123_000.0,
        });
        let _ = pacer.handle_read(report);
        assert_eq!(pacer.target, 123_000.0);
        assert!(pacer.poll_read().is_some());
    }

    fn paced() -> (Arc<Gauges>, AudioFirstPacer, Instant) {
        let gauges = Arc::new(Gauges::new(500, true, true));
        let mut pacer = AudioFirstPacer::new(TARGET, gauges.clone());
        pacer.bind_local_stream(&audio_stream());
        pacer.bind_local_stream(&video_stream());
        (gauges, pacer, Instant::now())
    }

    fn left(pacer: &mut AudioFirstPacer) -> Vec<u32> {
        std::iter::from_fn(|| pacer.poll_write())
            .map(|tagged| ssrc(&tagged))
            .collect()
    }
}
