//! What may be read off the book.

use super::cast::*;
use crate::booking::*;
use crate::hours::Weekday;

fn starts(appointments: Vec<&Appointment>) -> Vec<i64> {
    appointments.into_iter().map(|one| one.starts).collect()
}

#[test]
fn the_calendar_shows_what_lies_in_it_by_librarian_branch_and_desk() {
    let mut settings = house();
    settings.desks[1].branch = Some(NORTH);
    let mut cast = Cast::of(settings, vec![gives(BO, &["09:00-13:00"])]);
    cast.somebody_books(wednesday("09:00")).expect("free");
    let tales = |asked: &mut Asked| asked.consultation = TALES;
    cast.books_what(wednesday("10:00"), tales).expect("free");
    let there = |asked: &mut Asked| {
        (asked.meeting, asked.branch) = (Meeting::InPerson, Some(CENTRAL));
    };
    cast.books_what(wednesday("11:00"), there).expect("free");
    cast.holds(ADA, wednesday("12:00")).expect("free");
    let seen = |part: Part| {
        let (from, until) = (wednesday("09:29"), wednesday("12:30"));
        starts(cast.book.between(from, until, part))
    };
    let all = ["09:00", "10:00", "11:00"].map(wednesday);
    assert_eq!(seen(Part::default()), all);
    let part = Part {
        desk: Some(CHILDREN),
        ..Part::default()
    };
    assert_eq!(seen(part), [all[1]]);
    let at_branch = |branch| Part {
        branch: Some(branch),
        ..Part::default()
    };
    assert_eq!(seen(at_branch(NORTH)), [all[1]]);
    assert_eq!(seen(at_branch(CENTRAL)), [all[2]]);
    let part = Part {
        librarian: Some(CLEO),
        ..Part::default()
    };
    assert!(seen(part).is_empty());
    let (from, until) = (wednesday("09:30"), wednesday("10:00"));
    assert!(cast.book.between(from, until, Part::default()).is_empty());
    assert!(cast.book.between(until, from, Part::default()).is_empty());
}

#[test]
fn a_patron_finds_all_of_theirs_in_order() {
    let mut cast = Cast::new();
    cast.books(ADA, wednesday("11:00")).expect("free");
    cast.books(DORA, wednesday("10:00")).expect("free");
    let first = cast.books(ADA, wednesday("09:00")).expect("free");
    cast.cancels(first, By::Patron(ADA)).expect("in time");
    cast.holds(ADA, wednesday("12:00")).expect("free");
    let hers = starts(cast.book.appointments_of(ADA));
    assert_eq!(hers, ["09:00", "11:00", "12:00"].map(wednesday));
}

#[test]
fn the_announced_week_is_what_somebody_gives() {
    let mut settings = house();
    settings.consultations[0].givers = vec![BO, CLEO];
    settings.branches[0].hours = Some(weekly(&["10:00-12:00"]));
    let mut cleo = gives(CLEO, &["11:00-13:00"]);
    cleo.rules[0].meetings.remove(&Meeting::Voice);
    cleo.rules[0].meetings.remove(&Meeting::Video);
    let cast = Cast::of(settings, vec![gives(BO, &["09:30-11:30"]), cleo]);
    let monday = cast.book.week_of(TALK);
    let monday: Vec<_> = monday
        .on(Weekday::Mon)
        .iter()
        .map(ToString::to_string)
        .collect();
    // Bo's calls from half past nine; in person the branch closes at twelve.
    assert_eq!(monday, ["09:30-12:00"]);
    assert_eq!(cast.book.branches_of(TALK), [CENTRAL]);
    let day = cast.book.date_at(DESK, wednesday("23:30"));
    assert_eq!(day.map(|day| day.to_string()), Some("2026-06-03".into()));
}
