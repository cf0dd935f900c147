//! What it costs to list and to find cases: fifty thousand of a year with their
//! timelines, asked for by a seat, at the real server on loopback, over a folder that is
//! thrown away. Beside it CPython's sqlite3, which answers the same from the same rows in
//! its own process.
//!
//! **The rule.** What is found must be what the peer finds: a list that lacks a case
//! measures nothing.

mod asking;
mod house;
mod peer;
mod seat;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Instant;

use anyhow::{Context, ensure};
use sportello_core::CaseId;
use sportello_server::Store;
use sportello_store::{CasesOn, ListedAfter};

use self::asking::Asked;
use self::house::House;
use self::peer::{Answer, PEER};
use self::seat::Seat;
use crate::figures::{Report, median};
use crate::line::desk::Desk;
use crate::line::telling::ninety_ninth;
use crate::usage;

/// How the bench is started.
#[derive(Clone, Debug, clap::Args)]
pub(crate) struct Arguments {
    /// So many cases.
    #[arg(long, default_value_t = 50_000, value_parser = clap::value_parser!(u32).range(1_000..=500_000))]
    cases: u32,
    /// How often each sort of question is asked.
    #[arg(long, default_value_t = 50, value_parser = clap::value_parser!(u32).range(1..=1_000))]
    rounds: u32,
    /// Where to write the figures as JSON.
    #[arg(long)]
    json: Option<PathBuf>,
    /// The server's program; the one beside this one unless told otherwise.
    #[arg(long)]
    server: Option<PathBuf>,
}

const GOAL: &str = "goal";
/// Milliseconds, at most, for a list and for a search.
const SOON: f64 = 30.0;

const MEANING: &str = "A ratio to the goal of at most 1 meets it. A seat asks over its socket: \
    the server reads who asks, looks, and says a page of fifty in JSON, which the seat reads. \
    The peer answers in its own process, without a server, from a table of heads, indexed for \
    just these questions, and one of words; its pages are the same, and this is checked, except \
    for words that stand at more places than the server looks at.";

/// A page that was asked for.
struct Page {
    sort: &'static str,
    /// Milliseconds: as a seat asks, at the store alone, at the peer.
    took: [f64; 3],
}

/// Measures, prints the table and writes the JSON.
pub(crate) async fn run(arguments: Arguments) -> anyhow::Result<()> {
    let load = usage::load();
    let house = House::of(arguments.cases);
    let filling = Instant::now();
    let open = Desk::open_furnished(arguments.server.clone(), async |store| {
        house.furnish(store).await
    });
    let desk = open.await?;
    let filled = filling.elapsed().as_secs_f64();
    eprintln!(
        "{} cases were written within {filled:.0} s",
        arguments.cases
    );
    let rounds = 0..arguments.rounds as usize;
    let lists: Vec<Asked> = rounds.clone().flat_map(|_| asking::lists()).collect();
    let lists = measure(&desk, &lists).await.context("lists")?;
    let searches = rounds.flat_map(|round| asking::searches(round, arguments.cases));
    let searches: Vec<Asked> = searches.collect();
    let searches = measure(&desk, &searches).await.context("searches")?;
    let views = views(&desk, arguments.rounds).await?;
    let mut report = Report::of("cases");
    for (name, pages) in [("list", &lists), ("search", &searches)] {
        let of = |place: usize| {
            pages
                .iter()
                .map(|page| page.took[place])
                .collect::<Vec<_>>()
        };
        let (ours, store, theirs) = (of(0), of(1), of(2));
        let late = ninety_ninth(&ours);
        report.add(format!("{name} p99"), "ms", late, (GOAL, SOON))?;
        let peer = (PEER, ninety_ninth(&theirs));
        report.add(format!("{name} p99"), "ms", late, peer)?;
        let peer = (PEER, median(theirs.iter().copied()));
        report.add(format!("{name} p50"), "ms", median(ours), peer)?;
        report.note(format!("A {name}, at the store alone: {}.", spread(&store)));
        report.note(by_sort(pages));
    }
    let view = ninety_ninth(&views);
    report.add("counts and book p99".into(), "ms", view, (GOAL, SOON))?;
    report.note(MEANING);
    report.note(how(&arguments, (load, usage::load())));
    print!("{report}");
    match &arguments.json {
        Some(file) => report.write(file),
        None => Ok(()),
    }
}

/// Asks for pages as a seat does, at the store alone, and at the peer.
async fn measure(desk: &Desk, asked: &[Asked]) -> anyhow::Result<Vec<Page>> {
    let store = Store::open_to_administer(desk.data()).await?;
    let library = house::library(&store).await?;
    let now = house::now()?;
    let today = house::day(now)?;
    let theirs = peer::ask(desk.data(), asked, (now, today.to_string())).await?;
    let mut seat = Seat::take(desk).await?;
    let mut pages = Vec::new();
    for (one, theirs) in asked.iter().zip(theirs) {
        let after = match one.goes_on {
            false => None,
            true => seat.list(&one.look, None).await?.0.last().map(|row| row.id),
        };
        let (rows, by_seat) = seat.list(&one.look, after).await?;
        let ids: Vec<CaseId> = rows.iter().map(|row| row.id).collect();
        is_right(one, &ids, &theirs)?;
        let on = CasesOn {
            shelf: one.shelf(),
            text: one.look.text.clone(),
            owner: None,
            unowned: false,
            desk: None,
            topic: None,
            today,
            now,
        };
        let begun = Instant::now();
        let alone = store.cases(library, &on, after.map(ListedAfter)).await?;
        let by_store = begun.elapsed();
        ensure!(alone.len().min(50) == ids.len(), "the store finds others");
        pages.push(Page {
            sort: one.sort,
            took: [millis(by_seat), millis(by_store), theirs.took],
        });
    }
    store.close().await;
    Ok(pages)
}

fn is_right(asked: &Asked, ours: &[CaseId], theirs: &Answer) -> anyhow::Result<()> {
    let what = || format!("{}: “{}”", asked.sort, asked.look.text);
    ensure!(!theirs.ids.is_empty(), "the peer finds nothing, {}", what());
    if asked.is_everywhere {
        ensure!(!ours.is_empty(), "nothing is found, {}", what());
        return Ok(());
    }
    let ours: Vec<String> = ours.iter().map(ToString::to_string).collect();
    ensure!(ours == theirs.ids, "other cases are found, {}", what());
    Ok(())
}

/// How long it takes to be shown what does not concern one case alone, in milliseconds.
async fn views(desk: &Desk, rounds: u32) -> anyhow::Result<Vec<f64>> {
    let mut seat = Seat::take(desk).await?;
    let mut all = Vec::new();
    for _ in 0..rounds {
        all.push(millis(seat.view().await?));
    }
    Ok(all)
}

/// What one ninety-ninth hides: each sort of question.
fn by_sort(pages: &[Page]) -> String {
    let mut sorts: BTreeMap<&str, [Vec<f64>; 3]> = BTreeMap::new();
    for page in pages {
        let all = sorts.entry(page.sort).or_default();
        for (of, took) in all.iter_mut().zip(page.took) {
            of.push(took);
        }
    }
    let told = sorts.iter().map(|(sort, [seat, store, peer])| {
        format!(
            "\n  {sort}: {}; the store alone {}; {PEER} {}",
            spread(seat),
            spread(store),
            spread(peer)
        )
    });
    format!("Half within / 99 % within:{}", told.collect::<String>())
}

fn spread(all: &[f64]) -> String {
    let half = median(all.iter().copied());
    format!("{half:.1} / {:.1} ms", ninety_ninth(all))
}

fn millis(span: std::time::Duration) -> f64 {
    span.as_secs_f64() * 1_000.0
}

fn how(arguments: &Arguments, load: (f64, f64)) -> String {
    let profile = if cfg!(debug_assertions) {
        "the development profile: no measurement"
    } else {
        "the release profile"
    };
    format!(
        "{} cases of six entries each; each question {} times, one after another, on loopback; \
         the bench was built in {profile}. Load average {:.1} at the beginning, {:.1} at the end.",
        arguments.cases, arguments.rounds, load.0, load.1
    )
}
