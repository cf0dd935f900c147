//! What the network carries: delay judged by Gcc, loss judged by us.
//!
//! `rtc` 0.21.1 judges loss on every TWCC report by itself, that is on 4 to 10
//! packets, and walks down to its floor under a few per cent of random loss.
//! Here loss is judged over at least a second and at least 40 packets: below
//! 2 % the loss half grows, above 10 % it shrinks by half the loss, between it
//! stays. The target is the lower of the two halves.

use std::sync::Arc;
use std::time::{Duration, Instant};

use rtc::interceptor::{BandwidthEstimator, EstimatorStats, Gcc, PacketReport};

use crate::gauges::Gauges;

const WINDOW: Duration = Duration::from_secs(1);
const FEWEST_PACKETS: usize = 40;
const HARMLESS_LOSS: f64 = 0.02;
const HEAVY_LOSS: f64 = 0.10;
const GROWTH: f64 = 1.08;

/// See the module.
pub struct DeskEstimator {
    delay_half: Gcc,
    loss_half: LossHalf,
    gauges: Arc<Gauges>,
}

impl DeskEstimator {
    /// Starts at `start` bits a second and stays within `least..=most`.
    pub fn new(start: f64, least: f64, most: f64, gauges: Arc<Gauges>) -> Self {
        let start = start.clamp(least, most);
        Self {
            delay_half: Gcc::new(start, least, most),
            loss_half: LossHalf::new(start, least, most),
            gauges,
        }
    }

    fn publish(&self) {
        self.gauges.set_target_bits(self.target_bitrate());
    }
}

impl BandwidthEstimator for DeskEstimator {
    fn on_reports(&mut self, now: Instant, reports: &[PacketReport]) {
        self.delay_half.on_reports(now, reports);
        let lost = reports.iter().filter(|report| !report.arrived).count();
        self.loss_half.judge(now, lost, reports.len());
        self.publish();
    }

    fn target_bitrate(&self) -> f64 {
        let delay = self.delay_half.delay_based_bitrate();
        let (least, most) = self.loss_half.bounds;
        delay.min(self.loss_half.target).clamp(least, most)
    }

    fn handle_timeout(&mut self, now: Instant) {
        self.delay_half.handle_timeout(now);
        self.publish();
    }

    fn poll_timeout(&self) -> Option<Instant> {
        self.delay_half.poll_timeout()
    }

    fn stats(&self) -> EstimatorStats {
        self.delay_half.stats()
    }
}

/// The half that looks at loss.
struct LossHalf {
    target: f64,
    bounds: (f64, f64),
    lost: usize,
    reported: usize,
    since: Option<Instant>,
}

impl LossHalf {
    fn new(start: f64, least: f64, most: f64) -> Self {
        Self {
            target: start,
            bounds: (least, most),
            lost: 0,
            reported: 0,
            since: None,
        }
    }

    fn judge(&mut self, now: Instant, lost: usize, reported: usize) {
        self.lost += lost;
        self.reported += reported;
        let since = *self.since.get_or_insert(now);
        if now.saturating_duration_since(since) < WINDOW || self.reported < FEWEST_PACKETS {
            return;
        }
        let loss = self.lost as f64 / self.reported as f64;
        if loss < HARMLESS_LOSS {
            self.target *= GROWTH;
        } else if loss > HEAVY_LOSS {
            self.target *= 1.0 - loss / 2.0;
        }
        self.target = self.target.clamp(self.bounds.0, self.bounds.1);
        (self.lost, self.reported, self.since) = (0, 0, Some(now));
    }
}

#[cfg(test)]
mod tests {
    use rand::rngs::StdRng;
    use rand::{RngExt, SeedableRng};
    use rtc::rtcp::transport_feedbacks::cc_feedback_report::Ecn;

    use super::*;

    const START: f64 = 600_000.0;
    const MOST: f64 = 1_500_000.0;

    #[test]
    fn five_per_cent_of_random_loss_does_not_starve_the_picture() {
        let target = after_seconds(30, 0.05);
        assert!(target >= START * 0.7, "fell to {target}");
    }

    #[test]
    fn a_clean_network_lets_the_picture_grow() {
        let target = after_seconds(30, 0.0);
        assert!(target > START, "stayed at {target}");
        assert!(target <= MOST);
    }

    #[test]
    fn heavy_loss_brings_the_target_down() {
        let target = after_seconds(30, 0.30);
        assert!(target < START / 2.0, "stayed at {target}");
    }

    #[test]
    fn a_few_packets_are_no_judgement() {
        let mut half = LossHalf::new(START, 100_000.0, MOST);
        let start = Instant::now();
        for second in 0..30 {
            half.judge(start + Duration::from_secs(second), 1, 1);
        }
        half.judge(start + Duration::from_secs(30), 9, 9);
        assert_eq!(half.target, START, "39 packets are too few");
        half.judge(start + Duration::from_secs(31), 1, 1);
        assert!(half.target < START, "40 are not");
    }

    #[test]
    fn the_target_is_published_and_bounded() {
        let gauges = Arc::new(Gauges::new(600, true, true));
        let mut estimator = DeskEstimator::new(9e9, 100_000.0, MOST, gauges.clone());
        estimator.on_reports(Instant::now(), &[]);
        assert_eq!(gauges.target_bits(), MOST as u64);
    }

    /// The target after some seconds of feedback every 50 ms, about ten
    /// packets each, over a link of 40 ms that loses by a seed.
    fn after_seconds(seconds: u64, loss: f64) -> f64 {
        let gauges = Arc::new(Gauges::new(600, true, true));
        let mut estimator = DeskEstimator::new(START, 100_000.0, MOST, gauges);
        let mut chance = StdRng::seed_from_u64(11);
        let start = Instant::now();
        for report in 0..seconds * 20 {
            let sent = Duration::from_millis(report * 50);
            let reports: Vec<_> = (0..10)
                .map(|number| {
                    let departure = sent + Duration::from_millis(number * 5);
                    let arrived = !chance.random_bool(loss);
                    packet_report(report * 10 + number, start, departure, arrived)
                })
                .collect();
            estimator.on_reports(start + sent + Duration::from_millis(90), &reports);
        }
        estimator.target_bitrate()
    }

    fn packet_report(id: u64, start: Instant, departure: Duration, arrived: bool) -> PacketReport {
        PacketReport {
            ssrc: 1,
            id,
            rtp_sequence_number: id as u16,
            is_twcc: true,
            twcc_sequence_number: id as u16,
            size: 900,
            arrived,
            departure: start + departure,
            arrival: arrived.then_some(departure + Duration::from_millis(40)),
            ecn: Ecn::default(),
        }
    }
}
