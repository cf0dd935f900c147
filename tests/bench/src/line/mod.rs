//! What a long line costs: patrons who wait at one desk over real sockets, and how
//! soon each of them and the librarian know what changed.
//!
//! The server is the real program beside this one, on loopback, over a folder that
//! is thrown away. One librarian talks with the first who came, so that the desk is
//! open and nobody else is served. Clients and server share the same cores: what is
//! measured is never better than what patrons elsewhere would see.
//!
//! **The rule.** Every figure ends with a look at what is so: each patron has a place
//! of their own and none is missing. A line that is wrong measures nothing.

mod crowd;
pub(crate) mod desk;
pub(crate) mod page;
pub(crate) mod seat;
pub(crate) mod telling;

use std::path::PathBuf;
use std::time::{Duration, Instant};

use anyhow::Context;
use tokio::time::{sleep, timeout};

use self::crowd::Crowd;
use self::desk::Desk;
use self::seat::Seat;
use crate::usage;

/// How the bench is started.
#[derive(Clone, Debug, clap::Args)]
pub(crate) struct Arguments {
    /// A short line only, and fewer samples: a look, not a measurement.
    #[arg(long)]
    quick: bool,
    /// Lines of these lengths instead.
    #[arg(long, value_delimiter = ',')]
    waiting: Vec<usize>,
    /// Where to write the figures as JSON.
    #[arg(long)]
    json: Option<PathBuf>,
    /// The server's program; the one beside this one unless told otherwise.
    #[arg(long)]
    server: Option<PathBuf>,
}

/// How long anything may take that must happen.
const PATIENCE: Duration = Duration::from_secs(60);
/// How long the server may rest before its memory is read.
const REST: Duration = Duration::from_secs(3);

/// How many wait, and how often what is tried.
#[derive(Clone, Copy, Debug)]
struct Plan {
    waiting: usize,
    leaves: usize,
    accepts: usize,
}

/// The lines of a whole run, the short one first.
fn plans(arguments: &Arguments) -> Vec<Plan> {
    let lengths = match (arguments.waiting.as_slice(), arguments.quick) {
        ([], true) => &[300][..],
        ([], false) => &[300, 5_000],
        (chosen, _) => chosen,
    };
    let (leaves, accepts) = if arguments.quick { (5, 25) } else { (11, 100) };
    let plan = |waiting: &usize| Plan {
        waiting: *waiting,
        leaves,
        accepts,
    };
    lengths.iter().map(plan).collect()
}

/// What was measured with a line of one length.
#[derive(Clone, Debug)]
struct Measured {
    waiting: usize,
    /// Kilobytes of the server for each who waits.
    memory: f64,
    /// Milliseconds from a leave to the last who knows the new place.
    updates: Vec<f64>,
    /// Milliseconds from an accept to the seat's view of the talk.
    accepts: Vec<f64>,
    /// Those who came to a place in the line each second.
    arrivals: f64,
    /// The server's processor time during the arrivals, per cent of one core.
    arriving_cpu: f64,
}

/// Measures, prints the table and writes the JSON.
pub(crate) async fn run(arguments: Arguments) -> anyhow::Result<()> {
    let load = usage::load();
    let plans = plans(&arguments);
    let longest = plans.iter().map(|plan| plan.waiting).max();
    desk::raise_the_file_limit(longest.unwrap_or_default() as u64)?;
    let mut all = Vec::new();
    for plan in plans {
        let measured = measure(plan, arguments.server.clone()).await;
        all.push(measured.with_context(|| format!("with {} waiting", plan.waiting))?);
    }
    let report = telling::report(&all, (load, usage::load()))?;
    print!("{report}");
    match &arguments.json {
        Some(file) => report.write(file),
        None => Ok(()),
    }
}

async fn measure(plan: Plan, server: Option<PathBuf>) -> anyhow::Result<Measured> {
    let mut desk = Desk::open(server).await?;
    let mut seat = Seat::take(&mut desk).await?;
    let mut crowd = Crowd::at(desk.address());
    // The first who comes is answered, and the others wait for the end of that talk.
    crowd.grow_to(1).await?;
    seat.accept().await?;
    let before = desk.memory()?;
    let (used, began) = (usage::processor_time(desk.pid())?, Instant::now());
    crowd.grow_to(1 + plan.waiting).await?;
    let seconds = began.elapsed().as_secs_f64();
    let used = usage::processor_time(desk.pid())?.saturating_sub(used);
    crowd.is_in_order(plan.waiting).await?;
    sleep(REST).await;
    let memory = (desk.memory()? - before) / plan.waiting as f64;
    let waiting = plan.waiting;
    eprintln!("{waiting} waiting: they came within {seconds:.1} s, {memory:.1} kB each");
    let updates = updates(plan, &mut crowd).await?;
    eprintln!("{waiting} waiting: updates within {}", all_of(&updates));
    let accepts = accepts(plan, &mut crowd, &mut seat).await?;
    eprintln!("{waiting} waiting: accepts within {}", all_of(&accepts));
    Ok(Measured {
        waiting: plan.waiting,
        memory,
        updates,
        accepts,
        arrivals: plan.waiting as f64 / seconds,
        arriving_cpu: used.as_secs_f64() / seconds * 100.0,
    })
}

/// The first of the line goes, and another comes in its stead.
async fn updates(plan: Plan, crowd: &mut Crowd) -> anyhow::Result<Vec<f64>> {
    let mut all = Vec::new();
    for _ in 0..plan.leaves {
        let asked = crowd.first_leaves().await?;
        let last = crowd.is_in_order(plan.waiting - 1).await?;
        all.push(millis(last.saturating_duration_since(asked)));
        crowd.grow_by_one().await?;
        crowd.is_in_order(plan.waiting).await?;
    }
    Ok(all)
}

/// The librarian hangs up and accepts who rings, and another comes to the end of the
/// line.
async fn accepts(plan: Plan, crowd: &mut Crowd, seat: &mut Seat) -> anyhow::Result<Vec<f64>> {
    let mut all = Vec::new();
    for _ in 0..plan.accepts {
        seat.hang_up().await?;
        all.push(millis(seat.accept().await?));
        crowd.is_in_order(plan.waiting - 1).await?;
        crowd.grow_by_one().await?;
        crowd.is_in_order(plan.waiting).await?;
    }
    Ok(all)
}

/// Milliseconds, sorted, as somebody reads them who waits for the report.
fn all_of(values: &[f64]) -> String {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let told: Vec<_> = sorted.iter().map(|value| format!("{value:.0}")).collect();
    format!("{} ms", told.join(", "))
}

fn millis(span: Duration) -> f64 {
    span.as_secs_f64() * 1_000.0
}

/// Waits for what must happen, and says what did not.
pub(crate) async fn soon<T>(
    what: impl std::fmt::Display,
    waiting: impl Future<Output = anyhow::Result<T>>,
) -> anyhow::Result<T> {
    timeout(PATIENCE, waiting)
        .await
        .with_context(|| format!("{what}: never in {} s", PATIENCE.as_secs()))?
}
