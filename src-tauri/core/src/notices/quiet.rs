//! The hours at which nobody is disturbed.
//!
//! They are kept as the clock on the wall shows them, and may run over midnight. On the
//! days on which the clock changes they last rather a little longer: they begin with the
//! first of two equal times and end with the second, and an end that the clock leaps
//! over comes after the leap.

use chrono::{DateTime, Days};

use super::NoticePolicy;
use crate::hours::{Tz, beginning, ending};

impl NoticePolicy {
    /// Whether something may be said at a minute of the day. Quiet hours that begin when
    /// they end are none.
    pub const fn may_speak_at(&self, minute: u16) -> bool {
        let (from, until) = (self.quiet_from, self.quiet_until);
        if from <= until {
            minute < from || minute >= until
        } else {
            minute < from && minute >= until
        }
    }

    /// The minute of the day from which on something may be said: this one, or the end
    /// of the quiet hours, which may be tomorrow's.
    pub const fn next_minute(&self, minute: u16) -> u16 {
        if self.may_speak_at(minute) {
            minute
        } else {
            self.quiet_until
        }
    }

    /// The instant from which on something may be said: this one, or the end of the
    /// quiet hours. Instants are milliseconds since 1970 UTC.
    pub fn may_speak_from(&self, zone: Tz, now: i64) -> i64 {
        let mut from = now;
        // The end of some quiet hours can lie in the next ones, where the clock leaps
        // over what is between them.
        while let Some(until) = self.quiet_until_from(zone, from) {
            from = until;
        }
        from
    }

    /// When the quiet hours end that hold an instant.
    fn quiet_until_from(&self, zone: Tz, now: i64) -> Option<i64> {
        if self.quiet_from == self.quiet_until {
            return None;
        }
        let shown = DateTime::from_timestamp_millis(now)?.with_timezone(&zone);
        let yesterday = shown.date_naive().checked_sub_days(Days::new(1))?;
        let ends_next_day = u64::from(self.quiet_from > self.quiet_until);
        // A day late, for a zone whose clock is put back over midnight.
        let mut ends = yesterday.iter_days().take(3).filter_map(|date| {
            let last = date.checked_add_days(Days::new(ends_next_day))?;
            let begin = beginning(zone, date, self.quiet_from)?;
            let end = ending(zone, last, self.quiet_until)?;
            (begin <= now && now < end).then_some(end)
        });
        ends.next()
    }
}
