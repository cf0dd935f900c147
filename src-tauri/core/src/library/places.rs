//! Places: how many will really be served before somebody.
//!
//! Two contacts compete when somebody on duty could answer either. At a desk with one
//! set of librarians a position is the place in its line; where desks share some of
//! them, it counts those of the other desks, too.

use super::Library;
use super::rota::Crew;
use crate::contact::Contact;
use crate::ids::{ContactId, DeskId, LibrarianId};
use crate::presence::Presence;

/// Which crews compete with which.
pub(super) struct Competition {
    competes: Vec<Vec<bool>>,
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
        let competition = self.competition();
        let mut before = vec![0_usize; self.rota.how_many_crews()];
        let mut places = Vec::new();
        let Some((last, _)) = self.line.places(desk).next_back().copied() else {
            return places;
        };
        for (place, id) in &self.line.order {
            if *place > last {
                break;
            }
            let contact = &self.contacts[id];
            let crew = self.crew_number(contact);
            if contact.desk == desk {
                let ahead = before.iter().enumerate();
                let ahead = ahead.filter(|(other, _)| competition.between(crew, *other));
                let ahead: usize = ahead.map(|(_, count)| count).sum();
                places.push((*id, ahead + 1));
            }
            before[crew] += 1;
        }
        places
    }

    pub(super) fn crew_number(&self, contact: &Contact) -> usize {
        self.rota.crew_number(contact.desk, contact.topic)
    }

    pub(super) fn competition(&self) -> Competition {
        let presences = self.presences();
        let on_duty = |one: &&LibrarianId| match presences.get(one) {
            Some(
                Presence::Available | Presence::InPerson | Presence::OnContact | Presence::WrapUp,
            ) => true,
            Some(Presence::Away | Presence::Offline) | None => false,
        };
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
