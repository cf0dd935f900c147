//! What happened at a library's desks in a time, as figures: the month's report.
//!
//! **The rule.** Every figure is counted from what stands in the store of each visit and
//! from nothing else, by [`Count`]; what each of them means is said in
//! `docs/reports.md`. No figure tells of one person: what would stand on fewer than
//! [`FEW`] visits is left out ([`Report::leave_out_few`]).
//!
//! It reads no store and no clock. Who may see a report is the server's to judge.

mod count;
mod few;
mod period;

use serde::{Deserialize, Serialize};

use crate::contact::{Language, Mode, Outcome};
use crate::ids::{BranchId, DeskId, LibrarianId, LibraryId, TopicId};
use crate::moment::Span;
use crate::notices::NoticeKind;
use crate::wait::WaitRange;

pub use count::Count;
pub use few::FEW;
pub use period::{PeriodKind, ReportPeriod, WrongPeriod};

/// What T may be set to, in seconds.
pub const WITHIN_SECONDS: (u32, u32) = (5, 600);

/// What is set of reports.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct ReportsForm {
    /// How soon somebody should be answered, in seconds: T of SL and SL2.
    pub within_seconds: u32,
    /// Administrators see on the screen how much each librarian has answered. Off unless
    /// the library has agreed on it with its staff.
    pub per_person: bool,
}

impl Default for ReportsForm {
    fn default() -> Self {
        Self {
            within_seconds: 20,
            per_person: false,
        }
    }
}

impl ReportsForm {
    /// How soon somebody should be answered.
    pub fn within(&self) -> Span {
        Span::seconds(self.within_seconds.into())
    }
}

/// Which part of a library a report is about.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct ReportSlice {
    /// The desks of one branch, as they belong to it today.
    pub branch: Option<BranchId>,
    /// One desk.
    pub desk: Option<DeskId>,
    /// One topic.
    pub topic: Option<TopicId>,
}

/// One visit, as it is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct VisitFacts {
    /// The desk it came to.
    pub desk: DeskId,
    /// What it was about.
    pub topic: Option<TopicId>,
    /// Who answered last.
    pub librarian: Option<LibrarianId>,
    /// How patron and librarian met, at last.
    pub mode: Mode,
    /// What the patron reads.
    pub language: Language,
    /// A librarian called: it is no visit, and counted apart.
    pub is_called_out: bool,
    /// When it began: milliseconds since 1970 UTC.
    pub arrived: i64,
    /// When it was first answered.
    pub answered: Option<i64>,
    /// How long its patron was back in the line after a seat was lost, in milliseconds.
    pub back_in_line: i64,
    /// When it was over.
    pub ended: Option<i64>,
    /// How it came out, once it is over.
    pub outcome: Option<Outcome>,
    /// A librarian wrote down how.
    pub is_written: bool,
    /// What was told at the arrival.
    pub told: Option<WaitRange>,
    /// The patron's rating.
    pub stars: Option<u8>,
}

/// A part of a whole.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct Share {
    /// How many.
    pub part: u32,
    /// Of how many.
    pub whole: u32,
}

impl Share {
    /// In thousandths, rounded; none of a whole of nothing.
    pub fn thousandths(self) -> Option<u32> {
        (self.whole > 0).then(|| {
            let (part, whole) = (u64::from(self.part), u64::from(self.whole));
            u32::try_from((part * 2_000 + whole) / (whole * 2)).unwrap_or(u32::MAX)
        })
    }
}

/// How long something took, of several: the nearest rank, in whole seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct Lengths {
    /// Half of them took no longer.
    pub median: u32,
    /// Nine of ten took no longer.
    pub ninetieth: u32,
    /// The longest.
    pub longest: u32,
}

/// Something on average.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct Mean {
    /// Of how many.
    pub count: u32,
    /// The mean in hundredths, rounded; none where it would tell of too few.
    pub hundredths: Option<u32>,
}

/// The figures of a time that are compared with those of the time before.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct Totals {
    /// Visits: patrons who took a place in the line.
    pub came: u32,
    /// Of these, who was answered at least once.
    pub answered: u32,
    /// And within T.
    pub answered_in_time: u32,
    /// Over without an answer.
    pub abandoned: u32,
    /// And within T: who left so soon has hardly waited.
    pub abandoned_in_time: u32,
    /// Left the line without an answer because the time of an appointment had come.
    pub to_appointment: u32,
    /// In the line when the report was made.
    pub waiting: u32,
    /// Calls that librarians made to patrons; no visits.
    pub called_out: u32,
    /// Of these, how many were answered.
    pub reached: u32,
    /// From the arrival to the first answer, of those answered.
    pub wait: Option<Lengths>,
    /// From the arrival to the end, of those abandoned.
    pub patience: Option<Lengths>,
    /// Of the answered who had been told a range of minutes, whose wait lay in it.
    pub told: Share,
    /// From the answer to the end, in seconds; without what was spent in the line again.
    pub talk: Mean,
    /// Of the answered that are over, how many were resolved there and then.
    pub first_level: Share,
    /// Answered, over, and nobody wrote down how: counted as resolved.
    pub not_written: u32,
    /// The patrons' ratings, 1 to 5.
    pub rating: Mean,
}

impl Totals {
    /// SL: of the answered, who was answered within T.
    pub fn sl(&self) -> Share {
        Share {
            part: self.answered_in_time,
            whole: self.answered,
        }
    }

    /// SL2: of all who were answered or gave up, who was answered or gave up within T.
    pub fn sl2(&self) -> Share {
        Share {
            part: self.answered_in_time + self.abandoned_in_time,
            whole: self.answered + self.abandoned,
        }
    }
}

/// How many visits something had. What stands on fewer than [`FEW`] is not told.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct Visits {
    /// All.
    pub came: u32,
    /// Answered.
    pub answered: u32,
    /// Abandoned.
    pub abandoned: u32,
    /// Answered, over, and resolved there and then.
    pub resolved: u32,
}

/// The visits of one channel.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct OfMode {
    /// Which.
    pub mode: Mode,
    /// How many.
    pub visits: Visits,
}

/// The visits of one day or month.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct OfDay {
    /// The day; of a month the first.
    #[cfg_attr(feature = "types", ts(type = "string"))]
    pub day: chrono::NaiveDate,
    /// How many.
    pub visits: Visits,
}

/// How many visits came out so.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct OfOutcome {
    /// How.
    pub outcome: Outcome,
    /// How many.
    pub count: u32,
}

/// The visits about a topic.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct OfTopic {
    /// Which; none for those about nothing that was said.
    pub topic: Option<TopicId>,
    /// In Italian.
    pub italian: String,
    /// In English.
    pub english: String,
    /// How many; none for fewer than [`FEW`].
    pub visits: Option<Visits>,
}

/// The visits in a language.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct OfLanguage {
    /// Which.
    pub language: Language,
    /// How many; none for fewer than [`FEW`].
    pub visits: Option<Visits>,
}

/// The visits of a desk.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct OfDesk {
    /// Which.
    pub desk: DeskId,
    /// What people call it.
    pub name: String,
    /// How many; none for fewer than [`FEW`].
    pub visits: Option<Visits>,
}

/// What a librarian has answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct OfPerson {
    /// Who.
    pub librarian: LibrarianId,
    /// What they are called.
    pub name: String,
    /// How many visits; none for fewer than [`FEW`].
    pub answered: Option<u32>,
    /// How long they took on average, in seconds.
    pub talk: Mean,
}

/// What was booked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct Appointments {
    /// Booked in this time, for whenever.
    pub booked: u32,
    /// In this time it took place.
    pub kept: u32,
    /// The patron did not come.
    pub no_shows: u32,
    /// The patron cancelled it.
    pub cancelled_by_patron: u32,
    /// The desk did.
    pub cancelled_by_desk: u32,
    /// Nobody confirmed it.
    pub not_confirmed: u32,
    /// It is still to come.
    pub to_come: u32,
}

/// Cases that were opened.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct Cases {
    /// Opened in this time.
    pub opened: u32,
    /// Of these, how many have had an answer.
    pub answered: u32,
    /// Of those that have had one or whose promised day is over, which were answered by
    /// the day that was promised first.
    pub in_time: Share,
    /// Closed in this time, whenever they were opened.
    pub closed: u32,
}

/// One case, as it is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CaseFacts {
    /// When it was opened: milliseconds since 1970 UTC.
    pub opened: i64,
    /// The day that was promised first.
    pub promised: chrono::NaiveDate,
    /// When it was first answered.
    pub answered: Option<i64>,
    /// When it was closed.
    pub closed: Option<i64>,
}

/// How many notices of a kind were sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct OfNotice {
    /// Which.
    pub kind: NoticeKind,
    /// How many.
    pub count: u32,
}

/// Notices about loans, and what patrons answered.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct Notices {
    /// How many were sent, by kind.
    pub sent: Vec<OfNotice>,
    /// Loans that were renewed.
    pub renewed: u32,
    /// Renewals that could not be.
    pub not_renewed: u32,
    /// Patrons who said that it was returned.
    pub returned: u32,
    /// Patrons who wanted to talk about it.
    pub to_talk: u32,
}

/// The report of a time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct Report {
    /// The library's name.
    pub library: String,
    /// Which part of it, in words; empty for all of it.
    pub part: String,
    /// The days.
    pub period: ReportPeriod,
    /// What they are.
    pub kind: PeriodKind,
    /// The clock by which they are counted.
    pub zone: String,
    /// Which part of the library.
    pub slice: ReportSlice,
    /// T, in seconds.
    pub within_seconds: u32,
    /// When it was made: milliseconds since 1970 UTC.
    #[cfg_attr(feature = "types", ts(type = "number"))]
    pub made_at: i64,
    /// It is about so few that nothing is told.
    pub too_few: bool,
    /// The figures.
    pub totals: Totals,
    /// The days before.
    pub period_before: ReportPeriod,
    /// Their figures; none where they are of too few, or of a time that nothing is
    /// known of.
    pub before: Option<Totals>,
    /// By channel.
    pub modes: Vec<OfMode>,
    /// Arrivals by day of the week, Monday first, and hour.
    pub hours: Vec<Vec<u32>>,
    /// By day, or by month where there are many ([`Report::is_by_month`]).
    pub days: Vec<OfDay>,
    /// By outcome; visits that are over.
    pub outcomes: Vec<OfOutcome>,
    /// By topic.
    pub topics: Vec<OfTopic>,
    /// By language.
    pub languages: Vec<OfLanguage>,
    /// By desk, where there are several.
    pub desks: Vec<OfDesk>,
    /// By librarian: only where the library has set so, and for administrators.
    pub people: Option<Vec<OfPerson>>,
    /// What went on as a case.
    pub cases: Cases,
    /// What was booked.
    pub appointments: Appointments,
    /// Notices about loans; none for a topic: no loan has one.
    pub notices: Option<Notices>,
}

impl Report {
    /// Its days are shown by month.
    pub fn is_by_month(&self) -> bool {
        self.period.days() > period::MOST_DAYS
    }
}

/// Whose visits are counted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Counted {
    /// The library.
    pub library: LibraryId,
    /// Of these desks only; none for all of them.
    pub desks: Option<Vec<DeskId>>,
    /// About this topic only.
    pub topic: Option<TopicId>,
}

#[cfg(test)]
mod tests;
