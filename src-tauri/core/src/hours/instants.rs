//! What appointments and notices need of hours: openings as instants, times within
//! them, and days without any.
//!
//! An opening may begin in a gap of the clock or last over one; a time that people agree
//! on may not: what the clock never shows is refused, and of a time that it shows twice
//! the first is meant.

use chrono::{MappedLocalTime, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, TimeZone};
use chrono_tz::Tz;

use super::{Day, Hours, Opening, Stretch, local};

const MINUTE: i64 = 60_000;

/// The instant at which a clock in that zone shows a time, as [`Hours::instant`].
pub(crate) fn instant_in(zone: Tz, shown: NaiveDateTime) -> Option<i64> {
    match zone.from_local_datetime(&shown) {
        MappedLocalTime::Single(instant) => Some(instant.timestamp_millis()),
        MappedLocalTime::Ambiguous(first, _) => Some(first.timestamp_millis()),
        MappedLocalTime::None => None,
    }
}

impl Hours {
    /// The instant at which the clock shows a time, in milliseconds since 1970 UTC: the
    /// first of two; nothing for a time that it leaps over.
    pub fn instant(&self, shown: NaiveDateTime) -> Option<i64> {
        instant_in(self.zone, shown)
    }

    /// Whether the desk is closed on a date out of the ordinary: by an exception, or on
    /// a holiday. A day of the week without hours is none.
    pub fn is_shut(&self, date: NaiveDate) -> bool {
        match self.exceptions.get(&date) {
            Some(Day::Closed { .. }) => true,
            Some(Day::Open { openings, .. }) => openings.is_empty(),
            None => self.holidays.is_some_and(|kept| kept.name(date).is_some()),
        }
    }

    /// Whether the desk is open on a date, for however short a time.
    pub fn is_open_on(&self, date: NaiveDate) -> bool {
        !self.on(date).0.is_empty()
    }

    /// The local dates from that of one instant to that of another; none outside the
    /// calendar.
    pub(crate) fn dates(&self, from: i64, until: i64) -> impl Iterator<Item = NaiveDate> + use<> {
        let ends = self.local(from).zip(self.local(until));
        ends.into_iter().flat_map(|(first, last)| {
            let (first, last) = (first.date(), last.date());
            first.iter_days().take_while(move |date| *date <= last)
        })
    }

    /// The openings of these dates as instants, in order.
    pub(crate) fn stretches_on<'a>(
        &'a self,
        dates: impl Iterator<Item = NaiveDate> + 'a,
    ) -> impl Iterator<Item = Stretch> + 'a {
        dates.flat_map(|date| self.stretches(date))
    }

    /// The instants of every so many minutes of local time, counted from the beginning
    /// of each opening of a date, as far as the opening goes.
    pub(crate) fn beats(&self, date: NaiveDate, step: u16, beats: &mut Vec<i64>) {
        for opening in self.on(date).0 {
            match self.even(date, *opening) {
                Some(begin) => {
                    let minutes = i64::from(opening.to() - opening.from());
                    let steps = (0..minutes).step_by(step.max(1).into());
                    beats.extend(steps.map(|minute| begin + minute * MINUTE));
                }
                None => {
                    let minutes = (opening.from()..opening.to()).step_by(step.max(1).into());
                    beats.extend(minutes.filter_map(|minute| self.shown_at(date, minute)));
                }
            }
        }
    }

    /// When an opening begins, if the clock does not change within it: then all its
    /// minutes follow from that one, and the zone need not be asked for each.
    fn even(&self, date: NaiveDate, opening: Opening) -> Option<i64> {
        let begin = local::beginning(self.zone, date, opening.from())?;
        let end = local::ending(self.zone, date, opening.to())?;
        let minutes = i64::from(opening.to() - opening.from());
        (end - begin == minutes * MINUTE).then_some(begin)
    }

    fn shown_at(&self, date: NaiveDate, minute: u16) -> Option<i64> {
        let midnight = date.and_time(NaiveTime::MIN);
        self.instant(midnight.checked_add_signed(TimeDelta::minutes(minute.into()))?)
    }
}
