//! When librarians give consultations, as they say it: their own, or a colleague's for
//! supervisors and administrators. It is saved by the book's effect, with all else of
//! the turn, and answered after that.

use std::collections::BTreeSet;

use sportello_core::booking::{AvailabilityForm, AvailabilityRule, Away};
use sportello_core::{Availability, BranchId, LibrarianId, Role};
use sportello_wire::seat::{
    AvailabilityOrder, AvailabilityRefusal, AvailabilityTold, AvailabilityView, CalendarTold,
    ToSeat,
};

use crate::owner::{ConnectionId, Owner};

/// Something that was said by a seat and is not on disk yet.
#[derive(Debug)]
pub(super) struct Said {
    to: ConnectionId,
    number: u32,
    /// Whose, or why not.
    outcome: Result<LibrarianId, AvailabilityRefusal>,
}

impl Said {
    /// Whether it says when this librarian gives consultations.
    pub(super) fn is_of(&self, librarian: LibrarianId) -> bool {
        self.outcome == Ok(librarian)
    }

    /// It could not be written: a yes was none.
    pub(super) fn not_saved(self) -> Self {
        let outcome = self.outcome.and(Err(AvailabilityRefusal::NotSaved));
        Self { outcome, ..self }
    }
}

impl Owner {
    /// Does what a librarian orders about when consultations are given.
    pub(super) fn order_availability(
        &mut self,
        connection: ConnectionId,
        number: u32,
        order: AvailabilityOrder,
    ) {
        let librarian = match &order {
            AvailabilityOrder::Ask { librarian }
            | AvailabilityOrder::Check { librarian, .. }
            | AvailabilityOrder::Save { librarian, .. } => *librarian,
        };
        if let Err(why) = self.may_set_availability(connection, librarian) {
            return self.tell_availability(connection, AvailabilityTold::Refused { number, why });
        }
        match order {
            AvailabilityOrder::Ask { .. } => {
                let view = self.availability_view(librarian);
                self.tell_availability(connection, AvailabilityTold::View { number, view });
            }
            AvailabilityOrder::Check { form, .. } => {
                let faults = form.read(&self.branches()).err().unwrap_or_default();
                self.tell_availability(connection, AvailabilityTold::Judged { number, faults });
            }
            AvailabilityOrder::Save { form, seen, .. } => {
                let saved = self.save_availability(librarian, &form, &seen);
                let outcome = saved.map(|()| librarian);
                self.booking.said.push(Said {
                    to: connection,
                    number,
                    outcome,
                });
            }
        }
    }

    /// Answers those who said something in this turn.
    pub(super) fn answer_about_availability(&mut self) {
        for Said {
            to,
            number,
            outcome,
        } in std::mem::take(&mut self.booking.said)
        {
            let told = match outcome {
                Ok(librarian) => {
                    let view = self.availability_view(librarian);
                    AvailabilityTold::Saved { number, view }
                }
                Err(why) => AvailabilityTold::Refused { number, why },
            };
            self.tell_availability(to, told);
        }
    }

    /// One's own, or as one's role allows.
    fn may_set_availability(
        &self,
        connection: ConnectionId,
        of: LibrarianId,
    ) -> Result<(), AvailabilityRefusal> {
        let who = self.clients.at(connection);
        let who = who.and_then(|(_, who)| self.machine.librarian(who));
        let who = who.ok_or(AvailabilityRefusal::NotAllowed)?;
        let sets_all = match who.role {
            Role::Librarian => false,
            Role::Supervisor | Role::Administrator => true,
        };
        if who.id != of && !sets_all {
            return Err(AvailabilityRefusal::NotAllowed);
        }
        let known = self.machine.librarian(of);
        known.map(|_| ()).ok_or(AvailabilityRefusal::Nobody)
    }

    fn save_availability(
        &mut self,
        librarian: LibrarianId,
        form: &AvailabilityForm,
        seen: &AvailabilityForm,
    ) -> Result<(), AvailabilityRefusal> {
        let view = self.availability_view(librarian);
        if view.form != *seen {
            return Err(AvailabilityRefusal::ChangedMeanwhile { view });
        }
        let read = form.read(&self.branches());
        let read = read.map_err(|faults| AvailabilityRefusal::Faults { faults })?;
        let availability = self.with_what_is_busy(librarian, read);
        let now = self.now();
        self.booking.book.handle_availability(availability, now);
        Ok(())
    }

    /// What was read of somebody's own calendar stays.
    fn with_what_is_busy(
        &self,
        librarian: LibrarianId,
        (rules, away): (Vec<AvailabilityRule>, Vec<Away>),
    ) -> Availability {
        let known = self.booking.book.availability(librarian);
        Availability {
            librarian,
            rules,
            away,
            busy: known.map(|known| known.busy.clone()).unwrap_or_default(),
            busy_read_at: known.and_then(|known| known.busy_read_at),
        }
    }

    fn availability_view(&self, librarian: LibrarianId) -> AvailabilityView {
        let known = self.booking.book.availability(librarian);
        AvailabilityView {
            librarian,
            form: known.map(AvailabilityForm::of).unwrap_or_default(),
            zone: self.zone().to_owned(),
        }
    }

    fn branches(&self) -> BTreeSet<BranchId> {
        let branches = self.machine.settings().branches.iter();
        branches.map(|one| one.id).collect()
    }

    fn tell_availability(&mut self, to: ConnectionId, told: AvailabilityTold) {
        let told = CalendarTold::Availability { told };
        self.clients.tell_connection(to, ToSeat::Calendar { told });
    }
}
