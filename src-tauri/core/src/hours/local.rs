//! Local times as instants, on the days when the clock changes too.
//!
//! A local time may come once, never or twice. The rule of the hours says what
//! each of the three means for a beginning and for an end.

use chrono::{MappedLocalTime, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, TimeZone};
use chrono_tz::{GapInfo, Tz};

/// The instant of a beginning, in milliseconds since 1970 UTC: the first of two,
/// or the one after a gap.
pub(crate) fn beginning(zone: Tz, date: NaiveDate, minute: u16) -> Option<i64> {
    let local = at(date, minute)?;
    match zone.from_local_datetime(&local) {
        MappedLocalTime::Single(instant) => Some(instant.timestamp_millis()),
        MappedLocalTime::Ambiguous(first, _) => Some(first.timestamp_millis()),
        MappedLocalTime::None => after_gap(zone, local),
    }
}

/// The instant of an end, in milliseconds since 1970 UTC: the second of two, or
/// the one after a gap.
pub(crate) fn ending(zone: Tz, date: NaiveDate, minute: u16) -> Option<i64> {
    let local = at(date, minute)?;
    match zone.from_local_datetime(&local) {
        MappedLocalTime::Single(instant) => Some(instant.timestamp_millis()),
        MappedLocalTime::Ambiguous(_, second) => Some(second.timestamp_millis()),
        MappedLocalTime::None => after_gap(zone, local),
    }
}

/// Minute 1440 is the midnight at which the date ends.
fn at(date: NaiveDate, minute: u16) -> Option<NaiveDateTime> {
    date.and_time(NaiveTime::MIN)
        .checked_add_signed(TimeDelta::minutes(minute.into()))
}

fn after_gap(zone: Tz, local: NaiveDateTime) -> Option<i64> {
    let gap = GapInfo::new(&local, &zone)?;
    gap.end.map(|instant| instant.timestamp_millis())
}
