//! What a patron and a librarian do alike: move an appointment, and cancel it.

use super::judge::{Rules, Terms};
use super::patron::{HOUR, wish_of};
use super::{
    AppointmentNews, Asked, Book, BookingTrouble, By, Move, Refused, Wish, is_held, padding,
};
use crate::booking::slots::{DAY, MINUTE};
use crate::booking::{Appointment, AppointmentState, CancelledBy};
use crate::ids::{AppointmentId, LibrarianId};
use crate::moment::Moment;

impl Book {
    /// Somebody moves an appointment, whole or not at all.
    ///
    /// # Errors
    /// When it can't be moved, or not there; then it stays as it is.
    pub fn handle_move(
        &mut self,
        id: AppointmentId,
        to: Move,
        by: By,
        now: Moment,
    ) -> Result<(), Refused> {
        self.within(now, |book| book.move_to(id, to, by, now))
    }

    /// Somebody cancels an appointment.
    ///
    /// # Errors
    /// When it is too late for that.
    pub fn handle_cancel(&mut self, id: AppointmentId, by: By, now: Moment) -> Result<(), Refused> {
        self.within(now, |book| book.cancel(id, by, now))
    }

    fn move_to(&mut self, id: AppointmentId, to: Move, by: By, now: Moment) -> Result<(), Refused> {
        let one = self.changeable(id, by).map_err(Refused::plain)?;
        if self.offer.consultation(one.consultation).is_none() {
            return Err(Refused::plain(BookingTrouble::NoSuchConsultation));
        }
        self.judge_limit(one, by, now)?;
        let stays_with = to.librarian.is_none_or(|who| who == one.librarian);
        if stays_with && to.starts == one.starts {
            return Ok(());
        }
        let terms = Terms {
            rules: match by {
                By::Patron(_) => Rules::Page,
                By::Desk if to.anyway => Rules::Anyway,
                By::Desk => Rules::Desk,
            },
            but: Some(id),
            rather: Some(one.librarian),
        };
        let wish = Wish {
            starts: to.starts,
            asked: Asked {
                librarian: to.librarian,
                ..wish_of(one).asked
            },
        };
        let librarian = self
            .judge(&wish, terms, now)
            .map_err(|why| self.refusal(why, &wish, terms, now))?;
        let from = one.starts;
        self.put(id, to.starts, librarian, now);
        self.tell(id, AppointmentNews::Moved { from });
        Ok(())
    }

    /// Puts an appointment to a time that was judged.
    fn put(&mut self, id: AppointmentId, starts: i64, librarian: LibrarianId, now: Moment) {
        let consultation = self.appointments[&id].consultation;
        let offered = self.offer.consultation(consultation);
        let Some((minutes, before, after)) =
            offered.map(|one| (one.minutes.max(1), one.before, one.after))
        else {
            return;
        };
        // Whoever waits for it waits at its former time.
        self.present.remove(&id);
        self.release(id);
        let wall = now.wall_millis();
        self.alter(id, |one| {
            one.librarian = librarian;
            one.starts = starts;
            one.ends = starts + padding(minutes);
            one.kept_from = starts - padding(before);
            one.kept_until = one.ends + padding(after);
            one.sequence += 1;
            one.changed_at = wall;
            one.reminded_day = starts - wall <= DAY;
            one.reminded_hour = starts - wall <= HOUR;
            if let AppointmentState::Unconfirmed { until } = &mut one.state {
                *until = starts.min(*until);
            }
        });
    }

    fn cancel(&mut self, id: AppointmentId, by: By, now: Moment) -> Result<(), Refused> {
        let one = self.changeable(id, by).map_err(Refused::plain)?;
        // What holds only once it is confirmed need not be confirmed to be given up.
        if !matches!(one.state, AppointmentState::Unconfirmed { .. }) {
            self.judge_limit(one, by, now)?;
        }
        let by = match by {
            By::Patron(_) => CancelledBy::Patron,
            By::Desk => CancelledBy::Desk,
        };
        self.call_off(id, by, now);
        self.tell(id, AppointmentNews::Cancelled { by });
        Ok(())
    }

    /// It will not take place.
    pub(super) fn call_off(&mut self, id: AppointmentId, by: CancelledBy, now: Moment) {
        self.present.remove(&id);
        self.alter(id, |one| {
            one.state = AppointmentState::Cancelled { by };
            one.sequence += 1;
            one.changed_at = now.wall_millis();
        });
    }

    /// An appointment that may still be moved and cancelled by somebody.
    fn changeable(&self, id: AppointmentId, by: By) -> Result<&Appointment, BookingTrouble> {
        let is_theirs = |one: &&Appointment| match by {
            By::Patron(patron) => one.patron == patron,
            By::Desk => true,
        };
        let one = self.appointments.get(&id).filter(is_theirs);
        let one = one.filter(|one| !is_held(one));
        let one = one.ok_or(BookingTrouble::NoSuchAppointment)?;
        match one.state {
            AppointmentState::Booked | AppointmentState::Unconfirmed { .. } => Ok(one),
            AppointmentState::Held { .. }
            | AppointmentState::Arrived
            | AppointmentState::Done
            | AppointmentState::Cancelled { .. }
            | AppointmentState::NoShow => Err(BookingTrouble::AlreadyOver),
        }
    }

    /// A patron has until so long before the beginning; a librarian always may.
    fn judge_limit(&self, one: &Appointment, by: By, now: Moment) -> Result<(), Refused> {
        let offered = self.offer.consultation(one.consultation);
        let limit = offered.map_or(0, |offered| i64::from(offered.change_minutes) * MINUTE);
        let last = one.starts - limit;
        match by {
            By::Patron(_) if now.wall_millis() > last || now.wall_millis() >= one.starts => {
                Err(Refused::plain(BookingTrouble::TooLate))
            }
            By::Patron(_) | By::Desk => Ok(()),
        }
    }
}
