//! Ordinary days, exceptions and holidays.

use super::super::{AHEAD, Holidays};
use super::*;

const CLOSED: OpenState = OpenState::Closed { opens: None };

#[test]
fn a_desk_is_open_from_the_first_minute_to_just_before_the_last() {
    let hours = daily(Tz::Europe__Rome, &["09:00-13:00", "15:00-19:00"]);
    open_between(&hours, "2026-01-14T08:00", "2026-01-14T12:00");
    open_between(&hours, "2026-01-14T14:00", "2026-01-14T18:00");
    open_between(&hours, "2026-07-14T07:00", "2026-07-14T11:00");
}

#[test]
fn a_closed_desk_says_when_it_opens_next() {
    let hours = sundays(Tz::Europe__Rome, &["10:00-12:00"]);
    let monday = utc("2026-01-12T09:30");
    let sunday = utc("2026-01-18T09:00");
    assert_eq!(hours.at(monday), opens(sunday));
    assert_eq!(hours.next_change(monday), Some(sunday));
    assert_eq!(hours.next_change(sunday), Some(utc("2026-01-18T11:00")));
    assert!(!hours.never_opens(monday));
}

#[test]
fn openings_that_touch_are_one() {
    let hours = sundays(Tz::Europe__Rome, &["09:00-13:00", "13:00-15:00"]);
    open_between(&hours, "2026-01-18T08:00", "2026-01-18T14:00");
}

#[test]
fn a_desk_open_across_midnight_closes_in_the_morning() {
    let hours = but(
        sundays(Tz::Europe__Rome, &["20:00-24:00"]),
        "2026-01-19",
        &["00:00-02:00"],
        "Notte bianca",
    );
    open_between(&hours, "2026-01-18T19:00", "2026-01-19T01:00");
}

#[test]
fn a_desk_that_never_closes_is_open_to_the_end_of_what_is_looked_at() {
    let hours = daily(Tz::Europe__Rome, &["00:00-24:00"]);
    for now in [
        utc("2026-01-14T23:30"),
        utc("2026-03-20T22:59"),
        utc("2026-10-20T08:00"),
    ] {
        assert_eq!(hours.at(now), until(now + AHEAD));
        assert_eq!(hours.next_change(now), None);
        assert!(!hours.never_opens(now));
    }
}

#[test]
fn a_desk_that_closes_once_in_weeks_says_when() {
    let hours = but(
        daily(Tz::Europe__Rome, &["00:00-24:00"]),
        "2026-02-20",
        &[],
        "",
    );
    let closes = utc("2026-02-19T23:00");
    assert_eq!(hours.at(utc("2026-01-14T12:00")), until(closes));
    assert_eq!(hours.next_change(utc("2026-01-14T12:00")), Some(closes));
    assert_eq!(hours.at(closes), opens(utc("2026-02-20T23:00")));
}

#[test]
fn a_desk_without_hours_never_opens() {
    let hours = daily(Tz::Europe__Rome, &[]);
    let now = utc("2026-01-14T12:00");
    assert_eq!(hours.at(now), CLOSED);
    assert_eq!(hours.next_change(now), None);
    assert!(hours.never_opens(now));
}

#[test]
fn an_opening_is_told_when_sixty_days_are_left_and_no_sooner() {
    let empty = daily(Tz::Europe__Rome, &[]);
    let hours = but(empty, "2026-04-20", &["09:00-10:00"], "Riapertura");
    let opening = utc("2026-04-20T07:00");
    let early = opening - AHEAD;
    assert_eq!(hours.at(early), opens(opening));
    assert_eq!(hours.next_change(early), Some(opening));
    assert!(!hours.never_opens(early));
    assert_eq!(hours.at(early - 1), CLOSED);
    assert_eq!(hours.next_change(early - 1), None);
    assert!(hours.never_opens(early - 1));
}

#[test]
fn the_day_is_the_one_that_the_desks_own_clock_shows() {
    let hours = sundays(Tz::Europe__Rome, &["10:00-12:00"]);
    assert_eq!(hours.day(utc("2026-01-17T22:59")), []);
    assert_eq!(hours.day(utc("2026-01-17T23:00")), read(&["10:00-12:00"]));
    assert_eq!(hours.day(utc("2026-01-18T22:59")), read(&["10:00-12:00"]));
    assert_eq!(hours.day(utc("2026-01-18T23:00")), []);
    let local = hours
        .local(utc("2026-01-17T23:00"))
        .map(|local| local.to_string());
    assert_eq!(local.as_deref(), Some("2026-01-18 00:00:00"));
}

#[test]
fn an_exception_stands_in_place_of_the_day() {
    let week = daily(Tz::Europe__Rome, &["09:00-19:00"]);
    let eve = but(week.clone(), "2026-12-24", &["09:00-12:00"], "Vigilia");
    open_between(&eve, "2026-12-24T08:00", "2026-12-24T11:00");
    assert_eq!(eve.day(utc("2026-12-24T18:00")), read(&["09:00-12:00"]));
    assert_eq!(eve.reason(utc("2026-12-24T18:00")), Some("Vigilia"));
    assert_eq!(eve.reason(utc("2026-12-25T18:00")), None);
    let closed = but(week, "2026-12-24", &[], "");
    let eve_at_noon = utc("2026-12-24T11:00");
    assert_eq!(closed.at(eve_at_noon), opens(utc("2026-12-25T08:00")));
    assert_eq!(closed.day(eve_at_noon), []);
    assert_eq!(closed.reason(eve_at_noon), None);
}

#[test]
fn an_exception_built_in_disorder_is_still_told_right() {
    let hours = but(
        daily(Tz::Europe__Rome, &[]),
        "2026-01-14",
        &["15:00-19:00", "08:00-13:00", "09:00-10:00"],
        "",
    );
    open_between(&hours, "2026-01-14T07:00", "2026-01-14T12:00");
    open_between(&hours, "2026-01-14T14:00", "2026-01-14T18:00");
}

#[test]
fn holidays_are_kept_only_by_a_desk_that_chose_them() {
    let working = daily(Tz::Europe__Rome, &["09:00-19:00"]);
    let resting = Hours {
        holidays: Some(Holidays::It),
        ..working.clone()
    };
    let easter_monday = utc("2026-04-06T10:00");
    assert_eq!(working.at(easter_monday), until(utc("2026-04-06T17:00")));
    assert_eq!(resting.at(easter_monday), opens(utc("2026-04-07T07:00")));
    assert_eq!(resting.day(easter_monday), []);
    assert_eq!(resting.reason(easter_monday), Some("Lunedì dell’Angelo"));
    // Two in a row, and a Sunday before them.
    assert_eq!(
        resting.at(utc("2026-12-24T18:00")),
        opens(utc("2026-12-27T08:00"))
    );
}

#[test]
fn a_holiday_on_which_the_desk_opens_all_the_same_is_an_exception() {
    let working = daily(Tz::Europe__Rome, &["09:00-19:00"]);
    let resting = Hours {
        holidays: Some(Holidays::It),
        ..working
    };
    let hours = but(
        resting,
        "2026-08-15",
        &["21:00-23:00"],
        "Letture sotto le stelle",
    );
    open_between(&hours, "2026-08-15T19:00", "2026-08-15T21:00");
    let reason = hours.reason(utc("2026-08-15T10:00"));
    assert_eq!(reason, Some("Letture sotto le stelle"));
}

#[test]
fn a_clock_outside_the_calendar_finds_the_desk_closed() {
    let hours = daily(Tz::Europe__Rome, &["00:00-24:00"]);
    for wall in [i64::MIN, i64::MAX, utc("9999-12-31T23:59") + 60_000] {
        assert_eq!(hours.at(wall), CLOSED);
        assert_eq!(hours.next_change(wall), None);
        assert_eq!(hours.day(wall), []);
        assert_eq!(hours.reason(wall), None);
        assert_eq!(hours.local(wall), None);
    }
    assert!(matches!(
        hours.at(utc("9999-12-31T23:00")),
        OpenState::Open { .. }
    ));
    assert!(matches!(
        hours.at(utc("0001-01-01T00:00")),
        OpenState::Open { .. }
    ));
}
