//! The outbox in the window.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::seat::{
    LetterTried, LetterView, OutboxConcerns, OutboxOrder, OutboxRefusal, OutboxView, TroubleView,
};

/// What the window shows of the outbox.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct WindowOutbox {
    /// What the server shows, while it is watched.
    pub view: Option<OutboxView>,
    /// What concerns everybody, watched or not.
    pub concerns: OutboxConcerns,
    /// What every letter says, once somebody has asked.
    pub letters: Vec<LetterView>,
    /// The wording that was tried last.
    pub tried: Option<LetterTried>,
    /// How the last order came out.
    pub answer: Option<OutboxAnswer>,
}

/// How an order came out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct OutboxAnswer {
    /// Which, by the number the window gave it.
    pub number: u32,
    /// Why it was not done; none when it was.
    pub refused: Option<OutboxRefusal>,
    /// What was in the way of a test; none when nothing was, and after any other order.
    pub trouble: Option<TroubleView>,
}

/// What the librarian orders about the outbox.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(
    tag = "type",
    rename_all = "camelCase",
    rename_all_fields = "camelCase",
    deny_unknown_fields
)]
pub enum OutboxWindowOrder {
    /// Order something of the server.
    Ask {
        /// The window's own number for it, told back with the answer.
        number: u32,
        /// What.
        order: OutboxOrder,
    },
}
