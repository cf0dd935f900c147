//! The honest wait: how many minutes each patron of a line will wait, as a range.
//!
//! The line is played forward many times. Who is in service is busy for as much
//! longer as services of that age were; who waits is served, in the order of the
//! line, by whoever is free first, for as long as this desk's own services took,
//! of the same topic where enough is known of it; some leave meanwhile, as often as
//! patrons left before. What most of these plays agree on is told, rounded outward
//! to whole minutes.
//!
//! **The rule.** No constant stands for a desk: with too few services, or nobody on
//! duty, nothing is told. Nobody is told less than who stands before them. It reads
//! no clock and makes no chance: the same line and the same seed give the same
//! ranges, so a desk that keeps its seed does not flicker.
//!
//! Calls and chats are two lines: a librarian has one call at a time and beside it as
//! many chats as were set, so that neither waits for what the other takes.
//!
//! Who has booked goes first when their time has come; a line is told of it.
//!
//! It doesn't know rosters: who comes on duty or goes home later is a surprise to it.

mod history;
mod samples;

use std::cmp::Reverse;
use std::collections::BinaryHeap;

pub use history::{ENOUGH, Service, ServiceHistory, Waited};
use samples::{Left, Samples, Times};

use crate::chance::Chance;
use crate::ids::TopicId;
use crate::moment::Span;

/// A contact under way, or its wrap-up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Busy {
    /// What the contact is for, when that is known.
    pub topic: Option<TopicId>,
    /// How long since the answer.
    pub since: Span,
}

/// Somebody in the line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Ahead {
    /// What the contact is for, when that is known.
    pub topic: Option<TopicId>,
    /// How long it has been ringing, when it is; the librarian at whom it rings
    /// counts as free.
    pub ringing_for: Option<Span>,
}

/// Somebody who has booked a time that is still ahead: they go first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Booked {
    /// How long until it begins.
    pub begins_in: Span,
    /// How long a librarian is kept for it.
    pub lasts: Span,
}

/// Everything that a wait depends on.
#[derive(Clone, Copy, Debug)]
pub struct LineNow<'a> {
    /// What the desk has learnt.
    pub history: &'a ServiceHistory,
    /// It is a line of chats: of those a librarian may have several at once.
    pub chat: bool,
    /// How many could be answered at once, those that ring included.
    pub free: usize,
    /// The contacts that have to end before more can be.
    pub busy: &'a [Busy],
    /// The line, in the order in which it will be served.
    pub line: &'a [Ahead],
    /// What is booked, the earliest first.
    pub booked: &'a [Booked],
}

/// A range in whole minutes, rounded outward. The shortest is never above the
/// longest, and the longest at least one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct WaitRange {
    /// It will hardly be less.
    pub shortest_minutes: u32,
    /// It will hardly be more.
    pub longest_minutes: u32,
}

/// The share of plays that must agree on a range: where the wait is short, how much
/// each minute of it adds, and the most. The further ahead, the more happens that no
/// service time knows: somebody goes home, somebody comes. Found by the simulated
/// months of a large and of a small desk, where the narrowest ranges that keep their
/// word were wanted; no desk's service times are in it.
const AGREED: (f64, f64, f64) = (0.82, 0.01, 0.90);

/// The range from now to the answer for each place of the line and, last, for
/// somebody who would arrive now. None where too little is known ("we can't tell
/// yet") and where nobody is on duty.
pub fn estimate(now: &LineNow, seed: u64) -> Vec<Option<WaitRange>> {
    let places = now.line.len() + 1;
    if now.free + now.busy.len() == 0 || !now.history.is_enough(None) {
        return vec![None; places];
    }
    let samples = Samples::of(now.history, now.chat);
    let stage = Stage::of(now, &samples);
    let runs = runs_for(places);
    let mut waits = vec![0; places * runs];
    let mut seeds = Chance::seeded(seed);
    for run in 0..runs {
        stage.play(seeds.number(), |place, wait| {
            waits[place * runs + run] = wait
        });
    }
    let mut told = WaitRange {
        shortest_minutes: 0,
        longest_minutes: 1,
    };
    let of_places = waits.chunks_exact_mut(runs);
    of_places
        .map(|of_place| {
            told = range_of(of_place).not_before(told);
            Some(told)
        })
        .collect()
}

/// The line before it is played: each with the service times that are theirs.
struct Stage<'a> {
    free: usize,
    busy: Vec<Left>,
    /// With what is left of its ringing, when it rings.
    line: Vec<(&'a Times, Option<Left>)>,
    booked: &'a [Booked],
    /// How often somebody who waits leaves, in times a millisecond.
    leaving_rate: f64,
}

impl<'a> Stage<'a> {
    fn of(now: &LineNow<'a>, samples: &'a Samples) -> Self {
        let busy = now.busy.iter();
        let line = now.line.iter().copied();
        // At the end of the line, somebody who would arrive now.
        let line = line.chain([Ahead::default()]);
        Self {
            free: now.free,
            busy: busy
                .map(|busy| samples.about(busy.topic).busy_left(busy.since))
                .collect(),
            line: line
                .map(|ahead| {
                    let times = samples.about(ahead.topic);
                    (times, ahead.ringing_for.map(|rung| times.delay_left(rung)))
                })
                .collect(),
            booked: now.booked,
            leaving_rate: now.history.leaving_rate(),
        }
    }

    /// Plays the line forward once and tells each place's wait.
    fn play(&self, seed: u64, mut tell: impl FnMut(usize, i64)) {
        let mut chance = Chance::seeded(seed);
        let world = chance.number();
        let mut librarians = self.free_at(&mut chance);
        let mut booked = self.booked.iter().peekable();
        for (place, (times, ringing)) in self.line.iter().enumerate() {
            give_way(&mut librarians, &mut booked);
            let mut next = librarians.peek_mut().expect("somebody is on duty");
            let Reverse(turn) = *next;
            let (mut delay, busy) = times.service(&mut chance, world);
            if let Some(left) = ringing {
                delay = left.drawn(&mut chance);
            }
            tell(place, turn + delay);
            if ringing.is_some() || self.stays(turn, &mut chance) {
                *next = Reverse(turn + delay + busy);
            }
        }
    }

    /// When each librarian is free, the first on top.
    fn free_at(&self, chance: &mut Chance) -> BinaryHeap<Reverse<i64>> {
        let free = std::iter::repeat_n(Reverse(0), self.free);
        let busy = self.busy.iter();
        let busy = busy.map(|left| Reverse(left.drawn(chance)));
        free.chain(busy).collect()
    }

    /// Whether somebody waits until their turn comes.
    fn stays(&self, turn: i64, chance: &mut Chance) -> bool {
        if self.leaving_rate == 0.0 || turn == 0 {
            return true;
        }
        let patience = -(1.0 - chance.fraction()).ln() / self.leaving_rate;
        patience > turn as f64
    }
}

/// Whoever is free first serves those who have booked, as long as their time comes
/// before that of the line.
fn give_way<'a>(
    librarians: &mut BinaryHeap<Reverse<i64>>,
    booked: &mut std::iter::Peekable<impl Iterator<Item = &'a Booked>>,
) {
    while let Some(mut next) = librarians.peek_mut() {
        let Reverse(turn) = *next;
        let Some(first) = booked.next_if(|one| one.begins_in.as_millis() <= turn) else {
            return;
        };
        *next = Reverse(turn + first.lasts.as_millis());
    }
}

impl WaitRange {
    /// The same, moved so far back that it tells nobody less than `before` does.
    fn not_before(self, before: Self) -> Self {
        Self {
            shortest_minutes: self.shortest_minutes.max(before.shortest_minutes),
            longest_minutes: self.longest_minutes.max(before.longest_minutes),
        }
    }
}

/// How often a line is played: a long one less often, so that one look at it stays
/// cheap; its waits are sums of many services and vary less.
const fn runs_for(places: usize) -> usize {
    match places {
        0..=200 => 128,
        201..=1_000 => 96,
        1_001..=2_000 => 64,
        _ => 40,
    }
}

/// The narrowest range of whole minutes in which most plays agree; of several, the
/// one in which the most do.
fn range_of(waits: &mut [i64]) -> WaitRange {
    waits.sort_unstable();
    let minutes = waits[waits.len() / 2] as f64 / MINUTE as f64;
    let agreed = (AGREED.0 + AGREED.1 * minutes).min(AGREED.2);
    let most = (waits.len() as f64 * agreed).ceil() as usize;
    let ranges = waits.windows(most).map(|agreed| {
        let (first, last) = (agreed[0], agreed[most - 1]);
        (first / MINUTE, (last + MINUTE - 1) / MINUTE)
    });
    let ranges = ranges.map(|(shortest, longest)| (shortest, longest.max(shortest + 1)));
    let best = ranges.min_by_key(|(shortest, longest)| {
        let before = waits.partition_point(|wait| *wait < shortest * MINUTE);
        let until = waits.partition_point(|wait| *wait <= longest * MINUTE);
        (longest - shortest, Reverse(until - before))
    });
    let (shortest, longest) = best.expect("a line is played at least once");
    WaitRange {
        shortest_minutes: whole(shortest),
        longest_minutes: whole(longest),
    }
}

const MINUTE: i64 = Span::minutes(1).as_millis();

fn whole(minutes: i64) -> u32 {
    u32::try_from(minutes).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests;
