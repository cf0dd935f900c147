//! Service times to draw from: those of a topic where it is known well enough,
//! those of the whole desk otherwise.

use std::collections::BTreeMap;

use super::history::{ENOUGH, ServiceHistory};
use crate::chance::{Chance, scaled, scattered};
use crate::ids::TopicId;
use crate::moment::Span;

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
}

/// What may be left of something that has lasted for a while, in milliseconds: only
/// what lasted longer tells.
pub(super) struct Left {
    elapsed: i64,
    rests: Vec<i64>,
}

impl Samples {
    pub(super) fn of(history: &ServiceHistory, chat: bool) -> Self {
        let mut desk = Times::default();
        let mut topics: BTreeMap<TopicId, Times> = BTreeMap::new();
        for service in history.services_like(chat) {
            let times = (service.answered_after.as_millis(), service.busy.as_millis());
            desk.services.push(times);
            if let Some(topic) = service.topic {
                topics.entry(topic).or_default().services.push(times);
            }
        }
        topics.retain(|_, times| times.services.len() >= ENOUGH);
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
    pub(super) fn delay_left(&self, rung: Span) -> Left {
        let delays = self.services.iter().map(|(delay, _)| *delay);
        Left::of(delays, rung)
    }

    /// How much longer a librarian is busy who has been so for so long already.
    pub(super) fn busy_left(&self, since: Span) -> Left {
        let busy = self.services.iter().map(|(_, busy)| *busy);
        Left::of(busy, since)
    }
}

/// An odd number that spreads small ones over all bits.
const SPREAD: u64 = 0xd134_2543_de82_ef95;

impl Left {
    fn of(times: impl Iterator<Item = i64>, elapsed: Span) -> Self {
        let elapsed = elapsed.as_millis().max(0);
        let longer = times.filter(|time| *time > elapsed);
        Self {
            elapsed,
            rests: longer.map(|time| time - elapsed).collect(),
        }
    }

    /// One of what may be left. Where hardly anything lasted longer, it may go on for
    /// up to as long again.
    pub(super) fn drawn(&self, chance: &mut Chance) -> i64 {
        let known = self.rests.len();
        let choices = known + usize::from(known < FEW);
        match self.rests.get(chance.below(choices)) {
            Some(rest) => *rest,
            None => (self.elapsed as f64 * chance.fraction()) as i64,
        }
    }
}
