//! Consultations and appointments, as pages and seats both see them. Times are
//! milliseconds since 1970 UTC.

use serde::{Deserialize, Serialize};
use sportello_core::{
    AppointmentId, BranchId, CancelledBy, Colour, ConsultationId, LibrarianId, Meeting, TopicId,
};
use ts_rs::TS;

use crate::patron::SpokenView;

/// A kind of appointment that a desk offers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ConsultationView {
    /// Which.
    pub id: ConsultationId,
    /// What people call it.
    pub name: SpokenView,
    /// What it is for; may be empty.
    pub description: SpokenView,
    /// How long it lasts.
    pub minutes: u16,
    /// How one may meet.
    pub meetings: Vec<Meeting>,
    /// Where one may meet in person.
    pub places: Vec<PlaceView>,
    /// What is asked of whoever books, in this order.
    pub questions: Vec<QuestionView>,
    /// Its colour in a calendar.
    pub colour: Colour,
    /// What it is about.
    pub topic: Option<TopicId>,
    /// The hours of the week at which somebody gives it, Monday first, each as
    /// `09:00-13:00`.
    pub week: Vec<Vec<String>>,
    /// A booking by a patron holds only once they have followed the link of a letter.
    pub confirm_by_mail: bool,
}

/// Where one meets in person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PlaceView {
    /// The branch.
    pub branch: BranchId,
    /// What people call it.
    pub name: String,
    /// Where it stands; may be empty.
    pub address: String,
}

/// Something that is asked of whoever books.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct QuestionView {
    /// What.
    pub text: SpokenView,
    /// Nothing is booked without an answer.
    pub required: bool,
}

/// A time at which a consultation can be booked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SlotView {
    /// When it begins.
    #[ts(type = "number")]
    pub starts: i64,
    /// When it ends.
    #[ts(type = "number")]
    pub ends: i64,
    /// Who could give it; patrons are not told.
    pub librarians: Vec<LibrarianId>,
}

/// A day with the slots that are free on it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct DayView {
    /// The local day, as `2026-11-24`.
    pub date: String,
    /// Never empty, in order.
    pub slots: Vec<SlotView>,
}

/// How an appointment stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(
    tag = "type",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
pub enum AppointmentStateView {
    /// Its slot is kept while the form is filled in.
    Held {
        /// Until then.
        #[ts(type = "number")]
        until: i64,
    },
    /// Booked, if the patron follows the link of the letter in time.
    Unconfirmed {
        /// Until then.
        #[ts(type = "number")]
        until: i64,
    },
    /// Booked.
    Booked,
    /// The patron came at its time.
    Arrived,
    /// It took place.
    Done,
    /// It will not take place.
    Cancelled {
        /// By whom.
        by: CancelledBy,
    },
    /// The patron did not come.
    NoShow,
}

/// What a message of the desk's is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct AppointmentMark {
    /// Which appointment.
    pub id: AppointmentId,
    /// When it was to begin as the message was written.
    #[ts(type = "number")]
    pub starts: i64,
}

/// Why something about an appointment was not done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum BookingRefusal {
    /// It would begin in the past.
    InThePast,
    /// Nobody gives it at that time.
    Closed,
    /// It would begin too soon.
    TooShortNotice,
    /// It lies too far ahead.
    TooFarAhead,
    /// Somebody else has that time.
    Taken,
    /// There are as many of it on that day as there may be.
    DayFull,
    /// The desk does not offer it, or no more.
    NoSuchConsultation,
    /// There is no such appointment, or it is somebody else's.
    NoSuchAppointment,
    /// Its beginning is too near to move or to cancel it.
    TooLate,
    /// The slot was kept too long, and has gone.
    HoldOver,
    /// A question that must be answered was not.
    AnswerMissing,
    /// An answer is too long.
    AnswerTooLong,
    /// The patron has as many appointments ahead as one may have.
    TooManyOfYours,
    /// This person does not give it, or not in this way, or not there.
    NotGiven,
    /// It is over.
    AlreadyOver,
    /// It is not its time yet.
    TooEarly,
    /// The link of the letter must be followed first.
    NotConfirmed,
    /// There is no name.
    NameMissing,
    /// There is no way on which the patron could be reached.
    NoWay,
    /// What was typed is no address of a mailbox.
    BadAddress,
    /// The librarian's role does not allow it.
    NotAllowed,
    /// The server could not write; nothing was changed.
    NotSaved,
}
