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

use self::played::{LARGE, SMALL, Verdict};
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

/// Plays the month of a large desk and months of a small one, and prints what came
/// true.
pub(crate) fn run(arguments: &Arguments) -> anyhow::Result<()> {
    let begun = Instant::now();
    let large = Verdict::of(&played::play(&LARGE, arguments.seed, 1));
    let seconds = begun.elapsed().as_secs_f64();
    let months = arguments.seed..arguments.seed + SMALL_MONTHS;
    let small: Vec<_> = months
        .flat_map(|seed| played::play(&SMALL, seed, 1))
        .collect();
    let small = Verdict::of(&small);
    println!("A large desk: {large}\nA small desk, {SMALL_MONTHS} months: {small}");
    let mut report = Report::of("month");
    add_what_came_true(&mut report, "large", &large)?;
    add_what_came_true(&mut report, "small", &small)?;
    let month = format!("a month of {} contacts, all told", large.contacts);
    report.add(month, "s", seconds, ("goal", 10.0))?;
    let line = "a line of 5000, all told once".into();
    report.add(line, "ms", long_line(), ("goal", 30.0))?;
    report.note(
        "A formula tells a number. For the shares it is lent, for each patron, a range of \
         whole minutes as wide as ours; for the width, one that keeps its word as often.",
    );
    println!("{report}");
    arguments
        .json
        .as_deref()
        .map_or(Ok(()), |file| report.write(file))
}

/// So that as many patrons wait as chance needs to be quiet.
const SMALL_MONTHS: u64 = 4;

fn add_what_came_true(report: &mut Report, desk: &str, verdict: &Verdict) -> anyhow::Result<()> {
    let ours = verdict.ours;
    for (peer, theirs) in [
        ("rocket.chat", verdict.rocket_chat),
        ("asterisk", verdict.asterisk),
    ] {
        let (all, all_there) = (ours.inside * 100.0, theirs.inside * 100.0);
        let name = format!("{desk} desk: true wait in the range, all");
        report.add(name, "%", all, (peer, all_there))?;
        let queued = ours.inside_of_queued * 100.0;
        let queued_there = theirs.inside_of_queued * 100.0;
        let name = format!("{desk} desk: true wait in the range, who queued");
        report.add(name, "%", queued, (peer, queued_there))?;
        let name = format!("{desk} desk: median width for as many, who queued");
        let widths = (ours.width_of_queued, theirs.width_of_queued);
        report.add(name, "min", widths.0, (peer, widths.1))?;
    }
    Ok(())
}

/// What it costs to tell 5,000 patrons, in milliseconds.
fn long_line() -> f64 {
    let mut chance = Chance::seeded(1);
    let history: ServiceHistory = (0..400)
        .map(|_| Service {
            topic: None,
            chat: false,
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
        chat: false,
        free: 0,
        busy: &busy,
        line: &line,
        booked: &[],
    };
    median((0..31).map(|seed| {
        let begun = Instant::now();
        std::hint::black_box(estimate(&now, seed));
        begun.elapsed().as_secs_f64() * 1_000.0
    }))
}
