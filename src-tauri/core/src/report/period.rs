//! The days of a report, both ends included, and those before that they are compared
//! with: of a month the month before, of any other days as many before them.

use std::ops::Range;

use chrono::{Datelike, Days, Months, NaiveDate};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use crate::hours::beginning;

/// The longest period, in days.
const LONGEST: i64 = 366;
/// In a longer one months are shown and not days.
pub(super) const MOST_DAYS: i64 = 92;

/// Days, both ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct ReportPeriod {
    /// The first.
    #[cfg_attr(feature = "types", ts(type = "string"))]
    pub from: NaiveDate,
    /// The last.
    #[cfg_attr(feature = "types", ts(type = "string"))]
    pub to: NaiveDate,
}

/// What days are together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub enum PeriodKind {
    /// A month of the calendar.
    Month,
    /// A quarter of a year.
    Quarter,
    /// A year.
    Year,
    /// Any other days.
    Days,
}

/// Why days can't be counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WrongPeriod {
    /// The last comes before the first.
    #[error("the last day comes before the first")]
    Backwards,
    /// They are more than a year.
    #[error("a report has at most a year")]
    TooLong,
    /// Outside of the calendar.
    #[error("these days are too far away")]
    TooFar,
}

impl ReportPeriod {
    /// The month of a day.
    pub fn month_of(day: NaiveDate) -> Self {
        Self::months(first_of_month(day), 1)
    }

    fn months(from: NaiveDate, months: u32) -> Self {
        let after = from.checked_add_months(Months::new(months));
        let to = after.and_then(|day| day.pred_opt()).unwrap_or(from);
        Self { from, to }
    }

    /// How many days.
    pub fn days(self) -> i64 {
        (self.to - self.from).num_days() + 1
    }

    /// What they are together.
    pub fn kind(self) -> PeriodKind {
        let is = |months| self == Self::months(self.from, months) && self.from.day() == 1;
        if is(1) {
            PeriodKind::Month
        } else if is(3) && self.from.month0().is_multiple_of(3) {
            PeriodKind::Quarter
        } else if is(12) && self.from.month0() == 0 {
            PeriodKind::Year
        } else {
            PeriodKind::Days
        }
    }

    /// The days before, that these are compared with.
    pub fn before(self) -> Self {
        let months = match self.kind() {
            PeriodKind::Month => 1,
            PeriodKind::Quarter => 3,
            PeriodKind::Year => 12,
            PeriodKind::Days => {
                let days = Days::new(self.days().unsigned_abs());
                let back = |day: NaiveDate| day.checked_sub_days(days).unwrap_or(NaiveDate::MIN);
                return Self {
                    from: back(self.from),
                    to: back(self.to),
                };
            }
        };
        let from = self.from.checked_sub_months(Months::new(months));
        Self::months(from.unwrap_or(NaiveDate::MIN), months)
    }

    /// Whether a report can be about them.
    ///
    /// # Errors
    /// [`WrongPeriod::TooLong`] for more than a year.
    pub fn check(self) -> Result<(), WrongPeriod> {
        if self.days() > LONGEST {
            return Err(WrongPeriod::TooLong);
        }
        Ok(())
    }

    /// The instants from its beginning until after its end, by a clock: milliseconds since
    /// 1970 UTC.
    ///
    /// # Errors
    /// Why these are no days that can be counted.
    pub fn instants(self, zone: Tz) -> Result<Range<i64>, WrongPeriod> {
        if self.to < self.from {
            return Err(WrongPeriod::Backwards);
        }
        let begin = beginning(zone, self.from, 0).ok_or(WrongPeriod::TooFar)?;
        let after = self.to.succ_opt().ok_or(WrongPeriod::TooFar)?;
        let end = beginning(zone, after, 0).ok_or(WrongPeriod::TooFar)?;
        Ok(begin..end)
    }

    /// What is shown one by one: its days, or its months when it is long.
    pub(super) fn steps(self) -> Vec<NaiveDate> {
        if self.days() <= MOST_DAYS {
            let days = self.from.iter_days();
            return days.take_while(|day| *day <= self.to).collect();
        }
        let first = first_of_month(self.from);
        let months = (0..).map_while(|month| first.checked_add_months(Months::new(month)));
        months.take_while(|day| *day <= self.to).collect()
    }

    /// Under which of them a day is shown.
    pub(super) fn step_of(self, day: NaiveDate) -> NaiveDate {
        if self.days() <= MOST_DAYS {
            day
        } else {
            first_of_month(day)
        }
    }
}

fn first_of_month(day: NaiveDate) -> NaiveDate {
    day.with_day(1).unwrap_or(day)
}
