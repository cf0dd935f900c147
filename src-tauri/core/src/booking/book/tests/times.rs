//! At its time an appointment is a place in the line; and how it comes out.

use super::cast::*;
use crate::booking::*;
use crate::ids::{AppointmentId, ContactId};
use crate::moment::Span;
use uuid::Uuid;

fn reserve(appointment: AppointmentId) -> BookEffect {
    BookEffect::Reserve {
        librarian: BO,
        appointment,
    }
}

fn release(appointment: AppointmentId) -> BookEffect {
    BookEffect::Release {
        librarian: BO,
        appointment,
    }
}

/// Ada has booked ten o'clock.
fn ten() -> (Cast, AppointmentId) {
    let mut cast = Cast::new();
    let id = cast.books(ADA, wednesday("10:00")).expect("free");
    cast.told();
    (cast, id)
}

/// The same, at the branch.
fn ten_in_person() -> (Cast, AppointmentId) {
    let mut cast = Cast::new();
    let there = |asked: &mut Asked| {
        (asked.meeting, asked.branch) = (Meeting::InPerson, Some(CENTRAL));
    };
    let id = cast.books_what(wednesday("10:00"), there).expect("free");
    cast.told();
    (cast, id)
}

#[test]
fn who_is_there_before_it_begins_arrives_when_it_begins() {
    let (mut cast, id) = ten();
    cast.wait_until(wednesday("09:49"));
    assert_eq!(why(cast.enters(id)), BookingTrouble::TooEarly);
    cast.wait_until(wednesday("09:50"));
    let contact = cast.enters(id).expect("ten minutes before");
    assert!(cast.book.is_present(id));
    assert!(cast.done().is_empty());
    cast.wait_until(wednesday("10:00"));
    let arrive = BookEffect::Arrive {
        appointment: id,
        contact,
    };
    assert_eq!(cast.done(), [arrive, reserve(id)]);
    assert_eq!(cast.disk[&id].contact, Some(contact));
    assert_eq!(cast.state(id), AppointmentState::Arrived);
    cast.wait_until(wednesday("11:00"));
    cast.does(|book, now| book.handle_contact_over(contact, true, now));
    assert_eq!(cast.state(id), AppointmentState::Done);
    assert_eq!(cast.done(), [release(id)]);
}

#[test]
fn who_comes_late_arrives_at_once_until_ten_minutes_past() {
    let (mut cast, id) = ten();
    cast.wait_until(wednesday("10:09"));
    assert_eq!(cast.done(), [reserve(id)]);
    let contact = cast.enters(id).expect("not too late");
    let arrive = BookEffect::Arrive {
        appointment: id,
        contact,
    };
    assert_eq!(cast.done(), [arrive]);
    // A page that is reloaded enters again, and is the same contact.
    cast.enters(id).expect("they are there");
    assert!(cast.done().is_empty());
    cast.wait_until(wednesday("10:20"));
    assert_eq!(cast.state(id), AppointmentState::Arrived);
}

#[test]
fn who_does_not_come_frees_the_librarian_after_ten_minutes() {
    let (mut cast, id) = ten();
    cast.wait_until(wednesday("10:10") - 1);
    assert_eq!(cast.state(id), AppointmentState::Booked);
    cast.done();
    cast.told();
    cast.wait_until(wednesday("10:10"));
    assert_eq!(cast.state(id), AppointmentState::NoShow);
    assert_eq!(cast.told(), [AppointmentNews::NoShow]);
    assert_eq!(cast.done(), [release(id)]);
    assert_eq!(why(cast.enters(id)), BookingTrouble::AlreadyOver);
    assert!(cast.free().contains(&wednesday("10:15")));
}

#[test]
fn who_entered_and_left_before_it_began_is_not_there() {
    let (mut cast, id) = ten();
    cast.wait_until(wednesday("09:55"));
    cast.enters(id).expect("in time");
    cast.does(|book, now| book.handle_left(id, DORA, now));
    assert!(cast.book.is_present(id));
    cast.does(|book, now| book.handle_left(id, ADA, now));
    cast.wait_until(wednesday("10:10"));
    assert_eq!(cast.state(id), AppointmentState::NoShow);
}

#[test]
fn nobody_enters_for_somebody_else() {
    let (mut cast, id) = ten();
    cast.wait_until(wednesday("10:00"));
    let contact = ContactId(Uuid::from_u128(9));
    let entered = cast.does(|book, now| book.handle_entered(id, DORA, contact, now));
    assert_eq!(why(entered), BookingTrouble::NoSuchAppointment);
}

#[test]
fn who_leaves_the_line_unanswered_may_come_again_or_is_missed() {
    let (mut cast, id) = ten();
    cast.wait_until(wednesday("10:00"));
    let first = cast.enters(id).expect("in time");
    cast.wait_until(wednesday("10:05"));
    cast.does(|book, now| book.handle_contact_over(first, false, now));
    assert_eq!(cast.state(id), AppointmentState::Booked);
    let second = cast.enters(id).expect("again");
    assert_eq!(cast.disk[&id].contact, Some(second));
    cast.done();
    // Past the ten minutes it was not they who did not come: the librarian is free, and
    // they may still try.
    cast.wait_until(wednesday("10:20"));
    cast.does(|book, now| book.handle_contact_over(second, false, now));
    assert_eq!(cast.state(id), AppointmentState::Arrived);
    assert_eq!(cast.done(), [release(id)]);
    let third = cast.enters(id).expect("until it ends");
    let arrive = BookEffect::Arrive {
        appointment: id,
        contact: third,
    };
    assert_eq!(cast.done(), [arrive, reserve(id)]);
    cast.does(|book, now| book.handle_contact_over(third, false, now));
    cast.wait_until(wednesday("10:30"));
    assert_eq!(why(cast.enters(id)), BookingTrouble::AlreadyOver);
    cast.wait_until(wednesday("11:30"));
    assert_eq!(cast.state(id), AppointmentState::Done);
}

#[test]
fn a_contact_that_is_there_already_may_be_the_one() {
    let (mut cast, id) = ten();
    let contact = ContactId(Uuid::from_u128(9));
    cast.wait_until(wednesday("09:58"));
    cast.does(|book, now| book.handle_contact(id, contact, now))
        .expect("it is ahead");
    assert_eq!(cast.done(), [reserve(id)]);
    cast.does(|book, now| book.handle_contact_over(contact, true, now));
    assert_eq!(cast.state(id), AppointmentState::Done);
}

#[test]
fn after_a_restart_the_librarian_is_reserved_again_and_nobody_has_missed_anything() {
    let (mut cast, id) = ten();
    cast.restart_at(wednesday("10:15"));
    assert_eq!(cast.state(id), AppointmentState::Booked);
    assert_eq!(cast.done(), [reserve(id)]);
    cast.wait_until(wednesday("10:25"));
    assert_eq!(cast.state(id), AppointmentState::NoShow);
    // When no ten minutes are left of it, nobody says who did not come.
    let (mut cast, id) = ten();
    cast.restart_at(wednesday("10:25"));
    assert_eq!(cast.done(), [reserve(id)]);
    cast.wait_until(wednesday("10:30"));
    assert_eq!(cast.done(), [release(id)]);
    cast.wait_until(wednesday("11:30"));
    assert_eq!(cast.state(id), AppointmentState::Done);
    assert!(cast.told().is_empty());
}

#[test]
fn nor_has_anybody_after_the_computer_slept() {
    let (mut cast, id) = ten();
    cast.now = cast.now.plus(Span::minutes(135));
    cast.wake();
    assert_eq!(cast.state(id), AppointmentState::Booked);
    cast.wait_until(wednesday("10:25"));
    assert_eq!(cast.state(id), AppointmentState::NoShow);
}

#[test]
fn what_takes_place_at_a_restart_stays_reserved_until_its_contact_is_over() {
    let (mut cast, id) = ten();
    cast.wait_until(wednesday("10:00"));
    let contact = cast.enters(id).expect("in time");
    cast.restart_at(wednesday("10:12"));
    assert_eq!(cast.done(), [reserve(id)]);
    cast.does(|book, now| book.handle_contact_over(contact, true, now));
    assert_eq!(cast.done(), [release(id)]);
}

#[test]
fn moving_or_cancelling_what_has_begun_frees_the_librarian() {
    let (mut cast, id) = ten();
    cast.wait_until(wednesday("10:05"));
    cast.done();
    cast.moves(id, wednesday("12:00"), By::Desk).expect("free");
    assert_eq!(cast.done(), [release(id)]);
    cast.wait_until(wednesday("12:01"));
    assert_eq!(cast.done(), [reserve(id)]);
    cast.cancels(id, By::Desk).expect("a librarian may");
    assert_eq!(cast.done(), [release(id)]);
}

#[test]
fn in_person_nobody_arrives_in_the_line_and_the_librarian_tells() {
    let (mut cast, id) = ten_in_person();
    cast.wait_until(wednesday("09:55"));
    assert_eq!(why(cast.enters(id)), BookingTrouble::NotGiven);
    let early = cast.does(|book, now| book.handle_no_show(id, now));
    assert_eq!(why(early), BookingTrouble::TooEarly);
    cast.does(|book, now| book.handle_came(id, now))
        .expect("a little early");
    assert_eq!(cast.state(id), AppointmentState::Arrived);
    cast.wait_until(wednesday("11:30") - 1);
    assert_eq!(cast.state(id), AppointmentState::Arrived);
    cast.wait_until(wednesday("11:30"));
    assert_eq!(cast.state(id), AppointmentState::Done);
    assert!(cast.done().is_empty());
}

#[test]
fn in_person_what_nobody_touches_is_done_an_hour_after_its_end() {
    let (mut cast, id) = ten_in_person();
    cast.wait_until(wednesday("11:30") - 1);
    assert_eq!(cast.state(id), AppointmentState::Booked);
    cast.wait_until(wednesday("11:30"));
    assert_eq!(cast.state(id), AppointmentState::Done);
}

#[test]
fn a_librarian_may_take_back_a_no_show_unless_the_time_is_somebody_elses() {
    let (mut cast, id) = ten_in_person();
    cast.wait_until(wednesday("10:02"));
    cast.does(|book, now| book.handle_no_show(id, now))
        .expect("it has begun");
    assert_eq!(
        cast.told(),
        [AppointmentNews::RemindHour, AppointmentNews::NoShow]
    );
    cast.does(|book, now| book.handle_came(id, now))
        .expect("late, after all");
    cast.does(|book, now| book.handle_no_show(id, now))
        .expect("no, it was somebody else");
    cast.somebody_books(wednesday("10:15")).expect("free again");
    let came = cast.does(|book, now| book.handle_came(id, now));
    assert_eq!(why(came), BookingTrouble::Taken);
}

#[test]
fn what_is_long_over_is_forgotten() {
    let (mut cast, id) = ten();
    cast.cancels(id, By::Desk).expect("in time");
    cast.wait_until(at("2026-06-18 10:29"));
    assert!(cast.book.appointment(id).is_some());
    cast.wait_until(at("2026-06-18 10:30"));
    assert!(cast.book.appointment(id).is_none());
    assert_eq!(cast.book.poll_timeout(), None);
}
