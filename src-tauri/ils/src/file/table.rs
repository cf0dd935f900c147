//! A file as a table: where its headings stand, what separates its cells, how many rows
//! it has.
//!
//! Each separator is tried on the first rows; the one that gives headings we know, and
//! rows of one width, is meant. Above the headings may stand a title, a date, empty lines
//! and the `sep=;` of Excel.

use std::borrow::Cow;
use std::collections::BTreeMap;

use sportello_core::loan_file::{LONGEST_HEADING, MOST_COLUMNS};
use sportello_core::loans::MOST_LOANS;
use sportello_core::{RowFault, SourceCause, SourceTrouble};

use super::columns::{self, squeezed};
use super::records::{Record, Records};
use super::{day, encoding};

/// The largest file that is read, in bytes.
pub const LONGEST_FILE: usize = 64 * 1024 * 1024;
/// The most rows that are read.
pub const MOST_ROWS: usize = MOST_LOANS;
/// The longest cell, in bytes.
pub const LONGEST_CELL: usize = 4_096;

/// In the order in which they are likelier to be meant.
const DELIMITERS: [u8; 4] = [b';', b'\t', b',', b'|'];
/// How many rows are looked at for the headings.
const LOOKED_AT: usize = 20;

/// A file of loans, its cells borrowed from it.
#[derive(Clone, Debug)]
pub struct Table<'a> {
    text: Cow<'a, str>,
    delimiter: u8,
    headings: Vec<String>,
    /// Where the rows begin, in bytes.
    body: usize,
    /// The line of the first row.
    line: u32,
    rows: u32,
}

/// Finds the rows of a file.
///
/// # Errors
/// The causes of [`SourceCause`] that begin with `File`.
pub fn read_table(bytes: &[u8]) -> Result<Table<'_>, SourceTrouble> {
    if bytes.len() > LONGEST_FILE {
        return Err(SourceCause::FileTooLarge.into());
    }
    let text = encoding::text(bytes)?;
    if text.trim().is_empty() {
        return Err(SourceCause::FileEmpty.into());
    }
    let top = top(&text).ok_or_else(|| match is_too_wide(&text) {
        true => SourceCause::FileTooManyColumns,
        false => SourceCause::FileNoColumns,
    })?;
    if top.headings.len() > MOST_COLUMNS {
        return Err(SourceCause::FileTooManyColumns.into());
    }
    let mut table = Table {
        text,
        delimiter: top.delimiter,
        headings: top.headings,
        body: top.body,
        line: top.line,
        rows: 0,
    };
    let mut rows = 0;
    let mut records = table.records();
    let mut cells = Vec::new();
    while let Some(record) = records.next(&mut cells) {
        rows += u32::from(!is_blank(&record, &cells));
        if rows as usize > MOST_ROWS {
            return Err(SourceCause::FileTooManyRows.into());
        }
    }
    if records.is_hopeless() {
        return Err(SourceCause::FileQuotesOpen.into());
    }
    drop(cells);
    table.rows = rows;
    Ok(table)
}

impl Table<'_> {
    /// What the columns are called, each by a name of its own: `#3` where the third has
    /// none, `Nota (2)` where one is there already.
    pub fn headings(&self) -> &[String] {
        &self.headings
    }

    /// How many rows it has, below the headings.
    pub const fn rows(&self) -> u32 {
        self.rows
    }

    /// What separates the cells.
    pub fn delimiter(&self) -> char {
        self.delimiter.into()
    }

    /// The first rows, their cells cut at so many characters, to be shown.
    pub fn sample(&self, rows: usize, longest: usize) -> Vec<Vec<String>> {
        let mut records = self.records();
        let (mut cells, mut sample) = (Vec::new(), Vec::new());
        while sample.len() < rows {
            let Some(record) = records.next(&mut cells) else {
                break;
            };
            if is_blank(&record, &cells) {
                continue;
            }
            let cut = |at: usize| {
                let cell = cells.get(at).map(|cell| cell.trim()).unwrap_or_default();
                cell.chars().take(longest).collect()
            };
            sample.push((0..self.headings.len()).map(cut).collect());
        }
        sample
    }

    pub(super) fn records(&self) -> Records<'_> {
        Records::new(&self.text, self.body, self.line, self.delimiter)
    }
}

/// Whether nothing stands in a row.
pub(super) fn is_blank(record: &Record, cells: &[Cow<'_, str>]) -> bool {
    record.fault.is_none() && cells.iter().all(|cell| cell.trim().is_empty())
}

/// What stands above the rows.
struct Top {
    delimiter: u8,
    headings: Vec<String>,
    body: usize,
    line: u32,
    /// How well it speaks for its delimiter.
    speaks: (usize, usize, usize),
}

fn top(text: &str) -> Option<Top> {
    let (from, line, said) = separator_line(text);
    let best = |tops: &mut dyn Iterator<Item = Top>| {
        tops.reduce(|best, one| if one.speaks > best.speaks { one } else { best })
    };
    let tried = |delimiter: &u8| top_with(text, from, line, *delimiter);
    if let Some(said) = said {
        return tried(&said);
    }
    best(&mut DELIMITERS.iter().filter_map(tried))
}

/// Whether the first row has more cells than a row may have.
fn is_too_wide(text: &str) -> bool {
    DELIMITERS.into_iter().any(|delimiter| {
        let first = Records::new(text, 0, 1, delimiter).next(&mut Vec::new());
        first.is_some_and(|first| first.fault == Some(RowFault::TooManyCells))
    })
}

/// The `sep=;` that Excel understands: what comes after it, and what it says.
fn separator_line(text: &str) -> (usize, u32, Option<u8>) {
    let first = text.lines().next().unwrap_or_default();
    let said = first
        .get(..4)
        .filter(|start| start.eq_ignore_ascii_case("sep="));
    let said = said.and_then(|_| first.as_bytes().get(4).copied());
    match said.filter(|said| DELIMITERS.contains(said) && first.len() == 5) {
        Some(said) => {
            let rest = &text.as_bytes()[first.len()..];
            let ends = rest
                .iter()
                .take_while(|byte| b"\r\n".contains(byte))
                .count();
            (first.len() + ends, 2, Some(said))
        }
        None => (0, 1, None),
    }
}

/// The top of a text if this is what separates its cells.
fn top_with(text: &str, from: usize, line: u32, delimiter: u8) -> Option<Top> {
    let mut records = Records::new(text, from, line, delimiter);
    let mut cells = Vec::new();
    let mut rows: Vec<(Record, usize, Vec<String>)> = Vec::new();
    // Where a row ends is where the next one begins.
    let mut ends: Vec<(usize, u32)> = Vec::new();
    while rows.len() < LOOKED_AT {
        let Some(record) = records.next(&mut cells) else {
            break;
        };
        if is_blank(&record, &cells) || record.fault.is_some() {
            continue;
        }
        let filled = cells.iter().rposition(|cell| !cell.trim().is_empty());
        let width = filled.map_or(0, |last| last + 1);
        let start = cells.iter().map(|cell| cut(cell)).collect();
        rows.push((record, width, start));
        ends.push(records.place());
    }
    let known = |cells: &[String]| {
        let known = cells.iter().filter(|cell| columns::is_known(cell));
        known.count()
    };
    let widest = usual_width(rows.iter().map(|(_, width, _)| *width))?;
    let alike = rows.iter().filter(|(_, width, _)| *width >= 2).count();
    let named = (0..rows.len()).max_by_key(|at| (known(&rows[*at].2), usize::MAX - at));
    let named = named.filter(|at| known(&rows[*at].2) >= 2);
    let at = match named {
        Some(at) => at,
        None => rows.iter().position(|(_, width, _)| *width >= widest)?,
    };
    let (record, width, cells) = &rows[at];
    if (*width).max(widest) < 2 {
        return None;
    }
    let knows = known(cells);
    let is_row = knows == 0 && cells.iter().any(|cell| day::looks_like_one(cell));
    let (body, line) = match is_row {
        true => (record.at, record.line),
        false => ends[at],
    };
    let mut names = match is_row {
        true => vec![String::new(); cells.len().max(widest)],
        false => cells.clone(),
    };
    // Empty ones at the end belong to nobody.
    let used = names.iter().rposition(|name| !name.is_empty());
    let used = used.map_or(widest, |last| (last + 1).max(widest));
    names.resize(used, String::new());
    let headings = distinct(names);
    Some(Top {
        delimiter,
        headings,
        body,
        line,
        speaks: (knows, alike.min(LOOKED_AT), widest.min(MOST_COLUMNS)),
    })
}

/// The width that most rows have; of two, the smaller one.
fn usual_width(widths: impl Iterator<Item = usize>) -> Option<usize> {
    let mut counted: BTreeMap<usize, usize> = BTreeMap::new();
    for width in widths {
        *counted.entry(width).or_default() += 1;
    }
    let most = counted
        .into_iter()
        .max_by_key(|(width, count)| (*count, usize::MAX - *width));
    most.map(|(width, _)| width)
}

fn cut(cell: &str) -> String {
    let readable = cell.chars().map(|c| if c.is_control() { ' ' } else { c });
    let line: String = readable.take(4 * LONGEST_HEADING).collect();
    let words = line.split_whitespace().collect::<Vec<_>>().join(" ");
    words.chars().take(LONGEST_HEADING).collect()
}

/// Headings of which none is empty and none there twice.
fn distinct(names: Vec<String>) -> Vec<String> {
    let mut given: BTreeMap<String, u32> = BTreeMap::new();
    let mut headings = Vec::with_capacity(names.len());
    for (at, name) in names.into_iter().enumerate() {
        let name = match name.is_empty() {
            true => format!("#{}", at + 1),
            false => name,
        };
        let count = given.entry(squeezed(&name)).or_default();
        *count += 1;
        headings.push(match *count {
            1 => name,
            nth => {
                let kept: String = name.chars().take(LONGEST_HEADING - 8).collect();
                format!("{kept} ({nth})")
            }
        });
    }
    headings
}
