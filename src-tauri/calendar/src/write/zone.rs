//! Zones explained: VTIMEZONE (RFC 5545, 3.6.5), made from the zone's changes of the
//! clock in the years that matter.
//!
//! What happened in the same way in each of these years (the last Sunday of March at
//! two) is written as a rule that goes on; everything else change by change.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use chrono::{Datelike as _, NaiveDate, NaiveDateTime, NaiveTime, Offset as _, TimeDelta};
use chrono::{TimeZone as _, Weekday};
use chrono_tz::{OffsetComponents as _, OffsetName as _, Tz};

use super::moment;
use super::text::{Text, basic};

/// The last year whose changes of the clock are known.
pub(super) const LAST_YEAR: i32 = 2037;
const YEARS: RangeInclusive<i32> = 1970..=LAST_YEAR;

/// Writes what a reader needs to know of the zone between two instants.
pub(super) fn write(text: &mut Text, zone: Tz, from: i64, until: i64) {
    let clamp = |year: i32| year.clamp(*YEARS.start(), *YEARS.end());
    let first = clamp(moment(from).year() - 1);
    // Some years more, so that what looks like a rule is one.
    let last = clamp(moment(until).year() + 2).max(clamp(first + 4));
    let (before, changes) = changes(zone, first, last);
    text.line("BEGIN:VTIMEZONE");
    text.plain("TZID", zone.name());
    if changes
        .first()
        .is_none_or(|change| change.at > moment(from).naive_utc())
    {
        let start = NaiveDate::from_ymd_opt(first, 1, 1).unwrap_or_default();
        let onset = start.and_time(NaiveTime::MIN);
        observance(text, &before, &before, &basic(&onset), &[]);
    }
    let mut kinds: BTreeMap<Kind, Vec<&Change>> = BTreeMap::new();
    for change in &changes {
        kinds.entry(change.kind()).or_default().push(change);
    }
    let every_year = usize::try_from(last - first + 1).unwrap_or(usize::MAX);
    let mut kinds: Vec<Vec<&Change>> = kinds.into_values().collect();
    kinds.sort_by_key(|kind| kind[0].at);
    for kind in kinds {
        let rule = rule(&kind, every_year);
        let onset = basic(&kind[0].onset());
        let more: Vec<String> = match rule {
            Some(rule) => vec![format!("RRULE:{rule}")],
            None => kind[1..]
                .iter()
                .map(|change| format!("RDATE:{}", basic(&change.onset())))
                .collect(),
        };
        observance(text, &kind[0].from, &kind[0].to, &onset, &more);
    }
    text.line("END:VTIMEZONE");
}

fn observance(text: &mut Text, from: &Clock, to: &Clock, onset: &str, more: &[String]) {
    let part = if to.is_summer { "DAYLIGHT" } else { "STANDARD" };
    text.plain("BEGIN", part);
    text.plain("DTSTART", onset);
    text.plain("TZOFFSETFROM", &from.offset());
    text.plain("TZOFFSETTO", &to.offset());
    if let Some(name) = &to.name {
        text.escaped("TZNAME", name);
    }
    for line in more {
        text.line(line);
    }
    text.plain("END", part);
}

/// How clocks go.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Clock {
    seconds: i32,
    is_summer: bool,
    name: Option<String>,
}

impl Clock {
    fn at(zone: Tz, at: &NaiveDateTime) -> Self {
        let offset = zone.offset_from_utc_datetime(at);
        Self {
            seconds: offset.fix().local_minus_utc(),
            is_summer: !offset.dst_offset().is_zero(),
            name: offset.abbreviation().map(str::to_owned),
        }
    }

    /// `+0100`, with seconds where there are some.
    fn offset(&self) -> String {
        let sign = if self.seconds < 0 { '-' } else { '+' };
        let all = self.seconds.unsigned_abs();
        let (hours, minutes, seconds) = (all / 3_600, all / 60 % 60, all % 60);
        match seconds {
            0 => format!("{sign}{hours:02}{minutes:02}"),
            _ => format!("{sign}{hours:02}{minutes:02}{seconds:02}"),
        }
    }
}

/// A change of the clock.
#[derive(Debug)]
struct Change {
    /// When, in UTC.
    at: NaiveDateTime,
    from: Clock,
    to: Clock,
}

/// What changes of several years have in common when one rule makes them.
type Kind = (Clock, Clock, u32, NaiveTime);

impl Change {
    /// When, as the clocks say that are about to change.
    fn onset(&self) -> NaiveDateTime {
        self.at + TimeDelta::seconds(i64::from(self.from.seconds))
    }

    fn kind(&self) -> Kind {
        let onset = self.onset();
        (
            self.from.clone(),
            self.to.clone(),
            onset.month(),
            onset.time(),
        )
    }
}

/// How clocks went at first, and each change since.
fn changes(zone: Tz, first: i32, last: i32) -> (Clock, Vec<Change>) {
    let midnight = |year: i32| {
        let day = NaiveDate::from_ymd_opt(year, 1, 1).unwrap_or_default();
        day.and_time(NaiveTime::MIN)
    };
    let (mut at, end) = (midnight(first), midnight(last + 1));
    let before = Clock::at(zone, &at);
    let mut clock = before.clone();
    let mut found = Vec::new();
    while at < end {
        let next = at + TimeDelta::days(1);
        let then = Clock::at(zone, &next);
        if then != clock {
            let from = std::mem::replace(&mut clock, then.clone());
            let at = moment_of_change(zone, at, &from);
            found.push(Change { at, from, to: then });
        }
        at = next;
    }
    (before, found)
}

/// The first second within a day at which clocks no longer go as they did.
fn moment_of_change(zone: Tz, day: NaiveDateTime, from: &Clock) -> NaiveDateTime {
    let (mut still, mut changed) = (0, 86_400);
    while changed - still > 1 {
        let middle = (still + changed) / 2;
        if Clock::at(zone, &(day + TimeDelta::seconds(middle))) == *from {
            still = middle;
        } else {
            changed = middle;
        }
    }
    day + TimeDelta::seconds(changed)
}

/// The rule of changes that come once a year, on the same weekday of the month.
fn rule(kind: &[&Change], every_year: usize) -> Option<String> {
    let mut years: Vec<i32> = kind.iter().map(|change| change.onset().year()).collect();
    years.dedup();
    if kind.len() != every_year || years.len() != every_year {
        return None;
    }
    let onset = kind[0].onset();
    let weekday = onset.weekday();
    let same_day = |change: &&Change| change.onset().weekday() == weekday;
    if !kind.iter().all(same_day) {
        return None;
    }
    let nth = |change: &&Change| (change.onset().day() - 1) / 7 + 1;
    let is_last = |change: &&Change| {
        let onset = change.onset();
        (onset + TimeDelta::days(7)).month() != onset.month()
    };
    let place = if kind.iter().all(is_last) {
        "-1".to_owned()
    } else {
        let first = nth(&kind[0]);
        let same = kind.iter().all(|change| nth(change) == first);
        same.then(|| first.to_string())?
    };
    let month = onset.month();
    let weekday = short(weekday);
    Some(format!(
        "FREQ=YEARLY;BYMONTH={month};BYDAY={place}{weekday}"
    ))
}

const fn short(day: Weekday) -> &'static str {
    match day {
        Weekday::Mon => "MO",
        Weekday::Tue => "TU",
        Weekday::Wed => "WE",
        Weekday::Thu => "TH",
        Weekday::Fri => "FR",
        Weekday::Sat => "SA",
        Weekday::Sun => "SU",
    }
}
