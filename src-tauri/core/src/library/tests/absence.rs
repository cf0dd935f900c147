//! What happens while a page, a seat or the server is away.

use super::cast::{ADA, BO, CLEO, Cast, DORA, EZIO, page_of, seat_of};
use crate::chat::{Author, Happened};
use crate::contact::{ContactState, EndedBy, EventKind, Mode, Outcome};
use crate::ids::PageId;
use crate::library::{Effect, OfferEnd, Party, Refusal};
use crate::moment::Span;
use crate::presence::{ChosenPresence, Presence};

const ANOTHER_PAGE: PageId = PageId(uuid::Uuid::from_u128(2));

#[test]
fn nobody_rings_for_a_patron_who_is_not_there() {
    let mut cast = Cast::before_opening();
    cast.signs_in(BO);
    cast.chooses(BO, ChosenPresence::Available);
    cast.asks_for(ADA, Mode::Video).expect("the desk is open");
    assert_eq!(cast.rung_for(ADA), [], "her page is not open yet");
    cast.opens(ADA, page_of(ADA));
    assert_eq!(cast.rung_for(ADA), [BO]);
}

#[test]
fn the_next_in_line_is_rung_for_while_the_first_is_not_there() {
    let mut cast = Cast::staffed_by(&[BO]);
    cast.arrives(ADA);
    cast.declines(BO, ADA).expect("it rings");
    cast.closes(ADA, page_of(ADA));
    cast.wait(Span::minutes(2));
    cast.arrives(DORA);
    assert_eq!(cast.rung_for(ADA), []);
    assert_eq!(cast.rung_for(DORA), [BO]);
    cast.opens(ADA, page_of(ADA));
    assert_eq!(cast.rung_for(ADA), [BO], "it is her turn first");
    assert_eq!(cast.rung_for(DORA), []);
}

#[test]
fn a_reload_does_not_stop_the_ring() {
    let mut cast = Cast::staffed_by(&[BO]);
    cast.arrives(ADA);
    cast.wait(Span::seconds(5));
    let ringing = cast.contact(ADA).state.clone();
    cast.closes(ADA, page_of(ADA));
    cast.wait(Span::seconds(3));
    assert_eq!(cast.contact(ADA).state, ringing);
    cast.opens(ADA, ANOTHER_PAGE);
    assert_eq!(cast.contact(ADA).state, ringing);
    cast.wait(Span::seconds(3));
    assert_eq!(cast.contact(ADA).state, ringing);
}

#[test]
fn the_ring_stops_when_the_patron_does_not_come_back_and_the_librarian_is_told() {
    let mut cast = Cast::staffed_by(&[BO]);
    cast.arrives(ADA);
    cast.closes(ADA, page_of(ADA));
    cast.wait(Span::seconds(4));
    assert!(cast.is_called(ADA));
    assert_eq!(cast.told(BO), [OfferEnd::PatronLeft]);
    cast.opens(ADA, page_of(ADA));
    assert_eq!(cast.rung_for(ADA), [BO], "Bo did not pass on her");
}

#[test]
fn a_reload_during_a_call_finds_the_call() {
    let mut cast = Cast::staffed_by(&[BO]);
    cast.arrives(ADA);
    cast.answers(BO, ADA).expect("it rings");
    let contact = cast.contact(ADA).clone();
    cast.closes(ADA, page_of(ADA));
    cast.wait(Span::seconds(119));
    cast.shown.clear();
    cast.opens(ADA, ANOTHER_PAGE);
    assert_eq!(cast.contact(ADA), &contact);
    let history = Effect::ShowHistory(Party::Patron(ADA), contact.thread);
    assert!(cast.shown.contains(&history));
}

#[test]
fn a_call_ends_when_the_patron_stays_away() {
    let mut cast = Cast::staffed_by(&[BO]);
    cast.arrives(ADA);
    cast.answers(BO, ADA).expect("it rings");
    let contact = cast.contact(ADA).id;
    cast.closes(ADA, page_of(ADA));
    cast.wait(Span::minutes(2));
    assert_eq!(cast.told(BO), [OfferEnd::Ended(EndedBy::Absence)]);
    assert_eq!(cast.library.presence(BO), Presence::Available);
    let ended = ContactState::Ended {
        at: cast.now,
        by: EndedBy::Absence,
        outcome: Outcome::ResolvedAtFirstLevel,
        librarian: Some(BO),
    };
    assert_eq!(cast.disk.contacts[&contact].state, ended);
}

#[test]
fn at_their_turn_absent_patrons_are_called_and_the_next_are_served_meanwhile() {
    let mut cast = Cast::staffed_by(&[BO]);
    cast.arrives(ADA);
    cast.closes(ADA, page_of(ADA));
    cast.wait(Span::seconds(4));
    cast.arrives(DORA);
    assert!(cast.is_called(ADA));
    assert_eq!(cast.rung_for(DORA), [BO]);
    cast.shown.clear();
    cast.opens(ADA, page_of(ADA));
    assert_eq!(cast.rung_for(ADA), [BO], "she is back, at her place");
    assert_eq!(cast.told(BO), [OfferEnd::EarlierPatron]);
}

#[test]
fn an_absent_patron_is_called_on_their_own_way_at_each_of_their_two_turns() {
    let mut cast = Cast::staffed_by(&[BO]);
    cast.arrives(ADA);
    let contact = cast.contact(ADA).id;
    assert_eq!(cast.disk.calls_to_turn, []);
    cast.closes(ADA, page_of(ADA));
    cast.wait(Span::seconds(4));
    assert_eq!(cast.disk.calls_to_turn, [(contact, false)]);
    cast.wait(Span::minutes(2));
    assert_eq!(cast.disk.calls_to_turn, [(contact, false), (contact, true)]);
}

#[test]
fn after_a_restart_an_absent_patron_is_still_called_to_their_turn() {
    let mut cast = Cast::staffed_by(&[BO]);
    cast.arrives(DORA);
    cast.answers(BO, DORA).expect("it rings");
    cast.arrives(ADA);
    let contact = cast.contact(ADA).id;
    cast.closes(ADA, page_of(ADA));
    cast.wait(Span::minutes(1));
    cast.restart();
    cast.signs_in(BO);
    cast.opens(DORA, page_of(DORA));
    cast.wait(Span::minutes(1));
    assert_eq!(cast.disk.calls_to_turn, []);
    cast.hangs_up(BO, DORA).expect("it is Bo's call");
    assert_eq!(cast.disk.calls_to_turn, [(contact, false)]);
}

#[test]
fn an_absent_patron_is_not_called_before_it_is_their_turn() {
    let mut cast = Cast::staffed_by(&[BO]);
    cast.arrives(ADA);
    cast.wait(Span::seconds(1));
    cast.arrives(DORA);
    cast.closes(DORA, page_of(DORA));
    cast.wait(Span::seconds(10));
    assert!(!cast.is_called(DORA));
    cast.answers(BO, ADA).expect("it rings");
    cast.wait(Span::minutes(30));
    assert_eq!(
        cast.line(),
        [DORA],
        "the place is kept as long as somebody is there"
    );
    cast.hangs_up(BO, ADA).expect("it is Bo's call");
    assert!(cast.is_called(DORA));
}

#[test]
fn who_misses_a_turn_steps_back_once_behind_the_next_who_is_there() {
    let mut cast = Cast::staffed_by(&[BO]);
    cast.arrives(ADA);
    let contact = cast.contact(ADA).id;
    cast.closes(ADA, page_of(ADA));
    cast.wait(Span::seconds(10));
    for patron in [DORA, EZIO] {
        cast.arrives(patron);
        cast.wait(Span::seconds(1));
    }
    cast.answers(BO, DORA).expect("it rings");
    cast.wait(Span::minutes(2));
    assert_eq!(cast.line(), [EZIO, ADA], "behind Ezio, who is there");
    assert!(cast.disk.contacts[&contact].stepped_back);
    assert_eq!(
        cast.disk.contacts[&contact].place,
        cast.contact(ADA).place,
        "the new place is on disk"
    );
    assert!(cast.events(contact).contains(&EventKind::TurnMissed));
}

#[test]
fn a_turn_missed_twice_becomes_a_message() {
    let mut cast = Cast::staffed_by(&[BO]);
    cast.arrives(ADA);
    let contact = cast.contact(ADA).id;
    cast.closes(ADA, page_of(ADA));
    cast.wait(Span::seconds(4));
    cast.wait(Span::minutes(2));
    assert_eq!(
        cast.line(),
        [ADA],
        "she stepped back, and nobody else waits"
    );
    cast.wait(Span::minutes(2));
    assert_eq!(cast.line(), []);
    let ended = ContactState::Ended {
        at: cast.now,
        by: EndedBy::Absence,
        outcome: Outcome::MessageLeft,
        librarian: None,
    };
    assert_eq!(cast.disk.contacts[&contact].state, ended);
    let left: Vec<_> = cast.disk.messages.values().collect();
    assert_eq!(left.len(), 1);
    assert_eq!(left[0].author, Author::Desk(Happened::TurnMissed));
    assert_eq!(left[0].contact, Some(contact));
    let thread = cast.library.thread(left[0].thread).expect("it is kept");
    assert!(thread.is_unread_by_desk());
}

#[test]
fn who_comes_back_when_it_is_somebody_elses_turn_has_the_old_place() {
    let mut cast = Cast::staffed_by(&[BO]);
    cast.arrives(ADA);
    cast.wait(Span::seconds(1));
    cast.arrives(DORA);
    cast.closes(ADA, page_of(ADA));
    cast.wait(Span::seconds(4));
    cast.answers(BO, DORA).expect("it rings");
    cast.opens(ADA, page_of(ADA));
    assert_eq!(cast.contact(ADA).state, ContactState::Waiting);
    assert!(!cast.contact(ADA).stepped_back);
    cast.wait(Span::minutes(10));
    assert_eq!(cast.line(), [ADA], "the old absence is forgotten");
}

#[test]
fn a_wake_up_that_comes_late_leaves_nothing_due() {
    let mut cast = Cast::staffed_by(&[BO, CLEO]);
    cast.arrives(ADA);
    cast.closes(ADA, page_of(ADA));
    for _ in 0..3 {
        cast.now = cast.now.plus(Span::minutes(60));
        cast.wake();
    }
    assert_eq!(cast.line(), []);
    assert_eq!(cast.library.poll_timeout(), None);
}

#[test]
fn the_place_of_an_absent_patron_outlives_a_desk_without_people_by_half_an_hour() {
    let mut cast = Cast::staffed_by(&[BO]);
    for patron in [ADA, DORA] {
        cast.arrives(patron);
    }
    let contact = cast.contact(ADA).id;
    cast.closes(ADA, page_of(ADA));
    cast.loses_the_network(BO);
    cast.wait(
        Span::minutes(30)
            .checked_sub(Span::seconds(1))
            .expect("a span"),
    );
    assert!(cast.line().contains(&ADA));
    cast.wait(Span::seconds(1));
    assert_eq!(
        cast.line(),
        [DORA],
        "who is there waits on: the desk has no hours"
    );
    let ended = ContactState::Ended {
        at: cast.now,
        by: EndedBy::Closing,
        outcome: Outcome::MessageLeft,
        librarian: None,
    };
    assert_eq!(cast.disk.contacts[&contact].state, ended);
    cast.wait(Span::minutes(300));
    assert_eq!(cast.line(), [DORA]);
}

#[test]
fn the_half_hour_begins_anew_when_somebody_comes_in_between() {
    let mut cast = Cast::staffed_by(&[BO]);
    cast.arrives(ADA);
    cast.closes(ADA, page_of(ADA));
    cast.loses_the_network(BO);
    cast.wait(Span::minutes(29));
    cast.signs_in(BO);
    cast.loses_the_network(BO);
    cast.wait(Span::minutes(29));
    assert_eq!(cast.line(), [ADA]);
}

#[test]
fn a_second_page_supersedes_the_first_whose_closing_then_changes_nothing() {
    let mut cast = Cast::staffed_by(&[BO]);
    cast.arrives(ADA);
    cast.shown.clear();
    cast.opens(ADA, ANOTHER_PAGE);
    let older = Effect::SupersedePage(page_of(ADA));
    assert!(cast.shown.contains(&older));
    cast.closes(ADA, page_of(ADA));
    assert_eq!(cast.contact(ADA).absent_since, None);
    assert_eq!(cast.library.page_of(ADA), Some(ANOTHER_PAGE));
    assert_eq!(cast.rung_for(ADA), [BO]);
}

#[test]
fn a_page_that_comes_back_does_not_supersede_itself() {
    let mut cast = Cast::staffed_by(&[BO]);
    cast.arrives(ADA);
    cast.opens(ADA, page_of(ADA));
    let superseded = |effect: &Effect| matches!(effect, Effect::SupersedePage(_));
    assert!(!cast.shown.iter().any(superseded));
}

#[test]
fn a_seat_that_comes_back_finds_its_call() {
    let mut cast = Cast::staffed_by(&[BO]);
    cast.arrives(ADA);
    cast.answers(BO, ADA).expect("it rings");
    cast.loses_the_network(BO);
    cast.wait(Span::seconds(119));
    assert_eq!(cast.library.presence(BO), Presence::OnContact);
    cast.shown.clear();
    cast.signs_in(BO);
    let history = Effect::ShowHistory(Party::Seat(seat_of(BO)), cast.contact(ADA).thread);
    assert!(cast.shown.contains(&history));
    cast.wait(Span::minutes(5));
    assert_eq!(cast.talks_with(ADA), Some(BO));
}

#[test]
fn a_lost_seat_returns_its_contact_to_the_line_at_the_old_place() {
    let mut cast = Cast::staffed_by(&[BO]);
    cast.arrives(ADA);
    cast.answers(BO, ADA).expect("it rings");
    cast.wait(Span::seconds(1));
    cast.arrives(DORA);
    cast.loses_the_network(BO);
    cast.signs_in(CLEO);
    assert_eq!(cast.rung_for(DORA), [CLEO]);
    cast.wait(Span::minutes(2));
    assert_eq!(cast.line(), [ADA, DORA]);
    assert_eq!(cast.rung_for(ADA), [CLEO]);
    assert_eq!(cast.library.presence(BO), Presence::Offline);
    let saved = &cast.disk.contacts[&cast.contact(ADA).id];
    assert_eq!(saved.state, ContactState::Waiting);
}

#[test]
fn a_seat_reported_lost_twice_is_not_waited_for_twice() {
    let mut cast = Cast::staffed_by(&[BO]);
    cast.arrives(ADA);
    cast.answers(BO, ADA).expect("it rings");
    cast.loses_the_network(BO);
    cast.wait(Span::seconds(119));
    cast.loses_the_network(BO);
    cast.wait(Span::seconds(1));
    assert_eq!(cast.line(), [ADA]);
}

#[test]
fn a_colleague_who_signs_in_at_a_seat_does_not_inherit_its_call() {
    let mut cast = Cast::staffed_by(&[BO]);
    cast.arrives(ADA);
    cast.answers(BO, ADA).expect("it rings");
    let contact = cast.contact(ADA).id;
    cast.loses_the_network(BO);
    cast.shown.clear();
    cast.connects(seat_of(BO), CLEO);
    let history = |effect: &Effect| matches!(effect, Effect::ShowHistory(Party::Seat(_), _));
    assert!(!cast.shown.iter().any(history));
    assert_eq!(cast.library.librarian_at(seat_of(BO)), Some(CLEO));
    assert_eq!(cast.rung_for(ADA), [CLEO]);
    assert_eq!(
        cast.library
            .other_end(Party::Seat(seat_of(BO)), Some(contact)),
        Err(Refusal::NoSuchContact)
    );
}
