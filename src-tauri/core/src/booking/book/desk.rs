//! What a librarian does: book for a patron, and say how an appointment came out.

use super::judge::{Rules, Terms};
use super::patron::tidied_answers;
use super::{AppointmentNews, Book, Booking, BookingTrouble, ENTER_BEFORE, Refused};
use crate::booking::{Appointment, AppointmentState, BookedBy, Meeting};
use crate::hours::Stretch;
use crate::ids::AppointmentId;
use crate::moment::{Moment, Span};

use super::index::Regard;

/// How long before its beginning a librarian may say that a patron came to the branch.
const COME_BEFORE: Span = Span::minutes(120);

impl Book {
    /// A librarian books for a patron: also at short notice and far ahead, and with
    /// `anyway` outside what is offered; never in the past, never on taken time. The same
    /// twice is one appointment.
    ///
    /// # Errors
    /// When it can't be booked.
    pub fn handle_booked_for(
        &mut self,
        booking: Booking,
        anyway: bool,
        now: Moment,
    ) -> Result<AppointmentId, Refused> {
        self.within(now, |book| book.book_for(booking, anyway, now))
    }

    /// The patron came, a librarian says.
    ///
    /// # Errors
    /// When it is not its time, or its time was given to somebody else.
    pub fn handle_came(&mut self, id: AppointmentId, now: Moment) -> Result<(), Refused> {
        self.within(now, |book| {
            let one = book.told_about(id)?;
            let before = match one.meeting {
                Meeting::InPerson => COME_BEFORE,
                Meeting::Video | Meeting::Voice => ENTER_BEFORE,
            };
            is_time(one.starts - before.as_millis(), now)?;
            book.come_out(id, AppointmentState::Arrived, now)
        })
    }

    /// The patron did not come, a librarian says.
    ///
    /// # Errors
    /// When it is not its time.
    pub fn handle_no_show(&mut self, id: AppointmentId, now: Moment) -> Result<(), Refused> {
        self.within(now, |book| {
            is_time(book.told_about(id)?.starts, now)?;
            book.come_out(id, AppointmentState::NoShow, now)
        })
    }

    fn book_for(
        &mut self,
        mut booking: Booking,
        anyway: bool,
        now: Moment,
    ) -> Result<AppointmentId, Refused> {
        let id = booking.id;
        if let Some(known) = self.appointments.get(&id) {
            let is_same = known.patron == booking.patron && known.starts == booking.wish.starts;
            return if is_same && known.state == AppointmentState::Booked {
                Ok(id)
            } else {
                Err(Refused::plain(BookingTrouble::NoSuchAppointment))
            };
        }
        let rules = if anyway { Rules::Anyway } else { Rules::Desk };
        // What the patron held meanwhile is what they get now.
        let held = self.held_by(booking.patron).map(|held| held.id);
        let terms = Terms {
            but: held,
            ..Terms::of(rules)
        };
        let librarian = self
            .judge(&booking.wish, terms, now)
            .map_err(|why| self.refusal(why, &booking.wish, terms, now))?;
        let consultation = booking.wish.asked.consultation;
        if let Some(offered) = self.offer.consultation(consultation) {
            booking.answers =
                tidied_answers(&booking.answers, &offered.questions).map_err(Refused::plain)?;
        }
        if let Some(held) = held {
            self.drop_hold(held);
        }
        let state = AppointmentState::Booked;
        self.draft(booking, librarian, state, BookedBy::Librarian, now);
        self.tell(id, AppointmentNews::Booked);
        Ok(id)
    }

    /// An appointment of which a librarian may say how it came out, also if they said
    /// something else before.
    fn told_about(&self, id: AppointmentId) -> Result<&Appointment, Refused> {
        let one = self.appointments.get(&id);
        let one = one.ok_or(Refused::plain(BookingTrouble::NoSuchAppointment))?;
        match one.state {
            AppointmentState::Booked
            | AppointmentState::Arrived
            | AppointmentState::Done
            | AppointmentState::NoShow => Ok(one),
            AppointmentState::Unconfirmed { .. } => {
                Err(Refused::plain(BookingTrouble::NotConfirmed))
            }
            AppointmentState::Cancelled { .. } => Err(Refused::plain(BookingTrouble::AlreadyOver)),
            AppointmentState::Held { .. } => Err(Refused::plain(BookingTrouble::NoSuchAppointment)),
        }
    }

    /// Writes down how it came out. What was not to take place takes time again, if it
    /// still has it.
    fn come_out(
        &mut self,
        id: AppointmentId,
        state: AppointmentState,
        now: Moment,
    ) -> Result<(), Refused> {
        let one = &self.appointments[&id];
        if one.state == state {
            return Ok(());
        }
        if state.takes_time() && !one.state.takes_time() && self.is_given_away(one, now) {
            return Err(Refused::plain(BookingTrouble::Taken));
        }
        self.present.remove(&id);
        self.becomes(id, state, now);
        if state == AppointmentState::NoShow {
            self.tell(id, AppointmentNews::NoShow);
        }
        Ok(())
    }

    /// Whether somebody else has the time of an appointment.
    fn is_given_away(&self, one: &Appointment, now: Moment) -> bool {
        let reach = Stretch {
            begin: one.kept_from,
            end: one.kept_until,
        };
        let regard = Regard {
            but: Some(one.id),
            now: now.wall_millis(),
        };
        self.index
            .kept(one.librarian, reach, regard)
            .next()
            .is_some()
    }
}

fn is_time(from: i64, now: Moment) -> Result<(), Refused> {
    if now.wall_millis() < from {
        Err(Refused::plain(BookingTrouble::TooEarly))
    } else {
        Ok(())
    }
}
