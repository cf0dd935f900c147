//! The naive model of what is free: a list of minutes, each with what the clock on the
//! wall shows, who is there and who has something to do. It knows the rule by which
//! Europe changes its clocks and nothing of time zones, intervals or grids.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, Days, NaiveDate};

use crate::hours::italian_holidays;

/// From one minute of the day to another.
pub(super) type Marks = Vec<(i64, i64)>;

const DAY: i64 = 24 * 60;

/// Hours as the model has them: Monday first, and dates that differ.
#[derive(Clone, Debug)]
pub(super) struct Written {
    pub week: [Marks; 7],
    pub exceptions: BTreeMap<NaiveDate, Marks>,
    pub holidays: bool,
}

/// Somebody who gives consultations.
#[derive(Clone, Debug)]
pub(super) struct Person {
    /// The rules that matter to the question.
    pub rules: Vec<Written>,
    pub away: BTreeSet<NaiveDate>,
    /// From one minute to another, everything that keeps them.
    pub kept: Vec<(i64, i64)>,
}

/// Where, or at which desk.
#[derive(Clone, Debug)]
pub(super) struct Spot {
    pub written: Option<Written>,
    /// The place must be open; else it must only not be shut that day.
    pub in_person: bool,
}

/// What is asked of the model. Minutes count from 1970 in UTC.
#[derive(Clone, Debug)]
pub(super) struct Question {
    pub people: Vec<Person>,
    pub spot: Spot,
    pub minutes: i64,
    pub before: i64,
    pub after: i64,
    pub earliest: i64,
    pub last_date: NaiveDate,
    /// How many there are of it already, at these minutes, and how many there may be.
    pub others: Vec<i64>,
    pub most: Option<usize>,
}

/// What the clock shows in Italy, in minutes since its midnight of 1970.
pub(super) fn wall(minute: i64) -> i64 {
    let year = date_of(minute).year();
    let change = |month| last_sunday(year, month) * DAY + 60;
    let is_summer = (change(3)..change(10)).contains(&minute);
    minute + if is_summer { 120 } else { 60 }
}

/// Both months have 31 days.
fn last_sunday(year: i32, month: u32) -> i64 {
    let last = NaiveDate::from_ymd_opt(year, month, 31).expect("March or October");
    number(last) - i64::from(last.weekday().num_days_from_sunday())
}

/// The days since 1970.
pub(super) fn number(date: NaiveDate) -> i64 {
    date.signed_duration_since(NaiveDate::default()).num_days()
}

pub(super) fn date_of(shown: i64) -> NaiveDate {
    let days = Days::new(shown.div_euclid(DAY).unsigned_abs());
    NaiveDate::default() + days
}

/// The minutes that matter, each with what the clock shows.
struct Minutes {
    first: i64,
    walls: Vec<i64>,
}

/// For each of the minutes, whether something is so.
type Marked = Vec<bool>;

impl Minutes {
    fn around(from: i64, until: i64) -> Self {
        let first = (from - 3 * DAY).div_euclid(60) * 60;
        // Clocks change on the hour; so each hour is looked up once.
        let hours = (first..until + 4 * DAY).step_by(60);
        let walls = hours.flat_map(|hour| (0..60).map(move |minute| (hour, minute)));
        let mut ahead = (0, 0);
        let walls = walls.map(|(hour, minute)| {
            if minute == 0 {
                ahead = (hour, wall(hour));
            }
            ahead.1 + minute
        });
        Self {
            first,
            walls: walls.collect(),
        }
    }

    fn wall(&self, minute: i64) -> i64 {
        self.walls[self.number(minute)]
    }

    fn number(&self, minute: i64) -> usize {
        usize::try_from(minute - self.first).expect("a minute that matters")
    }

    fn marked(&self, stretches: impl IntoIterator<Item = (i64, i64)>) -> Marked {
        let mut marked = vec![false; self.walls.len()];
        for (from, to) in stretches {
            for minute in from..to {
                if let Some(mark) = marked.get_mut(self.number(minute)) {
                    *mark = true;
                }
            }
        }
        marked
    }

    /// The first and the last minute at which the clock shows a time, or else the first
    /// one past it.
    fn moments(&self, shown: i64) -> (i64, i64) {
        let around = shown - 180..=shown;
        let mut shows = around.clone().filter(|at| self.wall(*at) == shown);
        match shows.next() {
            Some(first) => (first, shows.next_back().unwrap_or(first)),
            None => {
                let past = around.into_iter().find(|at| self.wall(*at) > shown);
                let past = past.expect("every time is shown or passed");
                (past, past)
            }
        }
    }

    /// The dates that matter; those at the edge do not.
    fn dates(&self) -> impl Iterator<Item = NaiveDate> {
        let last = date_of(self.first + self.walls.len() as i64 - 2 * DAY);
        let dates = date_of(self.first + 2 * DAY).iter_days();
        dates.take_while(move |date| *date <= last)
    }
}

impl Written {
    fn on(&self, date: NaiveDate) -> &[(i64, i64)] {
        match self.exceptions.get(&date) {
            Some(marks) => marks,
            None if self.is_holiday(date) => &[],
            None => &self.week[date.weekday().num_days_from_monday() as usize],
        }
    }

    fn is_holiday(&self, date: NaiveDate) -> bool {
        let is_it = |holidays: Vec<(NaiveDate, _)>| holidays.iter().any(|(one, _)| *one == date);
        self.holidays && is_it(italian_holidays(date.year()))
    }

    fn is_shut(&self, date: NaiveDate) -> bool {
        match self.exceptions.get(&date) {
            Some(marks) => marks.is_empty(),
            None => self.is_holiday(date),
        }
    }

    /// The minutes at which they are open, but for days left out.
    fn open(&self, minutes: &Minutes, but: &BTreeSet<NaiveDate>) -> Marked {
        let mut open = Vec::new();
        for date in minutes.dates().filter(|date| !but.contains(date)) {
            let midnight = number(date) * DAY;
            for (from, to) in self.on(date) {
                let begin = minutes.moments(midnight + from).0;
                let end = minutes.moments(midnight + to).1;
                open.push((begin, end));
            }
        }
        minutes.marked(open)
    }

    /// The minutes of the days on which they are not shut.
    fn not_shut(&self, minutes: &Minutes) -> Marked {
        let dates = minutes.dates().filter(|date| !self.is_shut(*date));
        let midnight = |date| minutes.moments(number(date) * DAY).0;
        minutes.marked(dates.map(|date| (midnight(date), midnight(date + Days::new(1)))))
    }

    /// Whether a beginning lies on the grid of an opening.
    fn has_beat(&self, minute: i64, minutes: &Minutes, step: i64) -> bool {
        let shown = minutes.wall(minute);
        let of_day = shown.rem_euclid(DAY);
        let mut openings = self.on(date_of(shown)).iter();
        openings.any(|(from, to)| (*from..*to).contains(&of_day) && (of_day - from) % step == 0)
            && minutes.moments(shown).0 == minute
    }
}

impl Question {
    /// Every minute from the first to before the last at which it may begin, with who
    /// could give it by their number.
    pub(super) fn answer(&self, from: i64, until: i64) -> Vec<(i64, Vec<usize>)> {
        let minutes = Minutes::around(from, until);
        let spot = self.open_at_spot(&minutes);
        let people = self.people.iter().map(|person| {
            let rules = person.rules.iter();
            let rules = rules.map(|rule| (rule, rule.open(&minutes, &person.away)));
            let kept = minutes.marked(person.kept.iter().copied());
            (rules.collect::<Vec<_>>(), kept)
        });
        let people: Vec<_> = people.collect();
        let mut answer = Vec::new();
        for minute in from.max(self.earliest)..until {
            let whole = minutes.number(minute)..minutes.number(minute + self.minutes);
            let kept = whole.start - self.before as usize..whole.end + self.after as usize;
            let mut givers = Vec::new();
            for (number, (rules, taken)) in people.iter().enumerate() {
                let gives = rules.iter().any(|(rule, open)| {
                    open[whole.clone()].iter().all(|open| *open)
                        && rule.has_beat(minute, &minutes, self.minutes.min(15))
                });
                if gives && taken[kept.clone()].iter().all(|taken| !taken) {
                    givers.push(number);
                }
            }
            let is_open = spot[whole].iter().all(|open| *open);
            if !givers.is_empty() && is_open && self.has_room(minutes.wall(minute)) {
                answer.push((minute, givers));
            }
        }
        answer
    }

    fn open_at_spot(&self, minutes: &Minutes) -> Marked {
        match &self.spot.written {
            None => vec![true; minutes.walls.len()],
            Some(written) if self.spot.in_person => written.open(minutes, &BTreeSet::new()),
            Some(written) => written.not_shut(minutes),
        }
    }

    fn has_room(&self, shown: i64) -> bool {
        let date = date_of(shown);
        let same_day = |other: &&i64| date_of(wall(**other)) == date;
        let many = self.others.iter().filter(same_day).count();
        date <= self.last_date && self.most.is_none_or(|most| many < most)
    }
}
