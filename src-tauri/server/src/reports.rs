//! The month's report: read from the store beside the owner, who never waits for it, and
//! written as a table or a document.

mod document;
mod paper;
mod sheet;
mod table;
mod words;

use std::collections::BTreeMap;

use sportello_core::report::{Count, WrongPeriod};
use sportello_core::{
    Counted, DeskId, Duty, LibraryId, Report, ReportPeriod, ReportSlice, Role, Settings, TopicId,
    VisitFacts,
};
use sportello_store::{Store, StoreError};

pub use document::pdf;
pub use table::csv;

/// Which report is wanted, and by whom.
#[derive(Clone, Copy, Debug)]
pub struct Wanted {
    /// Of which library.
    pub library: LibraryId,
    /// Of which days.
    pub period: ReportPeriod,
    /// Of which part of it.
    pub slice: ReportSlice,
    /// The role of who asks.
    pub role: Role,
    /// When it is made: milliseconds since 1970 UTC.
    pub at: i64,
}

/// Why there is no report.
#[derive(Debug, thiserror::Error)]
pub enum NoReport {
    /// Who asks may not see it.
    #[error("reports are for supervisors and administrators")]
    NotAllowed,
    /// The days can't be counted.
    #[error(transparent)]
    Period(#[from] WrongPeriod),
    /// The store failed.
    #[error(transparent)]
    Failed(#[from] StoreError),
}

/// Makes a report.
///
/// # Errors
/// Why there is none.
pub async fn report(store: &Store, wanted: &Wanted) -> Result<Report, NoReport> {
    if !wanted.role.may(Duty::SeeReports) {
        return Err(NoReport::NotAllowed);
    }
    wanted.period.check()?;
    let settings = store.settings(wanted.library).await?;
    let of = counted(wanted, &settings);
    let within = settings.reports.within();
    let mut count = Count::new(wanted.period, settings.zone(), within)?;
    let take = |visit: &VisitFacts| count.take(visit);
    let wanted_instants = Count::new(wanted.period, settings.zone(), within)?.wanted();
    store.visits_of(&of, wanted_instants, take).await?;
    let instants = count.instants();
    let cases = store.cases_of(&of, instants.clone()).await?;
    let cases = count.cases(cases.iter(), wanted.at);
    let appointments = store.count_appointments(&of, instants.clone()).await?;
    let notices = match of.topic {
        None => Some(store.count_notices(&of, instants).await?),
        Some(_) => None,
    };
    let names = topic_names(store, &count).await?;
    let (totals, before) = count.totals();
    let shows_people = settings.reports.per_person && wanted.role.may(Duty::Administer);
    let is_known = before.came + before.called_out > 0;
    let report = Report {
        library: settings.library.name.clone(),
        part: part(&wanted.slice, &settings, &names),
        period: wanted.period,
        kind: wanted.period.kind(),
        zone: settings.zone().name().to_owned(),
        slice: wanted.slice,
        within_seconds: settings.reports.within_seconds,
        made_at: wanted.at,
        too_few: false,
        totals,
        period_before: wanted.period.before(),
        before: is_known.then_some(before),
        modes: count.modes(),
        hours: count.hours(),
        days: count.days(),
        outcomes: count.outcomes(),
        topics: count.topics(|topic| names.get(&topic).cloned().unwrap_or_default()),
        languages: count.languages(),
        desks: match settings.desks.len() {
            0 | 1 => Vec::new(),
            _ => count.desks(|desk| desk_name(&settings, desk)),
        },
        people: shows_people.then(|| {
            count.people(|one| {
                let known = settings.librarians.iter().find(|known| known.id == one);
                known.map(|known| known.name.clone()).unwrap_or_default()
            })
        }),
        cases,
        appointments,
        notices,
    };
    Ok(report.leave_out_few())
}

/// Whose visits these are.
fn counted(wanted: &Wanted, settings: &Settings) -> Counted {
    let ReportSlice {
        branch,
        desk,
        topic,
    } = wanted.slice;
    let of_branch = |branch| {
        let desks = settings.desks.iter();
        let desks = desks.filter(move |one| one.branch == Some(branch));
        desks.map(|one| one.id).collect::<Vec<_>>()
    };
    Counted {
        library: wanted.library,
        desks: desk.map(|desk| vec![desk]).or(branch.map(of_branch)),
        topic,
    }
}

/// What the topics of visits are called, also those that were taken away.
async fn topic_names(
    store: &Store,
    count: &Count,
) -> Result<BTreeMap<TopicId, (String, String)>, StoreError> {
    let mut names = BTreeMap::new();
    for topic in count.topics(|_| Default::default()) {
        if let Some(topic) = topic.topic {
            names.insert(topic, store.topic_name(topic).await?);
        }
    }
    Ok(names)
}

/// The part of the library in words; empty for all of it.
fn part(
    slice: &ReportSlice,
    settings: &Settings,
    names: &BTreeMap<TopicId, (String, String)>,
) -> String {
    let branch = slice.branch.and_then(|id| {
        let known = settings.branches.iter().find(|one| one.id == id);
        known.map(|one| one.name.clone())
    });
    let desk = slice.desk.map(|id| desk_name(settings, id));
    let topic = slice.topic.and_then(|id| {
        let known = settings.topics.iter().find(|one| one.id == id);
        let known = known.map(|one| one.italian.clone());
        known.or_else(|| names.get(&id).map(|(italian, _)| italian.clone()))
    });
    let parts: Vec<String> = [branch, desk, topic].into_iter().flatten().collect();
    parts.join(", ")
}

fn desk_name(settings: &Settings, desk: DeskId) -> String {
    let known = settings.desks.iter().find(|one| one.id == desk);
    known.map(|one| one.name.clone()).unwrap_or_default()
}
