//! Answers that librarians keep at hand.

use serde::{Deserialize, Serialize};
use sportello_core::{AnswerId, AnswerTrouble};
use ts_rs::TS;

/// One answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AnswerView {
    /// Which; made by the window.
    pub id: AnswerId,
    /// What librarians call it.
    pub name: String,
    /// In Italian, with placeholders; may be empty if there is an English text.
    pub italian: String,
    /// In English, with placeholders; may be empty if there is an Italian text.
    pub english: String,
}

/// What supervisors and administrators may do with answers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(
    tag = "type",
    rename_all = "camelCase",
    rename_all_fields = "camelCase",
    deny_unknown_fields
)]
pub enum AnswersOrder {
    /// Keep an answer: a new one, or instead of the one with its id.
    Save {
        /// The answer.
        answer: AnswerView,
    },
    /// Take an answer away.
    Remove {
        /// Which.
        id: AnswerId,
    },
}

/// What a seat hears of answers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(
    tag = "type",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
pub enum AnswersNews {
    /// All of them, by their names. After `Welcome`, and at each change.
    All {
        /// The answers.
        answers: Vec<AnswerView>,
    },
    /// An order was not carried out.
    Refused {
        /// Which answer it was about.
        id: AnswerId,
        /// Why.
        why: AnswerTrouble,
    },
}
