//! The honest wait, measured: a simulated month of 23,513 contacts, in which each
//! patron is told on entering the line how long it will take, beside what came true
//! and beside the constant formulas of others.
//!
//! The month is the one that the tests of `core` hold the forecast to; here all
//! patrons ask, and the clock is looked at.

use std::path::PathBuf;
use std::time::Instant;

use sportello_core::chance::Chance;
use sportello_core::wait::{
    Ahead, Busy, LineNow, Service, ServiceHistory, WaitRange, Waited, estimate,
};
use sportello_core::{Span, TopicId};

use self::played::Verdict;
use crate::figures::{Report, median};

#[path = "../../../src-tauri/core/src/wait/tests/month/mod.rs"]
mod played;

/// How the bench is started.
#[derive(Clone, Debug, clap::Args)]
pub(crate) struct Arguments {
    /// Another month of the same desk.
    #[arg(long, default_value_t = 2)]
    seed: u64,
    /// Where to write the figures as JSON.
    #[arg(long)]
    json: Option<PathBuf>,
}

/// Plays the month and prints what came true.
pub(crate) fn run(arguments: &Arguments) -> anyhow::Result<()> {
    let begun = Instant::now();
    let verdict = Verdict::of(&played::play(arguments.seed, 1));
    let seconds = begun.elapsed().as_secs_f64();
    println!("{verdict}");
    let report = report(&verdict, seconds)?;
    println!("{report}");
    arguments
        .json
        .as_deref()
        .map_or(Ok(()), |file| report.write(file))
}

fn report(verdict: &Verdict, seconds: f64) -> anyhow::Result<Report> {
    let mut report = Report::of("month");
    let ours = verdict.ours;
    for (peer, theirs) in [
        ("rocket.chat", verdict.rocket_chat),
        ("asterisk", verdict.asterisk),
    ] {
        report.add(
            "true wait inside the range".into(),
            "%",
            ours.inside * 100.0,
            (peer, theirs.inside * 100.0),
        )?;
        report.add(
            "true wait inside the range, who queued".into(),
            "%",
            ours.inside_of_queued * 100.0,
            (peer, theirs.inside_of_queued * 100.0),
        )?;
        report.add(
            "median width for as many, who queued".into(),
            "min",
            ours.width_of_queued,
            (peer, theirs.width_of_queued),
        )?;
    }
    let contacts = verdict.contacts;
    let month = format!("a month of {contacts} contacts, each told");
    report.add(month, "s", seconds, ("goal", 10.0))?;
    let line = "a line of 5000, all told".into();
    report.add(line, "ms", long_line(), ("goal", 30.0))?;
    report.note(
        "A formula tells a number; for the shares it is given, for each patron, a range of \
         whole minutes as wide as ours, for the width one that keeps its word as often.",
    );
    Ok(report)
}

/// What it costs to tell 5,000 patrons, in milliseconds.
fn long_line() -> f64 {
    let mut chance = Chance::seeded(1);
    let history: ServiceHistory = (0..400)
        .map(|_| Service {
            topic: None,
            answered_after: Span::seconds(2 + chance.below(10) as i64),
            busy: Span::seconds(20 + chance.below(240) as i64),
        })
        .collect();
    let line = [Ahead::default(); 5_000];
    let busy = [Busy {
        topic: None,
        since: Span::seconds(30),
    }; 5];
    let now = LineNow {
        history: &history,
        free: 0,
        busy: &busy,
        line: &line,
    };
    median((0..31).map(|seed| {
        let begun = Instant::now();
        std::hint::black_box(estimate(&now, seed));
        begun.elapsed().as_secs_f64() * 1_000.0
    }))
}
