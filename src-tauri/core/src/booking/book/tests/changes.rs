//! Moving and cancelling: whole or not at all.

use super::cast::*;
use crate::booking::*;

fn two_givers() -> Cast {
    let mut settings = house();
    settings.consultations[0].givers = vec![BO, CLEO];
    let hours = ["09:00-13:00"];
    Cast::of(settings, vec![gives(BO, &hours), gives(CLEO, &hours)])
}

#[test]
fn a_move_takes_the_new_time_and_frees_the_old_at_once() {
    let mut cast = Cast::new();
    let id = cast.books(ADA, wednesday("10:00")).expect("free");
    cast.told();
    // It overlaps where it was, which is no reason to refuse.
    cast.moves(id, wednesday("10:15"), By::Patron(ADA))
        .expect("free");
    let moved = &cast.disk[&id];
    assert_eq!(moved.starts, wednesday("10:15"));
    assert_eq!(moved.ends, wednesday("10:45"));
    assert_eq!(moved.sequence, 1);
    let from = wednesday("10:00");
    assert_eq!(cast.told(), [AppointmentNews::Moved { from }]);
    assert!(cast.free().contains(&wednesday("09:45")));
    assert!(!cast.free().contains(&wednesday("10:30")));
}

#[test]
fn a_refused_move_changes_nothing() {
    let mut cast = Cast::new();
    let id = cast.books(ADA, wednesday("10:00")).expect("free");
    cast.books(DORA, wednesday("11:00")).expect("free");
    let before = cast.disk.clone();
    cast.told();
    let refused = cast.moves(id, wednesday("11:15"), By::Patron(ADA));
    assert_eq!(why(refused.clone()), BookingTrouble::Taken);
    assert_eq!(instead(refused)[0], wednesday("11:30"));
    for time in ["08:00", "07:00", "20:00"] {
        assert!(cast.moves(id, wednesday(time), By::Patron(ADA)).is_err());
    }
    assert_eq!(cast.disk, before);
    assert!(cast.told().is_empty());
}

#[test]
fn a_move_to_where_it_is_tells_nobody() {
    let mut cast = Cast::new();
    let id = cast.books(ADA, wednesday("10:00")).expect("free");
    cast.told();
    cast.moves(id, wednesday("10:00"), By::Desk).expect("fine");
    assert!(cast.told().is_empty());
    assert_eq!(cast.disk[&id].sequence, 0);
}

#[test]
fn the_librarian_stays_when_they_can_and_else_it_is_somebody_elses_turn() {
    let mut cast = two_givers();
    let id = cast.books(ADA, wednesday("09:00")).expect("free");
    assert_eq!(cast.disk[&id].librarian, BO);
    // It would be Cleo's turn, who has none.
    cast.moves(id, wednesday("10:00"), By::Patron(ADA))
        .expect("free");
    assert_eq!(cast.disk[&id].librarian, BO);
    let of_bo = |asked: &mut Asked| asked.librarian = Some(BO);
    cast.books_what(wednesday("11:00"), of_bo).expect("free");
    cast.moves(id, wednesday("11:00"), By::Patron(ADA))
        .expect("Cleo is free");
    assert_eq!(cast.disk[&id].librarian, CLEO);
}

#[test]
fn a_librarian_gives_an_appointment_to_a_colleague_who_is_free() {
    let mut cast = two_givers();
    let id = cast.books(ADA, wednesday("09:00")).expect("free");
    let to = |librarian, anyway| Move {
        starts: wednesday("09:00"),
        librarian: Some(librarian),
        anyway,
    };
    cast.does(|book, now| book.handle_move(id, to(CLEO, false), By::Desk, now))
        .expect("she is free");
    assert_eq!(cast.disk[&id].librarian, CLEO);
    assert_eq!(cast.disk[&id].sequence, 1);
    let refused = cast.does(|book, now| book.handle_move(id, to(FAUSTO, true), By::Desk, now));
    assert_eq!(why(refused), BookingTrouble::NotGiven);
}

#[test]
fn a_librarian_moves_off_the_grid_and_with_anyway_out_of_the_hours() {
    let mut cast = Cast::new();
    let id = cast.books(ADA, wednesday("10:00")).expect("free");
    cast.moves(id, wednesday("10:05"), By::Desk).expect("free");
    let evening = wednesday("18:00");
    let refused = cast.moves(id, evening, By::Desk);
    assert_eq!(why(refused), BookingTrouble::Closed);
    let to = Move {
        starts: evening,
        librarian: None,
        anyway: true,
    };
    let by_patron = cast.does(|book, now| book.handle_move(id, to, By::Patron(ADA), now));
    assert_eq!(why(by_patron), BookingTrouble::Closed);
    cast.does(|book, now| book.handle_move(id, to, By::Desk, now))
        .expect("she insists");
    assert_eq!(cast.disk[&id].starts, evening);
}

#[test]
fn a_booking_to_confirm_that_is_moved_nearer_is_not_waited_for_past_its_beginning() {
    let mut cast = Cast::with(|talk| talk.confirm_by_mail = true);
    let id = cast.books(ADA, wednesday("12:00")).expect("free");
    cast.moves(id, wednesday("09:00"), By::Patron(ADA))
        .expect("free");
    let until = wednesday("09:00");
    assert_eq!(cast.state(id), AppointmentState::Unconfirmed { until });
}

#[test]
fn cancelling_tells_who_did_it() {
    let mut cast = Cast::new();
    let first = cast.books(ADA, wednesday("10:00")).expect("free");
    let second = cast.books(ADA, wednesday("11:00")).expect("free");
    cast.told();
    cast.cancels(first, By::Patron(ADA)).expect("in time");
    cast.cancels(second, By::Desk).expect("in time");
    let by = |by| AppointmentNews::Cancelled { by };
    let expected = [by(CancelledBy::Patron), by(CancelledBy::Desk)];
    assert_eq!(cast.told(), expected);
    let moved = cast.moves(first, wednesday("12:00"), By::Desk);
    assert_eq!(why(moved), BookingTrouble::AlreadyOver);
}
