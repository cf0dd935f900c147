//! What it costs to say what is free, and to book it when a thousand want the same.
//!
//! **The rule.** Every figure ends with a look at what is so: a book in which somebody is
//! booked twice, or a loser who is not told what is free instead, measures nothing.

mod contest;
mod house;

use std::path::PathBuf;
use std::time::Instant;

use anyhow::ensure;
use sportello_core::{Asked, Book};

use self::house::{DAY, House};
use crate::figures::{Report, median};
use crate::usage;

/// How the bench is started.
#[derive(Clone, Debug, clap::Args)]
pub(crate) struct Arguments {
    /// How often each question is asked.
    #[arg(long, default_value_t = 1_000)]
    rounds: usize,
    /// For how many slots a thousand patrons compete, one after another.
    #[arg(long, default_value_t = 100)]
    contested: usize,
    /// Where to write the figures as JSON.
    #[arg(long)]
    json: Option<PathBuf>,
}

/// What is asked for the slots of 30 days.
const GOAL: f64 = 10.0;
/// How many days a patron's page asks for first, and how many slots of each.
const FIRST: (usize, usize) = (5, 12);

/// Measures, prints the table and writes the JSON.
pub(crate) fn run(arguments: &Arguments) -> anyhow::Result<()> {
    let load = usage::load();
    let house = House::of(20, 5_000);
    let mut book = house.book();
    let mut report = Report::of("slots");
    let before = processor_millis();
    let month = asked_often(arguments.rounds, &house, |asked| {
        all_of_a_month(&book, asked)
    })?;
    let spent = (processor_millis() - before) / arguments.rounds as f64;
    for (name, share) in [("slots p50", 0.5), ("slots p99", 0.99)] {
        let took = quantile(&month, share);
        report.add(name.into(), "ms", took, ("goal", GOAL))?;
    }
    let (days, slots) = FIRST;
    let next = asked_often(arguments.rounds, &house, |asked| {
        book.next_free(asked, days, slots, house::now()).len()
    })?;
    let name = format!("next {days} days p99");
    report.add(name, "ms", quantile(&next, 0.99), ("goal", GOAL))?;
    let contest = contest::run(&mut book, &house, arguments.contested)?;
    report.note(format!(
        "In one book, without a disk: {:.0} bookings and {:.0} attempts a second, when {} want \
         each of {} slots; each loser is told five others. A loser's answer takes {:.3} ms in \
         the middle.",
        contest.bookings_a_second,
        contest.attempts_a_second,
        contest::WANT,
        arguments.contested,
        median(contest.answers),
    ));
    report.note(format!(
        "Free slots of 30 days for 20 librarians with 5000 appointments; three kinds of \
         consultation in turn, {} rounds; {spent:.2} ms of processor time each, which a busy \
         machine does not stretch. Load average {load:.1} at the beginning, {:.1} at the end.",
        arguments.rounds,
        usage::load(),
    ));
    print!("{report}");
    arguments
        .json
        .as_deref()
        .map_or(Ok(()), |file| report.write(file))
}

/// The processor time that this program has taken so far; too little to be counted is
/// none.
fn processor_millis() -> f64 {
    let spent = usage::processor_time(std::process::id());
    spent.unwrap_or_default().as_secs_f64() * 1_000.0
}

fn all_of_a_month(book: &Book, asked: &Asked) -> usize {
    let now = house::now();
    let from = now.wall_millis();
    book.free(asked, from, from + 30 * DAY, now).len()
}

/// How many milliseconds each answer took; every one must tell something.
fn asked_often(
    rounds: usize,
    house: &House,
    mut ask: impl FnMut(&Asked) -> usize,
) -> anyhow::Result<Vec<f64>> {
    let questions = house.questions();
    let mut took = Vec::with_capacity(rounds);
    for asked in questions.iter().cycle().take(rounds) {
        let begun = Instant::now();
        let found = ask(asked);
        took.push(begun.elapsed().as_secs_f64() * 1_000.0);
        ensure!(found > 0, "nothing is free for {asked:?}");
    }
    took.sort_by(f64::total_cmp);
    Ok(took)
}

/// The value below which a share of sorted values lies.
fn quantile(sorted: &[f64], share: f64) -> f64 {
    let rank = (sorted.len() as f64 * share).ceil() as usize;
    let index = rank.clamp(1, sorted.len().max(1)) - 1;
    sorted.get(index).copied().unwrap_or(f64::NAN)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quantile_is_one_of_the_values() {
        let hundred: Vec<f64> = (1..=100).map(f64::from).collect();
        assert_eq!(quantile(&hundred, 0.5), 50.0);
        assert_eq!(quantile(&hundred, 0.99), 99.0);
        assert_eq!(quantile(&[7.0], 0.99), 7.0);
        assert!(quantile(&[], 0.5).is_nan());
    }

    #[test]
    fn a_short_run_measures_and_a_contest_has_one_winner_each() {
        let arguments = Arguments {
            rounds: 3,
            contested: 1,
            json: None,
        };
        run(&arguments).expect("every figure is so");
    }
}
