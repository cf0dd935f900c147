//! When nobody is disturbed.

use super::*;
use chrono::DateTime;

const ROME: Tz = Tz::Europe__Rome;

#[test]
fn quiet_hours_run_over_midnight() {
    let policy = on();
    for (minute, next) in [
        (0, 480),
        (479, 480),
        (480, 480),
        (1199, 1199),
        (1200, 480),
        (1439, 480),
    ] {
        assert_eq!(policy.next_minute(minute), next, "{minute}");
        assert_eq!(policy.may_speak_at(minute), next == minute, "{minute}");
    }
}

#[test]
fn quiet_hours_may_lie_within_a_day_or_be_none() {
    let siesta = quiet(780, 900);
    assert!(siesta.may_speak_at(779) && siesta.may_speak_at(900));
    assert!(!siesta.may_speak_at(780) && !siesta.may_speak_at(899));
    let never = quiet(600, 600);
    assert!((0..1440).all(|minute| never.may_speak_at(minute)));
    assert_eq!(never.may_speak_from(ROME, 17), 17);
}

#[test]
fn what_is_due_in_the_evening_waits_for_the_morning() {
    assert_eq!(
        speak(&on(), "2026-06-10T17:59"),
        "2026-06-10T17:59",
        "19:59 in Rome"
    );
    assert_eq!(
        speak(&on(), "2026-06-10T18:00"),
        "2026-06-11T06:00",
        "20:00"
    );
    assert_eq!(speak(&on(), "2026-06-11T05:59"), "2026-06-11T06:00", "7:59");
    assert_eq!(speak(&on(), "2026-06-11T06:00"), "2026-06-11T06:00", "8:00");
}

#[test]
fn the_morning_is_that_of_the_clock_when_it_changed_in_the_night() {
    assert_eq!(
        speak(&on(), "2026-03-28T19:00"),
        "2026-03-29T06:00",
        "an hour less"
    );
    assert_eq!(
        speak(&on(), "2026-10-24T18:00"),
        "2026-10-25T07:00",
        "an hour more"
    );
}

#[test]
fn an_end_that_the_clock_leaps_over_comes_after_the_leap() {
    // On 29 March 2026 the clock leaps from 2:00 to 3:00, at 1:00 UTC.
    assert_eq!(
        speak(&quiet(1320, 150), "2026-03-29T00:30"),
        "2026-03-29T01:00"
    );
    // Between 2:10 and 2:50 there is nothing that day: quiet goes on until noon.
    assert_eq!(
        speak(&quiet(170, 130), "2026-03-29T00:30"),
        "2026-03-30T00:10"
    );
}

#[test]
fn of_equal_times_quiet_hours_begin_with_the_first_and_end_with_the_second() {
    // On 25 October 2026 the clock shows 2:00 to 3:00 twice, from 0:00 to 2:00 UTC.
    let until_half_past_two = quiet(1320, 150);
    assert_eq!(
        speak(&until_half_past_two, "2026-10-25T00:10"),
        "2026-10-25T01:30"
    );
    assert_eq!(
        speak(&until_half_past_two, "2026-10-25T00:45"),
        "2026-10-25T01:30"
    );
    assert_eq!(
        speak(&until_half_past_two, "2026-10-25T01:30"),
        "2026-10-25T01:30"
    );
    let from_half_past_two = quiet(150, 480);
    assert_eq!(
        speak(&from_half_past_two, "2026-10-25T00:29"),
        "2026-10-25T00:29"
    );
    assert_eq!(
        speak(&from_half_past_two, "2026-10-25T00:30"),
        "2026-10-25T07:00"
    );
    assert_eq!(
        speak(&from_half_past_two, "2026-10-25T01:10"),
        "2026-10-25T07:00"
    );
}

#[test]
fn on_ordinary_days_the_instant_and_the_minute_say_the_same() {
    for policy in [on(), quiet(780, 900), quiet(1, 0), quiet(0, 1439)] {
        for minute in (0..2880).step_by(7) {
            let now = utc("2026-06-09T22:00") + i64::from(minute) * 60_000;
            let shown = u16::try_from(minute % 1440).expect("small");
            let wait = (policy.next_minute(shown) + 1440 - shown) % 1440;
            let until = now + i64::from(wait) * 60_000;
            assert_eq!(policy.may_speak_from(ROME, now), until, "{shown}");
        }
    }
}

fn quiet(quiet_from: u16, quiet_until: u16) -> NoticePolicy {
    NoticePolicy {
        quiet_from,
        quiet_until,
        ..on()
    }
}

fn speak(policy: &NoticePolicy, now: &str) -> String {
    let from = policy.may_speak_from(ROME, utc(now));
    let from = DateTime::from_timestamp_millis(from).expect("an instant");
    from.format("%Y-%m-%dT%H:%M").to_string()
}

fn utc(text: &str) -> i64 {
    let instant = DateTime::parse_from_rfc3339(&format!("{text}:00Z"));
    instant
        .expect("the test writes instants")
        .timestamp_millis()
}
