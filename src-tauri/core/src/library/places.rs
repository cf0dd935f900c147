//! Places: how many will really be served before somebody.
//!
//! Two contacts compete when somebody on duty could answer either. At a desk with one
//! set of librarians a position is the place in its line; where desks share some of
//! them, it counts those of the other desks, too.
//!
//! A call waits for a call to end and a chat for a chat: those of the other kind count
//! only where there is room for them, because then they ring first.

use std::collections::{BTreeMap, BTreeSet};

use super::Library;
use super::capacity::may_be_rung;
use super::rota::Crew;
use crate::contact::{Contact, Mode};
use crate::ids::{ContactId, DeskId, LibrarianId};
use crate::presence::Presence;

/// Which crews compete with which.
pub(super) struct Competition {
    competes: Vec<Vec<bool>>,
}

/// How many of a crew's contacts stand before somebody.
#[derive(Clone, Copy, Debug, Default)]
struct Before {
    calls: usize,
    chats: usize,
    calls_with_room: usize,
    chats_with_room: usize,
}

impl Before {
    fn count(&mut self, is_call: bool, has_room: bool) {
        if is_call {
            self.calls += 1;
            self.calls_with_room += usize::from(has_room);
        } else {
            self.chats += 1;
            self.chats_with_room += usize::from(has_room);
        }
    }

    /// Those who will be served before a call, or before a chat.
    const fn those_of(self, is_call: bool) -> usize {
        if is_call {
            self.calls + self.chats_with_room
        } else {
            self.chats + self.calls_with_room
        }
    }
}

/// What is left of the room that librarians have.
#[derive(Default)]
struct Rooms {
    left: BTreeMap<(LibrarianId, bool), usize>,
    /// Crews whose room for calls, or for chats, is taken.
    full: BTreeSet<(usize, bool)>,
}

impl Library {
    /// How many will be served before this contact, plus one. `None` when it does
    /// not wait.
    pub fn position(&self, contact: ContactId) -> Option<usize> {
        let desk = self.contact(contact)?.desk;
        let mut places = self.places(desk).into_iter();
        places.find_map(|(id, position)| (id == contact).then_some(position))
    }

    /// The positions of everybody in the line of a desk, in its order.
    pub fn places(&self, desk: DeskId) -> Vec<(ContactId, usize)> {
        let mut places = Vec::new();
        let Some((last, _)) = self.line.places(desk).next_back().copied() else {
            return places;
        };
        let competition = self.competition();
        let mut before = vec![Before::default(); self.rota.how_many_crews()];
        let mut rooms = Rooms::default();
        for (place, id) in &self.line.order {
            if *place > last {
                break;
            }
            let contact = &self.contacts[id];
            let crew = self.crew_number(contact);
            let is_call = contact.mode.is_call();
            if contact.desk == desk {
                let ahead = before.iter().enumerate();
                let ahead = ahead.filter(|(other, _)| competition.between(crew, *other));
                let ahead: usize = ahead.map(|(_, before)| before.those_of(is_call)).sum();
                places.push((*id, ahead + 1));
            }
            let has_room = self.line.is_mixed() && self.takes_room(contact, &mut rooms);
            before[crew].count(is_call, has_room);
        }
        places
    }

    /// Whether there is room for a contact, now that those before have taken theirs.
    fn takes_room(&self, contact: &Contact, rooms: &mut Rooms) -> bool {
        let (number, mode) = (self.crew_number(contact), contact.mode);
        if rooms.full.contains(&(number, mode.is_call())) {
            return false;
        }
        for librarian in &self.rota.crew(number).everybody {
            let left = rooms.left.entry((*librarian, mode.is_call()));
            let left = left.or_insert_with(|| self.room_to_ring(*librarian, mode));
            if *left > 0 {
                *left -= 1;
                return true;
            }
        }
        rooms.full.insert((number, mode.is_call()));
        false
    }

    fn room_to_ring(&self, librarian: LibrarianId, mode: Mode) -> usize {
        if may_be_rung(self.presence_for(librarian, mode)) {
            self.room(librarian, mode)
        } else {
            0
        }
    }

    pub(super) fn crew_number(&self, contact: &Contact) -> usize {
        self.rota.crew_number(contact.desk, contact.topic)
    }

    pub(super) fn competition(&self) -> Competition {
        let everybody = self.rota.settings.librarians.iter();
        let there = everybody.filter(|one| match self.presence(one.id) {
            Presence::Available | Presence::InPerson | Presence::OnContact | Presence::WrapUp => {
                true
            }
            Presence::Away | Presence::Offline => false,
        });
        let there: BTreeSet<_> = there.map(|one| one.id).collect();
        let on_duty = |one: &&LibrarianId| there.contains(one);
        let crews = 0..self.rota.how_many_crews();
        let competes = crews.clone().map(|one| {
            let one_crew = self.rota.crew(one);
            let with = |other: usize| {
                let other_crew = self.rota.crew(other);
                one == other || share(one_crew, other_crew, &on_duty)
            };
            crews.clone().map(with).collect()
        });
        Competition {
            competes: competes.collect(),
        }
    }
}

impl Competition {
    pub fn between(&self, one: usize, other: usize) -> bool {
        self.competes[one][other]
    }
}

/// Whether somebody on duty belongs to both; with nobody on duty, whether anybody
/// does.
fn share(one: &Crew, other: &Crew, on_duty: &impl Fn(&&LibrarianId) -> bool) -> bool {
    let mut both = one.everybody.intersection(&other.everybody);
    if !one.everybody.iter().any(|librarian| on_duty(&librarian)) {
        return both.next().is_some();
    }
    both.any(|librarian| on_duty(&librarian))
}
