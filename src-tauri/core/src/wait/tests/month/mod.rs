//! A simulated month at a desk: 26 open days of twelve hours, and what each patron was
//! told on entering the line beside how long it then took. There is a large desk, with
//! 23,513 contacts and four to six librarians, and a small one.
//!
//! It is a world of its own, played event by event: it shares nothing with the
//! forecast but the types that the forecast is asked with. Arrivals have peaks, some
//! patrons leave, rings are missed, librarians have lunch, go home or are called away,
//! and the forecast is told none of that ahead.
//!
//! The tests of `wait` run it, and `sportello-bench month` prints it: both name what it
//! needs beside this module.

mod calibration;
mod crowd;
mod day;
mod formulas;
mod roster;
mod verdict;

use super::{ServiceHistory, WaitRange};
use day::Day;
use formulas::{Asterisk, RocketChat};
pub(crate) use roster::{LARGE, SMALL, Setting};
pub(crate) use verdict::Verdict;

/// What this product answers a patron who enters the line.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Answer {
    /// They didn't ask.
    NotAsked,
    /// It can't tell yet.
    Unknown,
    /// It will take so long.
    Range(WaitRange),
}

/// What one patron was told on entering the line, and what came true.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    /// Place in the line, the first being one.
    pub(crate) place: usize,
    /// Whether a librarian was free for them at once.
    pub(crate) free_at_once: bool,
    pub(crate) told: Answer,
    /// What Rocket.Chat would tell, in minutes.
    pub(crate) rocket_chat: f64,
    /// What Asterisk would tell, in minutes.
    pub(crate) asterisk: f64,
    /// From entering to the answer, in milliseconds; nothing when they left before.
    pub(crate) waited: Option<i64>,
}

/// What a desk carries from day to day.
#[derive(Default)]
struct Memory {
    history: ServiceHistory,
    rocket_chat: RocketChat,
    asterisk: Asterisk,
}

/// Plays a month; the same seed, the same month. Of `one_in` patrons one asks how
/// long it will take; the month is the same whoever asks.
pub(crate) fn play(setting: &Setting, seed: u64, one_in: usize) -> Vec<Entry> {
    let mut memory = Memory::default();
    let mut entries = Vec::with_capacity(setting.contacts);
    for (number, patrons) in crowd::days(setting, seed).into_iter().enumerate() {
        let day_seed = seed ^ ((number as u64 + 1) << 32);
        entries.extend(Day::new(setting, patrons, day_seed, one_in, &mut memory).play());
    }
    entries
}

#[cfg(test)]
mod tests {
    use super::{LARGE, crowd};

    #[test]
    fn the_crowd_is_as_large_and_talks_as_long_as_it_should() {
        let days = crowd::days(&LARGE, 1);
        let patrons: Vec<_> = days.iter().flatten().collect();
        assert_eq!((days.len(), patrons.len()), (26, 23_513));
        let talked: i64 = patrons.iter().map(|patron| patron.talk).sum();
        let mean = talked as f64 / patrons.len() as f64 / 1_000.0;
        assert!((120.0..126.0).contains(&mean), "mean talk {mean} s");
    }
}
