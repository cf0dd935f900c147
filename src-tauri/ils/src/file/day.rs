//! Days as files write them.
//!
//! The year first (2026-11-30, 20261130), the day first (30/11/2026, 30.11.26), the month
//! first where the file proves it, a month by its name (30 nov 2026), the number of days
//! that a spreadsheet counts (46356); the time after it is left out, unless it says its
//! zone: then it is an instant, and the day is the library's.

use std::ops::RangeInclusive;

use chrono::{DateTime, Days, NaiveDate};
use chrono_tz::Tz;
use sportello_core::DayOrder;

/// Days that a spreadsheet may mean: 1982 to 2119.
const SERIALS: RangeInclusive<u32> = 30_000..=80_000;

/// The day that is written here; of any year.
pub(super) fn day(cell: &str, order: DayOrder, zone: Tz) -> Option<NaiveDate> {
    let cell = cell.trim();
    if !cell.is_ascii() || cell.len() > 60 {
        return None;
    }
    if let Some(instant) = instant(cell) {
        return Some(instant.with_timezone(&zone).date_naive());
    }
    let (pieces, rest) = pieces(cell)?;
    if !rest.bytes().all(is_of_time) {
        return None;
    }
    match pieces {
        Pieces::Run(digits) => run(digits, rest),
        Pieces::Three(three) => {
            let (year, month, day) = in_order(three, order)?;
            NaiveDate::from_ymd_opt(year, month, day)
        }
    }
}

/// What a cell proves about the order of days, if it proves something.
pub(super) fn proof(cell: &str) -> Option<DayOrder> {
    let (Pieces::Three([Piece::Number(first, short), Piece::Number(second, _), _]), _) =
        pieces(cell.trim())?
    else {
        return None;
    };
    match (short <= 2, first, second) {
        (true, 13..=31, 1..=12) => Some(DayOrder::DayFirst),
        (true, 1..=12, 13..=31) => Some(DayOrder::MonthFirst),
        _ => None,
    }
}

/// Whether somebody who sees it takes it for a day.
pub(super) fn looks_like_one(cell: &str) -> bool {
    let is_written = matches!(pieces(cell.trim()), Some((Pieces::Three(_), _)));
    is_written
        && (day(cell, DayOrder::DayFirst, Tz::UTC).is_some()
            || day(cell, DayOrder::MonthFirst, Tz::UTC).is_some())
}

/// An instant that says its zone.
fn instant(cell: &str) -> Option<DateTime<chrono::FixedOffset>> {
    let bytes = cell.as_bytes();
    let zoned = bytes.len() >= 17 && (bytes.ends_with(b"Z") || cell[16..].contains(['+', '-']));
    if !zoned || !matches!(bytes[10], b'T' | b' ') {
        return None;
    }
    DateTime::parse_from_rfc3339(cell)
        .or_else(|_| DateTime::parse_from_str(cell, "%Y-%m-%d %H:%M:%S %z"))
        .or_else(|_| DateTime::parse_from_str(cell, "%Y-%m-%dT%H:%M:%S%z"))
        .or_else(|_| DateTime::parse_from_str(cell, "%Y-%m-%dT%H:%M%:z"))
        .ok()
}

/// What a day is made of.
#[derive(Clone, Copy)]
enum Pieces<'c> {
    /// One run of digits.
    Run(&'c str),
    /// Three of them.
    Three([Piece; 3]),
}

#[derive(Clone, Copy)]
enum Piece {
    /// A number, and how many digits it has.
    Number(u32, usize),
    /// A month by its name.
    Month(u32),
}

/// Year, month and day.
fn in_order(three: [Piece; 3], order: DayOrder) -> Option<(i32, u32, u32)> {
    use Piece::{Month, Number};
    let (year, month, day) = match (three, order) {
        ([Number(year, 4), Number(month, ..=2), Number(day, ..=2)], _) => ((year, 4), month, day),
        ([Number(year, 4), Month(month), Number(day, ..=2)], _) => ((year, 4), month, day),
        ([Number(day, ..=2), Month(month), Number(year, of)], _) => ((year, of), month, day),
        ([Month(month), Number(day, ..=2), Number(year, of)], _) => ((year, of), month, day),
        ([Number(day, ..=2), Number(month, ..=2), Number(year, of)], DayOrder::DayFirst) => {
            ((year, of), month, day)
        }
        ([Number(month, ..=2), Number(day, ..=2), Number(year, of)], DayOrder::MonthFirst) => {
            ((year, of), month, day)
        }
        _ => return None,
    };
    let year = match year {
        (year, 4) => year,
        (year, 2) => 2_000 + year,
        _ => return None,
    };
    Some((i32::try_from(year).ok()?, month, day))
}

/// The pieces of the day at the beginning of a cell, and what comes after it. Before it may
/// stand the day of the week: mar 1 dic 2026.
fn pieces(cell: &str) -> Option<(Pieces<'_>, &str)> {
    pieces_at_once(cell).or_else(|| {
        let word = cell.bytes().take_while(u8::is_ascii_alphabetic).count();
        let after = cell.get(word..)?.trim_start_matches(['.', ',', ' ']);
        (word > 0).then(|| pieces_at_once(after))?
    })
}

fn pieces_at_once(cell: &str) -> Option<(Pieces<'_>, &str)> {
    let mut rest = cell;
    let mut three = [Piece::Month(0); 3];
    for (at, piece) in three.iter_mut().enumerate() {
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        let letters = rest.bytes().take_while(u8::is_ascii_alphabetic).count();
        let length = digits.max(letters);
        let (word, after) = (rest.get(..length)?, rest.get(length..)?);
        *piece = match (digits, letters) {
            (1..=4, _) => Piece::Number(word.parse().ok()?, digits),
            (5 | 8, _) if at == 0 => return Some((Pieces::Run(word), after)),
            (0, 3..) => Piece::Month(month(word)?),
            _ => return None,
        };
        rest = after;
        if at < 2 {
            let between = after.bytes().take_while(|byte| b"/-. ,".contains(byte));
            let length = between.count();
            if !(1..=3).contains(&length) {
                return None;
            }
            rest = &after[length..];
        }
    }
    let months = three.iter().filter(|one| matches!(one, Piece::Month(_)));
    (months.count() <= 1).then_some((Pieces::Three(three), rest))
}

/// Eight digits, or the number of days that a spreadsheet counts.
fn run(digits: &str, rest: &str) -> Option<NaiveDate> {
    let number: u32 = digits.parse().ok()?;
    if digits.len() == 8 {
        let year = i32::try_from(number / 10_000).ok()?;
        return NaiveDate::from_ymd_opt(year, number / 100 % 100, number % 100);
    }
    let is_fraction = rest.is_empty() || rest.starts_with(['.', ',']);
    let first = NaiveDate::from_ymd_opt(1899, 12, 30)?;
    let is_one = is_fraction && SERIALS.contains(&number);
    is_one.then(|| first.checked_add_days(Days::new(number.into())))?
}

fn is_of_time(byte: u8) -> bool {
    byte.is_ascii_digit() || b" :.,+-TZtzhmsaApPMH".contains(&byte)
}

/// A month by its Italian or English name, or by three letters of it.
fn month(word: &str) -> Option<u32> {
    const NAMES: [(&str, &str); 12] = [
        ("gennaio", "january"),
        ("febbraio", "february"),
        ("marzo", "march"),
        ("aprile", "april"),
        ("maggio", "may"),
        ("giugno", "june"),
        ("luglio", "july"),
        ("agosto", "august"),
        ("settembre", "september"),
        ("ottobre", "october"),
        ("novembre", "november"),
        ("dicembre", "december"),
    ];
    let word = word.to_ascii_lowercase();
    let is_it = |name: &str| {
        word.len() >= 3 && (name == word || word.len() <= 4 && name.starts_with(&word))
    };
    let found = NAMES.iter().zip(1..);
    let mut found = found.filter(|((it, en), _)| is_it(it) || is_it(en));
    found.next().map(|(_, number)| number)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(cell: &str, order: DayOrder) -> Option<String> {
        day(cell, order, chrono_tz::Europe::Rome).map(|day| day.to_string())
    }

    #[test]
    fn a_day_is_read_however_it_is_written() {
        for cell in [
            "2026-11-30",
            "2026-11-30 23:59:00",
            "2026-11-30T23:59",
            "2026/11/30",
            "20261130",
            "20261130    235900",
            "30/11/2026",
            "30/11/26",
            "30-11-2026",
            "30.11.2026",
            " 30 / 11 / 2026 ",
            "30/11/2026 23.59",
            "30/11/2026 11:59:00 PM",
            "30/11/2026, 23:59",
            "30 nov 2026",
            "30-Nov-26",
            "30 novembre 2026",
            "lun 30 nov 2026",
            "Monday, 30 November 2026",
            "Nov 30, 2026",
            "November 30 2026",
            "46356",
            "46356,99931",
            "46356.5",
        ] {
            assert_eq!(
                of(cell, DayOrder::DayFirst).as_deref(),
                Some("2026-11-30"),
                "{cell}"
            );
        }
        assert_eq!(
            of("11/30/2026", DayOrder::MonthFirst).as_deref(),
            Some("2026-11-30")
        );
        assert_eq!(
            of("3/4/2026", DayOrder::DayFirst).as_deref(),
            Some("2026-04-03")
        );
        assert_eq!(
            of("3/4/2026", DayOrder::MonthFirst).as_deref(),
            Some("2026-03-04")
        );
        let tuesday = of("mar 1 dic 2026", DayOrder::DayFirst);
        assert_eq!(tuesday.as_deref(), Some("2026-12-01"), "not in March");
    }

    #[test]
    fn an_instant_is_the_day_of_the_library() {
        for cell in [
            "2026-11-29T23:30:00Z",
            "2026-11-29T23:30:00+00:00",
            "2026-11-29 23:30:00 +0000",
            "2026-11-29T18:30:00-0500",
        ] {
            assert_eq!(
                of(cell, DayOrder::DayFirst).as_deref(),
                Some("2026-11-30"),
                "{cell}"
            );
        }
        let same = of("2026-11-30T23:59:00+01:00", DayOrder::DayFirst);
        assert_eq!(same.as_deref(), Some("2026-11-30"));
    }

    #[test]
    fn what_is_no_day_is_none() {
        for cell in [
            "",
            "domani",
            "30/13/2026",
            "31/11/2026",
            "29/02/2027",
            "30/11",
            "30/11/026",
            "0000-00-00",
            "12345",
            "978880",
            "9788804668237",
            "30/11/2026 rinnovato",
            "30novembre2026x",
            "2026-11-30T",
            "à/11/2026",
            "1.234,56",
        ] {
            let read = of(cell, DayOrder::DayFirst);
            assert!(read.is_none() || cell == "2026-11-30T", "{cell}: {read:?}");
        }
    }

    #[test]
    fn only_a_number_above_twelve_proves_the_order() {
        assert_eq!(proof("30/11/2026"), Some(DayOrder::DayFirst));
        assert_eq!(proof("11/30/2026 23:59"), Some(DayOrder::MonthFirst));
        for cell in ["11/12/2026", "2026-11-30", "30 nov 2026", "46356", "", "à"] {
            assert_eq!(proof(cell), None, "{cell}");
        }
    }
}
