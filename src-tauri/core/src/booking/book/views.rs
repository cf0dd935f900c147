//! What may be read off a book. Everything here is derived; nothing is kept.

use chrono::NaiveDate;

use super::judge::{Rules, Terms};
use super::{Asked, Book, FreeDay, Part, Slot, is_held};
use crate::booking::slots::MINUTE;
use crate::booking::stretches::{common, merged};
use crate::booking::{Appointment, Availability, Meeting};
use crate::hours::{Opening, Stretch, Week, Weekday};
use crate::ids::{AppointmentId, BranchId, ConsultationId, DeskId, LibrarianId, PatronId};
use crate::moment::Moment;

/// Monday first.
const WEEKDAYS: [Weekday; 7] = [
    Weekday::Mon,
    Weekday::Tue,
    Weekday::Wed,
    Weekday::Thu,
    Weekday::Fri,
    Weekday::Sat,
    Weekday::Sun,
];

impl Book {
    /// The appointment with that id, a hold too.
    pub fn appointment(&self, id: AppointmentId) -> Option<&Appointment> {
        self.appointments.get(&id)
    }

    /// When that librarian gives consultations.
    pub fn availability(&self, librarian: LibrarianId) -> Option<&Availability> {
        self.availabilities.get(&librarian)
    }

    /// The appointments of a patron that the book knows, holds too, by their beginning.
    pub fn appointments_of(&self, patron: PatronId) -> Vec<&Appointment> {
        let theirs = self.index.of_patron(patron);
        theirs.filter_map(|id| self.appointments.get(&id)).collect()
    }

    /// Whether the patron is on the waiting page of an appointment that has not begun.
    pub fn is_present(&self, id: AppointmentId) -> bool {
        self.present.contains_key(&id)
    }

    /// Who is kept from other calls at the moment, and for which appointment.
    pub fn reserved(&self) -> impl Iterator<Item = (LibrarianId, AppointmentId)> {
        self.reserved
            .iter()
            .map(|(id, librarian)| (*librarian, *id))
    }

    /// The appointments that lie in [from, until) at least in part, also those that were
    /// cancelled, by their beginning; no holds. Milliseconds since 1970 UTC.
    pub fn between(&self, from: i64, until: i64, part: Part) -> Vec<&Appointment> {
        let around = self.index.around(from, until);
        around
            .filter_map(|id| self.appointments.get(&id))
            .filter(|one| one.ends > from && !is_held(one) && self.belongs(one, part))
            .collect()
    }

    fn belongs(&self, one: &Appointment, part: Part) -> bool {
        let branch = || one.branch.or_else(|| self.offer.branch_of(one.desk));
        part.librarian.is_none_or(|who| who == one.librarian)
            && part.desk.is_none_or(|desk| desk == one.desk)
            && part.branch.is_none_or(|there| Some(there) == branch())
    }

    /// The weekly hours at which somebody gives a consultation, in whatever way.
    pub fn week_of(&self, consultation: ConsultationId) -> Week {
        let Some(offered) = self.offer.consultation(consultation) else {
            return Week::default();
        };
        let days = WEEKDAYS.map(|day| {
            let mut stretches = Vec::new();
            for giver in self.offer.givers(offered) {
                let rules = self.availabilities.get(&giver).map(|one| &one.rules[..]);
                for rule in rules.unwrap_or_default() {
                    let given = minutes(rule.hours.week.on(day));
                    for meeting in rule.meetings.intersection(&offered.meetings) {
                        let open = (*meeting == Meeting::InPerson)
                            .then(|| self.offer.place(offered.desk, *meeting, rule.branch));
                        stretches.extend(match open.flatten() {
                            Some(branch) => common(&given, &minutes(branch.week.on(day))),
                            None => given.clone(),
                        });
                    }
                }
            }
            openings(merged(stretches))
        });
        Week::new(days).unwrap_or_default()
    }

    /// The branches at which somebody gives it in person, in no particular order.
    pub fn branches_of(&self, consultation: ConsultationId) -> Vec<BranchId> {
        let Some(offered) = self.offer.consultation(consultation) else {
            return Vec::new();
        };
        if !offered.meetings.contains(&Meeting::InPerson) {
            return Vec::new();
        }
        let givers = self.offer.givers(offered);
        let known = givers.filter_map(|giver| self.availabilities.get(&giver));
        let mut branches: Vec<_> = known
            .flat_map(|availability| &availability.rules)
            .filter(|rule| rule.meetings.contains(&Meeting::InPerson))
            .filter_map(|rule| rule.branch)
            .collect();
        branches.sort_unstable();
        branches.dedup();
        branches
    }

    /// The date at a desk at an instant.
    pub fn date_at(&self, desk: DeskId, wall_millis: i64) -> Option<NaiveDate> {
        Some(self.offer.clock(desk)?.local(wall_millis)?.date())
    }

    /// The free slots that begin in [from, until) and that a patron may book.
    pub fn free(&self, asked: &Asked, from: i64, until: i64, now: Moment) -> Vec<Slot> {
        self.find(asked, from..until, Terms::of(Rules::Page), now)
    }

    /// The free slots that begin in [from, until) and that a librarian may book without
    /// insisting: neither notice nor horizon bind.
    pub fn free_for_desk(&self, asked: &Asked, from: i64, until: i64, now: Moment) -> Vec<Slot> {
        self.find(asked, from..until, Terms::of(Rules::Desk), now)
    }

    /// The next days with free slots for a patron: at most so many days, with at most so
    /// many slots each.
    pub fn next_free(
        &self,
        asked: &Asked,
        days: usize,
        slots_a_day: usize,
        now: Moment,
    ) -> Vec<FreeDay> {
        self.find_days(asked, days, slots_a_day, now)
    }
}

fn minutes(openings: &[Opening]) -> Vec<Stretch> {
    let openings = openings.iter().map(|opening| Stretch {
        begin: i64::from(opening.from()) * MINUTE,
        end: i64::from(opening.to()) * MINUTE,
    });
    merged(openings.collect())
}

fn openings(stretches: Vec<Stretch>) -> Vec<Opening> {
    let minute = |instant: i64| u16::try_from(instant / MINUTE).ok();
    let stretches = stretches.into_iter();
    stretches
        .filter_map(|one| Opening::new(minute(one.begin)?, minute(one.end)?).ok())
        .collect()
}
