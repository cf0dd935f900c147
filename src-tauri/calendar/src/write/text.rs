//! Lines of iCalendar: escaped, folded, ended with CRLF.

use chrono::{Datelike as _, NaiveDateTime, Timelike as _};
use sportello_core::Span;

/// The most octets of a line, without its end (RFC 5545, 3.1).
const LONGEST_LINE: usize = 75;

/// A text that grows line by line.
pub(super) struct Text {
    written: String,
    /// The line that is being made.
    line: String,
}

impl Text {
    pub(super) fn with_capacity(octets: usize) -> Self {
        Self {
            written: String::with_capacity(octets),
            line: String::with_capacity(256),
        }
    }

    pub(super) fn end(self) -> String {
        self.written
    }

    /// A line that stands as it is, and is short.
    pub(super) fn line(&mut self, line: &str) {
        self.written.push_str(line);
        self.written.push_str("\r\n");
    }

    /// A property whose value is no text: an address, a time, a word.
    pub(super) fn plain(&mut self, name: &str, value: &str) {
        self.line.push_str(name);
        self.line.push(':');
        let printable = value.chars().filter(|letter| !letter.is_control());
        self.line.extend(printable);
        self.fold();
    }

    /// A property whose value is a text that somebody wrote.
    pub(super) fn escaped(&mut self, name: &str, value: &str) {
        self.line.push_str(name);
        self.line.push(':');
        escape_into(&mut self.line, value);
        self.fold();
    }

    /// A property with several texts.
    pub(super) fn list(&mut self, name: &str, values: &[String]) {
        self.line.push_str(name);
        for (index, value) in values.iter().enumerate() {
            self.line.push(if index == 0 { ':' } else { ',' });
            escape_into(&mut self.line, value);
        }
        self.fold();
    }

    /// A property with a local time.
    pub(super) fn zoned(&mut self, name: &str, zone: &str, local: &NaiveDateTime) {
        for part in [name, ";TZID=", zone, ":"] {
            self.line.push_str(part);
        }
        basic_into(&mut self.line, local);
        self.fold();
    }

    /// Writes the line, in pieces where it is long. No letter is cut.
    fn fold(&mut self) {
        let mut rest = self.line.as_str();
        let mut room = LONGEST_LINE;
        while rest.len() > room {
            let cut = rest.floor_char_boundary(room);
            self.written.push_str(&rest[..cut]);
            self.written.push_str("\r\n ");
            rest = &rest[cut..];
            room = LONGEST_LINE - 1; // the blank counts
        }
        self.written.push_str(rest);
        self.written.push_str("\r\n");
        self.line.clear();
    }
}

/// A text as a value: RFC 5545, 3.3.11.
fn escape_into(line: &mut String, value: &str) {
    let mut letters = value.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '\\' => line.push_str("\\\\"),
            ';' => line.push_str("\\;"),
            ',' => line.push_str("\\,"),
            '\r' if letters.peek() == Some(&'\n') => {}
            '\n' | '\r' => line.push_str("\\n"),
            '\t' => line.push('\t'),
            letter if letter.is_control() => {}
            letter => line.push(letter),
        }
    }
}

/// A text as the value of a parameter. RFC 6868 would have a way to write a quotation
/// mark; few programs know it, so it becomes an apostrophe.
pub(super) fn quoted(value: &str) -> String {
    let mut quoted = String::with_capacity(value.len() + 2);
    quoted.push('"');
    for letter in value.chars() {
        match letter {
            '^' => quoted.push_str("^^"),
            '"' => quoted.push('\''),
            letter if letter.is_control() => {}
            letter => quoted.push(letter),
        }
    }
    quoted.push('"');
    quoted
}

/// A span as iCalendar has it: `PT15M`. Less than a minute is one.
pub(super) fn duration(span: Span) -> String {
    format!("PT{}M", (span.as_millis() / 60_000).max(1))
}

/// `20261122T145130`.
pub(super) fn basic(at: &NaiveDateTime) -> String {
    let mut text = String::with_capacity(16);
    basic_into(&mut text, at);
    text
}

/// By hand: chrono's own way with a pattern takes ten times as long.
fn basic_into(text: &mut String, at: &NaiveDateTime) {
    let year = at.year().clamp(0, 9_999).unsigned_abs();
    for pair in [year / 100, year % 100, at.month(), at.day()] {
        two_into(text, pair);
    }
    text.push('T');
    for pair in [at.hour(), at.minute(), at.second()] {
        two_into(text, pair);
    }
}

fn two_into(text: &mut String, number: u32) {
    for digit in [number / 10, number % 10] {
        text.push(char::from_digit(digit, 10).unwrap_or('0'));
    }
}
