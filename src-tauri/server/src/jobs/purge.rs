//! Every night what is past its retention is taken away.
//!
//! **The rule.** At half past three, local time of the first branch that has hours;
//! a night that was missed is caught up with at the start. The rows go in one
//! transaction; whoever holds a thread in memory is told of it afterwards. A contact
//! under way is not disturbed: the store leaves its thread alone.

use std::collections::BTreeMap;
use std::time::Duration;

use chrono::{DateTime, NaiveTime, TimeZone, Utc};
use sportello_core::LibraryId;
use sportello_core::hours::Tz;
use sportello_store::{Earnest, Store, StoreError};
use tokio::sync::watch;

use crate::clock::Clock;
use crate::owner::{Input, OwnerHandle};

/// How long a librarian's session may last at all, in milliseconds.
pub const SESSIONS_LAST: i64 = 90 * 86_400_000;
/// When nobody is there, not even those who come in early.
const HOUR: NaiveTime = NaiveTime::from_hms_opt(3, 30, 0).expect("a time of day");
/// How often the clock is looked at: it may be set, and a computer may sleep.
const LOOK: Duration = Duration::from_secs(10 * 60);
/// Where a library's clock hangs that has not said.
const ZONE: Tz = Tz::Europe__Rome;

/// Purges at its hour until all is ending.
pub(crate) async fn purge_nightly(
    store: Store,
    owners: BTreeMap<LibraryId, OwnerHandle>,
    clock: Clock,
    mut stopping: watch::Receiver<bool>,
) {
    loop {
        if let Err(why) = purge_if_due(&store, &owners, clock).await {
            tracing::error!(%why, "the purge failed; it is tried again");
        }
        tokio::select! {
            () = tokio::time::sleep(LOOK) => {}
            _ = stopping.wait_for(|stop| *stop) => return,
        }
    }
}

async fn purge_if_due(
    store: &Store,
    owners: &BTreeMap<LibraryId, OwnerHandle>,
    clock: Clock,
) -> Result<(), StoreError> {
    let now = clock.now().wall_millis();
    let last = store.last_purge().await?.map(|(at, _)| at);
    if !is_due(last, now, zone(store).await?) {
        return Ok(());
    }
    let purge = store
        .purge(now, now - SESSIONS_LAST, Earnest::Really)
        .await?;
    let report = purge.report;
    tracing::info!(
        threads = report.threads,
        messages = report.messages,
        files = report.files,
        contacts = report.contacts,
        patrons = report.patrons,
        sessions = report.sessions,
        "what was past its retention is gone"
    );
    for (library, thread) in purge.threads {
        if let Some(owner) = owners.get(&library) {
            owner.tell(Input::Purged { thread }).await;
        }
    }
    Ok(())
}

/// Where the clock of the first branch hangs.
async fn zone(store: &Store) -> Result<Tz, StoreError> {
    for library in store.libraries().await? {
        let settings = store.settings(library.id).await?;
        let branches = settings.branches.iter();
        let desks = settings.desks.iter();
        let hours = branches
            .filter_map(|branch| branch.hours.as_ref())
            .chain(desks.filter_map(|desk| desk.hours.as_ref()));
        if let Some(hours) = hours.into_iter().next() {
            return Ok(hours.zone);
        }
    }
    Ok(ZONE)
}

/// Whether the latest half past three came after the last purge. A purge in the
/// future was stamped by a clock that has been set back since: it does not count.
fn is_due(last: Option<i64>, now: i64, zone: Tz) -> bool {
    let Some(last) = last.filter(|last| *last <= now) else {
        return true;
    };
    last < latest_hour(now, zone)
}

fn latest_hour(now: i64, zone: Tz) -> i64 {
    let local = DateTime::from_timestamp_millis(now)
        .unwrap_or_default()
        .with_timezone(&zone);
    let days = local.date_naive().iter_days().rev().take(3);
    let hours = days.filter_map(|day| {
        let at = zone.from_local_datetime(&day.and_time(HOUR)).earliest()?;
        Some(at.with_timezone(&Utc).timestamp_millis())
    });
    hours
        .into_iter()
        .find(|hour| *hour <= now)
        .unwrap_or(i64::MIN)
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR_MILLIS: i64 = 3_600_000;

    fn at(text: &str) -> i64 {
        let at = DateTime::parse_from_rfc3339(text).expect("a time");
        at.timestamp_millis()
    }

    #[test]
    fn a_first_start_purges_and_then_once_a_night() {
        let noon = at("2026-11-22T12:00:00+01:00");
        assert!(is_due(None, noon, ZONE));
        assert!(!is_due(Some(noon), noon + HOUR_MILLIS, ZONE));
        let night = at("2026-11-23T03:30:00+01:00");
        assert!(!is_due(Some(noon), night - 1, ZONE));
        assert!(is_due(Some(noon), night, ZONE));
        assert!(!is_due(Some(night), night + 23 * HOUR_MILLIS, ZONE));
    }

    #[test]
    fn a_night_that_was_missed_is_caught_up_with() {
        let before = at("2026-11-20T03:40:00+01:00");
        assert!(is_due(Some(before), at("2026-11-22T09:00:00+01:00"), ZONE));
    }

    #[test]
    fn the_hour_is_local_and_comes_once_when_the_clock_changes() {
        let spring = at("2026-03-29T03:30:00+02:00");
        assert_eq!(latest_hour(spring, ZONE), spring);
        let autumn = at("2026-10-25T03:30:00+01:00");
        assert_eq!(latest_hour(autumn, ZONE), autumn);
        assert_eq!(
            latest_hour(autumn - 1, ZONE),
            at("2026-10-24T03:30:00+02:00")
        );
        let tokyo = at("2026-11-22T03:30:00+09:00");
        assert_eq!(latest_hour(tokyo, Tz::Asia__Tokyo), tokyo);
    }

    #[test]
    fn a_purge_of_tomorrow_does_not_keep_todays_from_happening() {
        let noon = at("2026-11-22T12:00:00+01:00");
        assert!(is_due(Some(noon + 400 * 24 * HOUR_MILLIS), noon, ZONE));
    }
}
