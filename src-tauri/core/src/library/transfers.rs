//! Transfers: a contact under way goes on with a colleague, or back to the line.
//!
//! **Warm.** The contact stays with who passes it on, a call on hold, and rings at the
//! colleagues beside that. The first who answers has it. When they refuse, miss it or
//! are not there any more, it stays where it is, still on hold, and the librarian is
//! told; or it goes back to the line, if that was said before.
//!
//! **Back to the line** it goes at its old place: who was passed on does not wait again
//! behind those who came later. So it does when who passes it on hangs up, or is gone
//! for too long. Those who could not take it are left in peace by it for a while.
//!
//! Who is rung for a transfer hears nothing else meanwhile: that patron has been talked
//! with already, and is on hold.

use std::collections::BTreeMap;

use super::capacity::may_be_rung;
use super::{Effect, Library, OfferEnd, PEACE_AFTER_DECLINE, Party, RINGING, Refusal};
use crate::chat::Text;
use crate::contact::{Contact, ContactState, EventKind, Mode, PassedOn, Transfer, TransferTo};
use crate::ids::{ContactId, LibrarianId, SeatId};
use crate::moment::Moment;

/// Why a transfer came to nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct NotTaken {
    asked: Option<LibrarianId>,
    refused: bool,
}

impl Library {
    /// A librarian passes a contact on: it rings at the colleague, or at those of the
    /// group who are free for it. Said again, it rings at the others instead.
    ///
    /// # Errors
    /// When the contact is not theirs, or [`Refusal::NobodyToTake`].
    pub fn handle_transfer(
        &mut self,
        seat: SeatId,
        contact: ContactId,
        whom: TransferTo,
        (note, else_line): (Option<Text>, bool),
        now: Moment,
    ) -> Result<(), Refusal> {
        let librarian = self.talks_at(seat, contact)?;
        let to = self.who_may_take(contact, whom, librarian);
        if to.is_empty() {
            return Err(Refusal::NobodyToTake);
        }
        self.stop_transfer(contact);
        let desk = self.desk(self.contacts[&contact].desk);
        let until = now.plus(desk.map_or(RINGING, |desk| desk.ringing));
        let is_call = self.contacts[&contact].mode != Mode::Chat;
        let mut held = false;
        self.alter(contact, |contact| {
            let by = librarian;
            let before = contact.passed_on.replace(PassedOn { by, note });
            if let ContactState::Talking(talk) = &mut contact.state {
                held = is_call && !talk.on_hold;
                talk.on_hold |= is_call;
                talk.still = std::mem::take(&mut talk.still).without_picture();
                talk.transfer = Some(Box::new(Transfer {
                    whom,
                    to,
                    until,
                    else_line,
                    before,
                }));
            }
        });
        self.save(contact);
        if held {
            self.note(contact, EventKind::Held, Some(librarian), now);
        }
        self.note(contact, EventKind::TransferBegun, Some(librarian), now);
        self.settle(now);
        Ok(())
    }

    /// A librarian goes on with a contact instead of passing it on. It stays on hold.
    ///
    /// # Errors
    /// When the contact is not theirs any more.
    pub fn handle_transfer_stopped(
        &mut self,
        seat: SeatId,
        contact: ContactId,
        now: Moment,
    ) -> Result<(), Refusal> {
        self.talks_at(seat, contact)?;
        self.stop_transfer(contact);
        self.settle(now);
        Ok(())
    }

    /// A librarian sends a contact back to the line, at its old place.
    ///
    /// # Errors
    /// When the contact is not theirs.
    pub fn handle_sent_to_line(
        &mut self,
        seat: SeatId,
        contact: ContactId,
        note: Option<Text>,
        now: Moment,
    ) -> Result<(), Refusal> {
        let by = self.talks_at(seat, contact)?;
        self.stop_transfer(contact);
        self.alter(contact, |contact| {
            contact.passed_on = Some(PassedOn { by, note });
        });
        self.back_to_the_line(contact, now);
        self.settle(now);
        Ok(())
    }

    /// Whether a librarian can be asked now to go on with a contact of this mode.
    pub fn may_take_over(&self, librarian: LibrarianId, mode: Mode) -> bool {
        let is_asked = self.rung_by_transfers().contains_key(&librarian);
        may_be_rung(self.presence_for(librarian, mode)) && !is_asked
    }

    fn who_may_take(
        &self,
        contact: ContactId,
        whom: TransferTo,
        but: LibrarianId,
    ) -> Vec<LibrarianId> {
        let mode = self.contacts[&contact].mode;
        let meant = match whom {
            TransferTo::Librarian { librarian } => vec![librarian],
            TransferTo::Group { group } => {
                let mut groups = self.rota.settings.groups.iter();
                let group = groups.find(|one| one.id == group);
                group.map(|group| group.members.clone()).unwrap_or_default()
            }
        };
        let by_others = |one: &LibrarianId| {
            let asked = self.rung_by_transfers().get(one).copied();
            asked.is_some_and(|other| other != contact)
        };
        let meant = meant.into_iter().filter(|one| {
            *one != but && may_be_rung(self.presence_for(*one, mode)) && !by_others(one)
        });
        meant.collect()
    }

    /// Who is rung for which transfer.
    pub(super) fn rung_by_transfers(&self) -> BTreeMap<LibrarianId, ContactId> {
        let contacts = self.transfers();
        let rung = contacts.flat_map(|(id, transfer)| transfer.to.iter().map(move |to| (*to, id)));
        rung.collect()
    }

    /// The contacts that ring at a librarian because a colleague passes them on.
    pub fn passed_on_to(&self, librarian: LibrarianId) -> impl Iterator<Item = &Contact> {
        let transfers = self.transfers();
        let theirs = transfers.filter(move |(_, transfer)| transfer.to.contains(&librarian));
        theirs.map(|(id, _)| &self.contacts[&id])
    }

    fn transfers(&self) -> impl Iterator<Item = (ContactId, &Transfer)> {
        let under_way = self.engaged.values().flatten();
        under_way.filter_map(|id| Some((*id, self.contacts[id].transfer()?)))
    }

    /// Somebody who was asked goes on with it.
    pub(super) fn take_over(
        &mut self,
        seat: SeatId,
        taker: LibrarianId,
        id: ContactId,
        with: Mode,
        now: Moment,
    ) -> Result<(), Refusal> {
        let contact = &self.contacts[&id];
        if self.has_no_room(taker, contact.mode) {
            return Err(Refusal::AlreadyOnContact);
        }
        let Some((talk, transfer)) = contact.talk().zip(contact.transfer()) else {
            return Err(Refusal::NotRinging);
        };
        let (giver, asked, name) = (talk.with, transfer.to.clone(), contact.name.clone());
        for slower in asked.into_iter().filter(|one| *one != taker) {
            self.tell_offer_end(slower, &name, OfferEnd::AnsweredBy(taker));
        }
        let mut resumed = false;
        self.alter(id, |contact| {
            let with = with.at_most(contact.mode);
            if let ContactState::Talking(talk) = &mut contact.state {
                (talk.with, talk.seat, talk.answered_with) = (taker, seat, with);
                resumed = std::mem::take(&mut talk.on_hold);
                (talk.transfer, talk.proposed) = (None, None);
                talk.still = std::mem::take(&mut talk.still).without_picture();
            }
        });
        // Nothing is learnt from what two have served.
        self.answered.remove(&id);
        self.idle_since.insert(giver, now);
        *self.answered_today.entry(taker).or_default() += 1;
        self.is_there_again(taker);
        self.save(id);
        self.note(id, EventKind::Transferred, Some(taker), now);
        if resumed {
            self.note(id, EventKind::Resumed, Some(taker), now);
        }
        self.tell_offer_end(giver, &name, OfferEnd::TakenOver(taker));
        let thread = self.contacts[&id].thread;
        self.shows
            .push_back(Effect::ShowHistory(Party::Seat(seat), thread));
        self.settle(now);
        Ok(())
    }

    /// Somebody who was asked says no; the others go on being rung.
    pub(super) fn refuse_transfer(&mut self, id: ContactId, who: LibrarianId, now: Moment) {
        self.note(id, EventKind::TransferRefused, Some(who), now);
        self.ask_no_more(id, |one| one == who);
        if self.is_asked_of_nobody(id) {
            let asked = self.the_one_meant(id);
            let refused = true;
            self.not_taken(id, NotTaken { asked, refused }, now);
        }
    }

    /// Time, and who is still there, decide what becomes of what rings at colleagues.
    pub(super) fn follow_transfers(&mut self, now: Moment) {
        let under_way: Vec<_> = self.transfers().map(|(id, _)| id).collect();
        for id in under_way {
            self.follow_transfer(id, now);
        }
    }

    fn follow_transfer(&mut self, id: ContactId, now: Moment) {
        let contact = &self.contacts[&id];
        let Some(transfer) = contact.transfer() else {
            return;
        };
        let (rung, mode) = (transfer.to.clone(), contact.mode);
        let (asked, refused) = (self.the_one_meant(id), false);
        if now.has_reached(transfer.until) {
            let name = contact.name.clone();
            for librarian in rung {
                self.note(id, EventKind::TransferMissed, Some(librarian), now);
                self.tell_offer_end(librarian, &name, OfferEnd::Missed);
            }
            return self.not_taken(id, NotTaken { asked, refused }, now);
        }
        let gone = |one: &LibrarianId| !may_be_rung(self.presence_for(*one, mode));
        let gone: Vec<_> = rung.into_iter().filter(gone).collect();
        if gone.is_empty() {
            return;
        }
        self.ask_no_more(id, |one| gone.contains(&one));
        if self.is_asked_of_nobody(id) {
            self.not_taken(id, NotTaken { asked, refused }, now);
        }
    }

    fn the_one_meant(&self, id: ContactId) -> Option<LibrarianId> {
        match self.contacts[&id].transfer()?.whom {
            TransferTo::Librarian { librarian } => Some(librarian),
            TransferTo::Group { .. } => None,
        }
    }

    fn ask_no_more(&mut self, id: ContactId, whom: impl Fn(LibrarianId) -> bool) {
        self.alter_talk(id, |talk| {
            if let Some(transfer) = &mut talk.transfer {
                transfer.to.retain(|one| !whom(*one));
            }
        });
    }

    fn is_asked_of_nobody(&self, id: ContactId) -> bool {
        let transfer = self.contacts[&id].transfer();
        transfer.is_some_and(|transfer| transfer.to.is_empty())
    }

    /// It stays with who wanted to pass it on, who is told; or it goes to the line.
    fn not_taken(&mut self, id: ContactId, why: NotTaken, now: Moment) {
        let contact = &self.contacts[&id];
        let Some((talk, transfer)) = contact.talk().zip(contact.transfer()) else {
            return;
        };
        let (giver, name, in_line) = (talk.with, contact.name.clone(), transfer.else_line);
        if in_line {
            self.back_to_the_line(id, now);
        } else {
            self.forget_transfer(id);
            self.save(id);
        }
        let told = OfferEnd::NotTakenOver {
            asked: why.asked,
            refused: why.refused,
            in_line,
        };
        self.tell_offer_end(giver, &name, told);
    }

    /// Who passes it on goes on with it; those who were rung are told.
    pub(super) fn stop_transfer(&mut self, id: ContactId) {
        let contact = &self.contacts[&id];
        let Some((talk, transfer)) = contact.talk().zip(contact.transfer()) else {
            return;
        };
        let (giver, asked, name) = (talk.with, transfer.to.clone(), contact.name.clone());
        self.forget_transfer(id);
        self.save(id);
        for one in asked {
            self.tell_offer_end(one, &name, OfferEnd::TakenBack(giver));
        }
    }

    fn forget_transfer(&mut self, id: ContactId) {
        self.alter(id, |contact| {
            let ContactState::Talking(talk) = &mut contact.state else {
                return;
            };
            if let Some(transfer) = talk.transfer.take() {
                contact.passed_on = transfer.before;
            }
        });
    }

    /// The patron waits again, at the old place; who had them, and who could not take
    /// them, is left in peace by it for a while.
    pub(super) fn back_to_the_line(&mut self, id: ContactId, now: Moment) {
        let Some((with, _)) = self.contacts[&id].talking() else {
            return;
        };
        let asked = self.contacts[&id].transfer();
        let mut passes: Vec<_> = asked.map(|one| one.to.clone()).unwrap_or_default();
        passes.extend(self.the_one_meant(id));
        passes.push(with);
        self.put_back(id, with, now);
        self.alter(id, |contact| {
            let until = now.plus(PEACE_AFTER_DECLINE);
            contact.passed = passes.iter().map(|one| (*one, until)).collect();
        });
        let wanted = self.contacts[&id].wanted;
        if wanted.is_some_and(|one| !one.overflowed && passes.contains(&one.librarian)) {
            self.let_the_group_answer(id, now);
        }
    }

    /// From here on nobody talks with the patron, who is in the line again.
    pub(super) fn put_back(&mut self, id: ContactId, with: LibrarianId, now: Moment) {
        self.alter(id, |contact| contact.state = ContactState::Waiting);
        self.answered.remove(&id);
        self.idle_since.insert(with, now);
        self.save(id);
        self.note(id, EventKind::Returned, Some(with), now);
    }
}
