//! What goes out to somebody who is not on the page.
//!
//! Whoever has something to send puts a row into the store's outbox and rings the
//! [`Bell`]; the [job](crate::jobs) takes rows that are due, hands each to a
//! [`Courier`] outside of any transaction, and writes how it came out. What may happen
//! to a row is decided in `sportello_core::outbox`.

mod appointment;
mod calendar;
mod cases;
mod courier;
mod letters;
mod loans;
mod own;
mod post;
mod push;

use std::sync::Arc;
use std::time::Duration;

use sportello_core::outbox::FIRST_RETRY;
use sportello_core::{Patience, Span};
use tokio::sync::{Notify, watch};

pub(crate) use calendar::{Calendars, account_of as calendar_account_of};
pub(crate) use courier::{Courier, Parcel, Secret};
pub(crate) use own::OwnOutbox;
pub(crate) use post::{Post, obstacle, security_of};
pub use push::PushSettings;
pub(crate) use push::{Pushing, device_in};

/// When things go out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OutboxPace {
    /// How long a patron has to read an answer on the page before it is told by mail.
    pub read_first: Duration,
    /// How long a thing waits after its first attempt, at most.
    pub first_retry: Duration,
}

impl Default for OutboxPace {
    fn default() -> Self {
        let retry = u64::try_from(FIRST_RETRY.as_millis()).unwrap_or_default();
        Self {
            read_first: Duration::from_secs(60),
            first_retry: Duration::from_millis(retry),
        }
    }
}

impl OutboxPace {
    pub(crate) fn read_first(&self) -> Span {
        span(self.read_first)
    }

    pub(crate) fn patience(&self) -> Patience {
        Patience {
            first: span(self.first_retry),
        }
    }
}

/// Wakes the job, and tells whoever looks at the outbox that it has changed.
#[derive(Clone, Debug, Default)]
pub(crate) struct Bell {
    wake: Arc<Notify>,
    changed: watch::Sender<()>,
}

impl Bell {
    /// Something may be due, or stands otherwise than before.
    pub(crate) fn ring(&self) {
        self.wake.notify_one();
        self.changed.send_replace(());
    }

    /// Something stands otherwise than before, and nothing is due for it.
    pub(crate) fn tell(&self) {
        self.changed.send_replace(());
    }

    /// Until somebody rings.
    pub(crate) async fn rung(&self) {
        self.wake.notified().await;
    }

    /// For whoever looks.
    pub(crate) fn watch(&self) -> watch::Receiver<()> {
        self.changed.subscribe()
    }
}

/// What stands behind the @ of a Message-ID of a server that patrons reach at this address.
pub(crate) fn host_of(base: &str) -> String {
    let host = url::Url::parse(base).ok();
    let host = host.and_then(|url| url.host_str().map(str::to_owned));
    host.unwrap_or_else(|| "localhost".into())
}

fn span(time: Duration) -> Span {
    Span::millis(i64::try_from(time.as_millis()).unwrap_or(i64::MAX))
}
