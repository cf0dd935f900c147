//! A year of loans, run by run, against a naive model.
//!
//! The year has renewals and returns, loans that renew themselves and reservations,
//! holidays and a closed August, days on which the server was off, the data did not come
//! or the clock was wrong, runs that were cut off and started twice, and policies that
//! changed. What the rule says of each loan in each run goes into a ledger; the model
//! keeps one of its own. Both must be the same.

mod model;
mod world;

use std::collections::{BTreeMap, BTreeSet};

use super::*;
use model::Model;
use world::{Row, Run, World};

/// One line of a ledger: the day on the clock, the loan, its due date, the kind.
type Line = (NaiveDate, usize, NaiveDate, NoticeKind);

#[test]
fn a_year_of_five_thousand_patrons_is_told_as_a_naive_model_tells_it() {
    let world = World::of(20_261_122, 5_000);
    assert!(world.loans.len() > 9_000, "{}", world.loans.len());
    let said = replayed(&world);
    let of = |kind| said.iter().filter(|line| line.3 == kind).count();
    let counts = NoticeKind::ALL.map(of);
    assert!(counts.iter().all(|count| *count > 150), "{counts:?}");
}

#[test]
fn other_years_are_told_as_a_naive_model_tells_them() {
    for seed in 0..20 {
        replayed(&World::of(seed, 80));
    }
}

#[test]
fn what_is_foretold_for_a_week_is_what_the_model_says_day_by_day() {
    let world = World::of(7, 150);
    let (mut ledger, mut foretold) = (Ledger::default(), 0);
    let mut runs = 0;
    world.each_run(|run| {
        let mut model = Model::default();
        let from = run.clock.date();
        let until = from + chrono::Days::new(6);
        runs += 1;
        for row in run.rows.iter().filter(|_| runs % 7 == 0) {
            let mut told = ledger.told(row);
            let coming = coming(run.policy, &world.open, row.standing(&told), from, until);
            for today in from.iter_days().take(7) {
                let expected = model.say(run.policy, row, &told, today);
                let on_the_day = coming.iter().find(|(day, _)| *day == today);
                assert_eq!(
                    on_the_day.map(|(_, kind)| *kind),
                    expected,
                    "{row:?} {today}"
                );
                told.extend(expected);
            }
            foretold += coming.len();
        }
        ledger.run(&world, run);
    });
    assert!(foretold > 100, "{foretold}");
}

/// Replays a world with the rule and with the model, and holds both against each other
/// and against what must hold in any case.
fn replayed(world: &World) -> Vec<Line> {
    let (mut ledger, mut model) = (Ledger::default(), Model::default());
    world.each_run(|run| {
        ledger.run(world, run);
        model.run(run);
    });
    let told: BTreeSet<Line> = ledger.said.iter().copied().collect();
    assert_eq!(told.len(), ledger.said.len(), "each once");
    let naive: BTreeSet<Line> = model.said.iter().copied().collect();
    let here: Vec<_> = told.difference(&naive).take(5).collect();
    let there: Vec<_> = naive.difference(&told).take(5).collect();
    assert!(
        here.is_empty() && there.is_empty(),
        "the rule alone says {here:?}, the model alone {there:?}"
    );
    ledger.said
}

/// What a server keeps of its runs.
#[derive(Default)]
struct Ledger {
    said: Vec<Line>,
    of: BTreeMap<(usize, NaiveDate), Vec<NoticeKind>>,
}

impl Ledger {
    fn told(&self, row: &Row) -> Vec<NoticeKind> {
        let told = self.of.get(&(row.loan, row.due));
        told.cloned().unwrap_or_default()
    }

    fn run(&mut self, world: &World, run: &Run<'_>) {
        let (policy, today) = (run.policy, run.clock.date());
        let is_stale = policy.is_stale(millis(run.read_at), millis(run.clock));
        if is_stale || !policy.may_speak_at(run.minute()) {
            return;
        }
        for row in run.rows {
            let told = self.of.entry((row.loan, row.due)).or_default();
            let Some(kind) = due_now(policy, &world.open, row.standing(told), today) else {
                continue;
            };
            keeps_to_what_holds(world, row, kind, today);
            let (first, last) = due_between(policy, today, today);
            assert!((first..=last).contains(&row.due), "{row:?} on {today}");
            assert!(
                told.iter().all(|before| *before < kind),
                "{row:?}: {kind:?} after {told:?}"
            );
            told.push(kind);
            self.said.push((today, row.loan, row.due, kind));
        }
    }
}

/// What must hold of all that is said, whatever the policy.
fn keeps_to_what_holds(world: &World, row: &Row, kind: NoticeKind, today: NaiveDate) {
    if kind == NoticeKind::Predue {
        assert!(today < row.due, "{row:?} on {today}");
        assert_ne!(
            row.since,
            Some(today),
            "it was lent or renewed today: {row:?}"
        );
    }
    if kind >= NoticeKind::Overdue1 {
        assert!(today > row.due, "{row:?} on {today}");
    }
    let month = || today.iter_days().take(31);
    let month_before = || (0..=30).map(|days| today - chrono::Days::new(days));
    let is_open = |day: NaiveDate| world.open.is_open_on(day);
    let nothing_else = !month().any(is_open) || (today <= row.due && !month_before().any(is_open));
    assert!(is_open(today) || nothing_else, "{row:?} on {today}");
}

fn millis(time: chrono::NaiveDateTime) -> i64 {
    time.and_utc().timestamp_millis()
}
