//! A slot is kept while the form is filled in, and a letter is waited for.

use super::cast::*;
use crate::booking::*;
use crate::moment::Span;

#[test]
fn a_held_slot_is_nobody_elses_for_five_minutes() {
    let mut cast = Cast::new();
    let held = cast.holds(ADA, wednesday("10:00")).expect("free");
    assert!(!cast.free().contains(&wednesday("10:00")));
    cast.wait(Span::seconds(299));
    let refused = cast.books(DORA, wednesday("10:00"));
    assert_eq!(why(refused), BookingTrouble::Taken);
    cast.wait(Span::seconds(1));
    assert!(!cast.disk.contains_key(&held), "the hold was dropped");
    assert!(cast.books(DORA, wednesday("10:00")).is_ok());
}

#[test]
fn a_hold_that_is_over_takes_no_time_even_before_anybody_woke() {
    let mut cast = Cast::new();
    cast.holds(ADA, wednesday("10:00")).expect("free");
    cast.now = cast.now.plus(Span::minutes(5));
    assert!(cast.free().contains(&wednesday("10:00")));
    assert!(cast.books(DORA, wednesday("10:00")).is_ok());
    assert_eq!(cast.disk.len(), 1);
}

#[test]
fn the_form_makes_an_appointment_of_the_hold() {
    let mut cast = Cast::with(|talk| talk.notice_minutes = 120);
    let held = cast.holds(ADA, wednesday("10:00")).expect("free");
    cast.wait(Span::minutes(3));
    assert!(cast.told().is_empty());
    let mut form = cast.form(ADA, wednesday("10:00"));
    form.id = held;
    // The notice was kept when the slot was promised.
    assert_eq!(cast.sends(form), Ok(held));
    assert_eq!(cast.state(held), AppointmentState::Booked);
    assert_eq!(cast.told(), [AppointmentNews::Booked]);
    assert_eq!(cast.disk.len(), 1);
    cast.wait(Span::minutes(10));
    assert_eq!(cast.state(held), AppointmentState::Booked);
}

#[test]
fn a_form_without_its_hold_books_under_its_own_id_and_drops_the_hold() {
    let mut cast = Cast::new();
    let held = cast.holds(ADA, wednesday("10:00")).expect("free");
    let booked = cast.books(ADA, wednesday("10:00")).expect("her own hold");
    assert_ne!(held, booked);
    assert_eq!(cast.disk.keys().collect::<Vec<_>>(), [&booked]);
}

#[test]
fn a_second_hold_replaces_the_first_and_a_failed_one_does_not() {
    let mut cast = Cast::new();
    cast.books(DORA, wednesday("11:00")).expect("free");
    cast.holds(ADA, wednesday("10:00")).expect("free");
    let refused = cast.holds(ADA, wednesday("11:00"));
    assert_eq!(why(refused), BookingTrouble::Taken);
    assert!(!cast.free().contains(&wednesday("10:00")));
    // It overlaps the first one, which is her own.
    let second = cast.holds(ADA, wednesday("10:15")).expect("free");
    assert!(!cast.free().contains(&wednesday("10:30")));
    assert!(cast.free().contains(&wednesday("09:45")));
    assert!(cast.disk.contains_key(&second));
    assert_eq!(cast.disk.len(), 2);
}

#[test]
fn holding_the_same_slot_again_renews_it() {
    let mut cast = Cast::new();
    let first = cast.holds(ADA, wednesday("10:00")).expect("free");
    cast.wait(Span::minutes(4));
    assert_eq!(cast.holds(ADA, wednesday("10:00")), Ok(first));
    cast.wait(Span::minutes(4));
    assert!(!cast.free().contains(&wednesday("10:00")));
    cast.wait(Span::minutes(1));
    assert!(cast.free().contains(&wednesday("10:00")));
}

#[test]
fn a_patron_lets_go_of_their_own_hold_alone() {
    let mut cast = Cast::new();
    let held = cast.holds(ADA, wednesday("10:00")).expect("free");
    cast.does(|book, now| book.handle_let_go(held, DORA, now));
    assert!(!cast.free().contains(&wednesday("10:00")));
    cast.does(|book, now| book.handle_let_go(held, ADA, now));
    assert!(cast.free().contains(&wednesday("10:00")));
    let booked = cast.books(ADA, wednesday("10:00")).expect("free");
    cast.does(|book, now| book.handle_let_go(booked, ADA, now));
    assert_eq!(cast.state(booked), AppointmentState::Booked);
}

#[test]
fn who_fills_in_the_form_too_slowly_gets_it_if_it_is_free_and_else_is_told_why() {
    let mut cast = Cast::new();
    let first = cast.holds(ADA, wednesday("10:00")).expect("free");
    let second = cast.holds(DORA, wednesday("11:00")).expect("free");
    cast.wait(Span::minutes(6));
    let mut form = cast.form(ADA, wednesday("10:00"));
    form.id = first;
    assert_eq!(cast.sends(form), Ok(first));
    cast.somebody_books(wednesday("11:00")).expect("free");
    let mut form = cast.form(DORA, wednesday("11:00"));
    form.id = second;
    let refused = cast.sends(form);
    assert_eq!(why(refused.clone()), BookingTrouble::HoldOver);
    assert_eq!(instead(refused)[0], wednesday("11:30"));
}

#[test]
fn holds_outlive_a_restart_and_end_in_time() {
    let mut cast = Cast::new();
    cast.holds(ADA, wednesday("10:00")).expect("free");
    cast.restart_at(wednesday("08:04"));
    assert!(!cast.free().contains(&wednesday("10:00")));
    cast.restart_at(wednesday("08:05"));
    assert!(cast.disk.is_empty());
}

#[test]
fn a_booking_to_confirm_holds_for_two_hours_and_then_is_free_again() {
    let mut cast = Cast::with(|talk| talk.confirm_by_mail = true);
    let confirmed = cast.books(ADA, wednesday("10:30")).expect("free");
    let missed = cast.books(DORA, wednesday("12:00")).expect("free");
    assert_eq!(cast.told(), [AppointmentNews::ToConfirm; 2]);
    cast.wait(Span::minutes(119));
    for _ in 0..2 {
        cast.does(|book, now| book.handle_confirmed(confirmed, now))
            .expect("in time");
    }
    assert_eq!(cast.told(), [AppointmentNews::Confirmed]);
    assert!(!cast.free().contains(&wednesday("12:00")));
    cast.wait(Span::minutes(1));
    assert_eq!(cast.told(), [AppointmentNews::ConfirmationMissed]);
    let by = CancelledBy::NoConfirmation;
    assert_eq!(cast.state(missed), AppointmentState::Cancelled { by });
    assert!(cast.free().contains(&wednesday("12:00")));
    let late = cast.does(|book, now| book.handle_confirmed(missed, now));
    assert_eq!(why(late.clone()), BookingTrouble::HoldOver);
    assert_eq!(instead(late)[0], wednesday("12:00"));
}

#[test]
fn a_letter_is_not_waited_for_past_the_beginning() {
    let mut cast = Cast::with(|talk| talk.confirm_by_mail = true);
    let id = cast.books(ADA, wednesday("09:00")).expect("free");
    let entered = cast.enters(id);
    assert_eq!(why(entered), BookingTrouble::NotConfirmed);
    cast.wait_until(wednesday("09:00"));
    assert!(matches!(cast.state(id), AppointmentState::Cancelled { .. }));
}

#[test]
fn what_a_librarian_books_needs_no_letter() {
    let mut cast = Cast::with(|talk| talk.confirm_by_mail = true);
    let id = cast.desk_books(wednesday("11:00"), false).expect("free");
    assert_eq!(cast.state(id), AppointmentState::Booked);
    assert_eq!(cast.told(), [AppointmentNews::Booked]);
}
