//! Appointments in the window.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::booking::{BookingRefusal, DayView, SlotView};
use crate::seat::{AvailabilityTold, CalendarOrder, CalendarView, SeatAppointment};

/// What the window shows of appointments. Times are the server's: ten o'clock is ten,
/// whatever this computer's clock says.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct WindowCalendar {
    /// The days that are watched, once the server has told them.
    pub calendar: Option<CalendarView>,
    /// The librarian's own appointments from now to the end of the day.
    pub today: Vec<SeatAppointment>,
    /// The free slots that were asked for last.
    pub slots: Option<CalendarSlots>,
    /// How the last order came out.
    pub answer: Option<CalendarAnswer>,
    /// What was told last of when consultations are given, by the numbers of the orders.
    pub availability: Vec<AvailabilityTold>,
}

/// Free slots.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CalendarSlots {
    /// The order that asked for them.
    pub number: u32,
    /// The next days on which something is free.
    pub days: Vec<DayView>,
    /// From when to ask for more; none when there is no more.
    #[ts(type = "number | null")]
    pub more: Option<i64>,
}

/// How an order came out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CalendarAnswer {
    /// Which, by the number the window gave it.
    pub number: u32,
    /// Why it was not done; none when it was.
    pub refused: Option<BookingRefusal>,
    /// What is free instead, next.
    pub next: Vec<SlotView>,
}

/// What the librarian orders about appointments.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(
    tag = "type",
    rename_all = "camelCase",
    rename_all_fields = "camelCase",
    deny_unknown_fields
)]
pub enum CalendarWindowOrder {
    /// Order something of the server.
    Ask {
        /// The window's own number for it, told back with the answer.
        number: u32,
        /// What.
        order: CalendarOrder,
    },
}
