//! Call-backs, in the window.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::seat::{CallBackRefusal, CallBackView};

/// What the window shows of call-backs.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct WindowCallBacks {
    /// Those that are not over, the next first.
    pub open: Vec<CallBackView>,
    /// How the last order came out.
    pub answer: Option<CallBacksAnswer>,
}

/// How an order came out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CallBacksAnswer {
    /// Which, by the number the window gave it.
    pub number: u32,
    /// Why it was not done; none when it was.
    pub refused: Option<CallBackRefusal>,
}
