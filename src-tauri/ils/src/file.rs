//! Files of loans, as library systems and spreadsheets write them: CSV of any kind.
//!
//! **The rule.** A file is read as it comes: its encoding, its separator, the line of its
//! headings and the way its days are written are found out, not asked. What can't be read
//! is told by its line, and never guessed: a wrong day or somebody else's address is worse
//! than none. The same bytes give the same loans.
//!
//! The reading of rows is our own. The crate `csv` can't say that a quote stands open, nor
//! go on after it, and one such row would swallow the rest of the file; it judges in the
//! tests. The text is borrowed from the file, and so are the cells.

mod columns;
mod day;
mod encoding;
mod interpret;
mod records;
mod table;

pub use columns::{guess, missing};
pub use interpret::{Interpreted, MOST_LISTED, RowTrouble, RowTroubles, Summary, interpret};
pub use table::{LONGEST_CELL, LONGEST_FILE, MOST_ROWS, Table, read_table};

use std::borrow::Cow;

use sha2::{Digest as _, Sha256};

/// What tells a file from another: SHA-256, in hexadecimal digits.
pub fn fingerprint(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

fn hex(bytes: &[u8]) -> String {
    let digit = |four: u8| char::from_digit(four.into(), 16).unwrap_or('0');
    let digits = bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]);
    digits.map(digit).collect()
}

/// A text in one line, of at most so many characters.
pub(crate) fn tidy(text: &str, longest: usize) -> Cow<'_, str> {
    // Letters that turn the direction of reading could make a text look like another.
    let turns =
        |c: char| matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}');
    let is_tidy = |c: char| match c {
        ' '..='~' => true,
        _ => !(c.is_control() || c.is_whitespace() || turns(c)),
    };
    if text.len() <= longest && text.chars().all(is_tidy) && !text.contains("  ") {
        return Cow::Borrowed(text.trim());
    }
    let letters = text.chars().filter(|c| !turns(*c));
    let readable = letters.map(|c| if c.is_control() { ' ' } else { c });
    let line: String = readable.collect();
    let words = line.split_whitespace().collect::<Vec<_>>().join(" ");
    let cut: String = words.chars().take(longest).collect();
    Cow::Owned(cut.trim_end().to_owned())
}

#[cfg(test)]
mod tests;
