//! When librarians give consultations: one's own, or a colleague's for who may set it.
//!
//! Whoever opens the form asks for it; what is typed may be judged before it is saved.
//! What is saved carries how it stood when it was opened, so that nobody writes over a
//! colleague's change without knowing.

use serde::{Deserialize, Serialize};
use sportello_core::LibrarianId;
use sportello_core::booking::{AvailabilityFault, AvailabilityForm};
use ts_rs::TS;

/// What a librarian orders about when consultations are given.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(
    tag = "type",
    rename_all = "camelCase",
    rename_all_fields = "camelCase",
    deny_unknown_fields
)]
pub enum AvailabilityOrder {
    /// Show when somebody gives them.
    Ask {
        /// Who.
        librarian: LibrarianId,
    },
    /// Have a form judged; nothing is saved.
    Check {
        /// Whose.
        librarian: LibrarianId,
        /// As it is to be.
        form: AvailabilityForm,
    },
    /// Save a form.
    Save {
        /// Whose.
        librarian: LibrarianId,
        /// As it is to be.
        form: AvailabilityForm,
        /// How it stood when the form was opened.
        seen: AvailabilityForm,
    },
}

/// What a librarian is told about when consultations are given. All of it answers an
/// order, by the number it came with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(
    tag = "type",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
pub enum AvailabilityTold {
    /// When somebody gives them.
    View {
        /// Which order.
        number: u32,
        /// It.
        view: AvailabilityView,
    },
    /// What is wrong with a form that was to be judged.
    Judged {
        /// Which order.
        number: u32,
        /// All of it; empty when it can be saved.
        faults: Vec<AvailabilityFault>,
    },
    /// It was saved, and stands so.
    Saved {
        /// Which order.
        number: u32,
        /// How it stands.
        view: AvailabilityView,
    },
    /// It was not done.
    Refused {
        /// Which order.
        number: u32,
        /// Why.
        why: AvailabilityRefusal,
    },
}

impl AvailabilityTold {
    /// The number of the order that it answers.
    pub const fn number(&self) -> u32 {
        match self {
            Self::View { number, .. }
            | Self::Judged { number, .. }
            | Self::Saved { number, .. }
            | Self::Refused { number, .. } => *number,
        }
    }
}

/// When somebody gives consultations.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct AvailabilityView {
    /// Who.
    pub librarian: LibrarianId,
    /// As it stands; empty when nothing was said.
    pub form: AvailabilityForm,
    /// Where the library's clock hangs, as a name of the IANA list: for new hours.
    pub zone: String,
}

/// Why something about it was not done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(
    tag = "type",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
pub enum AvailabilityRefusal {
    /// Something is wrong with the form.
    Faults {
        /// All of it.
        faults: Vec<AvailabilityFault>,
    },
    /// Somebody else's are set by supervisors and administrators.
    NotAllowed,
    /// Nobody of that id works here.
    Nobody,
    /// Somebody else has changed it since the form was opened.
    ChangedMeanwhile {
        /// How it stands now.
        view: AvailabilityView,
    },
    /// The server could not write; nothing was changed.
    NotSaved,
}
