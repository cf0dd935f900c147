//! Who asks, how they sign, and what is refused whoever asks.

use rtc_stun::attributes::{
    ATTR_EVEN_PORT, ATTR_NONCE, ATTR_REALM, ATTR_REQUESTED_ADDRESS_FAMILY,
    ATTR_REQUESTED_TRANSPORT, ATTR_XORMAPPED_ADDRESS, AttrType,
};
use rtc_stun::message::{METHOD_ALLOCATE, METHOD_BINDING};

use super::*;

#[test]
fn whoever_asks_is_told_their_own_address() {
    let mut turn = Turn::new();
    let told = turn.says(1, &Written::request(METHOD_BINDING).plain());
    let address = told[0].address(ATTR_XORMAPPED_ADDRESS);
    assert_eq!(address, Some(client(1).address));
}

#[test]
fn who_does_not_sign_is_asked_to() {
    let mut turn = Turn::new();
    let told = turn.says(1, &udp(Written::request(METHOD_ALLOCATE)).plain());
    assert_eq!(told[0].error(), Some(401));
    assert_eq!(told[0].text(ATTR_REALM), Some(crate::REALM));
    assert!(told[0].text(ATTR_NONCE).is_some());
}

#[test]
fn wrong_and_expired_credentials_are_refused_with_401() {
    let mut turn = Turn::new();
    let mut wrong = turn.credentials("ada.patron");
    wrong.password.push('x');
    let mut renamed = turn.credentials("ada.patron");
    renamed.username = renamed.username.replace("ada", "bob");
    let good = turn.credentials("ada.patron");
    let mut nonsense = good.clone();
    nonsense.username = "admin".into();
    for credentials in [&wrong, &renamed, &nonsense] {
        let told = turn.asks_as(1, credentials, METHOD_ALLOCATE, udp);
        assert_eq!(told.error(), Some(401), "{}", credentials.username);
    }
    turn.passes(600);
    let told = turn.asks_as(1, &good, METHOD_ALLOCATE, udp);
    assert_eq!(told.error(), Some(401), "expired");
    assert_eq!(turn.machine.allocations(), 0);
}

#[test]
fn a_nonce_is_good_for_an_hour_and_for_its_client() {
    let mut turn = Turn::new();
    let nonce = turn.nonce(1);
    turn.passes(3_600);
    let told = turn.asks_with(1, &nonce, "ada.patron", METHOD_ALLOCATE, udp);
    assert_eq!(told.error(), Some(438));
    let fresh = told.text(ATTR_NONCE).expect("a new one").to_owned();
    let told = turn.asks_with(2, &fresh, "ada.patron", METHOD_ALLOCATE, udp);
    assert_eq!(told.error(), Some(438), "it is another's");
    let told = turn.asks_with(1, "made-up", "ada.patron", METHOD_ALLOCATE, udp);
    assert_eq!(told.error(), Some(438));
    let told = turn.asks_with(1, &fresh, "ada.patron", METHOD_ALLOCATE, udp);
    assert_eq!(told.error(), None);
}

#[test]
fn what_is_not_offered_is_refused_by_its_number() {
    let mut turn = Turn::new();
    let mut refused =
        |what: fn(Written) -> Written| turn.asks(1, "ada.patron", METHOD_ALLOCATE, what).error();
    assert_eq!(refused(|one| one), Some(400), "no transport");
    let tcp = |one: Written| one.with(ATTR_REQUESTED_TRANSPORT, &[6, 0, 0, 0]);
    assert_eq!(refused(tcp), Some(442));
    let v6 = |one| udp(one).with(ATTR_REQUESTED_ADDRESS_FAMILY, &[2, 0, 0, 0]);
    assert_eq!(refused(v6), Some(440));
    let pair = |one| udp(one).with(ATTR_EVEN_PORT, &[0x80]);
    assert_eq!(refused(pair), Some(508));
    let unheard_of = |one| udp(one).with(AttrType(0x7abc), b"?");
    assert_eq!(refused(unheard_of), Some(420));
}
