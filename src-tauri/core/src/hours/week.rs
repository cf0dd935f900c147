//! An opening, and the seven days of it.
//!
//! An opening lies within one day and is never empty; the openings of a day are in
//! order and don't overlap. What runs past midnight is written as two.

use chrono::Weekday;
use serde::{Deserialize, Serialize};

use super::text::WeekText;

/// The minutes of a day.
const DAY: u16 = 24 * 60;

/// The days of the week, Monday first.
const WEEKDAYS: [Weekday; 7] = [
    Weekday::Mon,
    Weekday::Tue,
    Weekday::Wed,
    Weekday::Thu,
    Weekday::Fri,
    Weekday::Sat,
    Weekday::Sun,
];

/// From one time of the day to a later one, which is not included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Opening {
    from: u16,
    to: u16,
}

/// The openings of each day of the week, Monday first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "WeekText", into = "WeekText")]
pub struct Week([Vec<Opening>; 7]);

/// Why hours can't be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum HoursError {
    /// The text is not two times of the day.
    #[error("“{0}” is no opening: write two times of the day, such as “09:00-13:00”")]
    Unreadable(String),
    /// The end is not after the beginning, or is past midnight.
    #[error(
        "“{0}” is no opening: it must end after it begins, by 24:00; \
         one that runs past midnight is written as two, “22:00-24:00” and “00:00-02:00”"
    )]
    Backwards(String),
    /// Two openings of one day overlap.
    #[error("on {day}, {first} and {second} overlap: write them as one")]
    Overlap {
        /// The day of the week in English, or the date.
        day: String,
        /// The one that begins first.
        first: Opening,
        /// The other.
        second: Opening,
    },
    /// Not in the list of time zones.
    #[error("“{0}” is no time zone: write a name of the IANA list, such as “Europe/Rome”")]
    Zone(String),
    /// Not a day of the calendar.
    #[error("“{0}” is no date: write year, month and day, such as “2026-12-24”")]
    Date(String),
    /// A date with two exceptions.
    #[error("{0} stands twice among the exceptions: write it once, with all its hours")]
    Twice(chrono::NaiveDate),
}

impl Opening {
    /// From one minute of the day to another, at most 1440 (24:00).
    ///
    /// # Errors
    /// When it would be empty, run backwards or last past midnight.
    pub fn new(from: u16, to: u16) -> Result<Self, HoursError> {
        let opening = Self { from, to };
        if from < to && to <= DAY {
            Ok(opening)
        } else {
            Err(HoursError::Backwards(opening.to_string()))
        }
    }

    /// Reads `09:00-13:00`. A missing first zero, spaces around the times and a dash
    /// in place of the hyphen are understood.
    ///
    /// # Errors
    /// Quotes the text, and says what is expected.
    pub fn parse(text: &str) -> Result<Self, HoursError> {
        let (from, to) = text
            .split_once(['-', '–'])
            .and_then(|(from, to)| Some((minute(from)?, minute(to)?)))
            .ok_or_else(|| HoursError::Unreadable(text.to_owned()))?;
        Self::new(from, to).map_err(|_| HoursError::Backwards(text.to_owned()))
    }

    /// The minute of the day at which it begins.
    pub const fn from(self) -> u16 {
        self.from
    }

    /// The minute of the day at which it ends, at most 1440.
    pub const fn to(self) -> u16 {
        self.to
    }
}

/// `09:00-13:00`, as [`Opening::parse`] reads it.
impl std::fmt::Display for Opening {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { from, to } = self;
        let (first, last) = ((from / 60, from % 60), (to / 60, to % 60));
        write!(
            formatter,
            "{:02}:{:02}-{:02}:{:02}",
            first.0, first.1, last.0, last.1
        )
    }
}

impl std::str::FromStr for Opening {
    type Err = HoursError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text)
    }
}

impl Week {
    /// A week, from the openings of each day, Monday first, in any order.
    ///
    /// # Errors
    /// When two openings of a day overlap.
    pub fn new(days: [Vec<Opening>; 7]) -> Result<Self, HoursError> {
        let mut week = Self(days);
        for (day, openings) in WEEKDAYS.iter().zip(&mut week.0) {
            sort(openings, || english(*day).to_owned())?;
        }
        Ok(week)
    }

    /// The openings of a day of the week, in order.
    pub fn on(&self, day: Weekday) -> &[Opening] {
        &self.0[day.num_days_from_monday() as usize]
    }

    /// Every day with its openings, Monday first.
    pub fn days(&self) -> impl Iterator<Item = (Weekday, &[Opening])> {
        WEEKDAYS
            .iter()
            .zip(&self.0)
            .map(|(day, openings)| (*day, openings.as_slice()))
    }
}

/// Puts the openings of a day in order.
///
/// # Errors
/// When two overlap; they may touch.
pub(super) fn sort(
    openings: &mut [Opening],
    day: impl FnOnce() -> String,
) -> Result<(), HoursError> {
    openings.sort();
    match openings.windows(2).find(|pair| pair[1].from < pair[0].to) {
        None => Ok(()),
        Some(pair) => Err(HoursError::Overlap {
            day: day(),
            first: pair[0],
            second: pair[1],
        }),
    }
}

/// The minute of the day that `9:00` or `09:00` names; `24:00` is the last.
fn minute(text: &str) -> Option<u16> {
    let (hours, minutes) = text.trim().split_once(':')?;
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if !(1..=2).contains(&hours.len()) || minutes.len() != 2 || !digits(hours) || !digits(minutes) {
        return None;
    }
    let (hours, minutes): (u16, u16) = (hours.parse().ok()?, minutes.parse().ok()?);
    let minute = hours * 60 + minutes;
    (minutes < 60 && minute <= DAY).then_some(minute)
}

/// As it is called in a settings file.
const fn english(day: Weekday) -> &'static str {
    match day {
        Weekday::Mon => "monday",
        Weekday::Tue => "tuesday",
        Weekday::Wed => "wednesday",
        Weekday::Thu => "thursday",
        Weekday::Fri => "friday",
        Weekday::Sat => "saturday",
        Weekday::Sun => "sunday",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_opening_is_read_as_people_write_it() {
        let morning = Opening { from: 540, to: 780 };
        for text in ["09:00-13:00", "9:00-13:00", " 09:00 - 13:00 ", "9:00–13:00"] {
            assert_eq!(Opening::parse(text), Ok(morning), "{text}");
        }
        assert_eq!(morning.to_string(), "09:00-13:00");
        assert_eq!("00:00-24:00".parse(), Ok(Opening { from: 0, to: 1440 }));
    }

    #[test]
    fn what_is_no_pair_of_times_is_quoted_back() {
        for text in [
            "",
            "morning",
            "9-13",
            "09:00",
            "09:00-",
            "09:60-13:00",
            "09:00-24:01",
            "+9:00-13:00",
            "09:0-13:00",
            "009:00-13:00",
            "09:00-13:00-15:00",
            "０９:00-13:00",
            "9:00-65535:00",
        ] {
            let expected = Err(HoursError::Unreadable(text.to_owned()));
            assert_eq!(Opening::parse(text), expected, "{text}");
        }
        assert_eq!(
            Opening::parse("9-13").map_err(|why| why.to_string()),
            Err("“9-13” is no opening: write two times of the day, such as “09:00-13:00”".into())
        );
    }

    #[test]
    fn an_opening_that_is_empty_or_runs_past_midnight_is_refused() {
        for text in ["13:00-13:00", "22:00-02:00", "24:00-24:00"] {
            let expected = Err(HoursError::Backwards(text.to_owned()));
            assert_eq!(Opening::parse(text), expected, "{text}");
        }
        assert!(Opening::new(60, 1441).is_err());
        assert!(Opening::new(60, 60).is_err());
        assert!(Opening::new(u16::MAX - 1, u16::MAX).is_err());
    }

    #[test]
    fn a_week_puts_its_openings_in_order() {
        let week = week_with_tuesday(&["15:00-19:00", "09:00-13:00"]).expect("none overlap");
        let tuesday: Vec<String> = week
            .on(Weekday::Tue)
            .iter()
            .map(Opening::to_string)
            .collect();
        assert_eq!(tuesday, ["09:00-13:00", "15:00-19:00"]);
        let open: Vec<Weekday> = week
            .days()
            .filter(|(_, openings)| !openings.is_empty())
            .map(|(day, _)| day)
            .collect();
        assert_eq!(open, [Weekday::Tue]);
    }

    #[test]
    fn a_week_takes_openings_that_touch_and_refuses_those_that_overlap() {
        assert!(week_with_tuesday(&["09:00-13:00", "13:00-15:00"]).is_ok());
        let why = week_with_tuesday(&["12:59-15:00", "09:00-13:00"]).map_err(|why| why.to_string());
        assert_eq!(
            why,
            Err("on tuesday, 09:00-13:00 and 12:59-15:00 overlap: write them as one".into())
        );
    }

    fn week_with_tuesday(openings: &[&str]) -> Result<Week, HoursError> {
        let mut days: [Vec<Opening>; 7] = Default::default();
        days[1] = openings
            .iter()
            .map(|text| Opening::parse(text).expect("the test writes openings"))
            .collect();
        Week::new(days)
    }
}
