//! Appointments, as librarians see and book them.

use serde::{Deserialize, Serialize};
use sportello_core::{
    AppointmentId, BookedBy, BranchId, Colour, ConsultationId, DeskId, LibrarianId, Meeting,
    ThreadId,
};
use ts_rs::TS;

use super::outside::{OutsideOrder, OutsideTold};
use crate::booking::{AppointmentStateView, BookingRefusal, DayView, SlotView};
use crate::patron::SpokenView;
use crate::seat::{AvailabilityOrder, AvailabilityTold};

/// What a librarian orders about appointments.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(
    tag = "type",
    rename_all = "camelCase",
    rename_all_fields = "camelCase",
    deny_unknown_fields
)]
pub enum CalendarOrder {
    /// Show the appointments of these days from now on, at once and at each change.
    /// At most 62 days; another takes its place.
    Watch {
        /// From when; none to look no more.
        #[ts(type = "number | null")]
        from: Option<i64>,
        /// Until when.
        #[ts(type = "number")]
        until: i64,
    },
    /// Ask for free slots.
    Slots {
        /// Of which consultation.
        consultation: ConsultationId,
        /// How to meet.
        meeting: Meeting,
        /// Where, to meet in person.
        branch: Option<BranchId>,
        /// With whom; none for whoever is free.
        librarian: Option<LibrarianId>,
        /// Not before this.
        #[ts(type = "number | null")]
        from: Option<i64>,
    },
    /// Book for the patron of a thread.
    Book {
        /// Made by the window, so that booking twice is harmless.
        appointment: AppointmentId,
        /// For whom.
        thread: ThreadId,
        /// What.
        consultation: ConsultationId,
        /// How to meet.
        meeting: Meeting,
        /// Where, to meet in person.
        branch: Option<BranchId>,
        /// With whom; none for whoever has had the fewest.
        librarian: Option<LibrarianId>,
        /// When it begins.
        #[ts(type = "number")]
        starts: i64,
        /// Also where the librarian does not usually give it; never over another.
        anyway: bool,
    },
    /// Move an appointment.
    Move {
        /// Which.
        appointment: AppointmentId,
        /// When it is to begin.
        #[ts(type = "number")]
        starts: i64,
        /// Who is to give it; none leaves whoever does.
        librarian: Option<LibrarianId>,
        /// As in `Book`.
        anyway: bool,
    },
    /// Cancel an appointment.
    Cancel {
        /// Which.
        appointment: AppointmentId,
    },
    /// The patron of a meeting in person has come.
    Came {
        /// Which.
        appointment: AppointmentId,
    },
    /// The patron has not come.
    NoShow {
        /// Which.
        appointment: AppointmentId,
    },
    /// Something about when consultations are given.
    Availability {
        /// What.
        order: AvailabilityOrder,
    },
    /// Something about calendars outside of the desk.
    Outside {
        /// What.
        order: OutsideOrder,
    },
}

/// What a librarian is told about appointments.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(
    tag = "type",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
pub enum CalendarTold {
    /// The appointments of the days that are watched.
    Calendar {
        /// They.
        calendar: CalendarView,
    },
    /// This librarian's own appointments from now to the end of the day, watched or
    /// not: whenever they differ from before.
    Today {
        /// They, the earliest first.
        appointments: Vec<SeatAppointment>,
    },
    /// Free slots.
    Slots {
        /// Which order.
        number: u32,
        /// The next days on which something is free.
        days: Vec<DayView>,
        /// From when to ask for more; none when there is no more.
        #[ts(type = "number | null")]
        more: Option<i64>,
    },
    /// An order was done.
    Done {
        /// Which, by the number it came with.
        number: u32,
    },
    /// An order was not done.
    Refused {
        /// Which.
        number: u32,
        /// Why.
        why: BookingRefusal,
        /// What is free instead, next.
        next: Vec<SlotView>,
    },
    /// Something about when consultations are given.
    Availability {
        /// What.
        told: AvailabilityTold,
    },
    /// Something about calendars outside of the desk.
    Outside {
        /// What.
        told: OutsideTold,
    },
}

/// Some days of the calendar.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CalendarView {
    /// From when.
    #[ts(type = "number")]
    pub from: i64,
    /// Until when.
    #[ts(type = "number")]
    pub until: i64,
    /// The earliest first.
    pub appointments: Vec<SeatAppointment>,
    /// When librarians are busy with something else.
    pub busy: Vec<BusyView>,
}

/// When a librarian is busy with something else.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct BusyView {
    /// Who.
    pub librarian: LibrarianId,
    /// From when.
    #[ts(type = "number")]
    pub from: i64,
    /// Until when.
    #[ts(type = "number")]
    pub until: i64,
}

/// An appointment as librarians see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SeatAppointment {
    /// Which.
    pub id: AppointmentId,
    /// The desk.
    pub desk: DeskId,
    /// What kind it is.
    pub consultation: ConsultationId,
    /// What people call it.
    pub name: SpokenView,
    /// Its colour.
    pub colour: Colour,
    /// Who gives it.
    pub librarian: LibrarianId,
    /// The patron's thread.
    pub thread: ThreadId,
    /// What the patron calls themself.
    pub patron: String,
    /// How they meet.
    pub meeting: Meeting,
    /// Where, for a meeting in person.
    pub branch: Option<BranchId>,
    /// When it begins.
    #[ts(type = "number")]
    pub starts: i64,
    /// When it ends.
    #[ts(type = "number")]
    pub ends: i64,
    /// How it stands.
    pub state: AppointmentStateView,
    /// What was asked, in the library's first language, and what was answered.
    pub answers: Vec<AnsweredView>,
    /// Who booked.
    pub booked_by: BookedBy,
    /// The patron is here for it, and it has not begun.
    pub entered: bool,
}

/// A question and what was answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct AnsweredView {
    /// What was asked.
    pub question: SpokenView,
    /// What was answered; may be empty.
    pub answer: String,
}

/// A consultation, for whoever books it in the window.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SeatConsultation {
    /// The desk that offers it.
    pub desk: DeskId,
    /// As patrons see it.
    pub view: crate::booking::ConsultationView,
    /// Who gives it.
    pub givers: Vec<LibrarianId>,
}
