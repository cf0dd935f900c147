//! What relayed calls cost: the relay inside the desk server, and coturn, one after the
//! other under the same load, on loopback.
//!
//! A call is one relayed end: a client that sends channel data to a peer of the plain
//! internet, and hears as much from it. The load keeps its pace whatever the relay does.
//!
//! **The rule.** What is lost was not carried: a relay that loses more than a little
//! measures nothing.

mod load;
mod relays;

use std::path::PathBuf;
use std::time::Duration;

use anyhow::{Context, ensure};

use self::load::Load;
use self::relays::Running;
use crate::figures::{Report, median};
use crate::usage;

/// How the bench is started.
#[derive(Clone, Debug, clap::Args)]
pub(crate) struct Arguments {
    /// So many calls at a time.
    #[arg(long, default_value_t = 40, value_parser = clap::value_parser!(u16).range(1..=90))]
    calls: u16,
    /// Measure each relay for so many seconds at a time.
    #[arg(long, default_value_t = 8)]
    seconds: u64,
    /// How often each is measured.
    #[arg(long, default_value_t = 3)]
    rounds: usize,
    /// Where to write the figures as JSON.
    #[arg(long)]
    json: Option<PathBuf>,
    /// The server's program; the one beside this one unless told otherwise.
    #[arg(long)]
    server: Option<PathBuf>,
}

/// What is lost at most, of all packets.
const MOST_LOST: f64 = 0.01;
const PEER: &str = "coturn";
const MEANING: &str = "A call is 1 Mb/s each way through one relayed address, in packets of 1000 \
    bytes. Processor time is that of the whole process, the desk server's with its empty library; \
    the kernel's part of it is in it. A gigabyte is counted once, as it comes to its end.";

/// What a relay took.
#[derive(Clone, Copy, Debug)]
struct Measured {
    /// Seconds of processor time for each gigabyte.
    per_gigabyte: f64,
    /// Calls that one core would carry.
    per_core: f64,
    /// Megabytes.
    memory: f64,
    /// Of all packets.
    lost: f64,
}

/// Measures, prints the table and writes the JSON.
pub(crate) async fn run(arguments: Arguments) -> anyhow::Result<()> {
    let load = usage::load();
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for _ in 0..arguments.rounds {
        let relay = Running::embedded(arguments.server.clone()).await?;
        ours.push(measure(relay, &arguments).await.context("our own relay")?);
        let relay = Running::coturn().await?;
        theirs.push(measure(relay, &arguments).await.context(PEER)?);
    }
    let mut report = Report::of("relay");
    let mut add = |what: &str, unit, of: fn(&Measured) -> f64| {
        let middle = |all: &[Measured]| median(all.iter().map(of));
        report.add(what.into(), unit, middle(&ours), (PEER, middle(&theirs)))
    };
    add("processor time a gigabyte", "s", |one| one.per_gigabyte)?;
    add("calls a core carries", "calls", |one| one.per_core)?;
    add("memory", "MB", |one| one.memory)?;
    report.note(how(&arguments, &ours, &theirs, load));
    report.note(MEANING);
    print!("{report}");
    match &arguments.json {
        Some(file) => report.write(file),
        None => Ok(()),
    }
}

async fn measure(relay: Running, arguments: &Arguments) -> anyhow::Result<Measured> {
    let load = Load::on(&relay, arguments.calls).await?;
    let before = usage::processor_time(relay.pid())?;
    let span = Duration::from_secs(arguments.seconds);
    let carried = tokio::task::spawn_blocking(move || load.run(span)).await??;
    let used = usage::processor_time(relay.pid())?.saturating_sub(before);
    let lost = 1.0 - carried.heard as f64 / carried.sent as f64;
    ensure!(
        lost <= MOST_LOST,
        "{:.1} % of the packets were lost",
        lost * 100.0
    );
    let cores = used.as_secs_f64() / carried.span.as_secs_f64();
    Ok(Measured {
        per_gigabyte: used.as_secs_f64() / (carried.bytes() as f64 / 1e9),
        per_core: f64::from(arguments.calls) / cores,
        memory: usage::memory(relay.pid())?,
        lost,
    })
}

fn how(arguments: &Arguments, ours: &[Measured], theirs: &[Measured], before: f64) -> String {
    let profile = if cfg!(debug_assertions) {
        "the development profile: no measurement"
    } else {
        "the release profile"
    };
    let most = |all: &[Measured]| all.iter().map(|one| one.lost * 100.0).fold(0.0, f64::max);
    format!(
        "{} calls, {} times {} s each, in turns, on loopback; the bench was built in {profile}. \
         Lost at most: {:.2} % here, {:.2} % at {PEER}. Load average {before:.1} at the \
         beginning, {:.1} at the end.",
        arguments.calls,
        arguments.rounds,
        arguments.seconds,
        most(ours),
        most(theirs),
        usage::load(),
    )
}
