//! The figures of a line, beside what is asked of it.

use super::Measured;
use crate::figures::{Report, median};

/// What is asked, in the place where other benches have a peer.
const GOAL: &str = "goal";
/// Kilobytes for each who waits, at most.
const MEMORY: f64 = 30.0;
/// Milliseconds until the last knows the new place, at most.
const UPDATE: f64 = 500.0;
/// Milliseconds until an accepted contact is a talk, at most.
const ACCEPT: f64 = 50.0;
/// Arrivals a second, at least.
const ARRIVALS: f64 = 200.0;

const MEANING: &str = "A ratio of at most 1 meets the goal; of arrivals, at least 1. Server and \
    clients share this computer, and the clients' part of its time is not taken off.";
const MEMORY_MEANS: &str = "Memory is the resident set of the server after everybody had a place \
    and it rested, less that before they came, for each of them; what the kernel keeps for their \
    sockets is not in it.";
const ARRIVAL_MEANS: &str = "An arrival is the whole way: the request for the cookie, with its \
    commit, the socket, the wish for a place, its commit, and the sight of the place; 64 are on \
    their way together.";
const UPDATE_MEANS: &str = "An update runs from the leave of the first in line to the moment when \
    the last of all others has read their new place. An accept runs from the seat's word to its \
    view of the talk, at once after it rang; each patron's view changes with both.";

/// The figures, the short line first.
///
/// # Errors
/// When something was not measured.
pub(super) fn report(all: &[Measured], load: (f64, f64)) -> anyhow::Result<Report> {
    let mut report = Report::of("line");
    for one in all {
        let mut add = |what: &str, unit, value, goal| {
            let name = format!("{what}, {} waiting", one.waiting);
            report.add(name, unit, value, (GOAL, goal))
        };
        add("memory per waiting patron", "kB", one.memory, MEMORY)?;
        add(
            "position update to all",
            "ms",
            median(one.updates.iter().copied()),
            UPDATE,
        )?;
        add("accept p99", "ms", ninety_ninth(&one.accepts), ACCEPT)?;
        add("arrivals", "a second", one.arrivals, ARRIVALS)?;
    }
    report.note(how(load));
    for one in all {
        report.note(spread(one));
    }
    for note in [MEANING, MEMORY_MEANS, ARRIVAL_MEANS, UPDATE_MEANS] {
        report.note(note);
    }
    Ok(report)
}

fn how(load: (f64, f64)) -> String {
    let profile = if cfg!(debug_assertions) {
        "the development profile: no measurement"
    } else {
        "the release profile"
    };
    format!(
        "On loopback; the bench was built in {profile}. Load average {:.1} at the beginning, \
         {:.1} at the end; server and clients are part of it.",
        load.0, load.1
    )
}

/// What a median and a ninety-ninth hide.
fn spread(one: &Measured) -> String {
    let most = |values: &[f64]| values.iter().copied().fold(f64::NAN, f64::max);
    format!(
        "With {} waiting: {} updates, the slowest {:.0} ms; {} accepts, half of them within \
         {:.1} ms, the slowest {:.0} ms; the server took {:.0} % of one core while they came.",
        one.waiting,
        one.updates.len(),
        most(&one.updates),
        one.accepts.len(),
        median(one.accepts.iter().copied()),
        most(&one.accepts),
        one.arriving_cpu,
    )
}

/// The value that ninety-nine of a hundred do not pass; no number when there is none.
pub(crate) fn ninety_ninth(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let place = (sorted.len() * 99).div_ceil(100);
    let value = place.checked_sub(1).and_then(|place| sorted.get(place));
    value.copied().unwrap_or(f64::NAN)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_figures_have_the_agreed_names_and_units_and_stand_beside_their_goals() {
        let all = [300, 5_000].map(measured);
        let report = report(&all, (0.5, 1.0)).unwrap();
        let json = serde_json::to_value(&report).unwrap();
        let told = json["figures"].as_array().unwrap().iter().map(|figure| {
            let word = |key: &str| figure[key].as_str().unwrap_or_default().to_owned();
            let (value, goal) = (&figure["value"], &figure["peer_value"]);
            let (name, unit, peer) = (word("name"), word("unit"), word("peer"));
            format!("{name}: {value} {unit}, {peer} {goal}")
        });
        assert_eq!(
            told.collect::<Vec<_>>(),
            [
                "memory per waiting patron, 300 waiting: 20.0 kB, goal 30.0",
                "position update to all, 300 waiting: 40.0 ms, goal 500.0",
                "accept p99, 300 waiting: 99.0 ms, goal 50.0",
                "arrivals, 300 waiting: 250.0 a second, goal 200.0",
                "memory per waiting patron, 5000 waiting: 20.0 kB, goal 30.0",
                "position update to all, 5000 waiting: 40.0 ms, goal 500.0",
                "accept p99, 5000 waiting: 99.0 ms, goal 50.0",
                "arrivals, 5000 waiting: 250.0 a second, goal 200.0",
            ]
        );
        assert!(report.to_string().contains("3 updates, the slowest 900 ms"));
    }

    #[test]
    fn the_ninety_ninth_is_passed_by_one_of_a_hundred() {
        let hundred: Vec<f64> = (1..=100).rev().map(f64::from).collect();
        assert_eq!(ninety_ninth(&hundred), 99.0);
        assert_eq!(ninety_ninth(&hundred[..10]), 100.0);
        assert!(ninety_ninth(&[]).is_nan());
    }

    fn measured(waiting: usize) -> Measured {
        Measured {
            waiting,
            memory: 20.0,
            updates: vec![40.0, 10.0, 900.0],
            accepts: (1..=100).map(f64::from).collect(),
            arrivals: 250.0,
            arriving_cpu: 80.0,
        }
    }
}
