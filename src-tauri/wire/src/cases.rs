//! Cases, as pages and seats both see them. Days are `2026-12-01`, where the library is;
//! times are milliseconds since 1970 UTC; numbers are `2026/12`.

use serde::{Deserialize, Serialize};
use sportello_core::{CaseId, FileId};
use ts_rs::TS;

/// A case that a message is about, as it was when the message was written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CaseMark {
    /// Which.
    pub id: CaseId,
    /// Its number.
    pub number: String,
    /// What it is about.
    pub subject: String,
    /// Who has it; empty for the desk itself.
    pub office: String,
    /// The day by which an answer is promised.
    pub promised: String,
}

/// A file of a case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CaseFile {
    /// Which.
    pub id: FileId,
    /// What it is called.
    pub name: String,
    /// What it is, as its sender said: `application/pdf`.
    pub kind: String,
    /// In bytes.
    pub size: u32,
}
