//! What a library sets of its cases: how long their words are kept, and by when an answer
//! is usually promised.

use serde::{Deserialize, Serialize};

/// For how many days the words of a closed case may be kept: long enough for somebody to
/// come back, and never for good.
pub const KEPT_DAYS: (u32, u32) = (30, 1_095);
/// For how many open days from now an answer may usually be promised.
pub const USUAL_DAYS: (u32, u32) = (1, 30);

/// What is set of cases.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct CasePolicy {
    /// For how many days after a case is closed its words and files are kept; so long,
    /// too, mail waits that nobody has put anywhere. What reports count stays.
    pub kept_days: u32,
    /// How many open days after today an answer is promised when nobody says otherwise.
    pub usual_promise_days: u32,
}

impl Default for CasePolicy {
    fn default() -> Self {
        Self {
            kept_days: 365,
            usual_promise_days: 5,
        }
    }
}
