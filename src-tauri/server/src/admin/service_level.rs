//! How soon a library answers, over days as its clock has them.

use anyhow::Context;
use sportello_core::report::{Count, Totals};
use sportello_core::{Counted, ReportPeriod, Span, VisitFacts};
use sportello_store::Store;

use super::find_library;

/// How soon patrons who came on these days were answered, and whose days they are:
/// the time zone of the library's hours.
///
/// # Errors
/// When there is no such library, the days can't be counted, or the store fails.
pub async fn service_level(
    store: &Store,
    library: &str,
    days: ReportPeriod,
    within: Span,
) -> anyhow::Result<(Totals, String)> {
    let library = find_library(store, library).await?;
    let zone = store.settings(library).await?.zone();
    let mut count = Count::new(days, zone, within).context("no day is counted")?;
    let of = Counted {
        library,
        desks: None,
        topic: None,
    };
    let take = |visit: &VisitFacts| count.take(visit);
    store.visits_of(&of, days.instants(zone)?, take).await?;
    let (totals, _) = count.totals();
    Ok((totals, zone.name().to_owned()))
}
