//! Chance weeks around both changes of the clock, against the naive model.

use std::collections::BTreeMap;

use proptest::prelude::*;
use proptest::test_runner::RngSeed;

use super::super::AHEAD;
use super::model::{Change, Minutes};
use super::*;

/// The openings of a day, in minutes.
type Marks = Vec<(u16, u16)>;

/// What a case is made of.
#[derive(Clone, Debug)]
struct Case {
    change: Change,
    /// Monday first.
    week: [Marks; 7],
    /// By days from the Sunday of the change.
    exceptions: BTreeMap<i64, Marks>,
}

/// Times of the day, often near the change or at midnight, where the bugs are.
fn times() -> impl Strategy<Value = u16> {
    prop_oneof![
        4 => 0..=1440u16,
        4 => 100..=200u16,
        3 => prop::sample::select(vec![0, 60, 120, 150, 180, 1440]),
    ]
}

/// Up to three openings that don't overlap; some touch.
fn days() -> impl Strategy<Value = Marks> {
    let times = prop::collection::vec(times(), 0..=6);
    (times, any::<bool>()).prop_map(|(mut times, touching)| {
        times.sort_unstable();
        times.dedup();
        let step = if touching { 1 } else { 2 };
        times
            .windows(2)
            .step_by(step)
            .map(|pair| (pair[0], pair[1]))
            .collect()
    })
}

fn cases() -> impl Strategy<Value = Case> {
    let changes = prop_oneof![Just(Change::March), Just(Change::October)];
    let weeks = prop_oneof![
        6 => prop::array::uniform7(days()),
        1 => Just(std::array::from_fn(|_| vec![(0, 1440)])),
        1 => Just(std::array::from_fn(|_| Vec::new())),
    ];
    let exceptions = prop::collection::btree_map(-3..=3i64, days(), 0..=4);
    (changes, weeks, exceptions).prop_map(|(change, week, exceptions)| Case {
        change,
        week,
        exceptions,
    })
}

/// A minute within three days of the change, and milliseconds within it.
fn instants() -> impl Strategy<Value = (i64, i64)> {
    let minutes = prop_oneof![3 => -3 * 1440..4 * 1440i64, 2 => -120..240i64];
    (minutes, prop_oneof![Just(0), Just(59_999), 0..60_000i64])
}

proptest! {
    #![proptest_config(ProptestConfig {
        rng_seed: RngSeed::Fixed(20_260_329),
        ..ProptestConfig::default()
    })]

    #[test]
    fn around_both_changes_the_hours_are_those_of_the_naive_model(
        case in cases(),
        instants in prop::collection::vec(instants(), 1..60),
    ) {
        let hours = case.hours();
        let model = Minutes::mark(case.change, |day| case.openings(day));
        let sunday = case.change.sunday();
        for (minute, millis) in instants {
            let now = (sunday + minute) * 60_000 + millis;
            let (open, change) = model.look(minute);
            let change = change.map(|minute| (sunday + minute) * 60_000);
            let expected = match (open, change) {
                (true, Some(closes)) => until(closes),
                (true, None) => until(now + AHEAD),
                (false, opens) => OpenState::Closed { opens },
            };
            prop_assert_eq!(hours.at(now), expected, "minute {}", minute);
            prop_assert_eq!(hours.next_change(now), change, "minute {}", minute);
            prop_assert_eq!(hours.never_opens(now), !open && change.is_none());
        }
    }

    #[test]
    fn any_hours_are_written_and_read_back_the_same(case in cases()) {
        let hours = case.hours();
        let text = toml::to_string(&hours).expect("hours can be written");
        let read: Hours = toml::from_str(&text).expect("what was written can be read");
        prop_assert_eq!(read, hours);
    }
}

impl Case {
    fn hours(&self) -> Hours {
        let sunday = DateTime::from_timestamp_millis(self.change.sunday() * 60_000)
            .expect("a Sunday of 2026")
            .date_naive();
        let mut hours = Hours {
            zone: Tz::Europe__Rome,
            week: Week::new(self.week.clone().map(opened)).expect("none overlap"),
            holidays: None,
            exceptions: BTreeMap::new(),
        };
        for (day, marks) in &self.exceptions {
            let openings = opened(marks.clone());
            let reason = String::new();
            let exception = if openings.is_empty() {
                Day::Closed { reason }
            } else {
                Day::Open { openings, reason }
            };
            let date = sunday + chrono::TimeDelta::days(*day);
            hours.exceptions.insert(date, exception);
        }
        hours
    }

    /// The same for the model, which counts the days of the week by itself.
    fn openings(&self, day: i64) -> Vec<(i64, i64)> {
        let weekday = (day + 6).rem_euclid(7) as usize;
        self.exceptions
            .get(&day)
            .unwrap_or(&self.week[weekday])
            .iter()
            .map(|(from, to)| (i64::from(*from), i64::from(*to)))
            .collect()
    }
}

fn opened(marks: Marks) -> Vec<Opening> {
    marks
        .into_iter()
        .map(|(from, to)| Opening::new(from, to).expect("the times are in order"))
        .collect()
}
