//! What happens while a page, a seat or the server is away.

use super::cast::{ADA, BO, CLEO, Cast, DORA, EZIO, page_of, seat_of};
use crate::contact::{ContactState, EndedBy, Mode, Outcome};
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
    assert_eq!(cast.contact(ADA).state, ContactState::Waiting);
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
    let history = Effect::ShowHistory(Party::Patron(ADA), contact.id);
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
fn a_place_is_kept_for_ten_minutes_and_then_given_up() {
    let mut cast = Cast::staffed_by(&[BO]);
    cast.arrives(ADA);
    let contact = cast.contact(ADA).id;
    cast.closes(ADA, page_of(ADA));
    cast.wait(Span::minutes(10));
    assert_eq!(cast.line(), []);
    let ended = ContactState::Ended {
        at: cast.now,
        by: EndedBy::Absence,
        outcome: Outcome::Abandoned,
        librarian: None,
    };
    assert_eq!(cast.disk.contacts[&contact].state, ended);
    cast.opens(ADA, page_of(ADA));
    assert!(
        cast.library.contact_of(ADA).is_none(),
        "she may come anew, and finds nothing of before"
    );
}

#[test]
fn who_is_back_within_ten_minutes_has_the_old_place() {
    let mut cast = Cast::staffed_by(&[BO]);
    cast.arrives(ADA);
    cast.wait(Span::seconds(1));
    cast.arrives(DORA);
    cast.closes(ADA, page_of(ADA));
    cast.wait(Span::seconds(599));
    cast.opens(ADA, page_of(ADA));
    assert_eq!(cast.line(), [ADA, DORA]);
    cast.wait(Span::minutes(10));
    assert_eq!(cast.line(), [ADA, DORA], "the old absence is forgotten");
}

#[test]
fn a_wake_up_that_comes_late_leaves_nothing_due() {
    let mut cast = Cast::staffed_by(&[BO, CLEO]);
    cast.arrives(ADA);
    cast.closes(ADA, page_of(ADA));
    cast.now = cast.now.plus(Span::minutes(60));
    cast.wake();
    assert_eq!(cast.line(), []);
    assert_eq!(cast.library.poll_timeout(), None);
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
    let history = Effect::ShowHistory(Party::Seat(seat_of(BO)), cast.contact(ADA).id);
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
    cast.loses_the_network(BO);
    cast.shown.clear();
    cast.connects(seat_of(BO), CLEO);
    let history = |effect: &Effect| matches!(effect, Effect::ShowHistory(..));
    assert!(!cast.shown.iter().any(history));
    assert_eq!(cast.library.librarian_at(seat_of(BO)), Some(CLEO));
    assert_eq!(cast.rung_for(ADA), [CLEO]);
    assert_eq!(
        cast.library.other_end(Party::Seat(seat_of(BO))),
        Err(Refusal::NoSuchContact)
    );
}

#[test]
fn a_restart_keeps_places_and_calls() {
    let mut cast = Cast::staffed_by(&[BO, CLEO]);
    cast.arrives(ADA);
    cast.answers(BO, ADA).expect("it rings");
    cast.chooses(CLEO, ChosenPresence::Away);
    for patron in [EZIO, DORA] {
        cast.wait(Span::seconds(30));
        cast.arrives(patron);
    }
    cast.restart();
    assert_eq!(cast.line(), [EZIO, DORA]);
    assert_eq!(cast.contact(ADA).talking(), Some((BO, seat_of(BO))));

    cast.wait(Span::seconds(30));
    cast.signs_in(BO);
    cast.signs_in(CLEO);
    cast.opens(ADA, page_of(ADA));
    cast.opens(DORA, page_of(DORA));
    assert_eq!(cast.library.presence(CLEO), Presence::Away);
    cast.wait(Span::minutes(3));
    assert_eq!(cast.talks_with(ADA), Some(BO));
    cast.hangs_up(BO, ADA).expect("it is Bo's call");
    assert_eq!(cast.rung_for(DORA), [BO], "Ezio is not back yet");
    assert_eq!(cast.line(), [EZIO, DORA]);
}

#[test]
fn who_does_not_come_back_after_a_restart_is_let_go() {
    let mut cast = Cast::staffed_by(&[BO]);
    cast.arrives(ADA);
    cast.answers(BO, ADA).expect("it rings");
    cast.arrives(DORA);
    cast.restart();
    cast.wait(Span::minutes(2));
    assert!(cast.library.contact_of(ADA).is_none());
    assert_eq!(cast.library.presence(BO), Presence::Offline);
    assert_eq!(cast.line(), [DORA]);
    cast.wait(Span::minutes(8));
    assert_eq!(cast.line(), []);
    assert_eq!(cast.library.poll_timeout(), None);
}
