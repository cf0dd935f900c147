//! When a client that looks is shown what has changed: soon after the first change, and
//! not more often than its rhythm. Whoever waits for the next beat may be dropped and
//! wait again: no change is lost by it.

use std::time::Duration;

use tokio::sync::watch;
use tokio::time::{Instant, sleep_until};

/// How a client is shown changes.
#[derive(Debug, Default)]
pub(crate) struct Rhythm {
    /// Something has changed that was not shown.
    is_due: bool,
    not_before: Option<Instant>,
    rest: Duration,
}

impl Rhythm {
    /// Waits until something is to be shown; for ever when nothing changes any more.
    pub(crate) async fn beat(&mut self, changed: &mut watch::Receiver<()>, rest: Duration) {
        self.rest = rest;
        if !self.is_due {
            if changed.changed().await.is_err() {
                std::future::pending::<()>().await;
            }
            self.is_due = true;
        }
        if let Some(at) = self.not_before {
            sleep_until(at).await;
        }
    }

    /// It was shown.
    pub(crate) fn shown(&mut self) {
        self.is_due = false;
        self.not_before = Some(Instant::now() + self.rest);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn who_is_dropped_while_waiting_loses_no_change() {
        let (changes, mut changed) = watch::channel(());
        let (mut rhythm, rest) = (Rhythm::default(), Duration::from_secs(1));
        changes.send_replace(());
        rhythm.beat(&mut changed, rest).await;
        rhythm.shown();
        changes.send_replace(());
        let soon = Duration::from_millis(10);
        let cut = tokio::time::timeout(soon, rhythm.beat(&mut changed, rest)).await;
        assert!(cut.is_err(), "not so soon");
        rhythm.beat(&mut changed, rest).await;
        rhythm.shown();
        let more = tokio::time::timeout(rest * 2, rhythm.beat(&mut changed, rest)).await;
        assert!(more.is_err(), "all was shown");
    }
}
