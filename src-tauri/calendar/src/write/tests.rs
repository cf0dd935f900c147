//! What is written, and that it reads back; `tests/judges` asks others about it.

use chrono_tz::{America, Europe};
use proptest::prelude::*;

use super::*;
use crate::read::text_of;

const NOW: i64 = 1_795_000_000_000;

fn appointment() -> Event {
    Event {
        uid: "7f3a@sportello".into(),
        sequence: 2,
        stamp: NOW,
        starts: at(2026, 11, 30, 10, 0),
        ends: at(2026, 11, 30, 10, 30),
        zone: Europe::Rome,
        summary: "Consulenza".into(),
        description: String::new(),
        location: String::new(),
        url: None,
        status: EventStatus::Confirmed,
        organizer: Some(mailbox(
            "Biblioteca; \"R. Fucini\"",
            "biblioteca@empoli.example",
        )),
        attendee: Some(mailbox("Ada Rossi", "ada@example.it")),
        categories: vec!["Sportello, video".into()],
        colour: Some("seagreen".into()),
        alarm_minutes: Some(15),
    }
}

fn mailbox(name: &str, address: &str) -> Mailbox {
    Mailbox {
        name: name.into(),
        address: address.into(),
    }
}

/// A time in Rome, the first of two.
fn at(year: i32, month: u32, day: u32, hour: u32, minute: u32) -> i64 {
    let local = Europe::Rome.with_ymd_and_hms(year, month, day, hour, minute, 0);
    local.earliest().expect("a time").timestamp_millis()
}

#[test]
fn an_appointment_is_written_with_its_zone_explained() {
    let written = stored(&appointment()).replace("\r\n", "\n");
    assert_eq!(
        written,
        "\
BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//Sportello//Sportello//IT
CALSCALE:GREGORIAN
BEGIN:VTIMEZONE
TZID:Europe/Rome
BEGIN:DAYLIGHT
DTSTART:20250330T020000
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
TZNAME:CEST
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
END:DAYLIGHT
BEGIN:STANDARD
DTSTART:20251026T030000
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
TZNAME:CET
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
END:STANDARD
END:VTIMEZONE
BEGIN:VEVENT
UID:7f3a@sportello
DTSTAMP:20261118T110640Z
LAST-MODIFIED:20261118T110640Z
SEQUENCE:2
DTSTART;TZID=Europe/Rome:20261130T100000
DTEND;TZID=Europe/Rome:20261130T103000
SUMMARY:Consulenza
STATUS:CONFIRMED
TRANSP:OPAQUE
ORGANIZER;CN=\"Biblioteca; 'R. Fucini'\";SCHEDULE-AGENT=CLIENT:mailto:bibliot
 eca@empoli.example
ATTENDEE;CN=\"Ada Rossi\";CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;SCHEDULE-AGE
 NT=CLIENT:mailto:ada@example.it
CATEGORIES:Sportello\\, video
COLOR:seagreen
BEGIN:VALARM
ACTION:DISPLAY
DESCRIPTION:Consulenza
TRIGGER:-PT15M
END:VALARM
END:VEVENT
END:VCALENDAR
"
    );
}

#[test]
fn an_invitation_asks_for_an_answer_and_a_cancellation_gives_the_time_back() {
    let asked = invitation(&appointment(), Method::Request);
    assert!(asked.contains("METHOD:REQUEST\r\n"));
    let unfolded = asked.replace("\r\n ", "");
    assert!(unfolded.contains("PARTSTAT=NEEDS-ACTION;RSVP=TRUE:mailto:ada@example.it"));
    assert!(!unfolded.contains("SCHEDULE-AGENT"));
    let off = invitation(&appointment(), Method::Cancel);
    for line in [
        "METHOD:CANCEL",
        "STATUS:CANCELLED",
        "TRANSP:TRANSPARENT",
        "SEQUENCE:2",
    ] {
        assert!(off.contains(&format!("{line}\r\n")), "{line}");
    }
    assert!(!off.contains("VALARM") && !off.contains("RSVP"));
}

#[test]
fn a_feed_says_what_it_is_and_explains_each_zone_once() {
    let about = Feed {
        name: "Sportello, Empoli".into(),
        description: "Consulenze".into(),
        source: Some("https://sportello.example/feed/abc.ics".into()),
        refresh: Span::minutes(15),
    };
    let mut events = vec![appointment(); 3];
    events[1].zone = America::New_York;
    let written = feed(&about, &events);
    for line in [
        "NAME:Sportello\\, Empoli",
        "X-WR-CALNAME:Sportello\\, Empoli",
        "REFRESH-INTERVAL;VALUE=DURATION:PT15M",
        "X-PUBLISHED-TTL:PT15M",
        "SOURCE;VALUE=URI:https://sportello.example/feed/abc.ics",
    ] {
        assert!(written.contains(&format!("{line}\r\n")), "{line}");
    }
    assert!(!written.contains("METHOD"));
    assert_eq!(written.matches("BEGIN:VTIMEZONE").count(), 2);
    assert_eq!(written.matches("BEGIN:VEVENT").count(), 3);
    assert_eq!(feed(&about, &[]).matches("BEGIN:VTIMEZONE").count(), 1);
}

#[test]
fn the_second_of_two_hours_is_written_so_that_it_is_understood() {
    let mut event = appointment();
    event.starts = at(2026, 10, 25, 2, 30);
    event.ends = event.starts + 1_800_000;
    let first = stored(&event);
    // Half past two for the first time, and three that is two again.
    assert!(first.contains("DTSTART:20261025T003000Z\r\nDTEND:20261025T010000Z"));
    event.starts += 3_600_000;
    event.ends += 3_600_000;
    let second = stored(&event);
    assert!(second.contains("DTSTART:20261025T013000Z\r\nDTEND:20261025T020000Z"));
    assert!(!second.contains("VTIMEZONE"));
}

#[test]
fn a_zone_without_a_rule_is_written_change_by_change() {
    let mut event = appointment();
    event.zone = chrono_tz::Africa::Casablanca;
    let written = stored(&event);
    assert!(written.contains("RDATE:"), "{written}");
    assert!(!written.contains("RRULE"));
    event.zone = chrono_tz::Asia::Tokyo;
    let written = stored(&event);
    assert_eq!(written.matches("BEGIN:STANDARD").count(), 1);
    assert!(written.contains("TZOFFSETFROM:+0900\r\nTZOFFSETTO:+0900"));
}

#[test]
fn nothing_that_somebody_typed_leaves_its_property() {
    let mut event = appointment();
    event.summary = "A\r\nEND:VEVENT\rBEGIN:VEVENT\n\u{b}\u{85}".into();
    event.url = Some("https://x.example/\r\nATTACH:y".into());
    event.attendee = Some(mailbox("A\"\r\nX:y", "a@b\r\nX:y"));
    event.colour = Some("red\r\nX:y".into());
    event.uid = "1\r\nX:y".into();
    event.categories = vec!["a\r\nX:y".into()];
    let written = stored(&event);
    assert_eq!(written.matches("\nEND:VEVENT").count(), 1);
    assert!(!written.contains("\nX:") && !written.contains("\nATTACH"));
}

#[test]
fn absurd_times_are_written_all_the_same() {
    for at in [i64::MIN, -1, 0, 1 << 60, i64::MAX] {
        let mut event = appointment();
        (event.starts, event.ends, event.stamp) = (at, at.saturating_add(1), at);
        assert!(stored(&event).ends_with("END:VCALENDAR\r\n"));
    }
}

proptest! {
    #[test]
    fn every_text_reads_back_and_no_line_is_too_long(summary in "\\PC{0,200}|[,;\\\\\n😀é€a ]{0,200}") {
        let mut event = appointment();
        event.summary = summary.clone();
        let written = stored(&event);
        for line in written.split("\r\n") {
            prop_assert!(line.len() <= 75, "{line}");
        }
        prop_assert!(!written.replace("\r\n", "").contains(['\r', '\n']));
        prop_assert_eq!(text_of(&written, "SUMMARY"), Some(summary));
    }

    #[test]
    fn every_time_reads_back(starts in at(2000, 1, 1, 0, 0)..at(2100, 1, 1, 0, 0), minutes in 1_i64..3_000) {
        let starts = starts / 60_000 * 60_000;
        let mut event = appointment();
        (event.starts, event.ends) = (starts, starts + minutes * 60_000);
        let read = crate::busy(stored(&event).as_bytes(), starts - 1, event.ends + 1, chrono_tz::UTC);
        prop_assert_eq!(read.expect("a calendar").times, [(event.starts, event.ends)]);
    }
}
