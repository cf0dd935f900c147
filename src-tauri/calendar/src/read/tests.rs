//! Calendars of strangers, well meant and not.

use chrono::{NaiveDate, TimeZone as _};
use chrono_tz::Europe::Rome;
use proptest::prelude::*;

use super::*;

/// A time in Rome, the first of two.
fn at(year: i32, month: u32, day: u32, hour: u32, minute: u32) -> i64 {
    let local = Rome.with_ymd_and_hms(year, month, day, hour, minute, 0);
    local.earliest().expect("a time").timestamp_millis()
}

/// A calendar with these lines in an event.
fn event(lines: &str) -> String {
    calendar(&format!("BEGIN:VEVENT\nUID:1\n{lines}\nEND:VEVENT\n"))
}

fn calendar(components: &str) -> String {
    format!("BEGIN:VCALENDAR\nVERSION:2.0\n{components}END:VCALENDAR\n")
}

/// The year 2026, in Rome.
fn read(text: &str) -> Busy {
    let read = busy(
        text.as_bytes(),
        at(2026, 1, 1, 0, 0),
        at(2027, 1, 1, 0, 0),
        Rome,
    );
    read.expect("a calendar")
}

/// The times of a calendar that is read wholly, as clocks in Rome show them.
fn shown(text: &str) -> Vec<String> {
    let read = read(text);
    assert_eq!(read.unread, 0, "{text}");
    shown_times(&read)
}

fn shown_times(read: &Busy) -> Vec<String> {
    let show = |at: i64| {
        Rome.timestamp_millis_opt(at)
            .unwrap()
            .format("%m-%d %H:%M")
            .to_string()
    };
    let times = read.times.iter();
    times
        .map(|(starts, ends)| format!("{} {}", show(*starts), show(*ends)))
        .collect()
}

#[test]
fn times_are_read_in_utc_in_a_zone_and_without_one() {
    for line in [
        "DTSTART:20260601T070000Z\nDTEND:20260601T080000Z",
        "DTSTART:20260601T090000\nDURATION:PT1H",
        "DTSTART;TZID=Europe/Rome:20260601T090000\nDTEND;TZID=Europe/London:20260601T090000",
        "DTSTART;TZID=\"W. Europe Standard Time\":20260601T090000\nDURATION:PT1H",
        "DTSTART;TZID=/example.org/2026/Europe/Rome:20260601T090000\nDURATION:PT1H",
    ] {
        assert_eq!(shown(&event(line)), ["06-01 09:00 06-01 10:00"], "{line}");
    }
}

#[test]
fn a_zone_may_be_explained_by_the_file_itself() {
    let zone = "BEGIN:VTIMEZONE\nTZID:Biblioteca\n\
        BEGIN:STANDARD\nDTSTART:16010101T030000\nTZOFFSETFROM:+0200\nTZOFFSETTO:+0100\n\
        RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10\nEND:STANDARD\n\
        BEGIN:DAYLIGHT\nDTSTART:16010101T020000\nTZOFFSETFROM:+0100\nTZOFFSETTO:+0200\n\
        RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3\nEND:DAYLIGHT\nEND:VTIMEZONE\n";
    let event = "BEGIN:VEVENT\nUID:1\nDTSTART;TZID=Biblioteca:20260328T023000\n\
        DURATION:PT10M\nRRULE:FREQ=DAILY;COUNT=3\nEND:VEVENT\n\
        BEGIN:VEVENT\nUID:2\nDTSTART;TZID=Biblioteca:20261025T023000\nDURATION:PT10M\n\
        END:VEVENT\n";
    let text = calendar(&format!("{zone}{event}"));
    let told = shown(&text);
    // On the 29th there is no half past two: it is as if clocks had not changed yet.
    let days = [
        "03-28 02:30 03-28 02:40",
        "03-29 03:30 03-29 03:40",
        "03-30 02:30 03-30 02:40",
    ];
    assert_eq!(told[..3], days);
    assert_eq!(
        told,
        shown(&text.replace("TZID=Biblioteca", "TZID=Europe/Rome"))
    );
    let first = read(&text).times.last().map(|time| time.0);
    assert_eq!(first, Some(at(2026, 10, 25, 2, 30)));
}

#[test]
fn whole_days_are_those_of_the_reader() {
    let days = "DTSTART;VALUE=DATE:20260329\nDTEND;VALUE=DATE:20260331";
    assert_eq!(shown(&event(days)), ["03-29 00:00 03-31 00:00"]);
    assert_eq!(
        shown(&event("DTSTART;VALUE=DATE:20260329")),
        ["03-29 00:00 03-30 00:00"]
    );
    let weeks = "DTSTART;VALUE=DATE:20200106\nRRULE:FREQ=YEARLY";
    assert_eq!(shown(&event(weeks)), ["01-06 00:00 01-07 00:00"]);
}

#[test]
fn what_is_free_or_called_off_takes_no_time() {
    let when = "DTSTART:20260601T070000Z\nDTEND:20260601T080000Z\n";
    for line in [
        "TRANSP:TRANSPARENT",
        "STATUS:cancelled",
        "X-MICROSOFT-CDO-BUSYSTATUS:FREE",
    ] {
        assert!(shown(&event(&format!("{when}{line}"))).is_empty(), "{line}");
    }
    for line in [
        "TRANSP:OPAQUE",
        "STATUS:TENTATIVE",
        "SUMMARY:TRANSP:TRANSPARENT",
    ] {
        assert_eq!(shown(&event(&format!("{when}{line}"))).len(), 1, "{line}");
    }
    let alarm = "BEGIN:VALARM\nTRIGGER:-PT5M\nDURATION:PT9H\nTRANSP:TRANSPARENT\nEND:VALARM";
    assert_eq!(
        shown(&event(&format!("{when}{alarm}"))),
        ["06-01 09:00 06-01 10:00"]
    );
}

#[test]
fn an_occurrence_can_be_left_out_added_moved_and_called_off() {
    let text = calendar(
        "BEGIN:VEVENT\nUID:1\nDTSTART;TZID=Europe/Rome:20260601T090000\nDURATION:PT1H\n\
        RRULE:FREQ=DAILY;COUNT=5\nEXDATE;TZID=Europe/Rome:20260602T090000\n\
        RDATE;TZID=Europe/Rome:20260610T090000,20260611T100000\nEND:VEVENT\n\
        BEGIN:VEVENT\nUID:1\nRECURRENCE-ID;TZID=Europe/Rome:20260603T090000\n\
        DTSTART;TZID=Europe/Rome:20260603T150000\nDURATION:PT2H\nEND:VEVENT\n\
        BEGIN:VEVENT\nUID:1\nRECURRENCE-ID:20260604T070000Z\nSTATUS:CANCELLED\n\
        DTSTART:20260604T070000Z\nEND:VEVENT\n",
    );
    let times = [
        "06-01 09:00 06-01 10:00",
        "06-03 15:00 06-03 17:00",
        "06-05 09:00 06-05 10:00",
        "06-10 09:00 06-10 10:00",
        "06-11 10:00 06-11 11:00",
    ];
    assert_eq!(shown(&text), times);
}

#[test]
fn free_busy_times_are_read_but_those_that_say_free() {
    let text = calendar(
        "BEGIN:VFREEBUSY\nFREEBUSY:20260601T070000Z/20260601T080000Z,20260602T070000Z/PT30M\n\
        FREEBUSY;FBTYPE=BUSY-TENTATIVE:20260603T070000Z/PT1H\n\
        FREEBUSY;FBTYPE=FREE:20260604T070000Z/PT1H\nEND:VFREEBUSY\n",
    );
    let times = [
        "06-01 09:00 06-01 10:00",
        "06-02 09:00 06-02 09:30",
        "06-03 09:00 06-03 10:00",
    ];
    assert_eq!(shown(&text), times);
}

#[test]
fn times_that_touch_are_one_and_none_is_longer_than_was_asked_for() {
    let text = calendar(
        "BEGIN:VEVENT\nDTSTART:20260601T070000Z\nDURATION:PT1H\nEND:VEVENT\n\
        BEGIN:VEVENT\nDTSTART:20260601T080000Z\nDURATION:PT1H\nEND:VEVENT\n\
        BEGIN:VEVENT\nDTSTART:20251231T000000Z\nDURATION:P2D\nEND:VEVENT\n",
    );
    let times = ["01-01 00:00 01-02 01:00", "06-01 09:00 06-01 11:00"];
    assert_eq!(shown(&text), times);
}

#[test]
fn what_cannot_be_read_is_counted_and_the_rest_is_read() {
    let good = "BEGIN:VEVENT\nUID:2\nDTSTART:20260601T070000Z\nDURATION:PT1H\nEND:VEVENT\n";
    for bad in [
        "SUMMARY:no time",
        "DTSTART:tomorrow",
        "DTSTART;TZID=Nowhere/At All:20260701T090000\nDURATION:PT1H",
        "DTSTART:20260701T090000Z\nDTEND:20260701T080000Z",
        "DTSTART:20260701T090000Z\nDURATION:-PT1H",
    ] {
        let text = calendar(&format!("BEGIN:VEVENT\nUID:1\n{bad}\nEND:VEVENT\n{good}"));
        let read = read(&text);
        assert_eq!((read.unread, read.times.len()), (1, 1), "{bad}");
    }
    for half in [
        "RRULE:FREQ=HOURLY",
        "RRULE:FREQ=MONTHLY;BYMOON=1",
        "EXDATE:whenever",
        "EXRULE:FREQ=DAILY",
        "RDATE:whenever",
    ] {
        let read = read(&event(&format!(
            "DTSTART:20260601T070000Z\nDURATION:PT1H\n{half}"
        )));
        assert_eq!((read.unread, read.times.len()), (1, 1), "{half}");
    }
    let cut = calendar(good).replace("END:VCALENDAR\n", "BEGIN:VEVENT\nDTSTA");
    assert_eq!((read(&cut).unread, read(&cut).times.len()), (1, 1));
}

#[test]
fn what_is_no_calendar_is_none() {
    for bad in [
        "",
        "\n",
        "<!DOCTYPE html>\n<p>:",
        "BEGIN:VCARD\nEND:VCARD",
        "\0\0",
        "a:b",
    ] {
        let read = busy(bad.as_bytes(), 0, 1, Rome);
        assert_eq!(read, Err(NotACalendar::SomethingElse), "{bad:?}");
    }
    let long = vec![b' '; LONGEST_CALENDAR + 1];
    assert_eq!(busy(&long, 0, 1, Rome), Err(NotACalendar::TooLong));
}

#[test]
fn rules_that_never_end_or_never_come_cost_little() {
    let begun = std::time::Instant::now();
    let mut many = String::new();
    for rule in [
        "FREQ=DAILY",
        "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=DAILY;COUNT=4000000000",
        "FREQ=MONTHLY;BYMONTHDAY=31;BYMONTH=2;COUNT=2",
        "FREQ=YEARLY;INTERVAL=4294967295",
        "FREQ=WEEKLY;INTERVAL=4294967295;BYDAY=MO",
        "FREQ=YEARLY;BYDAY=MO,TU,WE,TH,FR,SA,SU;BYSETPOS=-1",
        "FREQ=DAILY;BYHOUR=0,1,2,3,4,5,6,7,8,9;BYMINUTE=0,1,2,3,4,5,6,7,8,9",
        "FREQ=DAILY;UNTIL=00010101",
    ] {
        for start in ["00000101T000000Z", "20260101T000000Z", "99991231T235959Z"] {
            let event = format!(
                "BEGIN:VEVENT\nDTSTART:{start}\nDURATION:P9999999W\nRRULE:{rule}\nEND:VEVENT\n"
            );
            many.push_str(&event.repeat(500));
        }
    }
    let read = read(&calendar(&many));
    assert!(read.unread > 0);
    assert!(begun.elapsed().as_secs() < 20, "{:?}", begun.elapsed());
}

#[test]
fn no_entry_makes_others_cost_more() {
    let begun = std::time::Instant::now();
    let many = "BEGIN:VEVENT\nUID:1\nRECURRENCE-ID:20260601T070000Z\nDTSTART:20260601T070000Z\nEND:VEVENT\n\
        BEGIN:VEVENT\nUID:1\nDTSTART:20260601T070000Z\nRRULE:FREQ=DAILY\nEND:VEVENT\n";
    let _ = read(&calendar(&many.repeat(3_000)));
    let zones: String = (0..3_000)
        .map(|zone| format!("BEGIN:VTIMEZONE\nTZID:{zone}\nEND:VTIMEZONE\nBEGIN:VEVENT\nDTSTART;TZID=N{zone}:20260601T070000\nEND:VEVENT\n"))
        .collect();
    assert_eq!(read(&calendar(&zones)).unread, 3_000);
    let values = "20260601T070000,".repeat(20_000);
    let parameters = ";A=b".repeat(200_000);
    let _ = read(&event(&format!(
        "DTSTART:20260601T070000Z\nEXDATE{parameters}:{values}"
    )));
    let name = "a/".repeat(400_000);
    let _ = read(&event(&format!(
        "DTSTART:20260601T070000Z\nEXDATE;TZID=/{name}:{values}"
    )));
    assert!(begun.elapsed().as_secs() < 20, "{:?}", begun.elapsed());
}

/// A weekly rule as people make them.
#[derive(Clone, Debug)]
struct Weekly {
    first: NaiveDate,
    minute: u32,
    length: i64,
    interval: i64,
    days: Vec<u32>,
}

fn weekly() -> impl Strategy<Value = Weekly> {
    let first = (0_u64..500).prop_map(|days| {
        let day = NaiveDate::from_ymd_opt(2025, 6, 1).expect("a day");
        day + chrono::Days::new(days)
    });
    let days = proptest::sample::subsequence((0_u32..7).collect::<Vec<_>>(), 1..4);
    (first, 0_u32..1_440, 1_i64..600, 1_i64..4, days).prop_map(
        |(first, minute, length, interval, days)| Weekly {
            first,
            minute,
            length,
            interval,
            days,
        },
    )
}

impl Weekly {
    fn written(&self) -> String {
        const NAMES: [&str; 7] = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];
        let days: Vec<&str> = self.days.iter().map(|day| NAMES[*day as usize]).collect();
        let (hour, minute) = (self.minute / 60, self.minute % 60);
        event(&format!(
            "DTSTART;TZID=Europe/Rome:{}T{hour:02}{minute:02}00\nDURATION:PT{}M\n\
            RRULE:FREQ=WEEKLY;INTERVAL={};BYDAY={}",
            self.first.format("%Y%m%d"),
            self.length,
            self.interval,
            days.join(",")
        ))
    }

    /// The minutes of the year 2026 that are taken: day by day, without any cleverness.
    fn minutes(&self) -> Vec<bool> {
        use chrono::Datelike as _;
        let (from, until) = (at(2026, 1, 1, 0, 0), at(2027, 1, 1, 0, 0));
        let mut taken = vec![false; usize::try_from((until - from) / 60_000).expect("a year")];
        let monday =
            |day: NaiveDate| day - chrono::Days::new(day.weekday().num_days_from_monday().into());
        let mut day = self.first;
        while day <= NaiveDate::from_ymd_opt(2027, 1, 2).expect("a day") {
            let weeks = (monday(day) - monday(self.first)).num_weeks();
            let falls = weeks % self.interval == 0
                && self.days.contains(&day.weekday().num_days_from_monday());
            if day == self.first || falls {
                let shown = day
                    .and_hms_opt(self.minute / 60, self.minute % 60, 0)
                    .expect("a time");
                let starts = match Rome.from_local_datetime(&shown).earliest() {
                    Some(starts) => starts,
                    // As if clocks had not changed yet: an hour later by the new time.
                    None => Rome
                        .from_local_datetime(&(shown + chrono::TimeDelta::hours(1)))
                        .earliest()
                        .expect("a time"),
                };
                for minute in 0..self.length {
                    let at = starts.timestamp_millis() + minute * 60_000;
                    if (from..until).contains(&at) {
                        taken[usize::try_from((at - from) / 60_000).expect("in the year")] = true;
                    }
                }
            }
            day = day.succ_opt().expect("a day");
        }
        taken
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn weeks_are_as_a_naive_model_of_minutes_has_them(weekly in weekly()) {
        let read = read(&weekly.written());
        prop_assert_eq!(read.unread, 0);
        let from = at(2026, 1, 1, 0, 0);
        let mut taken = vec![false; weekly.minutes().len()];
        for (starts, ends) in &read.times {
            for at in (*starts..*ends).step_by(60_000) {
                taken[usize::try_from((at - from) / 60_000).expect("in the year")] = true;
            }
        }
        prop_assert!(taken == weekly.minutes(), "{weekly:?}: {:?}", shown_times(&read));
        prop_assert!(read.times.windows(2).all(|pair| pair[0].1 < pair[1].0));
    }

    #[test]
    fn no_text_of_a_stranger_makes_it_panic(
        lines in proptest::collection::vec(line(), 0..40),
        noise in proptest::collection::vec(any::<u8>(), 0..40),
    ) {
        let mut text = calendar(&lines.join("\n")).into_bytes();
        let middle = text.len() / 2;
        text.splice(middle..middle, noise);
        let _ = busy(&text, at(2026, 1, 1, 0, 0), at(2027, 1, 1, 0, 0), Rome);
        let _ = busy(&text, i64::MIN, i64::MAX, Rome);
        let _ = identity(&text);
    }
}

/// A line that might stand in a calendar.
fn line() -> impl Strategy<Value = String> {
    let time = || "[0-9]{4}(0[1-9]|1[0-2])[0-3][0-9](T[0-2][0-9][0-5][0-9]00Z?)?";
    prop_oneof![
        "(BEGIN|END):(VEVENT|VTIMEZONE|STANDARD|VFREEBUSY|VALARM)",
        "(DTSTART|DTEND|RDATE|EXDATE|RECURRENCE-ID)(;TZID=(X|Europe/Rome|UTC))?:"
            .prop_flat_map(move |name| { time().prop_map(move |time| format!("{name}{time}")) }),
        "DURATION:-?P[0-9]{0,9}[WD]?(T[0-9]{1,9}[HMS])?",
        "TZOFFSET(FROM|TO):[+-][0-9]{4,6}",
        "TZID:(X|Europe/Rome)",
        "RRULE:FREQ=(YEARLY|MONTHLY|WEEKLY|DAILY)(;INTERVAL=[0-9]{1,10})?(;COUNT=[0-9]{1,10})?(;BY(MONTH|DAY|SETPOS|WEEKNO|YEARDAY|MONTHDAY|HOUR)=-?[0-9]{1,3}(MO|SU)?)?",
        "FREEBUSY:[0-9]{8}T[0-9]{6}Z/PT[0-9]{1,9}S",
        "\\PC{0,20}",
    ]
}
