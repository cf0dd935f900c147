//! What a year's report costs: 300,000 visits, and as many of the year before that it is
//! compared with.
//!
//! **The rule.** The report must say how many came: one that reads less measures nothing.

mod house;

use std::path::PathBuf;
use std::time::Instant;

use anyhow::{Context, ensure};
use sportello_core::{Language, ReportPeriod, ReportSlice, Role};
use sportello_server::Store;
use sportello_server::reports::{Wanted, csv, pdf, report};

use self::house::LIBRARY;
use crate::figures::{Report, median};
use crate::usage;

/// How the bench is started.
#[derive(Clone, Debug, clap::Args)]
pub(crate) struct Arguments {
    /// How many visits a year has.
    #[arg(long, default_value_t = 300_000)]
    visits: u32,
    /// How often the report is made.
    #[arg(long, default_value_t = 5)]
    rounds: usize,
    /// Where to write the figures as JSON.
    #[arg(long)]
    json: Option<PathBuf>,
}

/// In how many milliseconds a year's report is there.
const GOAL: f64 = 2_000.0;

/// Measures, prints the table and writes the JSON.
pub(crate) async fn run(arguments: Arguments) -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    let store = Store::open(folder.path()).await?;
    let filling = Instant::now();
    house::fill(&store, arguments.visits).await?;
    let mut figures = Report::of("report");
    figures.note(format!(
        "{} visits a year, two years; written in {:.0} s",
        arguments.visits,
        filling.elapsed().as_secs_f64()
    ));
    let load = usage::load();
    let day = |text: &str| text.parse().context("a day");
    let wanted = Wanted {
        library: LIBRARY,
        period: ReportPeriod {
            from: day("2026-01-01")?,
            to: day("2026-12-31")?,
        },
        slice: ReportSlice::default(),
        role: Role::Administrator,
        at: house::END,
    };
    let (mut made, mut written) = (Vec::new(), Vec::new());
    for _ in 0..arguments.rounds.max(1) {
        let begun = Instant::now();
        let year = report(&store, &wanted).await?;
        made.push(begun.elapsed().as_secs_f64() * 1_000.0);
        let came = year.totals.came + year.totals.called_out;
        ensure!(came == arguments.visits, "it tells of {came} visits");
        let begun = Instant::now();
        let bytes = pdf(&year, Language::It)?.len() + csv(&year, Language::It).len();
        written.push(begun.elapsed().as_secs_f64() * 1_000.0);
        ensure!(bytes > 10_000, "the files are empty");
    }
    let slowest = made.iter().copied().fold(f64::NAN, f64::max);
    figures.add("a year's report".into(), "ms", median(made), ("goal", GOAL))?;
    figures.add(
        "PDF and CSV of it".into(),
        "ms",
        median(written),
        ("goal", GOAL),
    )?;
    figures.note(format!(
        "{} reports, the slowest within {slowest:.0} ms. Load average {load:.1} before them, {:.1} \
         at the end.",
        arguments.rounds.max(1),
        usage::load()
    ));
    print!("{figures}");
    if let Some(file) = &arguments.json {
        figures.write(file)?;
    }
    store.close().await;
    Ok(())
}
