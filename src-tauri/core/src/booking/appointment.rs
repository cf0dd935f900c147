//! A booked consultation.

use serde::{Deserialize, Serialize};

use super::Meeting;
use crate::contact::{Language, PatronName};
use crate::ids::{
    AppointmentId, BranchId, ConsultationId, ContactId, DeskId, LibrarianId, PatronId, ThreadId,
};

/// Who booked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub enum BookedBy {
    /// The patron, on the page.
    Patron,
    /// A librarian, in the window.
    Librarian,
}

/// Who cancelled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub enum CancelledBy {
    /// The patron.
    Patron,
    /// The desk.
    Desk,
    /// Nobody: the link of its letter was not followed in time.
    NoConfirmation,
}

/// How an appointment stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AppointmentState {
    /// Its slot is kept while the patron fills in the form.
    Held {
        /// Until then.
        until: i64,
    },
    /// Booked, if the patron follows the link of the letter in time.
    Unconfirmed {
        /// Until then.
        until: i64,
    },
    /// Booked.
    Booked,
    /// The patron came at its time: to the line, or to the branch.
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

impl AppointmentState {
    /// Whether its time is kept for it.
    pub const fn takes_time(self) -> bool {
        match self {
            Self::Held { .. }
            | Self::Unconfirmed { .. }
            | Self::Booked
            | Self::Arrived
            | Self::Done => true,
            Self::Cancelled { .. } | Self::NoShow => false,
        }
    }
}

/// A booked consultation, or one whose slot is held while it is being booked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Appointment {
    /// Its id.
    pub id: AppointmentId,
    /// What kind it is.
    pub consultation: ConsultationId,
    /// The desk.
    pub desk: DeskId,
    /// Who gives it.
    pub librarian: LibrarianId,
    /// Who comes.
    pub patron: PatronId,
    /// Their thread.
    pub thread: ThreadId,
    /// How they meet.
    pub meeting: Meeting,
    /// Where, for a meeting in person.
    pub branch: Option<BranchId>,
    /// When it begins.
    pub starts: i64,
    /// When it ends.
    pub ends: i64,
    /// From when the librarian is kept free for it: its beginning less the padding.
    pub kept_from: i64,
    /// Until when.
    pub kept_until: i64,
    /// What the patron calls themself.
    pub name: PatronName,
    /// What the patron reads.
    pub language: Language,
    /// What was answered to the questions, in their order.
    pub answers: Vec<String>,
    /// How it stands.
    pub state: AppointmentState,
    /// How often it was changed since it was made: the SEQUENCE of its invitations.
    pub sequence: u32,
    /// Who booked.
    pub booked_by: BookedBy,
    /// When it was booked, or its slot taken.
    pub made_at: i64,
    /// When it was changed last.
    pub changed_at: i64,
    /// The reminder of the day before went out, or need not.
    pub reminded_day: bool,
    /// The reminder of the hour before went out, or need not.
    pub reminded_hour: bool,
    /// The visit in which it takes place.
    pub contact: Option<ContactId>,
}
