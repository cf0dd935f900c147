//! The machine that owns what is booked: appointments, holds, and when librarians give
//! consultations.
//!
//! **The rule.** As with [`crate::library::Library`]: what happened goes in by
//! `handle_*`, with the time; what must be done comes out by [`Book::poll_effect`], in
//! order, also after an input that was refused; when it wants to be woken by
//! [`Book::poll_timeout`]. All that is judged here happens in one task, one input after
//! another, so that of a thousand attempts at one slot one wins.
//!
//! **Time.** Appointments are instants of the wall clock and are compared with it, for
//! people look at the wall. What has happened is written into the appointment, so that
//! a clock set back makes nothing happen twice.
//!
//! **At its time** (`times`) a call becomes a contact in the line as soon as the patron
//! is there, and the librarian is kept from other calls; without the patron both end
//! after ten minutes. A meeting in person is told by the librarian.
//!
//! What is free stands in `free`; whether a wish can be met, and whose turn it is, in
//! `judge`.

mod changes;
mod deadlines;
mod desk;
mod free;
mod index;
mod judge;
mod offer;
mod patron;
#[cfg(test)]
mod tests;
mod times;
mod views;
mod words;

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::slots::{MINUTE, merged_busy};
use super::{Appointment, AppointmentState, Availability};
use crate::ids::{AppointmentId, ContactId, LibrarianId, PatronId};
use crate::moment::{Moment, Span};
use crate::settings::Settings;

use deadlines::Deadlines;
use index::Index;
use offer::Offer;

pub use words::{
    AppointmentNews, Asked, BookEffect, BookFacts, BookWake, Booking, BookingTrouble, By, FreeDay,
    Hold, Move, Part, Refused, Slot, Wish,
};

/// How long a slot is kept while the patron fills in the form.
pub const HOLD: Span = Span::minutes(5);
/// How long the link in a letter may be followed; at most until the appointment begins.
pub const TO_CONFIRM: Span = Span::minutes(120);
/// How long before the beginning the patron may enter.
pub const ENTER_BEFORE: Span = Span::minutes(10);
/// How long after the beginning the patron is waited for.
pub const NO_SHOW_AFTER: Span = Span::minutes(10);
/// For how long an appointment is known after its end.
pub const KEPT: Span = Span::minutes(15 * 24 * 60);
/// How many appointments a patron may have booked ahead at one desk.
pub const MOST_OF_ONE_PATRON: usize = 3;
/// How many free slots come with a refusal.
pub const NEXT_SLOTS: usize = 5;
/// How many characters an answer may have.
pub const LONGEST_ANSWER: usize = 1000;

/// How many holds that ran out are remembered, so that who comes too late is told why.
const HOLDS_REMEMBERED: usize = 256;

/// The machine that owns what is booked.
#[derive(Debug)]
pub struct Book {
    offer: Offer,
    appointments: BTreeMap<AppointmentId, Appointment>,
    availabilities: BTreeMap<LibrarianId, Availability>,
    index: Index,
    /// Patrons on the waiting page before it is time, and the contacts they will be.
    present: BTreeMap<AppointmentId, ContactId>,
    /// Who is kept from other calls, as it was said last.
    reserved: BTreeMap<AppointmentId, LibrarianId>,
    holds_over: VecDeque<AppointmentId>,
    deadlines: Deadlines,
    /// Appointments whose deadlines must be worked out anew.
    touched: BTreeSet<AppointmentId>,
    /// When the machine was woken last.
    last: Moment,
    /// Since when it has been awake without a break: nobody misses an appointment at a
    /// server that was not there. Milliseconds since 1970 UTC.
    awake_since: i64,
    has_changed: bool,
    saves: VecDeque<BookEffect>,
    shows: VecDeque<BookEffect>,
}

impl Book {
    /// A book as the store knows it. Nobody is on the waiting page until they say so.
    pub fn restore(facts: BookFacts, settings: &Settings, now: Moment) -> Self {
        let availabilities = facts.availabilities.into_iter();
        let mut book = Self {
            offer: Offer::of(settings),
            appointments: BTreeMap::new(),
            availabilities: availabilities.map(|one| (one.librarian, one)).collect(),
            index: Index::default(),
            present: BTreeMap::new(),
            reserved: BTreeMap::new(),
            holds_over: VecDeque::new(),
            deadlines: Deadlines::default(),
            touched: BTreeSet::new(),
            last: now,
            awake_since: now.wall_millis(),
            has_changed: false,
            saves: VecDeque::new(),
            shows: VecDeque::new(),
        };
        for appointment in facts.appointments {
            book.take_in(appointment);
        }
        let all: Vec<_> = book.appointments.keys().copied().collect();
        for id in all {
            book.advance(id, now);
        }
        book.settle(now);
        book
    }

    /// Other settings hold from now on. What is booked stays booked.
    pub fn handle_settings(&mut self, settings: &Settings, now: Moment) {
        self.within(now, |book| {
            book.offer = Offer::of(settings);
            book.has_changed = true;
        });
    }

    /// A librarian gives consultations at other times from now on, or their own calendar
    /// was read. What is booked stays booked.
    pub fn handle_availability(&mut self, mut availability: Availability, now: Moment) {
        self.within(now, |book| {
            availability.busy = merged_busy(&availability.busy);
            let save = BookEffect::SaveAvailability(Box::new(availability.clone()));
            book.saves.push_back(save);
            let librarian = availability.librarian;
            book.availabilities.insert(librarian, availability);
            book.has_changed = true;
        });
    }

    /// The time that was asked for has come.
    pub fn handle_timeout(&mut self, now: Moment) {
        self.settle(now);
    }

    /// The next thing to do: everything to be saved or told comes before the rest.
    pub fn poll_effect(&mut self) -> Option<BookEffect> {
        self.saves.pop_front().or_else(|| self.shows.pop_front())
    }

    /// Does something at a time at which everything that is due has happened.
    fn within<T>(&mut self, now: Moment, act: impl FnOnce(&mut Self) -> T) -> T {
        self.settle(now);
        let done = act(self);
        self.settle(now);
        done
    }

    /// Takes an appointment in, in whose way none with that id stands.
    fn take_in(&mut self, appointment: Appointment) {
        let id = appointment.id;
        self.index.add(&appointment);
        self.appointments.insert(id, appointment);
        self.touched.insert(id);
    }

    /// Lets go of an appointment that need not be known any more.
    fn let_go(&mut self, id: AppointmentId) {
        let Some(appointment) = self.appointments.remove(&id) else {
            return;
        };
        self.index.remove(&appointment);
        self.present.remove(&id);
        self.touched.insert(id);
    }

    /// Changes an appointment, keeps every way into it true, and orders it to be written.
    fn alter(&mut self, id: AppointmentId, change: impl FnOnce(&mut Appointment)) {
        let appointment = self
            .appointments
            .get_mut(&id)
            .expect("an appointment that was just looked up is there");
        self.index.remove(appointment);
        change(appointment);
        self.index.add(appointment);
        let save = BookEffect::Save(Box::new(appointment.clone()));
        self.saves.push_back(save);
        self.touched.insert(id);
        self.has_changed = true;
    }

    /// Gives an appointment another state.
    fn becomes(&mut self, id: AppointmentId, state: AppointmentState, now: Moment) {
        self.alter(id, |one| {
            one.state = state;
            one.changed_at = now.wall_millis();
        });
    }

    /// Orders a new appointment to be written, and takes it in.
    fn write_down(&mut self, appointment: Appointment) {
        let save = BookEffect::Save(Box::new(appointment.clone()));
        self.saves.push_back(save);
        self.take_in(appointment);
        self.has_changed = true;
    }

    /// Forgets a hold.
    fn drop_hold(&mut self, id: AppointmentId) {
        self.let_go(id);
        self.saves.push_back(BookEffect::Drop(id));
        self.has_changed = true;
    }

    fn tell(&mut self, appointment: AppointmentId, what: AppointmentNews) {
        self.saves.push_back(BookEffect::Tell { appointment, what });
    }

    /// What a patron holds.
    fn held_by(&self, patron: PatronId) -> Option<&Appointment> {
        let theirs = self.index.of_patron(patron);
        theirs
            .filter_map(|id| self.appointments.get(&id))
            .find(|one| is_held(one))
    }
}

/// Whether it is a slot that is kept while a form is filled in.
const fn is_held(appointment: &Appointment) -> bool {
    matches!(appointment.state, AppointmentState::Held { .. })
}

/// A padding in milliseconds.
const fn padding(minutes: u16) -> i64 {
    minutes as i64 * MINUTE
}

impl Refused {
    /// A no that no other time would turn into a yes.
    const fn plain(why: BookingTrouble) -> Self {
        Self {
            why,
            next: Vec::new(),
        }
    }
}
