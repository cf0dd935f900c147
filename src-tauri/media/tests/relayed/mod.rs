//! Calls that find no direct way: through the desk's own relay, through coturn, and
//! where UDP is not let out, in a stream.

mod servers;

use std::sync::atomic::Ordering::Relaxed;

use sportello_media::{CallSettings, IceServer, LinkState, SyntheticDevices};

use crate::support::caller::{Caller, Offers, TONE};
use crate::support::desk::{Desk, settings};
use crate::support::eventually;
use servers::{Coturn, Embedded, Front, Mute};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_call_goes_through_the_desks_own_relay() {
    let relay = Embedded::open().await;
    let by_udp = [relay.udp()];
    carries(relay.given("seat", &by_udp), relay.given("patron", &by_udp)).await;
    assert!(relay.was_used());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_call_goes_through_coturn() {
    let relay = Coturn::start().await;
    let by_udp = [relay.udp()];
    carries(relay.given("seat", &by_udp), relay.given("patron", &by_udp)).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn where_udp_is_not_let_out_a_call_goes_in_tls() {
    let relay = Embedded::open().await;
    let firewall = Mute::open().await;
    let front = Front::of(&relay).await;
    let past_the_firewall = [firewall.as_turn(), firewall.as_stun(), front.turns()];
    let of_seat = relay.given("seat", &past_the_firewall);
    carries(of_seat, relay.given("patron", &[relay.udp()])).await;
    assert!(front.packets() > 100, "it went in the stream");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_relay_with_a_certificate_that_nobody_knows_is_given_nothing() {
    let relay = Embedded::open().await;
    let front = Front::unknown(&relay).await;
    let (servers, mut caller) = (relay.given("seat", &[front.turns()]), caller(&relay).await);
    let mut desk = Desk::open(by(servers), SyntheticDevices::new());
    desk.answer_by_relay(&mut caller).await;
    eventually("it was tried", || front.refused() > 0).await;
    assert_eq!(front.packets(), 0);
    desk.close().await;
}

/// Picture and sound both ways, by relayed addresses alone.
async fn carries(of_seat: IceServer, of_patron: IceServer) {
    let mut caller = Caller::call_by(Offers::VoiceAndPicture, vec![as_browser(of_patron)]).await;
    let mut desk = Desk::open(by(of_seat), SyntheticDevices::new());
    desk.answer_by_relay(&mut caller).await;
    eventually("the link stands", || {
        desk.link() == Some(LinkState::Connected)
    })
    .await;
    let seen = caller.seen.clone();
    eventually("the caller sees the desk move", || {
        seen.test_pictures.load(Relaxed) > 30
    })
    .await;
    eventually("the desk sees the caller move", || {
        desk.told(|told| told.test_pictures) > 30
    })
    .await;
    eventually("the desk hears the caller", || {
        (desk.devices.heard().dominant_hertz - TONE).abs() < 15.0
    })
    .await;
    caller.hang_up().await;
    desk.close().await;
}

async fn caller(relay: &Embedded) -> Caller {
    let servers = vec![as_browser(relay.given("patron", &[relay.udp()]))];
    Caller::call_by(Offers::Voice, servers).await
}

fn by(server: IceServer) -> CallSettings {
    CallSettings {
        ice_servers: vec![server],
        ..settings()
    }
}

fn as_browser(server: IceServer) -> webrtc::peer_connection::RTCIceServer {
    webrtc::peer_connection::RTCIceServer {
        urls: server.urls,
        username: server.username,
        credential: server.credential,
    }
}
