//! Time as the desk sees it: the wall clock for people and for the store, and a
//! monotonic clock for deadlines.
//!
//! **The rule for jumps.** Everything that is awaited is judged on the monotonic
//! clock, so a corrected clock neither ends an offer nor starves one. What comes
//! back from the store has only its wall time; [`Moment::restored`] places it on
//! the monotonic clock of this run, once, and never in the future.

use serde::{Deserialize, Serialize};

/// A length of time in milliseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Span(i64);

impl Span {
    /// No time at all.
    pub const ZERO: Self = Self(0);

    /// So many milliseconds.
    pub const fn millis(millis: i64) -> Self {
        Self(millis)
    }

    /// So many seconds.
    pub const fn seconds(seconds: i64) -> Self {
        Self(seconds * 1000)
    }

    /// So many minutes.
    pub const fn minutes(minutes: i64) -> Self {
        Self::seconds(minutes * 60)
    }

    /// In milliseconds.
    pub const fn as_millis(self) -> i64 {
        self.0
    }

    /// Both together; nothing when that is longer than can be told.
    pub const fn checked_add(self, other: Self) -> Option<Self> {
        match self.0.checked_add(other.0) {
            Some(sum) => Some(Self(sum)),
            None => None,
        }
    }

    /// What is left of this after the other; less than no time when the other is
    /// longer, nothing when that can't be told.
    pub const fn checked_sub(self, other: Self) -> Option<Self> {
        match self.0.checked_sub(other.0) {
            Some(rest) => Some(Self(rest)),
            None => None,
        }
    }
}

/// An instant on both clocks. Ordered by the monotonic one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moment {
    wall: i64,
    monotonic: i64,
}

impl Moment {
    /// An instant as the server's clocks tell it: milliseconds since 1970 UTC, and
    /// milliseconds since the program began.
    pub const fn new(wall_millis: i64, monotonic_millis: i64) -> Self {
        Self {
            wall: wall_millis,
            monotonic: monotonic_millis,
        }
    }

    /// An instant read from the store, placed on the clocks of this run.
    pub fn restored(wall_millis: i64, now: Self) -> Self {
        let age = (now.wall - wall_millis).max(0);
        Self {
            wall: wall_millis,
            monotonic: now.monotonic - age,
        }
    }

    /// Milliseconds since 1970 UTC: what people read and the store keeps.
    pub const fn wall_millis(self) -> i64 {
        self.wall
    }

    /// The instant that lies `span` after this one.
    pub const fn plus(self, span: Span) -> Self {
        Self {
            wall: self.wall + span.0,
            monotonic: self.monotonic + span.0,
        }
    }

    /// This instant, or the one right after `earlier` if that is not over on both
    /// clocks: the order of the two then outlives a restart and a corrected clock.
    pub fn behind(self, earlier: Self) -> Self {
        Self {
            wall: self.wall.max(earlier.wall + 1),
            monotonic: self.monotonic.max(earlier.monotonic + 1),
        }
    }

    /// This instant, with a wall time that is not before the one given: what comes
    /// after something may not look as if it had come before, whatever the clock says.
    pub const fn not_before_wall(self, wall_millis: i64) -> Self {
        Self {
            wall: if self.wall < wall_millis {
                wall_millis
            } else {
                self.wall
            },
            monotonic: self.monotonic,
        }
    }

    /// How long until `later`; zero when it is past.
    pub fn until(self, later: Self) -> Span {
        Span((later.monotonic - self.monotonic).max(0))
    }

    /// Whether this instant is at or after `other`.
    pub fn has_reached(self, other: Self) -> bool {
        self.monotonic >= other.monotonic
    }
}

impl PartialOrd for Moment {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Moment {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        (self.monotonic, self.wall).cmp(&(other.monotonic, other.wall))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_corrected_wall_clock_does_not_end_a_wait() {
        let start = Moment::new(1_000_000, 0);
        let deadline = start.plus(Span::seconds(20));
        let an_hour_forward = Moment::new(4_600_000, 5_000);
        assert!(!an_hour_forward.has_reached(deadline));
    }

    #[test]
    fn spans_add_up_and_never_wrap_around() {
        let minute = Span::millis(60_000);
        assert_eq!(minute, Span::minutes(1));
        assert_eq!(
            minute.checked_add(Span::seconds(1)),
            Some(Span::seconds(61))
        );
        assert_eq!(Span::ZERO.checked_sub(minute), Some(Span::minutes(-1)));
        let longest = Span::millis(i64::MAX);
        assert_eq!(longest.checked_add(Span::millis(1)), None);
        assert_eq!(Span::millis(-2).checked_sub(longest), None);
    }

    #[test]
    fn a_stored_instant_is_as_old_as_the_wall_clock_says() {
        let now = Moment::new(100_000, 500);
        let arrived = Moment::restored(40_000, now);
        assert_eq!(arrived.until(now), Span::minutes(1));
    }

    #[test]
    fn whoever_came_behind_stands_behind_whatever_the_clocks_did() {
        let first = Moment::new(100_000, 500);
        let at_once = Moment::new(100_000, 500).behind(first);
        let an_hour_back = Moment::new(-3_500_000, 900).behind(at_once);
        let restarted = Moment::new(-3_400_000, 10);
        let again =
            [first, at_once, an_hour_back].map(|at| Moment::restored(at.wall_millis(), restarted));
        assert!(first < at_once && at_once < an_hour_back);
        assert!(again[0] < again[1] && again[1] < again[2]);
        let later = Moment::new(200_000, 600);
        assert_eq!(later.behind(first), later);
    }

    #[test]
    fn an_instant_stored_in_the_future_counts_as_now() {
        let now = Moment::new(100_000, 500);
        let odd = Moment::restored(900_000, now);
        assert!(now.has_reached(odd));
    }
}
