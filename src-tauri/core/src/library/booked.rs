//! Appointments in the line: who has booked goes before who came without, and is
//! awaited.
//!
//! A booked patron takes a place when their time has come and they are there
//! (`crate::booking` decides that). Until they are, their librarian is kept free for
//! them. A librarian who is late keeps the appointment: the patron is told, and only
//! when nobody has come to the seat for a while a colleague answers instead.

use super::{Library, Saying, ThreadOf};
use crate::chat::{Author, Happened, Mentioned, Text};
use crate::contact::{Contact, ContactState, EndedBy, Outcome};
use crate::ids::{ContactId, DeskId, LibrarianId, MessageId, PatronId};
use crate::moment::{Moment, Span};
use crate::presence::Presence;
use crate::wait::Booked;

/// How far a booked place lies before that of everybody who comes without: longer than
/// anybody waits.
const BEFORE_EVERYBODY: Span = Span::minutes(7 * 24 * 60);
/// How long a librarian who is not at a seat is awaited before a colleague answers.
const AWAITED: Span = Span::minutes(5);
/// After how long a librarian counts as late.
const LATE: Span = Span::minutes(2);
/// How far ahead bookings matter to who waits now.
const FAR_AHEAD: Span = Span::minutes(8 * 60);

/// Something booked that is still ahead.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ahead {
    /// Who gives it.
    pub librarian: LibrarianId,
    /// When it begins: milliseconds since 1970 UTC.
    pub starts: i64,
    /// Until when the librarian is kept for it.
    pub until: i64,
}

/// The place of somebody who has booked and whose time has come.
pub(super) const fn place_of_booked(now: Moment) -> Moment {
    now.plus(Span::millis(-BEFORE_EVERYBODY.as_millis()))
}

impl Library {
    /// What is booked of the next hours, and who is kept free for a patron who is not
    /// there yet.
    pub fn handle_bookings(
        &mut self,
        mut ahead: Vec<Ahead>,
        reserved: impl IntoIterator<Item = LibrarianId>,
        now: Moment,
    ) {
        ahead.sort_by_key(|one| one.starts);
        let reserved = reserved.into_iter().collect();
        if self.bookings == ahead && self.reserved == reserved {
            return;
        }
        (self.bookings, self.reserved) = (ahead, reserved);
        self.told.clear();
        self.settle(now);
    }

    /// The time of somebody's appointment has come: the place that they had without it
    /// goes. They have given nothing up, so that it is no lesson about waiting either.
    pub fn handle_turn_to_appointment(&mut self, patron: PatronId, now: Moment) {
        let place = self.contact_of(patron).filter(|one| one.is_in_line());
        let Some(place) = place.map(|one| one.id) else {
            return;
        };
        self.finish(place, EndedBy::Patron, Outcome::Appointment, now);
        self.let_go_if_unneeded(place);
        self.settle(now);
    }

    /// The desk writes into a thread that something happened to an appointment; the
    /// words are what it is called. The same id twice is one message.
    pub fn handle_appointment_told(
        &mut self,
        thread: ThreadOf,
        id: MessageId,
        happened: Happened,
        (text, about): (Option<Text>, Mentioned),
        now: Moment,
    ) {
        self.know_thread(thread);
        let saying = Saying {
            id,
            text,
            attachment: None,
            appointment: Some(about),
            loans: Vec::new(),
            case: None,
        };
        self.say(thread.thread, Author::Desk(happened), saying, now);
    }

    /// How many of those before a contact in its desk's line have booked.
    pub fn booked_before(&self, contact: ContactId) -> usize {
        let Some(own) = self.contacts.get(&contact) else {
            return 0;
        };
        let place = (own.place, contact);
        let before = self.line.places(own.desk).take_while(|one| **one < place);
        before
            .filter(|(_, id)| self.contacts[id].booked.is_some())
            .count()
    }

    /// Whether whoever is to give an appointment may still come to the seat, or is busy
    /// and will.
    pub(super) fn is_awaited(
        &self,
        contact: &Contact,
        librarian: LibrarianId,
        now: Moment,
    ) -> bool {
        if contact.booked.is_none() {
            return false;
        }
        match self.presence_for(librarian, contact.mode) {
            Presence::Available | Presence::InPerson | Presence::OnContact | Presence::WrapUp => {
                true
            }
            Presence::Away | Presence::Offline => !now.has_reached(contact.arrived.plus(AWAITED)),
        }
    }

    /// Until when, while it matters.
    pub(super) fn awaited_until(&self, contact: &Contact, now: Moment) -> Option<Moment> {
        let asks = contact.wanted.is_some_and(|wanted| !wanted.overflowed);
        let until = contact.arrived.plus(AWAITED);
        (contact.booked.is_some() && asks && !now.has_reached(until)).then_some(until)
    }

    /// What is booked with the people of a desk.
    pub(super) fn booked_at(&self, desk: DeskId, now: Moment) -> Vec<Booked> {
        let (people, wall) = (self.rota.people_of(desk), now.wall_millis());
        let near = |one: &&Ahead| {
            one.starts > wall
                && one.starts < wall + FAR_AHEAD.as_millis()
                && people.contains(&one.librarian)
        };
        let near = self.bookings.iter().filter(near);
        near.map(|one| Booked {
            begins_in: Span::millis(one.starts - wall),
            lasts: Span::millis(one.until - one.starts),
        })
        .collect()
    }

    /// The patron of an appointment is in the line and its librarian has not answered.
    pub fn is_late(&self, contact: &Contact, now: Moment) -> bool {
        let is_in_line = match contact.state {
            ContactState::Waiting | ContactState::Offered { .. } => true,
            ContactState::Called { .. }
            | ContactState::Calling { .. }
            | ContactState::Talking(_)
            | ContactState::Ended { .. } => false,
        };
        contact.booked.is_some() && is_in_line && now.has_reached(contact.arrived.plus(LATE))
    }
}
