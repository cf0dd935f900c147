//! Zones by the names that calendars give them, and times of the clock on the wall in
//! them as instants.
//!
//! A name is one of the IANA's; or the text explains it itself (VTIMEZONE); or it is one
//! of the names that Windows has for them. A time that clocks leave out is reckoned as if
//! they had not changed yet, one that they show twice is the first (RFC 5545, 3.3.5).

use std::collections::BTreeMap;
use std::rc::Rc;

use chrono::{DateTime, NaiveDateTime, Offset as _, TimeDelta, TimeZone as _};
use chrono_tz::Tz;

use super::component::Component;
use super::rule::{Budget, Rule};
use super::time::{When, offset};

/// The most zones that a text may explain.
const MOST_ZONES: usize = 500;

/// How clocks go somewhere.
#[derive(Clone, Debug)]
pub(super) enum Clock {
    /// Where we know it.
    Known(Tz),
    /// Where the text itself says so: its changes, in order.
    Told(Rc<[Change]>),
}

/// A change of the clock, in seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Change {
    /// When, as the clocks show it that are about to change.
    onset: NaiveDateTime,
    from: i64,
    to: i64,
}

impl Clock {
    /// The instant at which clocks there show a time, in milliseconds since 1970 UTC.
    pub(super) fn instant(&self, shown: NaiveDateTime) -> i64 {
        let ahead = match self {
            Self::Known(zone) => ahead_in(*zone, shown),
            Self::Told(changes) => ahead_by(changes, shown),
        };
        (shown.and_utc().timestamp() - ahead) * 1_000
    }
}

/// How far clocks are ahead of UTC when they show a time.
fn ahead_in(zone: Tz, shown: NaiveDateTime) -> i64 {
    // Clocks leave out an hour; once, in Samoa, a day.
    let before = [0, 3, 27].map(|hours| shown - TimeDelta::hours(hours));
    let found = before
        .iter()
        .find_map(|shown| zone.offset_from_local_datetime(shown).earliest());
    found.map_or(0, |offset| i64::from(offset.fix().local_minus_utc()))
}

fn ahead_by(changes: &[Change], shown: NaiveDateTime) -> i64 {
    let next = changes.partition_point(|change| change.onset <= shown);
    let Some(last) = next.checked_sub(1).and_then(|last| changes.get(last)) else {
        return changes.first().map_or(0, |first| first.from);
    };
    let left_out = last.onset + TimeDelta::seconds((last.to - last.from).max(0));
    if shown < left_out { last.from } else { last.to }
}

/// The zones of a text.
pub(super) struct Zones<'a> {
    texts: Vec<&'a Component>,
    told: BTreeMap<String, Option<Clock>>,
    /// The times that matter.
    window: (NaiveDateTime, NaiveDateTime),
}

impl<'a> Zones<'a> {
    pub(super) fn new(components: &'a [Component], window: (NaiveDateTime, NaiveDateTime)) -> Self {
        let texts = components.iter().filter(|one| one.is("VTIMEZONE"));
        Self {
            texts: texts.take(MOST_ZONES).collect(),
            told: BTreeMap::new(),
            window,
        }
    }

    /// The zone of a name; none where nobody says what it means.
    pub(super) fn named(&mut self, name: &str, budget: &mut Budget) -> Option<Clock> {
        if let Some(zone) = known(name) {
            return Some(Clock::Known(zone));
        }
        if let Some(clock) = self.told.get(name) {
            return clock.clone();
        }
        let is_it = |one: &&&Component| one.value("TZID") == Some(name.trim());
        let text = self.texts.iter().find(is_it).copied();
        let clock = text.and_then(|text| told(text, self.window, budget));
        let clock = clock.or_else(|| windows(name).map(Clock::Known));
        self.told.insert(name.to_owned(), clock.clone());
        clock
    }
}

/// A zone by its name at the IANA, perhaps behind the name of somebody who hands it out:
/// `/example.org/20260101/Europe/Rome`.
fn known(name: &str) -> Option<Tz> {
    let name = name.trim();
    if let Ok(zone) = name.parse() {
        return Some(zone);
    }
    let prefixed = name.strip_prefix('/')?;
    let starts = prefixed.match_indices('/').map(|(at, _)| at + 1);
    starts.take(8).find_map(|at| prefixed[at..].parse().ok())
}

/// What a VTIMEZONE says; none where a part of it is not understood.
fn told(
    text: &Component,
    (after, before): (NaiveDateTime, NaiveDateTime),
    budget: &mut Budget,
) -> Option<Clock> {
    let mut changes = Vec::new();
    let parts = text.parts.iter();
    for part in parts.filter(|part| part.is("STANDARD") || part.is("DAYLIGHT")) {
        let from = offset(part.value("TZOFFSETFROM")?)?;
        let to = offset(part.value("TZOFFSETTO")?)?;
        let first = When::read(part.value("DTSTART")?)?.written();
        let mut add = |onset| changes.push(Change { onset, from, to });
        add(first);
        for more in part.all("RDATE").flat_map(|more| more.value.split(',')) {
            budget.pay(1).ok()?;
            add(When::read(more)?.written());
        }
        for rule in part.all("RRULE") {
            let rule = Rule::read(&rule.value)?;
            let in_utc = |shown: NaiveDateTime| shown - TimeDelta::seconds(from);
            let window = (after - TimeDelta::days(3 * 366), before);
            rule.each(first, window, in_utc, budget, &mut add).ok()?;
        }
    }
    changes.sort_unstable();
    changes.dedup();
    (!changes.is_empty()).then(|| Clock::Told(changes.into()))
}

/// An instant as UTC has it, within the years that can be reckoned with.
pub(super) fn in_utc(at: i64) -> NaiveDateTime {
    const NEAR: i64 = -2_208_988_800_000; // 1900
    const FAR: i64 = 4_102_444_800_000; // 2100
    let at = DateTime::from_timestamp_millis(at.clamp(NEAR, FAR));
    at.unwrap_or_default().naive_utc()
}

/// The zones of Windows that a library in Europe may meet, by Unicode's list.
const WINDOWS: [(&str, Tz); 40] = [
    ("AUS Eastern Standard Time", Tz::Australia__Sydney),
    ("Alaskan Standard Time", Tz::America__Anchorage),
    ("Arab Standard Time", Tz::Asia__Riyadh),
    ("Arabian Standard Time", Tz::Asia__Dubai),
    (
        "Argentina Standard Time",
        Tz::America__Argentina__Buenos_Aires,
    ),
    ("Atlantic Standard Time", Tz::America__Halifax),
    ("Azores Standard Time", Tz::Atlantic__Azores),
    ("Belarus Standard Time", Tz::Europe__Minsk),
    ("Central Europe Standard Time", Tz::Europe__Budapest),
    ("Central European Standard Time", Tz::Europe__Warsaw),
    ("Central Standard Time", Tz::America__Chicago),
    ("China Standard Time", Tz::Asia__Shanghai),
    ("E. Europe Standard Time", Tz::Europe__Chisinau),
    ("E. South America Standard Time", Tz::America__Sao_Paulo),
    ("Eastern Standard Time", Tz::America__New_York),
    ("Egypt Standard Time", Tz::Africa__Cairo),
    ("FLE Standard Time", Tz::Europe__Kyiv),
    ("GMT Standard Time", Tz::Europe__London),
    ("GTB Standard Time", Tz::Europe__Bucharest),
    ("Georgian Standard Time", Tz::Asia__Tbilisi),
    ("Greenwich Standard Time", Tz::Atlantic__Reykjavik),
    ("Hawaiian Standard Time", Tz::Pacific__Honolulu),
    ("India Standard Time", Tz::Asia__Kolkata),
    ("Israel Standard Time", Tz::Asia__Jerusalem),
    ("Jordan Standard Time", Tz::Asia__Amman),
    ("Kaliningrad Standard Time", Tz::Europe__Kaliningrad),
    ("Korea Standard Time", Tz::Asia__Seoul),
    ("Middle East Standard Time", Tz::Asia__Beirut),
    ("Morocco Standard Time", Tz::Africa__Casablanca),
    ("Mountain Standard Time", Tz::America__Denver),
    ("New Zealand Standard Time", Tz::Pacific__Auckland),
    ("Pacific Standard Time", Tz::America__Los_Angeles),
    ("Romance Standard Time", Tz::Europe__Paris),
    ("Russian Standard Time", Tz::Europe__Moscow),
    ("South Africa Standard Time", Tz::Africa__Johannesburg),
    ("Tokyo Standard Time", Tz::Asia__Tokyo),
    ("Turkey Standard Time", Tz::Europe__Istanbul),
    ("W. Central Africa Standard Time", Tz::Africa__Lagos),
    ("W. Europe Standard Time", Tz::Europe__Berlin),
    ("UTC", Tz::UTC),
];

fn windows(name: &str) -> Option<Tz> {
    let name = name.trim();
    let found = WINDOWS
        .iter()
        .find(|(known, _)| known.eq_ignore_ascii_case(name));
    found.map(|(_, zone)| *zone)
}
