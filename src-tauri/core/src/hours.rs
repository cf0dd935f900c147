//! Opening hours: when a desk is open, until when, and when it opens next.
//!
//! **The rule.** Hours are kept as people write them, in local time, week by week,
//! with dates that differ; instants are worked out on demand, from the wall clock
//! that the caller brings. What holds on a date is, in this order: its exception,
//! its holiday, its day of the week. Openings that touch are one, also across
//! midnight: a desk open to 24:00 and again from 00:00 does not close in between.
//!
//! **When the clock changes.** Local time leaps over an hour in spring. An opening
//! that begins or ends in that hour does so at the instant after it, and one that
//! lies in it whole does not take place. In autumn an hour comes twice: openings
//! begin with the first and end with the second, so that a desk is open rather a
//! little longer than with a hole.
//!
//! Beyond 60 days nothing is promised: by then somebody has changed the hours.
//! Nothing here says whether somebody is at the desk; that is presence.

pub(crate) mod form;
mod holidays;
mod instants;
mod local;
#[cfg(test)]
mod tests;
mod text;
mod week;

pub(crate) use instants::instant_in;
use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use chrono::{DateTime, Datelike, Days, NaiveDateTime};
pub use chrono::{NaiveDate, Weekday};
pub use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

pub use form::{ClosureForm, HoursForm, HoursPreview, PreviewDay};
pub use holidays::{Holidays, italian_holidays};
pub(crate) use local::{beginning, ending};
pub use week::{HoursError, Opening, Week};

/// How far ahead an opening or a closing is looked for, in days.
pub const DAYS_AHEAD: u64 = 60;

/// [`DAYS_AHEAD`] in milliseconds.
const AHEAD: i64 = DAYS_AHEAD as i64 * 86_400_000;

/// How many dates may differ from the week.
pub const DAYS_THAT_DIFFER: u32 = 800;

/// The years in which a wall clock is believed; outside them a desk is closed.
const CALENDAR: RangeInclusive<i32> = 1..=9999;

/// When a desk is open.
///
/// In a settings file:
///
/// ```toml
/// zone = "Europe/Rome"
/// holidays = "it"
///
/// [week]
/// monday = ["09:00-13:00", "15:00-19:00"]
///
/// [[exceptions]]
/// date = "2026-12-24"
/// hours = ["09:00-12:00"]
/// reason = "Vigilia di Natale"
///
/// [[exceptions]]
/// date = "2026-12-27"
/// reason = "Inventario"
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "text::HoursText", into = "text::HoursText")]
pub struct Hours {
    /// Where the desk's clock hangs.
    pub zone: Tz,
    /// The hours of every week.
    pub week: Week,
    /// Public holidays on which the desk is closed, unless an exception says more.
    pub holidays: Option<Holidays>,
    /// Dates that differ from the week.
    pub exceptions: BTreeMap<NaiveDate, Day>,
}

/// What holds on a date that differs from the week.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Day {
    /// Closed all day.
    Closed {
        /// Why, for the page; may be empty.
        reason: String,
    },
    /// Open at hours of its own.
    Open {
        /// When, in order.
        openings: Vec<Opening>,
        /// Why, for the page; may be empty.
        reason: String,
    },
}

impl Day {
    /// Why it differs; may be empty.
    pub fn reason(&self) -> &str {
        match self {
            Self::Closed { reason } | Self::Open { reason, .. } => reason,
        }
    }
}

/// Whether a desk is open, and when that changes. Instants are milliseconds since
/// 1970 UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OpenState {
    /// Open.
    Open {
        /// When it closes. For a desk that does not close in [`DAYS_AHEAD`] days,
        /// the end of those; [`Hours::next_change`] is then `None`.
        until: i64,
    },
    /// Closed.
    Closed {
        /// When it opens, if it does within [`DAYS_AHEAD`] days.
        opens: Option<i64>,
    },
}

impl Hours {
    /// Whether the desk is open at an instant (milliseconds since 1970 UTC).
    pub fn at(&self, wall_millis: i64) -> OpenState {
        let horizon = wall_millis.saturating_add(AHEAD);
        match self.stretch(wall_millis) {
            Some(stretch) if stretch.begin <= wall_millis => OpenState::Open {
                until: stretch.end.min(horizon),
            },
            Some(stretch) if stretch.begin <= horizon => OpenState::Closed {
                opens: Some(stretch.begin),
            },
            Some(_) | None => OpenState::Closed { opens: None },
        }
    }

    /// When the desk next opens or closes, if it does within [`DAYS_AHEAD`] days:
    /// the instant at which the page must be told again.
    pub fn next_change(&self, wall_millis: i64) -> Option<i64> {
        let stretch = self.stretch(wall_millis)?;
        let change = if stretch.begin <= wall_millis {
            stretch.end
        } else {
            stretch.begin
        };
        (change <= wall_millis.saturating_add(AHEAD)).then_some(change)
    }

    /// The openings of the local day that holds this instant, in order; none when
    /// the desk is closed all day.
    pub fn day(&self, wall_millis: i64) -> &[Opening] {
        self.local(wall_millis)
            .map_or(&[], |local| self.on(local.date()).0)
    }

    /// Why the local day that holds this instant differs from the week: what the
    /// exception says, or the name of the holiday.
    pub fn reason(&self, wall_millis: i64) -> Option<&str> {
        self.local(wall_millis)
            .and_then(|local| self.on(local.date()).1)
    }

    /// Whether nobody will find the desk open within [`DAYS_AHEAD`] days: it is
    /// closed now and no opening comes.
    pub fn never_opens(&self, wall_millis: i64) -> bool {
        self.at(wall_millis) == OpenState::Closed { opens: None }
    }

    /// The hours of every week, for a table.
    pub fn week(&self) -> &Week {
        &self.week
    }

    /// The instant at which a date begins where the library is, in milliseconds since
    /// 1970 UTC.
    pub fn beginning_of(&self, date: NaiveDate) -> Option<i64> {
        local::beginning(self.zone, date, 0)
    }

    /// What the desk's clock and calendar show at an instant, for a page that is
    /// written by the server. `None` outside the years 1 to 9999.
    pub fn local(&self, wall_millis: i64) -> Option<NaiveDateTime> {
        let instant = DateTime::from_timestamp_millis(wall_millis)?;
        CALENDAR
            .contains(&instant.year())
            .then(|| instant.with_timezone(&self.zone).naive_local())
    }

    /// The stretch without a hole that holds an instant, or else the next one.
    fn stretch(&self, wall_millis: i64) -> Option<Stretch> {
        let today = self.local(wall_millis)?.date();
        // A day early, for a zone whose clock is put back to midnight: there an
        // opening of yesterday ends an hour into today. A day late, so that the
        // end of the last day looked at lies beyond the horizon and is never
        // mistaken for a closing.
        let first = today.checked_sub_days(Days::new(1))?;
        let mut ahead = first
            .iter_days()
            .take(DAYS_AHEAD as usize + 3)
            .flat_map(|date| self.stretches(date))
            .skip_while(|stretch| stretch.end <= wall_millis);
        let mut found = ahead.next()?;
        for next in ahead {
            if next.begin > found.end {
                break;
            }
            found.end = found.end.max(next.end);
        }
        Some(found)
    }

    /// The openings of a date as instants, in order, without those that the clock
    /// leaps over.
    fn stretches(&self, date: NaiveDate) -> Vec<Stretch> {
        let mut stretches: Vec<Stretch> = self
            .on(date)
            .0
            .iter()
            .filter_map(|opening| {
                Some(Stretch {
                    begin: local::beginning(self.zone, date, opening.from())?,
                    end: local::ending(self.zone, date, opening.to())?,
                })
            })
            .filter(|stretch| stretch.begin < stretch.end)
            .collect();
        // An exception is built by hand somewhere, and nothing keeps it in order.
        stretches.sort_by_key(|stretch| stretch.begin);
        stretches
    }

    /// What holds on a date, and why where it differs from the week.
    fn on(&self, date: NaiveDate) -> (&[Opening], Option<&str>) {
        match self.exceptions.get(&date) {
            Some(Day::Closed { reason }) => (&[], said(reason)),
            Some(Day::Open { openings, reason }) => (openings, said(reason)),
            None => match self.holidays.and_then(|holidays| holidays.name(date)) {
                Some(name) => (&[], Some(name)),
                None => (self.week.on(date.weekday()), None),
            },
        }
    }
}

/// From one instant to another, the end not included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Stretch {
    pub begin: i64,
    pub end: i64,
}

/// A reason, if one was given.
fn said(reason: &str) -> Option<&str> {
    (!reason.is_empty()).then_some(reason)
}
