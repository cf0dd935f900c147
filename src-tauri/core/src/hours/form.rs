//! Hours as a form has them: texts that a person types, and closures from one date
//! to another.
//!
//! [`HoursForm::read`] tells everything that is wrong at once, by field and row, so
//! that each message can stand where it belongs. What was read is written again in
//! one shape only: days in a row with the same hours and reason are one closure.

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate, NaiveDateTime};
use serde::{Deserialize, Serialize};

use super::week::sort;
use super::{Day, Holidays, Hours, HoursError, OpenState, Opening, Week, said};
use crate::settings::{Fault, Field, Why};

/// How many closures a form may hold.
const CLOSURES: usize = 100;
/// How many openings a day may have.
const OPENINGS: usize = 6;
/// How many days a closure may last.
const LONGEST: i64 = 366;
/// The longest reason.
const REASON: usize = 100;
/// How far ahead days that differ are told of, and how many.
const PREVIEW: (u64, usize) = (400, 4);

/// Hours.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct HoursForm {
    /// A name of the IANA list.
    pub zone: String,
    /// Closed on the public holidays of Italy.
    pub italian_holidays: bool,
    /// The openings of each day, Monday first, each as `09:00-13:00`.
    pub week: Vec<Vec<String>>,
    /// Dates that differ.
    pub closures: Vec<ClosureForm>,
}

/// Days that differ from the week.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct ClosureForm {
    /// The first day, as `2026-12-24`.
    pub from: String,
    /// The last day; empty means the first.
    pub to: String,
    /// Openings of those days; none means closed.
    pub hours: Vec<String>,
    /// Why, for the page; may be empty.
    pub reason: String,
}

/// What hours mean now, for whoever has just typed them. Times are those of the
/// clock on the desk's wall, as `2026-12-24T09:00`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct HoursPreview {
    /// Open at this moment.
    pub open: bool,
    /// When that changes, if it does within sixty days.
    pub changes: Option<String>,
    /// Why today differs; may be empty.
    pub reason: String,
    /// The next days that differ, today included.
    pub ahead: Vec<PreviewDay>,
}

/// A day that differs from the week.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct PreviewDay {
    /// Which.
    pub date: String,
    /// Its openings; none when closed.
    pub hours: Vec<String>,
    /// Why; may be empty.
    pub reason: String,
}

impl HoursForm {
    /// What is set, in the shape of a form.
    pub fn of(hours: &Hours) -> Self {
        let week = hours.week.days();
        let mut closures: Vec<(Stretch, ClosureForm)> = Vec::new();
        for (date, day) in &hours.exceptions {
            let (openings, reason) = parts(day);
            let goes_on = closures.last_mut().filter(|(stretch, form)| {
                stretch.last.succ_opt() == Some(*date)
                    && form.hours == openings
                    && form.reason == reason
                    && stretch.days < LONGEST
            });
            match goes_on {
                Some((stretch, form)) => {
                    stretch.last = *date;
                    stretch.days += 1;
                    form.to = date.to_string();
                }
                None => closures.push((Stretch::new(*date), closure(*date, openings, reason))),
            }
        }
        Self {
            zone: hours.zone.name().to_owned(),
            italian_holidays: hours.holidays.is_some(),
            week: week.map(|(_, openings)| texts(openings)).collect(),
            closures: closures.into_iter().map(|(_, form)| form).collect(),
        }
    }

    /// Reads the form.
    ///
    /// # Errors
    /// Everything that is wrong with it.
    pub fn read(&self) -> Result<Hours, Vec<Fault>> {
        let mut faults = Vec::new();
        let zone = self.zone.parse();
        if zone.is_err() {
            faults.push(Fault::at(Field::Zone, Why::NoZone));
        }
        let week = self.read_week(&mut faults);
        let exceptions = self.read_closures(&mut faults);
        match zone {
            Ok(zone) if faults.is_empty() => Ok(Hours {
                zone,
                week,
                holidays: self.italian_holidays.then_some(Holidays::It),
                exceptions,
            }),
            Ok(_) | Err(_) => Err(faults),
        }
    }

    fn read_week(&self, faults: &mut Vec<Fault>) -> Week {
        let mut days: [Vec<Opening>; 7] = Default::default();
        if self.week.len() != days.len() {
            faults.push(Fault::at(Field::Week, Why::Missing));
        }
        for (row, (day, typed)) in days.iter_mut().zip(&self.week).enumerate() {
            match openings(typed) {
                Ok(read) => *day = read,
                Err(why) => faults.push(Fault::in_row(Field::Week, row, why)),
            }
        }
        Week::new(days).unwrap_or_default() // each day was read without overlaps
    }

    fn read_closures(&self, faults: &mut Vec<Fault>) -> BTreeMap<NaiveDate, Day> {
        let mut exceptions = BTreeMap::new();
        if self.closures.len() > CLOSURES {
            let most = CLOSURES as u32;
            faults.push(Fault::at(Field::Closures, Why::TooMany { most }));
            return exceptions;
        }
        for (row, closure) in self.closures.iter().enumerate() {
            if let Err(why) = closure.read(&mut exceptions) {
                faults.push(Fault::in_row(Field::Closures, row, why));
            }
        }
        exceptions
    }
}

impl ClosureForm {
    /// Puts the days of a closure among those that differ.
    fn read(&self, exceptions: &mut BTreeMap<NaiveDate, Day>) -> Result<(), Why> {
        let first = date(&self.from)?;
        let last = if self.to.is_empty() {
            first
        } else {
            date(&self.to)?
        };
        let days = last.signed_duration_since(first).num_days();
        if days < 0 {
            return Err(Why::EndsBefore);
        }
        if days >= LONGEST {
            let most = LONGEST as u32;
            return Err(Why::TooMany { most });
        }
        let reason = self.reason.split_whitespace().collect::<Vec<_>>().join(" ");
        if reason.chars().count() > REASON {
            let most = REASON as u32;
            return Err(Why::TooLong { most });
        }
        let openings = openings(&self.hours)?;
        let day = if openings.is_empty() {
            Day::Closed { reason }
        } else {
            Day::Open { openings, reason }
        };
        let dates = first.iter_days().take_while(|date| *date <= last);
        for date in dates {
            if exceptions.insert(date, day.clone()).is_some() {
                return Err(Why::Twice);
            }
        }
        Ok(())
    }
}

impl Hours {
    /// What the hours mean at an instant (milliseconds since 1970 UTC).
    pub fn preview(&self, wall_millis: i64) -> HoursPreview {
        let open = matches!(self.at(wall_millis), OpenState::Open { .. });
        let changes = self.next_change(wall_millis);
        HoursPreview {
            open,
            changes: changes.and_then(|at| self.local(at)).map(minute),
            reason: self.reason(wall_millis).unwrap_or_default().to_owned(),
            ahead: self.days_that_differ(wall_millis),
        }
    }

    fn days_that_differ(&self, wall_millis: i64) -> Vec<PreviewDay> {
        let Some(today) = self.local(wall_millis).map(|local| local.date()) else {
            return Vec::new();
        };
        let (days, most) = PREVIEW;
        let dates = (0..days).filter_map(|ahead| today.checked_add_days(Days::new(ahead)));
        let differ = dates.filter_map(|date| {
            let (openings, reason) = self.on(date);
            let usual = self.week.on(chrono::Datelike::weekday(&date));
            let differs = self.exceptions.contains_key(&date) || openings != usual;
            differs.then(|| PreviewDay {
                date: date.to_string(),
                hours: texts(openings),
                reason: reason.unwrap_or_default().to_owned(),
            })
        });
        differ.take(most).collect()
    }
}

/// Days in a row.
struct Stretch {
    last: NaiveDate,
    days: i64,
}

impl Stretch {
    const fn new(date: NaiveDate) -> Self {
        Self {
            last: date,
            days: 1,
        }
    }
}

fn closure(date: NaiveDate, hours: Vec<String>, reason: &str) -> ClosureForm {
    ClosureForm {
        from: date.to_string(),
        to: date.to_string(),
        hours,
        reason: reason.to_owned(),
    }
}

fn parts(day: &Day) -> (Vec<String>, &str) {
    match day {
        Day::Closed { reason } => (Vec::new(), said(reason).unwrap_or_default()),
        Day::Open { openings, reason } => (texts(openings), reason),
    }
}

fn texts(openings: &[Opening]) -> Vec<String> {
    openings.iter().map(ToString::to_string).collect()
}

fn openings(typed: &[String]) -> Result<Vec<Opening>, Why> {
    if typed.len() > OPENINGS {
        let most = OPENINGS as u32;
        return Err(Why::TooMany { most });
    }
    let read = typed.iter().map(|text| Opening::parse(text));
    let mut read = read.collect::<Result<Vec<_>, _>>().map_err(why)?;
    sort(&mut read, String::new).map_err(why)?;
    Ok(read)
}

fn why(error: HoursError) -> Why {
    match error {
        HoursError::Unreadable(text) => Why::NoOpening { text: short(text) },
        HoursError::Backwards(text) => Why::Backwards { text: short(text) },
        HoursError::Overlap { .. } => Why::Overlap,
        HoursError::Zone(_) => Why::NoZone,
        HoursError::Date(_) => Why::NoDate,
        HoursError::Twice(_) => Why::Twice,
    }
}

/// As much of a text as is worth quoting.
fn short(text: String) -> String {
    text.chars().take(20).collect()
}

/// A date as it is written, and in no other way.
pub(crate) fn date(text: &str) -> Result<NaiveDate, Why> {
    let read = text.parse::<NaiveDate>().ok();
    read.filter(|date| date.to_string() == text)
        .ok_or(Why::NoDate)
}

fn minute(local: NaiveDateTime) -> String {
    local.format("%Y-%m-%dT%H:%M").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Saturday, 21 November 2026, 10:30 in Rome.
    const NOW: i64 = 1_795_253_400_000;

    fn form() -> HoursForm {
        let day = vec!["09:00-13:00".to_owned(), "15:00-19:00".to_owned()];
        let mut week = vec![day; 6];
        week.push(Vec::new());
        HoursForm {
            zone: "Europe/Rome".into(),
            italian_holidays: true,
            week,
            closures: vec![ClosureForm {
                from: "2026-12-28".into(),
                to: "2027-01-05".into(),
                hours: Vec::new(),
                reason: "Inventario".into(),
            }],
        }
    }

    #[test]
    fn a_closure_of_many_days_is_read_and_written_as_one() {
        let hours = form().read().expect("good hours");
        assert_eq!(hours.exceptions.len(), 9);
        assert_eq!(HoursForm::of(&hours), form());
    }

    #[test]
    fn closures_that_touch_and_differ_stay_two() {
        let mut form = form();
        form.closures.push(ClosureForm {
            from: "2027-01-06".into(),
            to: String::new(),
            hours: vec!["10:00-12:00".into()],
            reason: "Befana".into(),
        });
        let written = HoursForm::of(&form.read().expect("good hours"));
        assert_eq!(written.closures.len(), 2);
        assert_eq!(written.closures[1].to, "2027-01-06");
    }

    #[test]
    fn everything_that_is_wrong_is_told_where_it_stands() {
        let mut form = form();
        form.zone = "Empoli".into();
        form.week[0] = vec!["9-13".into()];
        form.week[2] = vec!["13:00-09:00".into()];
        form.week[4] = vec!["09:00-13:00".into(), "12:00-15:00".into()];
        form.closures[0].to = "2026-12-01".into();
        let mut again = form.closures[0].clone();
        again.from = "24/12/2026".into();
        form.closures.push(again);
        let faults = form.read().expect_err("much is wrong");
        let told: Vec<String> = faults.iter().map(ToString::to_string).collect();
        let expected = [
            "hours.zone: write a time zone such as Europe/Rome",
            "hours.week, day 1: “9-13” is no opening: write 09:00-13:00",
            "hours.week, day 3: “13:00-09:00” must end after it begins, by 24:00",
            "hours.week, day 5: two openings overlap: write them as one",
            "hours.exceptions 1: it must end after it begins",
            "hours.exceptions 2: write a date such as 2026-12-24",
        ];
        assert_eq!(told, expected);
    }

    #[test]
    fn a_day_in_two_closures_is_told_at_the_second() {
        let mut form = form();
        form.closures.push(form.closures[0].clone());
        let faults = form.read().expect_err("twice");
        assert_eq!(faults, [Fault::in_row(Field::Closures, 1, Why::Twice)]);
    }

    #[test]
    fn a_form_without_end_is_refused() {
        let mut form = form();
        form.closures = vec![form.closures[0].clone(); CLOSURES + 1];
        assert!(form.read().is_err());
        let mut form = self::form();
        form.closures[0].to = "9999-12-31".into();
        assert!(form.read().is_err());
        let mut form = self::form();
        form.week.pop();
        assert!(form.read().is_err());
    }

    #[test]
    fn the_preview_says_until_when_and_which_days_differ() {
        let hours = form().read().expect("good hours");
        let preview = hours.preview(NOW);
        assert!(preview.open);
        assert_eq!(preview.changes.as_deref(), Some("2026-11-21T13:00"));
        let days: Vec<_> = preview.ahead.iter().map(|day| day.date.as_str()).collect();
        assert_eq!(
            days,
            ["2026-12-08", "2026-12-25", "2026-12-26", "2026-12-28"]
        );
        assert_eq!(preview.ahead[3].reason, "Inventario");
    }
}
