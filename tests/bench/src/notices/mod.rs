//! What loans cost: a file of a hundred thousand is taken, and thirty thousand notices
//! are written into twenty thousand threads, while patrons come to the line.
//!
//! The server is the real program beside this one, on loopback, over a folder that is
//! thrown away. The file is sent and taken as the window does it. Then the borrowers are
//! linked to threads, which the bench writes into the database while nobody runs; that
//! is measured nowhere. All the while one patron after another comes to a desk whose
//! librarian talks with somebody else, is shown a place, and goes.
//!
//! **The rule.** What counts is what stands in the ledger: a run that loses one or
//! doubles one measures nothing.

mod comers;
mod house;
mod sending;

use std::path::PathBuf;
use std::time::{Duration, Instant};

use anyhow::{Context, ensure};
use sportello_server::Store;
use tokio::time::sleep;

use self::comers::Comers;
use self::house::House;
use crate::figures::{Report, median};
use crate::line::desk::Desk;
use crate::line::seat::Seat;
use crate::line::telling::ninety_ninth;
use crate::line::{page::Page, soon};
use crate::usage;

/// How the bench is started.
#[derive(Clone, Debug, clap::Args)]
pub(crate) struct Arguments {
    /// So many borrowers, of five loans each; every second has two that are due to be
    /// told, the others one.
    #[arg(long, default_value_t = 20_000, value_parser = clap::value_parser!(u32).range(2..=100_000))]
    borrowers: u32,
    /// Where to write the figures as JSON.
    #[arg(long)]
    json: Option<PathBuf>,
    /// The server's program; the one beside this one unless told otherwise.
    #[arg(long)]
    server: Option<PathBuf>,
}

/// What is asked, in the place where other benches have a peer.
const GOAL: &str = "goal";
/// Seconds, at most, for a hundred thousand loans.
const IMPORT: f64 = 5.0;
/// Seconds, at most, for thirty thousand notices.
const RUN: f64 = 10.0;
/// Megabytes, at most.
const MEMORY: f64 = 200.0;
/// Milliseconds, at most.
const LINE: f64 = 50.0;
/// How often a run is looked at.
const LOOK: Duration = Duration::from_millis(50);
/// The number of a patron who has the librarian.
const FIRST: usize = 0;

const MEANING: &str = "A ratio of at most 1 meets the goal. Server and clients share this \
    computer, and the clients' part of its time is not taken off.";
const IMPORT_MEANS: &str = "Import runs from the word of the librarian who takes the file to the \
    answer that all of it is on disk: read, understood, compared, written. It was sent and \
    previewed before. Decision and ledger is the time of the run itself, as the server writes it \
    down: from its beginning until every notice stands in its thread and in the ledger.";
const LINE_MEANS: &str = "The line's figure is the time from a patron's wish for a place to the \
    sight of it, its commit included, while the other was going on. Memory is the most that the \
    server held at any time since its start.";

/// What was measured.
#[derive(Clone, Debug)]
struct Measured {
    import: f64,
    preview: f64,
    run: f64,
    /// The most, in megabytes: while a file was taken, and while a run went on.
    memory: (f64, f64),
    /// Milliseconds from a wish to a place, meanwhile.
    line: (Vec<f64>, Vec<f64>),
}

/// Measures, prints the table and writes the JSON.
pub(crate) async fn run(arguments: Arguments) -> anyhow::Result<()> {
    let load = usage::load();
    let house = House::of(arguments.borrowers);
    let measured = measure(&house, arguments.server.clone()).await?;
    let report = report(&house, &measured, (load, usage::load()))?;
    print!("{report}");
    match &arguments.json {
        Some(file) => report.write(file),
        None => Ok(()),
    }
}

async fn measure(house: &House, server: Option<PathBuf>) -> anyhow::Result<Measured> {
    let mut desk = Desk::open_furnished(server, async |store| house.furnish(store).await).await?;
    let (mut seat, talk) = talking(&mut desk).await?;
    let comers = Comers::at(desk.address());
    let taken = sending::send(&desk, seat.token(), house).await?;
    let line_at_import = comers.stop().await?;
    let memory_at_import = usage::peak(desk.pid())? / 1_024.0;
    eprintln!(
        "a file of {} loans was taken within {:.1} s",
        house.loans(),
        taken.import.as_secs_f64()
    );
    seat.hang_up().await?; // or this talk, and not the next, were the first of the librarian
    drop((seat, talk));
    desk.while_closed(async |store| house.link(store).await)
        .await?;
    let (_seat, _talk) = talking(&mut desk).await?;
    let comers = Comers::at(desk.address());
    let run = told(&desk, house).await?;
    let line_at_run = comers.stop().await?;
    eprintln!("{} notices were told within {run:.1} s", house.notices());
    Ok(Measured {
        import: taken.import.as_secs_f64(),
        preview: taken.preview.as_secs_f64(),
        run,
        memory: (memory_at_import, usage::peak(desk.pid())? / 1_024.0),
        line: (line_at_import, line_at_run),
    })
}

/// A librarian who talks with somebody: all others wait in line.
async fn talking(desk: &mut Desk) -> anyhow::Result<(Seat, Page)> {
    let mut seat = Seat::take(desk).await?;
    let (tells, _) = tokio::sync::mpsc::unbounded_channel();
    let page = Page::arrive(desk.address(), FIRST, tells).await?;
    seat.accept().await?;
    Ok((seat, page))
}

/// Lets notices go on and waits until all are told; how many seconds that took.
async fn told(desk: &Desk, house: &House) -> anyhow::Result<f64> {
    let store = Store::open_to_administer(desk.data()).await?;
    let library = house::library(&store).await?;
    house::let_go_on(&store).await?;
    let run = soon("the end of the run", async {
        let mut said = Instant::now();
        loop {
            let run = store.notice_run(library).await?;
            if let Some(run) = run.filter(|run| run.ended.is_some()) {
                return Ok(run);
            }
            if let Some(run) = run.filter(|_| said.elapsed() > Duration::from_secs(1)) {
                eprintln!("{} of {} looked at, {} told", run.looked, run.of, run.sent);
                said = Instant::now();
            }
            sleep(LOOK).await;
        }
    });
    let run = run.await?;
    let facts = store.notices_between(library, (0, i64::MAX)).await?;
    ensure!(
        run.sent == house.notices() && facts.sent == house.notices() && facts.failed == 0,
        "{} were told and {} stand in the ledger, of {}",
        run.sent,
        facts.sent,
        house.notices()
    );
    store.close().await;
    let ended = run.ended.context("it has not ended")?;
    Ok((ended - run.began) as f64 / 1_000.0)
}

fn report(house: &House, measured: &Measured, load: (f64, f64)) -> anyhow::Result<Report> {
    let mut report = Report::of("notices");
    let both = || measured.line.0.iter().chain(&measured.line.1).copied();
    let all: Vec<f64> = both().collect();
    let memory = measured.memory.0.max(measured.memory.1);
    report.add("import".into(), "s", measured.import, (GOAL, IMPORT))?;
    report.add("decision and ledger".into(), "s", measured.run, (GOAL, RUN))?;
    report.add("memory".into(), "MB", memory, (GOAL, MEMORY))?;
    report.add(
        "line p99 meanwhile".into(),
        "ms",
        ninety_ninth(&all),
        (GOAL, LINE),
    )?;
    report.note(format!(
        "{} loans of {} borrowers, {} notices in {} messages; the preview of the file took \
         {:.1} s.",
        house.loans(),
        house.borrowers(),
        house.notices(),
        house.borrowers(),
        measured.preview
    ));
    report.note(format!(
        "While the file was taken: {}, memory {:.0} MB. While notices were told: {}, memory \
         {:.0} MB.",
        spread(&measured.line.0),
        measured.memory.0,
        spread(&measured.line.1),
        measured.memory.1
    ));
    let profile = if cfg!(debug_assertions) {
        "the development profile: no measurement"
    } else {
        "the release profile"
    };
    report.note(format!(
        "On loopback; the bench was built in {profile}. Load average {:.1} at the beginning, \
         {:.1} at the end; server and clients are part of it.",
        load.0, load.1
    ));
    for note in [MEANING, IMPORT_MEANS, LINE_MEANS] {
        report.note(note);
    }
    Ok(report)
}

/// What a ninety-ninth hides.
fn spread(line: &[f64]) -> String {
    let most = line.iter().copied().fold(f64::NAN, f64::max);
    format!(
        "{} came to the line, half of them within {:.1} ms, 99 % within {:.0} ms, the slowest \
         {most:.0} ms",
        line.len(),
        median(line.iter().copied()),
        ninety_ninth(line)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_figures_have_the_agreed_names_and_stand_beside_their_goals() {
        let measured = Measured {
            import: 2.0,
            preview: 0.5,
            run: 5.0,
            memory: (120.0, 150.0),
            line: (vec![10.0, 20.0], vec![40.0]),
        };
        let report = report(&House::of(20_000), &measured, (0.5, 1.0)).unwrap();
        let told = serde_json::to_value(&report).unwrap();
        let figures = told["figures"].as_array().unwrap().iter().map(|figure| {
            let name = figure["name"].as_str().unwrap();
            format!("{name}: {} of {}", figure["value"], figure["peer_value"])
        });
        assert_eq!(
            figures.collect::<Vec<_>>(),
            [
                "import: 2.0 of 5.0",
                "decision and ledger: 5.0 of 10.0",
                "memory: 150.0 of 200.0",
                "line p99 meanwhile: 40.0 of 50.0",
            ]
        );
        assert!(
            report
                .to_string()
                .contains("100000 loans of 20000 borrowers, 30000 notices")
        );
    }
}
