//! What the hours promise: on ordinary days, on the days when the clock changes,
//! and on chance weeks against a naive model.

mod chance;
mod changes;
mod days;
mod model;

use chrono::DateTime;

use super::{Day, Hours, NaiveDate, OpenState, Opening, Tz, Week};

/// An instant, as UTC has it: `2026-03-29T01:00`.
fn utc(text: &str) -> i64 {
    DateTime::parse_from_rfc3339(&format!("{text}:00Z"))
        .expect("the test writes instants")
        .timestamp_millis()
}

/// Open on every day of the week at these hours.
fn daily(zone: Tz, openings: &[&str]) -> Hours {
    hours(zone, std::array::from_fn(|_| openings))
}

/// Open on Sundays alone.
fn sundays(zone: Tz, openings: &[&str]) -> Hours {
    hours(zone, [&[], &[], &[], &[], &[], &[], openings])
}

fn hours(zone: Tz, days: [&[&str]; 7]) -> Hours {
    Hours {
        zone,
        week: Week::new(days.map(read)).expect("the test writes a week"),
        holidays: None,
        exceptions: Default::default(),
    }
}

/// The same hours but for a date on which the desk is open at others, or closed.
fn but(mut hours: Hours, date: &str, openings: &[&str], reason: &str) -> Hours {
    let date: NaiveDate = date.parse().expect("the test writes dates");
    let (openings, reason) = (read(openings), reason.to_owned());
    let day = if openings.is_empty() {
        Day::Closed { reason }
    } else {
        Day::Open { openings, reason }
    };
    hours.exceptions.insert(date, day);
    hours
}

fn read(openings: &[&str]) -> Vec<Opening> {
    openings
        .iter()
        .map(|text| Opening::parse(text).expect("the test writes openings"))
        .collect()
}

/// The desk is open from one instant to just before another, and no longer.
#[track_caller]
fn open_between(hours: &Hours, from: &str, to: &str) {
    let (from, to) = (utc(from), utc(to));
    assert_eq!(hours.at(from - 1), opens(from), "just before it begins");
    assert_eq!(hours.at(from), until(to), "as it begins");
    assert_eq!(hours.at(to - 1), until(to), "just before it ends");
    assert!(
        matches!(hours.at(to), OpenState::Closed { .. }),
        "as it ends"
    );
}

fn opens(instant: i64) -> OpenState {
    OpenState::Closed {
        opens: Some(instant),
    }
}

fn until(instant: i64) -> OpenState {
    OpenState::Open { until: instant }
}
