//! The line: who rings where, and what time does to it.

use std::collections::BTreeSet;

use super::{
    CALL_KEPT, Effect, Library, OfferEnd, PEACE_AFTER_MISS, PLACE_KEPT, RELOAD, RINGING, Wake,
};
use crate::contact::{Contact, ContactState, EndedBy};
use crate::ids::{ContactId, LibrarianId};
use crate::moment::{Moment, Span};
use crate::presence::Presence;

impl Library {
    /// When the machine wants to be woken, and why.
    pub fn poll_timeout(&self) -> Option<(Moment, Wake)> {
        let of_contacts = self
            .contacts
            .values()
            .flat_map(|contact| self.wakes_of(contact));
        of_contacts.min()
    }

    /// Rings whoever should be ringing and stops whatever should not.
    pub(super) fn settle(&mut self, now: Moment) {
        self.let_go_of_the_absent(now);
        self.let_go_of_lost_seats(now);
        self.end_missed_offers(now);
        self.forget_old_passes(now);
        self.ring(now);
        self.shows.push_back(Effect::ShowDesk);
    }

    /// What the passing of time will change about one contact.
    fn wakes_of(&self, contact: &Contact) -> Vec<(Moment, Wake)> {
        let mut wakes = Vec::new();
        if contact.is_in_line() {
            // Also while it rings at others: who is free again joins them.
            let over = contact.passed.values();
            wakes.extend(over.map(|until| (*until, Wake::PeaceOver)));
        }
        match &contact.state {
            ContactState::Waiting => {}
            ContactState::Offered { until, .. } => wakes.push((*until, Wake::OfferMissed)),
            ContactState::Talking { seat, .. } => {
                let lost = self.seats.get(seat).and_then(|seat| seat.away_since);
                wakes.extend(lost.map(|since| (since.plus(CALL_KEPT), Wake::SeatGone)));
            }
            ContactState::Ended { .. } => return wakes,
        }
        if let Some(since) = contact.absent_since {
            let gone = since.plus(patience(&contact.state));
            wakes.push((gone, Wake::PatronGone));
        }
        wakes
    }

    /// Stops the ring for a patron who did not come back at once, then ends what was
    /// kept for long enough: after a late wake-up both may be due.
    fn let_go_of_the_absent(&mut self, now: Moment) {
        for id in self.ids() {
            let Some(since) = self.contacts[&id].absent_since else {
                continue;
            };
            if !now.has_reached(since.plus(patience(&self.contacts[&id].state))) {
                continue;
            }
            if let ContactState::Offered { to, .. } = &self.contacts[&id].state {
                let (rung, name) = (to.clone(), self.contacts[&id].name.clone());
                for librarian in rung {
                    self.tell_offer_end(librarian, &name, OfferEnd::PatronLeft);
                }
                self.contact_mut(id).state = ContactState::Waiting;
            }
            if now.has_reached(since.plus(patience(&self.contacts[&id].state))) {
                self.end(id, EndedBy::Absence, now);
            }
        }
        // What is over is kept for a page that still shows it.
        self.contacts
            .retain(|_, contact| !contact.is_ended() || contact.absent_since.is_none());
    }

    /// A call whose seat does not come back, or comes back with a colleague signed
    /// in, returns to the line, at its old place.
    fn let_go_of_lost_seats(&mut self, now: Moment) {
        for id in self.ids() {
            let Some((with, seat)) = self.contacts[&id].talking() else {
                continue;
            };
            let lost = self.seats.get(&seat).is_none_or(|seat| {
                let gone = |since: Moment| now.has_reached(since.plus(CALL_KEPT));
                seat.librarian != with || seat.away_since.is_some_and(gone)
            });
            if lost {
                self.contact_mut(id).state = ContactState::Waiting;
                self.save(id);
            }
        }
        let kept = self
            .ids()
            .into_iter()
            .filter_map(|id| self.contacts[&id].talking());
        let kept: BTreeSet<_> = kept.map(|(_, seat)| seat).collect();
        self.seats
            .retain(|id, seat| seat.away_since.is_none() || kept.contains(id));
    }

    fn end_missed_offers(&mut self, now: Moment) {
        for id in self.ids() {
            let ContactState::Offered { to, until } = &self.contacts[&id].state else {
                continue;
            };
            if !now.has_reached(*until) {
                continue;
            }
            let (rung, name) = (to.clone(), self.contacts[&id].name.clone());
            for librarian in rung {
                self.contact_mut(id)
                    .passed
                    .insert(librarian, now.plus(PEACE_AFTER_MISS));
                self.tell_offer_end(librarian, &name, OfferEnd::Missed);
            }
            self.contact_mut(id).state = ContactState::Waiting;
        }
    }

    fn forget_old_passes(&mut self, now: Moment) {
        for contact in self.contacts.values_mut() {
            contact.passed.retain(|_, until| !now.has_reached(*until));
        }
    }

    /// First come, first served: each contact in turn takes the librarians who are
    /// free for it.
    fn ring(&mut self, now: Moment) {
        let mut free: BTreeSet<LibrarianId> = self
            .librarians
            .keys()
            .copied()
            .filter(|librarian| self.presence(*librarian) == Presence::Available)
            .collect();
        let in_order: Vec<ContactId> = self.line().map(|contact| contact.id).collect();
        for id in in_order {
            let contact = &self.contacts[&id];
            let rings_on = matches!(contact.state, ContactState::Offered { .. });
            if contact.absent_since.is_some() && !rings_on {
                continue;
            }
            let to: Vec<_> = free
                .iter()
                .copied()
                .filter(|one| !contact.passed.contains_key(one))
                .collect();
            for librarian in &to {
                free.remove(librarian);
            }
            let until = match &contact.state {
                ContactState::Offered { until, .. } => *until,
                ContactState::Waiting
                | ContactState::Talking { .. }
                | ContactState::Ended { .. } => now.plus(RINGING),
            };
            self.contact_mut(id).state = if to.is_empty() {
                ContactState::Waiting
            } else {
                ContactState::Offered { to, until }
            };
        }
    }

    fn ids(&self) -> Vec<ContactId> {
        self.contacts.keys().copied().collect()
    }
}

/// How long a patron may be away before something changes.
const fn patience(state: &ContactState) -> Span {
    match state {
        ContactState::Offered { .. } => RELOAD,
        ContactState::Waiting | ContactState::Ended { .. } => PLACE_KEPT,
        ContactState::Talking { .. } => CALL_KEPT,
    }
}
