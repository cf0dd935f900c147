//! Offers: what librarians make of a contact that rings at them, and what becomes of
//! those who let it ring.
//!
//! **One winner.** The first answer takes the contact; everybody else is told who did.
//!
//! **The last ones.** Whoever misses a ring becomes away, unless that would leave one
//! of their desks with nobody who may be rung: then they serve somebody in person and
//! are rung again. Nobody of a group that rang together is switched off if nobody
//! else is left. Who is talking with somebody is there, whatever they let ring.

use std::collections::BTreeSet;

use super::capacity::may_be_rung;
use super::wrapping_up::Answered;
use super::{
    Effect, Library, OfferEnd, PEACE_AFTER_DECLINE, PEACE_AFTER_MISS, Party, RELOAD, Refusal,
};
use crate::contact::{Contact, ContactState, EventKind, Mode, Talk};
use crate::ids::{ContactId, LibrarianId, SeatId};
use crate::moment::{Moment, Span};
use crate::presence::{ChosenPresence, Presence};
use crate::still::Still;
use crate::wait::Waited;

impl Library {
    /// A librarian answers. The first answer wins.
    ///
    /// # Errors
    /// Says who was faster, or why there is nothing to answer.
    pub fn handle_acceptance(
        &mut self,
        seat: SeatId,
        contact: ContactId,
        with: Mode,
        now: Moment,
    ) -> Result<(), Refusal> {
        let librarian = self.librarian_at(seat).ok_or(Refusal::NotRinging)?;
        let offered = self.contacts.get(&contact).ok_or(Refusal::NoSuchContact)?;
        let (rung, turn) = match &offered.state {
            ContactState::Offered { to, turn, .. } if to.contains(&librarian) => {
                (to.clone(), *turn)
            }
            ContactState::Offered { .. }
            | ContactState::Waiting
            | ContactState::Called { .. }
            | ContactState::Calling { .. } => return Err(Refusal::NotRinging),
            ContactState::Talking(_) if offered.is_ringing_at(librarian) => {
                return self.take_over(seat, librarian, contact, with, now);
            }
            ContactState::Talking(talk) if talk.seat == seat => return Ok(()),
            ContactState::Talking(_) => return Err(Refusal::AnsweredByColleague),
            ContactState::Ended { .. } => return Err(Refusal::ContactEnded),
        };
        if self.has_no_room(librarian, offered.mode) {
            return Err(Refusal::AlreadyOnContact);
        }
        let name = offered.name.clone();
        for slower in rung.into_iter().filter(|one| *one != librarian) {
            self.tell_offer_end(slower, &name, OfferEnd::AnsweredBy(librarian));
        }
        let place = &self.contacts[&contact].arrived;
        let waited = Waited::Answered(place.until(now));
        self.learn_wait(contact, waited);
        self.answer(contact, librarian, seat, with, turn, now);
        self.settle(now);
        Ok(())
    }

    /// From here on they talk.
    pub(super) fn answer(
        &mut self,
        id: ContactId,
        librarian: LibrarianId,
        seat: SeatId,
        with: Mode,
        turn: Moment,
        now: Moment,
    ) {
        let desk = self.desk(self.contacts[&id].desk);
        let admitted = desk.is_none_or(|desk| !desk.admission);
        self.alter(id, |contact| {
            contact.passed.clear();
            contact.state = ContactState::Talking(Talk {
                with: librarian,
                seat,
                answered_with: with.at_most(contact.mode),
                since: now,
                on_hold: false,
                proposed: None,
                admitted,
                still: Still::default(),
                transfer: None,
            });
        });
        self.answered.insert(
            id,
            Answered {
                at: now,
                after: turn.until(now),
            },
        );
        *self.answered_today.entry(librarian).or_default() += 1;
        self.is_there_again(librarian);
        self.save(id);
        self.note(id, EventKind::Answered, Some(librarian), now);
        let thread = self.contacts[&id].thread;
        self.shows
            .push_back(Effect::ShowHistory(Party::Seat(seat), thread));
    }

    /// Who was put at the counter because they missed a ring has answered one.
    pub(super) fn is_there_again(&mut self, librarian: LibrarianId) {
        if self.put_in_person.remove(&librarian) {
            self.choose_for(librarian, ChosenPresence::Available);
        }
    }

    /// A librarian leaves a ringing contact to the colleagues.
    ///
    /// # Errors
    /// When it does not ring there.
    pub fn handle_decline(
        &mut self,
        seat: SeatId,
        contact: ContactId,
        now: Moment,
    ) -> Result<(), Refusal> {
        let librarian = self.librarian_at(seat).ok_or(Refusal::NotRinging)?;
        let ringing = self.contacts.get(&contact).ok_or(Refusal::NoSuchContact)?;
        if !ringing.is_ringing_at(librarian) {
            return Err(Refusal::NotRinging);
        }
        if ringing.transfer().is_some() {
            self.refuse_transfer(contact, librarian, now);
        } else {
            self.leave_in_peace(contact, librarian, PEACE_AFTER_DECLINE, now);
            self.note(contact, EventKind::Declined, Some(librarian), now);
            self.overflow_if_wanted(contact, &[librarian], now);
        }
        self.settle(now);
        Ok(())
    }

    /// A ring stops for a patron who did not come back at once, or because nobody
    /// took it.
    pub(super) fn advance_offered(&mut self, id: ContactId, now: Moment) {
        let contact = &self.contacts[&id];
        let ContactState::Offered { to, until, .. } = &contact.state else {
            return;
        };
        let (rung, until, name) = (to.clone(), *until, contact.name.clone());
        let gone = |since: Moment| now.has_reached(since.plus(RELOAD));
        if contact.absent_since.is_some_and(gone) {
            for librarian in rung {
                self.tell_offer_end(librarian, &name, OfferEnd::PatronLeft);
            }
            self.alter(id, |contact| contact.state = ContactState::Waiting);
        } else if now.has_reached(until) {
            self.alter(id, |contact| contact.state = ContactState::Waiting);
            for librarian in &rung {
                self.note(id, EventKind::Missed, Some(*librarian), now);
                self.tell_offer_end(*librarian, &name, OfferEnd::Missed);
            }
            self.overflow_if_wanted(id, &rung, now);
            self.take_the_consequences(id, &rung, now);
        }
    }

    /// What a missed ring does to those who missed it.
    fn take_the_consequences(&mut self, id: ContactId, rung: &[LibrarianId], now: Moment) {
        let missed: BTreeSet<_> = rung.iter().copied().collect();
        let (desk, mode) = (self.contacts[&id].desk, self.contacts[&id].mode);
        for librarian in rung.iter().copied() {
            let presence = self.presence_for(librarian, mode);
            if !may_be_rung(presence) {
                continue; // gone in the same moment: nobody let it ring
            }
            if self.load(librarian) > 0 {
                self.leave_in_peace(id, librarian, PEACE_AFTER_DECLINE, now);
                continue; // they talk with somebody, so they are there
            }
            if !self.are_the_last(&missed, librarian, desk) {
                self.put_in_person.remove(&librarian);
                self.choose_for(librarian, ChosenPresence::Away);
                continue;
            }
            if presence == Presence::Available {
                self.put_in_person.insert(librarian);
                self.choose_for(librarian, ChosenPresence::InPerson);
            }
            self.leave_in_peace(id, librarian, PEACE_AFTER_MISS, now);
        }
    }

    fn leave_in_peace(&mut self, id: ContactId, librarian: LibrarianId, peace: Span, now: Moment) {
        self.alter(id, |contact| {
            contact.passed.insert(librarian, now.plus(peace));
        });
    }

    /// Whether one of the desks would have nobody left without those who missed.
    fn are_the_last(
        &self,
        missed: &BTreeSet<LibrarianId>,
        librarian: LibrarianId,
        desk: crate::ids::DeskId,
    ) -> bool {
        let rung_now =
            |one: &LibrarianId| !missed.contains(one) && self.may_be_rung_for_anything(*one);
        let theirs = self.rota.desks_of(librarian).iter();
        theirs
            .chain([&desk])
            .any(|desk| !self.rota.people_of(*desk).iter().any(rung_now))
    }

    /// Who asks for a person who can't be had is answered by the group.
    pub(super) fn overflow(&mut self, now: Moment) {
        let asking: Vec<_> = self.line.asking.iter().copied().collect();
        for id in asking {
            let contact = &self.contacts[&id];
            let is = |librarian| self.presence_for(librarian, contact.mode);
            let wanted = contact.wanted;
            let can_be_had = wanted.is_some_and(|one| is(one.librarian) == Presence::Available);
            let is_awaited = wanted.is_some_and(|one| self.is_awaited(contact, one.librarian, now));
            if !can_be_had && !is_awaited {
                self.let_the_group_answer(id, now);
            }
        }
    }

    fn overflow_if_wanted(&mut self, id: ContactId, passed: &[LibrarianId], now: Moment) {
        let asks = |contact: &Contact| {
            let wanted = contact.wanted.filter(|wanted| !wanted.overflowed);
            wanted.is_some_and(|wanted| passed.contains(&wanted.librarian))
        };
        if asks(&self.contacts[&id]) {
            self.let_the_group_answer(id, now);
        }
    }

    pub(super) fn let_the_group_answer(&mut self, id: ContactId, now: Moment) {
        self.alter(id, |contact| {
            if let Some(wanted) = &mut contact.wanted {
                wanted.overflowed = true;
            }
        });
        self.save(id);
        let wanted = self.contacts[&id].wanted.map(|wanted| wanted.librarian);
        self.note(id, EventKind::Overflowed, wanted, now);
    }
}
