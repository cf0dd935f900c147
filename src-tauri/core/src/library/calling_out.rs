//! Calling out: a librarian calls the patron of a thread whose page is open.

use std::collections::BTreeMap;

use super::{CALLING, Library, Refusal};
use crate::chat::Happened;
use crate::contact::{Contact, ContactState, EndedBy, EventKind, Mode, Outcome};
use crate::ids::{ContactId, LibrarianId, PatronId, SeatId, ThreadId};
use crate::moment::{Moment, Span};

impl Library {
    /// A librarian calls the patron of a thread; it rings at the patron's page.
    ///
    /// # Errors
    /// [`Refusal::AlreadyOnContact`], [`Refusal::NoSuchThread`], [`Refusal::Blocked`],
    /// or [`Refusal::PatronNotThere`] when the page is not open or in a contact.
    pub fn handle_call_out(
        &mut self,
        seat: SeatId,
        thread: ThreadId,
        contact: ContactId,
        mode: Mode,
        now: Moment,
    ) -> Result<(), Refusal> {
        let known = self.thread(thread).map(|known| known.patron);
        if known.is_some_and(|patron| self.page_of(patron).is_none()) {
            return Err(Refusal::PatronNotThere);
        }
        self.call_out(seat, thread, contact, (mode, CALLING), now)?;
        self.settle(now);
        Ok(())
    }

    /// Calls the patron of a thread for so long, also one whose page is yet to open.
    pub(super) fn call_out(
        &mut self,
        seat: SeatId,
        thread: ThreadId,
        contact: ContactId,
        (mode, patience): (Mode, Span),
        now: Moment,
    ) -> Result<(), Refusal> {
        let librarian = self.librarian_at(seat).ok_or(Refusal::NoSuchContact)?;
        if self.has_no_room(librarian, mode) {
            return Err(Refusal::AlreadyOnContact);
        }
        let patron = self.thread(thread).ok_or(Refusal::NoSuchThread)?.patron;
        if self.is_blocked(patron, now) {
            return Err(Refusal::Blocked);
        }
        if self.under_way(patron).is_some() {
            return Err(Refusal::PatronNotThere);
        }
        self.make_room(librarian, mode, now);
        let mut call = self.call_to(thread, contact, mode, (librarian, seat), now);
        call.absent_since = self.page_of(patron).is_none().then_some(now);
        if let ContactState::Calling { until, .. } = &mut call.state {
            *until = now.plus(patience);
        }
        self.take_in(call);
        self.save(contact);
        self.note(contact, EventKind::CalledOut, Some(librarian), now);
        Ok(())
    }

    /// The page that is called has just opened: from here on it rings for its whole time.
    pub(super) fn ring_anew(&mut self, id: ContactId, now: Moment) {
        let contact = &self.contacts[&id];
        let ContactState::Calling { until, .. } = contact.state else {
            return;
        };
        let later = now.plus(CALLING);
        if contact.absent_since.is_some() && later > until {
            self.alter(id, |contact| {
                if let ContactState::Calling { until, .. } = &mut contact.state {
                    *until = later;
                }
            });
            self.save(id);
        }
    }

    /// The patron answers a librarian's call, or says no.
    ///
    /// # Errors
    /// [`Refusal::ContactEnded`] when it rang for its whole time meanwhile.
    pub fn handle_call_answer(
        &mut self,
        patron: PatronId,
        contact: ContactId,
        with: Option<Mode>,
        now: Moment,
    ) -> Result<(), Refusal> {
        let known = self.contact_of(patron).ok_or(Refusal::NoSuchContact)?;
        if known.id != contact {
            return Err(Refusal::NoSuchContact);
        }
        let (librarian, seat) = match &known.state {
            ContactState::Calling { with, seat, .. } => (*with, *seat),
            ContactState::Talking(_) => return Ok(()),
            ContactState::Ended { .. } => return Err(Refusal::ContactEnded),
            ContactState::Waiting | ContactState::Called { .. } | ContactState::Offered { .. } => {
                return Err(Refusal::DoesNotFit);
            }
        };
        if let Some(mode) = with {
            let began = known.arrived;
            let mode = mode.at_most(known.mode);
            self.alter(contact, |contact| contact.mode = mode);
            self.answer(contact, librarian, seat, mode, began, now);
            self.call_back_answered(contact, now);
        } else {
            self.end(contact, EndedBy::Patron, now);
        }
        self.settle(now);
        Ok(())
    }

    /// It rang for its whole time, or the seat that called is lost.
    pub(super) fn advance_calling(&mut self, id: ContactId, now: Moment) {
        let ContactState::Calling { with, seat, until } = self.contacts[&id].state else {
            return;
        };
        if self.is_lost(seat, with, now) {
            self.end(id, EndedBy::Librarian, now);
        } else if now.has_reached(until) {
            self.end(id, EndedBy::Absence, now);
        }
    }

    /// The patron was not reached, and finds a word about it.
    pub(super) fn end_call(&mut self, id: ContactId, by: EndedBy, now: Moment) {
        if let ContactState::Calling { with, .. } = self.contacts[&id].state {
            self.idle_since.insert(with, now);
        }
        self.finish(id, by, Outcome::NotReached, now);
        self.write_for_the_desk(id, Happened::CallUnanswered, now);
        self.call_back_ended(id, by, now);
    }

    fn call_to(
        &self,
        thread: ThreadId,
        id: ContactId,
        mode: Mode,
        (with, seat): (LibrarianId, SeatId),
        now: Moment,
    ) -> Contact {
        let thread = &self.threads[&thread];
        Contact {
            id,
            desk: thread.desk,
            patron: thread.patron,
            thread: thread.id,
            mode,
            name: thread.name.clone(),
            language: thread.language,
            topic: None,
            wanted: None,
            booked: None,
            arrived: now,
            place: self.place_behind_everybody(now),
            stepped_back: false,
            told: None,
            first_offered: None,
            state: ContactState::Calling {
                with,
                seat,
                until: now.plus(CALLING),
            },
            passed: BTreeMap::new(),
            absent_since: None,
            passed_on: None,
            wrap_up: None,
            rating: None,
        }
    }
}
