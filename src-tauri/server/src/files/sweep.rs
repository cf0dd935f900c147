//! What nobody needs is swept up: files that were sent to the server and never into a
//! thread, and what a crash or an erasure left on the disk.

use std::time::Duration;

use sportello_store::{Store, StoreError};
use tokio::sync::watch;

use super::Files;
use super::disk::GRACE;
use crate::clock::Clock;

/// How often, beginning with the start.
const EVERY: Duration = Duration::from_secs(60 * 60);
/// How long a file waits for the message that names it, in milliseconds.
const PARKED: i64 = 24 * 60 * 60 * 1000;

/// Sweeps until all is ending.
pub(crate) async fn sweep_up(
    files: Files,
    store: Store,
    clock: Clock,
    mut stopping: watch::Receiver<bool>,
) {
    loop {
        if let Err(why) = sweep(&files, &store, clock).await {
            tracing::warn!(why = format!("{why:#}"), "files could not be swept up");
        }
        tokio::select! {
            () = tokio::time::sleep(EVERY) => {}
            _ = stopping.wait_for(|stop| *stop) => return,
        }
    }
}

/// The rows first: whoever sends a file later finds that it is gone.
async fn sweep(files: &Files, store: &Store, clock: Clock) -> anyhow::Result<()> {
    let before = clock.now().wall_millis() - PARKED;
    let mut writing = store.write().await?;
    let forgotten = sportello_store::forget_parked_files(&mut writing, before).await?;
    writing.commit().await.map_err(StoreError::from)?;
    let (known, folder) = (store.known_files().await?, files.folder.clone());
    let removed = tokio::task::spawn_blocking(move || folder.remove_orphans(&known, GRACE));
    let removed = removed.await??;
    if forgotten > 0 || removed > 0 {
        tracing::info!(forgotten, removed, "files were swept up");
    }
    Ok(())
}
