//! What a bench tells: figures beside a peer's, as a table for people and as JSON
//! for programs.
//!
//! **The rule.** A figure is rounded once, before its ratio is taken, so that the
//! ratio of the JSON is the quotient of the numbers that stand beside it. A figure
//! that is no number, or whose peer has none, is an error and never a null.

use std::fmt;
use std::path::Path;

use anyhow::{Context, ensure};
use serde::Serialize;

/// All figures of a bench.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(crate) struct Report {
    bench: &'static str,
    figures: Vec<Figure>,
    /// What a reader of the table must know; not for programs.
    #[serde(skip)]
    notes: Vec<String>,
}

/// What something costs here, and at a named peer.
#[derive(Clone, Debug, PartialEq, Serialize)]
struct Figure {
    name: String,
    value: f64,
    unit: &'static str,
    peer: &'static str,
    peer_value: f64,
    ratio: f64,
}

impl Report {
    /// A report without figures.
    pub(crate) fn of(bench: &'static str) -> Self {
        Self {
            bench,
            figures: Vec::new(),
            notes: Vec::new(),
        }
    }

    /// Adds a figure: ours, and the peer's.
    ///
    /// # Errors
    /// When one of them is no number above zero.
    pub(crate) fn add(
        &mut self,
        name: String,
        unit: &'static str,
        ours: f64,
        (peer, theirs): (&'static str, f64),
    ) -> anyhow::Result<()> {
        let (value, peer_value) = (rounded(ours, 10.0), rounded(theirs, 10.0));
        ensure!(
            value.is_finite() && peer_value.is_finite() && peer_value > 0.0,
            "“{name}” could not be measured: {ours} here, {theirs} at {peer}"
        );
        self.figures.push(Figure {
            name,
            value,
            unit,
            peer,
            peer_value,
            ratio: rounded(value / peer_value, 1_000.0),
        });
        Ok(())
    }

    /// Adds a sentence below the table.
    pub(crate) fn note(&mut self, note: impl Into<String>) {
        self.notes.push(note.into());
    }

    /// The peer of all figures, when it is one and the same.
    fn only_peer(&self) -> Option<&'static str> {
        let first = self.figures.first()?.peer;
        let same = self.figures.iter().all(|figure| figure.peer == first);
        same.then_some(first)
    }

    /// Writes the figures as JSON.
    ///
    /// # Errors
    /// When the file can't be written.
    pub(crate) fn write(&self, file: &Path) -> anyhow::Result<()> {
        let mut text = serde_json::to_string_pretty(self)?;
        text.push('\n');
        std::fs::write(file, text).with_context(|| format!("can't write {}", file.display()))
    }
}

impl fmt::Display for Report {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = self
            .figures
            .iter()
            .map(|figure| figure.name.chars().count());
        let widest = names
            .max()
            .unwrap_or_default()
            .max(self.bench.chars().count());
        let peer = self.only_peer().unwrap_or("peer");
        writeln!(
            formatter,
            "{:widest$}  {:>10}  {peer:>10}  {:>7}",
            self.bench, "sportello", "ratio"
        )?;
        for figure in &self.figures {
            write!(
                formatter,
                "{:widest$}  {:>10.1}  {:>10.1}  {:>7.3}  {}",
                figure.name, figure.value, figure.peer_value, figure.ratio, figure.unit
            )?;
            match self.only_peer() {
                Some(_) => writeln!(formatter)?,
                None => writeln!(formatter, ", {}", figure.peer)?,
            }
        }
        for note in &self.notes {
            writeln!(formatter, "\n* {note}")?;
        }
        Ok(())
    }
}

/// The middle of some values, or the mean of the two middle ones; no number when
/// there is none.
pub(crate) fn median(values: impl IntoIterator<Item = f64>) -> f64 {
    let mut sorted: Vec<f64> = values.into_iter().collect();
    sorted.sort_by(f64::total_cmp);
    let middle = sorted.len() / 2;
    match sorted.len() {
        0 => f64::NAN,
        odd if odd % 2 == 1 => sorted[middle],
        _even => f64::midpoint(sorted[middle - 1], sorted[middle]),
    }
}

fn rounded(value: f64, steps: f64) -> f64 {
    (value * steps).round() / steps
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_json_has_the_agreed_shape() {
        let text = serde_json::to_string(&report()).unwrap();
        assert_eq!(
            text,
            r#"{"bench":"call","figures":[{"name":"cpu, 640×480@30","value":15.2,"unit":"% of one core","peer":"chromium","peer_value":60.8,"ratio":0.25}]}"#
        );
    }

    #[test]
    fn the_table_stands_in_columns_with_its_notes_below() {
        assert_eq!(
            report().to_string(),
            "call              sportello    chromium    ratio\n\
             cpu, 640×480@30        15.2        60.8    0.250  % of one core\n\
             \n\
             * the work is equal\n"
        );
    }

    #[test]
    fn figures_of_several_peers_name_theirs_in_each_row() {
        let mut report = Report::of("month");
        report.add("x".into(), "%", 9.0, ("one", 3.0)).unwrap();
        report.add("y".into(), "%", 9.0, ("two", 6.0)).unwrap();
        assert_eq!(
            report.to_string(),
            "month   sportello        peer    ratio\n\
             x             9.0         3.0    3.000  %, one\n\
             y             9.0         6.0    1.500  %, two\n"
        );
    }

    #[test]
    fn a_ratio_is_the_quotient_of_the_numbers_beside_it() {
        let mut report = Report::of("call");
        report.add("x".into(), "ms", 0.34, ("peer", 0.26)).unwrap();
        assert_eq!(report.figures[0].value, 0.3);
        assert_eq!(report.figures[0].ratio, 1.0);
    }

    #[test]
    fn what_was_not_measured_is_an_error() {
        let mut report = Report::of("call");
        for (ours, theirs) in [(f64::NAN, 1.0), (1.0, 0.0), (1.0, f64::NAN)] {
            let why = report.add("x".into(), "ms", ours, ("peer", theirs));
            assert!(why.unwrap_err().to_string().contains("“x”"));
        }
    }

    #[test]
    fn the_median_is_the_middle_or_between_the_two_middle_ones() {
        assert_eq!(median([3.0, 1.0, 100.0]), 3.0);
        assert_eq!(median([4.0, 1.0, 2.0, 100.0]), 3.0);
        assert!(median([]).is_nan());
    }

    fn report() -> Report {
        let mut report = Report::of("call");
        let peer = ("chromium", 60.84);
        report
            .add("cpu, 640×480@30".into(), "% of one core", 15.21, peer)
            .unwrap();
        report.note("the work is equal");
        report
    }
}
