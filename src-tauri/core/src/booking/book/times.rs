//! What time does to an appointment: holds run out, reminders go out, it begins, the
//! patron does not come, it is over.
//!
//! **Reminders** go out once: what went out is written into the appointment together with
//! the order to tell. After a break only the latest kind is caught up, and none once it
//! has begun.
//!
//! **After a break** nobody has missed an appointment: the ten minutes are counted from
//! when the machine was awake again, and if there are no ten minutes left of it, it is
//! not told who did not come.

use super::patron::HOUR;
use super::{
    AppointmentNews, Book, BookEffect, BookingTrouble, ENTER_BEFORE, KEPT, NO_SHOW_AFTER, Refused,
    is_held,
};
use crate::booking::slots::{DAY, MINUTE};
use crate::booking::{Appointment, AppointmentState, CancelledBy, Meeting};
use crate::ids::{AppointmentId, ContactId, LibrarianId, PatronId};
use crate::moment::Moment;

/// How long after its end an appointment counts as done when nobody says anything.
pub(super) const DONE_AFTER: i64 = HOUR;
/// How long one whose contact never ends: longer than any talk.
const ENDED_AFTER: i64 = 4 * HOUR;
/// Whoever is woken so much too late was not awake.
const OVERSLEPT: i64 = 2 * MINUTE;

impl Book {
    /// The patron is there: on the waiting page, with the id that their contact will
    /// have if it is made. When it has begun, it is made at once.
    ///
    /// # Errors
    /// When it is not their time.
    pub fn handle_entered(
        &mut self,
        id: AppointmentId,
        patron: PatronId,
        contact: ContactId,
        now: Moment,
    ) -> Result<(), Refused> {
        self.within(now, |book| {
            book.may_enter(id, patron, now).map_err(Refused::plain)?;
            let one = &book.appointments[&id];
            if one.contact.is_none() || one.state == AppointmentState::Booked {
                book.present.insert(id, contact);
                book.advance(id, now);
                book.has_changed = true;
            }
            Ok(())
        })
    }

    /// The patron left the waiting page before it was time.
    pub fn handle_left(&mut self, id: AppointmentId, patron: PatronId, now: Moment) {
        self.within(now, |book| {
            let of_patron = |one: &&Appointment| one.patron == patron;
            if book.appointments.get(&id).filter(of_patron).is_some() {
                book.has_changed |= book.present.remove(&id).is_some();
            }
        });
    }

    /// The appointment takes place in that contact: the patron was in the line already,
    /// or was called from the thread.
    ///
    /// # Errors
    /// When it is over, or not there.
    pub fn handle_contact(
        &mut self,
        id: AppointmentId,
        contact: ContactId,
        now: Moment,
    ) -> Result<(), Refused> {
        self.within(now, |book| {
            let one = book.appointments.get(&id).filter(|one| !is_held(one));
            let one = one.ok_or(Refused::plain(BookingTrouble::NoSuchAppointment))?;
            if !matches!(
                one.state,
                AppointmentState::Booked | AppointmentState::Arrived
            ) {
                return Err(Refused::plain(BookingTrouble::AlreadyOver));
            }
            book.present.remove(&id);
            book.meet_in(id, contact, now);
            Ok(())
        })
    }

    /// The contact in which an appointment takes place is over: with an answer it is
    /// done; without one the patron may come again, as long as it lasts.
    pub fn handle_contact_over(&mut self, contact: ContactId, answered: bool, now: Moment) {
        self.within(now, |book| {
            let one = book.index.of_contact(contact);
            let one = one.and_then(|id| book.appointments.get(&id));
            let Some(one) = one.filter(|one| one.state == AppointmentState::Arrived) else {
                return;
            };
            let id = one.id;
            if answered {
                book.becomes(id, AppointmentState::Done, now);
                return;
            }
            let is_awaited = book
                .no_show_at(one)
                .is_some_and(|missed| now.wall_millis() < missed);
            book.alter(id, |one| {
                one.contact = None;
                one.changed_at = now.wall_millis();
                if is_awaited {
                    one.state = AppointmentState::Booked;
                }
            });
        });
    }

    /// Does what is due, and works out what is next.
    pub(super) fn settle(&mut self, now: Moment) {
        let wall = now.wall_millis();
        let next = self.deadlines.in_order.first();
        if next.is_some_and(|(at, _, _)| wall - at > OVERSLEPT) {
            self.awake_since = wall;
        }
        self.last = now;
        for id in self.deadlines.due(wall) {
            self.advance(id, now);
        }
        for id in std::mem::take(&mut self.touched) {
            self.reserve_or_release(id, now);
            let one = self.appointments.get(&id);
            let wake = one.and_then(|one| self.next_wake(one, wall));
            self.deadlines.set(id, wake);
        }
        if std::mem::take(&mut self.has_changed) {
            self.shows.push_back(BookEffect::ShowBook);
        }
    }

    /// What time has done to one appointment.
    pub(super) fn advance(&mut self, id: AppointmentId, now: Moment) {
        self.touched.insert(id);
        let Some(one) = self.appointments.get(&id) else {
            return;
        };
        let wall = now.wall_millis();
        if wall >= one.ends + KEPT.as_millis() {
            self.let_go(id);
            return;
        }
        match one.state {
            AppointmentState::Held { until } if wall >= until => {
                self.remember_hold(id);
                self.drop_hold(id);
            }
            AppointmentState::Unconfirmed { until } if wall >= until => {
                self.call_off(id, CancelledBy::NoConfirmation, now);
                self.tell(id, AppointmentNews::ConfirmationMissed);
            }
            AppointmentState::Booked => self.advance_booked(id, now),
            AppointmentState::Arrived => self.advance_arrived(id, now),
            AppointmentState::Held { .. }
            | AppointmentState::Unconfirmed { .. }
            | AppointmentState::Done
            | AppointmentState::Cancelled { .. }
            | AppointmentState::NoShow => {}
        }
    }

    fn advance_booked(&mut self, id: AppointmentId, now: Moment) {
        let one = &self.appointments[&id];
        let wall = now.wall_millis();
        if wall < one.starts {
            self.remind(id, wall);
            return;
        }
        let missed = self.no_show_at(one);
        if wall >= one.ends + DONE_AFTER {
            self.becomes(id, AppointmentState::Done, now);
        } else if let Some(contact) = self.present.get(&id).copied() {
            self.arrive(id, contact, now);
        } else if missed.is_some_and(|missed| wall >= missed) {
            self.becomes(id, AppointmentState::NoShow, now);
            self.tell(id, AppointmentNews::NoShow);
        }
    }

    fn advance_arrived(&mut self, id: AppointmentId, now: Moment) {
        if let Some(contact) = self.present.get(&id).copied() {
            self.arrive(id, contact, now);
            return;
        }
        if now.wall_millis() >= done_at(&self.appointments[&id]) {
            self.becomes(id, AppointmentState::Done, now);
        }
    }

    fn remind(&mut self, id: AppointmentId, wall: i64) {
        let one = &self.appointments[&id];
        let what = if !one.reminded_hour && wall >= one.starts - HOUR {
            AppointmentNews::RemindHour
        } else if !one.reminded_day && wall >= one.starts - DAY {
            AppointmentNews::RemindDay
        } else {
            return;
        };
        self.alter(id, |one| {
            one.reminded_day = true;
            one.reminded_hour |= what == AppointmentNews::RemindHour;
        });
        self.tell(id, what);
    }

    /// The patron is here and it has begun.
    fn arrive(&mut self, id: AppointmentId, contact: ContactId, now: Moment) {
        self.present.remove(&id);
        self.meet_in(id, contact, now);
        self.shows.push_back(BookEffect::Arrive {
            appointment: id,
            contact,
        });
    }

    fn meet_in(&mut self, id: AppointmentId, contact: ContactId, now: Moment) {
        self.alter(id, |one| {
            one.state = AppointmentState::Arrived;
            one.contact = Some(contact);
            one.changed_at = now.wall_millis();
        });
    }

    fn may_enter(
        &self,
        id: AppointmentId,
        patron: PatronId,
        now: Moment,
    ) -> Result<(), BookingTrouble> {
        let one = self.appointments.get(&id);
        let one = one.filter(|one| one.patron == patron && !is_held(one));
        let one = one.ok_or(BookingTrouble::NoSuchAppointment)?;
        let wall = now.wall_millis();
        match one.state {
            AppointmentState::Unconfirmed { .. } => return Err(BookingTrouble::NotConfirmed),
            AppointmentState::Booked | AppointmentState::Arrived => {}
            AppointmentState::Held { .. }
            | AppointmentState::Done
            | AppointmentState::Cancelled { .. }
            | AppointmentState::NoShow => return Err(BookingTrouble::AlreadyOver),
        }
        if one.meeting == Meeting::InPerson {
            Err(BookingTrouble::NotGiven)
        } else if wall < one.starts - ENTER_BEFORE.as_millis() {
            Err(BookingTrouble::TooEarly)
        } else if wall >= one.ends && one.contact.is_none() {
            Err(BookingTrouble::AlreadyOver)
        } else {
            Ok(())
        }
    }

    /// When a patron who has not come is waited for no more; nothing for a meeting in
    /// person, and after a break that left no time for it.
    pub(super) fn no_show_at(&self, one: &Appointment) -> Option<i64> {
        if one.meeting == Meeting::InPerson {
            return None;
        }
        let missed = one.starts.max(self.awake_since) + NO_SHOW_AFTER.as_millis();
        (self.awake_since <= one.starts || missed <= one.ends).then_some(missed)
    }

    /// Whom an appointment keeps from other calls.
    fn whom_it_reserves(&self, one: &Appointment, now: Moment) -> Option<LibrarianId> {
        let wall = now.wall_millis();
        let is_reserved = match one.state {
            AppointmentState::Booked if one.meeting != Meeting::InPerson => {
                // Also when the clock was put back since.
                let has_begun = wall >= one.starts || self.reserved.contains_key(&one.id);
                let is_over = wall >= self.no_show_at(one).unwrap_or(one.ends);
                has_begun && !is_over
            }
            AppointmentState::Arrived => one.contact.is_some(),
            AppointmentState::Booked
            | AppointmentState::Held { .. }
            | AppointmentState::Unconfirmed { .. }
            | AppointmentState::Done
            | AppointmentState::Cancelled { .. }
            | AppointmentState::NoShow => false,
        };
        is_reserved.then_some(one.librarian)
    }

    /// Whoever was reserved for an appointment is free, as long as nothing else says so.
    pub(super) fn release(&mut self, id: AppointmentId) {
        let librarian = self.reserved.remove(&id);
        self.shows
            .extend(librarian.map(|librarian| BookEffect::Release {
                librarian,
                appointment: id,
            }));
    }

    fn reserve_or_release(&mut self, id: AppointmentId, now: Moment) {
        let one = self.appointments.get(&id);
        let whom = one.and_then(|one| self.whom_it_reserves(one, now));
        if whom == self.reserved.get(&id).copied() {
            return;
        }
        self.release(id);
        if let Some(librarian) = whom {
            self.reserved.insert(id, librarian);
            self.shows.push_back(BookEffect::Reserve {
                librarian,
                appointment: id,
            });
        }
    }
}

/// When an appointment counts as done though nobody says so.
pub(super) const fn done_at(one: &Appointment) -> i64 {
    match one.contact {
        Some(_) => one.ends + ENDED_AFTER,
        None => one.ends + DONE_AFTER,
    }
}
