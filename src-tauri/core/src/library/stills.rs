//! Stills of the patron's picture: who asks, who answers, and when a consent is over.
//! The rule stands in [`crate::still`].

use super::{Library, Refusal};
use crate::contact::{Contact, Mode, Talk};
use crate::ids::{ContactId, LibrarianId, PatronId, SeatId};
use crate::moment::Moment;
use crate::still::{Consent, Purpose, Still, StillAnswer};

impl Library {
    /// A librarian asks whether they may take a still, and says what for. Asking
    /// again while the patron thinks changes nothing.
    ///
    /// # Errors
    /// [`Refusal::DoesNotFit`] without a picture that is seen, [`Refusal::TooSoon`]
    /// after a no, [`Refusal::PatronNotThere`] while the patron's page is away.
    pub fn handle_still_asked(
        &mut self,
        seat: SeatId,
        contact: ContactId,
        purpose: Purpose,
        now: Moment,
    ) -> Result<(), Refusal> {
        self.talks_at(seat, contact)?;
        let known = &self.contacts[&contact];
        let talk = known.talk().ok_or(Refusal::DoesNotFit)?;
        if talk.seat != seat || !shows_the_patron(known, talk) {
            return Err(Refusal::DoesNotFit);
        }
        if known.absent_since.is_some() {
            return Err(Refusal::PatronNotThere);
        }
        match &talk.still {
            Still::Unasked => {}
            Still::Asked { .. } | Still::Allowed { .. } => return Ok(()),
            Still::Refused { .. } => return Err(Refusal::TooSoon),
        }
        self.set_still(contact, Still::Asked { purpose, at: now });
        self.settle(now);
        Ok(())
    }

    /// A librarian takes the question back, or does not need the consent any more.
    ///
    /// # Errors
    /// When the contact is not theirs.
    pub fn handle_still_withdrawn(
        &mut self,
        seat: SeatId,
        contact: ContactId,
        now: Moment,
    ) -> Result<(), Refusal> {
        self.talks_at(seat, contact)?;
        self.forget_still(contact);
        self.settle(now);
        Ok(())
    }

    /// A patron says yes or no. What comes after the question is over changes nothing.
    ///
    /// # Errors
    /// [`Refusal::NoSuchContact`] when it is not theirs.
    pub fn handle_still_answer(
        &mut self,
        patron: PatronId,
        contact: ContactId,
        answer: StillAnswer,
        now: Moment,
    ) -> Result<(), Refusal> {
        let known = self.contact_of(patron).ok_or(Refusal::NoSuchContact)?;
        if known.id != contact {
            return Err(Refusal::NoSuchContact);
        }
        let still = known.talk().map(|talk| &talk.still);
        let Some(Still::Asked { purpose, at }) = still else {
            return Ok(());
        };
        if now.has_reached(at.plus(crate::still::STILL_ASKED)) {
            return Ok(()); // the wake-up that ends the question is on its way
        }
        let purpose = purpose.clone();
        let still = match answer {
            StillAnswer::Yes => Still::Allowed { purpose, at: now },
            StillAnswer::No => Still::Refused { at: now },
            StillAnswer::NoPicture => Still::Unasked,
        };
        self.set_still(contact, still);
        self.settle(now);
        Ok(())
    }

    /// A still has been taken, and is about to be kept: uses the consent up.
    ///
    /// # Errors
    /// [`Refusal::NoConsent`] when there is none any more, or not for this librarian.
    pub fn handle_still_taken(
        &mut self,
        librarian: LibrarianId,
        contact: ContactId,
        now: Moment,
    ) -> Result<Consent, Refusal> {
        let known = self.contacts.get(&contact).ok_or(Refusal::NoConsent)?;
        let talk = known.talk().filter(|talk| talk.with == librarian);
        let Some(Still::Allowed { at, .. }) = talk.map(|talk| &talk.still) else {
            return Err(Refusal::NoConsent);
        };
        if now.has_reached(at.plus(crate::still::STILL_FRESH)) {
            return Err(Refusal::NoConsent);
        }
        let consent = Consent {
            at: at.wall_millis(),
        };
        self.set_still(contact, Still::Unasked);
        self.settle(now);
        Ok(consent)
    }

    /// A question, a consent or a no whose time is over.
    pub(super) fn advance_still(&mut self, id: ContactId, now: Moment) {
        let talk = self.contacts.get(&id).and_then(Contact::talk);
        let over = talk.and_then(|talk| talk.still.over_at());
        if over.is_some_and(|at| now.has_reached(at)) {
            self.set_still(id, Still::Unasked);
        }
    }

    /// The patron's picture is not there any more: what was asked goes with it.
    pub(super) fn forget_still(&mut self, id: ContactId) {
        let Some(talk) = self.contacts.get(&id).and_then(Contact::talk) else {
            return;
        };
        let left = talk.still.clone().without_picture();
        if left != talk.still {
            self.set_still(id, left);
        }
    }

    fn set_still(&mut self, id: ContactId, still: Still) {
        self.alter_talk(id, |talk| talk.still = still);
        self.save(id);
    }
}

/// Whether the librarian sees the patron.
fn shows_the_patron(contact: &Contact, talk: &Talk) -> bool {
    contact.mode == Mode::Video
        && talk.answered_with != Mode::Chat
        && talk.admitted
        && !talk.on_hold
}
