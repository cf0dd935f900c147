//! A patron's own cases on the page: how they stand, and what the patron adds.

use serde::{Deserialize, Serialize};
use sportello_core::CaseId;
use ts_rs::TS;

use crate::cases::CaseFile;

/// What the page orders about cases.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(
    tag = "type",
    rename_all = "camelCase",
    rename_all_fields = "camelCase",
    deny_unknown_fields
)]
pub enum OwnCasesOrder {
    /// Ask how they stand; from then on each change is told.
    Ask {},
    /// Add something to a case.
    AddInfo {
        /// Which.
        case: CaseId,
        /// The words.
        text: String,
    },
    /// It needs no answer any more.
    Close {
        /// Which.
        case: CaseId,
    },
    /// Erase a case: its words are gone, what is counted stays.
    Erase {
        /// Which.
        case: CaseId,
    },
}

/// What the page is told about cases.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(
    tag = "type",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
pub enum OwnCasesNews {
    /// How they stand. After `Ask`, and at each change.
    Stands {
        /// The newest first.
        cases: Vec<OwnCase>,
    },
    /// It was done.
    Done {
        /// About which.
        case: CaseId,
    },
    /// It was not done.
    Refused {
        /// About which.
        case: CaseId,
        /// Why.
        why: OwnCasesRefusal,
    },
}

/// Why something about a case was not done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum OwnCasesRefusal {
    /// There is no such case any more.
    Gone,
    /// The words are missing or too long.
    Text,
    /// It is over already.
    Over,
    /// Too many tries: wait a moment.
    TooManyTries,
    /// The server could not write; nothing was changed.
    NotSaved,
}

/// A case of the patron's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct OwnCase {
    /// Which.
    pub id: CaseId,
    /// Its number.
    pub number: String,
    /// What it is about.
    pub subject: String,
    /// Where it stands.
    pub state: OwnCaseState,
    /// Who has it; empty for the desk.
    pub office: String,
    /// The day by which an answer is promised.
    pub promised: String,
    /// When it was made: milliseconds since 1970 UTC.
    #[ts(type = "number")]
    pub opened_at: i64,
    /// What was said, the oldest first.
    pub entries: Vec<OwnCaseEntry>,
}

/// Where a case stands, as the patron sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum OwnCaseState {
    /// The library sees to it.
    InHand,
    /// Somebody else was asked, and is to answer the library.
    WithOffice,
    /// The library waits for an answer of the patron's.
    WaitsForYou,
    /// It was answered.
    Answered,
    /// It is closed.
    Closed,
}

/// Something that was said about a case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct OwnCaseEntry {
    /// What.
    pub what: OwnCaseWhat,
    /// When: milliseconds since 1970 UTC.
    #[ts(type = "number")]
    pub at: i64,
    /// The words; may be empty.
    pub text: String,
    /// The files that hang on it.
    pub files: Vec<CaseFile>,
}

/// What was said about a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum OwnCaseWhat {
    /// The library asks.
    Asked,
    /// The patron wrote.
    Wrote,
    /// The library answered.
    Answered,
    /// It takes longer.
    PromiseMoved,
    /// It was closed.
    Closed,
    /// It was opened again.
    Reopened,
}
