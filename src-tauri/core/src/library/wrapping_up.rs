//! After the talk: the librarian writes down how it came out, the patron how it was.
//!
//! Until then, or until its time is over, it counts as if it were under way
//! (`capacity`): after a call the librarian is rung for no other. Several are written
//! down one after another, the oldest first; the time of each begins when it is its
//! turn. What is written may be corrected for as long as the machine keeps the contact.

use std::collections::BTreeMap;

use super::{Effect, Library, Refusal};
use crate::contact::{Contact, ContactState, Mode, Outcome, Rating, WrapUp};
use crate::ids::{ContactId, LibrarianId, PatronId, SeatId};
use crate::moment::{Moment, Span};
use crate::wait::{Service, Waited};

/// A contact that a librarian has yet to write down.
#[derive(Clone, Copy, Debug)]
pub(super) struct WrappingUp {
    pub contact: ContactId,
    /// How it ended: as a call or as a chat.
    pub mode: Mode,
    /// When its time is over, should those before it take theirs.
    pub until: Moment,
    span: Span,
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
        self.end_wrap_up(sits, contact, now);
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

    /// The contact that a librarian is to write down now, and when its time is over.
    pub fn wrap_up_of(&self, librarian: LibrarianId) -> Option<(ContactId, Moment)> {
        let first = self.wrapping_up.get(&librarian)?.first()?;
        Some((first.contact, first.until))
    }

    /// All that a librarian is to write down, the oldest first.
    pub fn wrap_ups_of(&self, librarian: LibrarianId) -> impl Iterator<Item = ContactId> {
        let theirs = self.wrapping_up.get(&librarian).into_iter().flatten();
        theirs.map(|one| one.contact)
    }

    /// What a librarian is to write down of calls or of chats: what it was about, and
    /// since when it has kept them busy.
    pub(super) fn wrap_ups_like(
        &self,
        librarian: LibrarianId,
        mode: Mode,
    ) -> impl Iterator<Item = (&Contact, Moment)> {
        let theirs = self.wrapping_up.get(&librarian).into_iter().flatten();
        let alike = theirs.filter(move |one| one.mode.is_call() == mode.is_call());
        alike.filter_map(|one| {
            let contact = self.contacts.get(&one.contact)?;
            let ContactState::Ended { at, .. } = contact.state else {
                return None;
            };
            Some((contact, one.answered.map_or(at, |answered| answered.at)))
        })
    }

    pub(super) fn is_being_wrapped_up(&self, contact: &Contact) -> bool {
        let ContactState::Ended {
            librarian: Some(librarian),
            ..
        } = contact.state
        else {
            return false;
        };
        self.wrap_ups_of(librarian).any(|of| of == contact.id)
    }

    /// The talk is over: from here on its time runs, once nothing older is open.
    pub(super) fn begin_wrap_up(&mut self, librarian: LibrarianId, id: ContactId, now: Moment) {
        let contact = &self.contacts[&id];
        let (mode, span) = (contact.mode, self.wrap_up_span(contact));
        let theirs = self.wrapping_up.entry(librarian).or_default();
        let from = theirs.last().map_or(now, |last| last.until.max(now));
        theirs.push(WrappingUp {
            contact: id,
            mode,
            until: from.plus(span),
            span,
            answered: self.answered.remove(&id),
        });
        if span <= Span::ZERO {
            self.end_wrap_up(librarian, id, now);
        }
    }

    /// The librarian may be given another instead; what the service took is learnt.
    pub(super) fn end_wrap_up(&mut self, librarian: LibrarianId, of: ContactId, now: Moment) {
        let Some(wrapping_up) = self.take_wrap_up(librarian, of, now) else {
            return;
        };
        self.idle_since.insert(librarian, now);
        self.saves.push_back(Effect::SaveFree(of, now));
        let Some(contact) = self.contacts.get(&of) else {
            return;
        };
        if let Some(answered) = wrapping_up.answered {
            let service = Service {
                topic: contact.topic,
                chat: !wrapping_up.mode.is_call(),
                answered_after: answered.after,
                busy: answered.at.until(now),
            };
            self.histories
                .entry(contact.desk)
                .or_default()
                .learn(service);
        }
        self.let_go_if_unneeded(of);
    }

    /// Takes it out of what is to be written down; the time of those behind it begins
    /// with their turn.
    fn take_wrap_up(
        &mut self,
        librarian: LibrarianId,
        of: ContactId,
        now: Moment,
    ) -> Option<WrappingUp> {
        let theirs = self.wrapping_up.get_mut(&librarian)?;
        let place = theirs.iter().position(|one| one.contact == of)?;
        let taken = theirs.remove(place);
        let mut from = now;
        for (number, one) in theirs.iter_mut().enumerate() {
            if number > 0 || place == 0 {
                one.until = from.plus(one.span);
            }
            from = one.until;
        }
        if theirs.is_empty() {
            self.wrapping_up.remove(&librarian);
        }
        Some(taken)
    }

    /// Whoever says so writes nothing more down.
    pub(super) fn end_wrap_ups(&mut self, librarian: LibrarianId, now: Moment) {
        for contact in self.wrap_ups_of(librarian).collect::<Vec<_>>() {
            self.end_wrap_up(librarian, contact, now);
        }
    }

    /// Whoever begins something new leaves off writing down what stands in its way.
    pub(super) fn make_room(&mut self, librarian: LibrarianId, mode: Mode, now: Moment) {
        while self.room(librarian, mode) == 0 {
            let mut theirs = self.wrapping_up.get(&librarian).into_iter().flatten();
            let alike = theirs.find(|one| one.mode.is_call() == mode.is_call());
            let Some(oldest) = alike.map(|one| one.contact) else {
                return;
            };
            self.end_wrap_up(librarian, oldest, now);
        }
    }

    pub(super) fn end_wrap_ups_that_are_over(&mut self, now: Moment) {
        let everybody: Vec<_> = self.wrapping_up.keys().copied().collect();
        for librarian in everybody {
            while let Some((contact, until)) = self.wrap_up_of(librarian)
                && now.has_reached(until)
            {
                self.end_wrap_up(librarian, contact, now);
            }
        }
    }

    /// Wrap-ups that were under way when the server stopped go on if there is time.
    pub(super) fn restore_wrap_ups(&mut self, over: Vec<Contact>, now: Moment) {
        let ended = |contact: &Contact| match contact.state {
            ContactState::Ended {
                at,
                librarian: Some(librarian),
                ..
            } if contact.wrap_up.is_none() => Some((at, librarian)),
            ContactState::Waiting
            | ContactState::Called { .. }
            | ContactState::Offered { .. }
            | ContactState::Calling { .. }
            | ContactState::Talking(_)
            | ContactState::Ended { .. } => None,
        };
        let over = over.into_iter();
        let mut over: Vec<_> = over
            .filter_map(|contact| Some((ended(&contact)?, contact)))
            .collect();
        over.sort_by_key(|((at, _), contact)| (*at, contact.id));
        let mut last: BTreeMap<LibrarianId, Moment> = BTreeMap::new();
        for ((at, librarian), contact) in over {
            let span = self.wrap_up_span(&contact);
            let from = last.get(&librarian).map_or(at, |last| at.max(*last));
            let wrapping_up = WrappingUp {
                contact: contact.id,
                mode: contact.mode,
                until: from.plus(span),
                span,
                answered: None,
            };
            last.insert(librarian, wrapping_up.until);
            if !now.has_reached(wrapping_up.until) {
                let theirs = self.wrapping_up.entry(librarian).or_default();
                theirs.push(wrapping_up);
                self.take_in_for_its_wrap_up(contact);
            }
        }
    }

    fn take_in_for_its_wrap_up(&mut self, contact: Contact) {
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
        Outcome::ResolvedAtFirstLevel
        | Outcome::HandedOff
        | Outcome::Appointment
        | Outcome::CallBack
        | Outcome::MessageLeft => true,
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
