//! Librarians: their seats, what they chose and what is so.

use std::collections::BTreeSet;

use super::{Effect, Library, Party};
use crate::ids::{ContactId, LibrarianId, SeatId};
use crate::moment::Moment;
use crate::presence::ChosenPresence;

/// A signed-in program of a librarian.
#[derive(Clone, Debug)]
pub(super) struct Seat {
    pub librarian: LibrarianId,
    /// Since when the network has been away; a seat is kept for its contacts.
    pub away_since: Option<Moment>,
}

impl Library {
    /// A librarian's program signed in or came back.
    pub fn handle_seat_connected(&mut self, seat: SeatId, librarian: LibrarianId, now: Moment) {
        let before = self.seats.insert(
            seat,
            Seat {
                librarian,
                away_since: None,
            },
        );
        if let Some(before) = before {
            self.online.remove(&(before.librarian, seat));
            // A colleague at this seat does not inherit its contacts.
            let theirs = self.engaged.get(&before.librarian);
            self.touched.extend(theirs.into_iter().flatten());
        }
        self.online.insert((librarian, seat));
        for contact in self.contacts_at(seat) {
            let thread = self.contacts[&contact].thread;
            self.shows
                .push_back(Effect::ShowHistory(Party::Seat(seat), thread));
            self.touched.insert(contact);
        }
        self.settle(now);
    }

    /// A librarian's program signed out or lost the network.
    pub fn handle_seat_disconnected(&mut self, seat: SeatId, now: Moment) {
        let Some(librarian) = self.librarian_at(seat) else {
            return;
        };
        self.online.remove(&(librarian, seat));
        let here = self.contacts_at(seat);
        if here.is_empty() {
            self.seats.remove(&seat);
        } else if let Some(known) = self.seats.get_mut(&seat) {
            known.away_since.get_or_insert(now);
        }
        self.touched.extend(here);
        self.settle(now);
    }

    /// A librarian chose to be available, at the counter or away.
    pub fn handle_presence(&mut self, seat: SeatId, chosen: ChosenPresence, now: Moment) {
        let Some(librarian) = self.librarian_at(seat) else {
            return;
        };
        self.put_in_person.remove(&librarian);
        self.choose(librarian, chosen);
        if chosen == ChosenPresence::Available {
            // Whoever says "available" means it now, whatever they declined before.
            self.forget_passes_of(librarian);
            self.end_wrap_ups(librarian, now);
        }
        self.settle(now);
    }

    /// Writes down what a librarian chose, or the machine for them.
    pub(super) fn choose(&mut self, librarian: LibrarianId, chosen: ChosenPresence) -> bool {
        let Some(account) = self.rota.librarian_mut(librarian) else {
            return false;
        };
        let is_new = account.chosen != chosen;
        if is_new {
            account.chosen = chosen;
            self.saves
                .push_back(Effect::SaveChosenPresence(librarian, chosen));
        }
        is_new
    }

    /// The machine changes somebody's presence, and tells them.
    pub(super) fn choose_for(&mut self, librarian: LibrarianId, chosen: ChosenPresence) {
        if self.choose(librarian, chosen) {
            self.shows
                .push_back(Effect::TellPresenceChanged(librarian, chosen));
        }
    }

    fn forget_passes_of(&mut self, librarian: LibrarianId) {
        let waiting = self.line.order.iter().map(|(_, id)| *id);
        let passed = |id: &ContactId| self.contacts[id].passed.contains_key(&librarian);
        for id in waiting.filter(passed).collect::<Vec<_>>() {
            self.alter(id, |contact| {
                contact.passed.remove(&librarian);
            });
        }
    }

    /// A seat that a contact was at before the restart.
    pub(super) fn expect_seat(&mut self, seat: SeatId, librarian: LibrarianId, now: Moment) {
        self.seats.insert(
            seat,
            Seat {
                librarian,
                away_since: Some(now),
            },
        );
    }

    /// Seats without network are kept for their contacts alone.
    pub(super) fn let_go_of_idle_seats(&mut self) {
        let engaged = self.engaged.values().flatten();
        let kept: BTreeSet<SeatId> = engaged.filter_map(|id| self.contacts[id].seat()).collect();
        self.seats
            .retain(|id, seat| seat.away_since.is_none() || kept.contains(id));
    }

    /// Whether a program of theirs is connected.
    pub(super) fn is_online(&self, librarian: LibrarianId) -> bool {
        let first = (librarian, SeatId(uuid::Uuid::nil()));
        let mut from = self.online.range(first..);
        from.next().is_some_and(|(one, _)| *one == librarian)
    }
}
