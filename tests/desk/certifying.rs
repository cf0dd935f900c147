//! A certificate that the server gets by itself, from a real authority (Pebble).

use std::os::unix::fs::PermissionsExt;

use sportello_kit::Desk;
use sportello_kit::authority::Authority;

use crate::PROGRAM;

#[tokio::test]
async fn a_desk_gets_its_certificate_by_itself_and_has_it_after_a_restart() {
    const A_SEASON: u32 = 90 * 24 * 60 * 60;
    let mut authority = Authority::open(A_SEASON).await;
    let mut desk = certified_by(&authority).await;
    let first = authority.another_than(&[]).await;
    let folder = desk.data().join("acme");
    let open_to = std::fs::metadata(&folder)
        .expect("it is kept")
        .permissions();
    assert_eq!(open_to.mode() & 0o077, 0, "its key is for the server alone");
    let doctor = desk
        .command(&["doctor"])
        .envs(authority.settings())
        .output();
    let found = String::from_utf8_lossy(&doctor.expect("it runs").stdout).into_owned();
    assert!(
        found.contains("localhost gave it; it holds for 89 more days"),
        "{found}"
    );
    desk.stop().await;
    authority.close();
    desk.start().await;
    assert_eq!(authority.handshake().await.expect("what was kept"), first);
}

#[tokio::test]
async fn a_certificate_is_renewed_in_time_and_used_without_a_restart() {
    const A_LITTLE: u32 = 9;
    let authority = Authority::open(A_LITTLE).await;
    let _desk = certified_by(&authority).await;
    let first = authority.another_than(&[]).await;
    let second = authority.another_than(std::slice::from_ref(&first)).await;
    assert_ne!(first, second);
}

async fn certified_by(authority: &Authority) -> Desk {
    let settings = authority.settings();
    let settings = settings
        .each_ref()
        .map(|(name, value)| (*name, value.as_str()));
    Desk::open_with(PROGRAM, &settings).await
}
