//! Turns counts since the start into what happened in the last second.

use std::time::Duration;

use crate::call::CallStatistics;
use crate::gauges::{Gauges, read};

/// Remembers the counts of the last reading. To be read once a second.
#[derive(Debug, Default)]
pub struct Meter(Counts);

#[derive(Debug, Default, Clone, Copy)]
struct Counts {
    sent: u64,
    skipped: u64,
    overrun: u64,
    received: u64,
    handed: u64,
    bytes_out: u64,
    bytes_in: u64,
    played: u64,
    concealed: u64,
}

impl Meter {
    /// The second since the last reading.
    pub fn read(&mut self, gauges: &Gauges, round_trip: Option<Duration>) -> CallStatistics {
        let counters = &gauges.counters;
        let now = Counts {
            sent: read(&counters.frames_sent),
            skipped: read(&counters.frames_skipped),
            overrun: read(&counters.frames_overrun),
            received: read(&counters.frames_received),
            handed: read(&counters.frames_handed),
            bytes_out: read(&counters.bytes_out),
            bytes_in: read(&counters.bytes_in),
            played: read(&counters.samples_played),
            concealed: read(&counters.samples_concealed) + read(&counters.samples_guessed),
        };
        let before = std::mem::replace(&mut self.0, now);
        let played = now.played.saturating_sub(before.played).max(1) as f32;
        let concealed = now.concealed.saturating_sub(before.concealed) as f32;
        CallStatistics {
            frames_sent: since(before.sent, now.sent),
            frames_skipped: since(before.skipped, now.skipped),
            frames_overrun: since(before.overrun, now.overrun),
            frames_received: since(before.received, now.received),
            frames_handed: since(before.handed, now.handed),
            kbps_out: since(before.bytes_out * 8 / 1_000, now.bytes_out * 8 / 1_000),
            kbps_in: since(before.bytes_in * 8 / 1_000, now.bytes_in * 8 / 1_000),
            target_kbps: since(0, gauges.target_bits() / 1_000),
            concealed: (concealed / played).min(1.0),
            round_trip,
            key_frames_asked: since(0, read(&counters.key_frames_asked)),
            key_frames_wanted: since(0, read(&counters.key_frames_wanted)),
        }
    }
}

fn since(before: u64, now: u64) -> u32 {
    u32::try_from(now.saturating_sub(before)).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gauges::add;

    #[test]
    fn each_reading_tells_only_what_happened_since_the_last() {
        let (gauges, mut meter) = (Gauges::new(700, true, true), Meter::default());
        add(&gauges.counters.frames_sent, 30);
        add(&gauges.counters.bytes_out, 125_000);
        add(&gauges.counters.key_frames_asked, 2);
        let first = meter.read(&gauges, None);
        assert_eq!(
            (first.frames_sent, first.kbps_out, first.target_kbps),
            (30, 1_000, 700)
        );
        add(&gauges.counters.frames_sent, 28);
        add(&gauges.counters.samples_played, 48_000);
        add(&gauges.counters.samples_concealed, 4_800);
        let second = meter.read(&gauges, Some(Duration::from_millis(20)));
        assert_eq!((second.frames_sent, second.kbps_out), (28, 0));
        assert!((second.concealed - 0.1).abs() < 1e-6);
        assert_eq!(
            second.key_frames_asked, 2,
            "requests are counted since the start"
        );
    }
}
