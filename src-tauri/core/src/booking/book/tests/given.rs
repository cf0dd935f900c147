//! When a librarian gives a consultation.

use std::collections::BTreeSet;

use super::cast::*;
use crate::booking::*;
use crate::hours::{Day, Holidays, Hours, NaiveDate, Opening};

fn date(text: &str) -> NaiveDate {
    text.parse().expect("a date")
}

fn closed(mut hours: Hours, day: &str) -> Hours {
    let reason = String::new();
    hours.exceptions.insert(date(day), Day::Closed { reason });
    hours
}

fn in_person() -> Asked {
    Asked {
        meeting: Meeting::InPerson,
        branch: Some(CENTRAL),
        ..asked()
    }
}

#[test]
fn slots_begin_every_quarter_of_an_hour_from_the_beginning_of_the_opening() {
    let mut cast = Cast::of(house(), vec![gives(BO, &["09:10-10:20", "15:00-15:30"])]);
    let slots = ["09:10", "09:25", "09:40", "15:00"].map(wednesday);
    assert_eq!(cast.free(), slots);
    cast.sets(|talk| talk.minutes = 10);
    assert_eq!(cast.free().len(), 7 + 3);
}

#[test]
fn a_slot_may_last_into_an_opening_that_touches_also_past_midnight() {
    let mut cast = Cast::of(house(), vec![gives(BO, &["00:00-00:30", "23:30-24:00"])]);
    cast.sets(|talk| talk.minutes = 60);
    assert_eq!(cast.free(), [wednesday("23:30")]);
    cast.says(gives(BO, &["09:00-10:00", "10:00-11:00"]));
    let slots = ["09:00", "09:15", "09:30", "09:45", "10:00"].map(wednesday);
    assert_eq!(cast.free(), slots);
}

#[test]
fn nobody_gives_anything_on_a_day_on_which_they_are_away() {
    let mut bo = gives(BO, &["09:00-10:00"]);
    bo.away = vec![Away {
        from: date("2026-06-03"),
        until: date("2026-06-04"),
        reason: "ferie".into(),
    }];
    let cast = Cast::of(house(), vec![bo]);
    let (from, until) = (wednesday("00:00"), at("2026-06-06 00:00"));
    assert_eq!(
        cast.free_in(&asked(), from, until)[0],
        at("2026-06-05 09:00")
    );
}

#[test]
fn whoever_is_busy_in_their_own_calendar_is_not_free() {
    let mut bo = gives(BO, &["09:00-11:00"]);
    bo.busy = vec![
        (wednesday("10:30"), wednesday("10:45")),
        (wednesday("09:30"), wednesday("10:00")),
        (wednesday("09:45"), wednesday("10:00")),
    ];
    let mut cast = Cast::of(house(), vec![bo]);
    assert_eq!(cast.free(), [wednesday("09:00"), wednesday("10:00")]);
    let refused = cast.books(ADA, wednesday("09:45"));
    assert_eq!(why(refused), BookingTrouble::Taken);
    let read = &cast.availabilities[&BO].busy;
    assert_eq!(read.len(), 2, "what overlaps is kept as one");
}

#[test]
fn padding_keeps_the_librarian_free_and_may_lie_outside_the_hours() {
    let mut cast = Cast::of(house(), vec![gives(BO, &["09:00-11:00"])]);
    cast.sets(|talk| (talk.before, talk.after) = (15, 10));
    assert_eq!(cast.free()[0], wednesday("09:00"));
    cast.books(ADA, wednesday("09:00")).expect("free");
    // 9:40 ends the first one's time; with a quarter before, 9:55 is the earliest.
    assert_eq!(cast.free(), ["10:00", "10:15", "10:30"].map(wednesday));
}

#[test]
fn a_rule_binds_the_ways_of_meeting_and_the_branch() {
    let mut bo = gives(BO, &["09:00-09:30"]);
    bo.rules[0].meetings = BTreeSet::from([Meeting::InPerson]);
    bo.rules.push(AvailabilityRule {
        meetings: BTreeSet::from([Meeting::Video]),
        branch: None,
        hours: weekly(&["18:00-18:30"]),
    });
    let cast = Cast::of(house(), vec![bo]);
    let (from, until) = (wednesday("00:00"), wednesday("23:00"));
    assert_eq!(cast.free(), [wednesday("18:00")]);
    let central = cast.free_in(&in_person(), from, until);
    assert_eq!(central, [wednesday("09:00")]);
    let north = Asked {
        branch: Some(NORTH),
        ..in_person()
    };
    assert!(cast.free_in(&north, from, until).is_empty());
}

#[test]
fn in_person_the_branch_is_open_for_the_whole_of_it() {
    let mut settings = house();
    let mut hours = weekly(&["09:15-10:15"]);
    hours.exceptions.insert(
        date("2026-06-04"),
        Day::Open {
            openings: vec![Opening::parse("12:00-12:30").expect("an opening")],
            reason: String::new(),
        },
    );
    settings.branches[0].hours = Some(closed(hours, "2026-06-05"));
    let cast = Cast::of(settings, vec![gives(BO, &["09:00-13:00"])]);
    let free = cast.free_in(&in_person(), wednesday("00:00"), at("2026-06-06 00:00"));
    let wednesdays = ["09:15", "09:30", "09:45"].map(wednesday);
    assert_eq!(free[..3], wednesdays);
    assert_eq!(free[3..], [at("2026-06-04 12:00")]);
}

#[test]
fn a_call_may_be_outside_the_desks_weekly_hours_but_not_on_a_closed_day() {
    let mut settings = house();
    let mut hours = closed(weekly(&["15:00-16:00"]), "2026-06-04");
    hours.holidays = Some(Holidays::It);
    // The second desk has the branch's hours, the first its own.
    settings.branches[0].hours = Some(closed(weekly(&[]), "2026-06-03"));
    settings.desks[0].hours = Some(hours);
    settings.desks[1].branch = Some(CENTRAL);
    let cast = Cast::of(settings, vec![gives(BO, &["09:00-09:30"])]);
    let free = |asked: &Asked, from: &str, until: &str| {
        let (from, until) = (at(from), at(until));
        cast.free_in(asked, from, until)
    };
    let some_days = free(&asked(), "2026-06-03 08:30", "2026-06-06 00:00");
    assert_eq!(some_days, [wednesday("09:00"), at("2026-06-05 09:00")]);
    let tales = Asked {
        consultation: TALES,
        ..asked()
    };
    let others = free(&tales, "2026-06-03 08:30", "2026-06-05 00:00");
    assert_eq!(others, [at("2026-06-04 09:00")]);
}

#[test]
fn on_a_public_holiday_of_the_desk_no_call_is_booked() {
    let mut settings = house();
    let mut hours = weekly(&["09:00-13:00"]);
    hours.holidays = Some(Holidays::It);
    settings.desks[0].hours = Some(hours);
    settings.consultations[0].ahead_days = 400;
    let cast = Cast::of(settings, vec![gives(BO, &["09:00-09:30"])]);
    let christmas = (at("2026-12-24 00:00"), at("2026-12-28 00:00"));
    let free = cast.free_in(&asked(), christmas.0, christmas.1);
    assert_eq!(free, [at("2026-12-24 09:00"), at("2026-12-27 09:00")]);
}

#[test]
fn the_next_free_days_are_so_many_with_so_many_slots() {
    let mut bo = gives(BO, &["09:00-11:00"]);
    bo.away = vec![Away {
        from: date("2026-06-04"),
        until: date("2026-06-20"),
        reason: String::new(),
    }];
    let mut cast = Cast::of(house(), vec![bo]);
    for time in ["09:00", "10:00"] {
        cast.somebody_books(wednesday(time)).expect("free");
    }
    let days = cast.book.next_free(&asked(), 3, 3, cast.now);
    let told: Vec<_> = days
        .iter()
        .map(|day| (day.date.to_string(), day.slots.len(), day.more))
        .collect();
    let expected = [
        ("2026-06-03".to_owned(), 2, false),
        ("2026-06-21".to_owned(), 3, true),
        ("2026-06-22".to_owned(), 3, true),
    ];
    assert_eq!(told, expected);
    assert!(cast.book.next_free(&asked(), 0, 3, cast.now).is_empty());
    assert!(cast.book.next_free(&asked(), 3, 0, cast.now).is_empty());
}
