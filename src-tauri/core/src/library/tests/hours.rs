//! What a desk's hours do to arrivals and places.

use super::cast::{ADA, BO, Cast, DORA, EZIO, House, page_of};
use crate::chat::{Author, Happened};
use crate::contact::{ContactState, EndedBy, Mode, Outcome};
use crate::hours::Hours;
use crate::library::{DeskState, Party, Refusal, Wake};
use crate::moment::Span;
use crate::presence::ChosenPresence;
use crate::wait::WaitRange;

/// Open from 9 to 13 in UTC, every day; the stories begin at noon.
fn until_one() -> House {
    let mut week = String::from("zone = \"Etc/UTC\"\n[week]\n");
    for day in ["mon", "tues", "wednes", "thurs", "fri", "satur", "sun"] {
        week += &format!("{day}day = [\"09:00-13:00\"]\n");
    }
    let hours: Hours = toml::from_str(&week).expect("good hours");
    House::new().desk(|desk| desk.hours = Some(hours))
}

#[test]
fn the_state_of_a_desk_tells_until_when_and_from_when() {
    let mut cast = Cast::of(until_one()).with(&[BO]);
    let one = cast.now.plus(Span::minutes(60));
    let open = DeskState::Open {
        until: Some(one.wall_millis()),
        available: 1,
        on_contact: 0,
        in_person: 0,
    };
    assert_eq!(cast.state(), open);
    assert_eq!(cast.library.poll_timeout(), Some((one, Wake::HoursChange)));
    cast.wait(Span::minutes(60));
    let opens = cast.now.plus(Span::minutes(20 * 60)).wall_millis();
    let closed = DeskState::Closed {
        opens: Some(opens),
        reason: String::new(),
    };
    assert_eq!(cast.state(), closed);
    assert_eq!(cast.asks_for(ADA, Mode::Chat), Err(Refusal::DeskClosed));
    cast.wait(Span::minutes(20 * 60));
    assert!(cast.state().is_open());
}

#[test]
fn a_branch_lends_its_hours_to_its_desks() {
    let mut house = until_one();
    let branch = crate::settings::Branch {
        id: crate::ids::BranchId(uuid::Uuid::from_u128(9)),
        name: String::new(),
        address: String::new(),
        hours: house.0.desks[0].hours.take(),
    };
    house.0.desks[0].branch = Some(branch.id);
    house.0.branches.push(branch);
    let mut cast = Cast::of(house).with(&[BO]);
    cast.wait(Span::minutes(60));
    assert!(matches!(cast.state(), DeskState::Closed { .. }));
}

#[test]
fn who_waits_at_closing_is_served_as_long_as_a_librarian_is_there() {
    let mut cast = Cast::of(until_one()).with(&[BO]);
    cast.wait(Span::minutes(55));
    cast.arrives(ADA);
    cast.answers(BO, ADA).expect("it rings");
    cast.arrives(DORA);
    cast.wait(Span::minutes(90));
    cast.hangs_up(BO, ADA).expect("it is Bo's call");
    assert_eq!(cast.rung_for(DORA), [BO]);
}

#[test]
fn after_closing_with_nobody_there_places_become_messages() {
    let mut cast = Cast::of(until_one()).with(&[BO]);
    cast.wait(Span::minutes(50));
    for patron in [ADA, DORA] {
        cast.arrives(patron);
        cast.wait(Span::seconds(1));
    }
    cast.closes(DORA, page_of(DORA));
    let contacts = [cast.contact(ADA).id, cast.contact(DORA).id];
    cast.chooses(BO, ChosenPresence::Away);
    cast.wait(Span::minutes(30));
    assert_eq!(
        cast.line(),
        [ADA, DORA],
        "it closed less than half an hour ago"
    );
    cast.wait(Span::minutes(10));
    assert_eq!(cast.line(), []);
    for contact in contacts {
        let ended = matches!(
            cast.disk.contacts[&contact].state,
            ContactState::Ended {
                by: EndedBy::Closing,
                outcome: Outcome::MessageLeft,
                ..
            }
        );
        assert!(ended);
    }
    let authors: Vec<_> = cast.disk.messages.values().map(|one| one.author).collect();
    assert_eq!(authors, [Author::Desk(Happened::ClosedWhileWaiting); 2]);
}

#[test]
fn a_lunch_break_of_the_librarians_costs_nobody_their_place() {
    let mut cast = Cast::of(until_one()).with(&[BO]);
    cast.arrives(ADA);
    cast.closes(ADA, page_of(ADA));
    cast.wait(Span::seconds(1));
    cast.chooses(BO, ChosenPresence::Away);
    cast.wait(Span::minutes(50));
    assert_eq!(cast.line(), [ADA]);
    assert!(matches!(
        cast.state(),
        DeskState::NobodyThere { until: Some(_) }
    ));
}

#[test]
fn a_closed_desk_takes_messages() {
    let mut cast = Cast::of(until_one());
    cast.wait(Span::minutes(120));
    let said = cast
        .says(Party::Patron(ADA), "A domani")
        .expect("it is heard");
    assert_eq!(cast.disk.messages[&said].contact, None);
}

#[test]
fn a_wait_fits_when_its_longest_ends_before_closing() {
    let cast = Cast::of(until_one());
    let wait = |longest_minutes| WaitRange {
        shortest_minutes: 1,
        longest_minutes,
    };
    let fits = |longest| {
        let desk = super::cast::DESK;
        cast.library.wait_fits(desk, &wait(longest), cast.now)
    };
    assert_eq!((fits(60), fits(61)), (true, false));
}

#[test]
fn a_corrected_clock_is_told_the_next_change_anew() {
    let mut cast = Cast::of(until_one()).with(&[BO]);
    cast.correct_the_wall_clock(Span::minutes(30));
    cast.arrives(EZIO);
    cast.leaves(EZIO);
    let in_half_an_hour = cast.now.plus(Span::minutes(30));
    assert_eq!(
        cast.library.poll_timeout(),
        Some((in_half_an_hour, Wake::HoursChange))
    );
}
