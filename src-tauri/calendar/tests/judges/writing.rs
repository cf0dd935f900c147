//! What is written, read by `icalendar`.

use chrono::TimeZone as _;
use chrono_tz::{Africa, America, Asia, Australia, Europe, Tz};
use serde_json::{Value, json};
use sportello_calendar::{Event, EventStatus, Feed, Mailbox, Method, feed, invitation, stored};
use sportello_core::Span;

use super::peers::{appointment, ask};

const JUDGE: &str = include_str!("writing.py");

const SUMMARIES: [&str; 6] = [
    "Consulenza: ricerca d'archivio",
    "Bücher für Zoë, naïve; \\n ist kein Umbruch",
    "Due righe\ne una terza:\n\n\"fine\"",
    "😀📚 perché no? 日本語の本を探しています、とても長い題名なので行を折り返す必要があります。",
    "\\\\, ;;\\;,",
    "a,b;c:d\te",
];

#[test]
fn a_feed_of_both_weeks_in_which_clocks_change_is_understood_to_the_minute() {
    let mut events = Vec::new();
    for (year, month, day) in [(2026, 10, 19), (2027, 3, 22)] {
        let monday = Europe::Rome.with_ymd_and_hms(year, month, day, 0, 0, 0);
        let monday = monday.single().expect("a time").timestamp_millis();
        for half_hour in 0..(8 * 48) {
            let at = monday + half_hour * 1_800_000;
            let mut event = appointment(&format!("{at}@sportello"), at);
            let index = usize::try_from(half_hour).expect("small") % SUMMARIES.len();
            event.summary = SUMMARIES[index].into();
            event.description = format!("{}\n{}", SUMMARIES[index], "è".repeat(200));
            event.location = "Empoli, Biblioteca \"R. Fucini\"".into();
            event.url = Some("https://sportello.example/a/1".into());
            event.colour = Some("seagreen".into());
            event.categories = vec!["Sportello".into(), "a,b".into()];
            event.alarm_minutes = Some(15);
            event.sequence = 7;
            events.push(event);
        }
    }
    let about = Feed {
        name: "Sportello, \"Empoli\"".into(),
        description: "Consulenze; in video".into(),
        source: Some("https://sportello.example/feed/1.ics".into()),
        refresh: Span::minutes(15),
    };
    let text = feed(&about, &events);
    let calendar = json!({
        "NAME": about.name, "X-WR-CALNAME": about.name, "DESCRIPTION": about.description,
    });
    agreed(&text, &events, calendar.clone());
    // Under a name that nobody knows, what the text says of the zone is all there is.
    agreed(&text.replace("Europe/Rome", "Nowhere"), &events, calendar);
    agreed(&feed(&about, &[]), &[], json!({}));
}

#[test]
fn zones_are_explained_as_they_are() {
    for zone in [
        America::New_York,
        America::Sao_Paulo,
        Asia::Kathmandu,
        Australia::Lord_Howe,
        Europe::Dublin,
        Africa::Casablanca,
        Asia::Tokyo,
        Tz::UTC,
    ] {
        let mut events = Vec::new();
        for day in (0..800).step_by(3) {
            let at = 1_767_225_600_000 + day * 86_400_000;
            let mut event = appointment(&format!("{day}@sportello"), at);
            event.zone = zone;
            events.push(event);
        }
        let about = Feed {
            name: zone.name().into(),
            description: String::new(),
            source: None,
            refresh: Span::minutes(15),
        };
        let text = feed(&about, &events);
        agreed(&text, &events, json!({}));
        agreed(
            &text
                .replace(&format!("TZID:{zone}"), "TZID:X")
                .replace(&format!("TZID={zone}"), "TZID=X"),
            &events,
            json!({}),
        );
    }
}

#[test]
fn invitations_name_who_invites_and_who_is_invited() {
    for (index, summary) in SUMMARIES.into_iter().enumerate() {
        let mut event = appointment(&format!("{index}@sportello"), 1_795_428_000_000);
        event.summary = summary.into();
        event.organizer = Some(mailbox(
            "Biblioteca; \"R. Fucini\": Empoli",
            "biblioteca@empoli.example",
        ));
        event.attendee = Some(mailbox("Zoë ^ Ünal, dott.", "zoe@example.it"));
        let events = std::slice::from_ref(&event);
        agreed(&stored(&event), events, json!({ "METHOD": "None" }));
        agreed(
            &invitation(&event, Method::Request),
            events,
            json!({ "METHOD": "REQUEST" }),
        );
        let mut off = event.clone();
        (off.sequence, off.status) = (1, EventStatus::Cancelled);
        let off = [off];
        agreed(
            &invitation(&off[0], Method::Cancel),
            &off,
            json!({ "METHOD": "CANCEL" }),
        );
    }
}

fn mailbox(name: &str, address: &str) -> Mailbox {
    Mailbox {
        name: name.into(),
        address: address.into(),
    }
}

/// The judge reads in a text what was meant.
fn agreed(text: &str, events: &[Event], calendar: Value) {
    let events: Vec<Value> = events.iter().map(meant).collect();
    let question = json!({ "text": text, "events": events, "calendar": calendar });
    let wrong = ask(JUDGE, &question);
    assert_eq!(
        wrong,
        json!([]),
        "{}",
        &text[..text.floor_char_boundary(3_000)]
    );
}

fn meant(event: &Event) -> Value {
    let mut meant = json!({
        "uid": event.uid,
        "sequence": event.sequence,
        "stamp": event.stamp,
        "starts": event.starts,
        "ends": event.ends,
        "SUMMARY": event.summary,
        "DESCRIPTION": event.description,
        "LOCATION": event.location,
    });
    for (name, somebody) in [
        ("ORGANIZER", &event.organizer),
        ("ATTENDEE", &event.attendee),
    ] {
        if let Some(somebody) = somebody {
            meant[name] = json!([somebody.address, somebody.name.replace('"', "'")]);
        }
    }
    meant
}
