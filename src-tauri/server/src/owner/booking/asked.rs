//! What is answered to whoever ordered something, once it is on disk.

use sportello_core::booking::{BookingTrouble, Refused, Slot};
use sportello_core::{AppointmentId, PageId};
use sportello_wire::booking::{BookingRefusal, SlotView};
use sportello_wire::patron::{BookingNews, ToPatron};
use sportello_wire::seat::{CalendarTold, ToSeat};

use crate::owner::{ConnectionId, Owner};

/// Who ordered something.
#[derive(Clone, Copy, Debug)]
pub(super) enum Asker {
    /// A patron's page.
    Page(PageId),
    /// A librarian's seat, with the number of the order.
    Seat(ConnectionId, u32),
}

/// How an order came out.
#[derive(Debug)]
pub(super) struct Answer {
    to: Asker,
    outcome: Result<AppointmentId, No>,
}

/// Why not, and what is free instead.
#[derive(Debug)]
pub(super) struct No {
    pub(super) why: BookingRefusal,
    pub(super) next: Vec<Slot>,
}

impl From<BookingRefusal> for No {
    fn from(why: BookingRefusal) -> Self {
        Self {
            why,
            next: Vec::new(),
        }
    }
}

impl From<Refused> for No {
    fn from(refused: Refused) -> Self {
        Self {
            why: refusal(refused.why),
            next: refused.next,
        }
    }
}

impl Answer {
    pub(super) const fn new(to: Asker, outcome: Result<AppointmentId, No>) -> Self {
        Self { to, outcome }
    }

    /// It could not be written: a yes was none.
    pub(super) fn not_saved(self) -> Self {
        let no = |_| No::from(BookingRefusal::NotSaved);
        Self {
            to: self.to,
            outcome: self.outcome.and_then(|done| Err(no(done))),
        }
    }
}

impl Owner {
    /// Answers those who ordered something in this turn.
    pub(in crate::owner) fn answer_about_appointments(&mut self) {
        for answer in std::mem::take(&mut self.booking.answers) {
            self.answer(answer);
        }
        self.answer_about_availability();
        self.answer_readers();
    }

    fn answer(&mut self, Answer { to, outcome }: Answer) {
        match to {
            Asker::Page(page) => {
                let news = match outcome {
                    Ok(appointment) => BookingNews::Done { appointment },
                    Err(No { why, next }) => BookingNews::Refused {
                        why,
                        next: next.iter().map(for_patrons).collect(),
                    },
                };
                self.clients.tell_page(page, ToPatron::Booking { news });
            }
            Asker::Seat(connection, number) => {
                let told = match outcome {
                    Ok(_) => CalendarTold::Done { number },
                    Err(No { why, next }) => CalendarTold::Refused {
                        number,
                        why,
                        next: next.iter().map(for_librarians).collect(),
                    },
                };
                self.clients
                    .tell_connection(connection, ToSeat::Calendar { told });
            }
        }
    }
}

/// A slot, without who would give it.
pub(super) fn for_patrons(slot: &Slot) -> SlotView {
    SlotView {
        starts: slot.starts,
        ends: slot.ends,
        librarians: Vec::new(),
    }
}

/// A slot, with who could give it.
pub(super) fn for_librarians(slot: &Slot) -> SlotView {
    SlotView {
        librarians: slot.givers.clone(),
        ..for_patrons(slot)
    }
}

const fn refusal(why: BookingTrouble) -> BookingRefusal {
    match why {
        BookingTrouble::InThePast => BookingRefusal::InThePast,
        BookingTrouble::Closed => BookingRefusal::Closed,
        BookingTrouble::TooShortNotice => BookingRefusal::TooShortNotice,
        BookingTrouble::TooFarAhead => BookingRefusal::TooFarAhead,
        BookingTrouble::Taken => BookingRefusal::Taken,
        BookingTrouble::DayFull => BookingRefusal::DayFull,
        BookingTrouble::NoSuchConsultation => BookingRefusal::NoSuchConsultation,
        BookingTrouble::NoSuchAppointment => BookingRefusal::NoSuchAppointment,
        BookingTrouble::TooLate => BookingRefusal::TooLate,
        BookingTrouble::HoldOver => BookingRefusal::HoldOver,
        BookingTrouble::NameMissing => BookingRefusal::NameMissing,
        BookingTrouble::AnswerMissing(_) => BookingRefusal::AnswerMissing,
        BookingTrouble::AnswerTooLong(_) => BookingRefusal::AnswerTooLong,
        BookingTrouble::TooManyOfYours => BookingRefusal::TooManyOfYours,
        BookingTrouble::NotGiven => BookingRefusal::NotGiven,
        BookingTrouble::AlreadyOver => BookingRefusal::AlreadyOver,
        BookingTrouble::TooEarly => BookingRefusal::TooEarly,
        BookingTrouble::NotConfirmed => BookingRefusal::NotConfirmed,
    }
}
