//! Capacity: what a librarian has under way, and what else they may take.
//!
//! **The rule.** A librarian has at most one call at a time and, beside it, as many
//! chats as were set for them. A contact keeps its place among these until it is
//! written down: while the wrap-up of a call is open no call rings, and a chat that is
//! to be written down counts as one of the chats. So a chat holds up no call, a call no
//! chat, and the wrap-up of one chat not the others.
//!
//! A call that falls to a chat is never refused, though it may be one chat too many:
//! the limit says what may ring.

use std::collections::BTreeMap;

use super::Library;
use crate::contact::{Contact, Mode};
use crate::ids::{ContactId, LibrarianId, SeatId};
use crate::presence::{ChosenPresence, Presence};

/// What takes a librarian's time.
#[derive(Clone, Copy, Debug, Default)]
struct Taken {
    under_way: usize,
    wrapping_up: usize,
}

impl Taken {
    const fn all(self) -> usize {
        self.under_way + self.wrapping_up
    }
}

/// What is so for everybody, for calls and for chats, looked up once.
pub(super) struct Presences {
    calls: BTreeMap<LibrarianId, Presence>,
    chats: BTreeMap<LibrarianId, Presence>,
}

impl Presences {
    /// Whether a librarian may be rung for such a contact, and if not, why.
    pub fn of(&self, librarian: LibrarianId, mode: Mode) -> Presence {
        let known = if mode.is_call() {
            &self.calls
        } else {
            &self.chats
        };
        known.get(&librarian).copied().unwrap_or(Presence::Offline)
    }

    /// Those who may be rung for something.
    pub fn may_be_rung(&self) -> impl Iterator<Item = LibrarianId> {
        let known = self.calls.iter().zip(self.chats.values());
        let may = known.filter(|((_, calls), chats)| may_be_rung(**calls) || may_be_rung(**chats));
        may.map(|((librarian, _), _)| *librarian)
    }
}

impl Library {
    /// What people are told of a librarian: talking with somebody, by whatever means,
    /// comes before everything else.
    pub fn presence(&self, librarian: LibrarianId) -> Presence {
        if self.engaged.contains_key(&librarian) {
            return Presence::OnContact;
        }
        let at_rest = self.at_rest(librarian);
        if at_rest != Presence::Offline && self.wrapping_up.contains_key(&librarian) {
            return Presence::WrapUp;
        }
        at_rest
    }

    /// Whether a librarian may be rung for a contact of this mode, and if not, why:
    /// who is on a call may be rung for a chat, and who is in chats for a call.
    pub fn presence_for(&self, librarian: LibrarianId, mode: Mode) -> Presence {
        let taken = self.taken(librarian, mode);
        if taken.all() < self.most(librarian, mode) {
            return self.at_rest(librarian);
        }
        match (taken.under_way, self.is_online(librarian)) {
            (1.., _) => Presence::OnContact,
            (0, true) => Presence::WrapUp,
            (0, false) => Presence::Offline,
        }
    }

    pub(super) fn presences(&self) -> Presences {
        let everybody = || self.rota.settings.librarians.iter().map(|one| one.id);
        let of = |mode| everybody().map(move |one| (one, self.presence_for(one, mode)));
        Presences {
            calls: of(Mode::Video).collect(),
            chats: of(Mode::Chat).collect(),
        }
    }

    /// Whether a librarian may be rung for whatever comes next.
    pub(super) fn may_be_rung_for_anything(&self, librarian: LibrarianId) -> bool {
        let mut modes = [Mode::Video, Mode::Chat].into_iter();
        modes.all(|mode| may_be_rung(self.presence_for(librarian, mode)))
    }

    /// Whether as many contacts of this mode are under way with a librarian as may be.
    pub(super) fn has_no_room(&self, librarian: LibrarianId, mode: Mode) -> bool {
        self.taken(librarian, mode).under_way >= self.most(librarian, mode)
    }

    /// How many more contacts of this mode a librarian may be given now.
    pub(super) fn room(&self, librarian: LibrarianId, mode: Mode) -> usize {
        let most = self.most(librarian, mode);
        most.saturating_sub(self.taken(librarian, mode).all())
    }

    /// The contacts under way with a librarian, talks and what they call themselves:
    /// the call first, then the chats as they were answered.
    pub fn contacts_with(&self, librarian: LibrarianId) -> Vec<&Contact> {
        let theirs = self.engaged.get(&librarian).into_iter().flatten();
        let mut contacts: Vec<_> = theirs.map(|id| &self.contacts[id]).collect();
        contacts.sort_by_key(|contact| {
            let since = contact.talk().map_or(contact.arrived, |talk| talk.since);
            (!contact.mode.is_call(), since, contact.id)
        });
        contacts
    }

    /// How many contacts are under way with a librarian.
    pub(super) fn load(&self, librarian: LibrarianId) -> usize {
        self.engaged.get(&librarian).map_or(0, |one| one.len())
    }

    /// The call under way with a librarian, if it is not this contact.
    pub(super) fn other_call(&self, librarian: LibrarianId, than: ContactId) -> Option<ContactId> {
        let theirs = self.engaged.get(&librarian).into_iter().flatten();
        let mut others = theirs.copied().filter(|id| *id != than);
        others.find(|id| self.contacts[id].mode.is_call())
    }

    /// The contacts that are at this seat, held by who sits there now.
    pub(super) fn contacts_at(&self, seat: SeatId) -> Vec<ContactId> {
        let Some(librarian) = self.librarian_at(seat) else {
            return Vec::new();
        };
        let theirs = self.contacts_with(librarian).into_iter();
        let here = theirs.filter(|contact| contact.seat() == Some(seat));
        here.map(|contact| contact.id).collect()
    }

    fn most(&self, librarian: LibrarianId, mode: Mode) -> usize {
        if mode.is_call() {
            return 1;
        }
        let known = self.rota.librarian(librarian);
        known.map_or(0, |known| usize::from(known.chats))
    }

    fn taken(&self, librarian: LibrarianId, mode: Mode) -> Taken {
        let is_like = |other: Mode| other.is_call() == mode.is_call();
        let theirs = self.engaged.get(&librarian).into_iter().flatten();
        let wrap_ups = self.wrapping_up.get(&librarian).into_iter().flatten();
        Taken {
            under_way: theirs.filter(|id| is_like(self.contacts[*id].mode)).count(),
            wrapping_up: wrap_ups.filter(|one| is_like(one.mode)).count(),
        }
    }

    /// What would be so without any contact.
    fn at_rest(&self, librarian: LibrarianId) -> Presence {
        if !self.is_online(librarian) {
            return Presence::Offline;
        }
        match self.rota.librarian(librarian).map(|one| one.chosen) {
            Some(ChosenPresence::Available) => Presence::Available,
            Some(ChosenPresence::InPerson) => Presence::InPerson,
            Some(ChosenPresence::Away) => Presence::Away,
            None => Presence::Offline,
        }
    }
}

/// Whether somebody of whom this is so may be rung.
pub(super) const fn may_be_rung(presence: Presence) -> bool {
    match presence {
        Presence::Available | Presence::InPerson => true,
        Presence::OnContact | Presence::WrapUp | Presence::Away | Presence::Offline => false,
    }
}
