//! Never twice: many attempts at the same time, overlaps, padding, two desks.

use super::cast::*;
use crate::booking::*;
use crate::ids::PatronId;
use uuid::Uuid;

#[test]
fn a_thousand_attempts_at_one_slot_leave_one_appointment_and_999_clear_answers() {
    let mut cast = Cast::new();
    let ten = wednesday("10:00");
    let attempts: Vec<_> = (0..1000).map(|_| cast.somebody_books(ten)).collect();
    assert_eq!(attempts.iter().filter(|attempt| attempt.is_ok()).count(), 1);
    let losers = attempts.into_iter().filter(Result::is_err);
    for loser in losers {
        assert_eq!(why(loser.clone()), BookingTrouble::Taken);
        assert_eq!(instead(loser).len(), 5);
    }
    assert_eq!(cast.disk.len(), 1);
}

#[test]
fn an_hour_at_ten_and_half_an_hour_at_a_quarter_past_are_one_appointment() {
    let mut settings = house();
    settings.consultations[0].minutes = 60;
    for hour_first in [true, false] {
        let mut cast = Cast::of(settings.clone(), vec![gives(BO, &["09:00-13:00"])]);
        let hour = |_: &mut Asked| {};
        let half = |asked: &mut Asked| asked.consultation = TALES;
        let (first, second) = if hour_first {
            let first = cast.books_what(wednesday("10:00"), hour);
            (first, cast.books_what(wednesday("10:15"), half))
        } else {
            let first = cast.books_what(wednesday("10:15"), half);
            (first, cast.books_what(wednesday("10:00"), hour))
        };
        assert!(first.is_ok());
        assert_eq!(why(second), BookingTrouble::Taken);
    }
}

#[test]
fn one_librarian_at_two_desks_is_booked_once() {
    let mut cast = Cast::new();
    let tales = |asked: &mut Asked| asked.consultation = TALES;
    cast.books(ADA, wednesday("10:00")).expect("free");
    let refused = cast.books_what(wednesday("10:00"), tales);
    assert_eq!(why(refused), BookingTrouble::Taken);
    cast.books_what(wednesday("10:30"), tales).expect("free");
    assert_eq!(cast.disk.len(), 2);
}

#[test]
fn the_padding_of_either_appointment_keeps_the_other_away() {
    let mut cast = Cast::with(|talk| (talk.before, talk.after) = (10, 20));
    let tales = |asked: &mut Asked| asked.consultation = TALES;
    cast.books(ADA, wednesday("10:00")).expect("free");
    for (time, is_free) in [("09:30", false), ("10:30", false), ("10:45", false)] {
        let attempt = cast.books_what(wednesday(time), tales);
        assert_eq!(attempt.is_ok(), is_free, "{time}");
    }
    for time in ["09:15", "11:00"] {
        cast.books_what(wednesday(time), tales).expect(time);
    }
    // The padding of a later attempt counts as well.
    let refused = cast.somebody_books(wednesday("11:30"));
    assert_eq!(why(refused), BookingTrouble::Taken);
}

#[test]
fn the_same_form_sent_twice_is_one_appointment() {
    let mut cast = Cast::new();
    let form = cast.form(ADA, wednesday("10:00"));
    let first = cast.sends(form.clone()).expect("free");
    cast.told();
    assert_eq!(cast.sends(form.clone()), Ok(first));
    assert!(cast.told().is_empty());
    let by_desk = cast.form(DORA, wednesday("11:00"));
    for _ in 0..2 {
        let form = by_desk.clone();
        cast.does(|book, now| book.handle_booked_for(form, false, now))
            .expect("free, or the same");
    }
    assert_eq!(cast.disk.len(), 2);
    let mut stolen = form;
    stolen.patron = PatronId(Uuid::from_u128(66));
    assert_eq!(why(cast.sends(stolen)), BookingTrouble::NoSuchAppointment);
}

#[test]
fn what_was_cancelled_is_free_for_somebody_else() {
    let mut cast = Cast::new();
    let first = cast.books(ADA, wednesday("10:00")).expect("free");
    cast.cancels(first, By::Patron(ADA)).expect("in time");
    cast.books(DORA, wednesday("10:00")).expect("free again");
    assert_eq!(cast.disk[&first].sequence, 1);
}
