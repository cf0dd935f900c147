//! Loans and notices, as pages and seats both see them. Days are `2026-12-01`, where the
//! library is; times are milliseconds since 1970 UTC.

use serde::{Deserialize, Serialize};
use sportello_core::{LoanId, NoticeKind};
use ts_rs::TS;

/// A loan that a message is about, as it was when the message was written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct LoanMark {
    /// Which.
    pub id: LoanId,
    /// Its title; may be empty.
    pub title: String,
    /// The day on which it was due.
    pub due: String,
}

/// The day and the kind of a notice to come.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ComingNotice {
    /// The day on which it goes out.
    pub day: String,
    /// Which.
    pub kind: NoticeKind,
}
