//! What is offered: the part of the settings that the book needs, with its ways in.

use std::collections::{BTreeMap, BTreeSet};

use chrono_tz::Tz;

use crate::booking::{Consultation, Meeting};
use crate::hours::{Hours, Week};
use crate::ids::{BranchId, ConsultationId, DeskId, LibrarianId};
use crate::settings::Settings;

/// Consultations, and the hours of the places at which they are given.
#[derive(Debug, Default)]
pub(super) struct Offer {
    consultations: BTreeMap<ConsultationId, Consultation>,
    desks: BTreeMap<DeskId, Counter>,
    branches: BTreeMap<BranchId, Hours>,
    librarians: BTreeSet<LibrarianId>,
}

/// Where a desk stands, and its calendar.
#[derive(Debug)]
struct Counter {
    branch: Option<BranchId>,
    /// Its own hours, or those of its branch, or none at all: then only its clock counts.
    hours: Hours,
}

impl Offer {
    pub fn of(settings: &Settings) -> Self {
        let consultations = settings.consultations.iter();
        let branches = settings.branches.iter();
        let branches: BTreeMap<_, _> = branches
            .filter_map(|branch| Some((branch.id, branch.hours.clone()?)))
            .collect();
        let desks = settings.desks.iter().map(|desk| {
            let of_branch = || branches.get(&desk.branch?).cloned();
            let hours = desk.hours.clone().or_else(of_branch);
            let counter = Counter {
                branch: desk.branch,
                hours: hours.unwrap_or_else(clock_of_italy),
            };
            (desk.id, counter)
        });
        Self {
            consultations: consultations.map(|one| (one.id, one.clone())).collect(),
            desks: desks.collect(),
            librarians: settings.librarians.iter().map(|one| one.id).collect(),
            branches,
        }
    }

    /// What is offered under that id; nothing when its desk is gone.
    pub fn consultation(&self, id: ConsultationId) -> Option<&Consultation> {
        let found = self.consultations.get(&id)?;
        self.desks.contains_key(&found.desk).then_some(found)
    }

    /// Who gives it and still works here, in its order.
    pub fn givers(&self, consultation: &Consultation) -> impl Iterator<Item = LibrarianId> {
        let givers = consultation.givers.iter().copied();
        givers.filter(|giver| self.librarians.contains(giver))
    }

    /// The calendar and clock of a desk.
    pub fn clock(&self, desk: DeskId) -> Option<&Hours> {
        self.desks.get(&desk).map(|counter| &counter.hours)
    }

    /// The branch of a desk.
    pub fn branch_of(&self, desk: DeskId) -> Option<BranchId> {
        self.desks.get(&desk)?.branch
    }

    /// The hours that bind a meeting: those of the branch for one in person, for a call
    /// those of the desk.
    pub fn place(
        &self,
        desk: DeskId,
        meeting: Meeting,
        branch: Option<BranchId>,
    ) -> Option<&Hours> {
        match meeting {
            Meeting::InPerson => self.branches.get(&branch?),
            Meeting::Video | Meeting::Voice => self.clock(desk),
        }
    }
}

/// The first libraries are in Italy; a desk without hours of any kind has their clock.
fn clock_of_italy() -> Hours {
    Hours {
        zone: Tz::Europe__Rome,
        week: Week::default(),
        holidays: None,
        exceptions: BTreeMap::new(),
    }
}
