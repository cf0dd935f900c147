//! What may be read off a library. Everything here is derived; nothing is kept.

use super::{Desk, Librarian, Library, Party, Refusal};
use crate::contact::Contact;
use crate::handle::Handle;
use crate::ids::{ContactId, DeskId, LibrarianId, PageId, PatronId, SeatId};
use crate::presence::{ChosenPresence, Presence};

/// Whether anybody is at the desk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DeskState {
    /// Librarians are there.
    Open {
        /// How many may be rung now.
        available: usize,
        /// How many are talking with somebody.
        on_contact: usize,
    },
    /// Nobody is there.
    Closed,
}

impl Library {
    /// The desks.
    pub fn desks(&self) -> impl Iterator<Item = &Desk> {
        self.desks.values()
    }

    /// The desk with that id.
    pub fn desk(&self, desk: DeskId) -> Option<&Desk> {
        self.desks.get(&desk)
    }

    /// The desk with that handle.
    pub fn desk_at(&self, handle: &Handle) -> Option<&Desk> {
        self.desks.values().find(|desk| desk.handle == *handle)
    }

    /// The librarian with that id.
    pub fn librarian(&self, librarian: LibrarianId) -> Option<&Librarian> {
        self.librarians.get(&librarian)
    }

    /// Whether anybody is there. Every librarian answers for every desk.
    pub fn desk_state(&self) -> DeskState {
        let count = |wanted| {
            self.librarians
                .keys()
                .filter(|one| self.presence(**one) == wanted)
                .count()
        };
        let (available, on_contact) = (count(Presence::Available), count(Presence::OnContact));
        if available + on_contact == 0 {
            DeskState::Closed
        } else {
            DeskState::Open {
                available,
                on_contact,
            }
        }
    }

    /// Whether a librarian may be rung, and if not, why.
    pub fn presence(&self, librarian: LibrarianId) -> Presence {
        if self.contact_with(librarian).is_some() {
            return Presence::OnContact;
        }
        if !self.online().contains(&librarian) {
            return Presence::Offline;
        }
        match self
            .librarians
            .get(&librarian)
            .map(|account| account.chosen)
        {
            Some(ChosenPresence::Available) => Presence::Available,
            Some(ChosenPresence::Away) => Presence::Away,
            None => Presence::Offline,
        }
    }

    /// Who waits, the next first.
    pub fn line(&self) -> impl Iterator<Item = &Contact> {
        let mut line: Vec<_> = self
            .contacts
            .values()
            .filter(|contact| contact.is_in_line())
            .collect();
        line.sort_by_key(|contact| (contact.arrived, contact.id));
        line.into_iter()
    }

    /// How many will be served before this contact, plus one. `None` when it does
    /// not wait.
    pub fn position(&self, contact: ContactId) -> Option<usize> {
        self.line()
            .position(|other| other.id == contact)
            .map(|before| before + 1)
    }

    /// The contact with that id.
    pub fn contact(&self, contact: ContactId) -> Option<&Contact> {
        self.contacts.get(&contact)
    }

    /// The patron's contact: the one under way, or one that ended while the page
    /// stayed open.
    pub fn contact_of(&self, patron: PatronId) -> Option<&Contact> {
        self.contacts
            .values()
            .find(|contact| contact.patron == patron)
    }

    /// The contact under way with a librarian.
    pub fn contact_with(&self, librarian: LibrarianId) -> Option<&Contact> {
        let talks =
            |contact: &&Contact| contact.talking().is_some_and(|(with, _)| with == librarian);
        self.contacts.values().find(talks)
    }

    /// Who sits at a seat.
    pub fn librarian_at(&self, seat: SeatId) -> Option<LibrarianId> {
        self.seats.get(&seat).map(|seat| seat.librarian)
    }

    /// The page that speaks for a patron.
    pub fn page_of(&self, patron: PatronId) -> Option<PageId> {
        self.pages.get(&patron).copied()
    }

    /// The other end of the call that `from` takes part in. A step of setting up a
    /// call is passed on to it and changes nothing here.
    ///
    /// # Errors
    /// When `from` is in no call.
    pub fn other_end(&self, from: Party) -> Result<(ContactId, Party), Refusal> {
        match from {
            Party::Patron(patron) => {
                let contact = self.contact_of(patron).ok_or(Refusal::NoSuchContact)?;
                let (_, seat) = contact.talking().ok_or(Refusal::ContactEnded)?;
                Ok((contact.id, Party::Seat(seat)))
            }
            Party::Seat(seat) => {
                let id = self.contact_at(seat).ok_or(Refusal::NoSuchContact)?;
                Ok((id, Party::Patron(self.contacts[&id].patron)))
            }
        }
    }

    /// The contact whose call is at this seat, held by who sits there now.
    pub(super) fn contact_at(&self, seat: SeatId) -> Option<ContactId> {
        let call = (self.librarian_at(seat)?, seat);
        let here = |contact: &&Contact| contact.talking() == Some(call);
        self.contacts.values().find(here).map(|contact| contact.id)
    }
}
