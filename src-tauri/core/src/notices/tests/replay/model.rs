//! The naive model: the rule, word by word, for one loan on one day, by looking at all
//! days there are. It has its own calendar, counts in days since 1970, and shares
//! nothing with the rule but the policy.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate, Timelike, Weekday};

use super::Line;
use super::world::{Row, Run};
use crate::notices::{NoticeKind, NoticePolicy};
use NoticeKind::{Due, Overdue1, Overdue2, Overdue3, Predue};

/// On which days each kind is said, by due date, whether it is awaited or renews itself,
/// and policy.
type Days = BTreeMap<(i32, bool, bool, usize), Vec<(NoticeKind, i32)>>;

#[derive(Default)]
pub(super) struct Model {
    pub(super) said: Vec<Line>,
    of_loan: BTreeMap<usize, Vec<(NaiveDate, NoticeKind)>>,
    open: BTreeMap<i32, bool>,
    days: Days,
}

impl Model {
    /// What a run says, with the hours at which nobody speaks and data too old to believe.
    pub(super) fn run(&mut self, run: &Run<'_>) {
        let hour = run.clock.hour();
        let age = (run.clock - run.read_at).num_minutes().abs();
        if !(8..20).contains(&hour) || age > 36 * 60 {
            return;
        }
        let today = run.clock.date();
        for row in run.rows {
            let said = self.of_loan.get(&row.loan).cloned().unwrap_or_default();
            let told = said.iter().filter(|(due, _)| *due == row.due);
            let told: Vec<_> = told.map(|(_, kind)| *kind).collect();
            if let Some(kind) = self.say(run.policy, row, &told, today) {
                self.of_loan
                    .entry(row.loan)
                    .or_default()
                    .push((row.due, kind));
                self.said.push((today, row.loan, row.due, kind));
            }
        }
    }

    /// What is said of a loan on a day.
    pub(super) fn say(
        &mut self,
        policy: &NoticePolicy,
        row: &Row,
        told: &[NoticeKind],
        today: NaiveDate,
    ) -> Option<NoticeKind> {
        let (now, due) = (number(today), number(row.due));
        let days = self.days_of(policy, row);
        let come: Vec<(NoticeKind, i32)> =
            days.into_iter().filter(|(_, day)| *day <= now).collect();
        // Superseded is what has a later kind whose day has come.
        let is_latest = |kind: NoticeKind| come.iter().all(|(other, _)| *other <= kind);
        let (kind, day) = come.iter().copied().find(|(kind, _)| is_latest(*kind))?;
        if told.contains(&kind) || told.iter().any(|other| *other > kind) {
            return None;
        }
        if kind == Predue && now >= due {
            return None;
        }
        if now > day + 14 {
            return None;
        }
        if now < due && row.since.is_some_and(|since| number(since) >= now) {
            return None;
        }
        // On a closed day only what belongs there, or what can't wait for an open one.
        let opens_soon = (now + 1..=now + 30).any(|day| self.is_open(day));
        if !self.is_open(now) && day != now && opens_soon {
            return None;
        }
        Some(kind)
    }

    fn days_of(&mut self, policy: &NoticePolicy, row: &Row) -> Vec<(NoticeKind, i32)> {
        let due = number(row.due);
        let which = std::ptr::from_ref(policy).addr();
        let key = (due, row.is_awaited, row.renews_itself, which);
        if let Some(known) = self.days.get(&key) {
            return known.clone();
        }
        let mut days = Vec::new();
        if policy.is_on && !(policy.skips_renewing && row.renews_itself) {
            if let Some(before) = policy.days_before {
                days.push((Predue, self.back(due - i32::from(before))));
            }
            if policy.on_the_day {
                days.push((Due, self.back(due)));
            }
        }
        if policy.is_on {
            let mut first = policy.days_after[0];
            if let (true, Some(early)) = (row.is_awaited, policy.days_after_when_awaited) {
                first = Some(first.map_or(early, |first| first.min(early)));
            }
            let after = [
                (Overdue1, first),
                (Overdue2, policy.days_after[1]),
                (Overdue3, policy.days_after[2]),
            ];
            for (kind, after) in after {
                if let Some(after) = after {
                    days.push((kind, self.forth(due + i32::from(after))));
                }
            }
        }
        self.days.insert(key, days.clone());
        days
    }

    /// The last open day of the month that ends with this one, or else this one.
    fn back(&mut self, day: i32) -> i32 {
        let month = day - 30..=day;
        month.filter(|day| self.is_open(*day)).max().unwrap_or(day)
    }

    /// The first open day of the month that begins with this one, or else this one.
    fn forth(&mut self, day: i32) -> i32 {
        let month = day..=day + 30;
        month.filter(|day| self.is_open(*day)).min().unwrap_or(day)
    }

    fn is_open(&mut self, day: i32) -> bool {
        *self.open.entry(day).or_insert_with(|| is_open(day))
    }
}

/// The calendar of the library on the wall, as somebody wrote it down.
fn is_open(day: i32) -> bool {
    let date = NaiveDate::from_epoch_days(day).expect("a day of the calendar");
    let (year, month, day) = (date.year(), date.month(), date.day());
    match (year, month, day) {
        (2026, 8, _) | (2026, 9, 1..=9) | (2026, 3, 16..=18) => return false,
        (2026, 5, 10) | (2026, 6, 2) => return true,
        // Easter Monday.
        (2025, 4, 21) | (2026, 4, 6) | (2027, 3, 29) => return false,
        (2026.., 10, 4) => return false,
        (_, 1, 1 | 6) | (_, 4, 25) | (_, 5, 1) | (_, 6, 2) => return false,
        (_, 8, 15) | (_, 11, 1) | (_, 12, 8 | 25 | 26) => return false,
        _ => (),
    }
    date.weekday() != Weekday::Sun
}

fn number(date: NaiveDate) -> i32 {
    date.to_epoch_days()
}
