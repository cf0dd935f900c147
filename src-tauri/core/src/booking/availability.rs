//! When a librarian gives consultations.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::Meeting;
use crate::hours::Hours;
use crate::ids::{BranchId, LibrarianId};

/// When a librarian gives consultations. Who has said nothing gives none.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Availability {
    /// Who.
    pub librarian: LibrarianId,
    /// At which hours, and how.
    pub rules: Vec<AvailabilityRule>,
    /// Days on which they give none, whatever the rules say.
    pub away: Vec<Away>,
    /// When they are busy with something else, as their own calendar says: from, and
    /// until; in order, none touching the next.
    pub busy: Vec<(i64, i64)>,
    /// When that calendar was read; none when it was not.
    pub busy_read_at: Option<i64>,
}

/// Hours at which a librarian may be met in some ways.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AvailabilityRule {
    /// How one may meet.
    pub meetings: BTreeSet<Meeting>,
    /// Where the librarian is at these hours; a meeting in person is there. None for
    /// somebody who is met by calls alone.
    pub branch: Option<BranchId>,
    /// The hours, with dates that differ.
    pub hours: Hours,
}

/// Days on which somebody is away, both included.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Away {
    /// The first.
    pub from: NaiveDate,
    /// The last.
    pub until: NaiveDate,
    /// Why, for colleagues; may be empty.
    pub reason: String,
}
