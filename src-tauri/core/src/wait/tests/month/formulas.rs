//! The formulas that others tell waits by, as comparison. Neither knows who is on
//! duty; the first hardly knows the place, the second not at all.

use std::collections::VecDeque;

/// Rocket.Chat: `((place - 1) / n + 1) × the mean talk of the newest n talks`.
#[derive(Default)]
pub(super) struct RocketChat {
    talks: VecDeque<i64>,
}

/// Asterisk's `app_queue`: a hold time that each answer moves by a quarter.
#[derive(Default)]
pub(super) struct Asterisk {
    hold: Option<f64>,
}

impl RocketChat {
    /// How many talks it looks back on.
    const NEWEST: usize = 100;

    pub(super) fn learn(&mut self, talk: i64) {
        self.talks.push_back(talk);
        if self.talks.len() > Self::NEWEST {
            self.talks.pop_front();
        }
    }

    /// What it would tell, in minutes.
    pub(super) fn minutes(&self, place: usize) -> f64 {
        let talked: i64 = self.talks.iter().sum();
        let mean = talked as f64 / self.talks.len().max(1) as f64;
        ((place as f64 - 1.0) / Self::NEWEST as f64 + 1.0) * mean / 60_000.0
    }
}

impl Asterisk {
    pub(super) fn learn(&mut self, waited: i64) {
        let waited = waited as f64;
        self.hold = Some(self.hold.map_or(waited, |hold| (3.0 * hold + waited) / 4.0));
    }

    /// What it would tell, in minutes, before it rounds to whole ones.
    pub(super) fn minutes(&self) -> f64 {
        self.hold.unwrap_or_default() / 60_000.0
    }
}
