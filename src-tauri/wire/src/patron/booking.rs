//! Booking a consultation on the page.

use serde::{Deserialize, Serialize};
use sportello_core::{AppointmentId, BranchId, ConsultationId, Language, Meeting};
use ts_rs::TS;

use super::SpokenView;
use crate::booking::{AppointmentStateView, BookingRefusal, DayView, SlotView};

/// What the page orders about appointments.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(
    tag = "type",
    rename_all = "camelCase",
    rename_all_fields = "camelCase",
    deny_unknown_fields
)]
pub enum BookingOrder {
    /// Ask how it stands; from then on each change is told.
    Ask {},
    /// Ask for free slots of a consultation.
    Slots {
        /// Which.
        consultation: ConsultationId,
        /// How to meet.
        meeting: Meeting,
        /// Where, to meet in person.
        branch: Option<BranchId>,
        /// Not before this.
        #[ts(type = "number | null")]
        from: Option<i64>,
    },
    /// Keep a slot while the form is filled in. One at a time: another takes its place.
    Hold {
        /// Which consultation.
        consultation: ConsultationId,
        /// How to meet.
        meeting: Meeting,
        /// Where, to meet in person.
        branch: Option<BranchId>,
        /// When it begins.
        #[ts(type = "number")]
        starts: i64,
    },
    /// Keep the slot no longer.
    LetGo {},
    /// Book what is held.
    Book {
        /// Which.
        appointment: AppointmentId,
        /// What to be called.
        name: String,
        /// What the page is read in.
        language: Language,
        /// To the questions, in their order; empty where there is none.
        answers: Vec<String>,
        /// Where to write; none leaves the ways that are known.
        mail: Option<String>,
    },
    /// Ask for free slots to which an appointment could be moved.
    SlotsToMove {
        /// Which.
        appointment: AppointmentId,
        /// Not before this.
        #[ts(type = "number | null")]
        from: Option<i64>,
    },
    /// Move an appointment.
    Move {
        /// Which.
        appointment: AppointmentId,
        /// When it is to begin.
        #[ts(type = "number")]
        starts: i64,
    },
    /// Cancel an appointment.
    Cancel {
        /// Which.
        appointment: AppointmentId,
    },
    /// The patron is here for an appointment, ten minutes before it at the earliest.
    Enter {
        /// Which.
        appointment: AppointmentId,
    },
}

/// What the page is told about appointments.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(
    tag = "type",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
pub enum BookingNews {
    /// How it stands. After `Ask`, and at each change.
    Stands {
        /// The patron's own: what is ahead and what was of late, the earliest first.
        appointments: Vec<AppointmentView>,
        /// A way to be reached must be named to book: none is known yet.
        needs_way: bool,
        /// The library can write by mail.
        mail: bool,
    },
    /// Free slots.
    Slots {
        /// Of which consultation.
        consultation: ConsultationId,
        /// To move this one; none for a new one.
        appointment: Option<AppointmentId>,
        /// The next days on which something is free.
        days: Vec<DayView>,
        /// From when to ask for more; none when there is no more.
        #[ts(type = "number | null")]
        more: Option<i64>,
    },
    /// It was done: the appointment stands as it is told in `Stands`.
    Done {
        /// Which.
        appointment: AppointmentId,
    },
    /// It was not done.
    Refused {
        /// Why.
        why: BookingRefusal,
        /// What is free instead, next.
        next: Vec<SlotView>,
    },
}

/// An appointment of the patron's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct AppointmentView {
    /// Which.
    pub id: AppointmentId,
    /// What kind it is.
    pub consultation: ConsultationId,
    /// What people call it.
    pub name: SpokenView,
    /// How one meets.
    pub meeting: Meeting,
    /// The branch's name and address, to meet in person; otherwise empty.
    pub place: Vec<String>,
    /// When it begins.
    #[ts(type = "number")]
    pub starts: i64,
    /// When it ends.
    #[ts(type = "number")]
    pub ends: i64,
    /// Who gives it, as patrons read it.
    pub librarian: String,
    /// How it stands.
    pub state: AppointmentStateView,
    /// Until when the patron can move or cancel it.
    #[ts(type = "number")]
    pub change_until: i64,
    /// From when the patron can enter.
    #[ts(type = "number")]
    pub opens: i64,
    /// The patron has entered, and it has not begun.
    pub entered: bool,
    /// It has begun, the patron is here, and the librarian is late.
    pub late: bool,
}
