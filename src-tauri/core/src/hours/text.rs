//! Hours as a settings file has them.
//!
//! Times, dates and the zone are texts that people write. Each is refused with the
//! text itself and what is expected in its place; an unknown key is refused too.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::fmt;

use chrono::{NaiveDate, Weekday};
use serde::de::{Error, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::week::sort;
use super::{Day, Holidays, Hours, HoursError, Opening, Week};

/// What [`Hours`] are written as.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename = "Hours")]
pub(super) struct HoursText {
    zone: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    holidays: Option<Holidays>,
    week: Week,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    exceptions: Vec<ExceptionText>,
}

/// A date that differs; closed, when it has no hours.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename = "Exception")]
struct ExceptionText {
    date: String,
    #[serde(default, skip_serializing_if = "Openings::is_empty")]
    hours: Openings,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    reason: String,
}

/// What a [`Week`] is written as; a day left out is a closed one.
#[derive(Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default, rename = "Week")]
pub(super) struct WeekText {
    monday: Openings,
    tuesday: Openings,
    wednesday: Openings,
    thursday: Openings,
    friday: Openings,
    saturday: Openings,
    sunday: Openings,
}

/// The openings of a day, in any order.
#[derive(Default, Serialize)]
#[serde(transparent)]
struct Openings(Vec<Opening>);

impl TryFrom<HoursText> for Hours {
    type Error = HoursError;

    fn try_from(text: HoursText) -> Result<Self, HoursError> {
        let zone = text.zone.parse();
        let mut exceptions = BTreeMap::new();
        for exception in text.exceptions {
            let (date, day) = exception.read()?;
            match exceptions.entry(date) {
                Entry::Vacant(free) => free.insert(day),
                Entry::Occupied(_) => return Err(HoursError::Twice(date)),
            };
        }
        Ok(Self {
            zone: zone.map_err(|_| HoursError::Zone(text.zone))?,
            week: text.week,
            holidays: text.holidays,
            exceptions,
        })
    }
}

impl From<Hours> for HoursText {
    fn from(hours: Hours) -> Self {
        Self {
            zone: hours.zone.name().to_owned(),
            holidays: hours.holidays,
            week: hours.week,
            exceptions: hours
                .exceptions
                .into_iter()
                .map(ExceptionText::write)
                .collect(),
        }
    }
}

impl ExceptionText {
    fn read(self) -> Result<(NaiveDate, Day), HoursError> {
        // Only as it would be written: the calendar's own reader takes “2026-1-2”
        // too, which a person may have meant the other way round.
        let written = self.date.parse::<NaiveDate>().ok();
        let date = written
            .filter(|date| date.to_string() == self.date)
            .ok_or(HoursError::Date(self.date))?;
        let (mut openings, reason) = (self.hours.0, self.reason);
        if openings.is_empty() {
            return Ok((date, Day::Closed { reason }));
        }
        sort(&mut openings, || date.to_string())?;
        Ok((date, Day::Open { openings, reason }))
    }

    fn write((date, day): (NaiveDate, Day)) -> Self {
        let (hours, reason) = match day {
            Day::Closed { reason } => (Openings::default(), reason),
            Day::Open { openings, reason } => (Openings(openings), reason),
        };
        Self {
            date: date.to_string(),
            hours,
            reason,
        }
    }
}

impl TryFrom<WeekText> for Week {
    type Error = HoursError;

    fn try_from(text: WeekText) -> Result<Self, HoursError> {
        let days = [
            text.monday,
            text.tuesday,
            text.wednesday,
            text.thursday,
            text.friday,
            text.saturday,
            text.sunday,
        ];
        Self::new(days.map(|openings| openings.0))
    }
}

impl From<Week> for WeekText {
    fn from(week: Week) -> Self {
        let day = |day| Openings(week.on(day).to_vec());
        Self {
            monday: day(Weekday::Mon),
            tuesday: day(Weekday::Tue),
            wednesday: day(Weekday::Wed),
            thursday: day(Weekday::Thu),
            friday: day(Weekday::Fri),
            saturday: day(Weekday::Sat),
            sunday: day(Weekday::Sun),
        }
    }
}

impl Openings {
    fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl<'de> Deserialize<'de> for Openings {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct List;

        impl<'de> Visitor<'de> for List {
            type Value = Openings;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("a list of openings, such as [\"09:00-13:00\"]")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Openings, A::Error> {
                let mut openings = Vec::new();
                while let Some(opening) = list.next_element()? {
                    openings.push(opening);
                }
                Ok(Openings(openings))
            }
        }

        deserializer.deserialize_seq(List)
    }
}

impl Serialize for Opening {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Opening {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Text;

        impl Visitor<'_> for Text {
            type Value = Opening;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("an opening, such as \"09:00-13:00\"")
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<Opening, E> {
                Opening::parse(text).map_err(E::custom)
            }
        }

        deserializer.deserialize_str(Text)
    }
}

#[cfg(test)]
mod tests {
    use chrono_tz::Tz;

    use super::*;

    const EMPOLI: &str = r#"zone = "Europe/Rome"
holidays = "it"

[week]
monday = ["15:00-19:00", "9:00-13:00"]
saturday = ["09:00-13:00"]

[[exceptions]]
date = "2026-12-27"
reason = "Inventario"

[[exceptions]]
date = "2026-12-24"
hours = ["09:00-12:00"]
reason = "Vigilia di Natale"
"#;

    #[test]
    fn hours_are_read_from_a_settings_file() {
        let hours = read(EMPOLI).expect("these are hours");
        assert_eq!(hours.zone, Tz::Europe__Rome);
        assert_eq!(hours.holidays, Some(Holidays::It));
        let monday = ["09:00-13:00", "15:00-19:00"].map(opening);
        assert_eq!(hours.week().on(Weekday::Mon), monday);
        assert_eq!(hours.week().on(Weekday::Tue), []);
        let eve = Day::Open {
            openings: vec![opening("09:00-12:00")],
            reason: "Vigilia di Natale".into(),
        };
        let closed = Day::Closed {
            reason: "Inventario".into(),
        };
        let exceptions: Vec<(String, Day)> = hours
            .exceptions
            .into_iter()
            .map(|(date, day)| (date.to_string(), day))
            .collect();
        let expected = [("2026-12-24".into(), eve), ("2026-12-27".into(), closed)];
        assert_eq!(exceptions, expected);
    }

    #[test]
    fn hours_are_written_as_they_are_read() {
        let hours = read(EMPOLI).expect("these are hours");
        let written = toml::to_string(&hours).expect("hours can be written");
        assert!(
            written.contains(r#"monday = ["09:00-13:00", "15:00-19:00"]"#),
            "{written}"
        );
        assert_eq!(read(&written), Ok(hours));
    }

    #[test]
    fn a_desk_needs_a_zone_and_a_week_and_nothing_else() {
        let hours = read("zone = \"UTC\"\nweek = {}").expect("these are hours");
        assert_eq!(hours.holidays, None);
        assert_eq!(hours.week, Week::default());
        refused("week = {}", "missing field `zone`");
        refused("zone = \"UTC\"", "missing field `week`");
    }

    #[test]
    fn what_is_wrong_is_quoted_with_what_is_expected() {
        refused(
            &week(r#"monday = ["9-13"]"#),
            "“9-13” is no opening: write two times",
        );
        refused(
            &week(r#"monday = ["22:00-02:00"]"#),
            "written as two, “22:00-24:00” and",
        );
        refused(
            &week("monday = [9]"),
            "integer `9`, expected an opening, such as",
        );
        refused(
            &week(r#"monday = "09:00-13:00""#),
            "string \"09:00-13:00\", expected a list of openings, such as",
        );
        refused(
            &week(r#"friday = ["09:00-13:00", "12:00-15:00"]"#),
            "on friday, 09:00-13:00 and 12:00-15:00 overlap",
        );
        refused(
            "zone = \"Europe/Roma\"\nweek = {}",
            "“Europe/Roma” is no time zone",
        );
        refused(
            &rome("holidays = \"de\""),
            "unknown variant `de`, expected `it`",
        );
    }

    #[test]
    fn an_exception_is_refused_with_its_date() {
        for date in [
            "24/12/2026",
            "2026-02-29",
            "2026-1-2",
            "+2026-1-02",
            "domani",
        ] {
            let exception = format!("exceptions = [{{ date = \"{date}\" }}]");
            refused(&rome(&exception), &format!("“{date}” is no date"));
        }
        refused(
            &rome(
                r#"exceptions = [
                    { date = "2026-12-24" },
                    { date = "2026-12-24", hours = ["09:00-12:00"] },
                ]"#,
            ),
            "2026-12-24 stands twice",
        );
        refused(
            &rome(
                r#"exceptions = [
                    { date = "2026-12-24", hours = ["09:00-12:00", "11:00-13:00"] },
                ]"#,
            ),
            "on 2026-12-24, 09:00-12:00 and 11:00-13:00 overlap",
        );
    }

    #[test]
    fn an_unknown_key_is_refused() {
        refused(&rome("closed = true"), "unknown field `closed`");
        refused(&week("lunedi = []"), "unknown field `lunedi`");
        refused(
            &rome(r#"exceptions = [{ date = "2026-12-24", why = "festa" }]"#),
            "unknown field `why`",
        );
    }

    #[test]
    fn an_exception_without_hours_is_a_closure() {
        let text = rome(r#"exceptions = [{ date = "2026-12-24", hours = [] }]"#);
        let hours = read(&text).expect("these are hours");
        let day = hours.exceptions.into_values().next();
        let reason = String::new();
        assert_eq!(day, Some(Day::Closed { reason }));
    }

    fn read(text: &str) -> Result<Hours, toml::de::Error> {
        toml::from_str(text)
    }

    fn refused(text: &str, because: &str) {
        let why = read(text).expect_err("the test writes something wrong");
        assert!(why.to_string().contains(because), "{why}");
    }

    fn rome(line: &str) -> String {
        format!("zone = \"Europe/Rome\"\nweek = {{}}\n{line}")
    }

    fn week(line: &str) -> String {
        format!("zone = \"Europe/Rome\"\n[week]\n{line}")
    }

    fn opening(text: &str) -> Opening {
        Opening::parse(text).expect("the test writes openings")
    }
}
