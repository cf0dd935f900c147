//! What each party takes, and which calls are over.

use std::collections::{HashMap, VecDeque};
use std::time::{Duration, Instant};

use super::Limits;
use crate::credentials::LIFETIME;

/// How many ended calls are remembered; the oldest are forgotten first.
const MOST_ENDED: usize = 10_000;

/// The parties that have allocations.
#[derive(Debug)]
pub(super) struct Holders {
    limits: Limits,
    all: HashMap<String, Holder>,
}

#[derive(Debug)]
struct Holder {
    allocations: usize,
    /// How many bytes it may take at once.
    left: f64,
    filled: Instant,
}

impl Holders {
    pub(super) fn new(limits: Limits) -> Self {
        let all = HashMap::new();
        Self { limits, all }
    }

    pub(super) fn is_full(&self, holder: &str) -> bool {
        let taken = self.all.get(holder).map_or(0, |known| known.allocations);
        taken >= self.limits.allocations
    }

    pub(super) fn add(&mut self, holder: &str, now: Instant) {
        let left = f64::from(self.limits.bytes_per_second);
        let new = || Holder {
            allocations: 0,
            left,
            filled: now,
        };
        let known = self.all.entry(holder.to_owned()).or_insert_with(new);
        known.allocations += 1;
    }

    pub(super) fn give_back(&mut self, holder: &str) {
        if let Some(known) = self.all.get_mut(holder) {
            known.allocations = known.allocations.saturating_sub(1);
            if known.allocations == 0 {
                self.all.remove(holder);
            }
        }
    }

    /// Takes so many bytes, if there are so many: a second's worth can be saved up.
    pub(super) fn take(&mut self, holder: &str, bytes: usize, now: Instant) -> bool {
        let Some(known) = self.all.get_mut(holder) else {
            return false;
        };
        let rate = f64::from(self.limits.bytes_per_second);
        let passed = now.saturating_duration_since(known.filled).as_secs_f64();
        known.left = (known.left + passed * rate).min(rate);
        known.filled = known.filled.max(now);
        #[expect(clippy::cast_precision_loss, reason = "a datagram's length")]
        let bytes = bytes as f64;
        if known.left < bytes {
            return false;
        }
        known.left -= bytes;
        true
    }
}

/// Calls that are over, as long as their credentials have not expired.
#[derive(Debug, Default)]
pub(super) struct Ended {
    all: HashMap<String, Instant>,
    order: VecDeque<(Instant, String)>,
}

impl Ended {
    pub(super) fn note(&mut self, call: &str, now: Instant) {
        self.all.insert(call.to_owned(), now);
        self.order.push_back((now, call.to_owned()));
        while self.order.len() > MOST_ENDED {
            self.forget_oldest();
        }
    }

    pub(super) fn take_back(&mut self, call: &str) {
        self.all.remove(call);
    }

    pub(super) fn contains(&self, call: &str) -> bool {
        self.all.contains_key(call)
    }

    pub(super) fn sweep(&mut self, now: Instant) {
        const REMEMBERED: Duration = LIFETIME.saturating_mul(2);
        while self
            .order
            .front()
            .is_some_and(|(at, _)| *at + REMEMBERED <= now)
        {
            self.forget_oldest();
        }
    }

    fn forget_oldest(&mut self) {
        if let Some((at, call)) = self.order.pop_front()
            && self.all.get(&call) == Some(&at)
        {
            self.all.remove(&call);
        }
    }
}
