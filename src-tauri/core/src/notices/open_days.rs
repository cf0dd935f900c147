//! On which days a desk is open, asked for a hundred thousand loans at a time.

use chrono::{Days, NaiveDate};

use crate::hours::Hours;
use crate::ids::DeskId;
use crate::settings::Settings;

/// The days on which a desk is open. A desk without hours is open every day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenDays {
    hours: Option<Hours>,
    /// The first of the days that were looked up beforehand.
    from: NaiveDate,
    known: Vec<bool>,
}

impl OpenDays {
    /// Every day.
    pub const ALL: Self = Self {
        hours: None,
        from: NaiveDate::MIN,
        known: Vec::new(),
    };

    /// Those of these hours. The days between the two dates, both included, are looked
    /// up now, and asked for at no cost later; any other is right, too, but slower.
    pub fn of(hours: Option<&Hours>, from: NaiveDate, until: NaiveDate) -> Self {
        let Some(hours) = hours else {
            return Self::ALL;
        };
        let days = from.iter_days().take_while(|date| *date <= until);
        Self {
            hours: Some(hours.clone()),
            from,
            known: days.map(|date| hours.is_open_on(date)).collect(),
        }
    }

    /// Whether the desk is open on a date, for however short a time.
    pub fn is_open_on(&self, date: NaiveDate) -> bool {
        let Some(hours) = &self.hours else {
            return true;
        };
        let place = usize::try_from((date - self.from).num_days());
        let known = place.ok().and_then(|place| self.known.get(place));
        known.copied().unwrap_or_else(|| hours.is_open_on(date))
    }
}

impl Settings {
    /// The days on which a desk is open, with as many looked up as a run on a day asks
    /// for.
    pub fn open_days_of(&self, desk: DeskId, today: NaiveDate) -> OpenDays {
        let known = self.desks.iter().find(|one| one.id == desk);
        let hours = known.and_then(|desk| self.hours_of(desk));
        let around = Days::new(LOOKED_UP);
        let from = today.checked_sub_days(around).unwrap_or(today);
        let until = today.checked_add_days(around).unwrap_or(today);
        OpenDays::of(hours, from, until)
    }
}

/// How many days before and after today are looked up for a run: loans are rarely due
/// later than this, and of those that were due earlier nothing is said any more.
const LOOKED_UP: u64 = 180;
