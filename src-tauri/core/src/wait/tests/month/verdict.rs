//! How often what was told came true, for this product and for the others'
//! formulas.
//!
//! A formula tells a number and no range. It is given the most that can be given:
//! for each patron a range of whole minutes as wide as ours, laid around its number.
//! Judged are those who were answered: nobody knows how long the others would have
//! waited.

use std::fmt;

use super::calibration::{Row, by_place, by_told};
use super::{Answer, Entry, WaitRange};

/// What came true of what one way of telling told.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Told {
    /// The share of answered patrons whose true wait lay in the range.
    pub(crate) inside: f64,
    /// The same for those for whom nobody was free at once.
    pub(crate) inside_of_queued: f64,
    /// How wide it has to be, for those, to keep its word as often as ours does: the
    /// median, in minutes.
    pub(crate) width_of_queued: f64,
}

/// The verdict over a month.
#[derive(Clone, Debug)]
pub(crate) struct Verdict {
    pub(crate) contacts: usize,
    /// Those who were told a range, and were answered.
    pub(crate) judged: usize,
    /// Those of them for whom nobody was free at once.
    pub(crate) queued: usize,
    pub(crate) left: usize,
    /// Those to whom nothing could be told yet.
    pub(crate) untold: usize,
    /// Of all ranges, in minutes.
    pub(crate) median_width: f64,
    pub(crate) ours: Told,
    pub(crate) rocket_chat: Told,
    pub(crate) asterisk: Told,
    pub(crate) by_place: Vec<Row>,
    pub(crate) by_told: Vec<Row>,
}

/// One patron who was told a range and then answered.
#[derive(Clone, Copy)]
pub(super) struct Case<'a> {
    pub(super) entry: &'a Entry,
    pub(super) range: WaitRange,
    /// In milliseconds.
    pub(super) waited: i64,
}

impl Verdict {
    pub(crate) fn of(entries: &[Entry]) -> Self {
        let cases: Vec<Case<'_>> = entries.iter().filter_map(Case::of).collect();
        let queued = cases.iter().filter(|case| !case.entry.free_at_once);
        let queued: Vec<Case<'_>> = queued.copied().collect();
        let ours = Told {
            inside: share(&cases, |case| case.holds(case.range)),
            inside_of_queued: share(&queued, |case| case.holds(case.range)),
            width_of_queued: median(queued.iter().map(Case::width)),
        };
        let formula = |minutes: fn(&Entry) -> f64| {
            let holds = |case: &Case<'_>| case.holds(case.around(minutes(case.entry)));
            Told {
                inside: share(&cases, holds),
                inside_of_queued: share(&queued, holds),
                width_of_queued: width_needed(&queued, minutes, ours.inside_of_queued),
            }
        };
        let count = |what: fn(&Entry) -> bool| entries.iter().filter(|one| what(one)).count();
        Self {
            contacts: entries.len(),
            judged: cases.len(),
            queued: queued.len(),
            left: count(|entry| entry.waited.is_none()),
            untold: count(|entry| matches!(entry.told, Answer::Unknown)),
            median_width: median(cases.iter().map(Case::width)),
            ours,
            rocket_chat: formula(|entry| entry.rocket_chat),
            asterisk: formula(|entry| entry.asterisk),
            by_place: by_place(&cases),
            by_told: by_told(queued),
        }
    }
}

impl<'a> Case<'a> {
    fn of(entry: &'a Entry) -> Option<Self> {
        let Answer::Range(range) = entry.told else {
            return None;
        };
        let waited = entry.waited?;
        Some(Self {
            entry,
            range,
            waited,
        })
    }

    pub(super) fn holds(&self, range: WaitRange) -> bool {
        let shortest = i64::from(range.shortest_minutes) * 60_000;
        let longest = i64::from(range.longest_minutes) * 60_000;
        (shortest..=longest).contains(&self.waited)
    }

    /// In minutes.
    pub(super) fn width(&self) -> f64 {
        f64::from(self.range.longest_minutes - self.range.shortest_minutes)
    }

    /// A range as wide as ours around a formula's number.
    fn around(&self, minutes: f64) -> WaitRange {
        let shortest = (minutes - self.width() / 2.0).round().max(0.0) as u32;
        WaitRange {
            shortest_minutes: shortest,
            longest_minutes: shortest + self.width() as u32,
        }
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            contacts,
            judged,
            queued,
            left,
            untold,
            ..
        } = self;
        writeln!(
            formatter,
            "{contacts} contacts; {left} left the line, {untold} could be told nothing yet, \
             {judged} are judged; for {queued} of them nobody was free at once\n\
             median width: {} min\n\n\
             true wait inside the range     all  who queued  their width for as many",
            self.median_width
        )?;
        for (who, told) in [
            ("sportello", self.ours),
            ("Rocket.Chat, as wide", self.rocket_chat),
            ("Asterisk, as wide", self.asterisk),
        ] {
            let (all, queued) = (told.inside * 100.0, told.inside_of_queued * 100.0);
            let width = told.width_of_queued;
            writeln!(
                formatter,
                "{who:28}{all:5.1} %{queued:10.1} %{width:21.1} min"
            )?;
        }
        for (title, rows) in [("place", &self.by_place), ("told", &self.by_told)] {
            writeln!(
                formatter,
                "\n{title:14} patrons    less  inside    more   width    wait"
            )?;
            rows.iter()
                .try_for_each(|row| writeln!(formatter, "{row}"))?;
        }
        Ok(())
    }
}

/// How wide the ranges around a formula's numbers are, in the middle, when they are
/// all made wide enough, and cut at zero, to hold so many true waits.
fn width_needed(cases: &[Case<'_>], minutes: fn(&Entry) -> f64, inside: f64) -> f64 {
    let missed = |case: &Case<'_>| (case.waited as f64 / 60_000.0 - minutes(case.entry)).abs();
    let mut missed: Vec<f64> = cases.iter().map(missed).collect();
    missed.sort_by(f64::total_cmp);
    let most = ((missed.len() as f64 * inside) as usize).min(missed.len().saturating_sub(1));
    let half = missed.get(most).copied().unwrap_or(f64::NAN);
    median(
        cases
            .iter()
            .map(|case| half + half.min(minutes(case.entry))),
    )
}

pub(super) fn share<'a>(cases: &[Case<'a>], what: impl Fn(&Case<'a>) -> bool) -> f64 {
    let so_many = cases.iter().filter(|case| what(case)).count();
    so_many as f64 / cases.len() as f64
}

pub(super) fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut sorted: Vec<f64> = values.collect();
    sorted.sort_by(f64::total_cmp);
    sorted.get(sorted.len() / 2).copied().unwrap_or(f64::NAN)
}
