//! How many are really served before somebody, and how long it takes.

use super::cast::{ADA, BO, CHILDREN, CLEO, Cast, DESK, DORA, EZIO, FAUSTO, House};
use crate::ids::{DeskId, PatronId};
use crate::library::Facts;
use crate::moment::Span;
use crate::presence::ChosenPresence;
use crate::wait::Service;

fn positions(cast: &Cast, desk: DeskId) -> Vec<usize> {
    let places = cast.library.places(desk);
    for (contact, position) in &places {
        assert_eq!(cast.library.position(*contact), Some(*position));
    }
    places.into_iter().map(|(_, position)| position).collect()
}

fn at(cast: &mut Cast, desk: DeskId, patron: PatronId) {
    cast.arrives_with(patron, |arrival| arrival.desk = desk);
    cast.wait(Span::seconds(1));
}

#[test]
fn at_one_desk_a_position_is_the_place_in_the_line() {
    let mut cast = Cast::staffed_by(&[BO]);
    for patron in [ADA, DORA, EZIO] {
        at(&mut cast, DESK, patron);
    }
    assert_eq!(positions(&cast, DESK), [1, 2, 3]);
    assert_eq!(positions(&cast, CHILDREN), []);
}

#[test]
fn who_waits_at_another_desk_counts_only_if_somebody_on_duty_answers_both() {
    let house = House::new()
        .tiers(&[(0, &[BO, CLEO])])
        .with_children(&[CLEO, FAUSTO]);
    let mut cast = Cast::of(house).with(&[BO, CLEO, FAUSTO]);
    at(&mut cast, DESK, ADA);
    at(&mut cast, CHILDREN, DORA);
    at(&mut cast, DESK, EZIO);
    assert_eq!(positions(&cast, CHILDREN), [2], "Cleo may answer either");
    assert_eq!(positions(&cast, DESK), [1, 3]);
    cast.chooses(CLEO, ChosenPresence::Away);
    assert_eq!(positions(&cast, CHILDREN), [1], "now nobody does");
    assert_eq!(positions(&cast, DESK), [1, 2]);
}

#[test]
fn with_nobody_on_duty_positions_stay_what_they_were() {
    let mut cast = Cast::staffed_by(&[BO]);
    for patron in [ADA, DORA] {
        at(&mut cast, DESK, patron);
    }
    cast.loses_the_network(BO);
    assert_eq!(positions(&cast, DESK), [1, 2]);
}

#[test]
fn a_service_is_learnt_when_the_librarian_is_free_again() {
    let house = House::new().desk(|desk| desk.wrap_up = Span::seconds(30));
    let mut cast = Cast::of(house).with(&[BO]);
    cast.arrives(ADA);
    cast.wait(Span::seconds(7));
    cast.answers(BO, ADA).expect("it rings");
    cast.wait(Span::seconds(120));
    cast.hangs_up(BO, ADA).expect("it is Bo's call");
    assert!(!cast.library.histories[&DESK].services().any(|_| true));
    cast.wait(Span::seconds(30));
    let learnt: Vec<_> = cast.library.histories[&DESK].services().copied().collect();
    let service = Service {
        topic: None,
        chat: false,
        answered_after: Span::seconds(7),
        busy: Span::seconds(150),
    };
    assert_eq!(learnt, [service]);
}

#[test]
fn without_history_nothing_is_told_and_with_it_the_arrival_is_told_the_wait() {
    let mut cast = Cast::staffed_by(&[BO]);
    cast.arrives(ADA);
    assert_eq!(cast.contact(ADA).told, None);
    cast.leaves(ADA);
    let service = Service {
        topic: None,
        chat: false,
        answered_after: Span::seconds(5),
        busy: Span::seconds(120),
    };
    let facts = Facts {
        services: vec![(DESK, service); 50],
        ..cast.disk.facts(cast.now)
    };
    cast.library = crate::library::Library::restore(facts, cast.now);
    cast.signs_in(BO);
    for patron in [ADA, DORA, EZIO] {
        cast.arrives(patron);
        cast.wait(Span::seconds(1));
    }
    let waits = cast.library.waits(DESK, cast.now);
    assert_eq!(waits.of_contacts.len(), 3);
    assert!(waits.for_new_call.is_some());
    let told = cast.contact(EZIO).told.expect("enough is known");
    assert!(told.longest_minutes >= 4, "{told:?}");
    assert_eq!(cast.disk.contacts[&cast.contact(EZIO).id].told, Some(told));
}
