//! Addresses that are given: to whom, how many, and for how long.

use std::collections::BTreeSet;

use rtc_stun::attributes::{ATTR_EVEN_PORT, ATTR_XOR_RELAYED_ADDRESS};
use rtc_stun::message::{METHOD_ALLOCATE, METHOD_REFRESH};

use super::*;

#[test]
fn a_party_of_a_call_is_given_an_address() {
    let mut turn = Turn::new();
    let told = turn.asks(1, "ada.patron", METHOD_ALLOCATE, udp);
    let relayed = told.address(ATTR_XOR_RELAYED_ADDRESS).expect("an address");
    assert_eq!(relayed.ip().to_string(), RELAY);
    assert!(PORTS.contains(&relayed.port()));
    assert_eq!(told.lifetime(), Some(600));
    assert_eq!(turn.machine.allocations(), 1);
}

#[test]
fn an_even_port_is_even() {
    let mut turn = Turn::new();
    let even = |one| udp(one).with(ATTR_EVEN_PORT, &[0]);
    let told = turn.asks(1, "ada.patron", METHOD_ALLOCATE, even);
    let relayed = told.address(ATTR_XOR_RELAYED_ADDRESS).expect("an address");
    assert!(relayed.port().is_multiple_of(2));
}

#[test]
fn a_party_has_so_many_allocations_and_the_other_as_many() {
    let mut turn = Turn::new();
    for one in 1..=4 {
        turn.allocates(one, "call.patron");
    }
    let told = turn.asks(5, "call.patron", METHOD_ALLOCATE, udp);
    assert_eq!(told.error(), Some(486));
    turn.allocates(6, "call.seat");
    let ended = turn.asks(1, "call.patron", METHOD_REFRESH, |one| one.with_lifetime(0));
    assert_eq!(ended.lifetime(), Some(0));
    turn.allocates(5, "call.patron");
}

#[test]
fn there_are_no_more_allocations_than_ports() {
    let mut turn = Turn::new();
    for one in 0..10 {
        turn.allocates(one, &format!("call{one}.patron"));
    }
    let told = turn.asks(11, "late.patron", METHOD_ALLOCATE, udp);
    assert_eq!(told.error(), Some(508));
}

#[test]
fn a_port_that_somebody_else_has_is_passed_over() {
    let mut turn = Turn::new();
    turn.taken = PORTS.filter(|port| *port != 50_004).collect();
    assert_eq!(turn.allocates(1, "call.patron"), 50_004);
    let told = turn.asks(2, "call.patron", METHOD_ALLOCATE, udp);
    assert_eq!(told.error(), Some(508));
}

#[test]
fn renewed_credentials_take_over_from_older_ones() {
    let mut turn = Turn::new();
    for one in 1..=4 {
        turn.allocates(one, "call.patron");
    }
    turn.passes(60);
    let told = turn.asks(5, "call.patron", METHOD_ALLOCATE, udp);
    assert_eq!(told.error(), None);
    assert_eq!(turn.machine.allocations(), 4);
    let told = turn.asks(6, "call.patron", METHOD_ALLOCATE, udp);
    assert_eq!(told.error(), None, "three of the older ones are left");
}

#[test]
fn an_allocation_is_kept_with_the_credentials_it_was_made_with_and_with_renewed_ones() {
    let mut turn = Turn::new();
    let first = turn.credentials("call.patron");
    turn.allocates(1, "call.patron");
    turn.passes(590);
    assert_eq!(
        turn.asks_as(1, &first, METHOD_REFRESH, |one| one).error(),
        None
    );
    turn.passes(590);
    assert_eq!(
        turn.asks_as(1, &first, METHOD_REFRESH, |one| one).error(),
        None,
        "expired since"
    );
    assert_eq!(
        turn.asks(1, "call.patron", METHOD_REFRESH, |one| one)
            .error(),
        None
    );
    assert_eq!(
        turn.asks(1, "call.seat", METHOD_REFRESH, |one| one).error(),
        Some(441)
    );
    assert_eq!(
        turn.asks(2, "call.patron", METHOD_REFRESH, |one| one)
            .error(),
        Some(437)
    );
    assert_eq!(
        turn.asks(1, "call.patron", METHOD_ALLOCATE, udp).error(),
        Some(437)
    );
}

#[test]
fn nobody_keeps_an_allocation_for_ever() {
    let mut turn = Turn::new();
    turn.allocates(1, "call.patron");
    for _ in 0..(12 * 6) {
        turn.passes(599);
        turn.asks(1, "call.patron", METHOD_REFRESH, |one| one);
    }
    turn.passes(599);
    assert_eq!(turn.machine.allocations(), 0);
}

#[test]
fn what_is_not_refreshed_ends() {
    let mut turn = Turn::new();
    let port = turn.allocates(1, "call.patron");
    turn.passes(600);
    assert_eq!(turn.closed, BTreeSet::from([port]));
    assert_eq!(turn.machine.allocations(), 0);
    turn.allocates(1, "call.patron");
}

#[test]
fn the_end_of_a_call_ends_its_allocations_and_its_credentials() {
    let mut turn = Turn::new();
    let ports = [
        turn.allocates(1, "call.patron"),
        turn.allocates(2, "call.seat"),
    ];
    turn.allocates(3, "other.patron");
    let now = turn.now;
    turn.machine.handle_call_ended("call", now);
    turn.settle();
    assert_eq!(turn.closed, BTreeSet::from(ports));
    assert_eq!(turn.machine.allocations(), 1);
    assert_eq!(
        turn.asks(1, "call.patron", METHOD_ALLOCATE, udp).error(),
        Some(401)
    );
    turn.machine.handle_call_began("call");
    turn.allocates(1, "call.patron");
}

#[test]
fn a_stream_that_ends_takes_its_allocation_along() {
    let mut turn = Turn::new();
    turn.allocates(1, "call.patron");
    turn.machine.handle_stream_ended(client(1));
    turn.settle();
    assert_eq!(turn.machine.allocations(), 0);
}
