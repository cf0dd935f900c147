//! Whose turn it is.

use super::cast::*;
use crate::booking::*;
use std::collections::BTreeMap;

fn three_givers() -> Cast {
    let mut settings = house();
    settings.consultations[0].givers = vec![CLEO, BO, FAUSTO];
    let hours = ["09:00-13:00"];
    let given = [BO, CLEO, FAUSTO].map(|librarian| gives(librarian, &hours));
    Cast::of(settings, given.into())
}

fn giver(cast: &mut Cast, starts: &str) -> crate::ids::LibrarianId {
    let id = cast.somebody_books(at(starts)).expect("free");
    cast.disk[&id].librarian
}

#[test]
fn at_first_the_order_of_the_consultation_decides_then_who_has_the_fewest() {
    let mut cast = three_givers();
    let days = ["2026-06-04", "2026-06-05", "2026-06-06", "2026-06-07"];
    let turns = days.map(|day| giver(&mut cast, &format!("{day} 09:00")));
    assert_eq!(turns, [CLEO, BO, FAUSTO, CLEO]);
}

#[test]
fn appointments_at_another_desk_count_as_well() {
    let mut cast = three_givers();
    let tales = |asked: &mut Asked| asked.consultation = TALES;
    cast.sets(|talk| talk.givers = vec![BO, CLEO]);
    cast.books_what(at("2026-06-10 09:00"), tales)
        .expect("Bo gives it");
    assert_eq!(giver(&mut cast, "2026-06-04 09:00"), CLEO);
}

#[test]
fn among_equals_it_is_who_had_one_longest_ago() {
    let mut cast = three_givers();
    for (librarian, day) in [(CLEO, "05"), (BO, "06"), (FAUSTO, "04")] {
        let named = |asked: &mut Asked| asked.librarian = Some(librarian);
        let starts = at(&format!("2026-06-{day} 09:00"));
        cast.books_what(starts, named).expect("free");
    }
    assert_eq!(giver(&mut cast, "2026-06-08 09:00"), FAUSTO);
}

#[test]
fn what_lies_more_than_fifteen_days_away_does_not_count() {
    let mut cast = three_givers();
    for _ in 0..2 {
        let cleo = |asked: &mut Asked| asked.librarian = Some(CLEO);
        let starts = at("2026-06-30 09:00") + cast.disk.len() as i64 * HOUR;
        cast.books_what(starts, cleo).expect("free");
    }
    assert_eq!(giver(&mut cast, "2026-06-04 09:00"), CLEO);
    assert_eq!(giver(&mut cast, "2026-06-29 09:00"), BO);
}

#[test]
fn whoever_is_not_free_is_passed_over_and_who_is_named_is_not() {
    let mut cast = three_givers();
    let mut away = gives(CLEO, &["09:00-10:00"]);
    away.rules[0].hours = weekly(&[]);
    cast.says(away);
    assert_eq!(giver(&mut cast, "2026-06-04 09:00"), BO);
    let bo = |asked: &mut Asked| asked.librarian = Some(BO);
    let id = cast.books_what(at("2026-06-04 10:00"), bo).expect("free");
    assert_eq!(cast.disk[&id].librarian, BO);
    let again = cast.books_what(at("2026-06-04 10:00"), bo);
    assert_eq!(why(again), BookingTrouble::Taken);
}

#[test]
fn over_a_month_everybody_has_their_share() {
    let mut cast = three_givers();
    for day in 4..=28 {
        for time in ["09:00", "10:00", "11:30"] {
            let starts = at(&format!("2026-06-{day:02} {time}"));
            cast.somebody_books(starts).expect("free");
        }
    }
    let mut shares = BTreeMap::new();
    for one in cast.disk.values() {
        *shares.entry(one.librarian).or_insert(0) += 1;
    }
    assert_eq!(shares.into_values().collect::<Vec<_>>(), [25, 25, 25]);
}
