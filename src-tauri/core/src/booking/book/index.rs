//! The ways into the appointments of a book: by librarian, patron, consultation, contact
//! and time. Only what takes time is in the way of anything.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use crate::booking::{Appointment, AppointmentState};
use crate::hours::Stretch;
use crate::ids::{AppointmentId, ConsultationId, ContactId, LibrarianId, PatronId};

/// Ways into the appointments; kept true by the book whenever one changes.
#[derive(Debug, Default)]
pub(super) struct Index {
    /// What keeps each librarian, by when it begins to.
    kept: BTreeMap<LibrarianId, BTreeMap<(i64, AppointmentId), Kept>>,
    /// The beginnings of each consultation that take time, and when a hold gives up.
    of_consultations: BTreeMap<ConsultationId, BTreeMap<(i64, AppointmentId), i64>>,
    by_beginning: BTreeSet<(i64, AppointmentId)>,
    of_patrons: BTreeSet<(PatronId, i64, AppointmentId)>,
    of_contacts: BTreeMap<ContactId, AppointmentId>,
    /// The longest that anything ever kept a librarian: so far back must be looked.
    longest: i64,
}

#[derive(Clone, Copy, Debug)]
struct Kept {
    until: i64,
    /// When it gives up by itself.
    expires: i64,
}

/// Who is looked past, and when it is.
#[derive(Clone, Copy, Debug)]
pub(super) struct Regard {
    /// What is about to be moved or replaced is in nobody's way.
    pub but: Option<AppointmentId>,
    /// A hold that is over is in nobody's way either.
    pub now: i64,
}

impl Regard {
    fn regards(self, id: AppointmentId, expires: i64) -> bool {
        expires > self.now && self.but != Some(id)
    }
}

impl Index {
    pub fn add(&mut self, one: &Appointment) {
        let span = (one.kept_until - one.kept_from).max(one.ends - one.starts);
        self.longest = self.longest.max(span);
        self.by_beginning.insert((one.starts, one.id));
        self.of_patrons.insert((one.patron, one.starts, one.id));
        if let Some(contact) = one.contact {
            self.of_contacts.insert(contact, one.id);
        }
        if !one.state.takes_time() {
            return;
        }
        let (until, expires) = (one.kept_until, expires(one.state));
        let kept = self.kept.entry(one.librarian).or_default();
        kept.insert((one.kept_from, one.id), Kept { until, expires });
        let same = self.of_consultations.entry(one.consultation).or_default();
        same.insert((one.starts, one.id), expires);
    }

    pub fn remove(&mut self, one: &Appointment) {
        self.by_beginning.remove(&(one.starts, one.id));
        self.of_patrons.remove(&(one.patron, one.starts, one.id));
        if let Some(contact) = one.contact {
            self.of_contacts.remove(&contact);
        }
        if let Some(kept) = self.kept.get_mut(&one.librarian) {
            kept.remove(&(one.kept_from, one.id));
        }
        if let Some(same) = self.of_consultations.get_mut(&one.consultation) {
            same.remove(&(one.starts, one.id));
        }
    }

    /// What keeps a librarian within reach, in order of beginning.
    pub fn kept(
        &self,
        librarian: LibrarianId,
        reach: Stretch,
        regard: Regard,
    ) -> impl Iterator<Item = Stretch> {
        let first = (
            reach.begin.saturating_sub(self.longest),
            AppointmentId(uuid::Uuid::nil()),
        );
        let kept = self.kept.get(&librarian).into_iter();
        kept.flat_map(move |kept| kept.range(first..))
            .take_while(move |((begin, _), _)| *begin < reach.end)
            .filter(move |((_, id), kept)| {
                kept.until > reach.begin && regard.regards(*id, kept.expires)
            })
            .map(|((begin, _), kept)| Stretch {
                begin: *begin,
                end: kept.until,
            })
    }

    /// How many of a librarian's appointments begin to keep them within that time.
    pub fn how_many(&self, librarian: LibrarianId, within: Range<i64>, regard: Regard) -> usize {
        let Some(kept) = self.kept.get(&librarian) else {
            return 0;
        };
        let within = kept.range(at(within.start)..at(within.end));
        within
            .filter(|((_, id), kept)| regard.regards(*id, kept.expires))
            .count()
    }

    /// When a librarian was last kept by an appointment before that instant.
    pub fn last_before(&self, librarian: LibrarianId, then: i64, regard: Regard) -> Option<i64> {
        let mut before = self.kept.get(&librarian)?.range(..at(then)).rev();
        let last = before.find(|((_, id), kept)| regard.regards(*id, kept.expires));
        last.map(|((begin, _), _)| *begin)
    }

    /// The beginnings of a consultation within that time, whoever gives it.
    pub fn beginnings(
        &self,
        consultation: ConsultationId,
        within: Range<i64>,
        regard: Regard,
    ) -> impl Iterator<Item = i64> {
        let same = self.of_consultations.get(&consultation).into_iter();
        same.flat_map(move |same| same.range(at(within.start)..at(within.end)))
            .filter(move |((_, id), expires)| regard.regards(*id, **expires))
            .map(|((starts, _), _)| *starts)
    }

    /// The appointments of a patron, by their beginning.
    pub fn of_patron(&self, patron: PatronId) -> impl Iterator<Item = AppointmentId> {
        let first = (patron, i64::MIN, AppointmentId(uuid::Uuid::nil()));
        let theirs = self.of_patrons.range(first..);
        theirs
            .take_while(move |(whose, _, _)| *whose == patron)
            .map(|(_, _, id)| *id)
    }

    /// All appointments that may reach into that time, by their beginning.
    pub fn around(&self, from: i64, until: i64) -> impl Iterator<Item = AppointmentId> {
        let around = self
            .by_beginning
            .range(at(from.saturating_sub(self.longest))..at(until.max(from)));
        around.map(|(_, id)| *id)
    }

    pub fn of_contact(&self, contact: ContactId) -> Option<AppointmentId> {
        self.of_contacts.get(&contact).copied()
    }
}

/// Before everything that begins at that instant.
const fn at(instant: i64) -> (i64, AppointmentId) {
    (instant, AppointmentId(uuid::Uuid::nil()))
}

const fn expires(state: AppointmentState) -> i64 {
    match state {
        AppointmentState::Held { until } | AppointmentState::Unconfirmed { until } => until,
        AppointmentState::Booked
        | AppointmentState::Arrived
        | AppointmentState::Done
        | AppointmentState::Cancelled { .. }
        | AppointmentState::NoShow => i64::MAX,
    }
}
