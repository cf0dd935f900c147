//! Times as iCalendar has them: days, times, spans, offsets.

use chrono::{NaiveDate, NaiveDateTime, NaiveTime};

/// A day, or a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum When {
    /// A whole day: `20261122`.
    Day(NaiveDate),
    /// A time in UTC: `20261122T090000Z`.
    Utc(NaiveDateTime),
    /// A time as a clock on the wall shows it: `20261122T090000`.
    Wall(NaiveDateTime),
}

impl When {
    pub(super) fn read(text: &str) -> Option<Self> {
        let text = text.trim();
        let Some((day, time)) = text.split_once(['T', 't']) else {
            return Some(Self::Day(day(text)?));
        };
        let day = self::day(day)?;
        match time.strip_suffix(['Z', 'z']) {
            Some(time) => Some(Self::Utc(day.and_time(clock(time)?))),
            None => Some(Self::Wall(day.and_time(clock(time)?))),
        }
    }

    pub(super) const fn is_day(&self) -> bool {
        matches!(self, Self::Day(_))
    }

    /// What is written there, whatever the zone.
    pub(super) const fn written(&self) -> NaiveDateTime {
        match self {
            Self::Day(day) => day.and_time(NaiveTime::MIN),
            Self::Utc(time) | Self::Wall(time) => *time,
        }
    }
}

fn day(text: &str) -> Option<NaiveDate> {
    let digits = digits::<8>(text)?;
    let year = i32::try_from(digits / 10_000).ok()?;
    NaiveDate::from_ymd_opt(year, digits / 100 % 100, digits % 100)
}

fn clock(text: &str) -> Option<NaiveTime> {
    let digits = digits::<6>(text)?;
    let second = (digits % 100).min(59); // a leap second is the one before it
    NaiveTime::from_hms_opt(digits / 10_000, digits / 100 % 100, second)
}

/// Exactly so many digits.
fn digits<const N: usize>(text: &str) -> Option<u32> {
    let is_number = text.len() == N && text.bytes().all(|digit| digit.is_ascii_digit());
    is_number.then(|| text.parse().ok()).flatten()
}

/// How long something takes: so many days of the calendar, and then so many seconds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Length {
    pub(super) days: i64,
    pub(super) seconds: i64,
}

impl Length {
    /// `PT1H30M`, `P2W`, `P1DT12H`; not a span that goes backwards.
    pub(super) fn read(text: &str) -> Option<Self> {
        let text = text.trim();
        let text = text.strip_prefix('+').unwrap_or(text);
        let text = text.strip_prefix(['P', 'p'])?;
        let (days, time) = match text.split_once(['T', 't']) {
            Some((days, time)) => (days, Some(time)),
            None => (text, None),
        };
        let mut length = Self::default();
        for (number, unit) in parts(days)? {
            match unit {
                'W' => length.days += number * 7,
                'D' => length.days += number,
                _ => return None,
            }
        }
        for (number, unit) in parts(time.unwrap_or_default())? {
            length.seconds += match unit {
                'H' => number * 3_600,
                'M' => number * 60,
                'S' => number,
                _ => return None,
            };
        }
        (!text.is_empty() && time != Some("")).then_some(length)
    }
}

/// `1H30M` as numbers with their units. No number is longer than seven digits.
fn parts(mut text: &str) -> Option<Vec<(i64, char)>> {
    let mut parts = Vec::new();
    while !text.is_empty() {
        let end = text.find(|letter: char| !letter.is_ascii_digit())?;
        if end == 0 || end > 7 || parts.len() > 3 {
            return None;
        }
        let unit = text[end..].chars().next()?;
        parts.push((text[..end].parse().ok()?, unit.to_ascii_uppercase()));
        text = &text[end + unit.len_utf8()..];
    }
    Some(parts)
}

/// `+0100` or `-033000`, in seconds.
pub(super) fn offset(text: &str) -> Option<i64> {
    let text = text.trim();
    let (sign, rest) = match text.as_bytes().first()? {
        b'+' => (1, &text[1..]),
        b'-' => (-1, &text[1..]),
        _ => return None,
    };
    let number = match rest.len() {
        4 => digits::<4>(rest)? * 100,
        6 => digits::<6>(rest)?,
        _ => return None,
    };
    let (hours, minutes, seconds) = (number / 10_000, number / 100 % 100, number % 100);
    let is_one = hours < 24 && minutes < 60 && seconds < 60;
    is_one.then(|| sign * i64::from(hours * 3_600 + minutes * 60 + seconds))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_and_times_are_read_and_nothing_that_looks_like_them() {
        for good in [
            "20261122",
            "20240229",
            "20261122T090000",
            "20261231T235960Z",
        ] {
            assert!(When::read(good).is_some(), "{good}");
        }
        for bad in [
            "",
            "T",
            "2026112",
            "20261322",
            "20250229",
            "20261122T",
            "20261122T0900",
            "20261122T250000",
            "2026-11-22",
            "20261122T09000é",
            "+0261122",
        ] {
            assert_eq!(When::read(bad), None, "{bad}");
        }
    }

    #[test]
    fn spans_are_read_and_none_that_goes_backwards() {
        let length = |days, seconds| Some(Length { days, seconds });
        assert_eq!(Length::read("PT1H30M"), length(0, 5_400));
        assert_eq!(Length::read("P2W"), length(14, 0));
        assert_eq!(Length::read("+P1DT12H"), length(1, 43_200));
        assert_eq!(Length::read("PT0S"), length(0, 0));
        for bad in [
            "",
            "P",
            "PT",
            "P1",
            "PT1",
            "1H",
            "-PT1H",
            "P1H",
            "PT1D",
            "PT99999999S",
            "PTé",
        ] {
            assert_eq!(Length::read(bad), None, "{bad}");
        }
    }

    #[test]
    fn offsets_are_read() {
        assert_eq!(offset("+0100"), Some(3_600));
        assert_eq!(offset("-0330"), Some(-12_600));
        assert_eq!(offset("+004957"), Some(2_997));
        for bad in ["", "0100", "+1", "+2500", "+0160", "é100"] {
            assert_eq!(offset(bad), None, "{bad}");
        }
    }
}
