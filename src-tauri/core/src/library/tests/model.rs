//! The naive model: the same room told without a single deadline. It has a list of
//! visits in the order of their arrival and counts seconds; after every second it
//! looks at everything. It is slow, and simple enough to be believed.
//!
//! The rule of ringing is told from the librarian's side: *who is free hears the
//! first visit of the line whose patron is there and which they have not passed on.*

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use crate::ids::{ContactId, LibrarianId, PageId, PatronId, SeatId};
use crate::presence::ChosenPresence;

/// Where a visit stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Phase {
    Waiting,
    Ringing {
        at: BTreeSet<LibrarianId>,
        seconds_left: i64,
    },
    Talking(LibrarianId, SeatId),
}

/// A visit that is not over.
#[derive(Clone, Debug)]
pub struct Visit {
    pub contact: ContactId,
    pub patron: PatronId,
    pub phase: Phase,
    /// How many seconds ago the patron came.
    pub waited: i64,
    /// For how many seconds the page has been away.
    pub away: Option<i64>,
    /// For how many seconds these librarians are still left in peace.
    pub peace: BTreeMap<LibrarianId, i64>,
}

/// The room.
#[derive(Clone, Debug, Default)]
pub struct Model {
    pub visits: Vec<Visit>,
    pub pages: BTreeMap<PatronId, PageId>,
    /// Who sits there, and for how many seconds the network has been away.
    pub seats: BTreeMap<SeatId, (LibrarianId, Option<i64>)>,
    pub chosen: BTreeMap<LibrarianId, ChosenPresence>,
    /// Patrons whose page shows a contact that is over.
    pub farewells: BTreeSet<PatronId>,
}

impl Model {
    pub fn of(librarians: &[LibrarianId]) -> Self {
        let available = |one: &LibrarianId| (*one, ChosenPresence::Available);
        Self {
            chosen: librarians.iter().map(available).collect(),
            ..Self::default()
        }
    }

    /// A second passes; nobody looks yet.
    pub fn age(&mut self) {
        for visit in &mut self.visits {
            visit.waited += 1;
            visit.away = visit.away.map(|seconds| seconds + 1);
            visit.peace.values_mut().for_each(|seconds| *seconds -= 1);
            if let Phase::Ringing { seconds_left, .. } = &mut visit.phase {
                *seconds_left -= 1;
            }
        }
        for (_, away) in self.seats.values_mut() {
            *away = away.map(|seconds| seconds + 1);
        }
    }

    /// Looks at everything, and puts right what is wrong.
    pub fn look(&mut self) {
        for visit in &mut self.visits {
            if matches!(visit.phase, Phase::Ringing { .. }) && visit.away >= Some(4) {
                visit.phase = Phase::Waiting;
            }
        }
        self.visits.retain(|visit| match visit.phase {
            Phase::Waiting => visit.away < Some(10 * 60),
            Phase::Ringing { .. } => true,
            Phase::Talking(..) => visit.away < Some(2 * 60),
        });
        for visit in &mut self.visits {
            match visit.phase.clone() {
                Phase::Talking(with, seat) => {
                    let kept = matches!(self.seats.get(&seat), Some((sits, away))
                        if *sits == with && *away < Some(2 * 60));
                    if !kept {
                        visit.phase = Phase::Waiting;
                    }
                }
                Phase::Ringing {
                    at,
                    seconds_left: ..=0,
                } => {
                    visit.peace.extend(at.into_iter().map(|one| (one, 5)));
                    visit.phase = Phase::Waiting;
                }
                Phase::Ringing { .. } | Phase::Waiting => {}
            }
            visit.peace.retain(|_, seconds| *seconds > 0);
        }
        let visits = &self.visits;
        self.seats.retain(|seat, (sits, away)| {
            away.is_none()
                || visits
                    .iter()
                    .any(|visit| visit.phase == Phase::Talking(*sits, *seat))
        });
        self.ring();
    }

    fn ring(&mut self) {
        let hears: Vec<_> = self
            .chosen
            .keys()
            .filter(|one| self.is_free(**one))
            .map(|one| (*one, self.first_for(*one)))
            .collect();
        for visit in &mut self.visits {
            let here = hears
                .iter()
                .filter(|(_, heard)| *heard == Some(visit.contact));
            let at: BTreeSet<_> = here.map(|(librarian, _)| *librarian).collect();
            visit.phase = match visit.phase {
                Phase::Talking(with, seat) => Phase::Talking(with, seat),
                Phase::Waiting | Phase::Ringing { .. } if at.is_empty() => Phase::Waiting,
                Phase::Ringing { seconds_left, .. } => Phase::Ringing { at, seconds_left },
                Phase::Waiting => Phase::Ringing {
                    at,
                    seconds_left: 20,
                },
            };
        }
    }

    /// The visit that a free librarian hears.
    fn first_for(&self, librarian: LibrarianId) -> Option<ContactId> {
        let heard = self.visits.iter().find(|visit| {
            let may_ring = match visit.phase {
                Phase::Waiting => visit.away.is_none(),
                Phase::Ringing { .. } => true,
                Phase::Talking(..) => false,
            };
            may_ring && !visit.peace.contains_key(&librarian)
        });
        heard.map(|visit| visit.contact)
    }

    fn is_free(&self, librarian: LibrarianId) -> bool {
        let online = |seat: &(LibrarianId, Option<i64>)| *seat == (librarian, None);
        self.chosen[&librarian] == ChosenPresence::Available
            && self.seats.values().any(online)
            && !self.talks(librarian)
    }

    pub fn talks(&self, librarian: LibrarianId) -> bool {
        let with =
            |visit: &Visit| matches!(visit.phase, Phase::Talking(with, _) if with == librarian);
        self.visits.iter().any(with)
    }

    pub fn is_open(&self) -> bool {
        let mut librarians = self.chosen.keys();
        librarians.any(|one| self.is_free(*one) || self.talks(*one))
    }

    pub fn sits_at(&self, seat: SeatId) -> Option<LibrarianId> {
        self.seats.get(&seat).map(|(librarian, _)| *librarian)
    }

    pub fn visit_of(&mut self, patron: PatronId) -> Option<&mut Visit> {
        self.visits.iter_mut().find(|visit| visit.patron == patron)
    }

    /// What a librarian hears now.
    pub fn hears(&self, librarian: LibrarianId) -> Option<ContactId> {
        let rings = |visit: &&Visit| matches!(&visit.phase, Phase::Ringing { at, .. } if at.contains(&librarian));
        self.visits.iter().find(rings).map(|visit| visit.contact)
    }

    pub fn connects(&mut self, seat: SeatId, librarian: LibrarianId) {
        self.seats.insert(seat, (librarian, None));
    }

    pub fn disconnects(&mut self, seat: SeatId) {
        let Some((librarian, away)) = self.seats.get_mut(&seat) else {
            return;
        };
        let call = Phase::Talking(*librarian, seat);
        if self.visits.iter().any(|visit| visit.phase == call) {
            away.get_or_insert(0);
        } else {
            self.seats.remove(&seat);
        }
    }

    pub fn chooses(&mut self, seat: SeatId, chosen: ChosenPresence) {
        let Some(librarian) = self.sits_at(seat) else {
            return;
        };
        self.chosen.insert(librarian, chosen);
        if chosen == ChosenPresence::Available {
            for visit in &mut self.visits {
                visit.peace.remove(&librarian);
            }
        }
    }

    pub fn opens(&mut self, patron: PatronId, page: PageId) {
        self.pages.insert(patron, page);
        if let Some(visit) = self.visit_of(patron) {
            visit.away = None;
        }
    }

    pub fn closes(&mut self, patron: PatronId, page: PageId) {
        if self.pages.get(&patron) != Some(&page) {
            return;
        }
        self.pages.remove(&patron);
        self.farewells.remove(&patron);
        if let Some(visit) = self.visit_of(patron) {
            visit.away = Some(0);
        }
    }

    /// Whether the patron then has a place, new or old.
    pub fn arrives(&mut self, patron: PatronId, contact: ContactId) -> bool {
        if self.visit_of(patron).is_some() {
            return true;
        }
        self.farewells.remove(&patron);
        if !self.is_open() {
            return false;
        }
        self.visits.push(Visit {
            contact,
            patron,
            phase: Phase::Waiting,
            waited: 0,
            away: (!self.pages.contains_key(&patron)).then_some(0),
            peace: BTreeMap::new(),
        });
        // Within the same instant the smaller id is first.
        self.visits
            .sort_by_key(|visit| (Reverse(visit.waited), visit.contact));
        true
    }

    pub fn leaves(&mut self, patron: PatronId) {
        if self.visit_of(patron).is_some() {
            self.visits.retain(|visit| visit.patron != patron);
            if self.pages.contains_key(&patron) {
                self.farewells.insert(patron);
            }
        }
    }

    pub fn accepts(&mut self, seat: SeatId, contact: ContactId) -> bool {
        let Some(librarian) = self.sits_at(seat) else {
            return false;
        };
        let call = Phase::Talking(librarian, seat);
        let rings = self.hears(librarian) == Some(contact);
        let mut visits = self.visits.iter_mut();
        let Some(visit) = visits.find(|visit| visit.contact == contact) else {
            return false;
        };
        if rings {
            visit.phase = call.clone();
        }
        visit.phase == call
    }

    pub fn declines(&mut self, seat: SeatId, contact: ContactId) -> bool {
        let Some(librarian) = self.sits_at(seat) else {
            return false;
        };
        if self.hears(librarian) != Some(contact) {
            return false;
        }
        for visit in &mut self.visits {
            if visit.contact == contact {
                visit.peace.insert(librarian, 60);
            }
        }
        true
    }

    pub fn hangs_up(&mut self, seat: SeatId, contact: ContactId) -> bool {
        let sits = self.sits_at(seat);
        let theirs = self.visits.iter().find(|visit| {
            visit.contact == contact
                && matches!(visit.phase, Phase::Talking(with, _) if Some(with) == sits)
        });
        let Some(patron) = theirs.map(|visit| visit.patron) else {
            return false;
        };
        self.leaves(patron);
        true
    }

    /// The server starts again: places and calls are kept, everybody is away.
    pub fn restart(&mut self) {
        self.pages.clear();
        self.farewells.clear();
        self.seats.clear();
        for visit in &mut self.visits {
            visit.away = Some(0);
            visit.peace.clear();
            match visit.phase {
                Phase::Talking(with, seat) => {
                    self.seats.insert(seat, (with, Some(0)));
                }
                Phase::Ringing { .. } | Phase::Waiting => visit.phase = Phase::Waiting,
            }
        }
    }
}
