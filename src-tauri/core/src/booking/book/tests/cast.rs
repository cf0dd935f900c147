//! The cast: Ada and Dora book, Bo and Cleo give. Their clock is stepped; whatever the
//! book orders is carried out at once, the saves onto a disk that refuses what takes the
//! same time twice, and from which the book can restart.

use std::collections::{BTreeMap, BTreeSet};

use uuid::Uuid;

use crate::booking::*;
use crate::contact::{Language, PatronName};
use crate::ids::*;
use crate::moment::{Moment, Span};
use crate::settings::Settings;

pub use super::house::*;

/// A book, a clock that is stepped, and a disk.
pub struct Cast {
    pub book: Book,
    pub now: Moment,
    pub settings: Settings,
    pub disk: BTreeMap<AppointmentId, Appointment>,
    pub availabilities: BTreeMap<LibrarianId, Availability>,
    /// What was told since it was last looked at.
    pub told: Vec<AppointmentNews>,
    /// What else was done, but for the views.
    pub done: Vec<BookEffect>,
    made: u128,
}

impl Cast {
    /// Wednesday, 3 June 2026, at eight; Bo gives from nine to one.
    pub fn new() -> Self {
        Self::of(house(), vec![gives(BO, &["09:00-13:00"])])
    }

    /// The usual house, but for its first consultation.
    pub fn with(change: impl FnOnce(&mut Consultation)) -> Self {
        let mut settings = house();
        change(&mut settings.consultations[0]);
        Self::of(settings, vec![gives(BO, &["09:00-13:00"])])
    }

    pub fn of(settings: Settings, availabilities: Vec<Availability>) -> Self {
        let now = Moment::new(wednesday("08:00"), 0);
        let mut cast = Self {
            book: Book::restore(BookFacts::default(), &settings, now),
            now,
            settings,
            disk: BTreeMap::new(),
            availabilities: BTreeMap::new(),
            told: Vec::new(),
            done: Vec::new(),
            made: 0x1000,
        };
        for availability in availabilities {
            cast.says(availability);
        }
        cast
    }

    /// A librarian says when they give consultations.
    pub fn says(&mut self, availability: Availability) {
        self.book.handle_availability(availability, self.now);
        self.carry_out();
    }

    /// An administrator sets something else for the first consultation.
    pub fn sets(&mut self, change: impl FnOnce(&mut Consultation)) {
        change(&mut self.settings.consultations[0]);
        self.book.handle_settings(&self.settings, self.now);
        self.carry_out();
    }

    /// Time passes to an instant; the book is woken whenever it asked for it.
    pub fn wait_until(&mut self, wall: i64) {
        let until = self.now.plus(Span::millis(wall - self.now.wall_millis()));
        while let Some((at, _)) = self.book.poll_timeout()
            && until.has_reached(at)
        {
            self.now = self.now.plus(self.now.until(at));
            self.wake();
            let next = self.book.poll_timeout().map(|(next, _)| next);
            assert!(next.is_none_or(|next| next > self.now), "a busy loop");
        }
        self.now = self.now.plus(self.now.until(until));
    }

    pub fn wait(&mut self, span: Span) {
        self.wait_until(self.now.plus(span).wall_millis());
    }

    pub fn wake(&mut self) {
        self.book.handle_timeout(self.now);
        self.carry_out();
    }

    /// The server stops and starts again at an instant.
    pub fn restart_at(&mut self, wall: i64) {
        self.now = Moment::new(wall, 0);
        let facts = BookFacts {
            appointments: self.disk.values().cloned().collect(),
            availabilities: self.availabilities.values().cloned().collect(),
        };
        self.book = Book::restore(facts, &self.settings, self.now);
        self.told.clear();
        self.done.clear();
        self.carry_out();
    }

    pub fn make(&mut self) -> Uuid {
        self.made += 1;
        Uuid::from_u128(self.made)
    }

    pub fn wish(&self, starts: i64) -> Wish {
        Wish {
            asked: asked(),
            starts,
        }
    }

    pub fn form(&mut self, patron: PatronId, starts: i64) -> Booking {
        Booking {
            id: AppointmentId(self.make()),
            patron,
            thread: ThreadId(patron.0),
            wish: self.wish(starts),
            name: PatronName::tidy("Ada"),
            language: Language::It,
            answers: Vec::new(),
        }
    }

    pub fn holds(&mut self, patron: PatronId, starts: i64) -> Result<AppointmentId, Refused> {
        let form = self.form(patron, starts);
        let hold = Hold {
            id: form.id,
            patron,
            thread: form.thread,
            wish: form.wish,
            language: form.language,
        };
        let held = self.book.handle_hold(hold, self.now);
        self.carry_out();
        held
    }

    pub fn books(&mut self, patron: PatronId, starts: i64) -> Result<AppointmentId, Refused> {
        let form = self.form(patron, starts);
        self.sends(form)
    }

    pub fn sends(&mut self, form: Booking) -> Result<AppointmentId, Refused> {
        let booked = self.book.handle_booking(form, self.now);
        self.carry_out();
        booked
    }

    /// A patron books something else than the talk by video.
    pub fn books_what(
        &mut self,
        starts: i64,
        change: impl FnOnce(&mut Asked),
    ) -> Result<AppointmentId, Refused> {
        let patron = PatronId(self.make());
        let mut form = self.form(patron, starts);
        change(&mut form.wish.asked);
        self.sends(form)
    }

    /// Somebody whom nobody knows books.
    pub fn somebody_books(&mut self, starts: i64) -> Result<AppointmentId, Refused> {
        self.books_what(starts, |_| {})
    }

    /// A librarian books for Ada.
    pub fn desk_books(&mut self, starts: i64, anyway: bool) -> Result<AppointmentId, Refused> {
        let form = self.form(ADA, starts);
        let booked = self.book.handle_booked_for(form, anyway, self.now);
        self.carry_out();
        booked
    }

    pub fn moves(&mut self, id: AppointmentId, starts: i64, by: By) -> Result<(), Refused> {
        let to = Move {
            starts,
            librarian: None,
            anyway: false,
        };
        self.does(|book, now| book.handle_move(id, to, by, now))
    }

    pub fn cancels(&mut self, id: AppointmentId, by: By) -> Result<(), Refused> {
        self.does(|book, now| book.handle_cancel(id, by, now))
    }

    /// The patron opens the waiting page.
    pub fn enters(&mut self, id: AppointmentId) -> Result<ContactId, Refused> {
        let contact = ContactId(self.make());
        let patron = self.disk[&id].patron;
        self.does(|book, now| book.handle_entered(id, patron, contact, now))?;
        Ok(contact)
    }

    pub fn does<T>(&mut self, act: impl FnOnce(&mut Book, Moment) -> T) -> T {
        let done = act(&mut self.book, self.now);
        self.carry_out();
        done
    }

    pub fn state(&self, id: AppointmentId) -> AppointmentState {
        self.disk[&id].state
    }

    pub fn told(&mut self) -> Vec<AppointmentNews> {
        std::mem::take(&mut self.told)
    }

    pub fn done(&mut self) -> Vec<BookEffect> {
        std::mem::take(&mut self.done)
    }

    /// The free slots of the talk on the Wednesday.
    pub fn free(&self) -> Vec<i64> {
        let day = wednesday("00:00")..wednesday("23:59");
        self.free_in(&asked(), day.start, day.end)
    }

    pub fn free_in(&self, asked: &Asked, from: i64, until: i64) -> Vec<i64> {
        let slots = self.book.free(asked, from, until, self.now);
        slots.into_iter().map(|slot| slot.starts).collect()
    }

    /// Does what the book orders, and checks what must always hold.
    fn carry_out(&mut self) {
        let mut saved = BTreeSet::new();
        let mut shows = false;
        while let Some(effect) = self.book.poll_effect() {
            let is_save = !matches!(
                effect,
                BookEffect::Arrive { .. }
                    | BookEffect::Reserve { .. }
                    | BookEffect::Release { .. }
                    | BookEffect::ShowBook
            );
            assert!(
                !(is_save && shows),
                "{effect:?} comes after something shown"
            );
            shows |= !is_save;
            match effect {
                BookEffect::Save(one) => {
                    saved.insert(one.id);
                    self.refuse_twice(&one);
                    self.disk.insert(one.id, *one);
                }
                BookEffect::SaveAvailability(one) => {
                    self.availabilities.insert(one.librarian, *one);
                }
                BookEffect::Drop(id) => {
                    self.disk.remove(&id).expect("what is dropped was saved");
                }
                BookEffect::Tell { appointment, what } => {
                    assert!(saved.contains(&appointment), "{what:?} without a save");
                    self.told.push(what);
                }
                BookEffect::ShowBook => {}
                other => self.done.push(other),
            }
        }
        for (id, one) in &self.disk {
            let known = self.book.appointment(*id);
            assert!(known.is_none_or(|known| known == one), "the disk is behind");
        }
    }

    /// The constraint that the store keeps, too.
    fn refuse_twice(&self, one: &Appointment) {
        let mut others = self.disk.values().filter(|other| other.id != one.id);
        let twice = others.find(|other| {
            other.librarian == one.librarian
                && other.state.takes_time()
                && one.state.takes_time()
                && other.kept_from < one.kept_until
                && one.kept_from < other.kept_until
        });
        assert_eq!(twice, None, "{one:?} takes time that is taken");
    }
}

/// Why it was refused.
pub fn why<T: std::fmt::Debug>(result: Result<T, Refused>) -> BookingTrouble {
    result.expect_err("refused").why
}

/// What was free instead.
pub fn instead<T: std::fmt::Debug>(result: Result<T, Refused>) -> Vec<i64> {
    let next = result.expect_err("refused").next.into_iter();
    next.map(|slot| slot.starts).collect()
}
