//! How long a librarian's session lasts, and who watches over it.
//!
//! **The rule.** A session ends when it was not used for a while, when it is old, and
//! when somebody ends it; a socket that lives by it ends within a moment, too. Used
//! means that the librarian did something: a window that was left open is no use.
//! Trouble with the database ends nobody's session.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use sportello_store::{Session, Store, StoreError};
use tokio::sync::watch;
use tokio::time::sleep;

use crate::clock::Clock;

/// How often the use of a session is written down, and its end looked for.
const LOOK_AGAIN: Duration = Duration::from_secs(60);

/// How long a session lasts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SessionLife {
    /// Without being used.
    pub idle: Duration,
    /// At all.
    pub longest: Duration,
}

impl Default for SessionLife {
    /// The desk's program keeps its session in the computer's own keyring, behind the
    /// computer's own sign-in: it lasts over a night and a long weekend, but not over
    /// the holidays; and once a month a password.
    fn default() -> Self {
        Self {
            idle: Duration::from_secs(7 * 24 * 60 * 60),
            longest: Duration::from_secs(30 * 24 * 60 * 60),
        }
    }
}

impl SessionLife {
    /// How long a session has left; `None` when it is over.
    pub(crate) fn left(&self, session: &Session, now: i64) -> Option<Duration> {
        let until = |from: i64, span: Duration| {
            let left = from.saturating_add(millis(span)).saturating_sub(now);
            u64::try_from(left).ok().filter(|left| *left > 0)
        };
        let idle = until(session.last_used_at, self.idle)?;
        let longest = until(session.begun_at, self.longest)?;
        Some(Duration::from_millis(idle.min(longest)))
    }

    /// Sessions that were begun before the first moment or used before the second
    /// are over.
    pub(crate) fn over_before(&self, now: i64) -> (i64, i64) {
        (now - millis(self.longest), now - millis(self.idle))
    }
}

/// Watches over the session of one socket.
pub(crate) struct Watcher {
    pub(crate) store: Store,
    pub(crate) clock: Clock,
    pub(crate) life: SessionLife,
    pub(crate) token_hash: String,
    /// The librarian did something since this was looked at last.
    pub(crate) used: Arc<AtomicBool>,
    /// Somebody ended a session, maybe this one.
    pub(crate) changed: watch::Receiver<()>,
}

impl Watcher {
    /// Waits until the session is over.
    pub(crate) async fn until_over(mut self) {
        loop {
            let now = self.clock.now().wall_millis();
            if self.used.swap(false, Ordering::Relaxed)
                && let Err(why) = self.write_use(now).await
            {
                self.used.store(true, Ordering::Relaxed);
                tracing::warn!(%why, "the use of a session could not be written");
            }
            let left = match self.store.session(&self.token_hash).await {
                Ok(session) => self.life.left(&session, now),
                Err(StoreError::NotFound) => None,
                Err(why) => {
                    tracing::warn!(%why, "a session could not be looked up");
                    Some(LOOK_AGAIN)
                }
            };
            let Some(left) = left else { return };
            tokio::select! {
                () = sleep(left.min(LOOK_AGAIN)) => {}
                _ = self.changed.changed() => {}
            }
        }
    }

    async fn write_use(&self, now: i64) -> Result<(), StoreError> {
        let mut writing = self.store.write().await?;
        sportello_store::use_session(&mut writing, &self.token_hash, now).await?;
        writing.commit().await.map_err(StoreError::from)
    }
}

fn millis(span: Duration) -> i64 {
    i64::try_from(span.as_millis()).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use sportello_core::{LibrarianId, LibraryId};
    use sportello_store::Account;

    const HOUR: i64 = 60 * 60 * 1000;

    fn left(begun_at: i64, last_used_at: i64) -> Option<i64> {
        let account = Account {
            id: LibrarianId(uuid::Uuid::nil()),
            library: LibraryId(uuid::Uuid::nil()),
            password_hash: String::new(),
        };
        let session = Session {
            id: sportello_core::SessionId(uuid::Uuid::nil()),
            account,
            begun_at,
            last_used_at,
        };
        let left = SessionLife::default().left(&session, 1_000 * HOUR)?;
        Some(millis(left))
    }

    #[test]
    fn a_session_lasts_over_a_long_weekend_but_not_over_the_holidays() {
        let evening = 1_000 * HOUR - 4 * 24 * HOUR;
        assert_eq!(left(evening - HOUR, evening), Some(3 * 24 * HOUR));
        let before_the_holidays = 1_000 * HOUR - 7 * 24 * HOUR;
        assert_eq!(left(before_the_holidays, before_the_holidays), None);
    }

    #[test]
    fn a_session_in_daily_use_lasts_a_month() {
        assert_eq!(left(281 * HOUR, 1_000 * HOUR), Some(HOUR));
        assert_eq!(left(280 * HOUR, 1_000 * HOUR), None);
    }

    #[test]
    fn a_clock_that_was_set_back_ends_nothing() {
        assert_eq!(left(1_001 * HOUR, 1_001 * HOUR), Some((7 * 24 + 1) * HOUR));
    }
}
