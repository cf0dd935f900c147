//! A stop that was asked for: goodbye to everybody, and quickly.

use std::time::Duration;

use sportello_kit::{Desk, connect};
use sportello_wire::Mode;
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;

use crate::PROGRAM;

/// The code by which a client knows that the server will be back.
const RESTART: Option<u16> = Some(1012);
/// Longer than that and a service manager kills.
const SOON: Duration = Duration::from_secs(5);

#[tokio::test]
async fn a_stop_closes_every_socket_with_restart_and_ends_well() {
    let mut desk = Desk::open(PROGRAM).await;
    let mut bo = desk.bo().await;
    let mut ada = desk.ada().await;
    let mut watchers = Vec::new();
    for _ in 0..20 {
        let mut watcher = desk.patron_again("a watcher", None).await;
        watcher.sees_open(1, 0).await;
        watchers.push(watcher);
    }
    ada.arrive(Mode::Chat).await;
    let contact = bo.answers().await;
    ada.talks_with("Bo Conti").await;
    let (status, took) = desk.stop().await;
    assert_eq!(status.code(), Some(0));
    assert!(took < SOON, "{took:?}");
    assert_eq!(ada.closed().await, RESTART);
    assert_eq!(bo.closed().await, RESTART);
    for watcher in &mut watchers {
        assert_eq!(watcher.closed().await, RESTART);
    }
    // And nothing is lost by it.
    desk.start().await;
    let mut ada = desk.patron_again("Ada", ada.keeps.clone()).await;
    assert_eq!(ada.talks_with("Bo Conti").await, contact);
}

#[tokio::test]
async fn a_stop_waits_for_nobody_who_dawdles() {
    let mut desk = Desk::open(PROGRAM).await;
    // Half a request, a socket that has not signed in, and one that never reads.
    let mut half = TcpStream::connect(desk.address).await.expect("it listens");
    half.write_all(b"GET /healthz HTTP/1.1\r\nHost: ")
        .await
        .expect("it reads");
    let _silent = connect(desk.address, "/api/seat", &[])
        .await
        .expect("a socket");
    let _idle = TcpStream::connect(desk.address).await.expect("it listens");
    desk.ada().await.sees_closed().await;
    let (status, took) = desk.stop().await;
    assert_eq!(status.code(), Some(0));
    assert!(took < SOON, "{took:?}");
}

#[tokio::test]
async fn an_interrupt_from_the_keyboard_ends_it_well_too() {
    let mut desk = Desk::open(PROGRAM).await;
    let mut ada = desk.ada().await;
    ada.sees_closed().await;
    desk.program().interrupt();
    assert_eq!(desk.program().ended().await.code(), Some(0));
    assert_eq!(ada.closed().await, RESTART);
}
