//! A contact under way that is passed on: to a colleague, a group or the line.

use serde::{Deserialize, Serialize};
use sportello_core::TransferTo;
use ts_rs::TS;

/// What a librarian does with a contact under way that somebody else should go on with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(
    tag = "type",
    rename_all = "camelCase",
    rename_all_fields = "camelCase",
    deny_unknown_fields
)]
pub enum TransferOrder {
    /// Let it ring at colleagues; a call is on hold until one of them takes it.
    To {
        /// At whom.
        whom: TransferTo,
        /// What they should know; may be empty.
        note: String,
        /// If nobody takes it, it goes to the line at once.
        else_line: bool,
    },
    /// Go on with it after all.
    TakeBack {},
    /// Send it to the line, at its old place.
    ToLine {
        /// What the next one should know; may be empty.
        note: String,
    },
}

/// A contact that rings at colleagues.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct TransferView {
    /// The colleague's name, or the group's.
    pub to: String,
    /// Until when it rings there: milliseconds since 1970 UTC.
    #[ts(type = "number")]
    pub until: i64,
    /// If nobody takes it, it goes to the line at once.
    pub else_line: bool,
}

/// Who passed a contact on, and what the next one should know.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PassedOnView {
    /// Their name.
    pub by: String,
    /// What they wrote; may be empty.
    pub note: String,
}
