//! Whether a wish can be met, and whose turn it is.

use std::collections::BTreeMap;
use std::ops::Range;

use chrono::{Days, NaiveDate};

use super::index::Regard;
use super::{Asked, Book, BookingTrouble, Refused, Wish};
use crate::booking::slots::{DAY, Fit, MINUTE, Search, busy};
use crate::booking::stretches::merged;
use crate::booking::{Availability, Consultation, Meeting};
use crate::hours::Stretch;
use crate::ids::{AppointmentId, LibrarianId};
use crate::moment::Moment;

/// How far on either side of a slot appointments count for whose turn it is.
const TURNS: i64 = 15 * DAY;
/// How far a librarian may look at once.
const LONGEST_LOOK: i64 = 400 * DAY;

/// By whose rules something is judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Rules {
    /// A patron's: notice, horizon and grid bind.
    Page,
    /// A librarian's, at any minute that is offered.
    Desk,
    /// Those of a librarian who insists: only what is booked binds.
    Anyway,
}

/// On what terms something is judged.
#[derive(Clone, Copy, Debug)]
pub(super) struct Terms {
    pub rules: Rules,
    /// What is about to be moved or replaced is not in the way.
    pub but: Option<AppointmentId>,
    /// Who is to give it if they can.
    pub rather: Option<LibrarianId>,
}

impl Terms {
    pub const fn of(rules: Rules) -> Self {
        Self {
            rules,
            but: None,
            rather: None,
        }
    }

    pub const fn regard(self, now: Moment) -> Regard {
        Regard {
            but: self.but,
            now: now.wall_millis(),
        }
    }
}

impl Book {
    /// Who is to give what is wished for.
    pub(super) fn judge(
        &self,
        wish: &Wish,
        terms: Terms,
        now: Moment,
    ) -> Result<LibrarianId, BookingTrouble> {
        let asked = &wish.asked;
        let consultation = self.offered(asked)?;
        self.judge_time(consultation, wish.starts, terms, now)?;
        let givers = self.givers(consultation, asked);
        let search = self.search(consultation, asked, wish.starts..wish.starts + 1);
        if terms.rules != Rules::Anyway && !self.gives_any(&search, &givers) {
            return Err(BookingTrouble::NotGiven);
        }
        if givers.is_empty() {
            return Err(BookingTrouble::NotGiven);
        }
        if terms.rules != Rules::Anyway && self.is_full(consultation, wish.starts, terms, now) {
            return Err(BookingTrouble::DayFull);
        }
        let fits = self.fits(&search, &givers, terms, now);
        self.turn_of(&fits, wish.starts, terms, now)
    }

    /// A no, with the next free slots where another time helps.
    pub(super) fn refusal(
        &self,
        why: BookingTrouble,
        wish: &Wish,
        terms: Terms,
        now: Moment,
    ) -> Refused {
        let next = if helped_by_another_time(why) {
            self.next_slots(wish, terms, now)
        } else {
            Vec::new()
        };
        Refused { why, next }
    }

    /// What is asked for, if it is offered in that way.
    pub(super) fn offered(&self, asked: &Asked) -> Result<&Consultation, BookingTrouble> {
        let consultation = self
            .offer
            .consultation(asked.consultation)
            .ok_or(BookingTrouble::NoSuchConsultation)?;
        let has_place = asked.meeting != Meeting::InPerson || asked.branch.is_some();
        if consultation.meetings.contains(&asked.meeting) && has_place {
            Ok(consultation)
        } else {
            Err(BookingTrouble::NotGiven)
        }
    }

    fn judge_time(
        &self,
        consultation: &Consultation,
        starts: i64,
        terms: Terms,
        now: Moment,
    ) -> Result<(), BookingTrouble> {
        if starts < now.wall_millis() {
            return Err(BookingTrouble::InThePast);
        }
        let bound = self.bounds(consultation, terms.rules, now);
        if starts < bound.start {
            return Err(BookingTrouble::TooShortNotice);
        }
        if starts >= bound.end {
            return Err(BookingTrouble::TooFarAhead);
        }
        if starts % MINUTE != 0 {
            return Err(BookingTrouble::Closed);
        }
        Ok(())
    }

    /// From when until when it may begin.
    pub(super) fn bounds(
        &self,
        consultation: &Consultation,
        rules: Rules,
        now: Moment,
    ) -> Range<i64> {
        let wall = now.wall_millis();
        if rules != Rules::Page {
            return wall..wall + LONGEST_LOOK;
        }
        let earliest = wall + i64::from(consultation.notice_minutes) * MINUTE;
        let horizon = self.horizon(consultation, wall).unwrap_or(earliest);
        earliest..horizon.max(earliest)
    }

    /// The midnight with which the last day ends on which it may begin.
    fn horizon(&self, consultation: &Consultation, wall: i64) -> Option<i64> {
        let clock = self.offer.clock(consultation.desk)?;
        let days = Days::new(u64::from(consultation.ahead_days) + 1);
        let last = clock.local(wall)?.date().checked_add_days(days)?;
        clock.beginning_of(last)
    }

    /// Who may give what is asked for, in the order of the consultation.
    pub(super) fn givers(&self, consultation: &Consultation, asked: &Asked) -> Vec<LibrarianId> {
        let givers = self.offer.givers(consultation);
        let is_asked = |giver: &LibrarianId| asked.librarian.is_none_or(|one| one == *giver);
        givers.filter(is_asked).collect()
    }

    pub(super) fn search<'a>(
        &'a self,
        consultation: &'a Consultation,
        asked: &Asked,
        within: Range<i64>,
    ) -> Search<'a> {
        let Asked {
            meeting, branch, ..
        } = *asked;
        Search {
            consultation,
            meeting,
            branch,
            place: self.offer.place(consultation.desk, meeting, branch),
            from: within.start,
            until: within.end,
        }
    }

    fn gives_any(&self, search: &Search<'_>, givers: &[LibrarianId]) -> bool {
        let mut known = givers
            .iter()
            .filter_map(|giver| self.availabilities.get(giver));
        known.any(|availability| search.rules(availability).next().is_some())
    }

    /// How what is looked for fits each giver.
    fn fits(
        &self,
        search: &Search<'_>,
        givers: &[LibrarianId],
        terms: Terms,
        now: Moment,
    ) -> Vec<(LibrarianId, Fit)> {
        let (reach, regard) = (search.reach(), terms.regard(now));
        let place = search.place_open();
        let fit = |giver: &LibrarianId| {
            if terms.rules == Rules::Anyway {
                let kept: Vec<_> = self.index.kept(*giver, reach, regard).collect();
                return (*giver, search.unless_taken(&kept));
            }
            let Some(availability) = self.availabilities.get(giver) else {
                return (*giver, Fit::NotGiven);
            };
            let taken = self.taken(availability, reach, regard);
            let on_grid = terms.rules == Rules::Page;
            (*giver, search.fit(availability, &place, &taken, on_grid))
        };
        givers.iter().map(fit).collect()
    }

    /// What keeps a librarian within reach: appointments at whatever desk, and their own
    /// calendar.
    pub(super) fn taken(
        &self,
        availability: &Availability,
        reach: Stretch,
        regard: Regard,
    ) -> Vec<Stretch> {
        let kept = self.index.kept(availability.librarian, reach, regard);
        merged(kept.chain(busy(availability, reach)).collect())
    }

    /// Whose turn it is among those who are free: who gives it now, if they can; else who
    /// has the fewest appointments in the 30 days around, then whose last was longest
    /// ago, then the order of the consultation.
    fn turn_of(
        &self,
        fits: &[(LibrarianId, Fit)],
        starts: i64,
        terms: Terms,
        now: Moment,
    ) -> Result<LibrarianId, BookingTrouble> {
        let free = || {
            let free = fits.iter().filter(|(_, fit)| *fit == Fit::Free);
            free.map(|(giver, _)| *giver)
        };
        if let Some(rather) = terms.rather.filter(|one| free().any(|giver| giver == *one)) {
            return Ok(rather);
        }
        let regard = terms.regard(now);
        let turn = |giver: &LibrarianId| {
            let around = starts - TURNS..starts + TURNS;
            let many = self.index.how_many(*giver, around, regard);
            (many, self.index.last_before(*giver, starts, regard))
        };
        let is_taken = || fits.iter().any(|(_, fit)| *fit == Fit::Taken);
        free().min_by_key(turn).ok_or_else(|| {
            if is_taken() {
                BookingTrouble::Taken
            } else {
                BookingTrouble::Closed
            }
        })
    }

    /// Whether as many as there may be are booked on the local day of an instant.
    fn is_full(&self, consultation: &Consultation, starts: i64, terms: Terms, now: Moment) -> bool {
        let full = self.full_days(consultation, starts..starts + 1, terms.regard(now));
        !full.is_empty()
    }

    /// The local days that a stretch of time touches and on which there is room for no
    /// more.
    pub(super) fn full_days(
        &self,
        consultation: &Consultation,
        within: Range<i64>,
        regard: Regard,
    ) -> Vec<NaiveDate> {
        let clock = self.offer.clock(consultation.desk);
        let (Some(most), Some(clock)) = (consultation.most_per_day, clock) else {
            return Vec::new();
        };
        let touched: Vec<_> = clock.dates(within.start, within.end - 1).collect();
        // A day has at most 25 hours, and may have begun just before.
        let around = within.start - 2 * DAY..within.end + 2 * DAY;
        let mut days: BTreeMap<NaiveDate, u16> = touched.iter().map(|date| (*date, 0)).collect();
        for starts in self.index.beginnings(consultation.id, around, regard) {
            let date = clock.local(starts).map(|local| local.date());
            if let Some(many) = date.and_then(|date| days.get_mut(&date)) {
                *many = many.saturating_add(1);
            }
        }
        let full = days.into_iter().filter(|(_, many)| *many >= most);
        full.map(|(date, _)| date).collect()
    }
}

const fn helped_by_another_time(why: BookingTrouble) -> bool {
    match why {
        BookingTrouble::InThePast
        | BookingTrouble::Closed
        | BookingTrouble::TooShortNotice
        | BookingTrouble::TooFarAhead
        | BookingTrouble::Taken
        | BookingTrouble::DayFull
        | BookingTrouble::HoldOver => true,
        BookingTrouble::NoSuchConsultation
        | BookingTrouble::NoSuchAppointment
        | BookingTrouble::TooLate
        | BookingTrouble::NameMissing
        | BookingTrouble::AnswerMissing(_)
        | BookingTrouble::AnswerTooLong(_)
        | BookingTrouble::TooManyOfYours
        | BookingTrouble::NotGiven
        | BookingTrouble::AlreadyOver
        | BookingTrouble::TooEarly
        | BookingTrouble::NotConfirmed => false,
    }
}
