//! What is read, beside what `dateutil` makes of the same rules.

use chrono::DateTime;
use serde_json::{Value, json};
use sportello_calendar::busy;

use super::peers::ask;

const JUDGE: &str = include_str!("reading.py");
const BEGINS_2026: i64 = 1_767_225_600_000;
const BEGINS_2027: i64 = 1_798_761_600_000;

#[test]
fn rules_mean_what_dateutil_makes_of_them() {
    let rules = ask(JUDGE, &json!({ "seed": 20_261_122, "count": 200 }));
    let rules = rules.as_array().expect("a list");
    assert_eq!(rules.len(), 200);
    let mut wrong = Vec::new();
    for rule in rules {
        let text = |name: &str| rule[name].as_str().expect("a text").to_owned();
        let meant: Vec<&str> = rule["times"]
            .as_array()
            .expect("a list")
            .iter()
            .filter_map(Value::as_str)
            .collect();
        let calendar = format!(
            "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:1\r\nDTSTART:{}Z\r\nDURATION:PT1S\r\n\
            RRULE:{}\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n",
            text("first"),
            text("rule")
        );
        let read = busy(
            calendar.as_bytes(),
            BEGINS_2026,
            BEGINS_2027,
            chrono_tz::UTC,
        );
        let read = read.expect("a calendar");
        let shown = |at: i64| {
            let at = DateTime::from_timestamp_millis(at).expect("a time");
            at.format("%Y%m%dT%H%M%S").to_string()
        };
        let times: Vec<String> = read
            .times
            .iter()
            .map(|(starts, _)| shown(*starts))
            .collect();
        if read.unread > 0 || times != meant {
            wrong.push(format!(
                "{} from {}: {times:?}, not {meant:?}",
                text("rule"),
                text("first")
            ));
        }
    }
    assert!(
        wrong.is_empty(),
        "{} of {}: {:#?}",
        wrong.len(),
        rules.len(),
        &wrong[..wrong.len().min(5)]
    );
}
