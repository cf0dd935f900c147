//! What goes through, and where nothing goes.

use proptest::prelude::*;
use rtc_stun::attributes::ATTR_XOR_PEER_ADDRESS;
use rtc_stun::message::{
    METHOD_ALLOCATE, METHOD_CHANNEL_BIND, METHOD_CREATE_PERMISSION, METHOD_DATA, METHOD_REFRESH,
};

use super::*;

#[test]
fn packets_go_both_ways_with_a_permission() {
    let mut turn = Turn::new();
    let port = turn.allocates(1, "ada.patron");
    turn.sends(1, FRIEND, b"hello");
    assert_eq!(turn.effects(), [], "no permission yet");
    let permitted = turn.asks(1, "ada.patron", METHOD_CREATE_PERMISSION, peer(FRIEND));
    assert_eq!(permitted.error(), None);
    turn.sends(1, FRIEND, b"hello");
    assert_eq!(turn.effects(), [sent(port, FRIEND, b"hello")]);
    turn.hears(port, FRIEND, b"well met");
    let heard = turn.told_to(1);
    assert_eq!(heard.method(), METHOD_DATA);
    assert_eq!(
        (heard.peer(), heard.data()),
        (Some(at(FRIEND)), Some(&b"well met"[..]))
    );
    turn.hears(port, "9.9.9.8:4711", b"me too");
    assert_eq!(turn.effects(), [], "nobody else may speak");
    turn.passes(300);
    turn.sends(1, FRIEND, b"hello");
    assert_eq!(turn.effects(), [], "a permission lasts five minutes");
}

#[test]
fn a_channel_carries_less_around_the_data() {
    let mut turn = Turn::new();
    let port = turn.allocates(1, "ada.patron");
    let bound = turn.asks(
        1,
        "ada.patron",
        METHOD_CHANNEL_BIND,
        channel(0x4001, FRIEND),
    );
    assert_eq!(bound.error(), None);
    turn.hands_in(1, &message::channel_data(0x4001, b"picture"));
    assert_eq!(turn.effects(), [sent(port, FRIEND, b"picture")]);
    turn.hears(port, FRIEND, b"sound");
    let packet = message::channel_data(0x4001, b"sound");
    assert_eq!(
        turn.effects(),
        [Effect::Answer {
            client: client(1),
            packet
        }]
    );
    turn.hands_in(1, &message::channel_data(0x4002, b"picture"));
    assert_eq!(turn.effects(), [], "no such channel");
}

#[test]
fn a_channel_leads_to_one_peer_and_a_peer_has_one() {
    let mut turn = Turn::new();
    turn.allocates(1, "ada.patron");
    let mut bind = |number, to| {
        let told = turn.asks(1, "ada.patron", METHOD_CHANNEL_BIND, channel(number, to));
        told.error()
    };
    assert_eq!(bind(0x4001, FRIEND), None);
    assert_eq!(bind(0x4001, FRIEND), None, "said again");
    assert_eq!(bind(0x4001, "9.9.9.8:1"), Some(400));
    assert_eq!(bind(0x4002, FRIEND), Some(400));
    assert_eq!(bind(0x3fff, "9.9.9.8:1"), Some(400));
    assert_eq!(bind(0x8000, "9.9.9.8:1"), Some(400));
}

#[test]
fn a_party_takes_so_many_bytes_a_second() {
    let mut turn = Turn::new();
    turn.allocates(1, "call.patron");
    turn.asks(1, "call.patron", METHOD_CREATE_PERMISSION, peer(FRIEND));
    let second = |turn: &mut Turn| {
        for _ in 0..2_000 {
            turn.sends(1, FRIEND, &[0; 1_000]);
        }
        turn.effects().len()
    };
    assert_eq!(second(&mut turn), 1_000, "a million bytes");
    turn.passes(1);
    assert_eq!(second(&mut turn), 1_000);
}

#[test]
fn two_who_are_both_relayed_meet_inside() {
    let mut turn = Turn::new();
    let (ada, bo) = (
        turn.allocates(1, "call.patron"),
        turn.allocates(2, "call.seat"),
    );
    let (to_ada, to_bo) = (format!("{RELAY}:{ada}"), format!("{RELAY}:{bo}"));
    turn.asks(1, "call.patron", METHOD_CREATE_PERMISSION, peer(&to_bo));
    turn.sends(1, &to_bo, b"hello");
    assert_eq!(turn.effects(), [], "Bo has not permitted it");
    turn.asks(2, "call.seat", METHOD_CREATE_PERMISSION, peer(&to_ada));
    turn.sends(1, &to_bo, b"hello");
    let heard = turn.told_to(2);
    assert_eq!(
        (heard.peer(), heard.data()),
        (Some(at(&to_ada)), Some(&b"hello"[..]))
    );
}

#[test]
fn peers_of_the_house_are_forbidden_with_403() {
    let mut turn = Turn::new();
    turn.allocates(1, "ada.patron");
    for house in [
        "127.0.0.1:53",
        "10.0.0.1:1",
        "192.168.1.1:80",
        "169.254.169.254:80",
        "224.0.0.251:5353",
    ] {
        let told = turn.asks(1, "ada.patron", METHOD_CREATE_PERMISSION, peer(house));
        assert_eq!(told.error(), Some(403), "{house}");
        let told = turn.asks(1, "ada.patron", METHOD_CHANNEL_BIND, channel(0x4001, house));
        assert_eq!(told.error(), Some(403), "{house}");
    }
    let with_one_of_them = |written: Written| {
        written
            .with_address(ATTR_XOR_PEER_ADDRESS, at(FRIEND))
            .with_address(ATTR_XOR_PEER_ADDRESS, at("10.0.0.1:1"))
    };
    let told = turn.asks(1, "ada.patron", METHOD_CREATE_PERMISSION, with_one_of_them);
    assert_eq!(told.error(), Some(403));
    turn.sends(1, FRIEND, b"hello");
    assert_eq!(turn.effects(), [], "all or none");
    let told = turn.asks(
        1,
        "ada.patron",
        METHOD_CREATE_PERMISSION,
        peer("[2a00::1]:1"),
    );
    assert_eq!(told.error(), Some(443));
}

#[test]
fn a_network_that_was_allowed_is_no_house_any_more() {
    let mut turn = Turn::allowing(|address| address.to_string().starts_with("192.168.7."));
    let port = turn.allocates(1, "ada.patron");
    let told = turn.asks(
        1,
        "ada.patron",
        METHOD_CREATE_PERMISSION,
        peer("192.168.7.20:9"),
    );
    assert_eq!(told.error(), None);
    turn.sends(1, "192.168.7.20:9", b"hello");
    assert_eq!(turn.effects(), [sent(port, "192.168.7.20:9", b"hello")]);
    let told = turn.asks(
        1,
        "ada.patron",
        METHOD_CREATE_PERMISSION,
        peer("192.168.8.20:9"),
    );
    assert_eq!(told.error(), Some(403));
}

#[test]
fn the_relays_own_address_leads_to_nothing_else() {
    let mut turn = Turn::new();
    let port = turn.allocates(1, "ada.patron");
    let own = format!("{RELAY}:53");
    turn.asks(1, "ada.patron", METHOD_CREATE_PERMISSION, peer(&own));
    turn.sends(1, &own, b"whatever");
    assert_eq!(turn.effects(), []);
    turn.hears(port, &own, b"made up");
    assert_eq!(turn.effects(), []);
}

proptest! {
    /// Whatever comes, in whatever order: nothing leaves for a network of the house,
    /// and no port is open that no allocation has.
    #[test]
    fn nothing_leaves_for_the_house(steps in prop::collection::vec(step(), 1..60)) {
        let mut turn = Turn::new();
        for (who, what, address, seconds) in steps {
            let holder = format!("call{}.patron", who % 2);
            let to = ["9.9.9.9:1", "10.0.0.1:1", "127.0.0.1:53", RELAY_53, "9.9.9.8:2"];
            let to = to[usize::from(address) % to.len()];
            match what % 7 {
                0 => drop(turn.asks(who, &holder, METHOD_ALLOCATE, udp)),
                1 => drop(turn.asks(who, &holder, METHOD_CREATE_PERMISSION, peer(to))),
                2 => drop(turn.asks(who, &holder, METHOD_CHANNEL_BIND, channel(0x4000 + u16::from(address), to))),
                3 => turn.sends(who, to, b"x"),
                4 => turn.hands_in(who, &message::channel_data(0x4000 + u16::from(address), b"x")),
                5 => drop(turn.asks(who, &holder, METHOD_REFRESH, |one| one.with_lifetime(u32::from(seconds)))),
                _ => turn.passes(u64::from(seconds)),
            }
            for effect in turn.effects() {
                if let Effect::Send { peer, .. } = effect {
                    prop_assert!(is_public(peer.ip()) && peer.ip().to_string() != RELAY);
                }
            }
            prop_assert_eq!(turn.open.len(), turn.machine.allocations());
        }
    }
}

const RELAY_53: &str = "198.51.99.1:53";

fn step() -> impl Strategy<Value = (u16, u8, u8, u16)> {
    (0..6_u16, any::<u8>(), 0..5_u8, 0..700_u16)
}
