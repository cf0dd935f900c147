//! The entries of a calendar: when each of them takes somebody's time.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use chrono::{NaiveDate, NaiveDateTime, TimeDelta};
use chrono_tz::Tz;

use super::component::{Component, Property};
use super::rule::{Budget, Rule, Spent};
use super::time::{Length, When};
use super::zone::{Clock, Zones, in_utc};

/// What is read on the way through a calendar.
pub(super) struct Reading<'a> {
    zones: Zones<'a>,
    zone: Tz,
    from: NaiveDateTime,
    until: NaiveDateTime,
    budget: Budget,
    /// Single occurrences that stand elsewhere in the calendar for themselves, by UID.
    moved: BTreeMap<String, Rc<BTreeSet<i64>>>,
    /// The times that are taken, in milliseconds, in no order.
    pub(super) times: Vec<(i64, i64)>,
    /// How many entries could not be read, or not wholly.
    pub(super) unread: u32,
}

/// When something first begins, and how long it takes.
struct Span {
    when: When,
    clock: Clock,
    length: Takes,
}

/// How long something takes.
#[derive(Clone, Copy)]
enum Takes {
    /// So many milliseconds, whatever clocks do.
    Exactly(i64),
    /// Days of the calendar, and then seconds.
    Days(Length),
}

impl Span {
    /// From when until when it is, when it begins at a time by its clock.
    fn at(&self, begins: NaiveDateTime) -> (i64, i64) {
        let starts = self.clock.instant(begins);
        let ends = match self.length {
            Takes::Exactly(millis) => starts.saturating_add(millis),
            Takes::Days(length) => {
                let days = TimeDelta::days(length.days);
                let day = begins.checked_add_signed(days).unwrap_or(begins);
                self.clock.instant(day) + length.seconds * 1_000
            }
        };
        (starts, ends)
    }

    /// How many days it is, rounded up.
    fn days(&self) -> i64 {
        1 + match self.length {
            Takes::Exactly(millis) => millis / 86_400_000,
            Takes::Days(length) => length.days + length.seconds / 86_400,
        }
    }
}

/// Something of an entry is not understood.
struct Unread;

impl From<Spent> for Unread {
    fn from(_: Spent) -> Self {
        Self
    }
}

impl<'a> Reading<'a> {
    pub(super) fn new(
        components: &'a [Component],
        zone: Tz,
        from: i64,
        until: i64,
        budget: Budget,
    ) -> Self {
        let (from, until) = (in_utc(from), in_utc(until));
        // Two days are more than any two clocks are apart.
        let window = (from - TimeDelta::days(2), until + TimeDelta::days(2));
        Self {
            zones: Zones::new(components, window),
            zone,
            from: window.0,
            until: window.1,
            budget,
            moved: BTreeMap::new(),
            times: Vec::new(),
            unread: 0,
        }
    }

    /// Reads every entry.
    pub(super) fn read(&mut self, components: &[Component]) {
        let mut moved: BTreeMap<String, BTreeSet<i64>> = BTreeMap::new();
        for component in components.iter().filter(|one| one.is("VEVENT")) {
            if let Some(id) = component.first("RECURRENCE-ID") {
                let uid = component.text("UID").unwrap_or_default();
                if let Some((when, clock)) = self.when(id, &id.value) {
                    let moved = moved.entry(uid).or_default();
                    moved.insert(clock.instant(when.written()));
                }
            }
        }
        self.moved = moved
            .into_iter()
            .map(|(uid, times)| (uid, times.into()))
            .collect();
        for component in components {
            let read = if component.is("VEVENT") {
                self.event(component)
            } else if component.is("VFREEBUSY") {
                self.free_busy(component)
            } else {
                Ok(())
            };
            if read.is_err() {
                self.unread = self.unread.saturating_add(1);
            }
        }
    }

    /// From when until when an entry is, the first time.
    pub(super) fn first(&mut self, event: &Component) -> Option<(i64, i64)> {
        let span = self.span(event).ok()?;
        Some(span.at(span.when.written()))
    }

    fn event(&mut self, event: &Component) -> Result<(), Unread> {
        if takes_no_time(event) {
            return Ok(());
        }
        let span = self.span(event)?;
        let uid = event.text("UID").unwrap_or_default();
        let exceptions = self.exceptions(event);
        if let Some(id) = event.first("RECURRENCE-ID") {
            self.times.push(span.at(span.when.written()));
            // It would move all that follow, too.
            return match id.parameter("RANGE") {
                None => Ok(()),
                Some(_) => Err(Unread),
            };
        }
        let moved = self.moved.get(&uid).map(Rc::clone).unwrap_or_default();
        let mut whole = exceptions.whole && event.first("EXRULE").is_none();
        let mut taken = Vec::new();
        let mut take = |begins: NaiveDateTime| {
            let (starts, ends) = span.at(begins);
            let is_out = moved.contains(&starts)
                || exceptions.times.contains(&starts)
                || exceptions.days.contains(&begins.date());
            if !is_out {
                taken.push((starts, ends));
            }
        };
        let rules: Vec<Option<Rule>> = event
            .all("RRULE")
            .map(|rule| Rule::read(&rule.value))
            .collect();
        if rules.iter().all(Option::is_none) {
            take(span.when.written());
        }
        whole &= rules.iter().all(Option::is_some);
        let longest = TimeDelta::days(span.days().min(366_000));
        let window = (
            self.from.checked_sub_signed(longest).unwrap_or(self.from),
            self.until,
        );
        let at = |shown| in_utc(span.clock.instant(shown));
        for rule in rules.iter().flatten() {
            let done = rule.each(span.when.written(), window, at, &mut self.budget, &mut take);
            whole &= done.is_ok();
        }
        self.times.append(&mut taken);
        for more in event.all("RDATE") {
            whole &= self.more(more, &span, &moved, &exceptions).is_ok();
        }
        if whole { Ok(()) } else { Err(Unread) }
    }

    /// Times that are added one by one.
    fn more(
        &mut self,
        property: &Property,
        span: &Span,
        moved: &BTreeSet<i64>,
        exceptions: &Exceptions,
    ) -> Result<(), Unread> {
        for value in property.value.split(',') {
            self.budget.pay(1)?;
            let (starts, ends) = if value.contains('/') {
                self.period(property, value)?
            } else {
                let (when, clock) = self.when(property, value).ok_or(Unread)?;
                let length = span.length;
                let more = Span {
                    when,
                    clock,
                    length,
                };
                more.at(when.written())
            };
            if !moved.contains(&starts) && !exceptions.times.contains(&starts) {
                self.times.push((starts, ends));
            }
        }
        Ok(())
    }

    /// `20261122T090000Z/PT1H`, or with an end.
    fn period(&mut self, property: &Property, value: &str) -> Result<(i64, i64), Unread> {
        let (begins, ends) = value.split_once('/').ok_or(Unread)?;
        let (when, clock) = self.when(property, begins).ok_or(Unread)?;
        let starts = clock.instant(when.written());
        if let Some(length) = Length::read(ends) {
            let seconds = length.days * 86_400 + length.seconds;
            return Ok((starts, starts + seconds * 1_000));
        }
        let (when, clock) = self.when(property, ends).ok_or(Unread)?;
        Ok((starts, clock.instant(when.written())))
    }

    fn free_busy(&mut self, component: &Component) -> Result<(), Unread> {
        for property in component.all("FREEBUSY") {
            let kind = property.parameter("FBTYPE").unwrap_or("BUSY");
            if kind.eq_ignore_ascii_case("FREE") {
                continue;
            }
            for value in property.value.split(',') {
                self.budget.pay(1)?;
                let taken = self.period(property, value)?;
                self.times.push(taken);
            }
        }
        Ok(())
    }

    /// When an entry is, the first time.
    fn span(&mut self, event: &Component) -> Result<Span, Unread> {
        let starts = event.first("DTSTART").ok_or(Unread)?;
        let (when, clock) = self.when(starts, &starts.value).ok_or(Unread)?;
        let length = match (event.first("DTEND"), event.first("DURATION")) {
            (Some(ends), _) => {
                let (end, end_clock) = self.when(ends, &ends.value).ok_or(Unread)?;
                match (when, end) {
                    (When::Day(first), When::Day(last)) => Takes::Days(Length {
                        days: (last - first).num_days().max(1),
                        seconds: 0,
                    }),
                    _ => {
                        let end = end_clock.instant(end.written());
                        Takes::Exactly(end - clock.instant(when.written()))
                    }
                }
            }
            (None, Some(length)) => Takes::Days(Length::read(&length.value).ok_or(Unread)?),
            (None, None) if when.is_day() => Takes::Days(Length {
                days: 1,
                seconds: 0,
            }),
            (None, None) => Takes::Exactly(0),
        };
        if matches!(length, Takes::Exactly(millis) if millis < 0) {
            return Err(Unread);
        }
        Ok(Span {
            when,
            clock,
            length,
        })
    }

    /// The occurrences that are left out.
    fn exceptions(&mut self, event: &Component) -> Exceptions {
        let mut exceptions = Exceptions {
            times: BTreeSet::new(),
            days: BTreeSet::new(),
            whole: true,
        };
        for property in event.all("EXDATE") {
            for value in property.value.split(',') {
                match self.when(property, value) {
                    Some((When::Day(day), _)) => {
                        exceptions.days.insert(day);
                    }
                    Some((when, clock)) => {
                        exceptions.times.insert(clock.instant(when.written()));
                    }
                    None => exceptions.whole = false,
                }
            }
        }
        exceptions
    }

    /// A time of a property, and the clock that shows it.
    fn when(&mut self, property: &Property, value: &str) -> Option<(When, Clock)> {
        let when = When::read(value)?;
        let clock = match when {
            When::Utc(_) => Clock::Known(Tz::UTC),
            When::Day(_) => Clock::Known(self.zone),
            When::Wall(_) => match property.parameter("TZID") {
                Some(name) => self.zones.named(name, &mut self.budget)?,
                None => Clock::Known(self.zone),
            },
        };
        Some((when, clock))
    }
}

/// What a recurring entry leaves out.
struct Exceptions {
    times: BTreeSet<i64>,
    days: BTreeSet<NaiveDate>,
    /// Whether all of it was understood.
    whole: bool,
}

/// Whether an entry is called off, or marked as free.
fn takes_no_time(event: &Component) -> bool {
    let says = |name: &str, word: &str| {
        let said = event.value(name);
        said.is_some_and(|said| said.eq_ignore_ascii_case(word))
    };
    says("STATUS", "CANCELLED")
        || says("TRANSP", "TRANSPARENT")
        || says("X-MICROSOFT-CDO-BUSYSTATUS", "FREE")
}
