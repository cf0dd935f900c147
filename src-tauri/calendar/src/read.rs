//! When somebody has no time, read from their own calendar (RFC 5545).
//!
//! **The rule.** The text is a stranger's. It is bounded in size, in entries and in the
//! work that its recurrences make, and it can at worst be read in part: what could not be
//! read is counted, so that nobody takes silence for leisure. Nothing of it is kept but
//! times.

mod component;
mod entry;
mod rule;
mod time;
mod zone;

use chrono_tz::Tz;

use component::components;
use entry::Reading;
use rule::Budget;

/// The longest calendar that is read, in octets.
pub const LONGEST_CALENDAR: usize = 2 * 1024 * 1024;
/// The most entries that are read.
pub const MOST_EVENTS: usize = 20_000;

/// When somebody has no time.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Busy {
    /// From when until when, in milliseconds since 1970 UTC: in order, and none touches
    /// another.
    pub times: Vec<(i64, i64)>,
    /// How many entries could not be read, or not wholly.
    pub unread: u32,
}

/// Why a text is not read at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotACalendar {
    /// It is something else.
    #[error("this is no iCalendar file")]
    SomethingElse,
    /// It is longer than [`LONGEST_CALENDAR`].
    #[error("a calendar has at most 2 MB")]
    TooLong,
}

/// Reads when somebody has no time between two instants, in milliseconds since 1970 UTC.
/// Whole days and times without a zone are those of `zone`. What is marked as free, and
/// what is called off, takes no time.
///
/// # Errors
/// When it is no calendar, or too long.
///
/// ```
/// let text = b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nUID:1\r\n\
///     DTSTART:20261123T090000Z\r\nDTEND:20261123T100000Z\r\nEND:VEVENT\r\n\
///     END:VCALENDAR\r\n";
/// let zone = chrono_tz::Europe::Rome;
/// let busy = sportello_calendar::busy(text, 1_795_305_600_000, 1_795_478_400_000, zone);
/// assert_eq!(busy.unwrap().times, [(1_795_424_400_000, 1_795_428_000_000)]);
/// ```
pub fn busy(text: &[u8], from: i64, until: i64, zone: Tz) -> Result<Busy, NotACalendar> {
    if text.len() > LONGEST_CALENDAR {
        return Err(NotACalendar::TooLong);
    }
    let found = components(text, MOST_EVENTS).ok_or(NotACalendar::SomethingElse)?;
    let mut reading = Reading::new(&found.components, zone, from, until, Budget::default());
    reading.read(&found.components);
    Ok(Busy {
        times: merged(reading.times, from, until),
        unread: reading.unread.saturating_add(found.lost),
    })
}

/// Times in order, without those that touch, and no further than they were asked for.
fn merged(mut times: Vec<(i64, i64)>, from: i64, until: i64) -> Vec<(i64, i64)> {
    times.sort_unstable();
    let mut merged: Vec<(i64, i64)> = Vec::new();
    for (starts, ends) in times {
        let (starts, ends) = (starts.max(from), ends.min(until));
        if starts >= ends {
            continue;
        }
        match merged.last_mut() {
            Some(last) if starts <= last.1 => last.1 = last.1.max(ends),
            _ => merged.push((starts, ends)),
        }
    }
    merged
}

/// Which appointment a text holds: its UID, its SEQUENCE, and when it is. None where
/// there is none, or more than one.
pub(crate) fn identity(text: &[u8]) -> Option<Identity> {
    let found = components(text, MOST_EVENTS)?;
    let zone = Tz::UTC;
    let mut reading = Reading::new(&found.components, zone, 0, i64::MAX, Budget::default());
    let mut events = found.components.iter().filter(|one| one.is("VEVENT"));
    let event = events.next()?;
    if events.next().is_some() {
        return None;
    }
    let (starts, ends) = reading.first(event)?;
    Some(Identity {
        uid: event.text("UID")?,
        sequence: event
            .text("SEQUENCE")
            .map_or(Some(0), |text| text.parse().ok())?,
        starts,
        ends,
        is_off: event
            .value("STATUS")
            .is_some_and(|status| status.eq_ignore_ascii_case("CANCELLED")),
    })
}

/// What tells one state of an appointment from another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Identity {
    uid: String,
    sequence: u32,
    starts: i64,
    ends: i64,
    is_off: bool,
}

#[cfg(test)]
pub(crate) use component::tests::text_of;
#[cfg(test)]
mod tests;
