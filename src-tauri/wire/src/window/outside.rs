//! Calendars outside of the desk, in the window.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::seat::{MadeFeed, OutsideRefusal, OutsideView};

/// What the window shows of calendars outside of the desk.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct WindowOutside {
    /// What the server shows, while it is watched.
    pub view: Option<OutsideView>,
    /// The feed that was made last, until somebody looks away.
    pub made: Option<MadeFeed>,
    /// How the last order came out.
    pub answer: Option<OutsideAnswer>,
}

/// How an order came out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct OutsideAnswer {
    /// Which, by the number the window gave it.
    pub number: u32,
    /// Why it was not done; none when it was.
    pub refused: Option<OutsideRefusal>,
}
