//! The wait, told to hand-made lines and kept in a simulated month.

mod lines;
mod month;

use std::sync::LazyLock;

use super::{Ahead, Busy, LineNow, Service, ServiceHistory, WaitRange, Waited, estimate};
use crate::chance::Chance;
use crate::ids::TopicId;
use crate::moment::Span;

use month::{LARGE, SMALL, Verdict};

/// In an unoptimised build one patron in eight asks, and one in two at the small desk;
/// `sportello-bench month` lets all of them ask.
const ONE_IN: usize = if cfg!(debug_assertions) { 8 } else { 1 };

static MONTH: LazyLock<Verdict> = LazyLock::new(|| Verdict::of(&month::play(&LARGE, 2, ONE_IN)));

#[test]
fn in_a_month_what_is_told_comes_true_and_the_constant_formulas_do_worse() {
    let verdict = &*MONTH;
    println!("{verdict}");
    assert_eq!(verdict.contacts, 23_513);
    assert!(
        verdict.queued * ONE_IN > 5_000,
        "hardly anybody had to wait"
    );
    let ours = verdict.ours;
    assert!(ours.inside >= 0.85, "of all");
    assert!(ours.inside_of_queued >= 0.85, "of those who queued");
    assert!(ours.width_of_queued <= 3.0, "nothing is told");
    for formula in [verdict.rocket_chat, verdict.asterisk] {
        assert!(formula.inside < ours.inside);
        assert!(formula.inside_of_queued < ours.inside_of_queued);
        assert!(formula.width_of_queued > ours.width_of_queued);
    }
}

#[test]
fn the_word_is_kept_at_each_place_and_for_short_and_long_ranges_alike() {
    let rows = MONTH.by_place.iter().chain(&MONTH.by_told);
    // Of fewer patrons, chance says more than the forecast.
    for row in rows.filter(|row| row.patrons >= 100) {
        assert!(row.inside >= 0.75, "{row}\n\n{}", *MONTH);
    }
}

#[test]
fn a_small_desk_keeps_its_word_too() {
    let months = (1..=4).flat_map(|seed| month::play(&SMALL, seed, ONE_IN.div_ceil(4)));
    let verdict = Verdict::of(&months.collect::<Vec<_>>());
    println!("{verdict}");
    assert!(
        verdict.queued * ONE_IN.div_ceil(4) > 2_000,
        "hardly anybody had to wait"
    );
    assert!(verdict.ours.inside_of_queued >= 0.8);
    for formula in [verdict.rocket_chat, verdict.asterisk] {
        assert!(formula.inside_of_queued < verdict.ours.inside_of_queued);
        assert!(formula.width_of_queued > verdict.ours.width_of_queued);
    }
}
