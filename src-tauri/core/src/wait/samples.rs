//! Service times to draw from: those of a topic where it is known well enough,
//! those of the whole desk otherwise.

use std::collections::BTreeMap;

use super::history::{ENOUGH, ServiceHistory};
use crate::chance::{Chance, scaled, scattered};
use crate::ids::TopicId;

/// With fewer longer ones than this, it may also be longer than all that is known.
const FEW: usize = 4;

/// The service times of a desk, in milliseconds.
pub(super) struct Samples {
    desk: Times,
    topics: BTreeMap<TopicId, Times>,
}

/// Service times of one kind, in milliseconds.
#[derive(Default)]
pub(super) struct Times {
    /// Answer delay and busy time of each service, as they belong together.
    services: Vec<(i64, i64)>,
    /// The answer delays alone, sorted.
    delays: Vec<i64>,
    /// The busy times alone, sorted.
    busy: Vec<i64>,
}

impl Samples {
    pub(super) fn of(history: &ServiceHistory) -> Self {
        let mut desk = Times::default();
        let mut topics: BTreeMap<TopicId, Times> = BTreeMap::new();
        for service in history.services() {
            let times = (service.answered_after.as_millis(), service.busy.as_millis());
            desk.services.push(times);
            if let Some(topic) = service.topic {
                topics.entry(topic).or_default().services.push(times);
            }
        }
        topics.retain(|_, times| times.services.len() >= ENOUGH);
        desk.sort();
        topics.values_mut().for_each(Times::sort);
        Self { desk, topics }
    }

    pub(super) fn about(&self, topic: Option<TopicId>) -> &Times {
        topic
            .and_then(|topic| self.topics.get(&topic))
            .unwrap_or(&self.desk)
    }
}

impl Times {
    /// A service, drawn from the history as it might have been: a `world` is the
    /// history drawn anew, with replacement, so that what rests on few services is
    /// as uncertain as it is (the bootstrap).
    pub(super) fn service(&self, chance: &mut Chance, world: u64) -> (i64, i64) {
        let known = self.services.len();
        let drawn = chance.below(known) as u64;
        self.services[scaled(scattered(world ^ drawn.wrapping_mul(SPREAD)), known)]
    }

    /// How much longer it takes to answer what has rung for so long already.
    pub(super) fn delay_left(&self, rung: i64, chance: &mut Chance) -> i64 {
        left_of(&self.delays, rung, chance)
    }

    /// How much longer a librarian is busy who has been so for so long already.
    pub(super) fn busy_left(&self, since: i64, chance: &mut Chance) -> i64 {
        left_of(&self.busy, since, chance)
    }

    fn sort(&mut self) {
        self.delays = self.services.iter().map(|(delay, _)| *delay).collect();
        self.busy = self.services.iter().map(|(_, busy)| *busy).collect();
        self.delays.sort_unstable();
        self.busy.sort_unstable();
    }
}

/// An odd number that spreads small ones over all bits.
const SPREAD: u64 = 0xd134_2543_de82_ef95;

/// What is left of something that has lasted for `elapsed`: only what lasted longer
/// tells. Where hardly anything did, it may go on for up to as long again.
fn left_of(sorted: &[i64], elapsed: i64, chance: &mut Chance) -> i64 {
    let longer = &sorted[sorted.partition_point(|time| *time <= elapsed)..];
    let choices = longer.len() + usize::from(longer.len() < FEW);
    match longer.get(chance.below(choices)) {
        Some(time) => time - elapsed,
        None => (elapsed as f64 * chance.fraction()) as i64,
    }
}
