//! How soon a library answers, over days as its clock has them.

use anyhow::Context;
use chrono::{NaiveDate, NaiveTime};
use sportello_core::{Settings, Span};
use sportello_store::{ServiceLevel, Store};

use super::find_library;

/// The days that are counted, both ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Days {
    /// The first.
    pub from: NaiveDate,
    /// The last.
    pub to: NaiveDate,
}

/// How soon patrons who came on these days were answered, and whose days they are:
/// the time zone of the library's hours.
///
/// # Errors
/// When there is no such library, the days can't be counted, or the store fails.
pub async fn service_level(
    store: &Store,
    library: &str,
    days: Days,
    within: Span,
) -> anyhow::Result<(ServiceLevel, String)> {
    anyhow::ensure!(
        days.from <= days.to,
        "{} is after {}: no day is counted",
        days.from,
        days.to
    );
    let library = find_library(store, library).await?;
    let settings = store.settings(library).await?;
    let (begin, zone) = beginning_of(&settings, days.from)?;
    let after = days.to.succ_opt().context("that day is too far away")?;
    let (end, _) = beginning_of(&settings, after)?;
    let counted = store.service_level(library, begin..end, within).await?;
    Ok((counted, zone))
}

/// When a date begins, and in which time zone: UTC where no hours are set.
fn beginning_of(settings: &Settings, date: NaiveDate) -> anyhow::Result<(i64, String)> {
    let of_desks = settings.desks.iter().filter_map(|desk| desk.hours.as_ref());
    let branches = settings.branches.iter();
    let of_branches = branches.filter_map(|branch| branch.hours.as_ref());
    match of_branches.chain(of_desks).next() {
        Some(hours) => {
            let begin = hours.beginning_of(date);
            Ok((
                begin.context("that day is too far away")?,
                hours.zone.name().to_owned(),
            ))
        }
        None => {
            let begin = date.and_time(NaiveTime::MIN).and_utc();
            Ok((begin.timestamp_millis(), "UTC".to_owned()))
        }
    }
}
