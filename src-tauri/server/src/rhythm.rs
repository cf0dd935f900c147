//! When a client that looks is shown what has changed: soon after the first change, and
//! not more often than its rhythm. Whoever waits for the next beat may be dropped and
//! wait again: no change is lost by it.

use std::collections::VecDeque;
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

/// Several things that are shown at every beat, one after another. Whoever is dropped
/// between two of them goes on with the next: a client that answers whatever it is shown
/// would else be shown the first for ever, and the last never.
#[derive(Debug)]
pub(crate) struct Rounds<T> {
    rhythm: Rhythm,
    owed: VecDeque<T>,
}

impl<T> Default for Rounds<T> {
    fn default() -> Self {
        Self {
            rhythm: Rhythm::default(),
            owed: VecDeque::new(),
        }
    }
}

impl<T: Copy> Rounds<T> {
    /// Waits for the next thing to be shown: the rest of a round that was begun, or at the
    /// next beat all of them. It is the next until it [was shown](Self::shown).
    pub(crate) async fn next(
        &mut self,
        changed: &mut watch::Receiver<()>,
        rest: Duration,
        all: &[T],
    ) -> T {
        loop {
            if let Some(next) = self.owed.front() {
                return *next;
            }
            self.rhythm.beat(changed, rest).await;
            // What changes from here on is for another round.
            self.rhythm.shown();
            self.owed.extend(all);
        }
    }

    /// The next thing was shown.
    pub(crate) fn shown(&mut self) {
        self.owed.pop_front();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn who_is_dropped_after_each_thing_is_shown_all_of_them_and_each_once() {
        let (changes, mut changed) = watch::channel(());
        let (mut rounds, rest) = (Rounds::default(), Duration::from_secs(1));
        changes.send_replace(());
        let mut told = Vec::new();
        for _ in 0..2 {
            let one = rounds.next(&mut changed, rest, &['a', 'b']).await;
            told.push(one);
            rounds.shown();
        }
        assert_eq!(told, ['a', 'b']);
        let more = rounds.next(&mut changed, rest, &['a', 'b']);
        let more = tokio::time::timeout(rest * 2, more).await;
        assert!(more.is_err(), "nothing has changed since");
        changes.send_replace(());
        let anew = rounds.next(&mut changed, rest, &['a', 'b']).await;
        let again = rounds.next(&mut changed, rest, &['a', 'b']).await;
        assert_eq!((anew, again), ('a', 'a'), "it was not shown yet");
    }

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
