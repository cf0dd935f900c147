//! Appointments: the book beside the line.
//!
//! Two machines decide for a library: `Library` has the line, `Book` has what is booked.
//! They know nothing of each other; here what one decides is told to the other, before
//! anything is committed: a reminder is written into the thread, a patron whose time has
//! come takes a place in the line, a contact that is over ends its appointment. So what
//! belongs together is on disk together or not at all.
//!
//! Just past four hundred lines: all that passes between the two machines stands here, and
//! orders and views beside it.

mod asked;
mod availability;
mod busy;
mod orders;
mod shown;

use std::collections::{BTreeMap, BTreeSet};

use sportello_core::booking::{AppointmentNews, Book, BookEffect, BookFacts, Part};
use sportello_core::library::Ahead;
use sportello_core::{
    Appointment, AppointmentId, AppointmentState, Arrival, Availability, Consultation,
    ConsultationId, Contact, ContactId, Effect, Happened, LibrarianId, LibraryId, Mentioned,
    MessageId, Moment, PatronId, Settings, Span, Text, ThreadOf,
};
use sportello_store::{Store, StoreError, Writing};

use super::{Owner, saves};
use crate::appointments::said_in;
pub(crate) use busy::BusyRead;
use shown::Shown;

/// How far ahead bookings are told to the line.
const TOLD_TO_THE_LINE: Span = Span::minutes(8 * 60);

/// How often it is told again though nothing was booked: time brings things near.
const TOLD_AGAIN: Span = Span::minutes(10);

/// What the owner knows of appointments.
pub(super) struct Booking {
    pub(super) book: Book,
    /// What desks offer no more, for what is still booked of it.
    retired: BTreeMap<ConsultationId, Consultation>,
    /// Who looks, and what they saw last.
    shown: Shown,
    /// When the line was last told what is booked.
    told_the_line: Option<Moment>,
    /// What desks offered when the settings were taken last.
    offered: Vec<Consultation>,
    /// What is answered once this turn is on disk.
    answers: Vec<asked::Answer>,
    /// The same for who said when they give consultations.
    said: Vec<availability::Said>,
    /// Whose own calendar was read, and who waits until that is on disk.
    readers: Vec<busy::Reader>,
}

impl Booking {
    pub(super) async fn read(
        store: &Store,
        library: LibraryId,
        settings: &Settings,
        now: Moment,
    ) -> Result<Self, StoreError> {
        let since = now.wall_millis() - sportello_core::booking::book::KEPT.as_millis();
        let facts = BookFacts {
            appointments: store.appointments(library, since).await?,
            availabilities: store.availabilities(library).await?,
        };
        let retired = store.retired_consultations(library).await?.into_iter();
        Ok(Self {
            book: Book::restore(facts, settings, now),
            retired: retired.map(|one| (one.id, one)).collect(),
            shown: Shown::default(),
            offered: settings.consultations.clone(),
            told_the_line: None,
            answers: Vec::new(),
            said: Vec::new(),
            readers: Vec::new(),
        })
    }

    /// What an administrator may have changed beside a server that runs.
    pub(super) async fn changed(store: &Store, library: LibraryId) -> Result<Changed, StoreError> {
        Ok(Changed {
            availabilities: store.availabilities(library).await?,
            retired: store.retired_consultations(library).await?,
        })
    }

    /// Takes over what an administrator changed.
    pub(super) fn renew(&mut self, changed: Changed, settings: &Settings, now: Moment) {
        let retired = changed.retired.into_iter();
        self.retired = retired.map(|one| (one.id, one)).collect();
        for availability in changed.availabilities {
            let (who, book) = (availability.librarian, &self.book);
            // What was said a moment ago is newer than what stands on disk.
            let is_newer = self.said.iter().any(|said| said.is_of(who));
            if !is_newer && book.availability(who) != Some(&availability) {
                self.book.handle_availability(availability, now);
            }
        }
        self.take_settings(settings, now);
    }

    /// Other settings hold from now on. What is offered no more is still known, for what
    /// is booked of it.
    pub(super) fn take_settings(&mut self, settings: &Settings, now: Moment) {
        let before = std::mem::replace(&mut self.offered, settings.consultations.clone());
        self.retired
            .extend(before.into_iter().map(|one| (one.id, one)));
        let is_offered = |id: &ConsultationId| self.offered.iter().any(|one| one.id == *id);
        self.retired.retain(|id, _| !is_offered(id));
        self.book.handle_settings(settings, now);
    }

    /// Whether time alone has brought something near that the line does not know yet.
    fn tells_the_line_again(&mut self, now: Moment) -> bool {
        let is_due = self
            .told_the_line
            .is_none_or(|told| now.has_reached(told.plus(TOLD_AGAIN)));
        if is_due {
            self.told_the_line = Some(now);
        }
        is_due
    }

    /// Reads it again, after what could not be written. Who looks goes on looking, and
    /// whoever asked is told that nothing was done.
    pub(super) fn start_over(&mut self, read: Self) {
        let answers = std::mem::take(&mut self.answers);
        let said = std::mem::take(&mut self.said);
        let readers = std::mem::take(&mut self.readers);
        let shown = std::mem::take(&mut self.shown);
        *self = read;
        self.shown = shown.seen_nothing();
        self.answers = answers.into_iter().map(asked::Answer::not_saved).collect();
        self.said = said
            .into_iter()
            .map(availability::Said::not_saved)
            .collect();
        self.readers = readers.into_iter().map(busy::Reader::not_saved).collect();
    }
}

/// What may have changed with the settings.
pub(super) struct Changed {
    availabilities: Vec<Availability>,
    retired: Vec<Consultation>,
}

/// What both machines have decided in one turn.
pub(super) struct Decided {
    pub(super) effects: Vec<Effect>,
    pub(super) booked: Vec<BookEffect>,
}

impl Decided {
    pub(super) fn saves(&self) -> bool {
        let books = self.booked.iter().any(|effect| match effect {
            BookEffect::Save(_)
            | BookEffect::SaveAvailability(_)
            | BookEffect::Drop(_)
            | BookEffect::Tell { .. } => true,
            BookEffect::Arrive { .. }
            | BookEffect::Reserve { .. }
            | BookEffect::Release { .. }
            | BookEffect::ShowBook => false,
        });
        books || self.effects.iter().any(saves)
    }
}

impl Owner {
    /// Lets both machines come to rest, each told what concerns it of the other.
    pub(super) fn decide(&mut self) -> Decided {
        let mut decided = Decided {
            effects: Vec::new(),
            booked: Vec::new(),
        };
        loop {
            let (effects, booked) = (decided.effects.len(), decided.booked.len());
            while let Some(effect) = self.booking.book.poll_effect() {
                self.tell_the_line(&effect);
                decided.booked.push(effect);
            }
            if decided.booked.len() > booked || self.booking.tells_the_line_again(self.now()) {
                self.tell_the_line_what_is_booked();
            }
            while let Some(effect) = self.machine.poll_effect() {
                self.tell_the_book(&effect);
                decided.effects.push(effect);
            }
            if (effects, booked) == (decided.effects.len(), decided.booked.len()) {
                return decided;
            }
        }
    }

    fn tell_the_line(&mut self, effect: &BookEffect) {
        match effect {
            BookEffect::Tell { appointment, what } => self.write_into_thread(*appointment, *what),
            BookEffect::Arrive {
                appointment,
                contact,
            } => self.let_in(*appointment, *contact),
            // Told all together, by `tell_the_line_what_is_booked`.
            BookEffect::Reserve { .. }
            | BookEffect::Release { .. }
            | BookEffect::Save(_)
            | BookEffect::SaveAvailability(_)
            | BookEffect::Drop(_)
            | BookEffect::ShowBook => {}
        }
    }

    /// Whoever waits without a booking is told honestly what goes before.
    pub(super) fn tell_the_line_what_is_booked(&mut self) {
        let now = self.now();
        let from = now.wall_millis();
        let until = from + TOLD_TO_THE_LINE.as_millis();
        let ahead = self.booking.book.between(from, until, Part::default());
        let ahead = ahead.into_iter().filter(|one| match one.state {
            AppointmentState::Unconfirmed { .. } | AppointmentState::Booked => one.starts > from,
            AppointmentState::Held { .. }
            | AppointmentState::Arrived
            | AppointmentState::Done
            | AppointmentState::Cancelled { .. }
            | AppointmentState::NoShow => false,
        });
        let ahead = ahead.map(|one| Ahead {
            librarian: one.librarian,
            starts: one.starts,
            until: one.kept_until,
        });
        let ahead = ahead.collect();
        let reserved = self.kept_free();
        self.machine.handle_bookings(ahead, reserved, now);
    }

    /// Who is kept free for a patron who is not there yet; once they are, they stand
    /// first in the line.
    fn kept_free(&self) -> BTreeSet<LibrarianId> {
        let book = &self.booking.book;
        let is_awaited = |id: AppointmentId| {
            let known = book.appointment(id);
            known.is_some_and(|known| known.contact.is_none())
        };
        let kept = book.reserved().filter(|(_, id)| is_awaited(*id));
        kept.map(|(librarian, _)| librarian).collect()
    }

    /// A contact in which an appointment took place is over.
    fn tell_the_book(&mut self, effect: &Effect) {
        let Effect::SaveContact(contact) = effect else {
            return;
        };
        if contact.is_ended() {
            let answered = answered(contact);
            self.booking
                .book
                .handle_contact_over(contact.id, answered, self.now());
        }
    }

    /// The desk writes what happened into the thread, in the patron's language.
    fn write_into_thread(&mut self, id: AppointmentId, what: AppointmentNews) {
        let Some(told) = self.booking.book.appointment(id).cloned() else {
            return;
        };
        let now = self.now();
        let thread = thread_of(&told);
        if is_new(what) {
            self.machine
                .handle_introduction(thread, told.name.clone(), told.language, now);
        }
        let name = self.consultation(told.consultation).map(|one| &one.name);
        let text = name.and_then(|name| Text::parse(said_in(name, told.language)).ok());
        let about = Mentioned {
            appointment: id,
            starts: told.starts,
        };
        let message = message_of(&told, what);
        self.machine
            .handle_appointment_told(thread, message, happened(what), (text, about), now);
    }

    /// Somebody whose time has come takes a place in the line; the place they may have
    /// had without a booking goes.
    fn let_in(&mut self, id: AppointmentId, contact: ContactId) {
        let Some(booked) = self.booking.book.appointment(id).cloned() else {
            return;
        };
        let Some(mode) = booked.meeting.mode() else {
            return;
        };
        let now = self.now();
        let before = self.machine.contact_of(booked.patron);
        if let Some(talk) = before.filter(|before| before.talking().is_some()) {
            let talk = talk.id;
            // They are talking already: it takes place in that contact.
            let _ = self.booking.book.handle_contact(id, talk, now);
            return;
        }
        self.machine.handle_turn_to_appointment(booked.patron, now);
        let topic = self.consultation(booked.consultation);
        let arrival = Arrival {
            contact,
            desk: booked.desk,
            patron: booked.patron,
            thread: booked.thread,
            mode,
            name: booked.name.clone(),
            language: booked.language,
            topic: topic.and_then(|one| one.topic),
            wanted: Some(booked.librarian),
            booked: Some(id),
        };
        if let Err(why) = self.machine.handle_arrival(arrival, now) {
            tracing::warn!(%why, appointment = %id, "who has booked can't be let in");
        }
    }

    /// A letter reached its patron: what waited for that is booked.
    pub(super) fn confirm_all_of(&mut self, patron: PatronId) {
        let now = self.now();
        let own = self.booking.book.appointments_of(patron).into_iter();
        let waits = |one: &&Appointment| matches!(one.state, AppointmentState::Unconfirmed { .. });
        let waiting: Vec<_> = own.filter(waits).map(|one| one.id).collect();
        for id in waiting {
            let _ = self.booking.book.handle_confirmed(id, now); // or it was too late
        }
    }

    /// A patron does not wait for their appointment any more.
    pub(super) fn waits_no_more(&mut self, patron: PatronId) {
        let now = self.now();
        let own = self.booking.book.appointments_of(patron);
        let own: Vec<_> = own.into_iter().map(|one| one.id).collect();
        for id in own {
            self.booking.book.handle_left(id, patron, now);
        }
    }

    /// What is offered, or was.
    pub(super) fn consultation(&self, id: ConsultationId) -> Option<&Consultation> {
        let mut offered = self.machine.settings().consultations.iter();
        let offered = offered.find(|one| one.id == id);
        offered.or_else(|| self.booking.retired.get(&id))
    }

    /// Writes what the book orders, and tells patrons on the ways they chose. Says
    /// whether the outbox stands otherwise than before.
    pub(super) async fn save_booked(
        &self,
        writing: &mut Writing<'_>,
        booked: &[BookEffect],
    ) -> anyhow::Result<bool> {
        let (library, at) = (self.parts.library.id, self.now().wall_millis());
        let mut reached = false;
        for effect in booked {
            match effect {
                BookEffect::Save(appointment) => {
                    sportello_store::save_appointment(writing, library, appointment).await?;
                    reached |= self.keep_in_calendar(writing, appointment).await?;
                }
                BookEffect::SaveAvailability(availability) => {
                    sportello_store::save_availability(writing, availability, at).await?;
                }
                BookEffect::Drop(held) => {
                    sportello_store::drop_appointment(writing, *held).await?;
                }
                BookEffect::Tell { appointment, what } => {
                    reached |= self
                        .tell_of_appointment(writing, *appointment, *what)
                        .await?;
                }
                BookEffect::Arrive { .. }
                | BookEffect::Reserve { .. }
                | BookEffect::Release { .. }
                | BookEffect::ShowBook => {}
            }
        }
        Ok(reached)
    }
}

/// Whether somebody talked with the patron.
fn answered(contact: &Contact) -> bool {
    match &contact.state {
        sportello_core::ContactState::Ended { librarian, .. } => librarian.is_some(),
        _ => false,
    }
}

const fn thread_of(appointment: &Appointment) -> ThreadOf {
    ThreadOf {
        thread: appointment.thread,
        desk: appointment.desk,
        patron: appointment.patron,
    }
}

/// What the patron is called was just said.
const fn is_new(what: AppointmentNews) -> bool {
    matches!(what, AppointmentNews::Booked | AppointmentNews::ToConfirm)
}

/// What a thread says of it.
const fn happened(what: AppointmentNews) -> Happened {
    match what {
        AppointmentNews::Booked | AppointmentNews::Confirmed => Happened::AppointmentBooked,
        AppointmentNews::ToConfirm => Happened::AppointmentToConfirm,
        AppointmentNews::Moved { .. } => Happened::AppointmentMoved,
        AppointmentNews::Cancelled { .. } => Happened::AppointmentCancelled,
        AppointmentNews::RemindDay => Happened::AppointmentTomorrow,
        AppointmentNews::RemindHour => Happened::AppointmentSoon,
        AppointmentNews::ConfirmationMissed => Happened::AppointmentUnconfirmed,
        AppointmentNews::NoShow => Happened::AppointmentMissed,
    }
}

/// The id of what the desk writes: the same for the same news of the same appointment as
/// it stood, so that it stands in the thread once.
fn message_of(appointment: &Appointment, what: AppointmentNews) -> MessageId {
    let kind: u128 = match what {
        AppointmentNews::Booked => 1,
        AppointmentNews::Confirmed => 2,
        AppointmentNews::ToConfirm => 3,
        AppointmentNews::Moved { .. } => 4,
        AppointmentNews::Cancelled { .. } => 5,
        AppointmentNews::RemindDay => 6,
        AppointmentNews::RemindHour => 7,
        AppointmentNews::ConfirmationMissed => 8,
        AppointmentNews::NoShow => 9,
    };
    let mark = (u128::from(appointment.sequence) << 8) | kind;
    MessageId(uuid::Uuid::from_u128(appointment.id.0.as_u128() ^ mark))
}
