//! A contact under way: how it goes on, and how it ends.

use super::{Library, OfferEnd, Party, Refusal};
use crate::contact::{Contact, ContactState, EndedBy, EventKind, Mode, Outcome, Talk};
use crate::ids::{ContactId, LibrarianId, SeatId};
use crate::moment::Moment;
use crate::wait::Waited;

impl Library {
    /// A librarian hangs up, or stops calling.
    ///
    /// # Errors
    /// When the contact is not theirs.
    pub fn handle_librarian_hung_up(
        &mut self,
        seat: SeatId,
        contact: ContactId,
        now: Moment,
    ) -> Result<(), Refusal> {
        let librarian = self.librarian_at(seat).ok_or(Refusal::NoSuchContact)?;
        let theirs = self.engaged.get(&librarian);
        if !theirs.is_some_and(|theirs| theirs.contains(&contact)) {
            return Err(Refusal::NoSuchContact);
        }
        if self.contacts[&contact].transfer().is_some() {
            // They go, and the patron was promised somebody.
            self.back_to_the_line(contact, now);
        } else {
            self.end(contact, EndedBy::Librarian, now);
        }
        self.settle(now);
        Ok(())
    }

    /// A librarian puts the contact on hold, or takes it off: who does so goes on with it
    /// instead of passing it on.
    ///
    /// # Errors
    /// [`Refusal::DoesNotFit`] for a chat, which needs no hold; when it is not theirs.
    pub fn handle_hold(
        &mut self,
        seat: SeatId,
        contact: ContactId,
        on: bool,
        now: Moment,
    ) -> Result<(), Refusal> {
        let librarian = self.talks_at(seat, contact)?;
        let known = &self.contacts[&contact];
        if known.mode == Mode::Chat {
            return Err(Refusal::DoesNotFit);
        }
        if known.talk().is_some_and(|talk| talk.on_hold == on) {
            return Ok(());
        }
        if !on {
            self.stop_transfer(contact);
        }
        self.alter_talk(contact, |talk| {
            talk.on_hold = on;
            talk.still = std::mem::take(&mut talk.still).without_picture();
        });
        let what = if on {
            EventKind::Held
        } else {
            EventKind::Resumed
        };
        self.save(contact);
        self.note(contact, what, Some(librarian), now);
        self.settle(now);
        Ok(())
    }

    /// A contact goes on in another mode, or a librarian proposes it. A patron's
    /// choice holds at once and answers what was proposed; a librarian goes down at
    /// once, and up when the patron says yes.
    ///
    /// # Errors
    /// When there is no such contact of theirs, or it is over;
    /// [`Refusal::AlreadyOnContact`] for a chat that would become a call beside another;
    /// the librarian is told, when it is the patron's wish.
    pub fn handle_mode(
        &mut self,
        party: Party,
        contact: Option<ContactId>,
        mode: Mode,
        now: Moment,
    ) -> Result<(), Refusal> {
        match party {
            Party::Patron(patron) => {
                let known = self.contact_of(patron).ok_or(Refusal::NoSuchContact)?;
                if contact.is_some_and(|contact| contact != known.id) {
                    return Err(Refusal::NoSuchContact);
                }
                let id = known.id;
                match &known.state {
                    ContactState::Ended { .. } => return Err(Refusal::ContactEnded),
                    ContactState::Calling { .. } => return Err(Refusal::DoesNotFit),
                    ContactState::Talking(talk) => {
                        let (with, name) = (talk.with, known.name.clone());
                        if let Err(why) = self.may_become(id, mode, with) {
                            self.tell_offer_end(with, &name, OfferEnd::WouldCall);
                            return Err(why);
                        }
                    }
                    ContactState::Waiting
                    | ContactState::Called { .. }
                    | ContactState::Offered { .. } => {}
                }
                self.go_on_in(id, mode, None, now);
            }
            Party::Seat(seat) => {
                let id = contact.ok_or(Refusal::NoSuchContact)?;
                let librarian = self.talks_at(seat, id)?;
                self.may_become(id, mode, librarian)?;
                let present = self.contacts[&id].mode;
                if mode == present {
                    // The patron sends it already: the librarian does so, too.
                    self.alter_talk(id, |talk| {
                        talk.answered_with = mode;
                        talk.proposed = None;
                    });
                    self.save(id);
                } else if mode.at_most(present) == mode {
                    self.go_on_in(id, mode, Some(librarian), now);
                } else {
                    self.alter_talk(id, |talk| talk.proposed = Some(mode));
                    self.save(id);
                }
            }
        }
        self.settle(now);
        Ok(())
    }

    /// A librarian lets the patron's picture be seen clearly.
    ///
    /// # Errors
    /// When the contact is not theirs.
    pub fn handle_admission(
        &mut self,
        seat: SeatId,
        contact: ContactId,
        now: Moment,
    ) -> Result<(), Refusal> {
        self.talks_at(seat, contact)?;
        if self.contacts[&contact]
            .talk()
            .is_some_and(|talk| talk.admitted)
        {
            return Ok(());
        }
        self.alter_talk(contact, |talk| talk.admitted = true);
        self.save(contact);
        self.settle(now);
        Ok(())
    }

    /// The librarian at a seat, if this is the contact under way with them.
    pub(super) fn talks_at(
        &self,
        seat: SeatId,
        contact: ContactId,
    ) -> Result<LibrarianId, Refusal> {
        let librarian = self.librarian_at(seat).ok_or(Refusal::NoSuchContact)?;
        let known = self.contacts.get(&contact).ok_or(Refusal::NoSuchContact)?;
        match &known.state {
            ContactState::Talking(talk) if talk.with == librarian => Ok(librarian),
            ContactState::Calling { with, .. } if *with == librarian => Err(Refusal::DoesNotFit),
            ContactState::Ended {
                librarian: Some(with),
                ..
            } if *with == librarian => Err(Refusal::ContactEnded),
            ContactState::Waiting
            | ContactState::Called { .. }
            | ContactState::Offered { .. }
            | ContactState::Calling { .. }
            | ContactState::Talking(_)
            | ContactState::Ended { .. } => Err(Refusal::NoSuchContact),
        }
    }

    /// A librarian has one call at a time.
    fn may_become(&self, id: ContactId, mode: Mode, with: LibrarianId) -> Result<(), Refusal> {
        let is_new_call = mode.is_call() && !self.contacts[&id].mode.is_call();
        if is_new_call && self.other_call(with, id).is_some() {
            return Err(Refusal::AlreadyOnContact);
        }
        Ok(())
    }

    fn go_on_in(&mut self, id: ContactId, mode: Mode, by: Option<LibrarianId>, now: Moment) {
        let before = self.contacts[&id].mode;
        let mut resumed = false;
        self.alter(id, |contact| {
            contact.mode = mode;
            let ContactState::Talking(talk) = &mut contact.state else {
                return;
            };
            talk.proposed = None;
            if before.at_most(mode) == before && before != mode {
                talk.answered_with = mode; // more than before: both send it
            }
            talk.answered_with = talk.answered_with.at_most(mode);
            if mode != Mode::Video {
                talk.still = std::mem::take(&mut talk.still).without_picture();
            }
            resumed = talk.on_hold && mode == Mode::Chat;
            talk.on_hold &= mode != Mode::Chat;
        });
        self.save(id);
        if resumed {
            self.note(id, EventKind::Resumed, by, now);
        }
        if before != mode {
            self.note(id, EventKind::ModeChanged, by, now);
        }
    }

    pub(super) fn alter_talk(&mut self, id: ContactId, change: impl FnOnce(&mut Talk)) {
        self.alter(id, |contact| {
            if let ContactState::Talking(talk) = &mut contact.state {
                change(talk);
            }
        });
    }

    /// Ends a contact, wherever it stands; an ended one stays as it ended.
    pub(super) fn end(&mut self, id: ContactId, by: EndedBy, now: Moment) {
        let Some(contact) = self.contacts.get(&id) else {
            return;
        };
        match &contact.state {
            ContactState::Ended { .. } => {}
            ContactState::Waiting | ContactState::Called { .. } | ContactState::Offered { .. } => {
                let waited = contact.arrived.until(now);
                self.learn_wait(id, Waited::Left(waited));
                self.finish(id, by, Outcome::Abandoned, now);
            }
            ContactState::Calling { .. } => self.end_call(id, by, now),
            ContactState::Talking(_) => {
                self.finish(id, by, Outcome::ResolvedAtFirstLevel, now);
            }
        }
        self.let_go_if_unneeded(id);
    }

    /// Ends a contact with this outcome, and tells whoever is concerned.
    pub(super) fn finish(&mut self, id: ContactId, by: EndedBy, outcome: Outcome, now: Moment) {
        let contact = &self.contacts[&id];
        let name = contact.name.clone();
        let (told, librarian) = concerned(contact, by);
        for (librarian, why) in told {
            self.tell_offer_end(librarian, &name, why);
        }
        self.alter(id, |contact| {
            contact.passed.clear();
            contact.state = ContactState::Ended {
                at: now,
                by,
                outcome,
                librarian,
            };
        });
        self.save(id);
        self.note(id, EventKind::Ended, librarian, now);
        if let Some(librarian) = librarian {
            self.begin_wrap_up(librarian, id, now);
        }
    }
}

/// Who must be told that a contact is over, and who had answered it.
fn concerned(
    contact: &Contact,
    by: EndedBy,
) -> (Vec<(LibrarianId, OfferEnd)>, Option<LibrarianId>) {
    match &contact.state {
        ContactState::Offered { to, .. } => {
            let rung = to.iter().map(|one| (*one, OfferEnd::PatronLeft));
            (rung.collect(), None)
        }
        ContactState::Calling { with, .. } => match by {
            EndedBy::Librarian => (Vec::new(), None),
            EndedBy::Patron | EndedBy::Absence | EndedBy::Closing => {
                (vec![(*with, OfferEnd::PatronDidNotAnswer)], None)
            }
        },
        ContactState::Talking(talk) => {
            let asked = talk.transfer.iter().flat_map(|transfer| &transfer.to);
            let mut told = vec![(talk.with, OfferEnd::Ended(by))];
            told.extend(asked.map(|one| (*one, OfferEnd::PatronLeft)));
            (told, Some(talk.with))
        }
        ContactState::Waiting | ContactState::Called { .. } | ContactState::Ended { .. } => {
            (Vec::new(), None)
        }
    }
}
