//! The days of one loan.

use super::*;
use NoticeKind::{Due, Overdue1, Overdue2, Overdue3, Predue};

#[test]
fn a_loan_that_nobody_returns_is_told_of_five_times() {
    // 10 June 2026 is a Wednesday.
    let said = coming(
        &on(),
        &OpenDays::ALL,
        due("2026-06-10"),
        date("2026-05-01"),
        date("2026-12-31"),
    );
    let expected = [
        (date("2026-06-07"), Predue),
        (date("2026-06-10"), Due),
        (date("2026-06-17"), Overdue1),
        (date("2026-07-01"), Overdue2),
        (date("2026-07-25"), Overdue3),
    ];
    assert_eq!(said, expected);
}

#[test]
fn nothing_is_said_while_notices_are_off() {
    let off = NoticePolicy::default();
    let (open, loan) = (OpenDays::ALL, due("2026-06-10"));
    assert_eq!(
        coming(&off, &open, loan, date("2026-05-01"), date("2026-12-31")),
        []
    );
    assert_eq!(day_of(&off, &open, loan, Due), None);
}

#[test]
fn what_falls_on_a_closed_day_moves_back_before_the_due_date_and_forth_after_it() {
    // Due on a Wednesday: PREDUE on Sunday the 7th, so on Saturday. Overdue on Tuesday
    // the 17th and closed until Friday.
    let open = open_but(&["2026-06-10", "2026-06-17", "2026-06-18"]);
    let day = |kind| day_of(&on(), &open, due("2026-06-10"), kind);
    assert_eq!(day(Predue), Some(date("2026-06-06")));
    assert_eq!(day(Due), Some(date("2026-06-09")));
    assert_eq!(day(Overdue1), Some(date("2026-06-19")));
}

#[test]
fn a_desk_that_is_closed_for_longer_than_a_month_says_it_on_the_day_itself() {
    let summer: Vec<String> = date("2026-06-15")
        .iter_days()
        .take(70)
        .map(|day| day.to_string())
        .collect();
    let summer: Vec<&str> = summer.iter().map(String::as_str).collect();
    let open = open_but(&summer);
    // 14 June is a Sunday, so the last open day is the 13th.
    let day = |text, kind| day_of(&on(), &open, due(text), kind);
    assert_eq!(
        day("2026-07-13", Due),
        Some(date("2026-06-13")),
        "30 days back"
    );
    assert_eq!(
        day("2026-07-14", Due),
        Some(date("2026-07-14")),
        "31 days back"
    );
    // It is open again on 24 August.
    assert_eq!(
        day("2026-07-18", Overdue1),
        Some(date("2026-08-24")),
        "30 days ahead"
    );
    assert_eq!(
        day("2026-07-17", Overdue1),
        Some(date("2026-07-24")),
        "31 days ahead"
    );
    let (from, until) = (date("2026-06-01"), date("2026-07-31"));
    let expected = [
        (date("2026-06-13"), Predue),
        (date("2026-07-14"), Due),
        (date("2026-07-21"), Overdue1),
    ];
    assert_eq!(
        coming(&on(), &open, due("2026-07-14"), from, until),
        expected
    );
}

#[test]
fn a_missed_day_is_caught_up_with_and_only_the_latest_kind_is_said() {
    let now = |told: &[NoticeKind], today| {
        let loan = Standing {
            told,
            ..due("2026-06-10")
        };
        due_now(&on(), &OpenDays::ALL, loan, date(today))
    };
    assert_eq!(
        now(&[], "2026-06-09"),
        Some(Predue),
        "a day before it is due"
    );
    assert_eq!(now(&[], "2026-06-10"), Some(Due), "and not PREDUE, too");
    assert_eq!(now(&[], "2026-06-16"), Some(Due), "six days after");
    assert_eq!(now(&[], "2026-06-17"), Some(Overdue1));
    assert_eq!(
        now(&[Due], "2026-07-01"),
        Some(Overdue2),
        "ODUE1 is superseded"
    );
    assert_eq!(now(&[Due, Overdue2], "2026-07-01"), None);
    assert_eq!(
        now(&[Overdue3], "2026-07-01"),
        None,
        "nor does anything come after a later one"
    );
}

#[test]
fn what_was_missed_for_more_than_two_weeks_is_not_said() {
    let now = |today| due_now(&on(), &OpenDays::ALL, due("2026-06-10"), date(today));
    assert_eq!(now("2026-07-15"), Some(Overdue2), "14 days after its day");
    assert_eq!(now("2026-07-16"), None);
    assert_eq!(now("2026-07-25"), Some(Overdue3));
    assert_eq!(now("2026-08-08"), Some(Overdue3));
    assert_eq!(now("2026-08-09"), None, "a loan of long ago is left alone");
    assert_eq!(now("2036-08-09"), None);
}

#[test]
fn catching_up_waits_for_an_open_day() {
    let open = open_but(&["2026-06-08", "2026-06-09"]);
    let now = |today| due_now(&on(), &open, due("2026-06-11"), date(today));
    // PREDUE was missed on Saturday the 6th.
    for closed in ["2026-06-07", "2026-06-08", "2026-06-09"] {
        assert_eq!(now(closed), None, "{closed}");
    }
    assert_eq!(now("2026-06-10"), Some(Predue));
}

#[test]
fn predue_is_never_said_on_the_due_date_or_after_it() {
    let policy = NoticePolicy {
        on_the_day: false,
        ..on()
    };
    let now = |today| due_now(&policy, &OpenDays::ALL, due("2026-06-10"), date(today));
    assert_eq!(now("2026-06-09"), Some(Predue));
    assert_eq!(now("2026-06-10"), None);
    assert_eq!(now("2026-06-11"), None);
}

#[test]
fn nothing_is_said_before_the_due_date_to_whom_it_was_lent_today() {
    let lent = Some(date("2026-06-08"));
    let now = |due_on, today| {
        let loan = Standing {
            kept_since: lent,
            ..due(due_on)
        };
        due_now(&on(), &OpenDays::ALL, loan, date(today))
    };
    assert_eq!(now("2026-06-10", "2026-06-08"), None, "lent for two days");
    assert_eq!(now("2026-06-10", "2026-06-09"), Some(Predue));
    assert_eq!(
        now("2026-06-08", "2026-06-08"),
        Some(Due),
        "for today alone"
    );
    assert_eq!(
        now("2026-06-09", "2026-06-07"),
        None,
        "the clock was set back"
    );
}

#[test]
fn the_first_reminder_comes_early_when_somebody_waits() {
    let day = |awaited, policy: &NoticePolicy| {
        let loan = Standing {
            is_awaited: awaited,
            ..due("2026-06-10")
        };
        day_of(policy, &OpenDays::ALL, loan, Overdue1)
    };
    assert_eq!(day(true, &on()), Some(date("2026-06-12")));
    assert_eq!(day(false, &on()), Some(date("2026-06-17")));
    let later = NoticePolicy {
        days_after_when_awaited: Some(9),
        ..on()
    };
    assert_eq!(day(true, &later), Some(date("2026-06-17")));
    let only = NoticePolicy {
        days_after: [None; 3],
        ..on()
    };
    assert_eq!(day(true, &only), Some(date("2026-06-12")));
    assert_eq!(day(false, &only), None);
}

#[test]
fn a_loan_that_renews_itself_is_told_of_once_it_is_overdue() {
    let loan = Standing {
        renews_itself: true,
        ..due("2026-06-10")
    };
    let first = |policy: &NoticePolicy| {
        let said = coming(
            policy,
            &OpenDays::ALL,
            loan,
            date("2026-06-01"),
            date("2026-06-30"),
        );
        said.first().copied()
    };
    assert_eq!(first(&on()), Some((date("2026-06-17"), Overdue1)));
    let all = NoticePolicy {
        skips_renewing: false,
        ..on()
    };
    assert_eq!(first(&all), Some((date("2026-06-07"), Predue)));
}

#[test]
fn loans_are_looked_for_no_farther_than_something_may_be_said_of_them() {
    let (from, until) = (date("2026-06-01"), date("2026-06-08"));
    let (first, last) = due_between(&on(), from, until);
    assert_eq!((from - first).num_days(), 45 + 30 + 14);
    assert_eq!((last - until).num_days(), 3 + 30);
    let few = NoticePolicy {
        days_before: None,
        days_after: [None; 3],
        days_after_when_awaited: None,
        ..on()
    };
    let (first, last) = due_between(&few, from, until);
    assert_eq!((from - first).num_days(), 30 + 14);
    assert_eq!((last - until).num_days(), 30);
}

#[test]
fn a_month_of_closed_days_is_seen_to_its_end() {
    let closed: Vec<String> = date("2026-06-09")
        .iter_days()
        .take(40)
        .map(|day| day.to_string())
        .collect();
    let closed: Vec<&str> = closed.iter().map(String::as_str).collect();
    let open = open_but(&closed);
    // PREDUE of 8 July moves back to 8 June; of 9 July it does not any more.
    let today = date("2026-06-08");
    let (_, last) = due_between(&on(), today, today);
    assert_eq!(last_due(&open, today), last);
    assert_eq!(last, date("2026-07-11"));
}

/// The latest due date of which something is said on a day.
fn last_due(open: &OpenDays, today: NaiveDate) -> NaiveDate {
    let around = today.iter_days().take(100);
    let said = |day: &NaiveDate| {
        let loan = Standing {
            due: *day,
            ..due("2026-06-10")
        };
        due_now(&on(), open, loan, today).is_some()
    };
    around.filter(said).max().expect("something is said")
}

#[test]
fn the_end_of_the_calendar_ends_nothing_else() {
    for day in [NaiveDate::MIN, NaiveDate::MAX] {
        let loan = Standing {
            due: day,
            ..due("2026-06-10")
        };
        for today in [NaiveDate::MIN, date("2026-06-10"), NaiveDate::MAX] {
            let open = open_but(&[]);
            let _ = due_now(&on(), &open, loan, today);
            let _ = coming(&on(), &open, loan, today, today);
        }
    }
    assert_eq!(
        day_of(
            &on(),
            &OpenDays::ALL,
            Standing {
                due: NaiveDate::MAX,
                ..due("2026-06-10")
            },
            Overdue1
        ),
        None
    );
}

#[test]
fn days_beyond_those_that_were_looked_up_are_right_too() {
    let open = open_but(&["2027-03-03"]);
    assert!(open.is_open_on(date("2027-03-02")));
    assert!(!open.is_open_on(date("2027-03-03")));
    assert!(!open.is_open_on(date("2025-06-01")), "a Sunday");
    let loan = due("2027-03-03");
    assert_eq!(day_of(&on(), &open, loan, Due), Some(date("2027-03-02")));
}

#[test]
fn data_are_stale_after_a_day_and_a_half() {
    const HOUR: i64 = 3_600_000;
    let read = 1_780_000_000_000;
    assert!(!on().is_stale(read, read + 36 * HOUR));
    assert!(on().is_stale(read, read + 36 * HOUR + 1));
    assert!(
        !on().is_stale(read, read - HOUR),
        "the clock was set back a little"
    );
    assert!(on().is_stale(read, read - 37 * HOUR), "the clock is wrong");
    assert!(on().is_stale(i64::MIN, i64::MAX));
}

#[test]
fn a_kind_is_known_by_its_code() {
    for kind in NoticeKind::ALL {
        assert_eq!(NoticeKind::of_code(kind.code()), Some(kind));
    }
    assert_eq!(NoticeKind::of_code("predue"), None);
}
