//! Periods with what they are compared to, and what is left out of a report.

use chrono::NaiveDate;
use chrono_tz::Tz;
use uuid::Uuid;

use super::*;

const HOUR: i64 = 3_600_000;

#[test]
fn each_period_is_compared_with_the_one_like_it_before() {
    for (from, to, kind, before) in [
        (
            "2026-03-01",
            "2026-03-31",
            PeriodKind::Month,
            ("2026-02-01", "2026-02-28"),
        ),
        (
            "2026-01-01",
            "2026-01-31",
            PeriodKind::Month,
            ("2025-12-01", "2025-12-31"),
        ),
        (
            "2026-04-01",
            "2026-06-30",
            PeriodKind::Quarter,
            ("2026-01-01", "2026-03-31"),
        ),
        (
            "2024-01-01",
            "2024-12-31",
            PeriodKind::Year,
            ("2023-01-01", "2023-12-31"),
        ),
        (
            "2026-02-01",
            "2026-04-30",
            PeriodKind::Days,
            ("2025-11-04", "2026-01-31"),
        ),
        (
            "2026-11-09",
            "2026-11-15",
            PeriodKind::Days,
            ("2026-11-02", "2026-11-08"),
        ),
    ] {
        let period = days(from, to);
        assert_eq!(period.kind(), kind, "{from}");
        assert_eq!(period.before(), days(before.0, before.1), "{from}");
    }
    assert_eq!(
        ReportPeriod::month_of(day("2026-02-11")),
        days("2026-02-01", "2026-02-28")
    );
}

#[test]
fn a_month_in_which_the_clock_changes_has_an_hour_more_or_less() {
    let hours = |from, to| {
        let instants = days(from, to).instants(Tz::Europe__Rome).expect("days");
        (instants.end - instants.start) / HOUR
    };
    assert_eq!(hours("2026-03-01", "2026-03-31"), 31 * 24 - 1);
    assert_eq!(hours("2026-10-01", "2026-10-31"), 31 * 24 + 1);
    assert_eq!(hours("2026-10-25", "2026-10-25"), 25);
}

#[test]
fn days_that_cant_be_counted_are_refused() {
    let wrong = |from, to| {
        let days = days(from, to);
        days.check().and(days.instants(Tz::UTC)).err()
    };
    assert_eq!(
        wrong("2026-11-02", "2026-11-01"),
        Some(WrongPeriod::Backwards)
    );
    assert_eq!(
        wrong("2024-01-01", "2025-01-01"),
        Some(WrongPeriod::TooLong)
    );
    assert_eq!(wrong("2024-01-01", "2024-12-31"), None);
}

#[test]
fn a_long_period_is_shown_by_months() {
    let steps = |from, to| days(from, to).steps().len();
    assert_eq!(steps("2026-07-01", "2026-09-30"), 92);
    assert_eq!(steps("2026-01-01", "2026-12-31"), 12);
    assert_eq!(steps("2026-01-15", "2026-05-02"), 5);
}

#[test]
fn what_stands_on_few_visits_is_left_out_and_cant_be_found_by_subtraction() {
    let shown = |came: &[u32]| {
        let report = Report {
            topics: came.iter().map(|came| about(*came)).collect(),
            ..report(40)
        };
        let left = report.leave_out_few();
        let came = left
            .topics
            .into_iter()
            .map(|one| one.visits.map(|visits| visits.came));
        came.collect::<Vec<_>>()
    };
    assert_eq!(shown(&[20, 15, 5]), [Some(20), Some(15), Some(5)]);
    assert_eq!(shown(&[20, 15, 4]), [Some(20), None, None]);
    assert_eq!(shown(&[30, 4, 2]), [Some(30), None, None]);
}

#[test]
fn a_topic_or_a_few_days_of_few_visits_tell_nothing_and_a_quiet_month_is_told_whole() {
    let of_topic = |came| Report {
        slice: ReportSlice {
            topic: Some(TopicId(Uuid::nil())),
            ..ReportSlice::default()
        },
        ..report(came)
    };
    assert!(of_topic(4).leave_out_few().too_few);
    assert_eq!(of_topic(4).leave_out_few().totals, Totals::default());
    assert!(!of_topic(5).leave_out_few().too_few);
    let of_days = Report {
        period: days("2026-11-02", "2026-11-08"),
        kind: PeriodKind::Days,
        ..report(4)
    };
    assert!(of_days.leave_out_few().too_few);
    assert_eq!(report(2).leave_out_few().totals.came, 2);
}

#[test]
fn a_case_is_in_time_until_the_end_of_the_day_that_was_promised_first() {
    let rome = |text: &str| {
        let local: chrono::NaiveDateTime = text.parse().expect("a time");
        let at = local.and_local_timezone(Tz::Europe__Rome).single();
        at.expect("it comes once").timestamp_millis()
    };
    let november = days("2026-11-01", "2026-11-30");
    let count =
        Count::new(november, Tz::Europe__Rome, ReportsForm::default().within()).expect("days");
    let case = |opened: &str, promised: &str, answered: Option<&str>| CaseFacts {
        opened: rome(opened),
        promised: day(promised),
        answered: answered.map(rome),
        closed: answered.map(rome),
    };
    let cases = [
        case(
            "2026-11-01T00:00:00",
            "2026-11-05",
            Some("2026-11-05T23:59:59"),
        ),
        case(
            "2026-11-02T09:00:00",
            "2026-11-05",
            Some("2026-11-06T00:00:00"),
        ),
        // Nobody has answered, and the day is over; or it is not yet.
        case("2026-11-03T09:00:00", "2026-11-05", None),
        case("2026-11-30T23:59:59", "2026-12-01", None),
        // Of the month before, and closed in this one.
        case(
            "2026-10-31T23:59:59",
            "2026-11-05",
            Some("2026-11-02T09:00:00"),
        ),
    ];
    let counted = count.cases(cases.iter(), rome("2026-12-01T12:00:00"));
    let expected = Cases {
        opened: 4,
        answered: 2,
        in_time: Share { part: 1, whole: 3 },
        closed: 3,
    };
    assert_eq!(counted, expected);
}

#[test]
fn a_part_of_nothing_is_no_share() {
    let share = |part, whole| Share { part, whole }.thousandths();
    assert_eq!(share(0, 0), None);
    assert_eq!(share(2, 3), Some(667));
    assert_eq!(share(5, 5), Some(1_000));
}

fn report(came: u32) -> Report {
    let period = days("2026-11-01", "2026-11-30");
    Report {
        library: "Biblioteca di Prova".into(),
        part: String::new(),
        period,
        kind: period.kind(),
        zone: "Europe/Rome".into(),
        slice: ReportSlice::default(),
        within_seconds: 20,
        made_at: 0,
        too_few: false,
        totals: Totals {
            came,
            ..Totals::default()
        },
        period_before: period.before(),
        before: None,
        modes: Vec::new(),
        hours: Vec::new(),
        days: Vec::new(),
        outcomes: Vec::new(),
        topics: Vec::new(),
        languages: Vec::new(),
        desks: Vec::new(),
        people: None,
        cases: Cases::default(),
        appointments: Appointments::default(),
        notices: None,
    }
}

fn about(came: u32) -> OfTopic {
    OfTopic {
        topic: None,
        italian: String::new(),
        english: String::new(),
        visits: Some(Visits {
            came,
            ..Visits::default()
        }),
    }
}

fn days(from: &str, to: &str) -> ReportPeriod {
    ReportPeriod {
        from: day(from),
        to: day(to),
    }
}

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a day")
}
