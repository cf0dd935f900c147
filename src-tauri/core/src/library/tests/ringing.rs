//! Who hears which contact, and for how long.

use super::cast::{ADA, BO, CLEO, Cast, DORA, EZIO, House, page_of, seat_of};
use crate::contact::{ContactState, Mode};
use crate::ids::{ContactId, SeatId};
use crate::library::{DeskState, Effect, OfferEnd, Refusal, Wake};
use crate::moment::Span;
use crate::presence::{ChosenPresence, Presence};
use crate::settings::Strategy;

#[test]
fn the_line_is_first_come_first_served() {
    let mut cast = Cast::staffed_by(&[BO]);
    for patron in [EZIO, ADA, DORA] {
        cast.arrives(patron);
        cast.wait(Span::seconds(1));
    }
    assert_eq!(cast.line(), [EZIO, ADA, DORA]);
    for (position, patron) in [EZIO, ADA, DORA].into_iter().enumerate() {
        let contact = cast.contact(patron).id;
        assert_eq!(cast.library.position(contact), Some(position + 1));
    }
    for patron in [EZIO, ADA, DORA] {
        assert_eq!(cast.rung_for(patron), [BO]);
        cast.answers(BO, patron).expect("it rings");
        cast.hangs_up(BO, patron).expect("it is Bo's call");
    }
    assert_eq!(cast.line(), []);
}

#[test]
fn a_contact_rings_at_everybody_who_is_available() {
    let mut cast = Cast::staffed_by(&[BO, CLEO]);
    cast.arrives(ADA);
    assert_eq!(cast.rung_for(ADA), [BO, CLEO]);
}

#[test]
fn a_contact_that_rings_reaches_a_librarian_who_comes_in_meanwhile() {
    let mut cast = Cast::staffed_by(&[BO]);
    cast.arrives(ADA);
    cast.wait(Span::seconds(7));
    cast.signs_in(CLEO);
    assert_eq!(cast.rung_for(ADA), [BO, CLEO]);
    assert_eq!(
        cast.library.poll_timeout(),
        Some((cast.now.plus(Span::seconds(13)), Wake::OfferMissed)),
        "one deadline for one offer"
    );
}

#[test]
fn the_first_answer_wins_and_the_slower_is_told_who_was_faster() {
    let mut cast = Cast::staffed_by(&[BO, CLEO]);
    cast.arrives(ADA);
    cast.answers(CLEO, ADA).expect("it rings");
    assert_eq!(cast.answers(BO, ADA), Err(Refusal::AnsweredByColleague));
    assert_eq!(cast.talks_with(ADA), Some(CLEO));
    assert_eq!(cast.told(BO), [OfferEnd::AnsweredBy(CLEO)]);
}

#[test]
fn the_winner_is_told_nothing_and_may_say_it_twice() {
    let mut cast = Cast::staffed_by(&[BO, CLEO]);
    cast.arrives(ADA);
    cast.answers(CLEO, ADA).expect("it rings");
    cast.answers(CLEO, ADA).expect("it is hers already");
    assert_eq!(cast.told(CLEO), []);
}

#[test]
fn who_is_signed_in_twice_answers_once() {
    let counter = SeatId(uuid::Uuid::from_u128(2));
    let mut cast = Cast::staffed_by(&[BO]);
    cast.connects(counter, BO);
    cast.arrives(ADA);
    let contact = cast.contact(ADA).id;
    cast.accepts(counter, contact, Mode::Video)
        .expect("it rings at both seats");
    assert_eq!(cast.answers(BO, ADA), Err(Refusal::AnsweredByColleague));
    assert_eq!(cast.contact(ADA).talking(), Some((BO, counter)));
}

#[test]
fn what_does_not_ring_cannot_be_answered_or_declined() {
    let mut cast = Cast::staffed_by(&[BO]);
    cast.arrives(ADA);
    cast.wait(Span::seconds(1));
    cast.arrives(DORA);
    assert_eq!(cast.answers(BO, DORA), Err(Refusal::NotRinging));
    assert_eq!(cast.declines(BO, DORA), Err(Refusal::NotRinging));
    assert_eq!(cast.answers(CLEO, ADA), Err(Refusal::NotRinging));
    let nobody = ContactId(uuid::Uuid::nil());
    assert_eq!(
        cast.accepts(seat_of(BO), nobody, Mode::Video),
        Err(Refusal::NoSuchContact)
    );
}

#[test]
fn who_declines_is_left_in_peace_for_a_minute_and_then_rung_again() {
    let mut cast = Cast::staffed_by(&[BO]);
    cast.arrives(ADA);
    cast.declines(BO, ADA).expect("it rings");
    cast.wait(Span::seconds(59));
    assert_eq!(cast.rung_for(ADA), []);
    assert_eq!(cast.line(), [ADA]);
    cast.wait(Span::seconds(1));
    assert_eq!(cast.rung_for(ADA), [BO]);
}

#[test]
fn who_declined_joins_a_ring_that_is_under_way_when_the_minute_is_over() {
    let house = House::new().desk(|desk| desk.ringing = Span::seconds(90));
    let mut cast = Cast::of(house).with(&[BO, CLEO]);
    cast.arrives(ADA);
    cast.declines(CLEO, ADA).expect("it rings");
    assert_eq!(cast.rung_for(ADA), [BO]);
    cast.wait(Span::seconds(60));
    assert_eq!(cast.rung_for(ADA), [BO, CLEO]);
}

#[test]
fn who_says_available_is_rung_again_at_once() {
    let mut cast = Cast::staffed_by(&[BO]);
    cast.arrives(ADA);
    cast.declines(BO, ADA).expect("it rings");
    cast.chooses(BO, ChosenPresence::Available);
    assert_eq!(cast.rung_for(ADA), [BO]);
}

#[test]
fn the_last_librarian_who_misses_a_ring_serves_in_person_and_is_rung_again() {
    let mut cast = Cast::staffed_by(&[BO]);
    cast.arrives(ADA);
    for _ in 0..10 {
        assert_eq!(cast.rung_for(ADA), [BO]);
        cast.wait(Span::seconds(20));
        assert_eq!(cast.rung_for(ADA), []);
        assert_eq!(cast.told(BO), [OfferEnd::Missed]);
        assert_eq!(cast.library.presence(BO), Presence::InPerson);
        cast.wait(Span::seconds(5));
    }
    assert_eq!(cast.disk.chosen[&BO], ChosenPresence::InPerson);
    cast.answers(BO, ADA).expect("it rings");
    cast.hangs_up(BO, ADA).expect("it is Bo's call");
    assert_eq!(
        cast.library.presence(BO),
        Presence::Available,
        "whoever answers is there again"
    );
}

#[test]
fn who_misses_a_ring_is_away_while_a_colleague_is_left() {
    let mut cast = Cast::of(House::new().strategy(Strategy::InOrder)).with(&[BO, CLEO]);
    cast.arrives(ADA);
    assert_eq!(cast.rung_for(ADA), [BO]);
    cast.shown.clear();
    cast.wait(Span::seconds(20));
    let told = Effect::TellPresenceChanged(BO, ChosenPresence::Away);
    assert!(cast.shown.contains(&told));
    assert_eq!(cast.disk.chosen[&BO], ChosenPresence::Away);
    assert_eq!(cast.rung_for(ADA), [CLEO], "and the colleague is rung");
}

#[test]
fn of_those_who_missed_it_together_nobody_is_switched_off() {
    let mut cast = Cast::staffed_by(&[BO, CLEO]);
    cast.arrives(ADA);
    cast.wait(Span::seconds(20));
    for librarian in [BO, CLEO] {
        assert_eq!(cast.library.presence(librarian), Presence::InPerson);
    }
    cast.wait(Span::seconds(5));
    assert_eq!(cast.rung_for(ADA), [BO, CLEO]);
}

#[test]
fn who_serves_at_the_counter_is_rung_only_when_nobody_is_available() {
    let mut cast = Cast::staffed_by(&[BO, CLEO]);
    cast.chooses(BO, ChosenPresence::InPerson);
    cast.arrives(ADA);
    assert_eq!(cast.rung_for(ADA), [CLEO]);
    cast.chooses(CLEO, ChosenPresence::Away);
    assert_eq!(cast.rung_for(ADA), [BO]);
    cast.chooses(CLEO, ChosenPresence::Available);
    assert_eq!(cast.rung_for(ADA), [CLEO]);
}

#[test]
fn who_chose_the_counter_stays_there_after_an_answer() {
    let mut cast = Cast::staffed_by(&[BO]);
    cast.chooses(BO, ChosenPresence::InPerson);
    cast.arrives(ADA);
    cast.answers(BO, ADA).expect("it rings");
    cast.hangs_up(BO, ADA).expect("it is Bo's call");
    assert_eq!(cast.library.presence(BO), Presence::InPerson);
}

#[test]
fn the_only_one_of_another_desk_is_not_switched_off_by_a_miss_at_this_one() {
    let house = House::new()
        .with_children(&[BO])
        .strategy(Strategy::InOrder);
    let mut cast = Cast::of(house).with(&[BO, CLEO]);
    cast.arrives(ADA);
    cast.wait(Span::seconds(20));
    assert_eq!(cast.library.presence(BO), Presence::InPerson);
    assert_eq!(cast.rung_for(ADA), [CLEO]);
}

#[test]
fn a_librarian_hears_one_contact_at_a_time() {
    let mut cast = Cast::staffed_by(&[BO, CLEO]);
    cast.arrives(ADA);
    cast.wait(Span::seconds(1));
    cast.arrives(DORA);
    assert_eq!(cast.rung_for(ADA), [BO, CLEO]);
    assert_eq!(cast.rung_for(DORA), []);
}

#[test]
fn the_second_contact_rings_when_the_first_is_answered_and_a_colleague_is_free() {
    let mut cast = Cast::staffed_by(&[BO, CLEO]);
    cast.arrives(ADA);
    cast.wait(Span::seconds(1));
    cast.arrives(DORA);
    cast.answers(BO, ADA).expect("it rings");
    assert_eq!(cast.rung_for(DORA), [CLEO]);
}

#[test]
fn who_passes_on_the_first_contact_hears_the_second() {
    let mut cast = Cast::staffed_by(&[BO]);
    cast.arrives(ADA);
    cast.wait(Span::seconds(1));
    cast.arrives(DORA);
    cast.declines(BO, ADA).expect("it rings");
    assert_eq!(cast.rung_for(DORA), [BO]);
    assert_eq!(cast.line(), [ADA, DORA], "Ada keeps her place");
}

#[test]
fn going_away_while_it_rings_stops_the_ring_there() {
    let mut cast = Cast::staffed_by(&[BO, CLEO]);
    cast.arrives(ADA);
    cast.chooses(CLEO, ChosenPresence::Away);
    assert_eq!(cast.rung_for(ADA), [BO]);
    cast.chooses(BO, ChosenPresence::Away);
    assert_eq!(cast.contact(ADA).state, ContactState::Waiting);
    assert_eq!(cast.line(), [ADA]);
}

#[test]
fn signing_out_while_it_rings_stops_the_ring_there() {
    let mut cast = Cast::staffed_by(&[BO, CLEO]);
    cast.arrives(ADA);
    cast.loses_the_network(CLEO);
    assert_eq!(cast.rung_for(ADA), [BO]);
}

#[test]
fn an_arrival_is_refused_when_nobody_is_there() {
    let mut cast = Cast::before_opening();
    assert_eq!(cast.state(), DeskState::NobodyThere { until: None });
    cast.opens(ADA, page_of(ADA));
    let refused = cast.asks_for(ADA, Mode::Video);
    assert_eq!(refused, Err(Refusal::DeskClosed));
    cast.signs_in(BO);
    cast.chooses(BO, ChosenPresence::Away);
    assert_eq!(cast.asks_for(ADA, Mode::Video), refused);
    assert_eq!(cast.line(), []);
    assert!(cast.disk.contacts.is_empty());
}

#[test]
fn the_desk_is_open_while_everybody_is_on_a_contact_or_at_the_counter() {
    let mut cast = Cast::staffed_by(&[BO, CLEO]);
    cast.chooses(CLEO, ChosenPresence::InPerson);
    cast.arrives(ADA);
    cast.answers(BO, ADA).expect("it rings");
    let busy = DeskState::Open {
        until: None,
        available: 0,
        on_contact: 1,
        in_person: 1,
    };
    assert_eq!(cast.state(), busy);
    cast.arrives(DORA);
    assert_eq!(cast.line(), [DORA]);
}

#[test]
fn asking_twice_takes_one_place() {
    let mut cast = Cast::staffed_by(&[BO]);
    cast.arrives(ADA);
    let first = cast.contact(ADA).id;
    cast.asks_for(ADA, Mode::Chat).expect("she has a place");
    assert_eq!(cast.line(), [ADA]);
    assert_eq!(cast.contact(ADA).id, first);
}

#[test]
fn who_leaves_the_line_stops_the_ring_and_gives_up_the_place() {
    let mut cast = Cast::staffed_by(&[BO, CLEO]);
    cast.arrives(ADA);
    cast.wait(Span::seconds(1));
    cast.arrives(DORA);
    cast.leaves(ADA);
    assert_eq!(cast.told(BO), [OfferEnd::PatronLeft]);
    assert!(cast.contact(ADA).is_ended());
    assert_eq!(cast.line(), [DORA]);
    assert_eq!(cast.rung_for(DORA), [BO, CLEO]);
    assert_eq!(cast.answers(BO, ADA), Err(Refusal::ContactEnded));
}

#[test]
fn a_corrected_wall_clock_changes_nothing() {
    for hours in [-5, 5] {
        let mut cast = Cast::staffed_by(&[BO]);
        cast.arrives(ADA);
        cast.wait(Span::seconds(10));
        cast.correct_the_wall_clock(Span::minutes(hours * 60));
        cast.wait(Span::seconds(9));
        assert_eq!(cast.rung_for(ADA), [BO], "it rings its whole time");
        cast.arrives(DORA);
        assert_eq!(cast.line(), [ADA, DORA]);
        cast.wait(Span::seconds(1));
        assert_eq!(cast.told(BO), [OfferEnd::Missed]);
    }
}
