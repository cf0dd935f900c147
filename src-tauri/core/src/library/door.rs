//! Patrons at the door: their pages, their arrivals, and who leaves.

use std::collections::BTreeMap;

use super::booked::place_of_booked;
use super::{Arrival, Effect, Library, Party, Refusal, ThreadOf};
use crate::contact::{Contact, ContactState, EndedBy, EventKind, Wanted};
use crate::ids::{PageId, PatronId};
use crate::moment::Moment;

impl Library {
    /// A patron's page opened, or came back. One page at a time speaks for a patron.
    pub fn handle_page_connected(&mut self, page: PageId, patron: ThreadOf, now: Moment) {
        let ThreadOf { thread, patron, .. } = patron;
        if let Some(older) = self.pages.insert(patron, page)
            && older != page
        {
            self.shows.push_back(Effect::SupersedePage(older));
        }
        if let Some(id) = self.of_patrons.get(&patron).copied() {
            self.ring_anew(id, now);
            self.alter(id, |contact| contact.absent_since = None);
        }
        self.shows
            .push_back(Effect::ShowHistory(Party::Patron(patron), thread));
        if self.threads.contains_key(&thread) {
            // Who is there can be called.
            self.shows.push_back(Effect::ShowThreads);
        }
        self.settle(now);
    }

    /// A patron's page closed, or lost the network.
    pub fn handle_page_disconnected(&mut self, page: PageId, patron: ThreadOf, now: Moment) {
        let ThreadOf { thread, patron, .. } = patron;
        if self.pages.get(&patron) != Some(&page) {
            return; // a page that was put aside
        }
        self.pages.remove(&patron);
        if let Some(id) = self.of_patrons.get(&patron).copied() {
            self.alter(id, |contact| {
                contact.absent_since.get_or_insert(now);
            });
        }
        if self.threads.contains_key(&thread) {
            self.shows.push_back(Effect::ShowThreads);
        }
        self.settle(now);
    }

    /// A patron takes a place in the line. While an earlier contact is under way
    /// this changes nothing.
    ///
    /// # Errors
    /// [`Refusal::Blocked`], or [`Refusal::DeskClosed`] when the desk is not open.
    pub fn handle_arrival(&mut self, arrival: Arrival, now: Moment) -> Result<(), Refusal> {
        if self.under_way(arrival.patron).is_some() {
            return Ok(());
        }
        if self.is_blocked(arrival.patron, now) {
            return Err(Refusal::Blocked);
        }
        // Who has booked is awaited, whatever the desk's hours are.
        if arrival.booked.is_none() && !self.desk_state(arrival.desk, now).is_open() {
            return Err(Refusal::DeskClosed);
        }
        let contact = self.contact_for(arrival, now);
        let id = contact.id;
        self.introduce(thread_of(&contact), &contact.name, contact.language);
        self.take_in(contact);
        self.save(id);
        self.note(id, EventKind::Arrived, None, now);
        self.settle(now);
        Ok(())
    }

    /// A patron leaves the line, hangs up, or does not take a librarian's call.
    pub fn handle_patron_left(&mut self, patron: PatronId, now: Moment) {
        let Some(contact) = self.under_way(patron).map(|contact| contact.id) else {
            return;
        };
        self.end(contact, EndedBy::Patron, now);
        self.settle(now);
    }

    fn contact_for(&mut self, arrival: Arrival, now: Moment) -> Contact {
        let told = self.wait_to_tell(arrival.desk, arrival.mode, now);
        let person = arrival.wanted.filter(|one| self.librarian(*one).is_some());
        Contact {
            id: arrival.contact,
            desk: arrival.desk,
            patron: arrival.patron,
            thread: arrival.thread,
            mode: arrival.mode,
            name: arrival.name,
            language: arrival.language,
            topic: arrival.topic,
            wanted: person.map(|librarian| Wanted {
                librarian,
                overflowed: false,
            }),
            booked: arrival.booked,
            arrived: now,
            place: match arrival.booked {
                Some(_) => place_of_booked(now),
                None => self.place_behind_everybody(now),
            },
            stepped_back: false,
            told,
            first_offered: None,
            state: ContactState::Waiting,
            passed: BTreeMap::new(),
            absent_since: (!self.pages.contains_key(&arrival.patron)).then_some(now),
            passed_on: None,
            wrap_up: None,
            rating: None,
        }
    }

    /// The place of somebody who comes now: behind all who wait, and behind those
    /// whose call may bring them back into the line.
    pub(super) fn place_behind_everybody(&self, now: Moment) -> Moment {
        let waiting = self.line.order.last().map(|(place, _)| *place);
        let engaged = self.engaged.values().flatten();
        let engaged = engaged.map(|id| self.contacts[id].place);
        let last = waiting.into_iter().chain(engaged).max();
        last.map_or(now, |last| now.behind(last))
    }

    /// The patron's contact that is not over.
    pub(super) fn under_way(&self, patron: PatronId) -> Option<&Contact> {
        self.contact_of(patron).filter(|one| !one.is_ended())
    }
}

/// The thread that a contact belongs to.
pub(super) const fn thread_of(contact: &Contact) -> ThreadOf {
    ThreadOf {
        thread: contact.thread,
        desk: contact.desk,
        patron: contact.patron,
    }
}
