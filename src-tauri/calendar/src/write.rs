//! Appointments as iCalendar (RFC 5545, 7986 for feeds, 5546 for invitations).
//!
//! **The rule.** An instant is written as the local time of the event's zone, which the
//! text explains itself; only where a local time would be understood as another instant
//! (the second of the two hours when clocks go back, or a year whose changes of the clock
//! nobody knows yet) it is written in UTC. What people
//! typed can't leave its property: it is escaped, and control characters are left out.

mod text;
mod zone;

use std::collections::BTreeMap;

use chrono::{DateTime, Datelike as _, NaiveDateTime, TimeZone as _, Utc};
use chrono_tz::Tz;
use sportello_core::Span;

use text::{Text, duration, quoted};

/// Who wrote the text.
const PRODUCT: &str = "-//Sportello//Sportello//IT";
/// The first and the last instant that is written: the years 1970 to 9999.
const EARLIEST: i64 = 0;
const LATEST: i64 = 253_402_214_400_000;

/// An appointment, as a calendar shows it. Times are milliseconds since 1970 UTC.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// The same for the whole life of the appointment, and of no other in the world.
    pub uid: String,
    /// How often it was changed in a way that matters; a change makes it larger.
    pub sequence: u32,
    /// When it was last changed.
    pub stamp: i64,
    /// When it begins.
    pub starts: i64,
    /// When it ends.
    pub ends: i64,
    /// Whose local time it is written in.
    pub zone: Tz,
    /// What it is, in a line.
    pub summary: String,
    /// More of it; may be empty.
    pub description: String,
    /// Where it is; may be empty.
    pub location: String,
    /// A page about it.
    pub url: Option<String>,
    /// Whether it takes place.
    pub status: EventStatus,
    /// Who holds it; an invitation needs one.
    pub organizer: Option<Mailbox>,
    /// Who is invited; an invitation needs one.
    pub attendee: Option<Mailbox>,
    /// Words by which it can be found.
    pub categories: Vec<String>,
    /// A colour by its name in CSS, as RFC 7986 has it: `seagreen`. Another is left out.
    pub colour: Option<String>,
    /// How many minutes before it the calendar reminds of it.
    pub alarm_minutes: Option<u32>,
}

/// Whether an appointment takes place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EventStatus {
    /// It does.
    Confirmed,
    /// It is asked for; the time is kept for it.
    Tentative,
    /// It does not; the time is free again.
    Cancelled,
}

/// Somebody with an address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mailbox {
    /// The name; may be empty.
    pub name: String,
    /// The mail address.
    pub address: String,
}

/// A calendar that programs subscribe to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Feed {
    /// What it is called.
    pub name: String,
    /// What is in it; may be empty.
    pub description: String,
    /// Where it can be had.
    pub source: Option<String>,
    /// How often a program should ask for it again.
    pub refresh: Span,
}

/// What an invitation is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// To invite, or to tell that something has changed.
    Request,
    /// To call it off.
    Cancel,
}

/// Writes a calendar that programs subscribe to. It has no METHOD: with one, each event
/// would need its organizer (RFC 5546, 3.2.1), and a feed names nobody it need not name.
pub fn feed(feed: &Feed, events: &[Event]) -> String {
    let mut text = Text::with_capacity(512 + events.len() * 512);
    begin(&mut text);
    text.escaped("NAME", &feed.name);
    text.escaped("X-WR-CALNAME", &feed.name);
    if !feed.description.is_empty() {
        text.escaped("DESCRIPTION", &feed.description);
        text.escaped("X-WR-CALDESC", &feed.description);
    }
    if let Some(source) = &feed.source {
        text.plain("SOURCE;VALUE=URI", source);
    }
    let refresh = duration(feed.refresh);
    text.plain("REFRESH-INTERVAL;VALUE=DURATION", &refresh);
    text.plain("X-PUBLISHED-TTL", &refresh);
    zones(&mut text, events);
    for event in events {
        one(&mut text, event, Guise::Feed);
    }
    // A calendar needs something in it (RFC 5545, 3.6); this says nothing.
    if events.is_empty() {
        zone::write(&mut text, Tz::Etc__UTC, EARLIEST, EARLIEST);
    }
    text.line("END:VCALENDAR");
    text.end()
}

/// Writes one appointment as a file of its own: what a CalDAV server keeps, and what
/// somebody downloads. A server is asked not to send invitations by itself.
pub fn stored(event: &Event) -> String {
    alone(event, None, Guise::Stored)
}

/// Writes one appointment as it goes out by mail (RFC 5546). The event needs an organizer
/// and an attendee, or no program will know whom it is from and whom it is for.
pub fn invitation(event: &Event, method: Method) -> String {
    match method {
        Method::Request => alone(event, Some("REQUEST"), Guise::Invitation),
        Method::Cancel => {
            let mut event = event.clone();
            event.status = EventStatus::Cancelled;
            event.alarm_minutes = None;
            alone(&event, Some("CANCEL"), Guise::Invitation)
        }
    }
}

/// What an event is written for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Guise {
    Feed,
    Stored,
    Invitation,
}

fn begin(text: &mut Text) {
    text.line("BEGIN:VCALENDAR");
    text.line("VERSION:2.0");
    text.plain("PRODID", PRODUCT);
    text.line("CALSCALE:GREGORIAN");
}

fn alone(event: &Event, method: Option<&str>, guise: Guise) -> String {
    let mut text = Text::with_capacity(2_048);
    begin(&mut text);
    if let Some(method) = method {
        text.plain("METHOD", method);
    }
    zones(&mut text, std::slice::from_ref(event));
    one(&mut text, event, guise);
    text.line("END:VCALENDAR");
    text.end()
}

/// Explains each zone that is named, once.
fn zones(text: &mut Text, events: &[Event]) {
    let mut spans: BTreeMap<&'static str, (Tz, i64, i64)> = BTreeMap::new();
    for event in events {
        let times = Times::of(event);
        if times.in_utc {
            continue;
        }
        let span = (event.zone, times.starts, times.ends);
        let span = spans.entry(event.zone.name()).or_insert(span);
        span.1 = span.1.min(times.starts);
        span.2 = span.2.max(times.ends);
    }
    for (zone, from, until) in spans.into_values() {
        zone::write(text, zone, from, until);
    }
}

fn one(text: &mut Text, event: &Event, guise: Guise) {
    let times = Times::of(event);
    let is_off = event.status == EventStatus::Cancelled;
    text.line("BEGIN:VEVENT");
    text.escaped("UID", &event.uid);
    text.plain("DTSTAMP", &in_utc(event.stamp));
    text.plain("LAST-MODIFIED", &in_utc(event.stamp));
    text.plain("SEQUENCE", &event.sequence.to_string());
    times.write(text, "DTSTART", times.starts, event.zone);
    if times.ends > times.starts {
        times.write(text, "DTEND", times.ends, event.zone);
    }
    text.escaped("SUMMARY", &event.summary);
    if !event.description.is_empty() {
        text.escaped("DESCRIPTION", &event.description);
    }
    if !event.location.is_empty() {
        text.escaped("LOCATION", &event.location);
    }
    if let Some(url) = &event.url {
        text.plain("URL", url);
    }
    text.line(match event.status {
        EventStatus::Confirmed => "STATUS:CONFIRMED",
        EventStatus::Tentative => "STATUS:TENTATIVE",
        EventStatus::Cancelled => "STATUS:CANCELLED",
    });
    text.line(if is_off {
        "TRANSP:TRANSPARENT"
    } else {
        "TRANSP:OPAQUE"
    });
    people(text, event, guise);
    if !event.categories.is_empty() {
        text.list("CATEGORIES", &event.categories);
    }
    if let Some(colour) = event.colour.as_deref().filter(|colour| is_name(colour)) {
        text.plain("COLOR", colour);
    }
    if let Some(minutes) = event.alarm_minutes.filter(|_| !is_off) {
        text.line("BEGIN:VALARM");
        text.line("ACTION:DISPLAY");
        text.escaped("DESCRIPTION", &event.summary);
        text.plain("TRIGGER", &format!("-PT{minutes}M"));
        text.line("END:VALARM");
    }
    text.line("END:VEVENT");
}

/// Who holds it and who is invited. A calendar server that keeps it would send the
/// invitation a second time: it is told that somebody else does (RFC 6638, 7.1).
fn people(text: &mut Text, event: &Event, guise: Guise) {
    let agent = match guise {
        Guise::Stored => ";SCHEDULE-AGENT=CLIENT",
        Guise::Feed | Guise::Invitation => "",
    };
    if let Some(organizer) = &event.organizer {
        let name = format!("ORGANIZER{}{agent}", common_name(organizer));
        text.plain(&name, &format!("mailto:{}", organizer.address.trim()));
    }
    if let Some(attendee) = &event.attendee {
        let asked = match (guise, event.status) {
            (Guise::Invitation, EventStatus::Confirmed | EventStatus::Tentative) => {
                ";ROLE=REQ-PARTICIPANT;PARTSTAT=NEEDS-ACTION;RSVP=TRUE"
            }
            _ => ";ROLE=REQ-PARTICIPANT",
        };
        let name = format!(
            "ATTENDEE{};CUTYPE=INDIVIDUAL{asked}{agent}",
            common_name(attendee)
        );
        text.plain(&name, &format!("mailto:{}", attendee.address.trim()));
    }
}

fn common_name(somebody: &Mailbox) -> String {
    match somebody.name.trim() {
        "" => String::new(),
        name => format!(";CN={}", quoted(name)),
    }
}

fn is_name(colour: &str) -> bool {
    !colour.is_empty() && colour.bytes().all(|letter| letter.is_ascii_lowercase())
}

/// When an event is, as far as it can be written.
struct Times {
    starts: i64,
    ends: i64,
    /// Whether it is written in UTC.
    in_utc: bool,
}

impl Times {
    fn of(event: &Event) -> Self {
        let starts = event.starts.clamp(EARLIEST, LATEST);
        let ends = event.ends.clamp(starts, LATEST);
        let understood = |at| said_in(event.zone, at).1;
        Self {
            starts,
            ends,
            in_utc: is_utc(event.zone)
                || !understood(starts)
                || !understood(ends)
                || moment(ends).year() > zone::LAST_YEAR,
        }
    }

    fn write(&self, text: &mut Text, name: &str, at: i64, zone: Tz) {
        if self.in_utc {
            text.plain(name, &in_utc(at));
        } else {
            let (local, _) = said_in(zone, at);
            text.zoned(name, zone.name(), &local);
        }
    }
}

fn is_utc(zone: Tz) -> bool {
    matches!(zone, Tz::UTC | Tz::Etc__UTC)
}

/// The local time of an instant, and whether it is understood as that instant.
fn said_in(zone: Tz, at: i64) -> (NaiveDateTime, bool) {
    let utc = moment(at);
    let local = utc.with_timezone(&zone).naive_local();
    let understood = zone.from_local_datetime(&local).earliest();
    (
        local,
        understood.is_some_and(|understood| understood == utc),
    )
}

fn in_utc(at: i64) -> String {
    let at = moment(at.clamp(EARLIEST, LATEST)).naive_utc();
    text::basic(&at) + "Z"
}

/// An instant, to the second.
fn moment(at: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(at.div_euclid(1_000), 0).unwrap_or_default()
}

#[cfg(test)]
mod tests;
