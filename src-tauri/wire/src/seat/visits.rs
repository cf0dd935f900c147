//! What happened before in a thread, for the colleague who opens it.

use serde::{Deserialize, Serialize};
use sportello_core::{ContactId, EndedBy, Mode, Outcome, ThreadId, TopicId};
use ts_rs::TS;

/// One visit of a thread's patron. Patrons are never shown it. Times are milliseconds
/// since 1970 UTC.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct VisitView {
    /// Which contact.
    pub contact: ContactId,
    /// How they met, last.
    pub mode: Mode,
    /// When the patron came, or was called.
    #[ts(type = "number")]
    pub arrived_at: i64,
    /// A librarian called the patron.
    pub called_out: bool,
    /// When it was answered, if it was.
    #[ts(type = "number | null")]
    pub answered_at: Option<i64>,
    /// When it was over, if it is.
    #[ts(type = "number | null")]
    pub ended_at: Option<i64>,
    /// By whom it was ended.
    pub ended_by: Option<EndedBy>,
    /// Who answered, or called.
    pub librarian: Option<String>,
    /// How it came out.
    pub outcome: Option<Outcome>,
    /// The librarian wrote down how it came out.
    pub wrapped_up: bool,
    /// What it was about.
    pub topic: Option<TopicId>,
    /// What the librarian wrote for colleagues; may be empty.
    pub note: String,
}

/// All visits of a thread, as far as they are shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ThreadVisits {
    /// Which thread.
    pub thread: ThreadId,
    /// The visits, the oldest first; the newest hundred.
    pub visits: Vec<VisitView>,
}
