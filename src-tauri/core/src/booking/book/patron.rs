//! What a patron does before an appointment stands: hold, book, confirm.

use super::judge::{Rules, Terms};
use super::{
    AppointmentNews, Asked, Book, Booking, BookingTrouble, HOLD, HOLDS_REMEMBERED, Hold,
    LONGEST_ANSWER, MOST_OF_ONE_PATRON, Refused, TO_CONFIRM, Wish, is_held, padding,
};
use crate::booking::slots::{DAY, MINUTE};
use crate::booking::{Appointment, AppointmentState, BookedBy, CancelledBy, Meeting, Question};
use crate::contact::PatronName;
use crate::ids::{AppointmentId, ConsultationId, DeskId, LibrarianId, PatronId};
use crate::moment::Moment;

/// How long before an appointment the second reminder goes out.
pub(super) const HOUR: i64 = 60 * MINUTE;

impl Book {
    /// A patron wants a slot kept while they fill in the form. Whatever they held is let
    /// go; the same slot again is kept for longer, under the id that it has.
    ///
    /// # Errors
    /// When it can't be booked; what they held stays held.
    pub fn handle_hold(&mut self, hold: Hold, now: Moment) -> Result<AppointmentId, Refused> {
        self.within(now, |book| book.hold(hold, now))
    }

    /// A patron is forgotten, with all that is booked for them; the store has done so.
    pub fn handle_forgotten(&mut self, patron: PatronId, now: Moment) {
        self.within(now, |book| {
            let theirs: Vec<_> = book.index.of_patron(patron).collect();
            book.has_changed |= !theirs.is_empty();
            for id in theirs {
                book.let_go(id);
            }
        });
    }

    /// A patron does not want the slot any more.
    pub fn handle_let_go(&mut self, hold: AppointmentId, patron: PatronId, now: Moment) {
        self.within(now, |book| {
            let is_theirs = |one: &&Appointment| one.patron == patron && is_held(one);
            if book.appointments.get(&hold).filter(is_theirs).is_some() {
                book.drop_hold(hold);
            }
        });
    }

    /// A patron has filled in the form. The same form twice is one appointment.
    ///
    /// # Errors
    /// When it can't be booked, or something is missing in the form; what they held
    /// stays held.
    pub fn handle_booking(
        &mut self,
        booking: Booking,
        now: Moment,
    ) -> Result<AppointmentId, Refused> {
        self.within(now, |book| book.book(booking, now))
    }

    /// The link of the letter was followed; twice is once.
    ///
    /// # Errors
    /// When there is nothing to confirm, or not any more.
    pub fn handle_confirmed(&mut self, id: AppointmentId, now: Moment) -> Result<(), Refused> {
        self.within(now, |book| book.confirm(id, now))
    }

    fn hold(&mut self, hold: Hold, now: Moment) -> Result<AppointmentId, Refused> {
        let until = now.plus(HOLD).wall_millis();
        let held = self.held_by(hold.patron);
        if let Some(held) = held.filter(|held| is_wished(held, &hold.wish)) {
            let id = held.id;
            self.becomes(id, AppointmentState::Held { until }, now);
            return Ok(id);
        }
        let held = held.map(|held| held.id);
        let is_free = !self.appointments.contains_key(&hold.id) || held == Some(hold.id);
        if !is_free {
            return Err(Refused::plain(BookingTrouble::NoSuchAppointment));
        }
        let terms = Terms {
            but: held,
            ..Terms::of(Rules::Page)
        };
        self.may_book_more(hold.patron, hold.wish.asked.consultation, now)?;
        let librarian = self
            .judge(&hold.wish, terms, now)
            .map_err(|why| self.refusal(why, &hold.wish, terms, now))?;
        let booking = Booking {
            id: hold.id,
            patron: hold.patron,
            thread: hold.thread,
            wish: hold.wish,
            name: PatronName::default(),
            language: hold.language,
            answers: Vec::new(),
        };
        if let Some(held) = held {
            self.drop_hold(held);
        }
        let id = booking.id;
        let state = AppointmentState::Held { until };
        self.draft(booking, librarian, state, BookedBy::Patron, now);
        Ok(id)
    }

    fn book(&mut self, mut booking: Booking, now: Moment) -> Result<AppointmentId, Refused> {
        let id = booking.id;
        if let Some(known) = self.appointments.get(&id).filter(|one| !is_held(one)) {
            let is_same = known.patron == booking.patron && is_wished(known, &booking.wish);
            return if is_same && known.state.takes_time() {
                Ok(id)
            } else {
                Err(Refused::plain(BookingTrouble::NoSuchAppointment))
            };
        }
        let of_another = |one: &Appointment| one.patron != booking.patron;
        if self.appointments.get(&id).is_some_and(of_another) {
            return Err(Refused::plain(BookingTrouble::NoSuchAppointment));
        }
        let consultation = self
            .offer
            .consultation(booking.wish.asked.consultation)
            .ok_or(Refused::plain(BookingTrouble::NoSuchConsultation))?;
        booking.answers = judge_form(&booking.name, &booking.answers, &consultation.questions)
            .map_err(Refused::plain)?;
        let confirm_by_mail = consultation.confirm_by_mail;
        self.may_book_more(booking.patron, consultation.id, now)?;
        let librarian = self.librarian_for(&booking, now)?;
        if let Some(held) = self.held_by(booking.patron).map(|held| held.id) {
            if held == id {
                self.let_go(held);
            } else {
                self.drop_hold(held);
            }
        }
        let (state, news) = if confirm_by_mail {
            let until = now.plus(TO_CONFIRM).wall_millis();
            let until = until.min(booking.wish.starts);
            let state = AppointmentState::Unconfirmed { until };
            (state, AppointmentNews::ToConfirm)
        } else {
            (AppointmentState::Booked, AppointmentNews::Booked)
        };
        self.draft(booking, librarian, state, BookedBy::Patron, now);
        self.tell(id, news);
        Ok(id)
    }

    /// Who gives what a patron held; or else, whose turn it is if it is still free.
    fn librarian_for(&self, booking: &Booking, now: Moment) -> Result<LibrarianId, Refused> {
        let wish = &booking.wish;
        let held = self.held_by(booking.patron);
        let is_wished = |held: &&Appointment| is_wished(held, wish);
        // What was promised holds, even if notice or settings would refuse it by now.
        if let Some(held) = held.filter(is_wished)
            && now.wall_millis() <= held.starts
        {
            return Ok(held.librarian);
        }
        let terms = Terms {
            but: held.map(|held| held.id),
            ..Terms::of(Rules::Page)
        };
        self.judge(wish, terms, now).map_err(|why| {
            let ran_out = self.holds_over.contains(&booking.id);
            let why = match why {
                BookingTrouble::Taken if ran_out => BookingTrouble::HoldOver,
                why => why,
            };
            self.refusal(why, wish, terms, now)
        })
    }

    /// One patron may not book a desk full.
    fn may_book_more(
        &self,
        patron: PatronId,
        consultation: ConsultationId,
        now: Moment,
    ) -> Result<(), Refused> {
        let Some(offered) = self.offer.consultation(consultation) else {
            return Ok(());
        };
        let theirs = self.index.of_patron(patron);
        let theirs = theirs.filter_map(|id| self.appointments.get(&id));
        let ahead = theirs.filter(|one| counts_as_ahead(one, offered.desk, now));
        if ahead.count() < MOST_OF_ONE_PATRON {
            Ok(())
        } else {
            Err(Refused::plain(BookingTrouble::TooManyOfYours))
        }
    }

    /// Writes a new appointment down.
    pub(super) fn draft(
        &mut self,
        booking: Booking,
        librarian: LibrarianId,
        state: AppointmentState,
        booked_by: BookedBy,
        now: Moment,
    ) {
        let Asked {
            consultation,
            meeting,
            branch,
            ..
        } = booking.wish.asked;
        let Some(offered) = self.offer.consultation(consultation) else {
            return;
        };
        let starts = booking.wish.starts;
        let ends = starts + padding(offered.minutes.max(1));
        let wall = now.wall_millis();
        let appointment = Appointment {
            id: booking.id,
            consultation,
            desk: offered.desk,
            librarian,
            patron: booking.patron,
            thread: booking.thread,
            meeting,
            branch: branch.filter(|_| meeting == Meeting::InPerson),
            starts,
            ends,
            kept_from: starts - padding(offered.before),
            kept_until: ends + padding(offered.after),
            name: booking.name,
            language: booking.language,
            answers: booking.answers,
            state,
            sequence: 0,
            booked_by,
            made_at: wall,
            changed_at: wall,
            reminded_day: starts - wall <= DAY,
            reminded_hour: starts - wall <= HOUR,
            contact: None,
        };
        self.write_down(appointment);
    }

    fn confirm(&mut self, id: AppointmentId, now: Moment) -> Result<(), Refused> {
        let Some(one) = self.appointments.get(&id) else {
            return Err(Refused::plain(BookingTrouble::NoSuchAppointment));
        };
        match one.state {
            AppointmentState::Unconfirmed { .. } => {
                let ahead = one.starts - now.wall_millis();
                self.alter(id, |one| {
                    one.state = AppointmentState::Booked;
                    one.changed_at = now.wall_millis();
                    // Whoever has just confirmed need not be reminded of it.
                    one.reminded_day |= ahead <= DAY;
                    one.reminded_hour |= ahead <= HOUR;
                });
                self.tell(id, AppointmentNews::Confirmed);
                Ok(())
            }
            AppointmentState::Booked | AppointmentState::Arrived | AppointmentState::Done => Ok(()),
            AppointmentState::Cancelled {
                by: CancelledBy::NoConfirmation,
            } => {
                let terms = Terms::of(Rules::Page);
                Err(self.refusal(BookingTrouble::HoldOver, &wish_of(one), terms, now))
            }
            AppointmentState::Cancelled { .. } | AppointmentState::NoShow => {
                Err(Refused::plain(BookingTrouble::AlreadyOver))
            }
            AppointmentState::Held { .. } => Err(Refused::plain(BookingTrouble::NoSuchAppointment)),
        }
    }

    /// Remembers a hold that ran out.
    pub(super) fn remember_hold(&mut self, id: AppointmentId) {
        if self.holds_over.len() >= HOLDS_REMEMBERED {
            self.holds_over.pop_front();
        }
        self.holds_over.push_back(id);
    }
}

/// Whether it is what is wished for, with whomever.
fn is_wished(one: &Appointment, wish: &Wish) -> bool {
    let asked = &wish.asked;
    let is_there = asked.meeting != Meeting::InPerson || one.branch == asked.branch;
    one.starts == wish.starts
        && one.consultation == asked.consultation
        && one.meeting == asked.meeting
        && is_there
        && asked.librarian.is_none_or(|who| who == one.librarian)
}

/// The same again, with whoever's turn it is.
pub(super) fn wish_of(one: &Appointment) -> Wish {
    Wish {
        asked: Asked {
            consultation: one.consultation,
            meeting: one.meeting,
            branch: one.branch,
            librarian: None,
        },
        starts: one.starts,
    }
}

/// Whether it is one of those of which a patron may have only so many.
fn counts_as_ahead(one: &Appointment, desk: DeskId, now: Moment) -> bool {
    let is_coming = match one.state {
        AppointmentState::Unconfirmed { .. }
        | AppointmentState::Booked
        | AppointmentState::Arrived => true,
        AppointmentState::Held { .. }
        | AppointmentState::Done
        | AppointmentState::Cancelled { .. }
        | AppointmentState::NoShow => false,
    };
    is_coming
        && one.desk == desk
        && one.booked_by == BookedBy::Patron
        && one.ends > now.wall_millis()
}

/// A form with a name and an answer to whatever wants one; the answers are tidied.
fn judge_form(
    name: &PatronName,
    answers: &[String],
    questions: &[Question],
) -> Result<Vec<String>, BookingTrouble> {
    if name.as_str().is_empty() {
        return Err(BookingTrouble::NameMissing);
    }
    let tidied = tidied_answers(answers, questions)?;
    let mut asked = questions.iter().zip(&tidied);
    match asked.position(|(question, answer)| question.required && answer.is_empty()) {
        Some(missing) => Err(BookingTrouble::AnswerMissing(missing)),
        None => Ok(tidied),
    }
}

/// One answer to each question, empty where none was given.
pub(super) fn tidied_answers(
    answers: &[String],
    questions: &[Question],
) -> Result<Vec<String>, BookingTrouble> {
    let given = answers.iter().map(|answer| answer.trim());
    let given = given.chain(std::iter::repeat("")).take(questions.len());
    let tidied: Vec<String> = given.map(str::to_owned).collect();
    let is_too_long = |answer: &String| answer.chars().count() > LONGEST_ANSWER;
    match tidied.iter().position(is_too_long) {
        Some(too_long) => Err(BookingTrouble::AnswerTooLong(too_long)),
        None => Ok(tidied),
    }
}
