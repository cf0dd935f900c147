//! Who is asked first: tiers, topics, languages.

use super::cast::{ADA, BO, CLEO, Cast, DORA, FAUSTO, House, LOANS, page_of};
use crate::contact::Language;
use crate::library::Wake;
use crate::moment::Span;
use crate::presence::{ChosenPresence, Presence};
use crate::settings::Warning;

#[test]
fn the_second_tier_rings_after_its_time_beside_the_first() {
    let house = House::new().tiers(&[(0, &[BO]), (10, &[CLEO])]);
    let mut cast = Cast::of(house).with(&[BO, CLEO]);
    cast.arrives(ADA);
    assert_eq!(cast.rung_for(ADA), [BO]);
    let opens = cast.now.plus(Span::seconds(10));
    assert_eq!(cast.library.poll_timeout(), Some((opens, Wake::TierOpens)));
    cast.wait(Span::seconds(10));
    assert_eq!(cast.rung_for(ADA), [BO, CLEO]);
}

#[test]
fn the_second_tier_rings_at_once_when_nobody_of_the_first_is_available() {
    let house = House::new().tiers(&[(0, &[BO]), (60, &[CLEO])]);
    let mut cast = Cast::of(house).with(&[BO, CLEO]);
    cast.chooses(BO, ChosenPresence::Away);
    cast.arrives(ADA);
    assert_eq!(cast.rung_for(ADA), [CLEO]);
}

#[test]
fn a_busy_first_tier_is_not_available() {
    let house = House::new().tiers(&[(0, &[BO]), (60, &[CLEO])]);
    let mut cast = Cast::of(house).with(&[BO, CLEO]);
    cast.arrives(ADA);
    cast.answers(BO, ADA).expect("it rings");
    cast.arrives(DORA);
    assert_eq!(cast.rung_for(DORA), [CLEO]);
}

#[test]
fn who_belongs_to_no_tier_is_not_rung() {
    let house = House::new().tiers(&[(0, &[BO])]);
    let mut cast = Cast::of(house).with(&[BO, FAUSTO]);
    cast.arrives(ADA);
    cast.wait(Span::seconds(300));
    assert_eq!(cast.library.presence(FAUSTO), Presence::Available);
    let contact = cast.contact(ADA);
    assert!(cast.library.answers_for(BO, contact));
    assert!(!cast.library.answers_for(FAUSTO, contact));
    assert!(cast.rung_for(ADA).iter().all(|one| *one == BO));
}

#[test]
fn a_topic_asks_its_group_first_and_the_desk_when_it_has_rung() {
    let house = House::new().tiers(&[(0, &[BO])]).topic_for(&[FAUSTO]);
    let mut cast = Cast::of(house).with(&[BO, FAUSTO]);
    cast.arrives_with(ADA, |arrival| arrival.topic = Some(LOANS));
    assert_eq!(cast.rung_for(ADA), [FAUSTO]);
    cast.declines(FAUSTO, ADA).expect("it rings");
    assert_eq!(cast.rung_for(ADA), []);
    cast.wait(Span::seconds(20));
    assert_eq!(cast.rung_for(ADA), [BO]);
    assert!(cast.library.answers_for(FAUSTO, cast.contact(ADA)));
}

#[test]
fn a_topic_whose_group_is_not_there_asks_the_desk_at_once() {
    let house = House::new().tiers(&[(0, &[BO])]).topic_for(&[FAUSTO]);
    let mut cast = Cast::of(house).with(&[BO]);
    cast.arrives_with(ADA, |arrival| arrival.topic = Some(LOANS));
    assert_eq!(cast.rung_for(ADA), [BO]);
}

#[test]
fn those_who_speak_the_patrons_language_are_asked_first() {
    let house = House::new()
        .speaks(BO, &[Language::It])
        .speaks(CLEO, &[Language::It, Language::En]);
    let mut cast = Cast::of(house).with(&[BO, CLEO]);
    cast.arrives_with(ADA, |arrival| arrival.language = Language::En);
    assert_eq!(cast.rung_for(ADA), [CLEO]);
    cast.declines(CLEO, ADA).expect("it rings");
    assert_eq!(cast.rung_for(ADA), [BO], "better Bo than nobody");
}

#[test]
fn where_nobody_speaks_the_patrons_language_everybody_is_asked() {
    let house = House::new()
        .speaks(BO, &[Language::It])
        .speaks(CLEO, &[Language::It]);
    let mut cast = Cast::of(house).with(&[BO, CLEO]);
    cast.arrives_with(ADA, |arrival| arrival.language = Language::En);
    assert_eq!(cast.rung_for(ADA), [BO, CLEO]);
}

#[test]
fn the_desks_share_their_librarians_and_whoever_waits_longest_comes_first() {
    let house = House::new().with_children(&[BO, CLEO]);
    let mut cast = Cast::of(house).with(&[BO]);
    cast.arrives(ADA);
    cast.wait(Span::seconds(1));
    cast.opens(DORA, page_of(DORA));
    cast.arrives_with(DORA, |arrival| arrival.desk = super::cast::CHILDREN);
    assert_eq!(cast.rung_for(ADA), [BO]);
    assert_eq!(cast.rung_for(DORA), []);
    cast.leaves(ADA);
    assert_eq!(cast.rung_for(DORA), [BO]);
}

#[test]
fn other_settings_hold_at_once_and_who_waits_stays_in_the_line() {
    let mut cast = Cast::staffed_by(&[BO, CLEO]);
    cast.chooses(CLEO, ChosenPresence::InPerson);
    cast.arrives(ADA);
    assert_eq!(cast.rung_for(ADA), [BO]);
    let only_cleo = House::new().tiers(&[(0, &[CLEO])]).0;
    cast.sets(|settings| *settings = only_cleo);
    assert_eq!(cast.line(), [ADA]);
    assert_eq!(cast.rung_for(ADA), [CLEO], "what she chose is hers");
    assert_eq!(cast.library.presence(CLEO), Presence::InPerson);
}

#[test]
fn settings_that_leave_patrons_unanswered_are_told() {
    let house = House::new().tiers(&[(0, &[])]);
    let group = house.0.groups[0].id;
    let mut cast = Cast::of(house);
    let told = cast.does(|library, now| library.warnings(now));
    let desk = super::cast::DESK;
    assert_eq!(
        told,
        [Warning::NobodyAnswers(desk), Warning::EmptyGroup(group)]
    );
}
