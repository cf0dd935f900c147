//! After the talk: the librarian writes down how it came out, the patron how it was.
//!
//! Until then, or until its time is over, the librarian is not rung. What is written
//! may be corrected for as long as the machine keeps the contact.

use super::{Effect, Library, Refusal};
use crate::contact::{Contact, ContactState, Outcome, Rating, WrapUp};
use crate::ids::{ContactId, LibrarianId, PatronId, SeatId};
use crate::moment::{Moment, Span};
use crate::wait::{Service, Waited};

/// A librarian who is not rung until what was said is written down.
#[derive(Clone, Copy, Debug)]
pub(super) struct WrappingUp {
    pub contact: ContactId,
    pub until: Moment,
    /// `None` after a restart: then nothing is learnt from it.
    answered: Option<Answered>,
}

/// When a contact was answered, and how long it had rung.
#[derive(Clone, Copy, Debug)]
pub(super) struct Answered {
    pub at: Moment,
    pub after: Span,
}

impl Library {
    /// A librarian writes down how a contact came out; ends the wrap-up.
    ///
    /// # Errors
    /// [`Refusal::NoSuchContact`] when it was not theirs or is not kept any more,
    /// [`Refusal::DoesNotFit`] when it is not over, or the outcome is not one of an
    /// answered contact.
    pub fn handle_wrapped_up(
        &mut self,
        seat: SeatId,
        contact: ContactId,
        wrap_up: WrapUp,
        now: Moment,
    ) -> Result<(), Refusal> {
        let sits = self.librarian_at(seat).ok_or(Refusal::NoSuchContact)?;
        let known = self.contacts.get(&contact).ok_or(Refusal::NoSuchContact)?;
        match &known.state {
            ContactState::Ended { librarian, .. } if *librarian == Some(sits) => {}
            ContactState::Talking(talk) if talk.with == sits => return Err(Refusal::DoesNotFit),
            ContactState::Waiting
            | ContactState::Called { .. }
            | ContactState::Offered { .. }
            | ContactState::Calling { .. }
            | ContactState::Talking(_)
            | ContactState::Ended { .. } => return Err(Refusal::NoSuchContact),
        }
        if !may_be_written(wrap_up.outcome) {
            return Err(Refusal::DoesNotFit);
        }
        self.alter(contact, |contact| write_down(contact, wrap_up));
        self.save(contact);
        if self.wrap_up_of(sits).map(|(of, _)| of) == Some(contact) {
            self.end_wrap_up(sits, now);
        }
        self.settle(now);
        Ok(())
    }

    /// A patron says how it was, or thinks better of it.
    ///
    /// # Errors
    /// [`Refusal::DoesNotFit`] when nobody answered or it is not over.
    pub fn handle_rating(
        &mut self,
        patron: PatronId,
        contact: ContactId,
        rating: Rating,
        now: Moment,
    ) -> Result<(), Refusal> {
        let known = self.contact_of(patron).ok_or(Refusal::NoSuchContact)?;
        if known.id != contact {
            return Err(Refusal::NoSuchContact);
        }
        let ContactState::Ended {
            librarian: Some(_), ..
        } = known.state
        else {
            return Err(Refusal::DoesNotFit);
        };
        if known.rating == Some(rating) {
            return Ok(());
        }
        self.alter(contact, |contact| contact.rating = Some(rating));
        self.save(contact);
        self.settle(now);
        Ok(())
    }

    /// The contact that a librarian is to write down, and when the next may ring.
    pub fn wrap_up_of(&self, librarian: LibrarianId) -> Option<(ContactId, Moment)> {
        let wrapping_up = self.wrapping_up.get(&librarian)?;
        Some((wrapping_up.contact, wrapping_up.until))
    }

    /// When the contact was answered that a librarian is to write down.
    pub(super) fn answered_at(&self, librarian: LibrarianId) -> Option<Moment> {
        let answered = self.wrapping_up.get(&librarian)?.answered?;
        Some(answered.at)
    }

    pub(super) fn is_being_wrapped_up(&self, contact: &Contact) -> bool {
        let ContactState::Ended {
            librarian: Some(librarian),
            ..
        } = contact.state
        else {
            return false;
        };
        self.wrap_up_of(librarian).map(|(of, _)| of) == Some(contact.id)
    }

    /// The talk is over: from here on its time runs.
    pub(super) fn begin_wrap_up(&mut self, librarian: LibrarianId, id: ContactId, now: Moment) {
        let span = self.wrap_up_span(&self.contacts[&id]);
        let answered = self.answered.remove(&id);
        let wrapping_up = WrappingUp {
            contact: id,
            until: now.plus(span),
            answered,
        };
        self.wrapping_up.insert(librarian, wrapping_up);
        if span <= Span::ZERO {
            self.end_wrap_up(librarian, now);
        }
    }

    /// The librarian is free again; what the service took is learnt.
    pub(super) fn end_wrap_up(&mut self, librarian: LibrarianId, now: Moment) {
        let Some(wrapping_up) = self.wrapping_up.remove(&librarian) else {
            return;
        };
        self.idle_since.insert(librarian, now);
        self.saves
            .push_back(Effect::SaveFree(wrapping_up.contact, now));
        let Some(contact) = self.contacts.get(&wrapping_up.contact) else {
            return;
        };
        if let Some(answered) = wrapping_up.answered {
            let service = Service {
                topic: contact.topic,
                answered_after: answered.after,
                busy: answered.at.until(now),
            };
            self.histories
                .entry(contact.desk)
                .or_default()
                .learn(service);
        }
        self.let_go_if_unneeded(wrapping_up.contact);
    }

    pub(super) fn end_wrap_ups_that_are_over(&mut self, now: Moment) {
        let over = self.wrapping_up.iter();
        let over = over.filter(|(_, one)| now.has_reached(one.until));
        for librarian in over.map(|(one, _)| *one).collect::<Vec<_>>() {
            self.end_wrap_up(librarian, now);
        }
    }

    /// A wrap-up that was under way when the server stopped goes on if there is time.
    pub(super) fn restore_wrap_up(&mut self, contact: Contact, now: Moment) {
        let ContactState::Ended {
            at,
            librarian: Some(librarian),
            ..
        } = contact.state
        else {
            return;
        };
        let until = at.plus(self.wrap_up_span(&contact));
        if contact.wrap_up.is_some() || now.has_reached(until) {
            return;
        }
        let wrapping_up = WrappingUp {
            contact: contact.id,
            until,
            answered: None,
        };
        self.wrapping_up.insert(librarian, wrapping_up);
        self.know_thread_of(&contact);
        if self.of_patrons.contains_key(&contact.patron) {
            self.contacts.insert(contact.id, contact); // the patron came again since
        } else {
            self.take_in(contact);
        }
    }

    /// How a wait ended teaches how many leave.
    pub(super) fn learn_wait(&mut self, id: ContactId, waited: Waited) {
        let desk = self.contacts[&id].desk;
        self.histories.entry(desk).or_default().learn_wait(waited);
    }

    fn wrap_up_span(&self, contact: &Contact) -> Span {
        self.desk(contact.desk)
            .map_or(Span::ZERO, |desk| desk.wrap_up)
    }
}

/// Whether a librarian may say so of an answered contact.
const fn may_be_written(outcome: Outcome) -> bool {
    match outcome {
        Outcome::ResolvedAtFirstLevel | Outcome::HandedOff | Outcome::MessageLeft => true,
        Outcome::Abandoned | Outcome::NotReached | Outcome::Blocked => false,
    }
}

/// A blocked contact stays blocked, whatever else is written of it.
fn write_down(contact: &mut Contact, wrap_up: WrapUp) {
    if let ContactState::Ended { outcome, .. } = &mut contact.state
        && *outcome != Outcome::Blocked
    {
        *outcome = wrap_up.outcome;
    }
    contact.topic = wrap_up.topic.or(contact.topic);
    contact.wrap_up = Some(wrap_up);
}
