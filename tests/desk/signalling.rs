//! The steps of setting up a call reach the other end of that call, in order, and
//! nobody else.

use sportello_kit::{Desk, Librarian, Patron, new_leg};
use sportello_wire::patron::ToPatron;
use sportello_wire::seat::{OfferEnd, ToSeat};
use sportello_wire::{CandidateInit, ContactId, LegId, Mode, Signal};

use crate::PROGRAM;

/// As many as the burst of a real call, and more.
const STEPS: usize = 80;

#[tokio::test]
async fn signals_reach_the_other_end_in_order_both_ways() {
    let desk = Desk::open(PROGRAM).await;
    let (mut ada, mut bo, contact) = call(&desk).await;
    let leg = new_leg();
    for step in 0..STEPS {
        ada.signal(leg, candidate(step)).await;
        bo.signal(contact, leg, candidate(1000 + step)).await;
    }
    for step in 0..STEPS {
        let signal = candidate(step);
        assert_eq!(
            bo.next().await,
            ToSeat::Signal {
                contact,
                leg,
                signal
            }
        );
        let signal = candidate(1000 + step);
        assert_eq!(ada.next().await, ToPatron::Signal { leg, signal });
    }
    ada.heard_nothing_more().await;
    bo.heard_nothing_more().await;
}

#[tokio::test]
async fn a_description_of_many_lines_arrives_as_it_was_sent() {
    let desk = Desk::open(PROGRAM).await;
    let (mut ada, mut bo, contact) = call(&desk).await;
    let leg = new_leg();
    let sdp = "a=fmtp:111 minptime=10;useinbandfec=1\r\n".repeat(500);
    let offer = Signal::Offer { sdp: sdp.clone() };
    ada.signal(leg, offer.clone()).await;
    assert_eq!(heard_by(&mut bo, leg).await, (contact, offer));
    let answer = Signal::Answer { sdp };
    bo.signal(contact, leg, answer.clone()).await;
    assert_eq!(
        ada.next().await,
        ToPatron::Signal {
            leg,
            signal: answer
        }
    );
}

#[tokio::test]
async fn nobody_else_hears_a_signal() {
    let desk = Desk::open(PROGRAM).await;
    let mut cleo = desk.cleo().await;
    let (mut ada, mut bo, contact) = call(&desk).await;
    cleo.is_told_of_an_end().await;
    cleo.is_left_in_peace().await;
    let mut elsewhere = desk.bo().await;
    let mut dino = desk.dino().await;
    dino.arrive(Mode::Voice).await;
    let in_another_call = cleo.answers().await;
    dino.talks_with("Cleo Neri").await;
    let leg = new_leg();
    ada.signal(leg, candidate(1)).await;
    heard_by(&mut bo, leg).await;
    bo.signal(contact, leg, candidate(2)).await;
    ada.next().await;
    // Bo at another seat, Cleo in another call, and Dino, who talks with Cleo.
    elsewhere.heard_nothing_more().await;
    cleo.heard_nothing_more().await;
    dino.heard_nothing_more().await;
    // Cleo can't speak into Bo's call, nor Bo from where the call is not.
    cleo.signal(contact, leg, candidate(3)).await;
    cleo.catch_up().await;
    elsewhere.signal(contact, leg, candidate(4)).await;
    elsewhere.catch_up().await;
    ada.heard_nothing_more().await;
    // Nor under the name of another contact.
    bo.signal(in_another_call, leg, candidate(5)).await;
    bo.catch_up().await;
    ada.heard_nothing_more().await;
    dino.heard_nothing_more().await;
}

#[tokio::test]
async fn a_page_that_was_put_aside_neither_hears_nor_says_anything() {
    let desk = Desk::open(PROGRAM).await;
    let (mut old, mut bo, contact) = call(&desk).await;
    let mut new = desk
        .patron_again("Ada's second tab", old.keeps.clone())
        .await;
    new.talks_with("Bo Conti").await;
    let leg = new_leg();
    old.signal(leg, candidate(1)).await;
    bo.signal(contact, leg, candidate(2)).await;
    assert_eq!(
        new.next().await,
        ToPatron::Signal {
            leg,
            signal: candidate(2)
        }
    );
    assert_eq!(old.next().await, ToPatron::Superseded);
    old.closed().await;
    new.heard_nothing_more().await;
    bo.heard_nothing_more().await;
}

#[tokio::test]
async fn no_signal_is_passed_on_before_the_answer_or_after_the_end() {
    let desk = Desk::open(PROGRAM).await;
    let mut bo = desk.bo().await;
    let mut ada = desk.ada().await;
    let leg = new_leg();
    ada.arrive(Mode::Video).await;
    let contact = bo.is_rung().await;
    ada.signal(leg, candidate(1)).await;
    bo.signal(contact, leg, candidate(2)).await;
    ada.heard_nothing_more().await;
    bo.heard_nothing_more().await;
    bo.answers().await;
    ada.talks_with("Bo Conti").await;
    bo.hangs_up(contact).await;
    ada.signal(leg, candidate(3)).await;
    bo.signal(contact, leg, candidate(4)).await;
    ada.sees_the_end().await;
    ada.heard_nothing_more().await;
    bo.heard_nothing_more().await;
}

#[tokio::test]
async fn signals_for_a_call_that_ended_do_not_reach_the_next_patron() {
    let desk = Desk::open(PROGRAM).await;
    let (mut ada, mut bo, first) = call(&desk).await;
    ada.leave().await;
    assert!(matches!(
        bo.is_told_of_an_end().await,
        OfferEnd::Ended { .. }
    ));
    bo.settles(first).await;
    let mut dino = desk.dino().await;
    dino.arrive(Mode::Video).await;
    bo.is_free().await;
    bo.answers().await;
    dino.talks_with("Bo Conti").await;
    bo.signal(first, new_leg(), candidate(1)).await;
    bo.catch_up().await;
    dino.heard_nothing_more().await;
}

/// Ada and Bo, talking.
async fn call(desk: &Desk) -> (Patron, Librarian, ContactId) {
    let mut bo = desk.bo().await;
    let mut ada = desk.ada().await;
    ada.arrive(Mode::Video).await;
    let contact = bo.answers().await;
    ada.talks_with("Bo Conti").await;
    (ada, bo, contact)
}

async fn heard_by(librarian: &mut Librarian, on: LegId) -> (ContactId, Signal) {
    librarian
        .hear("a signal", |heard| match heard {
            ToSeat::Signal {
                contact,
                leg,
                signal,
            } if *leg == on => Some((*contact, signal.clone())),
            _ => None,
        })
        .await
}

fn candidate(number: usize) -> Signal {
    Signal::Candidate {
        candidate: CandidateInit {
            candidate: format!("candidate:{number} 1 udp 2122260223 192.0.2.1 40000 typ host"),
            sdp_mid: Some("0".into()),
            sdp_m_line_index: Some(0),
        },
    }
}
