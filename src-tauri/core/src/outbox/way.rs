//! The way on which things go out, and when it stands still.
//!
//! **The rule.** What is in the way of everything (a wrong password, a server that is
//! away) is not the fault of any one thing: nothing loses an attempt by it. The way
//! stands still, and one thing after another is tried on it alone, later and later, until
//! one gets through. So a wrong password is said to a server once in a while, and not
//! once for each letter that waits. A way that nobody has tried since the program
//! started, or since it was set, is tried with one thing first, too.

use super::{Attempt, Cause, LONGEST_PEACE, Patience, Trouble, back_off};
use crate::moment::Span;

/// How long a way stands still between two attempts, at most, unless the far side asks
/// for more.
pub const LONGEST_STANDSTILL: Span = Span::minutes(30);

/// How it stands with a channel of a library.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Way {
    /// Nobody knows yet.
    Untried,
    /// Something got through, or was judged for itself.
    Goes,
    /// Something is in the way of everything.
    StandsStill(Standstill),
}

/// Why a way stands still, since when, and when it is tried again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standstill {
    /// What is in the way.
    pub trouble: Trouble,
    /// Since when: milliseconds since 1970 UTC.
    pub since: i64,
    /// How many attempts in a row have met it.
    pub tries: u32,
    /// When one thing is tried again: milliseconds since 1970 UTC.
    pub again_at: i64,
}

impl Standstill {
    /// Somebody wants it tried at once.
    pub const fn try_now(&mut self, now: i64) {
        self.again_at = now;
    }

    /// Whether its time has come. A time that lies further ahead than anything waits was
    /// reckoned by a clock that has been set back since.
    const fn may_be_tried(&self, now: i64) -> bool {
        self.again_at <= now || self.again_at > now + LONGEST_PEACE.as_millis()
    }
}

impl Way {
    /// How many things may be on it at once, of `most`.
    pub fn room(&self, most: usize, now: i64) -> usize {
        match self {
            Self::Untried => most.min(1),
            Self::Goes => most,
            Self::StandsStill(still) if still.may_be_tried(now) => most.min(1),
            Self::StandsStill(_) => 0,
        }
    }

    /// How it stands after an attempt. `chance` is from zero to less than one.
    #[must_use]
    pub fn after(self, attempt: &Attempt, patience: Patience, now: i64, chance: f64) -> Self {
        match attempt {
            Attempt::Sent => Self::Goes,
            Attempt::NotNow { trouble, .. } | Attempt::Never(trouble) => {
                let was_on_its_way = !matches!(trouble.cause, Cause::BadLetter | Cause::NotSet);
                if was_on_its_way { Self::Goes } else { self }
            }
            // Whether the far side is well is as uncertain: the next one goes alone.
            Attempt::Uncertain(_) => match self {
                Self::Goes => Self::Untried,
                other => other,
            },
            Attempt::NoWay { trouble, peace } => {
                Self::StandsStill(self.blocked(trouble, *peace, patience, now, chance))
            }
        }
    }

    fn blocked(
        self,
        trouble: &Trouble,
        peace: Option<Span>,
        patience: Patience,
        now: i64,
        chance: f64,
    ) -> Standstill {
        let (since, tries) = match self {
            Self::Untried | Self::Goes => (now, 1),
            // Begun before the way was known to stand still: it tells nothing new.
            Self::StandsStill(still) if !still.may_be_tried(now) => return still,
            Self::StandsStill(still) => (still.since, still.tries.saturating_add(1)),
        };
        let wait = back_off(patience, tries, chance).as_millis();
        let wait = wait.min(LONGEST_STANDSTILL.as_millis());
        let peace = peace.map_or(0, |peace| {
            peace.as_millis().clamp(0, LONGEST_PEACE.as_millis())
        });
        Standstill {
            trouble: trouble.clone(),
            since,
            tries,
            again_at: now + wait.max(peace),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: i64 = 1_795_000_000_000;

    fn no_way(cause: Cause) -> Attempt {
        let trouble = Trouble::new(cause, "535 no");
        Attempt::NoWay {
            trouble,
            peace: None,
        }
    }

    fn still(way: &Way) -> &Standstill {
        match way {
            Way::StandsStill(still) => still,
            other => panic!("it goes: {other:?}"),
        }
    }

    fn after(way: Way, attempt: &Attempt, now: i64) -> Way {
        way.after(attempt, Patience::default(), now, 0.5)
    }

    #[test]
    fn a_wrong_password_is_tried_once_in_a_while_and_later_each_time() {
        let mut way = Way::Goes;
        let mut now = NOW;
        let mut waits = Vec::new();
        for tries in 1..=10 {
            way = after(way, &no_way(Cause::WrongPassword), now);
            let again_at = still(&way).again_at;
            assert_eq!((still(&way).since, still(&way).tries), (NOW, tries));
            assert_eq!(way.room(4, again_at - 1), 0, "nothing goes before its time");
            assert_eq!(way.room(4, again_at), 1, "one goes, to see");
            waits.push(again_at - now);
            now = again_at;
        }
        assert!(waits.windows(2).all(|pair| pair[0] <= pair[1]), "{waits:?}");
        assert_eq!(waits.last(), Some(&LONGEST_STANDSTILL.as_millis()));
    }

    #[test]
    fn those_that_were_on_their_way_together_count_once() {
        let way = after(Way::Goes, &no_way(Cause::NobodyAnswers), NOW);
        let next = after(way.clone(), &no_way(Cause::Cut), NOW + 5);
        assert_eq!(next, way);
    }

    #[test]
    fn the_first_that_gets_through_opens_the_way() {
        let way = after(Way::Goes, &no_way(Cause::NobodyAnswers), NOW);
        assert_eq!(after(way.clone(), &Attempt::Sent, NOW + 1), Way::Goes);
        let refused = Attempt::Never(Trouble::new(Cause::RecipientRefused, "550"));
        assert_eq!(after(way.clone(), &refused, NOW + 1), Way::Goes);
        // What never left tells nothing of the way.
        let bad = Attempt::Never(Trouble::new(Cause::BadLetter, ""));
        assert_eq!(after(way.clone(), &bad, NOW + 1), way);
    }

    #[test]
    fn a_way_that_nobody_has_tried_or_that_is_in_doubt_is_tried_with_one() {
        assert_eq!(Way::Untried.room(4, NOW), 1);
        assert_eq!(Way::Goes.room(4, NOW), 4);
        let cut_off = Attempt::Uncertain(Trouble::new(Cause::Cut, ""));
        assert_eq!(after(Way::Goes, &cut_off, NOW), Way::Untried);
    }

    #[test]
    fn somebody_may_want_it_tried_at_once_and_a_clock_that_is_set_back_holds_nothing_up() {
        let way = after(Way::Goes, &no_way(Cause::WrongPassword), NOW);
        let days_before = NOW - 3 * LONGEST_PEACE.as_millis();
        assert_eq!(way.room(4, days_before), 1);
        let mut now_tried = still(&way).clone();
        now_tried.try_now(NOW + 1);
        assert_eq!(Way::StandsStill(now_tried).room(4, NOW + 1), 1);
    }

    #[test]
    fn who_asks_to_be_left_in_peace_is_left_in_peace() {
        let attempt = Attempt::NoWay {
            trouble: Trouble::new(Cause::Busy, "421 later"),
            peace: Some(Span::minutes(90)),
        };
        let way = after(Way::Goes, &attempt, NOW);
        assert_eq!(still(&way).again_at, NOW + Span::minutes(90).as_millis());
    }
}
