//! Why something can't be booked, and what is free instead.

use super::cast::*;
use crate::booking::*;
use crate::contact::PatronName;
use crate::ids::{AppointmentId, ConsultationId, PatronId};
use crate::settings::Spoken;
use uuid::Uuid;

#[test]
fn what_is_over_is_not_booked() {
    let mut cast = Cast::new();
    cast.wait_until(wednesday("10:20"));
    let refused = cast.books(ADA, wednesday("10:15"));
    assert_eq!(why(refused.clone()), BookingTrouble::InThePast);
    assert_eq!(instead(refused)[0], wednesday("10:30"));
    let by_desk = cast.desk_books(wednesday("10:15"), true);
    assert_eq!(why(by_desk), BookingTrouble::InThePast);
}

#[test]
fn outside_the_hours_and_beside_the_grid_it_is_closed_with_the_next_slots() {
    let mut cast = Cast::new();
    for time in ["08:45", "12:45", "13:00", "10:10", "20:00"] {
        let refused = cast.books(ADA, wednesday(time));
        assert_eq!(why(refused.clone()), BookingTrouble::Closed, "{time}");
        let next = instead(refused);
        assert_eq!(next.len(), 5, "{time}");
        assert!(
            next.iter().all(|starts| *starts > wednesday(time)),
            "{time}"
        );
    }
    let odd = cast.books(ADA, wednesday("10:00") + 1);
    assert_eq!(why(odd), BookingTrouble::Closed);
}

#[test]
fn nearer_than_the_notice_it_is_too_short() {
    let mut cast = Cast::with(|talk| talk.notice_minutes = 120);
    let refused = cast.books(ADA, wednesday("09:45"));
    assert_eq!(why(refused.clone()), BookingTrouble::TooShortNotice);
    assert_eq!(instead(refused)[0], wednesday("10:00"));
    assert!(cast.books(ADA, wednesday("10:00")).is_ok());
}

#[test]
fn the_last_day_ahead_can_be_booked_whole_and_the_next_one_not() {
    let mut cast = Cast::with(|talk| talk.ahead_days = 2);
    let refused = cast.books(ADA, at("2026-06-06 09:00"));
    assert_eq!(why(refused.clone()), BookingTrouble::TooFarAhead);
    assert_eq!(instead(refused)[0], wednesday("09:00"));
    assert!(cast.books(ADA, at("2026-06-05 12:30")).is_ok());
    let never = cast.books(ADA, i64::MAX);
    assert_eq!(why(never), BookingTrouble::TooFarAhead);
    assert_eq!(why(cast.books(ADA, i64::MIN)), BookingTrouble::InThePast);
}

#[test]
fn a_librarian_books_below_the_notice_and_beyond_the_days_ahead() {
    let mut cast = Cast::with(|talk| {
        talk.notice_minutes = 24 * 60;
        talk.ahead_days = 1;
    });
    assert!(cast.desk_books(wednesday("09:10"), false).is_ok());
    assert!(cast.desk_books(at("2026-09-15 12:30"), false).is_ok());
}

#[test]
fn a_librarian_may_insist_outside_the_hours_but_never_on_taken_time() {
    let mut cast = Cast::new();
    let evening = wednesday("20:00");
    let refused = cast.desk_books(evening, false);
    assert_eq!(why(refused), BookingTrouble::Closed);
    assert!(cast.desk_books(evening, true).is_ok());
    let again = cast.desk_books(evening + 15 * MINUTE, true);
    assert_eq!(why(again), BookingTrouble::Taken);
}

#[test]
fn what_is_taken_comes_with_the_next_free_slots() {
    let mut cast = Cast::new();
    cast.books(ADA, wednesday("10:00")).expect("free");
    let refused = cast.books(DORA, wednesday("10:00"));
    assert_eq!(why(refused.clone()), BookingTrouble::Taken);
    let next = ["10:30", "10:45", "11:00", "11:15", "11:30"].map(wednesday);
    assert_eq!(instead(refused), next);
}

#[test]
fn a_full_day_is_full_whoever_gives_it_and_the_next_one_is_not() {
    let mut settings = house();
    settings.consultations[0].most_per_day = Some(2);
    settings.consultations[0].givers = vec![BO, CLEO];
    let givers = vec![gives(BO, &["09:00-13:00"]), gives(CLEO, &["09:00-13:00"])];
    let mut cast = Cast::of(settings, givers);
    let first = cast.somebody_books(wednesday("09:00")).expect("free");
    cast.somebody_books(wednesday("09:00")).expect("free");
    let refused = cast.books(ADA, wednesday("11:00"));
    assert_eq!(why(refused.clone()), BookingTrouble::DayFull);
    assert_eq!(instead(refused)[0], at("2026-06-04 09:00"));
    assert!(cast.free().is_empty());
    // One of the two may move within the day.
    let patron = cast.disk[&first].patron;
    cast.moves(first, wednesday("12:00"), By::Patron(patron))
        .expect("there is still room for itself");
    cast.cancels(first, By::Desk).expect("it is ahead");
    assert!(!cast.free().is_empty());
}

#[test]
fn a_consultation_that_was_withdrawn_is_not_booked_but_what_is_booked_stays() {
    let mut cast = Cast::new();
    let booked = cast.books(ADA, wednesday("10:00")).expect("free");
    let held = cast.holds(DORA, wednesday("11:00")).expect("free");
    cast.settings.consultations.remove(0);
    let settings = cast.settings.clone();
    cast.does(|book, now| book.handle_settings(&settings, now));
    let mut form = cast.form(DORA, wednesday("11:00"));
    form.id = held;
    assert_eq!(why(cast.sends(form)), BookingTrouble::NoSuchConsultation);
    let moved = cast.moves(booked, wednesday("12:00"), By::Patron(ADA));
    assert_eq!(why(moved), BookingTrouble::NoSuchConsultation);
    assert_eq!(cast.state(booked), AppointmentState::Booked);
    cast.cancels(booked, By::Patron(ADA)).expect("it is hers");
}

#[test]
fn nobody_touches_what_is_not_theirs() {
    let mut cast = Cast::new();
    let hers = cast.books(ADA, wednesday("10:00")).expect("free");
    let unknown = AppointmentId(Uuid::from_u128(99));
    for id in [hers, unknown] {
        let moved = cast.moves(id, wednesday("11:00"), By::Patron(DORA));
        assert_eq!(why(moved), BookingTrouble::NoSuchAppointment);
        let cancelled = cast.cancels(id, By::Patron(DORA));
        assert_eq!(why(cancelled), BookingTrouble::NoSuchAppointment);
    }
    let mut form = cast.form(DORA, wednesday("11:00"));
    form.id = hers;
    assert_eq!(why(cast.sends(form)), BookingTrouble::NoSuchAppointment);
    let confirmed = cast.does(|book, now| book.handle_confirmed(unknown, now));
    assert_eq!(why(confirmed), BookingTrouble::NoSuchAppointment);
}

#[test]
fn past_the_limit_the_patron_asks_the_desk_which_still_can() {
    let mut cast = Cast::with(|talk| talk.change_minutes = 60);
    let id = cast.books(ADA, wednesday("12:00")).expect("free");
    cast.wait_until(wednesday("11:01"));
    let moved = cast.moves(id, wednesday("12:30"), By::Patron(ADA));
    assert_eq!(why(moved), BookingTrouble::TooLate);
    let cancelled = cast.cancels(id, By::Patron(ADA));
    assert_eq!(why(cancelled), BookingTrouble::TooLate);
    cast.moves(id, wednesday("12:30"), By::Desk)
        .expect("a librarian may");
    cast.cancels(id, By::Desk).expect("a librarian may");
    let again = cast.cancels(id, By::Desk);
    assert_eq!(why(again), BookingTrouble::AlreadyOver);
}

#[test]
fn a_form_wants_a_name_and_the_answers_that_are_required() {
    let mut cast = Cast::with(|talk| {
        let question = |required| Question {
            text: Spoken::default(),
            required,
        };
        talk.questions = vec![question(false), question(true)];
    });
    let mut nameless = cast.form(ADA, wednesday("10:00"));
    nameless.name = PatronName::tidy("  ");
    assert_eq!(why(cast.sends(nameless)), BookingTrouble::NameMissing);
    let mut form = cast.form(ADA, wednesday("10:00"));
    form.answers = vec!["a subject".into(), "  ".into()];
    let missing = cast.sends(form.clone());
    assert_eq!(why(missing), BookingTrouble::AnswerMissing(1));
    form.answers = vec!["x".repeat(1001), "yes".into()];
    let too_long = cast.sends(form.clone());
    assert_eq!(why(too_long), BookingTrouble::AnswerTooLong(0));
    form.answers = vec![String::new(), " yes ".into(), "to nothing".into()];
    let id = cast.sends(form).expect("all is there");
    assert_eq!(cast.disk[&id].answers, ["", "yes"]);
}

#[test]
fn one_patron_books_three_ahead_and_a_librarian_may_book_a_fourth() {
    let mut cast = Cast::new();
    for time in ["09:00", "10:00", "11:00"] {
        cast.books(ADA, wednesday(time)).expect("free");
    }
    let fourth = cast.books(ADA, wednesday("12:00"));
    assert_eq!(why(fourth), BookingTrouble::TooManyOfYours);
    let held = cast.holds(ADA, wednesday("12:00"));
    assert_eq!(why(held), BookingTrouble::TooManyOfYours);
    assert!(cast.desk_books(wednesday("12:00"), false).is_ok());
    cast.wait_until(wednesday("09:31"));
    assert!(cast.books(ADA, at("2026-06-04 09:00")).is_ok());
}

#[test]
fn who_does_not_give_it_or_not_in_that_way_is_not_booked() {
    let mut cast = Cast::with(|talk| {
        talk.meetings.remove(&Meeting::Voice);
        talk.givers = vec![BO, CLEO];
    });
    let ten = wednesday("10:00");
    let cases: [fn(&mut Asked); 6] = [
        |asked| asked.meeting = Meeting::Voice,
        |asked| asked.meeting = Meeting::InPerson,
        |asked| (asked.meeting, asked.branch) = (Meeting::InPerson, Some(NORTH)),
        |asked| asked.librarian = Some(FAUSTO),
        // She is among the givers, and has not said when.
        |asked| asked.librarian = Some(CLEO),
        |asked| (asked.consultation, asked.librarian) = (TALES, Some(CLEO)),
    ];
    for (number, case) in cases.into_iter().enumerate() {
        let refused = cast.books_what(ten, case);
        assert_eq!(why(refused), BookingTrouble::NotGiven, "case {number}");
    }
    let at_central = |asked: &mut Asked| {
        (asked.meeting, asked.branch) = (Meeting::InPerson, Some(CENTRAL));
    };
    assert!(cast.books_what(ten, at_central).is_ok());
    let unknown = |asked: &mut Asked| asked.consultation = ConsultationId(Uuid::nil());
    let refused = cast.books_what(ten, unknown);
    assert_eq!(why(refused), BookingTrouble::NoSuchConsultation);
}

#[test]
fn who_has_left_the_library_gives_nothing() {
    let mut cast = Cast::new();
    cast.settings.librarians.retain(|one| one.id != BO);
    let settings = cast.settings.clone();
    cast.does(|book, now| book.handle_settings(&settings, now));
    assert!(cast.free().is_empty());
    let patron = PatronId(Uuid::from_u128(7));
    let refused = cast.books(patron, wednesday("10:00"));
    assert_eq!(why(refused), BookingTrouble::NotGiven);
}
