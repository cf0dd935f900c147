//! Visits, taken one by one, become figures.

use std::collections::BTreeMap;
use std::ops::Range;

use chrono::{DateTime, Datelike, NaiveDate, Timelike};
use chrono_tz::Tz;

use super::few::FEW;
use super::{
    CaseFacts, Cases, Lengths, Mean, OfDay, OfDesk, OfLanguage, OfMode, OfOutcome, OfPerson,
    OfTopic, ReportPeriod, Totals, VisitFacts, Visits, WrongPeriod,
};
use crate::contact::{Language, Mode, Outcome};
use crate::ids::{DeskId, LibrarianId, TopicId};
use crate::moment::Span;

const MINUTE: i64 = 60_000;

/// Counts the visits of a time and, for the comparison, of the time before.
#[derive(Clone, Debug)]
pub struct Count {
    period: ReportPeriod,
    zone: Tz,
    within: i64,
    now: (Range<i64>, Sum),
    before: (Range<i64>, Sum),
    hours: [[u32; 24]; 7],
    modes: BTreeMap<Mode, Visits>,
    days: BTreeMap<NaiveDate, Visits>,
    outcomes: BTreeMap<Outcome, u32>,
    topics: BTreeMap<Option<TopicId>, Visits>,
    languages: BTreeMap<Language, Visits>,
    desks: BTreeMap<DeskId, Visits>,
    people: BTreeMap<LibrarianId, Vec<i64>>,
}

/// What is summed up of one time.
#[derive(Clone, Debug, Default)]
struct Sum {
    totals: Totals,
    waits: Vec<u32>,
    patience: Vec<u32>,
    talks: Vec<i64>,
    stars: Vec<i64>,
}

impl Count {
    /// Of nothing yet.
    ///
    /// # Errors
    /// Why these days can't be counted.
    pub fn new(period: ReportPeriod, zone: Tz, within: Span) -> Result<Self, WrongPeriod> {
        Ok(Self {
            period,
            zone,
            within: within.as_millis(),
            now: (period.instants(zone)?, Sum::default()),
            before: (period.before().instants(zone)?, Sum::default()),
            hours: [[0; 24]; 7],
            modes: [Mode::Video, Mode::Voice, Mode::Chat]
                .map(|mode| (mode, Visits::default()))
                .into(),
            days: period
                .steps()
                .into_iter()
                .map(|day| (day, Visits::default()))
                .collect(),
            outcomes: BTreeMap::new(),
            topics: BTreeMap::new(),
            languages: BTreeMap::new(),
            desks: BTreeMap::new(),
            people: BTreeMap::new(),
        })
    }

    /// When visits began that it wants to know of: milliseconds since 1970 UTC.
    pub fn wanted(&self) -> Range<i64> {
        self.before.0.start.min(self.now.0.start)..self.now.0.end
    }

    /// The instants of the period itself.
    pub fn instants(&self) -> Range<i64> {
        self.now.0.clone()
    }

    /// Takes a visit. One of another time is none.
    pub fn take(&mut self, visit: &VisitFacts) {
        if self.before.0.contains(&visit.arrived) {
            self.before.1.take(visit, self.within);
        }
        if self.now.0.contains(&visit.arrived) {
            self.now.1.take(visit, self.within);
            if !visit.is_called_out {
                self.sort(visit);
            }
        }
    }

    fn sort(&mut self, visit: &VisitFacts) {
        let one = Visits {
            came: 1,
            answered: visit.answered.is_some().into(),
            abandoned: is_abandoned(visit).into(),
            resolved: is_resolved(visit).into(),
        };
        if let Some(utc) = DateTime::from_timestamp_millis(visit.arrived) {
            let local = utc.with_timezone(&self.zone).naive_local();
            let weekday = local.weekday().num_days_from_monday() as usize;
            self.hours[weekday][local.hour() as usize] += 1;
            let step = self.period.step_of(local.date());
            self.days.entry(step).or_default().add(one);
        }
        self.modes.entry(visit.mode).or_default().add(one);
        self.topics.entry(visit.topic).or_default().add(one);
        self.languages.entry(visit.language).or_default().add(one);
        self.desks.entry(visit.desk).or_default().add(one);
        if let Some(outcome) = visit.outcome {
            *self.outcomes.entry(outcome).or_default() += 1;
        }
        if let (Some(librarian), Some(_)) = (visit.librarian, visit.answered) {
            let talks = self.people.entry(librarian).or_default();
            talks.push(talk(visit).unwrap_or(-1));
        }
    }

    /// What became of these cases, by a day.
    pub fn cases<'a>(&self, cases: impl Iterator<Item = &'a CaseFacts>, at: i64) -> Cases {
        let day = |at: i64| {
            let utc = DateTime::from_timestamp_millis(at)?;
            Some(utc.with_timezone(&self.zone).date_naive())
        };
        let mut counted = Cases::default();
        for case in cases {
            let is_closed = case.closed.is_some_and(|at| self.now.0.contains(&at));
            counted.closed += u32::from(is_closed);
            if !self.now.0.contains(&case.opened) {
                continue;
            }
            counted.opened += 1;
            counted.answered += u32::from(case.answered.is_some());
            let kept = case.answered.map(|at| day(at) <= Some(case.promised));
            let is_late = kept.is_none() && day(at) > Some(case.promised);
            counted.in_time.whole += u32::from(kept.is_some() || is_late);
            counted.in_time.part += u32::from(kept == Some(true));
        }
        counted
    }

    /// The figures of the time, and of the one before.
    pub fn totals(&self) -> (Totals, Totals) {
        (self.now.1.clone().total(), self.before.1.clone().total())
    }

    /// By channel.
    pub fn modes(&self) -> Vec<OfMode> {
        let of = |(mode, visits): (&Mode, &Visits)| OfMode {
            mode: *mode,
            visits: *visits,
        };
        self.modes.iter().map(of).collect()
    }

    /// By day of the week, Monday first, and hour.
    pub fn hours(&self) -> Vec<Vec<u32>> {
        self.hours.iter().map(|day| day.to_vec()).collect()
    }

    /// By day, or by month.
    pub fn days(&self) -> Vec<OfDay> {
        let of = |(day, visits): (&NaiveDate, &Visits)| OfDay {
            day: *day,
            visits: *visits,
        };
        self.days.iter().map(of).collect()
    }

    /// By outcome, the most frequent first.
    pub fn outcomes(&self) -> Vec<OfOutcome> {
        let of = |(outcome, count): (&Outcome, &u32)| OfOutcome {
            outcome: *outcome,
            count: *count,
        };
        let mut outcomes: Vec<_> = self.outcomes.iter().map(of).collect();
        outcomes.sort_by_key(|one| std::cmp::Reverse(one.count));
        outcomes
    }

    /// By topic, the most frequent first; `called` names them in Italian and English.
    pub fn topics(&self, mut called: impl FnMut(TopicId) -> (String, String)) -> Vec<OfTopic> {
        let mut sorted: Vec<_> = self.topics.iter().collect();
        sorted.sort_by_key(|(_, visits)| std::cmp::Reverse(visits.came));
        let sorted = sorted.into_iter().map(|(topic, visits)| {
            let (italian, english) = topic.map(&mut called).unwrap_or_default();
            OfTopic {
                topic: *topic,
                italian,
                english,
                visits: Some(*visits),
            }
        });
        sorted.collect()
    }

    /// By language.
    pub fn languages(&self) -> Vec<OfLanguage> {
        let of = |(language, visits): (&Language, &Visits)| OfLanguage {
            language: *language,
            visits: Some(*visits),
        };
        self.languages.iter().map(of).collect()
    }

    /// By desk, in the order of their names.
    pub fn desks(&self, mut called: impl FnMut(DeskId) -> String) -> Vec<OfDesk> {
        let of = self.desks.iter().map(|(desk, visits)| OfDesk {
            desk: *desk,
            name: called(*desk),
            visits: Some(*visits),
        });
        let mut desks: Vec<_> = of.collect();
        desks.sort_by(|one, other| one.name.cmp(&other.name));
        desks
    }

    /// By librarian, in the order of their names. What is of too few is none.
    pub fn people(&self, mut called: impl FnMut(LibrarianId) -> String) -> Vec<OfPerson> {
        let of = self.people.iter().map(|(librarian, talks)| {
            let over: Vec<i64> = talks.iter().copied().filter(|talk| *talk >= 0).collect();
            let answered = u32::try_from(talks.len()).unwrap_or(u32::MAX);
            OfPerson {
                librarian: *librarian,
                name: called(*librarian),
                answered: Some(answered).filter(|answered| *answered >= FEW),
                talk: mean(&over, 1_000).unless_few(),
            }
        });
        let mut people: Vec<_> = of.collect();
        people.sort_by(|one, other| one.name.cmp(&other.name));
        people
    }
}

impl Visits {
    pub(super) fn add(&mut self, other: Self) {
        self.came += other.came;
        self.answered += other.answered;
        self.abandoned += other.abandoned;
        self.resolved += other.resolved;
    }
}

impl Sum {
    fn take(&mut self, visit: &VisitFacts, within: i64) {
        let totals = &mut self.totals;
        if visit.is_called_out {
            totals.called_out += 1;
            totals.reached += u32::from(visit.answered.is_some());
            return;
        }
        totals.came += 1;
        if let Some(stars) = visit.stars {
            self.stars.push(stars.into());
        }
        match (visit.answered, visit.ended) {
            (Some(answered), _) => self.take_answered(visit, answered, within),
            (None, None) => totals.waiting += 1,
            (None, Some(_)) if !is_abandoned(visit) => totals.to_appointment += 1,
            (None, Some(ended)) => {
                totals.abandoned += 1;
                let waited = ended - visit.arrived;
                totals.abandoned_in_time += u32::from(waited <= within);
                self.patience.push(seconds(waited));
            }
        }
    }

    fn take_answered(&mut self, visit: &VisitFacts, answered: i64, within: i64) {
        let totals = &mut self.totals;
        let waited = answered - visit.arrived;
        totals.answered += 1;
        totals.answered_in_time += u32::from(waited <= within);
        self.waits.push(seconds(waited));
        if let Some(told) = visit.told {
            let (least, most) = (told.shortest_minutes, told.longest_minutes);
            let said = i64::from(least) * MINUTE..=i64::from(most) * MINUTE;
            totals.told.whole += 1;
            totals.told.part += u32::from(said.contains(&waited));
        }
        if let Some(talk) = talk(visit) {
            self.talks.push(talk);
            totals.first_level.whole += 1;
            totals.first_level.part += u32::from(is_resolved(visit));
            totals.not_written += u32::from(!visit.is_written);
        }
    }

    fn total(mut self) -> Totals {
        Totals {
            wait: lengths(&mut self.waits),
            patience: lengths(&mut self.patience),
            talk: mean(&self.talks, 1_000),
            rating: mean(&self.stars, 1).unless_few(),
            ..self.totals
        }
    }
}

impl Mean {
    /// Without the mean, where it would tell of too few.
    fn unless_few(self) -> Self {
        Self {
            hundredths: self.hundredths.filter(|_| self.count >= FEW),
            ..self
        }
    }
}

/// Over without an answer, and not for an appointment of theirs.
fn is_abandoned(visit: &VisitFacts) -> bool {
    visit.answered.is_none() && visit.ended.is_some() && visit.outcome != Some(Outcome::Appointment)
}

/// Answered, over, and settled there and then.
fn is_resolved(visit: &VisitFacts) -> bool {
    visit.answered.is_some()
        && visit.ended.is_some()
        && visit.outcome == Some(Outcome::ResolvedAtFirstLevel)
}

/// How long patron and librarian had of each other, once it is over.
fn talk(visit: &VisitFacts) -> Option<i64> {
    let (answered, ended) = visit.answered.zip(visit.ended)?;
    Some((ended - answered - visit.back_in_line).max(0))
}

/// Whole seconds that have passed.
fn seconds(millis: i64) -> u32 {
    u32::try_from(millis.max(0) / 1_000).unwrap_or(u32::MAX)
}

fn lengths(of: &mut [u32]) -> Option<Lengths> {
    of.sort_unstable();
    let rank = |tenths: usize| (of.len() * tenths).div_ceil(10).saturating_sub(1);
    Some(Lengths {
        median: *of.get(rank(5))?,
        ninetieth: *of.get(rank(9))?,
        longest: *of.last()?,
    })
}

/// The mean of these, each a number of such units.
fn mean(of: &[i64], unit: i64) -> Mean {
    let count = u32::try_from(of.len()).unwrap_or(u32::MAX);
    let sum: i64 = of.iter().sum();
    let whole = i64::from(count) * unit;
    let hundredths = (whole > 0).then(|| (sum * 200 + whole) / (whole * 2));
    Mean {
        count,
        hundredths: hundredths.map(|mean| u32::try_from(mean).unwrap_or(u32::MAX)),
    }
}
