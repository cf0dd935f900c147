//! Who is rung first among those who may be rung.

use super::cast::{ADA, BO, CLEO, Cast, DORA, EZIO, FAUSTO, House, seat_of};
use crate::contact::Mode;
use crate::ids::LibrarianId;
use crate::library::Facts;
use crate::moment::Span;
use crate::presence::Presence;
use crate::settings::Strategy;

const ALL: [LibrarianId; 3] = [BO, CLEO, FAUSTO];

fn staffed(strategy: Strategy) -> Cast {
    let house = House::new().tiers(&[(0, &[FAUSTO, CLEO, BO])]);
    Cast::of(house.strategy(strategy)).with(&ALL)
}

#[test]
fn in_order_one_after_another_is_asked_as_the_group_stands() {
    let mut cast = staffed(Strategy::InOrder);
    cast.arrives(ADA);
    assert_eq!(cast.rung_for(ADA), [FAUSTO]);
    cast.wait(Span::seconds(20));
    assert_eq!(cast.library.presence(FAUSTO), Presence::Away);
    assert_eq!(cast.rung_for(ADA), [CLEO]);
    cast.declines(CLEO, ADA).expect("it rings");
    assert_eq!(cast.rung_for(ADA), [BO]);
    cast.wait(Span::seconds(19));
    assert_eq!(cast.rung_for(ADA), [BO], "each rings for its whole time");
}

#[test]
fn a_ring_at_one_leaves_the_others_to_the_next_in_line() {
    let mut cast = staffed(Strategy::InOrder);
    for patron in [ADA, DORA, EZIO] {
        cast.arrives(patron);
        cast.wait(Span::seconds(1));
    }
    assert_eq!(cast.rung_for(ADA), [FAUSTO]);
    assert_eq!(cast.rung_for(DORA), [CLEO]);
    assert_eq!(cast.rung_for(EZIO), [BO]);
}

#[test]
fn a_ring_stays_where_it_is_when_somebody_better_comes_in() {
    let mut cast = Cast::of(House::new().strategy(Strategy::InOrder)).with(&[CLEO]);
    cast.arrives(ADA);
    cast.signs_in(BO);
    assert_eq!(cast.rung_for(ADA), [CLEO]);
}

#[test]
fn who_has_been_without_a_contact_for_the_longest_is_asked_first() {
    let mut cast = staffed(Strategy::LongestIdle);
    for expected in [FAUSTO, CLEO, BO, FAUSTO] {
        cast.arrives(ADA);
        assert_eq!(cast.rung_for(ADA), [expected]);
        cast.answers(expected, ADA).expect("it rings");
        cast.wait(Span::seconds(5));
        cast.hangs_up(expected, ADA).expect("it is their call");
    }
}

#[test]
fn who_answered_the_fewest_today_is_asked_first() {
    let mut cast = staffed(Strategy::FewestContacts);
    for expected in [FAUSTO, CLEO, BO, FAUSTO] {
        cast.arrives(ADA);
        assert_eq!(cast.rung_for(ADA), [expected]);
        cast.answers(expected, ADA).expect("it rings");
        cast.hangs_up(expected, ADA).expect("it is their call");
    }
    cast.arrives(ADA);
    assert_eq!(cast.rung_for(ADA), [CLEO]);
    cast.leaves(ADA);
    cast.wait(Span::minutes(12 * 60));
    cast.arrives(ADA);
    assert_eq!(cast.rung_for(ADA), [FAUSTO], "a new day, in UTC");
}

#[test]
fn what_was_answered_before_a_restart_counts() {
    let mut cast = staffed(Strategy::FewestContacts);
    let facts = Facts {
        answered_today: vec![(FAUSTO, 2), (CLEO, 1)],
        ..cast.disk.facts(cast.now)
    };
    cast.library = crate::library::Library::restore(facts, cast.now);
    for librarian in ALL {
        cast.signs_in(librarian);
    }
    cast.arrives(ADA);
    assert_eq!(cast.rung_for(ADA), [BO]);
}

#[test]
fn lower_tiers_come_first_whatever_the_strategy() {
    for strategy in [
        Strategy::InOrder,
        Strategy::LongestIdle,
        Strategy::FewestContacts,
    ] {
        let house = House::new().tiers(&[(0, &[CLEO]), (0, &[BO])]);
        let mut cast = Cast::of(house.strategy(strategy)).with(&[BO, CLEO]);
        cast.arrives(DORA);
        let contact = cast.contact(DORA).id;
        cast.accepts(seat_of(CLEO), contact, Mode::Video)
            .expect("it rings");
        cast.hangs_up(CLEO, DORA).expect("it is hers");
        cast.arrives(ADA);
        assert_eq!(cast.rung_for(ADA), [CLEO], "{strategy:?}");
    }
}
