//! The rows of a text and their cells: RFC 4180, and what spreadsheets make of it.
//!
//! A row ends with CR, LF or both; a cell may be in quotes, blanks before them or not, and
//! quotes within are doubled. A quote that stands open ends with its line: it is told, and
//! reading goes on below. Quotes in the middle of a cell are letters.

use std::borrow::Cow;

use sportello_core::RowFault;
use sportello_core::loan_file::MOST_COLUMNS;

use super::table::LONGEST_CELL;

/// The longest row, in bytes: how far the end of a quote is looked for.
const LONGEST_ROW: usize = 64 * 1024;
/// How often an open quote is looked for again, at the most.
const MOST_OPEN: u32 = 1_000;

/// Rows, one after the other.
#[derive(Clone, Debug)]
pub(super) struct Records<'t> {
    text: &'t str,
    at: usize,
    line: u32,
    delimiter: u8,
    open: u32,
}

/// A row: its cells stand in the list that was handed over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Record {
    /// Where it begins, in bytes.
    pub(super) at: usize,
    /// The line in which it begins, from 1.
    pub(super) line: u32,
    /// What is wrong with it as a row; there are no cells then.
    pub(super) fault: Option<RowFault>,
}

/// Where a cell ends, and whether its row does.
struct End {
    /// After its delimiter or its line's end.
    next: usize,
    ends_row: bool,
}

impl<'t> Records<'t> {
    pub(super) const fn new(text: &'t str, at: usize, line: u32, delimiter: u8) -> Self {
        let open = 0;
        Self {
            text,
            at,
            line,
            delimiter,
            open,
        }
    }

    /// Whether quotes stand open so often that nothing here can be believed.
    pub(super) const fn is_hopeless(&self) -> bool {
        self.open >= MOST_OPEN
    }

    /// Where the next row begins: its place and its line.
    pub(super) const fn place(&self) -> (usize, u32) {
        (self.at, self.line)
    }

    /// The next row.
    pub(super) fn next(&mut self, cells: &mut Vec<Cow<'t, str>>) -> Option<Record> {
        cells.clear();
        if self.at >= self.text.len() || self.is_hopeless() {
            return None;
        }
        let (at, line) = (self.at, self.line);
        let mut fault = None;
        loop {
            let Some((cell, end)) = self.cell(at) else {
                self.skip_line(at, line);
                cells.clear();
                fault = Some(RowFault::QuoteOpen);
                break;
            };
            if cell.len() > LONGEST_CELL {
                fault = Some(RowFault::CellTooLong);
            }
            if cells.len() <= MOST_COLUMNS {
                cells.push(cell);
            } else if !cell.trim().is_empty() {
                fault = Some(RowFault::TooManyCells);
            }
            self.at = end.next;
            if end.ends_row {
                self.line += 1;
                break;
            }
        }
        if fault.is_some() {
            cells.clear();
        }
        Some(Record { at, line, fault })
    }

    /// The cell that begins here; none if its quote stands open.
    fn cell(&mut self, row: usize) -> Option<(Cow<'t, str>, End)> {
        let bytes = self.text.as_bytes();
        let blanks = bytes[self.at..].iter().take_while(|byte| **byte == b' ');
        let start = self.at + blanks.count();
        if bytes.get(start) != Some(&b'"') {
            let (stop, end) = self.plain(self.at);
            return Some((Cow::Borrowed(&self.text[self.at..stop]), end));
        }
        let furthest = bytes.len().min(row + LONGEST_ROW);
        let mut from = start + 1;
        let mut has_doubled = false;
        let close = loop {
            let found = memchr::memchr(b'"', bytes.get(from..furthest)?)? + from;
            if bytes.get(found + 1) != Some(&b'"') {
                break found;
            }
            has_doubled = true;
            from = found + 2;
        };
        let within = &self.text[start + 1..close];
        let (stop, end) = self.plain(close + 1);
        let rest = self.text[close + 1..stop].trim_matches(' ');
        let lines = lines_in(within);
        if lines > 0 && !rest.is_empty() {
            return None; // it closes where another one opens, lines below
        }
        self.line += lines;
        let mut cell = match has_doubled {
            true => Cow::Owned(within.replace("\"\"", "\"")),
            false => Cow::Borrowed(within),
        };
        if !rest.is_empty() {
            cell.to_mut().push_str(rest);
        }
        Some((cell, end))
    }

    /// Where the letters from here end.
    fn plain(&self, from: usize) -> (usize, End) {
        let bytes = self.text.as_bytes();
        let found = memchr::memchr3(self.delimiter, b'\n', b'\r', &bytes[from..]);
        let stop = found.map_or(bytes.len(), |found| from + found);
        let ends_row = bytes.get(stop) != Some(&self.delimiter);
        let is_both = bytes.get(stop) == Some(&b'\r') && bytes.get(stop + 1) == Some(&b'\n');
        let length = if is_both { 2 } else { 1 };
        let next = bytes.len().min(stop + length);
        // A delimiter at the very end still has an empty cell after it.
        (stop, End { next, ends_row })
    }

    fn skip_line(&mut self, at: usize, line: u32) {
        let bytes = self.text.as_bytes();
        let found = memchr::memchr2(b'\n', b'\r', &bytes[at..]);
        let stop = found.map_or(bytes.len(), |found| at + found);
        let is_both = bytes.get(stop) == Some(&b'\r') && bytes.get(stop + 1) == Some(&b'\n');
        self.at = bytes.len().min(stop + if is_both { 2 } else { 1 });
        self.line = line + 1;
        self.open += 1;
    }
}

fn lines_in(text: &str) -> u32 {
    let bytes = text.as_bytes();
    let feeds = memchr::memchr_iter(b'\n', bytes).count();
    let count = match feeds {
        0 => memchr::memchr_iter(b'\r', bytes).count(),
        some => some,
    };
    u32::try_from(count).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn rows(text: &str, delimiter: u8) -> Vec<(u32, Result<Vec<String>, RowFault>)> {
        let mut records = Records::new(text, 0, 1, delimiter);
        let (mut cells, mut rows) = (Vec::new(), Vec::new());
        while let Some(record) = records.next(&mut cells) {
            let cells = cells.iter().map(|cell| cell.to_string()).collect();
            rows.push((record.line, record.fault.map_or(Ok(cells), Err)));
        }
        rows
    }

    fn cells(text: &str) -> Vec<Vec<String>> {
        let rows = rows(text, b';').into_iter();
        rows.map(|(_, row)| row.expect("a row")).collect()
    }

    #[test]
    fn rows_end_as_every_system_ends_them() {
        for text in ["a;b\nc;d", "a;b\r\nc;d\r\n", "a;b\rc;d\r", "a;b\nc;d\n"] {
            assert_eq!(cells(text), [["a", "b"], ["c", "d"]], "{text:?}");
        }
        assert_eq!(cells("a;\n;b"), [["a", ""], ["", "b"]]);
        assert_eq!(cells("\n\n"), [[""], [""]]);
    }

    #[test]
    fn quotes_hold_separators_lines_and_quotes() {
        let text = "\"a;b\";\"c\r\nd\";\"e \"\"f\"\"\"\n \"g\" ;h \"i\" j;\"\"\n";
        assert_eq!(
            rows(text, b';'),
            [
                (1, Ok(vec!["a;b".into(), "c\r\nd".into(), "e \"f\"".into()])),
                (3, Ok(vec!["g".into(), "h \"i\" j".into(), String::new()])),
            ]
        );
        assert_eq!(cells("\"Il \"nome\" suo\";x"), [["Il nome\" suo\"", "x"]]);
    }

    #[test]
    fn an_open_quote_spoils_its_own_line_and_no_other() {
        let open = (2, Err(RowFault::QuoteOpen));
        let good = |line: u32, cell: &str| (line, Ok(vec![cell.into(), "x".into()]));
        for below in ["c;x\nd;x\n", "c;x\n\"d\";x\n"] {
            let read = rows(&format!("a;x\n\"b;x\n{below}"), b';');
            assert_eq!(
                read,
                [good(1, "a"), open.clone(), good(3, "c"), good(4, "d")]
            );
        }
        let open = "a\"b,\"\n".repeat(200_000);
        let read = rows(&open, b',');
        assert!(read.len() <= MOST_OPEN as usize);
    }

    #[test]
    fn what_is_too_much_is_told() {
        let long = format!("a;{}\nb;c", "x".repeat(LONGEST_CELL + 1));
        assert_eq!(rows(&long, b';')[0], (1, Err(RowFault::CellTooLong)));
        assert!(rows(&long, b';')[1].1.is_ok());
        let wide = format!("{}x\nb", ";".repeat(200));
        assert_eq!(rows(&wide, b';')[0], (1, Err(RowFault::TooManyCells)));
    }

    proptest! {
        #[test]
        fn what_the_crate_csv_writes_is_read_as_it_reads_it(
            table in prop::collection::vec(prop::collection::vec("[ab;,\"\r\n àé]{0,6}", 3), 1..6),
        ) {
            let mut writer = csv::WriterBuilder::new().delimiter(b';').from_writer(Vec::new());
            for row in &table {
                // With blanks around quotes the crate and we disagree; nobody writes them.
                writer.write_record(row.iter().map(|cell| cell.trim())).expect("room");
            }
            let text = String::from_utf8(writer.into_inner().expect("room")).expect("text");
            let expected: Vec<Vec<String>> = csv::ReaderBuilder::new()
                .delimiter(b';').has_headers(false).from_reader(text.as_bytes())
                .records()
                .map(|row| row.expect("a row").iter().map(str::to_owned).collect())
                .collect();
            prop_assert_eq!(cells(&text), expected);
        }
    }
}
