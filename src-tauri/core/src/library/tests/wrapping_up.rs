//! After the talk.

use super::cast::{ADA, BO, CLEO, Cast, DORA, House, page_of, seat_of};
use crate::contact::{ContactState, Outcome, Rating};
use crate::ids::ContactId;
use crate::library::{DeskState, Refusal, Wake};
use crate::moment::Span;
use crate::presence::{ChosenPresence, Presence};

/// Bo has just hung up on Ada, and Dora waits.
fn hung_up() -> (Cast, ContactId) {
    let house = House::new().desk(|desk| desk.wrap_up = Span::seconds(30));
    let mut cast = Cast::of(house).with(&[BO]);
    cast.arrives(ADA);
    cast.answers(BO, ADA).expect("it rings");
    cast.arrives(DORA);
    cast.hangs_up(BO, ADA).expect("it is Bo's call");
    let contact = cast.contact(ADA).id;
    (cast, contact)
}

#[test]
fn after_a_talk_the_librarian_is_not_rung_until_its_time_is_over() {
    let (mut cast, contact) = hung_up();
    let until = cast.now.plus(Span::seconds(30));
    assert_eq!(cast.library.presence(BO), Presence::WrapUp);
    assert_eq!(cast.library.wrap_up_of(BO), Some((contact, until)));
    assert_eq!(cast.library.poll_timeout(), Some((until, Wake::WrapUpOver)));
    let busy = DeskState::Open {
        until: None,
        available: 0,
        on_contact: 1,
        in_person: 0,
    };
    assert_eq!(cast.state(), busy);
    assert_eq!(cast.rung_for(DORA), []);
    assert!(cast.disk.free.is_empty());
    cast.wait(Span::seconds(30));
    assert_eq!(cast.rung_for(DORA), [BO]);
    assert_eq!(cast.disk.free, [(contact, until)].into());
}

#[test]
fn writing_it_down_ends_the_wrap_up() {
    let (mut cast, contact) = hung_up();
    cast.wraps_up(BO, contact, Outcome::HandedOff)
        .expect("it was Bo's");
    assert_eq!(cast.rung_for(DORA), [BO]);
    assert_eq!(cast.disk.free, [(contact, cast.now)].into());
    let saved = &cast.disk.contacts[&contact];
    assert!(saved.wrap_up.is_some());
    assert!(matches!(
        saved.state,
        ContactState::Ended {
            outcome: Outcome::HandedOff,
            ..
        }
    ));
}

#[test]
fn choosing_available_ends_the_wrap_up() {
    let (mut cast, _) = hung_up();
    cast.chooses(BO, ChosenPresence::Available);
    assert_eq!(cast.rung_for(DORA), [BO]);
}

#[test]
fn what_was_written_may_be_corrected_while_it_is_kept() {
    let (mut cast, contact) = hung_up();
    for outcome in [
        Outcome::HandedOff,
        Outcome::Appointment,
        Outcome::MessageLeft,
    ] {
        cast.wraps_up(BO, contact, outcome).expect("it was Bo's");
    }
    let written = cast.disk.contacts[&contact].wrap_up.clone();
    assert_eq!(written.map(|one| one.outcome), Some(Outcome::MessageLeft));
    cast.closes(ADA, page_of(ADA));
    let late = cast.wraps_up(BO, contact, Outcome::HandedOff);
    assert_eq!(late, Err(Refusal::NoSuchContact));
}

#[test]
fn the_contact_is_kept_for_its_wrap_up_when_the_page_is_gone() {
    let (mut cast, contact) = hung_up();
    cast.closes(ADA, page_of(ADA));
    assert!(cast.library.contact(contact).is_some());
    cast.wraps_up(BO, contact, Outcome::HandedOff)
        .expect("it was Bo's");
    assert!(cast.library.contact(contact).is_none());
}

#[test]
fn nobody_writes_down_what_is_not_theirs_not_over_or_not_an_answer() {
    let (mut cast, contact) = hung_up();
    cast.signs_in(CLEO);
    let mut tries = |librarian, outcome| cast.wraps_up(librarian, contact, outcome);
    let handed_off = Outcome::HandedOff;
    assert_eq!(tries(CLEO, handed_off), Err(Refusal::NoSuchContact));
    assert_eq!(tries(BO, Outcome::Abandoned), Err(Refusal::DoesNotFit));
    assert_eq!(tries(BO, Outcome::Blocked), Err(Refusal::DoesNotFit));
    cast.answers(CLEO, DORA).expect("it rings");
    let under_way = cast.contact(DORA).id;
    assert_eq!(
        cast.wraps_up(CLEO, under_way, handed_off),
        Err(Refusal::DoesNotFit)
    );
}

#[test]
fn a_wrap_up_outlives_a_restart() {
    let (mut cast, contact) = hung_up();
    cast.wait(Span::seconds(10));
    cast.restart();
    cast.signs_in(BO);
    assert_eq!(cast.library.presence(BO), Presence::WrapUp);
    cast.wraps_up(BO, contact, Outcome::HandedOff)
        .expect("it was Bo's");
    assert_eq!(cast.library.presence(BO), Presence::Available);
}

#[test]
fn a_patron_says_how_it_was_and_may_think_better_of_it() {
    let (mut cast, contact) = hung_up();
    let rates = |cast: &mut Cast, patron, contact, stars| {
        let rating = Rating::new(stars).expect("a rating");
        cast.does(|library, now| library.handle_rating(patron, contact, rating, now))
    };
    for stars in [2, 5] {
        rates(&mut cast, ADA, contact, stars).expect("it was answered");
        assert_eq!(cast.disk.contacts[&contact].rating, Rating::new(stars));
    }
    assert_eq!(
        rates(&mut cast, DORA, contact, 1),
        Err(Refusal::NoSuchContact)
    );
    let waiting = cast.contact(DORA).id;
    assert_eq!(rates(&mut cast, DORA, waiting, 1), Err(Refusal::DoesNotFit));
    cast.leaves(DORA);
    assert_eq!(
        rates(&mut cast, DORA, waiting, 1),
        Err(Refusal::DoesNotFit),
        "nobody answered her"
    );
}

#[test]
fn a_lost_seat_leaves_nothing_to_write_down() {
    let house = House::new().desk(|desk| desk.wrap_up = Span::seconds(30));
    let mut cast = Cast::of(house).with(&[BO]);
    cast.arrives(ADA);
    cast.answers(BO, ADA).expect("it rings");
    cast.loses_the_network(BO);
    cast.wait(Span::minutes(2));
    cast.connects(seat_of(BO), BO);
    assert_eq!(cast.library.wrap_up_of(BO), None);
    assert_eq!(cast.rung_for(ADA), [BO]);
}
