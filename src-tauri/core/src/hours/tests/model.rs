//! The naive model: a list of minutes, each with what the clock on the wall shows
//! and whether the desk is open. It knows the two changes of 2026 by heart and
//! nothing of time zones, calendars or intervals.

use super::*;

/// The days that the list holds, counted from the Sunday of the change.
pub(super) const FIRST_DAY: i64 = -5;
/// More than a whole week after the last exception: a desk without an opening by
/// then has none.
pub(super) const LAST_DAY: i64 = 13;

const DAY: i64 = 24 * 60;

/// A change of the clock in Italy.
#[derive(Clone, Copy, Debug)]
pub(super) enum Change {
    /// 29 March 2026: an hour is missing.
    March,
    /// 25 October 2026: an hour comes twice.
    October,
}

impl Change {
    /// 00:00 UTC on the Sunday of the change, in minutes since 1970.
    pub(super) fn sunday(self) -> i64 {
        let text = match self {
            Self::March => "2026-03-29T00:00",
            Self::October => "2026-10-25T00:00",
        };
        utc(text) / 60_000
    }

    /// What the wall shows at a minute: minutes since the local midnight with
    /// which the Sunday begins.
    fn wall(self, minute: i64) -> i64 {
        let changed = minute >= 60;
        let ahead = match (self, changed) {
            (Self::March, false) | (Self::October, true) => 60,
            (Self::March, true) | (Self::October, false) => 120,
        };
        minute + ahead
    }
}

/// The minutes around a change. Minutes count from 00:00 UTC on its Sunday.
pub(super) struct Minutes {
    first: i64,
    open: Vec<bool>,
}

impl Minutes {
    /// Marks the openings of each day, from [`FIRST_DAY`] to [`LAST_DAY`], as pairs
    /// of minutes.
    pub(super) fn mark(change: Change, openings: impl Fn(i64) -> Vec<(i64, i64)>) -> Self {
        let first = FIRST_DAY * DAY;
        let beyond = (LAST_DAY + 1) * DAY;
        let mut open = vec![false; (beyond - first) as usize];
        // A day more on either side: UTC and Italy don't begin their days together.
        for day in FIRST_DAY - 1..=LAST_DAY + 1 {
            for (from, to) in openings(day) {
                let begin = Self::beginning(change, day, day * DAY + from);
                let end = Self::end(change, day, day * DAY + to);
                for minute in begin.max(first)..end.min(beyond) {
                    open[(minute - first) as usize] = true;
                }
            }
        }
        Self { first, open }
    }

    /// The first minute at which the wall shows it, or else the first past it.
    fn beginning(change: Change, day: i64, shown: i64) -> i64 {
        let past = || Self::around(day).find(|minute| change.wall(*minute) > shown);
        Self::around(day)
            .find(|minute| change.wall(*minute) == shown)
            .or_else(past)
            .expect("every time of a day is shown or passed around it")
    }

    /// The last minute at which the wall shows it, or else the first past it.
    fn end(change: Change, day: i64, shown: i64) -> i64 {
        let past = || Self::around(day).find(|minute| change.wall(*minute) > shown);
        Self::around(day)
            .rfind(|minute| change.wall(*minute) == shown)
            .or_else(past)
            .expect("every time of a day is shown or passed around it")
    }

    fn around(day: i64) -> std::ops::Range<i64> {
        day * DAY - 180..(day + 1) * DAY + 180
    }

    /// Whether the desk is open at a minute, and the minute at which that changes,
    /// if the list holds it.
    pub(super) fn look(&self, minute: i64) -> (bool, Option<i64>) {
        let ahead = &self.open[(minute - self.first) as usize..];
        let change = ahead.iter().position(|open| *open != ahead[0]);
        (ahead[0], change.map(|after| minute + after as i64))
    }
}
