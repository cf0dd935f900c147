//! Public holidays, worked out for any year; no list is kept.
//!
//! The Italian ones are those of law 260 of 27 May 1949 as it stands: 4 October is
//! among them again from 2026, by law 151 of 8 October 2025. Earlier years are told
//! by the same rule, not by what held then. The feast of a town's patron saint is
//! not national: a library writes it down as an exception.

use chrono::{Datelike, Days, NaiveDate, Weekday};
use serde::{Deserialize, Serialize};

/// The year from which 4 October is a national holiday.
const SAN_FRANCESCO: i32 = 2026;

/// Whose public holidays a desk keeps.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Holidays {
    /// Italy's.
    It,
}

impl Holidays {
    /// The name of the holiday on a date, if it is one.
    pub fn name(self, date: NaiveDate) -> Option<&'static str> {
        if !self.may_be(date) {
            return None;
        }
        let holidays = match self {
            Self::It => italian_holidays(date.year()),
        };
        holidays
            .into_iter()
            .find_map(|(holiday, name)| (holiday == date).then_some(name))
    }

    /// Whether it is worth working out the year: whoever looks for slots asks for
    /// thousands of dates, of which hardly any is a holiday.
    fn may_be(self, date: NaiveDate) -> bool {
        let is_fixed = matches!(
            (date.month(), date.day()),
            (1, 1 | 6)
                | (4, 25)
                | (5, 1)
                | (6, 2)
                | (8, 15)
                | (10, 4)
                | (11, 1)
                | (12, 8 | 25 | 26)
        );
        let may_be_easter =
            matches!(date.month(), 3 | 4) && matches!(date.weekday(), Weekday::Sun | Weekday::Mon);
        match self {
            Self::It => is_fixed || may_be_easter,
        }
    }
}

/// The national holidays of Italy in a year, in order, with their Italian names.
/// Where two fall on one date, both are named. None before 1583, when Easter was
/// reckoned otherwise, and after 9999.
pub fn italian_holidays(year: i32) -> Vec<(NaiveDate, &'static str)> {
    if !(1583..=9999).contains(&year) {
        return Vec::new();
    }
    let easter = easter(year);
    let mut holidays = vec![
        (on(year, 1, 1), "Capodanno"),
        (on(year, 1, 6), "Epifania"),
        (easter, "Pasqua"),
        (easter + Days::new(1), "Lunedì dell’Angelo"),
        (on(year, 4, 25), "Festa della Liberazione"),
        (on(year, 5, 1), "Festa del Lavoro"),
        (on(year, 6, 2), "Festa della Repubblica"),
        (on(year, 8, 15), "Ferragosto"),
        (on(year, 11, 1), "Ognissanti"),
        (on(year, 12, 8), "Immacolata Concezione"),
        (on(year, 12, 25), "Natale"),
        (on(year, 12, 26), "Santo Stefano"),
    ];
    if year >= SAN_FRANCESCO {
        holidays.push((on(year, 10, 4), "San Francesco d’Assisi"));
    }
    holidays.sort_by_key(|(date, _)| *date);
    holidays
}

/// Easter Sunday: the Sunday after the first full moon of spring, as the Gregorian
/// calendar reckons the moon (the anonymous computus of 1876).
fn easter(year: i32) -> NaiveDate {
    let golden = year % 19;
    let (century, of_century) = (year / 100, year % 100);
    let lunar_correction = (century - (century + 8) / 25 + 1) / 3;
    let moon = (19 * golden + century - century / 4 - lunar_correction + 15) % 30;
    let weekday = (32 + 2 * (century % 4) + 2 * (of_century / 4) - moon - of_century % 4) % 7;
    let late = (golden + 11 * moon + 22 * weekday) / 451;
    let days = moon + weekday - 7 * late + 114;
    on(
        year,
        (days / 31).unsigned_abs(),
        (days % 31).unsigned_abs() + 1,
    )
}

fn on(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).expect("a holiday has its date in every year")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_italian_year_2026_has_thirteen_holidays() {
        let told: Vec<String> = italian_holidays(2026)
            .iter()
            .map(|(date, name)| format!("{date} {name}"))
            .collect();
        assert_eq!(
            told,
            [
                "2026-01-01 Capodanno",
                "2026-01-06 Epifania",
                "2026-04-05 Pasqua",
                "2026-04-06 Lunedì dell’Angelo",
                "2026-04-25 Festa della Liberazione",
                "2026-05-01 Festa del Lavoro",
                "2026-06-02 Festa della Repubblica",
                "2026-08-15 Ferragosto",
                "2026-10-04 San Francesco d’Assisi",
                "2026-11-01 Ognissanti",
                "2026-12-08 Immacolata Concezione",
                "2026-12-25 Natale",
                "2026-12-26 Santo Stefano",
            ]
        );
    }

    #[test]
    fn san_francesco_is_a_holiday_again_from_2026() {
        assert_eq!(Holidays::It.name(on(2025, 10, 4)), None);
        let name = Some("San Francesco d’Assisi");
        assert_eq!(Holidays::It.name(on(2026, 10, 4)), name);
        assert_eq!(Holidays::It.name(on(2027, 10, 4)), name);
    }

    #[test]
    fn easter_falls_where_the_almanacs_print_it() {
        for (year, month, day) in [
            // The earliest and the latest there can be.
            (1818, 3, 22),
            (1943, 4, 25),
            (2038, 4, 25),
            // The years that the two exceptions of the old rule are for.
            (1954, 4, 18),
            (1981, 4, 19),
            (1961, 4, 2),
            (2000, 4, 23),
            (2008, 3, 23),
            (2019, 4, 21),
            (2024, 3, 31),
            (2025, 4, 20),
            (2026, 4, 5),
            (2027, 3, 28),
            (2049, 4, 18),
            (2076, 4, 19),
            (2100, 3, 28),
        ] {
            assert_eq!(easter(year), on(year, month, day));
        }
    }

    #[test]
    fn easter_is_a_sunday_of_spring_in_every_year() {
        for year in 1583..=9999 {
            let easter = easter(year);
            assert_eq!(easter.weekday(), chrono::Weekday::Sun, "{year}");
            assert!(
                easter >= on(year, 3, 22) && easter <= on(year, 4, 25),
                "{year}"
            );
        }
    }

    #[test]
    fn two_holidays_on_one_date_are_both_named() {
        let names: Vec<&str> = italian_holidays(2038)
            .into_iter()
            .filter(|(date, _)| *date == on(2038, 4, 25))
            .map(|(_, name)| name)
            .collect();
        assert_eq!(names, ["Pasqua", "Festa della Liberazione"]);
    }

    #[test]
    fn every_holiday_of_the_list_is_found_on_its_date() {
        for (date, name) in (1583..=2999).flat_map(italian_holidays) {
            let found = Holidays::It.name(date);
            // Where two fall on one date, the first is found.
            assert!(found.is_some(), "{date} {name}");
        }
    }

    #[test]
    fn a_year_beyond_the_calendar_has_no_holidays() {
        for year in [i32::MIN, 0, 1582, 10_000, i32::MAX] {
            assert!(italian_holidays(year).is_empty(), "{year}");
        }
        assert_eq!(Holidays::It.name(NaiveDate::MAX), None);
    }
}
