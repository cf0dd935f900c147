//! Recurrence rules (RFC 5545, 3.3.10): which days and times a rule makes.
//!
//! A rule is followed period by period, each year, month, week or day being a set of days
//! that the rule's parts thin out; where nothing is counted it begins just before what is
//! asked for. Every day that is looked at is paid for from a [`Budget`], so that no rule
//! can keep anybody busy. Rules by the hour and below are no appointments and not read.

use chrono::{Datelike as _, Days, NaiveDate, NaiveDateTime, NaiveTime, Timelike as _, Weekday};

use super::time::When;

/// How many days and times are looked at for one text.
const WORK: u32 = 2_000_000;
/// The most values of one part of a rule.
const MOST_VALUES: usize = 400;
/// The most times of one day.
const MOST_TIMES: usize = 1_440;

/// How much work may still be done.
pub(super) struct Budget(u32);

impl Default for Budget {
    fn default() -> Self {
        Self(WORK)
    }
}

/// There is no work left to be done for this text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Spent;

impl Budget {
    pub(super) fn pay(&mut self, work: u32) -> Result<(), Spent> {
        self.0 = self.0.checked_sub(work).ok_or(Spent)?;
        Ok(())
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Every {
    Year,
    Month,
    Week,
    Day,
}

/// A weekday, each one or the so-many-th of a month or year.
type Place = (i32, Weekday);

/// A rule.
#[derive(Clone, Debug)]
pub(super) struct Rule {
    every: Every,
    interval: u32,
    count: Option<u32>,
    until: Option<When>,
    months: Vec<i32>,
    weeks: Vec<i32>,
    year_days: Vec<i32>,
    month_days: Vec<i32>,
    days: Vec<Place>,
    hours: Vec<i32>,
    minutes: Vec<i32>,
    seconds: Vec<i32>,
    positions: Vec<i32>,
    week_start: Weekday,
}

impl Rule {
    /// Reads one; none where a part of it is not understood.
    pub(super) fn read(text: &str) -> Option<Self> {
        let mut every = None;
        let mut rule = Self {
            every: Every::Day,
            interval: 1,
            count: None,
            until: None,
            months: Vec::new(),
            weeks: Vec::new(),
            year_days: Vec::new(),
            month_days: Vec::new(),
            days: Vec::new(),
            hours: Vec::new(),
            minutes: Vec::new(),
            seconds: Vec::new(),
            positions: Vec::new(),
            week_start: Weekday::Mon,
        };
        for part in text.trim().split(';').filter(|part| !part.is_empty()) {
            let (name, value) = part.split_once('=')?;
            match name.trim().to_ascii_uppercase().as_str() {
                "FREQ" => every = Some(frequency(value)?),
                "INTERVAL" => rule.interval = value.parse().ok().filter(|every| *every > 0)?,
                "COUNT" => rule.count = Some(value.parse().ok()?),
                "UNTIL" => rule.until = Some(When::read(value)?),
                "BYMONTH" => rule.months = numbers(value, 1, 12)?,
                "BYWEEKNO" => rule.weeks = signed(value, 53)?,
                "BYYEARDAY" => rule.year_days = signed(value, 366)?,
                "BYMONTHDAY" => rule.month_days = signed(value, 31)?,
                "BYDAY" => rule.days = places(value)?,
                "BYHOUR" => rule.hours = numbers(value, 0, 23)?,
                "BYMINUTE" => rule.minutes = numbers(value, 0, 59)?,
                "BYSECOND" => rule.seconds = numbers(value, 0, 59)?,
                "BYSETPOS" => rule.positions = signed(value, 366)?,
                "WKST" => rule.week_start = weekday(value)?,
                _ => return None,
            }
        }
        rule.every = every?;
        Some(rule)
    }

    /// Hands out what the rule makes of a first time, in order, as far as it lies between
    /// `after` and `before`; the first time is always part of it. `at` places a time
    /// among those in UTC.
    pub(super) fn each(
        &self,
        first: NaiveDateTime,
        (after, before): (NaiveDateTime, NaiveDateTime),
        at: impl Fn(NaiveDateTime) -> NaiveDateTime,
        budget: &mut Budget,
        mut found: impl FnMut(NaiveDateTime),
    ) -> Result<(), Spent> {
        let is_past = |time: NaiveDateTime| match self.until {
            None => false,
            Some(When::Day(day)) => time.date() > day,
            Some(When::Wall(end)) => time > end,
            Some(When::Utc(end)) => at(time) > end,
        };
        let mut hand_out = |time: NaiveDateTime| {
            if time >= after && time < before {
                found(time);
            }
        };
        hand_out(first);
        let mut left = self.count.map(|count| count.saturating_sub(1));
        let rule = self.completed(first);
        let Some(times) = rule.times(first) else {
            return Err(Spent);
        };
        let mut index = match left {
            Some(_) => 0,
            None => rule.periods_before(first.date(), after.date()),
        };
        let work = rule.work();
        let mut days: Vec<NaiveDate> = Vec::new();
        while let Some((begins, ends)) = rule.period(first.date(), index) {
            let ended = begins > first.date() && is_past(begins.and_time(NaiveTime::MIN));
            if ended || begins > before.date() || left == Some(0) {
                break;
            }
            days.clear();
            let mut day = Some(begins);
            while let Some(this) = day.filter(|this| *this <= ends) {
                budget.pay(work)?;
                if !rule.takes_month(this) {
                    day = month(months(this) + 1);
                    continue;
                }
                if rule.takes(this) {
                    days.push(this);
                }
                day = this.succ_opt();
            }
            budget.pay(1 + u32::try_from(days.len() * times.len()).unwrap_or(WORK))?;
            for time in rule.chosen(&days, &times) {
                if time <= first {
                    continue;
                }
                if is_past(time) || left == Some(0) {
                    return Ok(());
                }
                left = left.map(|left| left - 1);
                hand_out(time);
            }
            index = match index.checked_add(1) {
                Some(next) => next,
                None => break,
            };
        }
        Ok(())
    }

    /// What it costs to look at a day.
    fn work(&self) -> u32 {
        let lists = [&self.months, &self.weeks, &self.year_days, &self.month_days];
        let values = lists.iter().map(|list| list.len()).sum::<usize>() + self.days.len();
        1 + u32::try_from(values / 16).unwrap_or(WORK)
    }

    /// What the rule does not say is as it is with the first time.
    fn completed(&self, first: NaiveDateTime) -> Self {
        let mut rule = self.clone();
        let says_no_day =
            rule.days.is_empty() && rule.month_days.is_empty() && rule.year_days.is_empty();
        let day = i32::try_from(first.day()).unwrap_or(1);
        let month = i32::try_from(first.month()).unwrap_or(1);
        match rule.every {
            _ if !says_no_day => {}
            Every::Year if !rule.weeks.is_empty() => rule.days = vec![(0, first.weekday())],
            Every::Year => {
                if rule.months.is_empty() {
                    rule.months = vec![month];
                }
                rule.month_days = vec![day];
            }
            Every::Month => rule.month_days = vec![day],
            Every::Week => rule.days = vec![(0, first.weekday())],
            Every::Day => {}
        }
        rule
    }

    /// The times of a day on which it recurs; none where they are too many.
    fn times(&self, first: NaiveDateTime) -> Option<Vec<NaiveTime>> {
        let or = |said: &Vec<i32>, otherwise: u32| match said.is_empty() {
            true => vec![otherwise],
            false => said.iter().map(|one| one.unsigned_abs()).collect(),
        };
        let hours = or(&self.hours, first.hour());
        let minutes = or(&self.minutes, first.minute());
        let seconds = or(&self.seconds, first.second());
        if hours.len() * minutes.len() * seconds.len() > MOST_TIMES {
            return None;
        }
        let mut times = Vec::new();
        for &hour in &hours {
            for &minute in &minutes {
                for &second in &seconds {
                    times.extend(NaiveTime::from_hms_opt(hour, minute, second));
                }
            }
        }
        times.sort_unstable();
        times.dedup();
        Some(times)
    }

    /// How many periods surely lie before a day.
    fn periods_before(&self, first: NaiveDate, day: NaiveDate) -> u32 {
        let away = match self.every {
            Every::Year => i64::from(day.year() - first.year()),
            Every::Month => i64::from(months(day) - months(first)),
            Every::Week => (day - self.week_of(first)).num_days() / 7,
            Every::Day => (day - first).num_days(),
        };
        let periods = away / i64::from(self.interval) - 1;
        u32::try_from(periods.max(0)).unwrap_or(u32::MAX)
    }

    /// The first and the last day of a period; none after the end of time.
    fn period(&self, first: NaiveDate, index: u32) -> Option<(NaiveDate, NaiveDate)> {
        let away = u64::from(index) * u64::from(self.interval);
        match self.every {
            Every::Year => {
                let year = first.year().checked_add(i32::try_from(away).ok()?)?;
                let begins = NaiveDate::from_ymd_opt(year, 1, 1)?;
                Some((begins, NaiveDate::from_ymd_opt(year, 12, 31)?))
            }
            Every::Month => {
                let begins = month(months(first).checked_add(i32::try_from(away).ok()?)?)?;
                Some((begins, month(months(begins) + 1)?.pred_opt()?))
            }
            Every::Week => {
                let begins = self.week_of(first).checked_add_days(Days::new(away * 7))?;
                Some((begins, begins.checked_add_days(Days::new(6))?))
            }
            Every::Day => {
                let day = first.checked_add_days(Days::new(away))?;
                Some((day, day))
            }
        }
    }

    /// The first day of a day's week.
    fn week_of(&self, day: NaiveDate) -> NaiveDate {
        let into = day.weekday().days_since(self.week_start);
        day.checked_sub_days(Days::new(into.into())).unwrap_or(day)
    }

    /// Whether the rule takes days of a day's month.
    fn takes_month(&self, day: NaiveDate) -> bool {
        let is_it = |&month: &i32| month.unsigned_abs() == day.month();
        self.months.is_empty() || self.months.iter().any(is_it)
    }

    /// Whether the rule takes a day of a month that it takes.
    fn takes(&self, day: NaiveDate) -> bool {
        let number = |number: u32| i32::try_from(number).unwrap_or(0);
        let or_any = |list: &Vec<i32>, takes: bool| list.is_empty() || takes;
        let is_any = |list: &Vec<i32>, at: i32, of: i32| {
            list.iter()
                .any(|&one| one == at || (one < 0 && of + one + 1 == at))
        };
        let (in_month, in_year) = (number(days_in_month(day)), number(days_in_year(day)));
        or_any(
            &self.month_days,
            is_any(&self.month_days, number(day.day()), in_month),
        ) && or_any(
            &self.year_days,
            is_any(&self.year_days, number(day.ordinal()), in_year),
        ) && or_any(&self.weeks, self.is_in_weeks(day))
            && (self.days.is_empty() || self.days.iter().any(|place| self.is_at(place, day)))
    }

    /// Whether a day is in one of the weeks, counted as ISO 8601 does, in a year of its own.
    fn is_in_weeks(&self, day: NaiveDate) -> bool {
        // The week belongs to the year in which its fourth day lies.
        let Some(fourth) = self.week_of(day).checked_add_days(Days::new(3)) else {
            return false;
        };
        let week = i32::try_from(fourth.ordinal0() / 7).unwrap_or(0) + 1;
        let last = (days_in_year(fourth) - 1 - fourth.ordinal0() % 7) / 7 + 1;
        let last = i32::try_from(last).unwrap_or(52);
        let is_it = |&one: &i32| one == week || (one < 0 && last + one + 1 == week);
        self.weeks.iter().any(is_it)
    }

    /// Whether a day is that weekday; the so-many-th of its month, or of its year.
    fn is_at(&self, &(nth, weekday): &Place, day: NaiveDate) -> bool {
        if day.weekday() != weekday {
            return false;
        }
        let (at, of) = match self.every {
            _ if nth == 0 => return true,
            Every::Year if self.months.is_empty() => (day.ordinal(), days_in_year(day)),
            Every::Year | Every::Month => (day.day(), days_in_month(day)),
            Every::Week | Every::Day => return true, // a number says nothing here
        };
        let counted = if nth > 0 {
            (at - 1) / 7 + 1
        } else {
            (of - at) / 7 + 1
        };
        counted == nth.unsigned_abs()
    }

    /// The times of the days of a period, of which only some places may be chosen.
    fn chosen(&self, days: &[NaiveDate], times: &[NaiveTime]) -> Vec<NaiveDateTime> {
        let all = days
            .iter()
            .flat_map(|day| times.iter().map(|time| day.and_time(*time)));
        let all: Vec<NaiveDateTime> = all.collect();
        if self.positions.is_empty() {
            return all;
        }
        let of = i32::try_from(all.len()).unwrap_or(i32::MAX);
        let place = |&position: &i32| match position {
            1.. => usize::try_from(position - 1).ok(),
            _ => usize::try_from(of + position).ok(),
        };
        let mut places: Vec<usize> = self.positions.iter().filter_map(place).collect();
        places.sort_unstable();
        places.dedup();
        places
            .into_iter()
            .filter_map(|place| all.get(place).copied())
            .collect()
    }
}

/// Months since the year 0.
fn months(day: NaiveDate) -> i32 {
    day.year() * 12 + day.month0().cast_signed()
}

fn month(months: i32) -> Option<NaiveDate> {
    let month = u32::try_from(months.rem_euclid(12)).ok()?;
    NaiveDate::from_ymd_opt(months.div_euclid(12), month + 1, 1)
}

fn days_in_month(day: NaiveDate) -> u32 {
    day.num_days_in_month().into()
}

fn days_in_year(day: NaiveDate) -> u32 {
    if day.leap_year() { 366 } else { 365 }
}

fn frequency(value: &str) -> Option<Every> {
    match value.trim().to_ascii_uppercase().as_str() {
        "YEARLY" => Some(Every::Year),
        "MONTHLY" => Some(Every::Month),
        "WEEKLY" => Some(Every::Week),
        "DAILY" => Some(Every::Day),
        _ => None,
    }
}

fn weekday(value: &str) -> Option<Weekday> {
    match value.trim().to_ascii_uppercase().as_str() {
        "MO" => Some(Weekday::Mon),
        "TU" => Some(Weekday::Tue),
        "WE" => Some(Weekday::Wed),
        "TH" => Some(Weekday::Thu),
        "FR" => Some(Weekday::Fri),
        "SA" => Some(Weekday::Sat),
        "SU" => Some(Weekday::Sun),
        _ => None,
    }
}

fn numbers(value: &str, least: i32, most: i32) -> Option<Vec<i32>> {
    let number = |text: &str| {
        let number = text.trim().parse().ok()?;
        (least..=most).contains(&number).then_some(number)
    };
    let numbers: Option<Vec<i32>> = value.split(',').map(number).collect();
    numbers.filter(|numbers| numbers.len() <= MOST_VALUES)
}

/// Numbers up to `most` from the beginning or, with a minus, from the end.
fn signed(value: &str, most: i32) -> Option<Vec<i32>> {
    numbers(value, -most, most).filter(|numbers| !numbers.contains(&0))
}

/// `MO`, `2TU`, `-1SU`.
fn places(value: &str) -> Option<Vec<Place>> {
    let place = |text: &str| {
        let text = text.trim();
        let (nth, day) = text.split_at_checked(text.len().checked_sub(2)?)?;
        let nth = match nth {
            "" => 0,
            nth => nth
                .parse()
                .ok()
                .filter(|nth| (-53..=53).contains(nth) && *nth != 0)?,
        };
        Some((nth, weekday(day)?))
    };
    let places: Option<Vec<Place>> = value.split(',').map(place).collect();
    places.filter(|places| places.len() <= MOST_VALUES)
}
