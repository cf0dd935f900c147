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

mod words;

use std::collections::{BTreeMap, VecDeque};

use chrono::NaiveDate;

use super::{Appointment, Availability};
use crate::hours::Week;
use crate::ids::{
    AppointmentId, BranchId, ConsultationId, ContactId, DeskId, LibrarianId, PatronId,
};
use crate::moment::{Moment, Span};
use crate::settings::Settings;

pub use words::{
    AppointmentNews, Asked, BookEffect, BookFacts, BookWake, Booking, BookingAhead, BookingTrouble,
    By, FreeDay, Hold, Move, Part, Refused, Slot, Wish,
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

/// The machine that owns what is booked.
#[derive(Debug, Default)]
pub struct Book {
    appointments: BTreeMap<AppointmentId, Appointment>,
    availabilities: BTreeMap<LibrarianId, Availability>,
    saves: VecDeque<BookEffect>,
    shows: VecDeque<BookEffect>,
}

impl Book {
    /// A book as the store knows it.
    pub fn restore(_facts: BookFacts, _settings: &Settings, _now: Moment) -> Self {
        Self::default()
    }

    /// Other settings hold from now on. What is booked stays booked.
    pub fn handle_settings(&mut self, _settings: &Settings, _now: Moment) {}

    /// A librarian gives consultations at other times from now on, or their own calendar
    /// was read. What is booked stays booked.
    pub fn handle_availability(&mut self, _availability: Availability, _now: Moment) {}

    /// The time that was asked for has come.
    pub fn handle_timeout(&mut self, _now: Moment) {}

    /// When the machine wants to be woken, and why.
    pub fn poll_timeout(&self) -> Option<(Moment, BookWake)> {
        None
    }

    /// The next thing to do: everything to be saved or told comes before the rest.
    pub fn poll_effect(&mut self) -> Option<BookEffect> {
        self.saves.pop_front().or_else(|| self.shows.pop_front())
    }

    // The patron.

    /// A patron wants a slot kept while they fill in the form. Whatever they held is let
    /// go; the same slot again is kept for longer, under the id that it has.
    ///
    /// # Errors
    /// When it can't be booked.
    pub fn handle_hold(&mut self, hold: Hold, _now: Moment) -> Result<AppointmentId, Refused> {
        Ok(hold.id)
    }

    /// A patron does not want the slot any more.
    pub fn handle_let_go(&mut self, _hold: AppointmentId, _patron: PatronId, _now: Moment) {}

    /// A patron has filled in the form. The same form twice is one appointment.
    ///
    /// # Errors
    /// When it can't be booked, or something is missing in the form.
    pub fn handle_booking(
        &mut self,
        booking: Booking,
        _now: Moment,
    ) -> Result<AppointmentId, Refused> {
        Ok(booking.id)
    }

    /// The link of the letter was followed; twice is once.
    ///
    /// # Errors
    /// When there is nothing to confirm, or not any more.
    pub fn handle_confirmed(&mut self, _id: AppointmentId, _now: Moment) -> Result<(), Refused> {
        Ok(())
    }

    /// The patron is there: on the waiting page, with the id that their contact will
    /// have if it is made.
    ///
    /// # Errors
    /// When it is not their time.
    pub fn handle_entered(
        &mut self,
        _id: AppointmentId,
        _patron: PatronId,
        _contact: ContactId,
        _now: Moment,
    ) -> Result<(), Refused> {
        Ok(())
    }

    /// The patron left the waiting page before it was time.
    pub fn handle_left(&mut self, _id: AppointmentId, _patron: PatronId, _now: Moment) {}

    // Either.

    /// Somebody moves an appointment, whole or not at all.
    ///
    /// # Errors
    /// When it can't be moved, or not there.
    pub fn handle_move(
        &mut self,
        _id: AppointmentId,
        _to: Move,
        _by: By,
        _now: Moment,
    ) -> Result<(), Refused> {
        Ok(())
    }

    /// Somebody cancels an appointment.
    ///
    /// # Errors
    /// When it is too late for that.
    pub fn handle_cancel(
        &mut self,
        _id: AppointmentId,
        _by: By,
        _now: Moment,
    ) -> Result<(), Refused> {
        Ok(())
    }

    // The librarian.

    /// A librarian books for a patron: also at short notice and far ahead, and with
    /// `anyway` outside what is offered; never in the past, never on taken time.
    ///
    /// # Errors
    /// When it can't be booked.
    pub fn handle_booked_for(
        &mut self,
        booking: Booking,
        _anyway: bool,
        _now: Moment,
    ) -> Result<AppointmentId, Refused> {
        Ok(booking.id)
    }

    /// The patron came, a librarian says.
    ///
    /// # Errors
    /// When it is not its time.
    pub fn handle_came(&mut self, _id: AppointmentId, _now: Moment) -> Result<(), Refused> {
        Ok(())
    }

    /// The patron did not come, a librarian says.
    ///
    /// # Errors
    /// When it is not its time.
    pub fn handle_no_show(&mut self, _id: AppointmentId, _now: Moment) -> Result<(), Refused> {
        Ok(())
    }

    /// It took place, a librarian says.
    ///
    /// # Errors
    /// When it is not its time.
    pub fn handle_took_place(&mut self, _id: AppointmentId, _now: Moment) -> Result<(), Refused> {
        Ok(())
    }

    // The line.

    /// The contact in which an appointment takes place is over: with an answer it is
    /// done; without one the patron may come again.
    pub fn handle_contact_over(&mut self, _contact: ContactId, _answered: bool, _now: Moment) {}

    // Views.

    /// The appointment with that id, a hold too.
    pub fn appointment(&self, id: AppointmentId) -> Option<&Appointment> {
        self.appointments.get(&id)
    }

    /// When that librarian gives consultations.
    pub fn availability(&self, librarian: LibrarianId) -> Option<&Availability> {
        self.availabilities.get(&librarian)
    }

    /// The appointments of a patron that the book knows, holds too, by their beginning.
    pub fn appointments_of(&self, _patron: PatronId) -> Vec<&Appointment> {
        Vec::new()
    }

    /// The appointments that lie in [from, until) at least in part, also those that were
    /// cancelled, by their beginning; no holds.
    pub fn between(&self, _from: i64, _until: i64, _part: Part) -> Vec<&Appointment> {
        Vec::new()
    }

    /// What these librarians have to give within [`AHEAD_OF_WALK_INS`], by beginning:
    /// whoever comes without a booking is served around it.
    pub fn ahead_of_walk_ins(
        &self,
        _librarians: &[LibrarianId],
        _now: Moment,
    ) -> Vec<BookingAhead> {
        Vec::new()
    }

    /// What a librarian gives next, or gives now.
    pub fn next_of(&self, _librarian: LibrarianId, _now: Moment) -> Option<&Appointment> {
        None
    }

    /// The weekly hours at which somebody gives a consultation, in whatever way.
    pub fn week_of(&self, _consultation: ConsultationId) -> Week {
        Week::default()
    }

    /// The branches at which somebody gives it in person.
    pub fn branches_of(&self, _consultation: ConsultationId) -> Vec<BranchId> {
        Vec::new()
    }

    /// What a day is at a desk: the date there, at an instant.
    pub fn date_at(&self, _desk: DeskId, _wall_millis: i64) -> Option<NaiveDate> {
        None
    }

    /// The free slots that begin in [from, until) and that a patron may book.
    pub fn free(&self, _asked: &Asked, _from: i64, _until: i64, _now: Moment) -> Vec<Slot> {
        Vec::new()
    }

    /// The free slots that begin in [from, until) and that a librarian may book without
    /// insisting: neither notice nor horizon bind.
    pub fn free_for_desk(
        &self,
        _asked: &Asked,
        _from: i64,
        _until: i64,
        _now: Moment,
    ) -> Vec<Slot> {
        Vec::new()
    }

    /// The next days with free slots for a patron: at most so many days, with at most so
    /// many slots each.
    pub fn next_free(
        &self,
        _asked: &Asked,
        _days: usize,
        _slots_a_day: usize,
        _now: Moment,
    ) -> Vec<FreeDay> {
        Vec::new()
    }
}

/// How far ahead bookings are told to whoever reckons the wait.
pub const AHEAD_OF_WALK_INS: Span = Span::minutes(8 * 60);
