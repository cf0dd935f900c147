//! What is left after the server stopped and started again.

use super::cast::{ADA, BO, CLEO, Cast, DORA, EZIO, page_of, seat_of};
use crate::moment::Span;
use crate::presence::{ChosenPresence, Presence};

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
    assert!(cast.is_called(EZIO));
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
    cast.wait(Span::minutes(30));
    assert_eq!(cast.line(), []);
    assert_eq!(cast.library.poll_timeout(), None);
}

#[test]
fn a_step_back_outlives_a_restart() {
    let mut cast = Cast::staffed_by(&[BO]);
    cast.arrives(ADA);
    cast.closes(ADA, page_of(ADA));
    cast.wait(Span::seconds(4));
    for patron in [DORA, EZIO] {
        cast.arrives(patron);
        cast.wait(Span::seconds(1));
    }
    cast.answers(BO, DORA).expect("it rings");
    cast.wait(Span::minutes(3));
    assert_eq!(cast.line(), [EZIO, ADA]);
    cast.restart();
    assert_eq!(cast.line(), [EZIO, ADA]);
    assert!(cast.contact(ADA).stepped_back);
}

#[test]
fn places_keep_their_order_when_all_came_at_once() {
    let mut cast = Cast::staffed_by(&[BO]);
    for patron in [EZIO, ADA, DORA] {
        cast.arrives(patron);
    }
    for _ in 0..2 {
        cast.restart();
        assert_eq!(cast.line(), [EZIO, ADA, DORA]);
        cast.signs_in(BO);
        cast.correct_the_wall_clock(Span::minutes(-60));
    }
}

#[test]
fn who_came_after_the_clock_was_set_back_stands_behind_who_came_before() {
    let mut cast = Cast::staffed_by(&[BO]);
    cast.arrives(ADA);
    cast.correct_the_wall_clock(Span::minutes(-60));
    cast.wait(Span::seconds(5));
    cast.arrives(DORA);
    cast.restart();
    assert_eq!(cast.line(), [ADA, DORA]);
    cast.signs_in(BO);
    cast.arrives(EZIO);
    cast.restart();
    assert_eq!(cast.line(), [ADA, DORA, EZIO]);
}

#[test]
fn who_comes_back_from_a_lost_call_stands_before_who_came_after_the_clock_was_set_back() {
    let mut cast = Cast::staffed_by(&[BO, CLEO]);
    cast.arrives(ADA);
    cast.answers(BO, ADA).expect("it rings");
    cast.correct_the_wall_clock(Span::minutes(-60));
    cast.arrives(DORA);
    cast.loses_the_network(BO);
    cast.wait(Span::minutes(2));
    assert_eq!(cast.line(), [ADA, DORA]);
    cast.restart();
    assert_eq!(cast.line(), [ADA, DORA]);
}
