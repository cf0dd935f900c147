//! Notices: what is said to whom about a loan that is to be returned, and when.
//!
//! **The rule.** One notice for each loan, due date and kind, ever. A kind has its day,
//! counted from the due date: before it the last open day at the latest, after it the
//! next. On a day whose run was missed the latest kind goes out alone.
//!
//! Nothing here reads loans, keeps the ledger or sends. What a run does with a decision,
//! and that it does it once, is the server's.

mod open_days;
mod policy;
mod quiet;
mod rule;
mod state;
#[cfg(test)]
mod tests;
mod words;

use serde::{Deserialize, Serialize};

pub use open_days::OpenDays;
pub use policy::{NoticePolicy, NoticeWording, Unlinked};
pub use rule::{
    FARTHEST_OPEN_DAY, LONGEST_CATCH_UP, Standing, coming, day_of, due_between, due_now,
};
pub use state::NoticeState;
pub use words::{PLACEHOLDERS, unknown_placeholder, words};

/// What a notice says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub enum NoticeKind {
    /// It is due in some days: PREDUE.
    Predue,
    /// It is due: DUE.
    Due,
    /// It is overdue: ODUE1.
    Overdue1,
    /// It still is: ODUE2.
    Overdue2,
    /// It still is: ODUE3.
    Overdue3,
}

impl NoticeKind {
    /// All of them, in the order of their days.
    pub const ALL: [Self; 5] = [
        Self::Predue,
        Self::Due,
        Self::Overdue1,
        Self::Overdue2,
        Self::Overdue3,
    ];

    /// What it is called in libraries, and stored as.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Predue => "PREDUE",
            Self::Due => "DUE",
            Self::Overdue1 => "ODUE1",
            Self::Overdue2 => "ODUE2",
            Self::Overdue3 => "ODUE3",
        }
    }

    /// The kind of a code.
    pub fn of_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }
}
