//! The words in which the book is spoken to, and in which it answers.

use chrono::NaiveDate;

use crate::booking::{Appointment, Availability, CancelledBy, Meeting};
use crate::contact::{Language, PatronName};
use crate::ids::{
    AppointmentId, BranchId, ConsultationId, ContactId, DeskId, LibrarianId, PatronId, ThreadId,
};

/// All that a book is made of when it is read from the store.
#[derive(Clone, Debug, Default)]
pub struct BookFacts {
    /// The appointments that end after [`super::KEPT`] ago, holds among them.
    pub appointments: Vec<Appointment>,
    /// When librarians give consultations.
    pub availabilities: Vec<Availability>,
}

/// What somebody would like to book, whenever it is free.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Asked {
    /// What kind.
    pub consultation: ConsultationId,
    /// How they would meet.
    pub meeting: Meeting,
    /// Where; needed for a meeting in person, of no account for a call.
    pub branch: Option<BranchId>,
    /// With whom; nobody in particular for whoever's turn it is.
    pub librarian: Option<LibrarianId>,
}

/// What somebody would like to book, and when: milliseconds since 1970 UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wish {
    /// What.
    pub asked: Asked,
    /// When it would begin.
    pub starts: i64,
}

/// A time that is free. Times are milliseconds since 1970 UTC.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Slot {
    /// When it begins.
    pub starts: i64,
    /// When it ends.
    pub ends: i64,
    /// Who could give it, in the order of the consultation.
    pub givers: Vec<LibrarianId>,
}

/// The free slots of a day of the desk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FreeDay {
    /// The day.
    pub date: NaiveDate,
    /// Its first free slots; never empty.
    pub slots: Vec<Slot>,
    /// There are more.
    pub more: bool,
}

/// A slot that a patron wants kept while they fill in the form.
#[derive(Clone, Debug)]
pub struct Hold {
    /// The id that the appointment will have, should it become one.
    pub id: AppointmentId,
    /// Who.
    pub patron: PatronId,
    /// Their thread with the desk.
    pub thread: ThreadId,
    /// What they want, and when.
    pub wish: Wish,
    /// What they read.
    pub language: Language,
}

/// A form that a patron has filled in. What they hold becomes the appointment; without
/// a hold, or when it ran out, the slot is booked if it is still free.
#[derive(Clone, Debug)]
pub struct Booking {
    /// The id of the hold, or a new one.
    pub id: AppointmentId,
    /// Who.
    pub patron: PatronId,
    /// Their thread with the desk.
    pub thread: ThreadId,
    /// What they want, and when.
    pub wish: Wish,
    /// What they call themself.
    pub name: PatronName,
    /// What they read.
    pub language: Language,
    /// What they answer to the questions, in their order.
    pub answers: Vec<String>,
}

/// Where an appointment is to be moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Move {
    /// When it is to begin: milliseconds since 1970 UTC.
    pub starts: i64,
    /// Who is to give it; none for whoever gives it now, or else whoever's turn it is.
    pub librarian: Option<LibrarianId>,
    /// A librarian insists on a time outside what is offered. Of no account for patrons.
    pub anyway: bool,
}

/// Who moves or cancels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    /// The patron, whose appointment it must be.
    Patron(PatronId),
    /// A librarian of the desk.
    Desk,
}

/// Why something can't be booked, moved, cancelled or entered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BookingTrouble {
    /// That time is over.
    InThePast,
    /// Nobody gives it at that time: outside the hours, on a closed day, or at a time of
    /// the day that the clock leaps over.
    Closed,
    /// It begins too soon to be booked on the page.
    TooShortNotice,
    /// It is further ahead than may be booked on the page.
    TooFarAhead,
    /// Somebody else has that time.
    Taken,
    /// As many as there may be on that day are booked.
    DayFull,
    /// The desk does not offer it any more.
    NoSuchConsultation,
    /// It is not there, or it is somebody else's.
    NoSuchAppointment,
    /// It begins too soon to be moved or cancelled by the patron.
    TooLate,
    /// It was kept, but not for so long, and is taken; or it was not confirmed in time.
    HoldOver,
    /// A patron says what they are called.
    NameMissing,
    /// This question, counted from zero, wants an answer.
    AnswerMissing(usize),
    /// The answer to this question, counted from zero, is too long.
    AnswerTooLong(usize),
    /// The patron has as many appointments ahead of them as one may book.
    TooManyOfYours,
    /// This librarian, or anybody in this way or at this branch, does not give it.
    NotGiven,
    /// It has taken place, was cancelled, or the patron did not come.
    AlreadyOver,
    /// It is not time yet: neither to enter nor to say how it came out.
    TooEarly,
    /// The link of the letter must be followed first.
    NotConfirmed,
}

/// A no, and what is free instead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    /// Why.
    pub why: BookingTrouble,
    /// The next free slots, at most [`super::NEXT_SLOTS`]; none where another time would
    /// not help.
    pub next: Vec<Slot>,
}

/// What those who are concerned must be told about an appointment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AppointmentNews {
    /// It is booked.
    Booked,
    /// It is booked if the patron follows the link of the letter.
    ToConfirm,
    /// They did; it is booked.
    Confirmed,
    /// It has another time, or somebody else gives it.
    Moved {
        /// When it would have begun.
        from: i64,
    },
    /// It will not take place.
    Cancelled {
        /// By whom.
        by: CancelledBy,
    },
    /// It is a day away or less.
    RemindDay,
    /// It is an hour away or less.
    RemindHour,
    /// The link was not followed in time; its time is free again.
    ConfirmationMissed,
    /// The patron did not come.
    NoShow,
}

/// What must be done, in this order.
///
/// What is saved and told comes before the rest: both are committed in one
/// transaction, so that nothing is told twice or not at all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BookEffect {
    /// Write the appointment as it now is.
    Save(Box<Appointment>),
    /// Write when a librarian gives consultations.
    SaveAvailability(Box<Availability>),
    /// Forget a hold that ended.
    Drop(AppointmentId),
    /// Tell those who are concerned, on the ways they chose; a reminder exactly once.
    Tell {
        /// About which appointment; it was saved just before.
        appointment: AppointmentId,
        /// What.
        what: AppointmentNews,
    },
    /// The patron is here and it is time: make a contact of it, with that id, in the
    /// line of the desk.
    Arrive {
        /// For which appointment.
        appointment: AppointmentId,
        /// The id of the contact.
        contact: ContactId,
    },
    /// From now on nobody else rings at this librarian.
    Reserve {
        /// Who.
        librarian: LibrarianId,
        /// For which appointment.
        appointment: AppointmentId,
    },
    /// The librarian may be rung by others again.
    Release {
        /// Who.
        librarian: LibrarianId,
        /// For which appointment they were reserved.
        appointment: AppointmentId,
    },
    /// What somebody sees of the book has changed.
    ShowBook,
}

/// What the machine waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum BookWake {
    /// A hold is over.
    HoldOver,
    /// A booking was not confirmed.
    ConfirmationMissed,
    /// The day before an appointment.
    RemindDay,
    /// The hour before it.
    RemindHour,
    /// Its beginning.
    Begins,
    /// The patron did not come.
    NoShow,
    /// Nobody said how it came out.
    Done,
    /// It is long over, and need not be known any more.
    Forgotten,
    /// The clock on the wall may have been corrected.
    LookAgain,
}

/// What part of the book to look at; everything, by default.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Part {
    /// Only what this librarian gives.
    pub librarian: Option<LibrarianId>,
    /// Only what takes place at this branch, or by call at one of its desks.
    pub branch: Option<BranchId>,
    /// Only what this desk offers.
    pub desk: Option<DeskId>,
}
