//! Where the ranges hold and where they don't: by place in the line, and, of those
//! who queued, by what was told, in tenths from the shortest to the longest.

use std::fmt;

use super::verdict::{Case, median, share};

/// One line of the calibration.
#[derive(Clone, Debug)]
pub(crate) struct Row {
    what: String,
    pub(crate) patrons: usize,
    /// Shares of those who waited less than told, as told, and longer.
    less: f64,
    pub(crate) inside: f64,
    longer: f64,
    /// Medians, in minutes.
    width: f64,
    wait: f64,
}

/// Groups of places, with the last of each.
const PLACES: [(&str, usize); 7] = [
    ("1", 1),
    ("2", 2),
    ("3", 3),
    ("4 to 5", 5),
    ("6 to 10", 10),
    ("11 to 20", 20),
    ("21 and more", usize::MAX),
];

pub(super) fn by_place(cases: &[Case<'_>]) -> Vec<Row> {
    let mut rows = Vec::new();
    let mut first = 1;
    for (what, last) in PLACES {
        let these = cases
            .iter()
            .filter(|case| (first..=last).contains(&case.entry.place));
        rows.extend(Row::of(what.to_owned(), these.copied().collect()));
        first = last.saturating_add(1);
    }
    rows
}

pub(super) fn by_told(mut cases: Vec<Case<'_>>) -> Vec<Row> {
    let middle = |case: &Case<'_>| case.range.shortest_minutes + case.range.longest_minutes;
    cases.sort_by_key(middle);
    let tenth = cases.len().div_ceil(10).max(1);
    let tenths = cases.chunks(tenth).map(|these| {
        let (first, last) = (these[0].range, these[these.len() - 1].range);
        let what = format!(
            "{}–{} to {}–{}",
            first.shortest_minutes,
            first.longest_minutes,
            last.shortest_minutes,
            last.longest_minutes
        );
        Row::of(what, these.to_vec())
    });
    tenths.flatten().collect()
}

impl Row {
    fn of(what: String, cases: Vec<Case<'_>>) -> Option<Self> {
        if cases.is_empty() {
            return None;
        }
        let before =
            |case: &Case<'_>| case.waited < i64::from(case.range.shortest_minutes) * 60_000;
        let inside = share(&cases, |case| case.holds(case.range));
        let less = share(&cases, before);
        Some(Self {
            what,
            patrons: cases.len(),
            less,
            inside,
            longer: 1.0 - inside - less,
            width: median(cases.iter().map(Case::width)),
            wait: median(cases.iter().map(|case| case.waited as f64 / 60_000.0)),
        })
    }
}

impl fmt::Display for Row {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            formatter,
            "{:14} {:7} {:5.1} % {:5.1} % {:5.1} % {:7.1} {:7.1}",
            self.what,
            self.patrons,
            self.less * 100.0,
            self.inside * 100.0,
            self.longer * 100.0,
            self.width,
            self.wait
        )
    }
}
