//! Absence: what becomes of places and calls while a page or a seat is away.
//!
//! **At their turn** absent patrons are called, and the next are served meanwhile.
//! Who is back in time rings at once, at the old place. Who is not steps back behind
//! the next patron who is there, once; the second time it becomes a message.
//!
//! **At closing** places are kept for a while after the desk closed and the last
//! librarian left, so that nobody loses one by a short failure of the network; then
//! they become messages. Whoever is there in person loses the place only when it is
//! not the time for it: at a desk without hours somebody may come in any moment.

use super::deadlines::hours_are_over;
use super::ringing::is_gone;
use super::{CALL_KEPT, Effect, Library, OfferEnd, PLACE_KEPT_AT_CLOSING};
use crate::chat::Happened;
use crate::contact::{Contact, ContactState, EndedBy, EventKind, Outcome};
use crate::ids::{ContactId, DeskId};
use crate::moment::{Moment, Span};

/// A desk with a line and nobody to answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Deserted {
    since: Moment,
    /// It is not the time for it, either.
    by_hours: bool,
}

impl Library {
    /// Called to their turn: back in time, or not.
    pub(super) fn advance_called(&mut self, id: ContactId, now: Moment) {
        let contact = &self.contacts[&id];
        let ContactState::Called { until } = &contact.state else {
            return;
        };
        if contact.absent_since.is_none() {
            self.alter(id, |contact| contact.state = ContactState::Waiting);
        } else if now.has_reached(*until) {
            let second_time = contact.stepped_back;
            self.note(id, EventKind::TurnMissed, None, now);
            if second_time {
                self.leave_message(id, EndedBy::Absence, Happened::TurnMissed, now);
            } else {
                self.step_back(id, now);
            }
        }
    }

    /// An absent patron's turn has come.
    pub(super) fn call_to_turn(&mut self, id: ContactId) {
        let contact = &self.contacts[&id];
        self.saves.push_back(Effect::CallToTurn {
            thread: contact.thread,
            contact: id,
            again: contact.stepped_back,
        });
    }

    /// Behind the next patron of the desk who is there, or where somebody would stand
    /// who came now.
    fn step_back(&mut self, id: ContactId, now: Moment) {
        let own = &self.contacts[&id];
        let behind = self.line.places(own.desk).find(|(place, other)| {
            (*place, *other) > (own.place, id) && self.contacts[other].absent_since.is_none()
        });
        let place = behind.map(|(place, _)| place.plus(Span::millis(1)));
        let place = place.unwrap_or_else(|| self.place_behind_everybody(now));
        self.alter(id, |contact| {
            contact.place = place;
            contact.stepped_back = true;
            contact.state = ContactState::Waiting;
        });
        self.save(id);
    }

    /// A call whose seat does not come back, or comes back with a colleague signed
    /// in, returns to the line, at its old place; one whose patron does not come back
    /// is over.
    pub(super) fn advance_talking(&mut self, id: ContactId, now: Moment) {
        let contact = &self.contacts[&id];
        let Some((with, seat)) = contact.talking() else {
            return;
        };
        let gone = |since: Moment| now.has_reached(since.plus(CALL_KEPT));
        if contact.absent_since.is_some_and(gone) {
            self.end(id, EndedBy::Absence, now);
        } else if self.is_lost(seat, with, now) {
            let name = contact.name.clone();
            self.put_back(id, with, now);
            self.tell_offer_end(with, &name, OfferEnd::Ended(EndedBy::Absence));
        }
    }

    /// Whether a seat will not go on with its call.
    pub(super) fn is_lost(
        &self,
        seat: crate::ids::SeatId,
        with: crate::ids::LibrarianId,
        now: Moment,
    ) -> bool {
        let gone = |since: Moment| now.has_reached(since.plus(CALL_KEPT));
        self.seats
            .get(&seat)
            .is_none_or(|seat| seat.librarian != with || seat.away_since.is_some_and(gone))
    }

    /// Notices at which desks with a line nobody can answer any more.
    pub(super) fn look_for_deserted_desks(&mut self, now: Moment) {
        let desks: Vec<_> = self.line.of_desk.keys().copied().collect();
        let mut found = std::collections::BTreeMap::new();
        for desk in desks {
            if self.is_staffed(desk) {
                continue;
            }
            let by_hours = hours_are_over(self.desk(desk).map(|one| self.hours_of(one)), now);
            let before = self.deserted.get(&desk).copied();
            let is_as_before = before.filter(|before| before.by_hours == by_hours);
            let is_new = Deserted {
                since: now,
                by_hours,
            };
            found.insert(desk, is_as_before.unwrap_or(is_new));
        }
        let changed = |desk: &DeskId| self.deserted.get(desk) != found.get(desk);
        let desks = self.line.of_desk.keys().filter(|desk| changed(desk));
        let affected = desks.flat_map(|desk| self.line.places(*desk));
        self.touched.extend(affected.map(|(_, id)| *id));
        self.deserted = found;
    }

    /// When a place will not be kept any longer.
    pub(super) fn place_given_up(&self, contact: &Contact) -> Option<Moment> {
        if !contact.is_in_line() {
            return None;
        }
        let deserted = self.deserted.get(&contact.desk)?;
        let has_hours = self
            .desk(contact.desk)
            .is_none_or(|desk| self.hours_of(desk).is_some());
        let since = match contact.absent_since {
            _ if has_hours && !deserted.by_hours => return None,
            Some(since) => since.max(deserted.since),
            None if has_hours => deserted.since,
            None => return None,
        };
        Some(since.plus(PLACE_KEPT_AT_CLOSING))
    }

    pub(super) fn give_up_place_at_closing(&mut self, id: ContactId, now: Moment) {
        let Some(contact) = self.contacts.get(&id) else {
            return;
        };
        let given_up = self.place_given_up(contact);
        if given_up.is_some_and(|at| now.has_reached(at)) {
            self.leave_message(id, EndedBy::Closing, Happened::ClosedWhileWaiting, now);
        }
    }

    /// The contact is over without an answer, and goes on as a message.
    fn leave_message(&mut self, id: ContactId, by: EndedBy, happened: Happened, now: Moment) {
        self.finish(id, by, Outcome::MessageLeft, now);
        self.write_for_the_desk(id, happened, now);
        self.let_go_if_unneeded(id);
    }

    /// Whether a patron is away for longer than a reload takes.
    pub fn is_away(&self, contact: &Contact, now: Moment) -> bool {
        is_gone(contact, now)
    }
}
