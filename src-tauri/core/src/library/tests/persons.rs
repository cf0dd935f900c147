//! A person behind a handle, asked for by name.

use super::cast::{ADA, BO, CLEO, Cast, DESK, DORA, House};
use crate::contact::EventKind;
use crate::handle::PersonName;
use crate::ids::PatronId;
use crate::moment::Span;
use crate::presence::ChosenPresence;

fn asks_for_bo(cast: &mut Cast, patron: PatronId) {
    cast.arrives_with(patron, |arrival| arrival.wanted = Some(BO));
}

fn overflowed(cast: &Cast, patron: PatronId) -> bool {
    let contact = cast.contact(patron);
    let wanted = contact.wanted.expect("somebody was asked for");
    assert_eq!(cast.disk.contacts[&contact.id].wanted, Some(wanted));
    let told = cast.events(contact.id);
    assert_eq!(told.contains(&EventKind::Overflowed), wanted.overflowed);
    wanted.overflowed
}

#[test]
fn a_person_is_found_behind_the_handle_of_their_desk() {
    let house = House::new().person(BO, "bo.rossi").person(CLEO, "cleo");
    let cast = Cast::of(house.tiers(&[(0, &[BO])]));
    let find = |name: &str| {
        let name = PersonName::parse(name).expect("a good name");
        cast.library.person_at(DESK, &name)
    };
    assert_eq!(find("bo.rossi"), Some(BO));
    assert_eq!(find("cleo"), None, "she does not answer here");
    assert_eq!(find("nobody"), None);
}

#[test]
fn the_person_who_is_asked_for_is_rung_alone() {
    let mut cast = Cast::staffed_by(&[BO, CLEO]);
    asks_for_bo(&mut cast, ADA);
    assert_eq!(cast.rung_for(ADA), [BO]);
    assert!(!overflowed(&cast, ADA));
}

#[test]
fn who_declines_leaves_it_to_the_group_and_the_patron_is_told() {
    let mut cast = Cast::staffed_by(&[BO, CLEO]);
    asks_for_bo(&mut cast, ADA);
    cast.declines(BO, ADA).expect("it rings");
    assert!(overflowed(&cast, ADA));
    assert_eq!(cast.rung_for(ADA), [CLEO]);
}

#[test]
fn who_does_not_answer_leaves_it_to_the_group() {
    let mut cast = Cast::staffed_by(&[BO, CLEO]);
    asks_for_bo(&mut cast, ADA);
    cast.wait(Span::seconds(20));
    assert!(overflowed(&cast, ADA));
    assert_eq!(cast.rung_for(ADA), [CLEO]);
}

#[test]
fn who_is_absent_leaves_it_to_the_group_at_once() {
    for chosen in [
        None,
        Some(ChosenPresence::Away),
        Some(ChosenPresence::InPerson),
    ] {
        let mut cast = Cast::staffed_by(&[CLEO]);
        if let Some(chosen) = chosen {
            cast.signs_in(BO);
            cast.chooses(BO, chosen);
        }
        asks_for_bo(&mut cast, ADA);
        assert!(overflowed(&cast, ADA), "{chosen:?}");
        assert_eq!(cast.rung_for(ADA), [CLEO], "{chosen:?}");
    }
}

#[test]
fn who_is_on_a_contact_leaves_it_to_the_group() {
    let mut cast = Cast::staffed_by(&[BO, CLEO]);
    asks_for_bo(&mut cast, DORA);
    cast.wait(Span::seconds(1));
    asks_for_bo(&mut cast, ADA);
    assert_eq!(cast.rung_for(ADA), [], "Bo may still answer Dora or not");
    cast.answers(BO, DORA).expect("it rings");
    assert!(overflowed(&cast, ADA));
    assert_eq!(cast.rung_for(ADA), [CLEO]);
}

#[test]
fn a_person_who_is_all_there_is_is_rung_again() {
    let mut cast = Cast::staffed_by(&[BO]);
    asks_for_bo(&mut cast, ADA);
    cast.wait(Span::seconds(25));
    assert!(overflowed(&cast, ADA));
    assert_eq!(cast.rung_for(ADA), [BO]);
}
