//! Reminders: a day and an hour before, each once, none too late.

use super::cast::*;
use crate::booking::*;

const DAY_BEFORE: AppointmentNews = AppointmentNews::RemindDay;
const HOUR_BEFORE: AppointmentNews = AppointmentNews::RemindHour;

/// Ada has booked ten o'clock of the Friday; what was told then is forgotten.
fn friday_at_ten() -> (Cast, crate::ids::AppointmentId) {
    let mut cast = Cast::new();
    let id = cast.books(ADA, at("2026-06-05 10:00")).expect("free");
    cast.told();
    (cast, id)
}

#[test]
fn they_go_out_a_day_and_an_hour_before() {
    let (mut cast, _) = friday_at_ten();
    cast.wait_until(at("2026-06-04 09:59"));
    assert!(cast.told().is_empty());
    cast.wait_until(at("2026-06-04 10:00"));
    assert_eq!(cast.told(), [DAY_BEFORE]);
    cast.wait_until(at("2026-06-05 08:59"));
    assert!(cast.told().is_empty());
    cast.wait_until(at("2026-06-05 09:00"));
    assert_eq!(cast.told(), [HOUR_BEFORE]);
}

#[test]
fn a_booking_made_inside_that_time_gets_none() {
    let mut cast = Cast::new();
    cast.books(ADA, wednesday("09:00")).expect("free");
    cast.books(ADA, wednesday("12:00")).expect("free");
    cast.told();
    cast.wait_until(wednesday("08:59"));
    assert!(cast.told().is_empty());
    cast.wait_until(wednesday("11:59"));
    assert_eq!(cast.told(), [AppointmentNews::NoShow, HOUR_BEFORE]);
}

#[test]
fn a_move_brings_those_of_the_new_time_and_none_that_are_past() {
    let (mut cast, id) = friday_at_ten();
    cast.wait_until(at("2026-06-04 10:00"));
    assert_eq!(cast.told(), [DAY_BEFORE]);
    cast.moves(id, at("2026-06-08 10:00"), By::Desk)
        .expect("free");
    cast.told();
    cast.wait_until(at("2026-06-07 10:00"));
    assert_eq!(cast.told(), [DAY_BEFORE]);
    cast.moves(id, at("2026-06-07 10:30"), By::Desk)
        .expect("free");
    cast.told();
    cast.wait_until(at("2026-06-07 10:29"));
    assert!(cast.told().is_empty());
}

#[test]
fn none_goes_out_twice_over_a_restart() {
    let (mut cast, _) = friday_at_ten();
    cast.wait_until(at("2026-06-04 10:00"));
    cast.restart_at(at("2026-06-04 10:01"));
    assert!(cast.told().is_empty());
    cast.wait_until(at("2026-06-05 09:00"));
    assert_eq!(cast.told(), [HOUR_BEFORE]);
    cast.restart_at(at("2026-06-05 09:01"));
    assert!(cast.told().is_empty());
}

#[test]
fn after_a_missed_run_the_latest_kind_alone_is_caught_up() {
    let (mut cast, id) = friday_at_ten();
    cast.restart_at(at("2026-06-05 08:00"));
    assert_eq!(cast.told(), [DAY_BEFORE]);
    let (mut later, _) = friday_at_ten();
    later.restart_at(at("2026-06-05 09:30"));
    assert_eq!(later.told(), [HOUR_BEFORE]);
    later.wait_until(at("2026-06-05 09:59"));
    assert!(later.told().is_empty());
    assert!(cast.disk[&id].reminded_day && !cast.disk[&id].reminded_hour);
}

#[test]
fn once_it_has_begun_nobody_is_reminded() {
    let (mut cast, _) = friday_at_ten();
    cast.restart_at(at("2026-06-05 10:00"));
    assert!(cast.told().is_empty());
}

#[test]
fn what_was_cancelled_or_not_confirmed_is_not_reminded_of() {
    let (mut cast, id) = friday_at_ten();
    cast.cancels(id, By::Patron(ADA)).expect("in time");
    cast.sets(|talk| talk.confirm_by_mail = true);
    let day_and_an_hour_ahead = at("2026-06-04 09:00");
    let unconfirmed = cast.books(ADA, day_and_an_hour_ahead).expect("free");
    cast.told();
    cast.wait_until(wednesday("09:30"));
    assert!(cast.told().is_empty());
    // Confirmed within the day: then it is fresh in the mind.
    cast.does(|book, now| book.handle_confirmed(unconfirmed, now))
        .expect("in time");
    cast.told();
    cast.wait_until(at("2026-06-04 07:59"));
    assert!(cast.told().is_empty());
    cast.wait_until(at("2026-06-04 08:00"));
    assert_eq!(cast.told(), [HOUR_BEFORE]);
}
