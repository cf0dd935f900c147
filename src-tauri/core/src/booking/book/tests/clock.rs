//! The two changes of the clock in Italy, and clocks that are corrected.

use super::cast::*;
use crate::booking::*;
use crate::moment::{Moment, Span};
use chrono::{DateTime, NaiveDateTime};

/// What UTC shows, as an instant.
fn utc(text: &str) -> i64 {
    let instant = DateTime::parse_from_rfc3339(&format!("{text}:00Z"));
    instant.expect("an instant").timestamp_millis()
}

/// Bo gives at these hours, and a year ahead may be booked.
fn through_the_year(openings: &[&str]) -> Cast {
    let mut cast = Cast::of(house(), vec![gives(BO, openings)]);
    cast.sets(|talk| talk.ahead_days = 365);
    cast
}

fn shown(text: &str) -> Option<i64> {
    let shown = NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").expect("a time");
    weekly(&[]).instant(shown)
}

#[test]
fn a_time_in_the_gap_is_none_and_one_in_the_fold_is_the_earlier() {
    assert_eq!(shown("2027-03-28 02:30"), None);
    assert_eq!(shown("2027-03-28 01:59"), Some(utc("2027-03-28T00:59")));
    assert_eq!(shown("2027-03-28 03:00"), Some(utc("2027-03-28T01:00")));
    assert_eq!(shown("2026-10-25 02:30"), Some(utc("2026-10-25T00:30")));
}

#[test]
fn in_spring_no_slot_begins_in_the_hour_that_is_missing() {
    let cast = through_the_year(&["01:00-04:00"]);
    let night = (at("2027-03-28 00:00"), at("2027-03-28 12:00"));
    let free = cast.free_in(&asked(), night.0, night.1);
    let expected: Vec<_> = [
        "01:00", "01:15", "01:30", "01:45", "03:00", "03:15", "03:30",
    ]
    .map(|time| at(&format!("2027-03-28 {time}")))
    .into();
    assert_eq!(free, expected);
}

#[test]
fn in_autumn_the_hour_that_comes_twice_is_booked_once() {
    let mut cast = through_the_year(&["01:30-03:30"]);
    let night = (at("2026-10-25 00:00"), at("2026-10-25 12:00"));
    let free = cast.free_in(&asked(), night.0, night.1);
    let expected = [
        "2026-10-24T23:30",
        "2026-10-24T23:45",
        "2026-10-25T00:00",
        "2026-10-25T00:15",
        "2026-10-25T00:30",
        "2026-10-25T00:45",
        // The second hour is no beginning, though Bo is there; then it is three.
        "2026-10-25T02:00",
    ];
    assert_eq!(free, expected.map(utc));
    let second = utc("2026-10-25T01:15");
    assert_eq!(why(cast.books(ADA, second)), BookingTrouble::Closed);
    let by_desk = cast.desk_books(second, false);
    assert_eq!(why(by_desk), BookingTrouble::Closed);
}

#[test]
fn weekly_hours_show_the_same_time_before_and_after_both_changes() {
    let cast = through_the_year(&["10:00-10:30"]);
    for day in ["2026-10-24", "2026-10-25", "2027-03-27", "2027-03-28"] {
        let (from, until) = (at(&format!("{day} 04:00")), at(&format!("{day} 23:00")));
        let free = cast.free_in(&asked(), from, until);
        assert_eq!(free, [at(&format!("{day} 10:00"))], "{day}");
    }
    assert_eq!(at("2026-10-24 10:00"), utc("2026-10-24T08:00"));
    assert_eq!(at("2026-10-25 10:00"), utc("2026-10-25T09:00"));
}

#[test]
fn the_days_ahead_are_days_of_the_calendar_also_when_one_has_25_hours() {
    let mut cast = through_the_year(&["09:00-23:30"]);
    cast.sets(|talk| talk.ahead_days = 1);
    cast.now = Moment::new(at("2026-10-24 23:00"), 0);
    assert!(cast.books(ADA, at("2026-10-25 23:00")).is_ok());
    let refused = cast.books(ADA, at("2026-10-26 09:00"));
    assert_eq!(why(refused), BookingTrouble::TooFarAhead);
}

#[test]
fn a_clock_that_is_set_back_fires_nothing_twice() {
    let mut cast = Cast::new();
    cast.books(ADA, wednesday("10:00")).expect("free");
    cast.told();
    cast.wait_until(wednesday("10:05"));
    assert_eq!(cast.told(), [AppointmentNews::RemindHour]);
    assert_eq!(cast.done().len(), 1);
    let running = Moment::new(0, 0).until(cast.now);
    cast.now = Moment::new(wednesday("08:30"), running.as_millis());
    cast.wake();
    cast.wait_until(wednesday("10:05"));
    assert!(cast.told().is_empty());
    assert!(cast.done().is_empty());
    cast.wait_until(wednesday("10:10"));
    assert_eq!(cast.told(), [AppointmentNews::NoShow]);
}

#[test]
fn a_clock_that_is_set_forward_is_noticed_within_a_quarter_of_an_hour() {
    let mut cast = Cast::new();
    cast.books(ADA, wednesday("12:00")).expect("free");
    cast.told();
    let next = cast.book.poll_timeout().expect("it waits for something").0;
    assert!(cast.now.until(next) <= Span::minutes(15));
    cast.now = Moment::new(wednesday("11:30"), 0);
    cast.now = cast.now.plus(cast.now.until(next));
    cast.wake();
    assert_eq!(cast.told(), [AppointmentNews::RemindHour]);
}
