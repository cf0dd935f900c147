//! Waiting for something true of this process.

use std::time::{Duration, Instant};

/// How long anything may take on a busy computer.
const PATIENCE: Duration = Duration::from_secs(20);
const GLANCE: Duration = Duration::from_millis(10);

/// Waits until something is true of a living call.
pub async fn eventually(what: &str, mut holds: impl FnMut() -> bool) {
    let since = Instant::now();
    while !holds() {
        assert!(since.elapsed() < PATIENCE, "it never happened that {what}");
        tokio::time::sleep(GLANCE).await;
    }
}
