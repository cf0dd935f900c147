//! The days when the clock changes. In Italy, local 02:00 becomes 03:00 at 01:00
//! UTC on 29 March 2026, and local 03:00 becomes 02:00 at 01:00 UTC on 25 October.

use super::*;

#[test]
fn in_march_an_opening_across_the_change_is_an_hour_shorter() {
    let hours = sundays(Tz::Europe__Rome, &["01:00-05:00"]);
    open_between(&hours, "2026-03-29T00:00", "2026-03-29T03:00");
}

#[test]
fn in_october_an_opening_across_the_change_is_an_hour_longer() {
    let hours = sundays(Tz::Europe__Rome, &["01:00-05:00"]);
    open_between(&hours, "2026-10-24T23:00", "2026-10-25T04:00");
}

#[test]
fn an_opening_that_begins_in_the_missing_hour_begins_after_it() {
    for from in ["02:00-06:00", "02:30-06:00", "03:00-06:00"] {
        let hours = sundays(Tz::Europe__Rome, &[from]);
        open_between(&hours, "2026-03-29T01:00", "2026-03-29T04:00");
    }
}

#[test]
fn an_opening_that_ends_in_the_missing_hour_ends_where_it_would_have_begun() {
    for to in ["01:00-02:00", "01:00-02:30", "01:00-03:00"] {
        let hours = sundays(Tz::Europe__Rome, &[to]);
        open_between(&hours, "2026-03-29T00:00", "2026-03-29T01:00");
    }
}

#[test]
fn an_opening_within_the_missing_hour_does_not_take_place() {
    for within in ["02:00-03:00", "02:10-02:50"] {
        let hours = sundays(Tz::Europe__Rome, &[within]);
        let OpenState::Closed { opens: Some(next) } = hours.at(utc("2026-03-29T00:59")) else {
            panic!("closed before the change, and open a week later");
        };
        assert!(next >= utc("2026-04-05T00:00"), "{within}");
        assert_eq!(hours.at(utc("2026-03-29T01:00")), opens(next), "{within}");
    }
}

#[test]
fn openings_on_either_side_of_the_missing_hour_are_one_on_that_day() {
    let hours = sundays(Tz::Europe__Rome, &["00:00-02:00", "03:00-05:00"]);
    open_between(&hours, "2026-03-28T23:00", "2026-03-29T03:00");
    open_between(&hours, "2026-04-04T22:00", "2026-04-05T00:00");
}

#[test]
fn an_opening_that_begins_in_the_doubled_hour_begins_with_the_first() {
    let hours = sundays(Tz::Europe__Rome, &["02:30-06:00"]);
    open_between(&hours, "2026-10-25T00:30", "2026-10-25T05:00");
}

#[test]
fn an_opening_that_ends_in_the_doubled_hour_ends_with_the_second() {
    let hours = sundays(Tz::Europe__Rome, &["01:00-02:30"]);
    open_between(&hours, "2026-10-24T23:00", "2026-10-25T01:30");
}

#[test]
fn an_opening_within_the_doubled_hour_has_no_hole() {
    let hours = sundays(Tz::Europe__Rome, &["02:10-02:50"]);
    open_between(&hours, "2026-10-25T00:10", "2026-10-25T01:50");
}

#[test]
fn openings_that_touch_in_the_doubled_hour_stay_one() {
    let hours = sundays(Tz::Europe__Rome, &["01:00-02:30", "02:30-04:00"]);
    open_between(&hours, "2026-10-24T23:00", "2026-10-25T03:00");
}

#[test]
fn the_doubled_hour_has_passed_when_the_clock_shows_three() {
    let ends = sundays(Tz::Europe__Rome, &["01:00-03:00"]);
    open_between(&ends, "2026-10-24T23:00", "2026-10-25T02:00");
    let begins = sundays(Tz::Europe__Rome, &["03:00-04:00"]);
    open_between(&begins, "2026-10-25T02:00", "2026-10-25T03:00");
}

#[test]
fn a_desk_open_around_the_clock_has_no_hole_at_either_change() {
    let hours = daily(Tz::Europe__Rome, &["00:00-24:00"]);
    let march = but(
        but(hours.clone(), "2026-03-28", &[], ""),
        "2026-03-30",
        &[],
        "",
    );
    open_between(&march, "2026-03-28T23:00", "2026-03-29T22:00");
    let october = but(but(hours, "2026-10-24", &[], ""), "2026-10-26", &[], "");
    open_between(&october, "2026-10-24T22:00", "2026-10-25T23:00");
}

#[test]
fn a_desk_closed_on_the_day_of_the_change_opens_on_the_next_at_its_hour() {
    let hours = daily(Tz::Europe__Rome, &["09:00-18:00"]);
    let march = but(hours.clone(), "2026-03-29", &[], "Chiuso");
    assert_eq!(
        march.at(utc("2026-03-28T17:00")),
        opens(utc("2026-03-30T07:00"))
    );
    let october = but(hours, "2026-10-25", &[], "Chiuso");
    assert_eq!(
        october.at(utc("2026-10-24T16:00")),
        opens(utc("2026-10-26T08:00"))
    );
}

#[test]
fn a_desk_in_new_york_changes_on_its_own_days() {
    let hours = daily(Tz::America__New_York, &["09:00-17:00"]);
    open_between(&hours, "2026-03-07T14:00", "2026-03-07T22:00");
    open_between(&hours, "2026-03-08T13:00", "2026-03-08T21:00");
    open_between(&hours, "2026-03-29T13:00", "2026-03-29T21:00");
    open_between(&hours, "2026-10-31T13:00", "2026-10-31T21:00");
    open_between(&hours, "2026-11-01T14:00", "2026-11-01T22:00");
    let night = sundays(Tz::America__New_York, &["02:15-04:00"]);
    open_between(&night, "2026-03-08T07:00", "2026-03-08T08:00");
    let night = sundays(Tz::America__New_York, &["01:15-01:45"]);
    open_between(&night, "2026-11-01T05:15", "2026-11-01T06:45");
}

#[test]
fn a_zone_that_changes_by_half_an_hour_is_told_right() {
    // Lord Howe: 02:00 becomes 02:30 at 15:30 UTC on 3 October 2026.
    let hours = sundays(Tz::Australia__Lord_Howe, &["02:15-03:00"]);
    open_between(&hours, "2026-10-03T15:30", "2026-10-03T16:00");
}

#[test]
fn a_zone_whose_day_begins_with_the_change_is_told_right() {
    // Beirut: midnight becomes 01:00 at 22:00 UTC on 28 March 2026, and midnight
    // becomes 23:00 at 21:00 UTC on 24 October.
    let sunday = sundays(Tz::Asia__Beirut, &["00:00-24:00"]);
    open_between(&sunday, "2026-03-28T22:00", "2026-03-29T21:00");
    open_between(&sunday, "2026-10-24T22:00", "2026-10-25T22:00");
    let saturday = but(
        daily(Tz::Asia__Beirut, &[]),
        "2026-10-24",
        &["20:00-23:30"],
        "",
    );
    open_between(&saturday, "2026-10-24T17:00", "2026-10-24T21:30");
    let evening = but(
        daily(Tz::Asia__Beirut, &[]),
        "2026-10-24",
        &["20:00-24:00"],
        "",
    );
    open_between(&evening, "2026-10-24T17:00", "2026-10-24T22:00");
}

#[test]
fn a_zone_whose_midnight_comes_twice_ends_the_day_with_the_second() {
    // The Azores: 01:00 becomes midnight at 01:00 UTC on 25 October 2026.
    let empty = daily(Tz::Atlantic__Azores, &[]);
    let evening = but(empty.clone(), "2026-10-24", &["20:00-24:00"], "");
    open_between(&evening, "2026-10-24T20:00", "2026-10-25T01:00");
    let night = but(empty, "2026-10-25", &["00:00-02:00"], "");
    open_between(&night, "2026-10-25T00:00", "2026-10-25T03:00");
}

#[test]
fn hours_are_held_to_the_minute_in_the_years_after() {
    // 28 March 2027, 31 October 2027 and 26 March 2028.
    let hours = sundays(Tz::Europe__Rome, &["02:30-06:00"]);
    open_between(&hours, "2027-03-28T01:00", "2027-03-28T04:00");
    open_between(&hours, "2027-10-31T00:30", "2027-10-31T05:00");
    open_between(&hours, "2028-03-26T01:00", "2028-03-26T04:00");
}
