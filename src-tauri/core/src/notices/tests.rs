//! What notices promise: the days of a loan one by one, and a year of five thousand
//! patrons against a naive model.

mod days;
mod quiet;
mod replay;
mod saying;

use chrono::NaiveDate;

use super::*;
use crate::hours::{Day, Hours, Opening, Tz, Week};

/// The settings of the embedded policy, switched on.
fn on() -> NoticePolicy {
    NoticePolicy {
        is_on: true,
        ..NoticePolicy::default()
    }
}

fn date(text: &str) -> NaiveDate {
    text.parse().expect("the test writes dates")
}

/// Open from Monday to Saturday, but not on these dates.
fn open_but(closed: &[&str]) -> OpenDays {
    let opening = || vec![Opening::parse("09:00-13:00").expect("an opening")];
    let mut days: [Vec<Opening>; 7] = std::array::from_fn(|_| opening());
    days[6].clear();
    let reason = String::new();
    let closed = closed.iter().map(|text| {
        let reason = reason.clone();
        (date(text), Day::Closed { reason })
    });
    let hours = Hours {
        zone: Tz::Europe__Rome,
        week: Week::new(days).expect("a week"),
        holidays: None,
        exceptions: closed.collect(),
    };
    OpenDays::of(Some(&hours), date("2026-01-01"), date("2026-12-31"))
}

/// A loan of which nothing was said.
fn due(text: &str) -> Standing<'static> {
    Standing {
        due: date(text),
        is_awaited: false,
        renews_itself: false,
        told: &[],
        kept_since: None,
    }
}
