//! Call-backs, as whom they are for reads them.

use serde::{Deserialize, Serialize};
use sportello_core::CallBackId;
use ts_rs::TS;

use crate::call_backs::CallBackWay;

/// What a patron does about their own call-backs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(
    tag = "type",
    rename_all = "camelCase",
    rename_all_fields = "camelCase",
    deny_unknown_fields
)]
pub enum OwnCallBacksOrder {
    /// They do not want to be called any more.
    CallOff {
        /// Which.
        call_back: CallBackId,
    },
}

/// A call-back that was agreed with the patron.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct OwnCallBack {
    /// Which.
    pub id: CallBackId,
    /// How they are called; of a number only its end.
    pub way: CallBackWay,
    /// When: milliseconds since 1970 UTC.
    #[ts(type = "number")]
    pub due: i64,
    /// The number of its case; may be empty.
    pub case: String,
    /// Somebody calls now: it can't be called off.
    pub calling: bool,
}
