//! The thread's tools, as the window has them.

use serde::{Deserialize, Serialize};
use sportello_core::{AnswerId, AnswerTrouble};
use ts_rs::TS;

use crate::seat::AnswerView;

/// The answers that librarians keep at hand.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct WindowAnswers {
    /// All of them, by their names.
    pub all: Vec<AnswerView>,
    /// The order that was not carried out last, until the next one.
    pub refused: Option<RefusedAnswer>,
}

/// An order about an answer that was not carried out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct RefusedAnswer {
    /// Which answer.
    pub id: AnswerId,
    /// Why.
    pub why: AnswerTrouble,
}
