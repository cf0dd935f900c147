//! When a consultation could begin: what librarians give, less what they have to do.
//!
//! **The rule.** A librarian gives it at an instant when one of their rules has that way
//! of meeting (and, in person, that branch); the whole of it lies within one opening of
//! the rule, on no day on which they are away; in person the branch is open for the whole
//! of it, and for a call the desk is not closed that day by an exception or a holiday (its
//! weekly hours don't bind: who works at home after closing may give one); and nothing
//! that they have to do, neither an appointment with its padding nor what their own
//! calendar says, touches it with *its* padding. The padding itself may lie outside the
//! hours.
//!
//! **The grid.** Beginnings lie every quarter of an hour of local time, counted from the
//! beginning of each opening as it is written, so that an opening from 9:10 begins with a
//! slot and no piece of the day is lost to a grid of the clock. A quarter of an hour, for
//! consultations of whatever length share librarians, and a grid by the length would hide
//! the half hour left between two others. What is shorter than that begins every so many
//! minutes. A slot may last into an opening that touches. A time that the clock leaps over
//! is no beginning, and of one that it shows twice the first is.

use super::stretches::{ALWAYS, Walk, common, merged};
use super::{Availability, AvailabilityRule, Consultation, Meeting};
use crate::hours::{Hours, Stretch};
use crate::ids::BranchId;

pub(super) const MINUTE: i64 = 60_000;
pub(super) const DAY: i64 = 24 * 60 * MINUTE;

/// The grid of beginnings, in minutes.
const GRID: u16 = 15;

/// What is looked for: a consultation, in one way and at one place.
#[derive(Clone, Copy, Debug)]
pub(super) struct Search<'a> {
    /// What.
    pub consultation: &'a Consultation,
    /// How.
    pub meeting: Meeting,
    /// Where, for a meeting in person.
    pub branch: Option<BranchId>,
    /// The hours that bind the place: for a meeting in person those of the branch, for
    /// a call those of the desk.
    pub place: Option<&'a Hours>,
    /// The first instant at which it may begin.
    pub from: i64,
    /// The first at which it may not any more.
    pub until: i64,
}

/// Whether a librarian gives a consultation at an instant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fit {
    /// They don't give it in this way, or at this branch.
    NotGiven,
    /// They do, but not then.
    Closed,
    /// They would, but have something to do.
    Taken,
    /// They do.
    Free,
}

impl Search<'_> {
    pub(super) fn length(&self) -> i64 {
        i64::from(self.consultation.minutes.max(1)) * MINUTE
    }

    /// What is kept free for it when it begins then.
    pub(super) fn kept(&self, starts: i64) -> Stretch {
        let Consultation { before, after, .. } = *self.consultation;
        Stretch {
            begin: starts - i64::from(before) * MINUTE,
            end: starts + self.length() + i64::from(after) * MINUTE,
        }
    }

    /// From the first to the last instant that matters to any of its beginnings.
    pub(super) fn reach(&self) -> Stretch {
        Stretch {
            begin: self.kept(self.from).begin,
            end: self.kept(self.until).end,
        }
    }

    /// When the place lets it happen. Worked out once for all librarians.
    pub(super) fn place_open(&self) -> Vec<Stretch> {
        let Some(hours) = self.place else {
            return vec![ALWAYS];
        };
        let dates = self.dates(hours);
        if self.meeting == Meeting::InPerson {
            return merged(hours.stretches_on(dates).collect());
        }
        let days = dates
            .filter(|date| !hours.is_shut(*date))
            .filter_map(|date| {
                let begin = hours.beginning_of(date)?;
                let end = hours.beginning_of(date.succ_opt()?)?;
                Some(Stretch { begin, end })
            });
        merged(days.collect())
    }

    /// All beginnings at which a librarian gives it, in order. The place's stretches are
    /// those of [`Self::place_open`]; what is taken is merged.
    pub(super) fn beginnings(
        &self,
        availability: &Availability,
        place: &[Stretch],
        taken: &[Stretch],
    ) -> Vec<i64> {
        let mut found = Vec::new();
        let rules: Vec<_> = self.rules(availability).collect();
        for rule in &rules {
            let open = self.open(rule, availability, place);
            let (mut open, mut taken) = (Walk::along(&open), Walk::along(taken));
            for starts in self.beats(rule) {
                let kept = self.kept(starts);
                let within = open.first_after(starts + self.length() - 1);
                let busy = taken.first_after(kept.begin);
                let fits = within.is_some_and(|open| open.begin <= starts);
                if fits && busy.is_none_or(|busy| busy.begin >= kept.end) {
                    found.push(starts);
                }
            }
        }
        if rules.len() > 1 {
            found.sort_unstable();
            found.dedup();
        }
        found
    }

    /// Whether a librarian gives it at the one instant that is looked for, on the grid
    /// or, where that does not matter, at any time that the clock shows.
    pub(super) fn fit(
        &self,
        availability: &Availability,
        place: &[Stretch],
        taken: &[Stretch],
        on_grid: bool,
    ) -> Fit {
        let (starts, ends) = (self.from, self.from + self.length());
        let mut fit = Fit::NotGiven;
        for rule in self.rules(availability) {
            let open = self.open(rule, availability, place);
            let lies_in = |open: &Stretch| open.begin <= starts && ends <= open.end;
            let begins = if on_grid {
                self.beats(rule).contains(&starts)
            } else {
                let shown = rule.hours.local(starts);
                shown.and_then(|shown| rule.hours.instant(shown)) == Some(starts)
            };
            if begins && open.iter().any(lies_in) {
                return self.unless_taken(taken);
            }
            fit = Fit::Closed;
        }
        fit
    }

    /// Whether nothing is in the way at the one instant that is looked for.
    pub(super) fn unless_taken(&self, taken: &[Stretch]) -> Fit {
        let kept = self.kept(self.from);
        let is_in_the_way = |busy: &Stretch| busy.begin < kept.end && kept.begin < busy.end;
        if taken.iter().any(is_in_the_way) {
            Fit::Taken
        } else {
            Fit::Free
        }
    }

    /// The rules under which it may be given.
    pub(super) fn rules<'b>(
        &self,
        availability: &'b Availability,
    ) -> impl Iterator<Item = &'b AvailabilityRule> + use<'b> {
        let (meeting, branch) = (self.meeting, self.branch);
        availability.rules.iter().filter(move |rule| {
            rule.meetings.contains(&meeting)
                && (meeting != Meeting::InPerson || rule.branch == branch)
        })
    }

    /// When a rule and the place both let it happen.
    fn open(
        &self,
        rule: &AvailabilityRule,
        availability: &Availability,
        place: &[Stretch],
    ) -> Vec<Stretch> {
        let is_away = |date| {
            let mut away = availability.away.iter();
            away.any(|away| (away.from..=away.until).contains(&date))
        };
        let dates = self.dates(&rule.hours).filter(|date| !is_away(*date));
        let open = merged(rule.hours.stretches_on(dates).collect());
        common(&open, place)
    }

    /// The beginnings that a rule's openings would have, in order.
    fn beats(&self, rule: &AvailabilityRule) -> Vec<i64> {
        let mut beats = Vec::new();
        let step = self.consultation.minutes.clamp(1, GRID);
        for date in self.dates(&rule.hours) {
            rule.hours.beats(date, step, &mut beats);
        }
        beats.retain(|starts| (self.from..self.until).contains(starts));
        // Exceptions are in whatever order they were built, and openings of a day when
        // the clock changes may overlap.
        beats.sort_unstable();
        beats.dedup();
        beats
    }

    /// The local dates that matter, and one on either side: zones whose clock is put
    /// back to midnight have openings of yesterday that end today.
    fn dates(&self, hours: &Hours) -> impl Iterator<Item = chrono::NaiveDate> + use<> {
        hours.dates(self.from - DAY, self.until + self.length() + DAY)
    }
}

/// What a librarian has to do according to their own calendar, within reach.
pub(super) fn busy(availability: &Availability, reach: Stretch) -> impl Iterator<Item = Stretch> {
    let busy = availability.busy.iter();
    busy.map(|(begin, end)| Stretch {
        begin: *begin,
        end: *end,
    })
    .filter(move |busy| busy.begin < reach.end && reach.begin < busy.end)
}

/// The same busy times in order, where those that touch are one.
pub(super) fn merged_busy(busy: &[(i64, i64)]) -> Vec<(i64, i64)> {
    let stretches = busy.iter().map(|(begin, end)| Stretch {
        begin: *begin,
        end: *end,
    });
    let merged = merged(stretches.collect()).into_iter();
    merged.map(|busy| (busy.begin, busy.end)).collect()
}
